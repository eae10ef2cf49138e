/* answering: nobody gets more automatic answers than the caps say, whatever comes in. */
#include "../support/roll_fixture.h"
#include "../support/store_fixture.h"

#include "base/error.h"
#include "store/mails.h"
#include "subscribers/answering.h"
#include "subscribers/request.h"

#define NOW  1795143600
#define HOUR 3600
#ifdef __SANITIZE_ADDRESS__ /* ten times as slow */
#define MAILS 1000
#else
#define MAILS 10000
#endif
#define ROWS 400 /* of the table of mails: the mails come again and again */
#define WHO  20

static const KwAnsweringCaps caps = {5, 2, KW_ANSWERING_ANY};

static int64_t mail_of(KwDb *db, int n)
{
	g_autofree char *bytes = g_strdup_printf("%d", n);
	g_autoptr(GError) error = NULL;
	gboolean is_new;
	int64_t id;

	kw_mails_put(db, bytes, strlen(bytes), NULL, NULL, NOW, &id, &is_new, &error);
	kw_assert_ok(error);
	return id;
}

static gboolean may(KwDb *db, int64_t mail, const char *address, const char *kind, int64_t now)
{
	g_autoptr(GError) error = NULL;
	gboolean is_taken;

	kw_answering_take(db, &caps, mail, address, kind, now, &is_taken, &error);
	kw_assert_ok(error);
	return is_taken;
}

static void limits(StoreFixture *f)
{
	const char *a = "a@example.jp";
	int n = 0;

	g_assert_true(may(f->db, mail_of(f->db, n), a, "confirm", NOW));
	g_assert_false(may(f->db, mail_of(f->db, n), a, "goodbye", NOW)); /* the same mail */
	g_assert_false(may(f->db, mail_of(f->db, ++n), a, "confirm", NOW + HOUR - 1));
	g_assert_true(may(f->db, mail_of(f->db, ++n), a, "confirm", NOW + HOUR));
	g_assert_false(may(f->db, mail_of(f->db, ++n), a, "confirm", NOW + 3 * HOUR));
	for (int i = 0; i < 3; i++)
		g_assert_true(may(f->db, mail_of(f->db, ++n), a, "help", NOW + 4 * HOUR));
	g_assert_false(may(f->db, mail_of(f->db, ++n), a, "help", NOW + 4 * HOUR));
	g_assert_true(may(f->db, mail_of(f->db, ++n), "b@example.jp", "help", NOW));
	g_assert_true(may(f->db, mail_of(f->db, ++n), a, "confirm", NOW + 26 * HOUR));
}

/* A crowd that signs strangers up, each of them once and from a machine of its own, comes to an
 * end; with other answers, and after an hour, it goes on. */
static void in_all(StoreFixture *f)
{
	static const struct {
		int an_hour, readers, wanted;
	} cases[] = {{3, 0, 3}, {0, 0, 100}, {0, 10300, 103}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const KwAnsweringCaps some = {5, 2, cases[i].an_hour};
		const KwAnsweringCaps any = {5, 2, KW_ANSWERING_ANY};
		int64_t at = NOW + (int64_t)i * 25 * HOUR, left, cap;
		g_autoptr(GError) error = NULL;
		gboolean is_taken = TRUE;
		int n = 0;

		for (int r = 0; r < cases[i].readers; r++) {
			g_autofree char *address = g_strdup_printf("r%d@example.jp", r);

			roll_fixture_add(f->db, address, "active", NOW);
		}
		while (is_taken) {
			g_autofree char *address = g_strdup_printf("s%d@example%zu.jp", n, i);

			kw_answering_take(f->db, &some, 0, address, "confirm", at, &is_taken,
					  &error);
			kw_assert_ok(error);
			n += is_taken;
		}
		g_assert_cmpint(n, ==, cases[i].wanted);
		g_assert_true(kw_answering_left(f->db, &some, at, &left, &cap, &error));
		g_assert_cmpint(left, ==, 0);
		g_assert_cmpint(cap, ==, cases[i].wanted);
		kw_answering_take(f->db, &some, 0, "h@example.jp", "help", at, &is_taken, &error);
		g_assert_true(is_taken);
		kw_answering_take(f->db, &any, 0, "p@example.jp", "confirm", at, &is_taken, &error);
		g_assert_true(is_taken);
		kw_assert_ok(error);
	}
}

/* Answers to questions count with the others; first aid does not wait for tomorrow. */
static void both_kinds(StoreFixture *f)
{
	const char *a = "a@example.jp";
	int n = 0;

	g_assert_true(may(f->db, mail_of(f->db, ++n), a, "consult_received", NOW));
	g_assert_false(may(f->db, mail_of(f->db, n), a, "help", NOW)); /* the same mail */
	g_assert_false(may(f->db, mail_of(f->db, ++n), a, "consult_received", NOW));
	for (int i = 0; i < 4; i++)
		g_assert_true(may(f->db, mail_of(f->db, ++n), a, "help", NOW));
	g_assert_false(may(f->db, mail_of(f->db, ++n), a, "consult_policy", NOW));
	g_assert_true(may(f->db, mail_of(f->db, ++n), a, "consult_firstaid", NOW));
	g_assert_false(may(f->db, mail_of(f->db, ++n), a, "consult_firstaid", NOW));
	/* that letters were taken away is told, too */
	g_assert_true(may(f->db, mail_of(f->db, ++n), a, "moved", NOW));
	g_assert_true(may(f->db, mail_of(f->db, ++n), a, "reported", NOW));
	g_assert_false(may(f->db, mail_of(f->db, ++n), a, "reported", NOW));
	g_assert_false(may(f->db, mail_of(f->db, ++n), a, "moved_lately", NOW));
}

/* Whoever writes as a+1@, a+2@ … has one mailbox, that of a@, filled. */
static void details(StoreFixture *f)
{
	g_assert_true(may(f->db, 0, "a+1@example.jp", "confirm", NOW));
	g_assert_false(may(f->db, 0, "a+2@example.jp", "confirm", NOW + 1));
	g_assert_false(may(f->db, 0, "a@example.jp", "confirm", NOW + 1));
	g_assert_true(may(f->db, 0, "a+1@example.com", "confirm", NOW + 1));
	g_assert_true(may(f->db, 0, "ab@example.jp", "confirm", NOW + 1));
	g_assert_true(may(f->db, 0, "a-1@example.jp", "confirm", NOW + 1));
	g_assert_true(may(f->db, 0, "a@sub.example.jp", "confirm", NOW + 1));
	g_assert_true(may(f->db, 0, "b@example.jp", "confirm", NOW + 1));
	g_assert_false(may(f->db, 0, "b+1+2@example.jp", "confirm", NOW + 1));
}

static void robots(StoreFixture *f)
{
	static const char *const addresses[] = {"mailer-daemon@a.example",
						"noreply@a.example",
						"no-reply-7@a.example",
						"x-request@a.example",
						"owner-x@a.example",
						"x-bounces@a.example",
						"a@[192.0.2.1]"};

	for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++)
		g_assert_false(may(f->db, mail_of(f->db, 0), addresses[i], "confirm", NOW));
}

/* Sentences that mean something, and some that do not, put together by chance. */
static char *random_text(GRand *rand)
{
	static const char *const pieces[] = {"登録",
					     "解除",
					     "休止",
					     "再開",
					     "変更",
					     "緊急だけ",
					     "なし",
					     "消去",
					     "ヘルプ",
					     "登録してください。",
					     "いりません",
					     "配信停止になっていませんか？",
					     "はい",
					     "suzuki@b.example",
					     "アドレスが変わりました。",
					     "stop",
					     "subscribe me please",
					     "ありがとうございます",
					     "合い言葉：すずめ",
					     "以下の社員を登録",
					     "\n",
					     "。",
					     "、",
					     " "};
	GString *text = g_string_new(NULL);

	for (int n = g_rand_int_range(rand, 0, 5); n > 0; n--)
		g_string_append(text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
	return g_string_free(text, FALSE);
}

/* Everything that would be sent is sent; *answers per address are counted by the outbox's place,
 * the table of answers. */
static void one_mail(KwDb *db, const KwWords *words, GRand *rand, int64_t mail)
{
	g_autofree char *subject = random_text(rand), *own = random_text(rand);
	g_autofree char *address = g_strdup_printf("w%d@a.example", g_rand_int_range(rand, 0, WHO));
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(GError) error = NULL;
	g_autoptr(KwCommand) command = kw_command_read(&(KwCommandMail){
		.subject = subject, .own = own, .from = address, .now = NOW, .zone = zone});
	g_autoptr(KwResponse) response = kw_request_act(db,
							&(KwRequest){.command = command,
								     .address = address,
								     .own = own,
								     .may_ask_back = TRUE,
								     .language = "ja",
								     .words = words,
								     .actor = "mail:1",
								     .now = NOW},
							&error);

	kw_assert_ok(error);
	for (guint i = 0; i < response->answers->len; i++) {
		const KwAnswer *answer = response->answers->pdata[i];

		may(db, mail, answer->address, answer->kind, NOW);
	}
}

static void ten_thousand(StoreFixture *f)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = kw_words_load("ja", NULL, &error);
	int64_t sent, active, mails[ROWS];

	kw_assert_ok(error);
	for (int i = 0; i < ROWS; i++)
		mails[i] = mail_of(f->db, i);
	g_autoptr(KwTx) tx = kw_tx_begin(f->db, &error);
	kw_assert_ok(error);
	for (int i = 0; i < MAILS; i++)
		one_mail(f->db, words, rand, mails[i % ROWS]);
	for (int i = 0; i < WHO; i++) {
		g_autofree char *address = g_strdup_printf("w%d@a.example", i);

		kw_roll_count_answers(f->db, address, NULL, 0, &sent, &error);
		kw_assert_ok(error);
		g_assert_cmpint(sent, <=, caps.answers_a_day);
		g_assert_cmpint(sent, >, 0);
	}
	/* and without a token nobody is let in */
	kw_roll_count(f->db, "active", &active, &error);
	kw_assert_ok(error);
	g_assert_cmpint(active, ==, 0);
	g_assert_true(kw_tx_commit(tx, &error));
}

/* One machine has so many requests an hour; one IPv6 network is one machine. */
static void visits(StoreFixture *f)
{
	static const struct {
		const char *client;
		int at;
		gboolean may;
	} rows[] = {
		{"203.0.113.7", 0, TRUE},
		{"203.0.113.7", 10, TRUE},
		{"203.0.113.7", 20, FALSE},
		{"203.0.113.8", 20, TRUE},
		{"2001:db8::1", 20, TRUE},
		{"2001:db8::2", 20, TRUE},
		{"2001:db8::3", 20, FALSE},
		{"2001:db8:1::3", 20, TRUE},
		{"::ffff:203.0.113.9", 20, TRUE},
		{"203.0.113.9", 20, TRUE},
		{"::ffff:203.0.113.9", 20, FALSE},
		{"::ffff:203.0.113.10", 20, TRUE},
		{"", 20, TRUE},
		{"203.0.113.7", 3601, TRUE},
		{"203.0.113.7", 3602, FALSE},
	};
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(f->folder, "keys", NULL);

	kw_keys_create(path, &error);
	g_autoptr(KwKeys) keys = kw_keys_load(path, &error);
	kw_assert_ok(error);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean may_go_on;

		kw_answering_visit(f->db, keys, 2, rows[i].client, NOW + rows[i].at, &may_go_on,
				   &error);
		kw_assert_ok(error);
		g_assert_cmpint(may_go_on, ==, rows[i].may);
	}
}

/* Two at once are one after the other: the second waits, and does not count without the first. */
static void at_once(StoreFixture *f)
{
	g_autoptr(KwDb) other = store_fixture_open(f);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTx) first = kw_tx_begin(f->db, &error), second = NULL;
	gboolean is_taken;

	kw_assert_ok(error);
	g_assert_true(may(f->db, 0, "a@example.jp", "confirm", NOW));
	g_assert_true(kw_db_set_patience(other, 1, &error));
	second = kw_tx_begin(other, &error);
	if (second)
		g_assert_false(kw_answering_take(other, &caps, 0, "a@example.jp", "confirm", NOW,
						 &is_taken, &error));
	g_assert_error(error, KW_ERROR, KW_ERROR_TEMPORARY);
}

/* Whoever changes from network to network within a large one of his own comes to an end, too. */
static void large_network(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(f->folder, "keys", NULL);
	int taken = 0;

	kw_keys_create(path, &error);
	g_autoptr(KwKeys) keys = kw_keys_load(path, &error);
	kw_assert_ok(error);
	for (int i = 0; i < 20; i++) {
		g_autofree char *client = g_strdup_printf("2001:db8:1:%x::1", i);
		gboolean may_go_on;

		kw_answering_visit(f->db, keys, 2, client, NOW, &may_go_on, &error);
		kw_assert_ok(error);
		taken += may_go_on;
	}
	g_assert_cmpint(taken, ==, 8);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/answering/limits", limits);
	store_test_add("/answering/in-all", in_all);
	store_test_add("/answering/robots", robots);
	store_test_add_sqlite("/answering/ten-thousand", ten_thousand);
	store_test_add("/answering/both-kinds", both_kinds);
	store_test_add("/answering/visits", visits);
	store_test_add("/answering/large-network", large_network);
	store_test_add("/answering/details", details);
	store_test_add("/answering/at-once", at_once);
	return g_test_run();
}
