/* request: a reader moves to another address; who is asked, who is told, and how it is undone. */
#include "subscribers/request.h"

#include "../support/request_fixture.h"

/* The old address gets its letters until the new one has confirmed. */
static void moving(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f->db);
	g_autoptr(GError) error = NULL;
	KwSubscriber given = {.address = (char *)"a@shop.example",
			      .word = (char *)"すずめ",
			      .consent_how = (char *)"staff"};
	KwMembershipResult result;
	int64_t id;

	kw_membership_add(f->db, &given, FALSE, "shell:x", NOW, &result, &id, &error);
	kw_assert_ok(error);
	desk.from_is_proven = TRUE;
	mail(&desk, "a@shop.example", "アドレスが変わりました。新 n@shop.example", 0, 0, NOW);
	assert_told(&desk, "confirm:n moving:a");
	g_assert_cmpstr(state(&desk), ==, "active");
	g_autoptr(KwSubscriber) new = kw_roll_find_address(f->db, "n@shop.example", &error);
	g_assert_cmpstr(new->state, ==, "pending");
	mail(&desk, "n@shop.example", "OKです", new->id, NOW, NOW + 1);
	g_assert_cmpstr(state(&desk), ==, "active");
	g_assert_cmpstr(desk.reader->word, ==, "すずめ");
	g_autoptr(KwSubscriber) old = kw_roll_find(f->db, id, &error);
	g_assert_cmpstr(old->state, ==, "left");
	assert_told(&desk, "moved:a welcome:n");
	const KwAnswer *moved = desk.response->answers->pdata[0];
	g_assert_cmpint(moved->subscriber, ==, id);
	g_assert_cmpint(moved->moved_to, ==, new->id);
	kw_assert_ok(error);
}

/* Letters of a@ that went to n@ at NOW + 1. */
static Desk moved(KwDb *db)
{
	Desk desk = desk_of(db);
	g_autoptr(GError) error = NULL;

	desk.undoes_to = member(db, "a@shop.example");
	mail(&desk, "a@shop.example", "アドレスが変わりました。新 n@shop.example", 0, 0, NOW);
	g_autoptr(KwSubscriber) new = kw_roll_find_address(db, "n@shop.example", &error);
	mail(&desk, "n@shop.example", "OKです", new->id, NOW, NOW + 1);
	desk.undoes = new->id;
	return desk;
}

static void assert_states(const Desk *desk, const char *old, const char *new)
{
	g_autoptr(KwSubscriber) from = kw_roll_find(desk->db, desk->undoes_to, NULL);
	g_autoptr(KwSubscriber) to = kw_roll_find(desk->db, desk->undoes, NULL);

	g_assert_cmpstr(from->state, ==, old);
	g_assert_cmpstr(to->state, ==, new);
}

/* Whoever answers the notice that went to the old address has the letters back. */
static void moving_back(StoreFixture *f)
{
	static const char *const yes[] = {"", "心当たりがありません。", "元に戻してください。",
					  "I did not ask for this.", "どういうことですか？"};
	static const char *const no[] = {"ありがとうございます。", "了解しました。", "解除"};

	for (guint i = 0; i < G_N_ELEMENTS(no); i++) {
		g_auto(Desk) desk = moved(f->db);

		mail(&desk, "x@elsewhere.example", no[i], 0, 0, NOW + DAY);
		assert_states(&desk, "left", "active");
		g_assert_cmpint(desk.response->answers->len, <=, 1);
		if (i + 1 < G_N_ELEMENTS(no))
			continue;
		mail(&desk, "x@elsewhere.example", yes[0], 0, 0, NOW + 15 * DAY); /* too late */
		assert_states(&desk, "left", "active");
		mail(&desk, "x@elsewhere.example", yes[0], 0, 0, NOW + 14 * DAY);
		assert_states(&desk, "active", "left");
		assert_told(&desk, "moved_back:a moved_back:n");
		g_assert_cmpstr(desk.response->outcome, ==, "moved back");
		mail(&desk, "x@elsewhere.example", yes[0], 0, 0, NOW + 14 * DAY); /* once */
		assert_told(&desk, "");
		desk.undoes = 0;
		/* not again for a while, whoever writes as a@ */
		mail(&desk, "a@shop.example", "アドレスが変わりました。新 n@shop.example", 0, 0,
		     NOW + 20 * DAY);
		assert_told(&desk, "moved_lately:a");
		g_assert_null(desk.response->outcome);
		mail(&desk, "a@shop.example", "アドレスが変わりました。新 n@shop.example", 0, 0,
		     NOW + 30 * DAY);
		assert_told(&desk, "confirm:n moving:a");
	}
	for (guint i = 1; i < G_N_ELEMENTS(yes); i++) {
		g_autofree char *path = g_strdup_printf("sqlite:%s/%u.db", f->folder, i);
		g_autoptr(KwDb) db = NULL;
		g_autoptr(GError) error = NULL;

		kw_db_create(path, &error);
		db = kw_db_open(path, &error);
		kw_assert_ok(error);
		g_auto(Desk) desk = moved(db);
		mail(&desk, "a@shop.example", yes[i], 0, 0, NOW + DAY);
		assert_states(&desk, "active", "left");
	}
}

/* Whoever took the letters away does not take them on. */
static void moving_on(StoreFixture *f)
{
	g_auto(Desk) desk = moved(f->db);
	int64_t undoes = desk.undoes;

	desk.undoes = 0;
	mail(&desk, "n@shop.example", "アドレスが変わりました。新 m@shop.example", 0, 0, NOW + DAY);
	assert_told(&desk, "moved_lately:n");
	desk.undoes = undoes;
	assert_states(&desk, "left", "active");
}

/* Who writes in somebody's name learns nothing of him by taking his letters away. */
static void moving_unproven(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f->db);
	g_autoptr(GError) error = NULL;
	KwSubscriber given = {.address = (char *)"a@shop.example",
			      .word = (char *)"すずめ",
			      .organisation = (char *)"見本工業",
			      .products = (char *)"fortigate",
			      .prefecture = (char *)"和歌山",
			      .language = (char *)"en",
			      .topics = (char *)"bulletin",
			      .consent_how = (char *)"staff"};
	KwMembershipResult result;
	int64_t id;

	kw_membership_add(f->db, &given, FALSE, "shell:x", NOW, &result, &id, &error);
	kw_assert_ok(error);
	mail(&desk, "a@shop.example", "アドレスが変わりました。新 n@shop.example", 0, 0, NOW);
	assert_told(&desk, "confirm:n moving:a");
	g_autoptr(KwSubscriber) new = kw_roll_find_address(f->db, "n@shop.example", &error);
	mail(&desk, "n@shop.example", "OKです", new->id, NOW, NOW + 1);
	g_assert_cmpstr(state(&desk), ==, "active");
	g_assert_cmpstr(desk.reader->language, ==, "en");
	g_assert_cmpstr(desk.reader->topics, ==, "bulletin");
	g_assert_null(desk.reader->word);
	g_assert_null(desk.reader->organisation);
	g_assert_null(desk.reader->products);
	g_assert_null(desk.reader->prefecture);
}

/* A reader who names others' addresses as his new one learns nothing of them, and nothing happens
 * to them. */
static void moving_to_others(StoreFixture *f)
{
	static const char *const states[] = {"active", "paused", "complained", "left", NULL};
	g_auto(Desk) desk = desk_of(f->db);
	g_autoptr(GError) error = NULL;

	member(f->db, "a@shop.example");
	for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autofree char *address = g_strdup_printf("x%u@shop.example", i);
		g_autofree char *own = g_strconcat("アドレスが変わりました。新 ", address, NULL);
		int64_t id = states[i] ? member(f->db, address) : 0;
		gboolean changed;

		if (id && !g_str_equal(states[i], "active")) {
			kw_roll_set_state(f->db, id, "active", states[i], NOW, &changed, &error);
			kw_assert_ok(error);
		}
		mail(&desk, "a@shop.example", own, 0, 0, NOW);
		g_assert_cmpstr(desk.response->outcome, ==, "asked to move");
		g_assert_false(desk.response->needs_person);
		assert_told(&desk, i < 2    ? "already:x moving:a"
				   : i == 2 ? "moving:a"
					    : "confirm:x moving:a");
		g_autoptr(KwSubscriber) other = kw_roll_find_address(f->db, address, &error);
		g_assert_cmpstr(other->state, ==, states[i] ? states[i] : "pending");
		g_assert_cmpint(other->replaces != 0, ==, i >= 3);
	}
}

/* Letters that were taken away can be taken back, whatever whoever has them asks for next. */
static void moving_over(StoreFixture *f)
{
	g_auto(Desk) desk = moved(f->db);
	int64_t undoes = desk.undoes;

	member(f->db, "z@shop.example");
	desk.undoes = 0;
	mail(&desk, "n@shop.example", "解除", 0, 0, NOW + 2);
	mail(&desk, "z@shop.example", "アドレスが変わりました。新 n@shop.example", 0, 0, NOW + 3);
	assert_told(&desk, "moving:z");
	desk.undoes = undoes;
	mail(&desk, "a@shop.example", "", 0, 0, NOW + DAY);
	assert_states(&desk, "active", "left");
	assert_told(&desk, "moved_back:a moved_back:n");
}

/* Whoever has complained is not written to, not even of that. */
static void moving_back_from_complaint(StoreFixture *f)
{
	g_auto(Desk) desk = moved(f->db);
	g_autoptr(GError) error = NULL;
	gboolean changed;

	kw_roll_set_state(f->db, desk.undoes, "active", "complained", NOW + 2, &changed, &error);
	kw_assert_ok(error);
	mail(&desk, "a@shop.example", "", 0, 0, NOW + DAY);
	assert_states(&desk, "active", "complained");
	assert_told(&desk, "moved_back:a");
}

/* A move that was not confirmed in time is over: who subscribes later takes nobody's place. */
static void moving_forgotten(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f->db);
	g_autoptr(GError) error = NULL;
	int64_t later = NOW + 8 * DAY, id = member(f->db, "a@shop.example");

	mail(&desk, "a@shop.example", "アドレスが変わりました。新 n@shop.example", 0, 0, NOW);
	mail(&desk, "n@shop.example", "登録", 0, 0, later);
	assert_told(&desk, "confirm:n");
	mail(&desk, "n@shop.example", "", desk.reader->id, later, later + 1);
	g_assert_cmpstr(state(&desk), ==, "active");
	assert_told(&desk, "welcome:n");
	g_autoptr(KwSubscriber) old = kw_roll_find(f->db, id, &error);
	g_assert_cmpstr(old->state, ==, "active");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/request/moving", moving);
	store_test_add("/request/moving-back", moving_back);
	store_test_add("/request/moving-on", moving_on);
	store_test_add("/request/moving-unproven", moving_unproven);
	store_test_add("/request/moving-to-others", moving_to_others);
	store_test_add("/request/moving-over", moving_over);
	store_test_add("/request/moving-back-from-complaint", moving_back_from_complaint);
	store_test_add("/request/moving-forgotten", moving_forgotten);
	return g_test_run();
}
