/* Maildir: delivering into one. As a way out: relays_maildir.c; reading mailboxes: inbox.c.
 *
 * The time in a file's name is the one that the file system gave the
 * file: there is no clock below cmd/, and a Maildir's reader sorts by names.
 */
#include "mail/mailbox.h"

#include "base/error.h"
#include "base/file.h"
#include "base/token.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean kw_maildir_create(const char *path, GError **error)
{
	static const char *const folders[] = {"tmp", "new", "cur"};

	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(path, folders[i], NULL);

		if (!kw_file_make_folder(folder, error))
			return FALSE;
	}
	return TRUE;
}

static void append_with_lf(GString *out, const char *bytes, size_t length)
{
	const char *end = bytes + length;

	while (bytes < end) {
		const char *lf = memchr(bytes, '\n', (size_t)(end - bytes));
		const char *stop = lf && lf > bytes && lf[-1] == '\r' ? lf - 1 : lf;

		if (!lf)
			stop = lf = end;
		g_string_append_len(out, bytes, stop - bytes);
		if (lf < end)
			g_string_append_c(out, '\n');
		bytes = lf + 1;
	}
}

/* "1795000000.M123456R0a1b….host": time, what makes it unique, and host, without the characters
 * that mean something in a Maildir. */
static char *file_name(const struct stat *st, const char *unique)
{
	g_autoptr(GString) host = g_string_new(g_get_host_name());

	g_string_replace(host, "/", "\\057", 0);
	g_string_replace(host, ":", "\\072", 0);
	return g_strdup_printf("%lld.M%06ldR%s.%s", (long long)st->st_mtim.tv_sec,
			       st->st_mtim.tv_nsec / 1000, unique, host->str);
}

gboolean kw_maildir_put(const char *path, const char *headers, GBytes *message, char **out_path,
			GError **error)
{
	g_autofree char *unique = kw_token_random(8);
	g_autofree char *temporary = g_build_filename(path, "tmp", unique, NULL);
	g_autofree char *folder = g_build_filename(path, "new", NULL);
	g_autofree char *name = NULL, *final = NULL;
	g_autoptr(GString) text = NULL;
	struct stat st;
	gsize length;
	const char *bytes = g_bytes_get_data(message, &length);
	int err;

	text = g_string_sized_new(length + 256);
	if (headers)
		append_with_lf(text, headers, strlen(headers));
	append_with_lf(text, bytes, length);
	if (!kw_file_write(temporary, text->str, text->len, 0600, error))
		return FALSE;
	if (stat(temporary, &st) == 0) {
		name = file_name(&st, unique);
		final = g_build_filename(folder, name, NULL);
		if (rename(temporary, final) == 0 && kw_file_sync_folder(folder)) {
			if (out_path)
				*out_path = g_steal_pointer(&final);
			return TRUE;
		}
	}
	err = errno;
	unlink(temporary);
	if (final) /* renamed and not synced: an error means that nothing was delivered */
		unlink(final);
	kw_error_set(error, KW_ERROR_TEMPORARY, "maildir %s: %s", path, g_strerror(err));
	return FALSE;
}
