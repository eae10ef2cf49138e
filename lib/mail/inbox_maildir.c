/* A Maildir that a mail server fills: new/ and cur/, the oldest first.
 *
 * A mail is its file's name without the flags, which other programs may change at any time; so a
 * file that is no longer where it was is looked for before it counts as gone. Only plain files: a
 * link could lead anywhere.
 */
#include "inbox-private.h"

#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UID_BYTES 255

typedef struct {
	char *path;
} Maildir;

static void maildir_free(void *box)
{
	Maildir *maildir = box;

	g_free(maildir->path);
	g_free(maildir);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Maildir, maildir_free)

static gboolean trouble(const char *path, int code, GError **error)
{
	kw_error_set(error, code == EACCES || code == EPERM ? KW_ERROR_REFUSED : KW_ERROR_TEMPORARY,
		     "%s: %s", path, g_strerror(code));
	return FALSE;
}

static void *maildir_open(const KwInboxAccess *access, char **out_epoch G_GNUC_UNUSED,
			  GError **error)
{
	g_autoptr(Maildir) maildir = g_new0(Maildir, 1);

	maildir->path = g_strdup(access->url + strlen("maildir:"));
	for (const char *const *folder = (const char *const[]){"new", "cur", NULL}; *folder;
	     folder++) {
		g_autofree char *path = g_build_filename(maildir->path, *folder, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			continue;
		kw_error_set(error, KW_ERROR_CONFIG,
			     "%s: no such folder, or not for us; a Maildir has new, cur and tmp",
			     path);
		return NULL;
	}
	return g_steal_pointer(&maildir);
}

/* "NAME:2,FLAGS": where the flags start, or the end. */
static size_t name_length(const char *name)
{
	const char *info = strstr(name, ":2,");

	return info ? (size_t)(info - name) : strlen(name);
}

static const char *flags_of(const char *name)
{
	const char *info = strstr(name, ":2,");

	return info ? info + strlen(":2,") : "";
}

/* A mail for the list; NULL: none of ours. */
static KwInboxEntry *entry_of(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	size_t length = name_length(name);
	KwInboxEntry *entry;
	struct stat st;

	if (name[0] == '.' || strchr(flags_of(name), 'T') || lstat(path, &st) != 0 ||
	    !S_ISREG(st.st_mode))
		return NULL;
	entry = g_new0(KwInboxEntry, 1);
	entry->uid = length <= UID_BYTES && g_utf8_validate(name, (gssize)length, NULL)
			     ? g_strndup(name, length)
			     : g_strdup("");
	entry->bytes = st.st_size;
	entry->path = g_steal_pointer(&path);
	return entry;
}

static gboolean read_folder(const Maildir *maildir, const char *name, GPtrArray *entries,
			    GError **error)
{
	g_autofree char *folder = g_build_filename(maildir->path, name, NULL);
	g_autoptr(GError) why = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &why);
	const char *file;

	if (!dir) {
		kw_error_set(error, KW_ERROR_REFUSED, "%s", why->message);
		return FALSE;
	}
	while ((file = g_dir_read_name(dir))) {
		KwInboxEntry *entry = entry_of(folder, file);

		if (entry)
			g_ptr_array_add(entries, entry);
	}
	return TRUE;
}

/* Names begin with the second of delivery. */
static int by_age(gconstpointer a, gconstpointer b)
{
	const KwInboxEntry *x = *(KwInboxEntry *const *)a, *y = *(KwInboxEntry *const *)b;
	guint64 m = g_ascii_strtoull(x->uid, NULL, 10), n = g_ascii_strtoull(y->uid, NULL, 10);

	return m < n ? -1 : m > n ? 1 : strcmp(x->uid, y->uid);
}

static GPtrArray *read_all(const Maildir *maildir, GError **error)
{
	g_autoptr(GPtrArray)
		entries = g_ptr_array_new_with_free_func((GDestroyNotify)kw_inbox_entry_free);

	if (!read_folder(maildir, "new", entries, error) ||
	    !read_folder(maildir, "cur", entries, error))
		return NULL;
	return g_steal_pointer(&entries);
}

static gboolean maildir_list(void *box, KwInboxVisit visit, gpointer user, GError **error)
{
	g_autoptr(GPtrArray) entries = read_all(box, error);

	if (!entries)
		return FALSE;
	g_ptr_array_sort(entries, by_age);
	for (guint i = 0; i < entries->len; i++) {
		KwInboxEntry *entry = entries->pdata[i];

		entry->number = i + 1;
		if (!visit(entry, user, error))
			return FALSE;
	}
	return TRUE;
}

/* Where the mail lies now; NULL: nowhere. */
static char *find(const Maildir *maildir, const KwInboxEntry *entry)
{
	g_autoptr(GPtrArray) entries = NULL;

	if (g_file_test(entry->path, G_FILE_TEST_EXISTS))
		return g_strdup(entry->path);
	entries = *entry->uid ? read_all(maildir, NULL) : NULL;
	for (guint i = 0; entries && i < entries->len; i++)
		if (g_str_equal(((KwInboxEntry *)entries->pdata[i])->uid, entry->uid))
			return g_strdup(((KwInboxEntry *)entries->pdata[i])->path);
	return NULL;
}

static gboolean maildir_fetch(void *box, const GPtrArray *entries, size_t max_bytes,
			      KwInboxTake take, gpointer user, const KwInboxEntry **out_at,
			      GError **error)
{
	for (guint i = 0; i < entries->len; i++) {
		const KwInboxEntry *entry = entries->pdata[i];
		g_autoptr(GError) why = NULL;
		g_autofree char *path = find(box, entry);
		g_autoptr(GBytes) bytes = path ? kw_file_read(path, max_bytes, &why) : NULL;

		if (g_error_matches(why, KW_ERROR, KW_ERROR_DATA)) {
			g_propagate_error(error, g_steal_pointer(&why));
			*out_at = entry;
			return FALSE;
		}
		if (g_error_matches(why, KW_ERROR, KW_ERROR_NOT_FOUND))
			g_clear_error(&why); /* gone in this moment */
		if (!take(entry, bytes, why ? why->message : NULL, user, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean settle_one(const Maildir *maildir, const KwInboxEntry *entry, gboolean keep,
			   GError **error)
{
	g_autofree char *path = find(maildir, entry);
	g_autofree char *name = path ? g_path_get_basename(path) : NULL;
	g_autofree char *flags = NULL, *to = NULL;
	int rc;

	if (!path || (keep && strchr(flags_of(name), 'S')))
		return TRUE;
	if (keep) {
		/* flags stand in the order of ASCII */
		const char *now = flags_of(name);
		int before = (int)strspn(now, "ABCDEFGHIJKLMNOPQR");

		flags = g_strdup_printf("%.*s:2,%.*sS%s", (int)name_length(name), name, before, now,
					now + before);
		to = g_build_filename(maildir->path, "cur", flags, NULL);
	}
	rc = keep ? rename(path, to) : unlink(path);
	return rc == 0 || errno == ENOENT || trouble(path, errno, error);
}

static gboolean maildir_settle(void *box, const GPtrArray *entries, gboolean keep, GError **error)
{
	for (guint i = 0; i < entries->len; i++)
		if (!settle_one(box, entries->pdata[i], keep, error))
			return FALSE;
	return TRUE;
}

static gboolean maildir_close(void *box G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
	return TRUE;
}

const KwInboxBackend kw_inbox_maildir = {
	.open = maildir_open,
	.list = maildir_list,
	.fetch = maildir_fetch,
	.settle = maildir_settle,
	.close = maildir_close,
	.free = maildir_free,
};
