/* A list as rows, read block by block: a million rows take no more memory than a few.
 *
 * A block ends with a line, so that no character is cut: neither UTF-8 nor the Japanese charsets
 * have a line end within one. The charset of the first block that is not ASCII is asked first for
 * those that follow. UTF-16 has no such line ends and is read whole. */
#include "roster-private.h"

#include "base/charset.h"
#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <string.h>

#define BLOCK     (256 * 1024)
#define MAX_WHOLE (32 * 1024 * 1024) /* of UTF-16, or of a line */

struct KwRosterFile {
	FILE *file;
	KwCsv *csv;
	GByteArray *rest; /* bytes that were read and not decoded */
	const char *charset;
	gboolean is_started, is_end;
};

KwRosterFile *kw_roster_file_new(FILE *file)
{
	KwRosterFile *roster = g_new0(KwRosterFile, 1);

	rewind(file);
	roster->file = file;
	roster->csv = kw_csv_new();
	roster->rest = g_byte_array_new();
	return roster;
}

void kw_roster_file_free(KwRosterFile *roster)
{
	kw_csv_free(roster->csv);
	g_byte_array_unref(roster->rest);
	g_free(roster);
}

/* --- blocks --- */

static gboolean read_block(KwRosterFile *roster, GError **error)
{
	guint had = roster->rest->len;
	size_t n;

	g_byte_array_set_size(roster->rest, had + BLOCK);
	n = fread(roster->rest->data + had, 1, BLOCK, roster->file);
	g_byte_array_set_size(roster->rest, had + (guint)n);
	roster->is_end = n < BLOCK;
	if (ferror(roster->file)) {
		kw_error_set(error, KW_ERROR_TEMPORARY, "cannot be read: %s", g_strerror(errno));
		return FALSE;
	}
	if (roster->rest->len > MAX_WHOLE) {
		kw_error_set(error, KW_ERROR_DATA,
			     "UTF-16, or a line of more than 32 MiB; save the file as UTF-8");
		return FALSE;
	}
	return TRUE;
}

/* So many bytes end with a line; 0 = none does. A CR at the end may yet be half of a line end. */
static size_t whole_lines(const GByteArray *bytes)
{
	const guint8 *data = bytes->data;
	const guint8 *newline = memrchr(data, '\n', bytes->len);

	if (!newline && bytes->len)
		newline = memrchr(data, '\r', bytes->len - 1);
	return newline ? (size_t)(newline + 1 - data) : 0;
}

static void decode(KwRosterFile *roster, size_t length)
{
	const char *used = NULL;
	g_autofree char *text =
		kw_charset_decode(roster->rest->data, length, roster->charset, &used);
	/* a BOM at the start belongs to the encoding */
	g_autofree char *clean = roster->is_started ? NULL : kw_text_repair(text, -1);

	if (!roster->charset && strcmp(used, "us-ascii") != 0 && strcmp(used, "unknown") != 0)
		roster->charset = used;
	roster->is_started = TRUE;
	kw_csv_feed(roster->csv, clean ? clean : text);
	g_byte_array_remove_range(roster->rest, 0, (guint)length);
}

/* Feeds the reader some more whole lines, or what is left. */
static gboolean feed(KwRosterFile *roster, GError **error)
{
	size_t length = 0;

	while (!roster->is_end && length == 0) {
		if (!read_block(roster, error))
			return FALSE;
		if (!memchr(roster->rest->data, '\0', roster->rest->len))
			length = whole_lines(roster->rest);
	}
	decode(roster, roster->is_end ? roster->rest->len : length);
	return TRUE;
}

KwCsvRow *kw_roster_file_next(KwRosterFile *roster, GError **error)
{
	for (;;) {
		g_autoptr(GError) trouble = NULL;
		KwCsvRow *row = kw_csv_next(roster->csv, roster->is_end, &trouble);

		if (trouble)
			g_propagate_error(error, g_steal_pointer(&trouble));
		else if (!row && !roster->is_end && feed(roster, error))
			continue;
		return row;
	}
}
