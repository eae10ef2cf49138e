/* The tables of mailboxes that are polled (mailboxes.sql). Talking to their servers is
 * lib/mail/inbox.c, what is fetched and left is cmd/poll_box.c. */
#include "store/mailboxes.h"

#include "table.h"

#include "store/mailboxes.sql.h"

static const char *const states[] = {
	[KW_MAILBOX_TAKEN] = "taken",
	[KW_MAILBOX_LARGE] = "large",
	[KW_MAILBOX_FAILING] = "failing",
};

void kw_mailbox_free(KwMailbox *mailbox)
{
	if (!mailbox)
		return;
	g_free(mailbox->name);
	g_free(mailbox->epoch);
	g_free(mailbox->last_error);
	g_free(mailbox);
}

static gpointer read_mailbox(const KwRows *rows)
{
	KwMailbox *mailbox = g_new0(KwMailbox, 1);
	int c = 0;

	mailbox->id = kw_rows_int(rows, c++);
	mailbox->name = kw_rows_dup(rows, c++);
	mailbox->epoch = kw_rows_dup(rows, c++);
	mailbox->failures = (int)kw_rows_int(rows, c++);
	mailbox->last_error = kw_rows_dup(rows, c++);
	mailbox->last_ok_at = kw_rows_int(rows, c++);
	return mailbox;
}

void kw_mailbox_mail_free(KwMailboxMail *mail)
{
	if (!mail)
		return;
	g_free(mail->uid);
	g_free(mail);
}

static gpointer read_mail(const KwRows *rows)
{
	KwMailboxMail *mail = g_new0(KwMailboxMail, 1);
	const char *state;
	guint i = 0;
	int c = 0;

	mail->uid = kw_rows_dup(rows, c++);
	mail->bytes = kw_rows_int(rows, c++);
	state = kw_rows_text(rows, c++);
	while (i + 1 < G_N_ELEMENTS(states) && g_strcmp0(states[i], state) != 0)
		i++;
	mail->state = (KwMailboxState)i;
	mail->attempts = (int)kw_rows_int(rows, c++);
	mail->tried_at = kw_rows_int(rows, c++);
	return mail;
}

gboolean kw_mailboxes_put(KwDb *db, const char *name, int64_t *out_id, GError **error)
{
	return kw_table_put(db, SQL_mailboxes_put, KW_PARAMS(KW_TEXT(name)), out_id, error);
}

KwMailbox *kw_mailboxes_find(KwDb *db, const char *name, GError **error)
{
	return kw_table_find(db, SQL_mailboxes_find, KW_PARAMS(KW_TEXT(name)), read_mailbox, error);
}

gboolean kw_mailboxes_ok(KwDb *db, int64_t mailbox, int64_t now, GError **error)
{
	return kw_table_change(db, "mailbox", mailbox, SQL_mailboxes_ok,
			       KW_PARAMS(KW_INT(mailbox), KW_INT(now)), error);
}

gboolean kw_mailboxes_failed(KwDb *db, int64_t mailbox, const char *why, GError **error)
{
	return kw_table_change(db, "mailbox", mailbox, SQL_mailboxes_failed,
			       KW_PARAMS(KW_INT(mailbox), KW_TEXT(why)), error);
}

gboolean kw_mailboxes_set_epoch(KwDb *db, int64_t mailbox, const char *epoch, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	int64_t changed;

	if (!tx || !kw_db_run(db, SQL_mailboxes_set_epoch,
			      KW_PARAMS(KW_INT(mailbox), KW_TEXT(epoch)), &changed, error))
		return FALSE;
	if (changed &&
	    !kw_db_run(db, SQL_mailboxes_forget_all, KW_PARAMS(KW_INT(mailbox)), NULL, error))
		return FALSE;
	return kw_tx_commit(tx, error);
}

GPtrArray *kw_mailboxes_mails(KwDb *db, int64_t mailbox, GError **error)
{
	return kw_table_list(db, SQL_mailboxes_mails, KW_PARAMS(KW_INT(mailbox)), read_mail,
			     (GDestroyNotify)kw_mailbox_mail_free, error);
}

gboolean kw_mailboxes_note(KwDb *db, int64_t mailbox, const KwMailboxMail *mail, GError **error)
{
	return kw_db_run(db, SQL_mailboxes_note,
			 KW_PARAMS(KW_INT(mailbox), KW_TEXT(mail->uid), KW_INT(mail->bytes),
				   KW_TEXT(states[mail->state]), KW_INT(mail->attempts),
				   KW_INT(mail->tried_at)),
			 NULL, error);
}

gboolean kw_mailboxes_forget(KwDb *db, int64_t mailbox, const char *uid, GError **error)
{
	return kw_db_run(db, SQL_mailboxes_forget, KW_PARAMS(KW_INT(mailbox), KW_TEXT(uid)), NULL,
			 error);
}

gboolean kw_mailboxes_count(KwDb *db, int64_t mailbox, KwMailboxState state, int64_t *out_count,
			    GError **error)
{
	return kw_db_int(db, SQL_mailboxes_count,
			 KW_PARAMS(KW_INT(mailbox), KW_TEXT(states[state])), 0, out_count, error);
}
