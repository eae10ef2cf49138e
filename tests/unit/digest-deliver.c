/* deliver: every letter once, to whom and as what it goes; over a Maildir. */
#include "../support/deliver_fixture.h"

static void assert_token(const Office *o, KwTokenPurpose purpose, const char *token, int64_t issue,
			 int64_t subscriber)
{
	int64_t first = -1, second = -1;

	g_assert_true(kw_token_parse(o->keys, purpose, token, &first, &second));
	g_assert_cmpint(first, ==, issue);
	g_assert_cmpint(second, ==, subscriber);
}

static void three_readers(StoreFixture *f)
{
	static const char *const addresses[] = {"a@example.jp", "b@example.jp",
						"c..d@docomo.ne.jp"};
	g_auto(Office) o = {0};
	int64_t ids[3];

	open_office(&o, f, NULL, "");
	for (int i = 0; i < 3; i++)
		ids[i] = add_reader(&o, addresses[i]);
	int64_t issue = send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 3, 0, 0, 0);
	g_assert_false(done.relay_stopped);
	assert_issue(&o, issue, "sent");

	g_autoptr(GPtrArray) letters = arrived(&o);
	g_assert_cmpuint(letters->len, ==, 3);
	for (int i = 0; i < 3; i++) {
		/* a local part with two dots is quoted on the wire and in the header */
		const Arrived *a =
			letter_to(letters, i == 2 ? "\"c..d\"@docomo.ne.jp" : addresses[i]);
		const char *leave = kw_message_header(a->message, "List-Unsubscribe");
		const char *path = kw_message_header(a->message, "Return-Path");
		g_autofree char *id = between(a->message->message_id, "", "@");
		g_autofree char *mailto = between(leave, "<mailto:kawaraban+", "@");
		g_autofree char *verp = between(path, "kawaraban+", "@");
		g_autofree char *link = between(a->text, "mailto:kawaraban+", "@");

		g_assert_cmpstr(strchr(a->message->message_id, '@'), ==,
				"@kawaraban.news.example.jp");
		assert_token(&o, KW_TOKEN_DELIVERY, id, issue, ids[i]);
		assert_token(&o, KW_TOKEN_DELIVERY, verp, issue, ids[i]);
		assert_token(&o, KW_TOKEN_LEAVE, mailto, issue, ids[i]);
		assert_token(&o, KW_TOKEN_LEAVE, link, issue, ids[i]);
		assert_has(a->html, link);
		assert_has(a->text, "みほん金属 様（登録のとき決めた合い言葉：すずめ）");
		assert_has(a->html, "みほん金属 様（登録のとき決めた合い言葉：すずめ）");
		assert_has(a->text, "2026年5月3日に、登録の確認");
		assert_has(a->text, "配信をやめることができます");
	}

	/* run twice: nothing more */
	KwDelivered again = deliver(&o);
	g_autoptr(GPtrArray) same = arrived(&o);
	assert_delivered(&again, 0, 0, 0, 0);
	g_assert_cmpuint(same->len, ==, 3);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_items_find(f->db, o.item, &error);
	g_assert_cmpstr(item->state, ==, "published");
}

#define READERS   40
#define PROCESSES 3

static const char *shared_folder; /* of at_once() */

static void deliver_all(KwDb *db, int i)
{
	StoreFixture f = {.folder = (char *)shared_folder, .db = db};
	g_autoptr(GError) error = NULL;
	Office o = {.store = &f, .now = ISSUE_FIXTURE_NOW};
	g_autofree char *claimer = g_strdup_printf("process %d", i);
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *more = g_strdup_printf("relay: maildir:%s/out\n", shared_folder);
	g_autofree char *keys = g_build_filename(shared_folder, "keys", NULL);
	KwDelivered done;

	o.config = issue_fixture_config(folder, "ja", more);
	o.keys = kw_keys_load(keys, &error);
	kw_assert_ok(error);
	deliver_as(&o, claimer, &done, &error);
	kw_assert_ok(error);
	g_assert_cmpint(done.failed + done.deferred + done.uncertain + done.recovered, ==, 0);
	kw_testing_remove(folder);
	close_office(&o);
}

/* Several deliverers share an outbox: each letter goes out once. */
static void at_once(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "");
	for (int i = 0; i < READERS; i++) {
		g_autofree char *address = g_strdup_printf("r%d@example.jp", i);

		add_reader(&o, address);
	}
	int64_t issue = send_issue(&o, "weekly", 19);
	shared_folder = f->folder;
	store_fixture_fork(f, PROCESSES, deliver_all);
	g_autoptr(GPtrArray) letters = arrived(&o);
	g_assert_cmpuint(letters->len, ==, READERS);
	for (int i = 0; i < READERS; i++) {
		g_autofree char *address = g_strdup_printf("r%d@example.jp", i);

		letter_to(letters, address);
	}
	assert_issue(&o, issue, "sent");
}

static void bulletin_first(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	add_reader(&o, "b@example.jp");
	send_issue(&o, "weekly", 19);
	send_issue(&o, "bulletin", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 4, 0, 0, 0);
	for (guint i = 0; i < 4; i++)
		assert_has(o.relay.letters->pdata[i],
			   i < 2 ? ":bulletin:kawaraban" : ":weekly:kawaraban");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/deliver/three-readers", three_readers);
	store_test_add("/deliver/at-once", at_once);
	store_test_add("/deliver/bulletin-first", bulletin_first);
	return g_test_run();
}
