/* Many literal texts, found in a text in one pass. Of names.c and patterns.c. */
#pragma once

#include <glib.h>

typedef struct KwLiterals KwLiterals;

/* An occurrence, in bytes of the text. */
typedef struct {
	size_t at, length;
	const GPtrArray *owners; /* of the literal; borrowed */
} KwLiteralHit;

KwLiterals *kw_literals_new(void);
void kw_literals_free(KwLiterals *literals);

/* `owner` is what the hits of `text`, which is not empty, lead to; one owner may have many
 * literals, and one literal several owners. */
void kw_literals_add(KwLiterals *literals, const char *text, gconstpointer owner);

/* After the last add, before the first find. */
void kw_literals_seal(KwLiterals *literals);

/* KwLiteralHit, in order of place and then of length: every place of `text` where one stands, byte
 * for byte, also within another. */
GArray *kw_literals_find(const KwLiterals *literals, const char *text);
