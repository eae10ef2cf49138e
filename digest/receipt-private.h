/* Between receipt.c and receipt_data.c. */
#pragma once

#include "digest/receipt.h"

/* What the template "receipt" and its subject see. *out_subject is the phrase of the subject. */
JsonNode *kw_receipt_data(KwDb *db, const KwConfig *config, const KwWords *words,
			  const KwReceipt *receipt, int64_t now, const char **out_subject,
			  GError **error);
/* Whom to call, from the configuration. */
void kw_receipt_set_operator(JsonObject *data, const KwConfig *config);
