/* Which facts a sentence states by its form (digest/stated/). What follows from a fact is
 * explain_facts.c. */
#include "explain-private.h"

#include "base/asset.h"
#include "base/background.h"
#include "base/patterns.h"
#include "base/sentences.h"
#include "base/text.h"
#include "base/when.h"
#include "base/yaml.h"

#include <string.h>

#define FOLDER  "digest/stated/" /* a file for each kind of fact */
#define CATCHES "(?<said>"       /* the first group of a form that has one */

/* Expressions that are compiled when they are first asked for. */
typedef struct {
	GPtrArray *texts; /* borrowed */
	KwPatterns *patterns;
} Set;

/* Without a Japanese letter in it a pattern fits no Japanese sentence, and the other way round; one
 * with "\\b" is tried on those that are not, and may have both. */
typedef enum { JAPANESE, LATIN, N_SCRIPTS } Script;

/* The forms of one fact. */
typedef struct {
	Set of[N_SCRIPTS];
	Set catching; /* those that catch words, once more */
} Form;

typedef struct {
	GPtrArray *roots;           /* KwYaml *, whose texts the sets have */
	GHashTable *forms;          /* id of facts.yaml, interned -> Form * */
	KwPatterns *all[N_SCRIPTS]; /* their owners are ids */
} Data;

static void set_init(Set *set)
{
	*set = (Set){g_ptr_array_new(), NULL};
}

static const KwPatterns *get_patterns(Set *set)
{
	static GMutex lock;
	g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);

	if (set->patterns)
		return set->patterns;
	set->patterns = kw_patterns_new();
	for (guint i = 0; i < set->texts->len; i++)
		kw_patterns_add(set->patterns, set->texts->pdata[i], NULL);
	kw_patterns_seal(set->patterns);
	return set->patterns;
}

static Form *form_new(void)
{
	Form *form = g_new0(Form, 1);

	set_init(&form->of[JAPANESE]);
	set_init(&form->of[LATIN]);
	set_init(&form->catching);
	return form;
}

static void add_pattern(Data *data, const char *id, Script script, const char *pattern)
{
	Form *form = g_hash_table_lookup(data->forms, id);

	kw_patterns_add_each(data->all[script], pattern, id);
	g_ptr_array_add(form->of[script].texts, (gpointer)pattern);
}

static void add_form(Data *data, const char *id, const KwYaml *list)
{
	Form *form = form_new();

	g_assert(!g_hash_table_contains(data->forms, id)); /* two files have it */
	g_hash_table_insert(data->forms, (gpointer)id, form);
	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const char *pattern = kw_yaml_text(kw_yaml_at(list, i));

		if (kw_text_has_japanese(pattern))
			add_pattern(data, id, JAPANESE, pattern);
		if (strstr(pattern, "\\b"))
			add_pattern(data, id, LATIN, pattern);
		if (strstr(pattern, CATCHES))
			g_ptr_array_add(form->catching.texts, (gpointer)pattern);
	}
}

static void add_file(Data *data, const char *path)
{
	KwYaml *root = kw_yaml_of_asset(path);

	g_ptr_array_add(data->roots, root);
	for (guint i = 0; i < kw_yaml_size(root); i++)
		add_form(data, g_intern_string(kw_yaml_key(root, i)), kw_yaml_at(root, i));
}

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_auto(GStrv) files = kw_asset_list(FOLDER);
	Data *data = g_new0(Data, 1);

	data->roots = g_ptr_array_new();
	data->forms = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < N_SCRIPTS; i++)
		data->all[i] = kw_patterns_new();
	for (char **file = files; *file; file++)
		add_file(data, *file);
	for (guint i = 0; i < N_SCRIPTS; i++)
		kw_patterns_seal(data->all[i]);
	return data;
}

static const Data *get_data(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_data, NULL);
}

/* The sentence, folded; "" where it states nothing of what its text is about. To be used at once.
 */
static const char *fold_stating(const char *sentence)
{
	const KwFold *fold = kw_fold_of(sentence);

	return fold->is_background ? "" : fold->text;
}

/* `folded`, of a sentence, with the capitals that it has there. Takes `folded`. */
static char *unfold(char *folded, const char *sentence)
{
	g_autofree char *wide = g_utf8_normalize(sentence, -1, G_NORMALIZE_NFKC);
	g_autofree char *plain = kw_fold_unwrap(kw_text_one_line(wide));
	g_autofree char *all = kw_fold_sentence(plain);
	const char *at = strlen(all) == strlen(plain) ? strstr(all, folded) : NULL;

	if (at)
		memcpy(folded, plain + (at - all), strlen(folded));
	return folded;
}

static Script script_of(const char *folded)
{
	return kw_text_has_japanese(folded) ? JAPANESE : LATIN;
}

static Form *find_form(const char *id)
{
	return g_hash_table_lookup(get_data()->forms, id);
}

gboolean kw_forms_is_general(const KwWord *fact, const char *sentence)
{
	g_autoptr(GPtrArray) forms = kw_word_texts(fact, "not_where");

	for (guint i = 0; i < forms->len; i++)
		if (kw_forms_has_form(sentence, forms->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Adds the facts `ids` of a sentence that are not found yet. */
static void add_found(const KwTelling *t, GHashTable *found, const GPtrArray *ids,
		      const char *sentence)
{
	for (guint i = 0; i < ids->len; i++) {
		const KwWord *fact = kw_words_find(t->words, "facts", ids->pdata[i]);

		if (!fact || g_hash_table_contains(found, fact) ||
		    kw_forms_is_general(fact, sentence))
			continue;
		if (kw_telling_is_aside(t, sentence))
			return;
		g_hash_table_insert(found, (gpointer)fact, (gpointer)sentence);
	}
}

GHashTable *kw_forms_find(const KwTelling *t)
{
	const GPtrArray *sentences = t->said->told;
	GHashTable *found = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < sentences->len; i++) {
		const char *folded = fold_stating(sentences->pdata[i]);
		g_autoptr(GPtrArray)
			ids = kw_patterns_match(get_data()->all[script_of(folded)], folded);

		add_found(t, found, ids, sentences->pdata[i]);
	}
	return found;
}

gboolean kw_forms_has_form(const char *sentence, const char *id)
{
	const char *folded = fold_stating(sentence);
	Form *form = find_form(id);

	return form && kw_patterns_fits(get_patterns(&form->of[script_of(folded)]), folded);
}

gboolean kw_forms_among(const GPtrArray *sentences, guint most, const char *id)
{
	for (guint i = 0; i < MIN(sentences->len, most); i++)
		if (kw_forms_has_form(sentences->pdata[i], id))
			return TRUE;
	return FALSE;
}

gboolean kw_forms_has(const char *id)
{
	return find_form(id) != NULL;
}

char *kw_forms_fetch(const char *sentence, const char *id)
{
	Form *form = find_form(id);
	const char *folded = fold_stating(sentence);
	char *caught = form ? kw_patterns_fetch(get_patterns(&form->catching), folded) : NULL;

	return caught ? unfold(caught, sentence) : NULL;
}

GPtrArray *kw_forms_fetch_all(const char *sentence, const char *id, const char **out_rest)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	char *caught;

	while ((caught = kw_forms_fetch(sentence, id))) {
		const char *at = strstr(sentence, caught);

		sentence = at ? at + strlen(caught) : "";
		g_ptr_array_add(all, caught);
	}
	*out_rest = sentence;
	return all;
}

char *kw_forms_fetch_end_day(const char *sentence, GTimeZone *zone)
{
	g_autofree char *date = kw_forms_fetch(sentence, "end-day");
	KwWhen when;

	return date && kw_when_parse(date, zone, &when) ? kw_when_day(when.at, zone) : NULL;
}
