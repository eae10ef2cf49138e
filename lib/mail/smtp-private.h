/* The inside of the SMTP backend: smtp.c has the connection, smtp_dialogue.c speaks over it. */
#pragma once

#include "transport-private.h"

typedef enum {
	KW_OFFER_8BITMIME = 1 << 0, /* RFC 6152 */
	KW_OFFER_SIZE = 1 << 1,     /* RFC 1870 */
	KW_OFFER_SMTPUTF8 = 1 << 2, /* RFC 6531 */
} KwSmtpOffer;

typedef struct {
	void *curl; /* CURL *, connected */
	int fd;
	guint offers;         /* KwSmtpOffer, of the EHLO that counts: the last */
	guint64 max_bytes;    /* the limit that came with SIZE; 0 = none */
	int timeout_s;        /* for each reply but that to the final dot */
	int dot_timeout_s;    /* RFC 5321 §4.5.3.2.6: ten minutes */
	gboolean is_usable;   /* every command was answered, and nothing else was said */
	GString *in;          /* received and not yet read */
	GString *out;         /* the letter as it goes over the wire: kept for its memory */
	char last_reply[512]; /* while connecting: the last line, for messages */
	gboolean in_reply;    /* while connecting: that line was not the last of its reply */
	gboolean knows_us;    /* the relay took our name and password */
} KwSmtp;

/* NULL, or a static text that says what broke. The time is that without any progress. */
const char *kw_smtp_write(KwSmtp *smtp, const char *bytes, size_t length, int timeout_s);
/* Waits until something arrived and appends it to `in`; the same text. Monotonic microseconds. */
const char *kw_smtp_read(KwSmtp *smtp, gint64 deadline);
/* TRUE where nothing has arrived and the connection stands. */
gboolean kw_smtp_is_quiet(KwSmtp *smtp);

/* A line that the relay says while connecting, without its CRLF. */
void kw_smtp_note_line(KwSmtp *smtp, const char *line);

/* One letter: MAIL, RCPT, DATA and the dot, one after the other. */
void kw_smtp_send(void *link, const char *return_path, const char *recipient, GBytes *message,
		  KwSendReply *out_reply);
/* QUIT, and a second at most for its reply. */
void kw_smtp_quit(KwSmtp *smtp);
