/* What one gets and says of oneself, in one form. What a field may hold is preferences.c's.
 *
 * The 合い言葉 is not shown: it proves that a letter is ours, and whoever finds this link in
 * somebody's mail must not learn it. Every change is told by mail, too. */
#include "pages-private.h"

#include "base/say.h"
#include "base/text.h"
#include "base/when.h"
#include "subscribers/preferences.h"

#include <string.h>

#define MAX_PAUSE_DAYS 366

/* ---- what is shown ---- */

/* Products as boxes that can be emptied. */
static void set_products(KwVisit *visit, const char *key, const char *ids)
{
	g_auto(GStrv) all = g_strsplit(ids ? ids : "", " ", -1);
	JsonArray *list = json_array_new();

	for (char **id = all; *id; id++) {
		const KwWord *word = kw_words_find(visit->words, "products", *id);
		JsonObject *one;

		if (!word)
			continue;
		one = json_object_new();
		kw_say_set(one, "id", *id);
		kw_say_set(one, "name", kw_word_text(word, "name"));
		json_array_add_object_element(list, one);
	}
	json_object_set_boolean_member(visit->data,
				       g_str_equal(key, "have") ? "has_have" : "has_lack",
				       json_array_get_length(list) > 0);
	json_object_set_array_member(visit->data, key, list);
}

static void show(KwVisit *visit, const KwSubscriber *s, int status)
{
	JsonObject *data = visit->data;
	g_autofree char *link = kw_visit_link(visit, "check", KW_TOKEN_PAGE);
	gboolean weekly = strstr(s->topics, "weekly") != NULL;
	gboolean bulletin = strstr(s->topics, "bulletin") != NULL;

	kw_visit_set_fields(visit, s);
	set_products(visit, "have", s->products);
	set_products(visit, "lack", s->unused);
	json_object_set_boolean_member(data, "wants_both", weekly && bulletin);
	json_object_set_boolean_member(data, "wants_weekly_only", weekly && !bulletin);
	json_object_set_boolean_member(data, "wants_bulletin_only", bulletin && !weekly);
	json_object_set_boolean_member(data, "has_word", s->word != NULL);
	json_object_set_boolean_member(data, "is_paused", g_str_equal(s->state, "paused"));
	kw_say_set(data, "until", s->paused_until);
	kw_say_set(data, "selfcheck_link", link);
	kw_visit_end(visit, "preferences", status);
}

gboolean kw_visit_preferences_show(KwVisit *visit, GError **error G_GNUC_UNUSED)
{
	if (!kw_visit_is_in(visit, "active paused"))
		return kw_visit_end_away(visit);
	show(visit, visit->reader, 200);
	return TRUE;
}

/* ---- what is filled in ---- */

/* Of `*ids`, those whose boxes are still full. */
static void keep_products(const KwVisit *visit, const char *box, char **ids)
{
	g_autoptr(GPtrArray) full = kw_form_list(visit->request->form, box);
	g_auto(GStrv) all = g_strsplit(*ids ? *ids : "", " ", -1);
	char *kept = NULL;

	for (char **id = all; *id; id++) {
		char *longer;

		if (!g_ptr_array_find_with_equal_func(full, *id, g_str_equal, NULL))
			continue;
		longer = kw_preferences_join(kept, *id);
		g_free(kept);
		kept = longer;
	}
	g_free(*ids);
	*ids = kept;
}

static gboolean read_products(KwVisit *visit, KwSubscriber *s)
{
	g_autofree char *more = kw_visit_filled(visit, "products");

	keep_products(visit, "have", &s->products);
	keep_products(visit, "lack", &s->unused);
	if (!*more || kw_preferences_add_products(s, more, visit->words))
		return TRUE;
	kw_say_set(visit->data, "products", more);
	kw_visit_set_wrong(visit, "products");
	return FALSE;
}

static gboolean read_word(KwVisit *visit, KwSubscriber *s)
{
	g_autofree char *word = kw_visit_filled(visit, "word");

	if (kw_visit_has(visit, "no_word", "yes"))
		return kw_preferences_set(s, "word", "");
	if (!*word || kw_preferences_set(s, "word", word))
		return TRUE;
	kw_visit_set_wrong(visit, "word");
	return FALSE;
}

static gboolean read_choice(KwVisit *visit, KwSubscriber *s, const char *field)
{
	g_autofree char *value = kw_visit_filled(visit, field);

	if (kw_preferences_set(s, field, value))
		return TRUE;
	kw_visit_set_wrong(visit, field);
	return FALSE;
}

/* The last day of a pause: after today, and within a year. *out NULL: there is none. */
static gboolean read_pause(KwVisit *visit, char **out_until)
{
	g_autofree char *until = kw_visit_filled(visit, "until");
	g_autofree char *today = kw_when_day(visit->now, visit->config->timezone);
	g_autofree char *last = kw_when_day_add(today, MAX_PAUSE_DAYS);
	KwDay day;

	*out_until = NULL;
	if (!kw_visit_has(visit, "letters", "pause"))
		return TRUE;
	if (kw_when_parse_day(until, &day) && strcmp(until, today) > 0 &&
	    strcmp(until, last) <= 0) {
		*out_until = g_steal_pointer(&until);
		return TRUE;
	}
	kw_visit_set_wrong(visit, "until");
	return FALSE;
}

static KwSubscriber *copy_of(const KwSubscriber *s)
{
	KwSubscriber *copy = g_new0(KwSubscriber, 1);

	copy->id = s->id;
	copy->state = g_strdup(s->state);
	copy->language = g_strdup(s->language);
	copy->topics = g_strdup(s->topics);
	copy->organisation = g_strdup(s->organisation);
	copy->word = g_strdup(s->word);
	copy->products = g_strdup(s->products);
	copy->unused = g_strdup(s->unused);
	copy->prefecture = g_strdup(s->prefecture);
	copy->industry = g_strdup(s->industry);
	copy->size = g_strdup(s->size);
	copy->paused_until = g_strdup(s->paused_until);
	return copy;
}

/* ---- what changes ---- */

static gboolean save(KwVisit *visit, const KwSubscriber *wanted, GError **error)
{
	gboolean changed;

	return kw_visit_save(visit, visit->reader, wanted, &changed, error) &&
	       (!changed || kw_visit_tell(visit, "changed", error));
}

static gboolean save_pause(KwVisit *visit, const char *until, GError **error)
{
	const KwSubscriber *reader = visit->reader;
	gboolean is_paused = g_str_equal(reader->state, "paused");

	if (until && (!is_paused || g_strcmp0(until, reader->paused_until) != 0))
		return kw_visit_act(visit, "pause", reader->address, until, error);
	return until || !is_paused || kw_visit_act(visit, "resume", reader->address, NULL, error);
}

/* With all that was filled in, right or wrong. */
static gboolean show_again(KwVisit *visit, const KwSubscriber *wanted)
{
	g_autofree char *until = kw_visit_filled(visit, "until");
	g_autofree char *word = kw_visit_filled(visit, "word");

	show(visit, wanted, 422);
	json_object_set_boolean_member(visit->data, "is_paused",
				       kw_visit_has(visit, "letters", "pause"));
	kw_say_set(visit->data, "until", until);
	kw_say_set(visit->data, "new_word", word);
	return TRUE;
}

gboolean kw_visit_preferences(KwVisit *visit, GError **error)
{
	g_autoptr(KwSubscriber) wanted = NULL, now = NULL;
	g_autofree char *until = NULL;
	gboolean is_good;

	if (!kw_visit_is_in(visit, "active paused"))
		return kw_visit_has(visit, "do", "again") ? kw_visit_again(visit, error)
							  : kw_visit_end_away(visit);
	wanted = copy_of(visit->reader);
	is_good = kw_visit_read_fields(visit, wanted);
	is_good = read_choice(visit, wanted, "language") && is_good;
	is_good = read_choice(visit, wanted, "topics") && is_good;
	is_good = read_word(visit, wanted) && is_good;
	is_good = read_products(visit, wanted) && is_good;
	is_good = read_pause(visit, &until) && is_good;
	if (!is_good)
		return show_again(visit, wanted);
	if (!save(visit, wanted, error) || !save_pause(visit, until, error) ||
	    !(now = kw_roll_find(visit->db, wanted->id, error)))
		return FALSE;
	json_object_set_boolean_member(visit->data, "is_saved", TRUE);
	show(visit, now, 200);
	return TRUE;
}
