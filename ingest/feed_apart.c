/* Entries that a feed does not tell apart, told apart: guids that are all the same, links that all
 * lead to one page. Real feeds have both. */
#include "ingest/feed.h"

#include <string.h>

#define SHARED_MIN 3 /* entries: an advisory and its update may well share their page */

static void tell_ids_apart(const GPtrArray *entries)
{
	g_autoptr(GHashTable) links = g_hash_table_new(g_str_hash, g_str_equal); /* by id */
	g_autoptr(GHashTable) shared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < entries->len; i++) {
		const KwFeedEntry *entry = entries->pdata[i];
		const char *other = g_hash_table_lookup(links, entry->id);

		if (!other && entry->link)
			g_hash_table_insert(links, entry->id, entry->link);
		else if (entry->link && !g_str_equal(other, entry->link))
			g_hash_table_add(shared, g_strdup(entry->id));
	}
	for (guint i = 0; i < entries->len; i++) {
		KwFeedEntry *entry = entries->pdata[i];

		if (!entry->link || !g_hash_table_contains(shared, entry->id))
			continue;
		g_free(entry->id);
		entry->id = g_strdup(entry->link);
	}
}

/* The link on most entries; NULL = none is. */
static const char *find_common_link(const GPtrArray *entries)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < entries->len; i++) {
		const KwFeedEntry *entry = entries->pdata[i];
		guint n;

		if (!entry->link)
			continue;
		n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, entry->link)) + 1;
		if (n >= SHARED_MIN && n * 2 > entries->len)
			return entry->link;
		g_hash_table_insert(counts, entry->link, GUINT_TO_POINTER(n));
	}
	return NULL;
}

static void tell_links_apart(const GPtrArray *entries)
{
	g_autofree char *common = g_strdup(find_common_link(entries));

	for (guint i = 0; common && i < entries->len; i++) {
		KwFeedEntry *entry = entries->pdata[i];
		g_autofree char *named = NULL, *hash = NULL;

		if (!entry->link || !g_str_equal(entry->link, common))
			continue;
		/* where the id is the link, too, the title has to do */
		named = g_strdup_printf("%s\n%s", entry->id,
					g_str_equal(entry->id, common) ? entry->title : "");
		hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, named, -1);
		if (g_str_equal(entry->id, common)) {
			g_free(entry->id);
			entry->id = g_strdup_printf("%s#entry-%.8s", common, hash);
		}
		g_free(entry->link);
		entry->link = strchr(common, '#') ? g_strdup_printf("%s-%.8s", common, hash)
						  : g_strdup_printf("%s#entry-%.8s", common, hash);
	}
}

void kw_feed_tell_apart(KwFeed *feed)
{
	tell_ids_apart(feed->entries);
	tell_links_apart(feed->entries);
}
