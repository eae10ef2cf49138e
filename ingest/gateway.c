/* Finding what mail systems added: warnings above and below a text, marks in a Subject (words:
 * gateway.yaml). It is about the mail and not about its news: left in, it would be the staff
 * member's comment, or the first sentence of the story. Links are gateway_link.c's.
 *
 * Only the edges of a text are looked at: further inside the same words are somebody's advice. */
#include "ingest/gateway.h"

#include "base/text.h"
#include "ingest/label.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_LINES      16  /* of a notice, with blank ones */
#define MAX_LINE_BYTES 600 /* a longer line holds more than a notice */
#define MAX_MARKS      6   /* in one Subject */

/* Before a mark there may be "Re:" and the like, which stay. */
#define BEFORE_MARK \
	"^((?:\\s*(?:re|fwd?|fw|aw|wg|tr|rv|転送|返信)\\s*(?:\\[\\d+\\])?\\s*[:：]\\s*)*)\\s*(?:"

typedef struct {
	char *id;
	GRegex *regex;
} Kind;

typedef struct {
	GArray *notices, *marks; /* Kind */
	GRegex *any;             /* any notice */
	GRegex *more;            /* a notice goes on */
	GRegex *footer;
} Patterns;

/* All patterns below `node` as one: most lines match none, and are asked once. */
static char *join(const KwYaml *node)
{
	g_autoptr(GPtrArray) texts = kw_recognition_texts(node, FALSE);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < texts->len; i++)
		g_string_append_printf(out, "%s(?:%s)", i ? "|" : "", (char *)texts->pdata[i]);
	return g_string_free(out, FALSE);
}

static GRegex *compile(const char *before, const char *text, const char *after)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *whole = g_strconcat(before, text, after, NULL);
	GRegex *regex = g_regex_new(whole, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, &error);

	if (!regex)
		g_error("gateway.yaml: %s", error->message);
	return regex;
}

static GArray *load_kinds(const KwYaml *map, const char *before, const char *after)
{
	GArray *kinds = g_array_new(FALSE, FALSE, sizeof(Kind));

	for (guint i = 0; i < kw_yaml_size(map); i++) {
		g_autofree char *text = join(kw_yaml_at(map, i));
		const Kind kind = {g_strdup(kw_yaml_key(map, i)), compile(before, text, after)};

		g_array_append_val(kinds, kind);
	}
	return kinds;
}

static gpointer load_patterns(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("gateway");
	const KwYaml *notices = kw_yaml_find(root, "notices");
	g_autofree char *any = join(notices);
	g_autofree char *more = join(kw_yaml_find(root, "notices_go_on"));
	g_autofree char *footer = join(kw_yaml_find(root, "footers"));
	Patterns *patterns = g_new0(Patterns, 1);

	patterns->notices = load_kinds(notices, "", "");
	patterns->marks = load_kinds(kw_yaml_find(root, "subject_marks"), BEFORE_MARK, ")\\s*");
	patterns->any = compile("", any, "");
	patterns->more = compile("", more, "");
	patterns->footer = compile("", footer, "");
	return patterns;
}

static const Patterns *get_patterns(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_patterns, NULL);
}

/* ---- notes ---- */

gboolean kw_gateway_has_note(const GPtrArray *notes, const char *id)
{
	for (guint i = 0; notes && i < notes->len; i++)
		if (g_str_equal(notes->pdata[i], id))
			return TRUE;
	return FALSE;
}

void kw_gateway_note(GPtrArray *notes, const char *id)
{
	if (notes && !kw_gateway_has_note(notes, id))
		g_ptr_array_add(notes, g_strdup(id));
}

/* ---- notices ---- */

static gboolean is_blank(const char *line)
{
	return *kw_label_skip_blanks(line) == '\0';
}

static gboolean goes_on(const char *line)
{
	return strlen(line) <= MAX_LINE_BYTES &&
	       (g_regex_match(get_patterns()->more, line, 0, NULL) || kw_label_separator(line));
}

static gboolean is_footer(const char *line)
{
	return strlen(line) <= MAX_LINE_BYTES &&
	       g_regex_match(get_patterns()->footer, line, 0, NULL);
}

gboolean kw_gateway_is_notice(const char *line, GPtrArray *notes)
{
	const Patterns *patterns = get_patterns();

	if (!*line || strlen(line) > MAX_LINE_BYTES || !g_regex_match(patterns->any, line, 0, NULL))
		return FALSE;
	for (guint i = 0; i < patterns->notices->len; i++) {
		const Kind *kind = &g_array_index(patterns->notices, Kind, i);

		if (g_regex_match(kind->regex, line, 0, NULL))
			kw_gateway_note(notes, kind->id);
	}
	return TRUE;
}

guint kw_gateway_top(const char *const *lines, guint end, GPtrArray *notes)
{
	guint below = 0;

	for (guint i = 0; i < MIN(end, MAX_LINES) && lines[i]; i++) {
		if (is_blank(lines[i]))
			continue;
		if (kw_gateway_is_notice(lines[i], notes) || (below && goes_on(lines[i])))
			below = i + 1;
		else if (!kw_label_separator(lines[i]))
			break;
	}
	return below;
}

guint kw_gateway_bottom(const char *const *lines, guint start, guint end, GPtrArray *notes)
{
	guint above = end, found = end;

	for (guint i = end; i > start && end - i < MAX_LINES; i--) {
		const char *line = lines[i - 1];

		if (is_blank(line))
			continue;
		if (kw_gateway_is_notice(line, notes) || is_footer(line))
			found = above = i - 1;
		else if (kw_label_separator(line) && found < end)
			above = i - 1; /* its frame */
		else if (!goes_on(line))
			break;
	}
	return above;
}

char *kw_gateway_strip(const char *text, GPtrArray *notes)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	const char *const *all = (const char *const *)lines;
	guint n = g_strv_length(lines), top = kw_gateway_top(all, n, notes);
	guint bottom = kw_gateway_bottom(all, top, n, notes);
	g_autofree char *joined = NULL;

	if (bottom < n) {
		g_free(lines[bottom]);
		lines[bottom] = NULL;
		for (guint i = bottom + 1; i < n; i++)
			g_free(lines[i]);
	}
	joined = g_strjoinv("\n", lines + top);
	return kw_text_tidy(joined);
}

/* ---- Subject ---- */

/* The first mark of one kind is taken out of `subject`; FALSE: there is none. */
static gboolean take_mark(char *subject, const Kind *kind)
{
	g_autoptr(GMatchInfo) match = NULL;
	int end, before;

	if (!g_regex_match(kind->regex, subject, 0, &match))
		return FALSE;
	g_match_info_fetch_pos(match, 1, NULL, &before);
	g_match_info_fetch_pos(match, 0, NULL, &end);
	if (!subject[end] && before == 0)
		return FALSE; /* nothing but the mark is a title, too */
	memmove(subject + before, subject + end, strlen(subject + end) + 1);
	return TRUE;
}

char *kw_gateway_subject(const char *subject, GPtrArray *notes)
{
	const GArray *marks = get_patterns()->marks;
	char *left = g_strdup(subject);
	gboolean changed = TRUE;

	for (int n = 0; changed && n < MAX_MARKS; n++) {
		changed = FALSE;
		for (guint i = 0; i < marks->len; i++) {
			const Kind *kind = &g_array_index(marks, Kind, i);

			if (!take_mark(left, kind))
				continue;
			kw_gateway_note(notes, kind->id);
			changed = TRUE;
		}
	}
	return left;
}
