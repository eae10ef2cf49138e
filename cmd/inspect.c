/* inspect: what the gateway makes of a file, as JSON (doc/json.md). Writes nothing and needs
 * neither configuration nor store: what depends on them is null. With -c, a mail is read as that
 * configuration sees it. `inspect item` is inspect_item.c. */
#include "inspect.h"

#include "dispatch.h"
#include "print.h"
#include "reader.h"

#include "base/error.h"
#include "base/file.h"
#include <unistd.h>

#define MAIL_USAGE "inspect mail FILE"
#define FEED_USAGE "inspect feed FILE [--url URL] [--content-type TYPE]"
#define MAX_BYTES  (64 * 1024 * 1024)
#define JAPAN_S    (9 * 3600) /* zone of dates without one: there is no configuration to ask */

GBytes *kw_inspect_read(const char *path, GError **error)
{
	if (g_str_equal(path, "-"))
		return kw_file_read_fd(STDIN_FILENO, MAX_BYTES, error);
	return kw_file_read(path, MAX_BYTES, error);
}

GTimeZone *kw_inspect_zone(const KwContext *cx)
{
	return cx->config ? g_time_zone_ref(cx->config->timezone) : g_time_zone_new_offset(JAPAN_S);
}

KwReading *kw_inspect_reading(KwContext *cx, GBytes *bytes, GError **error)
{
	g_autoptr(GTimeZone) zone = kw_inspect_zone(cx);

	if (cx->config)
		return kw_dispatch_read(cx->config, bytes, NULL, NULL, error);
	return kw_reading_of_mail(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
				  &(KwReadingContext){.zone = zone}, error);
}

static void set_auth(JsonNode *json, const KwAuth *auth)
{
	JsonObject *said = json_object_new();

	json_object_set_string_member(said, "level", kw_auth_level_name(auth->level));
	json_object_set_string_member(said, "method", auth->method);
	json_object_set_string_member(said, "address", auth->address);
	json_object_set_string_member(said, "why", auth->why);
	json_object_set_object_member(json_node_get_object(json), "auth", said);
}

/* What a person asks for; whom it is about is the sender where nobody else is named. */
static void set_command(const KwContext *cx, JsonNode *json, const KwReading *reading)
{
	const KwAddress *from = reading->message->from;
	g_autoptr(GTimeZone) zone = kw_inspect_zone(cx);
	g_autoptr(KwCommand) command = kw_reader_command(reading, NULL, FALSE, cx->now, zone);
	JsonObject *said;

	if (!command->verb)
		return;
	said = json_object_new();
	json_object_set_string_member(said, "verb", command->verb);
	json_object_set_string_member(said, "address",
				      command->address ? command->address
				      : from           ? from->address
						       : NULL);
	json_object_set_object_member(json_node_get_object(json), "command", said);
}

static int inspect_mail(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, MAIL_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, MAIL_USAGE);
	g_autoptr(GBytes) bytes = kw_inspect_read(argv[1], error);
	if (!bytes)
		return KW_ERROR_DATA;
	g_autoptr(KwReading) reading = kw_inspect_reading(cx, bytes, error);
	if (!reading) {
		g_prefix_error(error, "%s: ", argv[1]);
		return KW_ERROR_DATA;
	}
	g_autoptr(JsonNode) json = kw_reading_to_json(reading);
	if (cx->config)
		set_auth(json, reading->auth);
	set_command(cx, json, reading);
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
	g_autoptr(GBytes) bytes = kw_inspect_read(argv[1], error);
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
		{"item", kw_inspect_item, KW_INSPECT_ITEM},
	};

	if (cx->config_is_given && !(cx->config = kw_config_load(cx->config_path, error)))
		return KW_ERROR_CONFIG;
	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
