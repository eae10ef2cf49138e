/* Word files: loads them, checks their shape, finds entries. Finding names in a text is
 * names.c; what a key of an entry means is known to the rooms that read it.
 *
 * The matcher of a file is made at its first use: a command that reads three phrases must not fold
 * two thousand product names first. */
#include "base/words.h"

#include "base/asset.h"
#include "base/error.h"
#include "base/log.h"
#include "base/yaml.h"
#include "names-private.h"

#include <string.h>

#define SUFFIX ".yaml"

struct KwWord {
	const char *id;
	const KwYaml *entry;
};

typedef struct {
	KwYaml *root;
	GPtrArray *list;   /* KwWord *, owned, in file order */
	GHashTable *by_id; /* id -> KwWord, borrowed */
	KwNames *names;    /* through names_of() only */
} File;

struct KwWords {
	GHashTable *files; /* "products" -> File *, owned */
};

static void file_free(File *file)
{
	kw_names_free(file->names);
	g_hash_table_unref(file->by_id);
	g_ptr_array_unref(file->list);
	kw_yaml_free(file->root);
	g_free(file);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(File, file_free)

void kw_words_free(KwWords *words)
{
	if (!words)
		return;
	g_hash_table_unref(words->files);
	g_free(words);
}

/* --- loading --- */

/* Values are texts or lists of texts: there is no way to read anything else. */
static gboolean check_entry(const KwYaml *entry, GError **error)
{
	for (guint i = 0; i < kw_yaml_size(entry); i++) {
		const KwYaml *value = kw_yaml_at(entry, i);
		gboolean ok = kw_yaml_kind(value) != KW_YAML_MAP;

		for (guint j = 0; ok && j < kw_yaml_size(value); j++)
			ok = kw_yaml_kind(kw_yaml_at(value, j)) == KW_YAML_SCALAR;
		if (!ok) {
			kw_yaml_error(value, error, "\"%s\" has to be a text or a list of texts",
				      kw_yaml_key(entry, i));
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean add_entry(File *file, const KwYaml *entry, GError **error)
{
	const char *id = kw_yaml_find_text(entry, "id");
	KwWord *word;

	if (!id || !*id) {
		kw_yaml_error(entry, error, "an entry without an id; write \"- id: NAME\"");
		return FALSE;
	}
	if (g_hash_table_contains(file->by_id, id)) {
		kw_yaml_error(entry, error, "the id \"%s\" stands here twice", id);
		return FALSE;
	}
	if (!check_entry(entry, error))
		return FALSE;
	word = g_new(KwWord, 1);
	*word = (KwWord){.id = id, .entry = entry};
	g_ptr_array_add(file->list, word);
	g_hash_table_insert(file->by_id, (gpointer)id, word);
	return TRUE;
}

static File *load_file(const char *name, const char *override_folder, GError **error)
{
	g_autoptr(GBytes) bytes = kw_asset_get(override_folder, name, error);
	g_autoptr(File) file = NULL;
	KwYaml *root;

	if (!bytes)
		return NULL;
	root = kw_yaml_parse(name, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), error);
	if (!root)
		return NULL;
	file = g_new0(File, 1);
	file->root = root;
	file->list = g_ptr_array_new_with_free_func(g_free);
	file->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	if (kw_yaml_kind(root) == KW_YAML_SCALAR ||
	    (kw_yaml_kind(root) == KW_YAML_MAP && kw_yaml_size(root))) { /* nothing is {} */
		kw_yaml_error(root, error, "a list of entries is wanted (\"- id: NAME\")");
		return NULL;
	}
	for (guint i = 0; i < kw_yaml_size(root); i++)
		if (!add_entry(file, kw_yaml_at(root, i), error))
			return NULL;
	return g_steal_pointer(&file);
}

KwWords *kw_words_load(const char *language, const char *override_folder, GError **error)
{
	g_autofree char *folder = g_strdup_printf("templates/%s/", language);
	g_auto(GStrv) names = kw_asset_list(folder);
	g_autoptr(KwWords) words = g_new0(KwWords, 1);

	words->files =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)file_free);
	for (char **name = names; *name; name++) {
		const char *base = *name + strlen(folder);
		File *file;

		if (!g_str_has_suffix(base, SUFFIX) || strchr(base, '/'))
			continue;
		file = load_file(*name, override_folder, error);
		if (!file)
			return NULL;
		g_hash_table_insert(words->files, g_strndup(base, strlen(base) - strlen(SUFFIX)),
				    file);
	}
	return g_steal_pointer(&words);
}

/* --- asking --- */

const KwWord *kw_words_find(const KwWords *words, const char *file, const char *id)
{
	File *found = g_hash_table_lookup(words->files, file);

	return found ? g_hash_table_lookup(found->by_id, id) : NULL;
}

GPtrArray *kw_words_list(const KwWords *words, const char *file)
{
	File *found = g_hash_table_lookup(words->files, file);
	GPtrArray *list = g_ptr_array_new();

	if (found)
		g_ptr_array_extend(list, found->list, NULL, NULL);
	return list;
}

static KwNames *names_of(File *file)
{
	if (g_once_init_enter(&file->names)) {
		KwNames *names = kw_names_new();

		for (guint i = 0; i < file->list->len; i++) {
			const KwWord *word = file->list->pdata[i];
			g_autoptr(GPtrArray) texts = kw_word_texts(word, "names");

			for (guint j = 0; j < texts->len; j++)
				kw_names_add(names, texts->pdata[j], word);
		}
		kw_names_seal(names);
		g_once_init_leave(&file->names, names);
	}
	return file->names;
}

GPtrArray *kw_words_match(const KwWords *words, const char *file, const char *text)
{
	File *found = g_hash_table_lookup(words->files, file);

	return found ? kw_names_match(names_of(found), text) : g_ptr_array_new();
}

const char *kw_word_id(const KwWord *word)
{
	return word->id;
}

const char *kw_word_text(const KwWord *word, const char *key)
{
	return kw_yaml_find_text(word->entry, key);
}

GPtrArray *kw_word_texts(const KwWord *word, const char *key)
{
	const KwYaml *value = kw_yaml_find(word->entry, key);
	GPtrArray *texts = g_ptr_array_new();

	if (value && kw_yaml_text(value) && *kw_yaml_text(value))
		g_ptr_array_add(texts, (gpointer)kw_yaml_text(value));
	for (guint i = 0; value && i < kw_yaml_size(value); i++)
		g_ptr_array_add(texts, (gpointer)kw_yaml_text(kw_yaml_at(value, i)));
	return texts;
}

const char *kw_words_phrase(const KwWords *words, const char *id)
{
	const KwWord *word = kw_words_find(words, "phrases", id);
	const char *text = word ? kw_word_text(word, "text") : NULL;

	if (text)
		return text;
	kw_log(KW_LOG_WARNING, "phrase %s: not in templates/*/phrases.yaml", id);
	return id;
}
