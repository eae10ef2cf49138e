/* What the source says, sentence by sentence, and the versions its remedy names. Finding its
 * sections and rating it is done before, by intake; what it states is explain_facts.c, its title
 * explain_title.c.
 *
 * A version is taken only where a line of the remedy holds nothing but a name and a number, or
 * where "or later" follows it: prose around it ("affected are versions before …") would turn a bad
 * version into a good one. */
#include "explain-private.h"

#include "base/sections.h"
#include "base/sentences.h"

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

/* The texts of the sections of `role`, one after the other; "" where there is none. */
static char *texts_of(const KwSections *sections, const char *role)
{
	const char *const roles[] = {role, NULL};

	return kw_sections_texts(sections, roles);
}

/* The sentences of a text that state something: what a list of questions and answers asks, nobody
 * does. */
static GPtrArray *split_stated(const char *text)
{
	GPtrArray *sentences = kw_sentences_split(text);

	for (guint i = sentences->len; i-- > 0;)
		if (kw_source_is_question(sentences->pdata[i]))
			g_ptr_array_remove_index(sentences, i);
	return sentences;
}

/* What an advisory says, each heading by itself, without what stands beside it. */
static GPtrArray *split_body(const KwItem *item, const KwSections *sections)
{
	static const char *const beside[] = {"references", "aside", "contact", "history", NULL};
	g_autofree char *body = kw_sections_others(sections, beside);

	return kw_sentences_split(*body ? body : item->text ? item->text : "");
}

/* The text without the headlines of other news that it leads to, and without what its publisher
 * says in every text. */
static char *text_itself(const KwItem *item, const KwSections *sections)
{
	static const char *const elsewhere[] = {"references", "aside", NULL};

	return kw_sections_cut(item->text ? item->text : "", sections, elsewhere);
}

static GPtrArray *sentences_of(const KwSections *sections, const char *role)
{
	g_autofree char *text = texts_of(sections, role);

	return kw_sentences_split(text);
}

/* A link to the page of the maker may be called by what it says: "Fixed in Foo 1.2". */
static void add_fixed_links(GPtrArray *told, const KwSections *sections)
{
	g_autoptr(GPtrArray) links = sentences_of(sections, "references");

	for (guint i = 0; i < links->len; i++)
		if (kw_forms_has_form(links->pdata[i], "fixed-link"))
			g_ptr_array_add(told, g_strdup(links->pdata[i]));
}

KwSaid *kw_said_new(const KwItem *item)
{
	g_autoptr(KwSections) sections = kw_sections_parse(item->sections);
	g_autofree char *itself = text_itself(item, sections);
	g_autoptr(GPtrArray) stated = split_stated(itself);
	g_autofree char *workaround = texts_of(sections, "workaround");
	KwSaid *said = g_new0(KwSaid, 1);
	g_autofree char *all = NULL;

	said->told = kw_sentences_split(item->title ? item->title : "");
	g_ptr_array_extend_and_steal(said->told, g_steal_pointer(&stated));
	add_fixed_links(said->told, sections);
	said->remedy_text = texts_of(sections, "remedy");
	said->affected_text = texts_of(sections, "affected");
	said->impact_text = texts_of(sections, "impact");
	said->affected = kw_sentences_split(said->affected_text);
	said->overview = sentences_of(sections, "overview");
	said->body = split_body(item, sections);
	all = g_strconcat(said->remedy_text, "\n", workaround, NULL);
	said->remedy = split_stated(all);
	return said;
}

void kw_said_free(KwSaid *said)
{
	if (!said)
		return;
	g_ptr_array_unref(said->told);
	g_ptr_array_unref(said->remedy);
	g_free(said->remedy_text);
	g_ptr_array_unref(said->overview);
	g_free(said->affected_text);
	g_free(said->impact_text);
	g_ptr_array_unref(said->affected);
	g_ptr_array_unref(said->body);
	g_free(said);
}

const char *kw_said_quote(const GPtrArray *sentences, const KwWords *words, const char *file,
			  const KwWord *word)
{
	for (guint i = 0; word && i < sentences->len; i++) {
		g_autoptr(GPtrArray) named = kw_words_match(words, file, sentences->pdata[i]);

		if (g_ptr_array_find(named, word, NULL))
			return sentences->pdata[i];
	}
	return NULL;
}

guint kw_said_count(const GPtrArray *sentences, const KwWords *words, const char *file,
		    const KwWord *word)
{
	guint count = 0;

	for (guint i = 0; word && i < sentences->len; i++) {
		g_autoptr(GPtrArray) named = kw_words_match(words, file, sentences->pdata[i]);

		count += g_ptr_array_find(named, word, NULL);
	}
	return count;
}

/* --- versions --- */

static gpointer compile_versions(gpointer data G_GNUC_UNUSED)
{
#define NUMBER "(?:v?\\d+(?:\\.[0-9A-Za-z-]+)+|\\d+ r\\.\\d+)"
#define REST   "[A-Za-z0-9+_-]{0,24}"
#define LATER                                                                                         \
	"(?: ?(?:あるいはそれ以降|またはそれ以降|およびそれ以降|以降|以上)" \
	"| (?:or|and) (?:later|above|higher|newer))"
#define LINE "(?:[ 　]*[（(][^（）()\\n]{1,40}系[）)])?" /* "7.1.2（7系）" */
	/* in a sentence only capitalised names: not "to" of "upgrade to Foo 1.2" */
	return g_regex_new("^[ 　]*(?:[-*・●○■+] ?)?(?:(?:Upgrade|Update) to )?(?!Upgrade |Update )"
			   "([A-Za-z]" REST "(?: [A-Za-z]" REST "){0,4} " NUMBER ")" LATER "?" LINE
			   "[ 　]*$"
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

GPtrArray *kw_source_versions(const KwSaid *said)
{
	static GOnce once = G_ONCE_INIT;
	g_autofree char *remedy = g_strdup(said->remedy_text);
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

static gpointer compile_listed(gpointer data G_GNUC_UNUSED)
{
	return g_regex_new("^\\s*[-*・●○■+].*\\d", G_REGEX_OPTIMIZE, 0, NULL);
}

gboolean kw_source_has_more_versions(const KwSaid *said, const GPtrArray *versions)
{
	static GOnce once = G_ONCE_INIT;
	const GRegex *listed = g_once(&once, compile_listed, NULL);
	g_auto(GStrv) lines = g_strsplit(said->remedy_text, "\n", 0);
	guint count = 0;

	for (char **line = lines; *line; line++)
		count += g_regex_match(listed, *line, 0, NULL);
	return count > versions->len;
}
