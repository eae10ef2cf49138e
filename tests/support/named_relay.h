/* A relay for tests of deliver: it answers by the name of the recipient, and keeps what it took. */
#pragma once

#include "testing.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
	const char *greeting; /* NULL = 220 */
	int listener, port;
	int connections;    /* so far */
	GPtrArray *letters; /* "RECIPIENT\nBYTES" of every letter whose final dot came, in order */
	GThread *thread;
} Relay;

static inline gboolean say(int fd, const char *line)
{
	g_autofree char *text = g_strconcat(line, "\r\n", NULL);

	return write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* Up to and with `end`; NULL: the connection is gone. */
static inline char *hear(int fd, GString *in, const char *end)
{
	char chunk[4096], *at;

	while (!(at = strstr(in->str, end))) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n <= 0)
			return NULL;
		g_string_append_len(in, chunk, n);
	}
	gsize length = (gsize)(at - in->str) + strlen(end);
	char *heard = g_strndup(in->str, length);
	g_string_erase(in, 0, (gssize)length);
	return heard;
}

/* What a recipient's name makes the relay say. */
static inline const char *answer_to(const char *recipient)
{
	static const struct {
		const char *name, *answer;
	} answers[] = {
		{"full", "450 4.2.2 mailbox full"},
		{"gone", "550 5.1.1 no such user"},
		{"policy", "550 5.7.1 you may not relay here"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++)
		if (strstr(recipient, answers[i].name))
			return answers[i].answer;
	return "250 2.1.5 Ok";
}

/* Ends where the client goes, or where "lost" makes the relay die after the final dot. */
static inline void converse(Relay *relay, int fd)
{
	g_autoptr(GString) in = g_string_new(NULL);
	g_autofree char *recipient = g_strdup("");

	if (!say(fd, relay->greeting ? relay->greeting : "220 relay.example ESMTP"))
		return;
	for (;;) {
		g_autofree char *line = hear(fd, in, "\r\n");
		const char *reply = "250 2.0.0 Ok";

		if (!line)
			return;
		if (g_str_has_prefix(line, "RCPT TO:")) {
			g_free(recipient);
			recipient = g_strndup(line + 9, strcspn(line + 9, ">"));
			reply = answer_to(recipient);
		} else if (g_str_has_prefix(line, "DATA")) {
			if (!say(fd, "354 go ahead"))
				return;
			g_autofree char *body = hear(fd, in, "\r\n.\r\n");
			if (!body)
				return;
			g_ptr_array_add(relay->letters, g_strconcat(recipient, "\n", body, NULL));
			if (strstr(recipient, "lost"))
				return;
		} else if (g_str_has_prefix(line, "QUIT")) {
			reply = "221 2.0.0 Bye";
		}
		if (!say(fd, reply))
			return;
	}
}

static inline gpointer serve(gpointer user)
{
	Relay *relay = user;
	int fd;

	while ((fd = accept(relay->listener, NULL, NULL)) >= 0) {
		struct timeval patience = {.tv_sec = 20};

		relay->connections++;
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		converse(relay, fd);
		close(fd);
	}
	return NULL;
}

static inline void relay_start(Relay *relay)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t length = sizeof(address);

	relay->letters = g_ptr_array_new_with_free_func(g_free);
	relay->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(bind(relay->listener, (struct sockaddr *)&address, length), ==, 0);
	g_assert_cmpint(listen(relay->listener, 8), ==, 0);
	getsockname(relay->listener, (struct sockaddr *)&address, &length);
	relay->port = ntohs(address.sin_port);
	relay->thread = g_thread_new("relay", serve, relay);
}

static inline void relay_stop(Relay *relay)
{
	shutdown(relay->listener, SHUT_RDWR);
	g_thread_join(relay->thread);
	close(relay->listener);
	g_ptr_array_unref(relay->letters);
}
