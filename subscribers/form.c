/* Forms into fields. What a field may hold is asked by whoever reads it (preferences, pages).
 *
 * What is not UTF-8 is refused and not repaired: our pages say that they are UTF-8, so it comes
 * from nobody who filled one in. */
#include "subscribers/form.h"

#include "base/error.h"
#include "base/text.h"
#include "mail/header.h"

#include <string.h>

#define MAX_FIELDS 200
#define MAX_NAME   100
#define MAX_VALUE  4000

typedef struct {
	char *name, *value;
} Field;

struct KwForm {
	GArray *fields; /* of Field, in order */
};

static void field_clear(gpointer data)
{
	Field *field = data;

	g_free(field->name);
	g_free(field->value);
}

static KwForm *new_form(void)
{
	KwForm *form = g_new0(KwForm, 1);

	form->fields = g_array_new(FALSE, FALSE, sizeof(Field));
	g_array_set_clear_func(form->fields, field_clear);
	return form;
}

void kw_form_free(KwForm *form)
{
	if (!form)
		return;
	g_array_unref(form->fields);
	g_free(form);
}

static gboolean refuse(GError **error, const char *why)
{
	kw_error_set(error, KW_ERROR_DATA, "form: %s", why);
	return FALSE;
}

/* Takes both texts; NULL in their place is one that was no text. */
static gboolean take_field(KwForm *form, char *name, char *value, GError **error)
{
	Field field = {name, value};
	const char *why = !name || !value                   ? "is not UTF-8, or a % stands alone"
			  : strlen(name) > MAX_NAME         ? "a name is too long"
			  : strlen(value) > MAX_VALUE       ? "a value is too long"
			  : form->fields->len >= MAX_FIELDS ? "has too many fields"
							    : NULL;

	if (!why) {
		g_array_append_val(form->fields, field);
		return TRUE;
	}
	field_clear(&field);
	return refuse(error, why);
}

/* ---- name=value&name=value ---- */

/* %41 and + as what they stand for; NULL: that is no text. */
static char *decode(const char *text, size_t length)
{
	g_autoptr(GString) out = g_string_sized_new(length);

	for (size_t i = 0; i < length; i++) {
		int high, low;

		if (text[i] != '%') {
			g_string_append_c(out, text[i] == '+' ? ' ' : text[i]);
			continue;
		}
		high = i + 2 < length ? g_ascii_xdigit_value(text[i + 1]) : -1;
		low = high >= 0 ? g_ascii_xdigit_value(text[i + 2]) : -1;
		if (low < 0)
			return NULL;
		g_string_append_c(out, (char)(high << 4 | low));
		i += 2;
	}
	return kw_text_is_valid(out->str, out->len) ? g_strndup(out->str, out->len) : NULL;
}

static KwForm *parse_urlencoded(const char *text, size_t length, GError **error)
{
	g_autoptr(KwForm) form = new_form();

	for (const char *end = text + length, *next; text < end; text = next + 1) {
		const char *equals;

		next = memchr(text, '&', (size_t)(end - text));
		next = next ? next : end;
		equals = memchr(text, '=', (size_t)(next - text));
		equals = equals ? equals : next;
		if (next == text)
			continue;
		if (!take_field(form, decode(text, (size_t)(equals - text)),
				equals < next ? decode(equals + 1, (size_t)(next - equals - 1))
					      : g_strdup(""),
				error))
			return NULL;
	}
	return g_steal_pointer(&form);
}

/* ---- multipart/form-data ---- */

static gboolean take_part(KwForm *form, const char *bytes, size_t length, GError **error)
{
	g_autoptr(KwHeaderBlock) block = kw_header_block_parse(bytes, length);
	const char *raw = kw_header_block_find(block, "Content-Disposition");
	g_autofree char *name = raw ? kw_header_parameter(raw, "name", NULL) : NULL;
	g_autofree char *file = raw ? kw_header_parameter(raw, "filename", NULL) : NULL;
	const char *value = bytes + block->body_offset;
	size_t n = length - block->body_offset;

	if (!name || file)
		return TRUE;
	return take_field(form, g_steal_pointer(&name),
			  kw_text_is_valid(value, n) ? g_strndup(value, n) : NULL, error);
}

/* Where the line that ends a part begins: the line end before the boundary is the boundary's. */
static const char *end_of_part(const char *boundary_line, const char *start)
{
	const char *end = boundary_line;

	if (end > start && end[-1] == '\n')
		end--;
	if (end > start && end[-1] == '\r')
		end--;
	return end;
}

static KwForm *parse_multipart(const char *content_type, const char *bytes, size_t length,
			       GError **error)
{
	g_autoptr(KwForm) form = new_form();
	g_autofree char *boundary = kw_header_parameter(content_type, "boundary", NULL);
	g_autofree char *line = g_strconcat("--", boundary, NULL);
	const char *end = bytes + length, *start = NULL, *at = bytes;

	if (!boundary || !*boundary) {
		refuse(error, "names no boundary");
		return NULL;
	}
	while ((at = memmem(at, (size_t)(end - at), line, strlen(line)))) {
		const char *last = start ? end_of_part(at, start) : NULL;

		if (start && !take_part(form, start, (size_t)(last - start), error))
			return NULL;
		at += strlen(line);
		if (end - at >= 2 && memcmp(at, "--", 2) == 0)
			return g_steal_pointer(&form);
		start = memchr(at, '\n', (size_t)(end - at));
		if (!start)
			break;
		at = ++start;
	}
	refuse(error, "is cut off");
	return NULL;
}

/* ---- which ---- */

KwForm *kw_form_parse(const char *content_type, const void *bytes, size_t length, GError **error)
{
	g_autofree char *type = content_type ? kw_header_token(content_type) : NULL;

	if (g_strcmp0(type, "application/x-www-form-urlencoded") == 0)
		return parse_urlencoded(bytes, length, error);
	if (g_strcmp0(type, "multipart/form-data") == 0)
		return parse_multipart(content_type, bytes, length, error);
	kw_error_set(error, KW_ERROR_REFUSED, "form: its type is none of a form");
	return NULL;
}

KwForm *kw_form_parse_query(const char *query, GError **error)
{
	return parse_urlencoded(query, strlen(query), error);
}

const char *kw_form_find(const KwForm *form, const char *name)
{
	for (guint i = 0; i < form->fields->len; i++) {
		const Field *field = &g_array_index(form->fields, Field, i);

		if (g_str_equal(field->name, name))
			return field->value;
	}
	return NULL;
}

GPtrArray *kw_form_list(const KwForm *form, const char *name)
{
	GPtrArray *values = g_ptr_array_new();

	for (guint i = 0; i < form->fields->len; i++) {
		const Field *field = &g_array_index(form->fields, Field, i);

		if (g_str_equal(field->name, name))
			g_ptr_array_add(values, field->value);
	}
	return values;
}
