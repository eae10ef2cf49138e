/* What nobody reads here, named: by what a part is, and by what the text says is missing.
 *
 * A mail without a file that matters says nothing: pictures that the HTML shows in its place are
 * logos while they are small, signatures and business cards hold no news. What a file is says its
 * beginning first, then its name, then the declared type: senders know it best, and mail programs
 * worst. */
#include "ingest/unread.h"

#include "base/text.h"
#include "ingest/gateway.h"
#include "ingest/readable.h"

#include <string.h>

#define MAX_LISTED 50
#define MAX_LOGO_BYTES                                                                    \
	(30 * 1024)        /* a larger picture in the text may be a page that was scanned \
			    */
#define HOLES_ONE_IN 20    /* characters: a text with more holes is called broken */
#define ENTRIES_MAX  10000 /* of a zip */

#define ZIP_MAGIC "PK\x03\x04"
#define CFB_MAGIC "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

typedef struct {
	const char *what; /* NULL: not worth a word */
	const char *magic, *types, *suffixes;
} Format;

/* The first that fits. Types and suffixes are separated and surrounded by blanks; a type that ends
 * in a slash stands for all that begin so. */
static const Format formats[] = {
	{"pdf", "%PDF-", " application/pdf application/x-pdf ", " pdf "},
	{NULL, NULL,
	 " application/pgp-signature application/pkcs7-signature application/x-pkcs7-signature"
	 " application/pgp-keys application/applefile text/vcard text/x-vcard text/directory"
	 " text/rfc822-headers message/delivery-status message/disposition-notification ",
	 " asc sig p7s vcf "},
	{"office", NULL,
	 " application/msword application/rtf text/rtf application/vnd.ms-excel"
	 " application/vnd.ms-powerpoint ",
	 " docx docm xlsx xlsm xlsb pptx pptm doc dot xls ppt rtf odt ods odp jtd jttc xdw xbd "},
	/* an invitation's text says when and where, too */
	{"calendar", NULL, " text/calendar application/ics ", " ics "},
	{"archive", NULL,
	 " application/zip application/x-zip-compressed application/x-zip application/gzip"
	 " application/x-gzip application/x-7z-compressed application/vnd.rar"
	 " application/x-rar-compressed application/x-lzh application/x-tar ",
	 " zip 7z rar lzh lha gz tgz bz2 xz zst tar cab iso "},
	{"archive", ZIP_MAGIC, NULL, NULL},
	{"archive", "7z\xbc\xaf\x27\x1c", NULL, NULL},
	{"archive", "Rar!\x1a\x07", NULL, NULL},
	{"archive", "\x1f\x8b\x08", NULL, NULL},
	{"image", NULL, " image/ ", " jpg jpeg png gif bmp tif tiff heic heif webp svg "},
	{"office", CFB_MAGIC, NULL, NULL},
};

typedef struct {
	GPtrArray *list;    /* KwUnread *, owned */
	const KwPart *body; /* of the mail that the part is in: read, whatever its name; or NULL */
	const char *html;   /* of that mail: which pictures it shows; or NULL */
	gboolean has_text;  /* of that mail */
	gboolean has_mail;  /* some part is a mail that could be read */
	gboolean has_locked;
} Find;

void kw_unread_free(KwUnread *unread)
{
	if (!unread)
		return;
	g_free(unread->name);
	g_free(unread);
}

static void add(Find *find, const char *what, const char *name)
{
	KwUnread *unread;

	if (find->list->len == MAX_LISTED)
		return;
	unread = g_new0(KwUnread, 1);
	unread->what = what;
	unread->name = g_strdup(name);
	g_ptr_array_add(find->list, unread);
}

/* --- what a file is --- */

static gboolean has_word(const char *words, const char *word)
{
	g_autofree char *padded = g_strdup_printf(" %s ", word);

	return words && strstr(words, padded) != NULL;
}

static gboolean is_of_type(const Format *format, const char *type)
{
	g_autofree char *family = g_strndup(type, strcspn(type, "/") + 1);

	return has_word(format->types, type) || has_word(format->types, family);
}

static gboolean is_of_name(const Format *format, const char *name)
{
	const char *dot = name ? strrchr(name, '.') : NULL;
	g_autofree char *suffix = dot ? g_ascii_strdown(dot + 1, -1) : NULL;

	return suffix && *suffix && has_word(format->suffixes, suffix);
}

static gboolean begins(const guint8 *data, size_t length, const char *magic)
{
	return length >= strlen(magic) && memcmp(data, magic, strlen(magic)) == 0;
}

/* NULL: nothing that is known. */
static const Format *format_of(const KwPart *part)
{
	gsize length;
	const guint8 *data = g_bytes_get_data(part->bytes, &length);

	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		const Format *format = &formats[i];
		gboolean is_magic = format->magic && begins(data, length, format->magic);

		if (is_magic || is_of_name(format, part->name) || is_of_type(format, part->type))
			return format;
	}
	return NULL;
}

static guint16 u16(const guint8 *p)
{
	return (guint16)(p[0] | p[1] << 8);
}

static guint32 u32(const guint8 *p)
{
	return u16(p) | (guint32)u16(p + 2) << 16;
}

/* Whether a zip holds a file that wants a password: bit 0 of the flags in its directory, which
 * stands at the end, or of the first file where there is none (PKWARE's APPNOTE 4.3, 4.4.4). */
static gboolean is_locked_zip(const guint8 *data, size_t length)
{
	size_t end = length >= 22 ? length - 22 : 0, low = end > 65535 ? end - 65535 : 0, at;

	for (size_t p = end; length >= 22; p--) {
		if (begins(data + p, length - p, "PK\x05\x06")) {
			at = u32(data + p + 16);
			for (int n = 0; n < ENTRIES_MAX && at + 46 <= length &&
					begins(data + at, length - at, "PK\x01\x02");
			     n++) {
				if (data[at + 8] & 1)
					return TRUE;
				at += 46 + (size_t)u16(data + at + 28) + u16(data + at + 30) +
				      u16(data + at + 32);
			}
			break;
		}
		if (p == low)
			break;
	}
	return begins(data, length, ZIP_MAGIC) && length > 8 && (data[6] & 1);
}

/* Office encrypts by putting the file into a container of the old kind, as a stream of this name
 * (MS-OFFCRYPTO 2.3.4.4). */
static gboolean is_locked_office(const guint8 *data, size_t length)
{
	static const char stream[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

	return begins(data, length, CFB_MAGIC) &&
	       memmem(data, length, stream, sizeof(stream) - 1) != NULL;
}

static const char *locked_as(const KwPart *part)
{
	gsize length;
	const guint8 *data = g_bytes_get_data(part->bytes, &length);

	return is_locked_zip(data, length)      ? "password-zip"
	       : is_locked_office(data, length) ? "encrypted"
						: NULL;
}

/* --- parts --- */

static gboolean is_logo(const Find *find, const KwPart *part)
{
	g_autofree char *link = NULL;

	if (!part->content_id || !find->html || !find->has_text ||
	    g_bytes_get_size(part->bytes) > MAX_LOGO_BYTES)
		return FALSE;
	link = g_strconcat("cid:", part->content_id, NULL);
	return strstr(find->html, link) != NULL;
}

/* What says nothing that the text does not say. */
static gboolean is_beside_text(const Find *find, const KwPart *part, const char *what)
{
	if (strcmp(what, "calendar") == 0)
		return find->has_text;
	return strcmp(what, "image") == 0 && is_logo(find, part);
}

/* Mail systems put a text in the place of what they took out. */
static gboolean is_removal(const KwPart *part)
{
	g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) lines = g_strsplit(part->text ? part->text : "", "\n", 17);

	for (guint i = 0; lines[i] && i < 16; i++)
		kw_gateway_is_notice(lines[i], notes);
	return kw_gateway_has_note(notes, "attachment-removed");
}

static void look_at_file(Find *find, const KwPart *part)
{
	const char *locked = locked_as(part);
	const Format *format = format_of(part);

	if (locked) {
		add(find, locked, part->name);
		find->has_locked = TRUE;
	} else if (g_bytes_get_size(part->bytes) == 0) {
		add(find, "broken", part->name);
	} else if (!format) {
		add(find, is_removal(part) ? "removed" : "other", part->name);
	} else if (format->what && !is_beside_text(find, part, format->what)) {
		add(find, format->what, part->name);
	}
}

static void look_at_message(Find *find, const KwMessage *message, const char *text);

/* As deep as lib/mail opens a mail. */
static void look_at_part(Find *find, const KwPart *part)
{
	const Format *format;

	if (part == find->body)
		return;
	if (part->unread) {
		format = part->bytes ? format_of(part) : NULL;
		if (!format || format->what)
			add(find, part->unread_kind, part->name);
		return; /* of PGP the pieces are no files of anybody's */
	}
	for (guint i = 0; part->children && i < part->children->len; i++)
		look_at_part(find, part->children->pdata[i]);
	if (part->message) {
		find->has_mail = TRUE;
		look_at_message(find, part->message, NULL);
	} else if (!part->children && part->is_attachment) {
		look_at_file(find, part);
	} else if (!part->children && g_str_has_prefix(part->type, "image/") && !find->has_text) {
		add(find, "image", part->name); /* a mail that is nothing but a picture */
	}
}

static gboolean has_holes(const char *text)
{
	size_t holes = 0, n = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p), n++)
		holes += g_utf8_get_char(p) == 0xfffd;
	return holes * HOLES_ONE_IN > n;
}

/* `text` as kw_readable_text(), or NULL: not known. */
static void look_at_words(Find *find, const KwMessage *message, const char *text)
{
	const KwPart *html = kw_message_html(message);
	g_autofree char *own = text ? NULL : kw_readable_text(message, NULL, NULL);

	text = text ? text : own;
	find->body = kw_message_body(message, NULL, NULL);
	find->html = html ? html->text : NULL;
	find->has_text = *text != '\0';
	if (has_holes(text))
		add(find, "broken", NULL);
	if (strstr(text, "-----BEGIN PGP MESSAGE-----"))
		add(find, "encrypted", NULL);
}

static void look_at_message(Find *find, const KwMessage *message, const char *text)
{
	Find outer = *find;

	look_at_words(find, message, text);
	look_at_part(find, message->root);
	find->body = outer.body;
	find->html = outer.html;
	find->has_text = outer.has_text;
}

GPtrArray *kw_unread_list(const KwMessage *message, const char *text)
{
	Find find = {.list = g_ptr_array_new_with_free_func((GDestroyNotify)kw_unread_free)};
	g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);

	look_at_message(&find, message, text);
	g_free(kw_gateway_strip(text, notes));
	if (kw_gateway_has_note(notes, "attachment-removed"))
		add(&find, "removed", NULL);
	if (kw_gateway_has_note(notes, "password-separate") && !find.has_locked)
		add(&find, "password-zip", NULL);
	if (!*text && !find.has_mail)
		add(&find, "empty", NULL);
	return find.list;
}
