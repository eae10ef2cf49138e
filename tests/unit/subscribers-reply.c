/* reply: every answer to readers in both languages, with what the law wants and nothing left over.
 */
#include "../support/store_fixture.h"

#include "../support/config_fixture.h"
#include "../support/roll_fixture.h"
#include "mail/message.h"
#include "store/outbox.h"
#include "subscribers/reply.h"

#define NOW 1795050000

static const char *const kinds[] = {
	"confirm",        "already", "welcome",    "goodbye",      "unlisted",  "asked",
	"asked_to_leave", "moving",  "erase",      "paused",       "resumed",   "changed",
	"change",         "unclear", "bulk",       "help",         "selfcheck", "back_numbers",
	"selfchecked",    "moved",   "moved_back", "moved_lately", "reported"};

static KwSubscriber reader = {.id = 7,
			      .address = (char *)"owner@shop.example",
			      .state = (char *)"active",
			      .language = (char *)"ja",
			      .organisation = (char *)"見本商店",
			      .products = (char *)"fortigate",
			      .topics = (char *)"weekly bulletin",
			      .paused_until = (char *)"2026-12-31",
			      .consent_at = NOW,
			      .consent_how = (char *)"reply"};

static KwMessage *newest(KwDb *db)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = kw_outbox_list(db, NULL, 0, 1000, &error);
	const KwOutboxRow *row = rows->pdata[rows->len - 1];
	g_autoptr(KwLetter) letter = kw_letters_get(db, row->letter, &error);

	kw_assert_ok(error);
	return kw_message_parse(g_bytes_get_data(letter->bytes, NULL),
				g_bytes_get_size(letter->bytes), NULL, &error);
}

static void check(const KwMessage *message, const char *kind, gboolean is_japanese)
{
	const char *text = kw_message_body(message, NULL, NULL)->text;

	g_test_message("%s: %s", kind, message->subject);
	g_assert_cmpstr(kw_message_header(message, "Auto-Submitted"), ==, "auto-replied");
	g_assert_null(strstr(text, "{{"));
	g_assert_null(strstr(message->subject, "subject."));
	g_assert_null(strstr(message->subject, "{{"));
	g_assert_cmpint(strstr(text, "です") || strstr(text, "ます") || strstr(text, "した"), ==,
			is_japanese);
}

static void every_kind(StoreFixture *f)
{
	static const char *const languages[] = {"ja", "en"};
	g_autoptr(KwConfig) config = config_fixture_load(f->folder, "ja", "");
	g_autoptr(GError) error = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(kinds) * 2; i++) {
		const KwReply reply = {.mail = 3,
				       .kind = kinds[i / 2],
				       .address = "owner@shop.example",
				       .language = languages[i % 2],
				       .message_id = "m@shop.example",
				       .reader = i < 8 ? NULL : &reader};

		g_assert_true(kw_reply_put(f->db, config, &reply, NOW, &error));
		kw_assert_ok(error);
		g_autoptr(KwMessage) message = newest(f->db);
		check(message, kinds[i / 2], i % 2 == 0);
	}
}

/* A question that came along: told below, and first aid above everything else. */
static void beside(StoreFixture *f)
{
	g_autoptr(KwConfig) config = config_fixture_load(f->folder, "ja", "");
	g_autoptr(GError) error = NULL;
	KwReply reply = {.mail = 3,
			 .kind = "paused",
			 .address = "owner@shop.example",
			 .language = "en",
			 .reader = &reader,
			 .also_changed = TRUE,
			 .has_asked = TRUE};

	g_assert_true(kw_reply_put(f->db, config, &reply, NOW, &error));
	kw_assert_ok(error);
	g_autoptr(KwMessage) message = newest(f->db);
	const char *text = kw_message_body(message, NULL, NULL)->text;
	g_assert_nonnull(strstr(text, "answers it by mail by Tuesday, 24 November."));
	g_assert_nonnull(strstr(text, "changed, too"));

	reply.firstaid = "ransomware";
	reply.language = "ja";
	g_assert_true(kw_reply_put(f->db, config, &reply, NOW, &error));
	kw_assert_ok(error);
	g_autoptr(KwMessage) urgent = newest(f->db);
	text = kw_message_body(urgent, NULL, NULL)->text;
	g_assert_nonnull(strstr(urgent->subject, "先に、これをしてください"));
	g_assert_true(strstr(text, "今すること") < strstr(text, "お休みします"));
	g_assert_null(strstr(text, "いっしょにいただいたご質問"));
}

/* A token of the answer is its Message-ID. */
static void token(StoreFixture *f)
{
	g_autoptr(KwConfig) config = config_fixture_load(f->folder, "ja", "");
	g_autoptr(GError) error = NULL;
	const KwReply reply = {.mail = 3,
			       .kind = "confirm",
			       .address = "owner@shop.example",
			       .language = "ja",
			       .token = "cabc"};

	g_assert_true(kw_reply_put(f->db, config, &reply, NOW, &error));
	kw_assert_ok(error);
	g_autoptr(KwMessage) message = newest(f->db);
	g_assert_true(g_str_has_prefix(message->message_id, "cabc@"));
	g_assert_null(message->in_reply_to);
}

/* The link of a page has a token of its own: the Message-ID is handed on in References. */
static void page_link(StoreFixture *f)
{
	static const struct {
		const char *kind, *page;
		KwTokenPurpose message_id, link;
	} cases[] = {
		{"welcome", "https://news.example.jp/w/p/", KW_TOKEN_PREFERENCES, KW_TOKEN_PAGE},
		{"confirm", "https://news.example.jp/w/c/", KW_TOKEN_ASKED, KW_TOKEN_CONFIRM}};
	g_autoptr(KwConfig) config = config_fixture_load(f->folder, "ja", "");
	g_autofree char *path = g_build_filename(f->folder, "keys", NULL);
	g_autoptr(GError) error = NULL;
	int64_t id = roll_fixture_put(f->db, &reader, NOW);

	kw_keys_create(path, &error);
	g_autoptr(KwKeys) keys = kw_keys_load(path, &error);
	kw_assert_ok(error);
	config->web = g_strdup("https://news.example.jp/w/");
	const KwAsked asked = {.config = config, .keys = keys, .now = NOW};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const KwAnswer answer = {.kind = cases[i].kind,
					 .address = reader.address,
					 .language = reader.language,
					 .subscriber = id};

		g_assert_true(kw_reply_answer(f->db, &asked, &answer, &error));
		kw_assert_ok(error);
		g_autoptr(KwMessage) message = newest(f->db);
		const char *text = kw_message_body(message, NULL, NULL)->text;
		g_autofree char *name =
			g_strndup(message->message_id, strcspn(message->message_id, "@"));
		const char *link = strstr(text, cases[i].page);
		g_assert_nonnull(link);
		g_assert_null(strstr(text, name));
		link += strlen(cases[i].page);
		g_autofree char *token = g_strndup(link, strcspn(link, "\r\n"));
		int64_t at, whose;
		g_assert_true(kw_token_parse(keys, cases[i].link, token, &at, &whose));
		g_assert_cmpint(whose, ==, id);
		g_assert_false(kw_token_parse(keys, cases[i].link, name, &at, &whose));
		g_assert_true(kw_token_parse(keys, cases[i].message_id, name, &at, &whose));
		g_assert_cmpint(whose, ==, id);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/reply/every-kind", every_kind);
	store_test_add("/reply/token", token);
	store_test_add("/reply/page-link", page_link);
	store_test_add("/reply/beside", beside);
	return g_test_run();
}
