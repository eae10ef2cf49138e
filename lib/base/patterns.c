/* Many regular expressions over the same texts: the literals of each (needles.c) are looked for
 * together (literals.c), and only what they leave over is tried. */
#include "base/patterns.h"

#include "literals-private.h"
#include "needles-private.h"

#include <string.h>

typedef struct {
	GRegex *regex;
	gconstpointer owner;
	guint8 needs; /* a bit for each list of its needles */
} Pattern;

G_STATIC_ASSERT(KW_NEEDLES_MAX <= 8);

struct KwPatterns {
	GArray *list;         /* Pattern */
	KwLiterals *literals; /* their owners are the needle() of a pattern and of its list */
};

static void clear_pattern(gpointer data)
{
	g_regex_unref(((Pattern *)data)->regex);
}

KwPatterns *kw_patterns_new(void)
{
	KwPatterns *patterns = g_new0(KwPatterns, 1);

	patterns->list = g_array_new(FALSE, FALSE, sizeof(Pattern));
	g_array_set_clear_func(patterns->list, clear_pattern);
	patterns->literals = kw_literals_new();
	return patterns;
}

void kw_patterns_free(KwPatterns *patterns)
{
	if (!patterns)
		return;
	kw_literals_free(patterns->literals);
	g_array_unref(patterns->list);
	g_free(patterns);
}

static gpointer needle(guint pattern, guint list)
{
	return GUINT_TO_POINTER(pattern * KW_NEEDLES_MAX + list);
}

void kw_patterns_add(KwPatterns *patterns, const char *pattern, gconstpointer owner)
{
	g_autoptr(GError) error = NULL;
	Pattern added = {g_regex_new(pattern, G_REGEX_OPTIMIZE, 0, &error), owner, 0};
	g_autoptr(GPtrArray) lists = kw_needles_of(pattern);

	if (!added.regex)
		g_error("%s", error->message); /* it names the pattern */
	for (guint i = 0; i < lists->len; i++) {
		const GPtrArray *list = lists->pdata[i];

		for (guint j = 0; j < list->len; j++)
			kw_literals_add(patterns->literals, list->pdata[j],
					needle(patterns->list->len, i));
		added.needs |= (guint8)(1 << i);
	}
	g_array_append_val(patterns->list, added);
}

void kw_patterns_add_each(KwPatterns *patterns, const char *pattern, gconstpointer owner)
{
	g_autoptr(GPtrArray) all = kw_needles_alternatives(pattern);

	for (guint i = 0; i < all->len; i++)
		kw_patterns_add(patterns, all->pdata[i], owner);
}

void kw_patterns_seal(KwPatterns *patterns)
{
	kw_literals_seal(patterns->literals);
}

static void add_list(KwPatterns *patterns, const KwYaml *list, gconstpointer owner)
{
	for (guint i = 0; i < kw_yaml_size(list); i++)
		kw_patterns_add(patterns, kw_yaml_text(kw_yaml_at(list, i)), owner);
}

KwPatterns *kw_patterns_of_list(const KwYaml *list)
{
	KwPatterns *patterns = kw_patterns_new();

	add_list(patterns, list, NULL);
	kw_patterns_seal(patterns);
	return patterns;
}

KwPatterns *kw_patterns_of_map(const KwYaml *map)
{
	KwPatterns *patterns = kw_patterns_new();

	for (guint i = 0; i < kw_yaml_size(map); i++)
		add_list(patterns, kw_yaml_at(map, i), g_intern_string(kw_yaml_key(map, i)));
	kw_patterns_seal(patterns);
	return patterns;
}

/* --- those that are asked for by name --- */

static KwPatterns *fill_in(const KwYaml *list, char *(*fill)(const char *text))
{
	KwPatterns *patterns = kw_patterns_new();

	for (guint i = 0; i < kw_yaml_size(list); i++) {
		g_autofree char *pattern = fill(kw_yaml_text(kw_yaml_at(list, i)));

		kw_patterns_add(patterns, pattern, NULL);
	}
	kw_patterns_seal(patterns);
	return patterns;
}

const KwPatterns *kw_patterns_under(const KwYaml *map, const char *name,
				    char *(*fill)(const char *text))
{
	static GMutex lock;
	static GHashTable *made; /* const KwYaml * -> KwPatterns * */
	const KwYaml *list = kw_yaml_find(map, name);
	g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);
	KwPatterns *patterns;

	g_assert(kw_yaml_size(list)); /* no such list */
	if (!made)
		made = g_hash_table_new(NULL, NULL);
	patterns = g_hash_table_lookup(made, list);
	if (!patterns) {
		patterns = fill ? fill_in(list, fill) : kw_patterns_of_list(list);
		g_hash_table_insert(made, (gpointer)list, patterns);
	}
	return patterns;
}

/* --- which are tried --- */

/* Those patterns that may fit a text, one after the other. */
typedef struct {
	const KwPatterns *patterns;
	guint next;
	guint8 found[]; /* for each, as Pattern.needs */
} Trial;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trial, g_free)

static void look_for_needles(Trial *trial, const char *text)
{
	g_autoptr(GArray) hits = kw_literals_find(trial->patterns->literals, text);

	memset(trial->found, 0, trial->patterns->list->len);
	for (guint i = 0; i < hits->len; i++) {
		const GPtrArray *owners = g_array_index(hits, KwLiteralHit, i).owners;

		for (guint j = 0; j < owners->len; j++) {
			guint found = GPOINTER_TO_UINT(owners->pdata[j]);

			trial->found[found / KW_NEEDLES_MAX] |=
				(guint8)(1 << found % KW_NEEDLES_MAX);
		}
	}
}

static Trial *try_on(const KwPatterns *patterns, const char *text)
{
	Trial *trial = g_malloc(sizeof(Trial) + patterns->list->len);

	trial->patterns = patterns;
	trial->next = 0;
	look_for_needles(trial, text);
	return trial;
}

/* NULL = there is none left. */
static const Pattern *next_of(Trial *trial)
{
	while (trial->next < trial->patterns->list->len) {
		guint i = trial->next++;
		const Pattern *pattern = &g_array_index(trial->patterns->list, Pattern, i);

		if (trial->found[i] == pattern->needs)
			return pattern;
	}
	return NULL;
}

/* --- questions --- */

gboolean kw_patterns_fits(const KwPatterns *patterns, const char *text)
{
	g_autoptr(Trial) trial = try_on(patterns, text);
	const Pattern *pattern;

	while ((pattern = next_of(trial)))
		if (g_regex_match(pattern->regex, text, 0, NULL))
			return TRUE;
	return FALSE;
}

GPtrArray *kw_patterns_match(const KwPatterns *patterns, const char *text)
{
	g_autoptr(Trial) trial = try_on(patterns, text);
	GPtrArray *owners = g_ptr_array_new();
	const Pattern *pattern;

	while ((pattern = next_of(trial)))
		if (!g_ptr_array_find(owners, pattern->owner, NULL) &&
		    g_regex_match(pattern->regex, text, 0, NULL))
			g_ptr_array_add(owners, (gpointer)pattern->owner);
	return owners;
}

char *kw_patterns_fetch(const KwPatterns *patterns, const char *text)
{
	g_autoptr(Trial) trial = try_on(patterns, text);
	const Pattern *pattern;

	while ((pattern = next_of(trial))) {
		g_autoptr(GMatchInfo) match = NULL;

		if (g_regex_match(pattern->regex, text, 0, &match))
			return g_match_info_fetch(match, 1);
	}
	return NULL;
}

char *kw_patterns_strike(const KwPatterns *patterns, const char *text, const char *gap)
{
	g_autoptr(Trial) trial = try_on(patterns, text);
	char *rest = g_strdup(text), *shorter;
	const Pattern *pattern;

	while ((pattern = next_of(trial))) {
		if (!g_regex_match(pattern->regex, rest, 0, NULL))
			continue;
		shorter = g_regex_replace_literal(pattern->regex, rest, -1, 0, gap, 0, NULL);
		if (!shorter)
			continue;
		g_free(rest);
		rest = shorter;
		look_for_needles(trial, rest); /* what is left stands together now */
	}
	return rest;
}
