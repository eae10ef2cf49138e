/* What kind of text it is of which nothing else is known: so says its title, by a form of
 * notices.yaml. A letter that says nothing at all helps nobody; a vague word that is true does. */
#include "explain-private.h"

#include "base/patterns.h"
#include "base/text.h"
#include "base/yaml.h"

#define PATH "digest/notices.yaml"

static gpointer load_forms(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) kinds = kw_yaml_of_asset(PATH);

	return kw_patterns_of_map(kinds);
}

const KwWord *kw_notice_titled(const KwTelling *t)
{
	static GOnce once = G_ONCE_INIT;
	const KwPatterns *forms = g_once(&once, load_forms, NULL);
	g_autofree char *title = kw_text_fold(t->item->title ? t->item->title : "");
	g_autoptr(GPtrArray) ids = kw_patterns_match(forms, title);

	return ids->len ? kw_words_find(t->words, "notices", ids->pdata[0]) : NULL;
}

/* Figures and guides are told of as such, whatever they are about. */
static gboolean is_figure_on_it(const KwTelling *t)
{
	return kw_word_is_yes(t->notice, "heeded") && kw_telling_is_report(t);
}

gboolean kw_notice_is_all(const KwTelling *t)
{
	return t->notice && !is_figure_on_it(t) && !t->threat && !t->product && !t->name &&
	       !kw_telling_no_concern(t) && !kw_telling_is_several(t) &&
	       !kw_telling_states_weakness(t);
}
