/* ingest/spot: words, alternatives, assertions; the same finds as the patterns tried alone. */
#include "ingest/spot.h"

#include "../support/testing.h"

#include <string.h>

static const char *const patterns[] = {
	"\\bcve-(\\d{4})-(\\d+)", "(?:宛先|受信者)限り", "(abc|abd|b\\.c)x?",
	"(?<![a-z])ipa(?![a-z])", "取り?扱い",           "jvn#\\d+",
};

static gboolean note(guint id, int start, int end, const GMatchInfo *match, gpointer data)
{
	g_autofree char *all = g_match_info_fetch(match, 0);

	g_assert_cmpuint(strlen(all), ==, (size_t)(end - start));
	g_string_append_printf(data, "%s%u:%s", ((GString *)data)->len ? " " : "", id, all);
	return TRUE;
}

static char *run(const char *text)
{
	g_autoptr(KwSpotter) spotter = kw_spotter_new();
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(patterns); i++)
		kw_spotter_add(spotter, patterns[i], i);
	kw_spotter_run(spotter, text, note, out);
	g_assert_cmpint(kw_spotter_has(spotter, text), ==, out->len > 0);
	return g_string_free(out, FALSE);
}

static void test_finds(void)
{
	static const char *const rows[][2] = {
		{"", ""},
		{"c", ""},
		{"cve-2026-1 xcve-2026-2 cve-2026-3", "0:cve-2026-1 0:cve-2026-3"},
		{"この宛先限り、受信者限り、限り", "1:宛先限り 1:受信者限り"},
		{"abcx abd b.c bxc", "2:abcx 2:abd 2:b.c"},
		{"ipa ipad aipa ipa", "3:ipa 3:ipa"},
		{"取扱い 取り扱い 取り", "4:取扱い 4:取り扱い"},
		/* two patterns in one place, and the end of the text */
		{"cve-2026-1jvn#1", "0:cve-2026-1 5:jvn#1"},
		{"ipa", "3:ipa"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *found = run(rows[i][0]);

		g_test_message("row %u", i);
		g_assert_cmpstr(found, ==, rows[i][1]);
	}
}

static gboolean stop(guint id G_GNUC_UNUSED, int start G_GNUC_UNUSED, int end G_GNUC_UNUSED,
		     const GMatchInfo *match G_GNUC_UNUSED, gpointer data)
{
	return ++*(int *)data < 2;
}

static void test_stop(void)
{
	g_autoptr(KwSpotter) spotter = kw_spotter_new();
	int n = 0;

	kw_spotter_add(spotter, "ab", 0);
	kw_spotter_run(spotter, "ab ab ab ab", stop, &n);
	g_assert_cmpint(n, ==, 2);
	g_assert_false(kw_spotter_has(spotter, "a b"));
}

/* As many finds as each pattern alone has, on texts made of their own pieces. */
static void test_same(void)
{
	static const char *const pieces[] = {"cve-2026-1", "宛先", "限り", "ab", "c",
					     "x",          ".",    "ipa",  "取", "り",
					     "扱い",       " ",    "jvn#", "1"};

	for (int round = 0; round < 500; round++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *found = NULL;
		guint alone = 0, together = 0;

		for (int n = g_test_rand_int_range(0, 20); n > 0; n--)
			g_string_append(text,
					pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
		found = run(text->str);
		for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
			g_autoptr(GRegex)
				regex = g_regex_new(patterns[i], G_REGEX_CASELESS, 0, NULL);
			g_autoptr(GMatchInfo) match = NULL;

			for (gboolean has = g_regex_match(regex, text->str, 0, &match); has;
			     has = g_match_info_next(match, NULL))
				alone++;
		}
		for (const char *p = found; *p; p++)
			together += (p == found || p[-1] == ' ') && g_ascii_isdigit(*p) &&
				    p[1] == ':';
		g_test_message("%s", text->str);
		g_assert_cmpuint(together, ==, alone);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spot/finds", test_finds);
	g_test_add_func("/spot/stop", test_stop);
	g_test_add_func("/spot/same", test_same);
	return g_test_run();
}
