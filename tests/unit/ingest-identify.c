/* ingest/identify and ingest/publisher: numbers in texts and addresses, titles made comparable. */
#include "ingest/identify.h"

#include "../support/testing.h"
#include "base/text.h"
#include "ingest/publisher.h"
#include "ingest/recognition.h"

#include <string.h>

static char *join(const GPtrArray *refs)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < refs->len; i++) {
		const KwRef *ref = refs->pdata[i];

		g_string_append_printf(out, "%s%s=%s", i ? " " : "", ref->kind, ref->value);
	}
	return g_string_free(out, FALSE);
}

static void test_refs(void)
{
	static const struct {
		const char *text, *refs;
	} rows[] = {
		{"CVE-2026-12345", "cve=CVE-2026-12345"},
		{"cve-2026-1234567、ＣＶＥ－２０２６－００１１",
		 "cve=CVE-2026-1234567 cve=CVE-2026-0011"},
		{"CVE 2026-12345 CVE-2026-12345", "cve=CVE-2026-12345"},
		/* glued to Japanese, which is a word to itself */
		{"悪用確認済みのCVE-2026-12345とCVE-2026-12346を含む",
		 "cve=CVE-2026-12345 cve=CVE-2026-12346"},
		{"本日JVN#12345678を公開、概要はJVNVU#98765432とJPCERT-AT-2026-0030に",
		 "jvn=JVN#12345678 jvn=JVNVU#98765432 jpcert-at=JPCERT-AT-2026-0030"},
		{"更新プログラムのKB5031234、修正はAPSB26-12のとおり",
		 "kb=KB5031234 vendor=APSB26-12"},
		{"CVE-26-12345 CVE-2026-123 XCVE-2026-12345", ""},
		{"JVN#12345678 JVNVU#98765432 JVNTA#99929369",
		 "jvn=JVN#12345678 jvn=JVNVU#98765432 jvn=JVNTA#99929369"},
		{"JVN＃１２３４５６７８", "jvn=JVN#12345678"},
		{"https://jvn.jp/jp/JVN12345678/index.html", "jvn=JVN#12345678"},
		{"https://jvn.jp/en/vu/JVNVU98765432/", "jvn=JVNVU#98765432"},
		{"JVNDB-2026-037242", "jvndb=JVNDB-2026-037242"},
		{"JPCERT-AT-2026-0030", "jpcert-at=JPCERT-AT-2026-0030"},
		{"https://www.jpcert.or.jp/at/2026/at260030.html", "jpcert-at=JPCERT-AT-2026-0030"},
		{"https://www.jpcert.or.jp/english/at/2026/at260030.html",
		 "jpcert-at=JPCERT-AT-2026-0030"},
		/* parts of a weekly report share its address */
		{"https://www.jpcert.or.jp/wr/2026/wr261118.html#2", ""},
		{"MYJVN-ALT-2026-0012", "ipa-alert=MYJVN-ALT-2026-0012"},
		{"FG-IR-26-144 cisco-sa-asa-webvpn-XyZ12", "fg-ir=FG-IR-26-144 "
							   "cisco-sa=cisco-sa-asa-webvpn-xyz12"},
		{"ADV260001 ICSA-26-123-01 AA26-097A",
		 "ms=ADV260001 cisa=ICSA-26-123-01 cisa=AA26-097A"},
		{"APSB26-12 VMSA-2026-0003", "vendor=APSB26-12 vendor=VMSA-2026-0003"},
		{"APSB26-1234567", ""},
		{"KB5031234 03-1234-5678 2026-11-17", "kb=KB5031234"},
		/* a slip in a link; and two numbers that are told */
		{"CVE-2026-62001 https://example.org/cve-2026-620010", "cve=CVE-2026-62001"},
		{"CVE-2026-6200 CVE-2026-62001", "cve=CVE-2026-6200 cve=CVE-2026-62001"},
		{"CVE-2026-62001 https://example.org/cve-2026-62002",
		 "cve=CVE-2026-62001 cve=CVE-2026-62002"},
		{"", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) refs = kw_identify_refs(rows[i].text);
		g_autofree char *found = join(refs);

		g_assert_cmpstr(found, ==, rows[i].refs);
	}
	g_autoptr(GPtrArray) two = kw_identify_refs("CVE-2026-62001 JVN#12345678");
	g_assert_true(kw_identify_has(two, "JVN#12345678"));
	g_assert_false(kw_identify_has(two, "CVE-2026-62002"));
	g_assert_true(kw_identify_is_strong("jpcert-at"));
	g_assert_false(kw_identify_is_strong("cve"));
}

static void test_many(void)
{
	GString *text = g_string_new(NULL);

	for (int i = 0; i < 300; i++)
		g_string_append_printf(text, "CVE-2026-%04d ", i);
	g_autoptr(GPtrArray) refs = kw_identify_refs(text->str);
	g_assert_cmpuint(refs->len, ==, 200);
	g_string_free(text, TRUE);
}

static void test_keys(void)
{
	static const struct {
		const char *a, *b;
		gboolean same;
	} rows[] = {
		{"注意喚起: FortiOSの脆弱性に関する注意喚起 (公開)",
		 "Fwd: FW: 注意喚起: FortiOSの脆弱性に関する注意喚起 (更新)", TRUE},
		{"【重要】ＦｏｒｔｉＯＳの脆弱性について", "FortiOSの 脆弱性について", TRUE},
		{"サーバーの更新～手順", "サーバーの更新〜手順", TRUE},
		{"不審なメールについて（11月17日）", "不審なメールについて（11月18日）", TRUE},
		{"Microsoft 製品の脆弱性対策について(2026年11月)",
		 "Microsoft 製品の脆弱性対策について(2026年12月)", TRUE},
		{"FortiOSの脆弱性", "FortiProxyの脆弱性", FALSE},
		{"Windows 10のお知らせ", "Windows 11のお知らせ", FALSE},
		{"サーバ", "サーバー", FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *a = kw_identify_title_key(rows[i].a);
		g_autofree char *b = kw_identify_title_key(rows[i].b);

		g_test_message("%s | %s", a, b);
		g_assert_cmpint(g_str_equal(a, b), ==, rows[i].same);
		g_assert_cmpstr(a, !=, "");
	}
	g_autofree char *empty = kw_identify_title_key("Re: 【重要】 (更新)");
	g_assert_cmpstr(empty, ==, "");
}

static void test_plain(void)
{
	static const struct {
		const char *subject, *title;
	} rows[] = {
		{"Fwd: FW: Re[2]: 題", "題"},
		{"転送：題", "題"},
		{"[External] 題", "題"},
		{"【外部】Fw: [announce 123] 題", "題"},
		{"[注意喚起] 題", "[注意喚起] 題"},
		{"FW: 【TLP:CLEAR】題", "題"},
		{"[TLP:AMBER] 題", "[TLP:AMBER] 題"},
		{"Reply: 題", "Reply: 題"},
		{"Re:", "Re:"},
		{"", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *title = kw_identify_plain_title(rows[i].subject);

		g_assert_cmpstr(title, ==, rows[i].title);
	}
}

static void test_revision(void)
{
	static const char *const yes[] = {"注意喚起: 題 (更新)",   "題【続報】", "題（第2報）",
					  "[Updated] x",           "Update: x",  "更新：題",
					  "x (Revised 2026-11-17)"};
	static const char *const no[] = {"Windows Update の不具合", "題 (公開)",
					 "更新プログラムについて",  "ファームウェア更新のお願い",
					 "Update your browser",     ""};

	for (guint i = 0; i < G_N_ELEMENTS(yes); i++) {
		g_test_message("%s", yes[i]);
		g_assert_true(kw_identify_is_revision(yes[i]));
	}
	for (guint i = 0; i < G_N_ELEMENTS(no); i++) {
		g_test_message("%s", no[i]);
		g_assert_false(kw_identify_is_revision(no[i]));
	}
}

static const char *id_of(const KwPublisher *publisher)
{
	return publisher ? publisher->id : NULL;
}

static void test_publishers(void)
{
	static const struct {
		const char *url, *id;
	} urls[] = {
		{"https://www.jpcert.or.jp/at/2026/at260030.html", "jpcert"},
		{"https://jvndb.jvn.jp/ja/contents/x.html", "jvn"},
		{"HTTPS://MSRC.microsoft.com/update-guide", "microsoft"},
		{"https://www.cas.go.jp/jp/seisaku/cyber_anzen_hosyo/", "nco"},
		{"https://www.cas.go.jp/", NULL},
		{"https://jpcert.or.jp.evil.example/", NULL},
		{"https://evil.example/?u=https://jpcert.or.jp/", NULL},
		{"https://notjvn.jp/", NULL},
		{"jvn.jp", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(urls); i++)
		g_assert_cmpstr(id_of(kw_publisher_of_url(urls[i].url)), ==, urls[i].id);
	g_assert_cmpstr(id_of(kw_publisher_of_address("announce@list.jpcert.or.jp")), ==, "jpcert");
	g_assert_cmpstr(id_of(kw_publisher_of_address("CISA@public.govdelivery.com")), ==, "cisa");
	g_assert_null(kw_publisher_of_address("x@public.govdelivery.com"));
	g_assert_null(kw_publisher_of_address(NULL));
	g_assert_cmpstr(id_of(kw_publisher_of_title("【IPA】重要なお知らせ")), ==, "ipa");
	g_assert_null(kw_publisher_of_title("iPadの更新"));
	g_assert_cmpstr(id_of(kw_publisher_of_kind("fg-ir")), ==, "fortinet");
	g_assert_null(kw_publisher_of_kind("cve"));
	g_assert_null(kw_publisher_find("nobody"));
	g_assert_cmpstr(kw_publisher_find("security-next")->reuse, ==, "link-only");
}

static void test_recognition(void)
{
	static const char *const names[] = {"advisory", "forward",           "handling",
					    "identify", "publishers/jpcert", "rate"};
	g_autoptr(KwYaml) root = NULL;
	g_autoptr(GPtrArray) texts = NULL;
	g_autofree char *lines = kw_recognition_fold_lines("ＴＬＰ：\nガ", 100);
	g_autofree char *cut = kw_recognition_fold_lines("ab\ncd", 4);
	GString *unbroken = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(KwYaml) file = kw_recognition_load(names[i]);

		g_assert_cmpuint(kw_yaml_size(file), >, 0);
	}
	root = kw_yaml_parse("t", "[Ａ, [b, [' C ']]]", strlen("[Ａ, [b, [' C ']]]"), NULL);
	texts = kw_recognition_texts(root, TRUE);
	g_assert_cmpuint(texts->len, ==, 3);
	g_assert_cmpstr(texts->pdata[0], ==, "a");
	g_assert_cmpstr(texts->pdata[2], ==, "c");
	g_assert_cmpstr(lines, ==, "tlp:\nガ");
	g_assert_cmpstr(cut, ==, "ab\nc");
	/* one line that is folded in pieces is folded the same as in one */
	for (int i = 0; i < 2000; i++)
		g_string_append(unbroken, i % 7 ? "がｶﾞ" : "か\u3099");
	g_autofree char *pieces = kw_recognition_fold_lines(unbroken->str, 1 << 20);
	g_autofree char *whole = kw_text_fold(unbroken->str);
	g_assert_cmpstr(pieces, ==, whole);
	g_string_free(unbroken, TRUE);
}

/* The fast way gives what Unicode gives, whatever stands beside what. */
static void test_fold(void)
{
	static const char *const pieces[] = {
		"a",  "Ｂ", " ",       "\u3000", "が", "か\u3099", "ｶﾞ", "ｶ",  "漢", "①",
		"㈱", "é",  "e\u0301", "İ",      "ß",  "、",       "【", "\n", "\t", "-",
		"−",  "ー", "\u00ad",  "\u200b", "Ω",  "\u3099",   "1",  "ﾟ",  "髙",
	};

	for (int round = 0; round < 2000; round++) {
		g_autoptr(GString) text = g_string_new(NULL);

		for (int n = g_test_rand_int_range(0, 12); n > 0; n--)
			g_string_append(text,
					pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
		g_autofree char *fast = kw_recognition_fold(text->str);
		g_autofree char *whole = kw_text_fold(text->str);
		g_strstrip(whole);
		g_test_message("%s", text->str);
		g_assert_cmpstr(fast, ==, whole);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/identify/refs", test_refs);
	g_test_add_func("/identify/many", test_many);
	g_test_add_func("/identify/title-keys", test_keys);
	g_test_add_func("/identify/plain-title", test_plain);
	g_test_add_func("/identify/revision", test_revision);
	g_test_add_func("/identify/publishers", test_publishers);
	g_test_add_func("/identify/recognition", test_recognition);
	g_test_add_func("/identify/fold", test_fold);
	return g_test_run();
}
