/* The lines of an OpenPGP cleartext signature (RFC 4880 §7) in a text as it was signed.
 *
 * What forwarding left of one is lib/mail/auth_clear.c.
 */
#include "auth-private.h"

#include <string.h>

#define BEGIN_TEXT "-----BEGIN PGP SIGNED MESSAGE-----"
#define BEGIN_SIG  "-----BEGIN PGP SIGNATURE-----"
#define END_SIG    "-----END PGP SIGNATURE-----"

/* Whether the line is `mark` and blanks. */
static gboolean is_line(const char *line, const char *end, const char *mark)
{
	size_t length = strlen(mark);

	while (end > line && strchr(" \t\r\n", end[-1]))
		end--;
	return (size_t)(end - line) == length && memcmp(line, mark, length) == 0;
}

gboolean kw_auth_armour_find(const char *text, size_t length, size_t *out_start, size_t *out_end)
{
	static const char *const marks[] = {BEGIN_TEXT, BEGIN_SIG, END_SIG};
	const char *end, *start = NULL;
	guint found = 0;

	if (!length)
		return FALSE;
	end = text + length;
	for (const char *line = text, *next; line < end; line = next) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));

		next = newline ? newline + 1 : end;
		if (*line != '-' || !is_line(line, next, marks[found]))
			continue;
		if (found++ == 0)
			start = line;
		if (found < G_N_ELEMENTS(marks))
			continue;
		*out_start = (size_t)(start - text);
		*out_end = (size_t)(next - text);
		return TRUE;
	}
	return FALSE;
}
