/* deliver, a letter for itself: who it is still for, what fills its gaps, and where answers to it
 * go. */
#include "../support/deliver_fixture.h"

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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/deliver/left-meanwhile", left_meanwhile);
	store_test_add("/deliver/broken-phrases", broken_phrases);
	store_test_add("/deliver/notices", notices);
	store_test_add("/deliver/addresses", addresses);
	store_test_add("/deliver/greetings", greetings);
	return g_test_run();
}
