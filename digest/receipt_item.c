/* What a receipt tells of one item: what became of it, how urgent it is and why, who is said to
 * have said it, and what a person should look at before readers get it. The draft comes with it. */
#include "receipt_data-private.h"

#include "base/asset.h"
#include "base/say.h"
#include "base/text.h"
#include "base/yaml.h"
#include "digest/readability.h"
#include "store/stories.h"

#include <string.h>

#define ABOUT_CHARS       24 /* a phone shows so much of a subject */
#define MAX_READABILITY   5  /* pieces of advice; nobody mends more */
#define COMMENT_MAX_BYTES 2000

gboolean kw_receipt_is_public(const KwItem *item)
{
	return !g_str_equal(item->state, "restricted");
}

static int draft_of(const KwReceiptMaking *m, int64_t item)
{
	for (guint i = 0; i < m->stories->len; i++)
		if (((KwStory *)m->stories->pdata[i])->item == item)
			return (int)i;
	return -1;
}

static void set_name(const KwReceiptMaking *m, const KwItem *item, JsonObject *data)
{
	g_auto(GStrv) ids = g_strsplit(item->products ? item->products : "", " ", 0);
	const KwWord *product = ids[0] ? kw_words_find(m->words, "products", ids[0]) : NULL;
	const char *name = product ? kw_word_text(product, "name") : NULL;
	g_autofree char *cut = kw_text_cut(item->title, ABOUT_CHARS);

	if (!name) {
		kw_say_set(data, "about", cut);
		return;
	}
	g_autoptr(JsonObject) said = json_object_new();
	json_object_set_string_member(said, "name", name);
	kw_receipt_set_phrase(data, "about", m->words, "receipt.about", said);
}

/* Who is said to have said it, and what is known of that. */
static void set_origin(const KwReceiptMaking *m, const KwReceiptItem *told, const KwItem *item,
		       const KwStory *story, JsonObject *data)
{
	g_autofree char *claimed = told->claimed ? kw_text_cut(told->claimed, KW_RECEIPT_NAME_CHARS)
						 : NULL;
	const char *none = claimed ? "none" : "unsaid"; /* a note in own words forwards nobody */
	gboolean is_signed = told->signature && !g_str_equal(told->signature, "none");
	g_autofree char *signature = kw_receipt_phrase_of(m->words, "receipt.signature",
							  is_signed ? told->signature : none);

	kw_say_set(data, "origin", story->source_name);
	kw_say_set(data, "origin_id", story->source_id);
	kw_say_set(data, "claimed", claimed);
	kw_receipt_set_phrase(data, "origin_note", m->words, signature, NULL);
	if (!item->publisher_id)
		return;
	kw_receipt_set_phrase(data, "feed_note", m->words,
			      told->in_feed ? "receipt.feed.yes" : "receipt.feed.no", data);
}

static char *reasons(const KwReceiptMaking *m, const KwItem *item)
{
	g_auto(GStrv) ids = g_strsplit(item->severity_why ? item->severity_why : "", " ", 0);
	g_auto(GStrv) products = g_strsplit(item->products ? item->products : "", " ", 0);
	const KwWord *product = products[0] ? kw_words_find(m->words, "products", products[0])
					    : NULL;
	g_autoptr(JsonObject) data = json_object_new();
	g_autoptr(GString) out = g_string_new(NULL);

	if (product)
		kw_say_set(data, "product", kw_word_text(product, "name"));
	for (char **id = ids; *id; id++) {
		g_autofree char *phrase = g_strconcat("receipt.why.", *id, NULL);

		if (!**id || !kw_words_find(m->words, "phrases", phrase))
			continue;
		g_autofree char *said = kw_receipt_say(m->words, phrase, data);
		g_string_append_printf(
			out, "%s%s", out->len ? kw_words_phrase(m->words, "receipt.or") : "", said);
	}
	return g_strdup(out->str);
}

static char *level(const KwReceiptMaking *m, const char *severity)
{
	g_autofree char *phrase = g_strdup_printf("receipt.level.%s", severity);

	return g_strdup(kw_words_phrase(m->words, phrase));
}

static void set_urgency(const KwReceiptMaking *m, const KwReceiptItem *told, const KwItem *item,
			JsonObject *data)
{
	g_autofree char *said = level(m, item->severity);
	g_autofree char *why = reasons(m, item);

	kw_say_set(data, "level", said);
	kw_say_set(data, "reasons", why);
	json_object_set_boolean_member(data, "is_set_by_staff", item->severity_by != NULL);
	if (told->rated) {
		g_autofree char *rated = level(m, told->rated);

		kw_say_set(data, "rated", rated);
	}
}

static gpointer load_patterns(gpointer unused G_GNUC_UNUSED)
{
	g_autofree char *text = kw_asset_get_text(NULL, "digest/receipt.yaml", NULL);
	g_autoptr(KwYaml) root = NULL;
	const KwYaml *list;
	GPtrArray *patterns = g_ptr_array_new();

	g_assert(text);
	root = kw_yaml_parse("digest/receipt.yaml", text, strlen(text), NULL);
	g_assert(root);
	list = kw_yaml_find(root, "identifying");
	for (guint i = 0; i < kw_yaml_size(list); i++) {
		GRegex *pattern = g_regex_new(kw_yaml_text(kw_yaml_at(list, i)),
					      G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);

		g_assert(pattern);
		g_ptr_array_add(patterns, pattern);
	}
	return patterns;
}

/* The words of a comment that may tell who asked for advice, or NULL. */
static char *find_identifying(const char *comment)
{
	static GOnce once = G_ONCE_INIT;
	const GPtrArray *patterns = g_once(&once, load_patterns, NULL);
	g_autofree char *cut = g_strndup(comment, strnlen(comment, COMMENT_MAX_BYTES));
	g_autofree char *valid = kw_text_repair(cut, -1);
	g_autofree char *folded = kw_text_fold(valid);

	for (guint i = 0; i < patterns->len; i++) {
		g_autoptr(GMatchInfo) match = NULL;

		if (g_regex_match(patterns->pdata[i], folded, 0, &match))
			return g_match_info_fetch(match, 0);
	}
	return NULL;
}

static void set_comment(const KwReceiptItem *told, const KwItem *item, JsonObject *data)
{
	g_autofree char *found = item->comment ? find_identifying(item->comment) : NULL;

	kw_say_set(data, "words", item->comment);
	kw_say_set(data, "identifying", found);
	json_object_set_boolean_member(data, "other_words", told->other_comment);
}

/* What could be said more plainly. */
static void add_readability(const KwReceiptMaking *m, const KwStory *story, JsonArray *list)
{
	g_autoptr(KwReadability) readability = kw_readability_of_story(story, m->words);

	for (guint i = 0; i < MIN(readability->findings->len, MAX_READABILITY); i++) {
		const KwReadabilityFinding *finding = readability->findings->pdata[i];
		g_autofree char *phrase = g_strdup_printf("readability.%s", finding->kind);
		g_autoptr(JsonObject) data = json_object_new();

		kw_say_set(data, "quote", finding->quote);
		kw_say_set(data, "advice", finding->advice);
		json_object_set_int_member(data, "count", finding->count);
		json_object_set_int_member(data, "sentence", finding->sentence);
		g_autofree char *said = kw_receipt_say(m->words, phrase, data);
		json_array_add_string_element(list, said);
	}
}

/* What a person should look at before it goes out. */
static void set_needs(const KwReceiptMaking *m, const KwStory *story, JsonObject *data)
{
	JsonArray *list = json_array_new();

	for (guint i = 0; i < story->needs_person->len; i++) {
		g_autofree char *id =
			g_strdup_printf("needs.%s", (char *)story->needs_person->pdata[i]);

		if (kw_words_find(m->words, "phrases", id))
			json_array_add_string_element(list, kw_words_phrase(m->words, id));
	}
	add_readability(m, story, list);
	json_object_set_boolean_member(data, "has_needs", json_array_get_length(list) > 0);
	json_object_set_array_member(data, "needs", list);
}

/* "対策・番号": what this mail changed in the story. */
static gboolean set_changes(const KwReceiptMaking *m, const KwReceiptItem *told, JsonObject *data,
			    GError **error)
{
	g_autoptr(GPtrArray) revisions = kw_stories_revisions(m->db, told->item, 1, error);
	const KwRevision *last = revisions && revisions->len ? revisions->pdata[0] : NULL;
	g_auto(GStrv) ids = g_strsplit(last && last->at == m->now ? last->what : "", " ", 0);
	g_autoptr(GString) out = g_string_new(NULL);

	for (char **id = ids; *id; id++) {
		g_autofree char *phrase = g_strconcat("changed.", *id, NULL);

		if (**id && kw_words_find(m->words, "phrases", phrase))
			g_string_append_printf(
				out, "%s%s", out->len ? kw_words_phrase(m->words, "list.and") : "",
				kw_words_phrase(m->words, phrase));
	}
	kw_say_set(data, "changes", out->str);
	return revisions != NULL;
}

/* Where the story was told before. */
static gboolean set_merged(const KwReceiptMaking *m, const KwReceiptItem *told, JsonObject *data,
			   GError **error)
{
	g_autoptr(GPtrArray) sources = kw_items_sources(m->db, told->item, error);
	g_autofree char *first = NULL;
	int64_t before = 0;

	if (!sources)
		return FALSE;
	for (guint i = 0; i < sources->len && !before; i++) {
		const KwItemSource *where = sources->pdata[i];

		if (where->mail_id != m->receipt->mail)
			before = where->seen_at;
	}
	if (told->is_new || !before)
		return TRUE;
	first = kw_receipt_say_time(m->config, m->words, "receipt.time", before);
	json_object_set_boolean_member(data, "is_merged", TRUE);
	json_object_set_boolean_member(data, "is_changed", told->is_revision);
	json_object_set_boolean_member(data, "was_forwarded", told->was_forwarded);
	kw_say_set(data, "first_told", first);
	return !told->is_revision || set_changes(m, told, data, error);
}

JsonObject *kw_receipt_item(const KwReceiptMaking *m, guint i, GError **error)
{
	const KwReceiptItem *told = &g_array_index(m->receipt->items, KwReceiptItem, i);
	const KwItem *item = m->items->pdata[i];
	int at = draft_of(m, item->id);
	g_autoptr(JsonObject) data = json_object_new();
	g_autofree char *state = kw_receipt_phrase_of(m->words, "receipt.state", item->state);

	json_object_set_int_member(data, "item", item->id);
	json_object_set_boolean_member(data, "is_public", kw_receipt_is_public(item));
	json_object_set_boolean_member(data, "is_candidate", g_str_equal(item->state, "new"));
	kw_receipt_set_phrase(data, "state", m->words, state, data);
	if (m->receipt->restricted || !kw_receipt_is_public(item))
		return g_steal_pointer(&data);
	set_name(m, item, data);
	set_urgency(m, told, item, data);
	set_comment(told, item, data);
	kw_say_set(data, "handling", item->handling);
	if (!set_merged(m, told, data, error))
		return NULL;
	if (at < 0)
		return g_steal_pointer(&data);
	set_origin(m, told, item, m->stories->pdata[at], data);
	set_needs(m, m->stories->pdata[at], data);
	json_object_set_object_member(
		data, "draft",
		json_object_ref(json_array_get_object_element(m->drafts, (guint)at)));
	return g_steal_pointer(&data);
}
