/* Finding the signature below what a person wrote (words: forward.yaml). Staff comments are printed
 * in the newsletter, names and telephone numbers of staff are not. */
#include "ingest/signature.h"

#include "base/text.h"
#include "ingest/label.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_LINES      12 /* a longer text below a rule is no signature */
#define MAX_MARK_CHARS 60
#define MIN_ORNAMENT   5

typedef struct {
	GPtrArray *starts, *ends, *marks; /* folded */
	GRegex *sentence, *extension;
} Words;

static gpointer load_words(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("forward");
	Words *words = g_new0(Words, 1);

	words->starts = kw_recognition_texts(kw_yaml_find(root, "signatures"), TRUE);
	words->ends = kw_recognition_texts(kw_yaml_find(root, "signature_ends"), TRUE);
	words->sentence =
		g_regex_new(kw_yaml_find_text(root, "sentence"), G_REGEX_OPTIMIZE, 0, NULL);
	words->extension =
		g_regex_new(kw_yaml_find_text(root, "extension"), G_REGEX_OPTIMIZE, 0, NULL);
	words->marks = kw_recognition_texts(kw_yaml_find(root, "signature_marks"), TRUE);
	return words;
}

static const Words *get_words(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_words, NULL);
}

/* What follows the first of `words` that the line starts with; NULL = none. */
static char *after_word(const char *line, const GPtrArray *words)
{
	g_autofree char *cut =
		g_utf8_substring(line, 0, MIN(g_utf8_strlen(line, -1), MAX_MARK_CHARS));
	g_autofree char *folded = kw_recognition_fold(cut);

	for (guint i = 0; i < words->len; i++)
		if (g_str_has_prefix(folded, words->pdata[i]))
			return g_strdup(folded + strlen(words->pdata[i]));
	return NULL;
}

static gboolean tells_how_to_reach(const char *line)
{
	g_autofree char *rest = after_word(line, get_words()->marks);

	/* "電話: 03-…" does, "電話で確かめて" does not */
	return strchr(line, '@') || (rest && !g_unichar_isalpha(g_utf8_get_char(rest)));
}

static gboolean says_from_what(const char *line)
{
	const GPtrArray *ends = get_words()->ends;
	g_autofree char *folded = NULL;

	if (g_utf8_strlen(line, -1) > MAX_MARK_CHARS / 2)
		return FALSE;
	folded = kw_recognition_fold(line);
	for (guint i = 0; i < ends->len; i++)
		if (g_str_has_suffix(folded, ends->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Nothing but signs: "*****", "/////", "━━━━", "☆★☆★☆". */
static gboolean is_ornament(const char *line)
{
	int n = 0;

	for (const char *p = line; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isalnum(c) && c != 0x30fc) /* ー */
			return FALSE;
		n += !g_unichar_isspace(c);
	}
	return n >= MIN_ORNAMENT;
}

static gboolean is_signature_rule(const char *const *lines, guint at, guint end)
{
	if (at == 0 || end - at > MAX_LINES ||
	    !(kw_label_separator(lines[at]) || is_ornament(lines[at])))
		return FALSE;
	for (guint i = at + 1; i < end; i++)
		if (tells_how_to_reach(lines[i]))
			return TRUE;
	return FALSE;
}

/* Without a rule: the last paragraph, where it says how to reach somebody and no sentence. One line
 * alone does not, unless it gives an extension. */
static guint last_paragraph(const char *const *lines, guint end)
{
	guint first, stop = end, n = 0;
	gboolean reaches = FALSE;

	while (stop && kw_label_is_blank(lines[stop - 1]))
		stop--;
	for (first = stop; first && !kw_label_is_blank(lines[first - 1]); first--, n++) {
		const char *line = lines[first - 1];

		if (n > MAX_LINES || g_regex_match(get_words()->sentence, line, 0, NULL))
			return end;
		reaches = reaches || tells_how_to_reach(line);
	}
	if (n == 1)
		reaches = g_regex_match(get_words()->extension, lines[first], 0, NULL);
	return reaches && first ? first : end;
}

guint kw_signature_start(const char *const *lines, guint end)
{
	for (guint i = 0; i < end; i++) {
		g_autofree char *rest = NULL;

		if (g_str_equal(lines[i], "--") || g_str_equal(lines[i], "-- "))
			return i;
		rest = after_word(lines[i], get_words()->starts);
		if (rest || says_from_what(lines[i]) || is_signature_rule(lines, i, end))
			return i;
	}
	return last_paragraph(lines, end);
}

char *kw_signature_strip(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint end = kw_signature_start((const char *const *)lines, g_strv_length(lines));
	g_autofree char *joined = NULL;

	while (lines[end]) {
		g_free(lines[end]);
		lines[end++] = g_strdup("");
	}
	joined = g_strjoinv("\n", lines);
	return kw_text_tidy(joined);
}
