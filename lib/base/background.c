/* Sentences that only give the background (background.yaml says how they begin). */
#include "base/background.h"

#include "base/patterns.h"
#include "base/yaml.h"

#define PATH "lib/base/background.yaml"

typedef struct {
	KwPatterns *opens, *this_one;
} Data;

static KwPatterns *load_patterns(const KwYaml *list)
{
	KwPatterns *patterns = kw_patterns_new();

	for (guint i = 0; i < kw_yaml_size(list); i++)
		kw_patterns_add(patterns, kw_yaml_text(kw_yaml_at(list, i)), NULL);
	kw_patterns_seal(patterns);
	return patterns;
}

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_yaml_of_asset(PATH);
	Data *data = g_new0(Data, 1);

	data->opens = load_patterns(kw_yaml_find(root, "opens"));
	data->this_one = load_patterns(kw_yaml_find(root, "this_one"));
	return data;
}

gboolean kw_background_is(const char *folded)
{
	static GOnce once = G_ONCE_INIT;
	const Data *data = g_once(&once, load_data, NULL);

	return kw_patterns_fits(data->opens, folded) && !kw_patterns_fits(data->this_one, folded);
}
