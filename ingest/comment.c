/* What of a comment is meant for readers (words: comment.yaml). It is taken off from both ends
 * only, whole sentences at a time: what stands between is what somebody wanted to say. The whole
 * comment stays in the mail, and staff see in the receipt what was kept. */
#include "ingest/comment.h"

#include "base/text.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_SIGNATURE_LINES 10
#define MAX_SENTENCE_BYTES  300 /* a longer one says something */

typedef struct {
	GPtrArray *openings, *forwarding, *closings; /* GRegex * */
	GPtrArray *introductions;                    /* char *, with NAME in it */
	GRegex *reach, *sentence, *end;
} Words;

/* Patterns that have to fit the whole of a sentence. */
static GPtrArray *whole(const KwYaml *node)
{
	g_autoptr(GPtrArray) texts = kw_recognition_texts(node, FALSE);
	GPtrArray *patterns = g_ptr_array_new();

	for (guint i = 0; i < texts->len; i++) {
		g_autofree char *anchored = g_strdup_printf("^(?:%s)$", (char *)texts->pdata[i]);

		g_ptr_array_add(patterns, g_regex_new(anchored, G_REGEX_OPTIMIZE | G_REGEX_CASELESS,
						      0, NULL));
		g_assert(patterns->pdata[i]);
	}
	return patterns;
}

static GRegex *one(const KwYaml *root, const char *key)
{
	GRegex *pattern = g_regex_new(kw_yaml_find_text(root, key),
				      G_REGEX_OPTIMIZE | G_REGEX_CASELESS, 0, NULL);

	g_assert(pattern);
	return pattern;
}

static gpointer load_words(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("comment");
	Words *words = g_new0(Words, 1);

	words->openings = whole(kw_yaml_find(root, "openings"));
	words->forwarding = whole(kw_yaml_find(root, "forwarding"));
	words->closings = whole(kw_yaml_find(root, "closings"));
	words->introductions = kw_recognition_texts(kw_yaml_find(root, "introductions"), FALSE);
	words->reach = one(root, "reach");
	words->sentence = one(root, "sentence");
	words->end = one(root, "end");
	return words;
}

static const Words *get_words(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_words, NULL);
}

static gboolean fits_any(const GPtrArray *patterns, const char *sentence)
{
	for (guint i = 0; i < patterns->len; i++)
		if (g_regex_match(patterns->pdata[i], sentence, 0, NULL))
			return TRUE;
	return FALSE;
}

/* "佐藤 一郎" introduces himself as 佐藤, 佐藤一郎 or 佐藤 一郎. */
static GPtrArray *introductions_of(const char *name)
{
	g_autofree char *folded = kw_recognition_fold(name ? name : "");
	g_auto(GStrv) parts = g_strsplit(folded, " ", -1);
	g_autofree char *joined = g_strjoinv(" ?", parts);
	GPtrArray *patterns = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);
	const GPtrArray *templates = get_words()->introductions;

	for (guint i = 0; *folded && i < templates->len; i++) {
		g_auto(GStrv) around = g_strsplit(templates->pdata[i], "NAME", 2);
		g_autofree char *first = g_regex_escape_string(parts[0], -1);
		g_autofree char *all = g_regex_escape_string(folded, -1);
		g_autofree char *text =
			g_strdup_printf("^(?:%s(?:%s|%s)%s)$", around[0], first, all, around[1]);
		GRegex *pattern = g_regex_new(text, G_REGEX_CASELESS, 0, NULL);

		if (pattern)
			g_ptr_array_add(patterns, pattern);
	}
	return patterns;
}

/* Sentences and lines, each with what ends it and the line breaks behind it. char *, owned. */
static GPtrArray *split(const char *text)
{
	GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
	const char *start = text;
	gboolean is_over = FALSE;

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		gboolean ends = c == '\n' || c == 0x3002 || c == '!' || c == '?' || c == 0xff01 ||
				c == 0xff1f;

		if (is_over && !ends) {
			g_ptr_array_add(sentences, g_strndup(start, (gsize)(p - start)));
			start = p;
		}
		is_over = ends;
	}
	if (*start)
		g_ptr_array_add(sentences, g_strdup(start));
	return sentences;
}

/* A sentence as the patterns know it. */
static char *core_of(const char *sentence)
{
	g_autofree char *folded =
		strlen(sentence) > MAX_SENTENCE_BYTES ? NULL : kw_recognition_fold(sentence);

	return folded ? g_regex_replace_literal(get_words()->end, folded, -1, 0, "", 0, NULL)
		      : NULL;
}

static gboolean is_known(const char *words, const GPtrArray *at_this_end,
			 const GPtrArray *introductions)
{
	return !*words || fits_any(at_this_end, words) ||
	       fits_any(get_words()->forwarding, words) || fits_any(introductions, words);
}

/* Whole, or part by part: "お疲れ様です、佐藤です". */
static gboolean is_for_the_desk(const char *sentence, const GPtrArray *at_this_end,
				const GPtrArray *introductions)
{
	g_autofree char *core = core_of(sentence);
	g_auto(GStrv) parts = NULL;

	if (!core || is_known(core, at_this_end, introductions))
		return core != NULL;
	parts = g_strsplit(core, "、", -1);
	for (char **part = parts; *part; part++)
		if (!is_known(*part, at_this_end, introductions))
			return FALSE;
	return TRUE;
}

/* Where the lines end that are no signature. */
static guint without_signature(char **lines, guint end)
{
	const Words *words = get_words();
	gboolean reaches = FALSE;
	guint start = end;

	while (start > 0 && *lines[start - 1] && end - start < MAX_SIGNATURE_LINES) {
		const char *line = lines[start - 1];

		if (g_regex_match(words->sentence, line, 0, NULL))
			return end;
		reaches |= g_regex_match(words->reach, line, 0, NULL);
		start--;
	}
	return reaches && (start == 0 || !*lines[start - 1]) ? start : end;
}

static char *strip_signature(const char *comment)
{
	g_autofree char *tidy = kw_text_tidy(comment);
	g_auto(GStrv) lines = g_strsplit(tidy, "\n", -1);
	guint n = g_strv_length(lines), end = n;

	while (end > 0 && !*lines[end - 1])
		end--;
	end = without_signature(lines, end);
	for (guint i = end; i < n; i++)
		g_clear_pointer(&lines[i], g_free);
	return g_strjoinv("\n", lines);
}

char *kw_comment_for_readers(const char *comment, const char *name)
{
	g_autofree char *unsigned_text = strip_signature(comment);
	g_autoptr(GPtrArray) sentences = split(unsigned_text);
	g_autoptr(GPtrArray) introductions = introductions_of(name);
	guint start = 0, end = sentences->len;
	GString *kept = g_string_new(NULL);
	g_autofree char *text = NULL;

	while (start < end &&
	       is_for_the_desk(sentences->pdata[start], get_words()->openings, introductions))
		start++;
	while (end > start &&
	       is_for_the_desk(sentences->pdata[end - 1], get_words()->closings, introductions))
		end--;
	for (guint i = start; i < end; i++)
		g_string_append(kept, sentences->pdata[i]);
	text = g_string_free(kept, FALSE);
	return kw_text_tidy(text);
}
