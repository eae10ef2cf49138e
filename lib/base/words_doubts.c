/* Which facts of the word files rest on nothing, or on a text that has grown old: entries with a
 * day in a key that the schema calls "checked". What readers never get to see ("current: no") does
 * not count. Whether a fact is right nobody can tell but a person who looks it up. */
#include "words-private.h"

#include "words_schema-private.h"

#include <string.h>

#define NAMED 5 /* entries named one by one */

typedef struct {
	guint facts, old;
	GPtrArray *unchecked; /* ids, borrowed */
} Doubts;

/* NULL = no entry of the file says when it was checked. */
static const char *checked_key(const KwSchema *schema)
{
	for (guint i = 0; schema && i < schema->keys->len; i++) {
		const KwSchemaKey *key = schema->keys->pdata[i];

		if (key->kind == KW_VALUE_CHECKED)
			return key->name;
	}
	return NULL;
}

static void count(Doubts *doubts, const KwWordFile *file, const char *key, const char *since)
{
	for (guint i = 0; i < file->list->len; i++) {
		const KwWord *word = file->list->pdata[i];
		const char *day = kw_word_text(word, key);

		if (!day || !g_strcmp0(kw_word_text(word, "current"), "no"))
			continue;
		doubts->facts++;
		if (g_str_equal(day, "unchecked"))
			g_ptr_array_add(doubts->unchecked, (gpointer)word->id);
		else if (strcmp(day, since) < 0)
			doubts->old++;
	}
}

/* " (a, b, …)", or nothing. */
static char *named(const GPtrArray *ids)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < ids->len && i < NAMED; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : " (", (char *)ids->pdata[i]);
	if (ids->len)
		g_string_append(text, ids->len > NAMED ? ", …)" : ")");
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void doubt_file(const KwWordFile *file, const char *key, const char *since,
		       GPtrArray *findings)
{
	g_autoptr(GPtrArray) unchecked = g_ptr_array_new();
	Doubts doubts = {.unchecked = unchecked};
	g_autofree char *ids = NULL;

	count(&doubts, file, key, since);
	if (!doubts.old && !unchecked->len)
		return;
	ids = named(unchecked);
	g_ptr_array_add(findings,
			g_strdup_printf("%s: of %u facts %u are unchecked%s, %u older than %s",
					kw_yaml_name(file->root), doubts.facts, unchecked->len, ids,
					doubts.old, since));
}

GPtrArray *kw_words_doubts(const char *language, const char *override_folder, const char *since)
{
	GPtrArray *findings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = kw_words_read(language, override_folder, &error);
	g_autoptr(GList) names =
		words ? g_list_sort(g_hash_table_get_keys(words->files), (GCompareFunc)strcmp)
		      : NULL;

	for (GList *name = names; name; name = name->next) {
		const char *key = checked_key(kw_schema_find(name->data));

		if (key)
			doubt_file(kw_words_file(words, name->data), key, since, findings);
	}
	return findings;
}
