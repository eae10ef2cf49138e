/* HTML of mails and feeds to readable plain text (libxml2's door). Active content and hidden text
 * never come through; links may be collected.
 */
#pragma once

#include <glib.h>

/* UTF-8 HTML (a page or a fragment) to tidy text: paragraphs and list items on lines of their own
 * ("・" before an item, "1. " in a numbered list), quotes with "> " before every line, the cells of
 * a table's row joined by " | " (below each other where one has several lines), link targets behind
 * the text in （）where they differ from it and `with_links`. Hidden elements (display:none,
 * hidden, script, style, head) dropped. Never NULL. Reads 16 MiB at most, writes 4 MiB at most.
 * `out_links` (may be NULL) receives absolute http(s) hrefs, unwrapped, in order, at most 2,000,
 * char *, owned. */
char *kw_html_to_text(const char *html, gboolean with_links, GPtrArray **out_links);
