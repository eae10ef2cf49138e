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
	static const char *const more[] = {
		"relay: smtp://relay.example.jp\n",
		"relay: maildir:/var/out\n",
		"relay:\n  url: smtp://[::1]:2525\n  tls: none\n",
		"relay:\n",
		"relay: []\n",
		"relay: [maildir:a, {url: 'smtp://h', weight: 0}]\n",
		"poll: maildir:in\n",
		"poll:\n",
		"poll: {url: 'imap://h', username: u, token_command: t}\n",
		"staff:\nsources:\nfetch:\nintake: {}\nweekly:\n",
		"store: sqlite:/var/lib/kawaraban.db\n",
		"templates:\n",
		"timezone: UTC\n",
		"sources: [https://example.jp/a, https://example.jp/b]\n",
		"after_crash: \"  hold \"\n",
	};

	for (guint i = 0; i < G_N_ELEMENTS(more); i++) {
		g_auto(Place) place = {0};
		g_autoptr(GError) error = NULL;
		g_autofree char *yaml = g_strconcat(REQUIRED, more[i], NULL);
		g_autoptr(KwConfig) config = load(&place, yaml, &error);

		kw_assert_ok(error);
		g_assert_nonnull(config);
	}
}

/* What may not follow REQUIRED: its line (counted from there, 1), and a part of the message. */
static void test_refused(void)
{
	static const struct {
		const char *more;
		int line;
		const char *part;
	} cases[] = {
		{"relai: x\n", 1, "unknown key \"relai\" (did you mean \"relay\"?)"},
		{"banana: x\n", 1, "unknown key \"banana\" (known here: \"store\", \"store_wait\""},
		{"relay:\n  url: maildir:o\n  timeuot: 5\n", 3, "(did you mean \"timeout\"?)"},
		{"stuff:\n  - a\n", 1, "(did you mean \"staff\"?)"},
		{"staff:\n- address: a\n  nme: b\n", 3, "(did you mean \"name\"?)"},
		{"store: mysql://x\n", 1, "store: \"mysql://x\" does not begin with \"sqlite:\""},
		{"store: 'sqlite:'\n", 1, "does not begin with \"sqlite:\", \"postgresql://\" and"},
		{"store: [a]\n", 1, "store: a single value is wanted here"},
		{"relay: http://example.jp\n", 1, "url: \"http://example.jp\" does not begin"},
		{"relay: relay.example.jp\n", 1, "does not begin with \"smtp://\""},
		{"relay: smtp://a b\n", 1, "has a character that no URL has"},
		{"relay: [a]\n", 1, "url: \"a\" does not begin with"},
		{"relay: smtp://u:p@host\n", 1, "no name and password in it"},
		{"relay:\n  url: smtps://u@host\n", 2, "no name and password in it"},
		{"relay:\n  url: maildir:o\n  username: u\n", 3, "go together"},
		{"relay:\n  url: maildir:o\n  password_file: p\n", 3, "go together"},
		{"relay: [{url: 'smtp://h', weight: 0}]\n", 1, "above 0"},
		{"relay: [maildir:o, maildir:o]\n", 1, "twice"},
		{"relay:\n- maildir:o\n- url: smtp://h\n  username: u\n", 4, "go together"},
		{"relay:\n  username: u\n  password_file: p\n  token_command: t\n", 2,
		 "go together"},
		{"poll: imaps://h\n", 1, "\"username\" is missing"},
		{"poll: [{url: imaps://u@h, username: u, password_file: p}]\n", 1, "no name"},
		{"poll: [{username: u, password_file: p}]\n", 1, "\"url\" is missing"},
		{"relay: {tls: maybe}\n", 1, "\"maybe\" is not one of \"required\", \"none\""},
		{"relay: {connections: 51}\n", 1, "\"51\" is not a number from 1 to 50"},
		{"relay: {connections: 0}\n", 1, "not a number from 1 to 50"},
		{"relay: {connections: many}\n", 1, "connections: \"many\" is not a number"},
		{"relay: {timeout: 1.5}\n", 1, "not a number"},
		{"relay: {ehlo_name: \"a b\"}\n", 1, "may have ASCII letters"},
		{"timezone: Asia/Tokio\n", 1, "\"Asia/Tokio\" is not a time zone; write"},
		{"language: de\n", 1, "\"de\" is not one of \"ja\", \"en\""},
		{"store_wait: 601\n", 1, "not a number from 0 to 600"},
		{"retain_days: -1\n", 1, "not a number from 1"},
		{"retain_days: 99999999999999999999\n", 1, "not a number from 1"},
		{"after_crash: resent\n", 1, "is not one of \"resend\", \"hold\""},
		{"intake: {max_bytes: 25MB}\n", 1, "\"25MB\" is not a number of bytes"},
		{"intake: {max_bytes: 1k}\n", 1, "not a number of bytes from 65536"},
		{"intake: {max_bytes: 9007199254740992G}\n", 1, "not a number of bytes"},
		{"intake: {max_bytes: M}\n", 1, "not a number of bytes"},
		{"intake: 5\n", 1, "intake: lines \"KEY: VALUE\" are wanted below it"},
		{"staff: {address: a}\n", 1, "staff: a list is wanted"},
		{"staff:\n- name: a\n", 2, "\"address\" is missing; write \"address: PERSON"},
		{"staff:\n- a@x\n-\n", 3, "\"address\" is missing"},
		{"staff:\n- a@x\n- A@X\n", 3, "\"A@X\" stands in this list twice"},
		{"sources:\n- name: a\n", 2, "\"url\" is missing; write \"url: https://example.jp"},
		{"sources:\n- ftp://x/\n", 2, "does not begin with \"https://\", \"http://\""},
		{"sources: [http://x/, http://x/]\n", 1, "twice"},
		{"sources: [{url: http://x/, reuse: all}]\n", 1, "is not one of \"facts\""},
		{"sources: [{url: http://x/, allow_private: 2}]\n", 1, "neither \"true\" nor"},
		{"sources: [{url: http://x/, interval: 5}]\n", 1, "from 60 to 604800"},
		{"sources: [{url: http://x/, publisher: \"a/b\"}]\n", 1, "publisher: \"a/b\" may"},
		{"weekly: {weekday: 木曜}\n", 1, "is not one of \"monday\""},
		{"weekly: {time: 24:00}\n", 1, "\"24:00\" is not a time of day"},
		{"weekly: {time: 10:5}\n", 1, "not a time of day"},
		{"weekly: {time: 1000}\n", 1, "not a time of day"},
		{"fetch:\n  contact: \"a\\r\\nX-Evil: b\"\n", 2, "has to be one line"},
		{"fetch: {contact: \"a\\u2028b\"}\n", 1, "has to be one line"},
		{"templates: \"a\\x07\"\n", 1, "without control characters"},
		{"retain_days: 1\nretain_days: 2\n", 2, "stands here twice"},
		{"\tx: 1\n", 1, "a tab"},
		{"consult: {closed: 12-29}\n", 1, "consult: closed: days as "},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Place) place = {0};
		g_autoptr(GError) error = NULL;
		g_autofree char *yaml = g_strconcat(REQUIRED, cases[i].more, NULL);
		g_autofree char *where = NULL;

		g_assert_null(load(&place, yaml, &error));
		where = g_strdup_printf("kawaraban.yaml:%d: ", AFTER + cases[i].line - 1);
		g_assert_nonnull(error);
		if (!strstr(error->message, where))
			g_error("\"%s\": %s", cases[i].more, error->message);
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, cases[i].part);
	}
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
