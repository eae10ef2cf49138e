/* What the sender of a mail wrote himself, and what stands below it. */
#pragma once

#include "ingest/reading.h"

/* Without quotation and signature; tidy, yours. */
char *kw_own_words(const KwReading *reading);
/* What is quoted, without its marks; tidy, yours. "" = nothing. */
char *kw_own_quoted(const KwReading *reading);
