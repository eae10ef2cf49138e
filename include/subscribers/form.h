/* The fields of a form as a browser or a mail provider sends them:
 * application/x-www-form-urlencoded (WHATWG URL §5.1) and multipart/form-data (RFC 7578; RFC 8058
 * §3.2 has one-click come so).
 */
#pragma once

#include <glib.h>

typedef struct KwForm KwForm;
void kw_form_free(KwForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwForm, kw_form_free)

/* Names and values are text (base/text.h). KW_ERROR_REFUSED: `content_type` (NULL = none) is no
 * form's. KW_ERROR_DATA: it is not UTF-8 or has a NUL, is cut off, or has more than 200 fields, a
 * name above 100 bytes, a value above 4,000. Files are passed over. */
KwForm *kw_form_parse(const char *content_type, const void *bytes, size_t length, GError **error);
/* The same for what stands behind the "?" of an address. */
KwForm *kw_form_parse_query(const char *query, GError **error);

/* The first value of that name; borrowed; NULL = absent. */
const char *kw_form_find(const KwForm *form, const char *name);
/* All of them, in order: const char *. */
GPtrArray *kw_form_list(const KwForm *form, const char *name);
