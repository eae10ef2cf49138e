/* Addresses in header blocks that were pasted into a text: claims, in every spelling. */
#pragma once

#include "mail/address.h"

/* The author that a From line names: "Doe, John <a@b<mailto:a@b>>", "List <l@x> on behalf of
 * John". Without an address, where it says none; NULL where it says nothing. */
KwAddress *kw_pasted_from(const char *text);

/* Appends the addresses of a To or Cc line (text may be NULL) to `out` (KwAddress *). */
void kw_pasted_list(const char *text, GPtrArray *out);

/* A name without quotes, brackets and punctuation around it; NULL where nothing is left. */
char *kw_pasted_name(const char *text);
