/* Mustache over json-glib: looks names up and writes. Reading the source is in template_source.c;
 * which template a letter uses, and with what data, is said in the rooms above.
 *
 * A partial is compiled with its indentation already written into its source, as the specification
 * words it. The compiled form is kept for the render, since a list asks for it once per element. */
#include "base/template.h"

#include "base/error.h"
#include "template-private.h"

#include <string.h>

#define MAX_PARTIALS 32
#define MAX_OUTPUT   (8u * 1024 * 1024)
#define MAX_WORK     (16u * 1024 * 1024) /* tokens, places looked into and bytes compiled */

typedef struct {
	GPtrArray *context; /* JsonNode *, borrowed; the innermost last */
	GString *out;
	KwTemplateEscape escape;
	KwTemplatePartial partial;
	gpointer user;
	GHashTable *programs; /* indentation + name -> KwProgram *, owned */
	guint depth;          /* of partials */
	size_t work;
} Render;

static gboolean run(Render *r, const KwProgram *program, guint from, guint to, GError **error);

static gboolean complain(const KwProgram *program, const KwToken *token, const char *what,
			 guint limit, GError **error)
{
	kw_error_set(error, KW_ERROR_CONFIG, "%s:%u: %s %u", program->name, token->line, what,
		     limit);
	return FALSE;
}

/* --- data --- */

static JsonNode *member_of(JsonNode *node, const char *name)
{
	if (!node || !JSON_NODE_HOLDS_OBJECT(node))
		return NULL;
	return json_object_get_member(json_node_get_object(node), name);
}

/* The first piece of a dotted name is searched outwards, the others only inside of what it is. */
static JsonNode *look_up(Render *r, const KwToken *token)
{
	JsonNode *node = NULL;
	guint i = r->context->len;

	if (!token->path)
		return i ? r->context->pdata[i - 1] : NULL;
	for (; i > 0 && !node; r->work++)
		node = member_of(r->context->pdata[--i], token->path[0]);
	for (char **piece = token->path + 1; node && *piece; piece++)
		node = member_of(node, *piece);
	return node;
}

static gboolean is_false(JsonNode *node)
{
	if (!node || JSON_NODE_HOLDS_NULL(node))
		return TRUE;
	if (JSON_NODE_HOLDS_ARRAY(node))
		return json_array_get_length(json_node_get_array(node)) == 0;
	if (JSON_NODE_HOLDS_OBJECT(node))
		return FALSE;
	switch (json_node_get_value_type(node)) {
	case G_TYPE_BOOLEAN: return !json_node_get_boolean(node);
	case G_TYPE_INT64: return json_node_get_int(node) == 0;
	case G_TYPE_DOUBLE: return json_node_get_double(node) == 0;
	default: return !*json_node_get_string(node);
	}
}

/* The shortest of the two forms that reads back as the same number; 2.0 is "2". */
static char *format_double(double value)
{
	char digits[G_ASCII_DTOSTR_BUF_SIZE];

	g_ascii_formatd(digits, sizeof digits, "%.15g", value);
	if (g_ascii_strtod(digits, NULL) != value)
		g_ascii_dtostr(digits, sizeof digits, value);
	return g_strdup(digits);
}

/* Lists and objects have no text: "". */
static char *format_value(JsonNode *node)
{
	if (!node || !JSON_NODE_HOLDS_VALUE(node))
		return g_strdup("");
	switch (json_node_get_value_type(node)) {
	case G_TYPE_BOOLEAN: return g_strdup(json_node_get_boolean(node) ? "true" : "false");
	case G_TYPE_INT64: return g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node));
	case G_TYPE_DOUBLE: return format_double(json_node_get_double(node));
	default: return g_strdup(json_node_get_string(node));
	}
}

/* --- writing --- */

static void write_escaped(GString *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&': g_string_append(out, "&amp;"); break;
		case '<': g_string_append(out, "&lt;"); break;
		case '>': g_string_append(out, "&gt;"); break;
		case '"': g_string_append(out, "&quot;"); break;
		case '\'': g_string_append(out, "&#39;"); break;
		default: g_string_append_c(out, *text);
		}
}

static void write_value(Render *r, const KwToken *token)
{
	g_autofree char *text = format_value(look_up(r, token));

	if (token->kind == KW_TOKEN_VARIABLE && r->escape == KW_TEMPLATE_HTML)
		write_escaped(r->out, text);
	else
		g_string_append(r->out, text);
}

static gboolean run_with(Render *r, JsonNode *node, const KwProgram *program, guint section,
			 GError **error)
{
	gboolean ok;

	g_ptr_array_add(r->context, node);
	r->work++;
	ok = run(r, program, section + 1, kw_program_at(program, section)->end, error);
	g_ptr_array_set_size(r->context, (int)r->context->len - 1);
	return ok;
}

static gboolean run_section(Render *r, const KwProgram *program, guint section, GError **error)
{
	const KwToken *token = kw_program_at(program, section);
	JsonNode *node = look_up(r, token);
	JsonArray *list;

	if (token->kind == KW_TOKEN_INVERTED)
		return !is_false(node) || run(r, program, section + 1, token->end, error);
	if (is_false(node))
		return TRUE;
	if (!JSON_NODE_HOLDS_ARRAY(node))
		return run_with(r, node, program, section, error);
	list = json_node_get_array(node);
	for (guint i = 0; i < json_array_get_length(list); i++)
		if (!run_with(r, json_array_get_element(list, i), program, section, error))
			return FALSE;
	return TRUE;
}

/* Every line but the empty ones begins with the indentation. NULL: the result is too big. */
static char *indent_source(const char *source, const char *indent, size_t indent_length)
{
	g_autoptr(GString) out = g_string_new(NULL);

	while (*source) {
		size_t line = strcspn(source, "\n");

		if (line && source[0] != '\r')
			g_string_append_len(out, indent, (gssize)indent_length);
		line += source[line] == '\n';
		g_string_append_len(out, source, (gssize)line);
		source += line;
		if (out->len > KW_TEMPLATE_MAX_SOURCE)
			return NULL;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* FALSE: an error. *out is NULL where there is no such partial. */
static gboolean find_program(Render *r, const KwProgram *program, const KwToken *token,
			     const KwProgram **out, GError **error)
{
	g_autofree char *indent = g_strndup(token->text, token->length);
	g_autofree char *key = g_strconcat(indent, token->name, NULL);
	const char *source;
	char *indented;
	KwProgram *made;

	r->work += token->length;
	*out = g_hash_table_lookup(r->programs, key);
	if (*out)
		return TRUE;
	source = r->partial ? r->partial(token->name, r->user) : NULL;
	if (!source)
		return TRUE;
	indented = indent_source(source, indent, token->length);
	if (!indented)
		return complain(program, token, "the partial's bytes are more than",
				KW_TEMPLATE_MAX_SOURCE, error);
	r->work += strlen(indented);
	made = kw_program_new(token->name, indented, error);
	if (!made)
		return FALSE;
	g_hash_table_insert(r->programs, g_steal_pointer(&key), made);
	*out = made;
	return TRUE;
}

static gboolean run_partial(Render *r, const KwProgram *program, const KwToken *token,
			    GError **error)
{
	const KwProgram *inner;
	gboolean ok;

	if (r->depth == MAX_PARTIALS)
		return complain(program, token, "partials are nested deeper than", MAX_PARTIALS,
				error);
	if (!find_program(r, program, token, &inner, error))
		return FALSE;
	if (!inner)
		return TRUE;
	r->depth++;
	ok = run(r, inner, 0, inner->tokens->len, error);
	r->depth--;
	return ok;
}

/* Recursion is as deep as sections (limited by the compiler) and partials (MAX_PARTIALS) are. */
static gboolean run(Render *r, const KwProgram *program, guint from, guint to, GError **error)
{
	for (guint i = from; i < to; i++) {
		const KwToken *token = kw_program_at(program, i);
		gboolean ok = TRUE;

		r->work++;
		switch (token->kind) {
		case KW_TOKEN_TEXT:
			g_string_append_len(r->out, token->text, (gssize)token->length);
			break;
		case KW_TOKEN_VARIABLE:
		case KW_TOKEN_RAW: write_value(r, token); break;
		case KW_TOKEN_SECTION:
		case KW_TOKEN_INVERTED:
			ok = run_section(r, program, i, error);
			i = token->end;
			break;
		case KW_TOKEN_PARTIAL: ok = run_partial(r, program, token, error); break;
		case KW_TOKEN_END: break;
		}
		if (!ok)
			return FALSE;
		if (r->out->len > MAX_OUTPUT)
			return complain(program, token, "the output has more bytes than",
					MAX_OUTPUT, error);
		if (r->work > MAX_WORK)
			return complain(program, token, "rendering takes more steps than", MAX_WORK,
					error);
	}
	return TRUE;
}

char *kw_template_render(const char *name, const char *source, JsonNode *data,
			 KwTemplateEscape escape, KwTemplatePartial partial, gpointer user,
			 GError **error)
{
	g_autoptr(KwProgram) program = kw_program_new(name, g_strdup(source), error);
	g_autoptr(GPtrArray) context = g_ptr_array_new();
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GHashTable) programs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
							       (GDestroyNotify)kw_program_free);
	Render r = {
		.context = context,
		.out = out,
		.escape = escape,
		.partial = partial,
		.user = user,
		.programs = programs,
	};

	if (!program)
		return NULL;
	if (data)
		g_ptr_array_add(context, data);
	if (!run(&r, program, 0, program->tokens->len, error))
		return NULL;
	return g_string_free(g_steal_pointer(&out), FALSE);
}
