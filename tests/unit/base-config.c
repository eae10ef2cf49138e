/* base/config: defaults, every key, and messages that say where and what to write. */
#include "base/config.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

#define REQUIRED                                                   \
	"publisher:\n"                                             \
	"  title: サイバーかわら版\n"                      \
	"  name: 例商工会議所\n"                             \
	"  postal_address: 〒100-0000 東京都千代田区1-1\n" \
	"  contact: soudan@example.jp\n"                           \
	"mail:\n"                                                  \
	"  from: kawaraban@example.jp\n"                           \
	"  list_id: kawaraban.example.jp\n"
#define AFTER 9 /* the line that follows REQUIRED */

typedef struct {
	char *folder, *path;
} Place;

static void place_clear(Place *place)
{
	kw_testing_remove(place->folder);
	g_free(place->folder);
	g_free(place->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

static KwConfig *load(Place *place, const char *yaml, GError **error)
{
	g_autoptr(GError) failure = NULL;

	place->folder = kw_testing_folder();
	place->path = g_build_filename(place->folder, "kawaraban.yaml", NULL);
	g_file_set_contents(place->path, yaml, -1, &failure);
	kw_assert_ok(failure);
	return kw_config_load(place->path, error);
}

static void assert_path(const char *got, const char *scheme, const Place *place, const char *name)
{
	g_autofree char *path = g_build_filename(place->folder, name, NULL);
	g_autofree char *wanted = g_strconcat(scheme, path, NULL);

	g_assert_cmpstr(got, ==, wanted);
}

/* Seconds east of Greenwich on 14 November 2023. */
static int offset_of(const KwConfig *config)
{
	int interval =
		g_time_zone_find_interval(config->timezone, G_TIME_TYPE_UNIVERSAL, 1700000000);

	return g_time_zone_get_offset(config->timezone, interval);
}

static void test_defaults(void)
{
	g_auto(Place) place = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwConfig) c = load(&place, REQUIRED, &error);

	kw_assert_ok(error);
	g_assert_cmpstr(c->path, ==, place.path);
	g_assert_cmpstr(c->folder, ==, place.folder);
	assert_path(c->store, "sqlite:", &place, "kawaraban.db");
	g_assert_cmpstr(c->language, ==, "ja");
	g_assert_cmpstr(c->timezone_name, ==, "Asia/Tokyo");
	const KwConfigRelay *relay = c->relays->pdata[0];
	g_assert_cmpuint(c->relays->len, ==, 1);
	g_assert_cmpint(offset_of(c), ==, 9 * 3600);
	g_assert_null(c->templates);
	assert_path(c->keys_file, "", &place, "keys");
	g_assert_cmpint(c->store_wait_s, ==, 600);
	g_assert_cmpint(c->retain_days, ==, 400);
	g_assert_cmpint(c->unconfirmed_days, ==, 30);
	g_assert_cmpint(c->intake_confirmations_all, ==, 0);
	g_assert_cmpstr(c->title, ==, "サイバーかわら版");
	g_assert_cmpstr(c->publisher_name, ==, "例商工会議所");
	g_assert_cmpstr(c->postal_address, ==, "〒100-0000 東京都千代田区1-1");
	g_assert_null(c->phone);
	g_assert_cmpstr(c->contact, ==, "soudan@example.jp");
	g_assert_null(c->website);
	g_assert_null(c->web_leave);
	g_assert_cmpstr(c->from, ==, "kawaraban@example.jp");
	g_assert_cmpstr(c->list_id, ==, "kawaraban.example.jp");
	g_assert_cmpstr(c->bounce, ==, "kawaraban@example.jp");
	g_assert_cmpint(c->return_path, ==, KW_RETURN_PATH_PLAIN);
	assert_path(relay->url, "maildir:", &place, "out");
	g_assert_cmpint(relay->tls, ==, KW_TLS_REQUIRED);
	g_assert_null(relay->ca_file);
	g_assert_null(relay->username);
	g_assert_null(relay->password_file);
	g_assert_cmpstr(relay->ehlo_name, ==, g_get_host_name());
	g_assert_cmpint(relay->connections, ==, 4);
	g_assert_cmpint(relay->timeout_s, ==, 60);
	g_assert_cmpint(c->deliver_hours, ==, 48);
	g_assert_cmpint(c->after_crash, ==, KW_AFTER_CRASH_RESEND);
	g_assert_cmpint(c->intake_max_bytes, ==, 25 * 1024 * 1024);
	g_assert_cmpint(c->intake_memory_bytes, ==, 1024 * 1024 * 1024);
	g_assert_cmpint(c->intake_cpu_s, ==, 30);
	g_assert_cmpint(c->intake_parts, ==, 1000);
	g_assert_cmpint(c->intake_undo_days, ==, 14);
	g_assert_cmpuint(c->staff->len, ==, 0);
	g_assert_cmpuint(c->sources->len, ==, 0);
	g_assert_cmpint(c->fetch_max_bytes, ==, 8 * 1024 * 1024);
	g_assert_cmpint(c->fetch_timeout_s, ==, 30);
	g_assert_cmpstr(c->user_agent_contact, ==, "soudan@example.jp");
	g_assert_null(c->consult_address);
	g_assert_cmpint(c->consult_days, ==, 2);
	g_assert_cmpstr(c->consult_closed, ==, "12/29-1/3");
	g_assert_cmpint(c->weekly_weekday, ==, 4);
	g_assert_cmpstr(c->weekly_time, ==, "10:00");
}

static const char everything[] =
	"store: postgresql://kawaraban@db.example.jp/kawaraban?sslmode=verify-full\n"
	"language: en\n"
	"timezone: Europe/Berlin\n"
	"templates: mine\n"
	"keys: /etc/kawaraban/keys\n"
	"store_wait: 0\n"
	"retain_days: 31\n"
	"publisher: {title: T, name: N, postal_address: P, phone: 03-0000-0000, contact: C,\n"
	"  website: 'https://example.jp/', web: 'https://example.jp/w'}\n"
	"mail: {from: f@example.jp, list_id: l.example.jp, bounce: b@example.jp,\n"
	"  return_path: verp-domain}\n"
	"relay:\n"
	"  url: smtps://relay.example.jp:465\n"
	"  tls: none\n"
	"  ca_file: ca.pem\n"
	"  username: user\n"
	"  password_file: secret\n"
	"  ehlo_name: gw.example.jp\n"
	"  connections: 50\n"
	"  weight: 1\n"
	"  chain: no\n"
	"  limit_letters: 300\n"
	"  limit_seconds: 60\n"
	"  timeout: 5\n"
	"deliver: {hours: 1, hold_percent: 20, hold_first: 100, hold_row: 5, at_once: yes}\n"
	"operator: {name: 山本, phone: 03-0000-0001, guide: 'https://example.jp/staff/'}\n"
	"poll:\n"
	"- {url: 'imaps://in.example.jp/INBOX', username: u, password_file: p, keep: yes}\n"
	"- maildir:in\n"
	"after_crash: hold\n"
	"intake: {max_bytes: 64k, memory_bytes: 2G, cpu_seconds: 5, parts: 10, undo_days: 7}\n"
	"fetch: {max_bytes: 100000, timeout: 7, contact: https://example.jp/bot}\n"
	"staff:\n"
	"- {address: a@example.jp, name: 山田, organisation: 例県警}\n"
	"- b@example.jp\n"
	"sources:\n"
	"- url: https://example.jp/feed\n"
	"  name: 例\n"
	"  language: en\n"
	"  publisher: jvn\n"
	"  reuse: link-only\n"
	"  allow_private: yes\n"
	"  interval: 600\n"
	"- url: http://127.0.0.1/feed\n"
	"weekly: {weekday: Sunday, time: 9:05}\n";

static void test_everything(void)
{
	g_auto(Place) place = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwConfig) c = load(&place, everything, &error);
	const KwConfigStaff *staff;
	const KwConfigSource *source;

	kw_assert_ok(error);
	const KwConfigRelay *relay = c->relays->pdata[0];
	const KwConfigPoll *poll = c->polls->pdata[0];
	g_assert_true(g_str_has_prefix(c->store, "postgresql://kawaraban@db"));
	g_assert_cmpstr(c->language, ==, "en");
	g_assert_cmpint(offset_of(c), ==, 3600);
	assert_path(c->templates, "", &place, "mine");
	g_assert_cmpstr(c->keys_file, ==, "/etc/kawaraban/keys");
	g_assert_cmpint(c->store_wait_s, ==, 0);
	g_assert_cmpint(c->retain_days, ==, 31);
	g_assert_cmpstr(c->phone, ==, "03-0000-0000");
	g_assert_cmpstr(c->website, ==, "https://example.jp/");
	g_assert_cmpstr(c->web, ==, "https://example.jp/w/");
	g_assert_cmpstr(c->web_leave, ==, "https://example.jp/w/u/");
	g_assert_cmpstr(c->bounce, ==, "b@example.jp");
	g_assert_cmpint(c->return_path, ==, KW_RETURN_PATH_VERP_DOMAIN);
	g_assert_cmpstr(relay->url, ==, "smtps://relay.example.jp:465");
	g_assert_cmpint(relay->tls, ==, KW_TLS_NONE);
	assert_path(relay->ca_file, "", &place, "ca.pem");
	g_assert_cmpstr(relay->username, ==, "user");
	assert_path(relay->password_file, "", &place, "secret");
	g_assert_cmpstr(relay->ehlo_name, ==, "gw.example.jp");
	g_assert_cmpint(relay->connections, ==, 50);
	g_assert_cmpint(relay->timeout_s, ==, 5);
	g_assert_cmpint(relay->weight, ==, 1);
	g_assert_false(relay->chain);
	g_assert_cmpint(relay->limit_letters, ==, 300);
	g_assert_cmpint(relay->limit_s, ==, 60);
	g_assert_cmpint(c->deliver_hours, ==, 1);
	g_assert_cmpint(c->deliver_hold_percent, ==, 20);
	g_assert_cmpint(c->deliver_hold_first, ==, 100);
	g_assert_cmpint(c->deliver_hold_row, ==, 5);
	g_assert_true(c->deliver_at_once);
	g_assert_cmpstr(c->operator_guide, ==, "https://example.jp/staff/");
	g_assert_cmpuint(c->polls->len, ==, 2);
	g_assert_cmpstr(poll->url, ==, "imaps://in.example.jp/INBOX");
	g_assert_true(poll->keep);
	g_assert_cmpint(poll->at_most, ==, 500);
	assert_path(((const KwConfigPoll *)c->polls->pdata[1])->url, "maildir:", &place, "in");
	g_assert_cmpint(c->after_crash, ==, KW_AFTER_CRASH_HOLD);
	g_assert_cmpint(c->intake_max_bytes, ==, 65536);
	g_assert_cmpint(c->intake_memory_bytes, ==, 2147483648);
	g_assert_cmpint(c->intake_cpu_s, ==, 5);
	g_assert_cmpint(c->intake_parts, ==, 10);
	g_assert_cmpint(c->intake_undo_days, ==, 7);
	g_assert_cmpint(c->fetch_max_bytes, ==, 100000);
	g_assert_cmpint(c->fetch_timeout_s, ==, 7);
	g_assert_cmpstr(c->user_agent_contact, ==, "https://example.jp/bot");
	g_assert_cmpint(c->weekly_weekday, ==, 7);
	g_assert_cmpstr(c->weekly_time, ==, "09:05");

	g_assert_cmpuint(c->staff->len, ==, 2);
	staff = c->staff->pdata[0];
	g_assert_cmpstr(staff->address, ==, "a@example.jp");
	g_assert_cmpstr(staff->name, ==, "山田");
	g_assert_cmpstr(staff->organisation, ==, "例県警");
	staff = c->staff->pdata[1];
	g_assert_cmpstr(staff->address, ==, "b@example.jp");
	g_assert_null(staff->name);

	g_assert_cmpuint(c->sources->len, ==, 2);
	source = c->sources->pdata[0];
	g_assert_cmpstr(source->url, ==, "https://example.jp/feed");
	g_assert_cmpstr(source->name, ==, "例");
	g_assert_cmpstr(source->language, ==, "en");
	g_assert_cmpstr(source->publisher, ==, "jvn");
	g_assert_cmpstr(source->reuse, ==, "link-only");
	g_assert_true(source->allow_private);
	g_assert_cmpint(source->interval_s, ==, 600);
	source = c->sources->pdata[1];
	g_assert_cmpstr(source->name, ==, "http://127.0.0.1/feed");
	g_assert_cmpstr(source->language, ==, "ja");
	g_assert_null(source->publisher);
	g_assert_cmpstr(source->reuse, ==, "facts");
	g_assert_false(source->allow_private);
	g_assert_cmpint(source->interval_s, ==, 3600);
}

/* What may follow REQUIRED and is right. */
static void test_accepted(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("config/accepted.tsv", 1);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_auto(Place) place = {0};
		g_autoptr(GError) error = NULL;
		g_autofree char *yaml = g_strconcat(REQUIRED, row[0], NULL);
		g_autoptr(KwConfig) config = load(&place, yaml, &error);

		kw_assert_ok(error);
		g_assert_nonnull(config);
	}
	g_assert_cmpuint(rows->len, >=, 15);
}

/* What may not follow REQUIRED: its line and a part of the message. */
static void test_refused(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("config/refused.tsv", 3);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		int line = AFTER + (int)g_ascii_strtoll(row[0], NULL, 10) - 1;
		g_auto(Place) place = {0};
		g_autoptr(GError) error = NULL;
		g_autofree char *yaml = g_strconcat(REQUIRED, row[2], NULL);
		g_autofree char *where = g_strdup_printf("kawaraban.yaml:%d: ", line);

		g_assert_null(load(&place, yaml, &error));
		g_assert_nonnull(error);
		if (!strstr(error->message, where))
			g_error("\"%s\": %s", row[2], error->message);
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, row[1]);
	}
	g_assert_cmpuint(rows->len, >=, 61);
}

static void test_required(void)
{
	static const char *const names[] = {"title",   "name", "postal_address",
					    "contact", "from", "list_id"};
	g_auto(GStrv) lines = g_strsplit(REQUIRED, "\n", -1);

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GString) without = g_string_new(NULL);
		g_autoptr(GString) emptied = g_string_new(NULL);
		g_autofree char *start = g_strdup_printf("  %s:", names[i]);
		g_autofree char *missing = g_strdup_printf("\"%s\" is missing; write", names[i]);
		g_auto(Place) place = {0}, other = {0};
		g_autoptr(GError) error = NULL;

		for (char **line = lines; *line; line++) {
			gboolean it = g_str_has_prefix(*line, start);

			g_string_append_printf(emptied, "%s\n", it ? start : *line);
			if (!it)
				g_string_append_printf(without, "%s\n", *line);
		}
		g_assert_null(load(&place, without->str, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, missing);
		g_assert_null(load(&other, emptied->str, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, missing);
	}
}

/* Codes of cooperating bodies. */
static void test_codes(void)
{
	static const struct {
		const char *partners, *part; /* NULL: accepted */
	} cases[] = {
		{"[A, {name: B, code: WCCI24}, {name: C, code: ken2026}]", NULL},
		{"[{name: A, code: abc}]", "code: \"abc\" is not 4 to 16 letters and digits"},
		{"[{name: A, code: 'AB-12'}]", "is not 4 to 16"},
		{"[{name: A, code: WOOD}]", "code: \"WOOD\" has no digit"},
		{"[{name: A, code: W0OD}, {name: B, code: w00d}]",
		 ":2: code: \"w00d\" is another body's, too"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Place) place = {0};
		g_autoptr(GError) error = NULL;
		g_autofree char *yaml = g_strdup_printf(
			"publisher: {title: T, name: N, postal_address: P, contact: C,\n"
			"  partners: %s}\nmail: {from: f@example.jp, list_id: l.example.jp}\n",
			cases[i].partners);
		g_autoptr(KwConfig) config = load(&place, yaml, &error);

		g_assert_true(!config == !!cases[i].part);
		if (cases[i].part)
			kw_testing_assert_error(&error, KW_ERROR_CONFIG, cases[i].part);
	}
}

static void test_files(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *absent = g_build_filename(folder, "absent.yaml", NULL);
	g_auto(Place) empty = {0}, list = {0}, list_id = {0}, web = {0};
	g_autoptr(GError) error = NULL;

	g_assert_null(kw_config_load(absent, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "\"kawaraban init\" makes one");
	g_assert_null(kw_config_load(folder, &error)); /* a folder */
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, folder);
	g_assert_null(load(&empty, "", &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG,
				"kawaraban.yaml:1: \"title\" is missing; write \"title: サイバー"
				"かわら版\" below \"publisher:\"");
	g_assert_null(load(&list, "- a\n", &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, ":1: lines \"KEY: VALUE\" are wanted");
	g_assert_null(load(&list_id,
			   "publisher: {title: T, name: N, postal_address: P, contact: C}\n"
			   "mail: {from: F, list_id: <a@b>}\n",
			   &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, ":2: list_id: \"<a@b>\" may have");
	g_assert_null(load(&web,
			   "publisher: {title: T, name: N, postal_address: P, contact: C,\n"
			   "  web_leave: http://example.jp/u/}\n",
			   &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, ":2: web_leave: ");
	kw_testing_remove(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/config/defaults", test_defaults);
	g_test_add_func("/config/everything", test_everything);
	g_test_add_func("/config/accepted", test_accepted);
	g_test_add_func("/config/refused", test_refused);
	g_test_add_func("/config/required", test_required);
	g_test_add_func("/config/codes", test_codes);
	g_test_add_func("/config/files", test_files);
	return g_test_run();
}
