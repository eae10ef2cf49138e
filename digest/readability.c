/* The texts whose plainness is told: any, and that of a story. Sentences and numbers are
 * readability_measure.c, findings readability_rules.c. */
#include "readability-private.h"

#include "base/text.h"

#include <string.h>

#define MAX_BYTES (200 * 1024)

static void finding_free(gpointer data)
{
	KwReadabilityFinding *finding = data;

	g_free(finding->quote);
	g_free(finding);
}

void kw_readability_free(KwReadability *readability)
{
	if (!readability)
		return;
	g_ptr_array_unref(readability->findings);
	g_free(readability);
}

static gboolean has_kana(const char *text)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c >= 0x3041 && c <= 0x30fa)
			return TRUE;
	}
	return FALSE;
}

/* Without web addresses, and not longer than the ceiling. */
static char *readable_part(const char *text)
{
	g_autofree char *cut = g_strndup(text, strnlen(text, MAX_BYTES));
	g_autofree char *valid = kw_text_repair(cut, -1);
	g_autofree char *tidy = kw_text_tidy(valid);
	g_autoptr(GString) out = g_string_sized_new(strlen(tidy));

	for (const char *p = tidy; *p;) {
		if (g_str_has_prefix(p, "http://") || g_str_has_prefix(p, "https://"))
			while (*p > ' ')
				p++;
		else
			g_string_append_c(out, *p++);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static KwReadability *read_text(const char *text, const char *language, const KwWords *words,
				const GPtrArray *explained)
{
	g_autofree char *part = readable_part(text);
	gboolean is_japanese = language ? g_str_equal(language, "ja") : has_kana(part);
	g_autoptr(GArray) sentences = kw_readability_sentences(part, is_japanese);
	KwReadability *out = g_new0(KwReadability, 1);

	out->language = is_japanese ? "ja" : "en";
	out->findings = g_ptr_array_new_with_free_func(finding_free);
	kw_readability_measure(part, sentences, out);
	kw_readability_look(part, sentences, words, explained, out);
	return out;
}

KwReadability *kw_readability_of(const char *text, const char *language, const KwWords *words)
{
	return read_text(text, language, words, NULL);
}

static void add_lines(GString *text, const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(text, "%s\n\n", (char *)lines->pdata[i]);
}

static void drop(GPtrArray *findings, const char *kind)
{
	for (guint i = findings->len; i-- > 0;)
		if (g_str_equal(((KwReadabilityFinding *)findings->pdata[i])->kind, kind))
			g_ptr_array_remove_index(findings, i);
}

/* The steps of a story are imperatives by their place. */
KwReadability *kw_readability_of_story(const KwStory *story, const KwWords *words)
{
	g_autoptr(GString) text = g_string_new(NULL);
	KwReadability *out;

	add_lines(text, story->who);
	add_lines(text, story->what);
	add_lines(text, story->todo);
	if (story->comment)
		g_string_append(text, story->comment);
	out = read_text(text->str, kw_words_phrase(words, "language"), words, story->glossary);
	if (story->todo->len)
		drop(out->findings, "no-action");
	return out;
}
