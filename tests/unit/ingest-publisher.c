/* ingest/publisher: every profile is found by all that it names, and by nothing else. */
#include "ingest/publisher.h"

#include "../support/testing.h"
#include "base/asset.h"
#include "ingest/recognition.h"

#include <string.h>

#define FOLDER "ingest/publishers/"

static const char *id_of(const KwPublisher *publisher)
{
	return publisher ? publisher->id : NULL;
}

/* What a profile says of itself leads back to it. Sites and domains within another's are its own.
 */
static void check_profile(const char *id)
{
	g_autofree char *name = g_strconcat("publishers/", id, NULL);
	g_autoptr(KwYaml) root = kw_recognition_load(name);
	g_autoptr(GPtrArray) domains = kw_recognition_texts(kw_yaml_find(root, "domains"), FALSE);
	g_autoptr(GPtrArray) sites = kw_recognition_texts(kw_yaml_find(root, "sites"), FALSE);
	g_autoptr(GPtrArray) kinds = kw_recognition_texts(kw_yaml_find(root, "kinds"), FALSE);
	g_autoptr(GPtrArray) names = kw_recognition_texts(kw_yaml_find(root, "names"), FALSE);
	g_autoptr(GPtrArray) numbers = kw_recognition_texts(kw_yaml_find(root, "numbers"), FALSE);
	const KwPublisher *publisher = kw_publisher_find(id);

	g_test_message("%s", id);
	g_assert_cmpstr(id_of(publisher), ==, id);
	g_assert_true(publisher->name && publisher->name_en && publisher->language);
	g_assert_true(g_str_equal(publisher->reuse, "facts") ||
		      g_str_equal(publisher->reuse, "adapt-with-credit") ||
		      g_str_equal(publisher->reuse, "link-only"));
	for (guint i = 0; i < domains->len; i++) {
		g_autofree char *address =
			g_strdup_printf("News@mail.%s", (char *)domains->pdata[i]);

		g_assert_cmpstr(id_of(kw_publisher_of_address(address)), ==, id);
	}
	for (guint i = 0; i < sites->len; i++) {
		const char *site = sites->pdata[i];
		g_autofree char *url = g_strdup_printf("https://%s/x?y#z", site);
		g_autofree char *host = g_ascii_strup(url, (gssize)strcspn(url + 8, "/") + 8);
		g_autofree char *upper = g_strconcat(host, url + strlen(host), NULL);
		g_autofree char *other = g_strdup_printf("https://%s.example/", site);

		g_assert_cmpstr(id_of(kw_publisher_of_url(url)), ==, id);
		g_assert_cmpstr(id_of(kw_publisher_of_url(upper)), ==, id);
		if (!strchr(site, '/'))
			g_assert_null(kw_publisher_of_url(other));
	}
	for (guint i = 0; i < kinds->len; i++)
		g_assert_cmpstr(id_of(kw_publisher_of_kind(kinds->pdata[i])), ==, id);
	for (guint i = 0; i < kinds->len; i++)
		g_assert_true(kw_publisher_gives(publisher, kinds->pdata[i], "x"));
	for (guint i = 0; i < numbers->len; i++) {
		g_autofree char *number = g_strconcat(numbers->pdata[i], "26-1", NULL);

		g_assert_true(kw_publisher_gives(publisher, "vendor", number));
		g_assert_false(kw_publisher_gives(NULL, "vendor", number));
		g_assert_false(kw_publisher_gives(kw_publisher_find("jpcert"), "vendor", number));
	}
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *title =
			g_strdup_printf("【お知らせ】%sより", (char *)names->pdata[i]);

		g_assert_nonnull(kw_publisher_of_title(title));
	}
}

static void test_profiles(void)
{
	g_auto(GStrv) files = kw_asset_list(FOLDER);

	g_assert_cmpuint(g_strv_length(files), >=, 20);
	for (char **file = files; *file; file++) {
		g_autofree char *base = g_path_get_basename(*file);
		g_autofree char *id = g_strndup(base, strcspn(base, "."));

		check_profile(id);
	}
	g_assert_null(kw_publisher_find("nobody"));
	g_assert_null(kw_publisher_find(NULL));
}

static void test_lookups(void)
{
	static const struct {
		const char *text, *id;
	} urls[] = {
		{"https://www.police.pref.kanagawa.jp/x", "police"},
		{"https://www.police.pref.osaka.lg.jp/x", "police"},
		{"https://police.pref.example.jp.evil.example/", NULL},
		{"https://jpcert.or.jp.evil.example/", NULL},
		{"https://evil.example/?https://www.jpcert.or.jp/", NULL},
		{"https://notjpcert.or.jp/", NULL},
		{"https://helpx.adobe.com/security/products/acrobat/apsb26-12.html", "adobe"},
		{"https://helpx.adobe.com/jp/photoshop/", NULL},
		{"www.jpcert.or.jp", NULL},
		{"", NULL},
	};
	static const struct {
		const char *text, *id;
	} addresses[] = {
		{"announce@list.jpcert.or.jp", "jpcert"},
		{"CISA@public.govdelivery.com", "cisa"},
		{"other@public.govdelivery.com", NULL},
		{"a@police.pref.nara.jp", "police"},
		{"a@xjpcert.or.jp", NULL},
		{"jpcert.or.jp", NULL},
		{NULL, NULL},
	};
	static const struct {
		const char *text, *id;
	} titles[] = {
		{"JPCERT/CC、注意を呼びかけ", "jpcert"},
		{"iPadの更新", NULL},
		{"【IPA】お知らせ", "ipa"},
		{"CISA Adds One Known Exploited Vulnerability to Catalog", "cisa"},
		{"Microsoft Security Update Releases", "microsoft"},
		{"お知らせ", NULL},
		{"", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(urls); i++)
		g_assert_cmpstr(id_of(kw_publisher_of_url(urls[i].text)), ==, urls[i].id);
	for (guint i = 0; i < G_N_ELEMENTS(addresses); i++)
		g_assert_cmpstr(id_of(kw_publisher_of_address(addresses[i].text)), ==,
				addresses[i].id);
	for (guint i = 0; i < G_N_ELEMENTS(titles); i++)
		g_assert_cmpstr(id_of(kw_publisher_of_title(titles[i].text)), ==, titles[i].id);
	g_assert_cmpstr(id_of(kw_publisher_of_text("x\n<<< JPCERT/CC Alert 2026-11-17 >>>\n")), ==,
			"jpcert");
	g_assert_null(kw_publisher_of_text("JPCERTから聞きました。"));
}

static void test_texts(void)
{
	const KwPublisher *cisa = kw_publisher_find("cisa"), *jpcert = kw_publisher_find("jpcert");

	g_assert_cmpint(kw_publisher_form(cisa, "vulnerability summary for the week of x"), ==,
			KW_FORM_TABLE);
	g_assert_cmpint(kw_publisher_form(jpcert, "jpcert/cc weekly report 2026-11-18"), ==,
			KW_FORM_ROUND_UP);
	g_assert_cmpint(kw_publisher_form(jpcert, "fortiosの脆弱性"), ==, KW_FORM_ONE);
	g_assert_cmpint(kw_publisher_form(NULL, "weekly report"), ==, KW_FORM_ONE);
	g_assert_cmpstr(kw_publisher_role(cisa, "risk evaluation"), ==, "affected");
	g_assert_null(kw_publisher_role(cisa, "risk"));
	g_assert_null(kw_publisher_role(NULL, "risk evaluation"));
	g_assert_true(kw_publisher_is_masthead("<<< jpcert/cc alert 2026-11-17 >>>"));
	g_assert_false(kw_publisher_is_masthead("jpcert/cc alert"));
	g_assert_true(kw_publisher_is_closing(jpcert, "今回の件につきまして提供いただける情報"));
	/* the name alone closes, a sentence about them does not */
	g_assert_true(kw_publisher_is_closing(
		jpcert, "一般社団法人jpcertコーディネーションセンター(jpcert/cc)"));
	g_assert_false(kw_publisher_is_closing(
		jpcert, "一般社団法人jpcertコーディネーションセンターは、攻撃を確認しています。"));
	g_assert_false(kw_publisher_is_closing(NULL, "今回の件につきまして"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/publisher/profiles", test_profiles);
	g_test_add_func("/publisher/lookups", test_lookups);
	g_test_add_func("/publisher/texts", test_texts);
	return g_test_run();
}
