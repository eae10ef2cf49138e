/* What the source itself states: facts that may be told (templates/LANG/facts.yaml), by a name that
 * stands in a sentence, or by the form of the sentence (explain_forms.c). A name counts only in the
 * section that its fact belongs to; a form is a whole statement and counts anywhere. */
#include "explain-private.h"

#include <string.h>

/* What one source states: each fact with the first sentence that does (const KwWord * -> const
 * char *). The remedy mostly stands in the text as well: its sentences are looked at once. */
typedef struct {
	const KwTelling *telling; /* its source */
	const char *category;     /* the threat that the story is of, as far as it is known */
	GHashTable *named;        /* sentence -> GPtrArray * of the facts it names */
	GHashTable *anywhere, *in_remedy, *by_form;
} Stated;

/* What a name of a fact states: "修正版は提供されていません" names a fix to say that there is none.
 */
static const KwWord *fact_at(const Stated *stated, const KwWordSpot *spot)
{
	const char *denied = spot->is_negated ? kw_word_text(spot->word, "denied") : NULL;

	return denied ? kw_words_find(stated->telling->words, "facts", denied) : spot->word;
}

static GPtrArray *find_facts(const Stated *stated, const char *sentence)
{
	const GArray *spots = kw_telling_spots(stated->telling, "facts", sentence);
	GPtrArray *facts = g_ptr_array_new();

	if (spots->len && kw_telling_is_aside(stated->telling, sentence))
		return facts;
	for (guint i = 0; i < spots->len; i++) {
		const KwWord *fact = fact_at(stated, &g_array_index(spots, KwWordSpot, i));

		if (!kw_forms_is_general(fact, sentence))
			g_ptr_array_add(facts, (gpointer)fact);
	}
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

/* A fact stays with the sentence that stated it first. */
static void note(GHashTable *found, const GPtrArray *facts, char *sentence)
{
	for (guint i = 0; i < facts->len; i++)
		if (!g_hash_table_contains(found, facts->pdata[i]))
			g_hash_table_insert(found, facts->pdata[i], sentence);
}

static GHashTable *named_in(const Stated *stated, const GPtrArray *sentences)
{
	GHashTable *found = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < sentences->len; i++)
		note(found, facts_of(stated, sentences->pdata[i]), sentences->pdata[i]);
	return found;
}

/* "Foo 2019", "v1.2"; what is glued to a word ("GT23", "KD-100") is the name of a model. */
static gboolean has_version(const char *sentence)
{
	for (const char *p = sentence; (p = strpbrk(p, "0123456789")); p++) {
		char before = p > sentence ? p[-1] : ' ';

		if ((!g_ascii_isalnum(before) && before != '-') ||
		    (p[1] == '.' && g_ascii_isdigit(p[2])))
			return TRUE;
	}
	return FALSE;
}

/* A section on what is affected says which versions only where one stands in it, and not the number
 * of the weakness: many an entry repeats the name alone. */
static const char *find_version(const GPtrArray *sentences)
{
	for (guint i = 0; i < sentences->len; i++)
		if (has_version(sentences->pdata[i]) && !strstr(sentences->pdata[i], "CVE-"))
			return sentences->pdata[i];
	return NULL;
}

/* The sentence that states the fact, where its role lets it stand there; NULL = none. */
static const char *quote_of(const Stated *stated, const KwWord *fact)
{
	const char *quote = g_hash_table_lookup(stated->in_remedy, fact);
	const char *role = kw_word_text(fact, "role");

	if (!g_strcmp0(role, "affected"))
		quote = find_version(stated->telling->said->affected);
	if (!quote && !role)
		quote = g_hash_table_lookup(stated->anywhere, fact);
	if (!quote)
		quote = g_hash_table_lookup(stated->by_form, fact);
	return quote || !kw_word_is_yes(fact, "otherwise") ? quote : stated->telling->item->title;
}

static gboolean is_taken_back(const Stated *stated, const KwWord *fact);

/* One that holds wherever nothing takes it back must not come back to itself (facts.yaml). */
static gboolean is_stated(const Stated *stated, const char *id)
{
	const KwWord *fact = kw_words_find(stated->telling->words, "facts", id);

	if (kw_word_is_yes(fact, "otherwise"))
		return !is_taken_back(stated, fact);
	return fact && quote_of(stated, fact);
}

/* One of those that `key` of the fact names holds. */
static gboolean holds(const Stated *stated, const KwWord *fact, const char *key)
{
	g_autoptr(GPtrArray) ids = kw_word_texts(fact, key);

	for (guint i = 0; i < ids->len; i++)
		if (kw_source_list_has(stated->telling->item->severity_why, ids->pdata[i]) ||
		    !g_strcmp0(stated->category, ids->pdata[i]) || is_stated(stated, ids->pdata[i]))
			return TRUE;
	return FALSE;
}

static gboolean is_taken_back(const Stated *stated, const KwWord *fact)
{
	g_autoptr(GPtrArray) only = kw_word_texts(fact, "only");

	return holds(stated, fact, "unless") || (only->len && !holds(stated, fact, "only"));
}

/* The first of its sentences may have the heading before it. */
static gboolean is_of_remedy(const Stated *stated, const KwFact *fact, const KwSaid *said)
{
	gboolean is_of = g_hash_table_contains(stated->in_remedy, fact->word);

	for (guint i = 0; i < said->remedy->len && !is_of; i++)
		is_of = g_str_has_suffix(fact->quote, said->remedy->pdata[i]);
	return is_of;
}

GArray *kw_source_facts(const KwTelling *t, const char *category)
{
	const KwSaid *said = t->said;
	g_autoptr(GHashTable) named = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
							    (GDestroyNotify)g_ptr_array_unref);
	Stated stated = {.telling = t, .category = category, .named = named};
	g_autoptr(GHashTable) anywhere = stated.anywhere = named_in(&stated, said->told);
	g_autoptr(GHashTable) in_remedy = stated.in_remedy = named_in(&stated, said->remedy);
	g_autoptr(GHashTable) by_form = stated.by_form = kw_forms_find(t);
	g_autoptr(GPtrArray) all = kw_words_list(t->words, "facts");
	GArray *facts = g_array_new(FALSE, FALSE, sizeof(KwFact));

	for (guint i = 0; i < all->len; i++) {
		KwFact fact = {.word = all->pdata[i]};

		fact.quote = quote_of(&stated, fact.word);
		if (!fact.quote || is_taken_back(&stated, fact.word))
			continue;
		fact.is_of_remedy = is_of_remedy(&stated, &fact, said);
		fact.is_acted_on = !holds(&stated, fact.word, "action_unless");
		g_array_append_val(facts, fact);
	}
	return facts;
}

gboolean kw_facts_has(const GArray *facts, const char *id)
{
	for (guint i = 0; facts && i < facts->len; i++)
		if (!strcmp(kw_word_id(g_array_index(facts, KwFact, i).word), id))
			return TRUE;
	return FALSE;
}
