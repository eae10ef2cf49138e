/* ingest/links: wrappers, tracking, canonical form, finding in text. */
#include "ingest/links.h"

#include "../support/testing.h"

#include <string.h>

#define SAFE "https://jpn01.safelinks.protection.outlook.com/"

static void test_unwrap(void)
{
	static const char *const cases[][2] = {
		/* not wrapped: as it was */
		{"https://www.jpcert.or.jp/at/2026/at260030.html",
		 "https://www.jpcert.or.jp/at/2026/at260030.html"},
		{"mailto:info@jpcert.or.jp", "mailto:info@jpcert.or.jp"},
		{"", ""},
		{"https://a.example/x?", "https://a.example/x?"},
		{"https://a.example/x?b=1&amp;c=2#d", "https://a.example/x?b=1&amp;c=2#d"},
		/* SafeLinks: data= holds the address of whoever got the mail */
		{SAFE "?url=https%3A%2F%2Fwww.jpcert.or.jp%2Fat%2F2026%2Fat260024.html&data=05%7C02"
		      "%7Cstaff%40pref.example.jp%7C&sdata=x&reserved=0",
		 "https://www.jpcert.or.jp/at/2026/at260024.html"},
		{SAFE "?data=05%7Cstaff%40pref.example.jp&amp;url=https%3A%2F%2Fa.example%2F",
		 "https://a.example/"},
		{SAFE "?data=05%7Cstaff%40pref.example.jp", SAFE},
		{SAFE "?url=javascript%3Aalert(1)&data=staff%40pref.example.jp", SAFE},
		{"https://x.safelinks.office365.us/a?data=staff%40pref.example.jp#f",
		 "https://x.safelinks.office365.us/a"},
		/* GovDelivery, alone and in SafeLinks */
		{"https://links-2.govdelivery.com/CL0/https:%2F%2Fwww.cisa.gov%2Fnews-events%2Fx"
		 "%3Fa=b/1/010101-000000/abc=452",
		 "https://www.cisa.gov/news-events/x?a=b"},
		{SAFE "?url=https%3A%2F%2Flinks-2.govdelivery.com%2FCL0%2Fhttps%3A%252F%252Fwww."
		      "cisa.gov%252Fx%2F1%2F0101%2Fabc%3D452&data=05",
		 "https://www.cisa.gov/x"},
		{"https://www.google.com/url?rct=j&sa=t&url=https://a.example/b%3Fc&ct=ga",
		 "https://a.example/b?c"},
		{"https://www.google.co.jp/url?q=https%3A%2F%2Fa.example%2F&sa=D",
		 "https://a.example/"},
		{"https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_b-3Fc-3Dd&d=DwMF",
		 "https://a.example/b?c=d"},
		{"https://urldefense.com/v3/__https://a.example/b?c=d__;!!ABC!x$",
		 "https://a.example/b?c=d"},
		{"https://urldefense.com/v3/__https:/a.example/*x__;Iw!!ABC!x$",
		 "https://a.example/#x"},
		{"https://urldefense.com/v3/__https://a.example",
		 "https://urldefense.com/v3/__https://a.example"},
		{"https://"
		 "eu-west-1.protection.sophos.com?d=a.example&u=aHR0cHM6Ly9hLmV4YW1wbGUvYg==",
		 "https://a.example/b"},
		{"https://urldefense.proofpoint.com/v1/url?u=https://a.example/b&k=x",
		 "https://a.example/b"},
		{"https://secure-web.cisco.com/1AbC-d/https%3A%2F%2Fa.example%2Fb",
		 "https://a.example/b"},
		{"https://secure-web.cisco.com", "https://secure-web.cisco.com"},
		{"https://imsva-ctp.trendmicro.com/wis/clicktime/v1/query?url=https%3a%2f%2fa."
		 "example%2fb&umid=1&auth=2",
		 "https://a.example/b"},
		{"https://lnks.gd/l/eyJhbGciOiJIUzI1NiJ9.eyJidWxsZXRpbl9saW5"
		 "rX2lkIjoxMDAsInVyaSI6ImJwMjpjbGljayIsInVybCI6Imh0dHBzOi8vd3d3LmNpc2EuZ"
		 "292L3g_YT1iIiwiYnVsbGV0aW5faWQiOiIxIn0.sig/s/1/br/2-l",
		 "https://www.cisa.gov/x?a=b"},
		{"https://lnks.gd/l/a.b.c/s", "https://lnks.gd/l/a.b.c/s"},
		/* a target is escaped where it may not stand in a URL */
		{SAFE "?url=https%3A%2F%2Fa.example%2Fa%20b%0d%0aX%3A%20y%22%3E",
		 "https://a.example/a%20b%0D%0AX:%20y%22%3E"},
		/* tracking */
		{"https://a.example/x?utm_source=rss&id=3&fbclid=Z#s2",
		 "https://a.example/x?id=3#s2"},
		{"https://a.example/x?utm_source=rss", "https://a.example/x"},
		{"https://a.example/x?id=3&amp;utm_medium=mail", "https://a.example/x?id=3"},
		{"https://a.example/x#utm_source=rss", "https://a.example/x"},
		{"https://a.example/x?mc_eid=who&a=1", "https://a.example/x?a=1"},
		{"https://a.example/x?gclidx=1", "https://a.example/x?gclidx=1"},
		/* whose copy it was */
		{"https://a.example/x?email=staff%40pref.example.jp&id=3",
		 "https://a.example/x?id=3"},
		{"https://a.example/x?e=staff%2540pref.example.jp", "https://a.example/x"},
		{"https://a.example/x?id=3&r=c3RhZmZAcHJlZi5leGFtcGxlLmpw",
		 "https://a.example/x?id=3"},
		{"https://a.example/off/staff@pref.example.jp/abc?x=1", "https://a.example/off/"},
		{"https://a.example/off#staff@pref.example.jp", "https://a.example/off"},
		{"https://a.example/@name/x?v=1@2", "https://a.example/@name/x?v=1@2"},
		/* a page about a wrapper is none */
		{"https://www.google.com/search?q=https://a.example/",
		 "https://www.google.com/search?q=https://a.example/"},
		{"https://evil.example/?x=.safelinks.protection.outlook.com/?url=https://b.example",
		 "https://evil.example/?x=.safelinks.protection.outlook.com/?url=https://"
		 "b.example"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *target = kw_links_unwrap(cases[i][0]);

		g_assert_cmpstr(target, ==, cases[i][1]);
	}
}

static void test_layers(void)
{
	g_autofree char *url = g_strdup("https://a.example/");

	for (int i = 0; i < 12; i++) {
		g_autofree char *inner = url;
		g_autofree char *escaped = g_uri_escape_string(inner, NULL, FALSE);

		url = g_strconcat(SAFE "?url=", escaped, "&data=staff%40pref.example.jp", NULL);
	}
	g_autofree char *target = kw_links_unwrap(url);
	g_assert_cmpstr(target, ==, SAFE);
}

static void test_canonical(void)
{
	static const char *const cases[][2] = {
		{"http://WWW.Example.JP/", "https://www.example.jp"},
		{"http://www.example.jp", "https://www.example.jp"},
		{"http://www.example.jp:80/a/", "https://www.example.jp/a/"},
		{"https://www.example.jp:443/A", "https://www.example.jp/A"},
		{"https://www.example.jp:8443/A", "https://www.example.jp:8443/A"},
		{"http://www.example.jp:443/A", "https://www.example.jp:443/A"},
		{"https://www.jpcert.or.jp/wr/2026/wr261118.html#3",
		 "https://www.jpcert.or.jp/wr/2026/wr261118.html#3"},
		{"https://www.example.jp/?#", "https://www.example.jp"},
		{"https://www.example.jp?a=1", "https://www.example.jp/?a=1"},
		{"https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"},
		{SAFE "?url=http%3A%2F%2FA.example%2F%3Futm_id%3D1", "https://a.example"},
		{"mailto:A@example.jp", "mailto:A@example.jp"},
		{"urn:uuid:1", "urn:uuid:1"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *same = kw_links_canonical(cases[i][0]);

		g_assert_cmpstr(same, ==, cases[i][1]);
	}
}

static void test_find(void)
{
	static const char *const cases[][2] = {
		{"", ""},
		{"参照：https://jvn.jp/jp/JVN91153973/。次", "https://jvn.jp/jp/JVN91153973/"},
		{"（https://a.example/x）", "https://a.example/x"},
		{"(see https://a.example/x_(y)).", "https://a.example/x_(y)"},
		{"<https://a.example/x>, \"http://b.example\"",
		 "https://a.example/x http://b.example"},
		{"https://a.example/x, https://a.example/x.", "https://a.example/x"},
		{"*https://a.example/*", "https://a.example/"},
		{"hxxps://evil[.]example[.]com/a", ""},
		{"hxxp[:]//evil(.)example/ and http[://]b.example https://evil[.]example/", ""},
		{"HTTPS://A.example/X", "https://A.example/X"},
		{"xhttps://a.example https:// http://。 ftp://a.example http:/x", ""},
		{"https://[2001:db8::1]/x [https://a.example/x]",
		 "https://[2001:db8::1]/x https://a.example/x"},
		{"https://a.example/?a[]=1", "https://a.example/?a[]=1"},
		{"A|https://a.example/x|B", "https://a.example/x"},
		{SAFE "?url=https%3A%2F%2Fa.example%2F&data=05|02|staff@pref.example.jp|x&sdata=y",
		 "https://a.example/"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) links = kw_links_find(cases[i][0]);
		g_autofree char *joined = NULL;

		g_ptr_array_add(links, NULL);
		joined = g_strjoinv(" ", (char **)links->pdata);
		g_ptr_array_set_size(links, (int)links->len - 1);
		g_assert_cmpstr(joined, ==, cases[i][1]);
	}
}

static void test_find_many(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < 600; i++)
		g_string_append_printf(text, "https://a.example/%d\n", i);
	g_autoptr(GPtrArray) links = kw_links_find(text->str);
	g_assert_cmpuint(links->len, ==, 500);
}

static void test_unwrap_text(void)
{
	static const char *const cases[][2] = {
		{"", ""},
		{"前 https://a.example/x。後", "前 https://a.example/x。後"},
		{"前（" SAFE "?url=https%3A%2F%2Fa.example%2F&data=05|02|staff@pref.example.jp|"
		 "x&sdata=y）後",
		 "前（https://a.example/）後"},
		{"a https://a.example/?utm_source=x, b https://b.example",
		 "a https://a.example/, b https://b.example"},
		/* what was made harmless stays so */
		{"hxxps://evil[.]example/ https://evil[.]example/",
		 "hxxps://evil[.]example/ https://evil[.]example/"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = kw_links_unwrap_text(cases[i][0]);

		g_assert_cmpstr(text, ==, cases[i][1]);
	}
}

/* Texts made to be slow: a quadratic scan would take minutes. */
static void test_long(void)
{
	static const char *const pieces[] = {"https://a/", ")", "]", "?data=|", "[.]", "http"};

	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) text = g_string_new("https://b.example/ https://a.example/(?");

		while (text->len < 1000000)
			g_string_append(text, pieces[i]);
		g_autoptr(GPtrArray) links = kw_links_find(text->str);
		g_autofree char *unwrapped = kw_links_unwrap_text(text->str);
		g_assert_cmpuint(links->len, >=, 1);
		g_assert_cmpuint(strlen(unwrapped), >, 0);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/links/unwrap", test_unwrap);
	g_test_add_func("/links/layers", test_layers);
	g_test_add_func("/links/canonical", test_canonical);
	g_test_add_func("/links/find", test_find);
	g_test_add_func("/links/find-many", test_find_many);
	g_test_add_func("/links/unwrap-text", test_unwrap_text);
	g_test_add_func("/links/long", test_long);
	return g_test_run();
}
