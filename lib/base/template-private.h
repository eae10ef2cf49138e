/* Between template.c (renders) and template_source.c (compiles): a template as a flat list. */
#pragma once

#include <glib.h>

#define KW_TEMPLATE_MAX_SOURCE \
	(8u * 1024 * 1024) /* bytes of one source, its indentation included */

typedef enum {
	KW_TOKEN_TEXT,
	KW_TOKEN_VARIABLE,
	KW_TOKEN_RAW,
	KW_TOKEN_SECTION,
	KW_TOKEN_INVERTED,
	KW_TOKEN_END,
	KW_TOKEN_PARTIAL,
} KwTokenKind;

typedef struct {
	KwTokenKind kind;
	guint line;
	guint end;        /* SECTION, INVERTED: index of its END */
	const char *text; /* TEXT; PARTIAL: its indentation. Borrowed from the source, no NUL */
	size_t length;
	char *name;
	char **path; /* the dotted name in pieces; NULL for "." */
} KwToken;

typedef struct {
	char *name; /* stands in messages */
	char *source;
	GArray *tokens;
} KwProgram;

/* Takes `source`. Errors are KW_ERROR_CONFIG with name and line. */
KwProgram *kw_program_new(const char *name, char *source, GError **error);
void kw_program_free(KwProgram *program);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwProgram, kw_program_free)

static inline const KwToken *kw_program_at(const KwProgram *program, guint i)
{
	return &g_array_index(program->tokens, KwToken, i);
}
