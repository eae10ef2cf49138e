/* Whether a source bears out what a sentence of the word files speaks of. A threat has one set of
 * sentences for all of its kind, and the next text tells of another case: a phishing mail may ask
 * for a card or for none. So nothing that one of them names (things.yaml) is told where the source
 * does not name it: beside its matter, or to say that it is not among what was lost, is not named.
 */
#include "explain-private.h"

#include "base/effects.h"

#include <string.h>

static void put(GHashTable *things, const KwWord *thing)
{
	g_autoptr(GPtrArray) implied = kw_word_texts(thing, "implies");

	g_hash_table_add(things, (gpointer)kw_word_id(thing));
	for (guint i = 0; i < implied->len; i++)
		g_hash_table_add(things, implied->pdata[i]);
}

static void put_all(const KwTelling *t, const char *sentence)
{
	g_autoptr(GPtrArray) named = kw_words_match(t->words, "things", sentence);

	if (!named->len || kw_telling_is_aside(t, sentence) ||
	    kw_forms_has_form(sentence, "not-among"))
		return;
	for (guint i = 0; i < named->len; i++)
		put(t->things, named->pdata[i]);
}

gboolean kw_telling_bears_thing(const KwTelling *t, const KwWord *thing)
{
	const GPtrArray *told = t->said->told;

	if (!g_hash_table_size(t->things)) { /* a text on a weakness is seldom asked of */
		for (guint i = 0; i < told->len; i++)
			put_all(t, told->pdata[i]);
		g_hash_table_add(t->things, (gpointer) ""); /* asked, though it names nothing */
	}
	return g_hash_table_contains(t->things, kw_word_id(thing));
}

gboolean kw_telling_bears(const KwTelling *t, const char *sentence)
{
	g_autoptr(GPtrArray) all = kw_words_list(t->words, "things");

	for (guint i = 0; i < all->len; i++) {
		g_autoptr(GPtrArray) told = kw_word_texts(all->pdata[i], "told");

		for (guint j = 0; j < told->len; j++)
			if (strstr(sentence, told->pdata[j]) &&
			    !kw_telling_bears_thing(t, all->pdata[i]))
				return FALSE;
	}
	return TRUE;
}

/* What it tells is one sense of its name: title or first sentences have to have it (threats.yaml:
 * lead). */
static gboolean is_led(const KwTelling *t, const KwWord *threat)
{
	const char *form = kw_word_text(threat, "lead");

	return !form || kw_forms_among(t->said->told, KW_HEAD_SENTENCES, form);
}

/* "It is no problem of the product": nor is what it would let somebody do. */
static gboolean is_denied(const KwTelling *t)
{
	return kw_facts_has(t->facts, "no-weakness") && !kw_telling_states_weakness(t);
}

/* All that names it is beside the matter, or says that it cannot be. */
static gboolean is_only_aside(const KwTelling *t, const KwWord *threat)
{
	const GPtrArray *told = t->said->told;
	gboolean is_named = FALSE;

	for (guint i = 0; i < told->len; i++) {
		g_autoptr(GPtrArray) named = kw_words_match(t->words, "threats", told->pdata[i]);

		if (!g_ptr_array_find(named, threat, NULL))
			continue;
		if (!kw_effects_is_aside(told->pdata[i]))
			return FALSE;
		is_named = TRUE;
	}
	return is_named;
}

gboolean kw_telling_bears_threat(const KwTelling *t, const KwWord *threat)
{
	gboolean is_weakness = !g_strcmp0(kw_word_text(threat, "kind"), "weakness");

	return is_led(t, threat) && !(is_weakness && (is_denied(t) || is_only_aside(t, threat)));
}
