/* The source of a Mustache template becomes a flat list of tokens, in one pass. Rendering is in
 * template.c.
 *
 * Whether a tag stands alone on its line is read off the source around it, not off the tokens: a
 * comment of several lines is then no special case. */
#include "template-private.h"

#include "base/error.h"

#include <string.h>

#define MAX_SECTIONS  64 /* open at once in one source */
#define MAX_DELIMITER 16
#define BLANKS        " \t\r\n"
#define SIGILS        "#^/>!=&{<$"

static void token_clear(gpointer data)
{
	KwToken *token = data;

	g_free(token->name);
	g_strfreev(token->path);
}

void kw_program_free(KwProgram *program)
{
	g_array_unref(program->tokens);
	g_free(program->source);
	g_free(program->name);
	g_free(program);
}

typedef struct {
	KwProgram *program;
	const char *at;      /* not yet compiled */
	const char *counted; /* the place that `line` is the line of */
	guint line;
	char open[MAX_DELIMITER + 1], close[MAX_DELIMITER + 1];
	guint sections[MAX_SECTIONS]; /* open ones, as indexes of tokens */
	guint depth;
} Compiler;

typedef struct {
	const char *start, *end; /* from the first delimiter to behind the last */
	char sigil;              /* '\0' for a plain variable */
	char *content;           /* trimmed */
} Tag;

static void tag_clear(Tag *tag)
{
	g_free(tag->content);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tag, tag_clear)

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void set_error(const Compiler *c, GError **error, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static void set_error(const Compiler *c, GError **error, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list ap;

	va_start(ap, format);
	what = g_strdup_vprintf(format, ap);
	va_end(ap);
	kw_error_set(error, KW_ERROR_CONFIG, "%s:%u: %s", c->program->name, c->line, what);
}

/* FALSE, to be returned (in sight of the static analyzer). */
#define complain(...) (set_error(__VA_ARGS__), FALSE)

static void count_lines_to(Compiler *c, const char *place)
{
	for (; c->counted < place; c->counted++)
		c->line += *c->counted == '\n';
}

static void add_text(Compiler *c, const char *from, const char *to)
{
	KwToken token = {.kind = KW_TOKEN_TEXT,
			 .line = c->line,
			 .text = from,
			 .length = (size_t)(to - from)};

	if (to > from)
		g_array_append_val(c->program->tokens, token);
}

static KwToken *program_at(const KwProgram *program, guint i)
{
	return &g_array_index(program->tokens, KwToken, i);
}

static KwToken *add_token(Compiler *c, KwTokenKind kind, const char *name)
{
	GArray *tokens = c->program->tokens;
	KwToken *token;

	g_array_set_size(tokens, tokens->len + 1);
	token = program_at(c->program, tokens->len - 1);
	*token = (KwToken){.kind = kind, .line = c->line, .name = g_strdup(name)};
	if (kind != KW_TOKEN_PARTIAL && !g_str_equal(name, "."))
		token->path = g_strsplit(name, ".", -1);
	return token;
}

/* A name of a partial may be a file name; the others are read piece by piece. */
static gboolean is_name(const char *name, gboolean is_file)
{
	if (!*name || strchr(SIGILS, *name) || strpbrk(name, BLANKS))
		return FALSE;
	if (is_file || g_str_equal(name, "."))
		return TRUE;
	return *name != '.' && !g_str_has_suffix(name, ".") && !strstr(name, "..");
}

static const char *closing_sigil(char sigil)
{
	switch (sigil) {
	case '{': return "}";
	case '=': return "=";
	default: return "";
	}
}

/* What tag->content holds is the caller's to free, also after an error. */
static gboolean read_tag(Compiler *c, const char *start, Tag *tag, GError **error)
{
	const char *inner = start + strlen(c->open);
	g_autofree char *closing = NULL;
	const char *stop;

	tag->start = start;
	tag->sigil = *inner && strchr(SIGILS, *inner) ? *inner++ : '\0';
	closing = g_strconcat(closing_sigil(tag->sigil), c->close, NULL);
	stop = strstr(inner, closing);
	if (!stop)
		return complain(c, error, "a tag that begins here has no end \"%s\"", closing);
	tag->end = stop + strlen(closing);
	tag->content = g_strstrip(g_strndup(inner, (gsize)(stop - inner)));
	if (tag->sigil == '<' || tag->sigil == '$')
		return complain(c, error, "tag \"%c%s\": no such kind of tag", tag->sigil,
				tag->content);
	if (tag->sigil != '!' && tag->sigil != '=' && !is_name(tag->content, tag->sigil == '>'))
		return complain(c, error, "tag \"%s\" has no usable name", tag->content);
	return TRUE;
}

static gboolean set_delimiters(Compiler *c, const Tag *tag, GError **error)
{
	size_t first = strcspn(tag->content, BLANKS);
	g_autofree char *opening = g_strndup(tag->content, first);
	const char *closing = tag->content + first + strspn(tag->content + first, BLANKS);

	if (!*opening || !*closing || strpbrk(closing, BLANKS) || strchr(tag->content, '=') ||
	    first > MAX_DELIMITER || strlen(closing) > MAX_DELIMITER)
		return complain(c, error, "tag \"=%s=\": two delimiters are wanted", tag->content);
	g_strlcpy(c->open, opening, sizeof c->open);
	g_strlcpy(c->close, closing, sizeof c->close);
	return TRUE;
}

static gboolean open_section(Compiler *c, const Tag *tag, GError **error)
{
	if (c->depth == MAX_SECTIONS)
		return complain(c, error, "section \"%s\": nested deeper than %d", tag->content,
				MAX_SECTIONS);
	c->sections[c->depth++] = c->program->tokens->len;
	add_token(c, tag->sigil == '#' ? KW_TOKEN_SECTION : KW_TOKEN_INVERTED, tag->content);
	return TRUE;
}

static gboolean close_section(Compiler *c, const Tag *tag, GError **error)
{
	KwToken *opened = c->depth ? program_at(c->program, c->sections[c->depth - 1]) : NULL;

	if (!opened)
		return complain(c, error, "section \"%s\" ends but never began", tag->content);
	if (!g_str_equal(opened->name, tag->content))
		return complain(c, error, "section \"%s\" ends inside of \"%s\" (line %u)",
				tag->content, opened->name, opened->line);
	opened->end = c->program->tokens->len;
	c->depth--;
	add_token(c, KW_TOKEN_END, tag->content);
	return TRUE;
}

static gboolean add_tag(Compiler *c, const Tag *tag, const char *indent, size_t indent_length,
			GError **error)
{
	switch (tag->sigil) {
	case '!': return TRUE;
	case '=': return set_delimiters(c, tag, error);
	case '#':
	case '^': return open_section(c, tag, error);
	case '/': return close_section(c, tag, error);
	case '>': {
		KwToken *token = add_token(c, KW_TOKEN_PARTIAL, tag->content);

		token->text = indent;
		token->length = indent_length;
		return TRUE;
	}
	case '&':
	case '{': add_token(c, KW_TOKEN_RAW, tag->content); return TRUE;
	default: add_token(c, KW_TOKEN_VARIABLE, tag->content); return TRUE;
	}
}

/* A tag that stands alone on its line takes the whole line with it: `out_from` and `out_to` are
 * what is cut out. */
static gboolean is_standalone(const char *source, const Tag *tag, const char **out_from,
			      const char **out_to)
{
	const char *from = tag->start, *to = tag->end;

	if (!tag->sigil || strchr("&{", tag->sigil))
		return FALSE;
	while (from > source && is_blank(from[-1]))
		from--;
	while (is_blank(*to))
		to++;
	if (from > source && from[-1] != '\n')
		return FALSE;
	if (*to == '\r' && to[1] == '\n')
		to++;
	if (*to && *to != '\n')
		return FALSE;
	*out_from = from;
	*out_to = *to ? to + 1 : to;
	return TRUE;
}

static gboolean compile_tag(Compiler *c, const char *start, GError **error)
{
	g_auto(Tag) tag = {0};
	const char *from = start, *to;
	gboolean alone;

	count_lines_to(c, start);
	if (!read_tag(c, start, &tag, error))
		return FALSE;
	to = tag.end;
	alone = is_standalone(c->program->source, &tag, &from, &to);
	g_assert(from >= c->at); /* a tag ends in a delimiter, and that is not blank */
	add_text(c, c->at, from);
	c->at = to;
	return add_tag(c, &tag, from, alone ? (size_t)(start - from) : 0, error);
}

KwProgram *kw_program_new(const char *name, char *source, GError **error)
{
	g_autoptr(KwProgram) program = g_new0(KwProgram, 1);
	Compiler c = {
		.program = program,
		.at = source,
		.counted = source,
		.line = 1,
		.open = "{{",
		.close = "}}",
	};
	const char *start;

	program->name = g_strdup(name);
	program->source = source;
	program->tokens = g_array_new(FALSE, FALSE, sizeof(KwToken));
	g_array_set_clear_func(program->tokens, token_clear);
	if (strlen(source) > KW_TEMPLATE_MAX_SOURCE) {
		set_error(&c, error, "bigger than %u bytes", KW_TEMPLATE_MAX_SOURCE);
		return NULL;
	}
	while ((start = strstr(c.at, c.open)))
		if (!compile_tag(&c, start, error))
			return NULL;
	add_text(&c, c.at, c.at + strlen(c.at));
	if (c.depth) {
		const KwToken *opened = kw_program_at(program, c.sections[c.depth - 1]);

		c.line = opened->line;
		set_error(&c, error, "section \"%s\" has no end", opened->name);
		return NULL;
	}
	return g_steal_pointer(&program);
}
