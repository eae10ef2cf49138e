/* Header fields as a block of bytes: RFC 5322 §2.2.
 *
 * The text in a field is lib/mail/header_words.c, its parameters lib/mail/header_param.c, addresses
 * lib/mail/address_list.c, writing lib/mail/header_write.c. A line that is no field belongs to the
 * header where the next line is one again; else the body starts there.
 */
#include "mail/header.h"

#include <string.h>

#define MAX_FIELDS 1000

static void raw_header_free(KwRawHeader *header)
{
	g_free(header->name);
	g_free(header->raw);
	g_free(header);
}

/* The length of a field's name at `line`, or 0. */
static size_t name_length(const char *line, const char *end)
{
	const char *p = line;

	while (p < end && g_ascii_isgraph(*p) && *p != ':')
		p++;
	if (p == line)
		return 0;
	for (const char *colon = p; colon < end; colon++) {
		if (*colon == ':')
			return (size_t)(p - line);
		if (*colon != ' ' && *colon != '\t')
			break;
	}
	return 0;
}

static const char *line_end(const char *line, const char *end)
{
	const char *newline = memchr(line, '\n', (size_t)(end - line));

	return newline ? newline + 1 : end;
}

static gboolean is_empty(const char *line, const char *end)
{
	return line == end || *line == '\n' ||
	       (*line == '\r' && (line + 1 == end || line[1] == '\n'));
}

/* Blanks alone: before the first field no reason to stop. */
static gboolean is_blank(const char *line, const char *end)
{
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	return is_empty(line, end);
}

static gboolean is_from_line(const char *line, const char *end)
{
	return (end - line >= 5 && memcmp(line, "From ", 5) == 0) ||
	       (end - line >= 6 && memcmp(line, ">From ", 6) == 0);
}

/* Bytes without NUL and without the line end. */
static char *value_dup(const char *start, const char *end)
{
	GString *out;

	while (end > start && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	out = g_string_sized_new((size_t)(end - start));
	for (; start < end; start++)
		if (*start)
			g_string_append_c(out, *start);
	return g_string_free(out, FALSE);
}

static void add_field(KwHeaderBlock *block, const char *line, const char *end)
{
	size_t length = name_length(line, end);
	const char *colon;
	KwRawHeader *header;

	if (block->fields->len == MAX_FIELDS)
		return;
	colon = memchr(line + length, ':', (size_t)(end - line) - length);
	header = g_new0(KwRawHeader, 1);
	header->name = g_strndup(line, length);
	header->raw = value_dup(colon + 1, end);
	g_ptr_array_add(block->fields, header);
}

/* Where a stray line at `line` is still inside the header: the next line goes on with it. */
static gboolean goes_on(const char *line, const char *end)
{
	const char *next = line_end(line, end);

	return is_from_line(line, end) ||
	       (next < end && name_length(next, line_end(next, end)) > 0) || is_empty(next, end);
}

KwHeaderBlock *kw_header_block_parse(const char *bytes, size_t length)
{
	KwHeaderBlock *block = g_new0(KwHeaderBlock, 1);
	const char *end = bytes + length, *line = bytes, *field = NULL, *next;

	block->fields = g_ptr_array_new_with_free_func((GDestroyNotify)raw_header_free);
	block->is_regular = TRUE;
	while (line < end && (is_blank(line, end) || is_from_line(line, end))) {
		block->is_regular = FALSE;
		line = line_end(line, end);
	}
	for (; line < end && !is_empty(line, end); line = next) {
		gboolean is_field;

		next = line_end(line, end);
		is_field = name_length(line, next) > 0;
		if (!is_field && !(field && (*line == ' ' || *line == '\t'))) {
			block->is_regular = FALSE;
			if (!field || !goes_on(line, end))
				break;
		}
		if (is_field || is_from_line(line, next)) {
			if (field)
				add_field(block, field, line);
			field = is_field ? line : NULL;
		}
	}
	if (field)
		add_field(block, field, line);
	if (block->fields->len == 0) {
		block->is_regular = FALSE;
		return block;
	}
	if (line < end && is_empty(line, end))
		line = line_end(line, end);
	else
		block->is_regular = FALSE;
	block->body_offset = (size_t)(line - bytes);
	return block;
}

void kw_header_block_free(KwHeaderBlock *block)
{
	if (!block)
		return;
	g_ptr_array_unref(block->fields);
	g_free(block);
}

const char *kw_header_block_find(const KwHeaderBlock *block, const char *name)
{
	for (guint i = 0; i < block->fields->len; i++) {
		const KwRawHeader *header = block->fields->pdata[i];

		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header->raw;
	}
	return NULL;
}

gboolean kw_header_is_mail(const char *bytes, size_t length)
{
	static const char *const usual[] = {"From",       "To",       "Date",        "Subject",
					    "Message-ID", "Received", "MIME-Version"};
	g_autoptr(KwHeaderBlock) block = NULL;
	int found = 0;

	if (!name_length(bytes, bytes + length) && !is_from_line(bytes, bytes + length))
		return FALSE;
	block = kw_header_block_parse(bytes, MIN(length, 64 * 1024));
	for (guint i = 0; i < G_N_ELEMENTS(usual); i++)
		found += kw_header_block_find(block, usual[i]) != NULL;
	return found >= 2;
}
