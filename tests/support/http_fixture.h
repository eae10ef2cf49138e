/* A small HTTP server of the tests on loopback, under several of its names, and asking it. */
#pragma once

#include "testing.h"

#include "base/error.h"
#include "ingest/http.h"

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

static inline void write_all(int fd, const void *bytes, size_t n)
{
	for (const char *p = bytes; n;) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		p += sent;
		n -= (size_t)sent;
	}
}

static inline void write_text(int fd, const char *text)
{
	write_all(fd, text, strlen(text));
}

static inline void write_bomb(int fd)
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

static inline void write_long_headers(int fd)
{
	write_text(fd, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 5000; i++)
		write_text(fd, "X-Filler: 0123456789012345678901234567890123456789\r\n");
	write_text(fd, "\r\nbody");
}

static inline void answer(int fd, const char *request)
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

static inline void serve(int listener)
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
static inline pid_t start_server(int host)
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

/* g_test_run() with the server there, at every host. */
static inline int run_with_servers(void)
{
	pid_t servers[HOSTS];
	int result;

	/* a proxy in the environment must not be asked */
	g_setenv("http_proxy", "http://127.0.0.1:1/", TRUE);
	for (int i = 0; i < HOSTS; i++)
		servers[i] = start_server(i + 1);
	result = g_test_run();
	for (int i = 0; i < HOSTS; i++) {
		kill(servers[i], SIGKILL);
		waitpid(servers[i], NULL, 0);
	}
	return result;
}

/* --- asking it --- */

static inline char *url_of(const char *path)
{
	return g_strdup_printf("http://127.0.0.1:%d%s", port, path);
}

static inline KwHttpRequest request_of(const char *url)
{
	return (KwHttpRequest){.url = url,
			       .user_agent = "Kawaraban-test/1",
			       .max_bytes = 10000,
			       .timeout_s = 10,
			       .allow_private = TRUE};
}

static inline KwHttpResponse *get(const char *path, GError **error)
{
	g_autofree char *url = url_of(path);
	const KwHttpRequest request = request_of(url);

	return kw_http_get(&request, error);
}

static inline void assert_body(const KwHttpResponse *response, const char *text)
{
	gsize n;
	const char *bytes = g_bytes_get_data(response->body, &n);

	g_assert_cmpmem(bytes, n, text, strlen(text));
}
