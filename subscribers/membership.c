/* Who gets the newsletter. Which change of state is allowed is one table; everything else is doing
 * it with its evidence in the journal. The roll itself is store/roll.
 *
 * Leaving and complaining beat every import: only the person's own new consent brings one back. */
#include "subscribers/membership.h"

#include "base/error.h"
#include "base/text.h"
#include "mail/address.h"
#include "store/journal.h"

#include <string.h>

#define WAKE_BATCH 500

/* The life of a subscription: [state][event]; 0 = refused. */
enum { NONE, PENDING, ACTIVE, PAUSED, LEFT, BOUNCED, COMPLAINED, ERASED, STATES };

static const char *const state_names[STATES] = {NULL,   "pending", "active",     "paused",
						"left", "bounced", "complained", "erased"};

/* clang-format off */
static const unsigned char next_state[STATES][KW_EVENTS] = {
	/*               ask      confirm pause   resume  leave       bounce      complain    erase */
	[NONE] =       { PENDING, 0,      0,      0,      0,          0,          0,          0 },
	[PENDING] =    { PENDING, ACTIVE, 0,      0,      LEFT,       BOUNCED,    COMPLAINED, ERASED },
	[ACTIVE] =     { ACTIVE,  ACTIVE, PAUSED, ACTIVE, LEFT,       BOUNCED,    COMPLAINED, ERASED },
	[PAUSED] =     { ACTIVE,  ACTIVE, PAUSED, ACTIVE, LEFT,       BOUNCED,    COMPLAINED, ERASED },
	[LEFT] =       { LEFT,    ACTIVE, 0,      0,      LEFT,       LEFT,       COMPLAINED, ERASED },
	[BOUNCED] =    { BOUNCED, ACTIVE, 0,      0,      LEFT,       BOUNCED,    COMPLAINED, ERASED },
	[COMPLAINED] = { 0,       0,      0,      0,      COMPLAINED, COMPLAINED, COMPLAINED, ERASED },
	[ERASED] =     { 0,       0,      0,      0,      ERASED,     ERASED,     ERASED,     ERASED },
};
/* clang-format on */

const char *kw_membership_next(const char *state, KwMembershipEvent event)
{
	for (int i = 0; i < STATES; i++)
		if (g_strcmp0(state_names[i], state) == 0)
			return state_names[next_state[i][event]];
	return NULL;
}

/* What adding an address means, by the state it is in. */
static const struct {
	const char *state;
	KwMembershipResult result;
	KwMembershipResult forced; /* the person asked again */
} on_add[] = {
	{"active", KW_MEMBERSHIP_ALREADY, KW_MEMBERSHIP_ALREADY},
	{"pending", KW_MEMBERSHIP_BACK, KW_MEMBERSHIP_BACK},
	{"paused", KW_MEMBERSHIP_BACK, KW_MEMBERSHIP_BACK},
	{"left", KW_MEMBERSHIP_REFUSED, KW_MEMBERSHIP_BACK},
	{"bounced", KW_MEMBERSHIP_REFUSED, KW_MEMBERSHIP_BACK},
	{"complained", KW_MEMBERSHIP_REFUSED, KW_MEMBERSHIP_REFUSED},
	{"erased", KW_MEMBERSHIP_REFUSED, KW_MEMBERSHIP_REFUSED},
};

static KwMembershipResult decide(const char *state, gboolean force)
{
	for (size_t i = 0; i < G_N_ELEMENTS(on_add); i++)
		if (g_str_equal(on_add[i].state, state))
			return force ? on_add[i].forced : on_add[i].result;
	return KW_MEMBERSHIP_REFUSED;
}

static gboolean note(KwDb *db, int64_t id, const char *action, const char *detail,
		     const char *actor, int64_t now, GError **error)
{
	g_autofree char *subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, id);

	return kw_journal_put(db, now, actor, action, subject, detail, error);
}

gboolean kw_membership_move(KwDb *db, const KwSubscriber *subscriber, KwMembershipEvent event,
			    const char *detail, const char *actor, int64_t now,
			    gboolean *out_changed, GError **error)
{
	static const char *const actions[KW_EVENTS] = {"subscriber.ask",      "subscriber.confirm",
						       "subscriber.pause",    "subscriber.resume",
						       "subscriber.leave",    "subscriber.bounce",
						       "subscriber.complain", "subscriber.erase"};
	const char *next = kw_membership_next(subscriber->state, event);

	*out_changed = FALSE;
	if (!next || g_str_equal(next, subscriber->state))
		return TRUE;
	if (!kw_roll_set_state(db, subscriber->id, subscriber->state, next, now, out_changed,
			       error))
		return FALSE;
	return !*out_changed || note(db, subscriber->id, actions[event], detail, actor, now, error);
}

gboolean kw_membership_wake(KwDb *db, const char *today, const char *actor, int64_t now,
			    int64_t *out_count, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	int64_t last = 0;

	*out_count = 0;
	for (guint n = WAKE_BATCH; tx && n == WAKE_BATCH;) {
		g_autoptr(GPtrArray)
			rested = kw_roll_list_rested(db, today, last, WAKE_BATCH, error);

		if (!rested)
			return FALSE;
		n = rested->len;
		for (guint i = 0; i < n; i++) {
			const KwSubscriber *subscriber = rested->pdata[i];
			gboolean changed;

			if (!kw_membership_move(db, subscriber, KW_EVENT_RESUME,
						"the pause is over", actor, now, &changed, error))
				return FALSE;
			*out_count += changed;
			last = subscriber->id;
		}
	}
	return tx && kw_tx_commit(tx, error);
}

static gboolean bring_back(KwDb *db, const KwSubscriber *old, const KwSubscriber *new,
			   const char *actor, int64_t now, GError **error)
{
	gboolean changed;

	if (!kw_roll_set_state(db, old->id, old->state, "active", now, &changed, error))
		return FALSE;
	if (!changed) {
		kw_error_set(error, KW_ERROR_TEMPORARY,
			     "subscriber: was changed while being added");
		return FALSE;
	}
	return kw_roll_set_consent(db, old->id, new->consent_at, new->consent_how,
				   new->consent_evidence, error) &&
	       note(db, old->id, "subscriber.back", new->consent_evidence, actor, now, error);
}

/* A name stands in a line of its own in every letter. */
static char *one_line(const char *text)
{
	g_autofree char *line = text ? kw_text_one_line(text) : NULL;

	return line && *line ? g_steal_pointer(&line) : NULL;
}

static gboolean is_language(const char *language)
{
	return g_str_equal(language, "ja") || g_str_equal(language, "en");
}

/* On the roll already, in some state. */
static gboolean meet(KwDb *db, const KwSubscriber *row, gboolean force, const char *actor,
		     int64_t now, KwMembershipResult *out_result, int64_t *out_id, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwSubscriber) old = kw_roll_find_address(db, row->address, &trouble);

	if (!old) {
		if (trouble)
			g_propagate_error(error, g_steal_pointer(&trouble));
		else
			kw_error_set(error, KW_ERROR_TEMPORARY,
				     "subscriber: was removed while being added");
		return FALSE;
	}
	*out_id = old->id;
	*out_result = decide(old->state, force);
	return *out_result != KW_MEMBERSHIP_BACK || bring_back(db, old, row, actor, now, error);
}

/* `row` ready for the roll, into a roll that may know it. */
static gboolean put(KwDb *db, const KwSubscriber *row, gboolean force, const char *actor,
		    int64_t now, KwMembershipResult *out_result, int64_t *out_id, GError **error)
{
	*out_result = KW_MEMBERSHIP_ADDED;
	if (!kw_roll_add(db, row, now, out_id, error))
		return FALSE;
	return *out_id ? note(db, *out_id, "subscriber.add", row->consent_evidence, actor, now,
			      error)
		       : meet(db, row, force, actor, now, out_result, out_id, error);
}

static void ready_free(gpointer data)
{
	KwSubscriber *row = data;

	g_free(row->address);
	g_free(row->organisation);
	g_free(row->word);
	g_free(row);
}

/* What was given, as it goes onto the roll: address, organisation and word are its own, everything
 * else is borrowed. To be freed with ready_free(). */
static KwSubscriber *make_ready(const KwSubscriber *subscriber, int64_t now, GError **error)
{
	const char *language = subscriber->language ? subscriber->language : "ja";
	g_autofree char *address = kw_address_normalise(subscriber->address);
	KwSubscriber *row;

	if (!address) {
		kw_error_set(error, KW_ERROR_DATA, "subscriber: `%s` is no mail address",
			     subscriber->address);
		return NULL;
	}
	if (!is_language(language)) {
		kw_error_set(error, KW_ERROR_DATA, "subscriber: language `%s` is neither ja nor en",
			     language);
		return NULL;
	}
	row = g_memdup2(subscriber, sizeof(*subscriber));
	row->address = g_steal_pointer(&address);
	row->organisation = one_line(subscriber->organisation);
	row->word = one_line(subscriber->word);
	row->state = (char *)"active";
	row->language = (char *)language;
	row->topics = row->topics ? row->topics : (char *)"weekly bulletin";
	row->consent_at = row->consent_at ? row->consent_at : now;
	return row;
}

gboolean kw_membership_add(KwDb *db, const KwSubscriber *subscriber, gboolean force,
			   const char *actor, int64_t now, KwMembershipResult *out_result,
			   int64_t *out_id, GError **error)
{
	KwSubscriber *row = make_ready(subscriber, now, error);
	g_autoptr(KwTx) tx = row ? kw_tx_begin(db, error) : NULL;
	gboolean ok = tx && put(db, row, force, actor, now, out_result, out_id, error) &&
		      kw_tx_commit(tx, error);

	g_clear_pointer(&row, ready_free);
	return ok;
}

/* --- lists --- */

static gboolean note_added(KwDb *db, const GPtrArray *rows, const int64_t *ids, const char *actor,
			   int64_t now, GError **error)
{
	g_autoptr(GPtrArray) subjects = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) details = g_ptr_array_new();

	for (guint i = 0; i < rows->len; i++) {
		if (!ids[i])
			continue;
		g_ptr_array_add(subjects, g_strdup_printf("subscriber:%" G_GINT64_FORMAT, ids[i]));
		g_ptr_array_add(details, ((KwSubscriber *)rows->pdata[i])->consent_evidence);
	}
	return kw_journal_put_each(db, now, actor, "subscriber.add", subjects, details, error);
}

gboolean kw_membership_enter(KwDb *db, const GPtrArray *subscribers, const char *actor, int64_t now,
			     KwMembershipResult *out_results, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(ready_free);
	g_autofree int64_t *ids = g_new0(int64_t, subscribers->len + 1);

	for (guint i = 0; i < subscribers->len; i++) {
		KwSubscriber *row = make_ready(subscribers->pdata[i], now, error);

		if (!row)
			return FALSE;
		g_ptr_array_add(rows, row);
	}
	if (!kw_roll_add_each(db, rows, now, ids, error) ||
	    !note_added(db, rows, ids, actor, now, error))
		return FALSE;
	for (guint i = 0; i < rows->len; i++) {
		out_results[i] = KW_MEMBERSHIP_ADDED;
		if (!ids[i] &&
		    !meet(db, rows->pdata[i], FALSE, actor, now, &out_results[i], &ids[i], error))
			return FALSE;
	}
	return TRUE;
}

gboolean kw_membership_remove(KwDb *db, const char *address, const char *actor, int64_t now,
			      gboolean *out_changed, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autofree char *normal = kw_address_normalise(address);
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);

	*out_changed = FALSE;
	if (!tx)
		return FALSE;
	g_autoptr(KwSubscriber) found = normal ? kw_roll_find_address(db, normal, &trouble) : NULL;
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (!found) {
		kw_error_set(error, KW_ERROR_NOT_FOUND, "subscriber: `%s` is not on the roll",
			     address);
		return FALSE;
	}
	if (!kw_roll_set_state(db, found->id, "active paused pending bounced", "left", now,
			       out_changed, error))
		return FALSE;
	if (*out_changed && !note(db, found->id, "subscriber.leave", NULL, actor, now, error))
		return FALSE;
	return kw_tx_commit(tx, error);
}
