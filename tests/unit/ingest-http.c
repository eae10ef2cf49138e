/* ingest/http against a small server of its own on loopback, and the table of addresses. */
#include "ingest/http.h"

#include "../support/testing.h"
#include "base/error.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BOMB_BYTES (2 * 1024 * 1024)
#define HOSTS      6

/* --- the server --- */

static int port;

static const struct {
	const char *path, *answer;
} answers[] = {
	{"/feed", "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
		  "ETag: \"v1\"\r\nLast-Modified: Thu, 19 Nov 2026 01:00:00 GMT\r\n\r\n<rss/>"},
	{"/page", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html></html>"},
	{"/empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
	{"/stays", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}, /* open for another request */
	{"/304", "HTTP/1.1 304 Not Modified\r\n\r\n"},
	{"/404", "HTTP/1.1 404 Not Found\r\n\r\nno"},
	{"/503", "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 120\r\n\r\nbusy"},
	{"/429", "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 99999999\r\n\r\n"},
	{"/moved",
	 "HTTP/1.1 301 Moved Permanently\r\nETag: \"old\"\r\nLocation: /feed\r\n\r\nbody"},
	{"/moved-twice", "HTTP/1.1 308 Permanent Redirect\r\nLocation: /moved\r\n\r\n"},
	{"/moved-for-now", "HTTP/1.1 301 Moved Permanently\r\nLocation: /found\r\n\r\n"},
	{"/found", "HTTP/1.1 302 Found\r\nLocation: /feed\r\n\r\n"},
	{"/loop", "HTTP/1.1 302 Found\r\nLocation: /loop\r\n\r\n"},
	{"/file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"},
	{"/cut", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort"},
	{"/claims", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nshort"},
	{"/negative", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc"},
	{"/chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		   "FFFFFFFFFFFFFFFFF\r\nabc\r\n"},
	{"/metadata", "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\n\r\n"},
	{"/metadata6", "HTTP/1.1 302 Found\r\nLocation: http://[::ffff:169.254.169.254]/\r\n\r\n"},
	{"/nonsense", "This is no HTTP\r\n\r\n"},
};

static void write_all(int fd, const void *bytes, size_t n)
{
	for (const char *p = bytes; n;) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		p += sent;
		n -= (size_t)sent;
	}
}

static void write_text(int fd, const char *text)
{
	write_all(fd, text, strlen(text));
}

static void write_bomb(int fd)
{
	g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable();
	g_autoptr(GZlibCompressor) gzip = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
	g_autoptr(GOutputStream) out = g_converter_output_stream_new(memory, G_CONVERTER(gzip));
	g_autofree char *zeros = g_malloc0(BOMB_BYTES);

	g_output_stream_write_all(out, zeros, BOMB_BYTES, NULL, NULL, NULL);
	g_output_stream_close(out, NULL, NULL);
	write_text(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
	write_all(fd, g_memory_output_stream_get_data(G_MEMORY_OUTPUT_STREAM(memory)),
		  g_memory_output_stream_get_data_size(G_MEMORY_OUTPUT_STREAM(memory)));
}

static void write_long_headers(int fd)
{
	write_text(fd, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 5000; i++)
		write_text(fd, "X-Filler: 0123456789012345678901234567890123456789\r\n");
	write_text(fd, "\r\nbody");
}

static void answer(int fd, const char *request)
{
	g_auto(GStrv) words = g_strsplit(request, " ", 3);
	const char *path = words[0] && words[1] ? words[1] : "";

	if (strcmp(path, "/feed") == 0 && strstr(request, "\r\nIf-None-Match: \"v1\"\r\n"))
		path = "/304";
	if (strcmp(path, "/feed") == 0 &&
	    strstr(request, "\r\nIf-Modified-Since: Thu, 19 Nov 2026 01:00:00 GMT\r\n"))
		path = "/304";
	if (strcmp(path, "/agent") == 0) {
		write_text(fd, "HTTP/1.1 200 OK\r\n\r\n");
		write_text(fd, request);
	}
	if (strcmp(path, "/hang") == 0)
		sleep(5);
	if (strcmp(path, "/drip") == 0)
		write_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
	if (strcmp(path, "/drip-header") == 0)
		write_text(fd, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; g_str_has_prefix(path, "/drip") && i < 50; i++) {
		write_text(fd, "X: a\r\n");
		g_usleep(G_USEC_PER_SEC / 10);
	}
	if (strcmp(path, "/slow") == 0) {
		g_usleep(G_USEC_PER_SEC / 2);
		write_text(fd, "HTTP/1.1 200 OK\r\n\r\nslow");
	}
	if (strcmp(path, "/to-slow") == 0) {
		g_autofree char *elsewhere = g_strdup_printf("HTTP/1.1 302 Found\r\nLocation: "
							     "http://127.0.0.1:%d/slow\r\n\r\n",
							     port);

		write_text(fd, elsewhere);
	}
	if (strcmp(path, "/bomb") == 0)
		write_bomb(fd);
	if (strcmp(path, "/headers") == 0)
		write_long_headers(fd);
	if (strcmp(path, "/large") == 0) {
		write_text(fd, "HTTP/1.1 200 OK\r\n\r\n");
		for (int i = 0; i < 2000; i++)
			write_text(fd, "0123456789");
	}
	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++)
		if (strcmp(path, answers[i].path) == 0)
			write_text(fd, answers[i].answer);
}

static void serve(int listener)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* should the test die */
	alarm(60);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		g_autoptr(GString) request = g_string_new(NULL);
		char buffer[4096];
		ssize_t n;

		if (fork() != 0) {
			close(fd);
			continue;
		}
		alarm(10);
		while (!strstr(request->str, "\r\n\r\n") &&
		       (n = read(fd, buffer, sizeof(buffer))) > 0)
			g_string_append_len(request, buffer, n);
		answer(fd, request->str);
		if (g_str_has_prefix(request->str, "GET /stays")) {
			ssize_t more = read(fd, buffer, sizeof(buffer) - 1);

			buffer[MAX(more, 0)] = '\0';
			answer(fd, buffer);
		}
		shutdown(fd, SHUT_WR);
		close(fd);
		_exit(0);
	}
}

/* On 127.0.0.HOST, at the port of the first. */
static pid_t start_server(int host)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + host),
				      .sin_port = htons((guint16)port)};
	socklen_t n = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t child;

	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, n), ==, 0);
	g_assert_cmpint(listen(fd, 16), ==, 0);
	g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &n), ==, 0);
	port = ntohs(address.sin_port);
	child = fork();
	if (child == 0) {
		signal(SIGCHLD, SIG_IGN);
		serve(fd);
	}
	close(fd);
	return child;
}

/* --- asking it --- */

static char *url_of(const char *path)
{
	return g_strdup_printf("http://127.0.0.1:%d%s", port, path);
}

static KwHttpRequest request_of(const char *url)
{
	return (KwHttpRequest){.url = url,
			       .user_agent = "Kawaraban-test/1",
			       .max_bytes = 10000,
			       .timeout_s = 10,
			       .allow_private = TRUE};
}

static KwHttpResponse *get(const char *path, GError **error)
{
	g_autofree char *url = url_of(path);
	const KwHttpRequest request = request_of(url);

	return kw_http_get(&request, error);
}

static void assert_body(const KwHttpResponse *response, const char *text)
{
	gsize n;
	const char *bytes = g_bytes_get_data(response->body, &n);

	g_assert_cmpmem(bytes, n, text, strlen(text));
}

static void test_get(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwHttpResponse) feed = get("/feed", &error);
	g_autoptr(KwHttpResponse) page = get("/page", NULL);
	g_autoptr(KwHttpResponse) empty = get("/empty", NULL);
	g_autoptr(KwHttpResponse) agent = get("/agent", NULL);
	g_autofree char *sent = NULL;

	kw_assert_ok(error);
	g_assert_cmpint(feed->status, ==, 200);
	assert_body(feed, "<rss/>");
	g_assert_cmpstr(feed->content_type, ==, "application/rss+xml; charset=utf-8");
	g_assert_cmpstr(feed->etag, ==, "\"v1\"");
	g_assert_cmpstr(feed->last_modified, ==, "Thu, 19 Nov 2026 01:00:00 GMT");
	g_assert_true(g_str_has_suffix(feed->final_url, "/feed"));
	g_assert_cmpint(feed->retry_after_s, ==, 0);

	assert_body(page, "<html></html>");
	g_assert_cmpstr(page->content_type, ==, "text/html");
	g_assert_null(page->etag);
	g_assert_cmpuint(g_bytes_get_size(empty->body), ==, 0);

	sent = g_strndup(g_bytes_get_data(agent->body, NULL), g_bytes_get_size(agent->body));
	g_assert_nonnull(strstr(sent, "\r\nUser-Agent: Kawaraban-test/1\r\n"));
	g_assert_nonnull(strstr(sent, "\r\nAccept-Encoding: "));
	g_assert_null(strstr(sent, "\r\nIf-"));
}

static void test_conditional(void)
{
	static const struct {
		const char *etag, *last_modified;
		int status;
	} cases[] = {
		{"\"v1\"", NULL, 304},
		{NULL, "Thu, 19 Nov 2026 01:00:00 GMT", 304},
		{"\"v0\"", NULL, 200},
		{"x\r\nIf-None-Match: \"v1\"", NULL, 200}, /* no header of its own */
		{"", "", 200},
	};
	g_autofree char *url = url_of("/feed");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwHttpResponse) response = NULL;
		KwHttpRequest request = request_of(url);

		request.etag = cases[i].etag;
		request.last_modified = cases[i].last_modified;
		response = kw_http_get(&request, &error);
		kw_assert_ok(error);
		g_assert_cmpint(response->status, ==, cases[i].status);
		g_assert_true((response->body == NULL) == (cases[i].status == 304));
	}
}

static void test_redirect(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwHttpResponse) response = get("/moved", &error);

	kw_assert_ok(error);
	assert_body(response, "<rss/>");
	g_assert_cmpstr(response->etag, ==, "\"v1\""); /* not that of the redirect */
	g_assert_true(g_str_has_suffix(response->final_url, "/feed"));
}

static void test_failures(void)
{
	static const struct {
		const char *path;
		int code;
		const char *part;
	} cases[] = {
		{"/404", KW_ERROR_DATA, "HTTP 404"},
		{"/503", KW_ERROR_TEMPORARY, "HTTP 503"},
		{"/429", KW_ERROR_TEMPORARY, "HTTP 429"},
		{"/304", KW_ERROR_DATA, "HTTP 304, not asked for"},
		{"/loop", KW_ERROR_DATA, "redirects"},
		{"/file", KW_ERROR_DATA, NULL},
		{"/large", KW_ERROR_DATA, "larger than 10000 bytes"},
		{"/claims", KW_ERROR_DATA, "larger than 10000 bytes"},
		{"/bomb", KW_ERROR_DATA, "larger than 10000 bytes"},
		{"/headers", KW_ERROR_DATA, "header is longer"},
		{"/cut", KW_ERROR_TEMPORARY, NULL},
		{"/nonsense", KW_ERROR_DATA, NULL},
		{"/negative", KW_ERROR_TEMPORARY, NULL},
		{"/chunk", KW_ERROR_TEMPORARY, NULL},
		{"/metadata", KW_ERROR_REFUSED, "not public"}, /* even where private is allowed */
		{"/metadata6", KW_ERROR_REFUSED, "not public"},
		{"/no-answer", KW_ERROR_TEMPORARY, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *url = url_of(cases[i].path);

		g_assert_null(get(cases[i].path, &error));
		g_assert_nonnull(error);
		g_assert_true(g_str_has_prefix(error->message, url));
		kw_testing_assert_error(&error, cases[i].code, cases[i].part);
	}
}

static void test_bad_urls(void)
{
	static const struct {
		const char *url;
		int code;
	} cases[] = {
		{"", KW_ERROR_DATA},
		{"feed.xml", KW_ERROR_DATA},
		{"file:///etc/passwd", KW_ERROR_DATA},
		{"ftp://a.example/", KW_ERROR_DATA},
		{"http://", KW_ERROR_DATA},
		{"http://a b.example/", KW_ERROR_DATA},
		{"http://name.invalid/", KW_ERROR_TEMPORARY},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		const KwHttpRequest request = request_of(cases[i].url);

		g_assert_null(kw_http_get(&request, &error));
		kw_testing_assert_error(&error, cases[i].code, cases[i].url);
	}
}

static void test_hang(void)
{
	static const char *const paths[] = {"/hang", "/drip", "/drip-header"};

	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autofree char *url = url_of(paths[i]);
		g_autoptr(GError) error = NULL;
		KwHttpRequest request = request_of(url);
		gint64 start = g_get_monotonic_time();

		request.timeout_s = 1;
		g_assert_null(kw_http_get(&request, &error));
		kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, NULL);
		g_assert_cmpint(g_get_monotonic_time() - start, <, 4 * G_USEC_PER_SEC);
	}
}

static void test_retry_after(void)
{
	static const struct {
		const char *path;
		int seconds;
	} cases[] = {{"/503", 120}, {"/429", 7 * 24 * 60 * 60}, {"/404", 0}, {"/feed", 0}};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *url = url_of(cases[i].path);
		KwHttpRequest request = request_of(url);
		int seconds = -1;

		request.out_retry_after_s = &seconds;
		KwHttpResponse *response = kw_http_get(&request, NULL);
		g_assert_cmpint(seconds, ==, cases[i].seconds);
		kw_http_response_free(response);
	}
}

/* A new address is learnt only where every step to it was for good. */
static void test_moved(void)
{
	static const struct {
		const char *path;
		gboolean is_moved;
	} cases[] = {{"/feed", FALSE},
		     {"/moved", TRUE},
		     {"/moved-twice", TRUE},
		     {"/found", FALSE},
		     {"/moved-for-now", FALSE}};
	g_autofree char *feed = url_of("/feed");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwHttpResponse) response = get(cases[i].path, &error);

		kw_assert_ok(error);
		g_assert_cmpstr(response->moved_to, ==, cases[i].is_moved ? feed : NULL);
	}
}

/* --- many at once --- */

typedef struct {
	guint calls, good;
	char *messages[16];
} Many;

static void on_done(guint i, KwHttpResponse *response, GError *error, gpointer user)
{
	Many *many = user;

	g_assert_true((response == NULL) == (error != NULL));
	g_assert_cmpuint(i, <, G_N_ELEMENTS(many->messages));
	g_assert_null(many->messages[i]);
	many->messages[i] = g_strdup(error ? error->message : "good");
	many->calls++;
	many->good += response != NULL;
	kw_http_response_free(response);
	g_clear_error(&error);
}

static void many_clear(Many *many)
{
	for (guint i = 0; i < G_N_ELEMENTS(many->messages); i++)
		g_free(many->messages[i]);
}

/* Loopback has many names; each is a host of its own. */
static char *url_at(int host, const char *path)
{
	return g_strdup_printf("http://127.0.0.%d:%d%s", host, port, path);
}

static void test_many(void)
{
	static const char *const paths[] = {"/feed", "/404", "/hang", "/feed", "/page", "/loop"};
	KwHttpRequest requests[16];
	Many many = {0};
	gint64 start = g_get_monotonic_time();

	for (int i = 0; i < 6; i++) {
		requests[i] = request_of(url_of(paths[i]));
		requests[i].timeout_s = 1;
	}
	kw_http_get_many(requests, 6, 4, on_done, &many);
	g_assert_cmpuint(many.calls, ==, 6);
	g_assert_cmpuint(many.good, ==, 3);
	g_assert_nonnull(strstr(many.messages[1], "HTTP 404"));
	g_assert_cmpint(g_get_monotonic_time() - start, <, 8 * G_USEC_PER_SEC);
	kw_http_get_many(NULL, 0, 4, on_done, &many);
	g_assert_cmpuint(many.calls, ==, 6);
	for (int i = 0; i < 6; i++)
		g_free((char *)requests[i].url);
	many_clear(&many);
}

/* Answers take half a second: at one host one after the other, at many all together. */
static void test_one_a_host(void)
{
	KwHttpRequest requests[6];

	for (int hosts = 1; hosts <= 6; hosts += 5) {
		Many many = {0};
		gint64 start = g_get_monotonic_time(), passed;

		for (int i = 0; i < 6; i++)
			requests[i] = request_of(url_at(1 + i % hosts, "/slow"));
		kw_http_get_many(requests, 6, 6, on_done, &many);
		passed = g_get_monotonic_time() - start;
		g_assert_cmpuint(many.good, ==, 6);
		if (hosts == 1)
			g_assert_cmpint(passed, >=, 3 * G_USEC_PER_SEC);
		else
			g_assert_cmpint(passed, <, 3 * G_USEC_PER_SEC);
		for (int i = 0; i < 6; i++)
			g_free((char *)requests[i].url);
		many_clear(&many);
	}
}

/* Wherever they start: three answers of one host take as long as three. */
static void test_redirect_to_busy(void)
{
	KwHttpRequest requests[3];
	Many many = {0};
	gint64 start = g_get_monotonic_time();

	requests[0] = request_of(url_at(1, "/slow"));
	requests[1] = request_of(url_at(2, "/to-slow"));
	requests[2] = request_of(url_at(3, "/to-slow"));
	kw_http_get_many(requests, 3, 3, on_done, &many);
	g_assert_cmpuint(many.good, ==, 3);
	g_assert_cmpint(g_get_monotonic_time() - start, >=, 3 * G_USEC_PER_SEC / 2);
	for (int i = 0; i < 3; i++)
		g_free((char *)requests[i].url);
	many_clear(&many);
}

static void test_left_alone(void)
{
	KwHttpRequest requests[3];
	int seconds[3] = {-1, -1, -1};
	Many many = {0};

	requests[0] = request_of(url_at(2, "/503"));
	requests[1] = request_of(url_at(2, "/feed"));
	requests[2] = request_of(url_at(3, "/feed"));
	for (int i = 0; i < 3; i++)
		requests[i].out_retry_after_s = &seconds[i];
	kw_http_get_many(requests, 3, 3, on_done, &many);
	g_assert_cmpuint(many.calls, ==, 3);
	g_assert_nonnull(strstr(many.messages[1], "left alone for 120 s"));
	g_assert_cmpint(seconds[1], ==, 120);
	g_assert_cmpstr(many.messages[2], ==, "good");
	for (int i = 0; i < 3; i++)
		g_free((char *)requests[i].url);
	many_clear(&many);
}

/* The server is on loopback: without leave it is never connected to, by whatever name. */
static void test_refused(void)
{
	static const char *const hosts[] = {
		"127.0.0.1", "localhost",          "127.1",   "2130706433",      "0x7f000001",
		"[::1]",     "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254", "10.0.0.1"};

	for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *url = g_strdup_printf("http://%s:%d/feed", hosts[i], port);
		KwHttpRequest request = request_of(url);

		request.allow_private = FALSE;
		g_assert_null(kw_http_get(&request, &error));
		kw_testing_assert_error(&error, KW_ERROR_REFUSED, "not public");
	}
}

/* Nor by a connection that another request had leave to open. */
static void test_refused_beside(void)
{
	g_autofree char *stays = url_at(1, "/stays"), *feed = url_at(1, "/feed");
	KwHttpRequest requests[2] = {request_of(stays), request_of(feed)};
	Many many = {0};

	requests[1].allow_private = FALSE;
	kw_http_get_many(requests, 2, 2, on_done, &many);
	g_assert_cmpstr(many.messages[0], ==, "good");
	g_assert_nonnull(strstr(many.messages[1], "not public"));
	many_clear(&many);
}

static void test_addresses(void)
{
	static const struct {
		const char *address;
		gboolean is_public;
	} cases[] = {
		{"8.8.8.8", TRUE},
		{"1.1.1.1", TRUE},
		{"172.15.255.255", TRUE},
		{"172.16.0.0", FALSE},
		{"172.31.255.255", FALSE},
		{"172.32.0.0", TRUE},
		{"100.63.255.255", TRUE},
		{"100.64.0.1", FALSE},
		{"100.127.255.255", FALSE},
		{"100.128.0.0", TRUE},
		{"0.1.2.3", FALSE},
		{"10.255.255.255", FALSE},
		{"127.255.255.254", FALSE},
		{"169.254.169.254", FALSE},
		{"192.168.1.1", FALSE},
		{"192.169.0.1", TRUE},
		{"198.19.0.1", FALSE},
		{"198.20.0.1", TRUE},
		{"223.255.255.254", TRUE},
		{"224.0.0.1", FALSE},
		{"239.1.1.1", FALSE},
		{"255.255.255.255", FALSE},
		{"2606:4700:4700::1111", TRUE},
		{"2400:3200::1", TRUE},
		{"::", FALSE},
		{"::1", FALSE},
		{"::127.0.0.1", FALSE},
		{"::ffff:127.0.0.1", FALSE},
		{"::ffff:8.8.8.8", TRUE},
		{"64:ff9b::10.0.0.1", FALSE},
		{"64:ff9b::8.8.8.8", TRUE},
		{"2002:0a00:0001::1", FALSE},
		{"2002:0808:0808::1", TRUE},
		{"2001:0:1::1", FALSE},
		{"2001:db8::1", FALSE},
		{"fc00::1", FALSE},
		{"fd12:3456::1", FALSE},
		{"fe80::1", FALSE},
		{"fec0::1", FALSE},
		{"ff02::1", FALSE},
		{"", FALSE},
		{"localhost", FALSE},
		{"1.2.3", FALSE},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		if (kw_http_is_public(cases[i].address) != cases[i].is_public)
			g_error("%s", cases[i].address);
}

int main(int argc, char **argv)
{
	pid_t servers[HOSTS];
	int result;

	g_test_init(&argc, &argv, NULL);
	/* a proxy in the environment must not be asked */
	g_setenv("http_proxy", "http://127.0.0.1:1/", TRUE);
	for (int i = 0; i < HOSTS; i++)
		servers[i] = start_server(i + 1);
	g_test_add_func("/http/get", test_get);
	g_test_add_func("/http/conditional", test_conditional);
	g_test_add_func("/http/redirect", test_redirect);
	g_test_add_func("/http/moved", test_moved);
	g_test_add_func("/http/many", test_many);
	g_test_add_func("/http/redirect-to-busy", test_redirect_to_busy);
	g_test_add_func("/http/one-a-host", test_one_a_host);
	g_test_add_func("/http/left-alone", test_left_alone);
	g_test_add_func("/http/failures", test_failures);
	g_test_add_func("/http/bad-urls", test_bad_urls);
	g_test_add_func("/http/hang", test_hang);
	g_test_add_func("/http/retry-after", test_retry_after);
	g_test_add_func("/http/refused", test_refused);
	g_test_add_func("/http/refused-beside", test_refused_beside);
	g_test_add_func("/http/addresses", test_addresses);
	result = g_test_run();
	for (int i = 0; i < HOSTS; i++) {
		kill(servers[i], SIGKILL);
		waitpid(servers[i], NULL, 0);
	}
	return result;
}
