/* bounce: whose letter came back, points, the last letter, the end; complaints. */
#include "subscribers/bounce.h"

#include "../support/issue_fixture.h"
#include "../support/roll_fixture.h"
#include "../support/store_fixture.h"
#include "mail/address.h"
#include "store/journal.h"
#include "store/outbox.h"

#define NOW ISSUE_FIXTURE_NOW
#define DAY ((int64_t)24 * 3600)

typedef struct {
	KwDb *db;
	KwConfig *config;
	KwKeys *keys;
	int64_t id;
} Case;

static Case case_of(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	Case c = {.db = f->db, .config = issue_fixture_config(f->folder, "ja", "")};

	g_assert_true(kw_keys_create(c.config->keys_file, &error));
	c.keys = kw_keys_load(c.config->keys_file, &error);
	kw_assert_ok(error);
	c.id = roll_fixture_add(f->db, "a@example.net", "active", NOW);
	return c;
}

static void case_clear(Case *c)
{
	kw_keys_free(c->keys);
	kw_config_free(c->config);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)

/* A letter of `issue` (made as needed; 0: a notice) goes out to the reader. */
static void post(const Case *c, int64_t issue, int64_t at)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	const KwLetter letter = {.purpose = (char *)KW_PURPOSE_PROBE,
				 .language = (char *)"ja",
				 .segment = (char *)"",
				 .bytes = bytes,
				 .splices = (char *)"[]"};
	int64_t id;

	for (int64_t last = 0; last < issue;) {
		g_autoptr(KwIssue)
			one = kw_issues_put_bulletin(c->db, ISSUE_FIXTURE_DAY, NULL, at, &error);

		kw_assert_ok(error);
		last = one->id;
	}
	kw_letters_put(c->db, &letter, at, &id, &error);
	kw_assert_ok(error);
	kw_db_run(c->db,
		  "INSERT INTO outbox (letter, issue, subscriber, recipient, priority, state, "
		  "attempts, next_try_at, queued_at, sent_at) "
		  "VALUES ($1, $2, $3, 'a@example.net', 5, 'sent', 1, 0, $4, $4)",
		  KW_PARAMS(KW_INT(id), issue ? KW_INT(issue) : KW_NULL, KW_INT(c->id), KW_INT(at)),
		  NULL, &error);
	kw_assert_ok(error);
}

/* A bounce of the letter of `issue`, which names it by its Message-ID. */
static KwBounceResult take(const Case *c, int64_t issue, const char *action, const char *class,
			   const char *reason, int64_t now)
{
	g_autofree char *token = kw_token_format(c->keys, KW_TOKEN_DELIVERY, issue, c->id);
	g_autofree char *id = g_strdup_printf("%s@%s", token, c->config->list_id);
	KwDsnRecipient one = {.address = (char *)"other@example.net",
			      .action = action,
			      .class = class,
			      .status = (char *)"5.0.0",
			      .reason = reason};
	g_autoptr(GPtrArray) recipients = g_ptr_array_new();
	const KwDsn dsn = {.recipients = recipients};
	const KwReturned returned = {.returned_id = id};
	g_autoptr(GError) error = NULL;
	KwBounceResult result;
	int64_t subscriber;

	g_ptr_array_add(recipients, &one);
	kw_bounce_take(c->db, c->config, c->keys, &returned, &dsn, "mail:1", now, &result,
		       &subscriber, &error);
	kw_assert_ok(error);
	g_assert_cmpint(subscriber, ==, c->id);
	return result;
}

static KwBounceResult hard(const Case *c, int64_t issue, int64_t now)
{
	return take(c, issue, "failed", "hard", "no-such-user", now);
}

static void assert_reader(const Case *c, const char *state, int score)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwSubscriber) reader = kw_roll_find(c->db, c->id, &error);

	kw_assert_ok(error);
	g_assert_cmpstr(reader->state, ==, state);
	g_assert_cmpint(reader->bounce_score, ==, score);
}

static void judge(const Case *c, int64_t now)
{
	g_autoptr(GError) error = NULL;

	kw_bounce_judge(c->db, c->config, 100, "cron", now, &error);
	kw_assert_ok(error);
}

static void points(StoreFixture *f)
{
	g_auto(Case) c = case_of(f);

	post(&c, 1, NOW);
	post(&c, 2, NOW);
	post(&c, 3, NOW + DAY);
	post(&c, 4, NOW + 61 * DAY);
	g_assert_cmpint(take(&c, 1, "delayed", "soft", "mailbox-full", NOW), ==, KW_BOUNCE_NOTHING);
	g_assert_cmpint(take(&c, 1, "failed", "soft", "policy", NOW), ==, KW_BOUNCE_NOTHING);
	g_assert_cmpint(take(&c, 1, "failed", "soft", "too-big", NOW), ==, KW_BOUNCE_NOTHING);
	assert_reader(&c, "active", 0);
	g_assert_cmpint(take(&c, 1, "failed", "soft", "mailbox-full", NOW), ==, KW_BOUNCE_SCORED);
	assert_reader(&c, "active", 1);
	/* once a day */
	g_assert_cmpint(hard(&c, 2, NOW + DAY - 1), ==, KW_BOUNCE_KNOWN);
	g_assert_cmpint(hard(&c, 3, NOW + DAY), ==, KW_BOUNCE_SCORED);
	assert_reader(&c, "active", 3);
	/* long ago */
	g_assert_cmpint(hard(&c, 4, NOW + 62 * DAY), ==, KW_BOUNCE_SCORED);
	assert_reader(&c, "active", 2);
}

/* Whoever got hold of a letter's token has it bounce once, and not when it is old. */
static void once_a_letter(StoreFixture *f)
{
	g_auto(Case) c = case_of(f);

	post(&c, 1, NOW);
	post(&c, 2, NOW);
	g_assert_cmpint(hard(&c, 1, NOW), ==, KW_BOUNCE_SCORED);
	for (int day = 1; day < 20; day++)
		g_assert_cmpint(hard(&c, 1, NOW + day * DAY), ==, KW_BOUNCE_KNOWN);
	g_assert_cmpint(hard(&c, 2, NOW + 30 * DAY + 1), ==, KW_BOUNCE_KNOWN);
	g_assert_cmpint(hard(&c, 3, NOW), ==, KW_BOUNCE_KNOWN); /* never went out */
	assert_reader(&c, "active", 2);
	g_assert_cmpint(hard(&c, 2, NOW + 30 * DAY), ==, KW_BOUNCE_SCORED);
}

static int64_t to_the_limit(const Case *c)
{
	for (int week = 0; week < 4; week++)
		post(c, week + 1, NOW + week * 7 * DAY);
	g_assert_cmpint(hard(c, 1, NOW), ==, KW_BOUNCE_SCORED);
	g_assert_cmpint(hard(c, 2, NOW + 7 * DAY), ==, KW_BOUNCE_SCORED);
	g_assert_cmpint(hard(c, 3, NOW + 14 * DAY), ==, KW_BOUNCE_PROBE);
	assert_reader(c, "active", 6);
	return NOW + 14 * DAY;
}

static void last_letter_back(StoreFixture *f)
{
	g_auto(Case) c = case_of(f);
	g_autoptr(GError) error = NULL;
	int64_t probed_at = to_the_limit(&c);

	post(&c, 0, probed_at);
	/* no second one; its own delay is no bounce */
	g_assert_cmpint(hard(&c, 4, probed_at + DAY), ==, KW_BOUNCE_SCORED);
	g_assert_cmpint(take(&c, 0, "delayed", "soft", "no-such-user", probed_at + 60), ==,
			KW_BOUNCE_NOTHING);
	g_assert_cmpint(hard(&c, 0, probed_at + 60), ==, KW_BOUNCE_GONE);
	assert_reader(&c, "bounced", 8);
	g_assert_cmpint(hard(&c, 0, probed_at + 120), ==, KW_BOUNCE_KNOWN);
	g_assert_cmpint(hard(&c, 4, probed_at + 9 * DAY), ==, KW_BOUNCE_KNOWN);
	/* who asks again starts anew */
	g_assert_true(kw_roll_set_consent(c.db, c.id, NOW, "reply", "m", &error));
	assert_reader(&c, "bounced", 0);
	g_autoptr(GPtrArray) lines = kw_journal_list(c.db, NULL, 100, &error);
	g_assert_cmpuint(lines->len, ==, 6); /* four bounces, the last letter, the end */
}

/* A notice that is not the last letter is one letter of many. */
static void notice_back(StoreFixture *f)
{
	g_auto(Case) c = case_of(f);

	g_assert_cmpint(hard(&c, 0, NOW), ==, KW_BOUNCE_KNOWN); /* there was none */
	post(&c, 0, NOW);
	g_assert_cmpint(hard(&c, 0, NOW), ==, KW_BOUNCE_SCORED);
	g_assert_cmpint(hard(&c, 0, NOW + DAY), ==, KW_BOUNCE_KNOWN);
	assert_reader(&c, "active", 2);
}

static void last_letter_arrived(StoreFixture *f)
{
	g_auto(Case) c = case_of(f);
	int64_t probed_at = to_the_limit(&c);

	judge(&c, probed_at + 7 * DAY - 1);
	assert_reader(&c, "active", 6);
	judge(&c, probed_at + 7 * DAY);
	assert_reader(&c, "active", 0);
	judge(&c, probed_at + 8 * DAY);
	assert_reader(&c, "active", 0);
}

static void last_letter_lost(StoreFixture *f)
{
	g_auto(Case) c = case_of(f);
	int64_t probed_at = to_the_limit(&c);

	hard(&c, 4, probed_at + 3 * DAY);
	judge(&c, probed_at + 7 * DAY);
	assert_reader(&c, "bounced", 8);
}

static void refused_by_relay(StoreFixture *f)
{
	g_auto(Case) c = case_of(f);
	g_autoptr(GError) error = NULL;
	KwBounceResult result;

	g_assert_true(kw_bounce_refused(c.db, c.config, 1, c.id, "outbox:1", NOW, &result, &error));
	g_assert_cmpint(result, ==, KW_BOUNCE_SCORED);
	g_assert_true(kw_bounce_refused(c.db, c.config, 2, c.id, "outbox:2", NOW, &result, &error));
	g_assert_cmpint(result, ==, KW_BOUNCE_KNOWN);
	assert_reader(&c, "active", 2);
}

/* What proves nothing scores nothing. */
static void without_token(StoreFixture *f)
{
	g_auto(Case) c = case_of(f);
	g_autofree char *leave = kw_token_format(c.keys, KW_TOKEN_LEAVE, 1, c.id);
	g_autofree char *broken = kw_token_format(c.keys, KW_TOKEN_DELIVERY, 1, c.id);
	g_autoptr(GPtrArray) recipients = g_ptr_array_new();
	KwDsnRecipient one = {(char *)"a@example.net", "failed", "hard", (char *)"5.1.1",
			      "no-such-user"};
	const KwDsn dsn = {.recipients = recipients};
	g_autoptr(GError) error = NULL;
	KwBounceResult result;
	int64_t subscriber;

	broken[strlen(broken) - 1] ^= 1;
	g_autofree char *with_leave = kw_address_with_detail("k@news.example.jp", leave);
	g_autofree char *with_broken = g_strdup_printf("%s@x.jp", broken);
	const KwReturned cases[] = {{NULL, NULL, NULL},
				    {with_leave, NULL, NULL},
				    {"", NULL, with_broken},
				    {"k@news.example.jp", NULL, "no id"}};
	g_ptr_array_add(recipients, &one);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		kw_bounce_take(c.db, c.config, c.keys, &cases[i], &dsn, "mail:1", NOW, &result,
			       &subscriber, &error);
		kw_assert_ok(error);
		g_assert_cmpint(result, ==, KW_BOUNCE_NO_TOKEN);
		g_assert_cmpint(subscriber, ==, 0);
	}
	assert_reader(&c, "active", 0);
}

static KwComplaintResult complain(const Case *c, const KwReturned *returned, const char *type,
				  const char *mark, int64_t now)
{
	const KwFeedback feedback = {.feedback_type = (char *)type, .mark = (char *)mark};
	g_autoptr(GError) error = NULL;
	KwComplaintResult result;
	int64_t subscriber;

	g_assert_true(kw_bounce_complaint(c->db, c->keys, returned, &feedback, "mail:1", now,
					  &result, &subscriber, &error));
	kw_assert_ok(error);
	return result;
}

/* Every place in which a token may stand, and what sort of report it is. */
static void complaints(StoreFixture *f)
{
	g_auto(Case) c = case_of(f);
	g_autofree char *token = kw_token_format(c.keys, KW_TOKEN_DELIVERY, 1, c.id);
	g_autofree char *mark = kw_token_format(c.keys, KW_TOKEN_MARK, 1, c.id);
	g_autofree char *verp = kw_address_with_detail("k@news.example.jp", token);
	g_autoptr(GPtrArray) to = kw_address_list_parse(verp);
	const KwReturned by_to = {.to = to}, by_recipient = {.recipient = verp}, none = {NULL};

	g_assert_cmpint(complain(&c, &by_to, "not-spam", mark, NOW), ==, KW_COMPLAINT_NOTHING);
	g_assert_cmpint(complain(&c, &none, "abuse", mark, NOW), ==, KW_COMPLAINT_NO_TOKEN);
	assert_reader(&c, "active", 0);
	g_assert_cmpint(complain(&c, &by_recipient, "abuse", mark, NOW), ==, KW_COMPLAINT_DONE);
	assert_reader(&c, "complained", 0);
	g_assert_cmpint(complain(&c, &by_to, "abuse", mark, NOW), ==, KW_COMPLAINT_NOTHING);
}

/* Who has the token alone stops the letters, and the reader is asked. */
static void complaints_without_the_letter(StoreFixture *f)
{
	g_auto(Case) c = case_of(f);
	g_autoptr(GError) error = NULL;
	g_autofree char *token = kw_token_format(c.keys, KW_TOKEN_DELIVERY, 1, c.id);
	g_autofree char *others = kw_token_format(c.keys, KW_TOKEN_MARK, 1, c.id + 1);
	g_autofree char *verp = kw_address_with_detail("k@news.example.jp", token);
	const KwReturned returned = {.recipient = verp};
	const char *const marks[] = {NULL, "", token, others};
	gboolean changed;

	g_assert_cmpint(complain(&c, &returned, "abuse", NULL, NOW), ==, KW_COMPLAINT_NOTHING);
	post(&c, 1, NOW);
	g_assert_cmpint(complain(&c, &returned, "abuse", NULL, NOW + 90 * DAY + 1), ==,
			KW_COMPLAINT_NOTHING);
	assert_reader(&c, "active", 0);
	hard(&c, 1, NOW); /* a bounce that somebody forged hides no complaint */
	for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
		g_assert_cmpint(complain(&c, &returned, "abuse", marks[i], NOW + 90 * DAY), ==,
				KW_COMPLAINT_ASKED);
		assert_reader(&c, "left", 2);
		g_assert_cmpint(complain(&c, &returned, "abuse", marks[i], NOW + 90 * DAY), ==,
				KW_COMPLAINT_NOTHING);
		kw_roll_set_state(c.db, c.id, "left", "active", NOW, &changed, &error);
		kw_assert_ok(error);
	}
	/* he wants them: the old letter is complained of no more */
	kw_roll_set_consent(c.db, c.id, NOW + DAY, "reply", "m", &error);
	g_assert_cmpint(complain(&c, &returned, "abuse", NULL, NOW + 2 * DAY), ==,
			KW_COMPLAINT_NOTHING);
	assert_reader(&c, "active", 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/bounce/points", points);
	store_test_add("/bounce/once-a-letter", once_a_letter);
	store_test_add("/bounce/last-letter-back", last_letter_back);
	store_test_add("/bounce/notice-back", notice_back);
	store_test_add("/bounce/last-letter-arrived", last_letter_arrived);
	store_test_add("/bounce/last-letter-lost", last_letter_lost);
	store_test_add("/bounce/refused-by-relay", refused_by_relay);
	store_test_add("/bounce/without-token", without_token);
	store_test_add("/bounce/complaints", complaints);
	store_test_add("/bounce/complaints-without-the-letter", complaints_without_the_letter);
	return g_test_run();
}
