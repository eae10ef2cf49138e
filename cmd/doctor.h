/* The files of the command `doctor`. */
#pragma once

#include "cmd.h"
#include "print.h"

/* A look at the installation. The table is printed at the end. */
typedef struct {
	KwContext *cx;
	KwTable *table;
	int failures;
} KwDoctor;

/* A line of the table. `state`: "ok", "watch", or "FAIL", which is counted. */
void kw_doctor_say(KwDoctor *visit, const char *state, const char *what, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
/* Says the error and clears it. */
void kw_doctor_fail(KwDoctor *visit, const char *what, GError **error);

/* Each says what it found. All but the first need cx->config; mailboxes, sources and what is in the
 * store need cx->db. */

/* --- doctor_setup.c --- */

void kw_doctor_check_config(KwDoctor *visit); /* loads cx->config; NULL after it: not readable */
void kw_doctor_check_addresses(KwDoctor *visit);
void kw_doctor_check_keys(KwDoctor *visit);
void kw_doctor_check_words(KwDoctor *visit);
void kw_doctor_check_facts(KwDoctor *visit);
gboolean kw_doctor_check_store(KwDoctor *visit); /* opens cx->db; FALSE: cannot be opened */

/* --- doctor_store.c --- */

void kw_doctor_check_mails(KwDoctor *visit);
void kw_doctor_check_items(KwDoctor *visit);
void kw_doctor_check_bounces(KwDoctor *visit);
void kw_doctor_check_sign_ups(KwDoctor *visit);
void kw_doctor_check_outbox(KwDoctor *visit);

/* --- doctor_outside.c --- */

void kw_doctor_check_mailboxes(KwDoctor *visit);
void kw_doctor_check_sources(KwDoctor *visit);
void kw_doctor_check_relay(KwDoctor *visit, const KwConfigRelay *relay);
