/* Many requests at once, one at a host: libcurl's multi interface, and whose turn it is.
 *
 * The turn is decided here and not by libcurl's own limit of connections to a host: the time that a
 * transfer spends waiting there would count against its timeout. A redirect to a host that is being
 * asked already is followed all the same. */
#include "http_transfer-private.h"

#include "base/error.h"
#include "url-private.h"

#include <string.h>

#define POLL_MS 1000

typedef struct {
	char *host; /* in lower case */
	enum { WAITING, RUNNING, DONE } state;
	KwHttpTransfer transfer;
} Turn;

typedef struct {
	CURLM *multi;
	const KwHttpRequest *requests;
	Turn *turns;
	guint n, running, first; /* before `first` none is waiting */
	GHashTable *busy;        /* hosts (char *, not owned) that are being asked */
	GHashTable *shut;        /* hosts that want to be left alone: seconds */
	KwHttpDone done;
	gpointer user;
} Round;

static char *host_of(const char *url)
{
	KwUrl parts;

	if (!kw_url_split(url, &parts))
		return g_strdup("");
	return g_ascii_strdown(parts.host.at, (gssize)parts.host.n);
}

static void finish(Round *round, guint i, KwHttpResponse *response, GError *error)
{
	round->turns[i].state = DONE;
	kw_http_transfer_clear(&round->turns[i].transfer);
	round->done(i, response, error, round->user);
}

/* What the host said to another request holds for this one. */
static void leave_alone(Round *round, guint i, int seconds)
{
	const KwHttpRequest *request = &round->requests[i];
	GError *error = NULL;

	if (request->out_retry_after_s)
		*request->out_retry_after_s = seconds;
	kw_error_set(&error, KW_ERROR_TEMPORARY, "%s: the server wants to be left alone for %d s",
		     request->url, seconds);
	finish(round, i, NULL, error);
}

static void start(Round *round, guint i)
{
	Turn *turn = &round->turns[i];
	gpointer seconds = g_hash_table_lookup(round->shut, turn->host);
	GError *error = NULL;

	if (seconds) {
		leave_alone(round, i, GPOINTER_TO_INT(seconds));
		return;
	}
	if (!kw_http_transfer_begin(&turn->transfer, &round->requests[i], &error)) {
		finish(round, i, NULL, error);
		return;
	}
	curl_easy_setopt(turn->transfer.curl, CURLOPT_PRIVATE, turn);
	if (curl_multi_add_handle(round->multi, turn->transfer.curl) != CURLM_OK) {
		kw_error_set(&error, KW_ERROR_INTERNAL, "%s: libcurl takes no more requests",
			     round->requests[i].url);
		finish(round, i, NULL, error);
		return;
	}
	turn->state = RUNNING;
	round->running++;
	g_hash_table_add(round->busy, turn->host);
}

static void start_some(Round *round, guint at_once)
{
	while (round->first < round->n && round->turns[round->first].state != WAITING)
		round->first++;
	for (guint i = round->first; i < round->n && round->running < at_once; i++)
		if (round->turns[i].state == WAITING &&
		    !g_hash_table_contains(round->busy, round->turns[i].host))
			start(round, i);
}

static void end(Round *round, Turn *turn, CURLcode code)
{
	guint i = (guint)(turn - round->turns);
	long status = 0;
	curl_off_t seconds = 0;
	GError *error = NULL;
	KwHttpResponse *response = kw_http_transfer_end(&turn->transfer, code, &error);

	curl_easy_getinfo(turn->transfer.curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(turn->transfer.curl, CURLINFO_RETRY_AFTER, &seconds);
	if ((status == 429 || status == 503) && seconds > 0)
		g_hash_table_insert(round->shut, turn->host,
				    GINT_TO_POINTER((int)MIN(seconds, KW_HTTP_MAX_RETRY_AFTER_S)));
	curl_multi_remove_handle(round->multi, turn->transfer.curl);
	g_hash_table_remove(round->busy, turn->host);
	round->running--;
	finish(round, i, response, error);
}

static void end_some(Round *round)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(round->multi, &left))) {
		char *turn = NULL;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &turn);
		end(round, (Turn *)(void *)turn, code);
	}
}

static gboolean all_done(const Round *round)
{
	return !round->running && round->first >= round->n;
}

void kw_http_get_many(const KwHttpRequest *requests, guint n, guint at_once, KwHttpDone done,
		      gpointer user)
{
	Round round = {.multi = curl_multi_init(),
		       .requests = requests,
		       .turns = g_new0(Turn, n),
		       .n = n,
		       .busy = g_hash_table_new(g_str_hash, g_str_equal),
		       .shut = g_hash_table_new(g_str_hash, g_str_equal),
		       .done = done,
		       .user = user};
	int running;

	g_assert(round.multi && at_once > 0);
	for (guint i = 0; i < n; i++)
		round.turns[i].host = host_of(requests[i].url);
	for (start_some(&round, at_once); !all_done(&round); start_some(&round, at_once)) {
		curl_multi_perform(round.multi, &running);
		end_some(&round);
		if (round.running)
			curl_multi_poll(round.multi, NULL, 0, POLL_MS, NULL);
	}
	for (guint i = 0; i < n; i++)
		g_free(round.turns[i].host);
	g_free(round.turns);
	g_hash_table_unref(round.busy);
	g_hash_table_unref(round.shut);
	curl_multi_cleanup(round.multi);
}
