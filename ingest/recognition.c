/* Loading the YAML files of words and patterns by which this room recognises things. What they mean
 * is known to the module of the same name.
 *
 * They are compiled in and cannot be replaced by the operator, so that a fault in one is a
 * programmer's error and ends the program at once instead of quietly recognising nothing. */
#include "ingest/recognition.h"

#include "base/text.h"

#include <string.h>

#define PIECE_BYTES 1024

KwYaml *kw_recognition_load(const char *name)
{
	g_autofree char *path = g_strdup_printf("ingest/%s.yaml", name);

	return kw_yaml_of_asset(path);
}

/* What folding makes lower case at most: ASCII, kana, the usual kanji and brackets. */
static gboolean is_simple(gunichar c)
{
	return (c > 0x20 && c < 0x7f) || (c >= 0x3041 && c <= 0x3096) ||
	       (c >= 0x30a1 && c <= 0x30fe) || (c >= 0x4e00 && c <= 0x9fff) ||
	       (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011);
}

static gboolean is_blank(gunichar c)
{
	return g_unichar_isspace(c) || g_unichar_iscntrl(c);
}

/* The end of what has to be folded as Unicode says, from `p`: up to a blank, or to a character that
 * stands for itself (a mark that combines with that one goes with it). At most about PIECE_BYTES:
 * g_utf8_normalize() moves the whole rest of the text for every letter that it composes, and a が
 * is two before it is one. */
static const char *hard_end(const char *p, const char *end)
{
	const char *start = p;

	for (; p < end; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		gboolean combines = g_unichar_ismark(c) || c == 0xff9e || c == 0xff9f; /* ﾞ ﾟ */

		if (is_blank(c) || (p > start && is_simple(c)) ||
		    (p - start >= PIECE_BYTES && !combines))
			break;
	}
	return p;
}

/* With the blank that is due before it, but for the line's first. */
static void append_word(GString *out, gboolean *pending, size_t start, const char *word, gssize n)
{
	if (n == 0) /* nothing was left of a mark without a glyph */
		return;
	if (*pending && out->len > start)
		g_string_append_c(out, ' ');
	*pending = FALSE;
	g_string_append_len(out, word, n);
}

/* Behind the characters from `p` on that fold one by one: a mark may combine with the last. */
static const char *simple_end(const char *p, const char *end)
{
	while (p < end && is_simple(g_utf8_get_char(p))) {
		const char *next = g_utf8_next_char(p);
		gunichar after = next < end ? g_utf8_get_char(next) : ' ';

		if (!is_simple(after) && !is_blank(after))
			break;
		p = next;
	}
	return p;
}

/* One line; the same as kw_text_fold(), which takes eight times as long for what most texts are. */
static void append_folded(GString *out, const char *line, const char *end)
{
	size_t start = out->len;
	gboolean pending = FALSE;

	for (const char *p = line; p < end;) {
		const char *stop;

		if (is_blank(g_utf8_get_char(p))) {
			pending = TRUE;
			p = g_utf8_next_char(p);
			continue;
		}
		stop = simple_end(p, end);
		if (stop > p) {
			append_word(out, &pending, start, p, stop - p);
			for (char *c = out->str + out->len - (stop - p); *c; c++)
				*c = g_ascii_tolower(*c);
		} else {
			g_autofree char *piece = NULL, *folded = NULL;

			stop = hard_end(p, end);
			piece = g_strndup(p, (size_t)(stop - p));
			folded = kw_text_fold(piece);
			append_word(out, &pending, start, folded, (gssize)strlen(folded));
		}
		p = stop;
	}
}

char *kw_recognition_fold(const char *text)
{
	g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : kw_text_repair(text, -1);
	const char *whole = valid ? valid : text;
	GString *out = g_string_sized_new(strlen(whole));

	append_folded(out, whole, whole + strlen(whole));
	return g_string_free(out, FALSE);
}

char *kw_recognition_fold_lines(const char *text, size_t max_bytes)
{
	/* g_strndup() would fill up to max_bytes with zeros */
	g_autofree char *cut = g_strndup(text, strnlen(text, max_bytes));
	g_autofree char *valid = kw_text_repair(cut, -1);
	GString *out = g_string_sized_new(strlen(valid));

	for (const char *line = valid; *line;) {
		size_t length = strcspn(line, "\n");

		append_folded(out, line, line + length);
		line += length;
		if (*line) {
			g_string_append_c(out, '\n');
			line++;
		}
	}
	return g_string_free(out, FALSE);
}

static void collect(const KwYaml *node, gboolean fold, GPtrArray *out)
{
	if (kw_yaml_kind(node) == KW_YAML_SCALAR) {
		const char *text = kw_yaml_text(node);

		g_ptr_array_add(out, fold ? kw_recognition_fold(text) : g_strdup(text));
		return;
	}
	for (guint i = 0; i < kw_yaml_size(node); i++) /* as deep as base/yaml.c lets a file be */
		collect(kw_yaml_at(node, i), fold, out);
}

GPtrArray *kw_recognition_texts(const KwYaml *node, gboolean fold)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	if (node)
		collect(node, fold, texts);
	return texts;
}

/* `text` with what stands for {name} in it. */
static void fill(GString *text, const GPtrArray *names, const GPtrArray *parts)
{
	for (guint i = 0; i < names->len; i++)
		g_string_replace(text, names->pdata[i], parts->pdata[i], 0);
}

/* Those before it are known to a part: none can contain itself. */
static void read_parts(const KwYaml *node, GPtrArray *names, GPtrArray *parts)
{
	for (guint i = 0; node && i < kw_yaml_size(node); i++) {
		g_autoptr(GString) part = g_string_new(kw_yaml_text(kw_yaml_at(node, i)));

		fill(part, names, parts);
		g_ptr_array_add(names, g_strdup_printf("{%s}", kw_yaml_key(node, i)));
		g_ptr_array_add(parts, g_strdup_printf("(?:%s)", part->str));
	}
}

GPtrArray *kw_recognition_filled(const KwYaml *node, const KwYaml *parts)
{
	g_autoptr(GPtrArray) texts = kw_recognition_texts(node, FALSE);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	GPtrArray *filled = g_ptr_array_new_with_free_func(g_free);

	read_parts(parts, names, values);
	for (guint i = 0; i < texts->len; i++) {
		GString *text = g_string_new(texts->pdata[i]);

		fill(text, names, values);
		g_ptr_array_add(filled, g_string_free(text, FALSE));
	}
	return filled;
}

GPtrArray *kw_recognition_patterns(const KwYaml *node)
{
	g_autoptr(GPtrArray) texts = kw_recognition_texts(node, FALSE);
	GPtrArray *patterns = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);

	for (guint i = 0; i < texts->len; i++) {
		g_autoptr(GError) error = NULL;
		GRegex *pattern = g_regex_new(texts->pdata[i],
					      G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, &error);

		if (!pattern)
			g_error("%s: %s", kw_yaml_name(node), error->message);
		g_ptr_array_add(patterns, pattern);
	}
	return patterns;
}
