/* Reads out of a regular expression what a text must hold for it to fit.
 *
 * Of a sequence every piece must be there: each run of letters, and of each group one of its
 * alternatives, for which its most telling piece stands. What has to stand ahead or behind is there
 * as well. What must not, a class of letters or whatever may be left out says nothing; a construct
 * that is not known here makes the whole pattern say nothing. */
#include "needles-private.h"

#include <string.h>

#define MIN_WEIGHT 2 /* one letter of the alphabet stands in every text */

typedef struct {
	const char *p;
	gboolean is_strange; /* something that is not read here */
} Reader;

typedef enum {
	PIECE_LETTER,  /* stands for itself */
	PIECE_GROUP,   /* with needles, or without */
	PIECE_OTHER,   /* any of several letters */
	PIECE_BESIDE,  /* takes no room: "(?=…)" */
	PIECE_NOTHING, /* takes none and has no needles: "^", "\\b", "(?!…)" */
} PieceKind;

typedef struct {
	PieceKind kind;
	const char *letter;
	size_t length;
	GPtrArray *lists; /* of a group or what is beside, as kw_needles_of() returns them; else
			     NULL */
} Piece;

static GPtrArray *read_choice(Reader *r);

/* --- lists of needles --- */

static GPtrArray *lists_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
}

/* A kanji or a letter of katakana tells more than one of hiragana or of the alphabet. */
static guint weight_of(const char *text)
{
	guint weight = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p))
		weight += g_utf8_get_char(p) >= 0x30a0 ? 2 : 1;
	return weight;
}

/* A list tells as much as its lightest needle. */
static guint weight_of_list(const GPtrArray *list)
{
	guint least = G_MAXUINT;

	for (guint i = 0; i < list->len; i++)
		least = MIN(least, weight_of(list->pdata[i]));
	return least;
}

static int heaviest_first(gconstpointer a, gconstpointer b)
{
	guint x = weight_of_list(*(GPtrArray *const *)a),
	      y = weight_of_list(*(GPtrArray *const *)b);

	return x > y ? -1 : x < y;
}

/* Empties `run`. */
static void add_run(GPtrArray *lists, GString *run)
{
	GPtrArray *list;

	if (!run->len)
		return;
	list = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(list, g_strdup(run->str));
	g_ptr_array_add(lists, list);
	g_string_truncate(run, 0);
}

/* One list for all alternatives: the heaviest of each. Nothing, where one of them has none.
 * Consumes the elements of `choices`, lists of lists. */
static GPtrArray *join(GPtrArray *choices)
{
	g_autoptr(GPtrArray) joined = g_ptr_array_new_with_free_func(g_free);
	GPtrArray *lists = lists_new();

	for (guint i = 0; i < choices->len; i++) {
		GPtrArray *choice = choices->pdata[i];

		if (!choice->len)
			return lists;
		g_ptr_array_sort(choice, heaviest_first);
		g_ptr_array_extend_and_steal(joined, g_ptr_array_steal_index(choice, 0));
	}
	g_ptr_array_add(lists, g_steal_pointer(&joined));
	return lists;
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
	if (*p >= '1' && *p <= '9') /* what a group has caught */
		return (Piece){.kind = PIECE_OTHER};
	if (*p == 'p' || *p == 'P')
		r->p = *end == '{' && strchr(end, '}') ? strchr(end, '}') + 1
						       : end + (*end != '\0');
	else if (!*p || (g_ascii_isalnum(*p) && !strchr("dDsSwWhHnt", *p)))
		r->is_strange = TRUE;
	else if (!g_ascii_isalnum(*p))
		return (Piece){.kind = PIECE_LETTER, .letter = p, .length = (size_t)(end - p)};
	return (Piece){.kind = PIECE_OTHER};
}

/* What a group may begin with, the longest first; any other "(?" and "(*" is strange. What is
 * defined is read where it is called, "(?&name)", and that is not followed. */
static const struct {
	const char *start;
	PieceKind kind;
} groups[] = {
	{"(?(DEFINE)", PIECE_NOTHING}, {"(?<=", PIECE_BESIDE}, {"(?<!", PIECE_NOTHING},
	{"(?=", PIECE_BESIDE},         {"(?!", PIECE_NOTHING}, {"(?&", PIECE_OTHER},
	{"(?:", PIECE_GROUP},          {"(?<", PIECE_GROUP},   {"(", PIECE_GROUP},
};

/* What a group is called: "said>". */
static void read_name(Reader *r)
{
	r->p += strspn(r->p, "abcdefghijklmnopqrstuvwxyz_");
	r->is_strange |= *r->p != '>' || r->p[-1] == '<';
	r->p += *r->p == '>';
}

static Piece read_group(Reader *r)
{
	guint i = 0;
	Piece piece;

	while (!g_str_has_prefix(r->p, groups[i].start))
		i++;
	r->p += strlen(groups[i].start);
	if (g_str_equal(groups[i].start, "(?<"))
		read_name(r);
	r->is_strange |= *r->p == '?' || *r->p == '*';
	piece = (Piece){.kind = groups[i].kind, .lists = read_choice(r)};
	r->is_strange |= *r->p != ')';
	r->p += *r->p == ')';
	if (piece.kind != PIECE_GROUP && piece.kind != PIECE_BESIDE)
		g_clear_pointer(&piece.lists, g_ptr_array_unref);
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
	GPtrArray *lists = lists_new();

	while (*r->p && *r->p != '|' && *r->p != ')' && !r->is_strange) {
		Piece piece = read_piece(r);
		Times times = read_times(r);

		if (piece.kind == PIECE_NOTHING)
			continue;
		if (piece.kind == PIECE_LETTER && times != TIMES_ANY)
			g_string_append_len(run, piece.letter, (gssize)piece.length);
		if (piece.kind != PIECE_BESIDE &&
		    (piece.kind != PIECE_LETTER || times != TIMES_ONE))
			add_run(lists, run);
		if (piece.lists && times == TIMES_ANY)
			g_ptr_array_unref(piece.lists);
		else if (piece.lists)
			g_ptr_array_extend_and_steal(lists, piece.lists);
	}
	add_run(lists, run);
	return lists;
}

static GPtrArray *read_choice(Reader *r)
{
	g_autoptr(GPtrArray) choices = lists_new();

	g_ptr_array_add(choices, read_sequence(r));
	while (*r->p == '|') {
		r->p++;
		g_ptr_array_add(choices, read_sequence(r));
	}
	return choices->len > 1 ? join(choices) : g_ptr_array_steal_index(choices, 0);
}

GPtrArray *kw_needles_of(const char *pattern)
{
	Reader reader = {pattern, FALSE};
	GPtrArray *lists = read_choice(&reader);
	guint most = reader.is_strange || *reader.p ? 0 : KW_NEEDLES_MAX;

	g_ptr_array_sort(lists, heaviest_first);
	/* what is that light is looked for only where nothing else is known */
	while (lists->len > most ||
	       (lists->len > 1 && weight_of_list(lists->pdata[lists->len - 1]) < MIN_WEIGHT))
		g_ptr_array_remove_index(lists, lists->len - 1);
	return lists;
}

GPtrArray *kw_needles_alternatives(const char *pattern)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	Reader reader = {pattern, FALSE};
	const char *start = pattern;

	/* what is counted or called by name may stand in another one */
	if (strstr(pattern, "(?(DEFINE)") || g_regex_match_simple("\\\\[1-9]", pattern, 0, 0)) {
		g_ptr_array_add(all, g_strdup(pattern));
		return all;
	}
	for (;;) {
		g_ptr_array_unref(read_sequence(&reader));
		if (reader.is_strange || *reader.p != '|')
			break;
		g_ptr_array_add(all, g_strndup(start, (gsize)(reader.p - start)));
		start = ++reader.p;
	}
	g_ptr_array_add(all, g_strdup(start));
	return all;
}
