/* What the source itself states: facts that may be told (templates/LANG/facts.yaml), the versions
 * its remedy names, and its title. Finding its sections and rating it is done before, by intake.
 *
 * A version is taken only where a line of the remedy holds nothing but a name and a number, or
 * where "or later" follows it: prose around it ("affected are versions before …") would turn a bad
 * version into a good one. */
#include "explain-private.h"

#include "base/asset.h"
#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define MAX_VERSIONS      3
#define MAX_VERSION_CHARS 40 /* of all: the line has 60 */
#define MAX_REMEDY_BYTES  20000

gboolean kw_source_list_has(const char *list, const char *id)
{
	g_auto(GStrv) ids = g_strsplit(list ? list : "", " ", 0);

	return g_strv_contains((const char *const *)ids, id);
}

/* --- sections --- */

static const char *member_text(JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member(object, name);

	return node && JSON_NODE_HOLDS_VALUE(node) &&
			       json_node_get_value_type(node) == G_TYPE_STRING
		       ? json_node_get_string(node)
		       : "";
}

static void add_remedies(JsonArray *sections, GString *out)
{
	for (guint i = 0; i < json_array_get_length(sections); i++) {
		JsonNode *node = json_array_get_element(sections, i);
		const char *role;

		if (!JSON_NODE_HOLDS_OBJECT(node))
			continue;
		role = member_text(json_node_get_object(node), "role");
		if (strcmp(role, "remedy") && strcmp(role, "workaround"))
			continue;
		g_string_append(out, member_text(json_node_get_object(node), "text"));
		g_string_append_c(out, '\n');
	}
}

/* The text of the sections that say what to do; "" where none was found. */
static char *remedy_of(const KwItem *item)
{
	g_autoptr(JsonNode) root = item->sections ? json_from_string(item->sections, NULL) : NULL;
	GString *out = g_string_new(NULL);

	if (root && JSON_NODE_HOLDS_ARRAY(root))
		add_remedies(json_node_get_array(root), out);
	return g_string_free(out, FALSE);
}

/* --- facts --- */

static gboolean is_taken_back(const KwWord *fact, const GPtrArray *found, const KwItem *item)
{
	g_autoptr(GPtrArray) unless = kw_word_texts(fact, "unless");

	for (guint i = 0; i < unless->len; i++) {
		if (kw_source_list_has(item->severity_why, unless->pdata[i]) ||
		    !g_strcmp0(item->category, unless->pdata[i]))
			return TRUE;
		for (guint j = 0; j < found->len; j++)
			if (!strcmp(kw_word_id(found->pdata[j]), unless->pdata[i]))
				return TRUE;
	}
	return FALSE;
}

GPtrArray *kw_source_facts(const KwItem *item, const KwWords *words)
{
	g_autofree char *text = g_strconcat(item->title ? item->title : "", "\n",
					    item->text ? item->text : "", NULL);
	g_autofree char *remedy = remedy_of(item);
	g_autoptr(GPtrArray) anywhere = kw_words_match(words, "facts", text);
	g_autoptr(GPtrArray) in_remedy = kw_words_match(words, "facts", remedy);
	g_autoptr(GPtrArray) all = kw_words_list(words, "facts");
	GPtrArray *facts = g_ptr_array_new();

	for (guint i = 0; i < all->len; i++) {
		gboolean stated = g_ptr_array_find(in_remedy, all->pdata[i], NULL);

		if (!stated && !kw_word_text(all->pdata[i], "role"))
			stated = g_ptr_array_find(anywhere, all->pdata[i], NULL);
		if (stated && !is_taken_back(all->pdata[i], anywhere, item) &&
		    !is_taken_back(all->pdata[i], in_remedy, item))
			g_ptr_array_add(facts, all->pdata[i]);
	}
	return facts;
}

/* --- versions --- */

static gpointer compile_versions(gpointer data G_GNUC_UNUSED)
{
#define NUMBER "v?\\d+(?:\\.[0-9A-Za-z-]+)+"
#define REST   "[A-Za-z0-9+_-]{0,24}"
#define LATER                                                                \
	"(?: ?(?:またはそれ以降|およびそれ以降|以降|以上)" \
	"| (?:or|and) (?:later|above|higher|newer))"
	/* in a sentence only capitalised names: not "to" of "upgrade to Foo 1.2" */
	return g_regex_new("^[ 　]*(?:[-*・●○■+] ?)?"
			   "([A-Za-z]" REST "(?: [A-Za-z]" REST "){0,4} " NUMBER ")" LATER
			   "?[ 　]*$"
			   "|((?:\\b[A-Z]" REST " ){1,5}" NUMBER ")" LATER,
			   G_REGEX_MULTILINE | G_REGEX_OPTIMIZE, 0, NULL);
}

/* Never inside a line: half a version is another version. */
static void cut_to_lines(char *text, size_t max_bytes)
{
	if (strlen(text) <= max_bytes)
		return;
	while (max_bytes > 0 && text[max_bytes] != '\n')
		max_bytes--;
	text[max_bytes] = '\0';
}

GPtrArray *kw_source_versions(const KwItem *item)
{
	static GOnce once = G_ONCE_INIT;
	g_autofree char *remedy = remedy_of(item);
	g_autoptr(GMatchInfo) match = NULL;
	GPtrArray *versions = g_ptr_array_new_with_free_func(g_free);
	size_t room = MAX_VERSION_CHARS;

	g_once(&once, compile_versions, NULL);
	g_assert(once.retval);
	cut_to_lines(remedy, MAX_REMEDY_BYTES);
	g_regex_match(once.retval, remedy, 0, &match);
	for (; g_match_info_matches(match) && versions->len < MAX_VERSIONS;
	     g_match_info_next(match, NULL)) {
		g_autofree char *line = g_match_info_fetch(match, 1);
		g_autofree char *inside = g_match_info_fetch(match, 2);
		const char *found = line && *line ? line : inside;

		if (strlen(found) > room ||
		    g_ptr_array_find_with_equal_func(versions, found, g_str_equal, NULL))
			continue;
		room -= strlen(found);
		g_ptr_array_add(versions, g_strdup(found));
	}
	return versions;
}

/* --- the title --- */

static gpointer load_title_words(gpointer data G_GNUC_UNUSED)
{
	g_autofree char *text = kw_asset_get_text(NULL, "digest/title.yaml", NULL);

	g_assert(text);
	return kw_yaml_parse("digest/title.yaml", text, strlen(text), NULL);
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

static const KwYaml *title_words(void)
{
	static GOnce once = G_ONCE_INIT;
	const KwYaml *words = g_once(&once, load_title_words, NULL);

	g_assert(words);
	return words;
}

gboolean kw_source_is_about_weakness(const char *text)
{
	const KwYaml *words = kw_yaml_find(title_words(), "weakness");

	for (guint i = 0; text && i < kw_yaml_size(words); i++)
		if (strstr(text, kw_yaml_text(kw_yaml_at(words, i))))
			return TRUE;
	return FALSE;
}

static gpointer compile_numbers(gpointer data G_GNUC_UNUSED)
{
	return g_regex_new("^[ 　]*JVN(?:VU|TA)?# ?[0-9]+[ 　]*[:：][ 　]*"
			   "|[ 　]*[(（]CVE-[^()（）]{1,200}[)）]",
			   G_REGEX_OPTIMIZE, 0, NULL);
}

/* A headline is for reading; the message to the contractor has a line for numbers. */
static char *without_numbers(const char *title)
{
	static GOnce once = G_ONCE_INIT;
	g_autofree char *line = kw_text_one_line(title);
	char *rest;

	g_once(&once, compile_numbers, NULL);
	g_assert(once.retval);
	rest = g_regex_replace_literal(once.retval, line, -1, 0, "", 0, NULL);
	if (rest && *rest)
		return rest;
	g_free(rest);
	return g_steal_pointer(&line);
}

char *kw_source_title(const char *title)
{
	g_autofree char *line = without_numbers(title ? title : "");
	const KwYaml *words = title_words();

	while (take_off(line, kw_yaml_find(words, "starts"), FALSE) ||
	       take_off(line, kw_yaml_find(words, "ends"), TRUE))
		;
	return g_steal_pointer(&line);
}

static gpointer compile_naming(gpointer data G_GNUC_UNUSED)
{
	return g_regex_new("^「?([^「」]{2,24}?)」?[ 　]*(?:における|に存在する).*脆弱性",
			   G_REGEX_OPTIMIZE, 0, NULL);
}

char *kw_source_product(const char *title)
{
	static GOnce once = G_ONCE_INIT;
	g_autoptr(GMatchInfo) match = NULL;

	g_once(&once, compile_naming, NULL);
	g_assert(once.retval);
	return g_regex_match(once.retval, title, 0, &match) ? g_match_info_fetch(match, 1) : NULL;
}
