/* What a receipt tells, as data for templates/LANG/receipt.txt.mustache and the phrases
 * "receipt.…". The draft in it is made by the newsletter's own explain and render_data, so that
 * staff approve the words that readers get.
 *
 * Of a mail that may not be published nothing is repeated but its mark: a receipt is one more copy,
 * and it may lie on a phone. Keys of an item differ from those of a story, which the draft's
 * partial looks up from inside. */
#include "receipt-private.h"

#include "base/asset.h"
#include "base/say.h"
#include "base/text.h"
#include "base/when.h"
#include "base/yaml.h"
#include "digest/explain.h"
#include "digest/plan.h"
#include "digest/readability.h"
#include "digest/render_data.h"
#include "store/stories.h"

#include <string.h>

#define MAX_DRAFTS        5  /* more make a mail that nobody reads to its end */
#define ABOUT_CHARS       24 /* a phone shows so much of a subject */
#define MAX_READABILITY   5  /* pieces of advice; nobody mends more */
#define COMMENT_MAX_BYTES 2000
#define NAME_CHARS        60

typedef struct {
	KwDb *db;
	const KwConfig *config;
	const KwWords *words;
	const KwReceipt *receipt;
	int64_t now;
	KwPlan plan;
	int number;         /* of that issue; 0 = not known yet */
	GPtrArray *items;   /* KwItem *, as in receipt->items */
	GPtrArray *stories; /* KwStory *, of those that can be published */
	JsonArray *drafts;  /* their data, borrowed from the issue's */
} Making;

static void making_clear(Making *m)
{
	g_clear_pointer(&m->items, g_ptr_array_unref);
	g_clear_pointer(&m->stories, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Making, making_clear)

/* ---- phrases ---- */

/* A broken phrase of the operator's is seen in the mail; it must not lose it. */
static char *say(const KwWords *words, const char *id, JsonObject *data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(JsonObject) nothing = json_object_new();
	char *said = kw_say(words, id, data ? data : nothing, &error);

	return said ? said : g_strdup(id);
}

static void set_phrase(JsonObject *to, const char *key, const KwWords *words, const char *id,
		       JsonObject *data)
{
	g_autofree char *said = say(words, id, data);

	kw_say_set(to, key, said);
}

/* Phrase `stem`.`part`, or `stem`.other where there is none. */
static char *phrase_of(const KwWords *words, const char *stem, const char *part)
{
	char *id = g_strdup_printf("%s.%s", stem, part);

	if (kw_words_find(words, "phrases", id))
		return id;
	g_free(id);
	return g_strdup_printf("%s.other", stem);
}

/* 11月18日(水)15時 */
static char *say_time(const KwConfig *config, const KwWords *words, const char *phrase, int64_t at)
{
	g_autofree char *day = kw_when_day(at, config->timezone);
	g_autoptr(JsonObject) data = kw_say_day_data(words, day);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, config->timezone) : NULL;
	g_autofree char *time = local ? g_date_time_format(local, "%H:%M") : NULL;

	if (!data || !time)
		return g_strdup("");
	json_object_set_string_member(data, "time", time);
	json_object_set_int_member(data, "hour", g_date_time_get_hour(local));
	json_object_set_int_member(data, "minute", g_date_time_get_minute(local));
	return say(words, phrase, data);
}

/* ---- the draft ---- */

static gboolean is_public(const KwItem *item)
{
	return !g_str_equal(item->state, "restricted");
}

static gboolean load_item(Making *m, int64_t id, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	KwItem *item = kw_items_find(m->db, id, &trouble);

	if (!item) {
		if (trouble)
			g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	g_ptr_array_add(m->items, item);
	if (!is_public(item) || m->receipt->restricted || m->stories->len == MAX_DRAFTS)
		return TRUE;
	g_autoptr(GPtrArray) refs = kw_items_refs(m->db, id, error);
	if (!refs)
		return FALSE;
	g_ptr_array_add(m->stories, kw_explain(item, refs, m->words, m->config->timezone));
	return TRUE;
}

static gboolean load(Making *m, GError **error)
{
	m->items = g_ptr_array_new_with_free_func((GDestroyNotify)kw_item_free);
	m->stories = g_ptr_array_new_with_free_func((GDestroyNotify)kw_story_free);
	for (guint i = 0; i < m->receipt->items->len; i++)
		if (!load_item(m, g_array_index(m->receipt->items, KwReceiptItem, i).item, error))
			return FALSE;
	return TRUE;
}

/* The issue as if it carried these stories alone. */
static JsonNode *issue_data(Making *m, int64_t now, GError **error)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	const KwIssue issue = {
		.kind = (char *)"weekly", .number = MAX(m->number, 1), .planned_on = m->plan.day};
	JsonNode *data =
		kw_render_data(m->config, m->words, &issue, m->stories, none, NULL, now, error);

	if (data)
		m->drafts = json_object_get_array_member(json_node_get_object(data), "stories");
	return data;
}

static int draft_of(const Making *m, int64_t item)
{
	for (guint i = 0; i < m->stories->len; i++)
		if (((KwStory *)m->stories->pdata[i])->item == item)
			return (int)i;
	return -1;
}

/* ---- one item ---- */

static void set_name(const Making *m, const KwItem *item, JsonObject *data)
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
	set_phrase(data, "about", m->words, "receipt.about", said);
}

/* Who is said to have said it, and what is known of that. */
static void set_origin(const Making *m, const KwReceiptItem *told, const KwItem *item,
		       const KwStory *story, JsonObject *data)
{
	g_autofree char *claimed = told->claimed ? kw_text_cut(told->claimed, NAME_CHARS) : NULL;
	const char *none = claimed ? "none" : "unsaid"; /* a note in own words forwards nobody */
	gboolean is_signed = told->signature && !g_str_equal(told->signature, "none");
	g_autofree char *signature =
		phrase_of(m->words, "receipt.signature", is_signed ? told->signature : none);

	kw_say_set(data, "origin", story->source_name);
	kw_say_set(data, "origin_id", story->source_id);
	kw_say_set(data, "claimed", claimed);
	set_phrase(data, "origin_note", m->words, signature, NULL);
	if (!item->publisher_id)
		return;
	set_phrase(data, "feed_note", m->words,
		   told->in_feed ? "receipt.feed.yes" : "receipt.feed.no", data);
}

static char *reasons(const Making *m, const KwItem *item)
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
		g_autofree char *said = say(m->words, phrase, data);
		g_string_append_printf(
			out, "%s%s", out->len ? kw_words_phrase(m->words, "receipt.or") : "", said);
	}
	return g_strdup(out->str);
}

static char *level(const Making *m, const char *severity)
{
	g_autofree char *phrase = g_strdup_printf("receipt.level.%s", severity);

	return g_strdup(kw_words_phrase(m->words, phrase));
}

static void set_urgency(const Making *m, const KwReceiptItem *told, const KwItem *item,
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
static void add_readability(const Making *m, const KwStory *story, JsonArray *list)
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
		g_autofree char *said = say(m->words, phrase, data);
		json_array_add_string_element(list, said);
	}
}

/* What a person should look at before it goes out. */
static void set_needs(const Making *m, const KwStory *story, JsonObject *data)
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
static gboolean set_changes(const Making *m, const KwReceiptItem *told, JsonObject *data,
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
static gboolean set_merged(const Making *m, const KwReceiptItem *told, JsonObject *data,
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
	first = say_time(m->config, m->words, "receipt.time", before);
	json_object_set_boolean_member(data, "is_merged", TRUE);
	json_object_set_boolean_member(data, "is_changed", told->is_revision);
	json_object_set_boolean_member(data, "was_forwarded", told->was_forwarded);
	kw_say_set(data, "first_told", first);
	return !told->is_revision || set_changes(m, told, data, error);
}

static JsonObject *item_data(const Making *m, guint i, GError **error)
{
	const KwReceiptItem *told = &g_array_index(m->receipt->items, KwReceiptItem, i);
	const KwItem *item = m->items->pdata[i];
	int at = draft_of(m, item->id);
	g_autoptr(JsonObject) data = json_object_new();
	g_autofree char *state = phrase_of(m->words, "receipt.state", item->state);

	json_object_set_int_member(data, "item", item->id);
	json_object_set_boolean_member(data, "is_public", is_public(item));
	json_object_set_boolean_member(data, "is_candidate", g_str_equal(item->state, "new"));
	set_phrase(data, "state", m->words, state, data);
	if (m->receipt->restricted || !is_public(item))
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

/* ---- the whole ---- */

static void set_forwarder(const Making *m, JsonObject *data)
{
	const KwReceipt *receipt = m->receipt;
	g_autofree char *at = say_time(m->config, m->words, "receipt.time", receipt->sent_at);
	JsonObject *who = json_object_new();

	kw_say_set(who, "name", receipt->name ? receipt->name : receipt->address);
	kw_say_set(who, "organisation", receipt->organisation);
	kw_say_set(who, "at", at);
	json_object_set_boolean_member(who, "is_proven", receipt->is_proven);
	json_object_set_object_member(data, "forwarder", who);
}

static void set_unread(const Making *m, JsonObject *data)
{
	const GPtrArray *unread = m->receipt->unread;
	JsonArray *list = json_array_new();

	for (guint i = 0; unread && i < unread->len; i++) {
		const KwReceiptUnread *one = unread->pdata[i];
		g_autofree char *phrase = phrase_of(m->words, "unread", one->what);
		g_autofree char *name = one->name ? kw_text_cut(one->name, NAME_CHARS) : NULL;
		JsonObject *entry = json_object_new();

		set_phrase(entry, "why", m->words, phrase, NULL);
		if (!m->receipt->restricted)
			kw_say_set(entry, "file", name);
		json_array_add_object_element(list, entry);
	}
	json_object_set_boolean_member(data, "has_unread", json_array_get_length(list) > 0);
	json_object_set_array_member(data, "unread", list);
	json_object_set_int_member(data, "attachments", m->receipt->attachments);
}

static void set_notes(const Making *m, JsonObject *data)
{
	const GPtrArray *notes = m->receipt->notes;
	JsonArray *list = json_array_new();

	for (guint i = 0; notes && i < notes->len; i++) {
		g_autofree char *phrase = g_strdup_printf("note.%s", (char *)notes->pdata[i]);

		if (kw_words_find(m->words, "phrases", phrase))
			json_array_add_string_element(list, kw_words_phrase(m->words, phrase));
	}
	json_object_set_boolean_member(data, "has_notes", json_array_get_length(list) > 0);
	json_object_set_array_member(data, "notes", list);
}

void kw_receipt_set_operator(JsonObject *data, const KwConfig *config)
{
	kw_say_set(data, "operator_name", config->operator_name);
	kw_say_set(data, "operator_phone", config->operator_phone);
	kw_say_set(data, "operator_guide", config->operator_guide);
	json_object_set_boolean_member(data, "has_operator",
				       config->operator_name || config->operator_phone ||
					       config->operator_guide);
}

static void set_plan(const Making *m, JsonObject *data)
{
	g_autofree char *deadline =
		say_time(m->config, m->words, "receipt.until", m->plan.deadline_at);
	g_autofree char *issue = say_time(m->config, m->words, "receipt.until", m->plan.issue_at);

	kw_say_set(data, "deadline", deadline);
	kw_say_set(data, "issue_at", issue);
	if (m->number)
		json_object_set_int_member(data, "issue_number", m->number);
}

static void set_handling(const Making *m, JsonObject *data)
{
	const KwReceipt *receipt = m->receipt;

	json_object_set_boolean_member(data, "is_restricted", receipt->restricted);
	kw_say_set(data, "mark", receipt->mark);
	if (receipt->restricted && receipt->where) {
		g_autofree char *where = phrase_of(m->words, "receipt.where", receipt->where);

		set_phrase(data, "where", m->words, where, NULL);
	}
}

/* "#128、#129" */
static char *number_list(const Making *m)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < m->items->len; i++)
		g_string_append_printf(out, "%s#%" G_GINT64_FORMAT,
				       i ? kw_words_phrase(m->words, "list.and") : "",
				       ((KwItem *)m->items->pdata[i])->id);
	return g_strdup(out->str);
}

/* Told before by another mail, and nothing is new in this one: all of them. */
static gboolean is_old_news(const Making *m)
{
	for (guint i = 0; i < m->receipt->items->len; i++) {
		const KwReceiptItem *told = &g_array_index(m->receipt->items, KwReceiptItem, i);

		if (told->is_new || told->is_revision || told->rated || !told->was_forwarded)
			return FALSE;
	}
	return !m->receipt->restricted;
}

static gboolean are_candidates(const Making *m)
{
	for (guint i = 0; i < m->items->len; i++)
		if (!g_str_equal(((KwItem *)m->items->pdata[i])->state, "new"))
			return FALSE;
	return TRUE;
}

static gboolean set_items(const Making *m, JsonObject *data, GError **error)
{
	g_autofree char *numbers = number_list(m);
	g_autoptr(JsonArray) list = json_array_new();
	gboolean has_merged = FALSE;
	JsonObject *first;

	for (guint i = 0; i < m->items->len; i++) {
		JsonObject *item = item_data(m, i, error);

		if (!item)
			return FALSE;
		json_array_add_object_element(list, item);
		has_merged |= json_object_has_member(item, "is_merged");
	}
	json_object_set_boolean_member(data, "has_merged", has_merged);
	first = json_array_get_object_element(list, 0);
	json_object_set_int_member(data, "first", json_object_get_int_member(first, "item"));
	if (json_object_has_member(first, "about"))
		json_object_set_string_member(data, "first_about",
					      json_object_get_string_member(first, "about"));
	json_object_set_int_member(data, "others", (gint64)m->items->len - 1);
	kw_say_set(data, "numbers", numbers);
	json_object_set_boolean_member(data, "many", m->items->len > 1);
	json_object_set_boolean_member(data, "has_more_drafts", m->items->len > MAX_DRAFTS);
	json_object_set_boolean_member(data, "is_old_news", is_old_news(m));
	json_object_set_boolean_member(data, "all_candidates", are_candidates(m));
	json_object_set_array_member(data, "items", g_steal_pointer(&list));
	return TRUE;
}

JsonNode *kw_receipt_data(KwDb *db, const KwConfig *config, const KwWords *words,
			  const KwReceipt *receipt, int64_t now, const char **out_subject,
			  GError **error)
{
	g_auto(Making)
		m = {.db = db, .config = config, .words = words, .receipt = receipt, .now = now};
	g_autoptr(JsonNode) node = NULL;
	JsonObject *data;

	kw_plan_next(config, now, &m.plan);
	if (!kw_plan_number(db, config, &m.plan, now, &m.number, error) || !load(&m, error) ||
	    !(node = issue_data(&m, now, error)))
		return NULL;
	data = json_node_get_object(node);
	set_forwarder(&m, data);
	set_handling(&m, data);
	set_plan(&m, data);
	set_unread(&m, data);
	set_notes(&m, data);
	kw_receipt_set_operator(data, config);
	if (!set_items(&m, data, error))
		return NULL;
	*out_subject = receipt->restricted ? "subject.receipt-restricted"
		       : is_old_news(&m)   ? "subject.receipt-again"
					   : "subject.receipt";
	return g_steal_pointer(&node);
}
