/* Handling marks in everything a mail carries (words and their order: handling.yaml). What follows
 * from a mark is ingest/intake.
 *
 * In doubt a mark counts: an item that is held back for nothing costs a staff member one mail, a
 * published secret cannot be called back. Only a legend that explains the colours is let through.
 */
#include "ingest/handling.h"

#include "base/text.h"
#include "ingest/readable.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_BYTES (2 * 1024 * 1024)
#define MAX_DEPTH 5   /* of attached messages */
#define MAX_HITS  500 /* of one mark in one text */
#define LEGEND    3   /* so many colours in one text explain the scheme */

typedef struct {
	GRegex *pattern;
	char *mark; /* NULL: as found */
	char *tlp;  /* colour, or NULL */
	gboolean as_mark, restricted;
} Mark;

typedef struct {
	GArray *marks; /* Mark, strictest first */
	GRegex *explains_after, *explains_before, *mark_after, *mark_before;
	GPtrArray *headers, *sensitivity;
} Data;

static GRegex *compile(const KwYaml *root, const char *key)
{
	g_autoptr(GPtrArray) patterns = kw_recognition_patterns(kw_yaml_find(root, key));

	return g_regex_ref(patterns->pdata[0]);
}

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("handling");
	const KwYaml *marks = kw_yaml_find(root, "marks");
	Data *data = g_new0(Data, 1);

	data->marks = g_array_new(FALSE, FALSE, sizeof(Mark));
	for (guint i = 0; i < kw_yaml_size(marks); i++) {
		const KwYaml *node = kw_yaml_at(marks, i);
		Mark mark = {
			.pattern = compile(node, "pattern"),
			.mark = g_strdup(kw_yaml_find_text(node, "mark")),
			.tlp = g_strdup(kw_yaml_find_text(node, "tlp")),
			.as_mark = g_strcmp0(kw_yaml_find_text(node, "where"), "as-mark") == 0,
			.restricted = g_strcmp0(kw_yaml_find_text(node, "restricted"), "no") != 0,
		};

		g_array_append_val(data->marks, mark);
	}
	data->explains_after = compile(root, "explains_after");
	data->explains_before = compile(root, "explains_before");
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

/* The line around start..end, cut before and behind the hit. */
static void cut_line(const char *text, int start, int end, char **out_before, char **out_after)
{
	const char *line = text + start, *stop = text + end;

	while (line > text && line[-1] != '\n')
		line--;
	*out_before = g_strndup(line, (size_t)(text + start - line));
	*out_after = g_strndup(stop, strcspn(stop, "\n"));
}

static gboolean is_meant(const Mark *mark, const char *text, int start, int end)
{
	const Data *data = get_data();
	g_autofree char *before = NULL, *after = NULL;

	cut_line(text, start, end, &before, &after);
	if (g_regex_match(data->explains_after, after, 0, NULL) ||
	    g_regex_match(data->explains_before, before, 0, NULL))
		return FALSE;
	if (!mark->as_mark)
		return TRUE;
	return g_regex_match(data->mark_after, after, 0, NULL) &&
	       (g_regex_match(data->mark_before, before, 0, NULL) ||
		g_regex_match_simple("[はをも、。]\\s*$", before, 0, 0));
}

typedef struct {
	guint all, meant; /* how often it stands there, and how often it is not explained */
	char *found;      /* the first that is meant, as it stands */
} Hits;

static void find_mark(const Mark *mark, const char *text, Hits *out)
{
	g_autoptr(GMatchInfo) match = NULL;

	g_regex_match(mark->pattern, text, 0, &match);
	for (; out->all < MAX_HITS && g_match_info_matches(match); g_match_info_next(match, NULL)) {
		int start, end;

		out->all++;
		g_match_info_fetch_pos(match, 0, &start, &end);
		if (!is_meant(mark, text, start, end))
			continue;
		if (!out->meant++)
			out->found = mark->mark ? g_strdup(mark->mark)
						: g_match_info_fetch(match, 0);
	}
}

static void hits_clear(gpointer hits)
{
	g_free(((Hits *)hits)->found);
}

/* The strictest mark of a text is put into `out` where it is stricter than what is there. In a
 * legend every colour stands as often as the others: a colour that stands there more often than
 * the rarest is the text's own. */
static void look(const char *text, const char *where, guint *strictest, KwHandling *out)
{
	const GArray *marks = get_data()->marks;
	g_autofree char *folded = kw_recognition_fold_lines(text, MAX_BYTES);
	g_autoptr(GArray) hits = g_array_new(FALSE, TRUE, sizeof(Hits));
	g_autoptr(GHashTable) colours = g_hash_table_new(g_str_hash, g_str_equal);
	guint rarest = G_MAXUINT;

	g_array_set_size(hits, marks->len);
	g_array_set_clear_func(hits, hits_clear);
	for (guint i = 0; i < marks->len; i++) {
		const Mark *mark = &g_array_index(marks, Mark, i);
		Hits *hit = &g_array_index(hits, Hits, i);

		find_mark(mark, folded, hit);
		if (hit->all && mark->tlp) {
			g_hash_table_add(colours, mark->tlp);
			rarest = MIN(rarest, hit->all);
		}
	}
	for (guint i = 0; i < MIN(marks->len, *strictest); i++) {
		const Mark *mark = &g_array_index(marks, Mark, i);
		const Hits *hit = &g_array_index(hits, Hits, i);
		gboolean legend = mark->tlp && g_hash_table_size(colours) >= LEGEND;

		if (!hit->meant || (legend && hit->meant <= rarest))
			continue;
		*strictest = i;
		g_free(out->mark);
		out->mark = g_utf8_strup(hit->found, -1);
		out->where = where;
		out->restricted = mark->restricted;
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

static void look_at_message(const KwMessage *message, const char *text, int depth, guint *strictest,
			    KwHandling *out)
{
	g_autoptr(GPtrArray) attachments = kw_message_attachments(message);

	look(message->subject, "subject", strictest, out);
	look_at_headers(message, strictest, out);
	look(text, "body", strictest, out);
	for (guint i = 0; i < attachments->len; i++) {
		const KwPart *part = attachments->pdata[i];

		if (part->name)
			look(part->name, "attachment", strictest, out);
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
