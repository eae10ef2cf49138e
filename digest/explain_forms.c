/* Which facts a sentence states by its form (stated.yaml). What follows from a fact is
 * explain_facts.c. */
#include "explain-private.h"

#include "base/asset.h"
#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define MAX_SENTENCE_BYTES 4096 /* a longer one is a table that lost its lines */

/* All patterns of a form that can fit a Japanese sentence in one, and those for other sentences:
 * without a Japanese letter in it a pattern fits no Japanese sentence, and the other way round; one
 * with "\\b" may have both. NULL = none. */
typedef struct {
	const char *id; /* in facts.yaml; interned */
	GRegex *japanese, *latin;
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

static GRegex *compile(const GString *pattern)
{
	const GRegexCompileFlags flags = G_REGEX_OPTIMIZE | G_REGEX_NO_AUTO_CAPTURE;
	GRegex *regex = pattern->len ? g_regex_new(pattern->str, flags, 0, NULL) : NULL;

	if (pattern->len && !regex)
		g_error("digest/stated.yaml: no regular expression: %s", pattern->str);
	return regex;
}

static Form read_form(const char *id, const KwYaml *list)
{
	g_autoptr(GString) japanese = g_string_new(NULL);
	g_autoptr(GString) latin = g_string_new(NULL);

	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const char *text = kw_yaml_text(kw_yaml_at(list, i));

		if (has_japanese(text))
			g_string_append_printf(japanese, "%s(?:%s)", japanese->len ? "|" : "",
					       text);
		if (strstr(text, "\\b"))
			g_string_append_printf(latin, "%s(?:%s)", latin->len ? "|" : "", text);
	}
	return (Form){g_intern_string(id), compile(japanese), compile(latin)};
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
		Form form = read_form(kw_yaml_key(root, i), kw_yaml_at(root, i));

		g_array_append_val(data->forms, form);
	}
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

/* A sentence as patterns see it; "" where it is too long. */
typedef struct {
	char *folded;
	gboolean is_japanese;
} Sentence;

static Sentence fold(const Data *data, const char *sentence)
{
	g_autofree char *text = kw_text_fold(strlen(sentence) > MAX_SENTENCE_BYTES ? "" : sentence);
	char *folded = g_regex_replace_literal(data->wrap, text, -1, 0, "", 0, NULL);

	if (!folded)
		folded = g_strdup("");
	return (Sentence){folded, has_japanese(folded)};
}

static gboolean fits(const Form *form, const Sentence *sentence)
{
	const GRegex *pattern = sentence->is_japanese ? form->japanese : form->latin;

	return pattern && g_regex_match(pattern, sentence->folded, 0, NULL);
}

/* All sentences with one form, then the next: the other way round takes twice as long, for a
 * hundred compiled patterns fit into no cache. */
GHashTable *kw_forms_find(const KwWords *words, const GPtrArray *sentences)
{
	const Data *data = get_data();
	g_autofree Sentence *folded = g_new(Sentence, sentences->len);
	GHashTable *found = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < sentences->len; i++)
		folded[i] = fold(data, sentences->pdata[i]);
	for (guint i = 0; i < data->forms->len; i++) {
		const Form *form = &g_array_index(data->forms, Form, i);
		const KwWord *fact = kw_words_find(words, "facts", form->id);
		guint first = fact ? 0 : sentences->len;

		while (first < sentences->len && !fits(form, &folded[first]))
			first++;
		if (first < sentences->len)
			g_hash_table_insert(found, (gpointer)fact, sentences->pdata[first]);
	}
	for (guint i = 0; i < sentences->len; i++)
		g_free(folded[i].folded);
	return found;
}

gboolean kw_forms_has_form(const char *sentence, const char *id)
{
	const GArray *forms = get_data()->forms;
	Sentence folded = fold(get_data(), sentence);
	gboolean has = FALSE;

	for (guint i = 0; i < forms->len; i++)
		if (!strcmp(g_array_index(forms, Form, i).id, id))
			has = fits(&g_array_index(forms, Form, i), &folded);
	g_free(folded.folded);
	return has;
}

gboolean kw_forms_has(const char *id)
{
	const GArray *forms = get_data()->forms;

	for (guint i = 0; i < forms->len; i++)
		if (!strcmp(g_array_index(forms, Form, i).id, id))
			return TRUE;
	return FALSE;
}
