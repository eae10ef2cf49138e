/* The files of the command `doctor`. */
#pragma once

#include "cmd.h"
#include "print.h"

/* A look at the installation. The table is printed at the end. */
typedef struct {
	KwContext *cx;
	KwTable *table;
	int failures;
} KwVisit;

/* A line of the table. `state`: "ok", "watch", or "FAIL", which is counted. */
void kw_doctor_say(KwVisit *visit, const char *state, const char *what, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
/* Says the error and clears it. */
void kw_doctor_fail(KwVisit *visit, const char *what, GError **error);

/* Each says what it found. All but the first need cx->config; mailboxes, sources and what is in the
 * store need cx->db. */

/* --- doctor_setup.c --- */

void kw_doctor_check_config(KwVisit *visit); /* loads cx->config; NULL after it: not readable */
void kw_doctor_check_addresses(KwVisit *visit);
void kw_doctor_check_keys(KwVisit *visit);
void kw_doctor_check_words(KwVisit *visit);
gboolean kw_doctor_check_store(KwVisit *visit); /* opens cx->db; FALSE: cannot be opened */

/* --- doctor_store.c --- */

void kw_doctor_check_mails(KwVisit *visit);
void kw_doctor_check_items(KwVisit *visit);
void kw_doctor_check_bounces(KwVisit *visit);
void kw_doctor_check_outbox(KwVisit *visit);

/* --- doctor_outside.c --- */

void kw_doctor_check_mailboxes(KwVisit *visit);
void kw_doctor_check_sources(KwVisit *visit);
void kw_doctor_check_relay(KwVisit *visit, const KwConfigRelay *relay);
