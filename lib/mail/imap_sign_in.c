/* Signing in to an IMAP server: its capabilities, SASL (RFC 4422, 7628) or LOGIN. */
#include "imap-private.h"

#include "base/error.h"

#include <string.h>

static void hear_capability(KwImap *imap, const char *text, gpointer user G_GNUC_UNUSED)
{
	const char *list = kw_imap_after(text, "CAPABILITY");

	if (!list)
		return;
	g_free(imap->capabilities);
	imap->capabilities = g_strdup_printf("%s ", list);
	for (char *c = imap->capabilities; *c; c++)
		*c = g_ascii_toupper(*c);
}

gboolean kw_imap_has(const KwImap *imap, const char *capability)
{
	g_autofree char *word = g_strdup_printf(" %s ", capability);

	return imap->capabilities && strstr(imap->capabilities, word);
}

static gboolean has_mechanism(gconstpointer imap, const char *mechanism)
{
	g_autofree char *word = g_strconcat("AUTH=", mechanism, NULL);

	return kw_imap_has(imap, word);
}

gboolean kw_imap_ask_capabilities(KwImap *imap, GError **error)
{
	g_autofree char *said = NULL;
	KwImapReply reply;

	return kw_wire_printf(imap->wire, error, "k%u CAPABILITY\r\n", ++imap->tag) &&
	       kw_imap_finish(imap, imap->tag, hear_capability, NULL, &reply, &said, error);
}

/* Waits for the server's "+". FALSE without error: it said NO, *out_said tells. */
static gboolean wait_to_continue(KwImap *imap, char **out_said, GError **error)
{
	KwImapReply reply;
	char *text;

	do {
		if (!kw_imap_next(imap, imap->tag, &reply, &text, error))
			return FALSE;
	} while (reply == KW_IMAP_UNTAGGED);
	if (reply != KW_IMAP_CONTINUE)
		*out_said = g_strdup(text);
	return reply == KW_IMAP_CONTINUE;
}

/* The end of AUTHENTICATE. A refused token comes as a challenge, which wants an answer before the
 * NO (RFC 7628 §3.2.3; an empty line for XOAUTH2). */
static gboolean authenticated(KwImap *imap, KwImapReply *out_reply, char **out_said, GError **error)
{
	char *text;

	do {
		if (!kw_imap_next(imap, imap->tag, out_reply, &text, error) ||
		    (*out_reply == KW_IMAP_CONTINUE &&
		     !kw_wire_send(imap->wire, "AQ==\r\n", 6, error)))
			return FALSE;
	} while (*out_reply == KW_IMAP_UNTAGGED || *out_reply == KW_IMAP_CONTINUE);
	*out_said = g_strdup(text);
	return TRUE;
}

static gboolean authenticate(KwImap *imap, const KwInboxAccess *access, const char *mechanism,
			     KwImapReply *out_reply, char **out_said, GError **error)
{
	g_autofree char *response = kw_wire_response(access, mechanism);

	*out_reply = KW_IMAP_NO;
	if (!kw_wire_printf(imap->wire, error, "k%u AUTHENTICATE %s\r\n", ++imap->tag, mechanism))
		return FALSE;
	if (!wait_to_continue(imap, out_said, error))
		return *out_said != NULL;
	return kw_wire_printf(imap->wire, error, "%s\r\n", response) &&
	       authenticated(imap, out_reply, out_said, error);
}

/* LOGIN with literals: a name or password may hold any character. */
static gboolean login(KwImap *imap, const KwInboxAccess *access, KwImapReply *out_reply,
		      char **out_said, GError **error)
{
	const char *name = access->username, *password = access->password;

	*out_reply = KW_IMAP_NO;
	if (!kw_wire_printf(imap->wire, error, "k%u LOGIN {%zu}\r\n", ++imap->tag, strlen(name)))
		return FALSE;
	if (!wait_to_continue(imap, out_said, error))
		return *out_said != NULL;
	if (!kw_wire_printf(imap->wire, error, "%s {%zu}\r\n", name, strlen(password)))
		return FALSE;
	if (!wait_to_continue(imap, out_said, error))
		return *out_said != NULL;
	return kw_wire_printf(imap->wire, error, "%s\r\n", password) &&
	       kw_imap_finish(imap, imap->tag, NULL, NULL, out_reply, out_said, error);
}

gboolean kw_imap_sign_in(KwImap *imap, const KwInboxAccess *access, GError **error)
{
	const char *mechanism = kw_wire_mechanism(access, has_mechanism, imap);
	g_autofree char *said = NULL;
	gboolean is_done;
	KwImapReply reply;

	if (!mechanism && (access->token || kw_imap_has(imap, "LOGINDISABLED"))) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "the server offers no way to sign in with a %s",
			     access->token ? "token" : "password");
		return FALSE;
	}
	is_done = mechanism ? authenticate(imap, access, mechanism, &reply, &said, error)
			    : login(imap, access, &reply, &said, error);
	if (!is_done)
		return FALSE;
	return reply == KW_IMAP_OK ||
	       kw_wire_refused(access, kw_imap_is_temporary(said), said, error);
}
