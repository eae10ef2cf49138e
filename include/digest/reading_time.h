/* How long a text takes to read.
 *
 * A reader takes `reading.speed` characters a minute (phrases, one for each language); what is
 * counted is what is read: letters, digits and signs; not white space, rules, or addresses, which
 * are pressed and not read. The speeds are slower than what was measured of practised readers,
 * because ours read between two jobs, on a phone, what they did not choose:
 *
 * - Japanese, 500: 200 students read 653 a minute on average, each of them between about 300 and
 *   1200 (Kobayashi, Kawashima, The Journal of the Institute of Image Information and Television
 *   Engineers 72 (10), 2018, J154).
 * - English, 1000: grown-ups read 238 words of non-fiction a minute, most of them 175 to 300, and
 *   less where English is their second language (Brysbaert, Journal of Memory and Language 109,
 *   2019, 104047); with five characters a word, 1000 are 200 words.
 */
#pragma once

#include "base/words.h"

/* How many characters of `text` are read. */
int64_t kw_reading_time_chars(const char *text);
/* Seconds that `text` takes in the language of `words`. */
int64_t kw_reading_time_s(const KwWords *words, const char *text);
