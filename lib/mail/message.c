/* The door to GMime for reading: the structure of a mail, as a tree of decoded parts.
 *
 * GMime finds the parts; header text (lib/mail/header_words.c, header_param.c), addresses and
 * charsets are read here from the raw bytes, because GMime's own way through iconv damages Japanese
 * silently. Attached mails are a leaf for GMime and parsed again from their own bytes, so that
 * `raw` is what came in and depth and parts are counted by us. What a reader would see of the tree
 * is lib/mail/message_body.c.
 */
#include "mail/message.h"

#include "base/error.h"
#include "mail/header.h"
#include "gmime-private.h"
#include "message-private.h"

#include <string.h>

#define MAX_PARTS        1000
#define MAX_DEPTH        20
#define MAX_HEADER_BYTES (1024 * 1024)
#define MAX_COMPARISONS  100000000 /* about a second */

/* One reading, through all levels. */
typedef struct {
	int max_parts, max_depth;
	guint declared; /* parts that the prescans found */
	int leaves;
} Reading;

/* Where in the tree a part stands. */
typedef struct {
	Reading *reading;
	GBytes *bytes;      /* of the mail around it: GMime's streams are slices of it */
	const char *hint;   /* charset of the mail, for raw header bytes */
	const char *inside; /* type of the multipart around it, "" = the mail itself */
	int depth;
} Place;

static KwMessage *read_message(Reading *reading, GBytes *bytes, int depth, gboolean is_counted,
			       GError **error);

/* --- GMime's side --- */

/* A raw field of a part, or NULL. */
static const char *field(GMimeObject *object, const char *name)
{
	GMimeHeader *header =
		g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);

	return header ? g_mime_header_get_raw_value(header) : NULL;
}

/* The bytes of a leaf as they came in, as a slice of `whole`. */
static GBytes *leaf_bytes(GMimeObject *object, GBytes *whole)
{
	GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(object));
	GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
	gint64 start, end, length = (gint64)g_bytes_get_size(whole);
	const char *data = g_bytes_get_data(whole, NULL);

	if (!stream)
		return g_bytes_new(NULL, 0);
	start = CLAMP(stream->bound_start, 0, length);
	end = stream->bound_end < 0 ? length : CLAMP(stream->bound_end, start, length);
	/* GMime takes two characters for a line end where lines before it ended in CRLF */
	if (end + 1 < length && !strchr("\r\n-", data[end]) && data[end + 1] == '\n')
		end++;
	return g_bytes_new_from_bytes(whole, (gsize)start, (gsize)(end - start));
}

/* A multipart in which GMime found no part: its text, if any, is the whole of it. */
static GBytes *empty_multipart_bytes(GMimeObject *object)
{
	const char *text = g_mime_multipart_get_prologue(GMIME_MULTIPART(object));

	return g_bytes_new(text, text ? strlen(text) : 0);
}

/* A multipart that is not opened, as GMime writes it. */
static GBytes *written_bytes(GMimeObject *object)
{
	char *text = g_mime_object_to_string(object, NULL);

	return g_bytes_new_take(text, text ? strlen(text) : 0);
}

static GBytes *decode_quoted(const char *data, size_t length)
{
	GMimeEncoding state;
	char *out;
	size_t n;

	g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	out = g_malloc(g_mime_encoding_outlen(&state, length) + 1);
	n = g_mime_encoding_flush(&state, data, length, out);
	return g_bytes_new_take(g_realloc(out, n + 1), n);
}

static GBytes *decode_transfer(GBytes *bytes, const char *encoding)
{
	g_autofree char *token = encoding ? kw_header_token(encoding) : NULL;
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);

	if (length && g_strcmp0(token, "base64") == 0)
		return kw_base64_decode(data, length);
	if (length && g_strcmp0(token, "quoted-printable") == 0)
		return decode_quoted(data, length);
	return g_bytes_ref(bytes);
}

/* --- the tree --- */

static void part_free(KwPart *part)
{
	g_free(part->type);
	g_free(part->name);
	g_free(part->content_id);
	g_free(part->description);
	g_clear_pointer(&part->bytes, g_bytes_unref);
	g_free(part->text);
	g_free(part->charset_declared);
	g_clear_pointer(&part->children, g_ptr_array_unref);
	kw_message_free(part->message);
	g_clear_pointer(&part->raw, g_bytes_unref);
	g_free(part);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwPart, part_free)

static void mark_unread(KwPart *part, const char *kind, const char *why)
{
	part->unread = TRUE;
	part->unread_kind = kind;
	g_free(part->description);
	part->description = g_strdup(why);
}

static void set_type(KwPart *part, const char *type)
{
	g_free(part->type);
	part->type = g_strdup(type);
}

static void fail_parts(const Reading *reading, guint parts, GError **error)
{
	kw_error_set(error, KW_ERROR_DATA, "message: %u MIME parts, limit %d", parts,
		     reading->max_parts);
}

/* What has to be known before GMime reads `bytes`. */
static gboolean check_limits(Reading *reading, GBytes *bytes, gboolean is_counted, GError **error)
{
	KwPrescan scan;
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);

	kw_prescan(data, length, &scan);
	if (!is_counted)
		reading->declared += scan.parts;
	if (reading->declared > (guint)reading->max_parts) {
		fail_parts(reading, reading->declared, error);
		return FALSE;
	}
	if ((guint64)scan.boundaries * scan.dashes > MAX_COMPARISONS) {
		kw_error_set(error, KW_ERROR_DATA,
			     "message: %u boundaries and %u lines that could be one",
			     scan.boundaries, scan.dashes);
		return FALSE;
	}
	if (scan.header_bytes > MAX_HEADER_BYTES) {
		kw_error_set(error, KW_ERROR_DATA, "message: %zu header bytes, limit %d",
			     scan.header_bytes, MAX_HEADER_BYTES);
		return FALSE;
	}
	return TRUE;
}

/* The mail in a part; where it cannot be opened the part says why, and only the limits are errors.
 */
static gboolean open_mail(KwPart *part, const Place *place, GBytes *encoded, GError **error)
{
	if (place->depth >= place->reading->max_depth) {
		mark_unread(part, "too-deep", "nested too deep");
		return TRUE;
	}
	if (g_bytes_get_size(part->bytes) == 0) {
		mark_unread(part, "broken", "empty");
		return TRUE;
	}
	/* a slice was counted with the mail around it */
	part->message = read_message(place->reading, part->bytes, place->depth + 1,
				     part->bytes == encoded, error);
	if (!part->message)
		return FALSE;
	part->raw = g_bytes_ref(part->bytes);
	return TRUE;
}

static gboolean read_leaf(KwPart *part, GMimeObject *object, const KwPartFields *fields,
			  const Place *place, GError **error)
{
	g_autofree char *disposition = fields->disposition ? kw_header_token(fields->disposition)
							   : NULL;
	const char *why, *kind;
	g_autoptr(GBytes) encoded = GMIME_IS_MULTIPART(object) ? empty_multipart_bytes(object)
							       : leaf_bytes(object, place->bytes);

	if (++place->reading->leaves > place->reading->max_parts) {
		fail_parts(place->reading, (guint)place->reading->leaves, error);
		return FALSE;
	}
	part->bytes = decode_transfer(encoded, fields->encoding);
	if (kw_part_is_mail_file(part))
		set_type(part, "message/rfc822");
	part->is_inline = !disposition || strcmp(disposition, "inline") == 0;
	part->is_attachment = kw_part_is_attachment(part, disposition, place->inside);
	why = kw_part_why_unread(part, &kind);
	if (why)
		mark_unread(part, kind, why);
	else if (kw_part_is_mail_type(part->type))
		return open_mail(part, place, encoded, error);
	else if (g_str_has_prefix(part->type, "text/"))
		kw_part_read_text(part, fields, place->hint);
	return TRUE;
}

static KwPart *read_part(GMimeObject *object, const Place *place, GError **error);

static gboolean read_children(KwPart *part, GMimeObject *object, const Place *place, GError **error)
{
	GMimeMultipart *multipart = GMIME_MULTIPART(object);
	Place inner = *place;

	if (place->depth >= place->reading->max_depth) {
		part->bytes = written_bytes(object);
		mark_unread(part, "too-deep", "nested too deep");
		return TRUE;
	}
	if (!g_str_has_prefix(part->type, "multipart/")) /* GMime read more into it than we */
		set_type(part, "multipart/mixed");
	inner.inside = part->type;
	inner.depth++;
	part->children = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
	for (int i = 0; i < g_mime_multipart_get_count(multipart); i++) {
		KwPart *child = read_part(g_mime_multipart_get_part(multipart, i), &inner, error);

		if (!child)
			return FALSE;
		g_ptr_array_add(part->children, child);
	}
	if (strcmp(part->type, "multipart/encrypted") == 0)
		mark_unread(part, "encrypted", "encrypted (PGP)");
	return TRUE;
}

/* Depth is that of the tree, and limited in read_children() and open_mail(). */
static KwPart *read_part(GMimeObject *object, const Place *place, GError **error)
{
	g_autoptr(KwPart) part = g_new0(KwPart, 1);
	KwPartFields fields = {
		.type = field(object, "Content-Type"),
		.disposition = field(object, "Content-Disposition"),
		.encoding = field(object, "Content-Transfer-Encoding"),
	};
	const char *id = field(object, "Content-ID");
	gboolean is_multipart = GMIME_IS_MULTIPART(object), ok;

	part->name = kw_part_name(&fields, place->hint);
	part->type = kw_part_type(&fields, place->inside, part->name != NULL);
	part->content_id = id ? kw_message_bare_id(id) : NULL;
	if (is_multipart && g_mime_multipart_get_count(GMIME_MULTIPART(object)) > 0) {
		ok = read_children(part, object, place, error);
	} else {
		if (is_multipart)
			set_type(part, "text/plain");
		ok = read_leaf(part, object, &fields, place, error);
	}
	return ok ? g_steal_pointer(&part) : NULL;
}

/* The bytes with a header that every parser reads alike: an mbox line, stray lines in the header
 * and a missing header or empty line are repaired. */
static GBytes *regular_bytes(GBytes *bytes, const KwHeaderBlock *block)
{
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	GByteArray *out;

	if (block->is_regular)
		return g_bytes_ref(bytes);
	out = g_byte_array_sized_new((guint)length);
	for (guint i = 0; i < block->fields->len; i++) {
		const KwRawHeader *header = block->fields->pdata[i];
		g_autofree char *line = g_strdup_printf("%s:%s\n", header->name, header->raw);

		g_byte_array_append(out, (const guint8 *)line, (guint)strlen(line));
	}
	if (block->fields->len == 0)
		g_byte_array_append(out, (const guint8 *)"MIME-Version: 1.0\n", 18);
	g_byte_array_append(out, (const guint8 *)"\n", 1);
	g_byte_array_append(out, (const guint8 *)data + block->body_offset,
			    (guint)(length - block->body_offset));
	return g_byte_array_free_to_bytes(out);
}

/* Line ends of old Macintoshes: every CR of a mail that has no LF. */
static GBytes *with_newlines(GBytes *bytes)
{
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	char *copy;

	if (memchr(data, '\n', length) || !memchr(data, '\r', length))
		return g_bytes_ref(bytes);
	copy = g_memdup2(data, length);
	for (gsize i = 0; i < length; i++)
		if (copy[i] == '\r')
			copy[i] = '\n';
	return g_bytes_new_take(copy, length);
}

/* What follows a word up to the next mark; NULL where the word is not there. */
static char *name_behind(const char *text, size_t length, const char *word)
{
	g_autofree char *head = g_strndup(text, length);
	const char *p = strcasestr(head, word);

	if (!p)
		return NULL;
	p += strlen(word);
	p += strspn(p, " \"'");
	return g_strndup(p, strcspn(p, "\"';?* \t\r\n"));
}

/* The charset that raw bytes of the header are probably in: the one declared, and where there are
 * such bytes also that of an encoded-word or of the first part that names one. */
static char *find_hint(const KwHeaderBlock *block, const char *data, size_t length)
{
	const char *type = kw_header_block_find(block, "Content-Type");
	char *hint = type ? kw_header_parameter(type, "charset", NULL) : NULL;
	size_t end = MIN(block->body_offset, length), n = 0;

	while (n < end && !(data[n] & 0x80))
		n++;
	if (hint || n == end)
		return hint;
	hint = name_behind(data, end, "=?");
	return hint ? hint : name_behind(data + end, MIN(length - end, 4096), "charset=");
}

static KwMessage *read_message(Reading *reading, GBytes *bytes, int depth, gboolean is_counted,
			       GError **error)
{
	g_autoptr(GBytes) lines = with_newlines(bytes);
	g_autoptr(KwHeaderBlock) block =
		kw_header_block_parse(g_bytes_get_data(lines, NULL), g_bytes_get_size(lines));
	g_autoptr(GBytes) regular = regular_bytes(lines, block);
	g_autoptr(GMimeMessage) parsed = NULL;
	g_autoptr(KwMessage) message = g_new0(KwMessage, 1);
	g_autofree char *hint = NULL;
	int leaves = reading->leaves;
	Place place = {.reading = reading, .bytes = regular, .inside = "", .depth = depth};

	if (!check_limits(reading, regular, is_counted, error))
		return NULL;
	hint = find_hint(block, g_bytes_get_data(lines, NULL), g_bytes_get_size(lines));
	place.hint = hint;
	kw_message_read_fields(message, block, hint);
	parsed = kw_gmime_read(g_bytes_get_data(regular, NULL), g_bytes_get_size(regular));
	message->root = read_part(g_mime_message_get_mime_part(parsed), &place, error);
	if (!message->root)
		return NULL;
	message->parts = reading->leaves - leaves;
	return g_steal_pointer(&message);
}

KwMessage *kw_message_parse(const void *bytes, size_t length, const KwMessageLimits *limits,
			    GError **error)
{
	g_autoptr(GBytes) copy = NULL; /* parts are slices of it */
	Reading reading = {.max_parts = MAX_PARTS, .max_depth = MAX_DEPTH};

	if (limits && limits->max_parts > 0)
		reading.max_parts = limits->max_parts;
	if (limits && limits->max_depth > 0)
		reading.max_depth = limits->max_depth;
	if (length == 0) {
		kw_error_set(error, KW_ERROR_DATA, "message: empty");
		return NULL;
	}
	copy = g_bytes_new(bytes, length);
	return read_message(&reading, copy, 0, FALSE, error);
}

void kw_message_free(KwMessage *message)
{
	if (!message)
		return;
	kw_message_clear_fields(message);
	if (message->root)
		part_free(message->root);
	g_free(message);
}
