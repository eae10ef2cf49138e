/* ingest/http: many requests at once, one at a host. */
#include "../support/http_fixture.h"

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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http/many", test_many);
	g_test_add_func("/http/one-a-host", test_one_a_host);
	g_test_add_func("/http/redirect-to-busy", test_redirect_to_busy);
	g_test_add_func("/http/left-alone", test_left_alone);
	g_test_add_func("/http/refused-beside", test_refused_beside);
	return run_with_servers();
}
