/* Which facts a sentence states by its form (stated.yaml). What follows from a fact is
 * explain_facts.c. */
#include "explain-private.h"

#include "base/background.h"
#include "base/patterns.h"
#include "base/text.h"
#include "base/when.h"
#include "base/yaml.h"

#include <string.h>

#define PATH               "digest/stated.yaml"
#define CATCHES            "(?<said>" /* the first group of a form that has one */
#define MAX_SENTENCE_BYTES 4096       /* a longer one is a table that lost its lines */

/* Their owners are ids of facts.yaml, interned. Without a Japanese letter in it a pattern fits no
 * Japanese sentence, and the other way round; one with "\\b" is tried on those that are not, and
 * may have both. */
typedef struct {
	GHashTable *ids; /* of all forms */
	KwPatterns *japanese, *latin;
	GHashTable *catching; /* id -> KwPatterns * of those that catch words, once more */
	GRegex *wrap;         /* a blank that a line break left between Japanese letters */
} Data;

static gboolean has_japanese(const char *text)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (g_utf8_get_char(p) >= 0x3040 && g_utf8_get_char(p) < 0xA000) /* kana, kanji */
			return TRUE;
	return FALSE;
}

static void add_catching(Data *data, const char *id, const char *pattern)
{
	KwPatterns *patterns = g_hash_table_lookup(data->catching, id);

	if (!patterns) {
		patterns = kw_patterns_new();
		g_hash_table_insert(data->catching, (gpointer)id, patterns);
	}
	kw_patterns_add(patterns, pattern, id);
}

static void add_form(Data *data, const char *id, const KwYaml *list)
{
	g_hash_table_add(data->ids, (gpointer)id);
	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const char *pattern = kw_yaml_text(kw_yaml_at(list, i));

		if (has_japanese(pattern))
			kw_patterns_add(data->japanese, pattern, id);
		if (strstr(pattern, "\\b"))
			kw_patterns_add(data->latin, pattern, id);
		if (strstr(pattern, CATCHES))
			add_catching(data, id, pattern);
	}
}

static void seal(gpointer id G_GNUC_UNUSED, gpointer patterns, gpointer data G_GNUC_UNUSED)
{
	kw_patterns_seal(patterns);
}

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_yaml_of_asset(PATH);
	Data *data = g_new0(Data, 1);

	data->ids = g_hash_table_new(g_str_hash, g_str_equal);
	data->japanese = kw_patterns_new();
	data->latin = kw_patterns_new();
	data->catching = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < kw_yaml_size(root); i++)
		add_form(data, g_intern_string(kw_yaml_key(root, i)), kw_yaml_at(root, i));
	kw_patterns_seal(data->japanese);
	kw_patterns_seal(data->latin);
	g_hash_table_foreach(data->catching, seal, NULL);
	data->wrap = g_regex_new(" (?<=[\\p{Han}\\p{Hiragana}\\p{Katakana}ー、] )"
				 "(?=[\\p{Han}\\p{Hiragana}\\p{Katakana}ー])",
				 G_REGEX_OPTIMIZE, 0, NULL);
	g_assert(data->wrap);
	return data;
}

static const Data *get_data(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_data, NULL);
}

/* A blank has no ASCII on either side. */
static gboolean may_be_wrapped(const char *text)
{
	for (const char *p = text; (p = strchr(p, ' ')); p++)
		if (p > text && (guchar)p[-1] >= 0x80 && (guchar)p[1] >= 0x80)
			return TRUE;
	return FALSE;
}

/* Takes `text`. */
static char *unwrap(char *text)
{
	char *unwrapped = NULL;

	if (may_be_wrapped(text))
		unwrapped = g_regex_replace_literal(get_data()->wrap, text, -1, 0, "", 0, NULL);
	if (unwrapped)
		g_free(text);
	return unwrapped ? unwrapped : text;
}

/* A sentence as patterns see it; "" where it is too long. */
static char *fold(const char *sentence)
{
	return unwrap(kw_text_fold(strlen(sentence) > MAX_SENTENCE_BYTES ? "" : sentence));
}

gboolean kw_forms_is_background(const char *sentence)
{
	g_autofree char *folded = fold(sentence);

	return kw_background_is(folded);
}

/* … and "" where it states nothing of what its text is about. */
static char *fold_stating(const char *sentence)
{
	char *folded = fold(sentence);

	if (kw_background_is(folded))
		*folded = '\0';
	return folded;
}

/* `folded`, of a sentence, with the capitals that it has there. Takes `folded`. */
static char *unfold(char *folded, const char *sentence)
{
	g_autofree char *wide = g_utf8_normalize(sentence, -1, G_NORMALIZE_NFKC);
	g_autofree char *plain = unwrap(kw_text_one_line(wide));
	g_autofree char *all = fold(plain);
	const char *at = strlen(all) == strlen(plain) ? strstr(all, folded) : NULL;

	if (at)
		memcpy(folded, plain + (at - all), strlen(folded));
	return folded;
}

static const KwPatterns *patterns_for(const char *folded)
{
	return has_japanese(folded) ? get_data()->japanese : get_data()->latin;
}

GHashTable *kw_forms_find(const KwWords *words, const GPtrArray *sentences)
{
	GHashTable *found = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < sentences->len; i++) {
		g_autofree char *folded = fold_stating(sentences->pdata[i]);
		g_autoptr(GPtrArray) ids = kw_patterns_match(patterns_for(folded), folded);

		for (guint j = 0; j < ids->len; j++) {
			const KwWord *fact = kw_words_find(words, "facts", ids->pdata[j]);

			if (fact && !g_hash_table_contains(found, fact))
				g_hash_table_insert(found, (gpointer)fact, sentences->pdata[i]);
		}
	}
	return found;
}

gboolean kw_forms_has_form(const char *sentence, const char *id)
{
	g_autofree char *folded = fold_stating(sentence);

	return kw_patterns_owner_fits(patterns_for(folded), g_intern_string(id), folded);
}

gboolean kw_forms_has(const char *id)
{
	return g_hash_table_contains(get_data()->ids, id);
}

char *kw_forms_fetch(const char *sentence, const char *id)
{
	const KwPatterns *patterns = g_hash_table_lookup(get_data()->catching, id);
	g_autofree char *folded = fold_stating(sentence);
	char *caught = patterns ? kw_patterns_fetch(patterns, folded) : NULL;

	return caught ? unfold(caught, sentence) : NULL;
}

char *kw_forms_fetch_end_day(const char *sentence, GTimeZone *zone)
{
	g_autofree char *date = kw_forms_fetch(sentence, "end-day");
	KwWhen when;

	return date && kw_when_parse(date, zone, &when) ? kw_when_day(when.at, zone) : NULL;
}
