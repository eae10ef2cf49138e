/* From an item to a story in plain words, by rules. Here: what the story is about, why it is
 * urgent, the words that it uses and where it comes from. What it says is explain_story.c, what to
 * do is explain_steps.c; sentences stand in templates/LANG and are filled in explain_words.c; what
 * the source states is read in explain_source.c. How urgent an item is, and which product and
 * threat it names, was decided at intake.
 *
 * An attack as such (ransomware) that a text mentions beside a product is not taken for a weakness
 * of that product, unless the source gives the weakness a number: half of all reports mention
 * Windows or a VPN in passing. */
#include "digest/explain.h"

#include "base/text.h"
#include "base/when.h"
#include "explain-private.h"

#include <string.h>

#define MAX_REASONS       2
#define ROUND_UP_PRODUCTS 3

void kw_story_free(KwStory *story)
{
	if (!story)
		return;
	g_free(story->headline);
	g_free(story->action);
	g_free(story->why);
	g_ptr_array_unref(story->products);
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

/* --- what the story is about --- */

gboolean kw_telling_states_weakness(const KwTelling *t)
{
	for (guint i = 0; t->refs && i < t->refs->len; i++) {
		const KwRef *ref = t->refs->pdata[i];

		if (!strcmp(ref->kind, "cve") || !strcmp(ref->kind, "jvn") ||
		    !strcmp(ref->kind, "jvndb"))
			return TRUE;
	}
	return kw_source_is_about_weakness(t->item->title);
}

gboolean kw_telling_mentions_weakness(const KwTelling *t)
{
	return kw_telling_states_weakness(t) || kw_source_is_about_weakness(t->item->text);
}

/* The entries of `file` that the title names. */
static GPtrArray *in_title(const KwTelling *t, const char *file)
{
	return kw_words_match(t->words, file, t->item->title ? t->item->title : "");
}

gboolean kw_telling_is_titled(const KwTelling *t, const KwWord *product)
{
	g_autoptr(GPtrArray) named = in_title(t, "products");

	return g_ptr_array_find(named, product, NULL);
}

const char *kw_telling_own_ask(const KwTelling *t)
{
	return t->threat ? kw_word_text(t->threat, "ask") : NULL;
}

/* What the source states may make the usual questions pointless: there is nothing to update to. */
static const char *ask_of_facts(const KwTelling *t)
{
	for (guint i = 0; t->facts && i < t->facts->len; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);
		const char *ask = fact->is_acted_on ? kw_word_text(fact->word, "ask") : NULL;

		if (ask)
			return ask;
	}
	return NULL;
}

const char *kw_telling_ask_set(const KwTelling *t)
{
	const char *own = kw_telling_own_ask(t);
	const char *stated = own ? own : ask_of_facts(t);

	return stated ? stated : t->kind;
}

static gboolean is_titled_threat(const KwTelling *t)
{
	g_autoptr(GPtrArray) named = in_title(t, "threats");

	return g_ptr_array_find(named, t->threat, NULL);
}

/* The title names the product, and the attack is one that the text mentions. */
static gboolean is_beside_product(const KwTelling *t, const KwWord *product)
{
	const char *kind = t->threat ? kw_word_text(t->threat, "kind") : NULL;

	return product && !g_strcmp0(kind, "incident") && kw_telling_is_titled(t, product) &&
	       !is_titled_threat(t) && !kw_telling_own_ask(t) && !kw_telling_states_weakness(t);
}

static gboolean concerns_product(const KwTelling *t)
{
	if (!strcmp(t->nature, "trick"))
		return FALSE;
	if (!strcmp(t->nature, "incident"))
		return kw_telling_states_weakness(t) || kw_telling_own_ask(t);
	return TRUE;
}

/* The source says what its owner is to do about it. The message to a contractor speaks of a
 * weakness, and nobody has. */
static gboolean has_remedy(const KwTelling *t)
{
	for (guint i = 0; i < t->facts->len && !kw_pattern_is_yes(t->product, "contractor"); i++)
		if (g_array_index(t->facts, KwFact, i).is_of_remedy)
			return TRUE;
	return FALSE;
}

gboolean kw_telling_is_repairable(const KwTelling *t)
{
	if (!t->product)
		return FALSE;
	return *t->nature || kw_telling_states_weakness(t) ||
	       (kw_telling_is_titled(t, t->product) &&
		(kw_telling_mentions_weakness(t) || has_remedy(t)));
}

static gboolean has_questions(const KwTelling *t)
{
	g_autofree char *stem = g_strconcat("ask.", kw_telling_ask_set(t), NULL);

	return kw_pattern_find(t->words, stem, "0") != NULL;
}

gboolean kw_telling_has_message(const KwTelling *t)
{
	gboolean is_looked_after =
		kw_telling_is_repairable(t) &&
		(kw_telling_own_ask(t) || kw_pattern_is_yes(t->product, "contractor"));

	/* whether one has what only a specialist knows by name, only he can tell */
	return (is_looked_after || t->name) && has_questions(t);
}

gboolean kw_telling_has_weakness(const KwTelling *t)
{
	return t->product || !strcmp(t->nature, "weakness") ||
	       (!*t->nature && kw_telling_states_weakness(t));
}

/* The text of an advisory on a product may warn of mails that misuse it. */
static gboolean is_trick_in_passing(const KwTelling *t, const KwWord *product)
{
	return product && t->threat && !g_strcmp0(kw_word_text(t->threat, "kind"), "trick") &&
	       kw_telling_states_weakness(t) && !kw_source_list_has(t->item->severity_why, "scam");
}

/* `product` stands for all of its maker's, and one of them is named as well: a text on one product
 * names its maker first. */
static gboolean gives_way(const KwTelling *t, const KwWord *product, char **ids)
{
	const char *maker = kw_word_text(product, "maker");

	if (!kw_pattern_is_yes(product, "general"))
		return FALSE;
	for (char **id = ids; *id; id++) {
		const KwWord *other = kw_words_find(t->words, "products", *id);

		if (other && other != product && !g_strcmp0(kw_word_text(other, "maker"), maker))
			return TRUE;
	}
	return FALSE;
}

/* The products, in the order of the item. Returns the one that the story is about, or NULL. */
static const KwWord *find_products(KwTelling *t)
{
	g_auto(GStrv) ids = g_strsplit(t->item->products ? t->item->products : "", " ", 0);
	const KwWord *first = NULL;

	for (char **id = ids; *id; id++) {
		const KwWord *product = kw_words_find(t->words, "products", *id);

		if (!product || gives_way(t, product, ids))
			continue;
		first = first ? first : product;
		g_ptr_array_add(t->story->products, (gpointer)g_intern_string(*id));
	}
	return first;
}

/* Where intake found none in the title and in the sections on what is affected, the text before
 * them may still say what the weakness of the one product does. */
static const KwWord *find_threat(const KwTelling *t)
{
	const char *text = t->item->text ? t->item->text : "";
	g_autoptr(GPtrArray) told = NULL;

	if (t->item->category && *t->item->category)
		return kw_words_find(t->words, "threats", t->item->category);
	if (t->story->products->len != 1 || !kw_telling_mentions_weakness(t))
		return NULL;
	told = kw_words_match(t->words, "threats", text);
	for (guint i = 0; i < told->len; i++)
		if (!g_strcmp0(kw_word_text(told->pdata[i], "kind"), "weakness"))
			return told->pdata[i];
	return NULL;
}

/* Words like "leak" stand in many a text that speaks of no weakness (threats.yaml: stated). */
static gboolean is_weakness_unheard_of(const KwTelling *t)
{
	return kw_pattern_is_yes(t->threat, "stated") && !kw_telling_mentions_weakness(t);
}

/* Several products and none in the title: the first of a list is not what the list is about, unless
 * all of it is urgent for the same reason. */
static gboolean is_round_up(const KwTelling *t)
{
	g_autoptr(GPtrArray) named = in_title(t, "products");

	return !named->len && t->story->products->len >= ROUND_UP_PRODUCTS &&
	       !kw_source_list_has(t->item->severity_why, "exploited");
}

/* "Windows" beside a product of the title is what that runs on; a trick is about no product. */
static void drop_products(KwTelling *t)
{
	GPtrArray *ids = t->story->products;
	gboolean has_platform = t->product && !kw_pattern_is_yes(t->product, "platform") &&
				kw_telling_is_titled(t, t->product);

	if (!t->product && !strcmp(t->nature, "trick"))
		g_ptr_array_set_size(ids, 0);
	for (guint i = ids->len; has_platform && i-- > 0;)
		if (kw_pattern_is_yes(kw_words_find(t->words, "products", ids->pdata[i]),
				      "platform"))
			g_ptr_array_remove_index(ids, i);
}

static void find_subject(KwTelling *t)
{
	const KwWord *first = find_products(t);

	t->threat = find_threat(t);
	if (is_trick_in_passing(t, first) || is_weakness_unheard_of(t) ||
	    is_beside_product(t, first))
		t->threat = NULL;
	if (is_round_up(t) && (!t->threat || !is_titled_threat(t))) {
		kw_telling_need_person(t, "several-products");
		t->threat = NULL;
		first = NULL;
	}
	t->nature = t->threat ? kw_word_text(t->threat, "kind") : NULL;
	t->nature = t->nature ? t->nature : "";
	t->product = concerns_product(t) ? first : NULL;
	t->kind = t->product ? kw_word_text(t->product, "kind") : NULL;
	t->kind = t->kind ? t->kind : "unknown";
	t->story->threat = t->threat ? g_intern_string(kw_word_id(t->threat)) : NULL;
	drop_products(t);
	t->product_quote = kw_said_quote(t->said->told, t->words, "products", t->product);
	t->threat_quote = kw_said_quote(t->said->told, t->words, "threats", t->threat);
	if (!t->product && kw_telling_has_weakness(t) && kw_telling_mentions_weakness(t)) {
		g_autofree char *title = kw_source_title(t->item->title);

		t->name = kw_source_product(title);
	}
}

static void put_text(JsonObject *data, const KwWord *word, const char *key)
{
	const char *text = word ? kw_word_text(word, key) : NULL;

	json_object_set_string_member(data, key, text ? text : "");
}

static void fill_data(KwTelling *t)
{
	static const char *const of_product[] = {"name", "reading", "maker", "plain"};
	static const char *const of_kind[] = {"thing", "then", "contractor", "contractor_short"};
	const char *place = t->product ? kw_word_text(t->product, "place") : NULL;
	g_autofree char *label = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(of_product); i++)
		put_text(t->data, t->product, of_product[i]);
	if (t->name)
		json_object_set_string_member(t->data, "name", t->name);
	put_text(t->data, t->threat, "head");
	json_object_set_string_member(
		t->data, "place", place ? place : json_object_get_string_member(t->data, "plain"));
	for (guint i = 0; i < G_N_ELEMENTS(of_kind); i++) {
		g_autofree char *text = kw_telling_phrase_of(t, of_kind[i], t->kind);

		json_object_set_string_member(t->data, of_kind[i], text);
	}
	label = kw_telling_phrase(t, "label");
	json_object_set_string_member(t->data, "label", label);
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

/* What of the source a reason rests on; exploitation is found by its rating. */
static const char *quote_of_reason(const KwTelling *t, const char *reason)
{
	if (!strcmp(reason, "exploited"))
		return NULL;
	return !strcmp(reason, "watch-product") ? t->product_quote : t->item->title;
}

/* An attack is exploited by nobody: it happens. */
static char *reason_phrase(const KwTelling *t, const char *reason)
{
	const char *end = kw_telling_has_weakness(t) ? NULL : "-attack";
	g_autofree char *id = g_strconcat("why.", reason, end, NULL);

	return kw_words_find(t->words, "phrases", id) ? g_steal_pointer(&id)
						      : g_strconcat("why.", reason, NULL);
}

/* Appends the reasons whose phrase is marked "alone" as asked, at most two. */
static void add_reasons(KwTelling *t, GString *why, gboolean is_alone)
{
	g_auto(GStrv) ids = g_strsplit(t->item->severity_why ? t->item->severity_why : "", " ", 0);
	int told = 0;

	for (char **id = ids; *id && told < MAX_REASONS; id++) {
		g_autofree char *phrase_id = reason_phrase(t, *id);
		g_autofree char *from = g_strconcat("phrases:", phrase_id, NULL);
		const KwWord *reason = kw_words_find(t->words, "phrases", phrase_id);

		if (!reason || kw_pattern_is_yes(reason, "alone") != is_alone)
			continue;
		if (told++)
			g_string_append(why, kw_words_phrase(t->words, "why.separator"));
		g_string_append(why, kw_words_phrase(t->words, phrase_id));
		kw_telling_trace(t, "why", kw_words_phrase(t->words, phrase_id), from,
				 quote_of_reason(t, *id));
	}
}

static void tell_why(KwTelling *t)
{
	g_autoptr(GString) why = g_string_new(NULL);

	add_reasons(t, why, FALSE);
	if (!why->len)
		add_reasons(t, why, TRUE);
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

		put_text(data, found->pdata[i], "term");
		put_text(data, found->pdata[i], "reading");
		gloss->term = kw_pattern_phrase(t->words, "gloss.term", data);
		gloss->meaning = g_strdup(meaning ? meaning : "");
		from = g_strdup_printf("glossary:%s.meaning", kw_word_id(found->pdata[i]));
		kw_telling_trace(t, "glossary", gloss->meaning, from, NULL);
		g_ptr_array_add(t->story->glossary, gloss);
	}
}

/* --- where it comes from --- */

static char *source_name(const KwTelling *t)
{
	const char *publisher = t->item->publisher;
	const KwWord *word = publisher ? kw_words_find(t->words, "publishers", publisher) : NULL;
	const char *name = word ? kw_word_text(word, "name") : NULL;
	g_autoptr(GUri) uri = NULL;

	if (name)
		return g_strdup(name);
	uri = t->item->url ? g_uri_parse(t->item->url, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;
	if (uri && g_uri_get_host(uri) && *g_uri_get_host(uri))
		return g_strdup(g_uri_get_host(uri));
	return kw_telling_phrase(t, "source.mail");
}

static void tell_source(KwTelling *t, GTimeZone *zone)
{
	const KwItem *item = t->item;
	KwStory *story = t->story;
	const char *reuse = item->reuse;
	g_autofree char *from = NULL;

	story->source_name = source_name(t);
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

KwStory *kw_explain(const KwItem *item, const GPtrArray *refs, const KwWords *words,
		    GTimeZone *zone)
{
	g_autoptr(KwStory) story = story_new(item);
	g_autoptr(KwSaid) said = kw_said_new(item);
	g_autoptr(GArray) facts = NULL;
	g_autoptr(JsonObject) data = json_object_new();
	KwTelling t = {.item = item,
		       .words = words,
		       .refs = refs,
		       .said = said,
		       .data = data,
		       .story = story};

	find_subject(&t);
	fill_data(&t);
	/* of a source that may only be linked to, nothing is retold */
	facts = g_strcmp0(item->reuse, "link-only") ? kw_source_facts(item, said, words)
						    : g_array_new(FALSE, FALSE, sizeof(KwFact));
	t.facts = facts;
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
	g_free(t.name);
	return g_steal_pointer(&story);
}
