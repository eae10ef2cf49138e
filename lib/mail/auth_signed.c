/* What is signed in a mail, and by what: multipart/signed (RFC 1847, 3156, 8551), S/MIME
 * signed-data (RFC 8551 §3.5.2), and a cleartext signature in the body.
 *
 * Signed bytes are those that came, found by the same parser as the tree that people read, so that
 * one cannot be verified and the other shown. Looked for in two places only: the whole mail, and
 * directly below it, where a gateway or a list has added its footer.
 */
#include "auth-private.h"

#include "base/charset.h"
#include "base/text.h"
#include "gmime-private.h"

#include <string.h>

void kw_auth_signed_free(KwAuthSigned *content)
{
	if (!content)
		return;
	g_clear_pointer(&content->signature, g_bytes_unref);
	g_clear_pointer(&content->data, g_bytes_unref);
	g_free(content);
}

static GBytes *take_bytes(GMimeStream *stream)
{
	GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));

	return g_bytes_new(array->data, array->len);
}

/* A part as it was signed: with its header, lines with CRLF. */
static GBytes *canonical_bytes(GMimeObject *part)
{
	GMimeFormatOptions *options = g_mime_format_options_new();
	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();

	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_object_write_to_stream(part, options, stream);
	g_mime_format_options_free(options);
	return take_bytes(stream);
}

static GBytes *decoded_bytes(GMimeObject *part)
{
	GMimeDataWrapper *content = GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part))
							: NULL;
	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();

	if (content)
		g_mime_data_wrapper_write_to_stream(content, stream);
	return take_bytes(stream);
}

static gboolean is_type(GMimeObject *part, const char *type, const char *subtype)
{
	GMimeContentType *is = g_mime_object_get_content_type(part);

	return is && g_mime_content_type_is_type(is, type, subtype);
}

static gboolean is_smime_type(GMimeObject *part, const char *subtype)
{
	g_autofree char *x = g_strconcat("x-", subtype, NULL);

	return is_type(part, "application", subtype) || is_type(part, "application", x);
}

/* multipart/signed with its two parts, or signed-data; NULL: neither. */
static KwAuthSigned *read_signed(GMimeObject *object)
{
	g_autoptr(KwAuthSigned) content = g_new0(KwAuthSigned, 1);
	GMimeObject *signature;

	if (is_smime_type(object, "pkcs7-mime")) {
		content->is_smime = TRUE;
		content->data = decoded_bytes(object);
		return g_steal_pointer(&content);
	}
	if (!GMIME_IS_MULTIPART(object) || !is_type(object, "multipart", "signed") ||
	    g_mime_multipart_get_count(GMIME_MULTIPART(object)) != 2)
		return NULL;
	signature = g_mime_multipart_get_part(GMIME_MULTIPART(object), 1);
	content->is_smime = is_smime_type(signature, "pkcs7-signature");
	if (!content->is_smime && !is_type(signature, "application", "pgp-signature"))
		return NULL;
	content->data = canonical_bytes(g_mime_multipart_get_part(GMIME_MULTIPART(object), 0));
	content->signature = decoded_bytes(signature);
	return g_steal_pointer(&content);
}

static KwAuthSigned *find_part(const char *bytes, size_t length)
{
	g_autoptr(GMimeMessage) message = kw_gmime_read(bytes, length);
	GMimeObject *root = message ? g_mime_message_get_mime_part(message) : NULL;
	KwAuthSigned *found = root ? read_signed(root) : NULL;
	GMimeMultipart *multipart;

	if (found || !root || !GMIME_IS_MULTIPART(root))
		return found;
	multipart = GMIME_MULTIPART(root);
	for (int i = 0; !found && i < g_mime_multipart_get_count(multipart); i++)
		found = read_signed(g_mime_multipart_get_part(multipart, i));
	return found;
}

static KwAuthSigned *find_inline(const KwMessage *message)
{
	gboolean is_html;
	const KwPart *part = kw_message_body(message, &is_html, NULL);
	size_t start, end;
	KwAuthSigned *content;

	if (!part || is_html || !part->bytes ||
	    !kw_auth_armour_find(g_bytes_get_data(part->bytes, NULL), g_bytes_get_size(part->bytes),
				 &start, &end))
		return NULL;
	content = g_new0(KwAuthSigned, 1);
	content->data = g_bytes_new_from_bytes(part->bytes, start, end - start);
	content->charset = part->charset_used ? part->charset_used : "utf-8";
	return content;
}

/* Whether it is worth a second reading. */
static gboolean may_hold_signature(const KwPart *part)
{
	static const char *const types[] = {"multipart/signed", "application/pkcs7-mime",
					    "application/x-pkcs7-mime"};

	for (guint i = 0; i < G_N_ELEMENTS(types); i++)
		if (strcmp(part->type, types[i]) == 0)
			return TRUE;
	return FALSE;
}

KwAuthSigned *kw_auth_signed_find(const KwMessage *message, const char *bytes, size_t length)
{
	const KwPart *root = message->root;
	gboolean is_part = may_hold_signature(root);
	KwAuthSigned *found;

	for (guint i = 0; !is_part && root->children && i < root->children->len; i++)
		is_part = may_hold_signature(root->children->pdata[i]);
	found = is_part ? find_part(bytes, length) : NULL;
	return found ? found : find_inline(message);
}

static char *text_of_mime(GBytes *whole)
{
	g_autoptr(KwMessage) message = kw_message_parse(g_bytes_get_data(whole, NULL),
							g_bytes_get_size(whole), NULL, NULL);
	g_autoptr(GPtrArray) more = NULL;
	gboolean is_html;
	const KwPart *part = message ? kw_message_body(message, &is_html, &more) : NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	if (part && !is_html && part->text)
		g_string_append(text, part->text);
	for (guint i = 0; more && i < more->len; i++) {
		const KwPart *next = more->pdata[i];

		if (strcmp(next->type, "text/plain") == 0 && next->text)
			g_string_append_printf(text, "\n\n%s", next->text);
	}
	return kw_text_tidy(text->str);
}

char *kw_auth_signed_text(const KwAuthSigned *content, GBytes *whole)
{
	g_autofree char *text = NULL;

	if (!content->charset)
		return text_of_mime(whole);
	text = kw_charset_decode(g_bytes_get_data(whole, NULL), g_bytes_get_size(whole),
				 content->charset, NULL);
	return kw_text_tidy(text);
}
