/* What stands in a mail of those that it answers or forwards. */
#pragma once

#include "ingest/reading.h"

/* Without its marks; tidy, yours. "" = nothing. What the sender wrote himself is reading->own. */
char *kw_quoted_words(const KwReading *reading);
