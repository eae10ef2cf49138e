/* Finding the signature below what a person wrote (words: forward.yaml). Staff comments are printed
 * in the newsletter, names and telephone numbers of staff are not. */
#include "ingest/signature.h"

#include "base/text.h"
#include "ingest/label.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_LINES      12 /* a longer text below a rule is no signature */
#define MAX_MARK_CHARS 60

typedef struct {
	GPtrArray *starts, *marks; /* folded */
} Words;

static gpointer load_words(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("forward");
	Words *words = g_new0(Words, 1);

	words->starts = kw_recognition_texts(kw_yaml_find(root, "signatures"), TRUE);
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

static gboolean is_signature_rule(const char *const *lines, guint at, guint end)
{
	if (at == 0 || end - at > MAX_LINES || !kw_label_separator(lines[at]))
		return FALSE;
	for (guint i = at + 1; i < end; i++)
		if (tells_how_to_reach(lines[i]))
			return TRUE;
	return FALSE;
}

guint kw_signature_start(const char *const *lines, guint end)
{
	for (guint i = 0; i < end; i++) {
		g_autofree char *rest = NULL;

		if (g_str_equal(lines[i], "--") || g_str_equal(lines[i], "-- "))
			return i;
		rest = after_word(lines[i], get_words()->starts);
		if (rest || is_signature_rule(lines, i, end))
			return i;
	}
	return end;
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
