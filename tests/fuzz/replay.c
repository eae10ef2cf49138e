/* Runs a fuzz target over files, without a fuzzer. With clang, `make fuzz` links libFuzzer instead.
 *
 * replay [--damage N] [--seconds S] [--mib M] [--keep FILE] FILE... (a folder: all
 * below)
 *
 * --damage: after each file N copies of it that were cut off or have bits turned over, the same
 * ones in every run. --seconds, --mib: processor time of one input, and memory of the whole run, at
 * most. --keep: FILE holds the input that is being read, and is gone at the end: what it holds
 * after a crash is the cause. */
#include <fcntl.h>
#include <glib.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define FLIPS 16 /* bits at most */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
	int damage, inputs, keep;
	double slowest_s;
	char *slowest;
} Run;

/* Not by the clock on the wall: the machine may be busy with other tests. */
static double processor_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void feed(Run *run, const char *name, const char *data, size_t length)
{
	/* an exact copy, so that the sanitizer sees a read past the end */
	g_autofree char *exact = g_memdup2(data, length);
	double start, seconds;

	if (run->keep >= 0 &&
	    (ftruncate(run->keep, 0) != 0 || pwrite(run->keep, data, length, 0) != (ssize_t)length))
		fprintf(stderr, "%s: cannot be kept\n", name);
	start = processor_s();
	LLVMFuzzerTestOneInput((const uint8_t *)exact, length);
	seconds = processor_s() - start;
	run->inputs++;
	if (seconds > run->slowest_s) {
		run->slowest_s = seconds;
		g_free(run->slowest);
		run->slowest = g_strdup(name);
	}
}

/* The seed is the name, so that a file meets the same damage wherever the folder stands and
 * whatever else is in it. */
static void feed_damaged(Run *run, const char *path, const char *data, size_t length)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autoptr(GRand) rand = g_rand_new_with_seed(g_str_hash(name));

	for (int i = 0; i < run->damage && length; i++) {
		g_autofree char *copy = g_memdup2(data, length);
		g_autofree char *label = g_strdup_printf("%s (damage %d)", path, i);
		size_t left = length;

		if (i % 2 == 0)
			left = (size_t)g_rand_double_range(rand, 0, (double)length);
		for (int n = i % 2 ? g_rand_int_range(rand, 1, FLIPS) : 0; n > 0; n--)
			copy[(size_t)g_rand_double_range(rand, 0, (double)length)] ^=
				(char)(1 << g_rand_int_range(rand, 0, 8));
		feed(run, label, copy, left);
	}
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void replay(Run *run, const char *path);

static void replay_folder(Run *run, const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (folder && (name = g_dir_read_name(folder)))
		g_ptr_array_add(names, g_build_filename(path, name, NULL));
	g_ptr_array_sort(names, by_name);
	for (guint i = 0; i < names->len; i++)
		replay(run, names->pdata[i]);
}

static void replay(Run *run, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *data = NULL;
	gsize length;

	if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
		replay_folder(run, path);
		return;
	}
	if (!g_file_get_contents(path, &data, &length, &error)) {
		fprintf(stderr, "%s\n", error->message);
		return;
	}
	feed(run, path, data, length);
	feed_damaged(run, path, data, length);
}

int main(int argc, char **argv)
{
	g_autofree char *keep = NULL;
	int damage = 0, mib = 0;
	double seconds = 0;
	const GOptionEntry options[] = {
		{"damage", 0, 0, G_OPTION_ARG_INT, &damage, NULL, NULL},
		{"mib", 0, 0, G_OPTION_ARG_INT, &mib, NULL, NULL},
		{"seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, NULL, NULL},
		{"keep", 0, 0, G_OPTION_ARG_FILENAME, &keep, NULL, NULL},
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("FILE...");
	Run run = {.keep = -1};
	struct rusage usage;

	g_option_context_add_main_entries(context, options, NULL);
	if (!g_option_context_parse(context, &argc, &argv, NULL)) {
		fprintf(stderr, "usage: replay [--damage N] [--seconds S] [--mib M] "
				"[--keep FILE] FILE...\n");
		return 64;
	}
	run.damage = damage;
	if (keep)
		run.keep = open(keep, O_RDWR | O_CREAT | O_TRUNC, 0600);
	for (int i = 1; i < argc; i++)
		replay(&run, argv[i]);
	if (run.keep >= 0) {
		close(run.keep);
		unlink(keep);
	}
	getrusage(RUSAGE_SELF, &usage);
	printf("%d inputs; the slowest took %.2f s: %s; %ld MiB at most\n", run.inputs,
	       run.slowest_s, run.slowest ? run.slowest : "none", usage.ru_maxrss / 1024);
	g_free(run.slowest);
	if (seconds > 0 && run.slowest_s > seconds)
		return 1;
	if (mib > 0 && usage.ru_maxrss / 1024 > mib)
		return 1;
	return run.inputs ? 0 : 1;
}
