/* ingest/likeness on any two titles (lines): comparing goes both ways, a title is never another
 * event than itself, and the cheap look hides nothing that the words alone would find. */
#include "base/text.h"
#include "ingest/identify.h"
#include "ingest/likeness.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = kw_text_repair(data, (gssize)size);
	size_t first = strcspn(text, "\n");
	g_autofree char *one = g_strndup(text, MIN(first, 900));
	g_autofree char *two = g_strndup(text + first, strnlen(text + first, 900));
	g_autofree char *title_a = kw_text_one_line(one);
	g_autofree char *title_b = kw_text_one_line(two);
	g_autoptr(KwLikeness) a = kw_likeness_new(title_a);
	g_autoptr(KwLikeness) b = kw_likeness_new(title_b);
	int percent = kw_likeness_of(a, b, FALSE);

	g_assert(percent >= 0 && percent <= 100);
	g_assert_cmpint(percent, ==, kw_likeness_of(b, a, FALSE));
	g_assert_cmpint(kw_likeness_differ(a, b), ==, kw_likeness_differ(b, a));
	g_assert(!kw_likeness_differ(a, a));
	return 0;
}
