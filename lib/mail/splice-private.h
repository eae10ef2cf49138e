/* The inside of mail/compose.h: the values that fill the gaps of a composed letter. */
#pragma once

#include "mail/compose.h"

#define KW_SPLICES_MAX 100

/* The header that a field becomes; NULL for a field of the body. */
const char *kw_field_header(KwField field);

/* Text as a body has it: every line end is CRLF. Yours. */
GString *kw_splice_lines(const char *text, size_t length);

/* Pads with blanks to whole lines of base64: before the last line end, else at the end. */
void kw_splice_pad(GString *text);

/* Appends `text` as base64 in lines of at most 76 characters, each ended with CRLF. */
void kw_splice_encode(GString *out, const GString *text);
