/* base/template on any source; what follows a NUL is a partial "p" (which may call itself). */
#include "base/template.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *partial_of(const char *name, gpointer user)
{
	return g_str_equal(name, "p") ? user : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(JsonNode) values = json_from_string(
		"{\"a\":{\"b\":{\"c\":\"<x>\"}},\"l\":[1,2.5,{\"a\":null}],\"s\":\"two\\nlines\","
		"\"t\":true,\"f\":false}",
		NULL);
	g_autofree char *source = g_strndup((const char *)data, size);
	size_t first = MIN(strlen(source) + 1, size);
	g_autofree char *partial = g_strndup((const char *)data + first, size - first);

	for (int escape = KW_TEMPLATE_TEXT; escape <= KW_TEMPLATE_HTML; escape++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *out = kw_template_render("fuzz", source, values,
							  (KwTemplateEscape)escape, partial_of,
							  partial, &error);

		g_assert((out != NULL) == (error == NULL));
	}
	return 0;
}
