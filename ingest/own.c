/* The sender's own words, of any mail: what readers command, ask and answer. A forwarded advisory
 * is taken apart elsewhere (ingest/forward); here everything that came from others goes.
 *
 * In doubt a line goes: a word too few is asked for again, while one that a quoted newsletter said
 * ("write 解除") would be taken for the sender's. What lists put below a text is left: "unsubscribe
 * …" may be all that somebody wants to say. */
#include "ingest/own.h"

#include "base/text.h"
#include "ingest/attribution.h"
#include "ingest/block.h"
#include "ingest/gateway.h"
#include "ingest/label.h"
#include "ingest/recognition.h"
#include "ingest/signature.h"

#include <string.h>

#define MAX_BYTES              (128 * 1024) /* nobody writes more himself */
#define ANNOUNCEMENT_MAX_BYTES 400

typedef const char *const *Lines;

static gpointer load_announcements(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("forward");

	return kw_recognition_patterns(kw_yaml_find(root, "quoted_below"));
}

static gboolean announces(const char *line)
{
	static GOnce once = G_ONCE_INIT;
	const GPtrArray *patterns = g_once(&once, load_announcements, NULL);
	g_autoptr(KwAddress) from = NULL;
	g_autofree char *date = NULL;

	if (!*line || strlen(line) > ANNOUNCEMENT_MAX_BYTES)
		return FALSE;
	if (kw_attribution_read(line, &from, &date))
		return TRUE;
	for (guint i = 0; i < patterns->len; i++)
		if (g_regex_match(patterns->pdata[i], line, 0, NULL))
			return TRUE;
	return FALSE;
}

/* How many lines from `at` on say that somebody else's words follow: mail programs wrap that line
 * before the address. */
static guint announcement(Lines lines, guint at, guint end)
{
	g_autofree char *wrapped = NULL;

	if (announces(lines[at]))
		return 1;
	if (at + 1 >= end || !*lines[at] || !*lines[at + 1])
		return 0;
	wrapped = g_strdup_printf("%s%s", lines[at], lines[at + 1]);
	return announces(wrapped) ? 2 : 0;
}

static gboolean is_quoted(const char *line)
{
	int quote = 0;

	kw_label_unquote(line, -1, &quote);
	return quote > 0;
}

static gboolean is_quoted_next(Lines lines, guint at, guint end)
{
	while (at < end && !*lines[at])
		at++;
	return at < end && is_quoted(lines[at]);
}

typedef struct {
	GStrv lines;
	guint n, start, end; /* `end`: where a mail begins that has a header block (Outlook) */
} Text;

static void text_clear(Text *text)
{
	g_strfreev(text->lines);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Text, text_clear)

static void read_text(const char *words, const char *subject, Text *out)
{
	g_autofree char *beginning = g_strndup(words, strnlen(words, MAX_BYTES));
	g_autofree char *valid = kw_text_repair(beginning, -1); /* it may end within a character */
	g_auto(KwBlock) block = {0};

	out->lines = g_strsplit(valid, "\n", -1);
	out->n = g_strv_length(out->lines);
	out->start = kw_gateway_top((Lines)out->lines, out->n, NULL);
	out->end = out->n;
	if (kw_block_find((Lines)out->lines, out->start, subject, &block) && !block.quote)
		out->end = MAX(out->start, MIN(out->end, block.first));
}

/* The lines up to a mail that is not marked line by line, which begins at *out_below; "> " lines
 * between them go, and so does what touches the last of them: the rest of a line that was wrapped.
 */
static GPtrArray *own_lines(const Text *text, guint *out_below)
{
	Lines lines = (Lines)text->lines;
	GPtrArray *own = g_ptr_array_new();
	gboolean is_rest = FALSE;
	guint i;

	*out_below = text->end;
	for (i = text->start; i < text->end; i++) {
		guint n = announcement(lines, i, text->end);
		gboolean is_separator = kw_label_separator(lines[i]) == 2;

		if (is_separator || (n && !is_quoted_next(lines, i + n, text->end))) {
			*out_below = i + MAX(n, 1);
			break;
		}
		is_rest = *lines[i] && (is_rest || is_quoted(lines[i]));
		if (n)
			i += n - 1;
		else if (!is_rest)
			g_ptr_array_add(own, (gpointer)lines[i]);
	}
	return own;
}

char *kw_own_words(const char *text, const char *subject)
{
	g_auto(Text) all = {0};
	guint below;
	g_autoptr(GPtrArray) own = NULL;
	g_autofree char *joined = NULL;

	read_text(text, subject, &all);
	own = own_lines(&all, &below);
	g_ptr_array_set_size(own, (gint)kw_signature_start((Lines)own->pdata, own->len));
	g_ptr_array_add(own, NULL);
	joined = g_strjoinv("\n", (char **)own->pdata);
	return kw_text_tidy(joined);
}

char *kw_own_quoted(const char *text, const char *subject)
{
	g_auto(Text) all = {0};
	guint below;
	g_autoptr(GString) quoted = g_string_new(NULL);

	read_text(text, subject, &all);
	g_ptr_array_unref(own_lines(&all, &below));
	for (guint i = all.start; i < all.n; i++) {
		int quote = 0;
		const char *line = kw_label_unquote(all.lines[i], -1, &quote);

		if (quote || i >= below)
			g_string_append_printf(quoted, "%s\n", line);
	}
	return kw_text_tidy(quoted->str);
}
