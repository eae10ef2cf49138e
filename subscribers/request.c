/* Commands of readers and strangers, one function each. What state follows from which is
 * membership.c; what may be answered how often, answering.c; what answers say, the templates.
 *
 * Where somebody else's address is named, nothing happens to it: it is asked. */
#include "subscribers/request.h"

#include "base/error.h"
#include "store/journal.h"
#include "store/selfcheck.h"
#include "subscribers/moving.h"
#include "subscribers/preferences.h"

#include <string.h>

#define CONFIRM_S (7 * 24 * 3600)

typedef struct {
	KwDb *db;
	const KwRequest *request;
	KwSubscriber *reader; /* whose address stands in From, in any state; NULL = a stranger */
	KwResponse *response;
} Act;

static void answer_free(gpointer data)
{
	KwAnswer *answer = data;

	g_free(answer->address);
	g_free(answer->language);
	g_free(answer);
}

void kw_response_free(KwResponse *response)
{
	if (!response)
		return;
	g_ptr_array_unref(response->answers);
	g_free(response);
}

/* ---- small steps ---- */

static KwAnswer *tell(Act *a, const char *kind, const char *address, const char *language,
		      int64_t id)
{
	KwAnswer *answer = g_new0(KwAnswer, 1);

	answer->kind = kind;
	answer->address = g_strdup(address);
	answer->language = g_strdup(language);
	answer->subscriber = id;
	g_ptr_array_add(a->response->answers, answer);
	return answer;
}

static const char *language_of(const Act *a)
{
	return kw_language_of(&a->request->signs, a->reader ? a->reader->language : NULL,
			      a->request->language);
}

static gboolean tell_sender(Act *a, const char *kind, const char *outcome)
{
	tell(a, kind, a->request->address, language_of(a), a->reader ? a->reader->id : 0);
	a->response->outcome = outcome;
	return TRUE;
}

static gboolean is_in(const KwSubscriber *reader, const char *states)
{
	g_auto(GStrv) all = g_strsplit(states, " ", -1);

	return reader && g_strv_contains((const char *const *)all, reader->state);
}

static gboolean is_reader(const Act *a)
{
	return is_in(a->reader, "active paused");
}

static const char *way_of(const Act *a)
{
	return a->request->is_page ? "on a page" : "by mail";
}

/* For the journal. A mail is kept, and is the evidence; of a page nothing is left but this. */
static char *with_evidence(const Act *a, const char *detail)
{
	if (!a->request->is_page)
		return g_strdup(detail);
	return g_strjoin(detail ? ", " : "", detail ? detail : "", a->request->evidence, NULL);
}

static gboolean note(const Act *a, int64_t id, const char *action, const char *detail,
		     GError **error)
{
	g_autofree char *subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, id);
	g_autofree char *full = with_evidence(a, detail);

	return kw_journal_put(a->db, a->request->now, a->request->actor, action, subject, full,
			      error);
}

static gboolean move(Act *a, KwMembershipEvent event, const char *detail, gboolean *out_changed,
		     GError **error)
{
	g_autofree char *full = with_evidence(a, detail);

	return kw_membership_move(a->db, a->reader, event, full, a->request->actor, a->request->now,
				  out_changed, error);
}

/* FALSE with *error; *out NULL where there is none. */
static gboolean find(KwDb *db, const char *address, KwSubscriber **out, GError **error)
{
	g_autoptr(GError) trouble = NULL;

	*out = kw_roll_find_address(db, address, &trouble);
	if (trouble)
		g_propagate_error(error, g_steal_pointer(&trouble));
	return *out || !trouble;
}

/* ---- taken on ---- */

/* A code that nobody has hinders nothing and is not repeated: who minds looks at the mail. */
static char *how_asked(const Act *a)
{
	return g_strdup_printf("%s%s", way_of(a),
			       a->request->has_unknown_code ? ", unknown code"
			       : a->request->code           ? ", with a code"
							    : "");
}

static const char *asked(const Act *a)
{
	return a->request->has_unknown_code ? "asked to subscribe, unknown code"
					    : "asked to subscribe";
}

/* What goes along to another address: everything, where it is sure who asks. Who only wrote in a
 * reader's name would get his 合い言葉 and what he has in the letters that he took away. */
static KwSubscriber as_he_is(const Act *a, const KwSubscriber *reader)
{
	if (a->request->from_is_proven)
		return *reader;
	return (KwSubscriber){.id = reader->id,
			      .language = reader->language,
			      .topics = reader->topics,
			      .code = reader->code};
}

/* A pending row for `address`, as `like` (may be NULL) is: *out_id 0 where there is one already. */
static gboolean add_pending(const Act *a, const char *address, const KwSubscriber *like,
			    int64_t *out_id, GError **error)
{
	KwSubscriber row = like ? as_he_is(a, like)
				: (KwSubscriber){.topics = (char *)"weekly bulletin"};
	g_autofree char *how = how_asked(a);

	row.address = (char *)address;
	row.state = (char *)"pending";
	row.replaces = like ? like->id : 0;
	row.consent_at = 0;
	row.consent_how = row.consent_evidence = NULL;
	if (!like) {
		row.language = (char *)language_of(a);
		row.code = (char *)a->request->code;
	}
	return kw_roll_add(a->db, &row, a->request->now, out_id, error) &&
	       (!*out_id || note(a, *out_id, "subscriber.ask", how, error));
}

/* Somebody was to move here and nobody confirmed it in time: who asks for letters now is himself,
 * and takes nobody's place. */
static gboolean end_old_move(Act *a, GError **error)
{
	const KwSubscriber *reader = a->reader;

	return !reader->replaces || reader->moved_at ||
	       reader->updated_at + CONFIRM_S >= a->request->now ||
	       kw_roll_set_replaces(a->db, reader->id, 0, 0, error);
}

/* Who is no reader and is on the roll: the last code that he gave counts. */
static gboolean ask_again(Act *a, GError **error)
{
	const char *code = a->request->code;
	g_autofree char *how = how_asked(a);

	return end_old_move(a, error) &&
	       (!code || kw_roll_set_code(a->db, a->reader->id, code, error)) &&
	       note(a, a->reader->id, "subscriber.ask", how, error) &&
	       tell_sender(a, "confirm", asked(a));
}

static gboolean subscribe(Act *a, GError **error)
{
	const char *next = kw_membership_next(a->reader ? a->reader->state : NULL, KW_EVENT_ASK);
	gboolean changed;
	int64_t id;

	if (!next) /* has complained, or is erased: only a person takes him on */
		return TRUE;
	/* whose address was typed into a page stays as he is: not even his From says that it is him
	 */
	if (is_in(a->reader, a->request->is_page ? "active paused" : "active"))
		return tell_sender(a, "already", "asked to subscribe");
	if (is_in(a->reader, "paused"))
		return move(a, KW_EVENT_ASK, NULL, &changed, error) &&
		       tell_sender(a, "resumed", "resumed");
	if (a->reader)
		return ask_again(a, error);
	if (!add_pending(a, a->request->address, NULL, &id, error))
		return FALSE;
	tell(a, "confirm", a->request->address, language_of(a), id);
	a->response->outcome = asked(a);
	return TRUE;
}

gboolean kw_request_is_proven(const KwSubscriber *reader, const KwRequest *request)
{
	return reader && request->confirms == reader->id &&
	       request->asked_at + CONFIRM_S >= request->now &&
	       (is_in(reader, "pending active paused") || request->asked_at >= reader->updated_at);
}

/* Whose letters go to a new address from now on is told there, where it can be taken back. */
static gboolean leave_old(Act *a, GError **error)
{
	g_autoptr(KwSubscriber) old = NULL;
	KwAnswer *answer;

	if (!kw_moving_finish(a->db, a->reader, a->request->actor, a->request->now, &old, error))
		return FALSE;
	if (!old)
		return TRUE;
	answer = tell(a, "moved", old->address, old->language, old->id);
	answer->moved_to = a->reader->id;
	return TRUE;
}

static gboolean confirm(Act *a, GError **error)
{
	const KwRequest *request = a->request;
	g_autofree char *evidence = NULL;
	gboolean changed;

	if (!kw_request_is_proven(a->reader, request))
		return subscribe(a, error);
	if (is_reader(a))
		return tell_sender(a, "already", "subscribed");
	evidence = g_strdup_printf("%s %s", request->actor,
				   request->evidence ? request->evidence : "");
	if (!move(a, KW_EVENT_CONFIRM, way_of(a), &changed, error))
		return FALSE;
	if (!changed)
		return TRUE;
	return kw_roll_set_consent(a->db, a->reader->id, request->now,
				   request->is_page ? "web" : "reply", evidence, error) &&
	       leave_old(a, error) && tell_sender(a, "welcome", "subscribed");
}

/* ---- leaving ---- */

/* Somebody else's address: whoever reads there decides. Whether it is on the roll is not told. */
static gboolean ask_other(Act *a, GError **error)
{
	g_autoptr(KwSubscriber) other = NULL;

	if (!find(a->db, a->request->command->address, &other, error))
		return FALSE;
	if (is_in(other, "active paused"))
		tell(a, "asked_to_leave", other->address, other->language, other->id);
	return TRUE;
}

static gboolean leave(Act *a, GError **error)
{
	gboolean changed;

	if (a->request->command->address)
		return ask_other(a, error) && tell_sender(a, "asked", "asked somebody else");
	if (!a->reader || is_in(a->reader, "complained erased"))
		return a->reader || tell_sender(a, "unlisted", NULL);
	if (!move(a, KW_EVENT_LEAVE, way_of(a), &changed, error))
		return FALSE;
	return tell_sender(a, "goodbye", changed ? "left" : "had left");
}

/* Wants proof of who he is: a person asks for it. Until then he gets nothing more. */
static gboolean erase(Act *a, GError **error)
{
	gboolean changed;

	if (a->request->command->address || !a->reader)
		return tell_sender(a, "erase", "erase request");
	if (!note(a, a->reader->id, "subscriber.erase-request", a->request->command->verb, error) ||
	    !move(a, KW_EVENT_LEAVE, way_of(a), &changed, error))
		return FALSE;
	return tell_sender(a, "erase", "erase request");
}

/* ---- readers ---- */

/* What he wrote about himself beside another wish. What nobody could read is for a person. */
static gboolean also_change(Act *a, GError **error)
{
	const KwRequest *request = a->request;

	if (!request->command->also_changes || a->response->answers->len != 1)
		return TRUE;
	if (!kw_preferences_read(request->own, request->words, FALSE, a->reader)) {
		a->response->needs_person = TRUE;
		return TRUE;
	}
	((KwAnswer *)a->response->answers->pdata[0])->also_changed = TRUE;
	return kw_roll_set_preferences(a->db, a->reader, error) &&
	       note(a, a->reader->id, "subscriber.change", "change", error);
}

static gboolean begin_pause(Act *a, GError **error)
{
	const char *until = a->request->command->until;
	gboolean changed;

	return move(a, KW_EVENT_PAUSE, until, &changed, error) &&
	       kw_roll_set_pause(a->db, a->reader->id, until, error) &&
	       tell_sender(a, "paused", "paused") && also_change(a, error);
}

static gboolean end_pause(Act *a, GError **error)
{
	gboolean changed;

	return move(a, KW_EVENT_RESUME, NULL, &changed, error) &&
	       kw_roll_set_pause(a->db, a->reader->id, NULL, error) &&
	       tell_sender(a, "resumed", "resumed") && also_change(a, error);
}

static gboolean save(Act *a, GError **error)
{
	return kw_roll_set_preferences(a->db, a->reader, error) &&
	       note(a, a->reader->id, "subscriber.change", a->request->command->verb, error) &&
	       tell_sender(a, "changed", "changed");
}

static gboolean set_topic(Act *a, const char *topic, GError **error)
{
	const KwRequest *request = a->request;

	if (request->command->also_changes)
		kw_preferences_read(request->own, request->words, FALSE, a->reader);
	g_free(a->reader->topics);
	a->reader->topics = g_strdup(topic);
	return save(a, error);
}

static gboolean only_bulletins(Act *a, GError **error)
{
	return set_topic(a, "bulletin", error);
}

static gboolean only_weekly(Act *a, GError **error)
{
	return set_topic(a, "weekly", error);
}

/* The products of the bulletin that is answered; else those that he names himself. */
static gboolean set_unused(Act *a, GError **error)
{
	const KwRequest *request = a->request;
	char *unused;

	if (!request->unused)
		return kw_preferences_read(request->own, request->words, FALSE, a->reader)
			       ? save(a, error)
			       : tell_sender(a, "unclear", "asked back");
	unused = kw_preferences_join(a->reader->unused, request->unused);
	g_free(a->reader->unused);
	a->reader->unused = unused;
	return save(a, error);
}

static gboolean change(Act *a, GError **error)
{
	const KwRequest *request = a->request;
	gboolean is_asked = request->prefers == a->reader->id;

	if (kw_preferences_read(request->own, request->words, is_asked, a->reader))
		return save(a, error);
	return tell_sender(a, "change", "told");
}

/* Nobody's letters can move there: it is told as if they could, for a reader could else find out
 * who else reads. */
static gboolean seem_to_move(Act *a, const KwSubscriber *known)
{
	if (is_in(known, "active paused"))
		tell(a, "already", known->address, known->language, known->id);
	return tell_sender(a, "moving", "asked to move");
}

/* From the old address: the new one is asked, the old one told. From the new one, which nobody
 * knows: it is somebody new, and the old one is asked. */
static gboolean change_address(Act *a, GError **error)
{
	const char *other = a->request->command->address;
	g_autoptr(KwSubscriber) known = NULL;
	int64_t id;

	if (!other)
		return is_reader(a) ? tell_sender(a, "change", "told") : subscribe(a, error);
	if (!is_reader(a))
		return ask_other(a, error) && subscribe(a, error);
	if (kw_moving_is_recent(a->reader, a->request->undo_days, a->request->now))
		return tell_sender(a, "moved_lately", NULL);
	if (!find(a->db, other, &known, error))
		return FALSE;
	if (known && (is_in(known, "active paused complained erased") ||
		      kw_moving_is_recent(known, a->request->undo_days, a->request->now)))
		return seem_to_move(a, known);
	if (!known && !add_pending(a, other, a->reader, &id, error))
		return FALSE;
	if (known && !kw_roll_set_replaces(a->db, known->id, a->reader->id, 0, error))
		return FALSE;
	tell(a, "confirm", other, a->reader->language, known ? known->id : id);
	return tell_sender(a, "moving", "asked to move");
}

static gboolean tell_both(Act *a, GError **error)
{
	const int64_t ids[] = {a->request->undoes_to, a->request->undoes};

	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autoptr(KwSubscriber) one = kw_roll_find(a->db, ids[i], error);

		if (!one)
			return FALSE;
		if (!is_in(one, "complained"))
			tell(a, "moved_back", one->address, one->language, one->id);
	}
	a->response->outcome = "moved back";
	return TRUE;
}

/* Any answer to "your letters go to another address now" takes that back, whatever From says, but
 * for one that finds it right or asks for something else. */
static gboolean takes_back(const KwRequest *request)
{
	static const char *const verbs_of_it[] = {"resume", "subscribe", "confirm",
						  "address-change", NULL};
	const char *verb = request->command->verb;

	return request->undoes && !kw_moving_is_accepted(request->own) &&
	       (!verb || g_strv_contains(verbs_of_it, verb));
}

static gboolean take_back(Act *a, gboolean *out_done, GError **error)
{
	const KwRequest *request = a->request;

	return kw_moving_undo(a->db, request->undoes, request->undoes_to, request->undo_days,
			      request->actor, request->now, out_done, error) &&
	       (!*out_done || tell_both(a, error));
}

/* ---- things to read ---- */

static gboolean help(Act *a, GError **error G_GNUC_UNUSED)
{
	return tell_sender(a, "help", "told");
}

static gboolean selfcheck(Act *a, GError **error G_GNUC_UNUSED)
{
	return tell_sender(a, "selfcheck", "told");
}

static gboolean selfchecked(Act *a, GError **error)
{
	const GPtrArray *checked = a->request->checked;

	for (guint i = 0; i < checked->len; i++) {
		const KwSelfcheck *one = checked->pdata[i];

		if (!kw_selfcheck_put(a->db, a->reader->id, one->question, one->answer,
				      a->request->now, error))
			return FALSE;
	}
	return tell_sender(a, "selfchecked", "self-check");
}

static gboolean back_numbers(Act *a, GError **error G_GNUC_UNUSED)
{
	return tell_sender(a, "back_numbers", "told");
}

/* ---- which ---- */

typedef struct {
	const char *verb;
	gboolean (*run)(Act *a, GError **error);
	gboolean is_for_all; /* else only who gets letters may */
} Verb;

static const Verb verbs[] = {
	{"subscribe", subscribe, TRUE},
	{"confirm", confirm, TRUE},
	{"unsubscribe", leave, TRUE},
	{"erase", erase, TRUE},
	{"disclose", erase, TRUE},
	{"address-change", change_address, TRUE},
	{"pause", begin_pause, FALSE},
	{"resume", end_pause, FALSE},
	{"bulletins-only", only_bulletins, FALSE},
	{"no-bulletins", only_weekly, FALSE},
	{"not-used", set_unused, FALSE},
	{"change", change, FALSE},
	{"help", help, FALSE},
	{"selfcheck", selfcheck, FALSE},
	{"selfchecked", selfchecked, FALSE},
	{"back-numbers", back_numbers, FALSE},
};

/* He says that subscribing did not work: what he is told depends on where he stands. */
static gboolean help_in_trouble(Act *a)
{
	if (is_in(a->reader, "complained erased"))
		return TRUE;
	return tell_sender(a,
			   is_reader(a)                          ? "already"
			   : is_in(a->reader, "pending bounced") ? "confirm"
								 : "unlisted",
			   NULL);
}

/* No verb: a person looks at it. He is asked back where that helps him. */
static gboolean ask_back(Act *a, GError **error)
{
	const KwRequest *request = a->request;
	const char *concern = request->command->concern;
	gboolean is_asked = is_reader(a) && request->prefers == a->reader->id;

	if (is_asked && !concern &&
	    kw_preferences_read(request->own, request->words, TRUE, a->reader))
		return save(a, error);
	if (g_strcmp0(concern, "trouble") == 0)
		return help_in_trouble(a);
	if (g_strcmp0(concern, "bulk") == 0)
		return tell_sender(a, "bulk", NULL);
	if (g_strcmp0(concern, "several") == 0 ||
	    (is_in(a->reader, "pending active paused") && !concern && !request->command->is_bare &&
	     request->may_ask_back))
		return tell_sender(a, "unclear", "asked back");
	return TRUE;
}

static gboolean run(Act *a, GError **error)
{
	const char *verb = a->request->command->verb;
	gboolean is_done = FALSE;

	if (takes_back(a->request) && !take_back(a, &is_done, error))
		return FALSE;
	if (is_done)
		return TRUE;
	for (gsize i = 0; verb && i < G_N_ELEMENTS(verbs); i++) {
		if (!g_str_equal(verbs[i].verb, verb))
			continue;
		if (verbs[i].is_for_all || is_reader(a))
			return verbs[i].run(a, error);
		/* resuming what one has left is subscribing again */
		if (g_str_equal(verb, "resume") && a->reader)
			return subscribe(a, error);
		return tell_sender(a, "unlisted", NULL);
	}
	return ask_back(a, error);
}

KwResponse *kw_request_act(KwDb *db, const KwRequest *request, GError **error)
{
	g_autoptr(KwResponse) response = g_new0(KwResponse, 1);
	g_autoptr(KwSubscriber) reader = NULL;
	Act act = {.db = db, .request = request, .response = response};

	response->answers = g_ptr_array_new_with_free_func(answer_free);
	if (!find(db, request->address, &reader, error))
		return NULL;
	act.reader = reader;
	if (!run(&act, error))
		return NULL;
	/* what he asks besides is for a person, whatever was done; who is asked back answers */
	if (!response->outcome ||
	    (request->command->concern && g_strcmp0(request->command->concern, "several") != 0))
		response->needs_person = TRUE;
	return g_steal_pointer(&response);
}
