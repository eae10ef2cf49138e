/* request: who may ask for what, and that From alone lets nobody in and takes nobody else away. */
#include "../support/store_fixture.h"

#include "subscribers/request.h"

#define NOW 1795143600
#define DAY 86400

typedef struct {
	KwDb *db;
	KwWords *words;
	KwSubscriber *reader;      /* as it is after the last mail; NULL = none */
	KwResponse *response;      /* to the last mail */
	int64_t undoes, undoes_to; /* what mails take back from now on; 0 = nothing */
	gboolean from_is_proven;   /* of mails from now on */
	const char *code;          /* that stands in mails from now on, folded; NULL = none */
	gboolean has_unknown_code;
} Desk;

static void desk_clear(Desk *desk)
{
	g_clear_pointer(&desk->words, kw_words_free);
	g_clear_pointer(&desk->reader, kw_subscriber_free);
	g_clear_pointer(&desk->response, kw_response_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

static Desk desk_of(KwDb *db)
{
	g_autoptr(GError) error = NULL;
	Desk desk = {.db = db, .words = kw_words_load("ja", NULL, &error)};

	kw_assert_ok(error);
	return desk;
}

/* A mail of `from` that says `own`; `token` names a subscriber, asked at `asked_at`. */
static void mail(Desk *desk, const char *from, const char *own, int64_t token, int64_t asked_at,
		 int64_t now)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwCommand) command = kw_command_read(&(KwCommandMail){
		.own = own, .from = from, .is_confirmation = token != 0, .now = now, .zone = zone});
	const KwRequest request = {.command = command,
				   .address = from,
				   .own = own,
				   .confirms = token,
				   .asked_at = asked_at,
				   .undoes = desk->undoes,
				   .undoes_to = desk->undoes_to,
				   .undo_days = 14,
				   .code = desk->code,
				   .has_unknown_code = desk->has_unknown_code,
				   .may_ask_back = TRUE,
				   .signs = {.own = own},
				   .language = "ja",
				   .words = desk->words,
				   .actor = "mail:1",
				   .evidence = "m@shop.example",
				   .from_is_proven = desk->from_is_proven,
				   .now = now};

	g_clear_pointer(&desk->response, kw_response_free);
	g_clear_pointer(&desk->reader, kw_subscriber_free);
	desk->response = kw_request_act(desk->db, &request, &error);
	kw_assert_ok(error);
	desk->reader = kw_roll_find_address(desk->db, from, &error);
	kw_assert_ok(error);
}

static const char *state(const Desk *desk)
{
	return desk->reader ? desk->reader->state : NULL;
}

/* "confirm:a@…", in the order in which they are told. */
static void assert_told(const Desk *desk, const char *wanted)
{
	GString *told = g_string_new(NULL);
	g_autofree char *text = NULL;

	for (guint i = 0; i < desk->response->answers->len; i++) {
		const KwAnswer *answer = desk->response->answers->pdata[i];

		g_string_append_printf(told, "%s%s:%.1s", i ? " " : "", answer->kind,
				       answer->address);
	}
	text = g_string_free(told, FALSE);
	g_assert_cmpstr(text, ==, wanted);
}

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
	g_autoptr(GError) error = NULL;
	KwSubscriber given = {.address = (char *)"a@shop.example", .consent_how = (char *)"staff"};
	KwMembershipResult result;
	int64_t id;

	kw_membership_add(f->db, &given, FALSE, "shell:x", NOW, &result, &id, &error);
	kw_assert_ok(error);
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
	g_autoptr(GError) error = NULL;
	KwSubscriber given = {.address = (char *)"a@shop.example", .consent_how = (char *)"staff"};
	KwMembershipResult result;
	int64_t id;

	kw_membership_add(f->db, &given, FALSE, "shell:x", NOW, &result, &id, &error);
	kw_assert_ok(error);
	mail(&desk, "a@shop.example", "FortiGateは使ってません", 0, 0, NOW);
	g_assert_cmpstr(desk.response->outcome, ==, "changed");
	g_assert_cmpstr(desk.reader->unused, ==, "fortigate");
	mail(&desk, "a@shop.example", "使っていません", 0, 0, NOW);
	g_assert_cmpstr(desk.response->outcome, ==, "asked back");
}

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
	KwSubscriber given = {.address = (char *)"a@shop.example", .consent_how = (char *)"staff"};
	KwMembershipResult result;

	kw_membership_add(db, &given, FALSE, "shell:x", NOW, &result, &desk.undoes_to, &error);
	kw_assert_ok(error);
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

static int64_t member(KwDb *db, const char *address)
{
	g_autoptr(GError) error = NULL;
	KwSubscriber given = {.address = (char *)address, .consent_how = (char *)"import"};
	KwMembershipResult result;
	int64_t id;

	kw_membership_add(db, &given, FALSE, "shell:x", NOW, &result, &id, &error);
	kw_assert_ok(error);
	return id;
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
	store_test_add("/request/moving", moving);
	store_test_add("/request/moving-back", moving_back);
	store_test_add("/request/moving-on", moving_on);
	store_test_add("/request/moving-unproven", moving_unproven);
	store_test_add("/request/moving-to-others", moving_to_others);
	store_test_add("/request/moving-over", moving_over);
	store_test_add("/request/moving-back-from-complaint", moving_back_from_complaint);
	store_test_add("/request/moving-forgotten", moving_forgotten);
	store_test_add("/request/together", together);
	return g_test_run();
}
