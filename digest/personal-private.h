/* The personal fields of a letter: for deliver*.c and probe.c. */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "base/words.h"
#include "mail/compose.h"
#include "store/outbox.h"

/* Who sends, for all letters of a run. Borrowed pointers, but for the words. */
typedef struct {
	KwDb *db;
	const KwConfig *config;
	const KwKeys *keys;
	KwWords *words[2];       /* ja, en; loaded when first needed */
	GHashTable *consents[2]; /* day to the sentence that names it, in those languages */
} KwIssuer;
void kw_issuer_clear(KwIssuer *issuer);

typedef struct {
	char *values[KW_FIELDS];
	char *return_path;
} KwPersonal;
void kw_personal_clear(KwPersonal *personal);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwPersonal, kw_personal_clear)

/* The envelope's sender of a letter with that delivery token, and how its reader leaves (an https
 * or mailto address). */
char *kw_personal_return_path(const KwConfig *config, const char *token);
char *kw_personal_leave_link(const KwConfig *config, const KwKeys *keys, int64_t issue,
			     int64_t subscriber);

/* Fills `personal` (zeroed) for the reader of `row`. KW_ERROR_NOT_FOUND: there is none any more,
 * KW_ERROR_REFUSED: one who is not to get anything now. */
gboolean kw_personal_fill(KwPersonal *personal, KwIssuer *issuer, const KwOutboxRow *row,
			  const KwLetter *letter, GError **error);
