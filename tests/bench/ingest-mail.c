/* How fast mails are read: ingest-mail parse|full MAILDIR [LIMIT]
 *
 * `parse` is what every mail library does: the part tree, all headers, all texts in UTF-8. `full`
 * is what `inspect mail` does: the reading of the gateway and its JSON. One thread; the files of
 * new/ and cur/ by name. Prints one line of key=value; run beside its peers by
 * tests/bench/mails.sh.
 */
#include "ingest/reading.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
	size_t mails, bytes, parts, texts, text_bytes, headers, errors;
} Totals;

static void count_message(const KwMessage *message, Totals *totals);

static void count_part(const KwPart *part, Totals *totals)
{
	totals->parts += !part->children && !part->message;
	totals->texts += part->text != NULL;
	totals->text_bytes += part->text ? strlen(part->text) : 0;
	if (part->message)
		count_message(part->message, totals);
	for (guint i = 0; part->children && i < part->children->len; i++)
		count_part(part->children->pdata[i], totals);
}

static void count_message(const KwMessage *message, Totals *totals)
{
	totals->headers += message->headers->len;
	count_part(message->root, totals);
}

static void run_parse(const char *bytes, size_t length, Totals *totals)
{
	g_autoptr(KwMessage) message = kw_message_parse(bytes, length, NULL, NULL);

	if (message)
		count_message(message, totals);
	else
		totals->errors++;
}

static void run_full(const char *bytes, size_t length, Totals *totals)
{
	static const KwReadingContext context = {0};
	g_autoptr(KwReading) reading = kw_reading_of_mail(bytes, length, &context, NULL);
	g_autoptr(JsonNode) json = reading ? kw_reading_to_json(reading) : NULL;
	g_autofree char *text = json ? json_to_string(json, FALSE) : NULL;

	if (!reading) {
		totals->errors++;
		return;
	}
	count_message(reading->message, totals);
}

static void add_files(const char *maildir, const char *name, GPtrArray *files)
{
	g_autofree char *folder = g_build_filename(maildir, name, NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *file;

	while (dir && (file = g_dir_read_name(dir)))
		g_ptr_array_add(files, g_build_filename(folder, file, NULL));
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static double cpu_s(const struct rusage *usage)
{
	return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
	       (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
	gboolean is_full = argc > 1 && strcmp(argv[1], "full") == 0;
	guint limit = argc > 3 ? (guint)strtoul(argv[3], NULL, 10) : G_MAXUINT;
	Totals totals = {0};
	struct rusage usage;
	gint64 start;
	double seconds;
	long early_kib = 0;

	if (argc < 3 || (!is_full && strcmp(argv[1], "parse") != 0)) {
		fprintf(stderr, "usage: %s parse|full MAILDIR [LIMIT]\n", argv[0]);
		return 64;
	}
	add_files(argv[2], "cur", files);
	add_files(argv[2], "new", files);
	g_ptr_array_sort(files, by_name);
	start = g_get_monotonic_time();
	for (guint i = 0; i < files->len && i < limit; i++) {
		g_autofree char *bytes = NULL;
		gsize length;

		if (!g_file_get_contents(files->pdata[i], &bytes, &length, NULL)) {
			totals.errors++;
			continue;
		}
		(is_full ? run_full : run_parse)(bytes, length, &totals);
		totals.mails++;
		totals.bytes += length;
		if (i == files->len / 10) {
			getrusage(RUSAGE_SELF, &usage);
			early_kib = usage.ru_maxrss;
		}
	}
	seconds = (double)(g_get_monotonic_time() - start) / 1e6;
	getrusage(RUSAGE_SELF, &usage);
	printf("mails=%zu bytes=%zu parts=%zu texts=%zu text_bytes=%zu headers=%zu errors=%zu "
	       "seconds=%.3f mails_per_s=%.0f mb_per_s=%.1f cpu_us_per_mail=%.1f "
	       "rss_kib_early=%ld rss_kib=%ld\n",
	       totals.mails, totals.bytes, totals.parts, totals.texts, totals.text_bytes,
	       totals.headers, totals.errors, seconds, (double)totals.mails / seconds,
	       (double)totals.bytes / seconds / 1e6,
	       totals.mails ? cpu_s(&usage) * 1e6 / (double)totals.mails : 0, early_kib,
	       usage.ru_maxrss);
	return totals.errors ? 1 : 0;
}
