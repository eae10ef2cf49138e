/* mail-sink PORT [--delay MS] [--lock-step] [--close-after N]: an SMTP server that takes every
 * letter and throws it away, faster than any sender here sends: so it is the sender that is
 * measured. One thread.
 * --delay answers what came in one piece so much later (a relay that is far away, or syncs its
 * disk);
 * --lock-step offers no PIPELINING; --close-after says 421 after so many letters of one connection.
 * PORT 0 takes a free one. Prints "port N" when it listens, and at SIGTERM what it has taken.
 * It keeps no letter: whether they arrive whole is tested against real servers. */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES     (256 * 1024)
#define EVENTS         256
#define LINE_MAX_BYTES 2000

/* Replies that wait for their time. */
typedef struct {
	gint64 due;
	gsize end; /* in `out` */
} Batch;

typedef struct {
	int fd;
	GString *line; /* a command that is not whole yet */
	GString *out;
	GArray *batches; /* Batch, in order */
	int matched;     /* of CRLF . CRLF */
	gboolean is_data, is_leaving;
	guint letters;
} Peer;

typedef struct {
	int listener, epoll, signals;
	gint64 delay_us;
	gboolean lock_step;
	guint close_after;
	GHashTable *peers; /* Peer *, as a set */
	guint64 connections, letters, bytes, refused;
	char *buffer;
} Sink;

static void reply(Peer *peer, const char *text)
{
	g_string_append(peer->out, text);
	g_string_append(peer->out, "\r\n");
}

static gboolean is_command(const Peer *peer, const char *verb)
{
	return g_ascii_strncasecmp(peer->line->str, verb, strlen(verb)) == 0;
}

static void obey(const Sink *sink, Peer *peer)
{
	if (is_command(peer, "EHLO")) {
		reply(peer, "250-sink.example");
		if (!sink->lock_step)
			reply(peer, "250-PIPELINING");
		reply(peer, "250-8BITMIME");
		reply(peer, "250-SMTPUTF8");
		reply(peer, "250 SIZE 104857600");
	} else if (is_command(peer, "MAIL")) {
		reply(peer, "250 2.1.0 Ok");
	} else if (is_command(peer, "RCPT")) {
		reply(peer, "250 2.1.5 Ok");
	} else if (is_command(peer, "DATA")) {
		reply(peer, "354 End data with <CR><LF>.<CR><LF>");
		peer->is_data = TRUE;
		peer->matched = 2; /* at the beginning of a line */
	} else if (is_command(peer, "QUIT")) {
		reply(peer, "221 2.0.0 Bye");
		peer->is_leaving = TRUE;
	} else if (is_command(peer, "RSET") || is_command(peer, "NOOP") ||
		   is_command(peer, "HELO")) {
		reply(peer, "250 2.0.0 Ok");
	} else {
		reply(peer, "502 5.5.2 Not here");
	}
}

/* Bytes of a letter; returns how many. */
static gsize take_data(Sink *sink, Peer *peer, const char *bytes, gsize length)
{
	static const char end[] = "\r\n.\r\n";
	const char *p = bytes, *stop = bytes + length;

	while (p < stop) {
		if (!peer->matched && !(p = memchr(p, '\r', (gsize)(stop - p))))
			return length;
		if (*p == end[peer->matched])
			peer->matched++;
		else
			peer->matched = *p == '\r';
		p++;
		if (peer->matched == 5) {
			peer->is_data = FALSE;
			peer->letters++;
			sink->letters++;
			reply(peer, "250 2.0.0 Ok: queued as 4YxKQb1h2Mz9");
			break;
		}
	}
	return (gsize)(p - bytes);
}

static gsize take_line(const Sink *sink, Peer *peer, const char *bytes, gsize length)
{
	const char *lf = memchr(bytes, '\n', length);
	gsize n = lf ? (gsize)(lf - bytes) + 1 : length;

	g_string_append_len(peer->line, bytes, (gssize)n);
	if (peer->line->len > LINE_MAX_BYTES)
		peer->is_leaving = TRUE;
	if (!lf)
		return n;
	if (sink->close_after && peer->letters >= sink->close_after) {
		reply(peer, "421 4.7.0 Enough for one connection");
		peer->is_leaving = TRUE;
	} else {
		obey(sink, peer);
	}
	g_string_truncate(peer->line, 0);
	return n;
}

static void forget(Sink *sink, Peer *peer)
{
	close(peer->fd);
	g_hash_table_remove(sink->peers, peer);
	g_string_free(peer->line, TRUE);
	g_string_free(peer->out, TRUE);
	g_array_unref(peer->batches);
	g_free(peer);
}

/* Replies are short: where the kernel does not take them at once, the sender reads nothing. */
static gboolean send_replies(Peer *peer, gsize length)
{
	gboolean ok = !length ||
		      send(peer->fd, peer->out->str, length, MSG_NOSIGNAL) == (gssize)length;

	g_string_erase(peer->out, 0, (gssize)length);
	return ok && !(peer->is_leaving && !peer->out->len);
}

static void answer(Sink *sink, Peer *peer)
{
	gsize before = peer->batches->len
			       ? g_array_index(peer->batches, Batch, peer->batches->len - 1).end
			       : 0;
	Batch batch = {.due = g_get_monotonic_time() + sink->delay_us, .end = peer->out->len};

	if (!sink->delay_us) {
		if (!send_replies(peer, peer->out->len))
			forget(sink, peer);
	} else if (batch.end > before) {
		g_array_append_val(peer->batches, batch);
	}
}

static void receive(Sink *sink, Peer *peer)
{
	ssize_t n = recv(peer->fd, sink->buffer, READ_BYTES, 0);
	const char *bytes = sink->buffer;

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		forget(sink, peer);
		return;
	}
	sink->bytes += (guint64)n;
	while (n > 0 && !peer->is_leaving) {
		gsize used = peer->is_data ? take_data(sink, peer, bytes, (gsize)n)
					   : take_line(sink, peer, bytes, (gsize)n);

		bytes += used;
		n -= (ssize_t)used;
	}
	answer(sink, peer);
}

static void send_due(Sink *sink, gint64 now)
{
	g_autoptr(GPtrArray) gone = g_ptr_array_new();
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, sink->peers);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		Peer *peer = key;
		gsize end = 0;
		guint n = 0;

		while (n < peer->batches->len && g_array_index(peer->batches, Batch, n).due <= now)
			end = g_array_index(peer->batches, Batch, n++).end;
		if (!n)
			continue;
		g_array_remove_range(peer->batches, 0, n);
		for (guint i = 0; i < peer->batches->len; i++)
			g_array_index(peer->batches, Batch, i).end -= end;
		if (!send_replies(peer, end))
			g_ptr_array_add(gone, peer);
	}
	for (guint i = 0; i < gone->len; i++)
		forget(sink, gone->pdata[i]);
}

/* Milliseconds until the first reply is due; -1 = none waits. */
static int until_due(const Sink *sink)
{
	gint64 now = g_get_monotonic_time(), first = G_MAXINT64;
	GHashTableIter iter;
	gpointer key;

	if (!sink->delay_us)
		return -1;
	g_hash_table_iter_init(&iter, sink->peers);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		const Peer *peer = key;

		if (peer->batches->len)
			first = MIN(first, g_array_index(peer->batches, Batch, 0).due);
	}
	if (first == G_MAXINT64)
		return -1;
	return first > now ? (int)((first - now + 999) / 1000) : 0;
}

static void watch(const Sink *sink, int fd, void *who)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = who};

	if (epoll_ctl(sink->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		g_error("epoll: %s", g_strerror(errno));
}

static void accept_all(Sink *sink)
{
	int fd, one = 1;

	while ((fd = accept4(sink->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		Peer *peer = g_new0(Peer, 1);

		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		peer->fd = fd;
		peer->line = g_string_new(NULL);
		peer->out = g_string_new(NULL);
		peer->batches = g_array_new(FALSE, FALSE, sizeof(Batch));
		g_hash_table_add(sink->peers, peer);
		sink->connections++;
		watch(sink, fd, peer);
		reply(peer, "220 sink.example ESMTP");
		answer(sink, peer);
	}
}

static void listen_on(Sink *sink, int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons((guint16)port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(address);
	int one = 1;

	sink->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(sink->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(sink->listener, (struct sockaddr *)&address, n) < 0 ||
	    listen(sink->listener, 1024) < 0 ||
	    getsockname(sink->listener, (struct sockaddr *)&address, &n) < 0)
		g_error("port %d: %s", port, g_strerror(errno));
	printf("port %d\n", ntohs(address.sin_port));
	fflush(stdout);
}

static void catch_signals(Sink *sink)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sink->signals = signalfd(-1, &set, SFD_CLOEXEC);
}

/* FALSE: told to end. */
static gboolean serve(Sink *sink)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(sink->epoll, events, EVENTS, until_due(sink));

	for (int i = 0; i < n; i++) {
		void *who = events[i].data.ptr;

		if (who == &sink->signals)
			return FALSE;
		if (who == &sink->listener)
			accept_all(sink);
		else
			receive(sink, who);
	}
	if (sink->delay_us)
		send_due(sink, g_get_monotonic_time());
	return TRUE;
}

int main(int argc, char **argv)
{
	double delay_ms = 0;
	gboolean lock_step = FALSE;
	int close_after = 0;
	const GOptionEntry options[] = {
		{"delay", 0, 0, G_OPTION_ARG_DOUBLE, &delay_ms, "before every reply", "MS"},
		{"lock-step", 0, 0, G_OPTION_ARG_NONE, &lock_step, "no PIPELINING", NULL},
		{"close-after", 0, 0, G_OPTION_ARG_INT, &close_after, "421 after N letters", "N"},
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("PORT");
	g_autoptr(GError) error = NULL;
	Sink sink = {0};

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2) {
		fprintf(stderr, "mail-sink: %s\n", error ? error->message : "PORT is missing");
		return 64;
	}
	sink.delay_us = (gint64)(delay_ms * 1000);
	sink.lock_step = lock_step;
	sink.close_after = (guint)MAX(close_after, 0);
	sink.peers = g_hash_table_new(NULL, NULL);
	sink.buffer = g_malloc(READ_BYTES);
	sink.epoll = epoll_create1(EPOLL_CLOEXEC);
	catch_signals(&sink);
	listen_on(&sink, (int)g_ascii_strtoll(argv[1], NULL, 10));
	watch(&sink, sink.listener, &sink.listener);
	watch(&sink, sink.signals, &sink.signals);
	while (serve(&sink))
		;
	printf("connections %" G_GUINT64_FORMAT " letters %" G_GUINT64_FORMAT
	       " bytes %" G_GUINT64_FORMAT "\n",
	       sink.connections, sink.letters, sink.bytes);
	return 0;
}
