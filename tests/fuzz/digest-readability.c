/* digest/readability on any text, in both languages: numbers are finite, quotes are of valid text.
 */
#include "digest/readability.h"

#include "base/text.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *text, const char *language, const KwWords *words)
{
	g_autoptr(KwReadability) got = kw_readability_of(text, language, words);

	g_assert(isfinite(got->rs) && isfinite(got->mean));
	g_assert(got->longest >= 0 && got->mean <= got->longest + 0.001);
	g_assert(got->findings->len <= 50);
	for (guint i = 0; i < got->findings->len; i++) {
		const KwReadabilityFinding *finding = got->findings->pdata[i];

		g_assert(!finding->quote ||
			 kw_text_is_valid(finding->quote, strlen(finding->quote)));
		g_assert(finding->sentence <= got->sentences);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static KwWords *words;
	g_autofree char *text = kw_text_repair(data, (gssize)size);

	if (!words)
		words = kw_words_load("ja", NULL, NULL);
	check(text, "ja", words);
	check(text, "en", words);
	check(text, NULL, words);
	return 0;
}
