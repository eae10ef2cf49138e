/* Whether a text is a list of news, each about something else. The title of many says so
 * (rate.yaml: weekly); this is for one that does not. */
#include "rate-private.h"

#include "base/sentences.h"
#include "ingest/recognition.h"

#define MIN_MAKERS 2
#define MIN_ROWS   2

/* "1. ", "(2) ", "3)" */
static gboolean is_numbered(const char *line)
{
	const char *p = line + (*line == '(');
	const char *end = p;

	while (g_ascii_isdigit(*end) && end - p < 2)
		end++;
	return end > p && (*end == '.' || *end == ')');
}

/* The maker of the first product that a numbered line tells a weakness of; NULL = it does not. */
static const char *maker_of(const char *line, const KwWords *words)
{
	g_autofree char *folded = kw_recognition_fold(line);
	g_autoptr(GPtrArray) named = NULL;
	const char *maker;

	if (!is_numbered(folded) || !kw_rate_fits("weakness", folded))
		return NULL;
	named = kw_words_match_affirmed(words, "products", line);
	if (!named->len)
		return NULL;
	maker = kw_word_text(named->pdata[0], "maker");
	return maker ? maker : kw_word_id(named->pdata[0]);
}

/* A title that names nothing, and a table whose rows each have their own day or number. */
static gboolean is_collection(const char *title, const char *text)
{
	g_auto(GStrv) lines = NULL;
	guint rows = 0;

	if (!kw_rate_fits("collection", title))
		return FALSE;
	lines = g_strsplit(text, "\n", 0);
	for (char **line = lines; *line && rows < MIN_ROWS; line++) {
		g_autofree char *folded = kw_recognition_fold(*line);

		rows += kw_rate_fits("collection_row", folded);
	}
	return rows >= MIN_ROWS;
}

gboolean kw_rate_is_headlines(const KwItem *item, const KwWords *words)
{
	const char *title = item->title ? item->title : "";
	g_autofree char *folded = kw_recognition_fold(title);
	g_autofree char *unwrapped = NULL;
	g_autoptr(GPtrArray) titled = kw_words_match_affirmed(words, "products", title);
	g_autoptr(GHashTable) makers = g_hash_table_new(g_str_hash, g_str_equal);
	g_auto(GStrv) lines = NULL;

	if (!titled->len && is_collection(folded, item->text ? item->text : ""))
		return TRUE;
	if (titled->len || kw_rate_fits("weakness", folded))
		return FALSE; /* most are about something: no need to read them for that */
	unwrapped = kw_sentences_unwrap(item->text ? item->text : "");
	lines = g_strsplit(unwrapped, "\n", 0);
	for (char **line = lines; *line; line++) {
		const char *maker = maker_of(*line, words);

		if (maker)
			g_hash_table_add(makers, (gpointer)maker);
	}
	return g_hash_table_size(makers) >= MIN_MAKERS;
}
