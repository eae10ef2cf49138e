/* items list, items show: what stands in the store about stories. What an item means to a reader is
 * digest/explain's. Scores (CVSS) stand in the JSON only: nobody is to decide by them. */
#include "items.h"

#include "print.h"

#include "base/error.h"
#include "base/when.h"
#include "store/exploited.h"
#include "store/stories.h"

#include <stdio.h>

#define LIST_LIMIT 500
#define LIST_USAGE "items list [--state STATE] [--json]"
#define SHOW_USAGE "items show NUMBER [--json]"

/* ---- JSON ---- */

static void add_text(JsonBuilder *json, const char *key, const char *text)
{
	json_builder_set_member_name(json, key);
	json_builder_add_string_value(json, text); /* null for NULL */
}

static void add_number(JsonBuilder *json, const char *key, int64_t number)
{
	json_builder_set_member_name(json, key);
	if (number)
		json_builder_add_int_value(json, number);
	else
		json_builder_add_null_value(json);
}

static void add_time(JsonBuilder *json, const char *key, int64_t at)
{
	g_autofree char *text = at ? kw_when_rfc3339_utc(at) : NULL;

	add_text(json, key, text);
}

static void add_words(JsonBuilder *json, const char *key, const char *words)
{
	g_auto(GStrv) list = g_strsplit(words ? words : "", " ", 0);

	json_builder_set_member_name(json, key);
	json_builder_begin_array(json);
	for (char **word = list; *word; word++)
		if (**word)
			json_builder_add_string_value(json, *word);
	json_builder_end_array(json);
}

static void add_item(JsonBuilder *json, const KwItem *item)
{
	add_number(json, "number", item->id);
	add_text(json, "state", item->state);
	add_number(json, "joined", item->joined);
	add_text(json, "title", item->title);
	add_text(json, "urgency", item->severity);
	add_words(json, "because", item->severity_why);
	add_text(json, "urgency_by", item->severity_by);
	add_words(json, "products", item->products);
	add_text(json, "cvss", item->cvss);
	add_text(json, "label", item->label);
	add_text(json, "listed", item->listed_on);
	add_time(json, "exploited", item->exploited_at);
	add_text(json, "handling", item->handling);
	add_text(json, "publisher", item->publisher);
	add_text(json, "link", item->url);
	add_time(json, "published", item->published_at);
	add_time(json, "revised", item->revised_at);
	json_builder_set_member_name(json, "told_by");
	json_builder_add_int_value(json, item->sources);
}

static void add_refs(JsonBuilder *json, const GPtrArray *refs)
{
	json_builder_set_member_name(json, "references");
	json_builder_begin_array(json);
	for (guint i = 0; i < refs->len; i++)
		json_builder_add_string_value(json, ((const KwRef *)refs->pdata[i])->value);
	json_builder_end_array(json);
}

static void add_tellings(JsonBuilder *json, const GPtrArray *tellings)
{
	json_builder_set_member_name(json, "tellings");
	json_builder_begin_array(json);
	for (guint i = 0; i < tellings->len; i++) {
		const KwItemSource *where = tellings->pdata[i];

		json_builder_begin_object(json);
		add_number(json, "telling", where->id);
		add_number(json, "mail", where->mail_id);
		add_number(json, "source", where->source_id);
		add_time(json, "seen", where->seen_at);
		add_text(json, "title", where->title);
		add_text(json, "link", where->url);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
}

static void add_revisions(JsonBuilder *json, const GPtrArray *revisions)
{
	json_builder_set_member_name(json, "revisions");
	json_builder_begin_array(json);
	for (guint i = 0; i < revisions->len; i++) {
		const KwRevision *revision = revisions->pdata[i];

		json_builder_begin_object(json);
		add_time(json, "at", revision->at);
		add_words(json, "changed", revision->what);
		add_words(json, "references_new", revision->refs_new);
		add_words(json, "references_gone", revision->refs_gone);
		add_text(json, "urgency_was",
			 *revision->severity_was ? revision->severity_was : NULL);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
}

static void print_built(JsonBuilder *json, gboolean indented)
{
	g_autoptr(JsonNode) node = json_builder_get_root(json);

	kw_print_json(node, indented);
}

/* ---- list ---- */

static void list_json(const GPtrArray *items)
{
	g_autoptr(JsonBuilder) json = json_builder_new();

	json_builder_begin_array(json);
	for (guint i = 0; i < items->len; i++) {
		json_builder_begin_object(json);
		add_item(json, items->pdata[i]);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
	print_built(json, FALSE);
}

/* Readers have it, and it is exploited since. */
static gboolean is_among(const GPtrArray *items, int64_t id)
{
	for (guint i = 0; i < items->len; i++)
		if (((const KwItem *)items->pdata[i])->id == id)
			return TRUE;
	return FALSE;
}

static void list_table(const GPtrArray *items, const GPtrArray *exploited)
{
	KwTable *table = kw_table_new("Number", "State", "Urgency", "Told_by", "Title");

	for (guint i = 0; i < items->len; i++) {
		const KwItem *item = items->pdata[i];
		g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item->id);
		g_autofree char *sources = g_strdup_printf("%d", item->sources);
		g_autofree char *state =
			g_strconcat(item->state, is_among(exploited, item->id) ? "!" : "", NULL);

		kw_table_add(table, number, state, item->severity ? item->severity : "", sources,
			     item->title ? item->title : "");
	}
	kw_table_print(table, FALSE);
}

int kw_items_list_verb(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *state = NULL;
	const GOptionEntry entries[] = {
		{"state", 0, 0, G_OPTION_ARG_STRING, &state,
		 "new, picked, dropped, restricted, published, joined", "STATE"},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, LIST_USAGE, error) ||
	    !kw_options_state(state, "new restricted picked dropped published corrected joined",
			      error))
		return KW_ERROR_USAGE;
	g_autoptr(GPtrArray) items = kw_items_list(cx->db, state, LIST_LIMIT, error);
	g_autoptr(GPtrArray) exploited =
		items ? kw_exploited_published(cx->db, cx->now - KW_EXPLOITED_SHOWN_S, error)
		      : NULL;
	if (!exploited)
		return KW_ERROR_TEMPORARY;
	if (cx->json)
		list_json(items);
	else
		list_table(items, exploited);
	return 0;
}

/* ---- show ---- */

static void show_line(const char *name, const char *value)
{
	if (value && *value) {
		printf("%-12s", name);
		kw_print_text(value);
		putchar('\n');
	}
}

static void show_tellings(const GPtrArray *tellings)
{
	for (guint i = 0; i < tellings->len; i++) {
		const KwItemSource *where = tellings->pdata[i];
		g_autofree char *at = kw_when_rfc3339_utc(where->seen_at);

		printf("telling     %" G_GINT64_FORMAT "  %s  %s %" G_GINT64_FORMAT "  ", where->id,
		       at, where->mail_id ? "mail" : "source",
		       where->mail_id ? where->mail_id : where->source_id);
		kw_print_text(where->title ? where->title : "");
		putchar('\n');
	}
}

static void show_revisions(const GPtrArray *revisions)
{
	for (guint i = 0; i < revisions->len; i++) {
		const KwRevision *revision = revisions->pdata[i];
		g_autofree char *at = kw_when_rfc3339_utc(revision->at);

		printf("changed     %s  %s", at, revision->what);
		if (*revision->severity_was)
			printf("; urgency was %s", revision->severity_was);
		if (*revision->refs_new)
			printf("; new %s", revision->refs_new);
		if (*revision->refs_gone)
			printf("; gone %s", revision->refs_gone);
		putchar('\n');
	}
}

static void show_text(const KwItem *item, const GPtrArray *refs, const GPtrArray *tellings,
		      const GPtrArray *revisions)
{
	g_autoptr(GString) ids = g_string_new(NULL);
	g_autofree char *published = item->published_at ? kw_when_rfc3339_utc(item->published_at)
							: NULL;

	for (guint i = 0; i < refs->len; i++)
		g_string_append_printf(ids, "%s%s", i ? " " : "",
				       ((const KwRef *)refs->pdata[i])->value);
	printf("item        %" G_GINT64_FORMAT "\n", item->id);
	show_line("title", item->title);
	show_line("headline", item->headline);
	show_line("state", item->state);
	if (item->joined)
		printf("told by     item %" G_GINT64_FORMAT "\n", item->joined);
	show_line("handling", item->handling);
	show_line("urgency", item->severity);
	show_line("because", item->severity_why);
	show_line("listed", item->listed_on);
	show_line("products", item->products);
	show_line("published", published);
	show_line("link", item->url);
	show_line("references", ids->str);
	show_line("from", item->contributor);
	show_line("comment", item->comment);
	show_tellings(tellings);
	show_revisions(revisions);
	putchar('\n');
	kw_print_text(item->text ? item->text : "");
	putchar('\n');
}

static void show_json(const KwItem *item, const GPtrArray *refs, const GPtrArray *tellings,
		      const GPtrArray *revisions)
{
	g_autoptr(JsonBuilder) json = json_builder_new();

	json_builder_begin_object(json);
	add_item(json, item);
	add_text(json, "headline", item->headline);
	add_text(json, "contributor", item->contributor);
	add_text(json, "comment", item->comment);
	add_refs(json, refs);
	add_tellings(json, tellings);
	add_revisions(json, revisions);
	add_text(json, "text", item->text);
	json_builder_end_object(json);
	print_built(json, TRUE);
}

int kw_items_show_verb(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, SHOW_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, SHOW_USAGE);
	g_autoptr(KwItem) item = kw_items_get(cx, argv[1], error);
	if (!item)
		return KW_ERROR_NOT_FOUND;
	g_autoptr(GPtrArray) refs = kw_items_refs(cx->db, item->id, error);
	g_autoptr(GPtrArray) tellings = refs ? kw_items_sources(cx->db, item->id, error) : NULL;
	g_autoptr(GPtrArray) revisions = tellings ? kw_stories_revisions(cx->db, item->id, 0, error)
						  : NULL;
	if (!revisions)
		return KW_ERROR_TEMPORARY;
	if (cx->json)
		show_json(item, refs, tellings, revisions);
	else
		show_text(item, refs, tellings, revisions);
	return 0;
}
