/* Who sent a mail, as far as its bytes prove it: a signature by a listed key first, then what our
 * own mail server says of the domain.
 *
 * From is read in auth_from.c, Authentication-Results in auth_results.c and auth_align.c, what is
 * signed is found in auth_signed.c and verified by auth_gnupg.c; texts of advisories with a
 * signature inside are auth_clear.c. Everything hangs on From, because that is what staff and
 * receipts show: Sender, Reply-To and display names are never looked at. A signature is verified
 * only where a key is listed for that very address, so a stranger's mail starts no program.
 */
#include "auth-private.h"

#include "base/text.h"

#include <string.h>

#define MAX_SIGNED (32 * 1024 * 1024)

void kw_auth_free(KwAuth *auth)
{
	if (!auth)
		return;
	g_free(auth->signed_text);
	g_free(auth->why);
	g_free(auth->address);
	g_free(auth);
}

const char *kw_auth_level_name(KwAuthLevel level)
{
	static const char *const names[] = {"none", "aligned", "signed"};

	return names[level];
}

/* Whether `signer` is a key of `address` for this kind of signature. */
static gboolean is_signer(const KwAuthSigner *signer, const char *address, gboolean is_smime)
{
	g_autofree char *listed = NULL;

	if (!signer->address || !signer->fingerprint || signer->is_smime != is_smime)
		return FALSE;
	listed = kw_address_normalise(signer->address);
	return listed && strcmp(listed, address) == 0;
}

static gboolean has_signer(const KwAuthTrust *trust, const char *address, gboolean is_smime)
{
	for (guint i = 0; trust->signers && i < trust->signers->len; i++)
		if (is_signer(trust->signers->pdata[i], address, is_smime))
			return TRUE;
	return FALSE;
}

static gboolean is_by_signer(const KwGnupgSignature *signature, const KwAuthTrust *trust,
			     const char *address, gboolean is_smime)
{
	for (guint i = 0; i < trust->signers->len; i++) {
		const KwAuthSigner *signer = trust->signers->pdata[i];

		if (is_signer(signer, address, is_smime) &&
		    kw_gnupg_is_key(signature, signer->fingerprint))
			return TRUE;
	}
	return FALSE;
}

/* Verifies what was found. TRUE: a key of `address` signed it; *out_text is the verified text. */
static gboolean verify(const KwAuthSigned *content, const KwAuthTrust *trust, const char *address,
		       char **out_text, char **out_why)
{
	const char *name = content->is_smime ? "S/MIME" : "PGP";
	g_autoptr(GBytes) inner = NULL;
	g_autoptr(GPtrArray) signatures = NULL;
	const KwGnupgSignature *last = NULL;

	if (!trust->keyring || !has_signer(trust, address, content->is_smime)) {
		*out_why = g_strdup_printf("a %s signature, but %s %s", name,
					   trust->keyring ? "no key is listed for"
							  : "there is no keyring to check",
					   address);
		return FALSE;
	}
	if (g_bytes_get_size(content->data) > MAX_SIGNED) {
		*out_why = g_strdup_printf("a %s signature of too many bytes", name);
		return FALSE;
	}
	signatures = kw_gnupg_verify(content->is_smime, trust->keyring, content->signature,
				     content->data, &inner);
	for (guint i = 0; i < signatures->len; i++) {
		last = signatures->pdata[i];
		if (last->verdict != KW_GNUPG_GOOD ||
		    !is_by_signer(last, trust, address, content->is_smime))
			continue;
		*out_why = g_strdup_printf("a good %s signature by %s", name, last->key);
		*out_text = kw_auth_signed_text(content, inner ? inner : content->data);
		return TRUE;
	}
	if (last && last->verdict == KW_GNUPG_GOOD)
		*out_why = g_strdup_printf("a good %s signature, but %s is not listed for %s", name,
					   last->key, address);
	else
		*out_why = g_strdup_printf(
			"a %s signature that is %s", name,
			kw_gnupg_verdict_text(last ? last->verdict : KW_GNUPG_NOT_CHECKABLE));
	return FALSE;
}

/* What a field of the mail says may be in it: any bytes. */
static void add_why(KwAuth *auth, const char *why)
{
	g_autofree char *valid = kw_text_repair(why, -1);
	g_autofree char *line = kw_text_one_line(valid);
	char *joined = auth->why ? g_strdup_printf("%s; %s", auth->why, line) : g_strdup(line);

	g_free(auth->why);
	auth->why = joined;
}

static void try_signature(KwAuth *auth, const KwMessage *message, const char *bytes, size_t length,
			  const KwAuthTrust *trust, const char *address)
{
	g_autoptr(KwAuthSigned) content = kw_auth_signed_find(message, bytes, length);
	g_autofree char *why = NULL;

	if (!content)
		return;
	if (verify(content, trust, address, &auth->signed_text, &why)) {
		auth->level = KW_AUTH_SIGNED;
		auth->method = content->is_smime ? "smime" : "pgp";
	}
	add_why(auth, why);
}

static void try_results(KwAuth *auth, const KwHeaderBlock *block, const KwAuthTrust *trust,
			const char *address)
{
	g_autofree char *why = NULL;

	if (!trust->authserv_id) {
		add_why(auth, "no authserv_id is configured");
		return;
	}
	auth->method =
		kw_auth_results_prove(block, trust->authserv_id, strrchr(address, '@') + 1, &why);
	if (auth->method)
		auth->level = KW_AUTH_ALIGNED;
	add_why(auth, why);
}

/* Whether everybody else reads the same sender from this mail. */
static gboolean is_sender(const KwMessage *message, const char *address)
{
	g_autofree char *read = message->from && message->from->address
					? kw_address_normalise(message->from->address)
					: NULL;

	return read && strcmp(read, address) == 0;
}

KwAuth *kw_auth_of(const KwMessage *message, const void *bytes, size_t length,
		   const KwAuthTrust *trust)
{
	KwAuth *auth = g_new0(KwAuth, 1);
	g_autoptr(KwHeaderBlock) block = NULL;
	g_autofree char *address = NULL;
	const char *why = NULL;
	size_t start;

	if (!trust) {
		add_why(auth, "nothing is configured that could prove it");
		return auth;
	}
	block = kw_auth_header(bytes, length, &start, &why);
	address = block ? kw_auth_sole_from(block, &why) : NULL;
	if (address && !is_sender(message, address))
		why = "From can be read in two ways";
	if (why || !address) {
		add_why(auth, why ? why : "no From");
		return auth;
	}
	try_signature(auth, message, (const char *)bytes + start, length - start, trust, address);
	if (auth->level == KW_AUTH_NONE)
		try_results(auth, block, trust, address);
	if (auth->level != KW_AUTH_NONE)
		auth->address = g_steal_pointer(&address);
	return auth;
}
