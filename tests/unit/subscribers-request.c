/* request: consent and codes, coming back, asking for others, several wishes together. Another
 * address of his own is subscribers-request_moving.c. */
#include "subscribers/request.h"

#include "../support/request_fixture.h"

static void consent(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f->db);
	const char *a = "a@shop.example";

	mail(&desk, a, "登録", 0, 0, NOW);
	g_assert_cmpstr(state(&desk), ==, "pending");
	g_assert_cmpint(desk.reader->consent_at, ==, 0);
	assert_told(&desk, "confirm:a");
	int64_t id = desk.reader->id;
	mail(&desk, a, "登録", 0, 0, NOW + 1); /* asking twice is asking */
	g_assert_cmpint(desk.reader->id, ==, id);
	g_assert_cmpstr(state(&desk), ==, "pending");
	mail(&desk, "b@shop.example", "", id, NOW, NOW + 2); /* his token, another's address */
	g_assert_cmpstr(state(&desk), ==, "pending");
	mail(&desk, a, "はい", id + 1, NOW, NOW + 3); /* another's token */
	g_assert_cmpstr(state(&desk), ==, "pending");
	mail(&desk, a, "どんな内容ですか？", id, NOW, NOW + 4);
	g_assert_cmpstr(state(&desk), ==, "pending");
	mail(&desk, a, "", id, NOW, NOW + 8 * DAY); /* too late */
	g_assert_cmpstr(state(&desk), ==, "pending");
	mail(&desk, a, "", id, NOW, NOW + 7 * DAY);
	g_assert_cmpstr(state(&desk), ==, "active");
	g_assert_cmpint(desk.reader->consent_at, ==, NOW + 7 * DAY);
	g_assert_cmpstr(desk.reader->consent_how, ==, "reply");
	g_assert_cmpstr(desk.reader->consent_evidence, ==, "mail:1 m@shop.example");
	assert_told(&desk, "welcome:a");
}

/* The body that he subscribes with is his from the first mail on; nothing else depends on it. */
static void codes(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f->db);
	const char *a = "a@shop.example", *b = "b@shop.example";

	desk.code = "WCC124";
	mail(&desk, a, "登録", 0, 0, NOW);
	g_assert_cmpstr(desk.reader->code, ==, "WCC124");
	desk.code = "KEN2026"; /* he writes again with the right one */
	mail(&desk, a, "登録", 0, 0, NOW + 1);
	g_assert_cmpstr(desk.reader->code, ==, "KEN2026");
	desk.code = NULL;
	mail(&desk, a, "登録", 0, 0, NOW + 2);
	mail(&desk, a, "はい", desk.reader->id, NOW, NOW + 3);
	g_assert_cmpstr(state(&desk), ==, "active");
	g_assert_cmpstr(desk.reader->code, ==, "KEN2026");
	desk.code = "WCC124"; /* a reader is not counted anew */
	mail(&desk, a, "登録", 0, 0, NOW + 4);
	g_assert_cmpstr(desk.reader->code, ==, "KEN2026");
	desk.code = NULL;
	desk.has_unknown_code = TRUE;
	mail(&desk, b, "登録", 0, 0, NOW);
	g_assert_cmpstr(state(&desk), ==, "pending");
	g_assert_cmpstr(desk.response->outcome, ==, "asked to subscribe, unknown code");
	g_assert_null(desk.reader->code);
	assert_told(&desk, "confirm:b");
}

/* Who left comes back by his own new answer; no list takes him for new in the meantime. */
static void coming_back(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f->db);
	g_autoptr(GError) error = NULL;
	const char *a = "a@shop.example";
	KwSubscriber given = {.address = (char *)a, .consent_how = (char *)"import"};
	KwMembershipResult result;
	int64_t id;

	kw_membership_add(f->db, &given, FALSE, "shell:x", NOW, &result, &id, &error);
	kw_assert_ok(error);
	mail(&desk, a, "解除", 0, 0, NOW + 10);
	g_assert_cmpstr(state(&desk), ==, "left");
	assert_told(&desk, "goodbye:a");
	mail(&desk, a, "登録", 0, 0, NOW + 20);
	g_assert_cmpstr(state(&desk), ==, "left");
	assert_told(&desk, "confirm:a");
	kw_membership_add(f->db, &given, FALSE, "shell:x", NOW + 30, &result, &id, &error);
	kw_assert_ok(error);
	g_assert_cmpint(result, ==, KW_MEMBERSHIP_REFUSED);
	mail(&desk, a, "", id, NOW + 5, NOW + 40); /* asked before he left */
	g_assert_cmpstr(state(&desk), ==, "left");
	mail(&desk, a, "", id, NOW + 20, NOW + 40);
	g_assert_cmpstr(state(&desk), ==, "active");
}

static void others(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f->db);

	member(f->db, "a@shop.example");
	mail(&desk, "z@shop.example", "a@shop.example の配信を停止してください。", 0, 0, NOW);
	assert_told(&desk, "asked_to_leave:a asked:z");
	mail(&desk, "z@shop.example", "c@shop.example の配信を停止してください。", 0, 0, NOW);
	assert_told(&desk, "asked:z"); /* the same answer, whoever is on the roll */
	mail(&desk, "z@shop.example", "解除", 0, 0, NOW);
	assert_told(&desk, "unlisted:z");
	mail(&desk, "z@shop.example", "a@shop.example を登録してください。", 0, 0, NOW);
	assert_told(&desk, "bulk:z");
	mail(&desk, "z@shop.example", "アドレスが変わりました。旧 a@shop.example です。", 0, 0,
	     NOW);
	assert_told(&desk, "asked_to_leave:a confirm:z");
	mail(&desk, "a@shop.example", "個人情報を削除してください。", 0, 0, NOW);
	g_assert_cmpstr(desk.response->outcome, ==, "erase request");
	g_assert_cmpstr(state(&desk), ==, "left");
}

/* Where no bulletin is answered, the product that is named. */
static void not_used(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f->db);

	member(f->db, "a@shop.example");
	mail(&desk, "a@shop.example", "FortiGateは使ってません", 0, 0, NOW);
	g_assert_cmpstr(desk.response->outcome, ==, "changed");
	g_assert_cmpstr(desk.reader->unused, ==, "fortigate");
	mail(&desk, "a@shop.example", "使っていません", 0, 0, NOW);
	g_assert_cmpstr(desk.response->outcome, ==, "asked back");
}

/* Two wishes that go together: both; a question beside one: the wish is done, and a person has to
 * look at the mail. */
static void together(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f->db);
	const char *a = "a@shop.example";
	const KwAnswer *answer;

	member(f->db, a);
	mail(&desk, a,
	     "会社名を変更してください。\n会社名：見本工業\n12月末まで休止でお願いします。", 0, 0,
	     NOW);
	g_assert_cmpstr(state(&desk), ==, "paused");
	g_assert_cmpstr(desk.reader->organisation, ==, "見本工業");
	g_assert_cmpstr(desk.response->outcome, ==, "paused");
	g_assert_false(desk.response->needs_person);
	assert_told(&desk, "paused:a");
	answer = desk.response->answers->pdata[0];
	g_assert_true(answer->also_changed);
	mail(&desk, a, "登録内容の変更をお願いします。\n再開してください。", 0, 0, NOW + 1);
	g_assert_cmpstr(state(&desk), ==, "active");
	g_assert_true(desk.response->needs_person); /* changed into what? */
	mail(&desk, a, "解除してください。\n料金はかかりましたか？", 0, 0, NOW + 2);
	g_assert_cmpstr(state(&desk), ==, "left");
	g_assert_cmpstr(desk.response->outcome, ==, "left");
	g_assert_true(desk.response->needs_person);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/request/consent", consent);
	store_test_add("/request/codes", codes);
	store_test_add("/request/coming-back", coming_back);
	store_test_add("/request/others", others);
	store_test_add("/request/not-used", not_used);
	store_test_add("/request/together", together);
	return g_test_run();
}
