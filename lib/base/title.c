/* Titles as publishers write them. The words and forms stand in title.yaml; which products they
 * name is the word file's (words.h), and what they say of a weakness is said by the rooms above. */
#include "base/title.h"

#include "base/patterns.h"
#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

typedef struct {
	char *makers; /* as one expression */
	KwYaml *root;
	GRegex *numbers;
	KwPatterns *bulletins, *subtitles, *doers, *nameless, *weak, *any;
} Forms;

static char *one_of(const KwYaml *names)
{
	GString *text = g_string_new("(?:");

	for (guint i = 0; i < kw_yaml_size(names); i++)
		g_string_append_printf(text, "%s%s", i ? "|" : "",
				       kw_yaml_text(kw_yaml_at(names, i)));
	g_string_append_c(text, ')');
	return g_string_free(text, FALSE);
}

static gpointer load_forms(gpointer data G_GNUC_UNUSED)
{
	Forms *forms = g_new0(Forms, 1);

	forms->root = kw_yaml_of_asset("lib/base/title.yaml");
	forms->numbers = g_regex_new(
		"^[ 　]*JVN(?:(?:VU|TA)?# ?|DB-[0-9]{4}-)[0-9]+[ 　]*[:：]?[ 　]*"
		"|^[ 　]*(?:マイクロソフト|Microsoft) ?(?:セキュリティ ?アドバイザリ"
		"|Security Advisory)[ 　]*[0-9]{6,8}[ 　:：]+"
		"|^[ 　]*[A-Z]{2,8}(?:-[A-Z]{2,4})?-[0-9]{4}-[0-9]{4,7}[ 　]+(?=[A-Za-z])"
		"|^[ 　]*(?:CVE|[A-Z]{2,8}(?:-[A-Z]{2,4})?)-[0-9]{2,4}-[0-9]{2,7}[ 　]*[:：][ 　]*"
		"|[ 　]*[(（]CVE-[^()（）]{1,200}[)）]"
		"|[ 　]+[-–] ?20[0-9]{9}$|[ 　]*[(（]Update [A-Z][)）]$"
		"|[ 　]+[|｜][^|｜]{2,60}$", /* of a page: the site that it is of */
		G_REGEX_OPTIMIZE, 0, NULL);
	g_assert(forms->numbers);
	forms->bulletins = kw_patterns_of_list(kw_yaml_find(forms->root, "bulletins"));
	forms->subtitles = kw_patterns_of_list(kw_yaml_find(forms->root, "subtitles"));
	forms->doers = kw_patterns_of_list(kw_yaml_find(forms->root, "doers"));
	forms->nameless = kw_patterns_of_list(kw_yaml_find(forms->root, "nameless"));
	forms->weak = kw_patterns_of_list(kw_yaml_find(forms->root, "weak"));
	forms->any = kw_patterns_of_list(kw_yaml_find(forms->root, "any"));
	forms->makers = one_of(kw_yaml_find(forms->root, "makers"));
	return forms;
}

static const Forms *get_forms(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_forms, NULL);
}

/* Takes one of `words` off an end of `title`; FALSE where none stands there, or all would go. */
static gboolean take_off(char *title, const KwYaml *words, gboolean at_end)
{
	size_t length = strlen(title);

	for (guint i = 0; i < kw_yaml_size(words); i++) {
		const char *word = kw_yaml_text(kw_yaml_at(words, i));
		size_t n = strlen(word);

		if (n >= length ||
		    !(at_end ? g_str_has_suffix(title, word) : g_str_has_prefix(title, word)))
			continue;
		if (at_end)
			title[length - n] = '\0';
		else
			memmove(title, title + n, length - n + 1);
		g_strstrip(title);
		return TRUE;
	}
	return FALSE;
}

/* A title is for reading: numbers have a line of their own elsewhere. */
static char *without_numbers(const char *title)
{
	g_autofree char *line = kw_text_one_line(title);
	char *rest = g_regex_replace_literal(get_forms()->numbers, line, -1, 0, "", 0, NULL);

	if (rest && *rest)
		return rest;
	g_free(rest);
	return g_steal_pointer(&line);
}

char *kw_title_with_subtitle(const char *title, const char *text)
{
	g_autofree char *line = g_strndup(text ? text : "", strcspn(text ? text : "", "\n"));

	g_strstrip(line);
	if (!title || !kw_patterns_fits(get_forms()->bulletins, title) ||
	    !kw_patterns_fits(get_forms()->subtitles, line))
		return NULL;
	return g_strconcat(title, " ", line, NULL);
}

char *kw_title_plain(const char *title)
{
	g_autofree char *line = without_numbers(title ? title : "");
	const KwYaml *root = get_forms()->root;

	while (take_off(line, kw_yaml_find(root, "starts"), FALSE) ||
	       take_off(line, kw_yaml_find(root, "ends"), TRUE))
		;
	return g_steal_pointer(&line);
}

/* "SOCKS5 heap buffer overflow": what many things speak or are, and none is called. */
static gboolean is_common(const char *name)
{
	const KwYaml *common = kw_yaml_find(get_forms()->root, "common");

	for (guint i = 0; i < kw_yaml_size(common); i++)
		if (!strcmp(name, kw_yaml_text(kw_yaml_at(common, i))))
			return TRUE;
	return FALSE;
}

static char *find_name(const KwPatterns *forms, const char *plain)
{
	g_autofree char *name = kw_patterns_fetch(forms, plain);

	return !name || is_common(name) || kw_patterns_fits(get_forms()->nameless, name)
		       ? NULL
		       : g_steal_pointer(&name);
}

/* As kw_title_plain(), without who does what it tells of. */
static char *without_doer(const char *title)
{
	g_autofree char *plain = kw_title_plain(title);

	return kw_patterns_strike(get_forms()->doers, plain, "");
}

char *kw_title_weak_name(const char *title)
{
	g_autofree char *plain = without_doer(title);

	return find_name(get_forms()->weak, plain);
}

char *kw_title_name(const char *title)
{
	g_autofree char *plain = without_doer(title);
	char *name = find_name(get_forms()->weak, plain);

	return name ? name : find_name(get_forms()->any, plain);
}

const char *kw_title_makers(void)
{
	return get_forms()->makers;
}
