/* ingest/listed: which items a catalog's number concerns. The way of a catalog through fetch:
 * tests/cli/T146-listed.sh. */
#include "ingest/listed.h"

#include "../support/store_fixture.h"
#include "store/exploited.h"
#include "store/stories.h"

#define NOW 1794900000 /* 2026-11-17 */
#define CVE "CVE-2026-62001"

static KwFeed *catalog(const char *cve)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *json = g_strdup_printf(
		"{\"title\": \"Catalog\", \"catalogVersion\": \"1\", \"vulnerabilities\": ["
		"{\"cveID\": \"%s\", \"vulnerabilityName\": \"x\", \"dateAdded\": \"2026-11-16\"},"
		"{\"cveID\": \"no number\", \"vulnerabilityName\": \"y\"}]}",
		cve);
	KwFeed *feed = kw_feed_parse(json, strlen(json), NULL, NULL, &error);

	kw_assert_ok(error);
	return feed;
}

static GPtrArray *take(StoreFixture *f, const char *cve)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = catalog(cve);
	KwSource source = {.url = (char *)"https://c.example/",
			   .language = (char *)"en",
			   .reuse = (char *)"facts"};
	g_autoptr(KwTx) tx = NULL;
	GPtrArray *listed;

	kw_sources_put(f->db, &source, &source.id, &error);
	tx = kw_tx_begin(f->db, &error);
	listed = kw_listed_take(f->db, &source, feed, NOW, &error);
	kw_tx_commit(tx, &error);
	kw_assert_ok(error);
	return listed;
}

static void add_cves(GPtrArray *refs, guint n)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *value = g_strdup_printf("CVE-2026-%u", 62001 + i);

		g_ptr_array_add(refs, kw_ref_new("cve", value));
	}
}

static void own(StoreFixture *f)
{
	static const struct {
		const char *title, *state, *by;
		guint cves;
		const char *severity; /* NULL = not concerned */
		gboolean is_published;
	} rows[] = {
		{"FortiOSの脆弱性", "new", NULL, 1, "today", FALSE},
		{"FortiOSの脆弱性 " CVE, "picked", NULL, 30, "today", FALSE},
		{"FortiOSの脆弱性", "new", NULL, 10, "today", FALSE},
		{"FortiOSの脆弱性", "new", NULL, 11, NULL, FALSE},
		{"今週の脆弱性のまとめ", "new", NULL, 1, NULL, FALSE},
		{"FortiOSの脆弱性", "new", "staff", 1, "when-convenient", FALSE},
		{"FortiOSの脆弱性", "published", NULL, 1, "today", TRUE},
		{"FortiOSの脆弱性", "corrected", NULL, 1, "today", TRUE},
		{"FortiOSの脆弱性", "dropped", NULL, 1, NULL, FALSE},
		{"FortiOSの脆弱性", "restricted", NULL, 1, NULL, FALSE},
	};
	int64_t ids[G_N_ELEMENTS(rows)];
	guint concerned = 0;

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwItem) item = kw_item_new();
		g_autoptr(GPtrArray)
			refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);

		item->title = g_strdup(rows[i].title);
		item->state = g_strdup(rows[i].state);
		item->severity = g_strdup("when-convenient");
		item->severity_why = g_strdup("watch-product");
		item->severity_by = g_strdup(rows[i].by);
		item->products = g_strdup("fortigate");
		add_cves(refs, rows[i].cves);
		kw_items_put(f->db, item, NOW - 100, &error);
		kw_items_add_refs(f->db, item->id, refs, &error);
		kw_assert_ok(error);
		ids[i] = item->id;
	}
	g_autoptr(GPtrArray) listed = take(f, CVE);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwItem) item = kw_items_find(f->db, ids[i], &error);
		const KwListed *found = NULL;

		for (guint j = 0; j < listed->len; j++)
			if (((KwListed *)listed->pdata[j])->item == ids[i])
				found = listed->pdata[j];
		g_test_message("row %u", i);
		g_assert_cmpint(found != NULL, ==, rows[i].severity != NULL);
		g_assert_cmpstr(item->listed_on, ==, found ? "2026-11-16" : NULL);
		g_assert_cmpint(item->exploited_at, ==, found ? NOW : 0);
		g_assert_cmpstr(item->severity, ==,
				rows[i].severity ? rows[i].severity : "when-convenient");
		if (found) {
			g_assert_cmpstr(found->cve, ==, CVE);
			g_assert_cmpint(found->is_published, ==, rows[i].is_published);
			g_assert_cmpint(found->is_by_staff, ==, rows[i].by != NULL);
			concerned++;
		}
	}
	g_assert_cmpuint(listed->len, ==, concerned);
	g_autoptr(GPtrArray) again = take(f, CVE);
	g_assert_cmpuint(again->len, ==, 0);
}

static void note(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) listed = take(f, CVE);
	g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	g_autoptr(KwItem) item = kw_item_new(), other = kw_item_new();

	add_cves(refs, 2);
	item->title = g_strdup("FortiOS");
	item->products = g_strdup("fortigate");
	item->severity_why = g_strdup("watch-product");
	g_assert_true(kw_listed_note(f->db, item, refs, NOW, &error));
	g_assert_cmpstr(item->severity, ==, "today");
	g_assert_cmpint(item->exploited_at, ==, NOW);
	/* stated by a source: since now, too */
	other->title = g_strdup("x");
	other->severity_why = g_strdup("exploited");
	g_ptr_array_set_size(refs, 0);
	g_assert_true(kw_listed_note(f->db, other, refs, NOW, &error));
	g_assert_null(other->listed_on);
	g_assert_cmpint(other->exploited_at, ==, NOW);
	kw_assert_ok(error);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/listed/own", own);
	store_test_add("/listed/note", note);
	return g_test_run();
}
