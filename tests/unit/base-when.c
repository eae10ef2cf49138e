/* Dates of mails and feeds, and the calendar of a zone. */
#include "base/when.h"

#include <string.h>

typedef gboolean (*Parser)(const char *, GTimeZone *, KwWhen *);

typedef struct {
	const char *in, *want; /* want: RFC 3339 as read; NULL: not a date */
} Case;

static GTimeZone *tokyo(void)
{
	return g_time_zone_new_offset(9 * 3600);
}

/* Reads without a zone are in Tokyo, and come out as UTC because no offset was written. */
static void check(const Case *cases, size_t n, Parser parse)
{
	g_autoptr(GTimeZone) zone = tokyo();

	for (size_t i = 0; i < n; i++) {
		KwWhen when = {.at = -77};
		gboolean is_date = parse(cases[i].in, zone, &when);
		g_autofree char *got = is_date ? kw_when_rfc3339(&when) : NULL;

		if (g_strcmp0(got, cases[i].want) != 0)
			g_error("\"%s\" is %s, not %s", cases[i].in, got ? got : "no date",
				cases[i].want ? cases[i].want : "no date");
		if (!is_date)
			g_assert_cmpint(when.at, ==, -77);
	}
}

static void test_rfc5322(void)
{
	static const Case cases[] = {
		{"Tue, 17 Nov 2026 13:42:07 +0900", "2026-11-17T13:42:07+09:00"},
		{"Tue, 17 Nov 2026 13:42:07 -0330", "2026-11-17T13:42:07-03:30"},
		{"17 Nov 2026 13:42 +0000", "2026-11-17T13:42:00Z"},
		{"Mon, 17 Nov 2026 13:42:07 +0900", "2026-11-17T13:42:07+09:00"},
		{"Tue,17 Nov 2026 13:42:07 +0900 (JST)", "2026-11-17T13:42:07+09:00"},
		{"Tue, 17 Nov 2026 13:42:07 (JST)", "2026-11-17T13:42:07+09:00"},
		{"Tue, 17 Nov 2026 13:42:07 (GMT+09:00)", "2026-11-17T13:42:07+09:00"},
		{"Tue (a (nested\\) one)) , 17 (x) Nov 2026 13:42 +0900",
		 "2026-11-17T13:42:00+09:00"},
		{"Tue, 17 Nov 2026 13:42:07 JST", "2026-11-17T13:42:07+09:00"},
		{"Tue, 17 Nov 2026 13:42:07 +0900 JST", "2026-11-17T13:42:07+09:00"},
		{"Tue, 17 Nov 2026 13:42:07 EST", "2026-11-17T13:42:07-05:00"},
		{"Tue, 17 Nov 2026 13:42:07 pdt", "2026-11-17T13:42:07-07:00"},
		{"Tue, 17 Nov 2026 13:42:07 UT", "2026-11-17T13:42:07Z"},
		{"Tue, 17 Nov 2026 13:42:07 GMT", "2026-11-17T13:42:07Z"},
		{"Tue, 17 Nov 2026 13:42:07 Z", "2026-11-17T13:42:07Z"},
		{"Tue, 17 Nov 2026 13:42:07 K", "2026-11-17T13:42:07Z"},     /* military */
		{"Tue, 17 Nov 2026 13:42:07 XYZ", "2026-11-17T13:42:07Z"},   /* unknown */
		{"Tue, 17 Nov 2026 13:42:07 +9999", "2026-11-17T13:42:07Z"}, /* nonsense */
		{"Tue, 17 Nov 2026 13:42:07", "2026-11-17T04:42:07Z"},       /* Tokyo */
		{"17 Nov 2026", "2026-11-17"},
		{"Tue, 17 Nov 26 13:42 GMT", "2026-11-17T13:42:00Z"},
		{"17 Nov 99 13:42 GMT", "1999-11-17T13:42:00Z"},
		{"17 Nov 126 13:42 GMT", "2026-11-17T13:42:00Z"},
		{"Tue, 17 November 2026 13:42:07 +09:00", "2026-11-17T13:42:07+09:00"},
		{"Tues., 17 Sept. 2026 1:02:03 GMT", "2026-09-17T01:02:03Z"},
		{"17-Nov-2026 13:42:07 +0900", "2026-11-17T13:42:07+09:00"},
		{"Tue Nov 17 13:42:07 2026", "2026-11-17T04:42:07Z"},
		{"Tue Nov  7 13:42:07 JST 2026", "2026-11-07T13:42:07+09:00"},
		{"Die, 17 Nov 2026 13:42:07 +0100", "2026-11-17T13:42:07+01:00"},
		{"Thu, 31 Dec 2026 24:00:00 GMT", "2027-01-01T00:00:00Z"},
		{"Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00Z"},
		{"  Tue,\r\n\t17 Nov 2026 13:42:07\r\n +0900 ", "2026-11-17T13:42:07+09:00"},
		{NULL, NULL},
		{"", NULL},
		{"Tue", NULL},
		{"Nov 2026", NULL},
		{"17 Nov 2026 13:42 +0900 and more", NULL},
		{"29 Feb 2026 00:00 GMT", NULL},
		{"31 Nov 2026 00:00 GMT", NULL},
		{"0 Nov 2026 00:00 GMT", NULL},
		{"17 Nov 2026 25:00:00 GMT", NULL},
		{"17 Nov 2026 13:60:00 GMT", NULL},
		{"17 Nov 2026 13:00:61 GMT", NULL},
		{"17 17 Nov 2026", NULL},
		{"17 Nov Dec 2026", NULL},
		{"17 Nov 2026 (open", NULL},
		{"17 Nov 99999 13:42 GMT", NULL},
		{"17 Nov 0001 00:00 GMT", NULL},
		{"2026-11-17T13:42:07Z", NULL}, /* the other reader's */
		{"\xff\xfe", NULL},
	};

	check(cases, G_N_ELEMENTS(cases), kw_when_parse_rfc5322);
}

static void test_w3cdtf(void)
{
	static const Case cases[] = {
		{"2026-08-15T14:31:09+09:00", "2026-08-15T14:31:09+09:00"},
		{"2026-08-15T14:31+09:00", "2026-08-15T14:31:00+09:00"},
		{"2026-08-15T14:31+0900", "2026-08-15T14:31:00+09:00"},
		{"2026-08-15T14:31+09", "2026-08-15T14:31:00+09:00"},
		{"2026-08-15T14:31:09.123456Z", "2026-08-15T14:31:09Z"},
		{"2026-08-15T14:31:09,5z", "2026-08-15T14:31:09Z"},
		{"2026-08-15 14:31:09 +0900", "2026-08-15T14:31:09+09:00"},
		{"2026-08-15 14:31:09 JST", "2026-08-15T14:31:09+09:00"},
		{"2026-08-15 14:31:09 +0000 UTC", "2026-08-15T14:31:09Z"},
		{"2026-08-15T14:31:09+09:00[Asia/Tokyo]", "2026-08-15T14:31:09+09:00"},
		{"2026-08-15T14:31:09", "2026-08-15T05:31:09Z"}, /* Tokyo */
		{"20260815T143109Z", "2026-08-15T14:31:09Z"},
		{"20260815T1431Z", "2026-08-15T14:31:00Z"},
		{"2026-8-5", "2026-08-05"},
		{"2026-08-15", "2026-08-15"},
		{"20260815", "2026-08-15"},
		{"2026-08", "2026-08-01"},
		{"2026", "2026-01-01"},
		{" 2026-08-15\n", "2026-08-15"},
		{"2026-12-31T24:00:00Z", "2027-01-01T00:00:00Z"},
		{NULL, NULL},
		{"", NULL},
		{"2026-13-01", NULL},
		{"2026-02-30", NULL},
		{"2026-00-10", NULL},
		{"0000-00-00", NULL},
		{"0001-01-01T00:00:00Z", NULL},
		{"2026-08-15T", "2026-08-15"},
		{"2026-08-15T14", NULL},
		{"2026-08-15T25:00Z", NULL},
		{"2026-08-15T14:31Z trailing", NULL},
		{"2026-08 14:31", NULL},
		{"26-08-15", NULL},
		{"17 Nov 2026", NULL},
		{"1790000000", NULL},
	};

	check(cases, G_N_ELEMENTS(cases), kw_when_parse_w3cdtf);
}

static void test_japanese(void)
{
	static const Case cases[] = {
		{"2026年11月17日(火) 13:42", "2026-11-17T04:42:00Z"},
		{"2026年11月17日（火） 13：42", "2026-11-17T04:42:00Z"},
		{"２０２６年１１月１７日　１３：４２", "2026-11-17T04:42:00Z"},
		{"2026 年 9 月 11 日 (金曜日) 14:05", "2026-09-11T05:05:00Z"},
		{"2026年11月17日火曜日 13:42:07", "2026-11-17T04:42:07Z"},
		{"2026年3月3日 午後7:38:07 GMT-6", "2026-03-03T19:38:07-06:00"},
		{"2026年3月3日 7:38:07 JST", "2026-03-03T07:38:07+09:00"},
		{"2026年11月17日 午前0:05", "2026-11-16T15:05:00Z"},
		{"2026年11月17日 午前12:05 JST", "2026-11-17T00:05:00+09:00"},
		{"2026年11月17日 午後12:05 JST", "2026-11-17T12:05:00+09:00"},
		{"2026年11月17日 午後 1時5分 JST", "2026-11-17T13:05:00+09:00"},
		{"2026年11月17日13時42分07秒", "2026-11-17T04:42:07Z"},
		{"2026年11月17日 13時半", "2026-11-17T04:30:00Z"},
		{"2026年11月17日", "2026-11-17"},
		{"令和8年11月17日", "2026-11-17"},
		{"令和元年5月1日", "2019-05-01"},
		{"平成31年4月30日", "2019-04-30"},
		{"2026/11/17 13:42", "2026-11-17T04:42:00Z"},
		{"2026/11/17(火) 13:42:07", "2026-11-17T04:42:07Z"},
		{"2026.11.17 13:42", "2026-11-17T04:42:00Z"},
		{"火, 17 11月 2026 13:42:07 +0900", "2026-11-17T13:42:07+09:00"},
		{"2026/11/17 火 13:42", "2026-11-17T04:42:00Z"},
		{"2026/11/17 火", "2026-11-17"},
		{"2026/11/17 版 13:42", NULL},
		{"2026年11月", NULL},
		{"11月17日", NULL},
		{"2026年13月1日", NULL},
		{"2026年11月17日に公開", NULL},
		{"26年11月17日", NULL},
		{"午後", NULL},
		{"件名", NULL},
		{"元年1月1日", NULL},
	};

	check(cases, G_N_ELEMENTS(cases), kw_when_parse);
}

static void test_english(void)
{
	static const Case cases[] = {
		{"Tuesday, November 17, 2026 1:42 PM", "2026-11-17T04:42:00Z"},
		{"Tuesday, November 17, 2026 1:42:07 PM", "2026-11-17T04:42:07Z"},
		{"Tuesday, 17 November 2026 13:42", "2026-11-17T04:42:00Z"},
		{"Nov 17, 2026, at 1:42 PM", "2026-11-17T04:42:00Z"},
		{"Nov 17, 2026, at 1:42\xe2\x80\xafPM", "2026-11-17T04:42:00Z"},
		{"\xe2\x80\x8eTuesday, \xe2\x80\x8eNovember \xe2\x80\x8e"
		 "17, 2026 1:42 p.m.",
		 "2026-11-17T04:42:00Z"},
		{"17 November 2026 at 13:42:07 GMT+9", "2026-11-17T13:42:07+09:00"},
		{"17 November 2026 at 13:42:07 UTC-03:30", "2026-11-17T13:42:07-03:30"},
		{"Tue, Nov 17, 2026 at 1:42 PM", "2026-11-17T04:42:00Z"},
		{"November 17th, 2026", "2026-11-17"},
		{"11/17/2026 1:42 PM", "2026-11-17T04:42:00Z"},
		{"11/17/26 1:42 PM JST", "2026-11-17T13:42:00+09:00"},
		{"2026-11-17 1:42 PM", "2026-11-17T04:42:00Z"},
		{"17/11/2026 13:42", "2026-11-17T04:42:00Z"},
		{"17.11.2026 13:42", "2026-11-17T04:42:00Z"},
		{"12:30 AM Nov 17, 2026 GMT", "2026-11-17T00:30:00Z"},
		{"Nov 17, 2026 13:42 PM GMT", "2026-11-17T13:42:00Z"},
		{"Tue, 17 Nov 2026 13:42:07 +0900", "2026-11-17T13:42:07+09:00"},
		{"2026-08-15T14:31+0900", "2026-08-15T14:31:00+09:00"},
		{"03/04/2026 13:42", NULL}, /* March or April? */
		{"17/11/26", NULL},
		{"11/17-2026", NULL},
		{"Nov 17, 2026 PM", NULL},
		{"Nov 17, 2026 1:42 AM PM", NULL},
		{"On Nov 17, 2026, at 1:42 PM, Somebody wrote:", NULL},
		{"see CVE-2026-1234", NULL},
		{"127.0.0.1", NULL},
		{"13:42", NULL},
	};

	check(cases, G_N_ELEMENTS(cases), kw_when_parse);
}

/* A date alone stays that date, whatever the zone it is read or shown in. */
static void test_day_is_kept(void)
{
	static const int hours[] = {-10, 0, 9, 14};

	for (size_t i = 0; i < G_N_ELEMENTS(hours); i++) {
		g_autoptr(GTimeZone) zone = g_time_zone_new_offset(hours[i] * 3600);
		g_autofree char *text = NULL, *day = NULL;
		KwWhen when;

		g_assert_true(kw_when_parse("2026-11-17", zone, &when));
		g_assert_true(when.is_day);
		text = kw_when_rfc3339(&when);
		day = kw_when_day(when.at, zone);
		g_assert_cmpstr(text, ==, "2026-11-17");
		g_assert_cmpstr(day, ==, "2026-11-17");
	}
}

static void test_no_zone_is_utc(void)
{
	KwWhen when;

	g_assert_true(kw_when_parse("2026-11-17T00:00:00", NULL, &when));
	g_assert_cmpint(when.at, ==, 1794873600);
}

static void test_long_input(void)
{
	g_autofree char *parens = g_strnfill(100 * 1000, '(');
	g_autofree char *digits = g_strnfill(250, '1');
	KwWhen when;

	g_assert_false(kw_when_parse(parens, NULL, &when));
	parens[250] = '\0';
	g_assert_false(kw_when_parse(parens, NULL, &when));
	g_assert_false(kw_when_parse(digits, NULL, &when));
}

static void test_format(void)
{
	g_autoptr(GTimeZone) zone = tokyo();
	g_autoptr(GTimeZone) west = g_time_zone_new_offset(-(3 * 3600 + 1800));
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *header = kw_when_rfc5322(1794890527, zone);
	g_autofree char *western = kw_when_rfc5322(1794890527, west);
	g_autofree char *single = kw_when_rfc5322(0, utc);
	g_autofree char *utc_text = kw_when_rfc3339_utc(1794890527);
	g_autofree char *before = kw_when_rfc3339_utc(-1);
	g_autofree char *day = kw_when_day(1794890527 + 6 * 3600, zone);
	g_autofree char *end = kw_when_rfc3339_utc(G_MAXINT64);
	g_autofree char *start = kw_when_rfc3339_utc(G_MININT64);

	g_assert_cmpstr(header, ==, "Tue, 17 Nov 2026 13:42:07 +0900");
	g_assert_cmpstr(western, ==, "Tue, 17 Nov 2026 01:12:07 -0330");
	g_assert_cmpstr(single, ==, "Thu, 1 Jan 1970 00:00:00 +0000");
	g_assert_cmpstr(utc_text, ==, "2026-11-17T04:42:07Z");
	g_assert_cmpstr(before, ==, "1969-12-31T23:59:59Z");
	g_assert_cmpstr(day, ==, "2026-11-17");
	g_assert_cmpstr(end, ==, "9999-12-30T00:00:00Z");
	g_assert_cmpstr(start, ==, "0001-01-02T00:00:00Z");
}

static void test_parse_day(void)
{
	static const struct {
		const char *in;
		KwDay want; /* year 0: not a day */
	} cases[] = {
		{"2026-11-17", {2026, 11, 17, 2}},
		{"2026-11-22", {2026, 11, 22, 7}},
		{"2024-02-29", {2024, 2, 29, 4}},
		{"2000-02-29", {2000, 2, 29, 2}},
		{"2026-02-29", {0}},
		{"1900-02-29", {0}},
		{"2026-00-01", {0}},
		{"2026-13-01", {0}},
		{"2026-01-00", {0}},
		{"2026-01-32", {0}},
		{"0000-01-01", {0}},
		{"2026-1-17", {0}},
		{"2026-11-17 ", {0}},
		{"2026/11/17", {0}},
		{"", {0}},
		{NULL, {0}},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		KwDay got = {0};

		g_assert_cmpint(kw_when_parse_day(cases[i].in, &got), ==, cases[i].want.year != 0);
		g_assert_cmpmem(&got, sizeof(got), &cases[i].want, sizeof(got));
	}
}

static void test_day_arithmetic(void)
{
	static const struct {
		const char *day;
		int days;
		const char *want;
	} sums[] = {
		{"2026-11-17", 0, "2026-11-17"},     {"2026-11-17", 14, "2026-12-01"},
		{"2026-12-31", 1, "2027-01-01"},     {"2026-03-01", -1, "2026-02-28"},
		{"2024-03-01", -1, "2024-02-29"},    {"1970-01-01", -1, "1969-12-31"},
		{"2026-11-17", -3650, "2016-11-19"}, {"2026-11-17", G_MAXINT, "9999-12-30"},
	};
	static const char *const next[] = {"2026-11-23", "2026-11-17", "2026-11-18", "2026-11-19",
					   "2026-11-20", "2026-11-21", "2026-11-22"};

	for (size_t i = 0; i < G_N_ELEMENTS(sums); i++) {
		g_autofree char *got = kw_when_day_add(sums[i].day, sums[i].days);

		g_assert_cmpstr(got, ==, sums[i].want);
	}
	for (int weekday = 1; weekday <= 7; weekday++) {
		g_autofree char *got = kw_when_next_weekday("2026-11-17", weekday);

		g_assert_cmpstr(got, ==, next[weekday - 1]);
	}
}

static void test_at(void)
{
	g_autoptr(GTimeZone) zone = tokyo();
	g_autoptr(GTimeZone) summer = g_time_zone_new_identifier("CET-1CEST,M3.5.0,M10.5.0/3");
	static const struct {
		const char *day, *hhmm;
	} bad[] = {
		{"2026-11-31", "08:00"},    {"2026-11-17", "8:00"},
		{"2026-11-17", "24:00"},    {"2026-11-17", "08:60"},
		{"2026-11-17", "08:00:00"}, {"2026-11-17", ""},
		{"2026-11-17", NULL},       {NULL, "08:00"},
	};

	g_assert_cmpint(kw_when_at("2026-11-17", "13:42", zone), ==, 1794890520);
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_cmpint(kw_when_at(bad[i].day, bad[i].hhmm, zone), ==, -1);
	g_assert_nonnull(summer);
	/* 02:30 does not exist on that day: 03:30 summer time is 01:30 UTC, within the hour */
	g_assert_cmpint(kw_when_at("2026-03-29", "01:30", summer), ==, 1774744200);
	g_assert_cmpint(kw_when_at("2026-03-29", "03:30", summer), ==, 1774747800);
	g_assert_cmpint(kw_when_at("2026-03-29", "02:30", summer), >, 1774744200);
	g_assert_cmpint(kw_when_at("2026-03-29", "02:30", summer), <=, 1774747800);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/when/rfc5322", test_rfc5322);
	g_test_add_func("/when/w3cdtf", test_w3cdtf);
	g_test_add_func("/when/japanese", test_japanese);
	g_test_add_func("/when/english", test_english);
	g_test_add_func("/when/day-is-kept", test_day_is_kept);
	g_test_add_func("/when/no-zone-is-utc", test_no_zone_is_utc);
	g_test_add_func("/when/long-input", test_long_input);
	g_test_add_func("/when/format", test_format);
	g_test_add_func("/when/parse-day", test_parse_day);
	g_test_add_func("/when/day-arithmetic", test_day_arithmetic);
	g_test_add_func("/when/at", test_at);
	return g_test_run();
}
