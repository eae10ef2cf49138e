/* What happened to another: a company, an office or a school tells of a break-in, a leak or a
 * mistake of its own, or news do. What may happen to the reader is another story; to him it matters
 * where he is its customer. The forms of such sentences stand in title.yaml.
 */
#include "explain-private.h"

#include "base/title.h"

/* "Notice of unauthorized access", and the name of a company below it. */
static gboolean is_own_incident(const KwTelling *t)
{
	g_autofree char *company = kw_telling_find_name(t, kw_source_signed);

	return company && t->item->title && kw_source_is_own_incident(t->item->title);
}

/* "Notice of unauthorized access", by whomever. */
static gboolean is_own_notice(const KwTelling *t)
{
	return t->item->title && kw_source_is_own_incident(t->item->title) &&
	       kw_source_is_own_notice(t->item->title);
}

/* "System failure (seventh report)": what stopped is the title's, what leaked is told. */
static gboolean is_leak_behind_outage(const KwTelling *t)
{
	return kw_telling_has_reason(t, "outage") && kw_facts_has(t->facts, "leak-seen");
}

static gboolean is_announced(const KwTelling *t)
{
	const char *sentence;

	if (is_leak_behind_outage(t) || is_own_incident(t) || is_own_notice(t))
		return TRUE;
	for (guint i = 0; (sentence = kw_telling_head(t, i)); i++)
		if (kw_source_is_announced(sentence))
			return TRUE;
	return FALSE;
}

/* The title tells it, and names to whom. */
static gboolean names_victim(const KwTelling *t)
{
	g_autofree char *title = kw_title_plain(t->item->title);
	g_autofree char *victim = kw_source_victim(title);

	return victim && kw_source_is_announced(title);
}

/* Whatever weakness the text names is how it came to that. */
static gboolean is_of_victim(const KwTelling *t)
{
	return (!t->threat || !g_strcmp0(kw_word_text(t->threat, "kind"), "weakness")) &&
	       names_victim(t);
}

/* A word of a report may be one of the name: "survey" of the survey's site. */
static gboolean is_of_reports(const KwTelling *t)
{
	return kw_telling_is_of_reports(t) && !is_own_incident(t) &&
	       (kw_forms_has_form(t->item->title ? t->item->title : "", "is-report") ||
		!kw_telling_has_reason(t, "breach") || !names_victim(t));
}

/* The title speaks of a weakness of something, and not of a break-in through one. */
static gboolean is_of_weakness(const KwTelling *t)
{
	return kw_source_is_about_weakness(t->item->title) &&
	       !kw_source_is_broken_in(t->item->title);
}

/* Of a source that may only be linked to, the title alone says so. */
static gboolean is_leak(const KwTelling *t)
{
	const KwWord *leak = kw_words_find(t->words, "facts", "leak");
	g_autoptr(GPtrArray)
		titled = kw_words_match(t->words, "facts", t->item->title ? t->item->title : "");

	return kw_facts_has(t->facts, "leak") || kw_facts_has(t->facts, "leak-seen") ||
	       g_ptr_array_find(titled, leak, NULL);
}

/* The sentence is one of those that a text starts with. */
static gboolean is_at_head(const KwTelling *t, const char *quote)
{
	const char *sentence;

	for (guint i = 0; (sentence = kw_telling_head(t, i)); i++)
		if (sentence == quote)
			return TRUE;
	return FALSE;
}

/* The same as the title alone states it: no more may be read of a source that may only be linked.
 */
static const char *titled_story(const KwTelling *t)
{
	g_autoptr(GPtrArray) facts = kw_words_list(t->words, "facts");

	for (guint i = 0; t->item->title && i < facts->len; i++) {
		const char *story = kw_word_text(facts->pdata[i], "story");

		if (story && kw_forms_has_form(t->item->title, kw_word_id(facts->pdata[i])))
			return story;
	}
	return NULL;
}

/* The story that what happened makes (facts.yaml: story), where the text starts with it; NULL =
 * none of its own. */
static const char *stated_story(const KwTelling *t)
{
	for (guint i = 0; i < t->facts->len; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);
		const char *id = kw_word_text(fact->word, "story");

		if (id && is_at_head(t, fact->quote))
			return id;
	}
	return titled_story(t);
}

/* What is told of a company instead of `threat`: it may ask its customers to do something. */
static const char *id_of_company(const KwTelling *t, const KwWord *threat, const char *story)
{
	const char *id = NULL;

	if (kw_facts_has(t->facts, "change-passwords"))
		id = kw_word_text(threat, "of_service");
	else if (story)
		id = story;
	else if (is_leak(t))
		id = kw_word_text(threat, "of_leak");
	return id ? id : kw_word_text(threat, "of_company");
}

/* The title tells of a break-in by way of what it names beside its victim. */
static gboolean is_means(const KwTelling *t, const KwWord *product)
{
	g_autofree char *title = kw_title_plain(t->item->title);
	g_autofree char *victim = kw_source_victim(title);
	g_autoptr(GPtrArray) named = NULL;

	if (!victim || !kw_source_is_broken_in(title))
		return FALSE;
	named = kw_words_match(t->words, "products", victim);
	return !g_ptr_array_find(named, product, NULL);
}

/* What the title names was itself attacked, and is not where somebody has an account. */
static gboolean is_of_maker(const KwTelling *t, const KwWord *threat, const KwWord *first)
{
	return first && kw_telling_is_titled(t, first) && !kw_word_is_yes(threat, "at_service") &&
	       !is_means(t, first);
}

const KwWord *kw_threat_of_company(const KwTelling *t, const KwWord *first)
{
	const KwWord *threat = t->threat;
	const char *story = stated_story(t);

	/* what the text mentions beside a break-in of the title is not the story */
	if ((kw_telling_has_reason(t, "breach") || is_of_victim(t) || story ||
	     is_leak_behind_outage(t) || is_own_incident(t)) &&
	    (!threat || !kw_word_text(threat, "of_company")))
		threat = kw_words_find(t->words, "threats", "data-breach");
	if (!threat || !kw_word_text(threat, "of_company") ||
	    kw_telling_has_reason(t, "publisher-alert") || is_of_weakness(t) ||
	    is_of_maker(t, threat, first) || kw_telling_no_concern(t) || is_of_reports(t) ||
	    !is_announced(t))
		return NULL;
	return kw_words_find(t->words, "threats", id_of_company(t, threat, story));
}

/* "Uninstall the program" is no word on the machine that it came with. */
static gboolean is_machine(const KwTelling *t)
{
	return kw_word_is_yes(t->product, "machine") || !g_strcmp0(t->kind, "device");
}

/* What he did about it is not asked of readers, and what happened to him is said of nobody else. */
static gboolean is_of_story(const KwTelling *t, const KwWord *fact)
{
	const char *of_other = kw_word_text(fact, "of_other");
	gboolean is_told = kw_word_text(fact, "what") || kw_word_text(fact, "advice") ||
			   kw_word_text(fact, "also");

	if (kw_word_is_yes(t->threat, "unproven") ||
	    (kw_word_is_yes(fact, "of_program") && is_machine(t)))
		return FALSE;
	if (!kw_word_is_yes(t->threat, "of_other"))
		return g_strcmp0(of_other, "only") != 0 || kw_word_is_yes(t->threat, "announced");
	return (of_other || !is_told) && !kw_word_has(fact, "unless", kw_word_id(t->threat));
}

void kw_telling_keep_facts(KwTelling *t)
{
	for (guint i = t->facts->len; i-- > 0;)
		if (!is_of_story(t, g_array_index(t->facts, KwFact, i).word))
			g_array_remove_index(t->facts, i);
}
