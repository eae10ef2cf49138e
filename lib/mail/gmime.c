/* Starts GMime.
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
