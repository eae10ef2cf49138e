/* Which function does what a reader or stranger asks for. What state follows from which is
 * membership.c; what may be answered how often, answering.c; what answers say, the templates.
 *
 * Where somebody else's address is named, nothing happens to it: it is asked. */
#include "request-private.h"

#include "base/error.h"
#include "store/selfcheck.h"
#include "subscribers/preferences.h"

#include <string.h>

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

/* ---- things to read ---- */

static gboolean help(KwAct *a, GError **error G_GNUC_UNUSED)
{
	return kw_act_tell_sender(a, "help", "told");
}

static gboolean selfcheck(KwAct *a, GError **error G_GNUC_UNUSED)
{
	return kw_act_tell_sender(a, "selfcheck", "told");
}

static gboolean selfchecked(KwAct *a, GError **error)
{
	const GPtrArray *checked = a->request->checked;

	for (guint i = 0; i < checked->len; i++) {
		const KwSelfcheck *one = checked->pdata[i];

		if (!kw_selfcheck_put(a->db, a->reader->id, one->question, one->answer,
				      a->request->now, error))
			return FALSE;
	}
	return kw_act_tell_sender(a, "selfchecked", "self-check");
}

static gboolean back_numbers(KwAct *a, GError **error G_GNUC_UNUSED)
{
	return kw_act_tell_sender(a, "back_numbers", "told");
}

/* ---- which ---- */

typedef struct {
	const char *verb;
	gboolean (*run)(KwAct *a, GError **error);
	gboolean is_for_all; /* else only who gets letters may */
} Verb;

static const Verb verbs[] = {
	{"subscribe", kw_act_subscribe, TRUE},
	{"confirm", kw_act_confirm, TRUE},
	{"unsubscribe", kw_act_leave, TRUE},
	{"erase", kw_act_erase, TRUE},
	{"disclose", kw_act_erase, TRUE},
	{"address-change", kw_act_change_address, TRUE},
	{"pause", kw_act_begin_pause, FALSE},
	{"resume", kw_act_end_pause, FALSE},
	{"bulletins-only", kw_act_only_bulletins, FALSE},
	{"no-bulletins", kw_act_only_weekly, FALSE},
	{"not-used", kw_act_set_unused, FALSE},
	{"change", kw_act_change, FALSE},
	{"help", help, FALSE},
	{"selfcheck", selfcheck, FALSE},
	{"selfchecked", selfchecked, FALSE},
	{"back-numbers", back_numbers, FALSE},
};

/* He says that subscribing did not work: what he is told depends on where he stands. */
static gboolean help_in_trouble(KwAct *a)
{
	if (kw_act_is_in(a->reader, "complained erased"))
		return TRUE;
	return kw_act_tell_sender(a,
				  kw_act_is_reader(a)                          ? "already"
				  : kw_act_is_in(a->reader, "pending bounced") ? "confirm"
									       : "unlisted",
				  NULL);
}

/* No verb: a person looks at it. He is asked back where that helps him. */
static gboolean ask_back(KwAct *a, GError **error)
{
	const KwRequest *request = a->request;
	const char *concern = request->command->concern;
	gboolean is_asked = kw_act_is_reader(a) && request->prefers == a->reader->id;

	if (is_asked && !concern &&
	    kw_preferences_read(request->own, request->words, TRUE, a->reader))
		return kw_act_save(a, error);
	if (g_strcmp0(concern, "trouble") == 0)
		return help_in_trouble(a);
	if (g_strcmp0(concern, "bulk") == 0)
		return kw_act_tell_sender(a, "bulk", NULL);
	if (g_strcmp0(concern, "several") == 0 ||
	    (kw_act_is_in(a->reader, "pending active paused") && !concern &&
	     !request->command->is_bare && request->may_ask_back))
		return kw_act_tell_sender(a, "unclear", "asked back");
	return TRUE;
}

static gboolean run(KwAct *a, GError **error)
{
	const char *verb = a->request->command->verb;
	gboolean is_done = FALSE;

	if (kw_act_takes_back(a->request) && !kw_act_take_back(a, &is_done, error))
		return FALSE;
	if (is_done)
		return TRUE;
	for (gsize i = 0; verb && i < G_N_ELEMENTS(verbs); i++) {
		if (!g_str_equal(verbs[i].verb, verb))
			continue;
		if (verbs[i].is_for_all || kw_act_is_reader(a))
			return verbs[i].run(a, error);
		/* resuming what one has left is subscribing again */
		if (g_str_equal(verb, "resume") && a->reader)
			return kw_act_subscribe(a, error);
		return kw_act_tell_sender(a, "unlisted", NULL);
	}
	return ask_back(a, error);
}

KwResponse *kw_request_act(KwDb *db, const KwRequest *request, GError **error)
{
	g_autoptr(KwResponse) response = g_new0(KwResponse, 1);
	g_autoptr(KwSubscriber) reader = NULL;
	KwAct act = {.db = db, .request = request, .response = response};

	response->answers = g_ptr_array_new_with_free_func(answer_free);
	if (!kw_act_find(db, request->address, &reader, error))
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
