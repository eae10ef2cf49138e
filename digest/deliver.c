/* The outbox onto the wire. */
#include "deliver-private.h"

#include "base/error.h"

gboolean kw_deliver_run(KwDb *db G_GNUC_UNUSED, const KwConfig *config G_GNUC_UNUSED,
			const KwKeys *keys G_GNUC_UNUSED, const KwDeliverer *deliverer G_GNUC_UNUSED,
			KwDelivered *out_delivered G_GNUC_UNUSED, GError **error)
{
	kw_error_set(error, KW_ERROR_INTERNAL, "deliver: being rebuilt");
	return FALSE;
}
