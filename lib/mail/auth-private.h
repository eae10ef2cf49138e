/* Inside lib/mail/auth*.c: what "who sent it" is made of. */
#pragma once

#include "mail/auth.h"
#include "mail/header.h"

/* lib/mail/auth_from.c: the header of a mail, where every reader must see the same fields: no NUL,
 * no CR without LF, no line that is no field (an mbox line at the top apart). NULL with *out_why
 * (static). *out_start is where it begins in `bytes`. */
KwHeaderBlock *kw_auth_header(const char *bytes, size_t length, size_t *out_start,
			      const char **out_why);
/* The only mailbox of the only From field, by the letter of RFC 5322 §3.4, ASCII, normalised. NULL
 * with *out_why (static). */
char *kw_auth_sole_from(const KwHeaderBlock *block, const char **out_why);

/* lib/mail/auth_results.c: one Authentication-Results field. */
typedef struct {
	char *name; /* "header.d", lower case, blanks and comments gone */
	char *value;
} KwAuthProperty;
typedef struct {
	char *method, *result; /* lower case; without version */
	GPtrArray *properties; /* KwAuthProperty * */
} KwAuthResult;
/* KwAuthResult *; NULL: not the grammar (RFC 8601 §2.2), or of another `authserv_id`. The second
 * is no syntax error: *out_is_ours tells. */
GPtrArray *kw_auth_results_parse(const char *raw, const char *authserv_id, gboolean *out_is_ours);
/* The value of that property; NULL: none, or several that differ. Borrowed. */
const char *kw_auth_result_find(const KwAuthResult *result, const char *property);
/* "dkim", "spf" or "dmarc" where the lines of our own server prove `domain`; static. NULL with
 * *out_why, which is yours (both cases). */
const char *kw_auth_results_prove(const KwHeaderBlock *block, const char *authserv_id,
				  const char *domain, char **out_why);

/* lib/mail/auth_align.c: whether who proved `domain` speaks for addresses of `from_domain`. */
gboolean kw_auth_is_aligned(const char *from_domain, const char *domain);

/* lib/mail/auth_gnupg.c: one signature of a run of gpg or gpgsm. */
typedef enum {
	KW_GNUPG_GOOD,
	KW_GNUPG_BAD,
	KW_GNUPG_EXPIRED, /* key or signature */
	KW_GNUPG_REVOKED,
	KW_GNUPG_UNKNOWN_KEY,
	KW_GNUPG_NOT_CHECKABLE, /* broken armour, no program, a digest that nobody trusts … */
} KwGnupgVerdict;
typedef struct {
	KwGnupgVerdict verdict;
	char *key;    /* fingerprint of the primary key (OpenPGP) or SHA-256 of the certificate;
			 hex, upper case; NULL = not known */
	char *subkey; /* OpenPGP: that made it; NULL = not known */
} KwGnupgSignature;
/* KwGnupgSignature *, may be empty (not a signature). `signature` NULL: `data` holds both, and
 * *out_text (may be NULL; yours) is what was signed. */
GPtrArray *kw_gnupg_verify(gboolean is_smime, const char *keyring, GBytes *signature, GBytes *data,
			   GBytes **out_text);
/* Whether two fingerprints are one: hex of 40 digits or more, any case, blanks and colons apart. */
gboolean kw_gnupg_is_key(const KwGnupgSignature *signature, const char *fingerprint);
const char *kw_gnupg_verdict_text(KwGnupgVerdict verdict);

/* lib/mail/auth_signed.c: the signed content of a mail. */
typedef struct {
	gboolean is_smime;
	GBytes *signature; /* NULL: inside `data` */
	GBytes *data;
	const char *charset; /* of a text with a signature inside it; NULL = `data` is MIME */
} KwAuthSigned;
void kw_auth_signed_free(KwAuthSigned *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwAuthSigned, kw_auth_signed_free)
/* NULL: nothing is signed. `bytes` begin with the header. */
KwAuthSigned *kw_auth_signed_find(const KwMessage *message, const char *bytes, size_t length);
/* The text in what was verified; `whole` are all verified bytes. "" = no plain text. */
char *kw_auth_signed_text(const KwAuthSigned *content, GBytes *whole);

/* lib/mail/auth_armour.c: where a cleartext signature stands in `text`: from the line that opens it
 * to behind the line that ends it. FALSE: none that is whole, at the start of its lines. */
gboolean kw_auth_armour_find(const char *text, size_t length, size_t *out_start, size_t *out_end);
