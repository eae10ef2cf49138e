/* subscribers/selfchecked on any text: answers are known words and as many as counted; one alone
 * only where there is no other, and nothing is left that was not written. */
#include "base/text.h"
#include "subscribers/selfchecked.h"

#include <stdint.h>
#include <string.h>

#define QUESTIONS 25

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const known[] = {"yes", "partly", "no", "unknown", NULL};
	g_autofree char *own = kw_text_repair(data, (gssize)size);
	g_autoptr(KwSelfchecked) checked = kw_selfchecked_read(own, QUESTIONS);
	guint count = 0;

	g_assert_cmpuint(checked->answers->len, ==, QUESTIONS);
	for (guint i = 0; i < QUESTIONS; i++) {
		const char *answer = checked->answers->pdata[i];

		g_assert(!answer || g_strv_contains(known, answer));
		count += answer != NULL;
	}
	g_assert_cmpuint(count, ==, checked->count);
	g_assert(!checked->alone || (!count && !*checked->rest));
	g_assert(g_utf8_validate(checked->rest, -1, NULL));
	kw_selfchecked_names(own);
	return 0;
}
