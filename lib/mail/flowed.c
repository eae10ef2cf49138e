/* format=flowed (RFC 3676): soft line ends are taken out.
 *
 * Japanese text needs delsp, without which every soft end would leave a blank between two
 * characters. Quoted paragraphs are joined at their own depth, and keep their marks.
 */
#include "message-private.h"

#include <string.h>

/* How deep the line is quoted; *line moves behind the marks and the stuffed blank. */
static size_t take_quotes(const char **line)
{
	size_t depth = strspn(*line, ">");

	*line += depth;
	if (**line == ' ')
		(*line)++;
	return depth;
}

static void start_line(GString *out, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		g_string_append_c(out, '>');
	if (depth)
		g_string_append_c(out, ' ');
}

char *kw_flowed_join(const char *text, gboolean delsp)
{
	GString *out = g_string_sized_new(strlen(text));
	gboolean is_open = FALSE; /* the line before ends softly */
	size_t open_depth = 0;

	for (const char *line = text; *line;) {
		const char *end = strchrnul(line, '\n'), *next = *end ? end + 1 : end;
		size_t depth, length;

		if (end > line && end[-1] == '\r')
			end--;
		depth = take_quotes(&line);
		length = end > line ? (size_t)(end - line) : 0;
		if (is_open && depth != open_depth) { /* badly written: the paragraph ends here */
			g_string_append_c(out, '\n');
			is_open = FALSE;
		}
		if (!is_open)
			start_line(out, depth);
		is_open = length && line[length - 1] == ' ' &&
			  !(length == 3 && memcmp(line, "-- ", 3) == 0);
		open_depth = depth;
		g_string_append_len(out, line, (gssize)(is_open && delsp ? length - 1 : length));
		if (!is_open && *next)
			g_string_append_c(out, '\n');
		line = next;
	}
	return g_string_free(out, FALSE);
}
