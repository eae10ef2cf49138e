/* Fetching: the door to libcurl for feeds. A request, a connection, nothing kept; several at once
 * are http_many.c's.
 *
 * When to fetch, and what of ETag and failures is remembered, is fetch's (cmd) and the store's. The
 * address is checked where a socket is about to be opened, not where a name is looked up: that is
 * the address that will be connected to, for every redirect, whatever the name server says next. */
#include "ingest/http.h"

#include "base/error.h"
#include "base/text.h"
#include "http_address-private.h"
#include "http_transfer-private.h"
#include "url-private.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_REDIRECTS    5
#define MAX_HEADER_BYTES (64 * 1024) /* of all answers of one request */
#define MAX_VALUE_BYTES  1000        /* of a header that is kept */
#define CONNECT_S        20
#define SLOW_BYTES       50 /* a second, on average over SLOW_S */
#define SLOW_S           30

void kw_http_transfer_clear(KwHttpTransfer *t)
{
	curl_easy_cleanup(t->curl);
	curl_slist_free_all(t->headers);
	if (t->body)
		g_byte_array_unref(t->body);
}

void kw_http_response_free(KwHttpResponse *response)
{
	if (!response)
		return;
	if (response->body)
		g_bytes_unref(response->body);
	g_free(response->content_type);
	g_free(response->etag);
	g_free(response->last_modified);
	g_free(response->final_url);
	g_free(response->moved_to);
	g_free(response);
}

/* --- what libcurl calls --- */

static gboolean may_connect(const KwHttpRequest *request, const struct curl_sockaddr *address)
{
	const struct sockaddr *any = &address->addr;
	const guint8 *bytes = NULL;
	size_t n = 0;

	if (address->family == AF_INET) {
		bytes = (const guint8 *)&((const struct sockaddr_in *)(const void *)any)->sin_addr;
		n = 4;
	} else if (address->family == AF_INET6) {
		bytes = (const guint8 *)&((const struct sockaddr_in6 *)(const void *)any)
				->sin6_addr;
		n = 16;
	}
	if (!bytes || kw_http_bytes_are_link_local(bytes, n))
		return FALSE;
	return request->allow_private || kw_http_bytes_are_public(bytes, n);
}

static curl_socket_t on_socket(void *user, curlsocktype purpose G_GNUC_UNUSED,
			       struct curl_sockaddr *address)
{
	KwHttpTransfer *t = user;

	if (!may_connect(t->request, address)) {
		t->refused++;
		return CURL_SOCKET_BAD;
	}
	t->opened++;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t on_body(char *bytes, size_t size G_GNUC_UNUSED, size_t n, void *user)
{
	KwHttpTransfer *t = user;

	if (n > t->request->max_bytes - t->body->len) {
		t->is_too_large = TRUE;
		return 0;
	}
	g_byte_array_append(t->body, (const guint8 *)bytes, (guint)n);
	return n;
}

/* A status line that redirects: "HTTP/1.1 301 Moved". */
static void note_redirect(KwHttpTransfer *t, const char *line, size_t n)
{
	const char *space = n > 9 && memcmp(line, "HTTP/", 5) == 0 ? memchr(line, ' ', n) : NULL;
	size_t left = space ? n - (size_t)(space - line) : 0;

	if (space)
		t->is_redirecting = FALSE;
	if (left < 4 || space[1] != '3' || memcmp(space + 1, "304", 3) == 0)
		return;
	t->is_redirecting = TRUE;
	t->redirects++;
	t->permanent += memcmp(space + 1, "301", 3) == 0 || memcmp(space + 1, "308", 3) == 0;
}

static gboolean may_follow(const KwHttpTransfer *t, const char *line, size_t n)
{
	static const char name[] = "location:";
	g_autofree char *url = NULL;

	if (!t->may_enter || !t->is_redirecting || n <= strlen(name) ||
	    g_ascii_strncasecmp(line, name, strlen(name)) != 0)
		return TRUE;
	url = g_strstrip(g_strndup(line + strlen(name), n - strlen(name)));
	return t->may_enter(url, t->user);
}

static size_t on_header(char *bytes, size_t size G_GNUC_UNUSED, size_t n, void *user)
{
	KwHttpTransfer *t = user;

	note_redirect(t, bytes, n);
	t->header_bytes += n;
	t->has_long_headers = t->header_bytes > MAX_HEADER_BYTES;
	return t->has_long_headers || !may_follow(t, bytes, n) ? 0 : n;
}

/* --- asking --- */

/* What the server said last time goes back as it was; a value that could start another header line
 * does not. */
static void add_condition(KwHttpTransfer *t, const char *name, const char *value)
{
	g_autofree char *line = NULL;

	if (!value || !*value)
		return;
	for (const char *p = value; *p; p++)
		if ((guchar)*p < ' ' || *p == 0x7f)
			return;
	line = g_strdup_printf("%s: %s", name, value);
	t->headers = curl_slist_append(t->headers, line);
}

static gboolean prepare(KwHttpTransfer *t)
{
	const KwHttpRequest *r = t->request;
	CURL *curl = t->curl;

	add_condition(t, "If-None-Match", r->etag);
	add_condition(t, "If-Modified-Since", r->last_modified);
	curl_easy_setopt(curl, CURLOPT_URL, r->url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, t->headers);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, r->user_agent);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); /* all that libcurl can undo */
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)MAX_REDIRECTS);
	curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* also against http_proxy */
	/* on_socket() asks whether this request may: what another one opened is not taken over */
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, r->timeout_s * 1000L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)r->max_bytes);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, t->message);
	/* a libcurl that does not know these would follow a redirect to file:// */
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK;
}

/* --- the answer --- */

static char *header(const KwHttpTransfer *t, const char *name)
{
	struct curl_header *found;
	g_autofree char *text = NULL;

	if (curl_easy_header(t->curl, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK ||
	    !*found->value || strlen(found->value) > MAX_VALUE_BYTES)
		return NULL;
	text = kw_text_repair(found->value, -1);
	return kw_text_one_line(text);
}

static int retry_after(const KwHttpTransfer *t)
{
	curl_off_t seconds = 0;

	curl_easy_getinfo(t->curl, CURLINFO_RETRY_AFTER, &seconds);
	return (int)CLAMP(seconds, 0, KW_HTTP_MAX_RETRY_AFTER_S);
}

static KwErrorCode code_of_failure(CURLcode code)
{
	switch (code) {
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_TOO_MANY_REDIRECTS:
	case CURLE_FILESIZE_EXCEEDED: return KW_ERROR_DATA;
	default: return KW_ERROR_TEMPORARY;
	}
}

static void fail(const KwHttpTransfer *t, CURLcode code, GError **error)
{
	const char *url = t->request->url;

	if (t->refused && !t->opened)
		kw_error_set(error, KW_ERROR_REFUSED, "%s: address is not public", url);
	else if (t->refused && code == CURLE_COULDNT_CONNECT)
		kw_error_set(error, KW_ERROR_REFUSED,
			     "%s: redirect to an address that is not public", url);
	else if (t->is_too_large || code == CURLE_FILESIZE_EXCEEDED)
		kw_error_set(error, KW_ERROR_DATA, "%s: larger than %zu bytes", url,
			     t->request->max_bytes);
	else if (t->has_long_headers)
		kw_error_set(error, KW_ERROR_DATA, "%s: header is longer than %d bytes", url,
			     MAX_HEADER_BYTES);
	else
		kw_error_set(error, code_of_failure(code), "%s: %s", url,
			     *t->message ? t->message : curl_easy_strerror(code));
}

/* TRUE: the status is an answer that can be used. */
static gboolean check_status(const KwHttpTransfer *t, long status, GError **error)
{
	gboolean is_temporary = status >= 500 || status == 408 || status == 425 || status == 429;

	if (status >= 200 && status < 300)
		return TRUE;
	if (status == 304 && t->headers)
		return TRUE;
	if (status == 304)
		kw_error_set(error, KW_ERROR_DATA, "%s: HTTP 304, not asked for", t->request->url);
	else
		kw_error_set(error, is_temporary ? KW_ERROR_TEMPORARY : KW_ERROR_DATA,
			     "%s: HTTP %ld", t->request->url, status);
	return FALSE;
}

gboolean kw_http_transfer_begin(KwHttpTransfer *t, const KwHttpRequest *request, GError **error)
{
	*t = (KwHttpTransfer){.request = request, .body = g_byte_array_new()};
	if (request->out_retry_after_s)
		*request->out_retry_after_s = 0;
	if (!kw_url_is_web(request->url)) {
		kw_error_set(error, KW_ERROR_DATA, "%s: not an http or https address",
			     request->url);
		return FALSE;
	}
	t->curl = curl_easy_init();
	if (!t->curl || !prepare(t)) {
		kw_error_set(error, KW_ERROR_INTERNAL, "%s: libcurl cannot be set up",
			     request->url);
		return FALSE;
	}
	return TRUE;
}

static gboolean has_moved(const KwHttpTransfer *t, const char *url)
{
	gboolean is_downgrade = g_ascii_strncasecmp(t->request->url, "https:", 6) == 0 &&
				g_ascii_strncasecmp(url, "https:", 6) != 0;

	return t->redirects && t->permanent == t->redirects && !is_downgrade;
}

KwHttpResponse *kw_http_transfer_end(KwHttpTransfer *t, CURLcode code, GError **error)
{
	const KwHttpRequest *request = t->request;
	KwHttpResponse *response;
	const char *url = NULL;
	long status = 0;

	if (code != CURLE_OK) {
		fail(t, code, error);
		return NULL;
	}
	if (request->out_retry_after_s)
		*request->out_retry_after_s = retry_after(t);
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	if (!check_status(t, status, error))
		return NULL;
	curl_easy_getinfo(t->curl, CURLINFO_EFFECTIVE_URL, &url);
	response = g_new0(KwHttpResponse, 1);
	response->status = (int)status;
	if (status != 304)
		response->body = g_byte_array_free_to_bytes(g_steal_pointer(&t->body));
	response->content_type = header(t, "Content-Type");
	response->etag = header(t, "ETag");
	response->last_modified = header(t, "Last-Modified");
	response->final_url = kw_text_repair(url ? url : request->url, -1);
	response->moved_to = has_moved(t, response->final_url) ? g_strdup(response->final_url)
							       : NULL;
	response->retry_after_s = retry_after(t);
	return response;
}

KwHttpResponse *kw_http_get(const KwHttpRequest *request, GError **error)
{
	g_auto(KwHttpTransfer) t = {0};

	if (!kw_http_transfer_begin(&t, request, error))
		return NULL;
	return kw_http_transfer_end(&t, curl_easy_perform(t.curl), error);
}
