/* The sections of an advisory as they are stored: JSON [{"role":…,"title":…,"text":…}]. What is no
 * such list has none. Which line of a text is a heading is ingest/advisory.
 */
#pragma once

#include <glib.h>

typedef struct KwSections KwSections;

/* `json` may be NULL. */
KwSections *kw_sections_parse(const char *json);
void kw_sections_free(KwSections *sections);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSections, kw_sections_free)

/* The texts of the sections of these roles, one after the other, each with a line break; "" where
 * there are none. Yours. */
char *kw_sections_texts(const KwSections *sections, const char *const *roles);

/* The titles and the texts of the sections of all other roles, each a paragraph; "" where there are
 * none. Yours. */
char *kw_sections_others(const KwSections *sections, const char *const *roles);

/* `text` without what stands in the sections of these roles: each is taken out where it stands
 * below its own heading, one without a heading where it is long enough to stand nowhere else.
 * Yours. */
char *kw_sections_cut(const char *text, const KwSections *sections, const char *const *roles);
