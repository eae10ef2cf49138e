/* How urgent a story is, and why: rules in ingest/rate.yaml over the text, the publisher and the
 * products. Never a CVSS number in front of a reader.
 */
#pragma once

#include "base/words.h"
#include "store/items.h"

/* Fills severity, severity_why, products and category of `item` from its title, text, sections and
 * publisher. `words` is the reader language's set (products, threats). "today" needs a source that
 * states exploitation and a product of the watch-list. */
void kw_rate_item(KwItem *item, const KwWords *words);

/* The sentence of title or text by which a source states exploitation, without its full stop; NULL
 * = it states none. */
char *kw_rate_exploited_quote(const KwItem *item);
/* A catalog lists one of its own CVE numbers as exploited, since `day`: rated anew by the reasons
 * that stand there, since of some sources no text is kept. What staff set stays (severity_by). */
void kw_rate_listed(KwItem *item, const char *day);
/* A source states, or a catalog lists, that it is exploited. */
gboolean kw_rate_is_exploited(const KwItem *item);
