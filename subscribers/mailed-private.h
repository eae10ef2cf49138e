/* Our tokens, as they come back in addresses and Message-IDs. */
#pragma once

#include <glib.h>

/* What may be a token in "kawaraban+TOKEN@…" or, with a domain of its own, "TOKEN@…"; to be freed;
 * NULL where `address` has no local part. */
char *kw_mailed_token(const char *address);
