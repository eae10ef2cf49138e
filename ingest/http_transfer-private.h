/* One request on its way; private to ingest/http*.c (libcurl's door). */
#pragma once

#include "ingest/http.h"

#include <curl/curl.h>

#define KW_HTTP_MAX_RETRY_AFTER_S (7 * 24 * 60 * 60)

typedef struct {
	const KwHttpRequest *request;
	CURL *curl;
	struct curl_slist *headers;
	GByteArray *body;
	size_t header_bytes;
	gboolean is_too_large, has_long_headers;
	int opened, refused;      /* sockets */
	gboolean is_redirecting;  /* the answer that is being read says to go elsewhere */
	int redirects, permanent; /* followed; of these 301 or 308 */
	/* whether to go to `url` ("/path" too) now; FALSE ends the transfer. NULL = always */
	gboolean (*may_enter)(const char *url, gpointer user);
	gpointer user;
	char message[CURL_ERROR_SIZE];
} KwHttpTransfer;
void kw_http_transfer_clear(KwHttpTransfer *t);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwHttpTransfer, kw_http_transfer_clear)

/* Sets up t->curl, which the caller runs; t must stay where it is. `may_enter` is set after it. To
 * be cleared also on FALSE. */
gboolean kw_http_transfer_begin(KwHttpTransfer *t, const KwHttpRequest *request, GError **error);
/* What came of it, once libcurl has ended with `code`; see kw_http_get(). */
KwHttpResponse *kw_http_transfer_end(KwHttpTransfer *t, CURLcode code, GError **error);
