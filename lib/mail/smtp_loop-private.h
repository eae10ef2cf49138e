/* What smtp_link.c and smtp_loop.c know of each other. libcurl's types stand here: nobody else may
 * include this. */
#pragma once

#include "smtp_link-private.h"

#include <curl/curl.h>

/* What the relay has said until AUTH is over, line by line. */
typedef struct {
	char last_line[512]; /* for messages */
	gboolean is_within;  /* that line was not the last of its reply */
	gboolean knows_us;   /* the relay took our name and password */
} KwSmtpGreeting;
/* A line without its CRLF; fills in what was offered. */
void kw_smtp_greeting_note(KwSmtpGreeting *greeting, KwSmtpTerms *terms, const char *line);

struct KwSmtpLink {
	KwSmtpLoop *loop;
	KwSmtpLinkState state;
	CURL *curl;
	gboolean is_in_multi;
	int fd;              /* watched by the loop; -1 = not */
	gboolean is_blocked; /* waits until bytes can leave */
	gboolean is_tls, has_login;
	KwSmtpGreeting greeting;
	KwSmtpTerms terms;
	KwSmtpSession *session;
	gint64 deadline; /* for connecting; monotonic */
	char curl_words[CURL_ERROR_SIZE];
	char why[512];
	int code;
	KwErrorCode consequence;
};

/* lib/mail/smtp_loop.c */
void kw_smtp_loop_add(KwSmtpLoop *loop, KwSmtpLink *link);    /* libcurl begins to connect */
void kw_smtp_loop_watch(KwSmtpLoop *loop, KwSmtpLink *link);  /* by fd and is_blocked */
void kw_smtp_loop_remove(KwSmtpLoop *loop, KwSmtpLink *link); /* may be called again */

/* lib/mail/smtp_link.c */
void kw_smtp_link_connected(KwSmtpLink *link, CURLcode rc);
gint64 kw_smtp_link_deadline(const KwSmtpLink *link);
void kw_smtp_link_tick(KwSmtpLink *link, gint64 now);
