/* ingest/joint: what a person joins and takes apart, what is refused, and that a mark is never
 * lost. That later tellings follow: tests/cli/T145-stories.sh. */
#include "ingest/joint.h"

#include "../support/store_fixture.h"
#include "base/error.h"
#include "store/exploited.h"
#include "store/sources.h"
#include "store/stories.h"

#include <string.h>

#define NOW 1794900000 /* 2026-11-17 */

static KwWords *words;

static int64_t put(KwDb *db, const char *title, const char *state, const char *handling)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_item_new();

	item->title = g_strdup(title);
	item->title_key = g_strdup(title);
	item->text = g_strdup_printf("%sの本文", title);
	item->severity = g_strdup("information");
	item->state = g_strdup(state);
	item->handling = g_strdup(handling);
	kw_items_put(db, item, NOW, &error);
	kw_assert_ok(error);
	return item->id;
}

static KwItem *find(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwItem *item = kw_items_find(db, id, &error);

	kw_assert_ok(error);
	return item;
}

static int64_t tell_by(KwDb *db, const char *trust, int64_t item, const char *entry,
		       const char *title, const char *url)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *feed = g_strdup_printf("https://%s.example/", trust);
	const KwSource source = {.url = feed,
				 .language = (char *)"ja",
				 .reuse = (char *)"facts",
				 .trust = (char *)trust};
	KwItemSource where = {
		.entry = (char *)entry, .title = (char *)title, .url = (char *)url, .seen_at = NOW};
	int64_t id = 0;

	kw_sources_put(db, &source, &where.source_id, &error);
	kw_assert_ok(error);
	kw_items_add_source(db, item, &where, NULL, &error);
	kw_assert_ok(error);
	g_autoptr(GPtrArray) all = kw_items_sources(db, item, &error);
	kw_assert_ok(error);
	for (guint i = 0; i < all->len; i++)
		id = MAX(id, ((KwItemSource *)all->pdata[i])->id);
	return id;
}

static int64_t tell(KwDb *db, int64_t item, const char *entry, const char *title, const char *url)
{
	return tell_by(db, "official", item, entry, title, url);
}

static gboolean join(StoreFixture *f, int64_t item, int64_t into, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(f->db, error);

	return tx && kw_joint_join(f->db, item, into, words, NOW, error) && kw_tx_commit(tx, error);
}

static gboolean part(StoreFixture *f, int64_t item, int64_t telling, int64_t *out_made,
		     GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(f->db, error);

	return tx && kw_joint_split(f->db, item, telling, NULL, words, NOW, out_made, error) &&
	       kw_tx_commit(tx, error);
}

static void states(StoreFixture *f)
{
	static const struct {
		const char *item, *into, *want; /* NULL = refused */
	} rows[] = {
		{"new", "new", "new"},
		{"picked", "new", "picked"},
		{"new", "picked", "picked"},
		{"new", "dropped", "new"},
		{"dropped", "dropped", "dropped"},
		{"dropped", "picked", "picked"},
		{"new", "published", "published"},
		{"published", "published", "published"},
		{"published", "new", NULL},
		{"restricted", "new", "restricted"},
		{"picked", "restricted", "restricted"},
		{"restricted", "published", NULL},
		{"published", "restricted", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		int64_t item = put(f->db, "一", rows[i].item, NULL);
		int64_t into = put(f->db, "二", rows[i].into, NULL);
		gboolean ok = join(f, item, into, &error);
		g_autoptr(KwItem) after = find(f->db, into);

		g_test_message("row %u", i);
		if (!rows[i].want) {
			g_assert_false(ok);
			kw_testing_assert_error(&error, KW_ERROR_REFUSED, "item ");
			g_assert_cmpstr(after->state, ==, rows[i].into);
			continue;
		}
		kw_assert_ok(error);
		g_assert_true(ok);
		g_assert_cmpstr(after->state, ==, rows[i].want);
	}
}

static void marks(StoreFixture *f)
{
	static const struct {
		const char *item, *into, *want;
	} rows[] = {
		{"TLP:RED", NULL, "TLP:RED"},
		{NULL, "関係者限り", "関係者限り"},
		{"TLP:RED", "関係者限り", "関係者限り / TLP:RED"},
		{"TLP:RED", "TLP:RED", "TLP:RED"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		int64_t item = put(f->db, "一", rows[i].item ? "restricted" : "new", rows[i].item);
		int64_t into = put(f->db, "二", rows[i].into ? "restricted" : "new", rows[i].into);

		join(f, item, into, &error);
		kw_assert_ok(error);
		g_autoptr(KwItem) after = find(f->db, into);
		g_assert_cmpstr(after->state, ==, "restricted");
		g_assert_cmpstr(after->handling, ==, rows[i].want);
		/* no text moves to where it may be published one day, or from there */
		g_assert_cmpstr(after->text, ==, "二の本文");
	}
}

static void refused(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "一", "new", NULL), b = put(f->db, "二", "new", NULL);
	int64_t c = put(f->db, "三", "new", NULL);

	g_assert_false(join(f, a, a, &error));
	kw_testing_assert_error(&error, KW_ERROR_USAGE, "item ");
	g_assert_false(join(f, 99, a, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "item 99: ");
	g_assert_true(join(f, b, a, &error));
	g_assert_false(join(f, b, c, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED, "item ");
	g_assert_false(join(f, c, b, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED, "item ");
}

/* What only one of two tellings brought goes with it. */
static void split(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "一つ目の題", "new", NULL), made;
	int64_t e1 = tell(f->db, a, "e1", "一つ目の題", "https://one.example/a");
	g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);

	g_assert_false(part(f, a, e1, &made, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED, "item ");
	int64_t e2 = tell(f->db, a, "e2", "JVN#11111111 二つ目の題", "https://two.example/b");
	g_ptr_array_add(refs, kw_ref_new("jvn", "JVN#11111111"));
	g_ptr_array_add(refs, kw_ref_new("cve", "CVE-2026-62001"));
	kw_items_add_refs(f->db, a, refs, &error);
	kw_assert_ok(error);
	g_assert_false(part(f, a, e1, &made, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED, "telling ");
	g_assert_true(part(f, a, e2, &made, &error));
	kw_assert_ok(error);
	g_autoptr(KwItem) item = find(f->db, made);
	g_assert_cmpstr(item->title, ==, "JVN#11111111 二つ目の題");
	g_assert_cmpstr(item->url, ==, "https://two.example/b");
	g_assert_cmpstr(item->state, ==, "new");
	g_autoptr(GPtrArray) left = kw_items_refs(f->db, a, &error);
	g_autoptr(GPtrArray) went = kw_items_refs(f->db, made, &error);
	g_assert_cmpuint(left->len, ==, 1);
	g_assert_cmpstr(((KwRef *)left->pdata[0])->kind, ==, "cve");
	g_assert_cmpuint(went->len, ==, 1);
	g_assert_cmpstr(((KwRef *)went->pdata[0])->kind, ==, "jvn");
}

static void split_marked(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "題", "restricted", "TLP:AMBER"), made;

	tell(f->db, a, "e1", NULL, NULL);
	int64_t e2 = tell(f->db, a, "e2", "公開の題", NULL);
	g_assert_true(part(f, a, e2, &made, &error));
	kw_assert_ok(error);
	g_autoptr(KwItem) from = find(f->db, a), to = find(f->db, made);
	g_assert_cmpstr(from->state, ==, "restricted");
	g_assert_cmpstr(from->handling, ==, "TLP:AMBER");
	g_assert_cmpstr(to->state, ==, "restricted");
	g_assert_cmpstr(to->handling, ==, "TLP:AMBER");
}

#define TOLD "FortiOSの脆弱性が悪用されています"

static void assert_severity(KwDb *db, int64_t id, const char *severity)
{
	g_autoptr(KwItem) item = find(db, id);

	g_assert_cmpstr(item->severity, ==, severity);
}

/* What only news sites tell is no more urgent for being two, and one that is left or goes alone is
 * not, either. */
static void hearsay(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, TOLD, "new", NULL), b = put(f->db, TOLD "ので注意", "new", NULL);
	int64_t c = put(f->db, TOLD "ので更新を", "new", NULL), made, telling;

	tell_by(f->db, "news", a, "e1", TOLD, NULL);
	telling = tell_by(f->db, "news", b, "e2", TOLD "ので注意", NULL);
	join(f, b, a, &error);
	kw_assert_ok(error);
	assert_severity(f->db, a, "this-week");
	tell(f->db, c, "e3", TOLD "ので更新を", NULL);
	join(f, c, a, &error);
	kw_assert_ok(error);
	assert_severity(f->db, a, "today");
	part(f, a, telling, &made, &error);
	kw_assert_ok(error);
	assert_severity(f->db, a, "today");
	assert_severity(f->db, made, "this-week");
}

/* Readers have the one that a listed one is joined with: staff has to look. */
static void listed(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "FortiOSの脆弱性", "new", NULL);
	int64_t b = put(f->db, "FortiOSの更新", "published", NULL);
	g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	const KwSource source = {.url = (char *)"https://catalog.example/"};
	int64_t catalog;
	gboolean is_new;

	g_ptr_array_add(refs, kw_ref_new("cve", "CVE-2026-62001"));
	kw_items_add_refs(f->db, a, refs, &error);
	kw_assert_ok(error);
	kw_sources_put(f->db, &source, &catalog, &error);
	kw_assert_ok(error);
	kw_exploited_put(f->db, "CVE-2026-62001", catalog, "2026-11-16", NOW, &is_new, &error);
	kw_assert_ok(error);
	join(f, a, b, &error);
	kw_assert_ok(error);
	g_autoptr(KwItem) after = find(f->db, b);
	g_assert_cmpstr(after->listed_on, ==, "2026-11-16");
	g_assert_cmpint(after->exploited_at, ==, NOW);
	g_assert_cmpstr(after->severity, ==, "today");
}

int main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	words = kw_testing_words("ja");
	store_test_add("/joint/states", states);
	store_test_add("/joint/marks", marks);
	store_test_add("/joint/refused", refused);
	store_test_add("/joint/split", split);
	store_test_add("/joint/split-marked", split_marked);
	store_test_add("/joint/hearsay", hearsay);
	store_test_add("/joint/listed", listed);
	failed = g_test_run();
	kw_words_free(words);
	return failed;
}
