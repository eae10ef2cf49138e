/* One connection to an SMTP relay, by libcurl. What is said over it is smtp_session.c; many of them
 * together are smtp_loop.c; which relay is used is relays.c.
 *
 * libcurl connects, does STARTTLS or TLS with the certificate check, EHLO and AUTH, and then only
 * carries bytes (CURLOPT_CONNECT_ONLY): its own way of sending mail waits for the reply to every
 * final dot with its whole thread, drops the connection at each refused recipient, and after a
 * time-out takes a late reply for the next letter's. A connection is never repaired, only replaced.
 */
#include "smtp_link-private.h"

#include "base/text.h"
#include "curl-private.h"
#include "smtp_loop-private.h"
#include "smtp_reply-private.h"

#include <string.h>

#define TLS_RECORD_BYTES 16384
#define CHUNK_BYTES      4096

/* What the relay says while libcurl connects */

static const struct {
	const char *keyword;
	KwSmtpOffers offer;
} offers[] = {
	{"8BITMIME", KW_OFFERS_8BITMIME},
	{"PIPELINING", KW_OFFERS_PIPELINING},
	{"SIZE", KW_OFFERS_SIZE},
	{"SMTPUTF8", KW_OFFERS_SMTPUTF8},
};

static void note_offer(KwSmtpTerms *terms, const char *line)
{
	size_t n = strcspn(line, " ");

	for (guint i = 0; i < G_N_ELEMENTS(offers); i++)
		if (n == strlen(offers[i].keyword) &&
		    g_ascii_strncasecmp(line, offers[i].keyword, n) == 0) {
			terms->offers |= offers[i].offer;
			if (offers[i].offer == KW_OFFERS_SIZE)
				terms->max_bytes = g_ascii_strtoull(line + n, NULL, 10);
		}
}

/* The only replies with 250 while connecting are those to EHLO (or HELO). What was offered before
 * TLS does not count: anybody could have written it (RFC 3207 §4.2). */
void kw_smtp_greeting_note(KwSmtpGreeting *greeting, KwSmtpTerms *terms, const char *line)
{
	gboolean is_first = !greeting->is_within;

	g_strlcpy(greeting->last_line, line, sizeof(greeting->last_line));
	greeting->is_within = strlen(line) > 3 && line[3] == '-';
	if (g_str_has_prefix(line, "235")) /* RFC 4954 §6 */
		greeting->knows_us = TRUE;
	if (!g_str_has_prefix(line, "250"))
		return;
	if (is_first) {
		terms->offers = 0;
		terms->max_bytes = 0;
	} else if (strlen(line) > 4) {
		note_offer(terms, line + 4);
	}
}

static size_t on_line(char *bytes, size_t size, size_t n, void *user)
{
	KwSmtpLink *link = user;
	g_autofree char *text = kw_text_repair(bytes, (gssize)(size * n));

	g_strchomp(text);
	kw_smtp_greeting_note(&link->greeting, &link->terms, text);
	return size * n;
}

static size_t on_body(char *bytes G_GNUC_UNUSED, size_t size, size_t n, void *user G_GNUC_UNUSED)
{
	return size * n;
}

/* Connecting */

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

gboolean kw_smtp_link_check(const KwRelay *relay, GError **error)
{
	g_autofree char *url = url_with_name(relay);

	if (!url)
		kw_error_set(error, KW_ERROR_CONFIG, "relay %s: not of the form smtp://HOST:PORT",
			     relay->url);
	return url != NULL;
}

static void set_login(CURL *curl, const KwRelay *relay)
{
	if (!relay->username)
		return;
	curl_easy_setopt(curl, CURLOPT_USERNAME, relay->username);
	if (relay->token) {
		curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2;AUTH=OAUTHBEARER");
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, relay->token);
		return;
	}
	/* not the challenge mechanisms: relays offer them without being able to check */
	curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
	curl_easy_setopt(curl, CURLOPT_PASSWORD, relay->password ? relay->password : "");
}

static void set_options(KwSmtpLink *link, const KwRelay *relay, const char *url)
{
	CURL *curl = link->curl;
	long seconds = link->terms.timeout_s;

	kw_curl_make_wire(curl, url, "smtp,smtps", relay->tls_none, relay->ca_file);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, link);
	curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L); /* ten silent minutes behind a NAT */
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, link->curl_words);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 2 * seconds);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_line);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, link);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	set_login(curl, relay);
}

KwSmtpLink *kw_smtp_link_new(KwSmtpLoop *loop, const KwRelay *relay, int dot_timeout_s)
{
	g_autofree char *url = url_with_name(relay);
	KwSmtpLink *link = g_new0(KwSmtpLink, 1);

	g_assert(url);
	link->loop = loop;
	link->fd = -1;
	link->has_login = relay->username != NULL;
	link->is_tls = !relay->tls_none || g_ascii_strncasecmp(relay->url, "smtps:", 6) == 0;
	link->terms.chain = relay->chain;
	link->terms.timeout_s = MAX(relay->timeout_s, 1);
	link->terms.dot_timeout_s = dot_timeout_s;
	link->deadline = g_get_monotonic_time() + (2 * link->terms.timeout_s +
						   1) * G_USEC_PER_SEC; /* libcurl's own is first */
	link->curl = curl_easy_init();
	g_assert(link->curl);
	set_options(link, relay, url);
	kw_smtp_loop_add(loop, link);
	return link;
}

void kw_smtp_link_free(KwSmtpLink *link)
{
	if (!link)
		return;
	kw_smtp_loop_remove(link->loop, link);
	curl_easy_cleanup(link->curl);
	kw_smtp_session_free(link->session);
	g_free(link);
}

/* What a failure to connect means for the caller. */
static KwErrorCode consequence_of(CURLcode rc, int reply_code)
{
	switch (rc) {
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_NOT_BUILT_IN: return KW_ERROR_CONFIG;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_USE_SSL_FAILED:
	case CURLE_LOGIN_DENIED:
	case CURLE_AUTH_ERROR:
	case CURLE_REMOTE_ACCESS_DENIED: break;
	case CURLE_WEIRD_SERVER_REPLY:
		if (reply_code / 100 != 5)
			return KW_ERROR_TEMPORARY;
		break;
	default: return KW_ERROR_TEMPORARY;
	}
	return reply_code / 100 == 4 ? KW_ERROR_TEMPORARY : KW_ERROR_REFUSED;
}

static void close_link(KwSmtpLink *link, const char *why)
{
	link->state = KW_LINK_CLOSED;
	g_strlcpy(link->why, why, sizeof(link->why));
	kw_smtp_loop_remove(link->loop, link);
}

/* libcurl's own words, and the relay's where it refused. */
static void fail(KwSmtpLink *link, CURLcode rc)
{
	g_autofree char *why = NULL;
	char line[sizeof(link->why)];
	int code = (int)g_ascii_strtoull(link->greeting.last_line, NULL, 10);

	link->code = code >= 400 ? code : 0;
	link->consequence = consequence_of(rc, code);
	why = g_strdup_printf("%s%s%s",
			      *link->curl_words ? link->curl_words : curl_easy_strerror(rc),
			      code >= 400 ? ": " : "", code >= 400 ? link->greeting.last_line : "");
	kw_smtp_one_line(why, strlen(why), line, sizeof(line));
	close_link(link, line);
}

void kw_smtp_link_connected(KwSmtpLink *link, CURLcode rc)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (rc == CURLE_OK)
		rc = curl_easy_getinfo(link->curl, CURLINFO_ACTIVESOCKET, &fd);
	if (rc == CURLE_OK && fd == CURL_SOCKET_BAD)
		rc = CURLE_COULDNT_CONNECT;
	if (rc != CURLE_OK) {
		fail(link, rc);
		return;
	}
	if (link->has_login && !link->greeting.knows_us) { /* libcurl goes on without */
		link->consequence = KW_ERROR_REFUSED;
		close_link(link, "offers no AUTH for the user name that is configured");
		return;
	}
	link->fd = fd;
	link->state = KW_LINK_OPEN;
	link->session = kw_smtp_session_new(&link->terms);
	kw_smtp_loop_watch(link->loop, link);
}

KwSmtpLinkState kw_smtp_link_state(const KwSmtpLink *link)
{
	return link->state;
}

KwSmtpSession *kw_smtp_link_session(KwSmtpLink *link)
{
	return link->session;
}

const char *kw_smtp_link_why(const KwSmtpLink *link, int *out_code, KwErrorCode *out_consequence)
{
	*out_code = link->code;
	*out_consequence = link->consequence;
	return link->why;
}

/* Bytes */

/* After everything that may have closed the session. */
static void follow(KwSmtpLink *link)
{
	const char *why;

	if (link->state == KW_LINK_OPEN &&
	    kw_smtp_session_is_closed(link->session, &why, &link->code)) {
		link->consequence = KW_ERROR_TEMPORARY;
		close_link(link, why);
	}
}

/* TLS holds bytes that epoll does not see: until there are none. */
static CURLcode take_all(KwSmtpLink *link, gint64 now)
{
	for (;;) {
		char chunk[CHUNK_BYTES];
		size_t n = 0;
		CURLcode rc = curl_easy_recv(link->curl, chunk, sizeof(chunk), &n);

		if (rc == CURLE_OK && n == 0)
			return CURLE_GOT_NOTHING;
		if (rc != CURLE_OK)
			return rc;
		kw_smtp_session_receive(link->session, chunk, n, now);
		if (!link->is_tls && n < sizeof(chunk))
			return CURLE_AGAIN;
		if (kw_smtp_session_is_closed(link->session, NULL, NULL))
			return CURLE_AGAIN;
	}
}

void kw_smtp_link_look(KwSmtpLink *link, gint64 now)
{
	if (link->state != KW_LINK_OPEN)
		return;
	if (take_all(link, now) != CURLE_AGAIN)
		kw_smtp_session_break(link->session, "the relay closed the connection");
	follow(link);
}

/* A TLS record reaches the other side whole or not at all; of a longer call nobody could say how
 * much of it has left. */
void kw_smtp_link_flush(KwSmtpLink *link, gint64 now)
{
	gboolean is_blocked = FALSE;
	gsize length;

	if (link->state != KW_LINK_OPEN)
		return;
	while (!is_blocked) {
		const char *bytes = kw_smtp_session_output(link->session, &length);
		size_t n = 0;
		CURLcode rc;

		if (!length)
			break;
		rc = curl_easy_send(link->curl, bytes,
				    link->is_tls ? MIN(length, TLS_RECORD_BYTES) : length, &n);
		if (rc == CURLE_OK) {
			kw_smtp_session_sent(link->session, n, now);
		} else if (rc == CURLE_AGAIN) {
			is_blocked = TRUE;
		} else {
			/* perhaps the relay said why before it left */
			take_all(link, now);
			kw_smtp_session_break(link->session, "the connection broke while sending");
		}
	}
	follow(link);
	if (link->state == KW_LINK_OPEN && is_blocked != link->is_blocked) {
		link->is_blocked = is_blocked;
		kw_smtp_loop_watch(link->loop, link);
	}
}

gint64 kw_smtp_link_deadline(const KwSmtpLink *link)
{
	switch (link->state) {
	case KW_LINK_CONNECTING: return link->deadline;
	case KW_LINK_OPEN: return kw_smtp_session_deadline(link->session);
	default: return G_MAXINT64;
	}
}

void kw_smtp_link_tick(KwSmtpLink *link, gint64 now)
{
	if (now < kw_smtp_link_deadline(link))
		return;
	if (link->state == KW_LINK_CONNECTING) {
		fail(link, CURLE_OPERATION_TIMEDOUT);
		return;
	}
	kw_smtp_session_tick(link->session, now);
	follow(link);
}
