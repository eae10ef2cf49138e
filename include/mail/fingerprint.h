/* The same mail, come twice: by two ways, or out of two mailboxes.
 *
 * Its bytes differ, because every server on the way adds trace fields on top (RFC 5321 §4.4) and
 * has line ends of its own. What its author wrote does not.
 */
#pragma once

#include <glib.h>

/* SHA-256, hex, of the fields that the author's program wrote, the marks that say who may read it,
 * the body, and the +detail of the envelope's recipient (may be NULL; RFC 5233: a token stands
 * there). Unfolded, line ends as LF, without blank lines at the end. NULL: a mail with neither
 * Message-ID nor Date, or without a header; two of those may be two mails. */
char *kw_fingerprint_of(const void *bytes, size_t length, const char *recipient);
