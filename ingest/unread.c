/* What nobody reads here, named. */
#include "ingest/unread.h"

void kw_unread_free(KwUnread *unread)
{
	if (!unread)
		return;
	g_free(unread->name);
	g_free(unread);
}

GPtrArray *kw_unread_list(const KwMessage *message G_GNUC_UNUSED, const char *text G_GNUC_UNUSED)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)kw_unread_free);
}
