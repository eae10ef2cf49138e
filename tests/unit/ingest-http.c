/* ingest/http against a small server of its own on loopback, and the table of addresses. */
#include "../support/http_fixture.h"

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
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http/get", test_get);
	g_test_add_func("/http/conditional", test_conditional);
	g_test_add_func("/http/redirect", test_redirect);
	g_test_add_func("/http/moved", test_moved);
	g_test_add_func("/http/failures", test_failures);
	g_test_add_func("/http/bad-urls", test_bad_urls);
	g_test_add_func("/http/hang", test_hang);
	g_test_add_func("/http/retry-after", test_retry_after);
	g_test_add_func("/http/refused", test_refused);
	g_test_add_func("/http/addresses", test_addresses);
	return run_with_servers();
}
