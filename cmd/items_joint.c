/* items merge, items split: a person says what is one story and what is two. The decision holds
 * whatever the rules find later; what may be joined is ingest/joint's to say. */
#include "items.h"

#include "dispatch.h"

#include "base/error.h"
#include "ingest/joint.h"
#include "store/journal.h"
#include "store/mails.h"

#include <stdio.h>

#define MERGE_USAGE "items merge NUMBER OTHER…"
#define SPLIT_USAGE "items split NUMBER TELLING"

static gboolean note(KwContext *cx, int64_t item, const char *action, const char *format,
		     int64_t other, GError **error)
{
	g_autofree char *subject = g_strdup_printf("item:%" G_GINT64_FORMAT, item);
	g_autofree char *detail = g_strdup_printf("%s:%" G_GINT64_FORMAT, format, other);

	return kw_journal_put(cx->db, cx->now, cx->actor, action, subject, detail, error);
}

/* All or nothing. */
int kw_items_merge_verb(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, MERGE_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc < 3)
		return kw_usage(error, MERGE_USAGE);
	g_autoptr(KwItem) into = kw_items_get(cx, argv[1], error);
	g_autoptr(KwWords) words = into ? kw_context_words(cx, error) : NULL;
	g_autoptr(KwTx) tx = words ? kw_tx_begin(cx->db, error) : NULL;
	if (!tx)
		return KW_ERROR_NOT_FOUND;
	for (int i = 2; i < argc; i++) {
		g_autoptr(KwItem) item = kw_items_get(cx, argv[i], error);

		if (!item || !kw_joint_join(cx->db, item->id, into->id, words, cx->now, error) ||
		    !note(cx, into->id, "item.merge", "item", item->id, error) ||
		    !note(cx, item->id, "item.joined", "item", into->id, error))
			return KW_ERROR_REFUSED;
	}
	if (!kw_tx_commit(tx, error))
		return KW_ERROR_TEMPORARY;
	for (int i = 2; i < argc; i++)
		printf("item %s: is told by item %" G_GINT64_FORMAT " now\n",
		       argv[i] + (*argv[i] == '#'), into->id);
	return 0;
}

/* The mail of the telling, read outside the transaction. NULL without error: a feed told it, or the
 * mail's bytes are no longer kept. */
static KwReading *read_mail(KwContext *cx, int64_t item, int64_t telling, GError **error)
{
	g_autoptr(GError) lost = NULL;
	g_autoptr(GBytes) raw = NULL;
	KwReading *reading = NULL;
	int64_t mail;

	if (!kw_joint_find_mail(cx->db, item, telling, &mail, error) || !mail)
		return NULL;
	raw = kw_mails_raw(cx->db, mail, &lost);
	if (raw)
		reading = kw_dispatch_read(cx->config, raw, NULL, NULL, &lost);
	if (lost && !g_error_matches(lost, KW_ERROR, KW_ERROR_NOT_FOUND))
		g_propagate_error(error, g_steal_pointer(&lost));
	return reading;
}

int kw_items_split_verb(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	int64_t telling, made;

	if (!kw_options(&argc, &argv, NULL, SPLIT_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 3)
		return kw_usage(error, SPLIT_USAGE);
	if (!kw_options_id(argv[2], "telling", &telling, error))
		return KW_ERROR_USAGE;
	g_autoptr(KwItem) item = kw_items_get(cx, argv[1], error);
	g_autoptr(KwWords) words = item ? kw_context_words(cx, error) : NULL;
	if (!words)
		return KW_ERROR_NOT_FOUND;
	g_autoptr(KwReading) reading = read_mail(cx, item->id, telling, &trouble);
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return KW_ERROR_NOT_FOUND;
	}
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	if (!tx ||
	    !kw_joint_split(cx->db, item->id, telling, reading, words, cx->now, &made, error) ||
	    !note(cx, item->id, "item.split", "item", made, error) ||
	    !note(cx, made, "item.split-from", "item", item->id, error) || !kw_tx_commit(tx, error))
		return KW_ERROR_REFUSED;
	printf("item %" G_GINT64_FORMAT ": tells what telling %" G_GINT64_FORMAT
	       " of item %" G_GINT64_FORMAT " told\n",
	       made, telling, item->id);
	return 0;
}
