/* What goes back to staff for an arrived mail: whether, and with which facts. */
#pragma once

#include "cmd.h"

#include "ingest/intake.h"
#include "store/mails.h"

/* An arrived mail and what was read from files for it, before the transaction begins. */
typedef struct {
	KwContext *cx;
	const KwMail *mail;
	const KwReading *reading;
	const KwConfigStaff *staff; /* whose address stands in From; NULL: nobody of the staff */
	KwWords *words;
	KwKeys *keys;
	char *actor; /* "mail:12" */
} KwArrived;

/* All in the caller's transaction. TRUE also where the mail must not be answered, or a template of
 * the operator's is broken (that is logged): for neither a mail may be lost. */

/* The receipt for a contribution; `results` are KwIntakeResult. */
gboolean kw_receipt_for_items(const KwArrived *arrived, const GArray *results, GError **error);
/* Outlook's recall, to the staff member whose it is. */
gboolean kw_receipt_for_recall(const KwArrived *arrived, GError **error);
/* Gmail's question whether mail may be forwarded to us, to all staff. */
gboolean kw_receipt_for_forwarding(const KwArrived *arrived, GError **error);

/* Whether the mail's sender is proven to be the address in From. */
gboolean kw_receipt_is_proven(const KwArrived *arrived);
/* RFC 3834: no null return path, no list, nothing that says that it is bulk. */
gboolean kw_receipt_may_answer(const KwArrived *arrived);
/* A broken template must not cost the mail: where `ok` is FALSE for one, which is found before
 * anything is written, it is logged and forgiven. Returns whether to go on. */
gboolean kw_receipt_forgive(const KwArrived *arrived, gboolean ok, GError **error);
