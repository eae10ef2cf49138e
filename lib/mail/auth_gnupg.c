/* Verifying with GnuPG: one run of gpg or gpgsm, by its machine-readable status lines (GnuPG's
 * doc/DETAILS).
 *
 * The programs and not GMime's contexts or gpgme: GMime's can be told another keyring by the
 * environment of the whole process only, neither has a time limit that ends the program, and one
 * run takes 5 to 10 ms. Nothing is fetched (no dirmngr, no key servers, no CRL), no agent is
 * started and nobody is asked; gpg.conf is not read. gpgsm writes the certificates of every mail
 * into its keyring, and asks an agent whether it trusts their root: it works in a folder of its own
 * that is thrown away, and does not look at the chain. A certificate counts by its own fingerprint,
 * which the configuration lists; revocation lists are not looked at, so a lost card means taking
 * the line out of the configuration.
 */
#include "auth-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TIME_MS     20000
#define CPU_S       10
#define MAX_OUTPUT  (64 * 1024 * 1024)
#define MAX_STATUS  (256 * 1024)
#define MAX_KEYRING (16 * 1024 * 1024)
#define FIRST_FD    10 /* ours stand above those of the program */
#define STATUS_FD   "3"
#define SIGNATURE   "-&4"

typedef struct {
	int data, signature, out, status; /* -1 = none */
} Files;

static void files_clear(Files *files)
{
	const int fds[] = {files->data, files->signature, files->out, files->status};

	for (guint i = 0; i < G_N_ELEMENTS(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Files, files_clear)

/* A file in memory with these bytes; -1 on error. Files need no turns of reading and writing, and
 * a program that ends early sends nobody a SIGPIPE. */
static int file_of(GBytes *bytes)
{
	gsize length = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
	int low = memfd_create("kawaraban", MFD_CLOEXEC);
	int fd = low >= 0 ? fcntl(low, F_DUPFD_CLOEXEC, FIRST_FD) : -1;

	if (low >= 0)
		close(low);
	for (gsize done = 0; fd >= 0 && done < length;) {
		ssize_t wrote = write(fd, data + done, length - done);

		if (wrote <= 0) {
			close(fd);
			return -1;
		}
		done += (gsize)wrote;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* Everything that was written to it; nothing where it is more than `limit`. */
static GBytes *bytes_of(int fd, gsize limit)
{
	struct stat st;
	char *data;
	gsize done = 0;

	if (fstat(fd, &st) != 0 || st.st_size <= 0 || (gsize)st.st_size > limit)
		return g_bytes_new(NULL, 0);
	data = g_malloc((gsize)st.st_size);
	while (done < (gsize)st.st_size) {
		ssize_t got = pread(fd, data + done, (gsize)st.st_size - done, (off_t)done);

		if (got <= 0)
			break;
		done += (gsize)got;
	}
	return g_bytes_new_take(data, done);
}

static char **lines_of(int fd)
{
	g_autoptr(GBytes) bytes = bytes_of(fd, MAX_STATUS);
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	g_autofree char *text = g_strndup(data ? data : "", length);

	return g_strsplit(text, "\n", -1);
}

/* Until the program ends, or is ended. */
static gboolean wait_for(pid_t pid)
{
	gint64 deadline = g_get_monotonic_time() + TIME_MS * G_GINT64_CONSTANT(1000);
	int status = -1;
	pid_t ended;

	while ((ended = waitpid(pid, &status, WNOHANG)) == 0) {
		if (g_get_monotonic_time() > deadline) {
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			return FALSE;
		}
		g_usleep(500);
	}
	return ended == pid && WIFEXITED(status);
}

/* FALSE: it could not be run, or did not end by itself. Its exit code says less than its status
 * lines do. */
static gboolean run(const char *const *argv, const char *home, const Files *files)
{
	const struct rlimit cpu = {CPU_S, CPU_S}, size = {MAX_OUTPUT, MAX_OUTPUT};
	g_autofree char *home_line = g_strconcat("HOME=", home, NULL);
	char *environment[] = {(char *)"LC_ALL=C", (char *)"PATH=/usr/local/bin:/usr/bin:/bin",
			       home_line, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	pid_t pid;
	int error;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, files->data, 0);
	posix_spawn_file_actions_adddup2(&actions, files->out, 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, files->status, 3);
	if (files->signature >= 0)
		posix_spawn_file_actions_adddup2(&actions, files->signature, 4);
	error = posix_spawnp(&pid, argv[0], &actions, &attributes, (char *const *)argv,
			     environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	if (error != 0)
		return FALSE;
	prlimit(pid, RLIMIT_CPU, &cpu, NULL);
	prlimit(pid, RLIMIT_FSIZE, &size, NULL);
	return wait_for(pid);
}

/* --- what it said --- */

static void signature_free(KwGnupgSignature *signature)
{
	g_free(signature->key);
	g_free(signature->subkey);
	g_free(signature);
}

static KwGnupgSignature *add_signature(GPtrArray *list)
{
	KwGnupgSignature *new = g_new0(KwGnupgSignature, 1);

	new->verdict = KW_GNUPG_NOT_CHECKABLE;
	g_ptr_array_add(list, new);
	return new;
}

static KwGnupgVerdict verdict_of_errsig(char **words)
{
	/* ERRSIG keyid algorithm hash class time rc: 9 = no public key */
	return g_strv_length(words) > 6 && strcmp(words[6], "9") == 0 ? KW_GNUPG_UNKNOWN_KEY
								      : KW_GNUPG_NOT_CHECKABLE;
}

/* `words` are one status line behind "[GNUPG:] ". */
static void read_status(GPtrArray *list, char **words, gboolean is_smime)
{
	static const struct {
		const char *word;
		KwGnupgVerdict verdict;
	} verdicts[] = {
		{"GOODSIG", KW_GNUPG_GOOD},       {"BADSIG", KW_GNUPG_BAD},
		{"EXPSIG", KW_GNUPG_EXPIRED},     {"EXPKEYSIG", KW_GNUPG_EXPIRED},
		{"REVKEYSIG", KW_GNUPG_REVOKED},  {"NO_PUBKEY", KW_GNUPG_UNKNOWN_KEY},
		{"ERRSIG", KW_GNUPG_UNKNOWN_KEY},
	};
	KwGnupgSignature *last;
	guint length = g_strv_length(words);

	if (strcmp(words[0], "NEWSIG") == 0) {
		add_signature(list);
		return;
	}
	last = list->len ? list->pdata[list->len - 1] : add_signature(list);
	for (guint i = 0; i < G_N_ELEMENTS(verdicts); i++)
		if (strcmp(words[0], verdicts[i].word) == 0)
			last->verdict = verdicts[i].verdict;
	if (strcmp(words[0], "ERRSIG") == 0)
		last->verdict = verdict_of_errsig(words);
	if (strcmp(words[0], "VALIDSIG") != 0 || length < 2)
		return;
	g_free(last->subkey);
	g_free(last->key);
	last->subkey = is_smime ? NULL : g_ascii_strup(words[1], -1);
	last->key = g_ascii_strup(words[is_smime || length < 11 ? 1 : 10], -1);
}

/* A plaintext in what should be a signature alone tells of an attack: what was verified is not
 * what stands beside it. */
static GPtrArray *read_statuses(int fd, gboolean is_smime, gboolean is_detached)
{
	g_auto(GStrv) lines = lines_of(fd);
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)signature_free);

	for (char **line = lines; *line; line++) {
		g_auto(GStrv) words = NULL;

		if (!g_str_has_prefix(*line, "[GNUPG:] "))
			continue;
		words = g_strsplit(*line + strlen("[GNUPG:] "), " ", -1);
		if (is_detached && strcmp(words[0], "PLAINTEXT") == 0) {
			g_ptr_array_set_size(list, 0);
			return list;
		}
		if (strcmp(words[0], "NEWSIG") == 0 || g_str_has_suffix(words[0], "SIG"))
			read_status(list, words, is_smime);
	}
	for (guint i = 0; i < list->len; i++) { /* good means good, by a key that it names */
		KwGnupgSignature *signature = list->pdata[i];

		if (signature->verdict == KW_GNUPG_GOOD && !signature->key)
			signature->verdict = KW_GNUPG_NOT_CHECKABLE;
	}
	return list;
}

static GPtrArray *verify(const char *const *argv, const char *home, GBytes *signature, GBytes *data,
			 GBytes **out_text)
{
	gboolean is_smime = strcmp(argv[0], "gpgsm") == 0, ok;
	g_auto(Files) files = {file_of(data), signature ? file_of(signature) : -1, file_of(NULL),
			       file_of(NULL)};
	g_autoptr(GBytes) out = NULL;
	GPtrArray *list;

	ok = files.data >= 0 && files.out >= 0 && files.status >= 0 &&
	     (!signature || files.signature >= 0) && run(argv, home, &files);
	list = read_statuses(files.status, is_smime, signature != NULL);
	out = bytes_of(files.out, MAX_OUTPUT);
	if (!ok || (signature && g_bytes_get_size(out) > 0))
		g_ptr_array_set_size(list, 0);
	if (!signature && out_text)
		*out_text = g_steal_pointer(&out);
	return list;
}

/* --- S/MIME --- */

static void remove_folder(char *path)
{
	GDir *dir = path ? g_dir_open(path, 0, NULL) : NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		g_unlink(file);
	}
	if (dir)
		g_dir_close(dir);
	if (path)
		g_rmdir(path);
	g_free(path);
}
typedef char Folder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Folder, remove_folder)

/* With the certificates of the keyring, for signatures that come without theirs. */
static Folder *make_folder(const char *keyring)
{
	Folder *home = g_dir_make_tmp("kawaraban-XXXXXX", NULL);
	g_autofree char *from = g_build_filename(keyring, "pubring.kbx", NULL);
	g_autofree char *to = home ? g_build_filename(home, "pubring.kbx", NULL) : NULL;
	g_autofree char *data = NULL;
	gsize length;
	struct stat st;

	if (home && g_stat(from, &st) == 0 && st.st_size <= MAX_KEYRING &&
	    g_file_get_contents(from, &data, &length, NULL))
		g_file_set_contents(to, data, (gssize)length, NULL);
	return home;
}

/* SHA-256 instead of the SHA-1 that status lines have; validity, which is part of the chain. */
static void look_up_certificate(const char *home, KwGnupgSignature *signature)
{
	g_autofree char *sha1 = g_steal_pointer(&signature->key);
	const char *const argv[] = {"gpgsm",
				    "--homedir",
				    home,
				    "--no-options",
				    "--batch",
				    "--no-tty",
				    "--disable-dirmngr",
				    "--no-autostart", /* of an agent, which nobody would end */
				    "--with-colons",
				    "--list-keys",
				    sha1,
				    NULL};
	g_auto(Files) files = {file_of(NULL), -1, file_of(NULL), file_of(NULL)};
	g_auto(GStrv) lines = NULL;
	char validity = '\0';

	if (files.data < 0 || files.out < 0 || files.status < 0 || !run(argv, home, &files))
		return;
	lines = lines_of(files.out);
	for (char **line = lines; *line; line++) {
		g_auto(GStrv) fields = g_strsplit(*line, ":", -1);

		if (g_str_has_prefix(*line, "crt:"))
			validity = *fields[1];
		if (!signature->key && g_str_has_prefix(*line, "fp2:") && g_strv_length(fields) > 9)
			signature->key = g_ascii_strup(fields[9], -1);
	}
	if (signature->verdict == KW_GNUPG_GOOD && validity && strchr("eri", validity))
		signature->verdict = validity == 'e'   ? KW_GNUPG_EXPIRED
				     : validity == 'r' ? KW_GNUPG_REVOKED
						       : KW_GNUPG_NOT_CHECKABLE;
}

static GPtrArray *verify_smime(const char *keyring, GBytes *signature, GBytes *data,
			       GBytes **out_text)
{
	g_autoptr(Folder) home = make_folder(keyring);
	const char *const argv[] = {"gpgsm",
				    "--homedir",
				    home,
				    "--no-options",
				    "--batch",
				    "--no-tty",
				    "--disable-dirmngr",
				    "--no-autostart", /* of an agent, which nobody would end */
				    "--disable-crl-checks",
				    "--debug-no-chain-validation",
				    "--status-fd",
				    STATUS_FD,
				    "--enable-special-filenames",
				    "--output",
				    "-",
				    "--verify",
				    "--",
				    signature ? SIGNATURE : "-",
				    signature ? "-" : NULL,
				    NULL};
	GPtrArray *list;

	if (!home)
		return g_ptr_array_new_with_free_func((GDestroyNotify)signature_free);
	list = verify(argv, home, signature, data, out_text);
	for (guint i = 0; i < list->len; i++) {
		KwGnupgSignature *one = list->pdata[i];

		if (one->key)
			look_up_certificate(home, one);
		if (!one->key && one->verdict == KW_GNUPG_GOOD)
			one->verdict = KW_GNUPG_NOT_CHECKABLE;
	}
	return list;
}

/* --- OpenPGP --- */

static GPtrArray *verify_pgp(const char *keyring, GBytes *signature, GBytes *data,
			     GBytes **out_text)
{
	const char *const argv[] = {"gpg",
				    "--homedir",
				    keyring,
				    "--no-options",
				    "--batch",
				    "--no-tty",
				    "--disable-dirmngr",
				    "--no-autostart", /* of an agent, which nobody would end */
				    "--no-auto-key-retrieve",
				    "--no-auto-key-import",
				    "--no-auto-check-trustdb",
				    "--no-random-seed-file",
				    "--lock-never",
				    "--trust-model",
				    "always",
				    "--status-fd",
				    STATUS_FD,
				    "--enable-special-filenames",
				    "--output",
				    "-",
				    "--verify",
				    "--",
				    signature ? SIGNATURE : "-",
				    signature ? "-" : NULL,
				    NULL};

	return verify(argv, keyring, signature, data, out_text);
}

GPtrArray *kw_gnupg_verify(gboolean is_smime, const char *keyring, GBytes *signature, GBytes *data,
			   GBytes **out_text)
{
	if (out_text)
		*out_text = NULL;
	return is_smime ? verify_smime(keyring, signature, data, out_text)
			: verify_pgp(keyring, signature, data, out_text);
}

/* --- its words --- */

#define MIN_HEX 40 /* a key's short id can be made by anybody */
#define MAX_HEX 64

gboolean kw_gnupg_is_key(const KwGnupgSignature *signature, const char *fingerprint)
{
	char hex[MAX_HEX + 1];
	size_t length = 0;

	for (const char *p = fingerprint; *p; p++) {
		if (g_ascii_isxdigit(*p) && length < MAX_HEX)
			hex[length++] = g_ascii_toupper(*p);
		else if (!strchr(" :\t", *p))
			return FALSE;
	}
	hex[length] = '\0';
	return length >= MIN_HEX && signature->key &&
	       (strcmp(hex, signature->key) == 0 ||
		(signature->subkey && strlen(signature->subkey) == length &&
		 strcmp(hex, signature->subkey) == 0));
}

const char *kw_gnupg_verdict_text(KwGnupgVerdict verdict)
{
	static const char *const texts[] = {
		"good",
		"bad: what was signed is not what came",
		"by a key or of a date that has expired",
		"by a revoked key",
		"by a key that is not in the keyring",
		"not checkable: broken, or gpg is missing",
	};

	return texts[verdict];
}
