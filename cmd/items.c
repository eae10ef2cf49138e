/* items: the stories, for staff at a shell: list, show, pick, drop, comment. What an item means to
 * a reader is digest/explain's; `show` prints that too. */
#include "cmd.h"
#include "print.h"

#include "base/error.h"
#include "base/text.h"
#include "base/when.h"
#include "store/items.h"
#include "store/journal.h"

#include <stdio.h>

#define LIST_LIMIT  500
#define TITLE_CHARS 48

static int list(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *state = NULL;
	const GOptionEntry entries[] = {
		{"state", 0, 0, G_OPTION_ARG_STRING, &state,
		 "new, picked, dropped, restricted, published", "STATE"},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, "items list [--state STATE]", error) ||
	    !kw_options_state(state, "new restricted picked dropped published corrected", error))
		return KW_ERROR_USAGE;
	g_autoptr(GPtrArray) items = kw_items_list(cx->db, state, LIST_LIMIT, error);
	if (!items)
		return KW_ERROR_TEMPORARY;

	KwTable *table = kw_table_new("Number", "State", "Urgency", "Told_by", "Title");
	for (guint i = 0; i < items->len; i++) {
		const KwItem *item = items->pdata[i];
		g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item->id);
		g_autofree char *sources = g_strdup_printf("%d", item->sources);
		g_autofree char *title = cx->json ? g_strdup(item->title)
						  : kw_text_cut(item->title, TITLE_CHARS);

		kw_table_add(table, number, item->state, item->severity ? item->severity : "",
			     sources, title);
	}
	kw_table_print(table, cx->json);
	return 0;
}

static void show_line(const char *name, const char *value)
{
	if (value && *value) {
		printf("%-12s", name);
		kw_print_text(value);
		putchar('\n');
	}
}

static gboolean show_one(KwContext *cx, const KwItem *item, GError **error)
{
	g_autoptr(GPtrArray) refs = kw_items_refs(cx->db, item->id, error);
	g_autoptr(GString) ids = g_string_new(NULL);
	g_autofree char *published = item->published_at ? kw_when_rfc3339_utc(item->published_at)
							: NULL;

	if (!refs)
		return FALSE;
	for (guint i = 0; i < refs->len; i++)
		g_string_append_printf(ids, "%s%s", i ? " " : "",
				       ((const KwRef *)refs->pdata[i])->value);
	printf("item        %" G_GINT64_FORMAT "\n", item->id);
	show_line("title", item->title);
	show_line("headline", item->headline);
	show_line("state", item->state);
	show_line("handling", item->handling);
	show_line("urgency", item->severity);
	show_line("because", item->severity_why);
	show_line("products", item->products);
	show_line("published", published);
	show_line("link", item->url);
	show_line("references", ids->str);
	show_line("from", item->contributor);
	show_line("comment", item->comment);
	putchar('\n');
	kw_print_text(item->text ? item->text : "");
	putchar('\n');
	return TRUE;
}

static KwItem *get_item(KwContext *cx, const char *text, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	int64_t id;

	if (!kw_options_id(text, "item", &id, error))
		return NULL;
	KwItem *item = kw_items_find(cx->db, id, &trouble);
	if (trouble)
		g_propagate_error(error, g_steal_pointer(&trouble));
	else if (!item)
		kw_error_set(error, KW_ERROR_NOT_FOUND,
			     "item %" G_GINT64_FORMAT
			     ": no such item; `kawaraban items list` shows them",
			     id);
	return item;
}

static int show(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, "items show NUMBER", error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, "items show NUMBER");
	g_autoptr(KwItem) item = get_item(cx, argv[1], error);
	return item && show_one(cx, item, error) ? 0 : KW_ERROR_NOT_FOUND;
}

/* A guarded state change with its journal line, in one transaction. */
static gboolean decide(KwContext *cx, const KwItem *item, const char *from, const char *to,
		       const char *action, gboolean *out_changed, GError **error)
{
	g_autofree char *subject = g_strdup_printf("item:%" G_GINT64_FORMAT, item->id);
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);

	if (!tx || !kw_items_set_state(cx->db, item->id, from, to, cx->now, out_changed, error))
		return FALSE;
	if (*out_changed &&
	    !kw_journal_put(cx->db, cx->now, cx->actor, action, subject, NULL, error))
		return FALSE;
	return kw_tx_commit(tx, error);
}

static int decide_all(KwContext *cx, int argc, char **argv, const char *from, const char *to,
		      GError **error)
{
	g_autofree char *usage = g_strdup_printf("items %s NUMBER…", argv[0]);
	g_autofree char *action = g_strdup_printf("item.%s", argv[0]);

	if (!kw_options(&argc, &argv, NULL, usage, error))
		return KW_ERROR_USAGE;
	if (argc < 2)
		return kw_usage(error, usage);
	for (int i = 1; i < argc; i++) {
		g_autoptr(KwItem) item = get_item(cx, argv[i], error);
		gboolean changed;

		if (!item || !decide(cx, item, from, to, action, &changed, error))
			return KW_ERROR_NOT_FOUND;
		if (!changed && !g_str_equal(item->state, to)) {
			kw_error_set(error, KW_ERROR_REFUSED,
				     "item %" G_GINT64_FORMAT ": is %s%s%s, nothing changed",
				     item->id, item->state, item->handling ? ", marked " : "",
				     item->handling ? item->handling : "");
			return KW_ERROR_REFUSED;
		}
		printf("item %" G_GINT64_FORMAT ": %s\n", item->id, to);
	}
	return 0;
}

static int pick(KwContext *cx, int argc, char **argv, GError **error)
{
	return decide_all(cx, argc, argv, "new dropped", "picked", error);
}

static int drop(KwContext *cx, int argc, char **argv, GError **error)
{
	return decide_all(cx, argc, argv, "new picked", "dropped", error);
}

static int comment(KwContext *cx, int argc, char **argv, GError **error)
{
	const char *usage = "items comment NUMBER TEXT";

	if (!kw_options(&argc, &argv, NULL, usage, error))
		return KW_ERROR_USAGE;
	if (argc != 3)
		return kw_usage(error, usage);
	g_autoptr(KwItem) item = get_item(cx, argv[1], error);
	if (!item)
		return KW_ERROR_NOT_FOUND;

	g_autofree char *repaired = kw_text_repair(argv[2], -1);
	g_autofree char *text = kw_text_tidy(repaired);
	g_autofree char *subject = g_strdup_printf("item:%" G_GINT64_FORMAT, item->id);
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	if (!tx || !kw_items_set_comment(cx->db, item->id, *text ? text : NULL, cx->now, error) ||
	    !kw_journal_put(cx->db, cx->now, cx->actor, "item.comment", subject, NULL, error) ||
	    !kw_tx_commit(tx, error))
		return KW_ERROR_TEMPORARY;
	printf("item %" G_GINT64_FORMAT ": comment %s\n", item->id, *text ? "set" : "removed");
	return 0;
}

/* A person's word stands: what is told later leaves it. */
static int urgency(KwContext *cx, int argc, char **argv, GError **error)
{
	static const char *const levels[] = {"today", "this-week", "when-convenient", "information",
					     NULL};
	const char *usage = "items urgency NUMBER today|this-week|when-convenient|information";

	if (!kw_options(&argc, &argv, NULL, usage, error))
		return KW_ERROR_USAGE;
	if (argc != 3 || !g_strv_contains(levels, argv[2]))
		return kw_usage(error, usage);
	g_autoptr(KwItem) item = get_item(cx, argv[1], error);
	if (!item)
		return KW_ERROR_NOT_FOUND;

	g_autofree char *subject = g_strdup_printf("item:%" G_GINT64_FORMAT, item->id);
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	if (!tx || !kw_items_set_urgency(cx->db, item->id, argv[2], cx->now, error) ||
	    !kw_journal_put(cx->db, cx->now, cx->actor, "item.urgency", subject, argv[2], error) ||
	    !kw_tx_commit(tx, error))
		return KW_ERROR_TEMPORARY;
	printf("item %" G_GINT64_FORMAT ": urgency %s\n", item->id, argv[2]);
	return 0;
}

int kw_cmd_items(KwContext *cx, int argc, char **argv, GError **error)
{
	static const KwVerb verbs[] = {
		{"list", list, "items list [--state STATE] [--json]"},
		{"show", show, "items show NUMBER"},
		{"pick", pick, "items pick NUMBER…"},
		{"drop", drop, "items drop NUMBER…"},
		{"comment", comment, "items comment NUMBER TEXT"},
		{"urgency", urgency, "items urgency NUMBER LEVEL"},
	};

	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
