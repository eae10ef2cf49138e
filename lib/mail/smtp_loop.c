/* The loop in which all SMTP connections live: libcurl's multi handle while they connect, epoll
 * once they stand. What one connection does is smtp_link.c.
 *
 * A connected handle stays in the multi (libcurl closes it otherwise), but is no longer driven by
 * it: its bytes are ours. */
#include "smtp_loop-private.h"

#include "curl-private.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define EVENTS        64
#define CONNECTING_MS 500 /* libcurl's timers are looked at this often at least */

struct KwSmtpLoop {
	CURLM *multi;
	int epoll;
	GPtrArray *links; /* KwSmtpLink *, borrowed */
};

KwSmtpLoop *kw_smtp_loop_new(void)
{
	KwSmtpLoop *loop = g_new0(KwSmtpLoop, 1);

	kw_curl_start();
	loop->multi = curl_multi_init();
	g_assert(loop->multi);
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll < 0)
		g_error("epoll: %s",
			g_strerror(errno)); /* no descriptor is left: as without memory */
	loop->links = g_ptr_array_new();
	return loop;
}

void kw_smtp_loop_free(KwSmtpLoop *loop)
{
	if (!loop)
		return;
	g_assert(loop->links->len == 0);
	g_ptr_array_unref(loop->links);
	curl_multi_cleanup(loop->multi);
	close(loop->epoll);
	g_free(loop);
}

void kw_smtp_loop_add(KwSmtpLoop *loop, KwSmtpLink *link)
{
	CURLMcode rc = curl_multi_add_handle(loop->multi, link->curl);

	g_assert(rc == CURLM_OK);
	link->is_in_multi = TRUE;
	g_ptr_array_add(loop->links, link);
}

void kw_smtp_loop_watch(KwSmtpLoop *loop, KwSmtpLink *link)
{
	struct epoll_event event = {.events = EPOLLIN | (link->is_blocked ? EPOLLOUT : 0u),
				    .data.ptr = link};
	int rc = epoll_ctl(loop->epoll, EPOLL_CTL_MOD, link->fd, &event);

	if (rc < 0 && errno == ENOENT)
		rc = epoll_ctl(loop->epoll, EPOLL_CTL_ADD, link->fd, &event);
	if (rc < 0)
		g_error("epoll: %s", g_strerror(errno));
}

void kw_smtp_loop_remove(KwSmtpLoop *loop, KwSmtpLink *link)
{
	if (!link->is_in_multi)
		return;
	if (link->fd >= 0)
		epoll_ctl(loop->epoll, EPOLL_CTL_DEL, link->fd, NULL);
	link->fd = -1;
	curl_multi_remove_handle(loop->multi, link->curl); /* closes */
	link->is_in_multi = FALSE;
	g_ptr_array_remove_fast(loop->links, link);
}

static gboolean is_connecting(const KwSmtpLoop *loop)
{
	for (guint i = 0; i < loop->links->len; i++)
		if (kw_smtp_link_state(loop->links->pdata[i]) == KW_LINK_CONNECTING)
			return TRUE;
	return FALSE;
}

/* -1 = nothing to wait for but the wire */
static int until_deadline(const KwSmtpLoop *loop, int wait_ms)
{
	gint64 now = g_get_monotonic_time(), first = G_MAXINT64, ms;

	for (guint i = 0; i < loop->links->len; i++)
		first = MIN(first, kw_smtp_link_deadline(loop->links->pdata[i]));
	if (first == G_MAXINT64)
		return wait_ms;
	ms = first > now ? (first - now) / 1000 + 1 : 0;
	return (int)MIN(ms, wait_ms < 0 ? G_MAXINT : wait_ms);
}

/* libcurl waits for its own sockets and for ours. */
static void connect_more(KwSmtpLoop *loop, int wait_ms)
{
	struct curl_waitfd ours = {.fd = loop->epoll, .events = CURL_WAIT_POLLIN};
	CURLMsg *message;
	int running = 0, left = 0;

	curl_multi_poll(loop->multi, &ours, 1,
			wait_ms < 0 ? CONNECTING_MS : MIN(wait_ms, CONNECTING_MS), NULL);
	curl_multi_perform(loop->multi, &running);
	while ((message = curl_multi_info_read(loop->multi, &left))) {
		KwSmtpLink *link = NULL;
		CURLcode rc = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&link);
		kw_smtp_link_connected(link, rc);
	}
}

static void move_bytes(KwSmtpLoop *loop, int wait_ms)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(loop->epoll, events, EVENTS, wait_ms);
	gint64 now = g_get_monotonic_time();

	for (int i = 0; i < n; i++) {
		KwSmtpLink *link = events[i].data.ptr;

		if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
			kw_smtp_link_look(link, now);
		kw_smtp_link_flush(link, now);
	}
}

void kw_smtp_loop_turn(KwSmtpLoop *loop, int wait_ms)
{
	gint64 now;

	wait_ms = until_deadline(loop, wait_ms);
	if (is_connecting(loop)) {
		connect_more(loop, wait_ms);
		wait_ms = 0;
	}
	move_bytes(loop, wait_ms);
	now = g_get_monotonic_time();
	for (guint i = loop->links->len; i-- > 0;) /* from behind: a link that closes leaves */
		kw_smtp_link_tick(loop->links->pdata[i], now);
}
