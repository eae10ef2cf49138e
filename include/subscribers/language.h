/* The language in which somebody is answered: that of his own mail, where it can be told. */
#pragma once

#include <glib.h>

/* What of a mail tells it. Borrowed; all may be NULL. */
typedef struct {
	const char *own;              /* the sender's own words */
	const char *subject;          /* his own: not that of a letter that he answers */
	const char *content_language; /* header (RFC 3282) */
	const char *charset;          /* declared, of the text */
} KwLanguageSigns;

/* "ja" or "en" as his words say, else `chosen` (of a subscriber; NULL: is none), else what header
 * or charset say, else `fallback`. One word that is no Japanese says nothing: STOP may be a habit.
 * Static, or one of the two. */
const char *kw_language_of(const KwLanguageSigns *signs, const char *chosen, const char *fallback);
