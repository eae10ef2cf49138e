/* Whose turn it is. Turns are counted from what earlier issues carried, not from the issue's
 * number: entries come and go, and a number modulo how many there are would then skip some and
 * repeat others. How a part looks is render_data's and the templates' work. */
#include "digest/standing.h"

#include "base/when.h"

#include <string.h>

#define SOON_DAYS      30
#define MAX_PROGRAMMES 2
#define PROGRAMME_GAP  4 /* issues between two turns of one that is not urgent */

/* the days before the end of support on which readers hear of it */
static const int reminders[] = {180, 90, 30};

gboolean kw_standing_is_confirmed(const KwWord *entry)
{
	const char *day = kw_word_text(entry, "confirmed_on");

	return day && strcmp(day, "unchecked") != 0;
}

/* The letters go to companies of every size. A guide for others (the state, operators of
 * infrastructure), or one that was superseded or withdrawn, is known here and never printed. */
static gboolean is_printable(const KwWord *entry)
{
	static const char *const readers[] = {"everyone", "small", NULL};
	const char *audience = kw_word_text(entry, "audience");

	return g_strcmp0(kw_word_text(entry, "current"), "no") != 0 &&
	       (!audience || g_strv_contains(readers, audience));
}

GPtrArray *kw_standing_list(const KwWords *words, const char *file)
{
	GPtrArray *entries = kw_words_list(words, file);

	for (guint i = entries->len; i > 0; i--)
		if (!is_printable(entries->pdata[i - 1]))
			g_ptr_array_remove_index(entries, i - 1);
	return entries;
}

GPtrArray *kw_standing_parts(const KwWords *words, const char *parts, const char *file)
{
	GPtrArray *entries = g_ptr_array_new();
	g_auto(GStrv) list = g_strsplit(parts ? parts : "", " ", -1);
	g_autofree char *prefix = g_strconcat(file, ":", NULL);

	for (char **part = list; *part; part++) {
		const KwWord *entry = g_str_has_prefix(*part, prefix)
					      ? kw_words_find(words, file, *part + strlen(prefix))
					      : NULL;

		if (entry)
			g_ptr_array_add(entries, (gpointer)entry);
	}
	return entries;
}

/* --- turns --- */

typedef struct {
	const KwWords *words;
	const char *day;
	char *since;     /* the day of the weekly before; one week ago where there is none */
	GHashTable *ago; /* "FILE:ID" to how many issues ago it was printed last: 1 … */
	GString *parts;
} Choice;

static void count_turns(Choice *c, const char *of_issue, int ago)
{
	g_auto(GStrv) parts = g_strsplit(of_issue ? of_issue : "", " ", -1);

	for (char **part = parts; *part; part++)
		if (!g_hash_table_contains(c->ago, *part))
			g_hash_table_insert(c->ago, g_strdup(*part), GINT_TO_POINTER(ago));
}

/* By day, not by number: a draft of a later day may have been made first. */
static void look_back(Choice *c, const GPtrArray *earlier)
{
	int ago = 0;

	for (guint i = 0; i < earlier->len; i++) {
		const KwIssue *issue = earlier->pdata[i];

		if (strcmp(issue->planned_on, c->day) >= 0 ||
		    g_str_equal(issue->state, "cancelled"))
			continue;
		if (!c->since)
			c->since = g_strdup(issue->planned_on);
		count_turns(c, issue->parts, ++ago);
	}
	if (!c->since)
		c->since = kw_when_day_add(c->day, -7);
}

/* How many issues ago the entry was printed; G_MAXINT = never. */
static int turns_ago(const Choice *c, const char *file, const KwWord *entry)
{
	g_autofree char *part = g_strconcat(file, ":", kw_word_id(entry), NULL);
	gpointer ago = g_hash_table_lookup(c->ago, part);

	return ago ? GPOINTER_TO_INT(ago) : G_MAXINT;
}

static void add(Choice *c, const char *file, const KwWord *entry)
{
	g_string_append_printf(c->parts, "%s%s:%s", c->parts->len ? " " : "", file,
			       kw_word_id(entry));
}

static const KwWord *whose_turn(const Choice *c, const char *file, const GPtrArray *entries)
{
	const KwWord *next = NULL;

	for (guint i = 0; i < entries->len; i++)
		if (!next || turns_ago(c, file, entries->pdata[i]) > turns_ago(c, file, next))
			next = entries->pdata[i];
	return next;
}

static void add_turn(Choice *c, const char *file)
{
	g_autoptr(GPtrArray) entries = kw_standing_list(c->words, file);

	if (entries->len)
		add(c, file, whose_turn(c, file, entries));
}

/* --- dates --- */

static gboolean is_reminded(const Choice *c, const char *until)
{
	for (size_t i = 0; i < G_N_ELEMENTS(reminders) && strcmp(until, c->day) >= 0; i++) {
		g_autofree char *day = kw_when_day_add(until, -reminders[i]);

		if (day && strcmp(day, c->since) > 0 && strcmp(day, c->day) <= 0)
			return TRUE;
	}
	return FALSE;
}

static void add_ends_of_support(Choice *c)
{
	g_autoptr(GPtrArray) products = kw_words_list(c->words, "products");

	for (guint i = 0; i < products->len; i++) {
		const KwWord *product = products->pdata[i];
		const char *until = kw_word_text(product, "supported_until");

		if (until && kw_standing_is_confirmed(product) && is_reminded(c, until))
			add(c, "products", product);
	}
}

/* Dates of programmes may be a month or a year alone; that begins with its first day, and ends
 * with what is as good as its last where days are compared. */
static char *whole_day(const char *date, gboolean is_end)
{
	static const char *const rest[2] = {"-01-01", "-12-31"};
	size_t known = date ? strlen(date) - strlen("2026") : 0;

	return date ? g_strconcat(date, known < strlen(rest[is_end]) ? rest[is_end] + known : "",
				  NULL)
		    : NULL;
}

typedef struct {
	gboolean is_over, is_soon;
} Term;

static Term term_of(const Choice *c, const KwWord *programme)
{
	g_autofree char *starts = whole_day(kw_word_text(programme, "starts_on"), FALSE);
	g_autofree char *ends = whole_day(kw_word_text(programme, "ends_on"), TRUE);
	g_autofree char *soon = kw_when_day_add(c->day, SOON_DAYS);
	const char *until = kw_word_text(programme, "print_until");

	return (Term){
		.is_over = (ends && strcmp(ends, c->day) < 0) ||
			   (until && strcmp(until, c->day) < 0),
		.is_soon = (ends && strcmp(ends, soon) <= 0) ||
			   (starts && strcmp(starts, c->day) > 0 && strcmp(starts, soon) <= 0),
	};
}

/* The issue before had something of `file`. */
static gboolean was_in_the_last(const Choice *c, const char *file)
{
	g_autofree char *prefix = g_strconcat(file, ":", NULL);
	GHashTableIter all;
	gpointer part, ago;

	g_hash_table_iter_init(&all, c->ago);
	while (g_hash_table_iter_next(&all, &part, &ago))
		if (GPOINTER_TO_INT(ago) == 1 && g_str_has_prefix(part, prefix))
			return TRUE;
	return FALSE;
}

/* What is soon; and where `has_turn`, one that is not. Returns how many. */
static int add_programmes(Choice *c, gboolean has_turn)
{
	g_autoptr(GPtrArray) programmes = kw_words_list(c->words, "programmes");
	g_autoptr(GPtrArray) others = g_ptr_array_new();
	int added = 0;

	for (guint i = 0; i < programmes->len; i++) {
		const KwWord *programme = programmes->pdata[i];
		Term term = term_of(c, programme);

		if (term.is_over || !kw_standing_is_confirmed(programme))
			continue;
		if (term.is_soon && added < MAX_PROGRAMMES) {
			add(c, "programmes", programme);
			added++;
		} else if (!term.is_soon &&
			   turns_ago(c, "programmes", programme) >= PROGRAMME_GAP) {
			g_ptr_array_add(others, (gpointer)programme);
		}
	}
	if (has_turn && others->len && added < MAX_PROGRAMMES) {
		add(c, "programmes", whose_turn(c, "programmes", others));
		added++;
	}
	return added;
}

static gboolean is_of_month(const KwWord *season, int month)
{
	g_autoptr(GPtrArray) months = kw_word_texts(season, "months");

	for (guint i = 0; i < months->len; i++)
		if (g_ascii_strtoll(months->pdata[i], NULL, 10) == month)
			return TRUE;
	return FALSE;
}

static void add_season(Choice *c)
{
	g_autoptr(GPtrArray) seasons = kw_words_list(c->words, "seasons");
	KwDay day;

	if (!kw_when_parse_day(c->day, &day))
		return;
	for (guint i = seasons->len; i > 0; i--)
		if (!is_of_month(seasons->pdata[i - 1], day.month))
			g_ptr_array_remove_index(seasons, i - 1);
	if (seasons->len)
		add(c, "seasons", whose_turn(c, "seasons", seasons));
}

char *kw_standing_choose(const KwWords *words, const KwIssue *issue, const GPtrArray *earlier,
			 gboolean is_thin)
{
	g_autoptr(GHashTable) ago = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Choice c = {
		.words = words, .day = issue->planned_on, .ago = ago, .parts = g_string_new(NULL)};

	look_back(&c, earlier);
	add_turn(&c, "selfcheck");
	add_ends_of_support(&c);
	/* beside stories there is room for one of them: they take turns */
	if (!add_programmes(&c, is_thin || !was_in_the_last(&c, "programmes")) || is_thin)
		add_turn(&c, "guides");
	if (is_thin)
		add_season(&c);
	g_free(c.since);
	return g_string_free(c.parts, FALSE);
}
