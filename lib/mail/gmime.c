/* Starts GMime, and lets it read a mail.
 *
 * Attached mails become leaves: their bytes stay as they came in, and lib/mail/message.c counts how
 * deep they are nested. GMime has no option for that, but lets a type be registered anew; it loses
 * the few bytes of the old entry, which a leak check must not take for ours.
 */
#include "gmime-private.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_disable()
#define __lsan_enable()
#endif

static gpointer start(gpointer nothing G_GNUC_UNUSED)
{
	static const char *const mails[] = {"rfc822", "rfc2822", "global", "news"};

	__lsan_disable();
	g_mime_init();
	__lsan_enable();
	for (guint i = 0; i < G_N_ELEMENTS(mails); i++)
		g_mime_object_register_type("message", mails[i], GMIME_TYPE_PART);
	return NULL;
}

void kw_gmime_start(void)
{
	static GOnce once = G_ONCE_INIT;

	g_once(&once, start, NULL);
}

GMimeMessage *kw_gmime_read(const void *bytes, size_t length)
{
	GByteArray *view = g_new(GByteArray, 1); /* the bytes are not copied */
	g_autoptr(GMimeStream) stream = NULL;
	g_autoptr(GMimeParser) parser = NULL;

	kw_gmime_start();
	*view = (GByteArray){(guint8 *)bytes, (guint)length};
	stream = g_mime_stream_mem_new();
	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), view);
	g_object_set_data_full(G_OBJECT(stream), "view", view, g_free); /* parts may hold it */
	parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
	return g_mime_parser_construct_message(parser, NULL);
}
