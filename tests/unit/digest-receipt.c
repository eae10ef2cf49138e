/* receipt: what staff read, in both languages; whom it may reach, how often; what it must not say.
 */
#include "../support/store_fixture.h"

#include "../support/issue_fixture.h"
#include "base/error.h"
#include "digest/receipt.h"
#include "mail/message.h"
#include "store/mails.h"
#include "store/outbox.h"
#include "store/stories.h"

#define STAFF                                                                             \
	"staff:\n"                                                                        \
	"  - {address: sato@desk.example.jp, name: 佐藤, organisation: みほん課}\n" \
	"operator: {name: 山本, phone: 03-0000-0001}\n"

typedef struct {
	KwDb *db;
	KwConfig *config;
	KwWords *words;
	KwKeys *keys;
	int64_t mail, item;
} Desk;

static void desk_clear(Desk *desk)
{
	kw_keys_free(desk->keys);
	kw_words_free(desk->words);
	kw_config_free(desk->config);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

static int64_t mail_of(KwDb *db, const char *bytes)
{
	g_autoptr(GError) error = NULL;
	gboolean is_new;
	int64_t id;

	kw_mails_put(db, bytes, strlen(bytes), NULL, NULL, ISSUE_FIXTURE_NOW, &id, &is_new, &error);
	kw_assert_ok(error);
	return id;
}

static Desk desk_of(const StoreFixture *f, const char *language, const char *more)
{
	g_autofree char *yaml = g_strconcat(STAFF, more, NULL);
	Desk desk = {.db = f->db, .config = issue_fixture_config(f->folder, language, yaml)};
	g_autoptr(GError) error = NULL;

	desk.words = issue_fixture_words(desk.config);
	if (!g_file_test(desk.config->keys_file, G_FILE_TEST_EXISTS))
		kw_keys_create(desk.config->keys_file, &error);
	kw_assert_ok(error);
	desk.keys = kw_keys_load(desk.config->keys_file, &error);
	kw_assert_ok(error);
	desk.mail = mail_of(f->db, "From: a@b.example\n\nx");
	desk.item = issue_fixture_item(f->db, "new", "today", "みほんゲートの弱点");
	return desk;
}

static KwReceipt receipt_of(const Desk *desk, GArray *items)
{
	const KwReceiptItem item = {.item = desk->item, .is_new = TRUE, .signature = "none"};

	g_array_append_val(items, item);
	return (KwReceipt){.mail = desk->mail,
			   .address = "sato@desk.example.jp",
			   .name = "佐藤",
			   .organisation = "みほん課",
			   .message_id = "m1@desk.example.jp",
			   .sent_at = ISSUE_FIXTURE_NOW - 2 * 86400,
			   .attachments = 1,
			   .items = items};
}

static gboolean put(const Desk *desk, const KwReceipt *receipt)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTx) tx = kw_tx_begin(desk->db, &error);
	gboolean is_put = FALSE;

	kw_assert_ok(error);
	kw_receipt_put(desk->db, desk->config, desk->words, desk->keys, receipt, ISSUE_FIXTURE_NOW,
		       &is_put, &error);
	kw_assert_ok(error);
	kw_tx_commit(tx, &error);
	kw_assert_ok(error);
	return is_put;
}

static int64_t count(KwDb *db, const char *sql)
{
	g_autoptr(GError) error = NULL;
	int64_t n = -1;

	kw_db_int(db, sql, KW_NO_PARAMS, 0, &n, &error);
	kw_assert_ok(error);
	return n;
}

/* The newest letter in the outbox, read as its reader's program does. */
static KwMessage *newest(const Desk *desk)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwLetter) letter =
		kw_letters_get(desk->db, count(desk->db, "SELECT max(id) FROM letter"), &error);
	KwMessage *message;

	kw_assert_ok(error);
	message = kw_message_parse(g_bytes_get_data(letter->bytes, NULL),
				   g_bytes_get_size(letter->bytes), NULL, &error);
	kw_assert_ok(error);
	return message;
}

static void says(const KwMessage *message, const char *text)
{
	if (!strstr(message->root->text, text))
		g_error("\"%s\" is not in:\n%s\n\n%s", text, message->subject, message->root->text);
}

static void lacks(const KwMessage *message, const char *text)
{
	if (strstr(message->root->text, text) || strstr(message->subject, text))
		g_error("\"%s\" is in:\n%s\n\n%s", text, message->subject, message->root->text);
}

static void new_story(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f, "ja", "");
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(KwReceiptItem));
	const KwReceiptUnread pdf = {.what = "pdf", .name = "alert.pdf"};
	g_autoptr(GPtrArray) unread = g_ptr_array_new(), notes = g_ptr_array_new();
	KwReceipt receipt = receipt_of(&desk, items);
	g_autoptr(KwMessage) m = NULL;
	g_autofree char *number = g_strdup_printf("#%d は、", (int)desk.item);
	int64_t item, mail;

	g_ptr_array_add(unread, (gpointer)&pdf);
	g_ptr_array_add(notes, (gpointer) "external");
	receipt.unread = unread;
	receipt.notes = notes;
	g_assert_true(put(&desk, &receipt));
	m = newest(&desk);
	/* the newsletter of the 19th is closed since the 18th, 15:00 */
	g_assert_nonnull(strstr(m->subject, "【受付 #"));
	g_assert_nonnull(strstr(m->subject, "みほんゲート"));
	g_assert_nonnull(strstr(m->subject, "11月25日(水)15時"));
	says(m, number);
	says(m, "11月26日(木)10時）の候補です");
	says(m, "佐藤さん（みほん課）　11月17日(火) 10:00");
	says(m, "差出人が本人かどうかは、確かめられていません");
	says(m, "alert.pdf");
	says(m, "PDFの中は読めません");
	says(m, "「社外からのメール」という警告");
	says(m, "制限の記載なし");
	says(m, "今日中");
	says(m, "● やること");
	says(m, "自動で決まることは、ありません");
	says(m, "運用担当 山本（03-0000-0001）");
	lacks(m, "{{");
	lacks(m, "receipt.");
	g_assert_cmpstr(kw_message_header(m, "Auto-Submitted"), ==, "auto-replied");
	g_assert_cmpstr(m->in_reply_to, ==, "m1@desk.example.jp");
	/* the token says which item and which mail */
	g_auto(GStrv) id = g_strsplit(m->message_id, "@", 2);
	g_assert_cmpstr(id[1], ==, desk.config->list_id);
	g_assert_true(kw_token_parse(desk.keys, KW_TOKEN_RECEIPT, id[0], &item, &mail));
	g_assert_cmpint(item, ==, desk.item);
	g_assert_cmpint(mail, ==, desk.mail);
	g_assert_nonnull(strstr(kw_message_header(m, "Reply-To"), id[0]));
}

/* What the staff's own words could say more plainly. */
static void advice(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f, "ja", "");
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(KwReceiptItem));
	KwReceipt receipt = receipt_of(&desk, items);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwMessage) m = NULL;

	kw_items_set_comment(desk.db, desk.item, "LZQへの対策を実施してください。",
			     ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	g_assert_true(put(&desk, &receipt));
	m = newest(&desk);
	says(m, "直したほうがよい所");
	says(m, "「LZQ」は略語です");
	says(m, "「実施して」は、「する」などの");
}

static void english(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f, "en", "");
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(KwReceiptItem));
	KwReceipt receipt = receipt_of(&desk, items);
	g_autoptr(KwMessage) m = NULL;

	receipt.is_proven = TRUE;
	g_assert_true(put(&desk, &receipt));
	m = newest(&desk);
	says(m, "may go into the next newsletter");
	says(m, "Forwarded by: 佐藤 (みほん課)");
	says(m, "no mark found");
	lacks(m, "We could not check whether it was really you");
	lacks(m, "{{");
	lacks(m, "。");
}

/* Of what may not be published nothing is repeated. */
static void restricted(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f, "ja", "");
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(KwReceiptItem));
	const KwReceiptUnread pdf = {.what = "pdf", .name = "secret-name.pdf"};
	g_autoptr(GPtrArray) unread = g_ptr_array_new();
	g_autoptr(KwMessage) m = NULL;

	desk.item = issue_fixture_item(f->db, "restricted", "today", "ひみつの題");
	KwReceipt receipt = receipt_of(&desk, items);
	g_ptr_array_add(unread, (gpointer)&pdf);
	receipt.unread = unread;
	receipt.restricted = TRUE;
	receipt.mark = "TLP:AMBER";
	receipt.where = "subject";
	g_assert_true(put(&desk, &receipt));
	m = newest(&desk);
	g_assert_nonnull(strstr(m->subject, "載せられません（TLP:AMBER）"));
	says(m, "件名に、取り扱いを制限する印があります：TLP:AMBER");
	says(m, "公開されている情報");
	lacks(m, "ひみつ");
	lacks(m, "secret-name");
	lacks(m, "候補です");
}

static void known_story(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f, "ja", "");
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(KwReceiptItem));
	g_autoptr(GError) error = NULL;
	KwItemSource first = {.mail_id = desk.mail, .auth = (char *)"none", .seen_at = 1794894120};
	KwReceipt receipt = receipt_of(&desk, items);
	KwReceiptItem *told = &g_array_index(items, KwReceiptItem, 0);
	gboolean is_new;

	kw_items_add_source(f->db, desk.item, &first, &is_new, &error);
	kw_assert_ok(error);
	receipt.mail = mail_of(f->db, "From: a@b.example\n\ny");
	told->is_new = FALSE;
	told->was_forwarded = TRUE;
	g_assert_true(put(&desk, &receipt));
	g_autoptr(KwMessage) again = newest(&desk);
	g_assert_nonnull(strstr(again->subject, "前にも届いています"));
	says(again, "はじめに届いたとき：11月17日(火) 14:42");
	lacks(again, "● やること");
	/* it changed the story: then there is something to read */
	receipt.mail = mail_of(f->db, "From: a@b.example\n\nz");
	told->is_revision = TRUE;
	told->in_feed = FALSE;
	g_assert_true(put(&desk, &receipt));
	g_autoptr(KwMessage) changed = newest(&desk);
	says(changed, "同じ出来事としてまとめました（内容が新しくなりました）");
	says(changed, "● やること");
	/* and what of it, where that was noted with this mail */
	const KwRevision revision = {.at = ISSUE_FIXTURE_NOW,
				     .what = (char *)"remedy refs unheard-of"};
	receipt.mail = mail_of(f->db, "From: a@b.example\n\nzz");
	g_assert_true(kw_stories_add_revision(f->db, desk.item, &revision, &error));
	g_assert_true(put(&desk, &receipt));
	g_autoptr(KwMessage) noted = newest(&desk);
	says(noted, "（内容が新しくなりました：対策、番号）");
	says(noted, "分ける");
}

static void caps(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f, "ja", "intake: {receipts_a_day: 2}\n");
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(KwReceiptItem));
	KwReceipt receipt = receipt_of(&desk, items);

	g_assert_true(put(&desk, &receipt));
	g_assert_false(put(&desk, &receipt)); /* one answer a mail */
	receipt.mail = mail_of(f->db, "From: a@b.example\n\n2");
	g_assert_true(put(&desk, &receipt));
	receipt.mail = mail_of(f->db, "From: a@b.example\n\n3");
	g_assert_false(put(&desk, &receipt)); /* no more today */
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM outbox"), ==, 2);
	receipt.address = "suzuki@desk.example.jp"; /* every address has its own count */
	g_assert_true(put(&desk, &receipt));
	receipt.address = desk.config->from; /* never to ourselves */
	receipt.mail = mail_of(f->db, "From: a@b.example\n\n4");
	g_assert_false(put(&desk, &receipt));
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM outbox WHERE issue IS NULL"), ==, 3);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM letter"), ==, 3);
}

/* What a stranger wrote stays in its line, and fills no gap. */
static void hostile(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f, "ja", "");
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(KwReceiptItem));
	KwReceipt receipt = receipt_of(&desk, items);
	KwReceiptItem *told = &g_array_index(items, KwReceiptItem, 0);

	receipt.message_id = "x@y>\r\nBcc: victim@example.com";
	told->claimed = "a@b.example\xf4\x80\x80\x81{{title}}";
	if (!put(&desk, &receipt))
		return; /* no letter is a good answer too */
	g_autoptr(KwMessage) m = newest(&desk);
	g_assert_null(kw_message_header(m, "Bcc"));
	lacks(m, "\xf4\x80\x80\x81");
}

static void notice(StoreFixture *f)
{
	static const char *const languages[] = {"ja", "en"};

	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_auto(Desk) desk = desk_of(f, languages[i], "");
		const KwReceipt receipt = {.mail = mail_of(f->db, i ? "recall 1" : "recall 2"),
					   .address = "sato@desk.example.jp"};
		g_autoptr(JsonObject) data = json_object_new(), asked = json_object_new();
		g_autoptr(GError) error = NULL;
		gboolean is_put = FALSE;

		kw_receipt_set(data, "recalled", "注意喚起");
		kw_receipt_put_notice(f->db, desk.config, desk.words, desk.keys, &receipt, "recall",
				      data, ISSUE_FIXTURE_NOW, &is_put, &error);
		kw_assert_ok(error);
		g_assert_true(is_put);
		g_autoptr(KwMessage) recall = newest(&desk);
		says(recall, "注意喚起");
		says(recall, "03-0000-0001");
		lacks(recall, "{{");

		desk.mail = mail_of(f->db, languages[i]);
		const KwReceipt other = {.mail = desk.mail, .address = "sato@desk.example.jp"};
		kw_receipt_set(asked, "from", "kawaraban@news.example.jp");
		kw_receipt_set(asked, "code", "123456789");
		kw_receipt_put_notice(f->db, desk.config, desk.words, desk.keys, &other,
				      "forwarding", asked, ISSUE_FIXTURE_NOW, &is_put, &error);
		kw_assert_ok(error);
		g_autoptr(KwMessage) forwarding = newest(&desk);
		says(forwarding, "123456789");
		g_assert_nonnull(strstr(forwarding->subject, "123456789"));
		lacks(forwarding, "{{");
	}
}

/* A sentence for everything that other rooms can name (ingest/unread.h, ingest/gateway.h,
 * mail/auth.h, store/items.h): what has none would be left out of a receipt. */
static void sentences(StoreFixture *f)
{
	static const char *const ids[] = {
		"unread.outlook-msg",
		"unread.winmail.dat",
		"unread.pdf",
		"unread.image",
		"unread.office",
		"unread.archive",
		"unread.encrypted",
		"unread.too-deep",
		"unread.broken",
		"unread.removed",
		"unread.password-zip",
		"unread.empty",
		"unread.other",
		"note.external",
		"note.spam",
		"note.sanitized",
		"note.html-to-text",
		"note.attachment-removed",
		"note.password-separate",
		"note.defanged",
		"readability.long-sentence",
		"readability.kanji-run",
		"readability.unexplained",
		"readability.abbreviation",
		"readability.double-negative",
		"readability.passive",
		"readability.hard-word",
		"readability.no-action",
		"receipt.signature.good",
		"receipt.signature.bad",
		"receipt.signature.unknown-key",
		"receipt.signature.not-checkable",
		"receipt.signature.none",
		"receipt.signature.unsaid",
		"receipt.state.new",
		"receipt.state.restricted",
		"receipt.state.picked",
		"receipt.state.dropped",
		"receipt.state.published",
		"receipt.state.corrected",
		"receipt.where.subject",
		"receipt.where.header",
		"receipt.where.body",
		"receipt.where.attachment",
		"receipt.level.today",
		"receipt.level.this-week",
		"receipt.level.when-convenient",
		"receipt.level.information",
		"subject.receipt",
		"subject.receipt-again",
		"subject.receipt-restricted",
		"subject.recall",
		"subject.forwarding",
	};
	static const char *const languages[] = {"ja", "en"};

	for (guint l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(KwConfig) config = issue_fixture_config(f->folder, languages[l], "");
		g_autoptr(KwWords) words = issue_fixture_words(config);

		for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
			if (!kw_words_find(words, "phrases", ids[i]))
				g_error("%s: no phrase %s", languages[l], ids[i]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/receipt/new-story", new_story);
	store_test_add("/receipt/advice", advice);
	store_test_add("/receipt/english", english);
	store_test_add("/receipt/restricted", restricted);
	store_test_add("/receipt/known-story", known_story);
	store_test_add("/receipt/caps", caps);
	store_test_add("/receipt/hostile", hostile);
	store_test_add("/receipt/notice", notice);
	store_test_add("/receipt/sentences", sentences);
	return g_test_run();
}
