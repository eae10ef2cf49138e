/* Whom From names, where there is only one way to read it.
 *
 * lib/mail/address_list.c reads what people and programs write and guesses where it must; nothing
 * here guesses. Whatever two programs might read differently (our mail server, which checked the
 * domain, and we) is refused: several From fields or mailboxes, groups, control characters, an
 * address in the name, an encoded-word in the address. A refused mail is not lost, only unproven.
 */
#include "auth-private.h"

#include "base/text.h"

#include <string.h>

#define MAX_FROM   8192
#define MAX_FIELDS 1000 /* that kw_header_block_parse() keeps */

static gboolean is_clean(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!bytes[i] || (bytes[i] == '\r' && (i + 1 == length || bytes[i + 1] != '\n')))
			return FALSE;
	return TRUE;
}

KwHeaderBlock *kw_auth_header(const char *bytes, size_t length, size_t *out_start,
			      const char **out_why)
{
	g_autoptr(KwHeaderBlock) block = NULL;
	const char *newline;

	*out_start = 0;
	if (length >= 5 && memcmp(bytes, "From ", 5) == 0 &&
	    (newline = memchr(bytes, '\n', length)))
		*out_start = (size_t)(newline + 1 - bytes);
	block = kw_header_block_parse(bytes + *out_start, length - *out_start);
	if (!block->is_regular)
		*out_why = "the header has lines that are no fields";
	else if (block->fields->len >= MAX_FIELDS)
		*out_why = "the header has too many fields";
	else if (!is_clean(bytes + *out_start, block->body_offset))
		*out_why = "the header has NUL or bare CR bytes";
	else
		return g_steal_pointer(&block);
	return NULL;
}

/* --- one mailbox --- */

typedef struct {
	const char *p;
	GString *phrase; /* unquoted words before the angle bracket, blanks as one */
	GString *angle;
	gboolean has_angle, has_quoted;
} Mailbox;

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* From "(" to behind its ")"; NULL where it is not closed. */
static const char *skip_comment(const char *p)
{
	int depth = 0;

	for (; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p + 1;
	}
	return NULL;
}

/* From a quote to behind the closing one; NULL where there is none. */
static const char *skip_quoted(const char *p)
{
	for (p++; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '"')
			return p + 1;
	}
	return NULL;
}

/* "<" to ">": an address without blanks, brackets and lists in it; only its local part may be
 * quoted. */
static gboolean read_angle(Mailbox *mailbox)
{
	const char *start = mailbox->p + 1, *p = start;

	if (*p == '"' && !(p = skip_quoted(p)))
		return FALSE;
	while (*p && *p != '>' && !is_blank(*p) && !strchr("<(),;:\"\\", *p))
		p++;
	if (*p != '>')
		return FALSE;
	g_string_append_len(mailbox->angle, start, p - start);
	mailbox->has_angle = TRUE;
	mailbox->p = p + 1;
	return TRUE;
}

/* One token; FALSE: not one mailbox. */
static gboolean read_token(Mailbox *mailbox)
{
	const char *p = mailbox->p, *end;

	if (is_blank(*p)) {
		if (mailbox->phrase->len)
			g_string_append_c(mailbox->phrase, ' ');
		mailbox->p++;
		return TRUE;
	}
	if (*p == '(') {
		mailbox->p = skip_comment(p);
		return mailbox->p != NULL;
	}
	if (mailbox->has_angle || strchr(",;:>)\\", *p))
		return FALSE;
	if (*p == '<')
		return read_angle(mailbox);
	if (*p != '"') {
		g_string_append_c(mailbox->phrase, *p);
		mailbox->p++;
		return TRUE;
	}
	end = skip_quoted(p);
	if (!end)
		return FALSE;
	if (*end == '@') /* a quoted local part without brackets */
		g_string_append_len(mailbox->phrase, p, end - p);
	mailbox->has_quoted = TRUE;
	mailbox->p = end;
	return TRUE;
}

static gboolean is_readable(const char *raw)
{
	size_t length = strlen(raw);

	if (length > MAX_FROM || !kw_text_is_valid(raw, length))
		return FALSE;
	for (const char *p = raw; *p; p++)
		if (((unsigned char)*p < ' ' && !is_blank(*p)) || *p == 0x7f)
			return FALSE;
	return TRUE;
}

static gboolean is_ascii(const char *text)
{
	for (; *text; text++)
		if (*text & 0x80)
			return FALSE;
	return TRUE;
}

/* The address as written, or NULL. */
static char *mailbox_address(Mailbox *mailbox)
{
	GString *words = mailbox->phrase;

	while (*mailbox->p)
		if (!read_token(mailbox))
			return NULL;
	g_strchomp(words->str);
	if (!mailbox->has_angle)
		return strchr(words->str, ' ') ? NULL : g_strdup(words->str);
	/* "a@x <b@y>": who reads the words only sees somebody else */
	if (strchr(words->str, '@') && g_ascii_strcasecmp(words->str, mailbox->angle->str) != 0)
		return NULL;
	return g_strdup(mailbox->angle->str);
}

static char *read_mailbox(const char *raw)
{
	Mailbox mailbox = {raw, g_string_new(NULL), g_string_new(NULL), FALSE, FALSE};
	char *address = mailbox_address(&mailbox);

	g_string_free(mailbox.phrase, TRUE);
	g_string_free(mailbox.angle, TRUE);
	return address;
}

char *kw_auth_sole_from(const KwHeaderBlock *block, const char **out_why)
{
	const char *raw = kw_header_block_find(block, "From");
	g_autofree char *address = NULL;
	char *normal;
	guint count = 0;

	for (guint i = 0; i < block->fields->len; i++) {
		const KwRawHeader *field = block->fields->pdata[i];

		count += g_ascii_strcasecmp(field->name, "From") == 0;
	}
	if (count != 1) {
		*out_why = count ? "there are several From fields" : "there is no From";
		return NULL;
	}
	address = is_readable(raw) ? read_mailbox(raw) : NULL;
	if (!address || !strchr(address, '@') || strstr(address, "=?")) {
		*out_why = "From is not exactly one address";
		return NULL;
	}
	normal = is_ascii(address) ? kw_address_normalise(address) : NULL;
	if (!normal)
		*out_why = "the address in From is not a plain ASCII address";
	return normal;
}
