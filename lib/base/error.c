/* The error domain and its mapping to exit codes. Printing an error and exiting is cmd/'s work. */
#include "base/error.h"

#include <gio/gio.h>

GQuark kw_error_quark(void)
{
	return g_quark_from_static_string("kw-error");
}

void kw_error_set(GError **error, KwErrorCode code, const char *format, ...)
{
	va_list ap;

	if (!error)
		return;
	va_start(ap, format);
	g_assert(*error == NULL);
	*error = g_error_new_valist(KW_ERROR, code, format, ap);
	va_end(ap);
}

int kw_error_exit_code(const GError *error)
{
	if (error->domain == KW_ERROR)
		return error->code;
	if (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
	    g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
		return KW_ERROR_NOT_FOUND;
	if (error->domain == G_FILE_ERROR || error->domain == G_IO_ERROR)
		return KW_ERROR_TEMPORARY;
	if (error->domain == G_OPTION_ERROR)
		return KW_ERROR_USAGE;
	return KW_ERROR_INTERNAL;
}
