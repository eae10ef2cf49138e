/* Which lines of an advisory's text are headings, and of what. */
#pragma once

#include "ingest/publisher.h"

/* A line of a text, with what stands around it. */
typedef struct {
	const KwPublisher *publisher; /* whose own headings count first; NULL = nobody's */
	char *const *lines;           /* NULL-terminated */
	guint at;
} KwHeadingPlace;

typedef struct {
	const char *role; /* of the section that it begins: "affected", "remedy" …; static */
	char *title;      /* yours */
	const char *rest; /* text that follows on the same line, borrowed; NULL = none */
} KwHeading;

/* FALSE: the line is no heading. */
gboolean kw_heading_read(const KwHeadingPlace *place, KwHeading *out_heading);

/* It is drawn, of "-" or the like. */
gboolean kw_heading_is_rule(const char *line);
