/* Reading the line that announces quoted words. Outlook for Mac writes it above forwards as well,
 * where others write a block (ingest/block); that a mail is a forward is decided by ingest/forward.
 *
 * It is known by what every language must put into it, a date, an address and a colon at the end;
 * only the words between them (forward.yaml) have to be told from the name. */
#include "ingest/attribution.h"

#include "ingest/pasted.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_BYTES 400 /* a longer line is prose */

typedef struct {
	GPtrArray *fillers; /* GRegex *: words of an attribution that are neither date nor name */
	GRegex *date;
} Words;

static gpointer load_words(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("forward");
	Words *words = g_new0(Words, 1);

	words->fillers = kw_recognition_patterns(kw_yaml_find(root, "attribution_fillers"));
	words->date =
		g_regex_new(kw_yaml_find_text(root, "attribution_date"), G_REGEX_OPTIMIZE, 0, NULL);
	return words;
}

static const Words *get_words(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_words, NULL);
}

gboolean kw_attribution_read(const char *line, KwAddress **out_from, char **out_date)
{
	const Words *words = get_words();
	g_autoptr(GMatchInfo) match = NULL;
	g_autoptr(KwAddress) from = NULL;
	g_autofree char *rest = NULL;
	int start, end;

	if (!strchr(line, '@') || strlen(line) > MAX_BYTES ||
	    !(g_str_has_suffix(line, ":") || g_str_has_suffix(line, "：")) ||
	    !g_regex_match(words->date, line, 0, &match))
		return FALSE;
	g_match_info_fetch_pos(match, 0, &start, &end);
	rest = g_strdup_printf("%.*s %s", start, line, line + end);
	for (guint i = 0; i < words->fillers->len; i++) {
		char *without = g_regex_replace_literal(words->fillers->pdata[i], rest, -1, 0, " ",
							0, NULL);

		g_free(rest);
		rest = without;
	}
	from = kw_pasted_from(rest);
	if (!from || !from->address)
		return FALSE;
	*out_from = g_steal_pointer(&from);
	*out_date = g_match_info_fetch(match, 0);
	return TRUE;
}
