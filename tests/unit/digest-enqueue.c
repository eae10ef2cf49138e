/* enqueue: an issue enters the outbox once, for those who want it, and keeps what it said. */
#include "../support/store_fixture.h"

#include "../support/issue_fixture.h"
#include "base/error.h"
#include "digest/enqueue.h"
#include "mail/message.h"
#include "store/items.h"
#include "store/journal.h"
#include "store/outbox.h"

static KwEdition *make_edition(KwIssue *issue, const KwConfig *config, const int64_t *items,
			       size_t n)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = issue_fixture_words(config);
	KwEdition *edition = g_new0(KwEdition, 1);

	edition->issue = issue;
	edition->stories = issue_fixture_stories();
	edition->shorts = issue_fixture_stories();
	edition->left_out = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(edition->stories, issue_fixture_full_story(items[i], "this-week"));
	edition->rendered = kw_render_issue(config, words, issue, edition->stories, edition->shorts,
					    NULL, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	return edition;
}

/* A draft of that kind with those items. */
static KwEdition *draft(KwDb *db, const KwConfig *config, const char *kind, const int64_t *items,
			size_t n)
{
	g_autoptr(GError) error = NULL;
	KwIssue *issue =
		g_str_equal(kind, "weekly")
			? kw_issues_take_weekly(db, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error)
			: kw_issues_put_bulletin(db, ISSUE_FIXTURE_DAY, NULL, ISSUE_FIXTURE_NOW,
						 &error);

	kw_assert_ok(error);
	return make_edition(issue, config, items, n);
}

static KwEnqueueResult enqueue(KwDb *db, const KwConfig *config, const KwEdition *edition,
			       int64_t *out_letters)
{
	g_autoptr(GError) error = NULL;
	KwEnqueueResult result = KW_ENQUEUE_ALREADY;

	kw_enqueue_issue(db, config, edition, ISSUE_FIXTURE_NOW, "shell:test", &result, out_letters,
			 &error);
	kw_assert_ok(error);
	return result;
}

static GPtrArray *rows_of(KwDb *db, int64_t issue)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = issue ? kw_outbox_list_issue(db, issue, NULL, 0, 100, &error)
				: kw_outbox_list(db, NULL, 0, 100, &error);

	kw_assert_ok(error);
	return rows;
}

static void assert_state(KwDb *db, int64_t issue, const char *state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) found = kw_issues_find(db, issue, &error);

	kw_assert_ok(error);
	g_assert_cmpstr(found->state, ==, state);
}

static void once(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	issue_fixture_subscriber(f->db, "b@example.jp", "active", "ja", "weekly bulletin");
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &item, 1);
	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_DONE);
	g_assert_cmpint(letters, ==, 2);
	assert_state(f->db, edition->issue->id, "sending");
	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_ALREADY);
	g_assert_cmpint(letters, ==, 0);

	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = rows_of(f->db, edition->issue->id);
	g_autofree char *subject = g_strdup_printf("issue:%" G_GINT64_FORMAT, edition->issue->id);
	g_autoptr(GPtrArray) journal = kw_journal_list(f->db, subject, 10, &error);
	g_assert_cmpuint(rows->len, ==, 2);
	g_assert_cmpuint(journal->len, ==, 1);
	g_assert_cmpstr(((KwJournalEntry *)journal->pdata[0])->action, ==, "issue.send");
	g_assert_cmpstr(((KwJournalEntry *)journal->pdata[0])->detail, ==, "2 letters");
}

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

/* To nobody: sent at once, as no delivery would ever end it. */
static void nobody(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters = -1;
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &item, 1);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_DONE);
	g_assert_cmpint(letters, ==, 0);
	assert_state(f->db, edition->issue->id, "sent");
	g_autoptr(KwItem) found = kw_items_find(f->db, item, &error);
	g_assert_cmpstr(found->state, ==, "published");
}

static void other_states(StoreFixture *f)
{
	static const struct {
		const char *state;
		KwEnqueueResult wanted;
	} cases[] = {
		{"proofed", KW_ENQUEUE_DONE},    {"approved", KW_ENQUEUE_DONE},
		{"held", KW_ENQUEUE_ALREADY},    {"cancelled", KW_ENQUEUE_ALREADY},
		{"sending", KW_ENQUEUE_ALREADY}, {"sent", KW_ENQUEUE_ALREADY},
	};
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwEdition) edition = draft(f->db, config, "bulletin", &item, 1);
		g_autoptr(GError) error = NULL;
		gboolean changed;

		kw_issues_set_state(f->db, edition->issue->id, "draft", cases[i].state,
				    ISSUE_FIXTURE_NOW, &changed, &error);
		kw_assert_ok(error);
		g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, cases[i].wanted);
		g_autoptr(GPtrArray) rows = rows_of(f->db, edition->issue->id);
		g_assert_cmpuint(rows->len, ==, cases[i].wanted == KW_ENQUEUE_DONE);
	}
}

/* A draft may be chosen anew between rendering and sending: what is in the letter counts. */
static void what_goes_out(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	g_autoptr(GError) error = NULL;
	int64_t items[] = {issue_fixture_item(f->db, "picked", "this-week", "甲"),
			   issue_fixture_item(f->db, "picked", "this-week", "乙")};
	g_autoptr(KwWords) words = issue_fixture_words(config);
	int64_t letters;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &items[1], 1);
	g_autoptr(KwEdition) later =
		kw_issue_weekly(f->db, config, words, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(later->stories->len, ==, 2);
	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_DONE);
	g_autoptr(GPtrArray) kept = kw_issues_items(f->db, edition->issue->id, &error);
	g_assert_cmpuint(kept->len, ==, 1);
	g_assert_cmpint(((KwIssueItem *)kept->pdata[0])->item, ==, items[1]);
	g_autoptr(KwIssue) issue = kw_issues_find(f->db, edition->issue->id, &error);
	g_assert_cmpstr(issue->subject, ==, edition->rendered->subject);
}

/* The stored letter is a mail of its own, with what lists need. */
static void letter(StoreFixture *f)
{
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	for (int has_page = 0; has_page < 2; has_page++) {
		g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
		g_autoptr(GError) error = NULL;

		if (has_page)
			config->web_leave = g_strdup("https://news.example.jp/u/");
		g_autoptr(KwEdition) edition = draft(f->db, config, "bulletin", &item, 1);
		enqueue(f->db, config, edition, &letters);
		g_autoptr(GPtrArray) rows = rows_of(f->db, edition->issue->id);
		g_autoptr(KwLetter) stored =
			kw_letters_get(f->db, ((KwOutboxRow *)rows->pdata[0])->letter, &error);
		kw_assert_ok(error);
		g_autoptr(KwMessage)
			message = kw_message_parse(g_bytes_get_data(stored->bytes, NULL),
						   g_bytes_get_size(stored->bytes), NULL, &error);
		kw_assert_ok(error);
		g_assert_cmpstr(message->subject, ==, edition->rendered->subject);
		g_assert_cmpstr(message->from->name, ==, config->title);
		g_assert_cmpint(message->date_at, ==, ISSUE_FIXTURE_NOW);
		g_assert_cmpint(message->date_offset_s, ==, 9 * 3600);
		g_assert_nonnull(strstr(kw_message_header(message, "List-Id"),
					"<kawaraban.news.example.jp>"));
		g_assert_cmpstr(kw_message_header(message, "Precedence"), ==, "list");
		g_assert_cmpstr(kw_message_header(message, "List-Unsubscribe-Post"), ==,
				has_page ? "List-Unsubscribe=One-Click" : NULL);
		g_assert_nonnull(kw_message_html(message));
		g_assert_cmpstr(stored->purpose, ==, "bulletin");
	}
}

/* A letter that cannot be composed changes nothing. */
static void all_or_nothing(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &item, 1);
	g_autoptr(GError) error = NULL;
	KwEnqueueResult result;

	g_free(config->from);
	config->from = g_strdup("a@example.jp\r\nBcc: b@example.jp");
	g_assert_false(kw_enqueue_issue(f->db, config, edition, ISSUE_FIXTURE_NOW, "shell:test",
					&result, &letters, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, NULL);
	assert_state(f->db, edition->issue->id, "draft");
	g_autoptr(GPtrArray) rows = rows_of(f->db, 0);
	g_assert_cmpuint(rows->len, ==, 0);
}

/* What the output check refuses stays a draft, and nothing is queued. */
static void refused(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;
	g_autoptr(KwEdition) edition = draft(f->db, config, "bulletin", &item, 1);
	g_autofree char *good = g_strdup(edition->rendered->text);
	g_autoptr(GError) error = NULL;
	KwEnqueueResult result;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	g_free(edition->rendered->text);
	edition->rendered->text = g_strconcat(good, "a@example.jp\n", NULL);
	g_assert_false(kw_enqueue_issue(f->db, config, edition, ISSUE_FIXTURE_NOW, "shell:test",
					&result, &letters, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED, "a@example.jp");
	assert_state(f->db, edition->issue->id, "draft");
	g_autoptr(GPtrArray) rows = rows_of(f->db, 0);
	g_assert_cmpuint(rows->len, ==, 0);
	/* and goes out when that is mended */
	g_free(edition->rendered->text);
	edition->rendered->text = g_steal_pointer(&good);
	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_DONE);
	g_assert_cmpint(letters, ==, 1);
}

/* A fault in the letter of a language that nobody reads yet is named, too, with that language. */
static void checked_in_every_language(StoreFixture *f)
{
	g_autofree char *own = g_build_filename(f->folder, "own", "en", NULL);
	g_autofree char *file = g_build_filename(own, "emergency.txt.mustache", NULL);
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "templates: own\n");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwEdition) edition =
		kw_issue_weekly(f->db, config, words, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error);

	kw_assert_ok(error);
	g_assert_cmpint(item, >, 0);
	g_assert_true(kw_enqueue_check(f->db, config, edition, ISSUE_FIXTURE_NOW, &error));
	g_assert_cmpint(g_mkdir_with_parents(own, 0700), ==, 0);
	g_assert_true(g_file_set_contents(file, "call a@example.jp\n", -1, NULL));
	g_assert_false(kw_enqueue_check(f->db, config, edition, ISSUE_FIXTURE_NOW, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED,
				"letter in en: the letter has the address");
	assert_state(f->db, edition->issue->id, "draft");
}

#define PROCESSES 4

/* Each composes the issue of the day, chosen from the picked items, and sends it. */
static void send_weekly(KwDb *db, int i G_GNUC_UNUSED)
{
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	g_autoptr(GError) error = NULL;
	int64_t letters;
	g_autoptr(KwEdition) edition =
		kw_issue_weekly(db, config, words, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error);

	kw_assert_ok(error);
	if (enqueue(db, config, edition, &letters) == KW_ENQUEUE_DONE)
		g_assert_cmpint(letters, ==, 20);
	else
		g_assert_cmpint(letters, ==, 0);
	kw_testing_remove(folder);
}

static void at_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;

	issue_fixture_item(f->db, "picked", "this-week", "甲");
	for (int i = 0; i < 20; i++) {
		g_autofree char *address = g_strdup_printf("s%d@example.jp", i);

		issue_fixture_subscriber(f->db, address, "active", "ja", "weekly bulletin");
	}
	store_fixture_fork(f, PROCESSES, send_weekly);
	g_autoptr(GPtrArray) rows = rows_of(f->db, 0);
	g_autoptr(GPtrArray) issues = kw_issues_list(f->db, "weekly", 10, &error);
	g_assert_cmpuint(rows->len, ==, 20);
	g_assert_cmpuint(issues->len, ==, 1);
	assert_state(f->db, ((KwIssue *)issues->pdata[0])->id, "sending");
	g_autoptr(GPtrArray)
		kept = kw_issues_items(f->db, ((KwIssue *)issues->pdata[0])->id, &error);
	g_assert_cmpuint(kept->len, ==, 1);
	g_autoptr(GPtrArray) journal = kw_journal_list(f->db, NULL, 10, &error);
	g_assert_cmpuint(journal->len, ==, 1);
}

/* A mark that came in after the letter was composed: it stays a draft and nothing goes out. */
static void marked_meanwhile(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &item, 1);
	g_autoptr(GError) error = NULL;
	KwEnqueueResult result;
	gboolean changed;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	kw_items_set_state(f->db, item, "picked", "restricted", ISSUE_FIXTURE_NOW, &changed,
			   &error);
	kw_assert_ok(error);
	g_assert_true(changed);
	g_assert_false(kw_enqueue_issue(f->db, config, edition, ISSUE_FIXTURE_NOW, "shell:test",
					&result, &letters, &error));
	g_assert_error(error, KW_ERROR, KW_ERROR_REFUSED);
	assert_state(f->db, edition->issue->id, "draft");
	g_autoptr(GPtrArray) rows = rows_of(f->db, 0);
	g_assert_cmpuint(rows->len, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/enqueue/once", once);
	store_test_add("/enqueue/who", who);
	store_test_add("/enqueue/segments", segments);
	store_test_add("/enqueue/unconcerned", unconcerned);
	store_test_add("/enqueue/nobody", nobody);
	store_test_add("/enqueue/other-states", other_states);
	store_test_add("/enqueue/what-goes-out", what_goes_out);
	store_test_add("/enqueue/letter", letter);
	store_test_add("/enqueue/all-or-nothing", all_or_nothing);
	store_test_add("/enqueue/marked-meanwhile", marked_meanwhile);
	store_test_add("/enqueue/refused", refused);
	store_test_add("/enqueue/checked-in-every-language", checked_in_every_language);
	store_test_add("/enqueue/at-once", at_once);
	return g_test_run();
}
