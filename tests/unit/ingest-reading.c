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

#define ORIGINAL                                                                                 \
	"From: JPCERT/CC <announce@jpcert.or.jp>\r\nSubject: [External] FortiOSの脆弱性\r\n" \
	"Content-Type: text/plain; charset=utf-8\r\n\r\n"
#define ATTACH(mail) "--b\r\nContent-Type: message/rfc822\r\n\r\n" mail "\r\n"
#define MIXED(subject, parts)                                   \
	"From: sato@police.example.jp\r\nSubject: " subject     \
	"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" \
	"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n確認を。\r\n" parts "--b--\r\n"
#define WARNING "【外部からのメール】このメールは組織外から送信されています。\r\n"

/* What mail systems added is nobody's word, neither comment nor news; links lead where they led. */
static void test_told(void)
{
	static const char mail[] =
		"From: sato@police.example.jp\r\nSubject: FW: [SPAM] 題\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n\r\n" WARNING "\r\n一言です。\r\n\r\n"
		"差出人: JPCERT/CC <announce@jpcert.or.jp>\r\n送信日時: 2026/11/17 11:02\r\n"
		"宛先: sato@police.example.jp\r\n件名: [SPAM] 題\r\n\r\n" WARNING "\r\n■概要\r\n"
		"hxxps://www.jpcert[.]or[.]jp/at/2026/at260030.html と hxxp://evil[.]example/\r\n"
		"https://jpn01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2F&"
		"data=05%7Csato%40police.example.jp\r\n\r\n"
		"添付ファイルは削除されました。\r\n";
	g_autoptr(KwReading) reading = read_bytes(mail, strlen(mail), NULL);
	g_autofree char *notes = NULL;

	g_assert_cmpstr(reading->forward->comment, ==, "一言です。");
	g_assert_cmpstr(reading->title, ==, "題");
	g_assert_cmpstr(reading->told, ==,
			"■概要\nhttps://www.jpcert.or.jp/at/2026/at260030.html と "
			"hxxp://evil[.]example/\nhttps://a.example/");
	g_assert_cmpuint(reading->links->len, ==, 2);
	g_ptr_array_add(reading->notes, NULL);
	notes = g_strjoinv(" ", (char **)reading->notes->pdata);
	g_ptr_array_set_size(reading->notes, (int)reading->notes->len - 1);
	g_assert_cmpstr(notes, ==, "external spam attachment-removed defanged");
	g_assert_cmpstr(reading->advisory->id, ==, "JPCERT-AT-2026-0030");
}

/* Whom a text reached does not stand in it; whom it names otherwise does. */
static void test_recipients(void)
{
	static const char mail[] =
		"From: Sato@police.example.jp\r\nSubject: FW: x\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n\r\n"
		"差出人: a@jpcert.or.jp\r\n宛先: tanaka@police.example.jp; a@jpcert.or.jp\r\n"
		"件名: x\r\n\r\n"
		"This was sent to TANAKA@police.example.jp and sato@police.example.jp.\r\n"
		"a@jpcert.or.jp xtanaka@police.example.jp tanaka@police.example.jpx\r\n"
		"https://x.example/off?u=tanaka%40police.example.jp\r\n";
	g_autoptr(KwReading) reading = read_bytes(mail, strlen(mail), NULL);

	g_assert_cmpstr(reading->told, ==,
			"This was sent to … and ….\n"
			"a@jpcert.or.jp xtanaka@police.example.jp tanaka@police.example.jpx\n"
			"https://x.example/off");
}

/* A link with hardly a word is about what it leads to; words of one's own are one's own. */
static void test_hint(void)
{
	static const struct {
		const char *body, *publisher;
	} rows[] = {
		{"これを。 https://www.jpcert.or.jp/at/2026/at260030.html", "jpcert"},
		{"県内で被害が出ています。", "police"},
		{"<<< JPCERT/CC Alert 2026-11-17 >>>\r\n題\r\n\r\nI. 概要\r\nx", "jpcert"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail =
			g_strdup_printf("From: sato@police.pref.example.jp\r\nSubject: x\r\n"
					"Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
					rows[i].body);
		g_autoptr(KwReading) reading = read_bytes(mail, strlen(mail), NULL);

		g_assert_null(reading->forward);
		g_assert_cmpstr(reading->advisory->publisher, ==, rows[i].publisher);
	}
}

/* Several advisories in one mail: the first is what is forwarded, the others are read as well. */
static void test_also(void)
{
	static const char mail[] = MIXED(
		"FW: 3", ATTACH(ORIGINAL "JPCERT-AT-2026-0030\r\n")
				 ATTACH("From: a@jvn.jp\r\nSubject: JVN#12345678 x\r\n\r\ny\r\n")
					 ATTACH("Subject: [TLP:AMBER] z\r\n\r\nz\r\n"));
	static const char empty[] = MIXED("FW: 2", ATTACH(ORIGINAL "x\r\n") ATTACH("X: y\r\n\r\n"));
	g_autoptr(KwReading) reading = read_bytes(mail, strlen(mail), NULL);
	g_autoptr(KwReading) one = read_bytes(empty, strlen(empty), NULL);
	const KwReading *second, *third;

	g_assert_cmpstr(reading->forward->method, ==, "attached");
	g_assert_cmpstr(reading->forward->comment, ==, "確認を。");
	g_assert_cmpstr(reading->advisory->id, ==, "JPCERT-AT-2026-0030");
	g_assert_true(reading->handling.restricted); /* of the whole mail */
	g_assert_cmpuint(reading->also->len, ==, 2);
	second = reading->also->pdata[0];
	third = reading->also->pdata[1];
	g_assert_cmpstr(second->title, ==, "JVN#12345678 x");
	g_assert_cmpstr(second->advisory->publisher, ==, "jvn");
	g_assert_cmpstr(second->forward->comment, ==, "");
	g_assert_false(second->handling.restricted);
	g_assert_true(third->handling.restricted);
	/* without a word there is nothing to read */
	g_assert_null(one->also);
}

static void test_many_attached(void)
{
	GString *mail = g_string_new("From: a@example.jp\r\nSubject: x\r\n"
				     "Content-Type: multipart/mixed; boundary=b\r\n\r\n");

	for (int i = 0; i < 50; i++)
		g_string_append_printf(mail, ATTACH("Subject: %d\r\n\r\nx"), i);
	g_string_append(mail, "--b--\r\n");
	g_autoptr(KwReading) reading = read_bytes(mail->str, mail->len, NULL);
	g_assert_cmpuint(reading->also->len, ==, 20);
	g_assert_cmpstr(((KwReading *)reading->also->pdata[19])->title, ==, "20");
	g_string_free(mail, TRUE);
}

/* Armour goes in any case. What forwarding broke is not held against the text. */
#define SIGNED                                                                                  \
	"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nI. 概要\r\n- - 一つ\r\n" \
	"-----BEGIN PGP SIGNATURE-----\r\n\r\nabc=\r\n-----END PGP SIGNATURE-----\r\n"

static void test_armour(void)
{
	static const char *const mails[] = {
		ORIGINAL SIGNED,
		MIXED("FW: x", ATTACH(ORIGINAL SIGNED)),
		"Subject: FW: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
		"差出人: a@jpcert.or.jp\r\n宛先: b@example.jp\r\n件名: x\r\n\r\n" SIGNED,
	};

	for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(KwReading) reading = read_bytes(mails[i], strlen(mails[i]), NULL);

		g_assert_cmpstr(reading->signature, ==, "not-checkable");
		g_assert_cmpstr(reading->told, ==, "I. 概要\n- 一つ");
	}
}

typedef struct {
	const char *name, *word;
	const char *mail; /* the signed text takes the place of "%s" */
} Signed;

/* As it was signed it is verified, wherever it stands; broken on the way it is not checkable, and
 * changed in an attachment it is bad. */
static void test_signature(void)
{
	static const char script[] =
		"export GNUPGHOME=$PWD/g; mkdir -m 700 g; trap 'gpgconf --kill all' EXIT\n"
		"g='gpg --batch -q --no-tty --passphrase= --pinentry-mode=loopback'\n"
		"$g --quick-gen-key alerts@example.org ed25519 sign never\n"
		"printf 'I. x\\n\\n\\n\\nII. y\\n' >text; $g --clearsign -o text.asc text\n";
	static const Signed rows[] = {
		{"direct", "good", ORIGINAL "%s"},
		{"attached", "good", MIXED("FW: x", ATTACH(ORIGINAL "%s"))},
		{"inline", "good",
		 "Subject: FW: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
		 "差出人: a@jpcert.or.jp\r\n宛先: b@example.jp\r\n件名: x\r\n\r\n%s"},
		{"attached, changed", "bad", MIXED("FW: x", ATTACH(ORIGINAL "%s"))},
		{"inline, changed", "not-checkable",
		 "Subject: FW: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
		 "差出人: a@jpcert.or.jp\r\n宛先: b@example.jp\r\n件名: x\r\n\r\n%s"},
	};
	g_autofree char *gpg = g_find_program_in_path("gpg");
	g_autofree char *folder = NULL, *home = NULL, *path = NULL, *text = NULL;
	const char *argv[] = {"sh", "-ec", script, NULL};
	int status = -1;

	if (!gpg) {
		g_test_skip("no gpg");
		return;
	}
	folder = kw_testing_folder();
	home = g_build_filename(folder, "g", NULL);
	path = g_build_filename(folder, "text.asc", NULL);
	g_assert_true(g_spawn_sync(folder, (char **)argv, NULL,
				   G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
				   NULL, NULL, &status, NULL));
	g_assert_cmpint(status, ==, 0);
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(GStrv) pieces = g_strsplit(rows[i].mail, "%s", 2);
		g_autoptr(GString) signed_text = g_string_new(text);
		g_autofree char *mail = NULL;
		const KwAuthTrust trust = {.keyring = home};

		if (strstr(rows[i].name, "changed"))
			g_string_replace(signed_text, "II. y", "II. z", 0);
		g_string_replace(signed_text, "\n", "\r\n", 0);
		mail = g_strjoinv(signed_text->str, pieces);
		g_autoptr(KwReading) reading = kw_reading_of_mail(
			mail, strlen(mail), &(KwReadingContext){.trust = &trust}, NULL);
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(reading->signature, ==, rows[i].word);
		g_assert_true(g_str_has_prefix(reading->told, "I. x\n\nII. "));
	}
	kw_testing_remove(folder);
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
		g_test_skip("no shared corpora (KW_CORPORA)");
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
	g_test_add_func("/reading/told", test_told);
	g_test_add_func("/reading/recipients", test_recipients);
	g_test_add_func("/reading/hint", test_hint);
	g_test_add_func("/reading/also", test_also);
	g_test_add_func("/reading/many-attached", test_many_attached);
	g_test_add_func("/reading/armour", test_armour);
	g_test_add_func("/reading/signature", test_signature);
	g_test_add_func("/reading/empty", test_empty);
	g_test_add_func("/reading/public-forwards", test_public_forwards);
	return g_test_run();
}
