/* Parameters of Content-Type and Content-Disposition: RFC 2045 §5.1, RFC 2231.
 *
 * Names of files in Japanese mail come as RFC 2231 (whole, in pieces, both), as RFC 2047 words in
 * quotes (which RFC 2047 forbids and everybody does), and as raw JIS or Shift_JIS.
 */
#include "mail/header.h"

#include "base/charset.h"
#include "base/text.h"

#include <string.h>

#define BLANKS     " \t\r\n"
#define MAX_PIECES 1000

/* One "name*1*=value" of a header. */
typedef struct {
	int number;          /* of the piece; -1 = whole */
	gboolean is_encoded; /* RFC 2231 percent encoding */
	char *value;
} Piece;

static void piece_clear(Piece *piece)
{
	g_free(piece->value);
}

static int by_number(gconstpointer a, gconstpointer b)
{
	return ((const Piece *)a)->number - ((const Piece *)b)->number;
}

/* Lower case, and nothing in it that is no text: a damaged byte becomes a mark. */
static char *make_token(const char *start, size_t length)
{
	char *token = g_ascii_strdown(start, (gssize)length);

	for (char *p = token; *p; p++)
		if (!g_ascii_isgraph(*p))
			*p = '?';
	return token;
}

char *kw_header_token(const char *raw)
{
	const char *start = raw + strspn(raw, BLANKS "\"");
	size_t length = strcspn(start, "; \t\r\n(\"");

	/* "text / plain" */
	if (strncmp(start + length, " /", 2) == 0 || (length && start[length - 1] == '/')) {
		g_autoptr(GString) joined = g_string_new(NULL);

		for (; *start && *start != ';'; start++)
			if (!strchr(BLANKS, *start))
				g_string_append_c(joined, *start);
		return make_token(joined->str, joined->len);
	}
	return length ? make_token(start, length) : NULL;
}

/* A quoted value at `p`, and what is behind it. A backslash that escapes neither itself nor a quote
 * is one: Windows paths come unescaped. Without a closing quote it ends with the header. */
static const char *read_quoted(const char *p, GString *out)
{
	for (p++; *p && *p != '"'; p++) {
		if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		g_string_append_c(out, *p);
	}
	return *p ? p + 1 : p;
}

/* A value without quotes: names of files hold blanks nevertheless. */
static const char *read_bare(const char *p, gboolean is_file, GString *out)
{
	size_t length = strcspn(p, is_file ? ";\r\n" : "; \t\r\n");

	g_string_append_len(out, p, (gssize)length);
	while (out->len && strchr(BLANKS, out->str[out->len - 1]))
		g_string_truncate(out, out->len - 1);
	return p + length;
}

/* Reads "*0*" behind a name; FALSE where something else follows. */
static gboolean read_marks(const char *p, size_t length, Piece *piece)
{
	const char *end = p + length;

	piece->number = -1;
	piece->is_encoded = FALSE;
	if (p == end)
		return TRUE;
	if (*p++ != '*')
		return FALSE;
	if (p < end && g_ascii_isdigit(*p)) {
		piece->number = 0;
		for (; p < end && g_ascii_isdigit(*p) && piece->number < MAX_PIECES; p++)
			piece->number = piece->number * 10 + (*p - '0');
		if (p == end)
			return TRUE;
		if (*p++ != '*')
			return FALSE;
	}
	piece->is_encoded = TRUE;
	return p == end;
}

/* All pieces of parameter `name` in `text`. */
static GArray *pieces(const char *text, const char *name)
{
	GArray *found = g_array_new(FALSE, FALSE, sizeof(Piece));
	size_t wanted = strlen(name);
	gboolean is_file = g_str_has_suffix(name, "name");
	const char *p = text + strcspn(text, "; \t\r\n");

	g_array_set_clear_func(found, (GDestroyNotify)piece_clear);
	while (*(p += strspn(p, ";" BLANKS)) && found->len < MAX_PIECES) {
		g_autoptr(GString) value = g_string_new(NULL);
		const char *key = p;
		size_t length = strcspn(p, "=; \t\r\n\"");
		Piece piece;

		p += length;
		p += strspn(p, BLANKS);
		if (*p != '=') {
			if (*p == '"')
				p = read_quoted(p, value);
			continue;
		}
		p++;
		p += strspn(p, BLANKS);
		p = *p == '"' ? read_quoted(p, value) : read_bare(p, is_file, value);
		if (length < wanted || g_ascii_strncasecmp(key, name, wanted) != 0 ||
		    !read_marks(key + wanted, length - wanted, &piece))
			continue;
		piece.value = g_string_free(g_steal_pointer(&value), FALSE);
		g_array_append_val(found, piece);
	}
	return found;
}

static void append_percent(GByteArray *out, const char *value)
{
	for (; *value; value++) {
		guint8 byte = (guint8)*value;

		if (byte == '%' && g_ascii_isxdigit(value[1]) && g_ascii_isxdigit(value[2])) {
			byte = (guint8)(g_ascii_xdigit_value(value[1]) << 4 |
					g_ascii_xdigit_value(value[2]));
			value += 2;
		}
		g_byte_array_append(out, &byte, 1);
	}
}

/* Joins pieces first, first + 1 …, of which the first may begin with charset'language'. */
static char *join(const GArray *all, guint first)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GString) encoded = g_string_new(NULL); /* some are cut within a "%E3" */
	g_autofree char *charset = NULL, *text = NULL;
	int number = g_array_index(all, Piece, first).number;
	gboolean is_encoded = FALSE;

	for (guint i = first; i < all->len; i++) {
		const Piece *piece = &g_array_index(all, Piece, i);
		const char *value = piece->value;

		if (i > first && (number < 0 || piece->number != number + (int)(i - first)))
			break;
		if (!piece->is_encoded) {
			append_percent(bytes, encoded->str);
			g_string_truncate(encoded, 0);
			g_byte_array_append(bytes, (const guint8 *)value, (guint)strlen(value));
			continue;
		}
		if (i == first && strchr(value, '\'') && strchr(strchr(value, '\'') + 1, '\'')) {
			charset = g_strndup(value, strcspn(value, "'"));
			value = strchr(strchr(value, '\'') + 1, '\'') + 1;
		}
		g_string_append(encoded, value);
		is_encoded = TRUE;
	}
	append_percent(bytes, encoded->str);
	g_byte_array_append(bytes, (const guint8 *)"", 1);
	if (is_encoded)
		return kw_charset_decode(bytes->data, bytes->len - 1,
					 charset && *charset ? charset : NULL, NULL);
	text = g_strndup((const char *)bytes->data, bytes->len - 1);
	return kw_header_decode_words(text, -1);
}

char *kw_header_parameter(const char *raw, const char *name, const char *hint)
{
	g_autofree char *text = kw_header_to_utf8(raw, -1, hint), *value = NULL;
	g_autoptr(GArray) all = pieces(text, name);
	guint best = 0;

	if (!all->len)
		return NULL;
	g_array_sort(all, by_number);
	/* one that is encoded or in pieces says more than the plain one written for old readers */
	for (guint i = 0; i < all->len; i++) {
		const Piece *piece = &g_array_index(all, Piece, i);

		if (piece->is_encoded || piece->number >= 0) {
			best = i;
			break;
		}
	}
	value = join(all, best);
	return kw_text_one_line(value);
}
