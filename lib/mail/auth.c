/* Who sent it, as far as bytes prove it. */
#include "mail/auth.h"

void kw_auth_free(KwAuth *auth)
{
	if (!auth)
		return;
	g_free(auth->signed_text);
	g_free(auth->why);
	g_free(auth->address);
	g_free(auth);
}

KwAuth *kw_auth_of(const KwMessage *message G_GNUC_UNUSED, const void *bytes G_GNUC_UNUSED,
		   size_t length G_GNUC_UNUSED, const KwAuthTrust *trust G_GNUC_UNUSED)
{
	return g_new0(KwAuth, 1);
}

const char *kw_auth_level_name(KwAuthLevel level)
{
	static const char *const names[] = {"none", "aligned", "signed"};

	return names[level];
}

const char *kw_auth_cleartext(const char *text, const char *keyring G_GNUC_UNUSED,
			      const char *fingerprint G_GNUC_UNUSED, char **out_text)
{
	if (out_text)
		*out_text = g_strdup(text);
	return "none";
}
