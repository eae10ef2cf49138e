/* Reading files whole with a ceiling, and replacing them whole.
 *
 * What a file means is its caller's business; locks are the store's. Writing goes through a
 * temporary file, fsync and rename, and the folder is synced too: without that the new name itself
 * may be lost in a power cut, although the bytes are on the disk.
 */
#include "base/file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES (64 * 1024)

/* The consequence of a failed open or read: only what may pass by itself is worth a retry. */
static KwErrorCode read_code(int err)
{
	switch (err) {
	case ENOENT:
	case ENOTDIR: return KW_ERROR_NOT_FOUND;
	case EISDIR:
	case ELOOP:
	case ENAMETOOLONG: return KW_ERROR_DATA;
	case EACCES:
	case EPERM: return KW_ERROR_CONFIG;
	default: return KW_ERROR_TEMPORARY;
	}
}

static GBytes *read_all(int fd, const char *name, size_t max_bytes, GError **error)
{
	g_autoptr(GByteArray) all = g_byte_array_new();

	g_assert(max_bytes < G_MAXUINT - CHUNK_BYTES);
	for (;;) {
		guint have = all->len;
		ssize_t n;

		g_byte_array_set_size(all, have + CHUNK_BYTES);
		do
			n = read(fd, all->data + have, CHUNK_BYTES);
		while (n < 0 && errno == EINTR);
		if (n < 0) {
			int err = errno;

			kw_error_set(error, read_code(err), "%s: %s", name, g_strerror(err));
			return NULL;
		}
		g_byte_array_set_size(all, have + (guint)n);
		if (n == 0)
			return g_byte_array_free_to_bytes(g_steal_pointer(&all));
		if (all->len > max_bytes) {
			kw_error_set(error, KW_ERROR_DATA, "%s: larger than the limit of %zu bytes",
				     name, max_bytes);
			return NULL;
		}
	}
}

GBytes *kw_file_read(const char *path, size_t max_bytes, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	GBytes *bytes;

	if (fd < 0) {
		int err = errno;

		kw_error_set(error, read_code(err), "%s: %s", path, g_strerror(err));
		return NULL;
	}
	bytes = read_all(fd, path, max_bytes, error);
	close(fd);
	return bytes;
}

GBytes *kw_file_read_fd(int fd, size_t max_bytes, GError **error)
{
	return read_all(fd, fd == STDIN_FILENO ? "standard input" : "input", max_bytes, error);
}

static gboolean write_all(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t n = write(fd, bytes, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		bytes += n;
		length -= (size_t)n;
	}
	return TRUE;
}

/* Fills and closes `fd`; errno says what went wrong. */
static gboolean fill(int fd, const void *bytes, size_t length, int mode)
{
	gboolean ok = write_all(fd, bytes, length) && fchmod(fd, (mode_t)mode) == 0 &&
		      fsync(fd) == 0;
	int err = errno;

	if (close(fd) != 0 && ok)
		return FALSE;
	errno = err;
	return ok;
}

gboolean kw_file_sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	gboolean ok;
	int err;

	if (fd < 0)
		return FALSE;
	/* some file systems cannot sync a folder and say EINVAL: there is nothing more to do */
	ok = fsync(fd) == 0 || errno == EINVAL;
	err = errno;
	close(fd);
	errno = err;
	return ok;
}

gboolean kw_file_write(const char *path, const void *bytes, size_t length, int mode, GError **error)
{
	g_autofree char *temporary = g_strdup_printf("%s.XXXXXX", path);
	g_autofree char *folder = g_path_get_dirname(path);
	int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);
	int err;

	if (fd < 0) {
		err = errno;
		kw_error_set(error, KW_ERROR_TEMPORARY, "%s: %s", path, g_strerror(err));
		return FALSE;
	}
	if (fill(fd, bytes, length, mode) && rename(temporary, path) == 0 &&
	    kw_file_sync_folder(folder))
		return TRUE;
	err = errno;
	unlink(temporary); /* gone already where only the folder's sync failed */
	kw_error_set(error, KW_ERROR_TEMPORARY, "%s: %s", path, g_strerror(err));
	return FALSE;
}

gboolean kw_file_make_folder(const char *path, GError **error)
{
	int err;

	if (g_mkdir_with_parents(path, 0700) == 0)
		return TRUE;
	err = errno;
	kw_error_set(error, err == ENOSPC || err == EIO ? KW_ERROR_TEMPORARY : KW_ERROR_CONFIG,
		     "folder %s: %s", path, g_strerror(err));
	return FALSE;
}

char *kw_file_resolve(const char *base_folder, const char *path)
{
	return g_path_is_absolute(path) ? g_strdup(path)
					: g_build_filename(base_folder, path, NULL);
}
