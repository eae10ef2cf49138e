/* Who sent a mail, as far as its bytes prove it: Authentication-Results of our own server (RFC
 * 8601), PGP (RFC 3156, RFC 4880 cleartext) and S/MIME (RFC 8551) signatures.
 *
 * From, Sender and a forwarded mail's own Authentication-Results are claims and prove nothing.
 */
#pragma once

#include "mail/message.h"

/* What is believed. Borrowed; all may be NULL: then nothing is proven. */
typedef struct {
	const char *authserv_id; /* of the server that brings our mail */
	const char *keyring;     /* GnuPG home folder: the only keys that are looked at */
	/* Keys and certificates of people: the fingerprint (hex, any case, blanks allowed) of
	 * OpenPGP keys, and SHA-256 of X.509 certificates; each with its address. */
	const GPtrArray *signers; /* KwAuthSigner * */
} KwAuthTrust;

typedef struct {
	const char *fingerprint, *address;
	gboolean is_smime;
} KwAuthSigner;

typedef enum {
	KW_AUTH_NONE,    /* nothing proves the From */
	KW_AUTH_ALIGNED, /* DKIM or SPF passed at our server, for the domain of From */
	KW_AUTH_SIGNED,  /* a good signature of a listed key of that very address */
} KwAuthLevel;

typedef struct {
	KwAuthLevel level;
	const char *method; /* "dkim", "spf", "pgp", "smime"; static; NULL with KW_AUTH_NONE */
	char *address;      /* that is proven, normalised; NULL with KW_AUTH_NONE */
	char *why; /* one line in plain English: what was found, and why it did or did not do */
	char *signed_text; /* a signature inside the text: the verified text alone; else NULL */
} KwAuth;
void kw_auth_free(KwAuth *auth);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwAuth, kw_auth_free)

/* Never NULL. `bytes` are those of the whole mail, as they came. */
KwAuth *kw_auth_of(const KwMessage *message, const void *bytes, size_t length,
		   const KwAuthTrust *trust);
const char *kw_auth_level_name(KwAuthLevel level); /* "none", "aligned", "signed" */

/* A text with a PGP cleartext signature (RFC 4880 §7): "good", "bad" (the text was changed or the
 * key is another), "unknown-key", "not-checkable" (no keyring, or forwarding broke it), or "none".
 * Static. `fingerprint` NULL: any key of the keyring. *out_text (may be NULL): the text without
 * armour, dash-escaping undone; yours. */
const char *kw_auth_cleartext(const char *text, const char *keyring, const char *fingerprint,
			      char **out_text);
