/* How fast items are explained: digest-explain FOLDER [ITEMS]
 *
 * The texts of FOLDER by name, the title first, each made as long as an advisory is (with the texts
 * that follow it); again and again until ITEMS (5,000) are explained. One thread. Prints one line
 * of key=value; run by tests/bench/explain.sh.
 */
#include "../support/long_texts.h"
#include "../support/story_check.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

static GPtrArray *make_items(const KwWords *words, const GPtrArray *texts)
{
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)kw_item_free);

	for (guint i = 0; i < texts->len; i++) {
		const char *text = texts->pdata[i];
		g_autofree char *title = g_strndup(text, strcspn(text, "\n"));

		g_ptr_array_add(items, story_check_item(words, title, text + strlen(title)));
	}
	return items;
}

int main(int argc, char **argv)
{
	g_autoptr(KwWords) words = kw_words_load("ja", NULL, NULL);
	g_autoptr(GPtrArray) texts = long_texts_read(argc > 1 ? argv[1] : ".");
	g_autoptr(GPtrArray) items = make_items(words, texts);
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	guint64 count = argc > 2 ? g_ascii_strtoull(argv[2], NULL, 10) : 5000;
	gint64 start = g_get_monotonic_time();
	clock_t cpu_start = clock();
	size_t sentences = 0, bytes = 0;
	struct rusage usage;

	if (!items->len)
		return 1;
	for (guint64 i = 0; i < count; i++) {
		const KwItem *item = items->pdata[i % items->len];
		g_autoptr(KwStory) story = kw_explain(item, NULL, words, zone);

		sentences += story->origins->len;
		bytes += strlen(item->text);
	}
	double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
	double cpu = (double)(clock() - cpu_start) / CLOCKS_PER_SEC;

	getrusage(RUSAGE_SELF, &usage);
	printf("items=%" G_GUINT64_FORMAT " bytes=%zu sentences=%zu seconds=%.3f cpu_s=%.3f "
	       "rss_kib=%ld\n",
	       count, bytes, sentences, seconds, cpu, usage.ru_maxrss);
	return 0;
}
