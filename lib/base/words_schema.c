/* Reads words.yaml, the schema of the word files. It is built in, so that a fault in it is a
 * programmer's and ends the program. */
#include "words_schema-private.h"

#include "base/yaml.h"

#include <string.h>

#define PATH "lib/base/words.yaml"

static const struct {
	const char *word;
	KwValueKind kind;
} kinds[] = {
	{"text", KW_VALUE_TEXT},        {"name", KW_VALUE_NAME},     {"name:", KW_VALUE_NAME},
	{"yes", KW_VALUE_YES},          {"day", KW_VALUE_DAY},       {"date", KW_VALUE_DATE},
	{"checked:", KW_VALUE_CHECKED}, {"number", KW_VALUE_NUMBER}, {"url", KW_VALUE_URL},
	{"of:", KW_VALUE_CHOICE},       {"id:", KW_VALUE_ID},
};

static void read_word(KwSchemaKey *key, const char *word)
{
	const char *argument = strchr(word, ':');

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (argument ? g_str_has_prefix(word, kinds[i].word)
			     : g_str_equal(word, kinds[i].word)) {
			key->kind = kinds[i].kind;
			key->among = argument ? g_strsplit(argument + 1, "|", 0) : NULL;
			return;
		}
	if (g_str_equal(word, "ends") || g_str_has_prefix(word, "ends:"))
		key->ends = g_strdup(argument ? argument + 1 : "");
	else if (g_str_equal(word, "required"))
		key->is_required = TRUE;
	else if (g_str_equal(word, "many"))
		key->is_many = TRUE;
	else if (g_str_equal(word, "same"))
		key->is_same = TRUE;
	else
		g_error(PATH ": \"%s\" of \"%s\" means nothing", word, key->name);
}

static char **texts_of(const KwYaml *list)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	for (guint i = 0; i < kw_yaml_size(list); i++)
		g_strv_builder_add(builder, kw_yaml_text(kw_yaml_at(list, i)));
	return g_strv_builder_end(builder);
}

static KwSchema *read_file(const KwYaml *node)
{
	const KwYaml *keys = kw_yaml_find(node, "keys");
	const KwYaml *fields = kw_yaml_find(node, "fields"), *except = kw_yaml_find(node, "except");
	KwSchema *schema = g_new0(KwSchema, 1);
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	schema->keys = g_ptr_array_new();
	g_strv_builder_add(names, "id");
	for (guint i = 0; i < kw_yaml_size(keys); i++) {
		KwSchemaKey *key = g_new0(KwSchemaKey, 1);
		g_auto(GStrv) words = g_strsplit(kw_yaml_text(kw_yaml_at(keys, i)), " ", 0);

		key->name = g_strdup(kw_yaml_key(keys, i));
		for (char **word = words; *word; word++)
			read_word(key, *word);
		g_ptr_array_add(schema->keys, key);
		g_strv_builder_add(names, key->name);
	}
	schema->key_names = g_strv_builder_end(names);
	schema->fields = fields ? texts_of(fields) : g_new0(char *, 1);
	schema->exceptions = except ? texts_of(except) : g_new0(char *, 1);
	schema->is_led = g_str_equal(kw_yaml_find_text(node, "ids"), "ja");
	return schema;
}

static gpointer read_all(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_yaml_of_asset(PATH);
	GHashTable *schemas = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < kw_yaml_size(root); i++)
		g_hash_table_insert(schemas, g_strdup(kw_yaml_key(root, i)),
				    read_file(kw_yaml_at(root, i)));
	return schemas;
}

const KwSchema *kw_schema_find(const char *file)
{
	static GOnce once = G_ONCE_INIT;

	return g_hash_table_lookup(g_once(&once, read_all, NULL), file);
}

const KwSchemaKey *kw_schema_key(const KwSchema *schema, const char *name)
{
	for (guint i = 0; i < schema->keys->len; i++) {
		const KwSchemaKey *key = schema->keys->pdata[i];

		if (g_str_equal(key->name, name))
			return key;
	}
	return NULL;
}
