/* The ways out: every configured relay with its connections, on one thread, without waiting.
 *
 * The caller puts letters while there is room, gives turns, and learns what became of each. A
 * relay is SMTP (RFC 5321, PIPELINING by RFC 2920, 8BITMIME, SIZE, SMTPUTF8, AUTH) or a Maildir.
 * Letters go to relays by weight; one that faults is left alone for a while and its letters, as
 * far as the wire never carried their final dot, go to another; only where no relay is left does
 * the caller get them back.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

/* How to reach a relay. All strings are copied. */
typedef struct {
	const char *url;   /* "smtp://h:25", "smtps://h", "maildir:/abs/path" */
	gboolean tls_none; /* smtp:// without STARTTLS: only where written in the configuration */
	const char *ca_file;
	const char *username; /* NULL = no AUTH; never sent without TLS unless tls_none */
	const char *password; /* PLAIN or LOGIN; or NULL */
	const char *token; /* OAuth 2.0 bearer token for XOAUTH2, instead of a password; or NULL */
	const char *ehlo_name;
	int timeout_s; /* per reply; after the final dot 600 s whatever it is (RFC 5321 §4.5.3.2) */
	int connections; /* at most */
	int weight;      /* share of the letters; 0 = only where the others fail */
	gboolean chain;  /* MAIL of the next letter leaves with the dot of the one before, where
			    PIPELINING is offered */
} KwRelay;

typedef enum {
	KW_SEND_SENT,
	KW_SEND_DEFERRED,    /* 4xx for this recipient or message */
	KW_SEND_FAILED,      /* 5xx for this recipient or message */
	KW_SEND_RELAY_FAULT, /* the sender's trouble, no relay is left: refused at greeting, EHLO,
				AUTH, MAIL, with 421 or 5.7.x, or broken before the final dot; the
				letter is untouched. Where code is 5xx, it was at this letter that
				the relay refused us. Others may be up all the same, at their limit
				or having refused it as well: then let it wait a while */
	KW_SEND_UNCERTAIN,   /* broke or timed out after the final dot */
} KwSendResult;

typedef struct {
	int64_t id; /* as put */
	KwSendResult result;
	gboolean at_rcpt; /* the refusal answered RCPT: it is about this recipient */
	int relay;        /* index; -1 = none took it up */
	int code;         /* SMTP code of the last reply; 0 = none */
	char text[512];   /* last reply or what broke, one line, valid UTF-8 */
} KwSendOutcome;

typedef struct KwRelays KwRelays;

/* Connects nothing yet. KW_ERROR_CONFIG: no such scheme, or a URL that is none. */
KwRelays *kw_relays_new(const KwRelay *relays, guint count, GError **error);
/* QUIT where a connection is idle; waits 2 s at most. What is pending is dropped: nobody learns
 * what becomes of it. */
void kw_relays_free(KwRelays *relays);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwRelays, kw_relays_free)

/* How many letters may be put now: two for each open connection, less what is pending. `waiting`
 * is how many the caller has in all: connections are opened for them (without waiting; 0 opens
 * none). `allowed` (may be NULL: no limit) has one count a relay: so many letters may still go to
 * it by its limit; those that are pending there are subtracted here. It holds until the next call.
 * A relay whose limit is reached has not failed: relays of weight 0 do not step in for it. */
guint kw_relays_room(KwRelays *relays, guint waiting, const guint *allowed);
/* Takes a letter (CRLF, not dot-stuffed) for one recipient. Both addresses are in the form of
 * kw_address_for_envelope(); return_path "" is the null one. Needs room. */
void kw_relays_put(KwRelays *relays, int64_t id, const char *return_path, const char *recipient,
		   GBytes *message);
/* One turn of the event loop: waits until something happens (`wait_ms` at most, -1 = until then),
 * does what can be done without waiting, and appends KwSendOutcome to `out`. */
void kw_relays_turn(KwRelays *relays, int wait_ms, GArray *out);
/* Letters put whose outcome is not known. */
guint kw_relays_pending(const KwRelays *relays);
guint kw_relays_connections(const KwRelays *relays);
/* No relay can be used now: `out_why` (borrowed) names the relay and the reason, and
 * *out_is_refusal says that it refuses us rather than being unreachable. */
gboolean kw_relays_are_down(const KwRelays *relays, const char **out_why, gboolean *out_is_refusal);

/* For `doctor`: connects and says QUIT, waiting. KW_ERROR_TEMPORARY: cannot be reached now;
 * KW_ERROR_REFUSED: it refuses us (certificate, AUTH, 5xx greeting); KW_ERROR_CONFIG. */
gboolean kw_relays_try(const KwRelay *relay, GError **error);
