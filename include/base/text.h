/* Work on UTF-8 text that any program might want: repair, one line, width, cutting, comparing.
 *
 * "Text" in this house is UTF-8, valid, without NUL. Bytes become text through
 * kw_text_repair() or base/charset.h, at the door, once.
 */
#pragma once

#include <glib.h>

/* Valid UTF-8 from any bytes: what is not UTF-8, and NUL, becomes U+FFFD; a BOM at the start goes.
 * `length` may be -1 for a NUL-terminated string. Never fails; yours to free. */
char *kw_text_repair(const void *bytes, gssize length);

/* A single line: every run of white space and control characters (CR, LF, TAB, U+3000, U+2028 …)
 * becomes one blank, both ends are trimmed. Marks without a glyph (zero-width space, bidirectional
 * marks and overrides, U+FEFF) go. What may stand in a header or a list. */
char *kw_text_one_line(const char *text);

/* Line ends as LF, no control characters but LF and TAB, no marks without a glyph, no blanks at
 * line ends, at most one empty line in a row, none at either end, no LF after the last line. What a
 * body looks like after it was read. */
char *kw_text_tidy(const char *text);

/* Columns on a terminal: East Asian wide and full-width count 2, combining marks 0. */
int kw_text_width(const char *text);

/* At most `max_chars` characters; cut text ends in "…" (which is counted). */
char *kw_text_cut(const char *text, size_t max_chars);

/* A kana or a kanji. */
gboolean kw_text_is_japanese(gunichar c);
/* One of the letters of `text` is. */
gboolean kw_text_has_japanese(const char *text);

/* The form in which two texts are compared: NFKC, lower case (full case folding), the wave-dash
 * and minus variants of the Japanese code tables made equal, white space runs as one blank. */
char *kw_text_fold(const char *text);

/* Behind the letters that `text` begins with and that fold one by one into as many bytes: ASCII
 * into lower case, kana, kanji and their punctuation as they are. No blanks. What comes next may
 * still combine with the last of them. */
const char *kw_text_plain_end(const char *text);

/* True where `text` is valid UTF-8 without NUL in its first `length` bytes. */
gboolean kw_text_is_valid(const void *bytes, size_t length);
