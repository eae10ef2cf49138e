/* Plain text with the lines that marked-up text asks for: white space, breaks, quotes, table rows.
 * Private to ingest: html.c drives it. */
#pragma once

#include <glib.h>

typedef struct KwFlow KwFlow;

typedef enum {
	KW_FLOW_ROOT,
	KW_FLOW_QUOTE, /* every line gets "> " */
	KW_FLOW_ROW,   /* a table's row: its cells go on one line, or below each other */
	KW_FLOW_CELL,
} KwFlowBox;

/* Nothing is taken any more once `max_bytes` were. */
KwFlow *kw_flow_new(size_t max_bytes);
void kw_flow_free(KwFlow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwFlow, kw_flow_free)

/* Valid UTF-8. `preformatted`: blanks and line ends count. */
void kw_flow_text(KwFlow *flow, const char *text, size_t length, gboolean preformatted);
/* At least `lines` line ends before the next text (1 = new line, 2 = new paragraph). */
void kw_flow_break(KwFlow *flow, int lines);
/* One line end more (<br>). */
void kw_flow_newline(KwFlow *flow);

/* What stands before the next text, on its line; NULL takes one back that no text came for. */
void kw_flow_bullet(KwFlow *flow, const char *bullet);

/* Boxes nest at most 32 deep; deeper ones are laid out as part of the one around them. */
void kw_flow_open(KwFlow *flow, KwFlowBox box);
void kw_flow_close(KwFlow *flow);

/* Length of the innermost box's text so far, and its text behind such a mark, blanks around it
 * removed. */
size_t kw_flow_mark(const KwFlow *flow);
char *kw_flow_since(const KwFlow *flow, size_t mark);

/* Closes what is open. Not tidied. Yours. */
char *kw_flow_finish(KwFlow *flow);
