/* What a mail answers, by our own tokens. */
#pragma once

#include "receipt.h"

#include "base/token.h"

/* The numbers of a token (base/token.h); both 0: there is none. */
typedef struct {
	int64_t first, second;
} KwAnswered;

/* The token that a Message-ID or an address (may be NULL) holds. FALSE: none of that purpose. */
gboolean kw_answered_read(const KwArrived *arrived, const char *id, KwTokenPurpose purpose,
			  KwAnswered *out);
/* The token of that purpose in an address that the mail went to, or in a Message-ID that it
 * answers; never in its text, where it may be somebody else's. */
KwAnswered kw_answered_find(const KwArrived *arrived, KwTokenPurpose purpose);
/* Who was asked to confirm by the letter that the mail answers, and when. Letters of older versions
 * have the token of their link in the Message-ID. */
KwAnswered kw_answered_find_asked(const KwArrived *arrived);
