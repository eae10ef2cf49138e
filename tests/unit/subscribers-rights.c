/* rights: all that is stored about one person, and that it goes, in every table that names people.
 */
#include "subscribers/rights.h"

#include "../support/issue_fixture.h"
#include "../support/store_fixture.h"
#include "base/error.h"
#include "store/journal.h"
#include "store/mails.h"
#include "store/outbox.h"
#include "store/questions.h"
#include "store/selfcheck.h"
#include "subscribers/membership.h"
#include "subscribers/roster.h"

#include <string.h>

#define NOW     ISSUE_FIXTURE_NOW
#define ADDRESS "hanako@example.jp"
#define MAIL    "From: " ADDRESS "\n\nひみつの相談"

static KwKeys *keys_of(StoreFixture *f, const char *name)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(f->folder, name, NULL);

	g_assert_true(kw_keys_create(path, &error));
	KwKeys *keys = kw_keys_load(path, &error);
	kw_assert_ok(error);
	return keys;
}

/* A reader with a letter, a notice, a mail by From, one by envelope and a bounce by token. */
static int64_t person(KwDb *db)
{
	const KwSubscriber subscriber = {.address = (char *)ADDRESS,
					 .organisation = (char *)"みほん商店",
					 .word = (char *)"すずめ",
					 .prefecture = (char *)"みほん県",
					 .unused = (char *)"fortigate",
					 .code = (char *)"WCC124",
					 .consent_at = 1000,
					 .consent_how = (char *)"reply",
					 .consent_evidence = (char *)"m1@example.jp"};
	static const char *const mails[] = {MAIL, "From: other@example.jp\n\nx", "From: <>\n\ny"};
	const char notice[] = "To: " ADDRESS "\r\n\r\nx";
	const KwLetter letter = {.purpose = (char *)"notice",
				 .language = (char *)"ja",
				 .segment = (char *)"",
				 .bytes = g_bytes_new_static(notice, strlen(notice)),
				 .splices = (char *)"[]"};
	g_autoptr(GError) error = NULL;
	KwMembershipResult result;
	int64_t id, mail, letter_id, question_id;
	gboolean is_new, changed;

	kw_membership_add(db, &subscriber, FALSE, "shell:test", NOW, &result, &id, &error);
	kw_roll_set_pause(db, id, "2026-12-31", &error);
	for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
		kw_mails_put(db, mails[i], strlen(mails[i]), i == 1 ? ADDRESS : "",
			     "kawaraban@news.example.jp", NOW, &mail, &is_new, &error);
		kw_mails_set_person(db, mail, i == 0 ? ADDRESS : NULL, i == 2 ? id : 0, &error);
		kw_mails_finish(db, mail, "post", "consultation", "題名 " ADDRESS, &changed,
				&error);
		kw_assert_ok(error);
	}
	const KwQuestion question = {.mail = mail,
				     .subscriber = id,
				     .kind = (char *)"specialist",
				     .region = (char *)"みほん県",
				     .asked_at = NOW};
	kw_questions_put(db, &question, &question_id, &error);
	kw_selfcheck_put(db, id, "os-updates", "partly", NOW, &error);
	kw_roll_add_answer(db, mail, ADDRESS, "consult_received", NOW, &changed, &error);
	kw_letters_put(db, &letter, NOW, &letter_id, &error);
	kw_outbox_enqueue(db, letter_id, id, ADDRESS, 5, NOW, &error);
	kw_db_run(db, "UPDATE outbox SET returned_at = 1", KW_NO_PARAMS, NULL, &error);
	kw_db_run(db, "UPDATE subscriber SET bounced_at = 1, probe_at = 2", KW_NO_PARAMS, NULL,
		  &error);
	kw_assert_ok(error);
	g_bytes_unref(letter.bytes);
	return id;
}

static char *export(KwDb *db)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(JsonNode) node = kw_rights_export(db, ADDRESS, &error);

	kw_assert_ok(error);
	return json_to_string(node, FALSE);
}

static void everything(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *raw = g_base64_encode((const guchar *)MAIL, strlen(MAIL));

	person(f->db);
	g_autofree char *text = export(f->db);
	const char *const wanted[] = {"みほん商店",
				      "すずめ",
				      "m1@example.jp",
				      raw,
				      "題名",
				      "subscriber.add",
				      "みほん県",
				      "\"ready\"",
				      "os-updates",
				      "\"WCC124\"",
				      "partly",
				      "specialist",
				      "consult_received",
				      "\"unused\"",
				      "\"paused_until\"",
				      "\"bounced_at\"",
				      "\"probe_at\"",
				      "\"returned_at\""};
	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
		if (!strstr(text, wanted[i]))
			g_error("%s lacks %s", text, wanted[i]);
	g_assert_null(kw_rights_export(f->db, "nobody@example.jp", &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "nothing is stored about it");
	g_assert_null(kw_rights_export(f->db, "no address", &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "no mail address");
}

static int64_t count(KwDb *db, const char *sql)
{
	g_autoptr(GError) error = NULL;
	int64_t n = -1;

	kw_db_int(db, sql, KW_NO_PARAMS, 0, &n, &error);
	kw_assert_ok(error);
	return n;
}

static void erased(StoreFixture *f)
{
	g_autoptr(KwKeys) keys = keys_of(f, "keys"), others = keys_of(f, "others");
	g_autoptr(GError) error = NULL;
	int64_t id = person(f->db);
	gboolean is;

	g_assert_false(kw_rights_erase(f->db, keys, ADDRESS, "asked from " ADDRESS, "shell:test",
				       NOW, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "without an address");
	g_assert_true(kw_rights_erase(f->db, keys, " HANAKO@example.jp", "called back",
				      "shell:test", NOW, &error));
	kw_assert_ok(error);

	g_autoptr(KwSubscriber) row = kw_roll_find(f->db, id, &error);
	g_assert_cmpstr(row->state, ==, "erased");
	g_assert_null(strchr(row->address, '@'));
	g_assert_null(row->organisation);
	g_assert_null(row->word);
	g_assert_null(row->unused);
	g_assert_null(row->code);
	g_assert_null(row->paused_until);
	g_assert_null(row->prefecture);
	g_assert_null(row->consent_evidence);
	g_assert_cmpint(row->consent_at, ==, 1000);
	g_assert_cmpstr(row->consent_how, ==, "reply");
	/* no table names the address, or holds what it wrote */
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM mail_raw"), ==, 0);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM mail WHERE subject IS NOT NULL OR "
				     "author IS NOT NULL OR sender IS NOT NULL"),
			==, 0);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM roll_answer"), ==, 0);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM selfcheck"), ==, 0);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM question WHERE region IS NULL"), ==, 1);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM outbox WHERE recipient LIKE '%@%' OR "
				     "state <> 'failed'"),
			==, 0);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM letter WHERE length(bytes) > 0"), ==, 0);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM journal WHERE detail LIKE '%example%'"),
			==, 0);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM journal"), ==, 2);

	g_assert_null(kw_rights_export(f->db, ADDRESS, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "nothing is stored");
	g_assert_true(kw_rights_is_erased(f->db, keys, ADDRESS, &is, &error));
	g_assert_true(is);
	g_assert_true(kw_rights_is_erased(f->db, others, ADDRESS, &is, &error));
	g_assert_false(is); /* without the key nobody can tell */
	g_assert_true(kw_rights_is_erased(f->db, keys, "taro@example.jp", &is, &error));
	g_assert_false(is);
}

/* Who came back by a new consent of their own may be erased once more. */
static void erased_twice(StoreFixture *f)
{
	g_autoptr(KwKeys) keys = keys_of(f, "keys");
	g_autoptr(GError) error = NULL;
	const KwSubscriber again = {.address = (char *)ADDRESS};
	KwMembershipResult result;
	int64_t first = person(f->db), second;

	for (int i = 0; i < 2; i++) {
		g_assert_true(
			kw_rights_erase(f->db, keys, ADDRESS, "asked", "shell:test", NOW, &error));
		kw_membership_add(f->db, &again, TRUE, "shell:test", NOW, &result, &second, &error);
		kw_assert_ok(error);
		g_assert_cmpint(result, ==, KW_MEMBERSHIP_ADDED);
		g_assert_cmpint(second, !=, first);
	}
}

static void no_list_brings_back(StoreFixture *f)
{
	static char csv[] = "address,consent\nHanako@example.jp,2026-04-03\n"
			    "taro@example.jp,2026-04-03\n";
	g_autoptr(KwKeys) keys = keys_of(f, "keys");
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Tokyo");
	g_auto(KwRosterReport) report = {0};
	g_autoptr(GError) error = NULL;
	FILE *file = fmemopen(csv, strlen(csv), "r");
	const KwRosterList list = {.name = "list.csv",
				   .file = file,
				   .zone = zone,
				   .keys = keys,
				   .actor = "shell:test",
				   .now = NOW};

	person(f->db);
	g_assert_true(kw_rights_erase(f->db, keys, ADDRESS, "asked", "shell:test", NOW, &error));
	g_assert_true(kw_roster_import(f->db, &list, &report, &error));
	kw_assert_ok(error);
	fclose(file);
	g_assert_cmpint(report.added, ==, 1);
	g_assert_cmpint(report.refused, ==, 1);
	g_autoptr(KwSubscriber) back = kw_roll_find_address(f->db, ADDRESS, &error);
	g_assert_null(back);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/rights/everything", everything);
	store_test_add("/rights/erased", erased);
	store_test_add("/rights/erased-twice", erased_twice);
	store_test_add("/rights/no-list-brings-back", no_list_brings_back);
	return g_test_run();
}
