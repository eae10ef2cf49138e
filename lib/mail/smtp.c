/* The SMTP backend of mail/transport.h: the connection, by libcurl.
 *
 * What is said over it once it stands is smtp_dialogue.c. libcurl connects, does STARTTLS or TLS
 * with the certificate check, EHLO and AUTH, and then only carries bytes (CURLOPT_CONNECT_ONLY):
 * its own way of sending mail drops the connection at each refused recipient, and after a time-out
 * takes a late reply for the next letter's. A connection is never repaired, only replaced.
 */
#include "smtp-private.h"

#include "base/error.h"
#include "base/text.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#define DOT_TIMEOUT_S 600
#define CHUNK_BYTES   4096

/* Connecting */

static const struct {
	const char *keyword;
	KwSmtpOffer offer;
} offers[] = {
	{"8BITMIME", KW_OFFER_8BITMIME},
	{"SIZE", KW_OFFER_SIZE},
	{"SMTPUTF8", KW_OFFER_SMTPUTF8},
};

static void note_offer(KwSmtp *smtp, const char *line)
{
	size_t n = strcspn(line, " ");

	for (guint i = 0; i < G_N_ELEMENTS(offers); i++)
		if (n == strlen(offers[i].keyword) &&
		    g_ascii_strncasecmp(line, offers[i].keyword, n) == 0) {
			smtp->offers |= offers[i].offer;
			if (offers[i].offer == KW_OFFER_SIZE)
				smtp->max_bytes = g_ascii_strtoull(line + n, NULL, 10);
		}
}

/* The only replies with 250 while connecting are those to EHLO (or HELO). What was offered before
 * TLS does not count: anybody could have written it (RFC 3207 §4.2). */
void kw_smtp_note_line(KwSmtp *smtp, const char *line)
{
	gboolean is_first = !smtp->in_reply;

	g_strlcpy(smtp->last_reply, line, sizeof(smtp->last_reply));
	smtp->in_reply = strlen(line) > 3 && line[3] == '-';
	if (g_str_has_prefix(line, "235")) /* RFC 4954 §6 */
		smtp->knows_us = TRUE;
	if (!g_str_has_prefix(line, "250"))
		return;
	if (is_first) {
		smtp->offers = 0;
		smtp->max_bytes = 0;
	} else if (strlen(line) > 4) {
		note_offer(smtp, line + 4);
	}
}

static size_t on_line(char *bytes, size_t size, size_t n, void *user)
{
	g_autofree char *text = kw_text_repair(bytes, (gssize)(size * n));

	g_strchomp(text);
	kw_smtp_note_line(user, text);
	return size * n;
}

static size_t on_body(char *bytes G_GNUC_UNUSED, size_t size, size_t n, void *user G_GNUC_UNUSED)
{
	return size * n;
}

/* smtp://host:25 and the name for EHLO, which libcurl takes from the path. NULL: not a URL of a
 * host alone. */
static char *url_with_name(const KwRelay *relay)
{
	const char *host = strstr(relay->url, "://");
	g_autofree char *name = NULL, *base = NULL;
	size_t n;

	if (!host)
		return NULL;
	host += strlen("://");
	n = strcspn(host, "/?#@ ");
	if (n == 0 || strcmp(host + n + (host[n] == '/'), "") != 0)
		return NULL;
	base = g_strndup(relay->url, (size_t)(host - relay->url) + n);
	name = g_uri_escape_string(relay->ehlo_name ? relay->ehlo_name : "localhost", NULL, FALSE);
	return g_strdup_printf("%s/%s", base, name);
}

static void set_options(KwSmtp *smtp, const KwRelay *relay, const char *url, char *why)
{
	CURL *curl = smtp->curl;
	long seconds = smtp->timeout_s;

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 2 * seconds);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_line);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, smtp);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
			 (long)(relay->tls_none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (relay->ca_file) { /* then nobody else vouches for the relay */
		curl_easy_setopt(curl, CURLOPT_CAINFO, relay->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	if (relay->username) {
		/* not the challenge mechanisms: relays offer them without being able to check */
		curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
		curl_easy_setopt(curl, CURLOPT_USERNAME, relay->username);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, relay->password ? relay->password : "");
	}
}

/* What a failure to connect means for the caller. */
static KwErrorCode code_of(CURLcode rc, int reply_code)
{
	switch (rc) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_USE_SSL_FAILED:
		return reply_code / 100 == 4 ? KW_ERROR_TEMPORARY : KW_ERROR_REFUSED;
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_NOT_BUILT_IN: return KW_ERROR_CONFIG;
	case CURLE_LOGIN_DENIED:
	case CURLE_AUTH_ERROR:
	case CURLE_REMOTE_ACCESS_DENIED:
	case CURLE_WEIRD_SERVER_REPLY: break;
	default: return KW_ERROR_TEMPORARY;
	}
	if (rc == CURLE_WEIRD_SERVER_REPLY && reply_code / 100 != 5)
		return KW_ERROR_TEMPORARY;
	return reply_code / 100 == 4 ? KW_ERROR_TEMPORARY : KW_ERROR_REFUSED;
}

/* libcurl's own words, and the relay's where it refused. */
static void connect_error(const KwSmtp *smtp, const KwRelay *relay, CURLcode rc, const char *why,
			  GError **error)
{
	int code = (int)g_ascii_strtoull(smtp->last_reply, NULL, 10);

	kw_error_set(error, code_of(rc, code), "relay %s: %s%s%s", relay->url,
		     *why ? why : curl_easy_strerror(rc), code >= 400 ? ": " : "",
		     code >= 400 ? smtp->last_reply : "");
}

static gboolean connect_relay(KwSmtp *smtp, const KwRelay *relay, GError **error)
{
	g_autofree char *url = url_with_name(relay);
	char why[CURL_ERROR_SIZE] = "";
	curl_socket_t fd = CURL_SOCKET_BAD;
	CURLcode rc;

	if (!url) {
		kw_error_set(error, KW_ERROR_CONFIG, "relay %s: not of the form smtp://HOST:PORT",
			     relay->url);
		return FALSE;
	}
	set_options(smtp, relay, url, why);
	rc = curl_easy_perform(smtp->curl);
	curl_easy_setopt(smtp->curl, CURLOPT_ERRORBUFFER, NULL); /* `why` ends here */
	if (rc == CURLE_OK)
		rc = curl_easy_getinfo(smtp->curl, CURLINFO_ACTIVESOCKET, &fd);
	if (rc != CURLE_OK) {
		connect_error(smtp, relay, rc, why, error);
		return FALSE;
	}
	if (relay->username && !smtp->knows_us) { /* libcurl goes on without */
		kw_error_set(error, KW_ERROR_REFUSED,
			     "relay %s: offers no AUTH for the user name that is configured",
			     relay->url);
		return FALSE;
	}
	smtp->fd = fd;
	return TRUE;
}

static void backend_close(void *link)
{
	KwSmtp *smtp = link;

	if (smtp->is_usable)
		kw_smtp_quit(smtp);
	curl_easy_cleanup(smtp->curl);
	g_string_free(smtp->in, TRUE);
	g_string_free(smtp->out, TRUE);
	g_free(smtp);
}

static gpointer init_curl(gpointer unused G_GNUC_UNUSED)
{
	CURLcode rc = curl_global_init(CURL_GLOBAL_DEFAULT);

	g_assert(rc == CURLE_OK);
	return NULL;
}

static void *backend_open(const KwRelay *relay, GError **error)
{
	static GOnce once = G_ONCE_INIT;
	KwSmtp *smtp = g_new0(KwSmtp, 1);

	g_once(&once, init_curl, NULL);
	smtp->curl = curl_easy_init();
	g_assert(smtp->curl);
	smtp->timeout_s = MAX(relay->timeout_s, 1);
	smtp->dot_timeout_s = DOT_TIMEOUT_S;
	smtp->in = g_string_new(NULL);
	smtp->out = g_string_new(NULL);
	if (!connect_relay(smtp, relay, error)) {
		backend_close(smtp);
		return NULL;
	}
	smtp->is_usable = TRUE;
	return smtp;
}

static gboolean backend_is_open(const void *link)
{
	return ((const KwSmtp *)link)->is_usable;
}

const KwTransportBackend kw_smtp_backend = {
	.open = backend_open,
	.send = kw_smtp_send,
	.is_open = backend_is_open,
	.close = backend_close,
};

/* Bytes */

/* FALSE: the deadline passed. */
static gboolean wait_for(const KwSmtp *smtp, short events, gint64 deadline)
{
	for (;;) {
		struct pollfd one = {.fd = smtp->fd, .events = events};
		gint64 left = deadline - g_get_monotonic_time();
		int n = poll(&one, 1, left > 0 ? (int)MIN(left / 1000 + 1, G_MAXINT) : 0);

		if (n > 0 || (n < 0 && errno != EINTR))
			return TRUE; /* what it is, the next send or receive says */
		if (left <= 0)
			return FALSE;
	}
}

const char *kw_smtp_write(KwSmtp *smtp, const char *bytes, size_t length, int timeout_s)
{
	gint64 deadline = g_get_monotonic_time() + timeout_s * G_USEC_PER_SEC;

	while (length) {
		size_t n = 0;
		CURLcode rc = curl_easy_send(smtp->curl, bytes, length, &n);

		if (rc == CURLE_OK) {
			bytes += n;
			length -= n;
			deadline = g_get_monotonic_time() + timeout_s * G_USEC_PER_SEC;
		} else if (rc != CURLE_AGAIN) {
			return "the connection broke while sending";
		} else if (!wait_for(smtp, POLLOUT, deadline)) {
			return "the relay stopped taking bytes";
		}
	}
	return NULL;
}

/* One chunk: CURLE_AGAIN where there is none now. TLS may hold bytes that poll() does not see, so
 * this comes before every wait. */
static CURLcode take_chunk(KwSmtp *smtp)
{
	char chunk[CHUNK_BYTES];
	size_t n = 0;
	CURLcode rc = curl_easy_recv(smtp->curl, chunk, sizeof(chunk), &n);

	if (rc == CURLE_OK && n == 0)
		return CURLE_GOT_NOTHING;
	if (rc == CURLE_OK)
		g_string_append_len(smtp->in, chunk, (gssize)n);
	return rc;
}

const char *kw_smtp_read(KwSmtp *smtp, gint64 deadline)
{
	for (;;) {
		CURLcode rc = take_chunk(smtp);

		if (rc == CURLE_OK)
			return NULL;
		if (rc != CURLE_AGAIN)
			return "the relay closed the connection";
		if (!wait_for(smtp, POLLIN, deadline))
			return "no reply in time";
	}
}

gboolean kw_smtp_is_quiet(KwSmtp *smtp)
{
	return smtp->in->len == 0 && take_chunk(smtp) == CURLE_AGAIN;
}
