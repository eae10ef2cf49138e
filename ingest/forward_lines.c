/* The lines of a forwarded mail: quoting comes off, what gateways and mail programs add is left
 * out. */
#include "forward_lines-private.h"

#include "base/text.h"
#include "ingest/gateway.h"
#include "ingest/label.h"
#include "ingest/signature.h"

static gboolean is_all_quoted(const char *const *lines, guint end)
{
	gboolean any = FALSE;

	for (guint i = 0; i < end && lines[i]; i++) {
		int quote;

		if (!*lines[i])
			continue;
		kw_label_unquote(lines[i], -1, &quote);
		if (!quote)
			return FALSE;
		any = TRUE;
	}
	return any;
}

/* The first `end` lines without `levels` of quoting, NULL-terminated. */
static char **unquoted(const char *const *lines, guint end, int levels)
{
	GPtrArray *out = g_ptr_array_new();

	for (guint i = 0; i < end && lines[i]; i++)
		g_ptr_array_add(out, g_strdup(kw_label_unquote(lines[i], levels, NULL)));
	g_ptr_array_add(out, NULL);
	return (char **)g_ptr_array_free(out, FALSE);
}

char *kw_lines_join(const char *const *lines, guint end)
{
	GString *text = g_string_new(NULL);
	char *tidy;

	for (guint i = 0; i < end && lines[i]; i++)
		g_string_append_printf(text, "%s\n", lines[i]);
	tidy = kw_text_tidy(text->str);
	g_string_free(text, TRUE);
	return tidy;
}

char *kw_lines_comment(const char *const *lines, guint end, GPtrArray *notes)
{
	g_auto(GStrv) plain = unquoted(lines, end, is_all_quoted(lines, end) ? 1 : 0);
	const char *const *text = (const char *const *)plain;
	guint n = g_strv_length(plain), top = kw_gateway_top(text, n, notes);
	guint bottom = kw_gateway_bottom(text, top, n, notes);
	guint own = top + kw_signature_start(text + top, bottom - top);
	g_autoptr(GPtrArray) said = g_ptr_array_new();

	for (guint i = top; i < own; i++)
		if (!kw_gateway_is_notice(text[i], notes))
			g_ptr_array_add(said, plain[i]);
	return kw_lines_join((const char *const *)said->pdata, said->len);
}

/* Where the original below a block ends and its forwarder's words go on: at a line that says so, or
 * where quoting ends for good. (A quoted line that was wrapped leaves a rest without a mark, but no
 * empty line before it.) */
static guint body_end(const char *const *lines, const KwBlock *block)
{
	guint end = block->body, tail = 0;
	gboolean is_quoted = FALSE;

	for (; lines[end]; end++) {
		int quote = 0;

		if (kw_label_is_ending(lines[end]))
			return end;
		kw_label_unquote(lines[end], -1, &quote);
		is_quoted = is_quoted || (quote && block->quote);
		if (quote)
			tail = 0;
		else if (!*lines[end] && !tail)
			tail = end;
	}
	return is_quoted && tail ? tail : end;
}

char **kw_lines_body(const char *const *lines, const KwBlock *block, guint *out_end)
{
	const char *const *below = lines + block->body;
	int levels = block->quote;
	guint end = body_end(lines, block);

	if (!levels && is_all_quoted(below, end - block->body))
		levels = 1; /* Missive quotes the body and not the block */
	if (out_end)
		*out_end = end;
	return unquoted(below, end - block->body, levels);
}

char *kw_lines_comment_around(const char *const *lines, guint first, guint end, GPtrArray *notes)
{
	g_autofree char *above = kw_lines_comment(lines, first, notes), *below = NULL;
	guint n = g_strv_length((char **)lines);

	if (end < n && kw_label_is_ending(lines[end]))
		end++;
	below = kw_lines_comment(lines + end, n - end, notes);
	return g_strconcat(above, *above && *below ? "\n\n" : "", below, NULL);
}
