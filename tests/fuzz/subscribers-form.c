/* subscribers/form on any bytes; the first line is the Content-Type. What comes out is text, as
 * often as it is said, and the same for the query of an address. */
#include "subscribers/form.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const KwForm *form, const char *name)
{
	g_autoptr(GPtrArray) all = kw_form_list(form, name);

	g_assert((all->len == 0) == (kw_form_find(form, name) == NULL));
	for (guint i = 0; i < all->len; i++)
		g_assert(g_utf8_validate(all->pdata[i], -1, NULL) && strlen(all->pdata[i]) <= 4000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *newline = size ? memchr(data, '\n', size) : NULL;
	size_t first = newline ? (size_t)(newline - data) : size;
	g_autofree char *type = g_strndup((const char *)data, first);
	const uint8_t *body = newline ? newline + 1 : data + size;
	size_t length = (size_t)(data + size - body);
	g_autofree char *query = g_strndup((const char *)body, length);
	g_autoptr(KwForm) form = kw_form_parse(type, body, length, NULL);
	g_autoptr(KwForm) asked = kw_form_parse_query(query, NULL);

	if (form)
		check(form, "List-Unsubscribe");
	if (asked)
		check(asked, "lang");
	return 0;
}
