/* items: the stories, for staff at a shell: what is decided about one. Looking at them is
 * items_show.c, what is one story and what is two items_joint.c. */
#include "items.h"

#include "base/error.h"
#include "base/text.h"
#include "store/items.h"
#include "store/journal.h"

#include <stdio.h>

KwItem *kw_items_get(KwContext *cx, const char *text, GError **error)
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
		g_autoptr(KwItem) item = kw_items_get(cx, argv[i], error);
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
	g_autoptr(KwItem) item = kw_items_get(cx, argv[1], error);
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
	g_autoptr(KwItem) item = kw_items_get(cx, argv[1], error);
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
		{"list", kw_items_list_verb, "items list [--state STATE] [--json]"},
		{"show", kw_items_show_verb, "items show NUMBER [--json]"},
		{"pick", pick, "items pick NUMBER…"},
		{"drop", drop, "items drop NUMBER…"},
		{"comment", comment, "items comment NUMBER TEXT"},
		{"urgency", urgency, "items urgency NUMBER LEVEL"},
		{"merge", kw_items_merge_verb, "items merge NUMBER OTHER…"},
		{"split", kw_items_split_verb, "items split NUMBER TELLING"},
	};

	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
