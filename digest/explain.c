/* From an item to a story in plain words, by rules. Here: why it is urgent, the words that it uses
 * and where it comes from. What it is about is explain_subject.c, what it says explain_story.c,
 * what to do explain_steps.c; sentences stand in templates/LANG and get into the story in
 * explain_say.c; what the source states is read in explain_facts.c and explain_title.c. How urgent
 * an item is, and which product and threat it names, was decided at intake. */
#include "digest/explain.h"

#include "base/text.h"
#include "base/title.h"
#include "base/when.h"
#include "explain-private.h"

#include <string.h>

#define MAX_REASONS 2

void kw_story_free(KwStory *story)
{
	if (!story)
		return;
	g_free(story->headline);
	g_free(story->action);
	g_free(story->why);
	g_ptr_array_unref(story->products);
	g_clear_pointer(&story->product_names, g_ptr_array_unref);
	g_ptr_array_unref(story->who);
	g_ptr_array_unref(story->what);
	g_ptr_array_unref(story->todo);
	g_ptr_array_unref(story->ask);
	g_ptr_array_unref(story->tell);
	g_ptr_array_unref(story->glossary);
	g_free(story->source_name);
	g_free(story->source_id);
	g_free(story->source_day);
	g_free(story->source_url);
	g_free(story->credit);
	g_free(story->comment);
	g_ptr_array_unref(story->needs_person);
	g_clear_pointer(&story->origins, g_ptr_array_unref); /* a story made by hand has none */
	g_free(story);
}

static void origin_free(gpointer data)
{
	KwOrigin *origin = data;

	g_free(origin->sentence);
	g_free(origin->from);
	g_free(origin->quote);
	g_free(origin);
}

static void gloss_free(gpointer data)
{
	KwGloss *gloss = data;

	g_free(gloss->term);
	g_free(gloss->meaning);
	g_free(gloss);
}

static KwStory *story_new(const KwItem *item)
{
	KwStory *story = g_new0(KwStory, 1);

	story->item = item->id;
	story->products = g_ptr_array_new();
	story->product_names = g_ptr_array_new_with_free_func(g_free);
	story->who = g_ptr_array_new_with_free_func(g_free);
	story->what = g_ptr_array_new_with_free_func(g_free);
	story->todo = g_ptr_array_new_with_free_func(g_free);
	story->ask = g_ptr_array_new_with_free_func(g_free);
	story->tell = g_ptr_array_new_with_free_func(g_free);
	story->glossary = g_ptr_array_new_with_free_func(gloss_free);
	story->needs_person = g_ptr_array_new_with_free_func(g_free);
	story->origins = g_ptr_array_new_with_free_func(origin_free);
	return story;
}

void kw_telling_need_person(KwTelling *t, const char *reason)
{
	g_ptr_array_add(t->story->needs_person, g_strdup(reason));
}

/* --- urgency --- */

static const char *level_of(const char *severity)
{
	static const char *const levels[] = {"today", "this-week", "when-convenient"};

	for (guint i = 0; i < G_N_ELEMENTS(levels); i++)
		if (!g_strcmp0(severity, levels[i]))
			return levels[i];
	return "information";
}

/* What of the source a reason rests on, where that is no secret of its rating. */
static const char *quote_of_reason(const KwTelling *t, const char *reason)
{
	static const char *const of_title[] = {"publisher-alert", "scam", "monthly-update",
					       "report", NULL};

	if (g_strv_contains(of_title, reason))
		return t->item->title;
	return strcmp(reason, "watch-product") ? NULL : t->product_quote;
}

/* An attack is exploited by nobody: it happens. */
static char *reason_phrase(const KwTelling *t, const char *reason)
{
	gboolean is_weak = kw_telling_has_weakness(t) && !kw_facts_has(t->facts, "no-weakness");
	const char *end = is_weak ? NULL : "-attack";
	g_autofree char *id = g_strconcat("why.", reason, end, NULL);

	return kw_words_find(t->words, "phrases", id) ? g_steal_pointer(&id)
						      : g_strconcat("why.", reason, NULL);
}

/* Most small companies have it: not one of the many that an entry stands for, nor all of a maker's.
 */
static gboolean is_common(const KwWord *product)
{
	return kw_word_is_yes(product, "watch") && !kw_word_is_yes(product, "various") &&
	       !kw_word_is_yes(product, "general");
}

static gboolean has_common(const KwTelling *t)
{
	const GPtrArray *ids = t->story->products;

	for (guint i = 0; i < ids->len; i++)
		if (is_common(kw_words_find(t->words, "products", ids->pdata[i])))
			return TRUE;
	return FALSE;
}

/* What is watched is of another text, the trick is how somebody else was deceived, or a guide's, or
 * one that a letter warns of below its matter, or the attack is that on another or what an event is
 * about, and says nothing on how urgent it is; nor does what may be a lie. */
static gboolean is_no_reason(const KwTelling *t, const char *reason)
{
	gboolean is_wave = !strcmp(reason, "wave") &&
			   (kw_telling_has_reason(t, "scam") || kw_telling_has_reason(t, "breach"));
	gboolean is_trick = !strcmp(reason, "scam") || is_wave;
	gboolean is_attack = !strcmp(reason, "exploited") || !strcmp(reason, "known-exploited");

	if (kw_word_is_yes(t->threat, "unproven"))
		return TRUE;
	if (!strcmp(reason, "watch-product"))
		return !has_common(t);
	if (is_attack && kw_telling_is_report(t))
		return !strcmp(level_of(t->item->severity), "information");
	if (is_attack && kw_word_is_yes(t->threat, "of_other"))
		return kw_telling_has_reason(t, "breach") ||
		       !strcmp(level_of(t->item->severity), "information");
	return is_trick && (!strcmp(t->nature, "incident") || kw_word_is_yes(t->threat, "guide") ||
			    (!t->threat && !strcmp(level_of(t->item->severity), "information")));
}

/* Those of intake; that it is published how to attack is one, and that the text asks for haste,
 * though they decide nothing. */
static char *reasons_of(const KwTelling *t)
{
	const char *reasons = t->item->severity_why ? t->item->severity_why : "";
	gboolean is_open = kw_telling_has_weakness(t) &&
			   strcmp(level_of(t->item->severity), "information");
	gboolean is_public = is_open && kw_facts_has(t->facts, "attack-code");
	gboolean is_urged = is_open && kw_facts_has(t->facts, "urged");

	return g_strconcat(reasons, is_public ? " attack-code" : "", is_urged ? " urged" : "",
			   NULL);
}

/* Appends the reasons whose phrase is marked "alone" as asked, at most two. */
static void add_reasons(KwTelling *t, GString *why, gboolean is_alone)
{
	g_autofree char *reasons = reasons_of(t);
	g_auto(GStrv) ids = g_strsplit(reasons, " ", 0);
	int told = 0;

	for (char **id = ids; *id && told < MAX_REASONS; id++) {
		g_autofree char *phrase_id = reason_phrase(t, *id);
		g_autofree char *from = g_strconcat("phrases:", phrase_id, NULL);
		const KwWord *reason = kw_words_find(t->words, "phrases", phrase_id);

		if (!reason || kw_word_is_yes(reason, "alone") != is_alone || is_no_reason(t, *id))
			continue;
		if (told++)
			g_string_append(why, kw_words_phrase(t->words, "why.separator"));
		g_string_append(why, kw_words_phrase(t->words, phrase_id));
		kw_telling_trace(t, "why", kw_words_phrase(t->words, phrase_id), from,
				 quote_of_reason(t, *id));
	}
}

/* Nothing was found that makes it urgent: that is said, too, for a level without a reason looks
 * forgotten. */
static void add_no_reason(KwTelling *t, GString *why)
{
	g_autofree char *id = g_strconcat("why.none.", level_of(t->item->severity), NULL);
	g_autofree char *from = g_strconcat("phrases:", id, NULL);

	if (!kw_words_find(t->words, "phrases", id))
		return;
	g_string_append(why, kw_words_phrase(t->words, id));
	kw_telling_trace(t, "why", why->str, from, NULL);
}

static void tell_why(KwTelling *t)
{
	g_autoptr(GString) why = g_string_new(NULL);

	add_reasons(t, why, FALSE);
	if (!why->len)
		add_reasons(t, why, TRUE);
	if (!why->len)
		add_no_reason(t, why);
	t->story->level = level_of(t->item->severity);
	t->story->why = g_strdup(why->str);
}

/* --- the words that were used --- */

static void append_lines(GString *out, const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(out, "%s\n", (const char *)lines->pdata[i]);
}

/* Before the numbers and the address join the message: "JPCERT" in an address explains nothing. */
static void tell_glossary(KwTelling *t)
{
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GPtrArray) found = NULL;

	g_string_append_printf(all, "%s\n%s\n", t->story->headline, t->story->action);
	append_lines(all, t->story->who);
	append_lines(all, t->story->what);
	append_lines(all, t->story->todo);
	append_lines(all, t->story->ask);
	append_lines(all, t->story->tell);
	found = kw_words_match(t->words, "glossary", all->str);
	for (guint i = 0; i < found->len; i++) {
		g_autoptr(JsonObject) data = json_object_new();
		const char *meaning = kw_word_text(found->pdata[i], "meaning");
		KwGloss *gloss = g_new0(KwGloss, 1);
		g_autofree char *from = NULL;

		kw_pattern_put(data, found->pdata[i], "term");
		kw_pattern_put(data, found->pdata[i], "reading");
		gloss->term = kw_pattern_phrase(t->words, "gloss.term", data);
		gloss->meaning = g_strdup(meaning ? meaning : "");
		from = g_strdup_printf("glossary:%s.meaning", kw_word_id(found->pdata[i]));
		kw_telling_trace(t, "glossary", gloss->meaning, from, NULL);
		g_ptr_array_add(t->story->glossary, gloss);
	}
}

/* --- where it comes from --- */

static void tell_source(KwTelling *t, GTimeZone *zone)
{
	const KwItem *item = t->item;
	KwStory *story = t->story;
	const char *reuse = item->reuse;
	g_autofree char *from = NULL;

	story->source_name = kw_telling_source(t);
	if (!story->source_name)
		story->source_name = kw_telling_phrase(t, "source.mail");
	story->source_id = g_strdup(item->publisher_id);
	story->source_day = item->published_at ? kw_when_day(item->published_at, zone) : NULL;
	story->source_url = g_strdup(item->url);
	story->is_revised = item->revised_at > item->published_at && item->published_at;
	if (!reuse || !kw_pattern_find(t->words, "credit", reuse))
		reuse = "facts";
	story->credit = kw_telling_phrase_of(t, "credit", reuse);
	from = g_strconcat("phrases:credit.", reuse, NULL);
	kw_telling_trace(t, "credit", story->credit, from, NULL);
	if (item->comment && *item->comment)
		story->comment = kw_text_tidy(item->comment);
	kw_telling_trace(t, "comment", story->comment, "staff", NULL);
}

void kw_story_support(KwStory *story, const char *reason, const char *quote)
{
	for (guint i = 0; quote && i < story->origins->len; i++) {
		KwOrigin *origin = story->origins->pdata[i];
		const char *dot = strchr(origin->from, '.');

		if (origin->quote || !g_str_has_prefix(origin->from, "phrases:w") || !dot ||
		    !g_str_has_prefix(dot + 1, reason))
			continue;
		origin->quote = g_strdup(quote);
	}
}

/* "Chrome for iOS": the entry speaks of a PC. */
static gboolean is_on_phone(const KwTelling *t)
{
	return !strcmp(t->kind, "pc") &&
	       kw_forms_among(t->said->told, KW_FIRST_SENTENCES, "on-phone");
}

/* Of a source that may only be linked to, nothing is retold. */
static GArray *find_facts(const KwTelling *t, const char *category)
{
	return g_strcmp0(t->item->reuse, "link-only") ? kw_source_facts(t, category)
						      : g_array_new(FALSE, FALSE, sizeof(KwFact));
}

/* Intake found that support ends, and that is no more than an aside. */
static gboolean is_end_aside(const KwTelling *t)
{
	return !g_strcmp0(t->item->category, "end-of-support") && !kw_telling_is_of_end(t);
}

/* `item` has the title that it is told by. */
static KwStory *explain(const KwItem *item, const GPtrArray *refs, const KwWords *words,
			GTimeZone *zone)
{
	g_autoptr(KwStory) story = story_new(item);
	g_autoptr(KwSaid) said = kw_said_new(item);
	g_autoptr(JsonObject) data = json_object_new();
	g_autofree char *title_name = kw_title_name(item->title);
	g_autoptr(GHashTable)
		named = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) spots = kw_spots_new();
	g_autoptr(GHashTable) things = g_hash_table_new(g_str_hash, g_str_equal);
	KwTelling t = {.item = item,
		       .words = words,
		       .refs = refs,
		       .said = said,
		       .title_name = title_name,
		       .data = data,
		       .named = named,
		       .spots = spots,
		       .things = things,
		       .story = story};

	t.facts = find_facts(&t, item->category);
	kw_telling_subject(&t);
	if (is_end_aside(&t)) {
		g_array_unref(t.facts);
		t.facts = find_facts(&t, NULL);
	}
	kw_telling_keep_facts(&t);
	t.notice = kw_notice_titled(&t);
	if (is_on_phone(&t))
		t.kind = "phone";
	if (kw_telling_no_concern(&t))
		g_clear_pointer(&t.name, g_free);
	kw_telling_product_names(&t);
	kw_telling_versions(&t);
	kw_telling_fill(&t);
	tell_why(&t);
	kw_telling_headline(&t);
	kw_telling_needs(&t);
	kw_telling_who(&t);
	kw_telling_what(&t);
	kw_telling_todo(&t);
	kw_telling_ask(&t);
	kw_telling_tell(&t);
	tell_glossary(&t);
	kw_telling_ask_details(&t);
	tell_source(&t, zone);
	g_array_unref(t.facts);
	g_ptr_array_unref(t.fixed);
	g_ptr_array_unref(t.affected);
	g_free(t.name);
	return g_steal_pointer(&story);
}

KwStory *kw_explain(const KwItem *item, const GPtrArray *refs, const KwWords *words,
		    GTimeZone *zone)
{
	KwItem named = *item;
	g_autofree char *title = kw_title_with_subtitle(item->title, item->text);

	if (title)
		named.title = title;
	return explain(&named, refs, words, zone);
}
