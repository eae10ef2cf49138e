/* Signed tokens and the file of their keys.
 *
 * A token is its purpose, the key's id, and base32 of: one byte with the lengths of both numbers,
 * the numbers without leading zero bytes, the MAC. The numbers are short and not secret; there is
 * one way only to write a token, so a token can be compared as text. What a token opens is decided
 * by its user.
 */
#include "base/token.h"

#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_BYTES    32
#define MAC_BYTES    10
#define NUMBER_BYTES 6 /* 2^48 issues and subscribers keep the token at 40 characters */
#define MAX_BYTES    (1 + 2 * NUMBER_BYTES + MAC_BYTES)
#define FILE_BYTES   (64 * 1024)

typedef struct {
	char id;
	guint8 secret[KEY_BYTES];
	GHmac *keyed; /* that key and no message yet: half the work of a token, done once */
} Key;

struct KwKeys {
	GArray *keys; /* of Key; the last one signs */
};

/* ---- the key file ---- */

void kw_keys_free(KwKeys *keys)
{
	if (!keys)
		return;
	for (guint i = 0; i < keys->keys->len; i++)
		g_hmac_unref(g_array_index(keys->keys, Key, i).keyed);
	if (keys->keys->len)
		explicit_bzero(keys->keys->data, keys->keys->len * sizeof(Key));
	g_array_free(keys->keys, TRUE);
	g_free(keys);
}

static const Key *find_key(const KwKeys *keys, char id)
{
	for (guint i = 0; i < keys->keys->len; i++)
		if (g_array_index(keys->keys, Key, i).id == id)
			return &g_array_index(keys->keys, Key, i);
	return NULL;
}

/* One line of the file, "ID HEX". Ids are lower case: a mail address may lose its case. */
static gboolean parse_key(const char *line, Key *out_key)
{
	const char *hex = line + 2;

	if (!(g_ascii_islower(line[0]) || g_ascii_isdigit(line[0])) || line[1] != ' ' ||
	    strlen(hex) != 2 * KEY_BYTES)
		return FALSE;
	out_key->id = line[0];
	for (size_t i = 0; i < KEY_BYTES; i++) {
		int high = g_ascii_xdigit_value(hex[2 * i]);
		int low = g_ascii_xdigit_value(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return FALSE;
		out_key->secret[i] = (guint8)(high << 4 | low);
	}
	return TRUE;
}

/* The message must not repeat the line: it may hold a key. */
static KwKeys *parse_keys(const char *path, char **lines, GError **error)
{
	g_autoptr(KwKeys) keys = g_new0(KwKeys, 1);

	keys->keys = g_array_new(FALSE, FALSE, sizeof(Key));
	for (int i = 0; lines[i]; i++) {
		Key key;

		g_strstrip(lines[i]);
		if (!lines[i][0] || lines[i][0] == '#')
			continue;
		if (!parse_key(lines[i], &key)) {
			kw_error_set(error, KW_ERROR_CONFIG,
				     "key file %s: line %d is not \"ID HEX\" (a-z or 0-9; %d "
				     "hex digits)",
				     path, i + 1, 2 * KEY_BYTES);
			return NULL;
		}
		if (find_key(keys, key.id)) {
			kw_error_set(error, KW_ERROR_CONFIG,
				     "key file %s: line %d repeats the id %c", path, i + 1, key.id);
			return NULL;
		}
		key.keyed = g_hmac_new(G_CHECKSUM_SHA256, key.secret, KEY_BYTES);
		g_array_append_val(keys->keys, key);
	}
	if (!keys->keys->len) {
		kw_error_set(error, KW_ERROR_CONFIG, "key file %s: no key in it", path);
		return NULL;
	}
	return g_steal_pointer(&keys);
}

/* The file's text, from a descriptor whose mode was looked at: not from a name, which might mean
 * another file by then. */
static char *read_private(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	gsize length;
	const char *data;

	if (fd < 0 || fstat(fd, &st) < 0) {
		int err = errno;

		if (fd >= 0)
			close(fd);
		kw_error_set(error, KW_ERROR_CONFIG, "key file %s: %s", path, g_strerror(err));
		return NULL;
	}
	if (!S_ISREG(st.st_mode) || st.st_mode & 077) {
		close(fd);
		kw_error_set(error, KW_ERROR_CONFIG,
			     "key file %s: others can read it, its mode must be 0600", path);
		return NULL;
	}
	bytes = kw_file_read_fd(fd, FILE_BYTES, error);
	close(fd);
	if (!bytes) {
		g_prefix_error(error, "key file %s: ", path);
		return NULL;
	}
	data = g_bytes_get_data(bytes, &length);
	return g_strndup(data ? data : "", length);
}

KwKeys *kw_keys_load(const char *path, GError **error)
{
	g_autofree char *text = read_private(path, error);
	g_auto(GStrv) lines = NULL;

	if (!text)
		return NULL;
	lines = g_strsplit(text, "\n", -1);
	return parse_keys(path, lines, error);
}

gboolean kw_keys_create(const char *path, GError **error)
{
	g_autofree char *hex = kw_token_random(KEY_BYTES);
	g_autofree char *line = g_strdup_printf("1 %s\n", hex);
	g_autofree char *folder = g_path_get_dirname(path);
	size_t length = strlen(line);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int err = errno;
	gboolean ok;

	if (fd < 0) {
		kw_error_set(error, err == EEXIST ? KW_ERROR_REFUSED : KW_ERROR_TEMPORARY,
			     "key file %s: %s", path, g_strerror(err));
		return FALSE;
	}
	ok = fchmod(fd, 0600) == 0 && write(fd, line, length) == (ssize_t)length &&
	     fsync(fd) == 0 && kw_file_sync_folder(folder);
	err = errno;
	close(fd);
	if (ok)
		return TRUE;
	unlink(path); /* half a key file would be refused, and not made again */
	kw_error_set(error, KW_ERROR_TEMPORARY, "key file %s: %s", path, g_strerror(err));
	return FALSE;
}

/* ---- keyed hashes ---- */

static char *hash(const Key *key, const char *purpose, const char *text)
{
	GHmac *hmac = g_hmac_copy(key->keyed);
	char *hash;

	g_hmac_update(hmac, (const guchar *)purpose, (gssize)strlen(purpose) + 1);
	g_hmac_update(hmac, (const guchar *)text, (gssize)strlen(text));
	hash = g_strdup_printf("%s %c %s", purpose, key->id, g_hmac_get_string(hmac));
	g_hmac_unref(hmac);
	return hash;
}

GStrv kw_keys_hash(const KwKeys *keys, const char *purpose, const char *text)
{
	guint n = keys->keys->len;
	GStrv hashes = g_new0(char *, n + 1);

	for (guint i = 0; i < n; i++)
		hashes[i] = hash(&g_array_index(keys->keys, Key, n - 1 - i), purpose, text);
	return hashes;
}

/* ---- base32 (RFC 4648 §6, lower case, no padding) ---- */

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

static void append_base32(GString *out, const guint8 *bytes, size_t length)
{
	guint32 bits = 0;
	int count = 0;

	for (size_t i = 0; i < length; i++) {
		bits = bits << 8 | bytes[i];
		for (count += 8; count >= 5; count -= 5)
			g_string_append_c(out, alphabet[bits >> (count - 5) & 31]);
	}
	if (count)
		g_string_append_c(out, alphabet[bits << (5 - count) & 31]);
}

/* The number of bytes in `out` (room for MAX_BYTES); 0: not base32, too long, or bits left over. */
static size_t read_base32(const char *text, guint8 *out)
{
	guint32 bits = 0;
	int count = 0;
	size_t length = 0;

	for (; *text; text++) {
		const char *digit = strchr(alphabet, g_ascii_tolower(*text));

		if (!digit)
			return 0;
		bits = bits << 5 | (guint32)(digit - alphabet);
		count += 5;
		if (count < 8)
			continue;
		if (length == MAX_BYTES)
			return 0;
		count -= 8;
		out[length++] = (guint8)(bits >> count);
	}
	return count >= 5 || bits & ((1U << count) - 1) ? 0 : length;
}

/* ---- tokens ---- */

static size_t put_number(guint8 *out, int64_t number)
{
	size_t length = 0;

	g_assert(number >= 0 && number < INT64_C(1) << (8 * NUMBER_BYTES));
	while (number >> (8 * length))
		length++;
	for (size_t i = 0; i < length; i++)
		out[i] = (guint8)(number >> (8 * (length - 1 - i)));
	return length;
}

/* FALSE: the number is not in its shortest form. */
static gboolean get_number(const guint8 *bytes, size_t length, int64_t *out_number)
{
	int64_t number = 0;

	for (size_t i = 0; i < length; i++)
		number = number << 8 | bytes[i];
	*out_number = number;
	return !length || bytes[0];
}

static void sign(const Key *key, char purpose, const guint8 *bytes, size_t length, guint8 *out_mac)
{
	GHmac *hmac = g_hmac_copy(key->keyed);
	guchar head[2] = {(guchar)purpose, (guchar)key->id};
	guint8 digest[32];
	gsize size = sizeof(digest);

	g_hmac_update(hmac, head, sizeof(head));
	g_hmac_update(hmac, bytes, (gssize)length);
	g_hmac_get_digest(hmac, digest, &size);
	g_hmac_unref(hmac);
	memcpy(out_mac, digest, MAC_BYTES);
}

/* Takes the same time wherever the difference is. */
static gboolean is_same_mac(const guint8 *a, const guint8 *b)
{
	volatile guint8 difference = 0;

	for (size_t i = 0; i < MAC_BYTES; i++)
		difference |= a[i] ^ b[i];
	return difference == 0;
}

char *kw_token_format(const KwKeys *keys, KwTokenPurpose purpose, int64_t first, int64_t second)
{
	const Key *key = &g_array_index(keys->keys, Key, keys->keys->len - 1);
	GString *out = g_string_sized_new(48);
	guint8 bytes[MAX_BYTES];
	size_t n = put_number(bytes + 1, first);
	size_t m = put_number(bytes + 1 + n, second);

	bytes[0] = (guint8)(n << 4 | m);
	sign(key, (char)purpose, bytes, 1 + n + m, bytes + 1 + n + m);
	g_string_append_c(out, (char)purpose);
	g_string_append_c(out, key->id);
	append_base32(out, bytes, 1 + n + m + MAC_BYTES);
	return g_string_free(out, FALSE);
}

gboolean kw_token_parse(const KwKeys *keys, KwTokenPurpose purpose, const char *token,
			int64_t *out_first, int64_t *out_second)
{
	guint8 bytes[MAX_BYTES] = {0}, mac[MAC_BYTES];
	size_t length, n, m;
	int64_t first, second;
	const Key *key;

	if (!token || g_ascii_tolower(token[0]) != (char)purpose || !token[1])
		return FALSE;
	key = find_key(keys, g_ascii_tolower(token[1]));
	length = read_base32(token + 2, bytes);
	if (!key || !length)
		return FALSE;
	n = bytes[0] >> 4;
	m = bytes[0] & 15;
	if (n > NUMBER_BYTES || m > NUMBER_BYTES || length != 1 + n + m + MAC_BYTES ||
	    !get_number(bytes + 1, n, &first) || !get_number(bytes + 1 + n, m, &second))
		return FALSE;
	sign(key, (char)purpose, bytes, 1 + n + m, mac);
	if (!is_same_mac(mac, bytes + 1 + n + m))
		return FALSE;
	*out_first = first;
	*out_second = second;
	return TRUE;
}

char *kw_token_random(size_t bytes)
{
	GString *out = g_string_sized_new(2 * bytes);

	for (size_t i = 0; i < bytes;) {
		guint8 chunk[64];
		ssize_t n = getrandom(chunk, MIN(sizeof(chunk), bytes - i), 0);

		if (n < 0 && errno != EINTR)
			g_error("getrandom: %s", g_strerror(errno));
		for (ssize_t k = 0; k < n; k++)
			g_string_append_printf(out, "%02x", chunk[k]);
		i += n > 0 ? (size_t)n : 0;
	}
	return g_string_free(out, FALSE);
}
