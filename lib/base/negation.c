/* "FortiGate は影響を受けません": which names a text takes back.
 *
 * Names, the cues of negation.yaml and the ends of sentences are marks in one list by place, which
 * is walked twice: from its end for cues that look back, from its start for those that look ahead.
 * Headings ("影響を受けないもの") govern the lines below and are a walk of their own, over lines.
 * Nothing is parsed: whoever is named a clause away, or behind a condition, is taken to be meant.
 */
#include "negation-private.h"

#include "base/yaml.h"

#include <string.h>

#define PATH        "lib/base/negation.yaml"
#define MAX_GAP     75 /* bytes between a cue and a name, or two names: 25 kanji, 12 words */
#define MAX_BESIDE  24
#define WRAP_BYTES  100 /* a line that is shorter was not wrapped: it ends what it says */
#define WRAP_ASCII  55
#define MAX_HEADING 90

typedef enum {
	HIT,
	END, /* of a sentence or a list item */
	BEFORE,
	AFTER,
	BESIDE_BEFORE,
	BESIDE_AFTER,
	UNDO,
	STOP,
	CONDITION,
	THING,
	LIST,
} Kind;

static const char *const kind_names[] = {
	[BEFORE] = "before",
	[AFTER] = "after",
	[BESIDE_BEFORE] = "beside-before",
	[BESIDE_AFTER] = "beside-after",
	[UNDO] = "undo",
	[STOP] = "stop",
	[CONDITION] = "condition",
	[THING] = "thing",
	[LIST] = "list",
};

struct KwNegation {
	KwNames *cues; /* their owners are elements of kind_names */
	gboolean is_empty;
};

typedef struct {
	size_t at, end;
	Kind kind;
	guint hit; /* HIT: which */
} Mark;

typedef struct {
	const KwFolded *folded;
	GArray *marks;
	gboolean *negated, *beside; /* one a hit */
} Walk;

/* ---- the cues ---- */

static gboolean holds(const KwYaml *list, const char *text)
{
	for (guint i = 0; i < kw_yaml_size(list); i++)
		if (g_str_equal(kw_yaml_text(kw_yaml_at(list, i)), text))
			return TRUE;
	return FALSE;
}

static const char *const *kind_of(const KwYaml *entry)
{
	const char *name = kw_yaml_find_text(entry, "kind");

	for (guint i = BEFORE; i < G_N_ELEMENTS(kind_names); i++)
		if (g_str_equal(kind_names[i], name))
			return &kind_names[i];
	g_error(PATH ": no such kind: %s", name);
}

static void add_cues(KwNegation *negation, const KwYaml *entry)
{
	const KwYaml *cues = kw_yaml_find(entry, "cues"), *stems = kw_yaml_find(entry, "stems");
	const KwYaml *ends = kw_yaml_find(entry, "ends");

	for (guint i = 0; cues && i < kw_yaml_size(cues); i++)
		kw_names_add(negation->cues, kw_yaml_text(kw_yaml_at(cues, i)), kind_of(entry));
	for (guint i = 0; stems && i < kw_yaml_size(stems); i++)
		for (guint j = 0; j < kw_yaml_size(ends); j++) {
			g_autofree char *cue = g_strconcat(kw_yaml_text(kw_yaml_at(stems, i)),
							   kw_yaml_text(kw_yaml_at(ends, j)), NULL);

			kw_names_add(negation->cues, cue, kind_of(entry));
		}
}

KwNegation *kw_negation_new(const char *file)
{
	g_autoptr(KwYaml) root = kw_yaml_of_asset(PATH);
	KwNegation *negation = g_new0(KwNegation, 1);

	negation->cues = kw_names_new();
	negation->is_empty = TRUE;
	for (guint i = 0; i < kw_yaml_size(root); i++) {
		const KwYaml *entry = kw_yaml_at(root, i);

		if (!holds(kw_yaml_find(entry, "files"), file))
			continue;
		add_cues(negation, entry);
		negation->is_empty = FALSE;
	}
	kw_names_seal(negation->cues);
	return negation;
}

void kw_negation_free(KwNegation *negation)
{
	if (!negation)
		return;
	kw_names_free(negation->cues);
	g_free(negation);
}

/* ---- the marks ---- */

static void add_mark(GArray *marks, size_t at, size_t end, Kind kind, guint hit)
{
	Mark mark = {at, end, kind, hit};

	g_array_append_val(marks, mark);
}

static gboolean starts_with_any(const char *text, const char *const *starts)
{
	for (; *starts; starts++)
		if (g_str_has_prefix(text, *starts))
			return TRUE;
	return FALSE;
}

static gboolean is_bullet(const char *line)
{
	static const char *const bullets[] = {"・", "●", "○", "◎", "◯",  "- ", "* ",
					      "• ", "–", "—", "→", "‐ ", NULL};
	size_t digits = strspn(line, "0123456789");

	return starts_with_any(line, bullets) || *line == '(' ||
	       (digits && digits < 3 && (line[digits] == '.' || line[digits] == ')'));
}

static gboolean is_heading_mark(const char *line)
{
	static const char *const headings[] = {"■",  "◆", "▼", "▽", "□", "◇", "★",
					       "【", "[", "#", "=", "<", NULL};

	return starts_with_any(line, headings);
}

/* Whether what is said in the line of `line` goes on behind its end. */
static gboolean is_wrapped(const char *line, const char *end)
{
	gboolean is_ascii = TRUE;

	for (const char *p = line; p < end && is_ascii; p++)
		is_ascii = (guchar)*p < 0x80;
	return end - line >= (is_ascii ? WRAP_ASCII : WRAP_BYTES) && !is_bullet(end + 1) &&
	       !is_heading_mark(end + 1);
}

static void mark_ends(const KwFolded *folded, GArray *marks)
{
	const char *line = folded->lines;

	for (const char *p = line; *p; p = g_utf8_next_char(p)) {
		size_t at = (size_t)(p - folded->lines);
		gboolean ends = *p == '\f' || *p == '!' || *p == '?' || *p == ';' ||
				(*p == '.' && strchr(" \n\f", p[1])) || g_str_has_prefix(p, "。") ||
				(*p == '\n' && !is_wrapped(line, p));

		if (ends)
			add_mark(marks, at, at + 1, END, 0);
		if (*p == '\n' || *p == '\f')
			line = p + 1;
	}
}

/* A name at the start of a line begins a row of a table. */
static void mark_hits(const KwFolded *folded, const GArray *hits, GArray *marks)
{
	for (guint i = 0; i < hits->len; i++) {
		const KwNameHit *hit = &g_array_index(hits, KwNameHit, i);

		if (hit->at && folded->lines[hit->at - 1] == '\n')
			add_mark(marks, hit->at - 1, hit->at, END, 0);
		add_mark(marks, hit->at, hit->at + hit->length, HIT, i);
	}
}

static void mark_cues(const KwNegation *negation, const KwFolded *folded, GArray *marks)
{
	g_autoptr(GArray) cues = kw_names_find(negation->cues, folded->text);

	for (guint i = 0; i < cues->len; i++) {
		const KwNameHit *cue = &g_array_index(cues, KwNameHit, i);
		const char *const *kind = cue->owners->pdata[0];

		add_mark(marks, cue->at, cue->at + cue->length, (Kind)(kind - kind_names), 0);
	}
}

static int by_place(gconstpointer a, gconstpointer b)
{
	const Mark *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static Mark *mark_at(const Walk *w, guint i)
{
	return &g_array_index(w->marks, Mark, i);
}

/* A cue says nothing in a sentence that makes a condition of it: "7.4
 * で管理画面を閉じている場合は影響を 受けません" speaks of what is affected. */
static void drop_conditional(const Walk *w)
{
	guint start = 0;
	gboolean is_conditional = FALSE;

	for (guint i = 0; i <= w->marks->len; i++) {
		gboolean ends = i == w->marks->len || mark_at(w, i)->kind == END;

		if (!ends) {
			is_conditional |= mark_at(w, i)->kind == CONDITION;
			continue;
		}
		for (guint j = start; is_conditional && j < i; j++)
			if (mark_at(w, j)->kind == BEFORE || mark_at(w, j)->kind == AFTER)
				mark_at(w, j)->kind = STOP;
		start = i + 1;
		is_conditional = FALSE;
	}
}

/* ---- what a cue looks at ---- */

static const char *skip(const char *p, const char *const *words)
{
	for (const char *const *word = words; *word; word++)
		if (g_str_has_prefix(p, *word)) {
			p += strlen(*word);
			word = words - 1;
		}
	return p;
}

/* Nothing but what joins the names of a list stands from `from` to `to`: "A、B 7.0 および C". */
static gboolean is_joint(const KwFolded *folded, size_t from, size_t to)
{
	static const char *const joints[] = {" ",      "、",   ",",      "・",   "/",  "と",  "や",
					     "および", "及び", "または", "and",  "or", "the", "for",
					     "\"",     "「",   "」",     "製品", NULL};
	const char *p = folded->text + from, *end = folded->text + to;

	if (from > to || to - from > MAX_BESIDE)
		return FALSE;
	while (p < end) {
		const char *next = skip(p, joints);

		next += strspn(next, "0123456789.x");
		if (next == p)
			return FALSE;
		p = next;
	}
	return TRUE;
}

/* Behind the nouns that follow a cue: "影響を受けない|製品・バージョン". */
static const char *behind_things(const Walk *w, guint i)
{
	static const char *const joints[] = {" ", "の", "・", "/", "と", "および", NULL};
	const char *p = w->folded->text + mark_at(w, i)->end;

	for (guint j = i + 1; j < w->marks->len; j++) {
		const char *next = skip(p, joints);
		const Mark *mark = mark_at(w, j);

		if (mark->kind != THING || w->folded->text + mark->at != next)
			break;
		p = w->folded->text + mark->end;
	}
	return p;
}

static gboolean is_colon(const char *p)
{
	return *p == ':' || g_str_has_prefix(p, "は") || g_str_has_prefix(p, "=");
}

/* A noun or a colon makes a cue that looks back one that looks ahead: the names follow. */
static gboolean looks_ahead(const Walk *w, guint i)
{
	const Mark *cue = mark_at(w, i), *next = i + 1 < w->marks->len ? mark_at(w, i + 1) : NULL;
	const char *text = w->folded->text, *end = text + cue->end, *p = behind_things(w, i);
	gboolean has_thing = p > end;

	while (*p == ' ' || *p == ')')
		p++;
	if (*p == ':' || (has_thing && is_colon(p)))
		return TRUE;
	/* 影響を受けないWindows */
	return next && next->kind == HIT && !g_ascii_isalpha(end[-1]) &&
	       (next->at == cue->end ||
		(g_str_has_prefix(end, "の") && next->at == cue->end + strlen("の")));
}

static gboolean is_undone(const Walk *w, guint i)
{
	const Mark *cue = mark_at(w, i), *next = i + 1 < w->marks->len ? mark_at(w, i + 1) : NULL;

	return next && next->kind == UNDO && next->at - cue->end <= strlen("という");
}

/* ---- the walks ---- */

/* Names right before the mark, or right behind it with `step` 1. */
static void take_beside(Walk *w, guint i, int step)
{
	size_t reach = step < 0 ? mark_at(w, i)->at : mark_at(w, i)->end;

	for (guint j = i + (guint)step; j < w->marks->len; j += (guint)step) {
		const Mark *mark = mark_at(w, j);

		if (mark->kind == THING)
			continue;
		if (mark->kind != HIT || !(step < 0 ? is_joint(w->folded, mark->end, reach)
						    : is_joint(w->folded, reach, mark->at)))
			return;
		w->beside[mark->hit] = TRUE;
		reach = step < 0 ? mark->at : mark->end;
	}
}

static void walk_back(Walk *w)
{
	gboolean is_active = FALSE;
	size_t reach = 0;

	for (guint i = w->marks->len; i-- > 0;) {
		const Mark *mark = mark_at(w, i);

		switch (mark->kind) {
		case HIT:
			is_active = is_active && reach - mark->end <= MAX_GAP;
			w->negated[mark->hit] |= is_active;
			break;
		case BEFORE: is_active = !looks_ahead(w, i) && !is_undone(w, i); break;
		case BESIDE_BEFORE: take_beside(w, i, -1); break;
		case BESIDE_AFTER:
		case CONDITION:
		case THING:
		case LIST: break;
		case END:
		case AFTER:
		case UNDO:
		case STOP: is_active = FALSE; break;
		}
		reach = mark->at;
	}
}

static void walk_ahead(Walk *w)
{
	gboolean is_active = FALSE;
	size_t reach = 0;

	for (guint i = 0; i < w->marks->len; i++) {
		const Mark *mark = mark_at(w, i);

		switch (mark->kind) {
		case HIT:
			is_active = is_active && mark->at - reach <= MAX_GAP;
			w->negated[mark->hit] |= is_active;
			break;
		case AFTER: is_active = TRUE; break;
		case BEFORE: is_active = looks_ahead(w, i) && !is_undone(w, i); break;
		case BESIDE_AFTER: take_beside(w, i, 1); break;
		case BESIDE_BEFORE:
		case CONDITION:
		case THING:
		case LIST: break;
		case END:
		case UNDO:
		case STOP: is_active = FALSE; break;
		}
		reach = mark->end;
	}
}

/* ---- headings ---- */

typedef struct {
	const char *start, *end;
	gboolean after_gap; /* an empty line is before it */
	gboolean has_hit, has_stop, has_thing, has_list;
	guint cue; /* index of the mark; G_MAXUINT = none */
} Line;

/* Marks from *i on that stand in the line. */
static void read_marks(const Walk *w, Line *line, guint *i)
{
	size_t end = (size_t)(line->end - w->folded->lines);

	line->cue = G_MAXUINT;
	for (; *i < w->marks->len && mark_at(w, *i)->at < end; (*i)++) {
		Kind kind = mark_at(w, *i)->kind;

		line->has_hit |= kind == HIT;
		line->has_stop |= kind == STOP || kind == UNDO;
		line->has_thing |= kind == THING;
		line->has_list |= kind == LIST;
		if (kind == BEFORE || kind == AFTER)
			line->cue = *i;
	}
}

/* "影響を受けないもの", "Products not affected", "次の製品は影響を受けません。" */
static gboolean is_heading(const Walk *w, const Line *line)
{
	const char *cue;

	if (line->has_hit || line->has_stop || line->cue == G_MAXUINT ||
	    line->end - line->start > MAX_HEADING)
		return FALSE;
	cue = w->folded->lines + mark_at(w, line->cue)->at;
	return (line->has_list || line->has_thing || is_heading_mark(line->start) ||
		line->end[-1] == ':') &&
	       !memchr(line->start, ':', (size_t)(cue - line->start));
}

static gboolean is_sentence(const Line *line)
{
	size_t stop = strlen("。");

	return (size_t)(line->end - line->start) >= stop &&
	       memcmp(line->end - stop, "。", stop) == 0;
}

static gboolean ends_scope(const Line *line, gboolean has_items)
{
	if (is_heading_mark(line->start) || line->has_stop || line->end[-1] == ':')
		return TRUE;
	if (is_bullet(line->start))
		return FALSE;
	return !line->has_hit || (line->after_gap && has_items) || is_sentence(line);
}

static void negate_line(Walk *w, guint from, guint to)
{
	for (guint i = from; i < to; i++)
		if (mark_at(w, i)->kind == HIT)
			w->negated[mark_at(w, i)->hit] = TRUE;
}

static void walk_lines(Walk *w)
{
	gboolean is_governed = FALSE, has_items = FALSE, after_gap = FALSE;
	const char *start = w->folded->lines;

	for (guint i = 0; *start;) {
		Line line = {.start = start,
			     .end = start + strcspn(start, "\n\f"),
			     .after_gap = after_gap};
		guint from = i;

		read_marks(w, &line, &i);
		if (is_heading(w, &line)) {
			is_governed = TRUE;
			has_items = FALSE;
		} else if (is_governed && ends_scope(&line, has_items)) {
			is_governed = FALSE;
		} else if (is_governed) {
			negate_line(w, from, i);
			has_items = TRUE;
		}
		after_gap = *line.end == '\f';
		start = *line.end ? line.end + 1 : line.end;
	}
}

gboolean *kw_negation_find(const KwNegation *negation, const KwFolded *folded, const GArray *hits)
{
	gboolean *negated = g_new0(gboolean, hits->len + 1);
	g_autofree gboolean *beside = g_new0(gboolean, hits->len + 1);
	g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(Mark));
	Walk w = {folded, marks, negated, beside};

	if (negation->is_empty || !hits->len)
		return negated;
	mark_ends(folded, marks);
	mark_hits(folded, hits, marks);
	mark_cues(negation, folded, marks);
	g_array_sort(marks, by_place);
	drop_conditional(&w);
	walk_back(&w);
	walk_ahead(&w);
	walk_lines(&w);
	for (guint i = 0; i < hits->len; i++)
		negated[i] ^= beside[i];
	return negated;
}
