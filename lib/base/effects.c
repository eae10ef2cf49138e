/* Which effects of its weakness a source states (effects.yaml says what states one). */
#include "base/effects.h"

#include "base/background.h"
#include "base/patterns.h"
#include "base/sentences.h"
#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define PATH "lib/base/effects.yaml"

typedef struct {
	KwPatterns *states, *aside, *further, *kinds;
	KwPatterns *forms; /* their owners are ids of threats, interned */
} Data;

/* An effect and where it belongs. */
typedef struct {
	const KwWord *threat;
	enum { TITLED, GRAVE, TOLD, MILD, FURTHER } rank;
} Effect;

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_yaml_of_asset(PATH);
	Data *data = g_new0(Data, 1);

	data->states = kw_patterns_of_list(kw_yaml_find(root, "states"));
	data->aside = kw_patterns_of_list(kw_yaml_find(root, "aside"));
	data->further = kw_patterns_of_list(kw_yaml_find(root, "further"));
	data->kinds = kw_patterns_of_list(kw_yaml_find(root, "kinds"));
	data->forms = kw_patterns_of_map(kw_yaml_find(root, "forms"));
	return data;
}

static const Data *get_data(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_data, NULL);
}

/* Where an effect belongs that a text of `rank` (TITLED, TOLD, FURTHER) names. */
static int rank_of(const KwWord *threat, int rank)
{
	gboolean is_mild = kw_word_is_yes(threat, "gives_way");

	if (rank == FURTHER || (rank == TITLED && !is_mild))
		return rank;
	return kw_word_is_yes(threat, "grave") ? GRAVE : is_mild ? MILD : TOLD;
}

static void add(GArray *effects, const KwWord *threat, int rank)
{
	Effect effect = {.threat = threat};

	if (!threat || g_strcmp0(kw_word_text(threat, "kind"), "weakness"))
		return;
	for (guint i = 0; i < effects->len; i++)
		if (g_array_index(effects, Effect, i).threat == threat)
			return;
	effect.rank = rank_of(threat, rank);
	g_array_append_val(effects, effect);
}

static gboolean has_same(const GArray *effects, const KwWord *threat)
{
	for (guint i = 0; i < effects->len; i++)
		if (kw_effects_is_same(threat, g_array_index(effects, Effect, i).threat))
			return TRUE;
	return FALSE;
}

/* Those that a sentence names beside their kinds, then others that it tells by its form. */
static void add_told(GArray *effects, const KwWords *words, const char *folded, int rank)
{
	const Data *data = get_data();
	g_autofree char *beside = kw_patterns_strike(data->kinds, folded, " ");
	g_autoptr(GPtrArray) named = kw_words_match_affirmed(words, "threats", beside);
	g_autoptr(GPtrArray) ids = kw_patterns_match(data->forms, beside);

	for (guint i = 0; i < named->len; i++)
		add(effects, named->pdata[i], rank);
	for (guint i = 0; i < ids->len; i++) {
		const KwWord *threat = kw_words_find(words, "threats", ids->pdata[i]);

		if (!has_same(effects, threat))
			add(effects, threat, rank);
	}
}

gboolean kw_effects_is_aside(const char *sentence)
{
	g_autofree char *folded =
		kw_text_fold(strlen(sentence) > KW_SENTENCE_MAX_BYTES ? "" : sentence);

	return kw_patterns_fits(get_data()->aside, folded) || kw_background_is(folded);
}

static void add_sentence(GArray *effects, const KwWords *words, const char *sentence,
			 gboolean is_of_impact)
{
	const Data *data = get_data();
	g_autofree char *folded = NULL;

	if (strlen(sentence) > KW_SENTENCE_MAX_BYTES)
		return;
	folded = kw_text_fold(sentence);
	if ((is_of_impact || kw_patterns_fits(data->states, folded)) &&
	    !kw_patterns_fits(data->aside, folded) && !kw_background_is(folded))
		add_told(effects, words, folded,
			 kw_patterns_fits(data->further, folded) ? FURTHER : TOLD);
}

static GPtrArray *by_rank(const GArray *effects)
{
	GPtrArray *threats = g_ptr_array_new();

	for (int rank = TITLED; rank <= FURTHER; rank++)
		for (guint i = 0; i < effects->len; i++) {
			const Effect *effect = &g_array_index(effects, Effect, i);

			if ((int)effect->rank == rank)
				g_ptr_array_add(threats, (gpointer)effect->threat);
		}
	return threats;
}

GPtrArray *kw_effects_stated(const KwWords *words, const char *title, const char *impact,
			     const GPtrArray *sentences)
{
	g_autoptr(GArray) effects = g_array_new(FALSE, FALSE, sizeof(Effect));
	g_autofree char *folded = kw_text_fold(title ? title : "");
	g_autoptr(GPtrArray) section = kw_sentences_split(impact);
	gboolean is_of_impact = section->len > 0;
	const GPtrArray *told = is_of_impact ? section : sentences;

	add_told(effects, words, folded, TITLED);
	for (guint i = 0; i < told->len; i++)
		add_sentence(effects, words, told->pdata[i], is_of_impact);
	return by_rank(effects);
}

gboolean kw_effects_is_same(const KwWord *threat, const KwWord *other)
{
	const char *outcome = threat ? kw_word_text(threat, "outcome") : NULL;

	return threat == other ||
	       (outcome && other && !g_strcmp0(outcome, kw_word_text(other, "outcome")));
}
