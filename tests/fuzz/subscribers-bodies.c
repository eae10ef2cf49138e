/* subscribers/bodies on any text: the first line is the Subject and an address. A body that is
 * found is one of ours, and then nothing is unknown. */
#include "base/code.h"
#include "base/text.h"
#include "subscribers/bodies.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	KwConfigPartner body = {.name = (char *)"みほん商工会議所", .code = (char *)"WCCI24"};
	g_autofree char *all = kw_text_repair(data, (gssize)size);
	size_t first = strcspn(all, "\n");
	g_autofree char *subject = g_strndup(all, first);
	g_autofree char *code = kw_code_fold(subject);
	g_autofree char *again = code ? kw_code_fold(code) : NULL;
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	gboolean is_unknown;

	g_ptr_array_add(list, &body);
	const KwConfigPartner *found =
		kw_bodies_read(list, &(KwBodiesMail){subject, all + first, subject}, &is_unknown);
	g_assert(!found || (found == &body && !is_unknown));
	g_assert_cmpstr(code, ==, again);
	return 0;
}
