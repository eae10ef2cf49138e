/* Reads out of a regular expression what a text must hold for it to fit.
 *
 * Of a sequence every piece must be there: the most telling one is taken, be it a run of letters or
 * a group of which one alternative must be there. What looks ahead or back, a class of letters or
 * whatever may be left out says nothing; a construct that is not known here makes the whole pattern
 * say nothing. */
#include "needles-private.h"

#include <string.h>

typedef struct {
	const char *p;
	gboolean is_strange; /* something that is not read here */
} Reader;

typedef enum {
	PIECE_LETTER,  /* stands for itself */
	PIECE_GROUP,   /* with needles, or without */
	PIECE_OTHER,   /* any of several letters */
	PIECE_NOTHING, /* takes no room: "^", "\\b", "(?!…)" */
} PieceKind;

typedef struct {
	PieceKind kind;
	const char *letter;
	size_t length;
	GPtrArray *needles; /* of a group; NULL = none known */
} Piece;

static GPtrArray *read_choice(Reader *r);

/* --- which needle is the best --- */

/* A kanji or a letter of katakana tells more than one of hiragana or of the alphabet. */
static guint weight_of(const char *text)
{
	guint weight = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		weight += c >= 0x30a0 ? 2 : 1;
	}
	return weight;
}

/* The lightest of them; none at all weigh nothing. */
static guint weight_of_all(const GPtrArray *needles)
{
	guint least = needles ? G_MAXUINT : 0;

	for (guint i = 0; needles && i < needles->len; i++)
		least = MIN(least, weight_of(needles->pdata[i]));
	return least;
}

/* Consumes `needles`. */
static void offer(GPtrArray **best, GPtrArray *needles)
{
	GPtrArray *other = needles;

	if (weight_of_all(needles) > weight_of_all(*best)) {
		other = *best;
		*best = needles;
	}
	if (other)
		g_ptr_array_unref(other);
}

/* Empties `run`. */
static void offer_run(GPtrArray **best, GString *run)
{
	GPtrArray *needles;

	if (!run->len)
		return;
	needles = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(needles, g_strdup(run->str));
	g_string_truncate(run, 0);
	offer(best, needles);
}

/* --- pieces --- */

static Piece read_class(Reader *r)
{
	const char *p = r->p + 1;

	p += *p == '^';
	p += *p == ']';
	while (*p && *p != ']') {
		if (p[0] == '[' && p[1] == ':') {
			const char *end = strstr(p, ":]");

			p = end ? end + 1 : p;
		}
		p += *p == '\\' && p[1] ? 2 : 1;
	}
	r->is_strange |= !*p;
	r->p = *p ? p + 1 : p;
	return (Piece){.kind = PIECE_OTHER};
}

static Piece read_escape(Reader *r)
{
	const char *p = r->p + 1;
	const char *end = *p ? g_utf8_next_char(p) : p;

	r->p = end;
	if (*p == 'b' || *p == 'B')
		return (Piece){.kind = PIECE_NOTHING};
	if (*p == 'p' || *p == 'P')
		r->p = *end == '{' && strchr(end, '}') ? strchr(end, '}') + 1
						       : end + (*end != '\0');
	else if (!*p || (g_ascii_isalnum(*p) && !strchr("dDsSwWhHnt", *p)))
		r->is_strange = TRUE;
	else if (!g_ascii_isalnum(*p))
		return (Piece){.kind = PIECE_LETTER, .letter = p, .length = (size_t)(end - p)};
	return (Piece){.kind = PIECE_OTHER};
}

/* What a group may begin with, the longest first; any other "(?" and "(*" is strange. */
static const struct {
	const char *start;
	PieceKind kind;
} groups[] = {
	{"(?<=", PIECE_NOTHING}, {"(?<!", PIECE_NOTHING}, {"(?=", PIECE_NOTHING},
	{"(?!", PIECE_NOTHING},  {"(?:", PIECE_GROUP},    {"(", PIECE_GROUP},
};

static Piece read_group(Reader *r)
{
	guint i = 0;
	Piece piece;

	while (!g_str_has_prefix(r->p, groups[i].start))
		i++;
	r->p += strlen(groups[i].start);
	r->is_strange |= *r->p == '?' || *r->p == '*';
	piece = (Piece){.kind = groups[i].kind, .needles = read_choice(r)};
	r->is_strange |= *r->p != ')';
	r->p += *r->p == ')';
	if (piece.kind == PIECE_NOTHING)
		g_clear_pointer(&piece.needles, g_ptr_array_unref);
	return piece;
}

static Piece read_piece(Reader *r)
{
	const char *p = r->p;

	switch (*p) {
	case '(': return read_group(r);
	case '[': return read_class(r);
	case '\\': return read_escape(r);
	case '^':
	case '$': r->p++; return (Piece){.kind = PIECE_NOTHING};
	case '.': r->p++; return (Piece){.kind = PIECE_OTHER};
	default:
		r->p = g_utf8_next_char(p);
		return (Piece){PIECE_LETTER, p, (size_t)(r->p - p), NULL};
	}
}

typedef enum { TIMES_ONE, TIMES_ANY, TIMES_MORE } Times; /* ANY: maybe none */

static Times read_times(Reader *r)
{
	Times times = TIMES_ONE;

	if (*r->p == '?' || *r->p == '*' || g_str_has_prefix(r->p, "{0"))
		times = TIMES_ANY;
	else if (*r->p == '+' || (*r->p == '{' && g_ascii_isdigit(r->p[1])))
		times = TIMES_MORE;
	if (times == TIMES_ONE)
		return times;
	r->p += *r->p == '{' ? strcspn(r->p, "}") : 0;
	r->p += *r->p != '\0';
	r->p += *r->p == '?' || *r->p == '+'; /* lazy, or without a way back */
	return times;
}

/* --- sequences and choices --- */

static GPtrArray *read_sequence(Reader *r)
{
	g_autoptr(GString) run = g_string_new(NULL);
	GPtrArray *best = NULL;

	while (*r->p && *r->p != '|' && *r->p != ')' && !r->is_strange) {
		Piece piece = read_piece(r);
		Times times = read_times(r);

		if (piece.kind == PIECE_NOTHING)
			continue;
		if (piece.kind == PIECE_LETTER && times != TIMES_ANY)
			g_string_append_len(run, piece.letter, (gssize)piece.length);
		if (piece.kind != PIECE_LETTER || times != TIMES_ONE)
			offer_run(&best, run);
		if (times == TIMES_ANY)
			g_clear_pointer(&piece.needles, g_ptr_array_unref);
		offer(&best, piece.needles);
	}
	offer_run(&best, run);
	return best;
}

/* All alternatives have needles, or they have none together. */
static GPtrArray *read_choice(Reader *r)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	gboolean is_known = TRUE, goes_on;

	do {
		GPtrArray *needles = read_sequence(r);

		is_known &= needles != NULL;
		if (needles)
			g_ptr_array_extend_and_steal(all, needles);
		goes_on = *r->p == '|';
		r->p += goes_on;
	} while (goes_on);
	return is_known ? g_steal_pointer(&all) : NULL;
}

GPtrArray *kw_needles_of(const char *pattern)
{
	Reader reader = {pattern, FALSE};
	g_autoptr(GPtrArray) needles = read_choice(&reader);

	return reader.is_strange || *reader.p ? NULL : g_steal_pointer(&needles);
}
