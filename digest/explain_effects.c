/* What can happen, as a story tells it: the threat, and one more effect that the source states. */
#include "explain-private.h"

#include "base/effects.h"

#include <string.h>

guint kw_effects_titled(const KwTelling *t)
{
	g_autoptr(GPtrArray) named =
		kw_words_match_affirmed(t->words, "threats", t->item->title ? t->item->title : "");
	guint count = 0;

	for (guint i = 0; i < named->len; i++)
		count += !g_strcmp0(kw_word_text(named->pdata[i], "kind"), "weakness");
	return count;
}

/* Of several weaknesses one does what the threat does: it stands in a list of them, beside the
 * number of one, or the sentence says so; and nothing says that all do the same. */
static gboolean is_of_one(const KwTelling *t)
{
	const char *quote = t->threat_quote;

	if (g_strcmp0(t->nature, "weakness") || !kw_telling_is_of_many(t) ||
	    kw_forms_among(t->said->told, G_MAXUINT, "all-same"))
		return FALSE;
	if (!quote || !g_strcmp0(quote, t->item->title))
		return kw_effects_titled(t) > 1;
	return kw_source_is_listed(quote) || strstr(quote, "CVE-") ||
	       kw_forms_has_form(quote, "of-one");
}

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
				kw_telling_quote(t, said->told, "threats", stated->pdata[i]));
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

void kw_telling_differing(KwTelling *t)
{
	if (is_of_one(t))
		kw_telling_add(t, t->story->what, "what.differing", t->threat_quote);
}
