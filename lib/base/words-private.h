/* The inside of a set of word files: words.c loads and answers, words_check.c holds it to the
 * schema. */
#pragma once

#include "base/words.h"
#include "base/yaml.h"
#include "names-private.h"
#include "negation-private.h"

struct KwWord {
	const char *id;
	const KwYaml *entry;
};

typedef struct {
	gsize is_read; /* g_once: the rest is there */
	char *asset;   /* "templates/ja/products.yaml" */
	KwYaml *root;
	GPtrArray *list;      /* KwWord *, owned, in file order */
	GHashTable *by_id;    /* id -> KwWord, borrowed */
	KwNames *names;       /* made at the first use, with `negation` */
	KwNegation *negation; /* cues that take back names of this file */
} KwWordFile;

struct KwWords {
	GHashTable *files; /* "products" -> KwWordFile *, owned; see kw_words_file() */
};

/* NULL = there is no such file. */
KwWordFile *kw_words_file(const KwWords *words, const char *name);

/* "templates/ja/products.yaml:12: …", to be added to a list of findings (char *). */
void kw_words_report(GPtrArray *findings, const KwYaml *file, int line, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* Adds what is wrong with the files of one language, each by itself and its references. Names of
 * two entries, which have to be folded, and days to come only with `today` ("2026-11-17"); a load
 * is in a hurry, and knows no clock: NULL. */
void kw_words_check_set(const KwWords *words, const char *today, GPtrArray *findings);
