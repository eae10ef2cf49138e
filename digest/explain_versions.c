/* The versions that the source says are affected, and those that it says are repaired: for whoever
 * looks after the product, who compares them, and never for an owner, who gets lists of them wrong.
 *
 * They are told as the source writes them, a line or a piece of a sentence, so that nothing is
 * turned round on the way; and only where the name of what the story is about stands beside them.
 * How texts state them, and whose they are, is explain_version_name.c. */
#include "explain-private.h"

#include "base/patterns.h"
#include "base/text.h"

#include <string.h>

#define MAX_BELOW      5   /* sentences below a heading that are certainly of it */
#define MAX_CHARS      48  /* with what stands before it, a sentence of 60 */
#define MAX_FOUND      16  /* more of them are not told */
#define MAX_LINES      400 /* of a section */
#define MAX_LINE_BYTES 1024

static gboolean is_held(const GPtrArray *all, const char *text)
{
	for (guint i = 0; i < all->len; i++)
		if (strstr(((KwStated *)all->pdata[i])->text, text))
			return TRUE;
	return FALSE;
}

static void add(const KwTelling *t, GPtrArray *all, const char *caught, const char *quote,
		const char *phrase)
{
	g_autofree char *line = kw_text_one_line(caught);
	g_autofree char *text = g_utf8_strlen(line, -1) <= MAX_CHARS ? kw_version_named(t, line)
								     : NULL;

	if (!text || g_utf8_strlen(text, -1) > MAX_CHARS || is_held(all, text) ||
	    all->len >= MAX_FOUND)
		return;
	g_ptr_array_add(all, kw_stated_new(g_steal_pointer(&text), quote, phrase));
}

/* A number with a dot: without one, nothing is looked for. */
static gboolean has_number(const char *text)
{
	for (const char *dot = text; (dot = strchr(dot, '.')); dot++)
		if (dot > text && g_ascii_isdigit(dot[-1]) && g_ascii_isalnum(dot[1]))
			return TRUE;
	return FALSE;
}

/* What `key` catches of a line or a sentence; NULL = nothing, or it is taken back there. Owned. */
static char *caught_of(const char *line, const char *key)
{
	g_autofree char *caught = NULL;

	if (!has_number(line) || strlen(line) > MAX_LINE_BYTES)
		return NULL;
	caught = kw_patterns_fetch(kw_version_forms(key), line);
	return caught && !kw_patterns_fits(kw_version_forms("unsaid"), line)
		       ? g_steal_pointer(&caught)
		       : NULL;
}

/* NULL = the line is none of the sentences: it was put together of several. */
static const char *sentence_with(const KwTelling *t, const char *caught)
{
	const char *sentence = kw_said_with(t->said->told, caught);

	return sentence == caught ? NULL : sentence;
}

/* The lines of a section that `key` says to state it. A number alone is of what the section is, and
 * of nothing else, in its first line. */
static void add_lines(const KwTelling *t, GPtrArray *all, const char *section, const char *key,
		      const char *phrase)
{
	g_auto(GStrv) lines = g_strsplit(section, "\n", MAX_LINES);

	for (char **line = lines; *line; line++) {
		g_autofree char *caught = caught_of(*line, key);

		if (caught && !kw_patterns_fits(kw_version_forms("unsaid_lines"), *line) &&
		    (line == lines || !kw_patterns_fits(kw_version_forms("bare"), caught)))
			add(t, all, caught, sentence_with(t, caught), phrase);
	}
}

/* "A 1.2, B 3.4": one each where each has its name; "A 1.2, 1.3" stays together. */
static char **split(const KwTelling *t, const char *caught)
{
	g_auto(GStrv) pieces = g_regex_split_simple("、|, ", caught, 0, 0);

	for (char **piece = pieces; *piece; piece++)
		if (!kw_version_is_of_matter(t, *piece))
			return g_strsplit(caught, "\n", 1);
	return g_steal_pointer(&pieces);
}

/* "This affects versions before 1.2": of the one thing that the story is of. */
static void add_number(const KwTelling *t, GPtrArray *all, const char *sentence, const char *key,
		       const char *phrase)
{
	g_autofree char *numbers = g_strconcat(key, "_numbers", NULL);
	g_autofree char *caught = caught_of(sentence, numbers);
	g_autofree char *text = caught ? kw_version_with_name(t, caught) : NULL;

	if (text)
		add(t, all, text, sentence, phrase);
}

/* "Fixed in 1.2" below a heading with a name of the title. */
static void add_headed(const KwTelling *t, GPtrArray *all, const char *heading,
		       const char *sentence, const char *key, const char *phrase)
{
	g_autofree char *headed = g_strconcat(key, "_headed", NULL);
	g_autofree char *caught = caught_of(sentence, headed);
	g_autofree char *text = caught ? g_strdup_printf("%s %s", heading, caught) : NULL;

	if (text)
		add(t, all, text, sentence, phrase);
}

/* "CVE-2026-1 (Foo)": of what is what stands below; NULL = it is no heading. */
static char *heading_of(const char *sentence)
{
	return strstr(sentence, "CVE-") ? kw_patterns_fetch(kw_version_forms("headed"), sentence)
					: NULL;
}

/* The same for those of `sentences` from `start` on. */
static void add_sentences(const KwTelling *t, GPtrArray *all, const GPtrArray *sentences,
			  guint start, const char *key, const char *phrase)
{
	g_autofree char *heading = NULL;
	guint end = 0; /* of what stands below it */

	for (guint i = start; i < sentences->len; i++) {
		const char *sentence = sentences->pdata[i];
		g_autofree char *caught = NULL;
		g_auto(GStrv) pieces = NULL;
		char *next = heading_of(sentence);

		if (next) {
			g_free(heading);
			heading = next;
			end = i + MAX_BELOW;
		}
		if (!has_number(sentence) || kw_fold_of(sentence)->is_background)
			continue;
		caught = caught_of(sentence, key);
		pieces = caught ? split(t, caught) : NULL;
		for (char **piece = pieces; piece && *piece; piece++)
			add(t, all, *piece, sentence, phrase);
		if (!caught && i < end)
			add_headed(t, all, heading, sentence, key, phrase);
		else if (!caught)
			add_number(t, all, sentence, key, phrase);
	}
}

static GPtrArray *stated_new(void)
{
	return g_ptr_array_new_with_free_func(kw_stated_free);
}

static GPtrArray *find_fixed(const KwTelling *t)
{
	GPtrArray *all = stated_new();

	add_lines(t, all, t->said->remedy_text, "fixed_lines", "ask.versions");
	add_sentences(t, all, t->said->remedy, 0, "fixed", "ask.versions");
	add_sentences(t, all, t->said->told, 1, "fixed", "ask.fixed");
	return all;
}

static GPtrArray *find_affected(const KwTelling *t)
{
	GPtrArray *all = stated_new();

	add_lines(t, all, t->said->affected_text, "affected_lines", "ask.affected");
	add_sentences(t, all, t->said->affected, 0, "affected", "ask.affected");
	add_sentences(t, all, t->said->told, 1, "affected", "ask.affected");
	return all;
}

void kw_telling_versions(KwTelling *t)
{
	gboolean is_of_thing = t->story->product_names->len > 0;

	t->fixed = is_of_thing ? find_fixed(t) : stated_new();
	t->affected = is_of_thing ? find_affected(t) : stated_new();
}

static gpointer compile_listed(gpointer data G_GNUC_UNUSED)
{
	return g_regex_new("^\\s*[-*・●○■+].*\\d", G_REGEX_OPTIMIZE, 0, NULL);
}

gboolean kw_versions_has_more(const char *section, const GPtrArray *all)
{
	static GOnce once = G_ONCE_INIT;
	const GRegex *listed = g_once(&once, compile_listed, NULL);
	g_auto(GStrv) lines = g_strsplit(section, "\n", 0);
	guint count = 0;

	for (char **line = lines; *line; line++)
		count += g_regex_match(listed, *line, 0, NULL);
	return count > all->len;
}

/* --- of one that its owner brings up to date --- */

/* "Foo 1.2": the only one of `all`, from which on it is repaired; NULL = there is none, or several.
 */
static char *only_newest(const KwTelling *t, const GPtrArray *all, const char *section)
{
	gboolean is_one = all->len == 1 && !kw_versions_has_more(section, all);
	const char *text = is_one ? ((KwStated *)all->pdata[0])->text : "";
	g_autofree char *whole = kw_patterns_fetch(kw_version_forms("whole"), text);

	if (whole && kw_version_is_of_matter(t, whole))
		return g_steal_pointer(&whole);
	return kw_patterns_fetch(kw_version_forms("newest"), text);
}

static char *newest_of(const KwTelling *t)
{
	if (!g_strcmp0(t->item->reuse, "link-only"))
		return NULL;
	return t->fixed->len ? only_newest(t, t->fixed, t->said->remedy_text)
			     : only_newest(t, t->affected, t->said->affected_text);
}

void kw_telling_put_newest(KwTelling *t)
{
	g_autofree char *newest = newest_of(t);
	g_autofree char *text = NULL;

	if (newest)
		json_object_set_string_member(t->data, "version", newest);
	text = newest ? kw_telling_phrase(t, "fixed.version")
		      : g_strdup(json_object_get_string_member(t->data, "fixed"));
	json_object_set_string_member(t->data, "newest", text);
}
