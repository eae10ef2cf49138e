/* IMAP (RFC 3501, 9051): one folder, its mails in order of UID.
 *
 * Only what emptying needs: sign-in, SELECT, FETCH, STORE, EXPUNGE. Mails are asked for by UID and
 * with PEEK, so nothing is marked by reading, many with one command: of several commands a server
 * may mix the answers. A literal is refused by its announced length, before it is in memory.
 * EXPUNGE without UIDPLUS (RFC 4315) removes whatever is marked, so it is used only where nobody
 * else's mail was. What cannot be expunged stays marked, and is not listed again.
 */
#include "inbox-private.h"

#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MAX      2000000 /* of one answer */
#define SET_UIDS       200
#define RESPONSE_BYTES (256 * 1024) /* of a FETCH, without its literals */
#define SMALL_LITERAL  (64 * 1024)  /* of anything but the body */

typedef struct {
	KwWire *wire;
	guint tag;
	char *capabilities; /* " IMAP4REV1 UIDPLUS … ", upper case */
	guint64 exists;
	gboolean others_deleted; /* somebody else marked mails for deletion */
} Imap;

static void imap_free(void *box)
{
	Imap *imap = box;

	kw_wire_free(imap->wire);
	g_free(imap->capabilities);
	g_free(imap);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Imap, imap_free)

/* ---- responses ---- */

/* A line that starts with a keyword, any case: what stands behind it, or NULL. */
static const char *after(const char *line, const char *keyword)
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

typedef enum { UNTAGGED, CONTINUE, OK, NO } Reply;

/* One line. *out_text is what stands behind the tag and the word; borrowed until the next. BAD and
 * BYE are errors. */
static gboolean next_reply(Imap *imap, guint tag, Reply *out_reply, char **out_text, GError **error)
{
	g_autofree char *own = g_strdup_printf("k%u ", tag);
	char *line = kw_wire_line(imap->wire, NULL, error);
	const char *text;

	if (!line)
		return FALSE;
	if ((text = after(line, "* BYE")))
		return goodbye(text, error);
	if (g_str_has_prefix(line, "* "))
		*out_reply = UNTAGGED, text = line + 2;
	else if (line[0] == '+')
		*out_reply = CONTINUE, text = line + 1;
	else if (g_str_has_prefix(line, own) && (text = after(line + strlen(own), "OK")))
		*out_reply = OK;
	else if (g_str_has_prefix(line, own) && (text = after(line + strlen(own), "NO")))
		*out_reply = NO;
	else {
		kw_wire_garbage("IMAP", line, error);
		return FALSE;
	}
	*out_text = (char *)text + strspn(text, " ");
	return TRUE;
}

typedef void (*OnUntagged)(Imap *imap, const char *text, gpointer user);

/* To the end of the command `tag`: OK or NO, and what was said with it (yours). */
static gboolean finish(Imap *imap, guint tag, OnUntagged heard, gpointer user, Reply *out_reply,
		       char **out_said, GError **error)
{
	guint lines = 0;
	char *text;

	do {
		if (!next_reply(imap, tag, out_reply, &text, error))
			return FALSE;
		if (++lines > LINES_MAX) { /* a server without end */
			kw_wire_garbage("IMAP", text, error);
			return FALSE;
		}
		if (*out_reply == UNTAGGED && heard)
			heard(imap, text, user);
	} while (*out_reply == UNTAGGED);
	if (*out_reply == CONTINUE)
		return kw_wire_garbage("IMAP", text, error);
	*out_said = g_strdup(text);
	return TRUE;
}

static gboolean is_temporary(const char *said)
{
	return after(said, "[UNAVAILABLE]") || after(said, "[INUSE]") || after(said, "[LIMIT]") ||
	       after(said, "[SERVERBUG]");
}

/* ---- sign-in ---- */

static void hear_capability(Imap *imap, const char *text, gpointer user G_GNUC_UNUSED)
{
	const char *list = after(text, "CAPABILITY");

	if (!list)
		return;
	g_free(imap->capabilities);
	imap->capabilities = g_strdup_printf("%s ", list);
	for (char *c = imap->capabilities; *c; c++)
		*c = g_ascii_toupper(*c);
}

static gboolean has(const Imap *imap, const char *capability)
{
	g_autofree char *word = g_strdup_printf(" %s ", capability);

	return imap->capabilities && strstr(imap->capabilities, word);
}

static gboolean has_mechanism(gconstpointer imap, const char *mechanism)
{
	g_autofree char *word = g_strconcat("AUTH=", mechanism, NULL);

	return has(imap, word);
}

static gboolean ask_capabilities(Imap *imap, GError **error)
{
	g_autofree char *said = NULL;
	Reply reply;

	return kw_wire_printf(imap->wire, error, "k%u CAPABILITY\r\n", ++imap->tag) &&
	       finish(imap, imap->tag, hear_capability, NULL, &reply, &said, error);
}

/* Waits for the server's "+". FALSE without error: it said NO, *out_said tells. */
static gboolean wait_to_continue(Imap *imap, char **out_said, GError **error)
{
	Reply reply;
	char *text;

	do {
		if (!next_reply(imap, imap->tag, &reply, &text, error))
			return FALSE;
	} while (reply == UNTAGGED);
	if (reply != CONTINUE)
		*out_said = g_strdup(text);
	return reply == CONTINUE;
}

/* The end of AUTHENTICATE. A refused token comes as a challenge, which wants an answer before the
 * NO (RFC 7628 §3.2.3; an empty line for XOAUTH2). */
static gboolean authenticated(Imap *imap, Reply *out_reply, char **out_said, GError **error)
{
	char *text;

	do {
		if (!next_reply(imap, imap->tag, out_reply, &text, error) ||
		    (*out_reply == CONTINUE && !kw_wire_send(imap->wire, "AQ==\r\n", 6, error)))
			return FALSE;
	} while (*out_reply == UNTAGGED || *out_reply == CONTINUE);
	*out_said = g_strdup(text);
	return TRUE;
}

static gboolean authenticate(Imap *imap, const KwInboxAccess *access, const char *mechanism,
			     Reply *out_reply, char **out_said, GError **error)
{
	g_autofree char *response = kw_wire_response(access, mechanism);

	*out_reply = NO;
	if (!kw_wire_printf(imap->wire, error, "k%u AUTHENTICATE %s\r\n", ++imap->tag, mechanism))
		return FALSE;
	if (!wait_to_continue(imap, out_said, error))
		return *out_said != NULL;
	return kw_wire_printf(imap->wire, error, "%s\r\n", response) &&
	       authenticated(imap, out_reply, out_said, error);
}

/* LOGIN with literals: a name or password may hold any character. */
static gboolean login(Imap *imap, const KwInboxAccess *access, Reply *out_reply, char **out_said,
		      GError **error)
{
	const char *name = access->username, *password = access->password;

	*out_reply = NO;
	if (!kw_wire_printf(imap->wire, error, "k%u LOGIN {%zu}\r\n", ++imap->tag, strlen(name)))
		return FALSE;
	if (!wait_to_continue(imap, out_said, error))
		return *out_said != NULL;
	if (!kw_wire_printf(imap->wire, error, "%s {%zu}\r\n", name, strlen(password)))
		return FALSE;
	if (!wait_to_continue(imap, out_said, error))
		return *out_said != NULL;
	return kw_wire_printf(imap->wire, error, "%s\r\n", password) &&
	       finish(imap, imap->tag, NULL, NULL, out_reply, out_said, error);
}

static gboolean sign_in(Imap *imap, const KwInboxAccess *access, GError **error)
{
	const char *mechanism = kw_wire_mechanism(access, has_mechanism, imap);
	g_autofree char *said = NULL;
	gboolean is_done;
	Reply reply;

	if (!mechanism && (access->token || has(imap, "LOGINDISABLED"))) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "the server offers no way to sign in with a %s",
			     access->token ? "token" : "password");
		return FALSE;
	}
	is_done = mechanism ? authenticate(imap, access, mechanism, &reply, &said, error)
			    : login(imap, access, &reply, &said, error);
	if (!is_done)
		return FALSE;
	return reply == OK || kw_wire_refused(access, is_temporary(said), said, error);
}

/* ---- the folder ---- */

/* One character of a name that is not printable ASCII, as UTF-16 in big-endian bytes. */
static void add_utf16(GByteArray *bytes, gunichar c)
{
	gunichar2 units[2] = {(gunichar2)c, 0};
	guint n = 1;

	if (c > 0xFFFF) {
		units[0] = (gunichar2)(0xD800 + ((c - 0x10000) >> 10));
		units[1] = (gunichar2)(0xDC00 + ((c - 0x10000) & 0x3FF));
		n = 2;
	}
	for (guint i = 0; i < n; i++) {
		const guint8 pair[] = {(guint8)(units[i] >> 8), (guint8)units[i]};

		g_byte_array_append(bytes, pair, 2);
	}
}

static void add_shifted(GString *out, GByteArray *bytes)
{
	g_autofree char *base64 = NULL;

	if (!bytes->len)
		return;
	base64 = g_base64_encode(bytes->data, bytes->len);
	base64[strcspn(base64, "=")] = '\0';
	g_strdelimit(base64, "/", ',');
	g_string_append_printf(out, "&%s-", base64);
	g_byte_array_set_size(bytes, 0);
}

char *kw_inbox_imap_folder(const char *name)
{
	g_autoptr(GByteArray) shifted = g_byte_array_new();
	g_autofree char *valid = kw_text_repair(name, -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		if (*p < 0x20 || *p > 0x7E) {
			add_utf16(shifted, g_utf8_get_char(p));
			continue;
		}
		add_shifted(out, shifted);
		g_string_append_c(out, *p);
		if (*p == '&')
			g_string_append_c(out, '-');
	}
	add_shifted(out, shifted);
	return g_string_free(out, FALSE);
}

/* A quoted string. */
static char *quote(const char *text)
{
	GString *out = g_string_new("\"");

	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	return g_string_free(g_string_append_c(out, '"'), FALSE);
}

static void hear_select(Imap *imap, const char *text, gpointer user)
{
	char **epoch = user, *end;
	guint64 n = g_ascii_strtoull(text, &end, 10);
	const char *validity = after(text, "OK [UIDVALIDITY ");

	if (end > text && after(end, " EXISTS"))
		imap->exists = n;
	if (!validity)
		return;
	g_free(*epoch);
	*epoch = g_strdup_printf("%" G_GUINT64_FORMAT, g_ascii_strtoull(validity, NULL, 10));
}

static gboolean select_folder(Imap *imap, const char *folder, char **out_epoch, GError **error)
{
	g_autofree char *encoded = kw_inbox_imap_folder(folder);
	g_autofree char *quoted = quote(encoded);
	g_autofree char *said = NULL;
	Reply reply;

	if (!kw_wire_printf(imap->wire, error, "k%u SELECT %s\r\n", ++imap->tag, quoted) ||
	    !finish(imap, imap->tag, hear_select, out_epoch, &reply, &said, error))
		return FALSE;
	if (reply == OK)
		return TRUE;
	g_autofree char *shown = kw_wire_quote(said);
	kw_error_set(error, is_temporary(said) ? KW_ERROR_TEMPORARY : KW_ERROR_CONFIG,
		     "folder %s: %s", folder, shown);
	return FALSE;
}

void *kw_inbox_imap_over(KwWire *wire, const KwInboxAccess *access, const char *folder,
			 char **out_epoch, GError **error)
{
	g_autoptr(Imap) imap = g_new0(Imap, 1);

	imap->wire = wire;
	if (!ask_capabilities(imap, error) || !sign_in(imap, access, error) ||
	    !ask_capabilities(imap, error) || !select_folder(imap, folder, out_epoch, error))
		return NULL;
	return g_steal_pointer(&imap);
}

/* /FOLDER of the URL; NULL with *error where it is not percent-encoded UTF-8. */
static char *folder_of(const char *url, GError **error)
{
	const char *host = strstr(url, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;
	char *folder;

	if (!path || !path[1])
		return g_strdup("INBOX");
	folder = g_uri_unescape_string(path + 1, NULL);
	if (folder && g_utf8_validate(folder, -1, NULL))
		return folder;
	g_free(folder);
	kw_error_set(error, KW_ERROR_CONFIG, "the folder in its address is not percent-encoded");
	return NULL;
}

static void *imap_open(const KwInboxAccess *access, char **out_epoch, GError **error)
{
	g_autofree char *folder = folder_of(access->url, error);
	KwWire *wire = folder ? kw_wire_open(access, error) : NULL;

	return wire ? kw_inbox_imap_over(wire, access, folder, out_epoch, error) : NULL;
}

/* ---- FETCH ---- */

/* The number behind NAME in a FETCH response; 0 = it is not there. Values that a server quotes
 * cannot hold these names followed by a digit. */
static guint64 number_of(const char *response, const char *name)
{
	g_autofree char *word = g_strdup_printf("%s ", name);

	for (const char *p = response; (p = strcasestr(p, word)); p += strlen(word))
		if (p > response && strchr(" (", p[-1]))
			return g_ascii_strtoull(p + strlen(word), NULL, 10);
	return 0;
}

/* "* 12 FETCH (…": what stands behind FETCH, or NULL. */
static const char *fetch_of(const char *text)
{
	char *end;

	return g_ascii_strtoull(text, &end, 10) && end > text ? after(end, " FETCH ") : NULL;
}

typedef struct {
	KwInboxVisit visit;
	gpointer user;
	guint number;
	guint64 last_uid;
	GError *error;
} Listing;

static void hear_entry(Imap *imap, const char *text, gpointer user)
{
	Listing *listing = user;
	const char *response = fetch_of(text);
	guint64 uid = response ? number_of(response, "UID") : 0;

	if (!uid || listing->error || !strcasestr(response, "RFC822.SIZE "))
		return;
	if (strcasestr(response, "\\Deleted")) {
		imap->others_deleted = TRUE;
		return;
	}
	if (uid == listing->last_uid) /* said twice */
		return;
	listing->last_uid = uid;
	g_autofree char *name = g_strdup_printf("%" G_GUINT64_FORMAT, uid);
	const KwInboxEntry entry = {
		.uid = name,
		.number = ++listing->number,
		.bytes = (int64_t)MIN(number_of(response, "RFC822.SIZE"), G_MAXINT64),
	};
	if (!listing->visit(&entry, listing->user, &listing->error) && !listing->error)
		kw_error_set(&listing->error, KW_ERROR_INTERNAL, "the list ended without a reason");
}

static gboolean imap_list(void *box, KwInboxVisit visit, gpointer user, GError **error)
{
	Imap *imap = box;
	Listing listing = {.visit = visit, .user = user};
	g_autofree char *said = NULL;
	Reply reply;

	if (!imap->exists)
		return TRUE;
	if (!kw_wire_printf(imap->wire, error, "k%u UID FETCH 1:* (UID RFC822.SIZE FLAGS)\r\n",
			    ++imap->tag) ||
	    !finish(imap, imap->tag, hear_entry, &listing, &reply, &said, error)) {
		g_clear_error(&listing.error);
		return FALSE;
	}
	if (listing.error) {
		g_propagate_error(error, listing.error);
		return FALSE;
	}
	return reply == OK || kw_wire_garbage("IMAP", said, error);
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

static GBytes *read_literal(Imap *imap, guint64 length, guint64 max, GError **error)
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
static gboolean read_fetch(Imap *imap, GString *text, size_t max_bytes, GBytes **out_body,
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
	guint i = text ? place_of(batch, number_of(text, "UID")) : batch->n;

	if (i == batch->n)
		for (i = batch->next; i < batch->n && batch->got[i];)
			i++;
	return batch->entries[i < batch->n ? i : 0];
}

static gboolean hear_mail(Imap *imap, Batch *batch, const char *response, GError **error)
{
	g_autoptr(GString) text = g_string_new(response);
	g_autoptr(GBytes) body = NULL;
	guint i;

	if (!read_fetch(imap, text, batch->max_bytes, &body, error)) {
		*batch->out_at = broken_at(batch, text->str);
		return FALSE;
	}
	i = body ? place_of(batch, number_of(text->str, "UID")) : batch->n;
	if (i == batch->n) /* flags that changed, or a mail once more */
		return TRUE;
	batch->got[i] = TRUE;
	batch->next = i + 1;
	return batch->take(batch->entries[i], body, NULL, batch->user, error);
}

/* Reads to the end of the command. *out_said: the server's NO, or NULL. */
static gboolean hear_mails(Imap *imap, Batch *batch, char **out_said, GError **error)
{
	Reply reply;
	char *line;

	do {
		const char *response;

		if (!next_reply(imap, imap->tag, &reply, &line, error) ||
		    (reply == CONTINUE && !kw_wire_garbage("IMAP", line, error))) {
			*batch->out_at = broken_at(batch, NULL);
			return FALSE;
		}
		response = reply == UNTAGGED ? fetch_of(line) : NULL;
		if (response && !hear_mail(imap, batch, response, error))
			return FALSE;
	} while (reply == UNTAGGED);
	*out_said = reply == NO ? kw_wire_quote(line) : NULL;
	return TRUE;
}

static char *set_of(KwInboxEntry *const *entries, guint n)
{
	GString *set = g_string_new(NULL);

	for (guint i = 0; i < n; i++)
		g_string_append_printf(set, "%s%s", i ? "," : "", entries[i]->uid);
	return g_string_free(set, FALSE);
}

static gboolean fetch_batch(Imap *imap, Batch *batch, char **out_said, GError **error)
{
	g_autofree char *set = set_of(batch->entries, batch->n);

	return kw_wire_printf(imap->wire, error, "k%u UID FETCH %s (UID BODY.PEEK[])\r\n",
			      ++imap->tag, set) &&
	       hear_mails(imap, batch, out_said, error);
}

/* Those that did not come are asked for alone: then it is known which the server does not give. */
static gboolean fetch_missing(Imap *imap, const Batch *batch, GError **error)
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

static gboolean imap_fetch(void *box, const GPtrArray *entries, size_t max_bytes, KwInboxTake take,
			   gpointer user, const KwInboxEntry **out_at, GError **error)
{
	for (guint i = 0; i < entries->len; i += SET_UIDS) {
		g_autofree gboolean *got = g_new0(gboolean, SET_UIDS);
		g_autofree char *said = NULL;
		Batch batch = {.entries = (KwInboxEntry **)entries->pdata + i,
			       .n = MIN(entries->len - i, SET_UIDS),
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

/* ---- STORE and EXPUNGE ---- */

static gboolean settle_command(Imap *imap, GError **error, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
static gboolean settle_command(Imap *imap, GError **error, const char *format, ...)
{
	g_autofree char *command = NULL, *said = NULL;
	Reply reply;
	va_list ap;

	va_start(ap, format);
	command = g_strdup_vprintf(format, ap);
	va_end(ap);
	if (!kw_wire_printf(imap->wire, error, "k%u %s\r\n", ++imap->tag, command) ||
	    !finish(imap, imap->tag, NULL, NULL, &reply, &said, error))
		return FALSE;
	if (reply == OK)
		return TRUE;
	g_autofree char *shown = kw_wire_quote(said);
	kw_error_set(error, is_temporary(said) ? KW_ERROR_TEMPORARY : KW_ERROR_REFUSED,
		     "the server does not let us mark or delete mails (%s); look at the rights of "
		     "this user, or write \"keep: true\"",
		     shown);
	return FALSE;
}

static gboolean settle_set(Imap *imap, const char *set, gboolean keep, GError **error)
{
	if (!settle_command(imap, error, "UID STORE %s +FLAGS.SILENT (%s)", set,
			    keep ? "\\Seen" : "\\Deleted"))
		return FALSE;
	if (keep)
		return TRUE;
	if (has(imap, "UIDPLUS") || has(imap, "IMAP4REV2"))
		return settle_command(imap, error, "UID EXPUNGE %s", set);
	return imap->others_deleted || settle_command(imap, error, "EXPUNGE");
}

static gboolean imap_settle(void *box, const GPtrArray *entries, gboolean keep, GError **error)
{
	for (guint i = 0; i < entries->len; i += SET_UIDS) {
		g_autofree char *set = set_of((KwInboxEntry **)entries->pdata + i,
					      MIN(entries->len - i, SET_UIDS));

		if (!settle_set(box, set, keep, error))
			return FALSE;
	}
	return TRUE;
}

/* What was expunged is gone already: how the server takes leave does not matter. */
static gboolean imap_close(void *box, GError **error G_GNUC_UNUSED)
{
	Imap *imap = box;

	if (kw_wire_printf(imap->wire, NULL, "k%u LOGOUT\r\n", ++imap->tag))
		(void)kw_wire_line(imap->wire, NULL, NULL);
	return TRUE;
}

const KwInboxBackend kw_inbox_imap = {
	.open = imap_open,
	.list = imap_list,
	.fetch = imap_fetch,
	.settle = imap_settle,
	.close = imap_close,
	.free = imap_free,
};
