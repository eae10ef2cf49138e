/* Languages of the word files against each other: the same ids, and the same value where the schema
 * says so. Japanese is the one that the others are compared with. */
#include "words-private.h"

#include "base/asset.h"
#include "words_schema-private.h"

#include <string.h>

#define FOLDER "templates/"
#define LEAD   "ja"

static gboolean is_exception(const KwSchema *schema, const char *id)
{
	for (char **pattern = schema->exceptions; *pattern; pattern++)
		if (g_pattern_match_simple(*pattern, id))
			return TRUE;
	return FALSE;
}

/* Entries of `from` that `to` lacks. */
static void report_missing(const KwWordFile *from, const KwWordFile *to, const KwSchema *schema,
			   GPtrArray *findings)
{
	for (guint i = 0; i < from->list->len; i++) {
		const KwWord *word = from->list->pdata[i];

		if (!g_hash_table_contains(to->by_id, word->id) && !is_exception(schema, word->id))
			kw_words_report(findings, word->entry, kw_yaml_line(word->entry),
					"\"%s\" is missing in %s; add it there", word->id,
					kw_yaml_name(to->root));
	}
}

static gboolean is_same(const KwWord *a, const KwWord *b, const char *key)
{
	g_autoptr(GPtrArray) x = kw_word_texts(a, key), y = kw_word_texts(b, key);
	gboolean same = x->len == y->len;

	for (guint i = 0; same && i < x->len; i++)
		same = g_str_equal(x->pdata[i], y->pdata[i]);
	return same;
}

static void report_different(const KwWordFile *lead, const KwWordFile *other,
			     const KwSchema *schema, GPtrArray *findings)
{
	for (guint i = 0; i < other->list->len; i++) {
		const KwWord *word = other->list->pdata[i];
		const KwWord *first = g_hash_table_lookup(lead->by_id, word->id);

		for (guint j = 0; first && j < schema->keys->len; j++) {
			const KwSchemaKey *key = schema->keys->pdata[j];

			if (key->is_same && !is_same(first, word, key->name))
				kw_words_report(findings, word->entry, kw_yaml_line(word->entry),
						"\"%s\" of \"%s\" is not the same at %s:%d; make "
						"them equal",
						key->name, word->id, kw_yaml_name(first->entry),
						kw_yaml_line(first->entry));
		}
	}
}

static void compare_file(const char *name, const KwWords *lead, const KwWords *other,
			 const char *language, GPtrArray *findings)
{
	const KwWordFile *a = kw_words_file(lead, name);
	const KwWordFile *b = kw_words_file(other, name);
	const KwSchema *schema = kw_schema_find(name);

	if (!schema)
		return; /* words_check.c has said so */
	if (!b) {
		kw_words_report(findings, a->root, 1, "there is no " FOLDER "%s/%s.yaml; add it",
				language, name);
		return;
	}
	if (!schema->is_led)
		report_missing(a, b, schema, findings);
	report_missing(b, a, schema, findings);
	report_different(a, b, schema, findings);
}

static void compare_language(const KwWords *lead, const char *language, const char *folder,
			     GPtrArray *findings)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) other = kw_words_read(language, folder, &error);
	g_autoptr(GList) names = NULL;

	if (!other) {
		g_ptr_array_add(findings, g_strdup(error->message));
		return;
	}
	names = g_list_sort(g_hash_table_get_keys(lead->files), (GCompareFunc)strcmp);
	for (GList *name = names; name; name = name->next)
		compare_file(name->data, lead, other, language, findings);
}

char **kw_words_languages(void)
{
	g_auto(GStrv) assets = kw_asset_list(FOLDER);
	g_autoptr(GStrvBuilder) languages = g_strv_builder_new();
	g_autofree char *last = g_strdup("");

	for (char **asset = assets; *asset; asset++) {
		const char *language = *asset + strlen(FOLDER), *slash = strchr(language, '/');
		g_autofree char *name = slash ? g_strndup(language, (gsize)(slash - language))
					      : NULL;

		if (!name || g_str_equal(name, last))
			continue;
		g_strv_builder_add(languages, name);
		g_free(last);
		last = g_steal_pointer(&name);
	}
	return g_strv_builder_end(languages);
}

GPtrArray *kw_words_compare(const char *override_folder)
{
	GPtrArray *findings = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) languages = kw_words_languages();
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) lead = kw_words_read(LEAD, override_folder, &error);

	if (!lead) {
		g_ptr_array_add(findings, g_strdup(error->message));
		return findings;
	}
	for (char **language = languages; *language; language++)
		if (!g_str_equal(*language, LEAD))
			compare_language(lead, *language, override_folder, findings);
	return findings;
}
