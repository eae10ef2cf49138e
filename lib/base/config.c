/* kawaraban.yaml: which keys there are, their defaults and limits (the tables), and what they have
 * to do with each other. How a table is read is in config_key.c; whether addresses, folders and
 * servers are what they claim is asked by `doctor`.
 *
 * Everything is one line and without control characters, whatever it is for: most of it reaches a
 * header somewhere. */
#include "base/config.h"

#include "base/code.h"
#include "base/error.h"
#include "base/file.h"
#include "base/workday.h"
#include "config-private.h"

#include <string.h>

#define MAX_FILE   (2 * 1024 * 1024)
#define MIB        ((gint64)1024 * 1024)
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

#define IN_CONFIG(field)  .offset = offsetof(KwConfig, field)
#define IN_RELAY(field)   .offset = offsetof(KwConfigRelay, field)
#define IN_STAFF(field)   .offset = offsetof(KwConfigStaff, field)
#define IN_SOURCE(field)  .offset = offsetof(KwConfigSource, field)
#define IN_POLL(field)    .offset = offsetof(KwConfigPoll, field)
#define IN_PARTNER(field) .offset = offsetof(KwConfigPartner, field)

/* clang-format off */
static const KwKey partner_keys[] = {
	{"name", KW_KEY_TEXT, IN_PARTNER(name), .wanted = "NAME OF A COOPERATING BODY"},
	{"url", KW_KEY_URL, IN_PARTNER(url), .words = WORDS("https://", "http://")},
	{"code", KW_KEY_TEXT, IN_PARTNER(code)},
	{.name = NULL},
};

static const KwKey publisher_keys[] = {
	{"title", KW_KEY_TEXT, IN_CONFIG(title), .wanted = "サイバーかわら版"},
	{"name", KW_KEY_TEXT, IN_CONFIG(publisher_name), .wanted = "FULL NAME OF THE SENDER"},
	{"postal_address", KW_KEY_TEXT, IN_CONFIG(postal_address), .wanted = "〒… POSTAL ADDRESS"},
	{"phone", KW_KEY_TEXT, IN_CONFIG(phone)},
	{"contact", KW_KEY_TEXT, IN_CONFIG(contact), .wanted = "ADDRESS@FOR.QUESTIONS"},
	{"website", KW_KEY_URL, IN_CONFIG(website), .words = WORDS("https://", "http://")},
	{"web", KW_KEY_URL, IN_CONFIG(web), .words = WORDS("https://")},
	{"web_leave", KW_KEY_URL, IN_CONFIG(web_leave), .words = WORDS("https://")}, /* `web` */
	{"partners", KW_KEY_LIST, IN_CONFIG(partners), .inner = partner_keys,
	 .size = sizeof(KwConfigPartner), .short_form = TRUE},
	{.name = NULL},
};

static const KwKey mail_keys[] = {
	{"from", KW_KEY_TEXT, IN_CONFIG(from), .wanted = "ADDRESS@OF.THE.LETTERS"},
	{"list_id", KW_KEY_ID, IN_CONFIG(list_id), .wanted = "kawaraban.example.jp"},
	{"bounce", KW_KEY_TEXT, IN_CONFIG(bounce)}, /* `from` */
	{"return_path", KW_KEY_ENUM, IN_CONFIG(return_path), "plain",
	 .words = WORDS("plain", "verp-plus", "verp-domain")},
	{"authserv_id", KW_KEY_ID, IN_CONFIG(authserv_id)},
	{.name = NULL},
};

static const KwKey relay_keys[] = {
	{"url", KW_KEY_PLACE, IN_RELAY(url), "maildir:out",
	 .words = WORDS("smtp://", "smtps://", "maildir:")},
	{"tls", KW_KEY_ENUM, IN_RELAY(tls), "required", .words = WORDS("required", "none")},
	{"ca_file", KW_KEY_PATH, IN_RELAY(ca_file)},
	{"username", KW_KEY_TEXT, IN_RELAY(username)},
	{"password_file", KW_KEY_PATH, IN_RELAY(password_file)},
	{"token_command", KW_KEY_TEXT, IN_RELAY(token_command)},
	{"ehlo_name", KW_KEY_ID, IN_RELAY(ehlo_name)}, /* the host's */
	{"connections", KW_KEY_INT, IN_RELAY(connections), "4", 1, 50},
	{"timeout", KW_KEY_INT, IN_RELAY(timeout_s), "60", 1, 3600},
	{"weight", KW_KEY_INT, IN_RELAY(weight), "10", 0, 100},
	{"chain", KW_KEY_BOOL, IN_RELAY(chain), "true"},
	{"limit_letters", KW_KEY_INT, IN_RELAY(limit_letters), "0", 0, 1000000},
	{"limit_seconds", KW_KEY_INT, IN_RELAY(limit_s), "900", 1, 86400},
	{.name = NULL},
};

static const KwKey deliver_keys[] = {
	{"hours", KW_KEY_INT, IN_CONFIG(deliver_hours), "48", 1, 24 * 14},
	{"hold_percent", KW_KEY_INT, IN_CONFIG(deliver_hold_percent), "10", 1, 100},
	{"hold_first", KW_KEY_INT, IN_CONFIG(deliver_hold_first), "200", 10, 100000},
	{"hold_row", KW_KEY_INT, IN_CONFIG(deliver_hold_row), "50", 2, 100000},
	{"at_once", KW_KEY_BOOL, IN_CONFIG(deliver_at_once), "false"},
	{.name = NULL},
};

static const KwKey operator_keys[] = {
	{"name", KW_KEY_TEXT, IN_CONFIG(operator_name)},
	{"phone", KW_KEY_TEXT, IN_CONFIG(operator_phone)},
	{"guide", KW_KEY_URL, IN_CONFIG(operator_guide), .words = WORDS("https://", "http://")},
	{.name = NULL},
};

static const KwKey consult_keys[] = {
	{"address", KW_KEY_TEXT, IN_CONFIG(consult_address)}, /* all of staff */
	{"hours", KW_KEY_TEXT, IN_CONFIG(consult_hours)},
	{"days", KW_KEY_INT, IN_CONFIG(consult_days), "2", 1, 30},
	{"closed", KW_KEY_TEXT, IN_CONFIG(consult_closed), "12/29-1/3"},
	{.name = NULL},
};

static const KwKey poll_keys[] = {
	{"url", KW_KEY_PLACE, IN_POLL(url),
	 .words = WORDS("maildir:", "imap://", "imaps://", "pop3://", "pop3s://"),
	 .wanted = "imaps://mail.example.jp"},
	{"tls", KW_KEY_ENUM, IN_POLL(tls), "required", .words = WORDS("required", "none")},
	{"ca_file", KW_KEY_PATH, IN_POLL(ca_file)},
	{"username", KW_KEY_TEXT, IN_POLL(username)},
	{"password_file", KW_KEY_PATH, IN_POLL(password_file)},
	{"token_command", KW_KEY_TEXT, IN_POLL(token_command)},
	{"keep", KW_KEY_BOOL, IN_POLL(keep), "false"},
	{"timeout", KW_KEY_INT, IN_POLL(timeout_s), "60", 1, 3600},
	{"at_most", KW_KEY_INT, IN_POLL(at_most), "500", 1, 100000},
	{.name = NULL},
};

static const KwKey staff_keys[] = {
	{"address", KW_KEY_TEXT, IN_STAFF(address), .wanted = "PERSON@EXAMPLE.JP"},
	{"name", KW_KEY_TEXT, IN_STAFF(name)},
	{"organisation", KW_KEY_TEXT, IN_STAFF(organisation)},
	{"pgp", KW_KEY_ID, IN_STAFF(pgp)},
	{"smime", KW_KEY_ID, IN_STAFF(smime)},
	{.name = NULL},
};

static const KwKey bounce_keys[] = {
	{"limit", KW_KEY_INT, IN_CONFIG(bounce_limit), "6", 1, 1000},
	{"decay_days", KW_KEY_INT, IN_CONFIG(bounce_decay_days), "60", 1, 3650},
	{"probe_days", KW_KEY_INT, IN_CONFIG(bounce_probe_days), "7", 1, 365},
	{.name = NULL},
};

static const KwKey intake_keys[] = {
	{"max_bytes", KW_KEY_SIZE, IN_CONFIG(intake_max_bytes), "25M", 64 * 1024, 1024 * MIB},
	{"memory_bytes", KW_KEY_SIZE, IN_CONFIG(intake_memory_bytes), "1G",
	 96 * MIB, 1024 * 1024 * MIB}, /* below it SQLite has no room */
	{"cpu_seconds", KW_KEY_INT, IN_CONFIG(intake_cpu_s), "30", 1, 3600},
	{"parts", KW_KEY_INT, IN_CONFIG(intake_parts), "1000", 1, 100000},
	{"keyring", KW_KEY_PATH, IN_CONFIG(intake_keyring)},
	{"receipts_a_day", KW_KEY_INT, IN_CONFIG(intake_receipts), "200", 1, 100000},
	{"answers_a_day", KW_KEY_INT, IN_CONFIG(intake_answers), "5", 0, 1000},
	{"confirmations_a_day", KW_KEY_INT, IN_CONFIG(intake_confirmations), "2", 0, 100},
	{"confirmations_an_hour", KW_KEY_INT, IN_CONFIG(intake_confirmations_all), /* by the roll */
	 .min = 1, .max = 100000},
	{"undo_days", KW_KEY_INT, IN_CONFIG(intake_undo_days), "14", 1, 90},
	{"visits_an_hour", KW_KEY_INT, IN_CONFIG(intake_visits), "10", 0, 100000},
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
	{"trust", KW_KEY_WORD, IN_SOURCE(trust), /* by reuse */
	 .words = WORDS("official", "vendor", "news", "community")},
	{"allow_private", KW_KEY_BOOL, IN_SOURCE(allow_private), "false"},
	{"interval", KW_KEY_INT, IN_SOURCE(interval_s), "3600", 60, 7 * 86400},
	{"include", KW_KEY_TEXT, IN_SOURCE(include)},
	{"exclude", KW_KEY_TEXT, IN_SOURCE(exclude)},
	{"watch_only", KW_KEY_BOOL, IN_SOURCE(watch_only), "false"},
	{"at_most", KW_KEY_INT, IN_SOURCE(at_most), "0", 0, 100000},
	{.name = NULL},
};

static const KwKey weekly_keys[] = {
	{"weekday", KW_KEY_ENUM, IN_CONFIG(weekly_weekday), "thursday", .min = 1,
	 .words = WORDS("monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
			"sunday")},
	{"time", KW_KEY_CLOCK, IN_CONFIG(weekly_time), "10:00"},
	{"proof_weekday", KW_KEY_ENUM, IN_CONFIG(weekly_proof_weekday), "wednesday", .min = 1,
	 .words = WORDS("monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
			"sunday")},
	{"proof_time", KW_KEY_CLOCK, IN_CONFIG(weekly_proof_time), "15:00"},
	{"minutes", KW_KEY_INT, IN_CONFIG(weekly_minutes), "5", 1, 60},
	{.name = NULL},
};

static const KwKey keys[] = {
	{"store", KW_KEY_PLACE, IN_CONFIG(store), "sqlite:kawaraban.db",
	 .words = WORDS("sqlite:", "postgresql://")},
	{"store_wait", KW_KEY_INT, IN_CONFIG(store_wait_s), "600", 0, 600}, /* below a lease */
	{"language", KW_KEY_WORD, IN_CONFIG(language), "ja", .words = WORDS("ja", "en")},
	{"timezone", KW_KEY_ZONE, IN_CONFIG(timezone_name), "Asia/Tokyo"},
	{"templates", KW_KEY_PATH, IN_CONFIG(templates)},
	{"keys", KW_KEY_PATH, IN_CONFIG(keys_file), "keys"},
	{"retain_days", KW_KEY_INT, IN_CONFIG(retain_days), "400", 1, 36500},
	{"unconfirmed_days", KW_KEY_INT, IN_CONFIG(unconfirmed_days), "30", 1, 36500},
	{"publisher", KW_KEY_MAP, .inner = publisher_keys},
	{"mail", KW_KEY_MAP, .inner = mail_keys},
	{"relay", KW_KEY_LIST, IN_CONFIG(relays), .inner = relay_keys,
	 .size = sizeof(KwConfigRelay), .short_form = TRUE, .one = TRUE},
	{"after_crash", KW_KEY_ENUM, IN_CONFIG(after_crash), "resend",
	 .words = WORDS("resend", "hold")},
	{"deliver", KW_KEY_MAP, .inner = deliver_keys},
	{"bounce", KW_KEY_MAP, .inner = bounce_keys},
	{"operator", KW_KEY_MAP, .inner = operator_keys},
	{"consult", KW_KEY_MAP, .inner = consult_keys},
	{"intake", KW_KEY_MAP, .inner = intake_keys},
	{"poll", KW_KEY_LIST, IN_CONFIG(polls), .inner = poll_keys, .size = sizeof(KwConfigPoll),
	 .short_form = TRUE, .one = TRUE},
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

/* How to sign in: nothing, or a name with one of the two proofs. `node` is what messages name. */
static gboolean check_sign_in(const KwYaml *node, const char *what, const char *url,
			      const char *username, const char *password_file,
			      const char *token_command, GError **error)
{
	const char *host = strstr(url, "://");
	const KwYaml *named = kw_yaml_find(node, "url");

	if (host && memchr(host + 3, '@', strcspn(host + 3, "/?#"))) {
		kw_yaml_error(named ? named : node, error,
			      "url: no name and password in it; write \"username\" and "
			      "\"password_file\"");
		return FALSE;
	}
	if (!username == !(password_file || token_command) && !(password_file && token_command))
		return TRUE;
	for (const char *const *key = WORDS("username", "password_file", "token_command");
	     *key && (named = kw_yaml_find(node, *key)) == NULL;)
		key++;
	kw_yaml_error(named ? named : node, error,
		      "%s: \"username\" and \"password_file\" (or \"token_command\") go "
		      "together; write both, or none",
		      what);
	return FALSE;
}

/* One that stands without a list, or in none, has the key's own node. */
static const KwYaml *element_of(const KwYaml *root, const char *key, guint i)
{
	const KwYaml *node = kw_yaml_find(root, key);

	if (!node)
		return root;
	return kw_yaml_kind(node) == KW_YAML_LIST && i < kw_yaml_size(node) ? kw_yaml_at(node, i)
									    : node;
}

static gboolean check_relays(const KwConfig *config, const KwYaml *root, GError **error)
{
	gboolean is_used = FALSE;

	for (guint i = 0; i < config->relays->len; i++) {
		const KwConfigRelay *relay = config->relays->pdata[i];

		is_used = is_used || relay->weight > 0;
		if (!check_sign_in(element_of(root, "relay", i), "relay", relay->url,
				   relay->username, relay->password_file, relay->token_command,
				   error))
			return FALSE;
	}
	if (!is_used)
		kw_yaml_error(element_of(root, "relay", 0), error,
			      "relay: one of them has to have a \"weight\" above 0");
	return is_used;
}

static gboolean check_polls(const KwConfig *config, const KwYaml *root, GError **error)
{
	for (guint i = 0; i < config->polls->len; i++) {
		const KwConfigPoll *poll = config->polls->pdata[i];
		const KwYaml *node = element_of(root, "poll", i);

		if (!check_sign_in(node, "poll", poll->url, poll->username, poll->password_file,
				   poll->token_command, error))
			return FALSE;
		if (poll->username || g_str_has_prefix(poll->url, "maildir:"))
			continue;
		kw_yaml_error(node, error, "poll: %s: \"username\" is missing", poll->url);
		return FALSE;
	}
	return TRUE;
}

static gboolean check_closed(const KwConfig *config, const KwYaml *root, GError **error)
{
	const KwYaml *consult = kw_yaml_find(root, "consult");

	if (kw_workday_can_read(config->consult_closed))
		return TRUE;
	kw_yaml_error(kw_yaml_find(consult, "closed"), error,
		      "consult: closed: days as \"12/29-1/3, 8/13\" are wanted, or \"none\"");
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

/* Two codes that look alike would count one body's subscribers for the other. */
static gboolean check_codes(const KwConfig *config, const KwYaml *root, GError **error)
{
	const KwYaml *list = kw_yaml_find(kw_yaml_find(root, "publisher"), "partners");
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < config->partners->len; i++) {
		const char *code = ((const KwConfigPartner *)config->partners->pdata[i])->code;
		g_autofree char *folded = code ? kw_code_fold(code) : NULL;
		const char *what = NULL;

		if (!code)
			continue;
		if (!folded)
			what = "is not 4 to 16 letters and digits";
		else if (!strpbrk(code, "0123456789"))
			what = "has no digit, which keeps a code apart from words";
		else if (!g_hash_table_add(seen, g_strdup(folded)))
			what = "is another body's, too (0 and O, 1, I and L are alike); give each "
			       "its own";
		if (!what)
			continue;
		kw_yaml_error(kw_yaml_at(list, i), error, "code: \"%s\" %s", code, what);
		return FALSE;
	}
	return TRUE;
}

/* The pages, whose addresses are all put together with this one. */
static void fill_in_web(KwConfig *config)
{
	char *folder;

	if (!config->web)
		return;
	folder = g_strconcat(config->web, g_str_has_suffix(config->web, "/") ? "" : "/", NULL);
	g_free(config->web);
	config->web = folder;
	if (!config->web_leave)
		config->web_leave = g_strconcat(folder, "u/", NULL);
}

/* Defaults that are another key's value. */
static void fill_in(KwConfig *config)
{
	fill_in_web(config);
	if (!config->bounce)
		config->bounce = g_strdup(config->from);
	if (!config->user_agent_contact)
		config->user_agent_contact = g_strdup(config->contact);
	for (guint i = 0; i < config->relays->len; i++) {
		KwConfigRelay *relay = config->relays->pdata[i];

		if (!relay->ehlo_name)
			relay->ehlo_name = g_strdup(g_get_host_name());
	}
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
	    !check_codes(config, root, error) || !check_relays(config, root, error) ||
	    !check_polls(config, root, error) || !check_closed(config, root, error) ||
	    !check_once(config->relays, kw_yaml_find(root, "relay"), error) ||
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
