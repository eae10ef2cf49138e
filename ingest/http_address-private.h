/* Which addresses are fetched from; private to ingest/http*.c. */
#pragma once

#include <glib.h>

/* `bytes` in network order: 4 of IPv4, 16 of IPv6. */
gboolean kw_http_bytes_are_public(const guint8 *bytes, size_t n);
/* Link-local: metadata services of clouds are there, and never a feed. */
gboolean kw_http_bytes_are_link_local(const guint8 *bytes, size_t n);
