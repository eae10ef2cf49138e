/* Who sent a mail, as far as its bytes prove it: Authentication-Results of our own server (RFC
 * 8601), PGP (RFC 3156, RFC 4880 cleartext) and S/MIME (RFC 8551) signatures.
 *
 * From, Sender and a forwarded mail's own Authentication-Results are claims and prove nothing. What
 * is proven is proven of the only address of the only From field: where two programs might read two
 * senders from a mail, nothing is.
 */
#pragma once

#include "mail/message.h"

/* What is believed. Borrowed; all may be NULL: then nothing is proven. */
typedef struct {
	/* Of the server that brings our mail. It must remove lines of this name that come from
	 * outside (RFC 8601 §5) or always add one of its own. Believed are lines above the second
	 * Received field. */
	const char *authserv_id;
	const char *keyring; /* GnuPG home folder: the only OpenPGP keys that are looked at. It is
				not written to; short enough for no socket, since no agent runs */
	/* Keys and certificates of people: the fingerprint (hex, any case, blanks and colons
	 * allowed) of OpenPGP keys, and SHA-256 of X.509 certificates; each with its address. A
	 * certificate counts by that alone: neither its issuer nor revocation lists are looked at,
	 * and it needs not be in the keyring where mails bring it along. */
	const GPtrArray *signers; /* KwAuthSigner * */
} KwAuthTrust;

typedef struct {
	const char *fingerprint, *address;
	gboolean is_smime;
} KwAuthSigner;

typedef enum {
	KW_AUTH_NONE,    /* nothing proves the From */
	KW_AUTH_ALIGNED, /* DKIM, SPF or DMARC passed at our server, for the domain of From */
	KW_AUTH_SIGNED,  /* a good signature of a listed key of that very address */
} KwAuthLevel;

typedef struct {
	KwAuthLevel level;
	const char *method; /* "dkim", "spf", "dmarc", "pgp", "smime"; static; NULL with
			       KW_AUTH_NONE */
	char *address;      /* that is proven, normalised; NULL with KW_AUTH_NONE */
	char *why; /* one line in plain English: what was found, and why it did or did not do */
	/* With KW_AUTH_SIGNED, never NULL: the plain text that was verified, tidy; "" where what is
	 * signed has none (HTML alone). Only this may be acted on: a footer, or words around an
	 * inline signature, are nobody's. NULL with the other levels. */
	char *signed_text;
} KwAuth;
void kw_auth_free(KwAuth *auth);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwAuth, kw_auth_free)

/* Never NULL. `bytes` are those of the whole mail, as they came. Runs gpg or gpgsm (at most 20 s
 * each, and only where a key is listed for the From); nothing is fetched and nobody is asked. */
KwAuth *kw_auth_of(const KwMessage *message, const void *bytes, size_t length,
		   const KwAuthTrust *trust);
const char *kw_auth_level_name(KwAuthLevel level); /* "none", "aligned", "signed" */

/* A text with PGP cleartext signatures (RFC 4880 §7), whole or quoted with "> ": "good", "bad" (the
 * text was changed, or the key is another one or revoked), "unknown-key" (also: expired, so that
 * its newer form is unknown), "not-checkable" (no keyring, or forwarding broke it), or "none". Of
 * several the one that says most against it. Static. What stands outside of the armour is not
 * covered by the word. `fingerprint` NULL: any key of the keyring. *out_text (may be NULL): the
 * text without armour, dash-escaping undone; yours.
 * The text should be as it came: kw_text_tidy() drops empty lines that were signed. */
const char *kw_auth_cleartext(const char *text, const char *keyring, const char *fingerprint,
			      char **out_text);
