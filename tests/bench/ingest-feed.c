/* How fast feeds are read: ingest-feed FOLDER [ROUNDS]
 *
 * What `fetch` does with an answer before it looks into the store: the feed and all its entries as
 * plain text, and the print of each. One thread, the files by name. Prints one line of key=value;
 * run beside its peers by tests/bench/feeds.sh.
 */
#include "ingest/feed.h"
#include "ingest/sift.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
	size_t feeds, bytes, entries, text_bytes, errors;
} Totals;

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *files_of(const char *folder)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(paths, by_name);
	return paths;
}

static void read_feed(const char *path, Totals *totals)
{
	g_autofree char *bytes = NULL;
	g_autoptr(KwFeed) feed = NULL;
	gsize length;

	if (!g_file_get_contents(path, &bytes, &length, NULL))
		return;
	totals->feeds++;
	totals->bytes += length;
	feed = kw_feed_parse(bytes, length, NULL, NULL, NULL);
	totals->errors += !feed;
	for (guint i = 0; feed && i < feed->entries->len; i++) {
		const KwFeedEntry *entry = feed->entries->pdata[i];
		g_autofree char *print = kw_sift_print(entry);

		totals->entries += print != NULL;
		totals->text_bytes += strlen(entry->title);
		totals->text_bytes += entry->summary ? strlen(entry->summary) : 0;
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GPtrArray) paths = files_of(argc > 1 ? argv[1] : ".");
	int rounds = argc > 2 ? (int)g_ascii_strtoll(argv[2], NULL, 10) : 1;
	gint64 start = g_get_monotonic_time();
	Totals totals = {0};
	struct rusage usage;

	for (int round = 0; round < rounds; round++)
		for (guint i = 0; i < paths->len; i++)
			read_feed(paths->pdata[i], &totals);
	getrusage(RUSAGE_SELF, &usage);
	printf("seconds=%.4f feeds=%zu bytes=%zu entries=%zu text_bytes=%zu errors=%zu "
	       "rss_kib=%ld\n",
	       (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC, totals.feeds,
	       totals.bytes, totals.entries, totals.text_bytes, totals.errors, usage.ru_maxrss);
	return 0;
}
