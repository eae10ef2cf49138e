/* Which facts a sentence states by its form (stated.yaml). What follows from a fact is
 * explain_facts.c. */
#include "explain-private.h"

#include "base/asset.h"
#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define MAX_SENTENCE_BYTES 4096 /* a longer one is a table that lost its lines */

/* What a pattern can match: without a Japanese letter in it, no Japanese sentence, and the other
 * way round; one that begins with "\b" may have both. */
typedef struct {
	GRegex *regex;
	gboolean is_japanese, is_latin;
} Pattern;

typedef struct {
	const char *id;   /* in facts.yaml; interned */
	GArray *patterns; /* Pattern */
} Form;

typedef struct {
	GArray *forms; /* Form */
	GRegex *wrap;  /* a blank that a line break left between Japanese letters */
} Data;

static gboolean has_japanese(const char *text)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (g_utf8_get_char(p) >= 0x3040 && g_utf8_get_char(p) < 0xA000) /* kana, kanji */
			return TRUE;
	return FALSE;
}

static GArray *compile_patterns(const KwYaml *list)
{
	GArray *patterns = g_array_new(FALSE, FALSE, sizeof(Pattern));

	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const char *text = kw_yaml_text(kw_yaml_at(list, i));
		Pattern pattern = {.regex = g_regex_new(text, G_REGEX_OPTIMIZE, 0, NULL),
				   .is_japanese = has_japanese(text),
				   .is_latin = strstr(text, "\\b") != NULL};

		if (!pattern.regex)
			g_error("digest/stated.yaml: no regular expression: %s", text);
		g_array_append_val(patterns, pattern);
	}
	return patterns;
}

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autofree char *text = kw_asset_get_text(NULL, "digest/stated.yaml", NULL);
	g_autoptr(KwYaml) root = NULL;
	Data *data = g_new0(Data, 1);

	g_assert(text);
	root = kw_yaml_parse("digest/stated.yaml", text, strlen(text), NULL);
	g_assert(root);
	data->forms = g_array_new(FALSE, FALSE, sizeof(Form));
	for (guint i = 0; i < kw_yaml_size(root); i++) {
		Form form = {.id = g_intern_string(kw_yaml_key(root, i)),
			     .patterns = compile_patterns(kw_yaml_at(root, i))};

		g_array_append_val(data->forms, form);
	}
	data->wrap = g_regex_new("(?<=[\\p{Han}\\p{Hiragana}\\p{Katakana}ー、]) "
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

static gboolean fits(const Form *form, const char *folded, gboolean is_japanese)
{
	for (guint i = 0; i < form->patterns->len; i++) {
		const Pattern *pattern = &g_array_index(form->patterns, Pattern, i);

		if ((is_japanese ? pattern->is_japanese : pattern->is_latin) &&
		    g_regex_match(pattern->regex, folded, 0, NULL))
			return TRUE;
	}
	return FALSE;
}

GPtrArray *kw_forms_match(const KwWords *words, const char *sentence)
{
	const Data *data = get_data();
	gboolean is_too_long = strlen(sentence) > MAX_SENTENCE_BYTES;
	g_autofree char *wrapped = kw_text_fold(is_too_long ? "" : sentence);
	g_autofree char *folded = g_regex_replace_literal(data->wrap, wrapped, -1, 0, "", 0, NULL);
	gboolean is_japanese = folded && has_japanese(folded);
	GPtrArray *facts = g_ptr_array_new();

	for (guint i = 0; folded && i < data->forms->len; i++) {
		const Form *form = &g_array_index(data->forms, Form, i);
		const KwWord *fact = fits(form, folded, is_japanese)
					     ? kw_words_find(words, "facts", form->id)
					     : NULL;

		if (fact)
			g_ptr_array_add(facts, (gpointer)fact);
	}
	return facts;
}

gboolean kw_forms_has(const char *id)
{
	const GArray *forms = get_data()->forms;

	for (guint i = 0; i < forms->len; i++)
		if (!strcmp(g_array_index(forms, Form, i).id, id))
			return TRUE;
	return FALSE;
}
