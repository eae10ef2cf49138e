/* The inside of mail/relays.h, for its files and their tests. */
#pragma once

#include "smtp_link-private.h"

/* One connection of a relay. */
typedef struct {
	KwSmtpLink *link;
	gboolean was_open;
	gint64 used_at;       /* when it was opened, or last had a letter */
	gboolean is_forgiven; /* that it breaks says nothing of the relay: it has carried letters,
				 or stood idle for long */
} KwLine;

typedef struct {
	KwRelay config; /* strings are ours */
	int index;
	guint64 bit;         /* in KwSmtpLetter.tried */
	GPtrArray *lines;    /* KwLine *; of SMTP */
	const char *maildir; /* its folder; NULL = SMTP */
	gboolean is_maildir_ready;
	GQueue waiting;  /* KwSmtpLetter *: chosen for it, and no connection had room yet */
	guint pending;   /* those, and the ones that are on a connection */
	gint64 moved_at; /* last outcome, or first letter after none was pending */
	guint allowed;
	gint64 turn; /* of the weighted round */

	/* left alone */
	guint faults;        /* in a row */
	gint64 retry_at;     /* monotonic; until then no new connection */
	gboolean is_blocked; /* until then no letter either: it has refused us */
	gboolean is_refusal;
	char *why; /* "relay URL: …" of the last fault */
} KwWayOut;

struct KwRelays {
	GPtrArray *ways; /* KwWayOut * */
	KwSmtpLoop *loop;
	GArray *ready; /* KwSendOutcome, for the next turn */
	guint pending;
	gboolean has_news; /* a connection stands, or broke */
	/* tests set these */
	int dot_timeout_s;
	gint64 backoff_ms, idle_ms, patience_ms;
};

KwWayOut *kw_way_out_new(const KwRelay *relay, int index, GError **error);
void kw_way_out_free(KwWayOut *way);
guint kw_way_out_open(const KwWayOut *way); /* connections that stand */
/* Something went wrong with it: leave it alone, longer each time. */
void kw_way_out_fault(KwWayOut *way, const char *why, gboolean is_refusal, gint64 backoff_ms,
		      gint64 now);
/* A letter was dealt with. */
void kw_way_out_worked(KwWayOut *way, gint64 now);
/* Letters may go there, perhaps after connecting. */
gboolean kw_way_out_is_usable(const KwWayOut *way, gint64 now);

/* Whom a letter goes to next, by weight; NULL = nobody is left. `letter` may be NULL: any. */
KwWayOut *kw_relays_choose(KwRelays *relays, const KwSmtpLetter *letter, gint64 now);
/* Whether that relay is one of those that are used now: by weight, or because the others fail. */
gboolean kw_relays_is_used(const KwRelays *relays, const KwWayOut *way, gint64 now);
/* It holds letters and has not moved for a while: the others do not wait for it. */
gboolean kw_relays_is_lagging(const KwRelays *relays, const KwWayOut *way, gint64 now);

/* lib/mail/relays_maildir.c */
gboolean kw_relays_maildir_open(KwWayOut *way, GError **error);
void kw_relays_maildir_send(KwWayOut *way, const KwSmtpLetter *letter, KwSendOutcome *out_outcome);

/* lib/mail/relays_settle.c */

/* An outcome for the next turn; frees the letter. */
void kw_relays_tell(KwRelays *relays, KwSmtpLetter *letter, const KwSendOutcome *outcome);
/* To the relay whose turn it is; `last` is what the letter comes back with where there is none. */
void kw_relays_place(KwRelays *relays, KwSmtpLetter *letter, const KwSendOutcome *last, gint64 now);
/* Letters that the relay has not begun with, and will not, go to the others. */
void kw_relays_move_waiting(KwRelays *relays, KwWayOut *way, gint64 now);
/* kw_way_out_fault() with readers' addresses hidden: what is wrong with a relay is logged and
 * shown. */
void kw_relays_fault(KwRelays *relays, KwWayOut *way, const char *why, gboolean is_refusal,
		     gint64 now);
/* The relay refused us at this letter. */
void kw_relays_block(KwRelays *relays, KwWayOut *way, const KwSendOutcome *outcome, gint64 now);
/* What became of a letter at a relay. `is_fault`: the relay is to blame for it, so the letter does
 * not go there again; a connection that has carried others may end at any time. */
void kw_relays_settle(KwRelays *relays, KwWayOut *way, KwSmtpLetter *letter, KwSendOutcome *outcome,
		      gboolean is_fault, gint64 now);

/* lib/mail/relays_hand_out.c */

/* So many connections for so many letters; one only to a relay that has just failed. */
void kw_relays_connect_for(KwRelays *relays, KwWayOut *way, guint letters, gint64 now);
/* Letters to connections, and onto the wire. */
void kw_relays_hand_out(KwRelays *relays, gint64 now);

/* lib/mail/relays_collect.c */
void kw_relays_collect(KwRelays *relays, gint64 now);
