/* What helps the reader to do what a story asks: whom to call, the steps one by one (howto.yaml),
 * and what to do where it has happened already (firstaid.yaml). Nothing of it is decided here anew:
 * the origins of a story's sentences (KwOrigin) say which product and which actions it tells of, so
 * that a story without them has none of it. */
#include "render_data-private.h"

#include "base/say.h"

#include <string.h>

#define MAX_CASES     6
#define MAX_CASE_NOWS 1 /* who reads this cannot read more: the rest comes with an answer */

/* The id in `file` that a sentence comes from ("actions:update-mac.do"); NULL = of another file. */
static char *id_of_origin(const KwOrigin *origin, const char *file)
{
	g_auto(GStrv) pieces = g_strsplit_set(origin->from, ":.", 3);

	return g_strv_length(pieces) == 3 && g_str_equal(pieces[0], file) ? g_strdup(pieces[1])
									  : NULL;
}

/* --- whom to call --- */

/* The product that the story says how to recognise: the one that it is about. */
static const KwWord *product_of(const KwMaking *m, const KwStory *story)
{
	for (guint i = 0; story->origins && i < story->origins->len; i++) {
		const KwOrigin *origin = story->origins->pdata[i];
		g_autofree char *id = id_of_origin(origin, "products");

		if (id && g_str_equal(origin->part, "who"))
			return kw_words_find(m->words, "products", id);
	}
	return NULL;
}

/* Who brought the thing: of a story about one, and of one with a message to somebody. */
static void add_call(KwMaking *m, JsonObject *data, const KwStory *story)
{
	const KwWord *product = product_of(m, story);
	const char *kind = product ? kw_word_text(product, "kind") : "unknown";
	g_autofree char *phrase = g_strconcat("call.", kind, NULL);

	if (product || story->ask->len)
		kw_say_set(data, "call", kw_words_phrase(m->words, phrase));
}

/* --- step by step --- */

/* A caution may stand without steps. */
static void add_steps(JsonArray *howtos, const KwWord *howto)
{
	g_autoptr(GPtrArray) steps = kw_word_texts(howto, "steps");
	JsonArray *array = json_array_new();
	JsonObject *data = json_object_new();

	for (guint i = 0; i < steps->len; i++) {
		JsonObject *step = json_object_new();

		json_object_set_int_member(step, "n", (gint64)i + 1);
		kw_say_set(step, "step", steps->pdata[i]);
		json_array_add_object_element(array, step);
	}
	json_object_set_array_member(data, "steps", array);
	if (steps->len)
		json_array_add_object_element(howtos, data);
	else
		json_object_unref(data);
}

/* One caution a story: the first. */
static void add_caution(JsonObject *data, const KwWord *howto)
{
	static const char *const keys[] = {"caution", "caution_line"};

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (!json_object_has_member(data, keys[i]))
			kw_say_set(data, keys[i], kw_word_text(howto, keys[i]));
}

static gboolean asks_for(const KwStory *story, const KwWord *howto)
{
	for (guint i = 0; story->origins && i < story->origins->len; i++) {
		const KwOrigin *origin = story->origins->pdata[i];
		g_autofree char *id = id_of_origin(origin, "actions");

		if (id && g_str_equal(origin->part, "do") && kw_word_has(howto, "actions", id))
			return TRUE;
	}
	return FALSE;
}

static void add_howtos(KwMaking *m, JsonObject *data, const KwStory *story)
{
	g_autoptr(GPtrArray) howtos = kw_words_list(m->words, "howto");
	JsonArray *array = json_array_new();

	for (guint i = 0; i < howtos->len; i++) {
		const KwWord *howto = howtos->pdata[i];

		if (!asks_for(story, howto))
			continue;
		add_steps(array, howto);
		add_caution(data, howto);
	}
	json_object_set_boolean_member(data, "has_howto", json_array_get_length(array) > 0);
	json_object_set_array_member(data, "howto", array);
}

void kw_making_add_help(KwMaking *m, JsonObject *data, const KwStory *story)
{
	add_call(m, data, story);
	add_howtos(m, data, story);
}

/* --- where it has happened already --- */

/* What the tricks among the stories ask the reader to do, or not to. */
static void collect_actions(const KwMaking *m, const GPtrArray *stories, GPtrArray *out_ids)
{
	for (guint i = 0; i < stories->len; i++) {
		const char *id = ((const KwStory *)stories->pdata[i])->threat;
		const KwWord *threat = id ? kw_words_find(m->words, "threats", id) : NULL;

		if (threat && !g_strcmp0(kw_word_text(threat, "kind"), "trick"))
			g_ptr_array_extend_and_steal(out_ids, kw_word_texts(threat, "todo"));
	}
}

static gboolean is_after(const KwWord *entry, const GPtrArray *actions)
{
	for (guint i = 0; i < actions->len; i++)
		if (kw_word_has(entry, "after", actions->pdata[i]))
			return TRUE;
	return FALSE;
}

static JsonObject *case_data(const KwWord *entry)
{
	g_autoptr(GPtrArray) now = kw_word_texts(entry, "now");
	JsonObject *data = json_object_new();

	g_ptr_array_set_size(now, (gint)MIN(now->len, MAX_CASE_NOWS));
	kw_say_set(data, "case", kw_word_text(entry, "title"));
	kw_making_set_lines(data, "now", now);
	return data;
}

/* What to do where one of the tricks among `stories` has worked. */
static JsonArray *cases_of(const KwMaking *m, const GPtrArray *stories)
{
	g_autoptr(GPtrArray) entries = kw_words_list(m->words, "firstaid");
	g_autoptr(GPtrArray) actions = g_ptr_array_new();
	JsonArray *cases = json_array_new();

	collect_actions(m, stories, actions);
	for (guint i = 0; i < entries->len && json_array_get_length(cases) < MAX_CASES; i++)
		if (is_after(entries->pdata[i], actions))
			json_array_add_object_element(cases, case_data(entries->pdata[i]));
	return cases;
}

void kw_making_add_firstaid(KwMaking *m, JsonObject *root, const GPtrArray *at_length,
			    const GPtrArray *in_a_line)
{
	JsonArray *cases = cases_of(m, at_length);
	g_autoptr(JsonArray) others = cases_of(m, in_a_line);

	json_object_set_boolean_member(root, "has_firstaid", json_array_get_length(cases) > 0);
	json_object_set_array_member(root, "firstaid", cases);
	json_object_set_boolean_member(
		root, "has_tricks",
		json_array_get_length(cases) + json_array_get_length(others) > 0);
}
