/* Sentences that only give the background (background.yaml says how they begin). */
#include "base/background.h"

#include "base/patterns.h"
#include "base/yaml.h"

#define PATH "lib/base/background.yaml"

typedef struct {
	KwPatterns *opens, *this_one;
} Data;

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_yaml_of_asset(PATH);
	Data *data = g_new0(Data, 1);

	data->opens = kw_patterns_of_list(kw_yaml_find(root, "opens"));
	data->this_one = kw_patterns_of_list(kw_yaml_find(root, "this_one"));
	return data;
}

gboolean kw_background_is(const char *folded)
{
	static GOnce once = G_ONCE_INIT;
	const Data *data = g_once(&once, load_data, NULL);

	return kw_patterns_fits(data->opens, folded) && !kw_patterns_fits(data->this_one, folded);
}
