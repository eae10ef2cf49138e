/* Our tokens, as they come back in addresses and Message-IDs. Whether one is ours, and what it
 * opens, is base/token's. */
#include "mailed-private.h"

#include <string.h>

char *kw_mailed_token(const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *local = at ? g_strndup(address, (gsize)(at - address)) : NULL;
	const char *plus = local ? strrchr(local, '+') : NULL;

	return g_strdup(plus ? plus + 1 : local);
}
