/* How fast items are explained: digest-explain FOLDER [ITEMS]
 *
 * The texts of FOLDER by name, the title first, each made as long as an advisory is (with the texts
 * that follow it); again and again until ITEMS (5,000) are explained. One thread. Prints one line
 * of key=value; run by tests/bench/explain.sh.
 */
#include "../support/story_check.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#define TEXT_BYTES 4000

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *read_texts(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(names, by_name);
	for (guint i = 0; i < names->len; i++) {
		char *text;

		if (g_file_get_contents(names->pdata[i], &text, NULL, NULL))
			g_ptr_array_add(texts, text);
	}
	return texts;
}

static GPtrArray *make_items(const KwWords *words, const GPtrArray *texts)
{
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)kw_item_free);

	for (guint i = 0; i < texts->len; i++) {
		const char *own = texts->pdata[i];
		g_autofree char *title = g_strndup(own, strcspn(own, "\n"));
		g_autoptr(GString) text = g_string_new(own + strlen(title));

		for (guint j = 1; j < texts->len && text->len < TEXT_BYTES; j++)
			g_string_append(text, texts->pdata[(i + j) % texts->len]);
		g_ptr_array_add(items, story_check_item(words, title, text->str));
	}
	return items;
}

int main(int argc, char **argv)
{
	g_autoptr(KwWords) words = kw_words_load("ja", NULL, NULL);
	g_autoptr(GPtrArray) texts = read_texts(argc > 1 ? argv[1] : ".");
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
