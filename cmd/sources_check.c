/* sources check: asks feeds now and says what would be taken of them; nothing is stored. */
#include "sources.h"

#include "harvest.h"
#include "print.h"

#include "base/error.h"
#include "ingest/sift.h"

typedef struct {
	KwContext *cx;
	const KwWords *words;
	const GPtrArray *sources;
	KwTable *table;
	int failures;
} Checking;

static void add_checked(Checking *checking, const KwSource *source, const KwFeed *feed)
{
	guint wanted = 0;
	char cells[2][16];

	for (guint i = 0; i < feed->entries->len; i++)
		kw_feed_entry_read(feed->entries->pdata[i]);
	for (guint i = 0; i < feed->entries->len; i++)
		wanted += kw_sift_entry(source, feed->entries->pdata[i], checking->words,
					checking->cx->now) == KW_SIFT_TAKE;
	g_snprintf(cells[0], sizeof(cells[0]), "%u", feed->entries->len);
	g_snprintf(cells[1], sizeof(cells[1]), "%u", wanted);
	kw_table_add(checking->table, source->url, feed->format, cells[0], cells[1],
		     feed->title ? feed->title : "",
		     feed->repaired->len ? (const char *)feed->repaired->pdata[0] : "");
}

static void on_checked(guint i, KwHttpResponse *taken, GError *failure, gpointer user)
{
	Checking *checking = user;
	const KwSource *source = checking->sources->pdata[i];
	g_autoptr(KwHttpResponse) response = taken;
	g_autoptr(GError) error = failure;
	g_autoptr(KwFeed) feed = response ? kw_harvest_read(source, response, &error) : NULL;

	if (feed) {
		add_checked(checking, source, feed);
		return;
	}
	checking->failures++;
	kw_table_add(checking->table, source->url, "failed", "", "", "", error->message);
}

static gboolean is_asked_for(const KwSource *source, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (g_str_equal(argv[i], source->url))
			return TRUE;
	return argc == 1 && source->is_active;
}

/* The sources that are to be checked, without validators: there is to be an answer. An address that
 * is no source yet is checked as one would be. */
static GPtrArray *sources_to_check(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autoptr(GPtrArray) all = kw_sources_list(cx->db, error);
	GPtrArray *wanted = g_ptr_array_new_with_free_func((GDestroyNotify)kw_source_free);

	for (guint i = 0; all && i < all->len; i++) {
		KwSource *source = all->pdata[i];

		if (!is_asked_for(source, argc, argv))
			continue;
		all->pdata[i] = g_new0(KwSource, 1); /* what is freed with the list */
		g_clear_pointer(&source->etag, g_free);
		g_clear_pointer(&source->last_modified, g_free);
		g_ptr_array_add(wanted, source);
	}
	for (int i = 1; all && i < argc; i++) {
		gboolean is_known = FALSE;
		KwSource *source;

		for (guint j = 0; j < wanted->len; j++)
			is_known |= g_str_equal(((KwSource *)wanted->pdata[j])->url, argv[i]);
		if (is_known)
			continue;
		source = g_new0(KwSource, 1);
		source->url = g_strdup(argv[i]);
		g_ptr_array_add(wanted, source);
	}
	if (!all)
		g_clear_pointer(&wanted, g_ptr_array_unref);
	return wanted;
}

int kw_sources_check_verb(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, KW_SOURCES_CHECK, error))
		return KW_ERROR_USAGE;
	g_autoptr(KwWords) words = kw_context_words(cx, error);
	g_autoptr(GPtrArray) sources = words ? sources_to_check(cx, argc, argv, error) : NULL;
	if (!sources)
		return KW_ERROR_TEMPORARY;

	g_autofree char *agent = kw_harvest_agent(cx);
	g_autofree KwHttpRequest *requests = g_new0(KwHttpRequest, sources->len);
	Checking checking = {.cx = cx, .words = words, .sources = sources};
	checking.table = kw_table_new("Url", "Format", "Entries", "Would_take", "Title", "Remark");
	for (guint i = 0; i < sources->len; i++)
		requests[i] = kw_harvest_request(cx, sources->pdata[i], agent);
	kw_http_get_many(requests, sources->len, KW_HARVEST_AT_ONCE, on_checked, &checking);
	kw_table_print(checking.table, cx->json);
	return checking.failures ? KW_ERROR_TEMPORARY : 0;
}
