/* The sender's own words, and those that are quoted. In doubt a line is not the sender's: what a
 * quoted newsletter says must not be taken for a question. */
#include "own.h"

#include "base/text.h"
#include "ingest/attribution.h"
#include "ingest/signature.h"

#include <string.h>

static gboolean is_attribution(const char *line)
{
	g_autoptr(KwAddress) from = NULL;
	g_autofree char *date = NULL;

	return kw_attribution_read(line, &from, &date);
}

/* How many lines from `at` on announce a quotation: mail programs wrap that line. */
static guint announcement(char **lines, guint at)
{
	g_autofree char *wrapped = NULL;

	if (is_attribution(lines[at]))
		return 1;
	if (!*lines[at] || !lines[at + 1])
		return 0;
	wrapped = g_strdup_printf("%s %s", lines[at], lines[at + 1]);
	return is_attribution(wrapped) ? 2 : 0;
}

/* Shares the lines out: what is marked with ">" or stands below the announcement of a quotation
 * that has no marks is quoted. */
static void share(const char *text, GString *own, GString *quoted)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	gboolean is_below = FALSE;

	for (guint i = 0; lines[i]; i++) {
		guint n = is_below ? 0 : announcement(lines, i);
		const char *line = lines[i];

		if (n) {
			const char *next = lines[i + n];

			is_below = !(next && (*next == '>' || (!*next && lines[i + n + 1] &&
							       *lines[i + n + 1] == '>')));
			i += n - 1;
		} else if (*line == '>') {
			g_string_append_printf(quoted, "%s\n", line + strspn(line, "> "));
		} else {
			g_string_append_printf(is_below ? quoted : own, "%s\n", line);
		}
	}
}

char *kw_own_words(const KwReading *reading)
{
	const char *text = reading->forward ? reading->forward->comment : reading->text;
	g_autoptr(GString) own = g_string_new(NULL);
	g_autoptr(GString) quoted = g_string_new(NULL);
	g_autofree char *tidy = NULL;

	share(text ? text : "", own, quoted);
	tidy = kw_text_tidy(own->str);
	return kw_signature_strip(tidy);
}

char *kw_own_quoted(const KwReading *reading)
{
	g_autoptr(GString) own = g_string_new(NULL);
	g_autoptr(GString) quoted = g_string_new(NULL);

	if (reading->forward)
		return kw_text_tidy(reading->forward->body);
	share(reading->text, own, quoted);
	return kw_text_tidy(quoted->str);
}
