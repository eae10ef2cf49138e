/* Loading the YAML files of words and patterns by which this room recognises things. What they mean
 * is known to the module of the same name.
 *
 * They are compiled in and cannot be replaced by the operator, so that a fault in one is a
 * programmer's error and ends the program at once instead of quietly recognising nothing. */
#include "ingest/recognition.h"

#include "base/text.h"
#include "base/title.h"

#include <string.h>

KwYaml *kw_recognition_load(const char *name)
{
	g_autofree char *path = g_strdup_printf("ingest/%s.yaml", name);

	return kw_yaml_of_asset(path);
}

char *kw_recognition_fold(const char *text)
{
	g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : kw_text_repair(text, -1);

	return kw_text_fold(valid ? valid : text);
}

char *kw_recognition_fold_lines(const char *text, size_t max_bytes)
{
	/* g_strndup() would fill up to max_bytes with zeros */
	g_autofree char *cut = g_strndup(text, strnlen(text, max_bytes));
	g_autofree char *valid = kw_text_repair(cut, -1);
	g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);

	for (char **line = lines; *line; line++) {
		char *folded = kw_text_fold(*line);

		g_free(*line);
		*line = folded;
	}
	return g_strjoinv("\n", lines);
}

static void collect(const KwYaml *node, gboolean fold, GPtrArray *out)
{
	if (kw_yaml_kind(node) == KW_YAML_SCALAR) {
		const char *text = kw_yaml_text(node);

		g_ptr_array_add(out, fold ? kw_recognition_fold(text) : g_strdup(text));
		return;
	}
	for (guint i = 0; i < kw_yaml_size(node); i++) /* as deep as base/yaml.c lets a file be */
		collect(kw_yaml_at(node, i), fold, out);
}

GPtrArray *kw_recognition_texts(const KwYaml *node, gboolean fold)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	if (node)
		collect(node, fold, texts);
	return texts;
}

/* `text` with what stands for {name} in it. */
static void fill(GString *text, const GPtrArray *names, const GPtrArray *parts)
{
	for (guint i = 0; i < names->len; i++)
		g_string_replace(text, names->pdata[i], parts->pdata[i], 0);
}

/* Those before it are known to a part: none can contain itself. */
static void read_parts(const KwYaml *node, GPtrArray *names, GPtrArray *parts)
{
	for (guint i = 0; node && i < kw_yaml_size(node); i++) {
		g_autoptr(GString) part = g_string_new(kw_yaml_text(kw_yaml_at(node, i)));

		fill(part, names, parts);
		g_ptr_array_add(names, g_strdup_printf("{%s}", kw_yaml_key(node, i)));
		g_ptr_array_add(parts, g_strdup_printf("(?:%s)", part->str));
	}
}

GPtrArray *kw_recognition_filled(const KwYaml *node, const KwYaml *parts)
{
	g_autoptr(GPtrArray) texts = kw_recognition_texts(node, FALSE);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	GPtrArray *filled = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(names, g_strdup("{makers}"));
	g_ptr_array_add(values, kw_text_fold(kw_title_makers()));
	read_parts(parts, names, values);
	for (guint i = 0; i < texts->len; i++) {
		GString *text = g_string_new(texts->pdata[i]);

		fill(text, names, values);
		g_ptr_array_add(filled, g_string_free(text, FALSE));
	}
	return filled;
}

GPtrArray *kw_recognition_patterns(const KwYaml *node)
{
	g_autoptr(GPtrArray) texts = kw_recognition_texts(node, FALSE);
	GPtrArray *patterns = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);

	for (guint i = 0; i < texts->len; i++) {
		g_autoptr(GError) error = NULL;
		GRegex *pattern = g_regex_new(texts->pdata[i], G_REGEX_CASELESS | G_REGEX_OPTIMIZE,
					      0, &error);

		if (!pattern)
			g_error("%s: %s", kw_yaml_name(node), error->message);
		g_ptr_array_add(patterns, pattern);
	}
	return patterns;
}
