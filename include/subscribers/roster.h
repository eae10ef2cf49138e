/* Subscriber lists as CSV (RFC 4180): UTF-8 with or without BOM, or CP932, detected; headers in
 * Japanese or English; all or nothing, errors with line numbers.
 */
#pragma once

#include "subscribers/membership.h"

typedef struct {
	int line;
	char *text; /* what is wrong and what to do, plain English */
} KwRosterProblem;

typedef struct {
	int rows; /* without the header line and empty lines */
	int added, already, back, refused;
	GPtrArray *problems; /* KwRosterProblem *, owned */
} KwRosterReport;
void kw_roster_report_clear(KwRosterReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwRosterReport, kw_roster_report_clear)

/* Imports in one transaction. With problems, or `dry_run`, nothing is written (and the result is
 * TRUE: look at the report). A row's consent date is required (column 同意日 / consent), as
 * YYYY-MM-DD or YYYY/MM/DD. At most 200,000 rows. `name` stands in the evidence: "NAME:12". */
gboolean kw_roster_import(KwDb *db, const char *name, const void *bytes, size_t length,
			  GTimeZone *zone, gboolean dry_run, const char *actor, int64_t now,
			  KwRosterReport *out_report, GError **error);
