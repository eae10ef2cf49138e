/* The tags of an HTML part of ours, for the output check (check.c). No HTML parser: mail programs
 * differ in what they make of broken HTML, so whatever looks like a tag is one, in comments, too,
 * where Outlook reads. */
#pragma once

#include <glib.h>

typedef struct {
	char *name;            /* lower case; "/a" closes */
	GPtrArray *attributes; /* char *: a name in lower case, its decoded value ("" = none), … */
	char *text;            /* decoded: from here to the next tag */
} KwTag;

/* KwTag *, in order, owned; the first, with the name "", holds what stands before any. */
GPtrArray *kw_markup_tags(const char *html);

/* The value of an attribute, or NULL. Borrowed. */
const char *kw_markup_attribute(const KwTag *tag, const char *name);
