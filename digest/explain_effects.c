/* What can happen, as a story tells it: the threat, and one more effect that the source states. */
#include "explain-private.h"

#include "base/effects.h"

static void tell_second(KwTelling *t)
{
	const KwSaid *said = t->said;
	g_autoptr(GPtrArray) stated = NULL;

	if (g_strcmp0(t->nature, "weakness") || kw_telling_is_shared(t, t->product))
		return;
	stated = kw_effects_stated(t->words, t->item->title, said->impact_text, said->told);
	for (guint i = 0; i < stated->len; i++)
		if (kw_word_text(stated->pdata[i], "what_second") &&
		    !kw_effects_is_same(stated->pdata[i], t->threat)) {
			kw_telling_add_word(
				t, t->story->what, "threats", stated->pdata[i], "what_second",
				kw_said_quote(said->told, t->words, "threats", stated->pdata[i]));
			return;
		}
}

void kw_telling_effects(KwTelling *t)
{
	g_autofree char *key = g_strconcat("what_", t->kind, NULL);
	GPtrArray *what = t->story->what;
	guint before = what->len;

	kw_telling_add_word(t, what, "threats", t->threat, key, t->threat_quote);
	if (what->len == before)
		kw_telling_add_word(t, what, "threats", t->threat, "what", t->threat_quote);
	tell_second(t);
}
