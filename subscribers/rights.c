/* Export and erasure of one person. Which table holds what of whom is said once, here; the
 * statements are the tables' own. */
#include "subscribers/rights.h"

#include "base/error.h"
#include "base/text.h"
#include "base/when.h"
#include "mail/address.h"
#include "store/journal.h"
#include "store/mails.h"
#include "store/outbox.h"
#include "store/questions.h"
#include "store/roll.h"
#include "store/selfcheck.h"

#include <string.h>

#define PURPOSE "erased"
#define MAX_OF  10000 /* letters, mails, lines of the journal in one export */

/* *out_found NULL: not on the roll. FALSE: no address, or the store failed. */
static gboolean find(KwDb *db, const char *address, char **out_normal, KwSubscriber **out_found,
		     GError **error)
{
	g_autoptr(GError) trouble = NULL;

	*out_normal = kw_address_normalise(address);
	*out_found = NULL;
	if (!*out_normal) {
		kw_error_set(error, KW_ERROR_DATA, "`%s` is no mail address", address);
		return FALSE;
	}
	*out_found = kw_roll_find_address(db, *out_normal, &trouble);
	if (!trouble)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&trouble));
	return FALSE;
}

static gboolean is_unknown(const char *address, const KwSubscriber *found, const GPtrArray *mails,
			   const GPtrArray *letters, GError **error)
{
	if (found || mails->len || letters->len)
		return FALSE;
	kw_error_set(error, KW_ERROR_NOT_FOUND, "`%s`: nothing is stored about it", address);
	return TRUE;
}

/* --- export --- */

static void set_at(JsonObject *object, const char *name, int64_t at)
{
	g_autofree char *text = at ? kw_when_rfc3339_utc(at) : NULL;

	if (text)
		json_object_set_string_member(object, name, text);
}

static void set_text(JsonObject *object, const char *name, const char *text)
{
	if (text && *text)
		json_object_set_string_member(object, name, text);
}

static JsonObject *entry_of(const KwSubscriber *s)
{
	JsonObject *object = json_object_new();

	json_object_set_int_member(object, "number", s->id);
	set_text(object, "address", s->address);
	set_text(object, "state", s->state);
	set_text(object, "language", s->language);
	set_text(object, "topics", s->topics);
	set_text(object, "organisation", s->organisation);
	set_text(object, "word", s->word);
	set_text(object, "products", s->products);
	set_text(object, "unused", s->unused);
	set_text(object, "prefecture", s->prefecture);
	set_text(object, "industry", s->industry);
	set_text(object, "size", s->size);
	set_text(object, "code", s->code);
	set_text(object, "paused_until", s->paused_until);
	if (s->replaces)
		json_object_set_int_member(object, "replaces", s->replaces);
	set_at(object, "moved_at", s->moved_at);
	set_at(object, "consent_at", s->consent_at);
	set_text(object, "consent_how", s->consent_how);
	set_text(object, "consent_evidence", s->consent_evidence);
	json_object_set_int_member(object, "bounce_score", s->bounce_score);
	set_at(object, "bounced_at", s->bounced_at);
	set_at(object, "probe_at", s->probe_at);
	set_at(object, "created_at", s->created_at);
	set_at(object, "updated_at", s->updated_at);
	return object;
}

static JsonObject *letter_of(KwDb *db G_GNUC_UNUSED, gconstpointer element)
{
	const KwOutboxRow *row = element;
	JsonObject *object = json_object_new();

	if (row->issue) /* else a notice */
		json_object_set_int_member(object, "issue", row->issue);
	set_text(object, "recipient", row->recipient);
	set_text(object, "state", row->state);
	set_at(object, "at", row->sent_at ? row->sent_at : row->queued_at);
	set_text(object, "reply", row->smtp_text);
	set_at(object, "returned_at", row->returned_at);
	return object;
}

static JsonObject *mail_of(KwDb *db, gconstpointer element)
{
	const KwMail *mail = element;
	JsonObject *object = json_object_new();
	g_autoptr(GBytes) raw = kw_mails_raw(db, mail->id, NULL); /* gone, when retention is over */

	json_object_set_int_member(object, "number", mail->id);
	set_at(object, "at", mail->received_at);
	set_text(object, "kind", mail->kind);
	set_text(object, "outcome", mail->outcome);
	set_text(object, "subject", mail->subject);
	if (raw) {
		gsize length;
		const guchar *bytes = g_bytes_get_data(raw, &length);
		g_autofree char *text = g_base64_encode(bytes, length);

		json_object_set_string_member(object, "raw", text);
	}
	return object;
}

static JsonObject *question_of(KwDb *db G_GNUC_UNUSED, gconstpointer element)
{
	const KwQuestion *question = element;
	JsonObject *object = json_object_new();

	json_object_set_int_member(object, "number", question->id);
	json_object_set_int_member(object, "mail", question->mail);
	set_at(object, "at", question->asked_at);
	set_text(object, "kind", question->kind);
	set_text(object, "region", question->region);
	set_text(object, "state", question->state);
	return object;
}

static JsonObject *selfcheck_of(KwDb *db G_GNUC_UNUSED, gconstpointer element)
{
	const KwSelfcheck *selfcheck = element;
	JsonObject *object = json_object_new();

	set_text(object, "question", selfcheck->question);
	set_text(object, "answer", selfcheck->answer);
	set_at(object, "at", selfcheck->answered_at);
	return object;
}

static JsonObject *answer_of(KwDb *db G_GNUC_UNUSED, gconstpointer element)
{
	const KwRollAnswer *answer = element;
	JsonObject *object = json_object_new();

	if (answer->mail) /* else it was asked on a page */
		json_object_set_int_member(object, "mail", answer->mail);
	set_at(object, "at", answer->queued_at);
	set_text(object, "kind", answer->kind);
	return object;
}

static JsonObject *line_of(KwDb *db G_GNUC_UNUSED, gconstpointer element)
{
	const KwJournalEntry *line = element;
	JsonObject *object = json_object_new();

	set_at(object, "at", line->at);
	set_text(object, "action", line->action);
	set_text(object, "detail", line->detail);
	return object;
}

/* The journal is listed newest first, and everything else is not. */
static void turn(GPtrArray *rows)
{
	for (guint i = 0; i < rows->len / 2; i++) {
		gpointer last = rows->pdata[rows->len - 1 - i];

		rows->pdata[rows->len - 1 - i] = rows->pdata[i];
		rows->pdata[i] = last;
	}
}

static void set_rows(JsonObject *person, const char *name, KwDb *db, const GPtrArray *rows,
		     JsonObject *(*object_of)(KwDb *db, gconstpointer element))
{
	JsonArray *array = json_array_new();

	for (guint i = 0; i < rows->len; i++)
		json_array_add_object_element(array, object_of(db, rows->pdata[i]));
	json_object_set_array_member(person, name, array);
}

JsonNode *kw_rights_export(KwDb *db, const char *address, GError **error)
{
	g_autofree char *normal = NULL;
	g_autoptr(KwSubscriber) found = NULL;
	g_autoptr(GPtrArray) letters = NULL, mails = NULL, questions = NULL, selfcheck = NULL,
			     answers = NULL, lines = NULL;
	g_autofree char *subject = NULL;
	int64_t id;

	if (!find(db, address, &normal, &found, error))
		return NULL;
	id = found ? found->id : 0;
	subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, id);
	letters = kw_outbox_list_person(db, id, normal, NULL, 0, MAX_OF, error);
	mails = letters ? kw_mails_of_person(db, id, normal, MAX_OF, error) : NULL;
	questions = mails ? kw_questions_of_person(db, id, normal, MAX_OF, error) : NULL;
	selfcheck = questions ? kw_selfcheck_list(db, id, error) : NULL;
	answers = selfcheck ? kw_roll_list_answers(db, normal, MAX_OF, error) : NULL;
	lines = answers ? kw_journal_list(db, subject, MAX_OF, error) : NULL;
	if (!lines || is_unknown(address, found, mails, letters, error))
		return NULL;

	JsonObject *person = json_object_new();
	set_text(person, "address", normal);
	if (found)
		json_object_set_object_member(person, "entry", entry_of(found));
	set_rows(person, "letters", db, letters, letter_of);
	set_rows(person, "mails", db, mails, mail_of);
	set_rows(person, "questions", db, questions, question_of);
	set_rows(person, "selfcheck", db, selfcheck, selfcheck_of);
	set_rows(person, "answers", db, answers, answer_of);
	turn(lines);
	set_rows(person, "journal", db, lines, line_of);
	return json_node_init_object(json_node_alloc(), person);
}

/* --- erasure --- */

static gboolean add_mark(KwDb *db, const KwKeys *keys, const char *address, int64_t now,
			 GError **error)
{
	g_auto(GStrv) marks = kw_keys_hash(keys, PURPOSE, address);

	return kw_roll_add_mark(db, marks[0], now, error);
}

static gboolean erase_entry(KwDb *db, int64_t id, const char *proof, const char *actor, int64_t now,
			    GError **error)
{
	g_autofree char *subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, id);
	gboolean changed;

	return kw_roll_erase(db, id, NULL, now, &changed, error) &&
	       kw_journal_forget(db, subject, error) &&
	       kw_journal_put(db, now, actor, "subscriber.erase", subject, proof, error);
}

static gboolean erase(KwDb *db, int64_t id, const char *address, GError **error)
{
	g_autofree char *mark = g_strdup_printf("erased %" G_GINT64_FORMAT, id);

	return kw_outbox_erase_person(db, id, address, mark, error) &&
	       kw_questions_erase_person(db, id, address, error) &&
	       kw_selfcheck_erase_person(db, id, error) &&
	       kw_roll_erase_answers(db, address, error) &&
	       kw_mails_erase_person(db, id, address, error);
}

/* One line that names nobody. */
static gboolean check_proof(const char *proof, GError **error)
{
	g_autofree char *line = kw_text_one_line(proof);

	if (*line && !strchr(line, '@') && strcmp(line, proof) == 0)
		return TRUE;
	kw_error_set(error, KW_ERROR_DATA,
		     "proof: say in one line, without an address or a name, how it was proven");
	return FALSE;
}

gboolean kw_rights_erase(KwDb *db, const KwKeys *keys, const char *address, const char *proof,
			 const char *actor, int64_t now, GError **error)
{
	g_autofree char *normal = NULL;
	g_autoptr(KwSubscriber) found = NULL;
	g_autoptr(GPtrArray) letters = NULL, mails = NULL;
	g_autoptr(KwTx) tx = check_proof(proof, error) ? kw_tx_begin(db, error) : NULL;
	int64_t id;

	if (!tx || !find(db, address, &normal, &found, error))
		return FALSE;
	id = found ? found->id : 0;
	letters = kw_outbox_list_person(db, id, normal, NULL, 0, 1, error);
	mails = letters ? kw_mails_of_person(db, id, normal, 1, error) : NULL;
	if (!mails || is_unknown(address, found, mails, letters, error))
		return FALSE;
	return erase(db, id, normal, error) && add_mark(db, keys, normal, now, error) &&
	       erase_entry(db, id, proof, actor, now, error) && kw_tx_commit(tx, error);
}

gboolean kw_rights_is_erased(KwDb *db, const KwKeys *keys, const char *address, gboolean *out_is,
			     GError **error)
{
	g_auto(GStrv) marks = kw_keys_hash(keys, PURPOSE, address);
	int64_t count = 0;

	for (char **mark = marks; *mark && !count; mark++)
		if (!kw_roll_count_mark(db, *mark, &count, error))
			return FALSE;
	*out_is = count > 0;
	return TRUE;
}
