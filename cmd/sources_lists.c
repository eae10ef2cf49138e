/* sources import, export: lists of feed readers (OPML). */
#include "sources.h"

#include "print.h"

#include "base/error.h"
#include "base/file.h"
#include "ingest/feed_opml.h"

#define MAX_OPML (8 * 1024 * 1024)

int kw_sources_import_verb(KwContext *cx, int argc, char **argv, GError **error)
{
	guint added = 0;

	if (!kw_options(&argc, &argv, NULL, KW_SOURCES_IMPORT, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, KW_SOURCES_IMPORT);
	g_autoptr(GBytes) bytes = kw_file_read(argv[1], MAX_OPML, error);
	g_autoptr(GPtrArray) feeds =
		bytes ? kw_opml_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), error)
		      : NULL;
	if (!feeds) {
		g_prefix_error(error, "%s: ", argv[1]);
		return KW_ERROR_DATA;
	}
	for (guint i = 0; i < feeds->len; i++) {
		const KwOpmlFeed *feed = feeds->pdata[i];
		KwSource source = {.url = feed->url,
				   .name = feed->title,
				   /* a feed reader's list may hold anything */
				   .trust = feed->trust ? feed->trust : (char *)"news",
				   .language = (char *)"ja",
				   .interval_s = KW_SOURCES_INTERVAL_S};
		gboolean is_new;

		if (!kw_sources_put_added(cx, &source, &is_new, error))
			return KW_ERROR_TEMPORARY;
		added += is_new;
	}
	g_print("%u added, %u known\n", added, feeds->len - added);
	return 0;
}

int kw_sources_export_verb(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, KW_SOURCES_EXPORT, error))
		return KW_ERROR_USAGE;
	g_autoptr(GPtrArray) sources = kw_sources_list(cx->db, error);
	if (!sources)
		return KW_ERROR_TEMPORARY;

	g_autoptr(GPtrArray) feeds = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < sources->len; i++) {
		const KwSource *source = sources->pdata[i];
		KwOpmlFeed *feed = g_new0(KwOpmlFeed, 1);

		feed->url = source->url; /* borrowed: only the struct is freed */
		feed->title = source->name;
		feed->trust = source->trust;
		if (source->is_active)
			g_ptr_array_add(feeds, feed);
		else
			g_free(feed);
	}
	g_autofree char *text =
		kw_opml_format(feeds, cx->config->title ? cx->config->title : "Kawaraban");
	kw_print_text(text);
	return 0;
}
