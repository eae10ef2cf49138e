/* Signing in to a mailbox: which mechanism, and its one response. How it travels is the protocols'
 * (inbox_imap.c, inbox_pop3.c).
 *
 * No mechanism with a challenge: servers offer CRAM-MD5 and the like without being able to check
 * them, and over TLS they protect nothing that matters.
 */
#include "inbox-private.h"

#include <string.h>

static char *plain(const KwInboxAccess *access)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_c(text, '\0');
	g_string_append_len(text, access->username, (gssize)strlen(access->username) + 1);
	g_string_append(text, access->password);
	return g_base64_encode((const guchar *)text->str, text->len);
}

static char *xoauth2(const KwInboxAccess *access)
{
	g_autofree char *text = g_strdup_printf("user=%s\001auth=Bearer %s\001\001",
						access->username, access->token);

	return g_base64_encode((const guchar *)text, strlen(text));
}

/* RFC 7628 §3.1: the GS2 header escapes "," and "=" of the name (RFC 5801 §4). */
static char *oauthbearer(const KwInboxAccess *access)
{
	g_autoptr(GString) name = g_string_new(access->username);
	g_autofree char *text = NULL;

	g_string_replace(name, "=", "=3D", 0);
	g_string_replace(name, ",", "=2C", 0);
	text = g_strdup_printf("n,a=%s,\001auth=Bearer %s\001\001", name->str, access->token);
	return g_base64_encode((const guchar *)text, strlen(text));
}

static const struct {
	const char *name;
	gboolean wants_token;
	char *(*response)(const KwInboxAccess *access);
} mechanisms[] = {
	{"OAUTHBEARER", TRUE, oauthbearer},
	{"XOAUTH2", TRUE, xoauth2},
	{"PLAIN", FALSE, plain},
};

static gboolean fits(const KwInboxAccess *access, guint i)
{
	return mechanisms[i].wants_token ? access->token != NULL
					 : !access->token && access->password;
}

char *kw_wire_response(const KwInboxAccess *access, const char *mechanism)
{
	for (guint i = 0; i < G_N_ELEMENTS(mechanisms); i++)
		if (g_str_equal(mechanisms[i].name, mechanism) && fits(access, i))
			return mechanisms[i].response(access);
	return NULL;
}

const char *kw_wire_mechanism(const KwInboxAccess *access,
			      gboolean (*has)(gconstpointer user, const char *mechanism),
			      gconstpointer user)
{
	for (guint i = 0; i < G_N_ELEMENTS(mechanisms); i++)
		if (fits(access, i) && has(user, mechanisms[i].name))
			return mechanisms[i].name;
	return NULL;
}
