/* kawaraban-web: a CGI program (RFC 3875) around subscribers/pages. Here is HTTP: what comes in
 * passes its ceilings, what goes out gets its headers. It links no ingest and no digest, and sends
 * nothing: `kawaraban deliver` does.
 *
 * Everything is "no-store" and has no cookie: most addresses hold a token, and a page says what
 * only one person may see. Whatever goes wrong is said to the visitor in the words of a page, and
 * to the operator on standard error, which web servers put into their log. */
#include "base/config.h"
#include "base/error.h"
#include "base/log.h"
#include "base/token.h"
#include "store/db.h"
#include "subscribers/pages.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CONFIG     "/var/lib/kawaraban/kawaraban.yaml"
#define MAX_BODY   (64 * 1024)
#define MAX_WASTE  (1024 * 1024) /* fcgiwrap wants its body read, also one that is too long */
#define PATIENCE_S 5             /* so long a visitor waits for the store */
#define BODY_S     10            /* and so long we wait for what he sends */

static const char *env(const char *name)
{
	const char *value = g_getenv(name);

	return value ? value : "";
}

/* ---- what goes out ---- */

static const char *reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{200, "OK"},
		{400, "Bad Request"},
		{404, "Not Found"},
		{405, "Method Not Allowed"},
		{410, "Gone"},
		{411, "Length Required"},
		{413, "Content Too Large"},
		{415, "Unsupported Media Type"},
		{422, "Unprocessable Content"},
		{429, "Too Many Requests"},
		{503, "Service Unavailable"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	g_assert_not_reached();
}

/* The page's own style sheet by its hash, forms to ourselves, and nothing else: an operator may
 * change the sheet, and what a bug of ours would let into a page does nothing. */
static char *policy_of(const char *html)
{
	const char *start = strstr(html, "<style>"), *end = strstr(html, "</style>");
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *hash = NULL;
	guint8 digest[32];
	gsize size = sizeof(digest);

	if (start && end > start) {
		start += strlen("<style>");
		g_checksum_update(sum, (const guchar *)start, end - start);
	}
	g_checksum_get_digest(sum, digest, &size);
	hash = g_base64_encode(digest, size);
	return g_strdup_printf("default-src 'none'; style-src 'sha256-%s'; form-action 'self'; "
			       "base-uri 'none'; frame-ancestors 'none'",
			       hash);
}

static void print_page(const KwPage *page)
{
	g_autofree char *policy = policy_of(page->html);

	printf("Status: %d %s\r\n"
	       "Content-Type: text/html; charset=utf-8\r\n"
	       "Content-Length: %zu\r\n"
	       "Content-Security-Policy: %s\r\n"
	       "X-Content-Type-Options: nosniff\r\n"
	       "Referrer-Policy: no-referrer\r\n"
	       "X-Robots-Tag: noindex\r\n"
	       "Cache-Control: no-store\r\n",
	       page->status, reason_of(page->status), strlen(page->html), policy);
	if (page->status == 405)
		printf("Allow: GET, HEAD, POST\r\n");
	if (page->status == 429)
		printf("Retry-After: 3600\r\n");
	if (page->status == 503)
		printf("Retry-After: 60\r\n");
	printf("\r\n%s", strcmp(env("REQUEST_METHOD"), "HEAD") == 0 ? "" : page->html);
}

/* Says in words why not. Without a configuration these are the built-in ones. */
static void print_refusal(const KwConfig *config, const KwForm *asks, int status)
{
	static const KwConfig none = {.language = (char *)"ja"};
	g_autoptr(KwForm) nothing = kw_form_parse_query("", NULL);
	g_autofree char *own = g_strconcat(env("SCRIPT_NAME"), "/", NULL);
	const KwPageRequest request = {.path = "",
				       .asks = asks ? asks : nothing,
				       .base = config && config->web ? config->web : own,
				       .client = ""};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwPage) page = kw_pages_refuse(config ? config : &none, &request, status, &error);

	if (!page) { /* a template of the operator's is broken: then the built-in one */
		kw_log(KW_LOG_ERROR, "%s", error->message);
		page = kw_pages_refuse(&none, &request, status, NULL);
	}
	if (page)
		print_page(page);
}

/* ---- what comes in ---- */

/* The status that refuses a body; 0 = it is taken. *out_length: so much of it is read. What came in
 * chunks has a length, too, where the server put it together (RFC 3875 §4.1.2). */
static int judge_length(size_t *out_length)
{
	const char *text = env("CONTENT_LENGTH");
	guint64 length;
	char *end;

	*out_length = 0;
	if (!*text)
		return 411;
	if (!g_ascii_isdigit(*text))
		return 400;
	length = g_ascii_strtoull(text, &end, 10);
	if (*end)
		return 400;
	*out_length = (size_t)MIN(length, MAX_WASTE);
	return length > MAX_BODY ? 413 : 0;
}

/* FALSE: it ended early, or drips in: some servers hand it on as it comes, and a visitor who sends
 * a byte now and then would keep a process each. */
static gboolean read_body(char *buffer, size_t length)
{
	gint64 until = g_get_monotonic_time() + BODY_S * G_USEC_PER_SEC;
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

	for (size_t got = 0; got < length;) {
		gint64 left_ms = (until - g_get_monotonic_time()) / 1000;
		ssize_t n = left_ms > 0 ? poll(&input, 1, (int)left_ms) : 0;

		if (n > 0)
			n = read(STDIN_FILENO, buffer + got, length - got);
		if (n == 0 || (n < 0 && errno != EINTR))
			return FALSE;
		got += n > 0 ? (size_t)n : 0;
	}
	return TRUE;
}

/* What was filled in, or the status that refuses it. */
static int read_form(KwForm **out_form)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *body = NULL;
	size_t length;
	int status = judge_length(&length);

	body = g_malloc(length + 1);
	if (!read_body(body, length))
		return status ? status : 400;
	if (status)
		return status;
	*out_form = kw_form_parse(env("CONTENT_TYPE"), body, length, &error);
	return *out_form ? 0 : error->code == KW_ERROR_REFUSED ? 415 : 400;
}

/* The same of the whole request; *out_form NULL: a GET. */
static int read_request(KwForm **out_asks, KwForm **out_form)
{
	const char *method = env("REQUEST_METHOD");

	*out_form = NULL;
	*out_asks = kw_form_parse_query(env("QUERY_STRING"), NULL);
	if (!*out_asks || !g_utf8_validate(env("PATH_INFO"), -1, NULL))
		return 400;
	if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
		return 0;
	return strcmp(method, "POST") == 0 ? read_form(out_form) : 405;
}

/* ---- between the two ---- */

static KwPage *answer(const KwConfig *config, const KwForm *asks, const KwForm *form,
		      GError **error)
{
	g_autoptr(KwKeys) keys = kw_keys_load(config->keys_file, error);
	g_autoptr(KwDb) db = keys ? kw_db_open(config->store, error) : NULL;
	g_autofree char *own = g_strconcat(env("SCRIPT_NAME"), "/", NULL);
	const KwPageRequest request = {.path = env("PATH_INFO"),
				       .asks = asks,
				       .form = form,
				       .base = config->web ? config->web : own,
				       .client = env("REMOTE_ADDR"),
				       .agent = g_getenv("HTTP_USER_AGENT")};

	if (!db || !kw_db_set_patience(db, PATIENCE_S, error))
		return NULL;
	return kw_pages_answer(db, config, keys, &request, (int64_t)time(NULL), error);
}

static void run(void)
{
	const char *path = *env("KAWARABAN_CONFIG") ? env("KAWARABAN_CONFIG") : CONFIG;
	g_autoptr(GError) error = NULL;
	g_autoptr(KwConfig) config = kw_config_load(path, &error);
	g_autoptr(KwForm) asks = NULL, form = NULL;
	g_autoptr(KwPage) page = NULL;
	int status = read_request(&asks, &form);

	if (config && !status && (page = answer(config, asks, form, &error))) {
		print_page(page);
		return;
	}
	if (error)
		kw_log(KW_LOG_ERROR, "%s", error->message);
	print_refusal(config, asks, status ? status : 503);
}

int main(void)
{
	if (!g_getenv("REQUEST_METHOD")) {
		fprintf(stderr, "kawaraban-web: is a CGI program: let the web server start it\n");
		return KW_ERROR_USAGE;
	}
	signal(SIGPIPE, SIG_IGN);
	g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
	setlocale(LC_CTYPE, "C.UTF-8");
	run();
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : KW_ERROR_TEMPORARY;
}
