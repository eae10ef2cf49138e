/* What every unit test shares: reading files of the test tree, and errors that say themselves. */
#pragma once

#include "base/words.h"

/* Fails the test with the error's message where `error` is set. */
#define kw_assert_ok(error) kw_testing_assert_ok(__FILE__, __LINE__, (error))
void kw_testing_assert_ok(const char *file, int line, const GError *error);

/* Asserts that *error is a KW_ERROR with `code` whose message contains `part` (NULL: any), and
 * clears it. */
void kw_testing_assert_error(GError **error, int code, const char *part);

/* The bytes of tests/corpus/NAME; fails the test where absent. Yours. */
GBytes *kw_testing_corpus(const char *name);

/* The rows of tests/corpus/NAME, each with so many fields (GStrv) between tabs, in which C's
 * escapes are written out; a line with "#" at its start is a comment. Fails the test where one is
 * not so.
 */
GPtrArray *kw_testing_rows(const char *name, guint fields);

/* Appends to `lines` those of all files of the folder tests/corpus/NAME, folded (base/text.h). */
void kw_testing_folded_lines(const char *name, GPtrArray *lines);

/* The word files that are built in. Yours. */
KwWords *kw_testing_words(const char *language);

/* The folder of the shared corpora (KW_CORPORA, default ../shared/corpora), or NULL where it is
 * not there: then say so with g_test_skip(). */
const char *kw_testing_shared_corpora(void);

/* A new temporary folder, removed with all it holds by kw_testing_remove(). */
char *kw_testing_folder(void);
void kw_testing_remove(const char *folder);
