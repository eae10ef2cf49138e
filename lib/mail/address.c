/* One mail address: its normalised form, and how it is written into an envelope.
 *
 * Lists of addresses with names (From, To, pasted lines) are lib/mail/address_list.c. Characters
 * that RFC 5322 allows in quotes only (blanks, commas, brackets, "@") are refused although they
 * are legal: no living mailbox has them, and every form that a reader mistypes has.
 */
#include "mail/address.h"

#include "base/text.h"

#include <string.h>

#define MASK        "•••"
#define MAX_ADDRESS 254 /* RFC 5321 §4.5.3.1.3: 256 with the angle brackets */
#define MAX_LOCAL   64
#define MAX_LABEL   63

KwAddress *kw_address_new(const char *name, const char *address)
{
	KwAddress *new = g_new0(KwAddress, 1);

	new->name = g_strdup(name);
	new->address = g_strdup(address);
	return new;
}

void kw_address_free(KwAddress *address)
{
	if (!address)
		return;
	g_free(address->name);
	g_free(address->address);
	g_free(address);
}

/* U+FF01 … U+FF5E are the ASCII characters in full width. */
static char *narrow(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		g_string_append_unichar(out, c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c);
	}
	return g_string_free(out, FALSE);
}

/* `text` without "mailto:" and its query, without angle brackets. */
static char *bare(const char *text)
{
	g_autofree char *narrowed = narrow(text);
	g_autofree char *line = kw_text_one_line(narrowed);
	char *start = line;
	size_t length = strlen(line);

	if (*start == '<' && start[length - 1] == '>') {
		start[length - 1] = '\0';
		start = g_strstrip(start + 1);
	}
	if (g_ascii_strncasecmp(start, "mailto:", strlen("mailto:")) == 0) {
		start = g_strstrip(start + strlen("mailto:"));
		*strchrnul(start, '?') = '\0';
	}
	return g_strdup(start);
}

/* Takes the quotes from a quoted local part, in place. FALSE where they are not at both ends. */
static gboolean unquote(char *local)
{
	char *to = local;

	if (*local != '"')
		return TRUE;
	for (const char *from = local + 1; *from; from++) {
		if (*from == '"' && !from[1]) {
			*to = '\0';
			return TRUE;
		}
		if (*from == '\\' && from[1])
			from++;
		*to++ = *from;
	}
	return FALSE;
}

static gboolean is_local(const char *local)
{
	size_t length = strlen(local);

	if (length == 0 || length > MAX_LOCAL)
		return FALSE;
	for (const char *p = local; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || strchr("<>()[]\\,;:\"@", *p))
			return FALSE;
	return TRUE;
}

static gboolean is_domain(const char *domain)
{
	size_t label = 0;

	if (*domain == '[') { /* an address literal */
		size_t inside = strspn(domain + 1, "0123456789abcdefipv:.");

		return inside > 0 && strcmp(domain + 1 + inside, "]") == 0;
	}
	for (const char *p = domain;; p++) {
		if (*p == '.' || !*p) {
			if (label == 0 || label > MAX_LABEL)
				return FALSE;
			if (!*p)
				return TRUE;
			label = 0;
		} else if (g_ascii_isalnum(*p) || *p == '-' || *p == '_' || (*p & 0x80)) {
			label++;
		} else {
			return FALSE;
		}
	}
}

static void lower(char *text)
{
	for (; *text; text++)
		*text = g_ascii_tolower(*text);
}

char *kw_address_normalise(const char *text)
{
	g_autofree char *address = bare(text);
	char *at = strrchr(address, '@');
	size_t length;

	if (!at)
		return NULL;
	*at = '\0';
	lower(address);
	lower(at + 1);
	length = strlen(at + 1);
	if (length && at[length] == '.')
		at[length] = '\0';
	if (!unquote(address) || !is_local(address) || !is_domain(at + 1) ||
	    strlen(address) + 1 + strlen(at + 1) > MAX_ADDRESS)
		return NULL;
	return g_strconcat(address, "@", at + 1, NULL);
}

/* RFC 5321 §4.1.2 Dot-string; UTF-8 is allowed in it by RFC 6531. */
static gboolean is_dot_string(const char *local, size_t length)
{
	char before = '.';

	for (size_t i = 0; i < length; i++) {
		if (local[i] == '.' ? before == '.'
				    : !g_ascii_isalnum(local[i]) && !(local[i] & 0x80) &&
					      !strchr("!#$%&'*+-/=?^_`{|}~", local[i]))
			return FALSE;
		before = local[i];
	}
	return before != '.';
}

char *kw_address_for_envelope(const char *address)
{
	const char *at = strrchr(address, '@');
	GString *out;

	if (!at || is_dot_string(address, (size_t)(at - address)))
		return g_strdup(address);
	out = g_string_new("\"");
	for (const char *p = address; p < at; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *p);
	}
	g_string_append_c(out, '"');
	g_string_append(out, at);
	return g_string_free(out, FALSE);
}

char *kw_address_with_detail(const char *address, const char *detail)
{
	const char *at = strrchr(address, '@');

	g_assert(at);
	return g_strdup_printf("%.*s%s%s%s", (int)(at - address), address, at == address ? "" : "+",
			       detail, at);
}

char *kw_address_mask(const char *address)
{
	const char *at = strrchr(address, '@');
	const char *host = at ? at + 1 : "";
	const char *dot = strrchr(host, '.');
	g_autofree char *first = g_utf8_substring(address, 0, address < at ? 1 : 0);
	g_autofree char *next = g_utf8_substring(host, 0, *host ? 1 : 0);

	return g_strdup_printf("%s" MASK "@%s" MASK "%s", first, next, dot ? dot : "");
}

char *kw_address_for_answers(const KwConfig *config, const char *token)
{
	switch (config->return_path) {
	case KW_RETURN_PATH_VERP_PLUS: return kw_address_with_detail(config->from, token);
	case KW_RETURN_PATH_VERP_DOMAIN:
		return kw_address_with_detail(strrchr(config->from, '@'), token);
	case KW_RETURN_PATH_PLAIN: break;
	}
	return NULL;
}

char *kw_address_detail(const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *local = at ? g_strndup(address, (gsize)(at - address)) : NULL;
	const char *plus = local ? strrchr(local, '+') : NULL;

	return g_strdup(plus ? plus + 1 : local);
}

char *kw_address_hide(const char *text)
{
	GString *out = g_string_new(NULL);

	while (*text) {
		size_t n = strcspn(text, " \t<>()[],;:\"'`");

		if (memchr(text, '@', n))
			g_string_append(out, "(address)");
		else
			g_string_append_len(out, text, (gssize)n);
		text += n;
		if (*text)
			g_string_append_c(out, *text++);
	}
	return g_string_free(out, FALSE);
}
