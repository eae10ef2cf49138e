/* roster: lists as spreadsheets write them; all of a list or nothing. */
#include "../support/roll_fixture.h"
#include "../support/store_fixture.h"

#include "base/config.h"
#include "base/error.h"
#include "base/when.h"
#include "subscribers/roster.h"

#include <string.h>

#define NOW 1795050000 /* 2026-11-19 10:00 in Tokyo */

static GTimeZone *tokyo(void)
{
	return g_time_zone_new_identifier("Asia/Tokyo");
}

/* One body, with a code. */
static GPtrArray *bodies(void)
{
	static KwConfigPartner body = {.name = (char *)"みほん商工会議所",
				       .code = (char *)"MIHON1"};
	GPtrArray *list = g_ptr_array_new();

	g_ptr_array_add(list, &body);
	return list;
}

static gboolean import(KwDb *db, const void *bytes, size_t length, gboolean dry_run,
		       KwRosterReport *report, GError **error)
{
	g_autoptr(GTimeZone) zone = tokyo();
	g_autoptr(GPtrArray) partners = bodies();
	FILE *file = fmemopen((void *)(length ? bytes : "\n"), MAX(length, 1), "r");
	const KwRosterList list = {.name = "list.csv",
				   .file = file,
				   .zone = zone,
				   .partners = partners,
				   .dry_run = dry_run,
				   .actor = "shell:test",
				   .now = NOW};
	gboolean ok = kw_roster_import(db, &list, report, error);

	fclose(file);
	return ok;
}

static void import_bytes(KwDb *db, const void *bytes, size_t length, gboolean dry_run,
			 KwRosterReport *report)
{
	g_autoptr(GTimeZone) zone = tokyo();
	g_autoptr(GError) error = NULL;

	g_assert_true(import(db, bytes, length, dry_run, report, &error));
	kw_assert_ok(error);
}

static void import_text(KwDb *db, const char *text, KwRosterReport *report)
{
	import_bytes(db, text, strlen(text), FALSE, report);
}

/* A file of tests/corpus/csv. */
static void import_file(KwDb *db, const char *name, KwRosterReport *report)
{
	g_autofree char *path = g_build_filename("csv", name, NULL);
	g_autoptr(GBytes) bytes = kw_testing_corpus(path);

	import_bytes(db, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), FALSE, report);
}

static void assert_counts(const KwRosterReport *r, int rows, int added, int already, int back,
			  int refused)
{
	if (r->problems->len)
		g_error("line %d: %s", ((KwRosterProblem *)r->problems->pdata[0])->line,
			((KwRosterProblem *)r->problems->pdata[0])->text);
	g_assert_cmpint(r->rows, ==, rows);
	g_assert_cmpint(r->added, ==, added);
	g_assert_cmpint(r->already, ==, already);
	g_assert_cmpint(r->back, ==, back);
	g_assert_cmpint(r->refused, ==, refused);
}

static KwSubscriber *find(KwDb *db, const char *address)
{
	g_autoptr(GError) error = NULL;
	KwSubscriber *subscriber = kw_roll_find_address(db, address, &error);

	kw_assert_ok(error);
	g_assert_nonnull(subscriber);
	return subscriber;
}

static int64_t count(KwDb *db)
{
	int64_t n = -1;

	g_assert_true(kw_roll_count(db, NULL, &n, NULL));
	return n;
}

/* The same list in three encodings: ㈱ and 髙 arrive as they are. */
static void encodings(StoreFixture *f)
{
	static const char *const files[] = {"bom.csv", "cp932.csv", "utf16.csv"};

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_auto(KwRosterReport) report = {0};
		g_autoptr(GTimeZone) zone = tokyo();

		import_file(f->db, files[i], &report);
		assert_counts(&report, 2, i ? 0 : 2, i ? 2 : 0, 0, 0);
		g_autoptr(KwSubscriber) taro = find(f->db, "taro@example.jp");
		g_autoptr(KwSubscriber) hanako = find(f->db, "hanako@example.jp");
		g_autofree char *day = kw_when_day(hanako->consent_at, zone);
		g_assert_cmpstr(taro->organisation, ==, "株式会社みほん金属");
		g_assert_cmpstr(taro->word, ==, "すずめ");
		g_assert_cmpstr(taro->consent_how, ==, "import");
		g_assert_cmpstr(taro->consent_evidence, ==, "list.csv:2");
		g_assert_cmpstr(hanako->organisation, ==, "みほん商店㈱");
		g_assert_cmpstr(hanako->word, ==, "髙い山");
		g_assert_cmpstr(day, ==, "2026-04-05");
	}
}

/* cp932.csv into an empty roll, so that its bytes count and not those of bom.csv. */
static void cp932_alone(StoreFixture *f)
{
	g_auto(KwRosterReport) report = {0};

	import_file(f->db, "cp932.csv", &report);
	assert_counts(&report, 2, 2, 0, 0, 0);
	g_autoptr(KwSubscriber) hanako = find(f->db, "hanako@example.jp");
	g_assert_cmpstr(hanako->organisation, ==, "みほん商店㈱");
	g_assert_cmpstr(hanako->word, ==, "髙い山");
}

static void shapes(StoreFixture *f)
{
	static const struct {
		const char *file;
		int rows;
		const char *address, *organisation, *language, *evidence;
	} cases[] = {
		{"english.csv", 1, "ann@example.jp", "Mihon Ltd.", "en", "list.csv:2"},
		{"quoted-newline.csv", 2, "b@example.jp", "\"みほん\", 本店", "ja", "list.csv:4"},
		{"empty-rows.csv", 1, "a@example.jp", NULL, "ja", "list.csv:2"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(KwRosterReport) report = {0};
		g_autoptr(KwSubscriber) s = NULL;

		import_file(f->db, cases[i].file, &report);
		g_assert_cmpuint(report.problems->len, ==, 0);
		g_assert_cmpint(report.rows, ==, cases[i].rows);
		if (i == 2) /* a@ is in the file before, too */
			continue;
		s = find(f->db, cases[i].address);
		g_assert_cmpstr(s->organisation, ==, cases[i].organisation);
		g_assert_cmpstr(s->language, ==, cases[i].language);
		g_assert_cmpstr(s->consent_evidence, ==, cases[i].evidence);
	}
	g_autoptr(KwSubscriber) a = find(f->db, "a@example.jp");
	g_assert_cmpstr(a->organisation, ==, "株式会社みほん 大阪支店"); /* one line */
}

/* Whatever is wrong, with its line, and nothing written. */
static void problems(StoreFixture *f)
{
	static const struct {
		const char *csv;
		int line;
		const char *wanted;
	} cases[] = {
		{"", 1, "the file is empty"},
		{"\n\n", 1, "the file is empty"},
		{"会社名,同意日\nx,2026-04-03\n", 1, "no column メールアドレス"},
		{"address\na@example.jp\n", 1, "no column 同意日"},
		{"address,consent,shoe size\na@example.jp,2026-04-03,9\n", 1,
		 "`shoe size` is not known"},
		{"address,メール,consent\na@example.jp,b@example.jp,2026-04-03\n", 1,
		 "`address` and `メール` mean the same"},
		{"address,consent\na@example.jp,2026-04-03\nnonsense,2026-04-03\n", 3,
		 "`nonsense` is no mail address"},
		{"address,consent,company\na@example.jp,2026-04-03\n,2026-04-03,x\n", 3,
		 "`` is no mail address"},
		{"address,consent\na@example.jp,\n", 2, "day of consent"},
		{"address,consent\na@example.jp\n", 2, "day of consent"},
		{"address,consent\na@example.jp,yes\n", 2, "day of consent"},
		{"address,consent\na@example.jp,2026\n", 2, "day of consent"},
		{"address,consent\na@example.jp,2026-04\n", 2, "day of consent"},
		{"address,consent\na@example.jp,2026-\n", 2, "day of consent"},
		{"address,consent\na@example.jp,2026/4-3\n", 2, "day of consent"},
		{"address,consent\na@example.jp,4/3/2026\n", 2, "day of consent"},
		{"address,consent\na@example.jp,2026-02-30\n", 2, "day of consent"},
		{"address,consent\na@example.jp,2026-11-20\n", 2, "day of consent"}, /* tomorrow */
		{"address,consent,language\na@example.jp,2026-04-03,fr\n", 2, "language `fr`"},
		{"address,consent,code\na@example.jp,2026-04-03,MIHON2\n", 2,
		 "code `MIHON2`: no body in publisher.partners has it"},
		{"address,consent,company\na@example.jp,2026-04-03,\xef\xbf\xbd\n", 2,
		 "cannot be read"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(KwRosterReport) report = {0};

		import_text(f->db, cases[i].csv, &report);
		if (report.problems->len != 1)
			g_error("%u problems in: %s", report.problems->len, cases[i].csv);
		const KwRosterProblem *problem = report.problems->pdata[0];
		g_assert_cmpint(problem->line, ==, cases[i].line);
		if (!strstr(problem->text, cases[i].wanted))
			g_error("\"%s\" lacks \"%s\"", problem->text, cases[i].wanted);
		g_assert_cmpint(report.added, ==, 0);
		g_assert_cmpint(count(f->db), ==, 0);
	}
}

/* All that is wrong at once, but not a hundred thousand lines of it. */
static void many_problems(StoreFixture *f)
{
	g_autoptr(GString) csv = g_string_new("address,consent\n");
	g_auto(KwRosterReport) report = {0};

	for (int i = 0; i < 500; i++)
		g_string_append(csv, "nonsense,never\n");
	import_text(f->db, csv->str, &report);
	g_assert_cmpuint(report.problems->len, ==, 100);
	g_assert_cmpint(report.wrong, ==, 1000);
	g_assert_cmpint(report.rows, ==, 500);
}

static void broken(StoreFixture *f)
{
	static const struct {
		const char *file, *wanted;
	} cases[] = {
		{"unclosed.csv", "list.csv: line 2: a quote is never closed"},
		{"after-quote.csv", "list.csv: line 2: text after a closing quote"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_build_filename("csv", cases[i].file, NULL);
		g_autoptr(GBytes) bytes = kw_testing_corpus(path);
		g_autoptr(GTimeZone) zone = tokyo();
		g_auto(KwRosterReport) report = {0};
		g_autoptr(GError) error = NULL;

		g_assert_false(import(f->db, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
				      FALSE, &report, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, cases[i].wanted);
	}
	g_assert_cmpint(count(f->db), ==, 0);
}

static void days(StoreFixture *f)
{
	static const struct {
		const char *text, *day;
	} cases[] = {
		{"2026-04-03", "2026-04-03"}, {"2026/04/03", "2026-04-03"},
		{"2026/4/3", "2026-04-03"},   {"2026/4/3 9:05", "2026-04-03"},
		{"2026-11-19", "2026-11-19"}, /* today */
	};
	g_autoptr(GTimeZone) zone = tokyo();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *address = g_strdup_printf("s%d@example.jp", (int)i);
		g_autofree char *csv =
			g_strdup_printf("address,consent\n%s,%s\n", address, cases[i].text);
		g_auto(KwRosterReport) report = {0};

		import_text(f->db, csv, &report);
		assert_counts(&report, 1, 1, 0, 0, 0);
		g_autoptr(KwSubscriber) s = find(f->db, address);
		g_autofree char *day = kw_when_day(s->consent_at, zone);
		g_assert_cmpstr(day, ==, cases[i].day);
	}
}

/* Those known already, by state; a dry run tells the same and writes nothing. */
static void known(StoreFixture *f)
{
	static const char csv[] = "address,consent\n"
				  "new@example.jp,2026-04-03\n"
				  "NEW@example.jp,2026-04-03\n" /* twice in the list */
				  "active@example.jp,2026-04-03\n"
				  "pending@example.jp,2026-04-03\n"
				  "left@example.jp,2026-04-03\n"
				  "complained@example.jp,2026-04-03\n";
	static const char *const states[] = {"active", "pending", "left", "complained"};
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autofree char *address = g_strdup_printf("%s@example.jp", states[i]);

		roll_fixture_add(f->db, address, states[i], 1000);
	}
	for (int dry_run = 1; dry_run >= 0; dry_run--) {
		g_auto(KwRosterReport) report = {0};

		import_bytes(f->db, csv, strlen(csv), dry_run, &report);
		assert_counts(&report, 6, 1, 2, 1, 2);
		g_assert_cmpint(count(f->db), ==, dry_run ? 4 : 5);
		g_autoptr(KwSubscriber) pending = find(f->db, "pending@example.jp");
		g_autoptr(KwSubscriber) left = find(f->db, "left@example.jp");
		g_assert_cmpstr(pending->state, ==, dry_run ? "pending" : "active");
		g_assert_cmpstr(left->state, ==, "left");
	}
}

static void all_columns(StoreFixture *f)
{
	g_auto(KwRosterReport) report = {0};

	import_text(f->db,
		    "Ｎｏ,氏名,メールアドレス,会社名,合い言葉,言語,同意日,都道府県,業種,従業員数,"
		    "紹介コード,備考\n"
		    "1,みほん太郎,ｔａｒｏ@example.jp,みほん,すずめ,ja,2026/4/"
		    "3,みほん県,製造,12,ｍｉｈｏｎｌ,社長\n",
		    &report);
	assert_counts(&report, 1, 1, 0, 0, 0);
	g_autoptr(KwSubscriber) s = find(f->db, "taro@example.jp");
	g_assert_cmpstr(s->prefecture, ==, "みほん県");
	g_assert_cmpstr(s->industry, ==, "製造");
	g_assert_cmpstr(s->size, ==, "12");
	g_assert_cmpstr(s->code, ==, "M1H0N1");
}

/* Longer than a block, in two charsets: no character is cut, lines are counted on. */
static void long_list(StoreFixture *f)
{
	static const char *const charsets[] = {"UTF-8", "CP932"};

	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		g_autoptr(GString) csv = g_string_new("メールアドレス,会社名,同意日\r\n");
		g_auto(KwRosterReport) report = {0};
		gsize length;

		for (int n = 0; n < 20000; n++)
			g_string_append_printf(
				csv, "s%d@example.jp,\"髙橋\r\n①商店\",2026-04-03\r\n", n);
		g_autofree char *bytes =
			g_convert(csv->str, -1, charsets[i], "UTF-8", NULL, &length, NULL);
		import_bytes(f->db, bytes, length, FALSE, &report);
		assert_counts(&report, 20000, i ? 0 : 20000, i ? 20000 : 0, 0, 0);
	}
	g_autoptr(KwSubscriber) last = find(f->db, "s19999@example.jp");
	g_assert_cmpstr(last->organisation, ==, "髙橋 ①商店");
	g_assert_cmpstr(last->consent_evidence, ==, "list.csv:40000");
}

/* What is written is read. */
static void round_trip(StoreFixture *f)
{
	g_autoptr(GTimeZone) zone = tokyo();
	const KwSubscriber s = {.address = (char *)"a..b.@docomo.example.jp",
				.organisation = (char *)"=みほん, \"本店\"",
				.language = (char *)"en",
				.code = (char *)"M1H0N1",
				.consent_at = NOW};

	for (int i = 0; i < 2; i++) {
		g_autofree char *header = kw_roster_header(i ? "en" : "ja");
		g_autofree char *row = kw_roster_format(&s, zone);
		g_autofree char *csv = g_strconcat(header, row, NULL);
		g_auto(KwRosterReport) report = {0};

		import_text(f->db, csv, &report);
		assert_counts(&report, 1, !i, i, 0, 0);
		g_autoptr(KwSubscriber) back = find(f->db, "a..b.@docomo.example.jp");
		g_assert_cmpstr(back->organisation, ==, s.organisation);
		g_assert_cmpstr(back->language, ==, "en");
		g_assert_cmpstr(back->code, ==, "M1H0N1");
	}
}

/* NUL bytes are no text: what is left is read. */
static void nul_bytes(StoreFixture *f)
{
	g_autoptr(GBytes) bytes = kw_testing_corpus("csv/nul.csv");
	g_autoptr(GTimeZone) zone = tokyo();
	g_auto(KwRosterReport) report = {0};
	g_autoptr(GError) error = NULL;

	import(f->db, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), FALSE, &report,
	       &error);
	kw_assert_ok(error);
	assert_counts(&report, 1, 1, 0, 0, 0);
	g_autoptr(KwSubscriber) s = find(f->db, "a@example.jp");
	g_assert_nonnull(s);
}

/* Any bytes are a list with problems, or none. */
static void garbage(StoreFixture *f)
{
	static const char *const files[] = {"commas", "quotes", "empty", "cut.csv", "old-mac.csv"};
	g_autoptr(GTimeZone) zone = tokyo();

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename("csv", files[i], NULL);
		g_autoptr(GBytes) bytes = kw_testing_corpus(path);
		g_auto(KwRosterReport) report = {0};
		g_autoptr(GError) error = NULL;
		gboolean ok = import(f->db, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
				     FALSE, &report, &error);

		g_assert_true(ok ? report.problems->len > 0 : error != NULL);
	}
	g_assert_cmpint(count(f->db), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/roster/encodings", encodings);
	store_test_add("/roster/cp932-alone", cp932_alone);
	store_test_add("/roster/shapes", shapes);
	store_test_add("/roster/problems", problems);
	store_test_add("/roster/many-problems", many_problems);
	store_test_add("/roster/broken", broken);
	store_test_add("/roster/days", days);
	store_test_add("/roster/known", known);
	store_test_add("/roster/all-columns", all_columns);
	store_test_add("/roster/garbage", garbage);
	store_test_add("/roster/nul-bytes", nul_bytes);
	store_test_add("/roster/long-list", long_list);
	store_test_add("/roster/round-trip", round_trip);
	return g_test_run();
}
