/* The sections of an advisory's text: overview, affected, remedy, references. */
#pragma once

#include "ingest/publisher.h"

typedef struct {
	const char
		*role; /* "overview", "affected", "impact", "remedy", "workaround", "exploitation",
			  "references", "contact", "history", "lead", "other"; static or interned */
	char *title;   /* heading as written, or "" for the text before the first heading */
	char *text;    /* tidy */
} KwSection;

typedef struct {
	const char *publisher; /* id in ingest/publishers/, or NULL; interned */
	char *id;              /* "JPCERT-AT-2026-0030", or NULL */
	char *title;           /* the advisory's own title line, or NULL */
	KwForm form;
	GPtrArray *sections; /* KwSection *, owned, in order, at most 60 */
} KwAdvisory;
void kw_advisory_free(KwAdvisory *advisory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwAdvisory, kw_advisory_free)

/* Never NULL: text without headings is one section "lead", a table has none. `from_address` (may
 * be NULL), `subject` and the text name the publisher. */
KwAdvisory *kw_advisory_parse(const char *subject, const char *from_address, const char *text);

/* The publisher whose site a URL belongs to; NULL = none known. Interned. */
const char *kw_advisory_publisher_of_url(const char *url);
