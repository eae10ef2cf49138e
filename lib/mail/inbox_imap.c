/* IMAP (RFC 3501, 9051): one folder, its mails in order of UID.
 *
 * Only what emptying needs: sign-in, SELECT, FETCH, STORE, EXPUNGE. EXPUNGE without UIDPLUS (RFC
 * 4315) removes whatever is marked, so it is used only where nobody else's mail was. What cannot be
 * expunged stays marked, and is not listed again. The dialogue is imap_dialogue.c; signing in, the
 * folder and fetching have files of their own.
 */
#include "imap-private.h"

#include "base/error.h"

#include <string.h>

static void imap_free(void *box)
{
	KwImap *imap = box;

	kw_wire_free(imap->wire);
	g_free(imap->capabilities);
	g_free(imap);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwImap, imap_free)

void *kw_inbox_imap_over(KwWire *wire, const KwInboxAccess *access, const char *folder,
			 char **out_epoch, GError **error)
{
	g_autoptr(KwImap) imap = g_new0(KwImap, 1);

	imap->wire = wire;
	if (!kw_imap_ask_capabilities(imap, error) || !kw_imap_sign_in(imap, access, error) ||
	    !kw_imap_ask_capabilities(imap, error) ||
	    !kw_imap_select(imap, folder, out_epoch, error))
		return NULL;
	return g_steal_pointer(&imap);
}

/* /FOLDER of the URL; NULL with *error where it is not percent-encoded UTF-8. */
static char *folder_of(const char *url, GError **error)
{
	const char *host = strstr(url, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;
	char *folder;

	if (!path || !path[1])
		return g_strdup("INBOX");
	folder = g_uri_unescape_string(path + 1, NULL);
	if (folder && g_utf8_validate(folder, -1, NULL))
		return folder;
	g_free(folder);
	kw_error_set(error, KW_ERROR_CONFIG, "the folder in its address is not percent-encoded");
	return NULL;
}

static void *imap_open(const KwInboxAccess *access, char **out_epoch, GError **error)
{
	g_autofree char *folder = folder_of(access->url, error);
	KwWire *wire = folder ? kw_wire_open(access, error) : NULL;

	return wire ? kw_inbox_imap_over(wire, access, folder, out_epoch, error) : NULL;
}

/* ---- the list ---- */

typedef struct {
	KwInboxVisit visit;
	gpointer user;
	guint number;
	guint64 last_uid;
	GError *error;
} Listing;

static void hear_entry(KwImap *imap, const char *text, gpointer user)
{
	Listing *listing = user;
	const char *response = kw_imap_fetch_of(text);
	guint64 uid = response ? kw_imap_number_of(response, "UID") : 0;

	if (!uid || listing->error || !strcasestr(response, "RFC822.SIZE "))
		return;
	if (strcasestr(response, "\\Deleted")) {
		imap->others_deleted = TRUE;
		return;
	}
	if (uid == listing->last_uid) /* said twice */
		return;
	listing->last_uid = uid;
	g_autofree char *name = g_strdup_printf("%" G_GUINT64_FORMAT, uid);
	const KwInboxEntry entry = {
		.uid = name,
		.number = ++listing->number,
		.bytes = (int64_t)MIN(kw_imap_number_of(response, "RFC822.SIZE"), G_MAXINT64),
	};
	if (!listing->visit(&entry, listing->user, &listing->error) && !listing->error)
		kw_error_set(&listing->error, KW_ERROR_INTERNAL, "the list ended without a reason");
}

static gboolean imap_list(void *box, KwInboxVisit visit, gpointer user, GError **error)
{
	KwImap *imap = box;
	Listing listing = {.visit = visit, .user = user};
	g_autofree char *said = NULL;
	KwImapReply reply;

	if (!imap->exists)
		return TRUE;
	if (!kw_wire_printf(imap->wire, error, "k%u UID FETCH 1:* (UID RFC822.SIZE FLAGS)\r\n",
			    ++imap->tag) ||
	    !kw_imap_finish(imap, imap->tag, hear_entry, &listing, &reply, &said, error)) {
		g_clear_error(&listing.error);
		return FALSE;
	}
	if (listing.error) {
		g_propagate_error(error, listing.error);
		return FALSE;
	}
	return reply == KW_IMAP_OK || kw_wire_garbage("IMAP", said, error);
}

/* ---- STORE and EXPUNGE ---- */

static gboolean settle_command(KwImap *imap, GError **error, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
static gboolean settle_command(KwImap *imap, GError **error, const char *format, ...)
{
	g_autofree char *command = NULL, *said = NULL;
	KwImapReply reply;
	va_list ap;

	va_start(ap, format);
	command = g_strdup_vprintf(format, ap);
	va_end(ap);
	if (!kw_wire_printf(imap->wire, error, "k%u %s\r\n", ++imap->tag, command) ||
	    !kw_imap_finish(imap, imap->tag, NULL, NULL, &reply, &said, error))
		return FALSE;
	if (reply == KW_IMAP_OK)
		return TRUE;
	g_autofree char *shown = kw_wire_quote(said);
	kw_error_set(error, kw_imap_is_temporary(said) ? KW_ERROR_TEMPORARY : KW_ERROR_REFUSED,
		     "the server does not let us mark or delete mails (%s); look at the rights of "
		     "this user, or write \"keep: true\"",
		     shown);
	return FALSE;
}

static gboolean settle_set(KwImap *imap, const char *set, gboolean keep, GError **error)
{
	if (!settle_command(imap, error, "UID STORE %s +FLAGS.SILENT (%s)", set,
			    keep ? "\\Seen" : "\\Deleted"))
		return FALSE;
	if (keep)
		return TRUE;
	if (kw_imap_has(imap, "UIDPLUS") || kw_imap_has(imap, "IMAP4REV2"))
		return settle_command(imap, error, "UID EXPUNGE %s", set);
	return imap->others_deleted || settle_command(imap, error, "EXPUNGE");
}

static gboolean imap_settle(void *box, const GPtrArray *entries, gboolean keep, GError **error)
{
	for (guint i = 0; i < entries->len; i += KW_IMAP_SET_UIDS) {
		g_autofree char *set = kw_imap_set_of((KwInboxEntry **)entries->pdata + i,
						      MIN(entries->len - i, KW_IMAP_SET_UIDS));

		if (!settle_set(box, set, keep, error))
			return FALSE;
	}
	return TRUE;
}

/* What was expunged is gone already: how the server takes leave does not matter. */
static gboolean imap_close(void *box, GError **error G_GNUC_UNUSED)
{
	KwImap *imap = box;

	if (kw_wire_printf(imap->wire, NULL, "k%u LOGOUT\r\n", ++imap->tag))
		(void)kw_wire_line(imap->wire, NULL, NULL);
	return TRUE;
}

const KwInboxBackend kw_inbox_imap = {
	.open = imap_open,
	.list = imap_list,
	.fetch = kw_imap_fetch,
	.settle = imap_settle,
	.close = imap_close,
	.free = imap_free,
};
