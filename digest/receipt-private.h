/* Between receipt.c, receipt_data.c, notice.c and consultation.c. */
#pragma once

#include "digest/receipt.h"
#include "mail/compose.h"

/* What the template "receipt" and its subject see. *out_subject is the phrase of the subject. */
JsonNode *kw_receipt_data(KwDb *db, const KwConfig *config, const KwWords *words,
			  const KwReceipt *receipt, int64_t now, const char **out_subject,
			  GError **error);
/* A mail to staff into the outbox, after bulletins and before newsletters; `address` normalised. */
gboolean kw_receipt_enqueue(KwDb *db, const KwConfig *config, const KwComposed *composed,
			    const char *address, int64_t now, GError **error);
/* Whom to call, from the configuration. */
void kw_receipt_set_operator(JsonObject *data, const KwConfig *config);
