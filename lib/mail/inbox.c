/* Mailboxes that are emptied: which backend a URL means, and what holds for all of them.
 *
 * What is fetched, stored and left is cmd/poll_box.c's. Every error gets the mailbox's name here,
 * once: several are polled in one run.
 */
#include "inbox-private.h"

#include "base/error.h"

#include <string.h>

static const struct {
	const char *scheme;
	const KwInboxBackend *backend;
} backends[] = {
	{"imap:", &kw_inbox_imap},  {"imaps:", &kw_inbox_imap},      {"pop3:", &kw_inbox_pop3},
	{"pop3s:", &kw_inbox_pop3}, {"maildir:", &kw_inbox_maildir},
};

struct KwInbox {
	const KwInboxBackend *backend;
	void *box;
	char *name;
	char *epoch;
};

KwInboxEntry *kw_inbox_entry_copy(const KwInboxEntry *entry)
{
	KwInboxEntry *copy = g_new0(KwInboxEntry, 1);

	*copy = *entry;
	copy->uid = g_strdup(entry->uid);
	copy->path = g_strdup(entry->path);
	return copy;
}

void kw_inbox_entry_free(KwInboxEntry *entry)
{
	if (!entry)
		return;
	g_free(entry->uid);
	g_free(entry->path);
	g_free(entry);
}

static char *name_of(const KwInboxAccess *access)
{
	return access->username && !g_str_has_prefix(access->url, "maildir:")
		       ? g_strdup_printf("mailbox %s at %s", access->username, access->url)
		       : g_strdup_printf("mailbox %s", access->url);
}

KwInbox *kw_inbox_open(const KwInboxAccess *access, GError **error)
{
	g_autofree char *name = name_of(access);

	for (guint i = 0; i < G_N_ELEMENTS(backends); i++) {
		const KwInboxBackend *backend = backends[i].backend;
		g_autofree char *epoch = NULL;
		KwInbox *inbox;
		void *box;

		if (g_ascii_strncasecmp(access->url, backends[i].scheme,
					strlen(backends[i].scheme)) != 0)
			continue;
		box = backend->open(access, &epoch, error);
		if (!box) {
			g_prefix_error(error, "%s: ", name);
			return NULL;
		}
		inbox = g_new0(KwInbox, 1);
		inbox->backend = backend;
		inbox->box = box;
		inbox->name = g_steal_pointer(&name);
		inbox->epoch = epoch ? g_steal_pointer(&epoch) : g_strdup("");
		return inbox;
	}
	kw_error_set(error, KW_ERROR_CONFIG, "%s: neither imap, imaps, pop3, pop3s nor maildir",
		     name);
	return NULL;
}

void kw_inbox_free(KwInbox *inbox)
{
	if (!inbox)
		return;
	inbox->backend->free(inbox->box);
	g_free(inbox->name);
	g_free(inbox->epoch);
	g_free(inbox);
}

const char *kw_inbox_epoch(const KwInbox *inbox)
{
	return inbox->epoch;
}

/* `user`'s own errors are prefixed too: they happened at this mailbox. */
static gboolean named(const KwInbox *inbox, gboolean ok, GError **error)
{
	if (!ok)
		g_prefix_error(error, "%s: ", inbox->name);
	return ok;
}

gboolean kw_inbox_list(KwInbox *inbox, KwInboxVisit visit, gpointer user, GError **error)
{
	return named(inbox, inbox->backend->list(inbox->box, visit, user, error), error);
}

gboolean kw_inbox_fetch(KwInbox *inbox, const GPtrArray *entries, size_t max_bytes,
			KwInboxTake take, gpointer user, const KwInboxEntry **out_at,
			GError **error)
{
	*out_at = NULL;
	return named(
		inbox,
		inbox->backend->fetch(inbox->box, entries, max_bytes, take, user, out_at, error),
		error);
}

gboolean kw_inbox_settle(KwInbox *inbox, const GPtrArray *entries, gboolean keep, GError **error)
{
	return named(inbox, inbox->backend->settle(inbox->box, entries, keep, error), error);
}

gboolean kw_inbox_close(KwInbox *inbox, GError **error)
{
	return named(inbox, inbox->backend->close(inbox->box, error), error);
}
