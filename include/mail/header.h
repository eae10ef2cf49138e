/* Header fields: the block (RFC 5322 §2.2), encoded-words (RFC 2047), parameters (RFC 2231).
 *
 * All of it is lenient: raw 8-bit text, raw JIS, words without padding or end, parameters without
 * semicolons. `hint` is a charset name for raw bytes that are not UTF-8 (what the body declares),
 * or NULL.
 */
#pragma once

#include <glib.h>

typedef struct {
	char *name; /* as written */
	char *raw;  /* bytes behind the colon, folded lines and all; NUL bytes are dropped */
} KwRawHeader;

typedef struct {
	GPtrArray *fields;   /* KwRawHeader *, in order, owned; at most 1,000 are kept */
	size_t body_offset;  /* where the body starts */
	gboolean is_regular; /* no line in it that is no field, and an empty line at its end */
} KwHeaderBlock;

/* The fields at the start of `bytes`. A "From " line of an mbox and empty lines before the first
 * field are skipped. Without any field body_offset is 0. */
KwHeaderBlock *kw_header_block_parse(const char *bytes, size_t length);
void kw_header_block_free(KwHeaderBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwHeaderBlock, kw_header_block_free)

/* Raw value of the first field of that name (any case), or NULL. Borrowed. */
const char *kw_header_block_find(const KwHeaderBlock *block, const char *name);

/* Whether `bytes` read like a whole mail: its very first lines are fields, and two of those that
 * every mail has are among them. */
gboolean kw_header_is_mail(const char *bytes, size_t length);

/* One line of text of a raw value. */
char *kw_header_decode(const char *raw, gssize length, const char *hint);
/* Raw bytes to UTF-8; encoded-words are left alone. */
char *kw_header_to_utf8(const char *raw, gssize length, const char *hint);
/* Encoded-words of a text in UTF-8; lines and blanks are left alone. */
char *kw_header_decode_words(const char *text, gssize length);

/* What stands before the parameters, in lower case ("text/plain", "attachment"); NULL = nothing. */
char *kw_header_token(const char *raw);
/* The decoded value of a parameter, one line; NULL = absent. */
char *kw_header_parameter(const char *raw, const char *name, const char *hint);
