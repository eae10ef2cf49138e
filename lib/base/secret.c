/* Secrets of the operator: from a file of their own, or from a program that makes them.
 *
 * The mode is looked at through the open descriptor, because the name might mean another file by
 * then. A command is a process group of its own, so that what it started ends with it.
 */
#include "base/secret.h"

#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_BYTES 16384 /* bearer tokens of large providers have 3,000 */

/* The first line; NULL where it is empty, or more than text. */
static char *first_line(const char *data, size_t length)
{
	const char *lf = memchr(data, '\n', length);
	size_t n = lf ? (size_t)(lf - data) : length;

	while (n > 0 && (data[n - 1] == '\r' || data[n - 1] == ' '))
		n--;
	return n > 0 && !memchr(data, '\0', n) ? g_strndup(data, n) : NULL;
}

static int open_private(const char *path, const char *key, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0) {
		kw_error_set(error, KW_ERROR_CONFIG, "%s: %s: %s", key, path, g_strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		kw_error_set(error, KW_ERROR_CONFIG, "%s: %s: not a file", key, path);
	} else if (st.st_mode & 077) {
		kw_error_set(error, KW_ERROR_CONFIG,
			     "%s: %s: others can read it; \"chmod 600 %s\" mends that", key, path,
			     path);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

char *kw_secret_from_file(const char *path, const char *key, GError **error)
{
	int fd = open_private(path, key, error);
	g_autoptr(GBytes) bytes = NULL;
	const char *data;
	gsize length;
	char *line;

	if (fd < 0)
		return NULL;
	bytes = kw_file_read_fd(fd, MAX_BYTES, error);
	close(fd);
	if (!bytes) {
		g_prefix_error(error, "%s: %s: ", key, path);
		return NULL;
	}
	data = g_bytes_get_data(bytes, &length);
	line = first_line(data ? data : "", length);
	if (!line)
		kw_error_set(error, KW_ERROR_CONFIG, "%s: %s: its first line is empty", key, path);
	return line;
}

/* A command */

/* Runs in the child. Ends as the shell does where it cannot be run. */
G_GNUC_NORETURN static void run_shell(const char *command, int out)
{
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	if (null >= 0)
		dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	signal(SIGPIPE, SIG_DFL);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* FALSE: the time is over. What is too much is read and thrown away. */
static gboolean read_output(int fd, GString *out, gint64 deadline)
{
	char chunk[1024];

	for (;;) {
		struct pollfd one = {.fd = fd, .events = POLLIN};
		gint64 left = deadline - g_get_monotonic_time();
		ssize_t n;

		if (left <= 0)
			return FALSE;
		if (poll(&one, 1, (int)MIN(left / 1000 + 1, G_MAXINT)) <= 0)
			continue;
		n = read(fd, chunk, sizeof(chunk));
		if (n == 0 || (n < 0 && errno != EINTR))
			return TRUE;
		if (n > 0 && out->len + (size_t)n <= MAX_BYTES)
			g_string_append_len(out, chunk, n);
	}
}

/* Its end; -1 where it did not come in time. */
static int wait_for_end(pid_t pid, gint64 deadline)
{
	int status;
	pid_t done;

	while ((done = waitpid(pid, &status, WNOHANG)) == 0 || (done < 0 && errno == EINTR)) {
		if (g_get_monotonic_time() > deadline)
			return -1;
		g_usleep(5000);
	}
	return done == pid ? status : -1;
}

static char *judge(const char *key, int status, const GString *out, GError **error)
{
	char *line;

	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		gboolean is_temporary = WIFEXITED(status) &&
					WEXITSTATUS(status) == KW_ERROR_TEMPORARY;

		kw_error_set(error, is_temporary ? KW_ERROR_TEMPORARY : KW_ERROR_CONFIG,
			     "%s: the command failed (%s %d)", key,
			     WIFEXITED(status) ? "exit code" : "signal",
			     WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
		return NULL;
	}
	line = first_line(out->str, out->len);
	if (!line)
		kw_error_set(error, KW_ERROR_CONFIG, "%s: the command printed nothing", key);
	return line;
}

char *kw_secret_from_command(const char *command, const char *key, int timeout_s, GError **error)
{
	gint64 deadline = g_get_monotonic_time() + (gint64)timeout_s * G_USEC_PER_SEC;
	g_autoptr(GString) out = g_string_new(NULL);
	gboolean in_time;
	int fds[2], status = -1;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0) {
		kw_error_set(error, KW_ERROR_TEMPORARY, "%s: %s", key, g_strerror(errno));
		return NULL;
	}
	pid = fork();
	if (pid == 0)
		run_shell(command, fds[1]);
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		kw_error_set(error, KW_ERROR_TEMPORARY, "%s: %s", key, g_strerror(errno));
		return NULL;
	}
	setpgid(pid, pid); /* whoever comes first: the group is there before it is killed */
	in_time = read_output(fds[0], out, deadline);
	close(fds[0]);
	if (in_time)
		status = wait_for_end(pid, deadline);
	if (status < 0) {
		kill(-pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		kw_error_set(error, KW_ERROR_TEMPORARY,
			     "%s: the command did not end within %d seconds", key, timeout_s);
		return NULL;
	}
	return judge(key, status, out, error);
}
