/* Runs a fuzz target over files, without a fuzzer: replay FILE... (a folder means its files).
 * With clang, `make fuzz` links libFuzzer instead of this file. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *data = NULL;
	gsize length;
	int files = 0;

	if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
		g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
		const char *name;

		while (folder && (name = g_dir_read_name(folder))) {
			g_autofree char *child = g_build_filename(path, name, NULL);

			files += replay(child);
		}
		return files;
	}
	if (!g_file_get_contents(path, &data, &length, &error)) {
		fprintf(stderr, "%s\n", error->message);
		return 0;
	}
	/* an exact copy, so that the sanitizer sees a read past the end */
	g_autofree char *exact = g_memdup2(data, length);
	LLVMFuzzerTestOneInput((const uint8_t *)exact, length);
	return 1;
}

int main(int argc, char **argv)
{
	int files = 0;

	for (int i = 1; i < argc; i++)
		files += replay(argv[i]);
	printf("%d inputs\n", files);
	return files ? 0 : 1;
}
