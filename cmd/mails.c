/* mails: what came in and what became of it; the raw bytes; another try for one in quarantine. How
 * a mail is read and acted on is arrival.c's. */
#include "cmd.h"
#include "arrival.h"
#include "print.h"

#include "base/error.h"
#include "base/when.h"
#include "store/journal.h"
#include "store/mails.h"

#include <stdio.h>

#define LIST_LIMIT  200
#define RETRY_USAGE "mails retry NUMBER"

static int list(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *state = NULL;
	const GOptionEntry entries[] = {
		{"state", 0, 0, G_OPTION_ARG_STRING, &state, "received, done or quarantine",
		 "STATE"},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, "mails list [--state STATE]", error) ||
	    !kw_options_state(state, "received done quarantine", error))
		return KW_ERROR_USAGE;
	g_autoptr(GPtrArray) mails = kw_mails_list(cx->db, state, LIST_LIMIT, error);
	if (!mails)
		return KW_ERROR_TEMPORARY;

	KwTable *table =
		kw_table_new("Number", "Received", "State", "Kind", "Outcome", "Subject", "Reason");
	for (guint i = 0; i < mails->len; i++) {
		const KwMail *mail = mails->pdata[i];
		g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);
		g_autofree char *at = kw_when_rfc3339_utc(mail->received_at);

		kw_table_add(table, number, at, mail->state, mail->kind ? mail->kind : "",
			     mail->outcome ? mail->outcome : "", mail->subject ? mail->subject : "",
			     mail->reason ? mail->reason : "");
	}
	kw_table_print(table, cx->json);
	return 0;
}

static int raw(KwContext *cx, int argc, char **argv, GError **error)
{
	int64_t id;

	if (!kw_options(&argc, &argv, NULL, "mails raw NUMBER", error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, "mails raw NUMBER");
	if (!kw_options_id(argv[1], "mail", &id, error))
		return KW_ERROR_USAGE;
	g_autoptr(GBytes) bytes = kw_mails_raw(cx->db, id, error);
	if (!bytes)
		return KW_ERROR_NOT_FOUND;
	fwrite(g_bytes_get_data(bytes, NULL), 1, g_bytes_get_size(bytes), stdout);
	return 0;
}

static gboolean leave_quarantine(KwContext *cx, int64_t id, GError **error)
{
	g_autofree char *subject = g_strdup_printf("mail:%" G_GINT64_FORMAT, id);
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	gboolean changed;

	if (!tx || !kw_mails_retry(cx->db, id, &changed, error))
		return FALSE;
	if (!changed) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "mail %" G_GINT64_FORMAT
			     ": is not in quarantine, nothing changed; `kawaraban mails list` "
			     "shows the mails",
			     id);
		return FALSE;
	}
	return kw_journal_put(cx->db, cx->now, cx->actor, "mail.retry", subject, NULL, error) &&
	       kw_tx_commit(tx, error);
}

/* The cause was removed, or the program learnt to read such a mail. */
static int retry(KwContext *cx, int argc, char **argv, GError **error)
{
	int64_t id;

	if (!kw_options(&argc, &argv, NULL, RETRY_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, RETRY_USAGE);
	if (!kw_options_id(argv[1], "mail", &id, error))
		return KW_ERROR_USAGE;
	if (!leave_quarantine(cx, id, error) || !kw_arrival_process(cx, id, error))
		return KW_ERROR_TEMPORARY;
	g_autoptr(KwMail) mail = kw_mails_find(cx->db, id, error);
	if (!mail)
		return KW_ERROR_TEMPORARY;
	printf("mail %" G_GINT64_FORMAT ": %s\n", id, mail->outcome ? mail->outcome : mail->state);
	return 0;
}

int kw_cmd_mails(KwContext *cx, int argc, char **argv, GError **error)
{
	static const KwVerb verbs[] = {
		{"list", list, "mails list [--state received|done|quarantine]"},
		{"raw", raw, "mails raw NUMBER"},
		{"retry", retry, RETRY_USAGE},
	};

	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
