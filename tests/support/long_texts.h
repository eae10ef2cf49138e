/* Texts as long as an advisory is, for benches: the files of a folder by name, each with those that
 * follow it. */
#pragma once

#include <glib.h>
#include <string.h>

#define LONG_TEXT_BYTES 4000

static inline int long_texts_by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static inline GPtrArray *long_texts_files(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(names, long_texts_by_name);
	for (guint i = 0; i < names->len; i++) {
		char *text;

		if (g_file_get_contents(names->pdata[i], &text, NULL, NULL))
			g_ptr_array_add(files, text);
	}
	return files;
}

/* char *, owned: the title is the first line. */
static inline GPtrArray *long_texts_read(const char *folder)
{
	g_autoptr(GPtrArray) files = long_texts_files(folder);
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < files->len; i++) {
		const char *own = files->pdata[i];
		size_t most = LONG_TEXT_BYTES + strcspn(own, "\n");
		GString *text = g_string_new(own);

		for (guint j = 1; j < files->len && text->len < most; j++)
			g_string_append(text, files->pdata[(i + j) % files->len]);
		g_ptr_array_add(texts, g_string_free(text, FALSE));
	}
	return texts;
}
