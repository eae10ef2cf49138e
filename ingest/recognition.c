/* Loading the YAML files of words and patterns by which this room recognises things. What they mean
 * is known to the module of the same name.
 *
 * They are compiled in and cannot be replaced by the operator, so that a fault in one is a
 * programmer's error and ends the program at once instead of quietly recognising nothing. */
#include "ingest/recognition.h"

#include "base/asset.h"
#include "base/text.h"

#include <string.h>

#define PIECE_BYTES 1024

KwYaml *kw_recognition_load(const char *name)
{
	g_autofree char *path = g_strdup_printf("ingest/%s.yaml", name);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = kw_asset_get_text(NULL, path, &error);
	KwYaml *root = text ? kw_yaml_parse(path, text, strlen(text), &error) : NULL;

	if (!root)
		g_error("%s", error->message);
	return root;
}

char *kw_recognition_fold(const char *text)
{
	return g_strstrip(kw_text_fold(text));
}

/* Whether a text may be cut before `p`: what follows does not combine with what stands before. */
static gboolean can_cut(const char *p)
{
	gunichar c = g_utf8_get_char(p);

	return !g_unichar_ismark(c) && c != 0xff9e && c != 0xff9f; /* half-width ﾞ and ﾟ */
}

/* In pieces: g_utf8_normalize() moves the whole rest of the text for every letter that it composes,
 * and a が is two before it is one. */
static void append_folded(GString *out, const char *text, size_t length)
{
	while (length) {
		size_t n = MIN(length, PIECE_BYTES);
		g_autofree char *piece = NULL, *folded = NULL;

		while (n < length && ((text[n] & 0xc0) == 0x80 || !can_cut(text + n)))
			n++;
		piece = g_strndup(text, n);
		folded = kw_text_fold(piece);
		g_string_append(out, folded);
		text += n;
		length -= n;
	}
}

char *kw_recognition_fold_lines(const char *text, size_t max_bytes)
{
	g_autofree char *cut = g_strndup(text, max_bytes);
	g_autofree char *valid = kw_text_repair(cut, -1);
	GString *out = g_string_sized_new(strlen(valid));

	for (const char *line = valid; *line;) {
		size_t length = strcspn(line, "\n");

		append_folded(out, line, length);
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

GPtrArray *kw_recognition_patterns(const KwYaml *node)
{
	g_autoptr(GPtrArray) texts = kw_recognition_texts(node, FALSE);
	GPtrArray *patterns = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);

	for (guint i = 0; i < texts->len; i++) {
		g_autoptr(GError) error = NULL;
		GRegex *pattern = g_regex_new(texts->pdata[i], G_REGEX_CASELESS | G_REGEX_OPTIMIZE,
					      0, &error);

		if (!pattern)
			g_error("%s: %s", kw_yaml_name(node), error->message);
		g_ptr_array_add(patterns, pattern);
	}
	return patterns;
}
