/* kawaraban.yaml: which keys there are, their defaults and limits (the tables), and what they have
 * to do with each other. How a table is read is in config_key.c; whether addresses, folders and
 * servers are what they claim is asked by `doctor`.
 *
 * Everything is one line and without control characters, whatever it is for: most of it reaches a
 * header somewhere. */
#include "base/config.h"

#include "base/error.h"
#include "base/file.h"
#include "config-private.h"

#include <string.h>

#define MAX_FILE   (2 * 1024 * 1024)
#define MIB        ((gint64)1024 * 1024)
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

#define IN_CONFIG(field) .offset = offsetof(KwConfig, field)
#define IN_RELAY(field)  .offset = offsetof(KwConfigRelay, field)
#define IN_STAFF(field)  .offset = offsetof(KwConfigStaff, field)
#define IN_SOURCE(field) .offset = offsetof(KwConfigSource, field)

/* clang-format off */
static const KwKey publisher_keys[] = {
	{"title", KW_KEY_TEXT, IN_CONFIG(title), .wanted = "サイバーかわら版"},
	{"name", KW_KEY_TEXT, IN_CONFIG(publisher_name), .wanted = "FULL NAME OF THE SENDER"},
	{"postal_address", KW_KEY_TEXT, IN_CONFIG(postal_address), .wanted = "〒… POSTAL ADDRESS"},
	{"phone", KW_KEY_TEXT, IN_CONFIG(phone)},
	{"contact", KW_KEY_TEXT, IN_CONFIG(contact), .wanted = "ADDRESS@FOR.QUESTIONS"},
	{"website", KW_KEY_URL, IN_CONFIG(website), .words = WORDS("https://", "http://")},
	{"web_leave", KW_KEY_URL, IN_CONFIG(web_leave), .words = WORDS("https://")}, /* RFC 8058 */
	{.name = NULL},
};

static const KwKey mail_keys[] = {
	{"from", KW_KEY_TEXT, IN_CONFIG(from), .wanted = "ADDRESS@OF.THE.LETTERS"},
	{"list_id", KW_KEY_ID, IN_CONFIG(list_id), .wanted = "kawaraban.example.jp"},
	{"bounce", KW_KEY_TEXT, IN_CONFIG(bounce)}, /* `from` */
	{"return_path", KW_KEY_ENUM, IN_CONFIG(return_path), "plain",
	 .words = WORDS("plain", "verp-plus", "verp-domain")},
	{.name = NULL},
};

static const KwKey relay_keys[] = {
	{"url", KW_KEY_PLACE, IN_RELAY(url), "maildir:out",
	 .words = WORDS("smtp://", "smtps://", "maildir:")},
	{"tls", KW_KEY_ENUM, IN_RELAY(tls), "required", .words = WORDS("required", "none")},
	{"ca_file", KW_KEY_PATH, IN_RELAY(ca_file)},
	{"username", KW_KEY_TEXT, IN_RELAY(username)},
	{"password_file", KW_KEY_PATH, IN_RELAY(password_file)},
	{"ehlo_name", KW_KEY_ID, IN_RELAY(ehlo_name)}, /* the host's */
	{"connections", KW_KEY_INT, IN_RELAY(connections), "4", 1, 20},
	{"timeout", KW_KEY_INT, IN_RELAY(timeout_s), "60", 1, 3600},
	{"attempts_hours", KW_KEY_INT, IN_RELAY(attempts_hours), "48", 1, 24 * 14},
	{.name = NULL},
};

static const KwKey staff_keys[] = {
	{"address", KW_KEY_TEXT, IN_STAFF(address), .wanted = "PERSON@EXAMPLE.JP"},
	{"name", KW_KEY_TEXT, IN_STAFF(name)},
	{"organisation", KW_KEY_TEXT, IN_STAFF(organisation)},
	{.name = NULL},
};

static const KwKey intake_keys[] = {
	{"max_bytes", KW_KEY_SIZE, IN_CONFIG(intake_max_bytes), "25M", 64 * 1024, 1024 * MIB},
	{"memory_bytes", KW_KEY_SIZE, IN_CONFIG(intake_memory_bytes), "1G",
	 64 * MIB, 1024 * 1024 * MIB},
	{"cpu_seconds", KW_KEY_INT, IN_CONFIG(intake_cpu_s), "30", 1, 3600},
	{"parts", KW_KEY_INT, IN_CONFIG(intake_parts), "1000", 1, 100000},
	{.name = NULL},
};

static const KwKey fetch_keys[] = {
	{"max_bytes", KW_KEY_SIZE, IN_CONFIG(fetch_max_bytes), "8M", 64 * 1024, 1024 * MIB},
	{"timeout", KW_KEY_INT, IN_CONFIG(fetch_timeout_s), "30", 1, 3600},
	{"contact", KW_KEY_TEXT, IN_CONFIG(user_agent_contact)}, /* publisher.contact */
	{.name = NULL},
};

static const KwKey source_keys[] = {
	{"url", KW_KEY_URL, IN_SOURCE(url), .words = WORDS("https://", "http://"),
	 .wanted = "https://example.jp/feed.rdf"},
	{"name", KW_KEY_TEXT, IN_SOURCE(name)}, /* the URL */
	{"language", KW_KEY_WORD, IN_SOURCE(language), "ja", .words = WORDS("ja", "en")},
	{"publisher", KW_KEY_ID, IN_SOURCE(publisher)},
	{"reuse", KW_KEY_WORD, IN_SOURCE(reuse), "facts",
	 .words = WORDS("facts", "adapt-with-credit", "link-only")},
	{"allow_private", KW_KEY_BOOL, IN_SOURCE(allow_private), "false"},
	{"interval", KW_KEY_INT, IN_SOURCE(interval_s), "3600", 60, 7 * 86400},
	{.name = NULL},
};

static const KwKey weekly_keys[] = {
	{"weekday", KW_KEY_ENUM, IN_CONFIG(weekly_weekday), "thursday", .min = 1,
	 .words = WORDS("monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
			"sunday")},
	{"time", KW_KEY_CLOCK, IN_CONFIG(weekly_time), "10:00"},
	{.name = NULL},
};

static const KwKey keys[] = {
	{"store", KW_KEY_PLACE, IN_CONFIG(store), "sqlite:kawaraban.db",
	 .words = WORDS("sqlite:", "postgresql://")},
	{"language", KW_KEY_WORD, IN_CONFIG(language), "ja", .words = WORDS("ja", "en")},
	{"timezone", KW_KEY_ZONE, IN_CONFIG(timezone_name), "Asia/Tokyo"},
	{"templates", KW_KEY_PATH, IN_CONFIG(templates)},
	{"keys", KW_KEY_PATH, IN_CONFIG(keys_file), "keys"},
	{"retain_days", KW_KEY_INT, IN_CONFIG(retain_days), "400", 1, 36500},
	{"publisher", KW_KEY_MAP, .inner = publisher_keys},
	{"mail", KW_KEY_MAP, .inner = mail_keys},
	{"relay", KW_KEY_MAP, IN_CONFIG(relay), .inner = relay_keys, .short_form = TRUE},
	{"after_crash", KW_KEY_ENUM, IN_CONFIG(after_crash), "resend",
	 .words = WORDS("resend", "hold")},
	{"intake", KW_KEY_MAP, .inner = intake_keys},
	{"staff", KW_KEY_LIST, IN_CONFIG(staff), .inner = staff_keys, .size = sizeof(KwConfigStaff),
	 .short_form = TRUE},
	{"fetch", KW_KEY_MAP, .inner = fetch_keys},
	{"sources", KW_KEY_LIST, IN_CONFIG(sources), .inner = source_keys,
	 .size = sizeof(KwConfigSource), .short_form = TRUE},
	{"weekly", KW_KEY_MAP, .inner = weekly_keys},
	{.name = NULL},
};
/* clang-format on */

/* --- what one key has to do with another --- */

static const KwYaml *find_in(const KwYaml *root, const char *section, const char *key)
{
	const KwYaml *map = kw_yaml_find(root, section);
	const KwYaml *found = kw_yaml_find(map, key);

	return found ? found : map ? map : root;
}

static gboolean check_relay(const KwConfig *config, const KwYaml *root, GError **error)
{
	const KwConfigRelay *relay = &config->relay;

	if (!g_str_has_prefix(relay->url, "maildir:") && strchr(relay->url, '@')) {
		kw_yaml_error(find_in(root, "relay", "url"), error,
			      "url: no name and password in it; write \"username\" and "
			      "\"password_file\"");
		return FALSE;
	}
	if (!relay->username == !relay->password_file)
		return TRUE;
	kw_yaml_error(find_in(root, "relay", relay->username ? "username" : "password_file"), error,
		      "relay: \"username\" and \"password_file\" go together; write both, or none");
	return FALSE;
}

/* One address twice would count one person's approval twice, one URL twice fetch it twice. The
 * first field of both structs is the name that may not return. */
static gboolean check_once(const GPtrArray *list, const KwYaml *node, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < list->len; i++) {
		const char *name = *(const char *const *)list->pdata[i];

		if (g_hash_table_add(seen, g_ascii_strdown(name, -1)))
			continue;
		kw_yaml_error(kw_yaml_at(node, i), error, "\"%s\" stands in this list twice", name);
		return FALSE;
	}
	return TRUE;
}

/* Defaults that are another key's value. */
static void fill_in(KwConfig *config)
{
	if (!config->bounce)
		config->bounce = g_strdup(config->from);
	if (!config->user_agent_contact)
		config->user_agent_contact = g_strdup(config->contact);
	if (!config->relay.ehlo_name)
		config->relay.ehlo_name = g_strdup(g_get_host_name());
	for (guint i = 0; i < config->sources->len; i++) {
		KwConfigSource *source = config->sources->pdata[i];

		if (!source->name)
			source->name = g_strdup(source->url);
	}
	config->timezone = g_time_zone_new_identifier(config->timezone_name);
}

static GBytes *read_file(const char *path, GError **error)
{
	g_autoptr(GError) failure = NULL;
	GBytes *bytes = kw_file_read(path, MAX_FILE, &failure);

	if (bytes)
		return bytes;
	if (g_error_matches(failure, KW_ERROR, KW_ERROR_NOT_FOUND))
		kw_error_set(error, KW_ERROR_CONFIG,
			     "%s: no such file; \"kawaraban init\" makes one, -c names another",
			     path);
	else
		kw_error_set(error, KW_ERROR_CONFIG, "%s", failure->message);
	return NULL;
}

KwConfig *kw_config_load(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = read_file(path, error);
	g_autoptr(KwYaml) root = NULL;
	g_autoptr(KwConfig) config = NULL;

	if (!bytes)
		return NULL;
	root = kw_yaml_parse(path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), error);
	if (!root)
		return NULL;
	if (kw_yaml_kind(root) != KW_YAML_MAP) {
		kw_yaml_error(root, error, "lines \"KEY: VALUE\" are wanted");
		return NULL;
	}
	config = g_new0(KwConfig, 1);
	config->path = g_canonicalize_filename(path, NULL);
	config->folder = g_path_get_dirname(config->path);
	if (!kw_keys_read(keys, root, root, "", config->folder, config, error) ||
	    !check_relay(config, root, error) ||
	    !check_once(config->staff, kw_yaml_find(root, "staff"), error) ||
	    !check_once(config->sources, kw_yaml_find(root, "sources"), error))
		return NULL;
	fill_in(config);
	return g_steal_pointer(&config);
}

void kw_config_free(KwConfig *config)
{
	if (!config)
		return;
	kw_keys_clear(keys, config);
	g_clear_pointer(&config->timezone, g_time_zone_unref);
	g_free(config->folder);
	g_free(config->path);
	g_free(config);
}
