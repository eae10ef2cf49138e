/* Handling marks in everything a mail carries (words and their order: handling.yaml). What follows
 * from a mark is ingest/intake.
 *
 * In doubt a mark counts: an item that is held back for nothing costs a staff member one mail, a
 * published secret cannot be called back. Only a legend that explains the colours is let through.
 */
#include "ingest/handling.h"

#include "base/text.h"
#include "ingest/html.h"
#include "ingest/readable.h"
#include "ingest/recognition.h"
#include "ingest/spot.h"

#include <string.h>

#define MAX_BYTES        (5 * 1024 * 1024) /* more than a readable text has */
#define MAX_DEPTH        5                 /* of attached messages */
#define MAX_HITS         500               /* of one mark in one text */
#define AROUND_BYTES     240               /* of a line, on each side of a mark */
#define LEGEND           3                 /* so many colours together explain the scheme */
#define LEGEND_GAP_BYTES 600               /* between two colours of a legend: two sentences */

typedef struct {
	char *mark; /* NULL: as found */
	char *tlp;  /* colour, or NULL */
	gboolean as_mark, restricted;
} Mark;

typedef struct {
	GArray *marks;      /* Mark, strictest first */
	KwSpotter *spotter; /* id = index of the mark */
	GRegex *explains_after, *explains_before, *denied_after, *denied_before;
	GRegex *mark_after, *mark_before;
	GPtrArray *headers, *sensitivity;
} Data;

static GRegex *compile(const KwYaml *root, const char *key)
{
	g_autoptr(GPtrArray) patterns = kw_recognition_patterns(kw_yaml_find(root, key));

	return g_regex_ref(patterns->pdata[0]);
}

static void add_mark(Data *data, const KwYaml *node, const char *tlp)
{
	g_auto(GStrv) pieces = g_strsplit(kw_yaml_find_text(node, "pattern"), "{tlp}", -1);
	g_autofree char *pattern = g_strjoinv(tlp, pieces);
	Mark mark = {
		.mark = g_strdup(kw_yaml_find_text(node, "mark")),
		.tlp = g_strdup(kw_yaml_find_text(node, "tlp")),
		.as_mark = g_strcmp0(kw_yaml_find_text(node, "where"), "as-mark") == 0,
		.restricted = g_strcmp0(kw_yaml_find_text(node, "restricted"), "no") != 0,
	};

	kw_spotter_add(data->spotter, pattern, data->marks->len);
	g_array_append_val(data->marks, mark);
}

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("handling");
	const KwYaml *marks = kw_yaml_find(root, "marks");
	Data *data = g_new0(Data, 1);

	data->marks = g_array_new(FALSE, FALSE, sizeof(Mark));
	data->spotter = kw_spotter_new();
	for (guint i = 0; i < kw_yaml_size(marks); i++)
		add_mark(data, kw_yaml_at(marks, i), kw_yaml_find_text(root, "tlp"));
	data->explains_after = compile(root, "explains_after");
	data->explains_before = compile(root, "explains_before");
	data->denied_after = compile(root, "denied_after");
	data->denied_before = compile(root, "denied_before");
	data->mark_after = compile(root, "mark_after");
	data->mark_before = compile(root, "mark_before");
	data->headers = kw_recognition_texts(kw_yaml_find(root, "headers"), TRUE);
	data->sensitivity = kw_recognition_texts(kw_yaml_find(root, "sensitivity"), TRUE);
	return data;
}

static const Data *get_data(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_data, NULL);
}

void kw_handling_clear(KwHandling *handling)
{
	g_free(handling->mark);
	*handling = (KwHandling){0};
}

/* ---- one text ---- */

typedef struct {
	guint mark; /* index into the marks */
	int start, end;
	gboolean meant; /* neither explained nor denied */
	char *found;    /* as it stands */
} Hit;

typedef struct {
	const char *text;
	GArray *hits; /* Hit, in order */
	guint *counts;
} Search;

static void hit_clear(gpointer hit)
{
	g_free(((Hit *)hit)->found);
}

/* What stands around start..end on the same line; no more than AROUND_BYTES of it, and then not as
 * if the line began there. */
static void cut_line(const char *text, int start, int end, char **out_before, char **out_after)
{
	const char *line = text + start, *stop = text + end;
	const char *last = stop;
	gboolean is_cut;

	while (line > text && line[-1] != '\n' &&
	       (text + start - line < AROUND_BYTES || (*line & 0xc0) == 0x80))
		line--;
	is_cut = line > text && line[-1] != '\n';
	while (*last && *last != '\n' && (last - stop < AROUND_BYTES || (*last & 0xc0) == 0x80))
		last++;
	*out_before =
		g_strdup_printf("%s%.*s", is_cut ? "…" : "", (int)(text + start - line), line);
	*out_after = g_strdup_printf("%.*s%s", (int)(last - stop), stop,
				     *last && *last != '\n' ? "…" : "");
}

static gboolean is_meant(const Mark *mark, const char *text, int start, int end)
{
	const Data *data = get_data();
	g_autofree char *before = NULL, *after = NULL;

	cut_line(text, start, end, &before, &after);
	if (g_regex_match(data->explains_after, after, 0, NULL) ||
	    g_regex_match(data->explains_before, before, 0, NULL) ||
	    g_regex_match(data->denied_after, after, 0, NULL) ||
	    g_regex_match(data->denied_before, before, 0, NULL))
		return FALSE;
	return !mark->as_mark || (g_regex_match(data->mark_after, after, 0, NULL) &&
				  g_regex_match(data->mark_before, before, 0, NULL));
}

static gboolean note_hit(guint id, int start, int end, const GMatchInfo *match, gpointer data)
{
	const Mark *mark = &g_array_index(get_data()->marks, Mark, id);
	Search *search = data;
	Hit hit = {.mark = id, .start = start, .end = end};

	if (search->counts[id]++ >= MAX_HITS)
		return TRUE;
	hit.meant = is_meant(mark, search->text, start, end);
	if (hit.meant)
		hit.found = mark->mark ? g_strdup(mark->mark) : g_match_info_fetch(match, 0);
	g_array_append_val(search->hits, hit);
	return TRUE;
}

/* The colours first..last stand close to each other. In a legend each stands as often as the
 * others: one that stands there more often than the rarest is the text's own. */
static void let_legend_through(GArray *hits, guint first, guint last)
{
	const GArray *marks = get_data()->marks;
	g_autofree guint *counts = g_new0(guint, marks->len);
	g_autoptr(GHashTable) colours = g_hash_table_new(g_str_hash, g_str_equal);
	guint rarest = G_MAXUINT;

	for (guint i = first; i <= last; i++) {
		const Hit *hit = &g_array_index(hits, Hit, i);
		char *colour = g_array_index(marks, Mark, hit->mark).tlp;

		if (!colour)
			continue;
		g_hash_table_add(colours, colour);
		counts[hit->mark]++;
	}
	if (g_hash_table_size(colours) < LEGEND)
		return;
	for (guint i = 0; i < marks->len; i++)
		if (counts[i])
			rarest = MIN(rarest, counts[i]);
	for (guint i = first; i <= last; i++) {
		Hit *hit = &g_array_index(hits, Hit, i);

		if (counts[hit->mark] && counts[hit->mark] <= rarest)
			hit->meant = FALSE;
	}
}

static void find_legends(GArray *hits)
{
	const GArray *marks = get_data()->marks;
	guint first = 0, last = 0;
	int end = -1;

	for (guint i = 0; i < hits->len; i++) {
		const Hit *hit = &g_array_index(hits, Hit, i);

		if (!g_array_index(marks, Mark, hit->mark).tlp)
			continue;
		if (end >= 0 && hit->start - end > LEGEND_GAP_BYTES) {
			let_legend_through(hits, first, last);
			first = i;
		}
		last = i;
		end = hit->end;
	}
	if (end >= 0)
		let_legend_through(hits, first, last);
}

/* The strictest mark of a text is put into `out` where it is stricter than what is there. */
static void look(const char *text, const char *where, guint *strictest, KwHandling *out)
{
	const Data *data = get_data();
	g_autofree char *folded = kw_recognition_fold_lines(text, MAX_BYTES);
	g_autofree guint *counts = g_new0(guint, data->marks->len);
	g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(Hit));
	Search search = {folded, hits, counts};

	g_array_set_clear_func(hits, hit_clear);
	kw_spotter_run(data->spotter, folded, note_hit, &search);
	find_legends(hits);
	for (guint i = 0; i < hits->len; i++) {
		const Hit *hit = &g_array_index(hits, Hit, i);

		if (!hit->meant || hit->mark >= *strictest)
			continue;
		*strictest = hit->mark;
		g_free(out->mark);
		out->mark = g_utf8_strup(hit->found, -1);
		out->where = where;
		out->restricted = g_array_index(data->marks, Mark, hit->mark).restricted;
	}
}

/* ---- one message ---- */

static void look_at_headers(const KwMessage *message, guint *strictest, KwHandling *out)
{
	const Data *data = get_data();

	for (guint i = 0; i < data->headers->len; i++) {
		const char *value = kw_message_header(message, data->headers->pdata[i]);
		g_autofree char *as_tlp = value ? g_strdup_printf("tlp:%s", value) : NULL;

		if (!value)
			continue;
		look(value, "header", strictest, out);
		if (strstr(data->headers->pdata[i], "tlp"))
			look(as_tlp, "header", strictest, out);
	}
}

/* Nothing stricter was said, but the sender's mail program was told that it is private. */
static void look_at_sensitivity(const KwMessage *message, KwHandling *out)
{
	const GPtrArray *values = get_data()->sensitivity;
	const char *value = kw_message_header(message, "Sensitivity");
	g_autofree char *folded = value ? kw_recognition_fold(value) : NULL;

	for (guint i = 0; folded && !out->restricted && i < values->len; i++) {
		if (!g_str_equal(folded, values->pdata[i]))
			continue;
		g_free(out->mark);
		out->mark = g_utf8_strup(value, -1);
		out->where = "header";
		out->restricted = TRUE;
	}
}

static void look_at_text(const KwPart *part, const char *where, guint *strictest, KwHandling *out)
{
	g_autofree char *text = g_strcmp0(part->type, "text/html") == 0
					? kw_html_to_text(part->text, FALSE, NULL)
					: g_strdup(part->text);

	look(text, where, strictest, out);
}

/* The alternative that is not read otherwise: a banner may stand there only. */
static void look_at_html(const KwMessage *message, guint *strictest, KwHandling *out)
{
	gboolean is_html = FALSE;
	const KwPart *html = kw_message_html(message);

	kw_message_body(message, &is_html, NULL);
	if (html && html->text && !is_html)
		look_at_text(html, "body", strictest, out);
}

static void look_at_message(const KwMessage *message, const char *text, int depth, guint *strictest,
			    KwHandling *out)
{
	g_autoptr(GPtrArray) attachments = kw_message_attachments(message);

	look(message->subject, "subject", strictest, out);
	look_at_headers(message, strictest, out);
	look(text, "body", strictest, out);
	look_at_html(message, strictest, out);
	for (guint i = 0; i < attachments->len; i++) {
		const KwPart *part = attachments->pdata[i];

		if (part->name)
			look(part->name, "attachment", strictest, out);
		if (part->text)
			look_at_text(part, "attachment", strictest, out);
		if (part->message && depth < MAX_DEPTH) {
			g_autofree char *inner = kw_readable_text(part->message, NULL, NULL);

			look_at_message(part->message, inner, depth + 1, strictest, out);
		}
	}
}

void kw_handling_find(const KwMessage *message, const char *text, KwHandling *out_handling)
{
	guint strictest = G_MAXUINT;

	*out_handling = (KwHandling){0};
	look_at_message(message, text, 1, &strictest, out_handling);
	look_at_sensitivity(message, out_handling);
}

void kw_handling_find_text(const char *title, const char *text, KwHandling *out_handling)
{
	guint strictest = G_MAXUINT;

	*out_handling = (KwHandling){0};
	look(title, "subject", &strictest, out_handling);
	look(text, "body", &strictest, out_handling);
}
