/* enqueue: who gets a letter, in which language, and of which segment. */
#include "digest/enqueue.h"
#include "mail/message.h"
#include "store/items.h"
#include "store/outbox.h"

#include "../support/enqueue_fixture.h"

/* Who gets what: by state and by what they asked for; readers of another language get it, too. */
static void who(StoreFixture *f)
{
	static const struct {
		const char *address, *state, *language, *topics;
		gboolean weekly, bulletin;
	} roll[] = {
		{"both@example.jp", "active", "ja", "weekly bulletin", TRUE, TRUE},
		{"english@example.jp", "active", "en", "weekly bulletin", TRUE, TRUE},
		{"weekly@example.jp", "active", "ja", "weekly", TRUE, FALSE},
		{"bulletin@example.jp", "active", "ja", "bulletin", FALSE, TRUE},
		{"pending@example.jp", "pending", "ja", "weekly bulletin", FALSE, FALSE},
		{"paused@example.jp", "paused", "ja", "weekly bulletin", FALSE, FALSE},
		{"left@example.jp", "left", "ja", "weekly bulletin", FALSE, FALSE},
		{"bounced@example.jp", "bounced", "ja", "weekly bulletin", FALSE, FALSE},
		{"complained@example.jp", "complained", "ja", "weekly bulletin", FALSE, FALSE},
		{"erased@example.jp", "erased", "ja", "weekly bulletin", FALSE, FALSE},
	};
	static const char *const kinds[] = {"weekly", "bulletin"};
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;

	for (size_t i = 0; i < G_N_ELEMENTS(roll); i++)
		issue_fixture_subscriber(f->db, roll[i].address, roll[i].state, roll[i].language,
					 roll[i].topics);
	for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
		g_autoptr(KwEdition) edition = draft(f->db, config, kinds[k], &item, 1);
		g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_DONE);
		g_autoptr(GPtrArray) rows = rows_of(f->db, edition->issue->id);

		g_assert_cmpint(letters, ==, 3);
		for (size_t i = 0; i < G_N_ELEMENTS(roll); i++) {
			gboolean wanted = k ? roll[i].bulletin : roll[i].weekly;
			int found = 0;

			for (guint r = 0; r < rows->len; r++)
				found += g_str_equal(((KwOutboxRow *)rows->pdata[r])->recipient,
						     roll[i].address);
			g_assert_cmpint(found, ==, wanted);
		}
		g_assert_cmpint(((KwOutboxRow *)rows->pdata[0])->priority, ==, k ? 0 : 10);
	}
}

static int64_t add_with_products(KwDb *db, const char *address, const char *language,
				 const char *products, const char *unused)
{
	const KwSubscriber subscriber = {.address = (char *)address,
					 .state = (char *)"active",
					 .language = (char *)language,
					 .products = (char *)products,
					 .unused = (char *)unused,
					 .topics = (char *)"weekly bulletin",
					 .consent_at = ISSUE_FIXTURE_NOW};
	g_autoptr(GError) error = NULL;
	int64_t id;

	kw_roll_add(db, &subscriber, ISSUE_FIXTURE_NOW, &id, &error);
	kw_assert_ok(error);
	return id;
}

static int64_t add_item(KwDb *db, const char *severity, const char *products, const char *title)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_item_new();

	item->state = g_strdup("picked");
	item->severity = g_strdup(severity);
	item->products = g_strdup(products);
	item->title = g_strdup(title);
	item->headline = g_strdup(title);
	item->language = g_strdup("ja");
	kw_items_put(db, item, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	return item->id;
}

/* The text of the letter that is owed to a subscriber, and its language and segment. */
static char *letter_of(KwDb *db, int64_t issue, int64_t subscriber, char **out_segment)
{
	g_autoptr(GError) error = NULL;
	gboolean is_html;
	g_autoptr(GPtrArray)
		rows = kw_outbox_list_issue(db, issue, NULL, subscriber - 1, 1, &error);
	kw_assert_ok(error);
	g_assert_cmpint(((KwOutboxRow *)rows->pdata[0])->subscriber, ==, subscriber);
	g_autoptr(KwLetter)
		letter = kw_letters_get(db, ((KwOutboxRow *)rows->pdata[0])->letter, &error);
	kw_assert_ok(error);
	g_autoptr(KwMessage)
		message = kw_message_parse(g_bytes_get_data(letter->bytes, NULL),
					   g_bytes_get_size(letter->bytes), NULL, &error);
	kw_assert_ok(error);
	const KwPart *body = kw_message_body(message, &is_html, NULL);
	*out_segment = g_strdup_printf("%s/%s", letter->language, letter->segment);
	return g_strdup_printf("%s\n%s", message->subject, body->text);
}

/* What concerns a reader comes first and says so, in the reader's own language; whoever said
 * nothing, or has none of it, gets the order of urgency. */
static void segments(StoreFixture *f)
{
	static const struct {
		const char *language, *products, *segment, *first, *yours;
	} readers[] = {
		{"ja", NULL, "ja/", "甲の弱点", NULL},
		{"ja", "excel", "ja/", "甲の弱点", NULL},
		{"ja", "word windows", "ja/2", "乙の弱点", "あなたの会社に関係があります"},
		{"ja", "fortigate-x windows", "ja/2", "乙の弱点", "あなたの会社に関係があります"},
		{"ja", "windows fortigate", "ja/3", "甲の弱点", "あなたの会社に関係があります"},
		{"en", "chrome", "en/", "甲の弱点", NULL},
		{"en", "windows", "en/2", "乙の弱点", "This concerns your company"},
	};
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	g_autoptr(GError) error = NULL;
	int64_t ids[G_N_ELEMENTS(readers)], letters;

	add_item(f->db, "today", "fortigate", "甲の弱点");
	add_item(f->db, "this-week", "windows", "乙の弱点");
	for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
		g_autofree char *address = g_strdup_printf("s%d@example.jp", (int)i);

		ids[i] = add_with_products(f->db, address, readers[i].language, readers[i].products,
					   NULL);
	}
	g_autoptr(KwEdition) edition =
		kw_issue_weekly(f->db, config, words, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_DONE);
	g_assert_cmpint(letters, ==, G_N_ELEMENTS(readers));
	for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
		g_autofree char *segment = NULL;
		g_autofree char *text = letter_of(f->db, edition->issue->id, ids[i], &segment);
		g_autofree char *heading = g_strdup_printf("\n1. %s", readers[i].first);

		g_assert_cmpstr(segment, ==, readers[i].segment);
		g_assert_nonnull(strstr(text, heading));
		g_assert_cmpint(!strstr(text, "あなたの会社に関係があります") &&
					!strstr(text, "This concerns your company"),
				==, !readers[i].yours);
		if (readers[i].yours)
			g_assert_nonnull(strstr(text, readers[i].yours));
	}
}

/* Recipients of an issue, blank-separated. */
static char *recipients(KwDb *db, int64_t issue)
{
	g_autoptr(GPtrArray) rows = rows_of(db, issue);
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf(all, "%s%s", i ? " " : "",
				       ((KwOutboxRow *)rows->pdata[i])->recipient);
	return g_string_free(all, FALSE);
}

/* Who answered that they have no such thing is not alarmed by it again; who was not sent a bulletin
 * hears nothing of its correction. */
static void unconcerned(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	g_autoptr(GError) error = NULL;
	int64_t item = add_item(f->db, "today", "fortigate", "FortiGateの弱点"), letters;

	add_with_products(f->db, "all@e.jp", "ja", NULL, NULL);
	add_with_products(f->db, "none@e.jp", "ja", NULL, "word fortigate");
	add_with_products(f->db, "other@e.jp", "ja", NULL, "word fortigate-x");
	g_autoptr(KwIssue)
		issue = kw_issue_new_bulletin(f->db, config, item, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	g_autoptr(KwEdition) edition =
		kw_issue_edition(f->db, config, words, issue->id, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	enqueue(f->db, config, edition, &letters);
	g_autofree char *alarmed = recipients(f->db, issue->id);
	g_assert_cmpstr(alarmed, ==, "all@e.jp other@e.jp");

	add_with_products(f->db, "late@e.jp", "ja", NULL, NULL);
	g_autoptr(KwIssue) reply = kw_issue_new_reply(f->db, config, issue->id, "clear", "済み",
						      ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	g_autoptr(KwEdition) answer =
		kw_issue_edition(f->db, config, words, reply->id, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	enqueue(f->db, config, answer, &letters);
	g_autofree char *told = recipients(f->db, reply->id);
	g_assert_cmpstr(told, ==, "all@e.jp other@e.jp");

	g_autoptr(KwEdition) weekly =
		kw_issue_weekly(f->db, config, words, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	enqueue(f->db, config, weekly, &letters);
	g_assert_cmpint(letters, ==, 4);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/enqueue/who", who);
	store_test_add("/enqueue/segments", segments);
	store_test_add("/enqueue/unconcerned", unconcerned);
	return g_test_run();
}
