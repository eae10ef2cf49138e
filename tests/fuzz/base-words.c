/* base/words on any text: spots lie in it, in order, on whole letters. */
#include "base/words.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_spots(const char *text, const GArray *spots)
{
	size_t last = 0;

	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);

		g_assert(spot->at >= last && spot->length > 0);
		g_assert(spot->at + spot->length <= strlen(text));
		g_assert(g_utf8_validate(text + spot->at, (gssize)spot->length, NULL));
		last = spot->at;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const files[] = {"products", "threats", "facts", "glossary"};
	static KwWords *words[2];
	g_autofree char *text = kw_text_repair(data, (gssize)size);

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (!words[i])
			words[i] = kw_words_load(i ? "en" : "ja", NULL, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		const KwWords *set = words[i % 2];
		g_autoptr(GArray) spots = kw_words_spots(set, files[i], text);
		g_autoptr(GPtrArray) all = kw_words_match(set, files[i], text);
		g_autoptr(GPtrArray) meant = kw_words_match_affirmed(set, files[i], text);

		check_spots(text, spots);
		g_assert(meant->len <= all->len && all->len <= spots->len);
	}
	return 0;
}
