/* What mail systems on the way add to a mail, and change in it: warnings above and below, marks in
 * the Subject, notes of a sanitiser, links that were made harmless. Words: ingest/gateway.yaml.
 *
 * What was found is named in `notes` (char *, each once; may be NULL), by these ids: "external",
 * "spam", "sanitized", "html-to-text", "attachment-removed", "password-separate", "defanged". The
 * word files have a phrase "note.ID" for each.
 */
#pragma once

#include <glib.h>

/* The index of the first line below what stands on top; 0 where there is nothing. */
guint kw_gateway_top(const char *const *lines, guint end, GPtrArray *notes);
/* The index behind the last line above what stands at the end; `end` where there is nothing. */
guint kw_gateway_bottom(const char *const *lines, guint start, guint end, GPtrArray *notes);
/* Whether a line says nothing but what a mail system has to say (that an attachment was removed,
 * …). For what a person wrote: in an advisory the same words may be the news. */
gboolean kw_gateway_is_notice(const char *line, GPtrArray *notes);

/* The text without what stands above and below it; tidy. */
char *kw_gateway_strip(const char *text, GPtrArray *notes);

/* The Subject without marks such as [External], ***SPAM*** and 【外部メール】 at its beginning or
 * behind "Fwd:". */
char *kw_gateway_subject(const char *subject, GPtrArray *notes);

/* The text with those links alive again that a mail system made harmless (hxxp://, "h ttp://", [.])
 * though they lead to a publisher's page. Others may be an author's warning: they stay as they are,
 * as does everything that is no link. */
char *kw_gateway_refang(const char *text, GPtrArray *notes);
/* The text without the links that are still harmless: what links may be looked for in. */
char *kw_gateway_live(const char *text);

void kw_gateway_note(GPtrArray *notes, const char *id);
gboolean kw_gateway_has_note(const GPtrArray *notes, const char *id);
