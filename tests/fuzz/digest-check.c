/* digest/check on any text, as the text and as the HTML part of a letter: it goes out, or the
 * refusal says why in one line. */
#include "digest/check.h"

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = kw_text_repair(data, (gssize)size);
	g_autoptr(GPtrArray) publishers = g_ptr_array_new();
	const KwConfig config = {.from = (char *)"kawaraban@news.example.jp",
				 .contact = (char *)"kawaraban@news.example.jp"};
	const KwRendered rendered = {
		.subject = (char *)"x", .text = text, .html = text, .publishers = publishers};
	g_autoptr(GError) error = NULL;

	g_ptr_array_add(publishers, (char *)"JPCERT/CC");
	if (!kw_check_letter(&config, &rendered, NULL, &error)) {
		g_assert(error->code == KW_ERROR_DATA || error->code == KW_ERROR_REFUSED);
		g_assert(kw_text_is_valid(error->message, strlen(error->message)));
	}
	return 0;
}
