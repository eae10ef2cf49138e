/* How fast an issue is composed: digest-compose FOLDER [ITEMS [READERS]]
 *
 * ITEMS (5,000) picked items, made of the texts of tests/corpus/explain, in a new SQLite store in
 * FOLDER; the issue is chosen, explained and rendered three times, and the median counts. Then it
 * is put into the outbox for READERS (100,000) with watch-lists by chance, a tenth of them readers
 * of English. Prints one line of key=value; run by tests/bench/compose.sh.
 */
#include "../support/long_texts.h"
#include "../support/story_check.h"
#include "digest/enqueue.h"
#include "store/roll.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NOW    1795050000 /* 2026-11-19 10:00 in Tokyo */
#define DAY    "2026-11-19"
#define ROUNDS 3

static const char yaml[] =
	"store: sqlite:bench.db\n"
	"publisher: {title: t, name: n, postal_address: p, contact: a@example.jp}\n"
	"mail: {from: a@example.jp, list_id: list.example.jp}\n";

/* Whatever fails here is a fault of the setting. */
#define must(what)                                                                       \
	do {                                                                             \
		if (!(what)) {                                                           \
			fprintf(stderr, "%s: %s\n", #what, error ? error->message : ""); \
			exit(70);                                                        \
		}                                                                        \
	} while (0)

static void add_items(KwDb *db, const KwWords *words, guint count)
{
	g_autoptr(GPtrArray) texts = long_texts_read("tests/corpus/explain");
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTx) tx = kw_tx_begin(db, &error);

	must(texts->len);
	for (guint i = 0; i < count; i++) {
		const char *text = texts->pdata[i % texts->len];
		g_autofree char *title = g_strndup(text, strcspn(text, "\n"));
		g_autoptr(KwItem) item = story_check_item(words, title, text + strlen(title));

		g_free(item->state);
		item->state = g_strdup("picked");
		item->published_at = NOW - (int64_t)i;
		must(kw_items_put(db, item, NOW, &error));
	}
	must(kw_tx_commit(tx, &error));
}

static void add_readers(KwDb *db, const KwWords *words, guint count)
{
	g_autoptr(GPtrArray) products = kw_words_list(words, "products");
	g_autoptr(GRand) random = g_rand_new_with_seed(1);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTx) tx = kw_tx_begin(db, &error);

	for (guint i = 0; i < count; i++) {
		g_autoptr(GString) list = g_string_new("windows");
		g_autofree char *address = g_strdup_printf("r%u@example.jp", i);
		int64_t id;

		for (int n = g_rand_int_range(random, 0, 12); n > 0; n--)
			g_string_append_printf(list, " %s",
					       kw_word_id(products->pdata[g_rand_int_range(
						       random, 0, (gint32)products->len)]));
		must(kw_roll_add(db,
				 &(KwSubscriber){.address = address,
						 .state = (char *)"active",
						 .language = (char *)(i % 10 ? "ja" : "en"),
						 .products = i % 3 ? list->str : NULL,
						 .topics = (char *)"weekly bulletin",
						 .consent_at = NOW},
				 NOW, &id, &error));
	}
	must(kw_tx_commit(tx, &error));
}

typedef struct {
	double seconds, cpu; /* by the clock, and of this process alone */
} Took;

static Took take_time(void)
{
	return (Took){(double)g_get_monotonic_time() / G_USEC_PER_SEC,
		      (double)clock() / CLOCKS_PER_SEC};
}

static Took since(Took start)
{
	Took now = take_time();

	return (Took){now.seconds - start.seconds, now.cpu - start.cpu};
}

static int by_cpu(const void *a, const void *b)
{
	double x = ((const Took *)a)->cpu, y = ((const Took *)b)->cpu;

	return x < y ? -1 : x > y;
}

static Took compose(KwDb *db, const KwConfig *config, const KwWords *words)
{
	g_autoptr(GError) error = NULL;
	Took took[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		Took start = take_time();
		g_autoptr(KwEdition) edition = kw_issue_weekly(db, config, words, DAY, NOW, &error);

		must(edition);
		took[i] = since(start);
	}
	qsort(took, ROUNDS, sizeof(took[0]), by_cpu);
	return took[ROUNDS / 2];
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : ".";
	guint items = argc > 2 ? (guint)atoi(argv[2]) : 5000;
	guint readers = argc > 3 ? (guint)atoi(argv[3]) : 100000;
	g_autofree char *path = g_build_filename(folder, "kawaraban.yaml", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwConfig) config = NULL;
	KwEnqueueResult result;
	int64_t letters, masks;

	must(g_file_set_contents(path, yaml, -1, &error));
	must(config = kw_config_load(path, &error));
	g_autoptr(KwWords) words = kw_words_load("ja", NULL, &error);
	must(words && kw_db_create(config->store, &error));
	g_autoptr(KwDb) db = kw_db_open(config->store, &error);
	must(db);
	add_items(db, words, items);
	Took composed = compose(db, config, words);
	add_readers(db, words, readers);
	g_autoptr(KwEdition) edition = kw_issue_weekly(db, config, words, DAY, NOW, &error);
	must(edition);
	Took start = take_time();
	must(kw_enqueue_issue(db, config, edition, NOW, "bench", &result, &letters, &error));
	Took enqueued = since(start);
	must(kw_db_int(db, "SELECT count(*) FROM letter", NULL, 0, 0, &masks, &error));
	printf("items=%u compose_s=%.3f compose_cpu_s=%.3f readers=%" G_GINT64_FORMAT
	       " letters=%" G_GINT64_FORMAT " enqueue_s=%.3f enqueue_cpu_s=%.3f\n",
	       items, composed.seconds, composed.cpu, letters, masks, enqueued.seconds,
	       enqueued.cpu);
	return 0;
}
