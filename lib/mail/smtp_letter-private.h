/* A letter as it is said to a relay. RFC 5321, 1870 (SIZE), 6152 (8BITMIME), 6531 (SMTPUTF8). */
#pragma once

#include "mail/relays.h"

/* A letter on its way; lib/mail/relays.c makes and frees it. */
typedef struct {
	int64_t id;
	char *return_path, *recipient;
	GBytes *message;
	/* what relays.c remembers */
	guint64 tried; /* one bit a relay that has faulted or refused at this letter */
	guint moves;
} KwSmtpLetter;

void kw_smtp_letter_free(KwSmtpLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSmtpLetter, kw_smtp_letter_free)

typedef enum {
	KW_OFFERS_8BITMIME = 1 << 0,
	KW_OFFERS_SIZE = 1 << 1,
	KW_OFFERS_SMTPUTF8 = 1 << 2,
	KW_OFFERS_PIPELINING = 1 << 3,
} KwSmtpOffers;

/* Whether a relay with these offers (KwSmtpOffers) and limit (0 = none) can carry it; else
 * *out_refusal, with why. */
gboolean kw_smtp_letter_fits(const KwSmtpLetter *letter, guint offers, guint64 max_bytes,
			     KwSendOutcome *out_refusal);
/* MAIL and RCPT, each a line; the letter, dots doubled, with the final dot. */
void kw_smtp_letter_put_mail(const KwSmtpLetter *letter, guint offers, GString *out);
void kw_smtp_letter_put_rcpt(const KwSmtpLetter *letter, GString *out);
void kw_smtp_letter_put_body(const KwSmtpLetter *letter, GString *out);
