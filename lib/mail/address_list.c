/* Lists of addresses with names: RFC 5322 §3.4, and what people paste from a mail program.
 *
 * One pass over the value; what is not grammar is kept as text of a name. The form of one address
 * is lib/mail/address.c. A comma in "Yamada, Taro <t@example.jp>" belongs to the name although the
 * grammar says otherwise: Outlook writes names so, without quotes.
 */
#include "mail/address.h"

#include "base/text.h"

#include <string.h>

#define MAX_ENTRIES 1000
#define MAX_WORD    1000 /* octets of an encoded-word; RFC 2047 says 75 */
#define MAX_VALUE   (256 * 1024)
#define LOOKAHEAD   200
#define BLANKS      " \t\r\n"

typedef struct {
	const char *p;
	KwAddressDecode decode;
	GPtrArray *list;
	GString *phrase;  /* of the entry that is being read: words */
	GString *comment; /* in round brackets */
	GString *angle;   /* in angle brackets, or of [mailto:] */
	gboolean has_angle;
	gboolean has_words, has_at; /* in `phrase` */
	gboolean in_group;
	gboolean is_bracket_text, is_quote_text; /* one was never closed: they are all text */
	gboolean is_comma_lenient;               /* one comma in all, or semicolons separate */
	const char *last_semicolon;
} Reader;

static void append(Reader *reader, const char *p, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		reader->has_at |= p[i] == '@';
		reader->has_words |= !strchr(BLANKS, p[i]);
	}
	g_string_append_len(reader->phrase, p, (gssize)length);
}

static char *words_to_text(const Reader *reader, const char *words)
{
	g_autofree char *text = reader->decode ? reader->decode(words, -1) : g_strdup(words);

	return kw_text_one_line(text);
}

/* --- entries --- */

/* Outlook: 'taro@example.jp' */
static void strip_apostrophes(char *name)
{
	size_t length = strlen(name);

	if (length < 2 || name[0] != '\'' || name[length - 1] != '\'')
		return;
	memmove(name, name + 1, length - 2);
	name[length - 2] = '\0';
	g_strstrip(name);
}

/* Both are taken. */
static void take(Reader *reader, char *name, char *address)
{
	KwAddress *entry;

	strip_apostrophes(name);
	if (!*name)
		g_clear_pointer(&name, g_free);
	if (!name && !address)
		return; /* a comma too many */
	entry = g_new0(KwAddress, 1);
	entry->name = name;
	entry->address = address;
	g_ptr_array_add(reader->list, entry);
}

/* The address in "<…>": without "mailto:", without a route (RFC 5322 §4.4) and without blanks. */
static char *angle_address(const char *angle)
{
	g_autofree char *line = kw_text_one_line(angle);
	g_autoptr(GString) out = g_string_new(NULL);
	char *p = line;

	while (*p == '<' || *p == ' ')
		p++;
	if (g_ascii_strncasecmp(p, "mailto:", strlen("mailto:")) == 0) {
		p += strlen("mailto:");
		*strchrnul(p, '?') = '\0';
	}
	if (*p == '@' && strchr(p, ':'))
		p = strrchr(p, ':') + 1;
	for (; *p; p++) {
		size_t comment = *p == '(' ? strcspn(p, ")") : 0;

		if (comment && p[comment])
			p += comment;
		else if (*p != ' ')
			g_string_append_c(out, *p);
	}
	if (!strchr(out->str, '@'))
		return NULL;
	return g_strdup(out->str);
}

/* An entry without angle brackets: words, of which none, one or several are addresses. */
static void add_plain(Reader *reader)
{
	g_autofree char *line = kw_text_one_line(reader->phrase->str);
	g_auto(GStrv) words = NULL;
	g_autoptr(GString) rest = g_string_new(NULL);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	if (strstr(line, " @") || strstr(line, "@ ")) { /* obsolete: blanks around "@" */
		g_auto(GStrv) left = g_strsplit(line, " @", 2);
		g_autofree char *one = g_strjoinv("@", left);
		g_auto(GStrv) right = g_strsplit(one, "@ ", 2);

		g_free(line);
		line = g_strjoinv("@", right);
	}
	words = g_strsplit(line, " ", -1);
	for (guint i = 0; words[i]; i++) {
		g_autofree char *normal = kw_address_normalise(words[i]);

		if (normal)
			g_ptr_array_add(found, strchr(words[i], '@') ? angle_address(words[i])
								     : g_steal_pointer(&normal));
		else if (*words[i])
			g_string_append_printf(rest, "%s%s", rest->len ? " " : "", words[i]);
	}
	if (rest->len == 0 && reader->comment->len)
		g_string_assign(rest, reader->comment->str);
	if (found->len == 0 && !strchr(line, ' ') && strchr(line, '@')) {
		/* one word that is no good address, but meant as one */
		take(reader, words_to_text(reader, reader->comment->str), g_strdup(line));
		return;
	}
	if (found->len <= 1) {
		take(reader, words_to_text(reader, rest->str),
		     found->len ? g_strdup(found->pdata[0]) : NULL);
		return;
	}
	for (guint i = 0; i < found->len; i++)
		take(reader, g_strdup(""), g_strdup(found->pdata[i]));
}

/* "a@b <mailto:a@b>": what mail programs make of an address in text. */
static gboolean is_link_of(const char *angle, const char *words)
{
	g_autofree char *word = kw_text_one_line(words);

	return g_ascii_strncasecmp(angle, "mailto:", strlen("mailto:")) == 0 &&
	       g_ascii_strcasecmp(angle + strlen("mailto:"), word) == 0;
}

static void add_angle(Reader *reader)
{
	GString *words = reader->has_words ? reader->phrase : reader->comment;
	gboolean is_link = is_link_of(reader->angle->str, words->str);

	take(reader, is_link ? g_strdup("") : words_to_text(reader, words->str),
	     angle_address(reader->angle->str));
}

static void end_entry(Reader *reader)
{
	if (reader->list->len < MAX_ENTRIES) {
		if (reader->has_angle)
			add_angle(reader);
		else
			add_plain(reader);
	}
	g_string_truncate(reader->phrase, 0);
	g_string_truncate(reader->comment, 0);
	g_string_truncate(reader->angle, 0);
	reader->has_angle = reader->has_words = reader->has_at = FALSE;
}

/* --- the grammar --- */

/* The end of the encoded-word that starts at `p`, or NULL. */
static const char *encoded_word_end(const char *p)
{
	const char *end;
	int marks = 0;

	if (p[0] != '=' || p[1] != '?')
		return NULL;
	end = p + strnlen(p, MAX_WORD);
	for (p += 2; p + 1 < end && *p != '<' && *p != '\n'; p++) {
		if (*p != '?')
			continue;
		if (marks == 2 && p[1] == '=')
			return p + 2;
		marks += marks < 2;
	}
	return NULL;
}

/* A quoted string becomes its content; without a closing quote the quote is text. */
static void read_quoted(Reader *reader)
{
	const char *p = reader->p + 1;
	const char *end = p;

	while (*end && *end != '"')
		end += *end == '\\' && end[1] ? 2 : 1;
	if (!*end || reader->is_quote_text) {
		reader->is_quote_text = TRUE;
		reader->p++;
		return;
	}
	reader->p = end + 1;
	if (end[1] == '@' && !reader->has_angle) { /* "a..b"@docomo.ne.jp stays quoted */
		append(reader, p - 1, (size_t)(end + 1 - (p - 1)));
		return;
	}
	for (; p < end; p++) {
		if (*p == '\\')
			p++;
		append(reader, p, 1);
	}
}

static gboolean read_comment(Reader *reader)
{
	int depth = 0;

	if (reader->is_bracket_text)
		return FALSE;
	for (const char *p = reader->p; *p; p++) {
		const char *word_end = encoded_word_end(p);

		if (word_end)
			p = word_end - 1;
		else if (*p == '\\' && p[1])
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0) {
			if (reader->comment->len)
				g_string_append_c(reader->comment, ' ');
			g_string_append_len(reader->comment, reader->p + 1, p - reader->p - 1);
			g_string_append_c(reader->phrase, ' ');
			reader->p = p + 1;
			return TRUE;
		}
	}
	reader->is_bracket_text = TRUE;
	return FALSE;
}

/* `open` is "<" or "[mailto:"; what comes after the first address of an entry is dropped. */
static void read_angle(Reader *reader, size_t open, char close)
{
	const char *start = reader->p + open;
	const char *end = strchr(start, close);

	if (!end) /* cut off */
		end = start + strcspn(start, ",;");
	if (!reader->has_angle || !strchr(reader->angle->str, '@')) {
		g_string_truncate(reader->angle, 0);
		g_string_append_len(reader->angle, start, end - start);
	}
	reader->has_angle = TRUE;
	reader->p = *end == close ? end + 1 : end;
}

/* A colon behind a name opens a group, where a semicolon can end it or nothing follows. */
static gboolean is_group(const Reader *reader)
{
	const char *next = reader->p + 1;

	if (reader->in_group || reader->has_angle || reader->has_at || !reader->has_words)
		return FALSE;
	if (g_str_has_suffix(reader->phrase->str, "mailto"))
		return FALSE;
	return reader->last_semicolon > reader->p || !next[strspn(next, BLANKS)];
}

/* Whether the comma at `p` stands inside "Yamada, Taro <t@example.jp>". */
static gboolean is_comma_of_name(const Reader *reader)
{
	const char *next = reader->p + 1;
	size_t length;

	if (!reader->is_comma_lenient || reader->has_angle || reader->has_at || !reader->has_words)
		return FALSE;
	length = strcspn(next, "<,;@[\"");
	return length < LOOKAHEAD && next[length] == '<' && strspn(next, BLANKS) < length;
}

/* Japanese commas separate where an address came before. */
static size_t wide_separator(const Reader *reader)
{
	static const char *const separators[] = {"、", "，", "；"};

	if (!(*reader->p & 0x80) || !(reader->has_angle || reader->has_at))
		return 0;
	for (guint i = 0; i < G_N_ELEMENTS(separators); i++)
		if (g_str_has_prefix(reader->p, separators[i]))
			return strlen(separators[i]);
	return 0;
}

/* FALSE: no mark of the grammar, a character of a name. */
static gboolean read_mark(Reader *reader)
{
	switch (*reader->p) {
	case '"': read_quoted(reader); return TRUE;
	case '(': return read_comment(reader);
	case '<': read_angle(reader, 1, '>'); return TRUE;
	case '>': break; /* of nothing */
	case '[':
		if (g_ascii_strncasecmp(reader->p, "[mailto:", strlen("[mailto:")) != 0)
			return FALSE;
		read_angle(reader, 1, ']');
		return TRUE;
	case ':':
		if (!is_group(reader))
			return FALSE;
		g_string_truncate(reader->phrase, 0);
		g_string_truncate(reader->comment, 0);
		reader->has_words = FALSE;
		reader->in_group = TRUE;
		break;
	case ',':
		if (is_comma_of_name(reader))
			return FALSE;
		end_entry(reader);
		break;
	case ';':
		end_entry(reader);
		reader->in_group = FALSE;
		break;
	case '\n': /* not a folded line */
		if (reader->p[1] == ' ' || reader->p[1] == '\t')
			return FALSE;
		end_entry(reader);
		break;
	default: return FALSE;
	}
	reader->p++;
	return TRUE;
}

static void read_all(Reader *reader)
{
	while (*reader->p && reader->list->len < MAX_ENTRIES) {
		const char *word_end = encoded_word_end(reader->p);
		size_t wide = wide_separator(reader);

		if (word_end) {
			append(reader, reader->p, (size_t)(word_end - reader->p));
			reader->p = word_end;
		} else if (wide) {
			end_entry(reader);
			reader->p += wide;
		} else if (!read_mark(reader)) {
			append(reader, reader->p++, 1);
		}
	}
	end_entry(reader);
}

GPtrArray *kw_address_list_parse_encoded(const char *value, KwAddressDecode decode)
{
	size_t length = strnlen(value, MAX_VALUE);
	g_autofree char *head = g_strndup(value, length); /* a character may be cut: repaired */
	g_autofree char *text = kw_text_repair(head, -1);
	Reader reader = {.p = text, .decode = decode};
	const char *comma = strchr(text, ',');

	reader.list = g_ptr_array_new_with_free_func((GDestroyNotify)kw_address_free);
	reader.phrase = g_string_new(NULL);
	reader.comment = g_string_new(NULL);
	reader.angle = g_string_new(NULL);
	reader.last_semicolon = strrchr(text, ';');
	reader.is_comma_lenient = reader.last_semicolon || (comma && !strchr(comma + 1, ','));
	read_all(&reader);
	g_string_free(reader.phrase, TRUE);
	g_string_free(reader.comment, TRUE);
	g_string_free(reader.angle, TRUE);
	return reader.list;
}

GPtrArray *kw_address_list_parse(const char *text)
{
	return kw_address_list_parse_encoded(text, NULL);
}
