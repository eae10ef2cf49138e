/* Those on the roll who have not confirmed. What they are asked is reply.c's, how many may be asked
 * answering.c's; that a question is void after a week, request_roll.c's.
 *
 * Their row stays without its address, as an erased reader's does: the journal names its number. */
#include "subscribers/unconfirmed.h"

#include "store/journal.h"
#include "store/roll.h"
#include "subscribers/answering.h"
#include "subscribers/reply.h"

#define BATCH 500 /* rows in one transaction */

gboolean kw_unconfirmed_count_waiting(KwDb *db, int64_t now, int64_t *out_count, GError **error)
{
	g_autoptr(GPtrArray)
		waiting = kw_roll_list_unasked(db, now - KW_UNCONFIRMED_WAIT_S, 0, 0, error);

	*out_count = waiting ? waiting->len : 0;
	return waiting != NULL;
}

/* ---- asking ---- */

static gboolean ask_all(KwDb *db, const KwAsked *asked, const GPtrArray *waiting, GError **error)
{
	for (guint i = 0; i < waiting->len; i++) {
		const KwSubscriber *one = waiting->pdata[i];
		const KwAnswer answer = {.kind = "confirm",
					 .address = one->address,
					 .language = one->language,
					 .subscriber = one->id};

		if (!kw_reply_answer(db, asked, &answer, error))
			return FALSE;
	}
	return TRUE;
}

/* Those behind *last who can be asked now. *out_more FALSE: nobody waits behind them, or nobody
 * more may be asked. Robots, and who had enough, are passed over. */
static gboolean ask_some(KwDb *db, const KwAsked *asked, int64_t *last, int64_t *out_count,
			 gboolean *out_more, GError **error)
{
	const KwAnsweringCaps caps = kw_answering_caps(asked->config);
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	g_autoptr(GPtrArray) waiting = NULL;
	int64_t before, left, cap;

	*out_more = FALSE;
	if (!tx || !kw_roll_lock_answers(db, error) ||
	    !kw_answering_left(db, &caps, asked->now, &before, &cap, error))
		return FALSE;
	if (!before)
		return TRUE;
	waiting = kw_roll_list_unasked(db, asked->now - KW_UNCONFIRMED_WAIT_S, *last,
				       (int)MIN(before, BATCH), error);
	if (!waiting || !ask_all(db, asked, waiting, error) ||
	    !kw_answering_left(db, &caps, asked->now, &left, &cap, error))
		return FALSE;
	*out_count += before - left;
	*out_more = left && waiting->len;
	if (waiting->len)
		*last = ((const KwSubscriber *)waiting->pdata[waiting->len - 1])->id;
	return kw_tx_commit(tx, error);
}

gboolean kw_unconfirmed_ask(KwDb *db, const KwConfig *config, const KwKeys *keys, int64_t now,
			    int64_t *out_count, GError **error)
{
	const KwAsked asked = {.config = config, .keys = keys, .now = now};
	gboolean is_more = TRUE;
	int64_t last = 0;

	*out_count = 0;
	while (is_more)
		if (!ask_some(db, &asked, &last, out_count, &is_more, error))
			return FALSE;
	return TRUE;
}

/* ---- forgetting ---- */

static gboolean forget(KwDb *db, int64_t id, const char *actor, int64_t now, gboolean *out_changed,
		       GError **error)
{
	g_autofree char *subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, id);

	if (!kw_roll_erase(db, id, "pending", now, out_changed, error))
		return FALSE;
	return !*out_changed || (kw_journal_forget(db, subject, error) &&
				 kw_journal_put(db, now, actor, "subscriber.forget", subject,
						"never confirmed", error));
}

gboolean kw_unconfirmed_forget(KwDb *db, int64_t asked_before, const char *actor, int64_t now,
			       int64_t *out_count, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	g_autoptr(GPtrArray) old = tx ? kw_roll_list_unconfirmed(db, asked_before, BATCH, error)
				      : NULL;

	*out_count = 0;
	for (guint i = 0; old && i < old->len; i++) {
		gboolean changed;

		if (!forget(db, ((const KwSubscriber *)old->pdata[i])->id, actor, now, &changed,
			    error))
			return FALSE;
		*out_count += changed;
	}
	return old && kw_tx_commit(tx, error);
}
