/* Writing header fields: folding (RFC 5322 §2.2.3) and encoded-words (RFC 2047). */
#pragma once

#include <glib.h>

/* TRUE where `value` may stand in a header as it is: no control characters, and no word so long
 * that its line could pass 998 octets. */
gboolean kw_header_is_value(const char *value);

/* Appends "Name: value" and CRLF, folded at blanks where a line would pass 78 octets. `value` is
 * one that kw_header_is_value(). */
void kw_header_append_value(GString *out, const char *name, const char *value);

/* The same for text that a person reads (valid UTF-8 without control characters): encoded-words of
 * at most 75 octets, cut between characters, on lines of at most 76. Plain ASCII stays as it is. */
void kw_header_append_text(GString *out, const char *name, const char *text);

/* Name: phrase <spec>. `phrase` (may be NULL or "": then "spec" alone stands without brackets) is
 * text as above; `spec` (an address, a list identifier) goes out as it is. */
void kw_header_append_mailbox(GString *out, const char *name, const char *phrase, const char *spec);
