/* One template with its partials, out of the binary or the operator's folder. How a template is
 * read is template.c. */
#include "base/part.h"

#include "base/asset.h"
#include "base/template.h"

#define MAX_PARTIALS 32

/* Where partials of one rendering come from; keeps their texts alive. */
typedef struct {
	const KwConfig *config;
	const char *suffix; /* "txt" or "html" */
	GHashTable *loaded; /* name -> text */
} Partials;

static char *template_name(const KwConfig *config, const char *name, const char *suffix)
{
	return g_strdup_printf("templates/%s/%s.%s.mustache", config->language, name, suffix);
}

static const char *find_partial(const char *name, gpointer user)
{
	Partials *partials = user;
	char *text = g_hash_table_lookup(partials->loaded, name);

	if (!text && g_hash_table_size(partials->loaded) < MAX_PARTIALS) {
		g_autofree char *file = template_name(partials->config, name, partials->suffix);

		text = kw_asset_get_text(partials->config->templates, file, NULL);
		if (text)
			g_hash_table_insert(partials->loaded, g_strdup(name), text);
	}
	return text;
}

char *kw_part_render(const KwConfig *config, const char *name, const char *suffix, JsonNode *data,
		     GError **error)
{
	g_autoptr(GHashTable)
		loaded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	Partials partials = {.config = config, .suffix = suffix, .loaded = loaded};
	g_autofree char *file = template_name(config, name, suffix);
	g_autofree char *source = kw_asset_get_text(config->templates, file, error);

	if (!source)
		return NULL;
	return kw_template_render(file, source, data,
				  g_str_equal(suffix, "html") ? KW_TEMPLATE_HTML : KW_TEMPLATE_TEXT,
				  find_partial, &partials, error);
}
