/* POP3 (RFC 1939, 2449, 5034): the one mailbox that there is, in the server's order.
 *
 * What is deleted is gone when QUIT was answered and not before: until then a broken connection
 * leaves everything where it lies. There is no mark for "read"; with `keep` nothing is told to the
 * server. Commands are sent ahead where it says that it can take them (PIPELINING).
 */
#include "inbox-private.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define AHEAD            16
#define UID_BYTES        255
#define LIST_LIMIT       1000000
#define CAPABILITIES_MAX 1000
#define PIPELINING       (1 << 0)
#define USER             (1 << 1)

typedef struct {
	KwWire *wire;
	int offers;
	char *sasl; /* " PLAIN XOAUTH2 ", upper case; NULL = none */
} Pop3;

static void pop3_free(void *box)
{
	Pop3 *pop3 = box;

	kw_wire_free(pop3->wire);
	g_free(pop3->sasl);
	g_free(pop3);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pop3, pop3_free)

typedef enum { OK, ERR, CONTINUE } Reply;

/* One status line; *out_text borrowed until the next line. */
static gboolean next_reply(Pop3 *pop3, Reply *out_reply, char **out_text, GError **error)
{
	char *line = kw_wire_line(pop3->wire, NULL, error);

	if (!line)
		return FALSE;
	*out_text = line;
	if (g_str_has_prefix(line, "+OK"))
		*out_reply = OK, *out_text += 3;
	else if (g_str_has_prefix(line, "-ERR"))
		*out_reply = ERR, *out_text += 4;
	else if (g_str_has_prefix(line, "+ ") || g_str_equal(line, "+"))
		*out_reply = CONTINUE, *out_text += 1;
	else {
		kw_wire_garbage("POP3", line, error);
		return FALSE;
	}
	*out_text += strspn(*out_text, " ");
	return TRUE;
}

/* Sends `command` and reads its status. */
static gboolean ask(Pop3 *pop3, const char *command, Reply *out_reply, char **out_text,
		    GError **error)
{
	return kw_wire_printf(pop3->wire, error, "%s\r\n", command) &&
	       next_reply(pop3, out_reply, out_text, error);
}

/* The next line of several; NULL without *error behind the last. */
static char *next_line(Pop3 *pop3, size_t *out_length, GError **error)
{
	char *line = kw_wire_line(pop3->wire, out_length, error);

	if (!line || line[0] != '.')
		return line;
	if (*out_length == 1)
		return NULL;
	--*out_length;
	return line + 1;
}

static gboolean is_temporary(const char *said)
{
	return g_str_has_prefix(said, "[IN-USE]") || g_str_has_prefix(said, "[SYS/TEMP]") ||
	       g_str_has_prefix(said, "[LOGIN-DELAY]");
}

/* ---- sign-in ---- */

static void read_capability(Pop3 *pop3, const char *line)
{
	g_autofree char *upper = g_ascii_strup(line, -1);

	if (g_str_equal(upper, "PIPELINING"))
		pop3->offers |= PIPELINING;
	else if (g_str_equal(upper, "USER"))
		pop3->offers |= USER;
	else if (g_str_has_prefix(upper, "SASL ")) {
		g_free(pop3->sasl);
		pop3->sasl = g_strdup_printf("%s ", upper + strlen("SASL"));
	}
}

/* CAPA is younger than many servers: none offered means USER and PASS. */
static gboolean ask_capabilities(Pop3 *pop3, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	Reply reply;
	size_t length;
	char *text;

	if (!ask(pop3, "CAPA", &reply, &text, error))
		return FALSE;
	if (reply != OK) {
		pop3->offers = USER;
		return TRUE;
	}
	for (int lines = 0; (text = next_line(pop3, &length, &trouble)); lines++) {
		if (lines > CAPABILITIES_MAX) {
			kw_wire_garbage("POP3", text, error);
			return FALSE;
		}
		read_capability(pop3, text);
	}
	if (!trouble)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&trouble));
	return FALSE;
}

static gboolean has_mechanism(gconstpointer user, const char *mechanism)
{
	const Pop3 *pop3 = user;
	g_autofree char *word = g_strdup_printf(" %s ", mechanism);

	return pop3->sasl && strstr(pop3->sasl, word);
}

static gboolean authenticate(Pop3 *pop3, const KwInboxAccess *access, const char *mechanism,
			     Reply *out_reply, char **out_text, GError **error)
{
	g_autofree char *command = g_strconcat("AUTH ", mechanism, NULL);
	g_autofree char *response = kw_wire_response(access, mechanism);

	if (!ask(pop3, command, out_reply, out_text, error))
		return FALSE;
	if (*out_reply == CONTINUE && !ask(pop3, response, out_reply, out_text, error))
		return FALSE;
	/* a refused token comes as a challenge first (RFC 7628 §3.2.3) */
	return *out_reply != CONTINUE || ask(pop3, "AQ==", out_reply, out_text, error);
}

static gboolean user_and_pass(Pop3 *pop3, const KwInboxAccess *access, Reply *out_reply,
			      char **out_text, GError **error)
{
	g_autofree char *user = g_strconcat("USER ", access->username, NULL);
	g_autofree char *pass = g_strconcat("PASS ", access->password, NULL);

	return ask(pop3, user, out_reply, out_text, error) &&
	       (*out_reply != OK || ask(pop3, pass, out_reply, out_text, error));
}

static gboolean sign_in(Pop3 *pop3, const KwInboxAccess *access, GError **error)
{
	const char *mechanism = kw_wire_mechanism(access, has_mechanism, pop3);
	gboolean is_done;
	Reply reply;
	char *text;

	if (!mechanism && (access->token || !access->password)) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "the server offers no way to sign in with a %s",
			     access->token ? "token" : "password");
		return FALSE;
	}
	is_done = mechanism ? authenticate(pop3, access, mechanism, &reply, &text, error)
			    : user_and_pass(pop3, access, &reply, &text, error);
	if (!is_done)
		return FALSE;
	return reply == OK || kw_wire_refused(access, is_temporary(text), text, error);
}

void *kw_inbox_pop3_over(KwWire *wire, const KwInboxAccess *access, GError **error)
{
	g_autoptr(Pop3) pop3 = g_new0(Pop3, 1);

	pop3->wire = wire;
	if (!ask_capabilities(pop3, error) || !sign_in(pop3, access, error))
		return NULL;
	return g_steal_pointer(&pop3);
}

static void *pop3_open(const KwInboxAccess *access, char **out_epoch G_GNUC_UNUSED, GError **error)
{
	KwWire *wire = kw_wire_open(access, error);

	return wire ? kw_inbox_pop3_over(wire, access, error) : NULL;
}

/* ---- the list ---- */

/* "1 word": the number, and the word (borrowed). 0 = it is something else. */
static guint split(char *line, char **out_word)
{
	char *end;
	guint64 number = g_ascii_strtoull(line, &end, 10);

	if (end == line || *end != ' ' || number == 0 || number > LIST_LIMIT)
		return 0;
	*out_word = end + strspn(end, " ");
	(*out_word)[strcspn(*out_word, " ")] = '\0';
	return (guint)number;
}

typedef void (*OnLine)(guint number, const char *word, gpointer user);

/* LIST or UIDL. FALSE without *error: the server does not know the command. */
static gboolean list_lines(Pop3 *pop3, const char *command, OnLine heard, gpointer user,
			   GError **error)
{
	GError *trouble = NULL;
	size_t length, lines = 0;
	Reply reply;
	char *text, *word;

	if (!ask(pop3, command, &reply, &text, error) || reply != OK)
		return FALSE;
	while ((text = next_line(pop3, &length, &trouble))) {
		guint number = split(text, &word);

		if (!number || ++lines > LIST_LIMIT)
			return kw_wire_garbage("POP3", text, error);
		heard(number, word, user);
	}
	if (trouble)
		g_propagate_error(error, trouble);
	return trouble == NULL;
}

static void hear_uid(guint number, const char *word, gpointer user)
{
	if (strlen(word) <= UID_BYTES && g_utf8_validate(word, -1, NULL))
		g_hash_table_insert(user, GUINT_TO_POINTER(number), g_strdup(word));
}

static void hear_size(guint number, const char *word, gpointer user)
{
	const KwInboxEntry entry = {
		.number = number,
		.bytes = (int64_t)MIN(g_ascii_strtoull(word, NULL, 10), G_MAXINT64)};

	g_array_append_val(user, entry);
}

static gboolean pop3_list(void *box, KwInboxVisit visit, gpointer user, GError **error)
{
	g_autoptr(GHashTable) uids = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(KwInboxEntry));
	g_autoptr(GError) trouble = NULL;

	/* UIDL is optional: then a mail has no name */
	if (!list_lines(box, "LIST", hear_size, entries, &trouble) ||
	    (entries->len && !list_lines(box, "UIDL", hear_uid, uids, &trouble) && trouble)) {
		if (trouble)
			g_propagate_error(error, g_steal_pointer(&trouble));
		else
			kw_error_set(error, KW_ERROR_TEMPORARY, "the server does not list mails");
		return FALSE;
	}
	for (guint i = 0; i < entries->len; i++) {
		KwInboxEntry *entry = &g_array_index(entries, KwInboxEntry, i);

		entry->uid = g_hash_table_lookup(uids, GUINT_TO_POINTER(entry->number));
		if (!entry->uid)
			entry->uid = (char *)"";
		if (!visit(entry, user, error))
			return FALSE;
	}
	return TRUE;
}

/* ---- mails ---- */

/* The lines behind +OK, with CRLF, dots undone. */
static GBytes *read_mail(Pop3 *pop3, size_t max_bytes, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	GError *trouble = NULL;
	size_t length;
	char *line;

	while ((line = next_line(pop3, &length, &trouble))) {
		if (bytes->len + length + 2 > max_bytes) {
			kw_error_set(error, KW_ERROR_DATA, "the server sends more than %zu bytes",
				     max_bytes);
			return NULL;
		}
		g_byte_array_append(bytes, (const guint8 *)line, (guint)length);
		g_byte_array_append(bytes, (const guint8 *)"\r\n", 2);
	}
	if (trouble) {
		g_propagate_error(error, trouble);
		return NULL;
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

static guint ahead(const Pop3 *pop3)
{
	return pop3->offers & PIPELINING ? AHEAD : 1;
}

/* Sends VERB for the entries up to `until`; *asked counts on. */
static gboolean send_ahead(Pop3 *pop3, const char *verb, const GPtrArray *entries, guint until,
			   guint *asked, GError **error)
{
	for (; *asked < entries->len && *asked < until; ++*asked)
		if (!kw_wire_printf(pop3->wire, error, "%s %u\r\n", verb,
				    ((KwInboxEntry *)entries->pdata[*asked])->number))
			return FALSE;
	return TRUE;
}

static gboolean pop3_fetch(void *box, const GPtrArray *entries, size_t max_bytes, KwInboxTake take,
			   gpointer user, const KwInboxEntry **out_at, GError **error)
{
	Pop3 *pop3 = box;
	guint asked = 0;

	for (guint i = 0; i < entries->len; i++) {
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *said = NULL;
		Reply reply;
		char *text;

		*out_at = entries->pdata[i];
		if (!send_ahead(pop3, "RETR", entries, i + ahead(pop3), &asked, error) ||
		    !next_reply(pop3, &reply, &text, error))
			return FALSE;
		if (reply != OK)
			said = kw_wire_quote(text);
		else if (!(bytes = read_mail(pop3, max_bytes, error)))
			return FALSE;
		*out_at = NULL;
		if (!take(entries->pdata[i], bytes, said, user, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean pop3_settle(void *box, const GPtrArray *entries, gboolean keep, GError **error)
{
	Pop3 *pop3 = box;
	guint asked = 0;

	for (guint i = 0; !keep && i < entries->len; i++) {
		Reply reply;
		char *text;

		if (!send_ahead(pop3, "DELE", entries, i + ahead(pop3), &asked, error) ||
		    !next_reply(pop3, &reply, &text, error))
			return FALSE;
		if (reply == OK)
			continue;
		g_autofree char *shown = kw_wire_quote(text);
		kw_error_set(error, KW_ERROR_REFUSED,
			     "the server does not let us delete mails (%s); look at the rights of "
			     "this user, or write \"keep: true\"",
			     shown);
		return FALSE;
	}
	return TRUE;
}

static gboolean pop3_close(void *box, GError **error)
{
	Reply reply;
	char *text;

	if (!ask(box, "QUIT", &reply, &text, error))
		return FALSE;
	if (reply == OK)
		return TRUE;
	g_autofree char *shown = kw_wire_quote(text);
	kw_error_set(error, KW_ERROR_TEMPORARY, "the server may not have deleted everything: %s",
		     shown);
	return FALSE;
}

const KwInboxBackend kw_inbox_pop3 = {
	.open = pop3_open,
	.list = pop3_list,
	.fetch = pop3_fetch,
	.settle = pop3_settle,
	.close = pop3_close,
	.free = pop3_free,
};
