/* What the source itself asks its readers to do, in its own words: told where we have no sentence
 * of our own for it. Short ones that anybody can read, of a text that is in the reader's language.
 *
 * A text on a trick has the words of the trick beside its own ("call this number at once"): of such
 * a text only what no trick asks for is told. Of a weakness none is: what to do about it is asked
 * of whoever looks after the product. */
#include "explain-private.h"

#include "base/patterns.h"
#include "base/text.h"
#include "base/yaml.h"
#include "digest/readability.h"

#include <string.h>

#define PATH      "digest/advice.yaml"
#define MAX_CHARS 50 /* with what stands around it, a sentence of 60 */
#define MAX_FOUND 3  /* more of them are not told */
#define MIN_CHARS 10
#define MAX_BYTES 256 /* of a sentence with its mark: a longer one has more characters */

static gpointer load_words(gpointer unused G_GNUC_UNUSED)
{
	return kw_yaml_of_asset(PATH);
}

static const KwYaml *get_words(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_words, NULL);
}

static const KwPatterns *forms(const char *name)
{
	return kw_patterns_under(get_words(), name, NULL);
}

/* The sentence without what marks it as an item, or joins it to the one before. Owned. */
static char *cleaned(const char *sentence)
{
	g_autofree char *bare = kw_patterns_strike(forms("lead"), sentence, "");

	return kw_text_one_line(bare);
}

/* --- whether it can be told --- */

static gboolean is_readable(const KwTelling *t, const char *words)
{
	static const char *const hard[] = {"abbreviation", "kanji-run", NULL};
	g_autofree char *sentence = g_strconcat(words, "。", NULL);
	g_autoptr(KwReadability) readability =
		kw_readability_of(sentence, kw_words_phrase(t->words, "language"), t->words);

	for (guint i = 0; i < readability->findings->len; i++) {
		const KwReadabilityFinding *finding = readability->findings->pdata[i];

		if (g_strv_contains(hard, finding->kind))
			return FALSE;
	}
	return TRUE;
}

/* What a sentence asks for, short enough to be told; NULL = it asks for nothing. Owned. */
static char *asked_of(const char *sentence)
{
	g_autofree char *words = NULL;
	glong length;

	if (strlen(sentence) > MAX_BYTES || !kw_patterns_fits(forms("asks"), sentence))
		return NULL;
	words = cleaned(sentence);
	length = g_utf8_strlen(words, -1);
	return length >= MIN_CHARS && length <= MAX_CHARS ? g_steal_pointer(&words) : NULL;
}

/* It is asked of readers, and not by a trick. */
static gboolean is_open_to(const KwTelling *t, const char *words)
{
	if (kw_patterns_fits(forms("never"), words))
		return FALSE;
	return strcmp(t->nature, "trick") != 0 || (kw_patterns_fits(forms("careful"), words) &&
						   !kw_patterns_fits(forms("of_trick"), words));
}

/* The ids of those steps of ours that say what a sentence states: the array is yours. */
static GPtrArray *steps_of(const KwTelling *t, const char *sentence)
{
	g_autoptr(GPtrArray) named = kw_words_match(t->words, "facts", sentence);
	GPtrArray *all = g_ptr_array_new();

	for (guint i = 0; i < t->facts->len; i++) {
		const KwWord *fact = g_array_index(t->facts, KwFact, i).word;
		g_autoptr(GPtrArray) ids = kw_word_texts(fact, "advice");

		if (ids->len && (g_ptr_array_find(named, fact, NULL) ||
				 kw_forms_has_form(sentence, kw_word_id(fact))))
			g_ptr_array_extend(all, ids, NULL, NULL);
	}
	return all;
}

static gboolean has_id(const GPtrArray *ids, const KwWord *action)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)ids, kw_word_id(action), g_str_equal,
						NULL);
}

/* One of `steps` says it, of what the sentence names. */
static gboolean is_said(const KwTelling *t, const GArray *steps, const char *sentence)
{
	g_autoptr(GPtrArray) ids = steps_of(t, sentence);

	for (guint i = 0; ids->len && i < steps->len; i++) {
		const KwWord *action = g_array_index(steps, KwStep, i).action;

		if (!kw_word_is_yes(action, "general") && has_id(ids, action))
			return TRUE;
	}
	return FALSE;
}

/* The sentences may be told: they are in the reader's language, and ask for what we cannot. */
static gboolean is_open(const KwTelling *t)
{
	return !g_strcmp0(t->item->language, kw_words_phrase(t->words, "language")) &&
	       g_strcmp0(t->item->reuse, "link-only") != 0 && t->said->told->len > 1;
}

/* It is itself what asks for something, false or genuine (explain_trick.c). */
static gboolean is_asking(const KwTelling *t)
{
	return t->threat && !strcmp(kw_word_id(t->threat), "service-mail");
}

static gboolean is_advised(const KwTelling *t)
{
	return is_open(t) && strcmp(t->nature, "weakness") != 0 &&
	       strcmp(t->nature, "update") != 0 && !kw_telling_states_weakness(t) &&
	       !kw_telling_is_repairable(t) && !kw_telling_is_report(t) &&
	       !kw_telling_no_concern(t) && !kw_telling_is_several(t) && !kw_notice_is_all(t) &&
	       !is_asking(t);
}

/* --- the sentences --- */

/* The same sentence, or one with its heading before it. */
static gboolean is_held(const GPtrArray *all, const char *text)
{
	for (guint i = 0; i < all->len; i++)
		if (g_str_has_suffix(text, ((KwStated *)all->pdata[i])->text))
			return TRUE;
	return FALSE;
}

static void add(GPtrArray *all, char *text, const char *quote, const char *phrase)
{
	if (is_held(all, text))
		g_free(text);
	else
		g_ptr_array_add(all, kw_stated_new(text, quote, phrase));
}

static void add_asked(const KwTelling *t, GPtrArray *all, const GArray *steps,
		      const GPtrArray *sentences, guint start)
{
	for (guint i = start; i < sentences->len && all->len < MAX_FOUND; i++) {
		const char *sentence = sentences->pdata[i];
		g_autofree char *words = asked_of(sentence);

		if (words && is_open_to(t, words) && !is_said(t, steps, sentence) &&
		    is_readable(t, words))
			add(all, g_steal_pointer(&words), sentence, "advice.own");
	}
}

static void add_when(const KwTelling *t, GPtrArray *all)
{
	for (guint i = 1; i < t->said->told->len && !all->len; i++) {
		const char *sentence = t->said->told->pdata[i];
		g_autofree char *words = strlen(sentence) <= MAX_BYTES ? cleaned(sentence)
								       : g_strdup("");
		g_autofree char *when = kw_patterns_fetch(forms("when"), words);

		if (when && g_utf8_strlen(when, -1) <= MAX_CHARS)
			add(all, g_steal_pointer(&when), sentence, "advice.when");
	}
}

GPtrArray *kw_advice_find(const KwTelling *t, const GArray *steps)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(kw_stated_free);

	if (is_advised(t)) {
		add_asked(t, all, steps, t->said->remedy, 0);
		add_asked(t, all, steps, t->said->told, 1);
	} else if (is_open(t) && kw_notice_is_all(t) && kw_word_is_yes(t->notice, "dated")) {
		add_when(t, all);
	}
	return all;
}

gboolean kw_advice_replaces(const KwTelling *t, const GPtrArray *own, const KwWord *action)
{
	if (own->len && kw_word_is_yes(action, "vague"))
		return TRUE;
	for (guint i = 0; i < own->len && kw_word_is_yes(action, "general"); i++) {
		g_autoptr(GPtrArray) ids = steps_of(t, ((KwStated *)own->pdata[i])->quote);

		if (has_id(ids, action))
			return TRUE;
	}
	return FALSE;
}
