/* The table of subscribers (roll.sql). Which change of state is allowed is decided in
 * subscribers/; who gets an issue is a statement of the outbox.
 *
 * Topics are two flags in the table, so that the statement that fills the outbox can ask for them
 * on both engines, and words in the struct.
 */
#include "store/roll.h"

#include "table.h"

#include "base/error.h"

#include "store/roll.sql.h"

void kw_subscriber_free(KwSubscriber *subscriber)
{
	if (!subscriber)
		return;
	g_free(subscriber->address);
	g_free(subscriber->state);
	g_free(subscriber->language);
	g_free(subscriber->organisation);
	g_free(subscriber->word);
	g_free(subscriber->products);
	g_free(subscriber->unused);
	g_free(subscriber->topics);
	g_free(subscriber->prefecture);
	g_free(subscriber->industry);
	g_free(subscriber->size);
	g_free(subscriber->code);
	g_free(subscriber->paused_until);
	g_free(subscriber->consent_how);
	g_free(subscriber->consent_evidence);
	g_free(subscriber);
}

static const char *topics_of(gboolean wants_weekly, gboolean wants_bulletin)
{
	if (wants_weekly && wants_bulletin)
		return "weekly bulletin";
	if (wants_weekly)
		return "weekly";
	return wants_bulletin ? "bulletin" : "";
}

static gboolean read_topics(const char *topics, gboolean *out_weekly, gboolean *out_bulletin,
			    GError **error)
{
	g_auto(GStrv) words = g_strsplit(topics ? topics : "", " ", -1);

	*out_weekly = *out_bulletin = FALSE;
	for (char **word = words; *word; word++) {
		if (g_str_equal(*word, "weekly")) {
			*out_weekly = TRUE;
		} else if (g_str_equal(*word, "bulletin")) {
			*out_bulletin = TRUE;
		} else if (**word) {
			kw_error_set(error, KW_ERROR_DATA,
				     "topic %s: is neither \"weekly\" nor \"bulletin\"", *word);
			return FALSE;
		}
	}
	return TRUE;
}

static gpointer read_subscriber(const KwRows *rows)
{
	KwSubscriber *subscriber = g_new0(KwSubscriber, 1);
	int c = 0;

	subscriber->id = kw_rows_int(rows, c++);
	subscriber->address = kw_rows_dup(rows, c++);
	subscriber->state = kw_rows_dup(rows, c++);
	subscriber->language = kw_rows_dup(rows, c++);
	subscriber->organisation = kw_rows_dup(rows, c++);
	subscriber->word = kw_rows_dup(rows, c++);
	subscriber->products = kw_rows_dup(rows, c++);
	subscriber->unused = kw_rows_dup(rows, c++);
	subscriber->topics =
		g_strdup(topics_of(kw_rows_int(rows, c) != 0, kw_rows_int(rows, c + 1) != 0));
	c += 2;
	subscriber->prefecture = kw_rows_dup(rows, c++);
	subscriber->industry = kw_rows_dup(rows, c++);
	subscriber->size = kw_rows_dup(rows, c++);
	subscriber->code = kw_rows_dup(rows, c++);
	subscriber->paused_until = kw_rows_dup(rows, c++);
	subscriber->replaces = kw_rows_int(rows, c++);
	subscriber->moved_at = kw_rows_int(rows, c++);
	subscriber->consent_at = kw_rows_int(rows, c++);
	subscriber->consent_how = kw_rows_dup(rows, c++);
	subscriber->consent_evidence = kw_rows_dup(rows, c++);
	subscriber->created_at = kw_rows_int(rows, c++);
	subscriber->updated_at = kw_rows_int(rows, c++);
	subscriber->bounce_score = kw_rows_int(rows, c++);
	subscriber->bounced_at = kw_rows_int(rows, c++);
	subscriber->probe_at = kw_rows_int(rows, c++);
	return subscriber;
}

#define ADD_PARAMS 18

/* The parameters of roll_add; borrowed from `s`. */
static gboolean bind(const KwSubscriber *s, int64_t now, KwParam params[ADD_PARAMS], GError **error)
{
	gboolean wants_weekly, wants_bulletin;
	KwParam *p = params;

	if (!read_topics(s->topics, &wants_weekly, &wants_bulletin, error))
		return FALSE;
	*p++ = KW_TEXT(s->address);
	*p++ = KW_TEXT_OR(s->state, "pending");
	*p++ = KW_TEXT_OR(s->language, "");
	*p++ = KW_TEXT(s->organisation);
	*p++ = KW_TEXT(s->word);
	*p++ = KW_TEXT(s->products);
	*p++ = KW_TEXT(s->unused);
	*p++ = KW_INT(wants_weekly);
	*p++ = KW_INT(wants_bulletin);
	*p++ = KW_TEXT(s->prefecture);
	*p++ = KW_TEXT(s->industry);
	*p++ = KW_TEXT(s->size);
	*p++ = KW_TEXT(s->code);
	*p++ = KW_INT_OR_NULL(s->replaces);
	*p++ = KW_INT_OR_NULL(s->consent_at);
	*p++ = KW_TEXT(s->consent_how);
	*p++ = KW_TEXT(s->consent_evidence);
	*p++ = KW_INT(now);
	return TRUE;
}

gboolean kw_roll_add(KwDb *db, const KwSubscriber *subscriber, int64_t now, int64_t *out_id,
		     GError **error)
{
	KwParam params[ADD_PARAMS];

	return bind(subscriber, now, params, error) &&
	       kw_table_put(db, SQL_roll_add, params, ADD_PARAMS, out_id, error);
}

gboolean kw_roll_add_each(KwDb *db, const GPtrArray *subscribers, int64_t now, int64_t *out_ids,
			  GError **error)
{
	g_autofree KwParam *params = g_new(KwParam, (gsize)subscribers->len * ADD_PARAMS);
	g_autoptr(GPtrArray) all = NULL;

	for (guint i = 0; i < subscribers->len; i++)
		if (!bind(subscribers->pdata[i], now, params + (gsize)i * ADD_PARAMS, error))
			return FALSE;
	all = kw_db_query_each(db, SQL_roll_add, params, ADD_PARAMS, subscribers->len, error);
	for (guint i = 0; all && i < all->len; i++)
		out_ids[i] = kw_rows_next(all->pdata[i]) ? kw_rows_int(all->pdata[i], 0) : 0;
	return all != NULL;
}

KwSubscriber *kw_roll_find(KwDb *db, int64_t id, GError **error)
{
	return kw_table_find(db, SQL_roll_find, KW_PARAMS(KW_INT(id)), read_subscriber, error);
}

KwSubscriber *kw_roll_find_address(KwDb *db, const char *address, GError **error)
{
	return kw_table_find(db, SQL_roll_find_address, KW_PARAMS(KW_TEXT(address)),
			     read_subscriber, error);
}

GPtrArray *kw_roll_list(KwDb *db, const char *state, int64_t after_id, int limit, GError **error)
{
	return kw_table_list(db, SQL_roll_list,
			     KW_PARAMS(KW_TEXT(state), KW_INT(after_id), KW_LIMIT(limit)),
			     read_subscriber, (GDestroyNotify)kw_subscriber_free, error);
}

gboolean kw_roll_count(KwDb *db, const char *state, int64_t *out_count, GError **error)
{
	return kw_db_int(db, SQL_roll_count, KW_PARAMS(KW_TEXT(state)), 0, out_count, error);
}

gboolean kw_roll_set_state(KwDb *db, int64_t id, const char *from, const char *to, int64_t now,
			   gboolean *out_changed, GError **error)
{
	return kw_table_move(db, SQL_roll_set_state, id, from, to, now, out_changed, error);
}

gboolean kw_roll_set_consent(KwDb *db, int64_t id, int64_t at, const char *how,
			     const char *evidence, GError **error)
{
	return kw_table_change(
		db, "subscriber", id, SQL_roll_set_consent,
		KW_PARAMS(KW_INT(id), KW_INT_OR_NULL(at), KW_TEXT(how), KW_TEXT(evidence)), error);
}

gboolean kw_roll_set_preferences(KwDb *db, const KwSubscriber *s, GError **error)
{
	gboolean wants_weekly, wants_bulletin;

	if (!read_topics(s->topics, &wants_weekly, &wants_bulletin, error))
		return FALSE;
	return kw_table_change(
		db, "subscriber", s->id, SQL_roll_set_preferences,
		KW_PARAMS(KW_INT(s->id), KW_TEXT(s->language), KW_TEXT(s->organisation),
			  KW_TEXT(s->word), KW_TEXT(s->products), KW_TEXT(s->unused),
			  KW_INT(wants_weekly), KW_INT(wants_bulletin), KW_TEXT(s->prefecture),
			  KW_TEXT(s->industry), KW_TEXT(s->size)),
		error);
}

gboolean kw_roll_set_code(KwDb *db, int64_t id, const char *code, GError **error)
{
	return kw_table_change(db, "subscriber", id, SQL_roll_set_code,
			       KW_PARAMS(KW_INT(id), KW_TEXT(code)), error);
}

gboolean kw_roll_set_pause(KwDb *db, int64_t id, const char *until, GError **error)
{
	return kw_table_change(db, "subscriber", id, SQL_roll_set_pause,
			       KW_PARAMS(KW_INT(id), KW_TEXT(until)), error);
}

gboolean kw_roll_set_replaces(KwDb *db, int64_t id, int64_t replaces, int64_t moved_at,
			      GError **error)
{
	return kw_table_change(
		db, "subscriber", id, SQL_roll_set_replaces,
		KW_PARAMS(KW_INT(id), KW_INT_OR_NULL(replaces), KW_INT_OR_NULL(moved_at)), error);
}

GPtrArray *kw_roll_list_rested(KwDb *db, const char *today, int64_t after_id, int limit,
			       GError **error)
{
	return kw_table_list(db, SQL_roll_list_rested,
			     KW_PARAMS(KW_TEXT(today), KW_INT(after_id), KW_LIMIT(limit)),
			     read_subscriber, (GDestroyNotify)kw_subscriber_free, error);
}

gboolean kw_roll_lock_answers(KwDb *db, GError **error)
{
	if (!g_str_equal(kw_db_engine(db), "pgsql"))
		return TRUE;
	return kw_db_run(db, SQL_roll_lock_answers_pgsql, KW_NO_PARAMS, NULL, error);
}

gboolean kw_roll_add_answer(KwDb *db, int64_t mail, const char *recipient, const char *kind,
			    int64_t now, gboolean *out_added, GError **error)
{
	int64_t changed;

	if (!kw_db_run(
		    db, SQL_roll_add_answer,
		    KW_PARAMS(KW_INT_OR_NULL(mail), KW_TEXT(recipient), KW_TEXT(kind), KW_INT(now)),
		    &changed, error))
		return FALSE;
	*out_added = changed > 0;
	return TRUE;
}

void kw_roll_answer_free(KwRollAnswer *answer)
{
	g_free(answer->kind);
	g_free(answer);
}

static gpointer read_answer(const KwRows *rows)
{
	KwRollAnswer *answer = g_new0(KwRollAnswer, 1);

	answer->mail = kw_rows_int(rows, 0);
	answer->kind = kw_rows_dup(rows, 1);
	answer->queued_at = kw_rows_int(rows, 2);
	return answer;
}

GPtrArray *kw_roll_list_answers(KwDb *db, const char *recipient, int limit, GError **error)
{
	return kw_table_list(db, SQL_roll_list_answers,
			     KW_PARAMS(KW_TEXT(recipient), KW_LIMIT(limit)), read_answer,
			     (GDestroyNotify)kw_roll_answer_free, error);
}

gboolean kw_roll_erase_answers(KwDb *db, const char *recipient, GError **error)
{
	return kw_db_run(db, SQL_roll_erase_answers, KW_PARAMS(KW_TEXT(recipient)), NULL, error);
}

gboolean kw_roll_count_answers(KwDb *db, const char *recipient, const char *kind, int64_t since,
			       int64_t *out_count, GError **error)
{
	const char *at = strrchr(recipient, '@');
	gsize length = MIN(strcspn(recipient, "+"), at ? (gsize)(at - recipient) : G_MAXSIZE);
	g_autofree char *local = g_strndup(recipient, length);
	g_autofree char *bare = g_strconcat(local, at, NULL);
	g_autofree char *first = g_strconcat(local, "+", NULL);
	g_autofree char *behind = g_strconcat(local, ",", NULL); /* the next character */

	return kw_db_int(db, SQL_roll_count_answers,
			 KW_PARAMS(KW_TEXT(bare), KW_TEXT(kind), KW_INT(since), KW_TEXT(first),
				   KW_TEXT(behind), KW_TEXT(at ? at : "")),
			 0, out_count, error);
}

gboolean kw_roll_count_kind(KwDb *db, const char *kind, int64_t since, int64_t *out_count,
			    GError **error)
{
	return kw_db_int(db, SQL_roll_count_kind, KW_PARAMS(KW_TEXT(kind), KW_INT(since)), 0,
			 out_count, error);
}

gboolean kw_roll_forget_answers(KwDb *db, int64_t before, int64_t strangers_before, GError **error)
{
	return kw_db_run(db, SQL_roll_forget_answers,
			 KW_PARAMS(KW_INT(MIN(before, strangers_before)), KW_INT(strangers_before)),
			 NULL, error);
}

gboolean kw_roll_forget_visits(KwDb *db, int64_t until, GError **error)
{
	return kw_db_run(db, SQL_roll_forget_visits, KW_PARAMS(KW_INT(until)), NULL, error);
}

gboolean kw_roll_add_visit(KwDb *db, const char *client, int64_t now, int64_t forget_until,
			   GError **error)
{
	return kw_roll_forget_visits(db, forget_until, error) &&
	       kw_db_run(db, SQL_roll_add_visit, KW_PARAMS(KW_TEXT(client), KW_INT(now)), NULL,
			 error);
}

gboolean kw_roll_count_visits(KwDb *db, const char *client, int64_t since, int64_t *out_count,
			      GError **error)
{
	return kw_db_int(db, SQL_roll_count_visits, KW_PARAMS(KW_TEXT(client), KW_INT(since)), 0,
			 out_count, error);
}

/* --- who has not confirmed --- */

GPtrArray *kw_roll_list_unasked(KwDb *db, int64_t since, int64_t after_id, int limit,
				GError **error)
{
	return kw_table_list(db, SQL_roll_list_unasked,
			     KW_PARAMS(KW_INT(since), KW_INT(after_id), KW_LIMIT(limit)),
			     read_subscriber, (GDestroyNotify)kw_subscriber_free, error);
}

GPtrArray *kw_roll_list_unconfirmed(KwDb *db, int64_t asked_before, int limit, GError **error)
{
	return kw_table_list(db, SQL_roll_list_unconfirmed,
			     KW_PARAMS(KW_INT(asked_before), KW_LIMIT(limit)), read_subscriber,
			     (GDestroyNotify)kw_subscriber_free, error);
}

/* --- undelivered letters --- */

static gboolean change(KwDb *db, const char *sql, const KwParam *params, size_t n,
		       gboolean *out_changed, GError **error)
{
	int64_t changed;

	if (!kw_db_run(db, sql, params, n, &changed, error))
		return FALSE;
	*out_changed = changed > 0;
	return TRUE;
}

gboolean kw_roll_score(KwDb *db, int64_t id, int points, int64_t now, int64_t stale_before,
		       int64_t once_since, gboolean *out_changed, GError **error)
{
	return change(db, SQL_roll_score,
		      KW_PARAMS(KW_INT(id), KW_INT(points), KW_INT(now), KW_INT(stale_before),
				KW_INT(once_since)),
		      out_changed, error);
}

gboolean kw_roll_probe(KwDb *db, int64_t id, int limit, int64_t now, gboolean *out_changed,
		       GError **error)
{
	return change(db, SQL_roll_probe, KW_PARAMS(KW_INT(id), KW_INT(now), KW_INT(limit)),
		      out_changed, error);
}

GPtrArray *kw_roll_list_probed(KwDb *db, int64_t until, int limit, GError **error)
{
	return kw_table_list(db, SQL_roll_list_probed, KW_PARAMS(KW_INT(until), KW_LIMIT(limit)),
			     read_subscriber, (GDestroyNotify)kw_subscriber_free, error);
}

gboolean kw_roll_end_probe(KwDb *db, int64_t id, int64_t probe_at, gboolean *out_changed,
			   GError **error)
{
	return change(db, SQL_roll_end_probe, KW_PARAMS(KW_INT(id), KW_INT(probe_at)), out_changed,
		      error);
}

gboolean kw_roll_count_probed(KwDb *db, int64_t *out_count, GError **error)
{
	return kw_db_int(db, SQL_roll_count_probed, KW_NO_PARAMS, 0, out_count, error);
}

/* --- erasing and counting --- */

gboolean kw_roll_erase(KwDb *db, int64_t id, const char *from, int64_t now, gboolean *out_changed,
		       GError **error)
{
	g_autofree char *address = g_strdup_printf("erased %" G_GINT64_FORMAT, id);

	return change(db, SQL_roll_erase,
		      KW_PARAMS(KW_INT(id), KW_TEXT(address), KW_INT(now), KW_TEXT(from)),
		      out_changed, error);
}

gboolean kw_roll_add_mark(KwDb *db, const char *mark, int64_t now, GError **error)
{
	return kw_db_run(db, SQL_roll_add_mark, KW_PARAMS(KW_TEXT(mark), KW_INT(now)), NULL, error);
}

gboolean kw_roll_count_mark(KwDb *db, const char *mark, int64_t *out_count, GError **error)
{
	return kw_db_int(db, SQL_roll_count_mark, KW_PARAMS(KW_TEXT(mark)), 0, out_count, error);
}

void kw_roll_total_free(KwRollTotal *total)
{
	g_free(total->what);
	g_free(total->value);
	g_free(total);
}

static gpointer read_total(const KwRows *rows)
{
	KwRollTotal *total = g_new0(KwRollTotal, 1);

	total->what = kw_rows_dup(rows, 0);
	total->value = kw_rows_dup(rows, 1);
	total->count = kw_rows_int(rows, 2);
	return total;
}

GPtrArray *kw_roll_totals(KwDb *db, GError **error)
{
	return kw_table_list(db, SQL_roll_totals, KW_NO_PARAMS, read_total,
			     (GDestroyNotify)kw_roll_total_free, error);
}
