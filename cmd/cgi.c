/* kawaraban-web: the CGI. It links no ingest and no digest, never sends, and changes nothing on
 * GET. So far it only says that it is there; the pages for subscribers are to stand in
 * subscribers/. */
#include <glib.h>
#include <stdio.h>
#include <string.h>

static void answer(const char *status, const char *body, gboolean with_body)
{
	printf("Status: %s\r\n"
	       "Content-Type: text/plain; charset=utf-8\r\n"
	       "Content-Security-Policy: default-src 'none'\r\n"
	       "X-Content-Type-Options: nosniff\r\n"
	       "Cache-Control: no-store\r\n\r\n%s",
	       status, with_body ? body : "");
}

int main(void)
{
	const char *method = g_getenv("REQUEST_METHOD");

	if (!method) {
		fprintf(stderr, "kawaraban-web: is a CGI program: let the web server start it\n");
		return 64;
	}
	if (g_str_equal(method, "GET") || g_str_equal(method, "HEAD"))
		answer("200 OK", "Kawaraban\n", g_str_equal(method, "GET"));
	else
		answer("405 Method Not Allowed", "405\n", TRUE);
	return fflush(stdout) == 0 ? 0 : 75;
}
