/* The roll of subscribers. */
#include "../support/store_fixture.h"

#include "store/mails.h"
#include "store/roll.h"

#include "base/error.h"

static int64_t add(KwDb *db, const char *address, const char *state, const char *topics)
{
	g_autoptr(GError) error = NULL;
	KwSubscriber subscriber = {.address = (char *)address,
				   .state = (char *)state,
				   .language = (char *)"ja",
				   .topics = (char *)topics};
	int64_t id = -1;

	kw_roll_add(db, &subscriber, 1000, &id, &error);
	kw_assert_ok(error);
	return id;
}

static KwSubscriber *find(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwSubscriber *subscriber = kw_roll_find(db, id, &error);

	kw_assert_ok(error);
	return subscriber;
}

static void all_fields(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	KwSubscriber in = {
		.address = (char *)"owner@example.jp",
		.state = (char *)"active",
		.language = (char *)"en",
		.organisation = (char *)"株式会社○○",
		.word = (char *)"すずめ",
		.products = (char *)"office fortigate",
		.topics = (char *)"bulletin weekly",
		.prefecture = (char *)"和歌山",
		.industry = (char *)"製造",
		.size = (char *)"5-20",
		.code = (char *)"WCC124",
		.consent_at = 900,
		.consent_how = (char *)"import",
		.consent_evidence = (char *)"list.csv:12",
	};
	g_autoptr(KwSubscriber) out = NULL, by_address = NULL, none = NULL;
	int64_t id;

	kw_roll_add(f->db, &in, 1000, &id, &error);
	kw_assert_ok(error);
	out = find(f->db, id);
	g_assert_cmpint(out->id, ==, id);
	g_assert_cmpstr(out->address, ==, in.address);
	g_assert_cmpstr(out->state, ==, in.state);
	g_assert_cmpstr(out->language, ==, in.language);
	g_assert_cmpstr(out->organisation, ==, in.organisation);
	g_assert_cmpstr(out->word, ==, in.word);
	g_assert_cmpstr(out->products, ==, in.products);
	g_assert_cmpstr(out->topics, ==, "weekly bulletin");
	g_assert_cmpstr(out->prefecture, ==, in.prefecture);
	g_assert_cmpstr(out->industry, ==, in.industry);
	g_assert_cmpstr(out->size, ==, in.size);
	g_assert_cmpstr(out->code, ==, in.code);
	g_assert_cmpint(out->consent_at, ==, 900);
	g_assert_cmpstr(out->consent_how, ==, in.consent_how);
	g_assert_cmpstr(out->consent_evidence, ==, in.consent_evidence);
	g_assert_cmpint(out->created_at, ==, 1000);
	g_assert_cmpint(out->updated_at, ==, 1000);
	by_address = kw_roll_find_address(f->db, "owner@example.jp", &error);
	g_assert_cmpint(by_address->id, ==, id);
	none = kw_roll_find_address(f->db, "Owner@example.jp", &error);
	g_assert_null(none);
	kw_assert_ok(error);
	g_assert_null(find(f->db, id + 1));
}

static void once_an_address(StoreFixture *f)
{
	int64_t id = add(f->db, "a@example.jp", "left", "weekly");
	g_autoptr(KwSubscriber) subscriber = NULL;

	g_assert_cmpint(id, >, 0);
	g_assert_cmpint(add(f->db, "a@example.jp", "active", "bulletin"), ==, 0);
	subscriber = find(f->db, id);
	g_assert_cmpstr(subscriber->state, ==, "left");
	g_assert_cmpstr(subscriber->topics, ==, "weekly");
}

static void add_the_same(KwDb *db, int i G_GNUC_UNUSED)
{
	for (int n = 0; n < 10; n++) {
		g_autofree char *address = g_strdup_printf("s%d@example.jp", n);

		add(db, address, "active", "weekly");
	}
}

/* Many at once are as one after the other: the second of the same is on the roll already. */
static void each_of_many(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	KwSubscriber a = {.address = (char *)"a@example.jp", .topics = (char *)"weekly"};
	KwSubscriber b = {.address = (char *)"b@example.jp", .word = (char *)"すずめ"};
	KwSubscriber bad = {.address = (char *)"x@example.jp", .topics = (char *)"course"};
	int64_t ids[4];

	g_ptr_array_add(rows, &a);
	g_ptr_array_add(rows, &b);
	g_ptr_array_add(rows, &a);
	{
		g_autoptr(KwTx) tx = kw_tx_begin(f->db, &error);

		g_assert_true(kw_roll_add_each(f->db, rows, 1000, ids, &error));
		g_assert_true(kw_tx_commit(tx, &error));
		kw_assert_ok(error);
	}
	g_assert_cmpint(ids[0], >, 0);
	g_assert_cmpint(ids[1], >, 0);
	g_assert_cmpint(ids[2], ==, 0);
	g_autoptr(KwSubscriber) second = find(f->db, ids[1]);
	g_assert_cmpstr(second->address, ==, "b@example.jp");
	g_assert_cmpstr(second->word, ==, "すずめ");
	g_ptr_array_add(rows, &bad);
	g_autoptr(KwTx) tx = kw_tx_begin(f->db, &error);
	g_assert_false(kw_roll_add_each(f->db, rows, 1000, ids, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "topic course");
}

static void once_an_address_at_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t count;

	store_fixture_fork(f, 6, add_the_same);
	kw_roll_count(f->db, NULL, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 10);
}

static void topics(StoreFixture *f)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{NULL, ""},
		{"", ""},
		{"weekly", "weekly"},
		{" bulletin ", "bulletin"},
		{"bulletin weekly weekly", "weekly bulletin"},
	};
	g_autoptr(GError) error = NULL;
	KwSubscriber bad = {.address = (char *)"x@example.jp", .topics = (char *)"weekly course"};
	int64_t id;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *address = g_strdup_printf("t%zu@example.jp", i);
		g_autoptr(KwSubscriber)
			subscriber = find(f->db, add(f->db, address, "active", cases[i].in));

		g_assert_cmpstr(subscriber->topics, ==, cases[i].out);
	}
	g_assert_false(kw_roll_add(f->db, &bad, 1, &id, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "topic course: ");
}

static void list_in_pages(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t after = 0, count;
	guint seen = 0;

	for (int i = 0; i < 7; i++) {
		g_autofree char *address = g_strdup_printf("p%d@example.jp", i);

		add(f->db, address, i % 3 ? "active" : "paused", "weekly");
	}
	for (;;) {
		g_autoptr(GPtrArray) page = kw_roll_list(f->db, "active", after, 3, &error);

		kw_assert_ok(error);
		if (!page->len)
			break;
		for (guint i = 0; i < page->len; i++, seen++) {
			const KwSubscriber *subscriber = page->pdata[i];

			g_assert_cmpint(subscriber->id, >, after);
			g_assert_cmpstr(subscriber->state, ==, "active");
			after = subscriber->id;
		}
	}
	g_assert_cmpuint(seen, ==, 4);
	g_assert_true(kw_roll_count(f->db, "paused", &count, &error));
	g_assert_cmpint(count, ==, 3);
	g_assert_true(kw_roll_count(f->db, NULL, &count, &error));
	g_assert_cmpint(count, ==, 7);
}

static void guarded_state(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = add(f->db, "a@example.jp", "complained", "weekly");
	g_autoptr(KwSubscriber) subscriber = NULL;
	gboolean changed = TRUE;

	g_assert_true(kw_roll_set_state(f->db, id, "pending paused left", "active", 2000, &changed,
					&error));
	g_assert_false(changed);
	g_assert_true(
		kw_roll_set_state(f->db, id, "left complained", "erased", 3000, &changed, &error));
	g_assert_true(changed);
	kw_assert_ok(error);
	subscriber = find(f->db, id);
	g_assert_cmpstr(subscriber->state, ==, "erased");
	g_assert_cmpint(subscriber->updated_at, ==, 3000);
}

static void consent(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = add(f->db, "a@example.jp", "pending", "weekly");
	g_autoptr(KwSubscriber) before = find(f->db, id), after = NULL;

	g_assert_cmpint(before->consent_at, ==, 0);
	g_assert_null(before->consent_how);
	g_assert_true(kw_roll_set_consent(f->db, id, 5000, "reply", "<m@example.jp>", &error));
	kw_assert_ok(error);
	after = find(f->db, id);
	g_assert_cmpint(after->consent_at, ==, 5000);
	g_assert_cmpstr(after->consent_how, ==, "reply");
	g_assert_cmpstr(after->consent_evidence, ==, "<m@example.jp>");
	g_assert_false(kw_roll_set_consent(f->db, 99, 1, "web", "x", &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "subscriber 99: ");
}

static void preferences(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = add(f->db, "a@example.jp", "active", "weekly bulletin");
	KwSubscriber in = {.id = id,
			   .language = (char *)"en",
			   .word = (char *)"すずめ",
			   .products = (char *)"fortigate",
			   .unused = (char *)"office",
			   .topics = (char *)"bulletin"};
	g_autoptr(KwSubscriber) out = NULL;

	g_assert_true(kw_roll_set_preferences(f->db, &in, &error));
	g_assert_true(kw_roll_set_code(f->db, id, "WCC124", &error));
	g_assert_true(kw_roll_set_pause(f->db, id, "2026-12-31", &error));
	g_assert_true(kw_roll_set_replaces(f->db, id, id, 7000, &error));
	kw_assert_ok(error);
	out = find(f->db, id);
	g_assert_cmpstr(out->language, ==, "en");
	g_assert_cmpstr(out->word, ==, "すずめ");
	g_assert_cmpstr(out->products, ==, "fortigate");
	g_assert_cmpstr(out->unused, ==, "office");
	g_assert_cmpstr(out->topics, ==, "bulletin");
	g_assert_cmpstr(out->code, ==, "WCC124");
	g_assert_cmpstr(out->paused_until, ==, "2026-12-31");
	g_assert_cmpint(out->replaces, ==, id);
	g_assert_cmpint(out->moved_at, ==, 7000);
	g_assert_cmpstr(out->state, ==, "active");
}

static void answers(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t mail, n;
	gboolean is_new, added;

	kw_mails_put(f->db, "x", 1, NULL, NULL, 1000, &mail, &is_new, &error);
	kw_assert_ok(error);
	g_assert_true(
		kw_roll_add_answer(f->db, mail, "a@example.jp", "confirm", 1000, &added, &error));
	g_assert_true(added);
	g_assert_true(
		kw_roll_add_answer(f->db, mail, "a@example.jp", "goodbye", 1000, &added, &error));
	g_assert_false(added);
	g_assert_true(kw_roll_count_answers(f->db, "a@example.jp", NULL, 999, &n, &error));
	g_assert_cmpint(n, ==, 1);
	g_assert_true(kw_roll_count_answers(f->db, "a@example.jp", "goodbye", 999, &n, &error));
	g_assert_cmpint(n, ==, 0);
	g_assert_true(kw_roll_count_answers(f->db, "a@example.jp", NULL, 1000, &n, &error));
	g_assert_cmpint(n, ==, 0);
	kw_assert_ok(error);
}

/* There is no mail that would be answered once only. */
static void answers_of_pages(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	const KwSubscriber reader = {.address = (char *)"r@example.jp", .language = (char *)"ja"};
	gboolean added = FALSE;
	int64_t n, id;

	for (int i = 0; i < 2; i++) {
		g_assert_true(kw_roll_add_answer(f->db, 0, "a@example.jp", "confirm", 1000, &added,
						 &error));
		g_assert_true(added);
	}
	g_assert_true(kw_roll_count_answers(f->db, "a@example.jp", NULL, 999, &n, &error));
	g_assert_cmpint(n, ==, 2);
	g_assert_true(kw_roll_forget_answers(f->db, 1000, 1000, &error));
	g_assert_true(kw_roll_count_answers(f->db, "a@example.jp", NULL, 999, &n, &error));
	g_assert_cmpint(n, ==, 2);
	g_assert_true(kw_roll_count_kind(f->db, "confirm", 999, &n, &error));
	g_assert_cmpint(n, ==, 2);
	g_assert_true(kw_roll_count_kind(f->db, "help", 999, &n, &error));
	g_assert_cmpint(n, ==, 0);
	kw_roll_add(f->db, &reader, 1000, &id, &error);
	kw_roll_add_answer(f->db, 0, reader.address, "help", 1000, &added, &error);
	g_assert_true(kw_roll_forget_answers(f->db, 0, 1001, &error));
	g_assert_true(kw_roll_count_answers(f->db, "a@example.jp", NULL, 999, &n, &error));
	g_assert_cmpint(n, ==, 0); /* a stranger */
	g_assert_true(kw_roll_forget_answers(f->db, 1001, 1000, &error));
	g_assert_true(kw_roll_count_answers(f->db, reader.address, NULL, 999, &n, &error));
	g_assert_cmpint(n, ==, 1);
	g_assert_true(kw_roll_forget_answers(f->db, 1001, 1001, &error));
	g_assert_true(kw_roll_count_answers(f->db, reader.address, NULL, 999, &n, &error));
	g_assert_cmpint(n, ==, 0);
}

static void visits(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t n;

	kw_roll_add_visit(f->db, "one", 1000, 0, &error);
	kw_roll_add_visit(f->db, "one", 1010, 0, &error);
	kw_roll_add_visit(f->db, "two", 1020, 1000, &error);
	kw_assert_ok(error);
	g_assert_true(kw_roll_count_visits(f->db, "one", 0, &n, &error));
	g_assert_cmpint(n, ==, 1); /* the other one is forgotten */
	g_assert_true(kw_roll_count_visits(f->db, "one", 1010, &n, &error));
	g_assert_cmpint(n, ==, 0);
	g_assert_true(kw_roll_forget_visits(f->db, 1019, &error));
	g_assert_true(kw_roll_count_visits(f->db, "two", 0, &n, &error));
	g_assert_cmpint(n, ==, 1);
	g_assert_true(kw_roll_forget_visits(f->db, 1020, &error));
	g_assert_true(kw_roll_count_visits(f->db, "two", 0, &n, &error));
	g_assert_cmpint(n, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/roll/answers-of-pages", answers_of_pages);
	store_test_add("/roll/visits", visits);
	store_test_add("/roll/all-fields", all_fields);
	store_test_add("/roll/once-an-address", once_an_address);
	store_test_add("/roll/once-an-address-at-once", once_an_address_at_once);
	store_test_add("/roll/each-of-many", each_of_many);
	store_test_add("/roll/topics", topics);
	store_test_add("/roll/list-in-pages", list_in_pages);
	store_test_add("/roll/guarded-state", guarded_state);
	store_test_add("/roll/consent", consent);
	store_test_add("/roll/preferences", preferences);
	store_test_add("/roll/answers", answers);
	return g_test_run();
}
