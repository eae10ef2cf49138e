/* An arrived mail, from "received" to "done" or "quarantine": in a limited child, with attempts. */
#pragma once

#include "cmd.h"
#include "mail/trace.h"

/* A mail as it comes in. Borrowed; what is unknown is NULL. */
typedef struct {
	GBytes *bytes;
	const char *sender, *recipient; /* envelope, as the mail server told it; else the trace
					   fields on top of the mail say it */
	const char *via, *box;          /* the mailbox it lay in, and its user's name */
	/* kw_arrival_look()'s, owned */
	KwTrace trace;
	char *sha256, *fingerprint;
} KwArrival;
void kw_arrival_clear(KwArrival *arrival);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwArrival, kw_arrival_clear)

/* What the bytes alone tell. It takes its time for a large mail: before the transaction, while
 * others may write. */
void kw_arrival_look(KwArrival *arrival);
/* Stores the raw bytes of an arrival that was looked at, within the caller's transaction, as
 * kw_mails_add(): the same mail by two ways counts once. */
gboolean kw_arrival_store(KwContext *cx, const KwArrival *arrival, int64_t *out_mail,
			  gboolean *out_is_new, GError **error);

/* Claims the mail and lets a child read it and act. Closes cx->db before the fork and opens it
 * again after. TRUE also where the child failed: the mail's state says so; FALSE only where the
 * store could not be used. */
gboolean kw_arrival_process(KwContext *cx, int64_t mail, GError **error);

/* What earlier processes left: at most `limit` mails whose lease is over; those without attempts go
 * to quarantine. Trouble is logged, never returned: the caller's own work goes on. cx->db may be
 * NULL after it: kw_context_open_db(). */
void kw_arrival_sweep(KwContext *cx, int limit);
