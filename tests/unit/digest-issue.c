/* issue: what an issue carries while it is a draft and after, and what a bulletin may be about. */
#include "../support/store_fixture.h"

#include "../support/issue_fixture.h"
#include "base/error.h"
#include "digest/issue.h"

typedef struct {
	KwDb *db;
	KwConfig *config;
	KwWords *words;
} Desk;

static Desk desk_of(const StoreFixture *f)
{
	Desk desk = {.db = f->db, .config = issue_fixture_config(f->folder, "ja", "")};

	desk.words = issue_fixture_words(desk.config);
	return desk;
}

static void desk_clear(Desk *desk)
{
	kw_words_free(desk->words);
	kw_config_free(desk->config);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

static KwEdition *weekly_on(const Desk *desk, const char *day)
{
	g_autoptr(GError) error = NULL;
	KwEdition *edition = kw_issue_weekly(desk->db, desk->config, desk->words, day,
					     ISSUE_FIXTURE_NOW, &error);

	kw_assert_ok(error);
	return edition;
}

static KwEdition *edition_of(const Desk *desk, int64_t issue)
{
	g_autoptr(GError) error = NULL;
	KwEdition *edition = kw_issue_edition(desk->db, desk->config, desk->words, issue,
					      ISSUE_FIXTURE_NOW, &error);

	kw_assert_ok(error);
	return edition;
}

static void set_state(KwDb *db, int64_t issue, const char *from, const char *to)
{
	g_autoptr(GError) error = NULL;
	gboolean changed = FALSE;

	kw_issues_set_state(db, issue, from, to, ISSUE_FIXTURE_NOW, &changed, &error);
	kw_assert_ok(error);
	g_assert_true(changed);
}

static void set_item_state(KwDb *db, int64_t id, const char *state, const char *handling)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_items_find(db, id, &error);

	g_free(item->state);
	item->state = g_strdup(state);
	item->handling = g_strdup(handling);
	kw_items_put(db, item, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
}

/* "1 2 | 3": stories and short notes. */
static char *items_of(const KwEdition *edition)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < edition->stories->len; i++)
		g_string_append_printf(text, "%d ",
				       (int)((KwStory *)edition->stories->pdata[i])->item);
	g_string_append(text, "|");
	for (guint i = 0; i < edition->shorts->len; i++)
		g_string_append_printf(text, " %d",
				       (int)((KwStory *)edition->shorts->pdata[i])->item);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void assert_items(const KwEdition *edition, const char *wanted)
{
	g_autofree char *items = items_of(edition);

	g_assert_cmpstr(items, ==, wanted);
}

/* What the store keeps as the items of an issue. */
static guint stored(KwDb *db, int64_t issue)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) items = kw_issues_items(db, issue, &error);

	kw_assert_ok(error);
	return items->len;
}

static void late_pick(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	g_autoptr(GError) error = NULL;
	int64_t a = issue_fixture_item(f->db, "picked", "this-week", "甲の弱点");

	issue_fixture_item(f->db, "new", "today", "選ばれていない");
	g_autoptr(KwEdition) first = weekly_on(&desk, ISSUE_FIXTURE_DAY);
	assert_items(first, "1 |");
	g_assert_cmpint(first->issue->number, ==, 1);
	g_assert_nonnull(strstr(first->rendered->text, "甲の弱点"));
	g_assert_null(strstr(first->rendered->text, "選ばれていない"));

	issue_fixture_item(f->db, "picked", "today", "乙の弱点");
	issue_fixture_item(f->db, "picked", "information", "丙の知らせ");
	g_autoptr(KwEdition) second = weekly_on(&desk, ISSUE_FIXTURE_DAY);
	assert_items(second, "3 1 | 4");
	g_assert_cmpint(second->issue->id, ==, first->issue->id);
	g_assert_cmpuint(stored(f->db, first->issue->id), ==, 3);

	set_item_state(f->db, a, "dropped", NULL);
	g_autoptr(KwEdition) third = weekly_on(&desk, ISSUE_FIXTURE_DAY);
	assert_items(third, "3 | 4");
	g_autoptr(KwIssue) issue = kw_issues_find(f->db, first->issue->id, &error);
	g_assert_cmpstr(issue->subject, ==, third->rendered->subject);

	g_autoptr(KwEdition) next = weekly_on(&desk, "2026-11-26");
	g_assert_cmpint(next->issue->number, ==, 2);
}

/* From the proof on, what somebody has read is what goes out. */
static void fixed_after_proof(StoreFixture *f)
{
	static const char *const states[] = {"draft", "proofed", "approved", "sending", "sent"};
	g_auto(Desk) desk = desk_of(f);

	issue_fixture_item(f->db, "picked", "this-week", "甲の弱点");
	g_autoptr(KwEdition) draft = weekly_on(&desk, ISSUE_FIXTURE_DAY);
	issue_fixture_item(f->db, "picked", "today", "乙の弱点");
	for (size_t i = 1; i < G_N_ELEMENTS(states); i++) {
		set_state(f->db, draft->issue->id, states[i - 1], states[i]);
		g_autoptr(KwEdition) edition = weekly_on(&desk, ISSUE_FIXTURE_DAY);
		assert_items(edition, "1 |");
		g_assert_cmpstr(edition->issue->state, ==, states[i]);
		g_assert_cmpstr(edition->rendered->text, ==, draft->rendered->text);
	}
}

static void edition_writes_nothing(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	g_autoptr(GError) error = NULL;

	issue_fixture_item(f->db, "picked", "this-week", "甲の弱点");
	g_autoptr(KwIssue)
		empty = kw_issues_take_weekly(f->db, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	g_autoptr(KwEdition) edition = edition_of(&desk, empty->id);
	assert_items(edition, "|");
	g_assert_cmpuint(stored(f->db, empty->id), ==, 0);
	g_autoptr(KwIssue) after = kw_issues_find(f->db, empty->id, &error);
	g_assert_null(after->subject);

	g_assert_null(
		kw_issue_edition(desk.db, desk.config, desk.words, 99, ISSUE_FIXTURE_NOW, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "issue 99: ");
}

/* Staff see every item that might have been in the issue, and why it is not. */
static void left_out(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	g_autoptr(GString) why = g_string_new(NULL);

	for (int i = 0; i < 14; i++)
		issue_fixture_item(f->db, "picked", "this-week", "弱点");
	issue_fixture_item(f->db, "dropped", "today", "いらない");
	issue_fixture_item(f->db, "new", "today", "まだ");
	issue_fixture_item(f->db, "restricted", "today", "ひみつ");
	issue_fixture_item(f->db, "published", "today", "前の号");
	g_autoptr(KwEdition) edition = weekly_on(&desk, ISSUE_FIXTURE_DAY);
	g_assert_cmpuint(edition->stories->len, ==, 7);
	g_assert_cmpuint(edition->shorts->len, ==, 5);
	for (guint i = 0; i < edition->left_out->len; i++) {
		const KwLeftOut *item = edition->left_out->pdata[i];

		g_string_append_printf(why, "%d:%s:%s ", (int)item->item, item->title, item->why);
	}
	g_assert_cmpstr(why->str, ==,
			"13:弱点:full 14:弱点:full 17:ひみつ:restricted 16:まだ:new "
			"15:いらない:dropped ");
}

/* What a bulletin told stands in the next weekly, too, and says so. */
static void told_by_a_bulletin(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	g_autoptr(GError) error = NULL;
	int64_t a = issue_fixture_item(f->db, "new", "today", "甲の弱点"), settled;
	g_autoptr(KwIssue)
		bulletin = kw_issue_new_bulletin(f->db, desk.config, a, ISSUE_FIXTURE_NOW, &error);

	kw_assert_ok(error);
	set_state(f->db, bulletin->id, "draft", "sending");
	g_assert_true(kw_issues_settle(f->db, ISSUE_FIXTURE_NOW, &settled, &error));
	g_autoptr(KwEdition) bare = edition_of(&desk, bulletin->id);
	g_assert_null(strstr(bare->rendered->text, "出した件です"));
	g_autoptr(KwEdition) weekly = weekly_on(&desk, "2026-11-26");
	assert_items(weekly, "1 |");
	g_assert_nonnull(strstr(weekly->rendered->text,
				"2026年11月19日（木）に緊急のお知らせを出した件です。"));
	g_assert_nonnull(strstr(weekly->rendered->html, "緊急のお知らせを出した件です。"));
}

/* The parts of a draft are stored, and stay when the draft is looked at again; the next issue has
 * others. */
static void parts(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwEdition) first = weekly_on(&desk, ISSUE_FIXTURE_DAY);
	g_autoptr(KwEdition) next = weekly_on(&desk, "2026-11-26");
	g_autoptr(KwEdition) again = weekly_on(&desk, ISSUE_FIXTURE_DAY);
	g_autoptr(KwIssue) stored = kw_issues_find(f->db, first->issue->id, &error);

	kw_assert_ok(error);
	g_assert_cmpstr(first->issue->parts, ==, again->issue->parts);
	g_assert_cmpstr(first->issue->parts, ==, stored->parts);
	g_assert_cmpstr(first->rendered->text, ==, again->rendered->text);
	g_assert_cmpstr(first->issue->parts, !=, next->issue->parts);
	/* no news: the season, and nothing that has to be done */
	g_assert_nonnull(strstr(first->rendered->text, "■ この時期に："));
	g_assert_nonnull(strstr(first->rendered->text, "急いですることはありません"));
}

/* A mark that is found late keeps an item out of issues that have it already. */
static void restricted(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	int64_t a = issue_fixture_item(f->db, "picked", "this-week", "甲の弱点");

	issue_fixture_item(f->db, "picked", "this-week", "乙の弱点");
	g_autoptr(KwEdition) draft = weekly_on(&desk, ISSUE_FIXTURE_DAY);
	assert_items(draft, "1 2 |");
	set_state(f->db, draft->issue->id, "draft", "approved");
	set_item_state(f->db, a, "restricted", "TLP:AMBER");
	g_autoptr(KwEdition) edition = weekly_on(&desk, ISSUE_FIXTURE_DAY);
	assert_items(edition, "2 |");
	g_assert_null(strstr(edition->rendered->text, "甲の弱点"));
	g_assert_null(strstr(edition->rendered->html, "甲の弱点"));
}

static void one_today(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);

	issue_fixture_item(f->db, "picked", "today", "甲の弱点");
	issue_fixture_item(f->db, "picked", "today", "乙の弱点");
	g_autoptr(KwEdition) edition = weekly_on(&desk, ISSUE_FIXTURE_DAY);
	g_assert_cmpstr(((KwStory *)edition->stories->pdata[0])->level, ==, "today");
	g_assert_cmpstr(((KwStory *)edition->stories->pdata[1])->level, ==, "this-week");
}

static void bulletin(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	g_autoptr(GError) error = NULL;
	int64_t a = issue_fixture_item(f->db, "new", "today", "甲の弱点");
	int64_t b = issue_fixture_item(f->db, "restricted", "today", "乙の弱点");

	set_item_state(f->db, b, "restricted", "関係者限り");
	g_assert_null(kw_issue_new_bulletin(f->db, desk.config, b, ISSUE_FIXTURE_NOW, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED, "関係者限り");
	g_assert_null(kw_issue_new_bulletin(f->db, desk.config, 99, ISSUE_FIXTURE_NOW, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "item 99: ");
	g_assert_null(kw_issue_new_bulletin(f->db, desk.config, 99, ISSUE_FIXTURE_NOW, NULL));

	g_autoptr(KwIssue)
		issue = kw_issue_new_bulletin(f->db, desk.config, a, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	g_assert_cmpstr(issue->kind, ==, "bulletin");
	g_assert_cmpint(issue->number, ==, 1);
	g_assert_cmpstr(issue->planned_on, ==, ISSUE_FIXTURE_DAY);
	g_autoptr(KwEdition) edition = edition_of(&desk, issue->id);
	assert_items(edition, "1 |");
	g_assert_true(g_str_has_prefix(edition->rendered->subject, "【緊急】"));

	/* marked after the draft was made: an alarm about nothing is worse than none */
	set_item_state(f->db, a, "restricted", "TLP:RED");
	g_assert_null(kw_issue_edition(desk.db, desk.config, desk.words, issue->id,
				       ISSUE_FIXTURE_NOW, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED, "bulletin ");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/issue/late-pick", late_pick);
	store_test_add("/issue/fixed-after-proof", fixed_after_proof);
	store_test_add("/issue/edition-writes-nothing", edition_writes_nothing);
	store_test_add("/issue/left-out", left_out);
	store_test_add("/issue/told-by-a-bulletin", told_by_a_bulletin);
	store_test_add("/issue/parts", parts);
	store_test_add("/issue/restricted", restricted);
	store_test_add("/issue/one-today", one_today);
	store_test_add("/issue/bulletin", bulletin);
	return g_test_run();
}
