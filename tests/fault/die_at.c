/* Preloaded into a program, it kills it (SIGKILL) just before or just after its N-th fsync or
 * fdatasync: at every point where a transaction of SQLite becomes durable. DIE_AT=N,
 * DIE_WHEN=before|after. How many there were is appended to the file DIE_COUNT when the program
 * ends by itself. */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int calls;

static int around(const char *name, int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
	const char *at = getenv("DIE_AT"), *when = getenv("DIE_WHEN");
	int is_it = at && ++calls == atoi(at), result;

	if (is_it && when && strcmp(when, "before") == 0)
		kill(getpid(), SIGKILL);
	result = real(fd);
	if (is_it)
		kill(getpid(), SIGKILL);
	return result;
}

int fsync(int fd)
{
	return around("fsync", fd);
}

int fdatasync(int fd)
{
	return around("fdatasync", fd);
}

static void __attribute__((destructor)) tell(void)
{
	const char *path = getenv("DIE_COUNT");
	FILE *file = path ? fopen(path, "a") : NULL;

	if (!file)
		return;
	fprintf(file, "%d\n", calls);
	fclose(file);
}
