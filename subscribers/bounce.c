/* Letters that came back: whose, how many points, and what follows. What a notification says is
 * mail/dsn's; the last letter is worded and queued by the caller, who sees digest/. */
#include "subscribers/bounce.h"

#include "mail/address.h"
#include "store/journal.h"
#include "store/outbox.h"
#include "store/roll.h"
#include "subscribers/membership.h"

#include <string.h>

#define DAY_S          ((int64_t)24 * 3600)
#define RETURN_DAYS    30 /* servers give up after about five (RFC 5321 §4.5.4.1) */
#define COMPLAINT_DAYS 90 /* somebody tidies his mailbox */

/* An address that is gone weighs more than one that may come back; what a relay or a filter has
 * against us is not the reader's, and scores nothing. */
static const struct {
	const char *class, *reason;
	int points;
} points[] = {
	{"hard", "no-such-user", 2},      {"hard", "no-such-host", 2}, {"soft", "no-such-user", 1},
	{"soft", "mailbox-full", 1},      {"soft", "suspended", 1},    {"soft", "unclear", 1},
	{"soft", "network-or-system", 1},
};
#define POINTS_REFUSED 2 /* 5.1.x at RCPT */

/* Feedback types that say "no more letters" (RFC 5965 §7.3); "not-spam", "virus" and reports about
 * authentication do not. */
static const char *const complaints[] = {"abuse",   "fraud",        "other",
					 "opt-out", "opt-out-list", "miscategorized"};

/* --- whose --- */

static gboolean is_ours(const KwKeys *keys, const char *address, int64_t *out_issue,
			int64_t *out_subscriber)
{
	g_autofree char *token = address ? kw_address_detail(address) : NULL;

	return token && kw_token_parse(keys, KW_TOKEN_DELIVERY, token, out_issue, out_subscriber);
}

/* *out_issue is 0 for a notice. */
static gboolean find(const KwKeys *keys, const KwReturned *returned, int64_t *out_issue,
		     int64_t *out_subscriber)
{
	if (is_ours(keys, returned->recipient, out_issue, out_subscriber) ||
	    is_ours(keys, returned->returned_id, out_issue, out_subscriber))
		return TRUE;
	for (guint i = 0; returned->to && i < returned->to->len; i++)
		if (is_ours(keys, ((const KwAddress *)returned->to->pdata[i])->address, out_issue,
			    out_subscriber))
			return TRUE;
	return FALSE;
}

static gboolean note(KwDb *db, int64_t id, const char *action, const char *detail,
		     const char *actor, int64_t now, GError **error)
{
	g_autofree char *subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, id);

	return kw_journal_put(db, now, actor, action, subject, detail, error);
}

/* --- what follows --- */

typedef struct {
	KwDb *db;
	const KwConfig *config;
	const char *actor;
	int64_t now, issue, subscriber;
} Case;

static gboolean move(KwDb *db, int64_t id, KwMembershipEvent event, const char *detail,
		     const char *actor, int64_t now, gboolean *out_changed, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwSubscriber) reader = kw_roll_find(db, id, &trouble);

	*out_changed = FALSE;
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	return !reader ||
	       kw_membership_move(db, reader, event, detail, actor, now, out_changed, error);
}

/* The token says which letter: *out_is_first FALSE where it did not go out within so many days, or
 * came back before. */
static gboolean came_back(const Case *c, int days, gboolean *out_is_first, GError **error)
{
	return kw_outbox_take_return(c->db, c->issue, c->subscriber, c->now - days * DAY_S, c->now,
				     out_is_first, error);
}

static gboolean end(const Case *c, const char *why, KwBounceResult *out_result, GError **error)
{
	gboolean changed;

	if (!move(c->db, c->subscriber, KW_EVENT_BOUNCE, why, c->actor, c->now, &changed, error))
		return FALSE;
	*out_result = changed ? KW_BOUNCE_GONE : KW_BOUNCE_KNOWN;
	return TRUE;
}

static gboolean score(const Case *c, int n, const char *why, KwBounceResult *out_result,
		      GError **error)
{
	gboolean is_scored, is_probe;

	*out_result = KW_BOUNCE_KNOWN;
	if (!kw_roll_score(c->db, c->subscriber, n, c->now,
			   c->now - c->config->bounce_decay_days * DAY_S, c->now - DAY_S,
			   &is_scored, error))
		return FALSE;
	if (!is_scored)
		return TRUE;
	if (!note(c->db, c->subscriber, "subscriber.returned", why, c->actor, c->now, error) ||
	    !kw_roll_probe(c->db, c->subscriber, c->config->bounce_limit, c->now, &is_probe, error))
		return FALSE;
	*out_result = is_probe ? KW_BOUNCE_PROBE : KW_BOUNCE_SCORED;
	return !is_probe ||
	       note(c->db, c->subscriber, "subscriber.probe", NULL, c->actor, c->now, error);
}

/* A notice came back: the last letter, to whom one was sent. Others are scored like an issue. */
static gboolean is_last_letter(const Case *c, gboolean *out_is, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwSubscriber)
		reader = c->issue == 0 ? kw_roll_find(c->db, c->subscriber, &trouble) : NULL;

	*out_is = reader && reader->probe_at;
	if (!trouble)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&trouble));
	return FALSE;
}

static gboolean follow(const Case *c, int n, const char *why, KwBounceResult *out_result,
		       GError **error)
{
	gboolean is_last;

	*out_result = KW_BOUNCE_NOTHING;
	if (n == 0)
		return TRUE;
	if (!is_last_letter(c, &is_last, error))
		return FALSE;
	return is_last ? end(c, "the last letter came back", out_result, error)
		       : score(c, n, why, out_result, error);
}

/* --- notifications --- */

static int points_of(const KwDsnRecipient *recipient)
{
	if (strcmp(recipient->action, "failed") != 0)
		return 0;
	for (guint i = 0; i < G_N_ELEMENTS(points); i++)
		if (strcmp(points[i].class, recipient->class) == 0 &&
		    strcmp(points[i].reason, recipient->reason) == 0)
			return points[i].points;
	return 0;
}

/* A letter has one recipient; a notification that names more speaks of where it was sent on to. */
static const KwDsnRecipient *worst(const KwDsn *dsn)
{
	const KwDsnRecipient *worst = NULL;

	for (guint i = 0; i < dsn->recipients->len; i++) {
		const KwDsnRecipient *one = dsn->recipients->pdata[i];

		if (!worst || points_of(one) > points_of(worst))
			worst = one;
	}
	return worst;
}

gboolean kw_bounce_take(KwDb *db, const KwConfig *config, const KwKeys *keys,
			const KwReturned *returned, const KwDsn *dsn, const char *actor,
			int64_t now, KwBounceResult *out_result, int64_t *out_subscriber,
			GError **error)
{
	const KwDsnRecipient *recipient = worst(dsn);
	Case c = {.db = db, .config = config, .actor = actor, .now = now};
	gboolean is_first = TRUE;
	g_autofree char *why = NULL;

	*out_result = KW_BOUNCE_NO_TOKEN;
	*out_subscriber = 0;
	if (!find(keys, returned, &c.issue, &c.subscriber))
		return TRUE;
	*out_subscriber = c.subscriber;
	*out_result = KW_BOUNCE_NOTHING;
	if (!recipient)
		return TRUE;
	why = g_strdup_printf("%s %s", recipient->status, recipient->reason);
	if (points_of(recipient) && !came_back(&c, RETURN_DAYS, &is_first, error))
		return FALSE;
	if (!is_first) {
		*out_result = KW_BOUNCE_KNOWN;
		return TRUE;
	}
	return follow(&c, points_of(recipient), why, out_result, error);
}

gboolean kw_bounce_refused(KwDb *db, const KwConfig *config, int64_t issue, int64_t subscriber,
			   const char *actor, int64_t now, KwBounceResult *out_result,
			   GError **error)
{
	const Case c = {db, config, actor, now, issue, subscriber};

	return follow(&c, POINTS_REFUSED, "refused by the relay", out_result, error);
}

/* --- the last letter did not come back --- */

/* The last letter may get lost while others come back. */
static gboolean judge(KwDb *db, const KwSubscriber *one, const char *actor, int64_t now,
		      GError **error)
{
	const Case c = {.db = db, .actor = actor, .now = now, .subscriber = one->id};
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	gboolean arrives;
	KwBounceResult result;

	if (!tx || !kw_roll_end_probe(db, one->id, one->probe_at, &arrives, error))
		return FALSE;
	return (arrives ? note(db, one->id, "subscriber.arrives", NULL, actor, now, error)
			: end(&c, "letters still come back", &result, error)) &&
	       kw_tx_commit(tx, error);
}

gboolean kw_bounce_judge(KwDb *db, const KwConfig *config, int limit, const char *actor,
			 int64_t now, GError **error)
{
	int64_t until = now - config->bounce_probe_days * DAY_S;
	g_autoptr(GPtrArray) probed = kw_roll_list_probed(db, until, limit, error);

	for (guint i = 0; probed && i < probed->len; i++)
		if (!judge(db, probed->pdata[i], actor, now, error))
			return FALSE;
	return probed != NULL;
}

/* --- complaints --- */

static gboolean is_complaint(const KwFeedback *feedback)
{
	for (guint i = 0; i < G_N_ELEMENTS(complaints); i++)
		if (g_str_equal(feedback->feedback_type, complaints[i]))
			return TRUE;
	return FALSE;
}

/* Whether the report has the header of the reader's letter with the mark that nobody is shown: then
 * it comes from where the letter lies. */
static gboolean has_mark(const KwKeys *keys, const KwFeedback *feedback, int64_t subscriber)
{
	g_autofree char *mark = feedback->mark ? g_strstrip(g_strdup(feedback->mark)) : NULL;
	int64_t issue, whose;

	return mark && kw_token_parse(keys, KW_TOKEN_MARK, mark, &issue, &whose) &&
	       whose == subscriber;
}

static gboolean complain(const Case *c, const char *type, KwComplaintResult *out_result,
			 GError **error)
{
	gboolean changed;

	if (!move(c->db, c->subscriber, KW_EVENT_COMPLAIN, type, c->actor, c->now, &changed, error))
		return FALSE;
	*out_result = changed ? KW_COMPLAINT_DONE : KW_COMPLAINT_NOTHING;
	return TRUE;
}

/* Whether the reader can still mean the letter: not where it is old, or he has said since that he
 * wants them. */
static gboolean is_open(const Case *c, const KwSubscriber *reader, gboolean *out_is, GError **error)
{
	int64_t at;

	if (!kw_outbox_went_out(c->db, c->issue, c->subscriber, &at, error))
		return FALSE;
	*out_is = at && at >= c->now - COMPLAINT_DAYS * DAY_S && at >= reader->consent_at;
	return TRUE;
}

/* It may be he, by a provider that shows no headers, or somebody who was forwarded the letter: he
 * gets no more in either case, and is asked. */
static gboolean stop_and_ask(const Case *c, KwComplaintResult *out_result, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwSubscriber) reader = kw_roll_find(c->db, c->subscriber, &trouble);
	gboolean is_meant = FALSE, changed = FALSE;

	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (reader && !is_open(c, reader, &is_meant, error))
		return FALSE;
	if (is_meant &&
	    !kw_membership_move(c->db, reader, KW_EVENT_LEAVE, "a complaint without the letter",
				c->actor, c->now, &changed, error))
		return FALSE;
	*out_result = changed ? KW_COMPLAINT_ASKED : KW_COMPLAINT_NOTHING;
	return TRUE;
}

gboolean kw_bounce_complaint(KwDb *db, const KwKeys *keys, const KwReturned *returned,
			     const KwFeedback *feedback, const char *actor, int64_t now,
			     KwComplaintResult *out_result, int64_t *out_subscriber, GError **error)
{
	Case c = {.db = db, .actor = actor, .now = now};

	*out_result = KW_COMPLAINT_NO_TOKEN;
	*out_subscriber = 0;
	if (!find(keys, returned, &c.issue, &c.subscriber))
		return TRUE;
	*out_subscriber = c.subscriber;
	*out_result = KW_COMPLAINT_NOTHING;
	if (!is_complaint(feedback))
		return TRUE;
	return has_mark(keys, feedback, c.subscriber)
		       ? complain(&c, feedback->feedback_type, out_result, error)
		       : stop_and_ask(&c, out_result, error);
}
