/* Support for unit tests; see testing.h. Tests run in the project's folder. */
#include "testing.h"

#include "base/error.h"
#include "base/text.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

void kw_testing_assert_ok(const char *file, int line, const GError *error)
{
	if (error)
		g_error("%s:%d: unexpected error: %s", file, line, error->message);
}

void kw_testing_assert_error(GError **error, int code, const char *part)
{
	g_assert_error(*error, KW_ERROR, code);
	if (part && !strstr((*error)->message, part))
		g_error("error message is \"%s\", without \"%s\"", (*error)->message, part);
	g_clear_error(error);
}

GBytes *kw_testing_corpus(const char *name)
{
	g_autofree char *path = g_build_filename("tests", "corpus", name, NULL);
	g_autoptr(GError) error = NULL;
	char *data;
	gsize length;

	if (!g_file_get_contents(path, &data, &length, &error))
		g_error("%s", error->message);
	return g_bytes_new_take(data, length);
}

void kw_testing_folded_lines(const char *name, GPtrArray *lines)
{
	g_autofree char *folder = g_build_filename("tests/corpus", name, NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *file;

	g_assert_nonnull(dir);
	while ((file = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, file, NULL);
		g_autofree char *bytes = NULL, *text = NULL;
		gsize length;

		g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
		text = kw_text_repair(bytes, (gssize)length);
		g_auto(GStrv) all = g_strsplit(text, "\n", 0);
		for (char **line = all; *line; line++)
			g_ptr_array_add(lines, kw_text_fold(*line));
	}
}

KwWords *kw_testing_words(const char *language)
{
	g_autoptr(GError) error = NULL;
	KwWords *words = kw_words_load(language, NULL, &error);

	kw_assert_ok(error);
	return words;
}

const char *kw_testing_shared_corpora(void)
{
	const char *folder = g_getenv("KW_CORPORA");

	if (!folder)
		folder = "../shared/corpora";
	return g_file_test(folder, G_FILE_TEST_IS_DIR) ? folder : NULL;
}

char *kw_testing_folder(void)
{
	g_autoptr(GError) error = NULL;
	char *folder = g_dir_make_tmp("kawaraban-XXXXXX", &error);

	kw_assert_ok(error);
	return folder;
}

static int remove_one(const char *path, const struct stat *st G_GNUC_UNUSED, int flag G_GNUC_UNUSED,
		      struct FTW *ftw G_GNUC_UNUSED)
{
	return remove(path);
}

void kw_testing_remove(const char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

GPtrArray *kw_testing_rows(const char *name, guint fields)
{
	g_autoptr(GBytes) bytes = kw_testing_corpus(name);
	g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);

	for (char **line = lines; *line; line++) {
		char **row;

		if (!**line || **line == '#')
			continue;
		row = g_strsplit(*line, "\t", -1);
		if (g_strv_length(row) != fields)
			g_error("%s: not %u fields: %s", name, fields, *line);
		for (char **field = row; *field; field++) {
			char *plain = g_strcompress(*field);

			g_free(*field);
			*field = plain;
		}
		g_ptr_array_add(rows, row);
	}
	return rows;
}
