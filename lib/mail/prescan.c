/* Counts the parts of a mail before GMime sees it: 24 MB of tiny parts cost GMime 4.5 GiB.
 *
 * Every "boundary=" anywhere counts as declared, and every line that opens one of those as a part:
 * more than GMime would see is possible, less is not. A boundary that is written in a way that only
 * a full parser reads (in pieces, encoded, with a comment) makes every line with "--" one.
 */
#include "message-private.h"

#include <string.h>

#define WORD           "boundary"
#define MAX_BOUNDARIES 100000

typedef struct {
	GHashTable *boundaries;
	gboolean is_any; /* some boundary could not be read */
} Declared;

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

/* The value of a parameter behind its "="; NULL where it takes more than this to read it. */
static char *read_value(const char *p, const char *end)
{
	g_autoptr(GString) value = g_string_new(NULL);
	gboolean is_quoted;

	while (p < end && is_blank(*p))
		p++;
	is_quoted = p < end && *p == '"';
	if (is_quoted)
		p++;
	for (; p < end && value->len < 1000; p++) {
		if (is_quoted ? *p == '"' : *p == ';' || is_blank(*p))
			break;
		if (is_quoted && *p == '\\' && p + 1 < end)
			p++;
		if (is_quoted && (*p == '\r' || *p == '\n'))
			return NULL;
		g_string_append_c(value, *p);
	}
	if (value->len == 1000 || strstr(value->str, "=?") || strchr(value->str, '('))
		return NULL;
	g_strchomp(value->str); /* as the lines are */
	return g_strdup(value->str);
}

/* `p` is behind the word "boundary". */
static void declare(Declared *declared, const char *p, const char *end)
{
	g_autofree char *value = NULL;

	while (p < end && is_blank(*p))
		p++;
	if (p == end)
		return;
	if (*p == '*' || *p == '(') {
		declared->is_any = TRUE;
		return;
	}
	if (*p != '=')
		return; /* the word in a sentence */
	value = read_value(p + 1, end);
	if (!value || g_hash_table_size(declared->boundaries) >= MAX_BOUNDARIES) {
		declared->is_any = TRUE;
		return;
	}
	/* without quotes it may end at a mark that RFC 2045 does not allow there, or not */
	g_hash_table_insert(declared->boundaries,
			    g_strndup(value, strcspn(value, "()<>@,;:\"/[]?=")), NULL);
	g_hash_table_insert(declared->boundaries, g_steal_pointer(&value), NULL);
}

/* How far the next "boundary" can begin behind a place whose eighth byte is this one; 0 = the whole
 * length of the word (Horspool's search). Looking at every byte took an eighth of all reading. */
static const guint8 shifts[256] = {
	['b'] = 7, ['B'] = 7, ['o'] = 6, ['O'] = 6, ['u'] = 5, ['U'] = 5, ['n'] = 4,
	['N'] = 4, ['d'] = 3, ['D'] = 3, ['a'] = 2, ['A'] = 2, ['r'] = 1, ['R'] = 1};

static void find_declared(Declared *declared, const char *bytes, const char *end)
{
	size_t length = strlen(WORD);

	for (const char *p = bytes; (size_t)(end - p) >= length;) {
		guchar last = (guchar)p[length - 1];

		if ((last | 0x20) == 'y' && g_ascii_strncasecmp(p, WORD, length) == 0)
			declare(declared, p + length, end);
		p += shifts[last] ? shifts[last] : length;
	}
}

/* Whether the line, which begins with "--", opens a part; `end` is without its line end. */
static gboolean opens_part(const Declared *declared, const char *line, const char *end,
			   KwPrescan *scan)
{
	char name[1024];
	size_t length;
	gpointer is_open;

	line += 2;
	while (end > line && is_blank(end[-1]))
		end--;
	length = (size_t)(end - line);
	if (declared->is_any || length >= sizeof name)
		return declared->is_any;
	memcpy(name, line, length);
	name[length] = '\0';
	if (!g_hash_table_lookup_extended(declared->boundaries, name, NULL, &is_open))
		return FALSE;
	if (!is_open) {
		scan->boundaries++;
		g_hash_table_insert(declared->boundaries, g_strdup(name), GINT_TO_POINTER(TRUE));
	}
	return TRUE;
}

void kw_prescan(const char *bytes, size_t length, KwPrescan *out_scan)
{
	Declared declared = {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), FALSE};
	const char *end = bytes + length;
	gboolean is_header = TRUE;

	*out_scan = (KwPrescan){0};
	find_declared(&declared, bytes, end);
	for (const char *line = bytes, *next; line < end; line = next) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		const char *stop = newline ? newline : end;
		gboolean is_dashes = stop - line >= 2 && line[0] == '-' && line[1] == '-';

		next = newline ? newline + 1 : end;
		out_scan->dashes += is_dashes;
		if (is_dashes && opens_part(&declared, line, stop, out_scan)) {
			out_scan->parts++;
			is_header = TRUE;
		} else if (*line == '\n' || (*line == '\r' && newline == line + 1)) {
			is_header = FALSE;
		}
		if (is_header)
			out_scan->header_bytes += (size_t)(next - line);
	}
	g_hash_table_unref(declared.boundaries);
}
