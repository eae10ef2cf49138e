/* What a text says to turn off, to leave unused or to block ("UPnP機能を無効に"), in its own words:
 * "the function that the source names" sends its reader to a page that he does not read.
 *
 * Only what is certain is told: the whole of a short name, asked for without a condition, that the
 * reader can read. That it is whole and unconditional is said by the forms (stated/). */
#include "explain-private.h"

#include "base/text.h"
#include "digest/readability.h"

#include <string.h>

#define FACT              "turn-off"
#define MAX_MEASURES      2
#define MAX_MEASURE_CHARS 24

/* The term of the glossary whose name `caught` is; NULL = it is none. Borrowed. */
static const char *term_of(const KwTelling *t, const char *caught)
{
	g_autoptr(GArray) spots = kw_words_spots(t->words, "glossary", caught);
	const KwWordSpot *spot = spots->len ? &g_array_index(spots, KwWordSpot, 0) : NULL;

	return spot && spot->length == strlen(caught) ? kw_word_text(spot->word, "term") : NULL;
}

static gboolean has_abbreviation(const KwTelling *t, const char *words)
{
	g_autofree char *sentence = g_strconcat(words, "。", NULL);
	g_autoptr(KwReadability) readability =
		kw_readability_of(sentence, kw_words_phrase(t->words, "language"), t->words);

	for (guint i = 0; i < readability->findings->len; i++)
		if (!strcmp(((KwReadabilityFinding *)readability->findings->pdata[i])->kind,
			    "abbreviation"))
			return TRUE;
	return FALSE;
}

static gboolean is_readable(const KwTelling *t, const char *caught)
{
	return kw_text_has_japanese(caught) &&
	       !strcmp(kw_words_phrase(t->words, "language"), "ja") &&
	       g_utf8_strlen(caught, -1) <= MAX_MEASURE_CHARS && !has_abbreviation(t, caught);
}

/* What was caught, as the reader is told it; NULL = not certain that he can read it. Owned. */
static char *measure_of(const KwTelling *t, const char *caught)
{
	g_autoptr(JsonObject) data = json_object_new();
	const char *words = is_readable(t, caught) ? caught : term_of(t, caught);

	if (!words)
		return NULL;
	json_object_set_string_member(data, "measure", words);
	return kw_pattern_phrase(t->words, "measure", data);
}

/* FALSE: it is not told. */
static gboolean add_measure(const KwTelling *t, GPtrArray *measures, const char *caught)
{
	g_autofree char *measure = measure_of(t, caught);

	if (!measure)
		return FALSE;
	if (g_ptr_array_find_with_equal_func(measures, measure, g_str_equal, NULL))
		return TRUE;
	if (measures->len == MAX_MEASURES)
		return FALSE;
	g_ptr_array_add(measures, g_steal_pointer(&measure));
	return TRUE;
}

/* Adds those of one sentence ("disable A and turn off B"). FALSE: one of them is not told. */
static gboolean add_measures(const KwTelling *t, GPtrArray *measures, const char *sentence)
{
	g_autoptr(GPtrArray) caught = NULL;
	const char *rest;
	gboolean is_whole;

	if (!kw_forms_has_form(sentence, FACT))
		return TRUE;
	caught = kw_forms_fetch_all(sentence, FACT, &rest);
	is_whole = caught->len > 0;
	for (guint i = 0; i < caught->len; i++)
		is_whole = add_measure(t, measures, caught->pdata[i]) && is_whole;
	return is_whole;
}

static void put(const KwTelling *t, GPtrArray *measures, gboolean is_more)
{
	const char *more = is_more ? kw_words_phrase(t->words, "measure.more") : "";
	g_autofree char *joined = NULL, *all = NULL;

	g_ptr_array_add(measures, NULL);
	joined = g_strjoinv(kw_words_phrase(t->words, "measure.and"), (char **)measures->pdata);
	all = g_strconcat(joined, more, NULL);
	json_object_set_string_member(t->data, "measure", all);
}

void kw_telling_put_measure(KwTelling *t)
{
	g_autoptr(GPtrArray) measures = g_ptr_array_new_with_free_func(g_free);
	const GPtrArray *told = t->said->told;
	gboolean is_more = FALSE;

	for (guint i = 0; i < told->len && kw_facts_has(t->facts, FACT); i++)
		is_more = !add_measures(t, measures, told->pdata[i]) || is_more;
	is_more = is_more && measures->len;
	if (!measures->len)
		g_ptr_array_add(measures, kw_telling_phrase(t, "measure.unsure"));
	put(t, measures, is_more);
}
