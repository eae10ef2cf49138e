/* ingest/reading: what the gateway makes of a mail, and its public JSON. */
#include "ingest/reading.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

static KwReading *read_bytes(const void *bytes, size_t length, const char *sender)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	KwReading *reading = kw_reading_of_mail(
		bytes, length,
		&(KwReadingContext){
			.sender = sender, .own_list_id = "news.example.jp", .zone = zone},
		&error);

	kw_assert_ok(error);
	return reading;
}

static KwReading *read_corpus(const char *name)
{
	g_autoptr(GBytes) bytes = kw_testing_corpus(name);

	return read_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
}

static void test_forward(void)
{
	static const char *const files[] = {"gmail-ja", "gmail-ja-jis", "outlook-ja-html",
					    "attached"};

	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *name = g_strdup_printf("forward/%s.eml", files[i]);
		g_autoptr(KwReading) reading = read_corpus(name);

		g_assert_cmpint(reading->kind, ==, KW_KIND_POST);
		g_assert_nonnull(reading->forward);
		g_assert_cmpstr(reading->advisory->publisher, ==, "jpcert");
		g_assert_cmpstr(reading->advisory->id, ==, "JPCERT-AT-2026-0030");
		g_assert_cmpuint(reading->advisory->sections->len, ==, 4);
		g_assert_cmpuint(reading->refs->len, ==, 2);
		g_assert_cmpuint(reading->links->len, ==, 1);
		g_assert_cmpstr(reading->links->pdata[0], ==,
				"https://www.jpcert.or.jp/at/2026/at260030.html");
		g_assert_null(reading->handling.mark);
		g_assert_cmpint(reading->html_only, ==, g_str_equal(files[i], "outlook-ja-html"));
	}
}

static void test_bounce(void)
{
	static const char mail[] = "From: MAILER-DAEMON@example.jp\r\nSubject: failure\r\n"
				   "Content-Type: multipart/report; report-type=delivery-status; "
				   "boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
				   "From: a@example.jp\r\nTo: b@example.jp\r\nSubject: x\r\n\r\n"
				   "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
				   "Reporting-MTA: dns; mx.example.jp\r\n\r\n"
				   "Final-Recipient: rfc822; gone@example.jp\r\nAction: failed\r\n"
				   "Status: 5.1.1\r\n\r\n--b--\r\n";
	g_autoptr(KwReading) reading = read_bytes(mail, strlen(mail), "");

	g_assert_cmpint(reading->kind, ==, KW_KIND_BOUNCE);
	g_assert_nonnull(reading->bounce);
	/* what it quotes is no post */
	g_assert_null(reading->forward);
	g_assert_null(reading->advisory);
	g_assert_cmpuint(reading->refs->len, ==, 0);
	g_assert_cmpuint(reading->links->len, ==, 0);
}

static JsonObject *object_of(JsonNode *node)
{
	g_assert_true(JSON_NODE_HOLDS_OBJECT(node));
	return json_node_get_object(node);
}

static void test_json(void)
{
	static const char *const keys[] = {
		"subject", "from",    "to",        "cc",          "date",    "message_id", "kind",
		"auth",    "text",    "html_only", "attachments", "charset", "forward",    "bounce",
		"report",  "command", "handling",  "advisory",    "refs",    "links",      "notice",
		"notes",   "unread",  "signature", "also"};
	static const char bare[] = "Subject: x\r\n\r\n";
	g_autoptr(KwReading) reading = read_corpus("forward/roundcube-ja.eml");
	g_autoptr(KwReading) empty = read_bytes(bare, strlen(bare), NULL);
	g_autoptr(JsonNode) node = kw_reading_to_json(reading);
	g_autoptr(JsonNode) empty_node = kw_reading_to_json(empty);
	JsonObject *json = object_of(node), *none = object_of(empty_node), *forward, *original;

	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_assert_true(json_object_has_member(json, keys[i]));
		g_assert_true(json_object_has_member(none, keys[i]));
	}
	g_assert_cmpuint(json_object_get_size(json), ==, G_N_ELEMENTS(keys));
	g_assert_cmpstr(json_object_get_string_member(json, "kind"), ==, "post");
	g_assert_cmpstr(json_object_get_string_member(json, "date"), ==,
			"2026-11-17T13:42:00+09:00");
	g_assert_true(json_object_get_null_member(json, "auth"));
	g_assert_true(json_object_get_null_member(json, "handling"));
	forward = json_object_get_object_member(json, "forward");
	g_assert_cmpint(json_object_get_int_member(forward, "depth"), ==, 1);
	g_assert_cmpstr(json_object_get_string_member(forward, "method"), ==, "inline");
	original = json_object_get_object_member(forward, "original");
	g_assert_cmpstr(json_object_get_string_member(original, "date_text"), ==,
			"2026-11-17 11:30");
	g_assert_cmpstr(json_object_get_string_member(original, "date"), ==,
			"2026-11-17T11:30:00+09:00");
	g_assert_true(json_object_get_null_member(none, "from"));
	g_assert_true(json_object_get_null_member(none, "date"));
	g_assert_true(json_object_get_null_member(none, "message_id"));
	g_assert_true(json_object_get_null_member(none, "forward"));
	g_assert_cmpstr(json_object_get_string_member(none, "text"), ==, "");
}

static void test_attachment(void)
{
	static const char mail[] =
		"Subject: [TLP:AMBER] x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
		"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
		"--b\r\nContent-Type: application/pdf; name=a.pdf\r\n"
		"Content-Disposition: attachment\r\n\r\nabc\r\n--b--\r\n";
	g_autoptr(KwReading) reading = read_bytes(mail, strlen(mail), NULL);
	g_autoptr(JsonNode) node = kw_reading_to_json(reading);
	JsonArray *list = json_object_get_array_member(object_of(node), "attachments");
	JsonObject *handling = json_object_get_object_member(object_of(node), "handling");
	JsonObject *pdf = json_array_get_object_element(list, 0);

	g_assert_cmpuint(json_array_get_length(list), ==, 1);
	g_assert_cmpstr(json_object_get_string_member(pdf, "name"), ==, "a.pdf");
	g_assert_cmpstr(json_object_get_string_member(pdf, "type"), ==, "application/pdf");
	g_assert_cmpint(json_object_get_int_member(pdf, "bytes"), ==, 3);
	g_assert_cmpstr(json_object_get_string_member(pdf, "sha256"), ==,
			"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	g_assert_cmpstr(json_object_get_string_member(handling, "mark"), ==, "TLP:AMBER");
	g_assert_true(json_object_get_boolean_member(handling, "restricted"));
}

static void test_empty(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(kw_reading_of_mail("", 0, &(KwReadingContext){0}, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, NULL);
}

/* Public test sets, where they are: no file may be lost that is a forward. */
static void test_public_forwards(void)
{
	const char *corpora = kw_testing_shared_corpora();
	g_autofree char *path = NULL;
	g_autoptr(GDir) folder = NULL;
	const char *name;
	guint forwards = 0, all = 0;

	if (!corpora) {
		g_test_skip("no shared corpora");
		return;
	}
	path = g_build_filename(corpora, "forwards_l10n", "files", NULL);
	folder = g_dir_open(path, 0, NULL);
	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *file = g_build_filename(path, name, NULL);
		g_autofree char *data = NULL;
		gsize length;

		g_assert_true(g_file_get_contents(file, &data, &length, NULL));
		g_autoptr(KwReading) reading = read_bytes(data, length, NULL);
		all++;
		forwards += reading->forward && reading->forward->from &&
			    reading->forward->from->address && reading->forward->subject;
	}
	g_assert_cmpuint(all, >, 50);
	g_assert_cmpuint(forwards, ==, all);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reading/forward", test_forward);
	g_test_add_func("/reading/bounce", test_bounce);
	g_test_add_func("/reading/json", test_json);
	g_test_add_func("/reading/attachment", test_attachment);
	g_test_add_func("/reading/empty", test_empty);
	g_test_add_func("/reading/public-forwards", test_public_forwards);
	return g_test_run();
}
