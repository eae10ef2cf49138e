/* The wire to a mailbox's server: libcurl's door here.
 *
 * libcurl connects, does TLS or STARTTLS with the certificate check, reads the greeting and the
 * capabilities, and then only carries bytes (CURLOPT_CONNECT_ONLY), as for SMTP. Its own IMAP
 * fetches one mail a round trip, has no ceiling before a literal is in memory, and tells a refused
 * sign-in from a server that is down only by its words; so sign-in and dialogue are ours
 * (inbox_imap.c, inbox_pop3.c). A connection is never repaired, only replaced.
 */
#include "curl-private.h"
#include "inbox-private.h"

#include "base/error.h"
#include "base/text.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>

#define IN_BYTES    (64 * 1024)
#define LINE_BYTES  (1024 * 1024) /* a mail over POP3 comes in lines of its own */
#define CHUNK_BYTES (64 * 1024)   /* of what is long, so much has to come within the time */
#define QUOTE_CHARS 200
/* A server that says a line now and then is not silent, and would hold up every other mailbox: in
 * all it is waited for so many times the time that silence has; a chunk buys one back. */
#define PATIENCE 5

struct KwWire {
	CURL *curl; /* NULL: a wire of a test */
	int fd, timeout_s;
	gint64 patience_us; /* that may still be spent waiting */
	size_t heard;       /* bytes since a chunk was full */
	char in[IN_BYTES + 1];
	size_t at, end; /* of `in`: received and not yet read */
	GString *line;  /* one that was not in `in` as a whole */
	const char *test;
	size_t test_left;
};

/* Connecting */

static size_t swallow(char *bytes G_GNUC_UNUSED, size_t size, size_t n, void *user G_GNUC_UNUSED)
{
	return size * n;
}

/* scheme://host[:port]/ of the URL. NULL: no host in it. */
static char *server_of(const char *url)
{
	const char *host = strstr(url, "://");
	size_t n;

	if (!host)
		return NULL;
	host += strlen("://");
	n = strcspn(host, "/?#@ ");
	if (n == 0 || (host[n] && host[n] != '/'))
		return NULL;
	return g_strdup_printf("%.*s/", (int)(host + n - url), url);
}

static void set_options(CURL *curl, const KwInboxAccess *access, const char *url, char *why)
{
	long seconds = MAX(access->timeout_s, 1);

	kw_curl_make_wire(curl, url, "imap,imaps,pop3,pop3s", access->tls_none, access->ca_file);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	/* libcurl counts the handshake and the greeting as connecting */
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, seconds);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, swallow);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
}

/* What a failure to connect means, and what a person can do about it. */
static void connect_error(CURLcode rc, const char *why, GError **error)
{
	const char *text = *why ? why : curl_easy_strerror(rc);

	switch (rc) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
		kw_error_set(error, KW_ERROR_REFUSED,
			     "its certificate is not known (%s); name the right host, or the "
			     "certificate of who signed it in ca_file",
			     text);
		return;
	case CURLE_USE_SSL_FAILED:
		kw_error_set(error, KW_ERROR_REFUSED,
			     "it offers no TLS (%s); write imaps:// or pop3s:// where it has "
			     "that, or \"tls: none\" on a network of your own",
			     text);
		return;
	case CURLE_SSL_CACERT_BADFILE:
		kw_error_set(error, KW_ERROR_CONFIG, "ca_file: %s", text);
		return;
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_NOT_BUILT_IN: kw_error_set(error, KW_ERROR_CONFIG, "%s", text); return;
	default: kw_error_set(error, KW_ERROR_TEMPORARY, "%s", text);
	}
}

static gboolean connect_wire(KwWire *wire, const KwInboxAccess *access, GError **error)
{
	g_autofree char *url = server_of(access->url);
	char why[CURL_ERROR_SIZE] = "";
	curl_socket_t fd = CURL_SOCKET_BAD;
	CURLcode rc;

	if (!url) {
		kw_error_set(error, KW_ERROR_CONFIG, "not of the form imaps://HOST[:PORT]/FOLDER");
		return FALSE;
	}
	set_options(wire->curl, access, url, why);
	rc = curl_easy_perform(wire->curl);
	curl_easy_setopt(wire->curl, CURLOPT_ERRORBUFFER, NULL); /* `why` ends here */
	if (rc == CURLE_OK)
		rc = curl_easy_getinfo(wire->curl, CURLINFO_ACTIVESOCKET, &fd);
	if (rc != CURLE_OK) {
		g_autofree char *text = kw_wire_quote(why);

		connect_error(rc, text, error);
		return FALSE;
	}
	wire->fd = fd;
	return TRUE;
}

static gint64 timeout_us(const KwWire *wire)
{
	return (gint64)wire->timeout_s * G_USEC_PER_SEC;
}

KwWire *kw_wire_open(const KwInboxAccess *access, GError **error)
{
	KwWire *wire = kw_wire_of(NULL, 0);

	kw_curl_start();
	wire->timeout_s = MAX(access->timeout_s, 1);
	wire->patience_us = PATIENCE * timeout_us(wire);
	wire->curl = curl_easy_init();
	g_assert(wire->curl);
	if (connect_wire(wire, access, error))
		return wire;
	kw_wire_free(wire);
	return NULL;
}

KwWire *kw_wire_of(const void *bytes, size_t length)
{
	KwWire *wire = g_malloc(sizeof(KwWire)); /* `in` needs no zeros */

	wire->curl = NULL;
	wire->fd = -1;
	wire->timeout_s = 1;
	wire->patience_us = 0;
	wire->heard = 0;
	wire->at = wire->end = 0;
	wire->line = g_string_new(NULL);
	wire->test = bytes;
	wire->test_left = length;
	return wire;
}

void kw_wire_free(KwWire *wire)
{
	if (!wire)
		return;
	if (wire->curl)
		curl_easy_cleanup(wire->curl);
	g_string_free(wire->line, TRUE);
	g_free(wire);
}

/* Bytes */

static gint64 deadline_of(const KwWire *wire)
{
	return g_get_monotonic_time() + timeout_us(wire);
}

static gboolean wait_until(const KwWire *wire, short events, gint64 until)
{
	for (;;) {
		struct pollfd one = {.fd = wire->fd, .events = events};
		gint64 left = until - g_get_monotonic_time();
		int n = poll(&one, 1, left > 0 ? (int)MIN(left / 1000 + 1, G_MAXINT) : 0);

		if (n > 0 || (n < 0 && errno != EINTR))
			return TRUE; /* what it is, the next send or receive says */
		if (left <= 0)
			return FALSE;
	}
}

static gboolean wait_for(KwWire *wire, short events, gint64 deadline, GError **error)
{
	gint64 began = g_get_monotonic_time(), end = began + wire->patience_us;

	if (wait_until(wire, events, MIN(deadline, end))) {
		wire->patience_us = end - g_get_monotonic_time();
		return TRUE;
	}
	if (deadline <= end)
		kw_error_set(error, KW_ERROR_TEMPORARY,
			     "the server said nothing more for %d seconds", wire->timeout_s);
	else
		kw_error_set(error, KW_ERROR_TEMPORARY,
			     "the server said next to nothing for %d seconds",
			     PATIENCE * wire->timeout_s);
	return FALSE;
}

static void note_heard(KwWire *wire)
{
	gint64 bought;

	wire->heard += wire->end;
	bought = (gint64)(wire->heard / CHUNK_BYTES) * timeout_us(wire);
	wire->heard %= CHUNK_BYTES;
	wire->patience_us = MIN(wire->patience_us + bought, PATIENCE * timeout_us(wire));
}

static gboolean closed(GError **error)
{
	kw_error_set(error, KW_ERROR_TEMPORARY, "the server closed the connection");
	return FALSE;
}

gboolean kw_wire_send(KwWire *wire, const char *bytes, size_t length, GError **error)
{
	gint64 deadline = deadline_of(wire);

	while (wire->curl && length) {
		size_t n = 0;
		CURLcode rc = curl_easy_send(wire->curl, bytes, length, &n);

		if (rc != CURLE_OK && rc != CURLE_AGAIN)
			return closed(error);
		if (rc == CURLE_AGAIN && !wait_for(wire, POLLOUT, deadline, error))
			return FALSE;
		bytes += n;
		length -= n;
	}
	return TRUE;
}

gboolean kw_wire_printf(KwWire *wire, GError **error, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list ap;

	va_start(ap, format);
	text = g_strdup_vprintf(format, ap);
	va_end(ap);
	return kw_wire_send(wire, text, strlen(text), error);
}

/* Fills the empty buffer. TLS may hold bytes that poll() does not see, so asking comes before every
 * wait. */
static gboolean fill(KwWire *wire, gint64 deadline, GError **error)
{
	wire->at = wire->end = 0;
	if (!wire->curl) {
		wire->end = MIN(wire->test_left, IN_BYTES);
		if (wire->end)
			memcpy(wire->in, wire->test, wire->end);
		wire->test += wire->end;
		wire->test_left -= wire->end;
		return wire->end ? TRUE : closed(error);
	}
	for (;;) {
		CURLcode rc = curl_easy_recv(wire->curl, wire->in, IN_BYTES, &wire->end);

		if (rc == CURLE_OK && wire->end) {
			note_heard(wire);
			return TRUE;
		}
		wire->end = 0;
		if (rc != CURLE_AGAIN)
			return closed(error);
		if (!wait_for(wire, POLLIN, deadline, error))
			return FALSE;
	}
}

static char *without_end(char *line, size_t length, size_t *out_length)
{
	if (length && line[length - 1] == '\r')
		length--;
	line[length] = '\0';
	if (out_length)
		*out_length = length;
	return line;
}

char *kw_wire_line(KwWire *wire, size_t *out_length, GError **error)
{
	gint64 deadline = deadline_of(wire);

	g_string_truncate(wire->line, 0);
	for (;;) {
		char *start = wire->in + wire->at;
		size_t n = wire->end - wire->at;
		char *lf = n ? memchr(start, '\n', n) : NULL;

		if (lf)
			n = (size_t)(lf - start);
		wire->at += n + (lf != NULL);
		if (wire->line->len + n > LINE_BYTES) {
			kw_error_set(error, KW_ERROR_TEMPORARY, "the server says too long a line");
			return NULL;
		}
		if (lf && !wire->line->len)
			return without_end(start, n, out_length); /* where it lies */
		g_string_append_len(wire->line, start, (gssize)n);
		if (lf)
			return without_end(wire->line->str, wire->line->len, out_length);
		if (!fill(wire, deadline, error))
			return NULL;
	}
}

gboolean kw_wire_read(KwWire *wire, char *into, size_t length, GError **error)
{
	size_t done = 0, mark = 0;
	gint64 deadline = deadline_of(wire);

	while (done < length) {
		size_t n = MIN(wire->end - wire->at, length - done);

		if (!n && !fill(wire, deadline, error))
			return FALSE;
		memcpy(into + done, wire->in + wire->at, n);
		wire->at += n;
		done += n;
		if (done - mark >= CHUNK_BYTES) {
			mark = done;
			deadline = deadline_of(wire);
		}
	}
	return TRUE;
}

/* Words */

char *kw_wire_quote(const char *text)
{
	g_autofree char *repaired = kw_text_repair(text, -1);
	g_autofree char *line = kw_text_one_line(repaired);

	return kw_text_cut(line, QUOTE_CHARS);
}

gboolean kw_wire_garbage(const char *protocol, const char *line, GError **error)
{
	g_autofree char *quoted = kw_wire_quote(line);

	kw_error_set(error, KW_ERROR_TEMPORARY, "what the server says is not %s: `%s`", protocol,
		     quoted);
	return FALSE;
}

gboolean kw_wire_refused(const KwInboxAccess *access, gboolean is_temporary, const char *said,
			 GError **error)
{
	g_autofree char *quoted = kw_wire_quote(said);

	if (is_temporary)
		kw_error_set(error, KW_ERROR_TEMPORARY, "no sign-in now: %s", quoted);
	else
		kw_error_set(error, KW_ERROR_REFUSED,
			     "the server refuses the sign-in (%s): look at username and %s%s",
			     quoted, access->token ? "what token_command prints" : "password_file",
			     access->token ? ""
					   : "; some providers want a password for programs, or "
					     "token_command");
	return FALSE;
}
