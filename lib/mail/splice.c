/* Filling the gaps of a composed letter, and its splices as JSON for the store.
 *
 * Where the gaps are is compose.c's. This runs once a letter and reader, so it copies the composed
 * bytes and encodes the few personal ones, and does nothing else. A value comes from a subscriber
 * (a company's name): it is escaped for HTML here and nowhere before.
 */
#include "splice-private.h"

#include "base/error.h"
#include "header_write-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define LINE_BYTES     57 /* what one line of base64 holds (RFC 2045 §6.8) */
#define LINE_CHARS     76
#define JSON_MAX_BYTES (8 * 1024) /* KW_SPLICES_MAX of them, and little nesting to recurse into */

static const struct {
	const char *name;
	const char *header;
} fields[KW_FIELDS] = {
	[KW_FIELD_TO] = {"to", "To"},
	[KW_FIELD_MESSAGE_ID] = {"message-id", "Message-ID"},
	[KW_FIELD_LEAVE_HEADER] = {"leave-header", "List-Unsubscribe"},
	[KW_FIELD_FEEDBACK_ID] = {"feedback-id", "Feedback-ID"},
	[KW_FIELD_MARK] = {"mark", KW_MARK_HEADER},
	[KW_FIELD_IN_REPLY_TO] = {"in-reply-to", "In-Reply-To"},
	[KW_FIELD_REFERENCES] = {"references", "References"},
	[KW_FIELD_GREETING] = {"greeting", NULL},
	[KW_FIELD_LEAVE_LINK] = {"leave-link", NULL},
	[KW_FIELD_CONSENT] = {"consent", NULL},
};

const char *kw_field_header(KwField field)
{
	return fields[field].header;
}

GString *kw_splice_lines(const char *text, size_t length)
{
	GString *out = g_string_sized_new(length + length / 16 + LINE_BYTES);
	const char *end = text + length;

	while (text < end) {
		const char *stop = text;

		while (stop < end && *stop != '\r' && *stop != '\n')
			stop++;
		g_string_append_len(out, text, stop - text);
		if (stop == end)
			break;
		g_string_append(out, "\r\n");
		text = stop + (stop[0] == '\r' && stop + 1 < end && stop[1] == '\n' ? 2 : 1);
	}
	return out;
}

void kw_splice_pad(GString *text)
{
	size_t missing = (LINE_BYTES - text->len % LINE_BYTES) % LINE_BYTES;
	const char *line_end = g_strrstr_len(text->str, (gssize)text->len, "\r\n");
	char blanks[LINE_BYTES];

	memset(blanks, ' ', sizeof(blanks));
	g_string_insert_len(text, line_end ? line_end - text->str : -1, blanks, (gssize)missing);
}

void kw_splice_encode(GString *out, const GString *text)
{
	const guchar *bytes = (const guchar *)text->str;

	for (size_t done = 0; done < text->len; done += LINE_BYTES) {
		size_t n = MIN(text->len - done, LINE_BYTES);
		char line[LINE_CHARS + 8]; /* g_base64_encode_close() may want 4 more */
		int state = 0, save = 0;
		size_t written = g_base64_encode_step(bytes + done, n, FALSE, line, &state, &save);

		written += g_base64_encode_close(FALSE, line + written, &state, &save);
		g_string_append_len(out, line, (gssize)written);
		g_string_append(out, "\r\n");
	}
}

static gboolean append_header(GString *out, KwField field, const char *value, GError **error)
{
	if (!kw_header_is_value(value) || (field != KW_FIELD_TO && !g_str_is_ascii(value))) {
		kw_error_set(error, KW_ERROR_DATA, "value for %s: cannot stand in a header",
			     fields[field].header);
		return FALSE;
	}
	kw_header_append_value(out, fields[field].header, value);
	return TRUE;
}

static gboolean append_value(GString *out, const KwSplice *splice, const char *value,
			     GError **error)
{
	g_autofree char *escaped = NULL;
	g_autoptr(GString) lines = NULL;

	if (!value || !*value)
		return TRUE;
	if (!g_utf8_validate(value, -1, NULL)) {
		kw_error_set(error, KW_ERROR_DATA, "value for %s: not UTF-8",
			     fields[splice->field].name);
		return FALSE;
	}
	if (!splice->is_base64)
		return append_header(out, splice->field, value, error);
	escaped = splice->is_html ? g_markup_escape_text(value, -1) : g_strdup(value);
	lines = kw_splice_lines(escaped, strlen(escaped));
	kw_splice_pad(lines);
	kw_splice_encode(out, lines);
	return TRUE;
}

GBytes *kw_compose_splice(const KwComposed *composed, const char *const values[KW_FIELDS],
			  GError **error)
{
	gsize length, done = 0;
	const char *bytes = g_bytes_get_data(composed->bytes, &length);
	g_autoptr(GString) out = g_string_sized_new(length + 4096);

	for (guint i = 0; i < composed->splices->len; i++) {
		const KwSplice *splice = &g_array_index(composed->splices, KwSplice, i);

		g_string_append_len(out, bytes + done, (gssize)(splice->offset - done));
		done = splice->offset;
		if (!append_value(out, splice, values[splice->field], error))
			return NULL;
	}
	g_string_append_len(out, bytes + done, (gssize)(length - done));
	return g_string_free_to_bytes(g_steal_pointer(&out));
}

/* [{"field":"greeting","offset":1234,"in":"html"}], `in` being "header", "text" or "html" */

static const char *place(const KwSplice *splice)
{
	if (!splice->is_base64)
		return "header";
	return splice->is_html ? "html" : "text";
}

char *kw_composed_splices_format(const KwComposed *composed)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(JsonNode) root = NULL;

	json_builder_begin_array(builder);
	for (guint i = 0; i < composed->splices->len; i++) {
		const KwSplice *splice = &g_array_index(composed->splices, KwSplice, i);

		json_builder_begin_object(builder);
		json_builder_set_member_name(builder, "field");
		json_builder_add_string_value(builder, fields[splice->field].name);
		json_builder_set_member_name(builder, "offset");
		json_builder_add_int_value(builder, (gint64)splice->offset);
		json_builder_set_member_name(builder, "in");
		json_builder_add_string_value(builder, place(splice));
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
	root = json_builder_get_root(builder);
	return json_to_string(root, FALSE);
}

/* A member of that type, or NULL. */
static JsonNode *member(JsonNode *node, const char *name, GType type)
{
	JsonNode *value = JSON_NODE_HOLDS_OBJECT(node)
				  ? json_object_get_member(json_node_get_object(node), name)
				  : NULL;

	return value && json_node_get_value_type(value) == type ? value : NULL;
}

static gboolean parse_splice(JsonNode *node, KwSplice *out_splice)
{
	JsonNode *name = member(node, "field", G_TYPE_STRING);
	JsonNode *offset = member(node, "offset", G_TYPE_INT64);
	JsonNode *in = member(node, "in", G_TYPE_STRING);
	KwField field = 0;

	if (!name || !offset || !in || json_node_get_int(offset) < 0)
		return FALSE;
	while (field < KW_FIELDS && strcmp(json_node_get_string(name), fields[field].name))
		field++;
	if (field == KW_FIELDS)
		return FALSE;
	*out_splice = (KwSplice){field, (size_t)json_node_get_int(offset), !fields[field].header,
				 strcmp(json_node_get_string(in), "html") == 0};
	return strcmp(json_node_get_string(in), place(out_splice)) == 0;
}

static gboolean parse_splices(const char *json, size_t length, GArray *splices)
{
	g_autoptr(JsonParser) parser = json_parser_new();
	size_t n = strlen(json), last = 0;
	JsonArray *array;
	JsonNode *root;

	if (n > JSON_MAX_BYTES || !json_parser_load_from_data(parser, json, (gssize)n, NULL))
		return FALSE;
	root = json_parser_get_root(parser);
	array = root && JSON_NODE_HOLDS_ARRAY(root) ? json_node_get_array(root) : NULL;
	if (!array || json_array_get_length(array) > KW_SPLICES_MAX)
		return FALSE;
	for (guint i = 0; i < json_array_get_length(array); i++) {
		KwSplice splice;

		if (!parse_splice(json_array_get_element(array, i), &splice) ||
		    splice.offset < last || splice.offset > length)
			return FALSE;
		last = splice.offset;
		g_array_append_val(splices, splice);
	}
	return TRUE;
}

KwComposed *kw_composed_from_store(GBytes *bytes, const char *splices, GError **error)
{
	g_autoptr(KwComposed) composed = g_new0(KwComposed, 1);

	composed->bytes = g_bytes_ref(bytes);
	composed->splices = g_array_new(FALSE, FALSE, sizeof(KwSplice));
	if (parse_splices(splices, g_bytes_get_size(bytes), composed->splices))
		return g_steal_pointer(&composed);
	kw_error_set(error, KW_ERROR_DATA, "stored letter: its splices do not fit it");
	return NULL;
}
