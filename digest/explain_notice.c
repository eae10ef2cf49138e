/* What kind of text it is of which nothing else is known: so says its title, by a form of
 * notices.yaml. A letter that says nothing at all helps nobody; a vague word that is true does. */
#include "explain-private.h"

#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define PATH "digest/notices.yaml"

static gpointer load_kinds(gpointer unused G_GNUC_UNUSED)
{
	return kw_yaml_of_asset(PATH);
}

static gboolean fits_one_of(const KwYaml *forms, const char *title)
{
	for (guint i = 0; i < kw_yaml_size(forms); i++)
		if (g_regex_match_simple(kw_yaml_text(kw_yaml_at(forms, i)), title, 0, 0))
			return TRUE;
	return FALSE;
}

static const char *kind_of(const char *title)
{
	static GOnce once = G_ONCE_INIT;
	const KwYaml *kinds = g_once(&once, load_kinds, NULL);

	for (guint i = 0; i < kw_yaml_size(kinds); i++)
		if (fits_one_of(kw_yaml_at(kinds, i), title))
			return kw_yaml_key(kinds, i);
	return NULL;
}

const KwWord *kw_notice_titled(const KwTelling *t)
{
	g_autofree char *title = kw_text_fold(t->item->title ? t->item->title : "");
	const char *id = kind_of(title);

	return id ? kw_words_find(t->words, "notices", id) : NULL;
}

/* Figures and guides are told of as such, whatever they are about. */
static gboolean is_figure_on_it(const KwTelling *t)
{
	return kw_pattern_is_yes(t->notice, "heeded") && kw_telling_is_report(t);
}

gboolean kw_notice_is_all(const KwTelling *t)
{
	return t->notice && !is_figure_on_it(t) && !t->threat && !t->product && !t->name &&
	       !kw_telling_no_concern(t) && !kw_telling_is_several(t) &&
	       !kw_telling_states_weakness(t);
}
