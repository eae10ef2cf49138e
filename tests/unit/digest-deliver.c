/* deliver: every letter once, whatever the relay says and whoever dies; over a Maildir, and over
 * SMTP against a relay that answers by the recipient's name. */
#include "../support/store_fixture.h"

#include "../support/issue_fixture.h"
#include "base/error.h"
#include "base/token.h"
#include "digest/deliver.h"
#include "digest/enqueue.h"
#include "mail/message.h"
#include "store/outbox.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define HOUR 3600

/* --- the relay --- */

typedef struct {
	const char *greeting; /* NULL = 220 */
	int listener, port;
	int connections;    /* so far */
	GPtrArray *letters; /* "RECIPIENT\nBYTES" of every letter whose final dot came, in order */
	GThread *thread;
} Relay;

static gboolean say(int fd, const char *line)
{
	g_autofree char *text = g_strconcat(line, "\r\n", NULL);

	return write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* Up to and with `end`; NULL: the connection is gone. */
static char *hear(int fd, GString *in, const char *end)
{
	char chunk[4096], *at;

	while (!(at = strstr(in->str, end))) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n <= 0)
			return NULL;
		g_string_append_len(in, chunk, n);
	}
	gsize length = (gsize)(at - in->str) + strlen(end);
	char *heard = g_strndup(in->str, length);
	g_string_erase(in, 0, (gssize)length);
	return heard;
}

/* What a recipient's name makes the relay say. */
static const char *answer_to(const char *recipient)
{
	static const struct {
		const char *name, *answer;
	} answers[] = {
		{"full", "450 4.2.2 mailbox full"},
		{"gone", "550 5.1.1 no such user"},
		{"policy", "550 5.7.1 you may not relay here"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++)
		if (strstr(recipient, answers[i].name))
			return answers[i].answer;
	return "250 2.1.5 Ok";
}

/* Ends where the client goes, or where "lost" makes the relay die after the final dot. */
static void converse(Relay *relay, int fd)
{
	g_autoptr(GString) in = g_string_new(NULL);
	g_autofree char *recipient = g_strdup("");

	if (!say(fd, relay->greeting ? relay->greeting : "220 relay.example ESMTP"))
		return;
	for (;;) {
		g_autofree char *line = hear(fd, in, "\r\n");
		const char *reply = "250 2.0.0 Ok";

		if (!line)
			return;
		if (g_str_has_prefix(line, "RCPT TO:")) {
			g_free(recipient);
			recipient = g_strndup(line + 9, strcspn(line + 9, ">"));
			reply = answer_to(recipient);
		} else if (g_str_has_prefix(line, "DATA")) {
			if (!say(fd, "354 go ahead"))
				return;
			g_autofree char *body = hear(fd, in, "\r\n.\r\n");
			if (!body)
				return;
			g_ptr_array_add(relay->letters, g_strconcat(recipient, "\n", body, NULL));
			if (strstr(recipient, "lost"))
				return;
		} else if (g_str_has_prefix(line, "QUIT")) {
			reply = "221 2.0.0 Bye";
		}
		if (!say(fd, reply))
			return;
	}
}

static gpointer serve(gpointer user)
{
	Relay *relay = user;
	int fd;

	while ((fd = accept(relay->listener, NULL, NULL)) >= 0) {
		struct timeval patience = {.tv_sec = 20};

		relay->connections++;
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		converse(relay, fd);
		close(fd);
	}
	return NULL;
}

static void relay_start(Relay *relay)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t length = sizeof(address);

	relay->letters = g_ptr_array_new_with_free_func(g_free);
	relay->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(bind(relay->listener, (struct sockaddr *)&address, length), ==, 0);
	g_assert_cmpint(listen(relay->listener, 8), ==, 0);
	getsockname(relay->listener, (struct sockaddr *)&address, &length);
	relay->port = ntohs(address.sin_port);
	relay->thread = g_thread_new("relay", serve, relay);
}

static void relay_stop(Relay *relay)
{
	shutdown(relay->listener, SHUT_RDWR);
	g_thread_join(relay->thread);
	close(relay->listener);
	g_ptr_array_unref(relay->letters);
}

/* --- a publisher with three readers --- */

typedef struct Office Office;
struct Office {
	StoreFixture *store;
	KwConfig *config;
	KwKeys *keys;
	int64_t now;
	int64_t item;
	Relay relay; /* where one was started */
	gboolean stops;
	gint64 broken_at;
	gboolean is_mended;
	void (*on_turn)(Office *o, const KwDelivered *so_far);
};

/* `more` goes into the configuration; without a relay, letters go into folder/out. */
static void open_office(Office *o, StoreFixture *f, const char *relay, const char *more)
{
	g_autofree char *text = relay ? g_strconcat("relay: ", relay, "\n", more, NULL)
				      : g_strconcat("relay: maildir:out\n", more, NULL);
	g_autoptr(GError) error = NULL;

	o->store = f;
	o->config = issue_fixture_config(f->folder, "ja", text);
	if (!g_file_test(o->config->keys_file, G_FILE_TEST_EXISTS))
		kw_keys_create(o->config->keys_file, &error);
	kw_assert_ok(error);
	o->keys = kw_keys_load(o->config->keys_file, &error);
	kw_assert_ok(error);
	o->now = ISSUE_FIXTURE_NOW;
	o->item = issue_fixture_item(f->db, "picked", "this-week", "甲");
}

/* The relay serves one connection at a time. `relay_more`: further keys of it. */
static void open_office_with(Office *o, StoreFixture *f, const char *greeting,
			     const char *relay_more, const char *more)
{
	o->relay.greeting = greeting;
	relay_start(&o->relay);
	g_autofree char *url = g_strdup_printf(
		"{url: 'smtp://127.0.0.1:%d', tls: none, timeout: 10, connections: 1%s}",
		o->relay.port, relay_more);
	open_office(o, f, url, more);
}

static void open_office_with_relay(Office *o, StoreFixture *f, const char *greeting,
				   const char *more)
{
	open_office_with(o, f, greeting, "", more);
}

static void close_office(Office *o)
{
	if (o->relay.thread)
		relay_stop(&o->relay);
	kw_config_free(o->config);
	kw_keys_free(o->keys);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Office, close_office)

static int64_t add_reader(const Office *o, const char *address)
{
	return issue_fixture_subscriber(o->store->db, address, "active", "ja", "weekly bulletin");
}

/* An issue of that kind, in the outbox; its id. */
static int64_t send_issue(const Office *o, const char *kind, int number)
{
	KwDb *db = o->store->db;
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = issue_fixture_words(o->config);
	g_autofree char *day = g_strdup_printf("2026-11-%02d", number);
	g_autoptr(KwEdition) edition = g_new0(KwEdition, 1);
	KwEnqueueResult result;
	int64_t letters;

	edition->issue = g_str_equal(kind, "weekly")
				 ? kw_issues_take_weekly(db, day, o->now, &error)
				 : kw_issues_put_bulletin(db, day, NULL, o->now, &error);
	kw_assert_ok(error);
	edition->stories = issue_fixture_stories();
	edition->shorts = issue_fixture_stories();
	g_ptr_array_add(edition->stories, issue_fixture_full_story(o->item, "this-week"));
	edition->rendered = kw_render_issue(o->config, words, edition->issue, edition->stories,
					    edition->shorts, o->now, &error);
	kw_assert_ok(error);
	kw_enqueue_issue(db, o->config, edition, o->now, "shell:test", &result, &letters, &error);
	kw_assert_ok(error);
	g_assert_cmpint(result, ==, KW_ENQUEUE_DONE);
	return edition->issue->id;
}

static KwClaimerState state_of(const char *claimer)
{
	if (g_str_equal(claimer, "dead"))
		return KW_CLAIMER_GONE;
	return g_str_has_prefix(claimer, "other-host") ? KW_CLAIMER_UNKNOWN : KW_CLAIMER_LIVING;
}

static int64_t tell_time(gpointer user)
{
	return ((Office *)user)->now;
}

static gboolean should_stop(gpointer user)
{
	return ((Office *)user)->stops;
}

static void on_turn(const KwDelivered *so_far, gpointer user)
{
	Office *o = user;

	if (o->on_turn)
		o->on_turn(o, so_far);
}

static gboolean deliver_as(Office *o, const char *claimer, KwDelivered *out, GError **error)
{
	const KwDeliverer deliverer = {.claimer = claimer,
				       .state_of = state_of,
				       .clock = tell_time,
				       .should_stop = should_stop,
				       .on_turn = on_turn,
				       .user = o};

	return kw_deliver_run(o->store->db, o->config, o->keys, &deliverer, out, error);
}

static gboolean try_deliver(Office *o, KwDelivered *out, GError **error)
{
	return deliver_as(o, "living", out, error);
}

static KwDelivered deliver(Office *o)
{
	g_autoptr(GError) error = NULL;
	KwDelivered done;

	g_assert_true(try_deliver(o, &done, &error));
	kw_assert_ok(error);
	return done;
}

static void assert_delivered(const KwDelivered *d, int sent, int deferred, int failed,
			     int uncertain)
{
	g_assert_cmpint(d->sent, ==, sent);
	g_assert_cmpint(d->deferred, ==, deferred);
	g_assert_cmpint(d->failed, ==, failed);
	g_assert_cmpint(d->uncertain, ==, uncertain);
}

static KwOutboxRow *row_of(const Office *o, int64_t id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = kw_outbox_list(o->store->db, NULL, id - 1, 1, &error);

	kw_assert_ok(error);
	g_assert_cmpuint(rows->len, ==, 1);
	return g_ptr_array_steal_index(rows, 0);
}

static void assert_row(const Office *o, int64_t id, const char *state, int attempts)
{
	g_autoptr(KwOutboxRow) row = row_of(o, id);

	g_assert_cmpstr(row->state, ==, state);
	g_assert_cmpint(row->attempts, ==, attempts);
}

static void assert_issue(const Office *o, int64_t id, const char *state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = kw_issues_find(o->store->db, id, &error);

	kw_assert_ok(error);
	g_assert_cmpstr(issue->state, ==, state);
}

/* --- what arrived in the Maildir --- */

typedef struct {
	char *raw;
	KwMessage *message;
	char *text, *html; /* of the two parts, tidy */
} Arrived;

static void arrived_free(gpointer data)
{
	Arrived *a = data;

	kw_message_free(a->message);
	g_free(a->raw);
	g_free(a->text);
	g_free(a->html);
	g_free(a);
}

static Arrived *read_letter(const char *path)
{
	g_autoptr(GError) error = NULL;
	Arrived *a = g_new0(Arrived, 1);
	gboolean is_html;
	gsize length;

	g_assert_true(g_file_get_contents(path, &a->raw, &length, NULL));
	a->message = kw_message_parse(a->raw, length, NULL, &error);
	kw_assert_ok(error);
	const KwPart *body = kw_message_body(a->message, &is_html, NULL);
	g_assert_nonnull(body);
	g_assert_false(is_html);
	a->text = g_strdup(body->text);
	const KwPart *html = kw_message_html(a->message);
	a->html = html ? g_strdup(html->text) : NULL;
	return a;
}

static GPtrArray *arrived(const Office *o)
{
	GPtrArray *letters = g_ptr_array_new_with_free_func(arrived_free);
	g_autofree char *path = g_build_filename(o->store->folder, "out", "new", NULL);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		g_ptr_array_add(letters, read_letter(file));
	}
	return letters;
}

static const Arrived *letter_to(const GPtrArray *letters, const char *address)
{
	for (guint i = 0; i < letters->len; i++) {
		const Arrived *a = letters->pdata[i];

		if (g_str_equal(kw_message_header(a->message, "Delivered-To"), address))
			return a;
	}
	g_error("nothing arrived for %s", address);
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		g_error("no \"%s\" in:\n%s", part, text);
}

/* The text between two others; the first must be there. */
static char *between(const char *text, const char *before, const char *after)
{
	const char *start = strstr(text, before);

	g_assert_nonnull(start);
	start += strlen(before);
	const char *stop = strstr(start, after);
	g_assert_nonnull(stop);
	return g_strndup(start, (gsize)(stop - start));
}

static void assert_token(const Office *o, KwTokenPurpose purpose, const char *token, int64_t issue,
			 int64_t subscriber)
{
	int64_t first = -1, second = -1;

	g_assert_true(kw_token_parse(o->keys, purpose, token, &first, &second));
	g_assert_cmpint(first, ==, issue);
	g_assert_cmpint(second, ==, subscriber);
}

/* --- tests --- */

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

/* A claimer died with a letter on the wire. */
static int64_t die_with_a_letter(const Office *o, const char *claimer)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = kw_outbox_claim(o->store->db, claimer, 1, o->now, 600, &error);

	kw_assert_ok(error);
	g_assert_cmpuint(rows->len, ==, 1);
	return ((KwOutboxRow *)rows->pdata[0])->id;
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

static void dead_claimer_resend(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "after_crash: resend\n");
	int64_t a = add_reader(&o, "a@example.jp");
	add_reader(&o, "b@example.jp");
	int64_t issue = send_issue(&o, "weekly", 19);
	int64_t row = die_with_a_letter(&o, "dead");
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 2, 0, 0, 0);
	g_assert_cmpint(done.recovered, ==, 1);
	assert_row(&o, row, "sent", 2);

	/* the Message-ID is the one that the dead one would have used */
	g_autoptr(GPtrArray) letters = arrived(&o);
	g_autofree char *token = kw_token_format(o.keys, KW_TOKEN_DELIVERY, issue, a);
	g_autofree char *wanted = g_strconcat(token, "@kawaraban.news.example.jp", NULL);
	g_assert_cmpuint(letters->len, ==, 2);
	g_assert_cmpstr(letter_to(letters, "a@example.jp")->message->message_id, ==, wanted);
}

static void dead_claimer_hold(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "after_crash: hold\n");
	add_reader(&o, "a@example.jp");
	add_reader(&o, "b@example.jp");
	send_issue(&o, "weekly", 19);
	int64_t row = die_with_a_letter(&o, "dead");
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 1, 0, 0, 0);
	g_assert_cmpint(done.recovered, ==, 1);
	assert_row(&o, row, "uncertain", 1);
	done = deliver(&o);
	g_assert_cmpint(done.recovered, ==, 0); /* counted once */
	g_autoptr(GPtrArray) letters = arrived(&o);
	g_assert_cmpuint(letters->len, ==, 1);
}

/* What a living claimer holds is its own, until its lease is over. */
static void other_host(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	int64_t issue = send_issue(&o, "weekly", 19);
	int64_t row = die_with_a_letter(&o, "other-host 1 2");
	o.now += 599;
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 0, 0, 0, 0);
	assert_row(&o, row, "sending", 1);
	assert_issue(&o, issue, "sending");
	o.now += 1;
	done = deliver(&o);
	assert_delivered(&done, 1, 0, 0, 0);
	g_assert_cmpint(done.recovered, ==, 1);
	assert_issue(&o, issue, "sent");
}

/* The relay refuses us: no letter is touched. */
static void relay_refuses(StoreFixture *f)
{
	static const char *const greetings[] = {"421 4.3.2 too busy", "554 5.7.1 go away"};

	for (size_t i = 0; i < G_N_ELEMENTS(greetings); i++) {
		g_auto(Office) o = {0};
		g_autofree char *address = g_strdup_printf("r%d@example.jp", (int)i);

		open_office_with_relay(&o, f, greetings[i], "");
		add_reader(&o, address);
		int64_t issue = send_issue(&o, "weekly", 19 + (int)i);
		KwDelivered done = deliver(&o);
		assert_delivered(&done, 0, 0, 0, 0);
		g_assert_true(done.relay_stopped);
		g_assert_cmpstr(done.relay_why, !=, "");
		g_autoptr(GError) error = NULL;
		KwOutboxTotals totals;
		kw_outbox_totals(f->db, issue, &totals, &error);
		kw_assert_ok(error);
		g_assert_cmpint(totals.ready, ==, 1 + (int)i);
		assert_row(&o, 1, "ready", 0);
	}
}

/* Nobody listens there. */
static void relay_down(StoreFixture *f)
{
	g_auto(Office) o = {0};
	Relay gone = {0};

	relay_start(&gone);
	g_autofree char *url =
		g_strdup_printf("{url: 'smtp://127.0.0.1:%d', tls: none, timeout: 2}", gone.port);
	relay_stop(&gone);
	open_office(&o, f, url, "");
	for (int i = 0; i < 3; i++) {
		g_autofree char *address = g_strdup_printf("r%d@example.jp", i);

		add_reader(&o, address);
	}
	send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 0, 0, 0, 0);
	g_assert_true(done.relay_stopped);
	for (int i = 1; i <= 3; i++)
		assert_row(&o, i, "ready", 0);
}

static void deferred(StoreFixture *f)
{
	static const struct {
		int64_t after_s, next_s; /* since the first run; -1 = not tried */
		int attempts;
	} cases[] = {
		{0, 300, 1},          {299, -1, 1},           {300, 300 + 600, 2},
		{900, 900 + 1200, 3}, {2100, 2100 + 2400, 4},
	};
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "full@example.jp");
	int64_t issue = send_issue(&o, "weekly", 19);
	int connections = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		gboolean is_tried = cases[i].next_s >= 0;

		o.now = ISSUE_FIXTURE_NOW + cases[i].after_s;
		KwDelivered done = deliver(&o);
		assert_delivered(&done, 0, is_tried, 0, 0);
		g_assert_cmpint(o.relay.connections, ==, connections += is_tried);
		assert_row(&o, 1, "deferred", cases[i].attempts);
		if (!is_tried)
			continue;
		g_autoptr(KwOutboxRow) row = row_of(&o, 1);
		g_assert_cmpint(row->next_try_at, ==, ISSUE_FIXTURE_NOW + cases[i].next_s);
		g_assert_cmpint(row->smtp_code, ==, 450);
		assert_has(row->smtp_text, "mailbox full");
		assert_issue(&o, issue, "sending");
	}
	/* not for ever */
	o.now = ISSUE_FIXTURE_NOW + 48 * HOUR + 1;
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 0, 0, 1, 0);
	assert_row(&o, 1, "failed", 5);
	assert_issue(&o, issue, "sent");
}

static void refused(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	add_reader(&o, "gone@example.jp");
	add_reader(&o, "b@example.jp");
	int64_t issue = send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 2, 0, 1, 0);
	g_assert_false(done.relay_stopped);
	g_autoptr(KwOutboxRow) row = row_of(&o, 2);
	g_assert_cmpstr(row->state, ==, "failed");
	g_assert_cmpint(row->smtp_code, ==, 550);
	assert_has(row->smtp_text, "no such user");
	assert_issue(&o, issue, "sent");
	g_assert_cmpint(o.relay.connections, ==, 1);
}

/* What the relay holds against us would meet every reader: it is left alone, nothing is lost. The
 * letter at which it did so waits, so that one reader's server cannot hold up the others for ever.
 */
static void policy(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	add_reader(&o, "policy@example.jp");
	add_reader(&o, "b@example.jp");
	send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 1, 1, 0, 0);
	g_assert_true(done.relay_stopped);
	assert_has(done.relay_why, "you may not relay here");
	assert_row(&o, 1, "sent", 1);
	assert_row(&o, 2, "deferred", 1);
	assert_row(&o, 3, "ready", 0);

	KwDelivered next = deliver(&o);
	assert_delivered(&next, 1, 0, 0, 0);
	g_assert_false(next.relay_stopped);
	assert_row(&o, 3, "sent", 1);
}

static char *message_id_of(const char *letter)
{
	return between(letter, "Message-ID: <", ">");
}

/* The relay dies after the final dot, every time: sent again with the same Message-ID, but not for
 * ever; the other readers get their letters. */
static void uncertain(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "lost@example.jp");
	add_reader(&o, "b@example.jp");
	send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 0, 0, 0, 1);
	g_assert_true(done.relay_stopped); /* left alone: it does not answer */
	assert_row(&o, 1, "uncertain", 1);
	assert_row(&o, 2, "ready", 0);
	for (int attempts = 2; attempts <= 4; attempts++) {
		done = deliver(&o);
		assert_delivered(&done, attempts == 2, 0, 0, 1); /* the other one first */
		assert_row(&o, 1, "uncertain", attempts);
		assert_row(&o, 2, "sent", 1);
	}
	done = deliver(&o);
	assert_delivered(&done, 0, 0, 1, 0);
	assert_row(&o, 1, "failed", 5);
	done = deliver(&o);
	assert_delivered(&done, 0, 0, 0, 0);

	g_autofree char *first = message_id_of(o.relay.letters->pdata[0]);
	int seen = 0;
	for (guint i = 0; i < o.relay.letters->len; i++) {
		g_autofree char *id = message_id_of(o.relay.letters->pdata[i]);

		seen += g_str_equal(id, first);
	}
	g_assert_cmpint(seen, ==, 5);
	g_assert_cmpuint(o.relay.letters->len, ==, 6);
}

static void uncertain_hold(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "after_crash: hold\n");
	add_reader(&o, "lost@example.jp");
	send_issue(&o, "weekly", 19);
	for (int i = 0; i < 3; i++) {
		KwDelivered done = deliver(&o);

		assert_delivered(&done, 0, 0, 0, i == 0);
		assert_row(&o, 1, "uncertain", 1);
	}
	g_assert_cmpuint(o.relay.letters->len, ==, 1);
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

/* Whoever leaves while a letter waits does not get it. */
static void left_meanwhile(StoreFixture *f)
{
	static const char *const states[] = {"left", "complained", "paused", "erased"};
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "");
	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autofree char *address = g_strdup_printf("%s@example.jp", states[i]);

		add_reader(&o, address);
	}
	add_reader(&o, "b@example.jp");
	send_issue(&o, "weekly", 19);
	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autoptr(GError) error = NULL;
		gboolean changed;

		kw_roll_set_state(f->db, (int64_t)i + 1, "active", states[i], o.now, &changed,
				  &error);
		kw_assert_ok(error);
	}
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 1, 0, (int)G_N_ELEMENTS(states), 0);
	g_autoptr(KwOutboxRow) row = row_of(&o, 1);
	assert_has(row->smtp_text, "the subscriber is left");
	g_autoptr(GPtrArray) letters = arrived(&o);
	g_assert_cmpuint(letters->len, ==, 1);
}

/* A template that the operator broke concerns every letter: none is failed for it. */
static void broken_phrases(StoreFixture *f)
{
	g_auto(Office) o = {0};
	g_autofree char *file = g_build_filename(f->folder, "own", "ja", "phrases.yaml", NULL);
	g_autofree char *folder = g_path_get_dirname(file);
	g_autoptr(GError) error = NULL;
	KwDelivered done;

	open_office(&o, f, NULL, "templates: own\n");
	add_reader(&o, "a@example.jp");
	send_issue(&o, "weekly", 19);
	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(
		file, "- id: letter.greeting\n  text: '{{#organisation}}'\n", -1, NULL));
	g_assert_false(try_deliver(&o, &done, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "phrases");
	assert_row(&o, 1, "ready", 0);

	g_assert_cmpint(unlink(file), ==, 0);
	done = deliver(&o);
	assert_delivered(&done, 1, 0, 0, 0);
}

static void put_notice(const Office *o, const char *bytes, const char *splices, int copies)
{
	g_autoptr(GBytes) letter_bytes = g_bytes_new(bytes, strlen(bytes));
	const KwLetter letter = {.purpose = (char *)"notice",
				 .language = (char *)"ja",
				 .segment = (char *)"",
				 .bytes = letter_bytes,
				 .splices = (char *)splices};
	g_autoptr(GError) error = NULL;
	int64_t id;

	kw_letters_put(o->store->db, &letter, o->now, &id, &error);
	kw_assert_ok(error);
	for (int i = 0; i < copies; i++) {
		kw_outbox_enqueue(o->store->db, id, 0, "staff@example.jp", 5, o->now, &error);
		kw_assert_ok(error);
	}
}

/* A notice goes out with the null return path; a stored letter that is broken stops no other. */
static void notices(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "");
	put_notice(&o, "To: staff@example.jp\r\nSubject: x\r\n\r\nbroken\r\n",
		   "[{\"field\":\"x\"}]", 2);
	put_notice(&o, "To: staff@example.jp\r\nSubject: x\r\n\r\nfine\r\n", "[]", 1);
	add_reader(&o, "a@example.jp");
	send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 2, 0, 2, 0);
	assert_row(&o, 1, "failed", 1);
	assert_row(&o, 2, "failed", 1);
	g_autoptr(GPtrArray) letters = arrived(&o);
	const Arrived *notice = letter_to(letters, "staff@example.jp");
	g_assert_cmpstr(kw_message_header(notice->message, "Return-Path"), ==, "<>");
	assert_has(notice->text, "fine");
}

/* Where answers, bounces and leaving go, by what the mailbox can do. */
static void addresses(StoreFixture *f)
{
	static const struct {
		KwReturnPath kind;
		const char *leave;       /* before the leave token */
		const char *return_path; /* $ stands for the delivery token */
	} cases[] = {
		{KW_RETURN_PATH_VERP_PLUS, "<mailto:kawaraban+", "<bounce+$@b.example.jp>"},
		{KW_RETURN_PATH_PLAIN, "<mailto:kawaraban@news.example.jp?subject=unsubscribe%20",
		 "<bounce@b.example.jp>"},
		{KW_RETURN_PATH_VERP_DOMAIN, "<mailto:", "<$@b.example.jp>"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases) * 2; i++) {
		gboolean has_page = i % 2;
		g_auto(Office) o = {0};
		g_autofree char *address = g_strdup_printf("r%d@example.jp", (int)i);

		open_office(&o, f, NULL, "");
		o.config->return_path = cases[i / 2].kind;
		g_free(o.config->bounce);
		o.config->bounce = g_strdup("bounce@b.example.jp");
		if (has_page)
			o.config->web_leave = g_strdup("https://news.example.jp/u/");
		int64_t reader = add_reader(&o, address);
		int64_t issue = send_issue(&o, "bulletin", 19);
		deliver(&o);

		g_autoptr(GPtrArray) letters = arrived(&o);
		const Arrived *a = letter_to(letters, address);
		g_autofree char *leave = kw_token_format(o.keys, KW_TOKEN_LEAVE, issue, reader);
		g_autofree char *delivery =
			kw_token_format(o.keys, KW_TOKEN_DELIVERY, issue, reader);
		g_autofree char *mail = g_strconcat(cases[i / 2].leave, leave, NULL);
		g_autofree char *page = g_strconcat("https://news.example.jp/u/", leave, NULL);
		g_autoptr(GString) path = g_string_new(cases[i / 2].return_path);
		const char *header = kw_message_header(a->message, "List-Unsubscribe");

		g_string_replace(path, "$", delivery, 0);
		g_assert_cmpstr(kw_message_header(a->message, "Return-Path"), ==, path->str);
		assert_has(header, mail);
		g_assert_cmpint(strstr(header, page) != NULL, ==, has_page);
		assert_has(a->text, has_page ? page : mail + 1);
	}
}

/* The opening line, by what a reader told us. */
static void greetings(StoreFixture *f)
{
	static const struct {
		const char *language, *organisation, *word, *wanted;
	} cases[] = {
		{"ja", "みほん金属", "すずめ",
		 "\nみほん金属 様（登録のとき決めた合い言葉：すずめ）"},
		{"ja", "みほん金属", NULL, "\nみほん金属 様\n"},
		{"ja", NULL, "すずめ", "\n読者の皆さま（登録のとき決めた合い言葉：すずめ）"},
		{"ja", NULL, NULL, "\n読者の皆さま\n"},
		{"ja", "<b>A&B</b>", "{{from}}",
		 "\n<b>A&B</b> 様（登録のとき決めた合い言葉：{{from}}）"},
		{"en", "みほん金属", NULL, "\nTo みほん金属\n"},
	};
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *address = g_strdup_printf("r%d@example.jp", (int)i);
		const KwSubscriber subscriber = {.address = address,
						 .state = (char *)"active",
						 .language = (char *)cases[i].language,
						 .topics = (char *)"weekly",
						 .organisation = (char *)cases[i].organisation,
						 .word = (char *)cases[i].word,
						 .consent_at = i ? ISSUE_FIXTURE_NOW : 0};
		g_autoptr(GError) error = NULL;
		int64_t id;

		kw_roll_add(f->db, &subscriber, o.now, &id, &error);
		kw_assert_ok(error);
	}
	send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, (int)G_N_ELEMENTS(cases), 0, 0, 0);
	g_autoptr(GPtrArray) letters = arrived(&o);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *address = g_strdup_printf("r%d@example.jp", (int)i);
		const Arrived *a = letter_to(letters, address);

		assert_has(a->text, cases[i].wanted);
		g_assert_null(strstr(a->html, "<b>A"));
		/* no consent on record: no made-up day */
		g_assert_cmpint(strstr(a->text, "お届けの理由") ||
					strstr(a->text, "Why you get this"),
				==, i > 0);
		g_assert_null(strstr(a->text, "1970"));
	}
}

static void bad_configuration(StoreFixture *f)
{
	static const char *const addresses[] = {"nonsense", "サイバー <a@example.jp>",
						"<a@example.jp>", "a@example.jp, b@example.jp"};
	g_auto(Office) o = {0};
	g_autoptr(GError) error = NULL;
	KwDelivered done;

	open_office(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	send_issue(&o, "weekly", 19);
	for (size_t i = 0; i < G_N_ELEMENTS(addresses) * 2; i++) {
		char **key = i % 2 ? &o.config->bounce : &o.config->from;
		g_autofree char *before = g_steal_pointer(key);

		*key = g_strdup(addresses[i / 2]);
		g_assert_false(try_deliver(&o, &done, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG,
					i % 2 ? "mail.bounce" : "mail.from");
		g_free(*key);
		*key = g_steal_pointer(&before);
	}
	assert_row(&o, 1, "ready", 0);
}

/* A password file that is missing or empty: the relay is not asked, no letter is lost. */
static void password(StoreFixture *f)
{
	g_auto(Office) o = {0};
	g_autofree char *file = g_build_filename(f->folder, "password", NULL);

	open_office(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	send_issue(&o, "weekly", 19);
	((KwConfigRelay *)o.config->relays->pdata[0])->username = g_strdup("u");
	((KwConfigRelay *)o.config->relays->pdata[0])->password_file = g_strdup(file);
	for (int i = 0; i < 3; i++) {
		g_autoptr(GError) error = NULL;
		KwDelivered done;

		if (i) {
			g_assert_true(
				g_file_set_contents(file, i == 1 ? "" : "\nsecret\n", -1, NULL));
			chmod(file, 0600);
		}
		g_assert_false(try_deliver(&o, &done, &error));
		g_test_message("%s", error->message);
		assert_has(error->message, "password_file");
		assert_row(&o, 1, "ready", 0);
	}
	g_assert_true(g_file_set_contents(file, "secret\n", -1, NULL));
	chmod(file, 0600);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 1, 0, 0, 0);
}

/* What this very process left in an earlier run that failed is in doubt, not in the air. */
static void own_leftovers(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "after_crash: hold\n");
	add_reader(&o, "a@example.jp");
	send_issue(&o, "weekly", 19);
	int64_t row = die_with_a_letter(&o, "living");
	KwDelivered done = deliver(&o);
	g_assert_cmpint(done.recovered, ==, 1);
	assert_row(&o, row, "uncertain", 1);
}

/* Another living process of this host: its rows are its own, whatever the clock says. */
static void living_neighbour(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	send_issue(&o, "weekly", 19);
	int64_t row = die_with_a_letter(&o, "neighbour");
	o.now += 24 * HOUR;
	KwDelivered done = deliver(&o);
	g_assert_cmpint(done.recovered, ==, 0);
	assert_row(&o, row, "sending", 1);
}

static void add_readers(const Office *o, const char *name, int n)
{
	for (int i = 0; i < n; i++) {
		g_autofree char *address = g_strdup_printf("%s%d@example.jp", name, i);

		add_reader(o, address);
	}
}

static int64_t count_rows(const Office *o, const char *where)
{
	g_autofree char *sql = g_strconcat("SELECT count(*) FROM outbox WHERE ", where, NULL);
	g_autoptr(GError) error = NULL;
	int64_t n;

	kw_db_int(o->store->db, sql, KW_NO_PARAMS, 0, &n, &error);
	kw_assert_ok(error);
	return n;
}

static void stop_at_five(Office *o, const KwDelivered *so_far)
{
	g_assert_cmpint(count_rows(o, "state = 'sending'"), <=, 2); /* one connection */
	o->stops = so_far->sent >= 5;
}

/* Told to stop: no more is claimed, what is on the wire is waited for; and never more than two
 * letters a connection are there. */
static void stopped(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_readers(&o, "r", 20);
	int64_t issue = send_issue(&o, "weekly", 19);
	o.on_turn = stop_at_five;
	KwDelivered done = deliver(&o);
	g_assert_cmpint(done.sent, >=, 5);
	g_assert_cmpint(done.sent, <=, 8); /* 6 in one commit, and what was claimed in it */
	g_assert_cmpint(count_rows(&o, "state = 'ready' AND attempts = 0"), ==, 20 - done.sent);
	g_assert_false(done.relay_stopped);
	assert_issue(&o, issue, "sending");
	o.stops = FALSE;
	o.on_turn = NULL;
	KwDelivered rest = deliver(&o);
	g_assert_cmpint(rest.sent, ==, 20 - done.sent);
	assert_issue(&o, issue, "sent");
}

static void limited(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with(&o, f, NULL, ", limit_letters: 4, limit_seconds: 600", "");
	add_readers(&o, "r", 10);
	send_issue(&o, "weekly", 19);
	for (int run = 0; run < 3; run++) {
		KwDelivered done = deliver(&o);

		assert_delivered(&done, run < 2 ? 4 : 2, 0, 0, 0);
		g_assert_cmpint(done.limited_until, ==, run < 2 ? o.now + 600 : 0);
		KwDelivered again = deliver(&o); /* not yet */
		assert_delivered(&again, 0, 0, 0, 0);
		o.now += 600;
	}
}

static int64_t refuse(Office *o, int sent, int refused)
{
	add_readers(o, "a", sent);
	add_readers(o, "gone", refused);
	add_readers(o, "b", 10);
	return send_issue(o, "weekly", 19);
}

static char *why_held(const Office *o, int64_t id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = kw_issues_find(o->store->db, id, &error);

	kw_assert_ok(error);
	return g_strdup(issue->held_why);
}

/* More than a share of the first letters is refused: the rest waits, staff are told, and nobody's
 * refusal counts. */
static void held_for_a_share(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL,
			       "deliver: {hold_first: 20, hold_percent: 10}\n"
			       "staff: [{address: staff@example.jp}]\n");
	int64_t issue = refuse(&o, 4, 4);
	KwDelivered done = deliver(&o);
	g_autofree char *why = why_held(&o, issue);

	assert_issue(&o, issue, "held");
	assert_has(why, "refused: ");
	assert_has(why, " of the first ");
	g_assert_cmpint(done.held, ==, 1);
	/* the notice went out in the same run, to the one member of staff */
	g_assert_cmpint(count_rows(&o, "issue IS NULL AND state = 'sent'"), ==, 1);
	g_assert_cmpint(done.failed, >=, 3);
	g_assert_cmpint(count_rows(&o, "state = 'failed' AND is_held = 0"), ==, 0);
	g_assert_cmpint(count_rows(&o, "state = 'ready'"), >=, 9);
	g_assert_cmpint(done.sent, ==,
			4 + 1 + (18 - 4 - done.failed - count_rows(&o, "state = 'ready'")));
	KwDelivered nothing = deliver(&o);
	assert_delivered(&nothing, 0, 0, 0, 0);

	/* somebody lets it go on: what was refused before counts no more */
	g_autoptr(GError) error = NULL;
	gboolean changed;
	kw_issues_resume(f->db, issue, o.now, &changed, &error);
	kw_assert_ok(error);
	KwDelivered rest = deliver(&o);
	g_assert_cmpint(rest.held, ==, 0);
	assert_issue(&o, issue, "sent");
	g_assert_cmpint(count_rows(&o, "state = 'failed'"), ==, 4);
}

static void not_held(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "deliver: {hold_first: 20, hold_percent: 10}\n");
	int64_t issue = refuse(&o, 4, 2); /* 10 percent are not more than 10 */
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 14, 0, 2, 0);
	g_assert_cmpint(done.held, ==, 0);
	assert_issue(&o, issue, "sent");
}

static void held_for_a_row(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "deliver: {hold_row: 5, hold_percent: 100}\n");
	int64_t issue = refuse(&o, 3, 12);
	KwDelivered done = deliver(&o);
	g_autofree char *why = why_held(&o, issue);

	assert_issue(&o, issue, "held");
	/* what is answered while the fifth is noted counts, too */
	g_assert_true(g_regex_match_simple(", [567] in a row", why, 0, 0));
	g_assert_cmpint(done.failed, <=, 7); /* five, and what was on the wire */
}

/* The share is carried over the end of a run. */
static void held_over_two_runs(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with(&o, f, NULL, ", limit_letters: 2, limit_seconds: 600",
			 "deliver: {hold_first: 20, hold_percent: 10}\n");
	int64_t issue = refuse(&o, 0, 4);
	deliver(&o);
	assert_issue(&o, issue, "sending");
	o.now += 600;
	deliver(&o);
	assert_issue(&o, issue, "held");
}

static void rename_outbox(const Office *o, const char *from, const char *to)
{
	g_autofree char *sql = g_strdup_printf("ALTER TABLE %s RENAME TO %s", from, to);
	g_autoptr(GError) error = NULL;

	kw_db_run(o->store->db, sql, KW_NO_PARAMS, NULL, &error);
	kw_assert_ok(error);
}

/* The store breaks after two letters, and is there again a moment later. */
static void break_store(Office *o, const KwDelivered *so_far)
{
	gint64 now = g_get_monotonic_time();

	if (so_far->sent >= 2 && !o->broken_at) {
		o->broken_at = now;
		rename_outbox(o, "outbox", "elsewhere");
	} else if (o->broken_at && !o->is_mended && now - o->broken_at > G_USEC_PER_SEC / 2) {
		o->is_mended = TRUE;
		rename_outbox(o, "elsewhere", "outbox");
	}
}

/* Nothing more is claimed, what the relay says in the meantime is noted when the store is back, and
 * the run ends with the reason. */
static void store_breaks(StoreFixture *f)
{
	g_auto(Office) o = {0};
	g_autoptr(GError) error = NULL;
	KwDelivered done;

	open_office_with_relay(&o, f, NULL, "");
	add_readers(&o, "r", 10);
	send_issue(&o, "weekly", 19);
	o.on_turn = break_store;
	g_assert_false(try_deliver(&o, &done, &error));
	g_assert_nonnull(error);
	g_test_message("%s", error->message);
	g_assert_true(o.is_mended);
	g_assert_cmpint(count_rows(&o, "state = 'sending' OR state = 'uncertain'"), ==, 0);
	g_assert_cmpint(done.sent, ==, o.relay.letters->len);
	o.on_turn = NULL;
	deliver(&o);
	g_assert_cmpint(count_rows(&o, "state = 'sent'"), ==, 10);
	g_assert_cmpuint(o.relay.letters->len, ==, 10);
}

/* The clock goes back a day while letters are put off. */
static void clock_back(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "full@example.jp");
	o.now += 24 * HOUR;
	send_issue(&o, "weekly", 19);
	deliver(&o);
	assert_row(&o, 1, "deferred", 1);
	o.now -= 24 * HOUR;
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 0, 1, 0, 0);
	assert_row(&o, 1, "deferred", 2);
}

/* While a relay is up and another is not, letters that come back untouched do not fail. */
static void second_relay(StoreFixture *f)
{
	g_auto(Office) o = {0};
	Relay gone = {0};

	relay_start(&gone);
	relay_start(&o.relay);
	g_autofree char *relays =
		g_strdup_printf("[{url: 'smtp://127.0.0.1:%d', tls: none, timeout: 2}, "
				"{url: 'smtp://127.0.0.1:%d', tls: none, connections: 1}]",
				gone.port, o.relay.port);
	relay_stop(&gone);
	open_office(&o, f, relays, "");
	add_readers(&o, "r", 6);
	int64_t issue = send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 6, 0, 0, 0);
	g_assert_false(done.relay_stopped);
	assert_issue(&o, issue, "sent");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/deliver/three-readers", three_readers);
	store_test_add("/deliver/at-once", at_once);
	store_test_add("/deliver/dead-claimer-resend", dead_claimer_resend);
	store_test_add("/deliver/dead-claimer-hold", dead_claimer_hold);
	store_test_add("/deliver/other-host", other_host);
	store_test_add("/deliver/relay-refuses", relay_refuses);
	store_test_add("/deliver/relay-down", relay_down);
	store_test_add("/deliver/deferred", deferred);
	store_test_add("/deliver/refused", refused);
	store_test_add("/deliver/policy", policy);
	store_test_add("/deliver/uncertain", uncertain);
	store_test_add("/deliver/uncertain-hold", uncertain_hold);
	store_test_add("/deliver/bulletin-first", bulletin_first);
	store_test_add("/deliver/left-meanwhile", left_meanwhile);
	store_test_add("/deliver/broken-phrases", broken_phrases);
	store_test_add("/deliver/notices", notices);
	store_test_add("/deliver/addresses", addresses);
	store_test_add("/deliver/greetings", greetings);
	store_test_add("/deliver/bad-configuration", bad_configuration);
	store_test_add("/deliver/password", password);
	store_test_add("/deliver/own-leftovers", own_leftovers);
	store_test_add("/deliver/living-neighbour", living_neighbour);
	store_test_add("/deliver/stopped", stopped);
	store_test_add("/deliver/limited", limited);
	store_test_add("/deliver/held-for-a-share", held_for_a_share);
	store_test_add("/deliver/not-held", not_held);
	store_test_add("/deliver/held-for-a-row", held_for_a_row);
	store_test_add("/deliver/held-over-two-runs", held_over_two_runs);
	store_test_add("/deliver/store-breaks", store_breaks);
	store_test_add("/deliver/clock-back", clock_back);
	store_test_add("/deliver/second-relay", second_relay);
	return g_test_run();
}
