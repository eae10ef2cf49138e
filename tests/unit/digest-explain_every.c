/* explain: every product with every threat, so that no word file can make a headline or a sentence
 * that a phone cannot show. */
#include "digest/explain.h"

#include "../support/explain_fixture.h"

#include <string.h>

/* With sanitizers, ten times as slow, each product meets a ninth of the threats, each time others.
 */
#ifdef __SANITIZE_ADDRESS__
#define PAIRS_APART 9
#else
#define PAIRS_APART 1
#endif

static void test_every_pair(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(GPtrArray) products = kw_words_list(words, "products");
	g_autoptr(GPtrArray) threats = kw_words_list(words, "threats");
	g_autoptr(GPtrArray) refs = refs_of("cve=CVE-2026-1 cve=CVE-2026-2 cve=CVE-2026-3");
	g_autoptr(KwYaml) cases = cases_of("whole");
	g_autoptr(KwItem) item = item_of(case_named(cases, "fortigate"));
	g_autofree char *title = g_strdup(item->title);

	set_text(&item->severity_why, "exploited scam");
	for (guint p = 0; p < products->len; p++) {
		for (guint i = p % PAIRS_APART; i < threats->len; i += PAIRS_APART) {
			const KwWord *threat = threats->pdata[i];
			g_autofree char *four =
				g_strdup_printf("%s wordpress-plugin buffalo-wifi iodata-wifi",
						kw_word_id(products->pdata[p]));
			gboolean is_own = !g_strcmp0(kw_word_text(threat, "own_title"), "yes");
			g_autoptr(KwStory) story = NULL;

			set_text(&item->products, four);
			set_text(&item->category, kw_word_id(threat));
			set_text(&item->title,
				 is_own ? "市役所を名乗る電話" : title); /* is its headline */
			story = kw_explain(item, refs, words, zone);
			check_japanese(story);
			g_assert_null(strstr(story->headline, "…"));
			/* the title names none of four, and the text has neither: a person says */
			for (guint n = 0; n < story->needs_person->len; n++)
				g_assert_true(!strcmp(story->needs_person->pdata[n], "no-threat") ||
					      !strcmp(story->needs_person->pdata[n], "in-passing"));
		}
	}
}

/* In characters; it holds no Japanese and is no longer than a line on a phone. */
static glong english_headline_length(const KwWords *words, KwItem *item, const GPtrArray *refs,
				     const KwWord *product, const KwWord *threat)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwStory) story = NULL;

	set_text(&item->products, kw_word_id(product));
	set_text(&item->category, kw_word_id(threat));
	story = kw_explain(item, refs, words, zone);
	g_assert_cmpint(g_utf8_strlen(story->headline, -1), <=, 90);
	for (const char *p = story->headline; *p; p = g_utf8_next_char(p))
		g_assert_cmpuint(g_utf8_get_char(p), <, 0x3000);
	return g_utf8_strlen(story->headline, -1);
}

static void test_english(void)
{
	g_autoptr(KwWords) words = kw_testing_words("en");
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(GPtrArray) products = kw_words_list(words, "products");
	g_autoptr(GPtrArray) threats = kw_words_list(words, "threats");
	g_autoptr(KwYaml) cases = cases_of("whole");
	const KwYaml *one = case_named(cases, "fortigate");
	g_autoptr(KwItem) item = item_of(one);
	g_autoptr(GPtrArray) refs = refs_of(kw_yaml_find_text(one, "refs"));
	g_autoptr(KwStory) story = kw_explain(item, refs, words, zone);
	const KwWord *product = products->pdata[0], *threat = NULL;
	glong longest = 0;

	g_assert_cmpstr(story->headline, ==,
			"Weakness in FortiGate (VPN device) that can let attackers take over");
	g_assert_cmpstr(
		story->action, ==,
		"If you have FortiGate (VPN device): ask the maintenance company to update it");
	/* every threat, every product with the longest threat, every threat with the longest
	 * product */
	for (guint i = 0; i < threats->len; i++) {
		glong n = english_headline_length(words, item, refs, product, threats->pdata[i]);

		if (n > longest)
			longest = n, threat = threats->pdata[i];
	}
	longest = 0;
	for (guint i = 0; i < products->len; i++) {
		glong n = english_headline_length(words, item, refs, products->pdata[i], threat);

		if (n > longest)
			longest = n, product = products->pdata[i];
	}
	for (guint i = 0; i < threats->len; i++)
		english_headline_length(words, item, refs, product, threats->pdata[i]);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/explain/every-pair", test_every_pair);
	g_test_add_func("/explain/english", test_english);
	return g_test_run();
}
