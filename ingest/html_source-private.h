/* HTML made harmless for the parser; private to ingest. */
#pragma once

#include <glib.h>

/* A copy of `length` bytes without what is never shown (comments, scripts, style sheets, Word's
 * conditions) and without more attributes in a tag than anybody needs. Repaired UTF-8. Yours. */
char *kw_html_source_calm(const char *html, size_t length);
