/* Mails out of an IMAP folder: asked for by UID and with PEEK, so nothing is marked by reading,
 * many with one command: of several commands a server may mix the answers. A literal is refused by
 * its announced length, before it is in memory. */
#include "imap-private.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define RESPONSE_BYTES (256 * 1024) /* of a FETCH, without its literals */
#define SMALL_LITERAL  (64 * 1024)  /* of anything but the body */

guint64 kw_imap_number_of(const char *response, const char *name)
{
	g_autofree char *word = g_strdup_printf("%s ", name);

	for (const char *p = response; (p = strcasestr(p, word)); p += strlen(word))
		if (p > response && strchr(" (", p[-1]))
			return g_ascii_strtoull(p + strlen(word), NULL, 10);
	return 0;
}

const char *kw_imap_fetch_of(const char *text)
{
	char *end;

	return g_ascii_strtoull(text, &end, 10) && end > text ? kw_imap_after(end, " FETCH ")
							      : NULL;
}

/* "… {123}" at the end of a line: the length, its position in *out_at. */
static gboolean ends_with_literal(const char *line, size_t *out_at, guint64 *out_length)
{
	const char *open = strrchr(line, '{');
	char *end;

	if (!open || !g_ascii_isdigit(open[1]))
		return FALSE;
	*out_length = g_ascii_strtoull(open + 1, &end, 10);
	end += *end == '+';
	*out_at = (size_t)(open - line);
	return end[0] == '}' && end[1] == '\0';
}

static GBytes *read_literal(KwImap *imap, guint64 length, guint64 max, GError **error)
{
	g_autofree char *bytes = NULL;

	if (length > max) {
		kw_error_set(error, KW_ERROR_DATA,
			     "the server sends %" G_GUINT64_FORMAT
			     " bytes, more than %" G_GUINT64_FORMAT,
			     length, max);
		return NULL;
	}
	bytes = g_malloc(length + 1);
	if (!kw_wire_read(imap->wire, bytes, length, error))
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&bytes), length);
}

/* A quoted string at the start of `text`; NULL is none. */
static GBytes *read_quoted(const char *text)
{
	GByteArray *bytes;

	if (*text != '"')
		return NULL;
	bytes = g_byte_array_new();
	for (text++; *text && *text != '"'; text++) {
		text += *text == '\\' && text[1];
		g_byte_array_append(bytes, (const guint8 *)text, 1);
	}
	return g_byte_array_free_to_bytes(bytes);
}

/* The rest of a FETCH response whose first line starts `text`: its text without literals, and the
 * one behind BODY[]. */
static gboolean read_fetch(KwImap *imap, GString *text, size_t max_bytes, GBytes **out_body,
			   GError **error)
{
	const char *quoted;
	guint64 length;
	size_t at;

	while (ends_with_literal(text->str, &at, &length)) {
		const char *line;
		gboolean is_body;

		g_string_truncate(text, at);
		is_body = g_ascii_strncasecmp(text->str + MAX(at, 7) - 7, "BODY[] ", 7) == 0;
		g_autoptr(GBytes) bytes =
			read_literal(imap, length, is_body ? max_bytes : SMALL_LITERAL, error);
		if (!bytes || !(line = kw_wire_line(imap->wire, NULL, error)))
			return FALSE;
		if (is_body && !*out_body)
			*out_body = g_steal_pointer(&bytes);
		if (text->len + strlen(line) > RESPONSE_BYTES)
			return kw_wire_garbage("IMAP", line, error);
		g_string_append(text, line);
	}
	quoted = strcasestr(text->str, "BODY[] \"");
	if (quoted && !*out_body)
		*out_body = read_quoted(quoted + strlen("BODY[] "));
	return TRUE;
}

/* Mails that are fetched with one command. */
typedef struct {
	KwInboxEntry **entries;
	guint n, next; /* behind the last that came */
	gboolean *got;
	size_t max_bytes;
	KwInboxTake take;
	gpointer user;
	const KwInboxEntry **out_at;
} Batch;

/* The place of the mail with this UID; n where it is none of ours, or came already. */
static guint place_of(const Batch *batch, guint64 uid)
{
	guint i = 0;

	while (i < batch->n &&
	       (batch->got[i] || g_ascii_strtoull(batch->entries[i]->uid, NULL, 10) != uid))
		i++;
	return i;
}

/* The mail at which the connection broke: the one whose response had begun, or the next. */
static const KwInboxEntry *broken_at(const Batch *batch, const char *text)
{
	guint i = text ? place_of(batch, kw_imap_number_of(text, "UID")) : batch->n;

	if (i == batch->n)
		for (i = batch->next; i < batch->n && batch->got[i];)
			i++;
	return batch->entries[i < batch->n ? i : 0];
}

static gboolean hear_mail(KwImap *imap, Batch *batch, const char *response, GError **error)
{
	g_autoptr(GString) text = g_string_new(response);
	g_autoptr(GBytes) body = NULL;
	guint i;

	if (!read_fetch(imap, text, batch->max_bytes, &body, error)) {
		*batch->out_at = broken_at(batch, text->str);
		return FALSE;
	}
	i = body ? place_of(batch, kw_imap_number_of(text->str, "UID")) : batch->n;
	if (i == batch->n) /* flags that changed, or a mail once more */
		return TRUE;
	batch->got[i] = TRUE;
	batch->next = i + 1;
	return batch->take(batch->entries[i], body, NULL, batch->user, error);
}

/* Reads to the end of the command. *out_said: the server's NO, or NULL. */
static gboolean hear_mails(KwImap *imap, Batch *batch, char **out_said, GError **error)
{
	KwImapReply reply;
	char *line;

	do {
		const char *response;

		if (!kw_imap_next(imap, imap->tag, &reply, &line, error) ||
		    (reply == KW_IMAP_CONTINUE && !kw_wire_garbage("IMAP", line, error))) {
			*batch->out_at = broken_at(batch, NULL);
			return FALSE;
		}
		response = reply == KW_IMAP_UNTAGGED ? kw_imap_fetch_of(line) : NULL;
		if (response && !hear_mail(imap, batch, response, error))
			return FALSE;
	} while (reply == KW_IMAP_UNTAGGED);
	*out_said = reply == KW_IMAP_NO ? kw_wire_quote(line) : NULL;
	return TRUE;
}

char *kw_imap_set_of(KwInboxEntry *const *entries, guint n)
{
	GString *set = g_string_new(NULL);

	for (guint i = 0; i < n; i++)
		g_string_append_printf(set, "%s%s", i ? "," : "", entries[i]->uid);
	return g_string_free(set, FALSE);
}

static gboolean fetch_batch(KwImap *imap, Batch *batch, char **out_said, GError **error)
{
	g_autofree char *set = kw_imap_set_of(batch->entries, batch->n);

	return kw_wire_printf(imap->wire, error, "k%u UID FETCH %s (UID BODY.PEEK[])\r\n",
			      ++imap->tag, set) &&
	       hear_mails(imap, batch, out_said, error);
}

/* Those that did not come are asked for alone: then it is known which the server does not give. */
static gboolean fetch_missing(KwImap *imap, const Batch *batch, GError **error)
{
	for (guint i = 0; i < batch->n; i++) {
		g_autofree char *said = NULL;
		gboolean got = FALSE;
		Batch one = *batch;

		if (batch->got[i])
			continue;
		one.entries += i, one.n = 1, one.next = 0, one.got = &got;
		if (!fetch_batch(imap, &one, &said, error) ||
		    (!got && !one.take(one.entries[0], NULL, said, one.user, error)))
			return FALSE;
	}
	return TRUE;
}

gboolean kw_imap_fetch(void *box, const GPtrArray *entries, size_t max_bytes, KwInboxTake take,
		       gpointer user, const KwInboxEntry **out_at, GError **error)
{
	for (guint i = 0; i < entries->len; i += KW_IMAP_SET_UIDS) {
		g_autofree gboolean *got = g_new0(gboolean, KW_IMAP_SET_UIDS);
		g_autofree char *said = NULL;
		Batch batch = {.entries = (KwInboxEntry **)entries->pdata + i,
			       .n = MIN(entries->len - i, KW_IMAP_SET_UIDS),
			       .got = got,
			       .max_bytes = max_bytes,
			       .take = take,
			       .user = user,
			       .out_at = out_at};

		if (!fetch_batch(box, &batch, &said, error) || !fetch_missing(box, &batch, error))
			return FALSE;
	}
	return TRUE;
}
