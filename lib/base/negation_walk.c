/* What the marks of a text say of its names. Two walks: from the end for cues that look back, from
 * the start for those that look ahead. Headings ("影響を受けないもの") govern the lines below and
 * are a walk of their own, over lines. Nothing is parsed: whoever is named a clause away, or behind
 * a condition, is taken to be meant. */
#include "negation_walk-private.h"

#include <string.h>

#define MAX_GAP     75 /* bytes between a cue and a name, or two names: 25 kanji, 12 words */
#define MAX_BESIDE  24
#define MAX_HEADING 90

/* A cue says nothing in a sentence that makes a condition: "where the portal is closed, 7.4 is not
 * affected" speaks of what is. */
static void drop_conditional(const KwMarks *w)
{
	guint start = 0;
	gboolean is_conditional = FALSE;

	for (guint i = 0; i <= w->marks->len; i++) {
		gboolean ends = i == w->marks->len || kw_mark_at(w, i)->kind == KW_MARK_END;

		if (!ends) {
			is_conditional |= kw_mark_at(w, i)->kind == KW_MARK_CONDITION;
			continue;
		}
		for (guint j = start; is_conditional && j < i; j++)
			if (kw_mark_at(w, j)->kind == KW_MARK_BEFORE ||
			    kw_mark_at(w, j)->kind == KW_MARK_AFTER)
				kw_mark_at(w, j)->kind = KW_MARK_STOP;
		start = i + 1;
		is_conditional = FALSE;
	}
}

/* ---- what a cue looks at ---- */

/* Behind as many of the words as follow each other. */
static const char *skip(const char *p, const char *const *words)
{
	for (guint i = 0; words[i];)
		if (g_str_has_prefix(p, words[i])) {
			p += strlen(words[i]);
			i = 0;
		} else {
			i++;
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
static const char *behind_things(const KwMarks *w, guint i)
{
	static const char *const joints[] = {" ", "の", "・", "/", "と", "および", NULL};
	const char *p = w->folded->text + kw_mark_at(w, i)->end;

	for (guint j = i + 1; j < w->marks->len; j++) {
		const char *next = skip(p, joints);
		const KwMark *mark = kw_mark_at(w, j);

		if (mark->kind != KW_MARK_THING || w->folded->text + mark->at != next)
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
static gboolean looks_ahead(const KwMarks *w, guint i)
{
	const KwMark *cue = kw_mark_at(w, i),
		     *next = i + 1 < w->marks->len ? kw_mark_at(w, i + 1) : NULL;
	const char *text = w->folded->text, *end = text + cue->end, *p = behind_things(w, i);
	gboolean has_thing = p > end;

	while (*p == ' ' || *p == ')')
		p++;
	if (*p == ':' || (has_thing && is_colon(p)))
		return TRUE;
	/* 影響を受けないWindows */
	return next && next->kind == KW_MARK_HIT && !g_ascii_isalpha(end[-1]) &&
	       (next->at == cue->end ||
		(g_str_has_prefix(end, "の") && next->at == cue->end + strlen("の")));
}

static gboolean is_undone(const KwMarks *w, guint i)
{
	const KwMark *cue = kw_mark_at(w, i),
		     *next = i + 1 < w->marks->len ? kw_mark_at(w, i + 1) : NULL;

	return next && next->kind == KW_MARK_UNDO && next->at - cue->end <= strlen("という");
}

/* ---- the walks ---- */

/* Names right before the mark, or right behind it with `step` 1. */
static void take_beside(KwMarks *w, guint i, int step)
{
	size_t reach = step < 0 ? kw_mark_at(w, i)->at : kw_mark_at(w, i)->end;

	for (guint j = i + (guint)step; j < w->marks->len; j += (guint)step) {
		const KwMark *mark = kw_mark_at(w, j);

		if (mark->kind == KW_MARK_THING)
			continue;
		if (mark->kind != KW_MARK_HIT || !(step < 0 ? is_joint(w->folded, mark->end, reach)
							    : is_joint(w->folded, reach, mark->at)))
			return;
		w->beside[mark->hit] = TRUE;
		reach = step < 0 ? mark->at : mark->end;
	}
}

static void walk_back(KwMarks *w)
{
	gboolean is_active = FALSE;
	size_t reach = 0;

	for (guint i = w->marks->len; i-- > 0;) {
		const KwMark *mark = kw_mark_at(w, i);

		switch (mark->kind) {
		case KW_MARK_HIT:
			is_active = is_active && reach - mark->end <= MAX_GAP;
			w->negated[mark->hit] |= is_active;
			break;
		case KW_MARK_BEFORE: is_active = !looks_ahead(w, i) && !is_undone(w, i); break;
		case KW_MARK_BESIDE_BEFORE: take_beside(w, i, -1); break;
		case KW_MARK_BESIDE_AFTER:
		case KW_MARK_CONDITION:
		case KW_MARK_THING:
		case KW_MARK_LIST: break;
		case KW_MARK_END:
		case KW_MARK_AFTER:
		case KW_MARK_UNDO:
		case KW_MARK_STOP: is_active = FALSE; break;
		}
		reach = mark->at;
	}
}

static void walk_ahead(KwMarks *w)
{
	gboolean is_active = FALSE;
	size_t reach = 0;

	for (guint i = 0; i < w->marks->len; i++) {
		const KwMark *mark = kw_mark_at(w, i);

		switch (mark->kind) {
		case KW_MARK_HIT:
			is_active = is_active && mark->at - reach <= MAX_GAP;
			w->negated[mark->hit] |= is_active;
			break;
		case KW_MARK_AFTER: is_active = TRUE; break;
		case KW_MARK_BEFORE: is_active = looks_ahead(w, i) && !is_undone(w, i); break;
		case KW_MARK_BESIDE_AFTER: take_beside(w, i, 1); break;
		case KW_MARK_BESIDE_BEFORE:
		case KW_MARK_CONDITION:
		case KW_MARK_THING:
		case KW_MARK_LIST: break;
		case KW_MARK_END:
		case KW_MARK_UNDO:
		case KW_MARK_STOP: is_active = FALSE; break;
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
static void read_marks(const KwMarks *w, Line *line, guint *i)
{
	size_t end = (size_t)(line->end - w->folded->lines);

	line->cue = G_MAXUINT;
	for (; *i < w->marks->len && kw_mark_at(w, *i)->at < end; (*i)++) {
		KwMarkKind kind = kw_mark_at(w, *i)->kind;

		line->has_hit |= kind == KW_MARK_HIT;
		line->has_stop |= kind == KW_MARK_STOP || kind == KW_MARK_UNDO;
		line->has_thing |= kind == KW_MARK_THING;
		line->has_list |= kind == KW_MARK_LIST;
		if (kind == KW_MARK_BEFORE || kind == KW_MARK_AFTER)
			line->cue = *i;
	}
}

/* "影響を受けないもの", "Products not affected", "次の製品は影響を受けません。" */
static gboolean is_heading(const KwMarks *w, const Line *line)
{
	const char *cue;

	if (line->has_hit || line->has_stop || line->cue == G_MAXUINT ||
	    line->end - line->start > MAX_HEADING)
		return FALSE;
	cue = w->folded->lines + kw_mark_at(w, line->cue)->at;
	return (line->has_list || line->has_thing || kw_negation_is_heading_mark(line->start) ||
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
	if (kw_negation_is_heading_mark(line->start) || line->has_stop || line->end[-1] == ':')
		return TRUE;
	if (kw_negation_is_bullet(line->start))
		return FALSE;
	return !line->has_hit || (line->after_gap && has_items) || is_sentence(line);
}

static void negate_line(KwMarks *w, guint from, guint to)
{
	for (guint i = from; i < to; i++)
		if (kw_mark_at(w, i)->kind == KW_MARK_HIT)
			w->negated[kw_mark_at(w, i)->hit] = TRUE;
}

static void walk_lines(KwMarks *w)
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

void kw_negation_walk(KwMarks *w)
{
	drop_conditional(w);
	walk_back(w);
	walk_ahead(w);
	walk_lines(w);
}
