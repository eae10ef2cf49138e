/* What the source itself states, sentence by sentence: facts that may be told
 * (templates/LANG/facts.yaml) and the versions its remedy names. Finding its sections and rating it
 * is done before, by intake; its title is explain_title.c.
 *
 * A version is taken only where a line of the remedy holds nothing but a name and a number, or
 * where "or later" follows it: prose around it ("affected are versions before …") would turn a bad
 * version into a good one. */
#include "explain-private.h"

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

static const char *member_text(JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member(object, name);

	return node && JSON_NODE_HOLDS_VALUE(node) &&
			       json_node_get_value_type(node) == G_TYPE_STRING
		       ? json_node_get_string(node)
		       : "";
}

/* The texts of the sections of `role`, one after the other; "" where there is none. */
static char *texts_of(JsonArray *sections, const char *role)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; sections && i < json_array_get_length(sections); i++) {
		JsonNode *node = json_array_get_element(sections, i);
		JsonObject *section = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node)
								   : NULL;

		if (section && !strcmp(member_text(section, "role"), role))
			g_string_append_printf(out, "%s\n", member_text(section, "text"));
	}
	return g_string_free(out, FALSE);
}

/* What an advisory says, each heading by itself, without what stands beside it. */
static GPtrArray *split_body(const KwItem *item, JsonArray *sections)
{
	static const char *const beside[] = {"references", "contact", "history", NULL};
	g_autoptr(GString) body = g_string_new(NULL);

	for (guint i = 0; sections && i < json_array_get_length(sections); i++) {
		JsonNode *node = json_array_get_element(sections, i);
		JsonObject *section = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node)
								   : NULL;

		if (section && !g_strv_contains(beside, member_text(section, "role")))
			g_string_append_printf(body, "%s\n\n%s\n\n", member_text(section, "title"),
					       member_text(section, "text"));
	}
	return kw_sentences_split(body->len ? body->str : item->text ? item->text : "");
}

KwSaid *kw_said_new(const KwItem *item)
{
	g_autoptr(JsonNode) root = item->sections ? json_from_string(item->sections, NULL) : NULL;
	JsonArray *sections = root && JSON_NODE_HOLDS_ARRAY(root) ? json_node_get_array(root)
								  : NULL;
	g_autofree char *text = g_strconcat(item->title ? item->title : "", "\n\n",
					    item->text ? item->text : "", NULL);
	g_autofree char *workaround = texts_of(sections, "workaround");
	KwSaid *said = g_new0(KwSaid, 1);
	g_autofree char *all = NULL;

	said->told = kw_sentences_split(text);
	said->remedy_text = texts_of(sections, "remedy");
	said->affected_text = texts_of(sections, "affected");
	said->body = split_body(item, sections);
	all = g_strconcat(said->remedy_text, "\n", workaround, NULL);
	said->remedy = kw_sentences_split(all);
	return said;
}

void kw_said_free(KwSaid *said)
{
	if (!said)
		return;
	g_ptr_array_unref(said->told);
	g_ptr_array_unref(said->remedy);
	g_free(said->remedy_text);
	g_free(said->affected_text);
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

/* --- facts --- */

/* What one source states: each fact with the first sentence that does (const KwWord * -> const
 * char *). The remedy mostly stands in the text as well: its sentences are looked at once. */
typedef struct {
	const KwItem *item;
	const KwWords *words;
	GHashTable *named; /* sentence -> GPtrArray * of the facts it names */
	GHashTable *anywhere, *in_remedy;
} Stated;

/* What a name of a fact states: "修正版は提供されていません" names a fix to say that there is none.
 */
static const KwWord *fact_at(const Stated *stated, const KwWordSpot *spot)
{
	const char *denied = spot->is_negated ? kw_word_text(spot->word, "denied") : NULL;

	return denied ? kw_words_find(stated->words, "facts", denied) : spot->word;
}

static GPtrArray *find_facts(const Stated *stated, const char *sentence)
{
	g_autoptr(GArray) spots = kw_words_spots(stated->words, "facts", sentence);
	GPtrArray *facts = g_ptr_array_new();

	for (guint i = 0; i < spots->len; i++)
		g_ptr_array_add(facts,
				(gpointer)fact_at(stated, &g_array_index(spots, KwWordSpot, i)));
	return facts;
}

static const GPtrArray *facts_of(const Stated *stated, char *sentence)
{
	GPtrArray *facts = g_hash_table_lookup(stated->named, sentence);

	if (!facts) {
		facts = find_facts(stated, sentence);
		g_hash_table_insert(stated->named, sentence, facts);
	}
	return facts;
}

static GHashTable *stated_in(const Stated *stated, const GPtrArray *sentences)
{
	GHashTable *found = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < sentences->len; i++) {
		const GPtrArray *facts = facts_of(stated, sentences->pdata[i]);

		for (guint j = 0; j < facts->len; j++)
			if (!g_hash_table_contains(found, facts->pdata[j]))
				g_hash_table_insert(found, facts->pdata[j], sentences->pdata[i]);
	}
	return found;
}

/* The sentence that states the fact, where its role lets it stand there; NULL = none. */
static const char *quote_of(const Stated *stated, const KwWord *fact)
{
	const char *quote = g_hash_table_lookup(stated->in_remedy, fact);

	return quote || kw_word_text(fact, "role") ? quote
						   : g_hash_table_lookup(stated->anywhere, fact);
}

static gboolean is_stated(const Stated *stated, const char *id)
{
	const KwWord *fact = kw_words_find(stated->words, "facts", id);

	return fact && quote_of(stated, fact);
}

/* One of those that `key` of the fact names holds. */
static gboolean is_taken_back(const Stated *stated, const KwWord *fact, const char *key)
{
	g_autoptr(GPtrArray) unless = kw_word_texts(fact, key);

	for (guint i = 0; i < unless->len; i++)
		if (kw_source_list_has(stated->item->severity_why, unless->pdata[i]) ||
		    !g_strcmp0(stated->item->category, unless->pdata[i]) ||
		    is_stated(stated, unless->pdata[i]))
			return TRUE;
	return FALSE;
}

GArray *kw_source_facts(const KwItem *item, const KwSaid *said, const KwWords *words)
{
	g_autoptr(GHashTable) named = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
							    (GDestroyNotify)g_ptr_array_unref);
	Stated stated = {.item = item, .words = words, .named = named};
	g_autoptr(GHashTable) anywhere = stated.anywhere = stated_in(&stated, said->told);
	g_autoptr(GHashTable) in_remedy = stated.in_remedy = stated_in(&stated, said->remedy);
	g_autoptr(GPtrArray) all = kw_words_list(words, "facts");
	GArray *facts = g_array_new(FALSE, FALSE, sizeof(KwFact));

	for (guint i = 0; i < all->len; i++) {
		KwFact fact = {.word = all->pdata[i]};

		fact.quote = quote_of(&stated, fact.word);
		fact.is_of_remedy = g_hash_table_contains(in_remedy, fact.word);
		if (!fact.quote || is_taken_back(&stated, fact.word, "unless"))
			continue;
		fact.is_acted_on = !is_taken_back(&stated, fact.word, "action_unless");
		g_array_append_val(facts, fact);
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
	return g_regex_new("^[ 　]*(?:[-*・●○■+] ?)?(?:(?:Upgrade|Update) to )?(?!Upgrade |Update )"
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
