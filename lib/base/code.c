/* Codes that people copy by hand: one spelling for all that look alike. */
#include "base/code.h"

#include "base/text.h"

#include <string.h>

#define MIN_LENGTH 4
#define MAX_LENGTH 16

static char alike(char c)
{
	switch (c) {
	case 'o': return '0';
	case 'i':
	case 'l': return '1';
	default: return g_ascii_toupper(c);
	}
}

char *kw_code_fold(const char *text)
{
	g_autofree char *code = kw_text_fold(text);
	size_t length = strlen(code);

	if (length < MIN_LENGTH || length > MAX_LENGTH)
		return NULL;
	for (char *c = code; *c; c++) {
		if (!g_ascii_isalnum(*c))
			return NULL;
		*c = alike(*c);
	}
	return g_steal_pointer(&code);
}
