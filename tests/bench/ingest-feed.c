/* How fast feeds are read: ingest-feed bare|full FOLDER [ROUNDS]
 *
 * `bare` is what `fetch` does with an answer before it looks into the store: the feed, all its
 * entries, and the print of each. `full` makes plain text of every body, too, as `fetch` does of
 * those that are new. One thread, the files by name. Prints one line of key=value;
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

static void read_feed(const char *path, gboolean is_full, Totals *totals)
{
	g_autofree char *bytes = NULL;
	g_autoptr(KwFeed) feed = NULL;
	gsize length;

	if (!g_file_get_contents(path, &bytes, &length, NULL))
		return;
	totals->feeds++;
	totals->bytes += length;
	feed = kw_feed_parse_bare(bytes, length, NULL, NULL, NULL);
	totals->errors += !feed;
	for (guint i = 0; feed && i < feed->entries->len; i++) {
		KwFeedEntry *entry = feed->entries->pdata[i];
		g_autofree char *print = kw_sift_print(entry);

		if (is_full)
			kw_feed_entry_read(entry);
		totals->entries += print != NULL;
		totals->text_bytes += strlen(entry->title);
		totals->text_bytes += entry->summary ? strlen(entry->summary) : 0;
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GPtrArray) paths = files_of(argc > 2 ? argv[2] : ".");
	int rounds = argc > 3 ? (int)g_ascii_strtoll(argv[3], NULL, 10) : 1;
	gint64 start = g_get_monotonic_time();
	gboolean is_full = argc > 1 && strcmp(argv[1], "full") == 0;
	Totals totals = {0};
	struct rusage usage;

	for (int round = 0; round < rounds; round++)
		for (guint i = 0; i < paths->len; i++)
			read_feed(paths->pdata[i], is_full, &totals);
	getrusage(RUSAGE_SELF, &usage);
	printf("seconds=%.4f feeds=%zu bytes=%zu entries=%zu text_bytes=%zu errors=%zu "
	       "rss_kib=%ld\n",
	       (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC, totals.feeds,
	       totals.bytes, totals.entries, totals.text_bytes, totals.errors, usage.ru_maxrss);
	return 0;
}
