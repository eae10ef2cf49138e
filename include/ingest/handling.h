/* Handling marks: what staff forward but may not publish (TLP 1.0 and 2.0, 関係者限り …). */
#pragma once

#include "mail/message.h"

typedef struct {
	char *mark; /* as found, upper case: "TLP:AMBER+STRICT", "関係者限り"; NULL = none */
	const char *where;   /* "subject", "header", "body", "attachment"; static; NULL = none */
	gboolean restricted; /* FALSE for CLEAR, WHITE and no mark */
} KwHandling;
void kw_handling_clear(KwHandling *handling);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwHandling, kw_handling_clear)

/* The strictest mark in subject, headers, attachment names and `text` (the mail's whole text). A
 * text that only explains TLP does not count. */
void kw_handling_find(const KwMessage *message, const char *text, KwHandling *out_handling);
/* The same of a text that is no mail. */
void kw_handling_find_text(const char *title, const char *text, KwHandling *out_handling);
