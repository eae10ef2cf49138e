/* The message to the company that looks after the product: its questions are actions of
 * actions.yaml that are a contractor's, then what he needs to find the weakness.
 *
 * Lists of version numbers go only into the message: an owner who compares them gets them wrong. */
#include "explain-private.h"

#include "base/text.h"
#include "base/title.h"

#include <string.h>

#define MAX_CVES        2
#define MAX_QUESTIONS   6
#define MAX_VERSIONS    3
#define MAX_TITLE_CHARS 55 /* with what stands around it, a sentence of 60 */

static void tell_question(KwTelling *t, const KwStep *step, int n)
{
	const char *ask = kw_word_text(step->action, "ask");
	g_autofree char *from = g_strdup_printf("actions:%s.ask", kw_word_id(step->action));
	g_autofree char *text = ask ? kw_pattern_render(kw_word_id(step->action), ask, t->data)
				    : NULL;

	json_object_set_int_member(t->data, "n", n);
	json_object_set_string_member(t->data, "question", text ? text : "");
	if (text)
		kw_telling_say(t, t->story->ask, kw_telling_phrase(t, "ask.question"), from,
			       step->quote);
}

/* The set's own questions, then those that the source gives reason for. */
static GArray *find_questions(const KwTelling *t, const KwWord *opening)
{
	g_autoptr(GArray) steps = kw_steps_find(t);
	GArray *questions = g_array_new(FALSE, FALSE, sizeof(KwStep));

	kw_steps_add_of(t, questions, opening, "questions", NULL);
	for (guint i = 0; i < steps->len; i++) {
		const KwStep *step = &g_array_index(steps, KwStep, i);

		if (kw_steps_is_contractors(step->action))
			kw_steps_add(t, questions, kw_word_id(step->action), step->quote);
	}
	return questions;
}

void kw_telling_ask(KwTelling *t)
{
	g_autofree char *id = g_strdup_printf("ask.%s.0", kw_telling_ask_set(t));
	g_autoptr(GArray) questions = NULL;

	if (!kw_telling_has_message(t))
		return;
	questions = find_questions(t, kw_words_find(t->words, "phrases", id));
	kw_telling_add(t, t->story->ask, id, t->product_quote);
	for (guint i = 0; i < questions->len && i < MAX_QUESTIONS; i++)
		tell_question(t, &g_array_index(questions, KwStep, i), (int)i + 1);
}

static char *join(const KwTelling *t, const GPtrArray *texts)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	g_ptr_array_extend(all, (GPtrArray *)texts, NULL, NULL);
	g_ptr_array_add(all, NULL);
	return g_strjoinv(kw_words_phrase(t->words, "list.and"), (char **)all->pdata);
}

/* The numbers of weaknesses that one of `sentences` holds; all where none does. */
static GPtrArray *numbers_in(const KwTelling *t, const GPtrArray *sentences)
{
	GPtrArray *all = g_ptr_array_new();
	g_autoptr(GPtrArray) held = g_ptr_array_new();

	for (guint i = 0; t->refs && i < t->refs->len; i++) {
		const KwRef *ref = t->refs->pdata[i];

		if (strcmp(ref->kind, "cve"))
			continue;
		g_ptr_array_add(all, ref->value);
		if (kw_said_with(sentences, ref->value) != ref->value)
			g_ptr_array_add(held, ref->value);
	}
	if (held->len) {
		g_ptr_array_set_size(all, 0);
		g_ptr_array_extend(all, held, NULL, NULL);
	}
	return all;
}

/* The sentence names another product, and none that the story is about. */
static gboolean is_of_other(const KwTelling *t, const char *sentence)
{
	const GArray *spots = kw_telling_spots(t, "products", sentence);
	const GPtrArray *names = t->story->product_names;

	for (guint i = 0; i < names->len; i++)
		if (strstr(sentence, names->pdata[i]))
			return FALSE;
	for (guint i = 0; i < spots->len; i++) {
		const KwWord *word = g_array_index(spots, KwWordSpot, i).word;
		gpointer id = (gpointer)g_intern_string(kw_word_id(word));

		if (g_ptr_array_find(t->story->products, id, NULL) ||
		    (t->product && kw_telling_is_of_maker(word, t->product)))
			return FALSE;
	}
	return spots->len > 0;
}

/* The sentences that may tell of the weakness: not what stands of another product. */
static GPtrArray *told_of_ours(const KwTelling *t)
{
	GPtrArray *ours = g_ptr_array_new();

	for (guint i = 0; i < t->said->told->len; i++)
		if (!strstr(t->said->told->pdata[i], "CVE-") ||
		    !is_of_other(t, t->said->told->pdata[i]))
			g_ptr_array_add(ours, t->said->told->pdata[i]);
	return ours;
}

/* Those of the title; else those of the text, and not of the headlines that it leads to, nor of
 * other products. What a text on the end of support tells of is an example. */
static GPtrArray *find_numbers(const KwTelling *t)
{
	g_autoptr(GPtrArray) title = g_ptr_array_new();
	g_autoptr(GPtrArray) ours = NULL;

	g_ptr_array_add(title, t->item->title ? t->item->title : (gpointer) "");
	if (kw_telling_is_of_end(t) && !strstr(title->pdata[0], "CVE-"))
		return g_ptr_array_new();
	if (strstr(title->pdata[0], "CVE-"))
		return numbers_in(t, title);
	ours = told_of_ours(t);
	return numbers_in(t, ours);
}

/* "CVE-2026-12345, JPCERT-AT-2026-0030": under the opening. */
static void tell_numbers(KwTelling *t)
{
	g_autoptr(GPtrArray) numbers = find_numbers(t);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree char *joined = NULL;
	char *line;
	gint64 more = 0;

	for (guint i = 0; i < numbers->len; i++)
		if (ids->len < MAX_CVES)
			g_ptr_array_add(ids, numbers->pdata[i]);
		else
			more++;
	if (t->item->publisher_id)
		g_ptr_array_add(ids, t->item->publisher_id);
	if (ids->len == 0)
		return;
	joined = join(t, ids);
	json_object_set_string_member(t->data, "ids", joined);
	json_object_set_int_member(t->data, "more", more);
	line = kw_telling_phrase(t, "ask.ids");
	kw_telling_trace(t, "ask", line, "phrases:ask.ids",
			 kw_said_with(t->said->told, ids->pdata[0]));
	g_ptr_array_insert(t->story->ask, 1, line);
}

/* The source's own title: "an add-on for WordPress" may be any of thousands. */
static void tell_title(KwTelling *t)
{
	g_autofree char *title = kw_title_plain(t->item->title);
	g_autofree char *cut = kw_text_cut(title, MAX_TITLE_CHARS);

	if (!*cut)
		return;
	json_object_set_string_member(t->data, "title", cut);
	kw_telling_add(t, t->story->ask, "ask.title", t->item->title);
}

/* One line each; that it is not the whole of `section` is said with the last. */
static void tell_versions(KwTelling *t, const GPtrArray *all, const char *section)
{
	guint count = MIN(all->len, MAX_VERSIONS);

	for (guint i = 0; i < count; i++) {
		const KwStated *stated = all->pdata[i];
		gboolean is_more = i + 1 == count &&
				   (count < all->len || kw_versions_has_more(section, all));

		json_object_set_string_member(t->data, "versions", stated->text);
		json_object_set_boolean_member(t->data, "more", is_more);
		kw_telling_add(t, t->story->ask, stated->phrase, stated->quote);
	}
}

static void tell_versions_and_source(KwTelling *t)
{
	if (g_strcmp0(t->item->reuse, "link-only")) {
		tell_versions(t, t->affected, t->said->affected_text);
		tell_versions(t, t->fixed, t->said->remedy_text);
	}
	if (t->item->url) {
		json_object_set_string_member(t->data, "url", t->item->url);
		kw_telling_add(t, t->story->ask, "ask.source", t->item->url);
	}
}

void kw_telling_ask_details(KwTelling *t)
{
	if (!t->story->ask->len)
		return;
	tell_numbers(t);
	tell_title(t);
	tell_versions_and_source(t);
}
