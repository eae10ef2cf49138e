/* consultation: what the desk and readers get, in both languages; where an answer goes. */
#include "../support/store_fixture.h"

#include "../support/config_fixture.h"
#include "base/error.h"
#include "subscribers/consultation.h"
#include "mail/message.h"
#include "store/outbox.h"

#define NOW  1795050000
#define DESK "consult: {hours: 9-17, days: 3}\n"

/* Puts a letter, and reads it as its reader does. */
static KwMessage *put(KwDb *db, const KwConfig *config, const KwConsultation *letter,
		      JsonObject *data)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(kw_consultation_put(db, config, letter, data, NOW, &error));
	kw_assert_ok(error);
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(KwTx) tx = kw_tx_begin(db, &error);
	rows = kw_outbox_claim(db, "test", 10, NOW, 60, &error);
	kw_assert_ok(error);
	g_assert_true(kw_tx_commit(tx, &error));
	g_assert_cmpuint(rows->len, ==, 1);
	const KwOutboxRow *row = rows->pdata[0];
	g_assert_cmpstr(row->recipient, ==, letter->address);
	g_assert_cmpint(row->issue, ==, 0);
	g_autoptr(KwLetter) stored = kw_letters_get(db, row->letter, &error);
	kw_assert_ok(error);
	KwMessage *message = kw_message_parse(g_bytes_get_data(stored->bytes, NULL),
					      g_bytes_get_size(stored->bytes), NULL, &error);
	kw_assert_ok(error);
	return message;
}

static const char *text_of(const KwMessage *message)
{
	return kw_message_body(message, NULL, NULL)->text;
}

static void assert_has(const KwMessage *message, const char *wanted)
{
	if (!strstr(text_of(message), wanted))
		g_error("\"%s\" is not in:\n%s", wanted, text_of(message));
}

static void firstaid(StoreFixture *f)
{
	static const struct {
		const char *language, *now, *call;
	} cases[] = {
		{"ja", "Wi-Fiを切る", "（9-17）"},
		{"en", "turn Wi-Fi off", "(9-17)"},
	};
	g_autoptr(KwConfig) config = config_fixture_load(f->folder, "ja", DESK);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwWords) words = kw_words_load(cases[i].language, NULL, &error);
		JsonObject *data = json_object_new();
		const KwConsultation letter = {.kind = "firstaid",
					       .address = "a@shop.example",
					       .language = cases[i].language,
					       .id = "consult.1",
					       .in_reply_to = "x@shop.example"};

		kw_consultation_set_firstaid(data, words,
					     kw_words_find(words, "firstaid", "ransomware"));
		g_autoptr(KwMessage) message = put(f->db, config, &letter, data);
		assert_has(message, cases[i].now);
		assert_has(message, cases[i].call);
		assert_has(message, "#9110");
		g_assert_cmpstr(message->in_reply_to, ==, "x@shop.example");
		g_assert_cmpstr(kw_message_header(message, "Auto-Submitted"), ==, "auto-replied");
		g_assert_cmpstr(kw_message_header(message, "Content-Language"), ==,
				cases[i].language);
	}
}

/* Text from outside: long lines and the marks of gaps (mail/compose.h) do no harm. */
static void question(StoreFixture *f)
{
	g_autoptr(KwConfig) config = config_fixture_load(f->folder, "ja", DESK);
	JsonObject *data = json_object_new();
	const KwConsultation letter = {.kind = "question",
				       .address = "desk@desk.example.jp",
				       .language = "ja",
				       .id = "q1token",
				       .takes_answer = TRUE};

	json_object_set_int_member(data, "number", 7);
	json_object_set_boolean_member(data, "is_question", TRUE);
	kw_consultation_set_lines(data, "own", "一行目\n\n\n二行目\xf4\x80\x80\x80\n三行目\n四行目",
				  4);
	kw_consultation_set_lines(data, "quoted", "", 4);
	g_autoptr(KwMessage) message = put(f->db, config, &letter, data);
	g_assert_cmpstr(message->message_id, ==, "q1token@kawaraban.news.example.jp");
	assert_has(message, "一行目\n\n二行目\n三行目\n\n■ 答え方");
	assert_has(message, "11月25日（水）までに答えてください（3営業日）");
	g_assert_nonnull(strstr(message->subject, "【相談 7】"));
	if (config->return_path == KW_RETURN_PATH_PLAIN)
		g_assert_true(g_str_has_suffix(message->subject, " q1token"));
	else
		g_assert_cmpuint(message->reply_to->len, ==, 1);
}

static void answer_and_policy(StoreFixture *f)
{
	g_autoptr(KwConfig) config = config_fixture_load(f->folder, "ja", DESK);
	KwConsultation letter = {.kind = "answer",
				 .address = "a@shop.example",
				 .language = "en",
				 .id = "answer.1",
				 .is_by_person = TRUE};
	JsonObject *data = json_object_new();

	kw_consultation_set_lines(data, "text", "Yes.\n\nDo it.", 100);
	g_autoptr(KwMessage) answer = put(f->db, config, &letter, data);
	assert_has(answer, "Yes.\n\nDo it.");
	g_assert_null(kw_message_header(answer, "Auto-Submitted"));
	letter.kind = "policy";
	letter.id = "consult.2";
	data = json_object_new();
	json_object_set_string_member(data, "organisation", "Mihon Ltd");
	g_autoptr(KwMessage) policy = put(f->db, config, &letter, data);
	assert_has(policy, "Mihon Ltd protects");
	letter.language = "ja";
	letter.id = "consult.3";
	g_autoptr(KwMessage) bare = put(f->db, config, &letter, json_object_new());
	assert_has(bare, "〈会社の名前〉は、お客様と");
}

/* The standing answer: in both languages, with what the colophon has. */
static void genuine(StoreFixture *f)
{
	static const char *const wanted[][2] = {{"ja", "見分け方"},
						{"en", "How to tell our letters"}};
	g_autoptr(KwConfig) config = config_fixture_load(f->folder, "ja", DESK);

	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
		const KwConsultation letter = {.kind = "genuine",
					       .address = "a@shop.example",
					       .language = wanted[i][0],
					       .id = "consult.1"};
		JsonObject *data = json_object_new();

		json_object_set_string_member(data, "letter", "No. 7");
		g_autoptr(KwMessage) message = put(f->db, config, &letter, data);
		assert_has(message, wanted[i][1]);
		assert_has(message, "No. 7");
	}
}

/* A template of the operator's that is broken: nothing is written. */
static void broken(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_build_filename(f->folder, "own", "ja", NULL);
	g_autofree char *path = g_build_filename(folder, "consult_received.txt.mustache", NULL);
	g_autoptr(KwConfig) config = config_fixture_load(f->folder, "ja", DESK "templates: own\n");
	const KwConsultation letter = {.kind = "received",
				       .address = "a@shop.example",
				       .language = "ja",
				       .id = "consult.1"};
	gboolean has;

	g_mkdir_with_parents(folder, 0755);
	g_file_set_contents(path, "{{#x}}", -1, &error);
	kw_assert_ok(error);
	g_assert_false(kw_consultation_put(f->db, config, &letter, json_object_new(), NOW, &error));
	g_assert_error(error, KW_ERROR, KW_ERROR_CONFIG);
	g_clear_error(&error);
	kw_outbox_has_due(f->db, NOW, &has, &error);
	kw_assert_ok(error);
	g_assert_false(has);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/consultation/firstaid", firstaid);
	store_test_add("/consultation/question", question);
	store_test_add("/consultation/answer-and-policy", answer_and_policy);
	store_test_add("/consultation/genuine", genuine);
	store_test_add("/consultation/broken", broken);
	return g_test_run();
}
