/* What titles and first sentences say: whether of a weakness, of what runs on something, of one of
 * several, of what happened to whom. The words stand in title.yaml; a title's own form is
 * base/title.h. */
#include "explain_source-private.h"

#include "base/patterns.h"
#include "base/text.h"
#include "base/title.h"
#include "base/yaml.h"

#include <string.h>

#define MIN_FOREIGN_BYTES 60
#define MAX_BEHIND        400 /* more than what the forms ask for */
#define MAX_BEFORE        80

static gpointer load_title_words(gpointer data G_GNUC_UNUSED)
{
	return kw_yaml_of_asset("digest/title.yaml");
}

static const KwYaml *title_words(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_title_words, NULL);
}

static gboolean holds_one_of(const char *text, const KwYaml *words)
{
	for (guint i = 0; i < kw_yaml_size(words); i++)
		if (strstr(text, kw_yaml_text(kw_yaml_at(words, i))))
			return TRUE;
	return FALSE;
}

gboolean kw_source_is_about_weakness(const char *text)
{
	return text && holds_one_of(text, kw_yaml_find(title_words(), "weakness"));
}

/* Of forms of which more is asked than whether they fit. */
static gpointer compile(gpointer key)
{
	const KwYaml *forms = kw_yaml_find(title_words(), key);
	GPtrArray *patterns = g_ptr_array_new();

	for (guint i = 0; i < kw_yaml_size(forms); i++) {
		GRegex *pattern =
			g_regex_new(kw_yaml_text(kw_yaml_at(forms, i)), G_REGEX_OPTIMIZE, 0, NULL);

		g_assert(pattern);
		g_ptr_array_add(patterns, pattern);
	}
	return patterns;
}

/* {makers} in a form stands for those of base/title.h. */
static char *with_makers(const char *text)
{
	GString *form = g_string_new(text);

	g_string_replace(form, "{makers}", kw_title_makers(), 0);
	return g_string_free(form, FALSE);
}

/* Those that are only tried, or caught by their first group. */
static const KwPatterns *forms(const char *name)
{
	return kw_patterns_under(title_words(), name, with_makers);
}

char *kw_source_victim(const char *sentence)
{
	g_autofree char *name = kw_patterns_fetch(forms("victims"), sentence);

	return name && !kw_patterns_fits(forms("no_names"), name) ? g_steal_pointer(&name) : NULL;
}

gboolean kw_source_is_one_of_many(const char *title)
{
	return title && kw_patterns_fits(forms("one_of_many"), title);
}

char *kw_source_signed(const char *sentence)
{
	return kw_patterns_fetch(forms("signed"), sentence);
}

gboolean kw_source_is_own_incident(const char *title)
{
	return kw_patterns_fits(forms("own_incident"), title);
}

gboolean kw_source_is_own_notice(const char *title)
{
	return kw_patterns_fits(forms("own_notice"), title);
}

char *kw_source_posed(const char *title)
{
	return kw_patterns_fetch(forms("posed"), title);
}

char *kw_source_title_head(const char *title)
{
	return kw_patterns_fetch(forms("heads"), title);
}

/* "part" or "whole" of the first form of an addition that fits and whose whole is a product; NULL =
 * none does. */
static char *find_add_on(const KwWords *words, const char *sentence, const char *group)
{
	static GOnce once = G_ONCE_INIT;
	const GPtrArray *patterns = g_once(&once, compile, (gpointer) "add_ons");

	for (guint i = 0; i < patterns->len; i++) {
		g_autoptr(GMatchInfo) match = NULL;

		g_regex_match(patterns->pdata[i], sentence, 0, &match);
		for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
			g_autofree char *whole = g_match_info_fetch_named(match, "whole");
			g_autofree char *part = g_match_info_fetch_named(match, "part");
			g_autoptr(GPtrArray) named = kw_words_match(words, "products", whole);

			if (named->len && !kw_source_is_about_weakness(part))
				return g_match_info_fetch_named(match, group);
		}
	}
	return NULL;
}

char *kw_source_added(const KwWords *words, const char *sentence)
{
	return find_add_on(words, sentence, "part");
}

char *kw_source_added_to(const KwWords *words, const char *sentence)
{
	return find_add_on(words, sentence, "whole");
}

GPtrArray *kw_source_models(const char *text)
{
	static GOnce once = G_ONCE_INIT;
	const GPtrArray *patterns = g_once(&once, compile, (gpointer) "models");
	GPtrArray *models = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GMatchInfo) match = NULL;

	g_regex_match(patterns->pdata[0], text, 0, &match);
	for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
		g_autofree char *model = g_match_info_fetch(match, 1);

		if (!g_ptr_array_find_with_equal_func(models, model, g_str_equal, NULL))
			g_ptr_array_add(models, g_steal_pointer(&model));
	}
	return models;
}

char *kw_source_noun_before(const char *before)
{
	return kw_patterns_fetch(forms("noun_before"), before);
}

char *kw_source_noun_behind(const char *behind)
{
	return kw_patterns_fetch(forms("noun_behind"), behind);
}

const char *kw_source_noun_id(const char *noun)
{
	const KwYaml *nouns = kw_yaml_find(title_words(), "nouns");

	for (guint i = 0; i < kw_yaml_size(nouns); i++) {
		const KwYaml *entry = kw_yaml_at(nouns, i);

		if (g_regex_match_simple(kw_yaml_find_text(entry, "ends"), noun, 0, 0))
			return kw_yaml_find_text(entry, "id");
	}
	return NULL;
}

gboolean kw_source_is_called(const char *rest)
{
	return kw_patterns_fits(forms("called"), rest);
}

char *kw_source_thing_of(const char *rest)
{
	return kw_patterns_fetch(forms("things_of"), rest);
}

gboolean kw_source_is_broken_in(const char *title)
{
	return kw_patterns_fits(forms("broken_in"), title);
}

gboolean kw_source_is_announced(const char *sentence)
{
	return kw_patterns_fits(forms("announced"), sentence);
}

void kw_source_cut_to_first(char *name)
{
	const KwYaml *joints = kw_yaml_find(title_words(), "joints");

	for (guint i = 0; i < kw_yaml_size(joints); i++) {
		char *joint = strstr(name, kw_yaml_text(kw_yaml_at(joints, i)));

		if (joint && joint > name)
			*joint = '\0';
	}
}

/* One of the forms `name` fits the start of `rest`: not all of a text is looked through for it. */
static gboolean fits_start(const char *name, const char *rest)
{
	size_t length = strnlen(rest, MAX_BEHIND);
	g_autofree char *start = NULL;

	while (length && ((guchar)rest[length] & 0xc0) == 0x80)
		length--;
	start = g_strndup(rest, length);
	return kw_patterns_fits(forms(name), start);
}

gboolean kw_source_runs_on(const char *title)
{
	return kw_patterns_fits(forms("runs_on"), title);
}

/* The end of what stands before `at`. */
static char *cut_before(const char *text, size_t at)
{
	size_t length = MIN(at, MAX_BEFORE);
	g_autofree char *cut = g_strndup(text + at - length, length);

	return kw_text_repair(cut, -1);
}

/* "Python ライブラリ", where "Python" is all that is named. */
static gboolean is_language_of(const char *text, size_t at, size_t end)
{
	g_autofree char *here = g_strndup(text + at, end - at);

	return fits_start("host_from", text + at) && !kw_patterns_fits(forms("host_from"), here);
}

gboolean kw_source_is_versioned(const char *rest)
{
	return fits_start("versioned", rest);
}

char *kw_source_renamed(const char *rest)
{
	return kw_patterns_fetch(forms("renamed"), rest);
}

gboolean kw_source_is_host(const char *text, size_t at, size_t end, gboolean is_platform)
{
	g_autofree char *before = cut_before(text, at);

	return fits_start("host_behind", text + end) || fits_start("renamed", text + end) ||
	       (is_platform && fits_start("platform_behind", text + end)) ||
	       is_language_of(text, at, end) || kw_patterns_fits(forms("host_before"), before);
}

gboolean kw_source_is_beneath(const char *text, size_t at)
{
	g_autofree char *before = cut_before(text, at);

	return kw_patterns_fits(forms("beneath"), before);
}

gboolean kw_source_is_maker_of(const char *rest)
{
	return fits_start("maker_of", rest);
}

gboolean kw_source_is_beside(const char *text, size_t at, size_t end)
{
	g_autofree char *before = cut_before(text, at);

	return fits_start("beside_behind", text + end) ||
	       kw_patterns_fits(forms("beside_before"), before);
}

size_t kw_source_outcome(const char *sentence)
{
	const KwYaml *words = kw_yaml_find(title_words(), "outcomes");
	size_t at = strlen(sentence);

	for (guint i = 0; i < kw_yaml_size(words); i++) {
		const char *word = strstr(sentence, kw_yaml_text(kw_yaml_at(words, i)));

		at = word ? MIN(at, (size_t)(word - sentence)) : at;
	}
	return at;
}

gboolean kw_source_is_of_concern(const char *sentence, KwConcern concern)
{
	static const char *const also[] = {
		[KW_CONCERN_WEAKNESS] = NULL,
		[KW_CONCERN_TROUBLE] = "trouble",
		[KW_CONCERN_ANY] = "chore",
	};
	const KwYaml *words = title_words();

	return (holds_one_of(sentence, kw_yaml_find(words, "concern")) ||
		(also[concern] && holds_one_of(sentence, kw_yaml_find(words, also[concern])))) &&
	       !holds_one_of(sentence, kw_yaml_find(words, "past"));
}

gboolean kw_source_is_listed(const char *sentence)
{
	const KwYaml *bullets = kw_yaml_find(title_words(), "bullets");

	for (guint i = 0; i < kw_yaml_size(bullets); i++)
		if (g_str_has_prefix(sentence, kw_yaml_text(kw_yaml_at(bullets, i))))
			return TRUE;
	return FALSE;
}

gboolean kw_source_is_question(const char *sentence)
{
	const KwYaml *ends = kw_yaml_find(title_words(), "questions");

	for (guint i = 0; i < kw_yaml_size(ends); i++)
		if (g_str_has_suffix(sentence, kw_yaml_text(kw_yaml_at(ends, i))))
			return TRUE;
	return FALSE;
}

gboolean kw_source_is_of_several(const char *title)
{
	return holds_one_of(title, kw_yaml_find(title_words(), "of_several"));
}

gboolean kw_source_is_foreign(const char *text)
{
	return text && strlen(text) >= MIN_FOREIGN_BYTES &&
	       !holds_one_of(text, kw_yaml_find(title_words(), "common"));
}
