/* What the source says, sentence by sentence. Finding its sections and rating it is done before, by
 * intake; what it states is explain_facts.c, its versions explain_versions.c, its title
 * explain_title.c. */
#include "explain-private.h"

#include "base/sections.h"
#include "base/sentences.h"

#include <string.h>

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

const char *kw_said_with(const GPtrArray *sentences, const char *piece)
{
	for (guint i = 0; i < sentences->len; i++)
		if (strstr(sentences->pdata[i], piece))
			return sentences->pdata[i];
	return piece;
}

KwStated *kw_stated_new(char *text, const char *quote, const char *phrase)
{
	KwStated *stated = g_new0(KwStated, 1);

	stated->text = text;
	stated->quote = quote;
	stated->phrase = phrase;
	return stated;
}

void kw_stated_free(gpointer data)
{
	KwStated *stated = data;

	g_free(stated->text);
	g_free(stated);
}
