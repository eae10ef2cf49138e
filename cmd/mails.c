/* mails: what came in and what became of it; the raw bytes; another try for one in quarantine. How
 * a mail is read and acted on is arrival.c's: here only its header is looked at, because what
 * cannot be parsed has to be shown too. */
#include "cmd.h"
#include "arrival.h"
#include "print.h"

#include "base/error.h"
#include "base/when.h"
#include "mail/header.h"
#include "store/items.h"
#include "store/journal.h"
#include "store/mails.h"

#include <stdio.h>

#define LIST_LIMIT  200
#define LIST_USAGE  "mails list [--state STATE] [--outcome OUTCOME] [--before NUMBER] [--limit N]"
#define SHOW_USAGE  "mails show NUMBER [--raw]"
#define RETRY_USAGE "mails retry NUMBER"

static void add_row(KwTable *table, const KwMail *mail)
{
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);
	g_autofree char *at = kw_when_rfc3339_utc(mail->received_at);

	kw_table_add(table, number, at, mail->state, mail->kind ? mail->kind : "",
		     mail->outcome ? mail->outcome : "", mail->subject ? mail->subject : "",
		     mail->reason ? mail->reason : "");
}

static int list(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *state = NULL, *outcome = NULL;
	int64_t before = 0;
	int limit = LIST_LIMIT;
	const GOptionEntry entries[] = {
		{"state", 0, 0, G_OPTION_ARG_STRING, &state, "received, done or quarantine",
		 "STATE"},
		{"outcome", 0, 0, G_OPTION_ARG_STRING, &outcome, "What became of it", "OUTCOME"},
		{"before", 0, 0, G_OPTION_ARG_INT64, &before, "Older than this one", "NUMBER"},
		{"limit", 0, 0, G_OPTION_ARG_INT, &limit, "At most so many (200)", "N"},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, LIST_USAGE, error) ||
	    !kw_options_state(state, "received done quarantine", error))
		return KW_ERROR_USAGE;
	if (argc > 1 || limit < 1 || before < 0)
		return kw_usage(error, LIST_USAGE);
	g_autoptr(GPtrArray) mails = kw_mails_page(cx->db, state, outcome, before, limit, error);
	if (!mails)
		return KW_ERROR_TEMPORARY;

	KwTable *table =
		kw_table_new("Number", "Received", "State", "Kind", "Outcome", "Subject", "Reason");
	for (guint i = 0; i < mails->len; i++)
		add_row(table, mails->pdata[i]);
	kw_table_print(table, cx->json);
	if (!cx->json && mails->len == (guint)limit)
		printf("older ones: mails list --before %" G_GINT64_FORMAT "\n",
		       ((KwMail *)mails->pdata[mails->len - 1])->id);
	return 0;
}

/* ---- show ---- */

/* From, To, Date and Message-ID as the mail has them, decoded; null where its bytes are gone. */
static void set_header(JsonObject *data, GBytes *raw)
{
	static const struct {
		const char *key, *field;
	} fields[] = {
		{"from", "From"}, {"to", "To"}, {"date", "Date"}, {"message_id", "Message-ID"}};
	g_autoptr(KwHeaderBlock) block =
		raw ? kw_header_block_parse(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw))
		    : NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		const char *value = block ? kw_header_block_find(block, fields[i].field) : NULL;
		g_autofree char *line = value ? kw_header_decode(value, -1, NULL) : NULL;

		kw_member_set(data, fields[i].key, line);
	}
}

/* The items it told, and whether its sender was proven. */
static gboolean set_items(KwContext *cx, JsonObject *data, int64_t mail, GError **error)
{
	g_autoptr(GArray) items = kw_items_of_mail(cx->db, mail, error);
	JsonArray *numbers = json_array_new();
	const char *auth = NULL;
	g_autoptr(GPtrArray) sources = NULL;

	json_object_set_array_member(data, "items", numbers);
	if (!items)
		return FALSE;
	for (guint i = 0; i < items->len; i++)
		json_array_add_int_element(numbers, g_array_index(items, int64_t, i));
	if (items->len &&
	    !(sources = kw_items_sources(cx->db, g_array_index(items, int64_t, 0), error)))
		return FALSE;
	for (guint i = 0; sources && i < sources->len; i++)
		if (((KwItemSource *)sources->pdata[i])->mail_id == mail)
			auth = ((KwItemSource *)sources->pdata[i])->auth;
	kw_member_set(data, "proven_by", auth);
	return TRUE;
}

static JsonNode *describe(KwContext *cx, const KwMail *mail, GError **error)
{
	g_autoptr(GBytes) raw = kw_mails_raw(cx->db, mail->id, NULL);
	JsonObject *data = json_object_new();
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), data);

	json_object_unref(data); /* the node holds it */
	json_object_set_int_member(data, "number", mail->id);
	kw_member_set_time(data, "received", mail->received_at);
	kw_member_set(data, "via", mail->via);
	kw_member_set(data, "sender", mail->sender);
	kw_member_set(data, "recipient", mail->recipient);
	set_header(data, raw);
	kw_member_set(data, "subject", mail->subject);
	kw_member_set(data, "kind", mail->kind);
	kw_member_set(data, "state", mail->state);
	json_object_set_int_member(data, "attempts", mail->attempts);
	kw_member_set(data, "outcome", mail->outcome);
	kw_member_set(data, "reason", mail->reason);
	kw_member_set_number(data, "copy_of", mail->copy_of);
	if (!set_items(cx, data, mail->id, error))
		return NULL;
	json_object_set_int_member(data, "bytes", mail->bytes);
	kw_member_set(data, "sha256", mail->sha256);
	json_object_set_boolean_member(data, "kept", raw != NULL);
	return g_steal_pointer(&node);
}

static int show_raw(KwContext *cx, int64_t id, GError **error)
{
	g_autoptr(GBytes) bytes = kw_mails_raw(cx->db, id, error);

	if (!bytes)
		return KW_ERROR_NOT_FOUND;
	fwrite(g_bytes_get_data(bytes, NULL), 1, g_bytes_get_size(bytes), stdout);
	return 0;
}

static int show(KwContext *cx, int argc, char **argv, GError **error)
{
	gboolean is_raw = FALSE;
	const GOptionEntry entries[] = {
		{"raw", 0, 0, G_OPTION_ARG_NONE, &is_raw, "Write its bytes as they came", NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GError) trouble = NULL;
	int64_t id;

	if (!kw_options(&argc, &argv, entries, SHOW_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, SHOW_USAGE);
	if (!kw_options_id(argv[1], "mail", &id, error))
		return KW_ERROR_USAGE;
	if (is_raw)
		return show_raw(cx, id, error);
	g_autoptr(KwMail) mail = kw_mails_find(cx->db, id, &trouble);
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return KW_ERROR_TEMPORARY;
	}
	if (!mail) {
		kw_error_set(error, KW_ERROR_NOT_FOUND,
			     "mail %" G_GINT64_FORMAT
			     ": no such mail; `kawaraban mails list` shows them",
			     id);
		return KW_ERROR_NOT_FOUND;
	}
	g_autoptr(JsonNode) node = describe(cx, mail, error);
	if (!node)
		return KW_ERROR_TEMPORARY;
	if (cx->json)
		kw_print_json(node, TRUE);
	else
		kw_print_members(node);
	return 0;
}

/* ---- retry ---- */

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
		{"list", list, LIST_USAGE},
		{"show", show, SHOW_USAGE},
		{"retry", retry, RETRY_USAGE},
	};

	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
