/* The table of what an issue's stories are about (segments.sql). Which letter a reader gets by it
 * is outbox_enqueue_issue's work: nobody's list of products leaves the database. */
#include "store/segments.h"

#include "table.h"

#include "store/segments.sql.h"

gboolean kw_segments_set(KwDb *db, int64_t issue, guint n, const GPtrArray *products,
			 GError **error)
{
	if (n == 0 && !kw_db_run(db, SQL_segments_clear, KW_PARAMS(KW_INT(issue)), NULL, error))
		return FALSE;
	for (guint i = 0; n < KW_SEGMENT_STORIES && i < products->len; i++)
		if (!kw_db_run(
			    db, SQL_segments_add,
			    KW_PARAMS(KW_INT(issue), KW_INT(1 << n), KW_TEXT(products->pdata[i])),
			    NULL, error))
			return FALSE;
	return TRUE;
}

GArray *kw_segments_list(KwDb *db, int64_t issue, const char *language, const char *topic,
			 GError **error)
{
	g_autoptr(KwRows) rows =
		kw_db_query(db, SQL_segments_list,
			    KW_PARAMS(KW_INT(issue), KW_TEXT(language), KW_TEXT(topic)), error);
	GArray *masks;

	if (!rows)
		return NULL;
	masks = g_array_new(FALSE, FALSE, sizeof(guint));
	while (kw_rows_next(rows)) {
		guint mask = (guint)kw_rows_int(rows, 0);

		g_array_append_val(masks, mask);
	}
	return masks;
}

static gpointer read_mask(const KwRows *rows)
{
	g_autofree char *segment = kw_rows_dup(rows, 0);

	return GUINT_TO_POINTER((guint)g_ascii_strtoull(segment, NULL, 10));
}

gboolean kw_segments_of(KwDb *db, int64_t issue, int64_t subscriber, guint *out_mask,
			GError **error)
{
	g_autoptr(GError) trouble = NULL;

	*out_mask = GPOINTER_TO_UINT(kw_table_find(db, SQL_segments_of,
						   KW_PARAMS(KW_INT(issue), KW_INT(subscriber)),
						   read_mask, &trouble));
	if (!trouble)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&trouble));
	return FALSE;
}

gboolean kw_segments_concerns(guint mask, guint n)
{
	return n < KW_SEGMENT_STORIES && (mask >> n & 1);
}

guint kw_segments_story(guint mask, guint stories, guint number)
{
	guint at = 0;

	for (int concerns = 1; concerns >= 0; concerns--)
		for (guint i = 0; i < stories; i++)
			if (kw_segments_concerns(mask, i) == concerns && ++at == number)
				return i;
	return number - 1;
}

char *kw_segments_format(guint mask)
{
	return mask ? g_strdup_printf("%u", mask) : g_strdup("");
}
