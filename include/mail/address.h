/* Internet mail addresses: RFC 5322 §3.4 for reading, RFC 5321 §4.1.2 for the envelope.
 *
 * Old docomo and au addresses break the grammar (`a..b@docomo.ne.jp`, `.a@`, `a.@`): they are
 * accepted, and quoted where they go into an envelope or a header.
 */
#pragma once

#include "base/config.h"

typedef struct {
	char *name;    /* display name, decoded, one line; NULL or "" = none */
	char *address; /* as written, one line; NULL = none could be read */
} KwAddress;
KwAddress *kw_address_new(const char *name, const char *address);
void kw_address_free(KwAddress *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwAddress, kw_address_free)

/* Addresses of a header value that is decoded text already (or of a pasted line): commas and
 * semicolons, groups, comments, "NAME [mailto:a@b]", "a@b <mailto:a@b>". KwAddress *, owned by the
 * array; a bare name gives an entry without address. At most 1,000. */
GPtrArray *kw_address_list_parse(const char *text);

/* The same for a header value in UTF-8 whose encoded-words (RFC 2047) still stand: the structure is
 * read first, for what is encoded may hold commas, then `decode` makes text of every name. */
typedef char *(*KwAddressDecode)(const char *words, gssize length);
GPtrArray *kw_address_list_parse_encoded(const char *value, KwAddressDecode decode);

/* The normalised form by which an address is compared and stored: domain in lower case and
 * without a trailing dot (IDN stays as written), local part unquoted, as written but ASCII lower
 * case, surrounding blanks and "mailto:" removed, full-width ASCII narrowed. NULL where it is no
 * address (no "@", control characters, blanks, above 254 octets, local part above 64, empty label).
 */
char *kw_address_normalise(const char *text);

/* For MAIL FROM and RCPT TO, without the angle brackets: quotes the local part where it is not a
 * dot-string. `address` is normalised. "" stays "". */
char *kw_address_for_envelope(const char *address);

/* `local+detail@domain` from `local@domain`; `detail@domain` from `@domain` (VERP with a domain of
 * its own). */
char *kw_address_with_detail(const char *address, const char *detail);
/* And back: what stands between the last "+" and the "@", else the whole local part. NULL: no "@".
 */
char *kw_address_detail(const char *address);

/* The address so that its owner knows it again and nobody else learns it: "o•••@s•••.example". */
char *kw_address_mask(const char *address);

/* Where an answer to a mail of ours shall go (Reply-To): with the token in the address where such
 * addresses arrive, else NULL. */
char *kw_address_for_answers(const KwConfig *config, const char *token);

/* A server's words without the addresses in them: what they are about can go into a log (base/log.h
 * forbids addresses there) or to other people. */
char *kw_address_hide(const char *text);
