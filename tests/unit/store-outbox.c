/* Letters and the outbox: what is owed to whom, once; and what is forgotten. */
#include "../support/outbox_fixture.h"

/* ------------------------------------------------------------------ letters */

static void letters(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19");
	int64_t a = letter(f->db, i, "ja", "", "first\r\n"), b, c, n1, n2;
	g_autoptr(KwLetter) one = NULL, none = NULL;

	g_assert_cmpint(letter(f->db, i, "ja", NULL, "second"), ==, a);
	b = letter(f->db, i, "en", "", "english");
	c = letter(f->db, i, "ja", "03", "segment");
	g_assert_cmpint(a, !=, b);
	g_assert_cmpint(a, !=, c);
	n1 = letter(f->db, 0, "ja", "", "notice");
	n2 = letter(f->db, 0, "ja", "", "notice");
	g_assert_cmpint(n1, !=, n2);

	one = kw_letters_get(f->db, a, &error);
	kw_assert_ok(error);
	g_assert_cmpint(one->id, ==, a);
	g_assert_cmpint(one->issue, ==, i);
	g_assert_cmpstr(one->purpose, ==, "weekly");
	g_assert_cmpstr(one->language, ==, "ja");
	g_assert_cmpstr(one->segment, ==, "");
	g_assert_cmpstr(one->splices, ==, "[[0,1]]");
	g_assert_cmpmem(g_bytes_get_data(one->bytes, NULL), g_bytes_get_size(one->bytes),
			"first\r\n", 7);
	none = kw_letters_get(f->db, 99, &error);
	g_assert_null(none);
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "letter 99: ");
}

/* ------------------------------------------------------------------ queueing */

static void who_gets_an_issue(StoreFixture *f)
{
	static const struct {
		const char *state, *language, *topics;
		gboolean weekly, bulletin;
	} cases[] = {
		{"active", "ja", "weekly bulletin", TRUE, TRUE},
		{"active", "ja", "weekly", TRUE, FALSE},
		{"active", "ja", "bulletin", FALSE, TRUE},
		{"active", "ja", "", FALSE, FALSE},
		{"active", "en", "weekly bulletin", FALSE, FALSE},
		{"pending", "ja", "weekly bulletin", FALSE, FALSE},
		{"paused", "ja", "weekly bulletin", FALSE, FALSE},
		{"left", "ja", "weekly bulletin", FALSE, FALSE},
		{"bounced", "ja", "weekly bulletin", FALSE, FALSE},
		{"complained", "ja", "weekly bulletin", FALSE, FALSE},
		{"erased", "ja", "weekly bulletin", FALSE, FALSE},
	};
	static const char *const topics[] = {"weekly", "bulletin"};
	int64_t ids[G_N_ELEMENTS(cases)];
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *address = g_strdup_printf("s%zu@example.jp", i);

		ids[i] = subscriber(f->db, address, cases[i].state, cases[i].language,
				    cases[i].topics);
	}
	for (size_t t = 0; t < G_N_ELEMENTS(topics); t++) {
		int64_t of = issue(f->db, t ? "2026-11-20" : "2026-11-19");
		int64_t l = letter(f->db, of, "ja", "", "x");
		g_autoptr(GPtrArray) rows = NULL;
		guint n = 0;

		g_assert_cmpint(enqueue_issue(f->db, l, of, "ja", topics[t], 10), ==, 2);
		rows = kw_outbox_list_issue(f->db, of, NULL, 0, 0, &error);
		kw_assert_ok(error);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			const KwOutboxRow *one;

			if (!(t ? cases[i].bulletin : cases[i].weekly))
				continue;
			g_assert_cmpuint(n, <, rows->len);
			one = rows->pdata[n++];
			g_assert_cmpint(one->subscriber, ==, ids[i]);
			g_assert_cmpint(one->letter, ==, l);
			g_assert_cmpint(one->issue, ==, of);
			g_assert_cmpint(one->priority, ==, 10);
			g_assert_cmpstr(one->state, ==, "ready");
			g_assert_cmpint(one->attempts, ==, 0);
			g_assert_cmpint(one->queued_at, ==, 100);
			g_assert_cmpint(one->smtp_code, ==, 0);
		}
		g_assert_cmpuint(n, ==, rows->len);
	}
}

static void owed_once(StoreFixture *f)
{
	int64_t i = issue(f->db, "2026-11-19"), l = letter(f->db, i, "ja", "", "x");
	int64_t other = letter(f->db, i, "ja", "03", "y");

	subscribers(f->db, 3);
	g_assert_cmpint(enqueue_issue(f->db, l, i, "ja", "weekly", 10), ==, 3);
	g_assert_cmpint(enqueue_issue(f->db, l, i, "ja", "weekly", 10), ==, 0);
	g_assert_cmpint(enqueue_issue(f->db, other, i, "ja", "weekly", 10), ==, 0);
	subscriber(f->db, "late@example.jp", "active", "ja", "weekly");
	g_assert_cmpint(enqueue_issue(f->db, l, i, "ja", "weekly", 10), ==, 1);
	g_assert_cmpint(totals(f->db, i).ready, ==, 4);
}

static void enqueue_same(KwDb *db, int i G_GNUC_UNUSED)
{
	enqueue_issue(db, 1, 1, "ja", "weekly", 10);
}

static void owed_once_at_once(StoreFixture *f)
{
	int64_t i = issue(f->db, "2026-11-19");

	g_assert_cmpint(letter(f->db, i, "ja", "", "x"), ==, 1);
	subscribers(f->db, 50);
	store_fixture_fork(f, 6, enqueue_same);
	g_assert_cmpint(totals(f->db, i).ready, ==, 50);
}

static void notices(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = subscriber(f->db, "s@example.jp", "active", "ja", "weekly");
	g_autoptr(KwOutboxRow) first = NULL, second = NULL;

	notice(f->db, "staff@example.jp", 5);
	notice(f->db, "staff@example.jp", 5);
	kw_outbox_enqueue(f->db, letter(f->db, 0, "ja", "", "n"), id, "s@example.jp", 5, 100,
			  &error);
	kw_assert_ok(error);
	g_assert_cmpint(totals(f->db, 0).ready, ==, 3);
	first = row(f->db, 1);
	g_assert_cmpint(first->issue, ==, 0);
	g_assert_cmpint(first->subscriber, ==, 0);
	g_assert_cmpstr(first->recipient, ==, "staff@example.jp");
	second = row(f->db, 3);
	g_assert_cmpint(second->subscriber, ==, id);
	/* a letter that does not exist is not owed */
	g_assert_false(kw_outbox_enqueue(f->db, 99, 0, "x@example.jp", 5, 100, &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, NULL);
}

/* Notices go empty once they are out and old; what is on its way, and issues, stay. */
static void forgets(StoreFixture *f)
{
	static const struct {
		const char *state;
		int64_t before;
		gboolean is_left;
	} steps[] = {{"ready", 1000, TRUE},     {"deferred", 1000, TRUE}, {"sending", 1000, TRUE},
		     {"uncertain", 1000, TRUE}, {"sent", 1, TRUE},        {"sent", 1000, FALSE}};
	int64_t weekly = letter(f->db, issue(f->db, "2026-11-19"), "ja", "", "weekly");
	int64_t told = letter(f->db, 0, "ja", NULL, "notice");
	g_autoptr(GError) error = NULL;

	kw_outbox_enqueue(f->db, told, 0, "a@example.jp", 5, 100, &error);
	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		kw_db_run(f->db, "UPDATE outbox SET state = $1", KW_PARAMS(KW_TEXT(steps[i].state)),
			  NULL, &error);
		kw_outbox_forget(f->db, steps[i].before, 0, &error);
		kw_assert_ok(error);
		g_autoptr(KwLetter) notice = kw_letters_get(f->db, told, &error);
		g_autoptr(KwLetter) issued = kw_letters_get(f->db, weekly, &error);
		g_assert_cmpint(g_bytes_get_size(notice->bytes) > 0, ==, steps[i].is_left);
		g_assert_cmpuint(g_bytes_get_size(issued->bytes), >, 0);
	}
}

/* Whom notices went to is forgotten with them, and of whoever is not on the roll earlier; never
 * what an issue owes. */
static void forgets_whom(StoreFixture *f)
{
	int64_t of = issue(f->db, "2026-11-19"), weekly = letter(f->db, of, "ja", "", "weekly");
	int64_t reader = subscriber(f->db, "r@example.jp", "left", "ja", "weekly");
	int64_t told[3];
	g_autoptr(GError) error = NULL;
	static const struct {
		int64_t before, strangers_before;
		const char *left; /* of the notices: whom they are to */
	} steps[] = {{0, 100, "aro"}, {0, 101, "ro"}, {101, 100, "ro"}, {101, 101, "o"}};

	for (int i = 0; i < 3; i++) {
		static const char *const who[] = {"a@example.jp", "r@example.jp", "o@example.jp"};

		told[i] = letter(f->db, 0, "ja", NULL, "notice");
		kw_outbox_enqueue(f->db, told[i], 0, who[i], 5, 100, &error);
	}
	kw_outbox_enqueue(f->db, weekly, reader, "r@example.jp", 10, 100, &error);
	kw_db_run(f->db, "UPDATE outbox SET issue = $1 WHERE letter = $2",
		  KW_PARAMS(KW_INT(of), KW_INT(weekly)), NULL, &error);
	kw_db_run(f->db, "UPDATE outbox SET state = 'sent' WHERE recipient <> 'o@example.jp'",
		  KW_NO_PARAMS, NULL, &error);
	kw_assert_ok(error);
	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		GString *left = g_string_new(NULL);

		kw_outbox_forget(f->db, steps[i].before, steps[i].strangers_before, &error);
		kw_assert_ok(error);
		g_autoptr(GPtrArray) rows = kw_outbox_list(f->db, NULL, 0, 10, &error);
		for (guint j = 0; j < rows->len; j++) {
			const KwOutboxRow *one = rows->pdata[j];

			if (!one->issue)
				g_string_append_c(left, one->recipient[0]);
		}
		g_assert_cmpuint(rows->len, ==, left->len + 1); /* the issue's */
		g_assert_cmpstr(left->str, ==, steps[i].left);
		g_string_free(left, TRUE);
	}
	for (int i = 0; i < 3; i++) {
		g_autoptr(KwLetter) notice = kw_letters_get(f->db, told[i], &error);

		g_assert_cmpint(g_bytes_get_size(notice->bytes) > 0, ==, i == 2);
	}
}

static void assert_went_out(KwDb *db, int64_t of_issue, int64_t to, int64_t wanted)
{
	g_autoptr(GError) error = NULL;
	int64_t at = -1;

	kw_outbox_went_out(db, of_issue, to, &at, &error);
	kw_assert_ok(error);
	g_assert_cmpint(at, ==, wanted);
}

/* A letter comes back once, not before it went out, and not long after. */
static void returned(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19"), of_notice = letter(f->db, 0, "ja", NULL, "n");
	int64_t s = subscriber(f->db, "s@example.jp", "active", "ja", "weekly");
	gboolean is_first;

	enqueue_issue(f->db, letter(f->db, i, "ja", "", "x"), i, "ja", "weekly", 10);
	set_issue(f->db, i, "sending");
	kw_outbox_take_return(f->db, i, s, 0, 700, &is_first, &error);
	g_assert_false(is_first);
	assert_went_out(f->db, i, s, 0);
	g_autoptr(KwOutboxRow) one = claim_one(f->db, "me", 500);
	settle(f->db, one->id, "me", "sent", 0, 250, "ok"); /* at 700 */
	assert_went_out(f->db, i, s, 700);
	assert_went_out(f->db, 0, s, 0);
	kw_outbox_take_return(f->db, i, s, 701, 900, &is_first, &error);
	g_assert_false(is_first);
	kw_outbox_take_return(f->db, i, s + 1, 0, 900, &is_first, &error);
	g_assert_false(is_first);
	kw_outbox_take_return(f->db, i, s, 700, 900, &is_first, &error);
	g_assert_true(is_first);
	kw_outbox_take_return(f->db, i, s, 700, 900, &is_first, &error);
	g_assert_false(is_first);
	for (int n = 0; n < 2; n++) { /* each notice anew */
		kw_outbox_enqueue(f->db, of_notice, s, "s@example.jp", 5, 100, &error);
		kw_assert_ok(error);
		g_autoptr(KwOutboxRow) told = claim_one(f->db, "me", 500);
		settle(f->db, told->id, "me", "sent", 0, 250, "ok");
		assert_went_out(f->db, 0, s, 700);
		kw_outbox_take_return(f->db, 0, s, 700, 900, &is_first, &error);
		g_assert_true(is_first);
		kw_outbox_take_return(f->db, 0, s, 700, 900, &is_first, &error);
		g_assert_false(is_first);
	}
	kw_assert_ok(error);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/outbox/forgets", forgets);
	store_test_add("/outbox/forgets-whom", forgets_whom);
	store_test_add("/outbox/letters", letters);
	store_test_add("/outbox/who-gets-an-issue", who_gets_an_issue);
	store_test_add("/outbox/owed-once", owed_once);
	store_test_add("/outbox/owed-once-at-once", owed_once_at_once);
	store_test_add("/outbox/notices", notices);
	store_test_add("/outbox/returned", returned);
	return g_test_run();
}
