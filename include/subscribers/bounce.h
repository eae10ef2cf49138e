/* Letters that came back, and complaints.
 *
 * Anybody can write a bounce: it counts only with our delivery token in the envelope's recipient
 * (VERP), in To, or in the Message-ID of the letter that came back. Whoever was forwarded a letter,
 * or is in a thread that began with one, has that token: so a letter comes back once, and within 30
 * days. Points are given once a day at most, and forgotten after bounce.decay_days. At bounce.limit
 * a last letter asks whether anything arrives (a probe, and a warning): comes it back too, the
 * subscriber is "bounced"; else, after bounce.probe_days without another bounce, the points are
 * gone.
 */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "mail/dsn.h"
#include "store/db.h"

typedef enum {
	KW_BOUNCE_NO_TOKEN, /* not provably about a letter of ours: for a person to look at */
	KW_BOUNCE_NOTHING,  /* a delay, or a refusal that says nothing about the reader */
	KW_BOUNCE_KNOWN,    /* had its points, also of another letter today; or the letter did not
			       go out lately; or the reader gets none any more */
	KW_BOUNCE_SCORED,
	KW_BOUNCE_PROBE, /* scored, and now the caller sends the last letter */
	KW_BOUNCE_GONE,  /* the last letter came back: gets no more letters */
} KwBounceResult;

/* What of a mail may hold our token. Borrowed; all may be NULL. */
typedef struct {
	const char *recipient;   /* of the envelope */
	const GPtrArray *to;     /* KwAddress * */
	const char *returned_id; /* Message-ID of the letter that came back, without <> */
} KwReturned;

/* A bounce that arrived. *out_subscriber is 0 without a token. The transaction is the caller's, and
 * `actor` stands in the journal. */
gboolean kw_bounce_take(KwDb *db, const KwConfig *config, const KwKeys *keys,
			const KwReturned *returned, const KwDsn *dsn, const char *actor,
			int64_t now, KwBounceResult *out_result, int64_t *out_subscriber,
			GError **error);

/* A relay refused the letter of `issue` (0: a notice) for the reader's address, for good. */
gboolean kw_bounce_refused(KwDb *db, const KwConfig *config, int64_t issue, int64_t subscriber,
			   const char *actor, int64_t now, KwBounceResult *out_result,
			   GError **error);

/* Judges those whose last letter went out long enough ago, `limit` at most; each in a transaction
 * of its own. */
gboolean kw_bounce_judge(KwDb *db, const KwConfig *config, int limit, const char *actor,
			 int64_t now, GError **error);

typedef enum {
	KW_COMPLAINT_NO_TOKEN,
	KW_COMPLAINT_NOTHING, /* another kind of report, or had complained before */
	KW_COMPLAINT_DONE,    /* gets no more letters, and no import brings that back */
	KW_COMPLAINT_ASKED,   /* gets no more letters, and now the caller asks him: nothing shows
				 that the letter itself was complained of */
} KwComplaintResult;

/* A feedback report (RFC 5965) that arrived. *out_subscriber as above. */
gboolean kw_bounce_complaint(KwDb *db, const KwKeys *keys, const KwReturned *returned,
			     const KwFeedback *feedback, const char *actor, int64_t now,
			     KwComplaintResult *out_result, int64_t *out_subscriber,
			     GError **error);
