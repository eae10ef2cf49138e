/* Inside lib/mail's doors to GMime: starting it, and scoped pointers for its objects. */
#pragma once

#include <gmime/gmime.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)

/* Starts GMime, once for the process; call it before anything else of GMime. From then on GMime
 * reads an attached mail (message/rfc822 and its kin) as a leaf of bytes and never recurses. */
void kw_gmime_start(void);

/* A mail of these bytes, which are only read; they have to stay as long as it is used. NULL = GMime
 * makes none of them. */
GMimeMessage *kw_gmime_read(const void *bytes, size_t length);
