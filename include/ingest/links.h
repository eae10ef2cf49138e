/* Links in texts: finding them, undoing the wrappers that mail systems put around them.
 *
 * Nothing is fetched: GovDelivery, SafeLinks, Google and Proofpoint carry the target inside.
 */
#pragma once

#include <glib.h>

/* http(s) URLs in plain text, unwrapped, each once, in order; trailing 。、）and . , ) are not part
 * of a URL. Those that were made harmless are none (ingest/gateway.h). char *, owned. At most 500.
 */
GPtrArray *kw_links_find(const char *text);

/* The target of a wrapped link (repeatedly, at most 8 layers), without tracking parameters
 * (utm_*, gclid, fbclid …). What is not wrapped comes back as it was. Never NULL. */
char *kw_links_unwrap(const char *url);

/* The form for "the same page": unwrapped, https, host in lower case, no default port, no trailing
 * slash on a bare host; the fragment stays (JPCERT's weekly report differs by it only). */
char *kw_links_canonical(const char *url);

/* The text with every wrapped link replaced by its target. */
char *kw_links_unwrap_text(const char *text);
