/* Word files: loads them, finds entries. What they may hold is words_check.c, names in a text are
 * names.c and what takes them back negation.c; what a key of an entry means is known to the rooms
 * that read it.
 *
 * A file that is built in, and the matcher of any file, are made at their first use: a command that
 * reads three phrases must not parse three hundred products first. The operator's own files are
 * read at once, because they may be wrong. */
#include "words-private.h"

#include "base/asset.h"
#include "base/error.h"
#include "base/log.h"
#include "folded-private.h"

#include <string.h>

#define SUFFIX ".yaml"

static void file_free(KwWordFile *file)
{
	kw_negation_free(file->negation);
	kw_names_free(file->names);
	g_hash_table_unref(file->by_id);
	g_ptr_array_unref(file->list);
	kw_yaml_free(file->root);
	g_free(file->asset);
	g_free(file);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwWordFile, file_free)

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

static gboolean add_entry(KwWordFile *file, const KwYaml *entry, GError **error)
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

static KwWordFile *file_new(const char *asset)
{
	KwWordFile *file = g_new0(KwWordFile, 1);

	file->asset = g_strdup(asset);
	file->list = g_ptr_array_new_with_free_func(g_free);
	file->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	return file;
}

static gboolean read_file(KwWordFile *file, const char *override_folder, GError **error)
{
	g_autoptr(GBytes) bytes = kw_asset_get(override_folder, file->asset, error);
	g_autofree char *place = kw_asset_place(override_folder, file->asset);

	if (!bytes)
		return FALSE;
	file->root =
		kw_yaml_parse(place, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), error);
	if (!file->root)
		return FALSE;
	if (kw_yaml_kind(file->root) == KW_YAML_SCALAR ||
	    (kw_yaml_kind(file->root) == KW_YAML_MAP &&
	     kw_yaml_size(file->root))) { /* nothing is {} */
		kw_yaml_error(file->root, error, "a list of entries is wanted (\"- id: NAME\")");
		return FALSE;
	}
	for (guint i = 0; i < kw_yaml_size(file->root); i++)
		if (!add_entry(file, kw_yaml_at(file->root, i), error))
			return FALSE;
	return TRUE;
}

/* A fault in what is built in is a programmer's, and the build has looked for it. */
KwWordFile *kw_words_file(const KwWords *words, const char *name)
{
	KwWordFile *file = g_hash_table_lookup(words->files, name);
	g_autoptr(GError) error = NULL;

	if (file && g_once_init_enter(&file->is_read)) {
		if (!read_file(file, NULL, &error))
			g_error("%s", error->message);
		g_once_init_leave(&file->is_read, 1);
	}
	return file;
}

KwWords *kw_words_read(const char *language, const char *override_folder, GError **error)
{
	g_autofree char *folder = g_strdup_printf("templates/%s/", language);
	g_auto(GStrv) names = kw_asset_list(folder);
	g_autoptr(KwWords) words = g_new0(KwWords, 1);

	words->files =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)file_free);
	for (char **name = names; *name; name++) {
		const char *base = *name + strlen(folder);
		g_autoptr(KwWordFile) file = NULL;

		if (!g_str_has_suffix(base, SUFFIX) || strchr(base, '/'))
			continue;
		file = file_new(*name);
		file->is_read = override_folder != NULL;
		if (override_folder && !read_file(file, override_folder, error))
			return NULL;
		g_hash_table_insert(words->files, g_strndup(base, strlen(base) - strlen(SUFFIX)),
				    g_steal_pointer(&file));
	}
	return g_steal_pointer(&words);
}

KwWords *kw_words_load(const char *language, const char *override_folder, GError **error)
{
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(KwWords) words = kw_words_read(language, override_folder, error);

	if (!words)
		return NULL;
	if (override_folder) /* what is built in was checked by the build */
		kw_words_check_set(words, NULL, findings);
	if (findings->len) {
		kw_error_set(error, KW_ERROR_CONFIG, "%s", (char *)findings->pdata[0]);
		return NULL;
	}
	return g_steal_pointer(&words);
}

GPtrArray *kw_words_check(const char *language, const char *override_folder, const char *today)
{
	GPtrArray *findings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = kw_words_read(language, override_folder, &error);

	if (words)
		kw_words_check_set(words, today, findings);
	else
		g_ptr_array_add(findings, g_strdup(error->message));
	return findings;
}

/* --- asking --- */

const KwWord *kw_words_find(const KwWords *words, const char *file, const char *id)
{
	KwWordFile *found = kw_words_file(words, file);

	return found ? g_hash_table_lookup(found->by_id, id) : NULL;
}

GPtrArray *kw_words_list(const KwWords *words, const char *file)
{
	KwWordFile *found = kw_words_file(words, file);
	GPtrArray *list = g_ptr_array_new();

	if (found)
		g_ptr_array_extend(list, found->list, NULL, NULL);
	return list;
}

static void add_names(KwNames *names, const KwWord *word, const char *key, const KwWord *owner)
{
	g_autoptr(GPtrArray) texts = kw_word_texts(word, key);

	for (guint i = 0; i < texts->len; i++)
		kw_names_add(names, texts->pdata[i], owner);
}

/* Makes what finds the names of a file, once. */
static void prepare(KwWordFile *file, const char *name)
{
	if (g_once_init_enter(&file->names)) {
		KwNames *names = kw_names_new();

		for (guint i = 0; i < file->list->len; i++) {
			const KwWord *word = file->list->pdata[i];

			add_names(names, word, "names", word);
			add_names(names, word, "own", word);
			add_names(names, word, "not", NULL); /* longer: wins, and is nobody's */
		}
		kw_names_seal(names);
		file->negation = kw_negation_new(name);
		g_once_init_leave(&file->names, names);
	}
}

/* "ruby-git" is no Ruby: names of packages, in small letters, are glued to others. */
static gboolean is_of_package(const char *text, size_t at, size_t end)
{
	gboolean is_glued = (text[end] == '-' && g_ascii_islower(text[end + 1])) ||
			    (at > 1 && text[at - 1] == '-' && g_ascii_islower(text[at - 2]));

	for (size_t i = at; is_glued && i < end; i++)
		is_glued = g_ascii_islower(text[i]);
	return is_glued;
}

GArray *kw_words_spots(const KwWords *words, const char *file, const char *text)
{
	KwWordFile *found = kw_words_file(words, file);
	g_autoptr(KwFolded) folded = kw_folded_new(text);
	g_autoptr(GArray) hits = NULL;
	g_autofree gboolean *negated = NULL;
	gboolean is_of_things = g_str_equal(file, "products");
	GArray *spots = g_array_new(FALSE, FALSE, sizeof(KwWordSpot));

	if (!found)
		return spots;
	prepare(found, file);
	hits = kw_names_find(found->names, folded->text);
	negated = kw_negation_find(found->negation, folded, hits);
	for (guint i = 0; i < hits->len; i++) {
		const KwNameHit *hit = &g_array_index(hits, KwNameHit, i);
		size_t at = folded->at[hit->at], behind = hit->at + hit->length, end;

		/* a letter that folds to several (㈱) is named whole */
		while (behind < folded->length && folded->at[behind] == folded->at[behind - 1])
			behind++;
		end = folded->at[behind];
		for (guint j = 0; j < hit->owners->len; j++) {
			KwWordSpot spot = {hit->owners->pdata[j], at, end - at, negated[i]};

			if (spot.word && !(is_of_things && is_of_package(text, at, end)))
				g_array_append_val(spots, spot);
		}
	}
	return spots;
}

static GPtrArray *match(const KwWords *words, const char *file, const char *text,
			gboolean only_affirmed)
{
	g_autoptr(GArray) spots = kw_words_spots(words, file, text);
	g_autoptr(GHashTable) seen = spots->len ? g_hash_table_new(NULL, NULL) : NULL;
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);

		if (!(only_affirmed && spot->is_negated) &&
		    g_hash_table_add(seen, (gpointer)spot->word))
			g_ptr_array_add(found, (gpointer)spot->word);
	}
	return found;
}

GPtrArray *kw_words_match(const KwWords *words, const char *file, const char *text)
{
	return match(words, file, text, FALSE);
}

GPtrArray *kw_words_match_affirmed(const KwWords *words, const char *file, const char *text)
{
	return match(words, file, text, TRUE);
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

gboolean kw_word_has(const KwWord *word, const char *key, const char *text)
{
	g_autoptr(GPtrArray) texts = word ? kw_word_texts(word, key) : NULL;

	return texts && g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL);
}

gboolean kw_word_is_yes(const KwWord *word, const char *key)
{
	return word && g_strcmp0(kw_word_text(word, key), "yes") == 0;
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

guint kw_words_count_families(const GPtrArray *products)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < products->len; i++) {
		const KwWord *product = products->pdata[i];
		const char *maker = kw_word_text(product, "maker");
		const char *kind = kw_word_text(product, "kind");

		g_hash_table_add(
			seen, g_strconcat(maker ? maker : kw_word_id(product), "\n", kind, NULL));
	}
	return g_hash_table_size(seen);
}
