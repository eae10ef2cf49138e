/* Laying out plain text: CSS white space and breaks, as far as a text without columns needs them.
 *
 * What an element means is html.c's. A table serves two masters: a table of data reads best with
 * its cells on one line, a table that only places things with its cells below each other. A row is
 * data where every cell is a single line. */
#include "flow-private.h"

#include <string.h>

#define MAX_BOXES 32
#define MAX_QUOTE 16 /* "> " is not repeated more often than this */

typedef struct {
	KwFlowBox kind;
	GString *text;
	int lines;             /* line ends owed before the next character */
	gboolean blank, is_lf; /* a blank is owed; it was a line end in the source */
	char *bullet;          /* waits for the text behind it */
	gunichar last;         /* last character, 0 = none yet */
	GPtrArray *cells;      /* of a row: char *, owned */
} Box;

struct KwFlow {
	Box boxes[MAX_BOXES];
	guint n;     /* open boxes */
	guint extra; /* opened beyond MAX_BOXES */
	guint quotes;
	size_t max_bytes, left; /* `left` may still come */
	gboolean is_moving;     /* what comes was counted already, in an inner box */
};

static Box *top(KwFlow *flow)
{
	return &flow->boxes[flow->n - 1];
}

KwFlow *kw_flow_new(size_t max_bytes)
{
	KwFlow *flow = g_new0(KwFlow, 1);

	flow->max_bytes = flow->left = max_bytes;
	flow->boxes[0].text = g_string_new(NULL);
	flow->n = 1;
	return flow;
}

static void box_clear(Box *box)
{
	if (box->text)
		g_string_free(box->text, TRUE);
	if (box->cells)
		g_ptr_array_unref(box->cells);
	g_free(box->bullet);
	memset(box, 0, sizeof(*box));
}

void kw_flow_free(KwFlow *flow)
{
	for (guint i = 0; i < flow->n; i++)
		box_clear(&flow->boxes[i]);
	g_free(flow);
}

/* HTML gives the numbers of C1 controls the meaning they have in Windows-1252. */
static gunichar from_c1(gunichar c)
{
	static const guint16 table[] = {
		0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
		0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
	};

	return c >= 0x80 && c <= 0x9f ? table[c - 0x80] : c;
}

/* Between two wide characters the end of a source line is not a blank (CSS Text 3 §4.1.2). */
static void emit(KwFlow *flow, gunichar c)
{
	Box *box = top(flow);

	size_t before = box->text->len, bytes;

	if (box->lines && box->last)
		g_string_append(box->text, box->lines > 1 ? "\n\n" : "\n");
	else if (box->blank && !box->bullet && box->last && box->last != '\n' &&
		 !(box->is_lf && g_unichar_iswide(box->last) && g_unichar_iswide(c)))
		g_string_append_c(box->text, ' ');
	if (box->bullet)
		g_string_append(box->text, box->bullet);
	g_clear_pointer(&box->bullet, g_free);
	box->lines = 0;
	box->blank = box->is_lf = FALSE;
	box->last = c;
	g_string_append_unichar(box->text, c);
	bytes = flow->is_moving ? 0 : box->text->len - before;
	flow->left -= MIN(flow->left, bytes);
}

/* Behind the characters at `p` that go as they are: no blank, no control. */
static const char *run_end(const char *p, const char *end)
{
	while (p < end) {
		guchar c = (guchar)*p;

		if (c > ' ' && c < 0x7f)
			p++;
		else if (c > 0xe0 && c < 0xf0 && end - p >= 3)
			p += 3;
		else
			break;
	}
	return p;
}

/* What follows a character that was emitted: nothing is owed any more. */
static const char *emit_run(KwFlow *flow, const char *p, const char *end)
{
	Box *box = top(flow);
	const char *behind = run_end(p, end);
	size_t n = (size_t)(behind - p);

	if (n == 0 || (n > flow->left && !flow->is_moving))
		return p;
	g_string_append_len(box->text, p, (gssize)n);
	box->last = g_utf8_get_char(g_utf8_prev_char(behind));
	flow->left -= flow->is_moving ? 0 : n;
	return behind;
}

void kw_flow_text(KwFlow *flow, const char *text, size_t length, gboolean preformatted)
{
	Box *box = top(flow);

	for (const char *p = text, *end = text + length;
	     p < end && (flow->left || flow->is_moving);) {
		gunichar c = g_utf8_get_char(p);

		p = g_utf8_next_char(p);
		if (c == '\r' && preformatted)
			continue;
		if (c == '\n' && preformatted) {
			kw_flow_newline(flow);
		} else if (c < 0x80 && g_ascii_isspace((char)c) && !preformatted) {
			box->blank = TRUE;
			box->is_lf |= c == '\n' || c == '\r';
		} else if (c >= ' ' || c == '\t') {
			emit(flow, c == 0xa0 ? ' ' : from_c1(c));
			p = emit_run(flow, p, end);
		}
	}
}

void kw_flow_break(KwFlow *flow, int lines)
{
	Box *box = top(flow);

	if (!box->bullet)
		box->lines = MAX(box->lines, lines);
	box->blank = box->is_lf = FALSE;
}

void kw_flow_newline(KwFlow *flow)
{
	Box *box = top(flow);

	if (!box->bullet)
		box->lines = MIN(box->lines + 1, 2);
	box->blank = box->is_lf = FALSE;
}

void kw_flow_bullet(KwFlow *flow, const char *bullet)
{
	Box *box = top(flow);

	g_free(box->bullet);
	box->bullet = g_strdup(bullet);
}

/* A finished text as lines of their own in the innermost box. */
static void append_block(KwFlow *flow, const char *text, const char *prefix)
{
	kw_flow_break(flow, 1);
	for (const char *line = text;;) {
		const char *end = strchrnul(line, '\n');

		kw_flow_text(flow, prefix, strlen(prefix), TRUE);
		kw_flow_text(flow, line, end - line, TRUE);
		if (!*end)
			break;
		/* a line end that is owed would swallow an empty line without a prefix */
		kw_flow_newline(flow);
		line = end + 1;
	}
	kw_flow_break(flow, 1);
}

static gboolean ends_in_colon(const GString *text)
{
	const char *wide = "：";
	size_t n = strlen(wide);

	return text->str[text->len - 1] == ':' ||
	       (text->len >= n && strcmp(text->str + text->len - n, wide) == 0);
}

/* Rules: no empty cells; "Subject:" and its value are one line, as a mail's header reads. */
static char *join_cells(GPtrArray *cells)
{
	GString *out = g_string_new(NULL);
	gboolean is_data = TRUE;

	for (guint i = 0; i < cells->len; i++)
		is_data = is_data && !strchr(cells->pdata[i], '\n');
	for (guint i = 0; i < cells->len; i++) {
		const char *cell = cells->pdata[i];

		if (!*cell)
			continue;
		if (out->len && !is_data)
			g_string_append_c(out, '\n');
		else if (out->len)
			g_string_append(out, ends_in_colon(out) ? " " : " | ");
		g_string_append(out, cell);
	}
	return g_string_free(out, FALSE);
}

void kw_flow_open(KwFlow *flow, KwFlowBox kind)
{
	Box *box;

	if (flow->n == MAX_BOXES) {
		flow->extra++;
		kw_flow_break(flow, 1);
		return;
	}
	box = &flow->boxes[flow->n++];
	box->kind = kind;
	box->text = g_string_new(NULL);
	if (kind == KW_FLOW_ROW)
		box->cells = g_ptr_array_new_with_free_func(g_free);
	flow->quotes += kind == KW_FLOW_QUOTE;
}

void kw_flow_close(KwFlow *flow)
{
	g_autofree char *text = NULL;
	Box box;

	if (flow->extra) {
		flow->extra--;
		kw_flow_break(flow, 1);
		return;
	}
	g_assert(flow->n > 1);
	box = *top(flow);
	memset(top(flow), 0, sizeof(box));
	flow->n--;
	g_free(box.bullet);
	text = g_strstrip(g_string_free(box.text, FALSE));
	if (box.kind == KW_FLOW_CELL && top(flow)->kind == KW_FLOW_ROW) {
		g_ptr_array_add(top(flow)->cells, g_steal_pointer(&text));
		return;
	}
	if (box.kind == KW_FLOW_ROW) {
		/* text between the cells of a broken table comes last */
		g_ptr_array_add(box.cells, g_steal_pointer(&text));
		text = join_cells(box.cells);
		g_ptr_array_unref(box.cells);
	}
	flow->quotes -= box.kind == KW_FLOW_QUOTE;
	flow->is_moving = TRUE;
	if (*text)
		append_block(flow, text,
			     box.kind == KW_FLOW_QUOTE && flow->quotes < MAX_QUOTE ? "> " : "");
	flow->is_moving = FALSE;
}

size_t kw_flow_mark(const KwFlow *flow)
{
	return flow->boxes[flow->n - 1].text->len;
}

char *kw_flow_since(const KwFlow *flow, size_t mark)
{
	const GString *text = flow->boxes[flow->n - 1].text;

	return g_strstrip(g_strdup(mark < text->len ? text->str + mark : ""));
}

char *kw_flow_finish(KwFlow *flow)
{
	flow->extra = 0;
	while (flow->n > 1)
		kw_flow_close(flow);
	GString *text = g_steal_pointer(&flow->boxes[0].text);
	if (text->len > flow->max_bytes) { /* by "> " and " | " */
		const char *end = g_utf8_find_prev_char(text->str, text->str + flow->max_bytes);

		g_string_truncate(text, end ? (gsize)(end - text->str) : 0);
	}
	return g_string_free(text, FALSE);
}
