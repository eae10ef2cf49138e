/* inspect: what the gateway makes of a file, as JSON (doc/json.md). Writes nothing and needs
 * neither configuration nor store: what depends on them is null. */
#include "cmd.h"
#include "print.h"

#include "base/error.h"
#include "base/file.h"
#include "ingest/reading.h"

#include <unistd.h>

#define MAIL_USAGE "inspect mail FILE"
#define FEED_USAGE "inspect feed FILE [--url URL] [--content-type TYPE]"
#define MAX_BYTES  (64 * 1024 * 1024)
#define JAPAN_S    (9 * 3600) /* zone of dates without one: there is no configuration to ask */

static GBytes *read_input(const char *path, GError **error)
{
	if (g_str_equal(path, "-"))
		return kw_file_read_fd(STDIN_FILENO, MAX_BYTES, error);
	return kw_file_read(path, MAX_BYTES, error);
}

static int inspect_mail(KwContext *cx G_GNUC_UNUSED, int argc, char **argv, GError **error)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(JAPAN_S);

	if (!kw_options(&argc, &argv, NULL, MAIL_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, MAIL_USAGE);
	g_autoptr(GBytes) bytes = read_input(argv[1], error);
	if (!bytes)
		return KW_ERROR_DATA;
	g_autoptr(KwReading)
		reading = kw_reading_of_mail(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
					     &(KwReadingContext){.zone = zone}, error);
	if (!reading) {
		g_prefix_error(error, "%s: ", argv[1]);
		return KW_ERROR_DATA;
	}
	g_autoptr(JsonNode) json = kw_reading_to_json(reading);
	kw_print_json(json, TRUE);
	return 0;
}

static int inspect_feed(KwContext *cx G_GNUC_UNUSED, int argc, char **argv, GError **error)
{
	g_autofree char *url = NULL, *content_type = NULL;
	const GOptionEntry entries[] = {
		{"url", 0, 0, G_OPTION_ARG_STRING, &url, "Address of the feed, for relative links",
		 "URL"},
		{"content-type", 0, 0, G_OPTION_ARG_STRING, &content_type, "HTTP Content-Type",
		 "TYPE"},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, FEED_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, FEED_USAGE);
	g_autoptr(GBytes) bytes = read_input(argv[1], error);
	if (!bytes)
		return KW_ERROR_DATA;
	g_autoptr(KwFeed)
		feed = kw_feed_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
				     content_type, url ? url : g_getenv("BASE_URL"), error);
	if (!feed) {
		g_prefix_error(error, "%s: ", argv[1]);
		return KW_ERROR_DATA;
	}
	g_autoptr(JsonNode) json = kw_feed_to_json(feed);
	kw_print_json(json, TRUE);
	return 0;
}

int kw_cmd_inspect(KwContext *cx, int argc, char **argv, GError **error)
{
	static const KwVerb verbs[] = {
		{"mail", inspect_mail, MAIL_USAGE},
		{"feed", inspect_feed, FEED_USAGE},
	};

	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
