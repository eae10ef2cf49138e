/* How fast items are rated: ingest-rate FOLDER [ITEMS]
 *
 * The texts of FOLDER as digest-explain takes them, again and again until ITEMS (5,000) are rated.
 * One thread. Prints one line of key=value; run by tests/bench/explain.sh.
 */
#include "ingest/rate.h"

#include "../support/long_texts.h"

#include <stdio.h>
#include <time.h>

static GPtrArray *make_items(const GPtrArray *texts)
{
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)kw_item_free);

	for (guint i = 0; i < texts->len; i++) {
		const char *text = texts->pdata[i];
		KwItem *item = kw_item_new();

		item->title = g_strndup(text, strcspn(text, "\n"));
		item->text = g_strdup(text + strlen(item->title));
		g_ptr_array_add(items, item);
	}
	return items;
}

int main(int argc, char **argv)
{
	g_autoptr(KwWords) words = kw_words_load("ja", NULL, NULL);
	g_autoptr(GPtrArray) texts = long_texts_read(argc > 1 ? argv[1] : ".");
	g_autoptr(GPtrArray) items = make_items(texts);
	guint64 count = argc > 2 ? g_ascii_strtoull(argv[2], NULL, 10) : 5000;
	gint64 start = g_get_monotonic_time();
	clock_t cpu_start = clock();
	size_t bytes = 0;

	if (!items->len)
		return 1;
	for (guint64 i = 0; i < count; i++) {
		KwItem *item = items->pdata[i % items->len];

		kw_rate_item(item, words);
		bytes += strlen(item->text);
	}
	printf("items=%" G_GUINT64_FORMAT " bytes=%zu seconds=%.3f cpu_s=%.3f\n", count, bytes,
	       (double)(g_get_monotonic_time() - start) / 1e6,
	       (double)(clock() - cpu_start) / CLOCKS_PER_SEC);
	return 0;
}
