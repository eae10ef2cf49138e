/* A mailbox is visited: list, fetch, commit, and only then delete or mark.
 *
 * Nothing is deleted that was not fetched and committed in the same visit, whatever is remembered
 * of earlier ones: a POP3 server may use a unique-id again. Memory (store/mailboxes) is for three
 * things only: what was taken and stays (`keep`), what is too large, and what breaks the
 * connection. Such a mail is put behind the others, with a visit of its own: where commands travel
 * together, the one that was read when it broke need not be the culprit, and what is taken beside
 * a culprit POP3 never deletes. After three times it is passed over, and asked for once a day:
 * servers get mended. */
#include "poll_box.h"

#include "arrival.h"

#include "base/error.h"
#include "base/log.h"
#include "base/secret.h"
#include "mail/inbox.h"
#include "store/mailboxes.h"

#include <string.h>

#define CHUNK      50 /* settled together: more is fetched again where the connection breaks */
#define BREAKS     3  /* then a mail is passed over … */
#define AGAIN_S    (24 * 3600) /* … for so long */
#define MAX_VISITS 6
#define PATIENCE   5 /* timeouts: a mailbox that breaks after that waits for the next poll */
#define TOKEN_S    60

typedef struct {
	KwContext *cx;
	const KwConfigPoll *poll;
	char *name, *password, *token;
	int64_t mailbox;
	int left, taken;    /* of at_most; of this run */
	GHashTable *known;  /* uid -> KwMailboxMail *, owned */
	GHashTable *seen;   /* uids that lie there */
	GPtrArray *fetch;   /* KwInboxEntry *, owned */
	GPtrArray *failing; /* the same: those that broke the connection before */
	GHashTable *tried;  /* uids of those that had their visit in this run */
	GPtrArray *settle;  /* of them, committed; borrowed */
	gint64 began_at;    /* monotonic */
} Box;

static void forget_visit(Box *box)
{
	g_clear_pointer(&box->known, g_hash_table_unref);
	g_clear_pointer(&box->seen, g_hash_table_unref);
	g_clear_pointer(&box->settle, g_ptr_array_unref);
	g_clear_pointer(&box->fetch, g_ptr_array_unref);
	g_clear_pointer(&box->failing, g_ptr_array_unref);
}

static void box_clear(Box *box)
{
	forget_visit(box);
	g_clear_pointer(&box->tried, g_hash_table_unref);
	g_free(box->name);
	g_free(box->password);
	g_free(box->token);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Box, box_clear)

char *kw_poll_box_name(const KwConfigPoll *poll)
{
	return poll->username ? g_strdup_printf("%s at %s", poll->username, poll->url)
			      : g_strdup(poll->url);
}

static gboolean load_known(Box *box, GError **error)
{
	g_autoptr(GPtrArray) mails = kw_mailboxes_mails(box->cx->db, box->mailbox, error);

	if (!mails)
		return FALSE;
	forget_visit(box);
	box->known = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
					   (GDestroyNotify)kw_mailbox_mail_free);
	box->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	box->fetch = g_ptr_array_new_with_free_func((GDestroyNotify)kw_inbox_entry_free);
	box->failing = g_ptr_array_new_with_free_func((GDestroyNotify)kw_inbox_entry_free);
	box->settle = g_ptr_array_new();
	g_ptr_array_set_free_func(mails, NULL);
	for (guint i = 0; i < mails->len; i++) {
		KwMailboxMail *mail = mails->pdata[i];

		g_hash_table_insert(box->known, mail->uid, mail);
	}
	return TRUE;
}

/* ---- what is remembered of a mail ---- */

static gboolean note(Box *box, const KwInboxEntry *entry, KwMailboxState state, int attempts,
		     GError **error)
{
	const KwMailboxMail mail = {.uid = entry->uid,
				    .bytes = entry->bytes,
				    .state = state,
				    .attempts = attempts,
				    .tried_at = box->cx->now};

	return !*entry->uid || kw_mailboxes_note(box->cx->db, box->mailbox, &mail, error);
}

static const KwMailboxMail *known_of(const Box *box, const KwInboxEntry *entry)
{
	const KwMailboxMail *known = g_hash_table_lookup(box->known, entry->uid);

	/* another size: another mail, whatever its name */
	return known && known->bytes == entry->bytes ? known : NULL;
}

static gboolean note_large(Box *box, const KwInboxEntry *entry, GError **error)
{
	int is_lie = entry->bytes <=
		     box->cx->config->intake_max_bytes; /* the server's list said so */

	kw_log(KW_LOG_WARNING,
	       "mailbox %s: mail %s is larger than intake.max_bytes: it stays there", box->name,
	       entry->uid);
	return note(box, entry, KW_MAILBOX_LARGE, is_lie, error);
}

static gboolean note_failure(Box *box, const KwInboxEntry *entry, const char *why, GError **error)
{
	const KwMailboxMail *known = known_of(box, entry);
	int attempts = (known && known->state == KW_MAILBOX_FAILING ? known->attempts : 0) + 1;

	kw_log(KW_LOG_WARNING, "mailbox %s: mail %s could not be fetched%s: %s", box->name,
	       *entry->uid ? entry->uid : "without a name",
	       attempts >= BREAKS ? "; it stays there and is passed over" : "", why);
	return note(box, entry, KW_MAILBOX_FAILING, attempts, error);
}

/* ---- the list ---- */

static gboolean is_passed_over(const Box *box, const KwMailboxMail *known)
{
	return known->attempts >= BREAKS && box->cx->now < known->tried_at + AGAIN_S;
}

static gboolean list_one(const KwInboxEntry *entry, gpointer user, GError **error)
{
	Box *box = user;
	const KwMailboxMail *known = known_of(box, entry);
	gboolean is_failing = known && known->state == KW_MAILBOX_FAILING;

	g_hash_table_add(box->seen, g_strdup(entry->uid));
	if (known && known->state == KW_MAILBOX_TAKEN && box->poll->keep)
		return TRUE;
	if (entry->bytes > box->cx->config->intake_max_bytes)
		return (known && known->state == KW_MAILBOX_LARGE) || note_large(box, entry, error);
	if (known && known->state == KW_MAILBOX_LARGE && known->attempts &&
	    box->cx->now < known->tried_at + AGAIN_S)
		return TRUE;
	if (is_failing &&
	    (is_passed_over(box, known) || g_hash_table_contains(box->tried, entry->uid)))
		return TRUE;
	if (box->fetch->len + box->failing->len < (guint)box->left)
		g_ptr_array_add(is_failing ? box->failing : box->fetch, kw_inbox_entry_copy(entry));
	return TRUE;
}

/* What is no longer there needs no memory. */
static gboolean forget_gone(Box *box, GError **error)
{
	GHashTableIter iter;
	gpointer uid;

	g_hash_table_iter_init(&iter, box->known);
	while (g_hash_table_iter_next(&iter, &uid, NULL))
		if (!g_hash_table_contains(box->seen, uid) &&
		    !kw_mailboxes_forget(box->cx->db, box->mailbox, uid, error))
			return FALSE;
	return TRUE;
}

/* ---- mails ---- */

static gboolean commit(Box *box, const KwInboxEntry *entry, GBytes *bytes, GError **error)
{
	g_auto(KwArrival) arrival = {.bytes = bytes, .via = box->name, .box = box->poll->username};
	g_autoptr(KwTx) tx = NULL;
	gboolean is_new;
	int64_t mail;

	kw_arrival_look(&arrival);
	tx = kw_tx_begin(box->cx->db, error);
	return tx && kw_arrival_store(box->cx, &arrival, &mail, &is_new, error) &&
	       (box->poll->keep
			? note(box, entry, KW_MAILBOX_TAKEN, 0, error)
			: kw_mailboxes_forget(box->cx->db, box->mailbox, entry->uid, error)) &&
	       kw_tx_commit(tx, error);
}

static gboolean take_one(const KwInboxEntry *entry, GBytes *bytes, const char *why, gpointer user,
			 GError **error)
{
	Box *box = user;
	gboolean ok = TRUE;

	box->left--;
	if (bytes) {
		ok = commit(box, entry, bytes, error);
		box->taken += ok;
		if (ok)
			g_ptr_array_add(box->settle, (gpointer)entry);
	} else if (why) {
		ok = note_failure(box, entry, why, error);
	}
	return ok;
}

/* The other mailboxes wait. */
static gboolean has_time(const Box *box)
{
	return g_get_monotonic_time() - box->began_at <
	       (gint64)PATIENCE * box->poll->timeout_s * G_USEC_PER_SEC;
}

/* The connection ended at this mail, or it is larger than was said. *out_again: another visit is
 * worth it; the error is dealt with. */
static gboolean blame(Box *box, const KwInboxEntry *entry, gboolean is_failing, gboolean *out_again,
		      GError **error)
{
	g_autofree char *prefix = g_strdup_printf("mailbox %s: ", box->name);
	g_autoptr(GError) trouble = NULL;
	const char *why = (*error)->message;

	if (!*entry->uid) /* nothing to remember it by */
		return FALSE;
	if (g_error_matches(*error, KW_ERROR, KW_ERROR_DATA)) {
		g_clear_error(error);
		return *out_again = note_large(box, entry, error);
	}
	why += g_str_has_prefix(why, prefix) ? strlen(prefix) : 0;
	if (!note_failure(box, entry, why, &trouble))
		kw_log(KW_LOG_WARNING, "mailbox %s: %s", box->name, trouble->message);
	*out_again = !trouble && !is_failing && has_time(box);
	if (*out_again)
		g_clear_error(error);
	return *out_again;
}

/* Fetches `entries` and settles them in chunks. */
static gboolean empty(Box *box, KwInbox *inbox, const GPtrArray *entries, gboolean is_failing,
		      gboolean *out_again, GError **error)
{
	for (guint i = 0; i < entries->len; i += CHUNK) {
		g_autoptr(GPtrArray) chunk = g_ptr_array_new();
		const KwInboxEntry *at;

		for (guint j = i; j < entries->len && j < i + CHUNK; j++)
			g_ptr_array_add(chunk, entries->pdata[j]);
		g_ptr_array_set_size(box->settle, 0);
		if (!kw_inbox_fetch(inbox, chunk, (size_t)box->cx->config->intake_max_bytes,
				    take_one, box, &at, error))
			return at && blame(box, at, is_failing, out_again, error);
		if (box->settle->len &&
		    !kw_inbox_settle(inbox, box->settle, box->poll->keep, error))
			return FALSE;
	}
	return TRUE;
}

/* What a visit is for: all that never failed, or the first of those that did. Borrowed entries. */
static GPtrArray *entries_of(Box *box, gboolean is_failing)
{
	GPtrArray *entries = g_ptr_array_new();
	const GPtrArray *from = is_failing ? box->failing : box->fetch;
	guint n = is_failing ? MIN(from->len, 1) : from->len;

	for (guint i = 0; i < n; i++)
		g_ptr_array_add(entries, from->pdata[i]);
	if (is_failing && n)
		g_hash_table_add(box->tried, g_strdup(((KwInboxEntry *)from->pdata[0])->uid));
	return entries;
}

static gboolean visit(Box *box, const KwInboxAccess *access, gboolean is_failing,
		      gboolean *out_again, GError **error)
{
	g_autoptr(KwInbox) inbox = kw_inbox_open(access, error);
	g_autoptr(GPtrArray) entries = NULL;

	*out_again = FALSE;
	if (!inbox ||
	    !kw_mailboxes_set_epoch(box->cx->db, box->mailbox, kw_inbox_epoch(inbox), error) ||
	    !load_known(box, error) || !kw_inbox_list(inbox, list_one, box, error) ||
	    !forget_gone(box, error))
		return FALSE;
	entries = entries_of(box, is_failing);
	if (!empty(box, inbox, entries, is_failing, out_again, error))
		return FALSE;
	return *out_again || kw_inbox_close(inbox, error);
}

/* Visits until one was not cut short. */
static gboolean visit_all(Box *box, const KwInboxAccess *access, GError **error)
{
	gboolean again = TRUE;

	for (int i = 0; again && i < MAX_VISITS; i++)
		if (!visit(box, access, FALSE, &again, error))
			return FALSE;
	if (again)
		kw_error_set(error, KW_ERROR_TEMPORARY,
			     "mailbox %s: the connection broke %d times; the next poll goes on",
			     box->name, MAX_VISITS);
	return !again;
}

/* Until none is left that had no visit in this run. The first that breaks again ends it. */
static gboolean visit_failing(Box *box, const KwInboxAccess *access, GError **error)
{
	gboolean has_more = box->failing->len > 0, again;

	for (int i = 0; has_more && i < MAX_VISITS; i++) {
		if (!visit(box, access, TRUE, &again, error))
			return FALSE;
		has_more = box->failing->len > 1;
	}
	return TRUE;
}

static gboolean load_secret(Box *box, GError **error)
{
	const KwConfigPoll *poll = box->poll;

	if (poll->token_command)
		return (box->token = kw_secret_from_command(
				poll->token_command, "poll.token_command", TOKEN_S, error)) != NULL;
	return !poll->password_file ||
	       (box->password = kw_secret_from_file(poll->password_file, "poll.password_file",
						    error)) != NULL;
}

static gboolean visits(Box *box, GError **error)
{
	if (!load_secret(box, error))
		return FALSE;
	const KwInboxAccess access = {
		.url = box->poll->url,
		.tls_none = box->poll->tls == KW_TLS_NONE,
		.ca_file = box->poll->ca_file,
		.username = box->poll->username,
		.password = box->password,
		.token = box->token,
		.timeout_s = box->poll->timeout_s,
	};
	return visit_all(box, &access, error) && visit_failing(box, &access, error);
}

gboolean kw_poll_box(KwContext *cx, const KwConfigPoll *poll, int *out_taken, GError **error)
{
	g_auto(Box) box = {.cx = cx,
			   .poll = poll,
			   .left = poll->at_most,
			   .began_at = g_get_monotonic_time(),
			   .tried = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
	g_autoptr(GError) trouble = NULL, ignored = NULL;
	gboolean ok;

	*out_taken = 0;
	box.name = kw_poll_box_name(poll);
	if (!kw_mailboxes_put(cx->db, box.name, &box.mailbox, error))
		return FALSE;
	ok = visits(&box, &trouble);
	*out_taken = box.taken;
	if (ok)
		return kw_mailboxes_ok(cx->db, box.mailbox, cx->now, error);
	/* a store that went away is no fault of the mailbox */
	if (!kw_db_is_away(cx->db) &&
	    !kw_mailboxes_failed(cx->db, box.mailbox, trouble->message, &ignored))
		kw_log(KW_LOG_WARNING, "mailbox %s: %s", box.name, ignored->message);
	g_propagate_error(error, g_steal_pointer(&trouble));
	return FALSE;
}
