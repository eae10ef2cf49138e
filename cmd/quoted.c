/* The quoted part of a mail: which letter, and which story of it, somebody writes about. */
#include "quoted.h"

#include "base/text.h"
#include "ingest/attribution.h"
#include "ingest/block.h"

#include <string.h>

static gboolean is_attribution(const char *line)
{
	g_autoptr(KwAddress) from = NULL;
	g_autofree char *date = NULL;

	return kw_attribution_read(line, &from, &date);
}

static gboolean is_quoted_next(char **lines, guint at)
{
	while (lines[at] && !*lines[at])
		at++;
	return lines[at] && *lines[at] == '>';
}

/* How many lines from `at` on announce a quotation: mail programs wrap that line, and some name no
 * address in it. */
static guint announcement(char **lines, guint at)
{
	g_autofree char *wrapped = NULL;

	if (is_attribution(lines[at]) ||
	    ((g_str_has_suffix(lines[at], ":") || g_str_has_suffix(lines[at], "：")) &&
	     is_quoted_next(lines, at + 1)))
		return 1;
	if (!*lines[at] || !lines[at + 1])
		return 0;
	wrapped = g_strdup_printf("%s %s", lines[at], lines[at + 1]);
	return is_attribution(wrapped) ? 2 : 0;
}

/* The line at which the header block of a quoted mail begins (Outlook). */
static guint block_start(char **lines, const char *subject)
{
	g_auto(KwBlock) block = {0};

	return kw_block_find((const char *const *)lines, 0, subject, &block) && !block.quote
		       ? block.first
		       : G_MAXUINT;
}

/* What is marked with ">", or stands below a header block or the announcement of a quotation
 * without marks. */
char *kw_quoted_words(const KwReading *reading)
{
	const char *text = reading->forward ? "" : reading->text;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint block = block_start(lines, reading->message->subject);
	g_autoptr(GString) quoted = g_string_new(NULL);
	gboolean is_below = FALSE;

	if (reading->forward)
		return kw_text_tidy(reading->forward->body);
	for (guint i = 0; lines[i]; i++) {
		guint n = is_below ? 0 : announcement(lines, i);

		is_below = is_below || i >= block;
		if (n && !is_below) {
			is_below = !is_quoted_next(lines, i + n);
			i += n - 1;
		} else if (is_below || *lines[i] == '>') {
			g_string_append_printf(quoted, "%s\n", lines[i] + strspn(lines[i], "> "));
		}
	}
	return kw_text_tidy(quoted->str);
}
