/* subscribers/consult on any text: an incident has its case, and nothing else has one */
#include "subscribers/consult.h"

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static KwWords *words;
	g_autofree char *text = kw_text_repair(data, (gssize)size);
	KwConsult consult;

	if (!words)
		words = kw_words_load("ja", NULL, NULL);
	consult = kw_consult_read(words, text, text);
	g_assert((consult.kind == KW_CONSULT_INCIDENT) == (consult.firstaid != NULL));
	g_assert((consult.kind == KW_CONSULT_NONE) == (kw_consult_name(consult.kind) == NULL));
	g_assert(consult.story >= 0 && consult.story < 100);
	return 0;
}
