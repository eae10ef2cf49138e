/* One leaf of a mail: what it is called, what it is, and its text.
 *
 * From raw fields and decoded bytes; where the parts are is lib/mail/message.c. A part that is text
 * but has a name is a file: a log or a list that somebody attached is not what he wrote.
 */
#include "message-private.h"

#include "base/charset.h"
#include "base/text.h"
#include "mail/header.h"

#include <string.h>

/* One file name without folders; NULL where nothing is left. */
static char *file_name(char *name)
{
	char *start = name;

	for (char *p = name; p && *p; p++)
		if (*p == '/' || *p == '\\')
			start = p + 1;
	if (!name || !*start || strcmp(start, ".") == 0 || strcmp(start, "..") == 0) {
		g_free(name);
		return NULL;
	}
	start = kw_text_cut(start, 255);
	g_free(name);
	return start;
}

char *kw_part_name(const KwPartFields *fields, const char *hint)
{
	const struct {
		const char *raw, *parameter;
	} places[] = {
		{fields->disposition, "filename"},
		{fields->type, "name"},
		{fields->disposition, "name"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
		char *name = NULL;

		if (places[i].raw)
			name = kw_header_parameter(places[i].raw, places[i].parameter, hint);
		name = file_name(name);
		if (name)
			return name;
	}
	return NULL;
}

char *kw_part_type(const KwPartFields *fields, const char *inside, gboolean has_name)
{
	g_autofree char *type = fields->type ? kw_header_token(fields->type) : NULL;

	if (!fields->type && strcmp(inside, "multipart/digest") == 0)
		return g_strdup("message/rfc822");
	if (!type || strcmp(type, "text") == 0)
		return g_strdup("text/plain");
	if (!strchr(type, '/')) /* RFC 2045 §5.2 wants text/plain; a file is none */
		return g_strdup(has_name ? "application/octet-stream" : "text/plain");
	return g_steal_pointer(&type);
}

gboolean kw_part_is_mail_type(const char *type)
{
	return strcmp(type, "message/rfc822") == 0 || strcmp(type, "message/rfc2822") == 0 ||
	       strcmp(type, "message/global") == 0 || strcmp(type, "message/news") == 0;
}

static gboolean has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), length = strlen(suffix);

	return n >= length && g_ascii_strcasecmp(name + n - length, suffix) == 0;
}

#define CFB_MAGIC                                                                       \
	"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" /* container of Outlook and old Office files \
					    */
#define TNEF_MAGIC "\x78\x9f\x3e\x22"

/* The names of an Outlook item's streams, which tell it from a Word document without a suffix. */
static gboolean has_outlook_streams(const char *data, size_t length)
{
	static const char name[] = "_\0_\0s\0u\0b\0s\0t\0g\0001\0.\0000\0_";

	return memmem(data, length, name, sizeof(name) - 1) != NULL;
}

/* CMS that is only signed (RFC 5652 §5): its content type stands at the front. */
static gboolean is_signed_data(const char *data, size_t length)
{
	return memmem(data, MIN(length, 64), "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 9) != NULL;
}

/* What a person has to open with another program. `start` "" = no magic. A type that says nothing
 * ("application/octet-stream") is believed where the magic is there. */
const char *kw_part_why_unread(const KwPart *part, const char **out_kind)
{
	static const struct {
		const char *type, *suffix, *start, *kind, *why;
	} kinds[] = {
		{"application/vnd.ms-outlook", ".msg", CFB_MAGIC, "outlook-msg",
		 "Outlook item (.msg)"},
		{"application/ms-tnef", "winmail.dat", "", "winmail.dat",
		 "Outlook bundle (winmail.dat)"},
		{"application/vnd.ms-tnef", ".dat", TNEF_MAGIC, "winmail.dat",
		 "Outlook bundle (winmail.dat)"},
		{"application/octet-stream", "", TNEF_MAGIC, "winmail.dat",
		 "Outlook bundle (winmail.dat)"},
		{"application/applefile", "", "", "other", "Macintosh file information"},
		{"message/partial", "", "", "broken",
		 "one piece of a mail that was sent in pieces"},
		{"message/external-body", "", "", "other", "pointer to a file elsewhere"},
		{"application/x-pkcs7-mime", ".p7m", "", "encrypted",
		 "encrypted or wrapped (S/MIME)"},
		{"application/pkcs7-mime", "", "", "encrypted", "encrypted or wrapped (S/MIME)"},
	};
	gsize length;
	const char *data = g_bytes_get_data(part->bytes, &length);

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		size_t start = strlen(kinds[i].start);

		if (length < start || (start && memcmp(data, kinds[i].start, start) != 0))
			continue;
		if (strcmp(part->type, kinds[i].type) != 0 &&
		    !(part->name && *kinds[i].suffix && has_suffix(part->name, kinds[i].suffix)))
			continue;
		*out_kind = strcmp(kinds[i].kind, "encrypted") == 0 && is_signed_data(data, length)
				    ? "other"
				    : kinds[i].kind;
		return kinds[i].why;
	}
	if (length > strlen(CFB_MAGIC) && memcmp(data, CFB_MAGIC, strlen(CFB_MAGIC)) == 0 &&
	    has_outlook_streams(data, length)) {
		*out_kind = kinds[0].kind;
		return kinds[0].why;
	}
	return NULL;
}

/* Octet streams and texts are looked into only where the name says that they hold a mail, octet
 * streams also where it says nothing. */
gboolean kw_part_is_mail_file(const KwPart *part)
{
	gboolean is_octets = strcmp(part->type, "application/octet-stream") == 0;
	gboolean is_named = part->name && has_suffix(part->name, ".eml");
	gsize length;
	const char *data = g_bytes_get_data(part->bytes, &length);

	if (!is_octets && strcmp(part->type, "text/plain") != 0)
		return FALSE;
	if (!is_named && !(is_octets && !(part->name && strchr(part->name, '.'))))
		return FALSE;
	return length && kw_header_is_mail(data, length);
}

/* A part of text without a name is what a reader reads; with one it is a file, but for an
 * alternative: some programs give those names. */
gboolean kw_part_is_attachment(const KwPart *part, const char *disposition, const char *inside)
{
	if (disposition && strcmp(disposition, "inline") != 0)
		return TRUE;
	if (strcmp(part->type, "text/plain") == 0 || strcmp(part->type, "text/html") == 0)
		return part->name && strcmp(inside, "multipart/alternative") != 0;
	if (part->name || strcmp(part->type, "text/calendar") == 0)
		return TRUE;
	if (g_str_has_prefix(part->type, "text/") || g_str_has_prefix(part->type, "message/") ||
	    strcmp(inside, "multipart/report") == 0 || strcmp(inside, "multipart/signed") == 0 ||
	    strcmp(inside, "multipart/encrypted") == 0)
		return FALSE;
	return !(part->content_id && strcmp(inside, "multipart/related") == 0);
}

/* What <meta charset=…> says, near the start of HTML. */
static char *meta_charset(GBytes *bytes)
{
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	g_autofree char *head = g_ascii_strdown(data ? data : "", (gssize)MIN(length, 2048));
	const char *p = strstr(head, "charset=");

	if (!p)
		return NULL;
	p += strlen("charset=");
	p += strspn(p, "\"' ");
	return g_strndup(p, strcspn(p, "\"'; />\r\n"));
}

void kw_part_read_text(KwPart *part, const KwPartFields *fields, const char *hint)
{
	g_autofree char *format = NULL, *delsp = NULL, *text = NULL, *meta = NULL;
	const char *charset;
	gsize length;
	const void *data = g_bytes_get_data(part->bytes, &length);

	if (fields->type) {
		part->charset_declared = kw_header_parameter(fields->type, "charset", NULL);
		format = kw_header_parameter(fields->type, "format", NULL);
		delsp = kw_header_parameter(fields->type, "delsp", NULL);
	}
	if (!part->charset_declared && strcmp(part->type, "text/html") == 0)
		meta = meta_charset(part->bytes);
	charset = part->charset_declared ? part->charset_declared : meta ? meta : hint;
	text = kw_charset_decode(data ? data : "", length, charset, &part->charset_used);
	if (format && g_ascii_strcasecmp(format, "flowed") == 0 &&
	    strcmp(part->type, "text/plain") == 0) {
		g_autofree char *fixed = g_steal_pointer(&text);

		text = kw_flowed_join(fixed, delsp && g_ascii_strcasecmp(delsp, "yes") == 0);
	}
	part->text = kw_text_tidy(text);
}
