/* Tags, their attributes and the text between them. What they may be is decided in check.c. */
#include "markup-private.h"

#include <string.h>

#define NAME_END " \t\r\n\f/>"

static void tag_free(gpointer data)
{
	KwTag *tag = data;

	g_free(tag->name);
	g_ptr_array_unref(tag->attributes);
	g_free(tag->text);
	g_free(tag);
}

/* The references that our templates write, and numbers; others stay as they are. */
static char *decode(const char *text, size_t length)
{
	static const struct {
		const char *reference, *meaning;
	} known[] = {{"&lt;", "<"},   {"&gt;", ">"},   {"&quot;", "\""},
		     {"&apos;", "'"}, {"&nbsp;", " "}, {"&amp;", "&"}};
	g_autofree char *source = g_strndup(text, length);
	GString *out = g_string_sized_new(length);

	for (const char *p = source; *p;) {
		size_t i = 0;

		while (i < G_N_ELEMENTS(known) && !g_str_has_prefix(p, known[i].reference))
			i++;
		if (i < G_N_ELEMENTS(known)) {
			g_string_append(out, known[i].meaning);
			p += strlen(known[i].reference);
			continue;
		}
		gboolean is_hex = g_ascii_strncasecmp(p, "&#x", 3) == 0;
		char *end = NULL;
		guint64 c = is_hex || g_str_has_prefix(p, "&#")
				    ? g_ascii_strtoull(p + (is_hex ? 3 : 2), &end, is_hex ? 16 : 10)
				    : 0;

		if (c && c <= 0x10ffff && g_unichar_validate((gunichar)c)) {
			g_string_append_unichar(out, (gunichar)c);
			p = *end == ';' ? end + 1 : end;
		} else {
			g_string_append_c(out, *p++);
		}
	}
	return g_string_free(out, FALSE);
}

/* One attribute at `p`; returns what follows. */
static const char *read_attribute(const char *p, GPtrArray *attributes)
{
	size_t name = strcspn(p, NAME_END "=");
	const char *value = p + name + strspn(p + name, " \t\r\n\f");
	size_t length = 0;

	g_ptr_array_add(attributes, g_ascii_strdown(p, (gssize)name));
	if (*value != '=') {
		g_ptr_array_add(attributes, g_strdup(""));
		return p + name;
	}
	value += 1 + strspn(value + 1, " \t\r\n\f");
	char quote = *value == '"' || *value == '\'' ? *value++ : '\0';
	length = quote ? (size_t)(strchrnul(value, quote) - value) : strcspn(value, " \t\r\n\f>");
	g_ptr_array_add(attributes, decode(value, length));
	return value + length + (quote && value[length] ? 1 : 0);
}

/* The tag whose name begins at `p`; returns what follows its ">". */
static const char *read_tag(const char *p, KwTag *tag)
{
	size_t name = strcspn(p + 1, NAME_END) + 1; /* "/a" is a name, too */

	tag->name = g_ascii_strdown(p, (gssize)name);
	p += name;
	while (*p && *p != '>') {
		p += strspn(p, " \t\r\n\f/");
		if (*p && *p != '>')
			p = *p == '=' ? p + 1 : read_attribute(p, tag->attributes);
	}
	return *p ? p + 1 : p;
}

static gboolean is_tag(const char *p)
{
	return *p == '<' && (g_ascii_isalpha(p[1]) || (p[1] == '/' && g_ascii_isalpha(p[2])));
}

static const char *find_tag(const char *p)
{
	while (*p && !is_tag(p))
		p++;
	return p;
}

static KwTag *add_tag(GPtrArray *tags)
{
	KwTag *tag = g_new0(KwTag, 1);

	tag->attributes = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(tags, tag);
	return tag;
}

GPtrArray *kw_markup_tags(const char *html)
{
	GPtrArray *tags = g_ptr_array_new_with_free_func(tag_free);
	KwTag *tag = add_tag(tags);
	const char *p = html;

	tag->name = g_strdup("");
	while (TRUE) {
		const char *next = find_tag(p);

		tag->text = decode(p, (size_t)(next - p));
		if (!*next)
			return tags;
		tag = add_tag(tags);
		p = read_tag(next + 1, tag);
	}
}

const char *kw_markup_attribute(const KwTag *tag, const char *name)
{
	for (guint i = 0; i < tag->attributes->len; i += 2)
		if (g_str_equal(tag->attributes->pdata[i], name))
			return tag->attributes->pdata[i + 1];
	return NULL;
}
