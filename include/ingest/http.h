/* Fetching over HTTP(S) (libcurl's door in ingest): conditional GET with ceilings.
 *
 * RFC 9110 (ETag, Last-Modified, 304). Only http and https; no private, loopback
 * address unless allowed, and never a link-local one; checked on the address that is connected to,
 * for every redirect.
 */
#pragma once

#include <glib.h>

typedef struct {
	const char *url;
	const char *etag, *last_modified; /* of the last answer, or NULL */
	const char *user_agent;
	size_t max_bytes; /* after decompression */
	int timeout_s;    /* for the whole transfer */
	gboolean allow_private;
	int *out_retry_after_s; /* may be NULL; also set on error (429, 503): 0 = not said */
} KwHttpRequest;

typedef struct {
	int status;                 /* 200, 304 … */
	GBytes *body;               /* NULL for 304 */
	char *content_type;         /* or NULL */
	char *etag, *last_modified; /* or NULL */
	char *final_url;            /* after redirects */
	char *moved_to;    /* final_url where every redirect on the way was permanent (301, 308)
			      and none led from https to http; else NULL */
	int retry_after_s; /* 0 = not said */
} KwHttpResponse;
void kw_http_response_free(KwHttpResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwHttpResponse, kw_http_response_free)

/* NULL: KW_ERROR_TEMPORARY (network, time, 5xx, 408, 425, 429), KW_ERROR_DATA (too large, other
 * statuses, more than 5 redirects, bad URL), KW_ERROR_REFUSED (private address). A 304 that was not
 * asked for by etag or last_modified is KW_ERROR_DATA. The message starts with the URL. */
KwHttpResponse *kw_http_get(const KwHttpRequest *request, GError **error);

/* What became of requests[i]: exactly one of the two is set, and is the callback's. */
typedef void (*KwHttpDone)(guint i, KwHttpResponse *response, GError *error, gpointer user);
/* All of them, `at_once` at a time but never two at one host; `done` is called once for each, as
 * they end, never while another call of it runs. A host that answered 429 or 503 with Retry-After
 * is not asked again: what is still to be asked there fails with KW_ERROR_TEMPORARY and the same
 * Retry-After. */
void kw_http_get_many(const KwHttpRequest *requests, guint n, guint at_once, KwHttpDone done,
		      gpointer user);

/* Whether a numeric address ("192.0.2.1", "2001:db8::1") belongs to the public Internet: what is
 * connected to without allow_private. FALSE for anything that is no address. */
gboolean kw_http_is_public(const char *address);
