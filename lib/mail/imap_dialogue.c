/* What an IMAP server says, line by line (RFC 3501 §7, 9051 §7): which kind of answer a line is, to
 * the end of a command, and what it is able to do. */
#include "imap-private.h"

#include "base/error.h"

#include <string.h>

#define LINES_MAX 2000000 /* of one answer */

const char *kw_imap_after(const char *line, const char *keyword)
{
	size_t n = strlen(keyword);

	return g_ascii_strncasecmp(line, keyword, n) == 0 ? line + n : NULL;
}

static gboolean goodbye(const char *said, GError **error)
{
	g_autofree char *quoted = kw_wire_quote(said);

	kw_error_set(error, KW_ERROR_TEMPORARY, "the server ends the session: %s", quoted);
	return FALSE;
}

/* A server may talk without end, and be well heard all the time. */
static gboolean is_endless(KwImap *imap, guint tag)
{
	if (imap->heard_tag != tag) {
		imap->heard_tag = tag;
		imap->heard = 0;
	}
	return ++imap->heard > LINES_MAX;
}

gboolean kw_imap_next(KwImap *imap, guint tag, KwImapReply *out_reply, char **out_text,
		      GError **error)
{
	g_autofree char *own = g_strdup_printf("k%u ", tag);
	char *line = kw_wire_line(imap->wire, NULL, error);
	const char *text;

	if (!line)
		return FALSE;
	if (is_endless(imap, tag)) {
		kw_wire_garbage("IMAP", line, error);
		return FALSE;
	}
	if ((text = kw_imap_after(line, "* BYE")))
		return goodbye(text, error);
	if (g_str_has_prefix(line, "* "))
		*out_reply = KW_IMAP_UNTAGGED, text = line + 2;
	else if (line[0] == '+')
		*out_reply = KW_IMAP_CONTINUE, text = line + 1;
	else if (g_str_has_prefix(line, own) && (text = kw_imap_after(line + strlen(own), "OK")))
		*out_reply = KW_IMAP_OK;
	else if (g_str_has_prefix(line, own) && (text = kw_imap_after(line + strlen(own), "NO")))
		*out_reply = KW_IMAP_NO;
	else {
		kw_wire_garbage("IMAP", line, error);
		return FALSE;
	}
	*out_text = (char *)text + strspn(text, " ");
	return TRUE;
}

gboolean kw_imap_finish(KwImap *imap, guint tag, KwImapHeard heard, gpointer user,
			KwImapReply *out_reply, char **out_said, GError **error)
{
	char *text;

	do {
		if (!kw_imap_next(imap, tag, out_reply, &text, error))
			return FALSE;
		if (*out_reply == KW_IMAP_UNTAGGED && heard)
			heard(imap, text, user);
	} while (*out_reply == KW_IMAP_UNTAGGED);
	if (*out_reply == KW_IMAP_CONTINUE)
		return kw_wire_garbage("IMAP", text, error);
	*out_said = g_strdup(text);
	return TRUE;
}

gboolean kw_imap_is_temporary(const char *said)
{
	return kw_imap_after(said, "[UNAVAILABLE]") || kw_imap_after(said, "[INUSE]") ||
	       kw_imap_after(said, "[LIMIT]") || kw_imap_after(said, "[SERVERBUG]");
}
