/* Many requests at once, one at a host: libcurl's multi interface, and whose turn it is.
 *
 * The turn is decided here and not by libcurl's own limit of connections to a host: the time that a
 * transfer spends waiting there would count against its timeout. For the same reason a redirect to
 * a host that is being asked is not waited for but ended: it is made anew, once both are free. */
#include "http_transfer-private.h"

#include "base/error.h"
#include "url-private.h"

#include <string.h>

#define POLL_MS       1000
#define MAX_POSTPONED 5 /* then a redirect is followed all the same */

typedef struct Round Round;

typedef struct {
	Round *round;
	char *host; /* in lower case */
	char *to;   /* the host that a redirect has led to, or will; NULL = none yet */
	gboolean is_postponed;
	int postponed;
	enum { WAITING, RUNNING, DONE } state;
	KwHttpTransfer transfer;
} Turn;

struct Round {
	CURLM *multi;
	const KwHttpRequest *requests;
	Turn *turns;
	guint n, running, first; /* before `first` none is waiting */
	GHashTable *busy;        /* hosts (char *, owned) that are being asked */
	GHashTable *shut;        /* hosts that want to be left alone: seconds */
	KwHttpDone done;
	gpointer user;
};

static char *host_of(const char *url)
{
	KwUrl parts;

	if (!kw_url_split(url, &parts))
		return g_strdup("");
	return g_ascii_strdown(parts.host.at, (gssize)parts.host.n);
}

static void move_to(Turn *turn, const char *host)
{
	g_free(turn->to);
	turn->to = g_strdup(host);
}

/* libcurl is about to follow a redirect. */
static gboolean may_enter(const char *url, gpointer user)
{
	Turn *turn = user;
	GHashTable *busy = turn->round->busy;
	g_autofree char *whole = g_strconcat(g_str_has_prefix(url, "//") ? "http:" : "", url, NULL);
	g_autofree char *host = host_of(whole);

	if (!*host || g_str_equal(host, turn->host) || g_strcmp0(host, turn->to) == 0)
		return TRUE;
	if (turn->to)
		g_hash_table_remove(busy, turn->to);
	if (!g_hash_table_contains(busy, host)) {
		g_hash_table_add(busy, g_strdup(host));
		move_to(turn, host);
		return TRUE;
	}
	turn->is_postponed = turn->postponed++ < MAX_POSTPONED;
	move_to(turn, turn->is_postponed ? host : NULL);
	return !turn->is_postponed;
}

static void leave_hosts(Turn *turn)
{
	g_hash_table_remove(turn->round->busy, turn->host);
	if (turn->to && !turn->is_postponed)
		g_hash_table_remove(turn->round->busy, turn->to);
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
	turn->transfer.may_enter = may_enter;
	turn->transfer.user = turn;
	curl_easy_setopt(turn->transfer.curl, CURLOPT_PRIVATE, turn);
	if (curl_multi_add_handle(round->multi, turn->transfer.curl) != CURLM_OK) {
		kw_error_set(&error, KW_ERROR_INTERNAL, "%s: libcurl takes no more requests",
			     round->requests[i].url);
		finish(round, i, NULL, error);
		return;
	}
	turn->state = RUNNING;
	round->running++;
	turn->is_postponed = FALSE;
	g_hash_table_add(round->busy, g_strdup(turn->host));
	if (turn->to)
		g_hash_table_add(round->busy, g_strdup(turn->to));
}

static gboolean is_free(const Round *round, const Turn *turn)
{
	return !g_hash_table_contains(round->busy, turn->host) &&
	       !(turn->to && g_hash_table_contains(round->busy, turn->to));
}

static void start_some(Round *round, guint at_once)
{
	while (round->first < round->n && round->turns[round->first].state != WAITING)
		round->first++;
	for (guint i = round->first; i < round->n && round->running < at_once; i++)
		if (round->turns[i].state == WAITING && is_free(round, &round->turns[i]))
			start(round, i);
}

static void postpone(Round *round, Turn *turn)
{
	turn->state = WAITING;
	round->first = MIN(round->first, (guint)(turn - round->turns));
	kw_http_transfer_clear(&turn->transfer);
	turn->transfer = (KwHttpTransfer){0};
}

static void end(Round *round, Turn *turn, CURLcode code)
{
	guint i = (guint)(turn - round->turns);
	long status = 0;
	curl_off_t seconds = 0;
	GError *error = NULL;
	KwHttpResponse *response;

	curl_multi_remove_handle(round->multi, turn->transfer.curl);
	leave_hosts(turn);
	round->running--;
	if (turn->is_postponed) {
		postpone(round, turn);
		return;
	}
	response = kw_http_transfer_end(&turn->transfer, code, &error);
	curl_easy_getinfo(turn->transfer.curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(turn->transfer.curl, CURLINFO_RETRY_AFTER, &seconds);
	if ((status == 429 || status == 503) && seconds > 0)
		g_hash_table_insert(round->shut, turn->host,
				    GINT_TO_POINTER((int)MIN(seconds, KW_HTTP_MAX_RETRY_AFTER_S)));
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
		       .busy = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		       .shut = g_hash_table_new(g_str_hash, g_str_equal),
		       .done = done,
		       .user = user};
	int running;

	g_assert(round.multi && at_once > 0);
	/* no request travels on the connection of another, which may go where this one may not */
	curl_multi_setopt(round.multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	for (guint i = 0; i < n; i++) {
		round.turns[i].round = &round;
		round.turns[i].host = host_of(requests[i].url);
	}
	for (start_some(&round, at_once); !all_done(&round); start_some(&round, at_once)) {
		curl_multi_perform(round.multi, &running);
		end_some(&round);
		if (round.running)
			curl_multi_poll(round.multi, NULL, 0, POLL_MS, NULL);
	}
	for (guint i = 0; i < n; i++) {
		g_free(round.turns[i].host);
		g_free(round.turns[i].to);
	}
	g_free(round.turns);
	g_hash_table_unref(round.busy);
	g_hash_table_unref(round.shut);
	curl_multi_cleanup(round.multi);
}
