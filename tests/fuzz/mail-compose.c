/* mail/compose on any bytes: a letter's subject and body, the values that fill it, and the splices
 * that the store gives back. The input is cut into these at its NULs. */
#include "mail/compose.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SUBJECT, TEXT, VALUE, SPLICES, PIECES };

static void check_lines(GBytes *letter)
{
	gsize length;
	const char *bytes = g_bytes_get_data(letter, &length);
	g_autofree char *text = g_strndup(bytes, length);
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

	g_assert(strlen(text) == length);
	for (char **line = lines; *line; line++)
		g_assert(strlen(*line) <= 998 && !strpbrk(*line, "\r\n"));
	g_assert(g_str_has_suffix(text, "\r\n"));
}

static void fill_and_check(const KwComposed *composed, const char *value)
{
	const char *values[KW_FIELDS];
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) letter = NULL;

	for (int field = 0; field < KW_FIELDS; field++)
		values[field] = value;
	letter = kw_compose_splice(composed, values, &error);
	g_assert((letter != NULL) == (error == NULL));
	if (letter)
		check_lines(letter);
}

/* What is stored comes back as it was. */
static void store_and_check(const KwComposed *composed)
{
	g_autofree char *json = kw_composed_splices_format(composed);
	g_autoptr(KwComposed) stored = kw_composed_from_store(composed->bytes, json, NULL);
	g_autofree char *again = NULL;

	g_assert(stored);
	again = kw_composed_splices_format(stored);
	g_assert(strcmp(json, again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *pieces[PIECES];
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GBytes) ten = g_bytes_new_static("0123456789", 10);
	g_autoptr(KwComposed) composed = NULL, stored = NULL;

	for (int i = 0; i < PIECES; i++) {
		const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
		size_t n = end ? (size_t)(end - data) : size;

		pieces[i] = g_strndup((const char *)data, n);
		data += n + (end != NULL);
		size -= n + (end != NULL);
	}
	composed = kw_compose(&(KwDraft){.from_name = pieces[SUBJECT],
					 .from_address = "a@b.example",
					 .subject = pieces[SUBJECT],
					 .list_id = "b.example",
					 .zone = utc,
					 .is_issue = TRUE,
					 .text = pieces[TEXT],
					 .html = pieces[TEXT],
					 .boundary = "fuzz"},
			      NULL);
	if (composed) {
		check_lines(composed->bytes);
		fill_and_check(composed, pieces[VALUE]);
		store_and_check(composed);
	}
	stored = kw_composed_from_store(ten, pieces[SPLICES], NULL);
	if (stored) {
		const char *const nothing[KW_FIELDS] = {NULL};
		g_autoptr(GBytes) bytes = kw_compose_splice(stored, nothing, NULL);

		g_assert(g_bytes_get_size(bytes) == 10);
	}
	for (int i = 0; i < PIECES; i++)
		g_free(pieces[i]);
	return 0;
}
