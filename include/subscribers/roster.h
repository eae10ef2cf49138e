/* Subscriber lists as CSV (RFC 4180): UTF-8 with or without BOM, or CP932, detected; headers in
 * Japanese or English; all or nothing, errors with line numbers.
 */
#pragma once

#include "base/token.h"
#include "subscribers/membership.h"

#include <stdio.h>

typedef struct {
	int line;
	char *text; /* what is wrong and what to do, plain English */
} KwRosterProblem;

typedef struct {
	int rows; /* without the header line and empty lines */
	int added, already, back, refused;
	int wrong;           /* problems; the first of them follow */
	GPtrArray *problems; /* KwRosterProblem *, owned; 100 at most */
} KwRosterReport;
void kw_roster_report_clear(KwRosterReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwRosterReport, kw_roster_report_clear)

/* A list and what shall be done with it. Borrowed. */
typedef struct {
	const char *name; /* stands in the evidence: "NAME:12" */
	FILE *file;       /* read twice: one that can be rewound */
	GTimeZone *zone;
	const KwKeys *keys;        /* know the addresses that were erased */
	const GPtrArray *partners; /* of the configuration: whose codes may stand in the list */
	gboolean dry_run;
	const char *actor;
	int64_t now;
} KwRosterList;

/* Imports in one transaction, in memory that does not grow with the list. With problems, or
 * `dry_run`, nothing is written (and the result is TRUE: look at the report). A row's consent date
 * is required (column 同意日 / consent), as YYYY-MM-DD or YYYY/MM/DD. At most 5,000,000 rows. */
gboolean kw_roster_import(KwDb *db, const KwRosterList *list, KwRosterReport *out_report,
			  GError **error);

/* The line of column names under which kw_roster_format() writes and an import reads, in Japanese
 * or ("en") English. */
char *kw_roster_header(const char *language);
char *kw_roster_format(const KwSubscriber *subscriber, GTimeZone *zone);
