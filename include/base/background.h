/* Sentences by which a text gives its background: what has been, or what befell another weakness.
 */
#pragma once

#include <glib.h>

/* "Previously, the company fixed five critical vulnerabilities": nothing of it is stated of the
 * weakness that the text is about. `folded` is one sentence (base/text.h). Not where it speaks of
 * "this vulnerability" as well. */
gboolean kw_background_is(const char *folded);
