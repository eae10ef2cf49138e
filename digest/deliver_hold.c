/* One bad relay does not empty the list: an issue that is refused too often is held, and staff are
 * told. Most likely the fault is ours (a name on a blocklist, a relay that refuses what it took
 * yesterday), and every refusal would count against a reader.
 *
 * Counted are answers for good. The share is one of the first letters only, because a list rots
 * slowly and its beginning tells; what a whole list is refused for later is a row of refusals. The
 * share is carried over restarts by the store, the row is not: a relay that refuses everybody makes
 * a new one soon. */
#include "deliver-private.h"

#include "base/error.h"
#include "base/log.h"
#include "base/say.h"
#include "mail/address.h"
#include "notice-private.h"
#include "store/issues.h"
#include "store/journal.h"

#define ACTOR "deliver"

typedef struct {
	int64_t issue;
	int64_t answered, refused; /* among the first letters */
	int row;                   /* refusals without a letter taken in between */
	gboolean is_held;
	char *last; /* reply that refused, without the reader's address: it is logged and mailed */
} Tally;

struct KwTallies {
	KwDb *db;
	const KwConfig *config;
	GHashTable *by_issue; /* &tally->issue to Tally */
	guint held;           /* of them */
};

static void tally_free(gpointer data)
{
	g_free(((Tally *)data)->last);
	g_free(data);
}

KwTallies *kw_tallies_new(KwDb *db, const KwConfig *config)
{
	KwTallies *tallies = g_new0(KwTallies, 1);

	tallies->db = db;
	tallies->config = config;
	tallies->by_issue = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, tally_free);
	return tallies;
}

void kw_tallies_free(KwTallies *tallies)
{
	if (!tallies)
		return;
	g_hash_table_unref(tallies->by_issue);
	g_free(tallies);
}

static Tally *take(KwTallies *tallies, int64_t issue, GError **error)
{
	Tally *tally = g_hash_table_lookup(tallies->by_issue, &issue);

	if (tally)
		return tally;
	tally = g_new0(Tally, 1);
	tally->issue = issue;
	if (!kw_outbox_early(tallies->db, issue, tallies->config->deliver_hold_first,
			     &tally->answered, &tally->refused, error)) {
		tally_free(tally);
		return NULL;
	}
	g_hash_table_insert(tallies->by_issue, &tally->issue, tally);
	return tally;
}

gboolean kw_tallies_note(KwTallies *tallies, int64_t issue, gboolean is_refused, const char *text,
			 GError **error)
{
	Tally *tally = take(tallies, issue, error);

	if (!tally)
		return FALSE;
	if (tally->answered < tallies->config->deliver_hold_first) {
		tally->answered++;
		tally->refused += is_refused;
	}
	tally->row = is_refused ? tally->row + 1 : 0;
	if (is_refused) {
		g_free(tally->last);
		tally->last = kw_address_hide(text);
	}
	return TRUE;
}

void kw_tallies_claimed(KwTallies *tallies, int64_t issue)
{
	const Tally *tally = tallies->held ? g_hash_table_lookup(tallies->by_issue, &issue) : NULL;

	if (!tally || !tally->is_held)
		return;
	tallies->held--;
	g_hash_table_remove(tallies->by_issue, &issue);
}

static gboolean is_too_much(const KwTallies *tallies, const Tally *tally)
{
	const KwConfig *config = tallies->config;

	return tally->row >= config->deliver_hold_row ||
	       tally->refused * 100 >
		       (int64_t)config->deliver_hold_first * config->deliver_hold_percent;
}

/* What the notice says. */
static JsonObject *describe(const Tally *tally, const KwIssue *issue, const KwOutboxTotals *totals)
{
	JsonObject *data = json_object_new();

	json_object_set_int_member(data, "issue", tally->issue);
	json_object_set_int_member(data, "number", issue->number);
	json_object_set_boolean_member(data, "is_bulletin", g_str_equal(issue->kind, "bulletin"));
	json_object_set_int_member(data, "sent", totals->sent);
	json_object_set_int_member(data, "refused", totals->failed);
	json_object_set_int_member(data, "waiting", totals->ready + totals->deferred);
	kw_say_set(data, "subject", issue->subject);
	kw_say_set(data, "reply", tally->last);
	return data;
}

static gboolean tell_staff(const KwTallies *tallies, const Tally *tally, int64_t now,
			   GError **error)
{
	g_autoptr(KwIssue) issue = kw_issues_find(tallies->db, tally->issue, error);
	g_autofree char *id = g_strdup_printf("held.%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
					      tally->issue, (int64_t)now);
	g_autoptr(GError) trouble = NULL;
	KwOutboxTotals totals;

	if (!issue || !kw_outbox_totals(tallies->db, tally->issue, &totals, error))
		return FALSE;
	if (kw_notice_to_staff(tallies->db, tallies->config, "held", id,
			       describe(tally, issue, &totals), now, &trouble))
		return TRUE;
	if (!g_error_matches(trouble, KW_ERROR, KW_ERROR_CONFIG) &&
	    !g_error_matches(trouble, KW_ERROR, KW_ERROR_DATA)) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	/* a template of the operator's: held is held all the same */
	kw_log(KW_LOG_WARNING, "%s", trouble->message);
	return TRUE;
}

/* *out_changed FALSE: somebody else has, or it was ended. */
static gboolean hold(const KwTallies *tallies, const Tally *tally, int64_t now,
		     gboolean *out_changed, GError **error)
{
	g_autofree char *subject = g_strdup_printf("issue:%" G_GINT64_FORMAT, tally->issue);
	g_autofree char *why = g_strdup_printf("refused: %" G_GINT64_FORMAT
					       " of the first %" G_GINT64_FORMAT ", %d in a row",
					       tally->refused, tally->answered, tally->row);
	int64_t marked;

	if (!kw_issues_hold(tallies->db, tally->issue, why, now, out_changed, error))
		return FALSE;
	if (!*out_changed)
		return TRUE;
	kw_log(KW_LOG_ERROR, "issue %" G_GINT64_FORMAT " is held, %s; the last reply: %s",
	       tally->issue, why, tally->last ? tally->last : "");
	return kw_outbox_mark_held(tallies->db, tally->issue, &marked, error) &&
	       kw_journal_put(tallies->db, now, ACTOR, "issue.hold", subject, why, error) &&
	       tell_staff(tallies, tally, now, error);
}

gboolean kw_tallies_hold(KwTallies *tallies, int64_t now, int64_t *out_held, GError **error)
{
	GHashTableIter iter;
	gpointer value;

	*out_held = 0;
	g_hash_table_iter_init(&iter, tallies->by_issue);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		Tally *tally = value;
		gboolean changed;

		if (tally->is_held || !is_too_much(tallies, tally))
			continue;
		if (!hold(tallies, tally, now, &changed, error))
			return FALSE;
		/* where the transaction fails nothing more is claimed, and the next run counts
		 * anew */
		tally->is_held = TRUE;
		tallies->held++;
		*out_held += changed;
	}
	return TRUE;
}
