/* Between receipt_data.c (a receipt as a whole) and receipt_item.c (one item of it). */
#pragma once

#include "digest/explain.h"
#include "digest/plan.h"
#include "receipt-private.h"

#define KW_RECEIPT_DRAFTS     5 /* more make a mail that nobody reads to its end */
#define KW_RECEIPT_NAME_CHARS 60

/* A receipt's data under way. */
typedef struct {
	KwDb *db;
	const KwConfig *config;
	const KwWords *words;
	const KwReceipt *receipt;
	int64_t now;
	KwPlan plan;
	int number;         /* of that issue; 0 = not known yet */
	GPtrArray *items;   /* KwItem *, as in receipt->items */
	GPtrArray *stories; /* KwStory *, of those that can be published */
	JsonArray *drafts;  /* their data, borrowed from the issue's */
} KwReceiptMaking;

/* --- receipt_data.c --- */

/* A phrase; a broken one of the operator's is its id: it is seen in the mail, and must not lose it.
 * `data` may be NULL. */
char *kw_receipt_say(const KwWords *words, const char *id, JsonObject *data);
void kw_receipt_set_phrase(JsonObject *to, const char *key, const KwWords *words, const char *id,
			   JsonObject *data);
/* The id of phrase `stem`.`part`, or `stem`.other where there is none. */
char *kw_receipt_phrase_of(const KwWords *words, const char *stem, const char *part);
/* 11月18日(水)15時: a phrase with a time. */
char *kw_receipt_say_time(const KwConfig *config, const KwWords *words, const char *phrase,
			  int64_t at);

/* --- receipt_item.c --- */

/* Whether more of it may be repeated than that it came. */
gboolean kw_receipt_is_public(const KwItem *item);
/* The data of m->items[i]. */
JsonObject *kw_receipt_item(const KwReceiptMaking *m, guint i, GError **error);
