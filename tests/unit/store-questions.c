/* The table of questions: one a mail, guarded states, what is overdue, how many came. */
#include "../support/roll_fixture.h"
#include "../support/store_fixture.h"

#include "store/items.h"
#include "store/mails.h"
#include "store/questions.h"

static int64_t mail(KwDb *db, const char *bytes)
{
	g_autoptr(GError) error = NULL;
	gboolean is_new, changed;
	int64_t id;

	kw_mails_put(db, bytes, strlen(bytes), NULL, NULL, 10, &id, &is_new, &error);
	kw_assert_ok(error);
	kw_mails_finish(db, id, "post", "consultation", bytes, &changed, &error);
	kw_assert_ok(error);
	return id;
}

static int64_t ask(KwDb *db, const char *what, int64_t subscriber, const char *kind, int64_t at)
{
	g_autoptr(GError) error = NULL;
	const KwQuestion question = {.mail = mail(db, what),
				     .subscriber = subscriber,
				     .kind = (char *)kind,
				     .region = (char *)"山形県",
				     .asked_at = at};
	int64_t id, again;

	kw_questions_put(db, &question, &id, &error);
	kw_assert_ok(error);
	g_assert_cmpint(id, >, 0);
	kw_questions_put(db, &question, &again, &error);
	kw_assert_ok(error);
	g_assert_cmpint(again, ==, 0); /* one a mail */
	return id;
}

static void put_and_find(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t who = roll_fixture_add(f->db, "a@shop.example", "active", 10),
		id = ask(f->db, "x", who, "specialist", 20);
	g_autoptr(KwQuestion) found = kw_questions_find(f->db, id, &error);

	kw_assert_ok(error);
	g_assert_cmpint(found->subscriber, ==, who);
	g_assert_cmpint(found->issue, ==, 0);
	g_assert_cmpint(found->asked_at, ==, 20);
	g_assert_cmpint(found->answered_at, ==, 0);
	g_assert_cmpstr(found->kind, ==, "specialist");
	g_assert_cmpstr(found->region, ==, "山形県");
	g_assert_cmpstr(found->state, ==, "open");
	g_assert_cmpstr(found->subject, ==, "x");
	g_assert_null(kw_questions_find(f->db, id + 1, &error));
	kw_assert_ok(error);
}

static gboolean move(KwDb *db, int64_t id, const char *from, const char *to, int64_t now)
{
	g_autoptr(GError) error = NULL;
	gboolean changed;

	kw_questions_set_state(db, id, from, to, now, &changed, &error);
	kw_assert_ok(error);
	return changed;
}

static guint listed(KwDb *db, const char *state, const char *kind)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = kw_questions_list(db, state, kind, 0, &error);

	kw_assert_ok(error);
	return list->len;
}

static void states(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = ask(f->db, "a", 0, "question", 20);

	ask(f->db, "b", 0, "incident", 30);
	g_assert_cmpuint(listed(f->db, "open", NULL), ==, 2);
	g_assert_true(move(f->db, a, "open", "answered", 40));
	g_assert_false(move(f->db, a, "open", "answered", 50));
	g_assert_true(move(f->db, a, "open answered", "closed", 60));
	g_autoptr(KwQuestion) found = kw_questions_find(f->db, a, &error);
	kw_assert_ok(error);
	g_assert_cmpint(found->answered_at, ==, 40);
	g_assert_cmpuint(listed(f->db, NULL, NULL), ==, 2);
	g_assert_cmpuint(listed(f->db, "open", "incident"), ==, 1);
	g_assert_cmpuint(listed(f->db, "open", "question"), ==, 0);
}

static guint overdue(KwDb *db, int64_t asked_before, int64_t reminded_before)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray)
		list = kw_questions_overdue(db, asked_before, reminded_before, 0, &error);

	kw_assert_ok(error);
	return list->len;
}

static void reminders(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = ask(f->db, "a", 0, "question", 20);

	ask(f->db, "b", 0, "sales", 20);
	g_assert_cmpuint(overdue(f->db, 20, 0), ==, 0);
	g_assert_cmpuint(overdue(f->db, 21, 0), ==, 1);
	kw_questions_set_reminded(f->db, a, 50, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(overdue(f->db, 21, 49), ==, 0);
	g_assert_cmpuint(overdue(f->db, 21, 50), ==, 1);
	move(f->db, a, "open", "answered", 60);
	g_assert_cmpuint(overdue(f->db, 21, 50), ==, 0);
}

static int64_t count(KwDb *db, int64_t subscriber, int64_t since)
{
	g_autoptr(GError) error = NULL;
	int64_t n;

	kw_questions_count(db, subscriber, since, &n, &error);
	kw_assert_ok(error);
	return n;
}

static void counts(StoreFixture *f)
{
	int64_t who = roll_fixture_add(f->db, "a@shop.example", "active", 10);

	ask(f->db, "a", who, "question", 20);
	ask(f->db, "b", who, "question", 30);
	ask(f->db, "c", 0, "question", 30);
	g_assert_cmpint(count(f->db, who, 0), ==, 2);
	g_assert_cmpint(count(f->db, who, 20), ==, 1);
	g_assert_cmpint(count(f->db, 0, 0), ==, 1);
}

/* Whose question it is tells the roll, or the mail. */
static void person(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t who = roll_fixture_add(f->db, "a@shop.example", "active", 10);

	ask(f->db, "a", who, "question", 20);
	ask(f->db, "b", 0, "question", 30);
	g_autoptr(GPtrArray) one = kw_questions_of_person(f->db, who, "a@shop.example", 10, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(one->len, ==, 1);
	g_assert_true(kw_questions_erase_person(f->db, who, "a@shop.example", &error));
	g_autoptr(KwQuestion)
		left = kw_questions_find(f->db, ((KwQuestion *)one->pdata[0])->id, &error);
	g_assert_cmpint(left->subscriber, ==, who);
	g_assert_null(left->region);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/questions/put-and-find", put_and_find);
	store_test_add("/questions/states", states);
	store_test_add("/questions/reminders", reminders);
	store_test_add("/questions/counts", counts);
	store_test_add("/questions/person", person);
	return g_test_run();
}
