/* mail/compose: gaps, and the promise that a spliced letter is one composed whole. */
#include "../support/compose_fixture.h"

/* Base64 as RFC 2045 wants it, by another road: whole, then cut. */
static char *encode_whole(const char *text)
{
	g_autofree char *base64 = g_base64_encode((const guchar *)text, strlen(text));
	GString *out = g_string_new(NULL);

	for (const char *p = base64; *p; p += MIN(strlen(p), 76)) {
		g_string_append_len(out, p, (gssize)MIN(strlen(p), 76));
		g_string_append(out, "\r\n");
	}
	return g_string_free(out, FALSE);
}

/* A body as a reader sees it: LF, and no blanks at line ends. */
static char *visible(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

	for (char **line = lines; *line; line++)
		g_strchomp(*line);
	return g_strjoinv("\n", lines);
}

/* Without values it is a letter too: nothing is left of the gaps. */
static void test_empty_values(void)
{
	static const char *const nothing[KW_FIELDS] = {[KW_FIELD_TO] = ""};
	KwDraft draft = issue();
	g_autofree char *text = g_strdup_printf("%s\nend\n", kw_compose_gap(KW_FIELD_GREETING));
	g_autofree char *letter = NULL, *composed_text = NULL, *body = NULL, *plain = NULL;
	g_autoptr(KwComposed) composed = NULL;

	draft.text = text;
	composed = compose(&draft);
	letter = splice(composed, nothing);
	composed_text = to_text(composed->bytes);
	g_assert_cmpstr(letter, ==, composed_text);
	g_assert_null(strstr(letter, "\r\nTo:"));
	g_assert_null(strstr(letter, "List-Unsubscribe:"));
	body = g_strdup(strstr(letter, "\r\n\r\n") + 4);
	plain = decode(body);
	g_assert_cmpstr(plain, ==, "\r\nend\r\n");
}

static void test_html_is_escaped(void)
{
	KwDraft draft = issue();
	g_autofree char *text = g_strdup_printf("%s\n", kw_compose_gap(KW_FIELD_GREETING));
	g_autofree char *html = g_strdup_printf("<p>%s</p>\n<a href=\"%s\">x</a>",
						kw_compose_gap(KW_FIELD_GREETING),
						kw_compose_gap(KW_FIELD_LEAVE_LINK));
	g_autofree char *letter = NULL, *in_text = NULL, *in_html = NULL, *one = NULL, *two = NULL;

	draft.text = text;
	draft.html = html;
	letter = compose_and_splice(&draft);
	assert_mail_lines(letter);
	in_text = between(letter, "base64\r\n\r\n", "--kawaraban-42\r\n");
	in_html = between(strstr(letter, "text/html"), "base64\r\n\r\n", "--kawaraban-42--\r\n");
	one = decode(in_text);
	two = decode(in_html);
	g_assert_true(g_str_has_prefix(one, "株式会社A&B <さくら> 様（合い言葉：すずめ）  "));
	g_assert_nonnull(strstr(two, "株式会社A&amp;B &lt;さくら&gt; 様"));
	g_assert_nonnull(strstr(two, "https://news.example.jp/u/?t=labc&amp;l=ja"));
	g_assert_null(strstr(two, "<さくら>"));
}

/* The blanks go where nobody sees them: to the end of the line before the gap's. */
static void test_padding(void)
{
	KwDraft draft = issue();
	g_autofree char *text = g_strdup_printf(
		"はじめ\n\n%s\nなか\nやめる：%s\n%s", kw_compose_gap(KW_FIELD_GREETING),
		kw_compose_gap(KW_FIELD_LEAVE_LINK), kw_compose_gap(KW_FIELD_CONSENT));
	g_autofree char *letter = NULL, *body = NULL, *seen = NULL;

	draft.text = text;
	letter = compose_and_splice(&draft);
	body = decode(strstr(letter, "\r\n\r\n") + 4);
	seen = visible(body);
	g_assert_cmpuint(strlen(body) % 57, ==, 0);
	g_assert_cmpstr(seen, ==,
			"はじめ\n\n株式会社A&B <さくら> 様（合い言葉：すずめ）\nなか\n"
			"やめる：https://news.example.jp/u/?t=labc&l=ja\n"
			"登録：2026年4月1日\n方法：メール");
}

/* Random text with gaps on lines of their own; `out_wanted` is it with the values in place. */
static char *random_body(GRand *random, const char *const fill[KW_FIELDS], char **out_wanted)
{
	static const char *const words[] = {"瓦", "a", "版。", "😀", "<p>", "\n", "\n\n", "é"};
	GString *text = g_string_new(NULL), *wanted = g_string_new(NULL);
	int n = g_rand_int_range(random, 0, 300);

	while (n-- > 0) {
		const char *word = words[g_rand_int_range(random, 0, G_N_ELEMENTS(words))];
		KwField field = (KwField)g_rand_int_range(random, KW_FIELD_GREETING, KW_FIELDS);

		if (g_rand_int_range(random, 0, 40)) {
			g_string_append(text, word);
			g_string_append(wanted, word);
		} else {
			g_string_append_printf(text, "\n%s\n", kw_compose_gap(field));
			g_string_append_printf(wanted, "\n%s\n", fill[field]);
		}
	}
	*out_wanted = g_string_free(wanted, FALSE);
	return g_string_free(text, FALSE);
}

static void test_same_as_whole(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(76);

	for (int round = 0; round < 300; round++) {
		const char *fill[KW_FIELDS];
		g_autofree char *greeting = g_strnfill((gsize)(round % 130), 'g');
		g_autofree char *text_wanted = NULL, *html_wanted = NULL, *text = NULL;
		g_autofree char *html = NULL, *letter = NULL, *one = NULL, *two = NULL;
		g_autofree char *seen = NULL, *html_seen = NULL, *encoded = NULL,
				*whole_text = NULL;
		g_autoptr(KwComposed) whole = NULL;
		KwDraft draft = notice();

		memcpy(fill, values, sizeof(fill));
		fill[KW_FIELD_GREETING] = greeting;
		text = random_body(random, fill, &text_wanted);
		fill[KW_FIELD_LEAVE_LINK] = "https://news.example.jp/u/?t=labc&amp;l=ja";
		html = random_body(random, fill, &html_wanted);
		fill[KW_FIELD_LEAVE_LINK] = values[KW_FIELD_LEAVE_LINK];
		draft.text = text;
		draft.html = html;
		g_autoptr(KwComposed) composed = compose(&draft);
		letter = splice(composed, fill);
		assert_mail_lines(letter);
		one = between(letter, "base64\r\n\r\n", "--kawaraban-42\r\n");
		two = between(strstr(letter, "text/html"), "base64\r\n\r\n", "--kawaraban-42--");

		g_autofree char *plain = decode(one), *markup = decode(two);
		seen = visible(plain);
		g_assert_cmpstr(seen, ==, text_wanted);
		html_seen = visible(markup);
		g_assert_cmpstr(html_seen, ==, html_wanted);
		encoded = encode_whole(plain);
		g_assert_cmpstr(encoded, ==, one);

		/* composed whole from the padded texts: the very same letter */
		draft.text = plain;
		draft.html = markup;
		whole = compose(&draft);
		g_assert_cmpuint(whole->splices->len, ==, 0);
		whole_text = to_text(whole->bytes);
		g_assert_cmpstr(letter, ==, whole_text);
	}
}

static void test_store(void)
{
	KwDraft draft = issue();
	g_autofree char *text = g_strdup_printf("%s\n", kw_compose_gap(KW_FIELD_GREETING));
	g_autofree char *json = NULL, *before = NULL, *after = NULL;
	g_autoptr(KwComposed) composed = NULL, stored = NULL;
	g_autoptr(GError) error = NULL;

	draft.text = draft.html = text;
	composed = compose(&draft);
	json = kw_composed_splices_format(composed);
	stored = kw_composed_from_store(composed->bytes, json, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(stored->splices->len, ==, 7);
	before = splice(composed, values);
	after = splice(stored, values);
	g_assert_cmpstr(before, ==, after);
}

static void test_store_refused(void)
{
	static const char *const cases[] = {
		"",
		"{}",
		"null",
		"[1]",
		"[[]]",
		"[{}]",
		"[{\"field\":\"to\",\"offset\":1,\"in\":\"text\"}]",
		"[{\"field\":\"greeting\",\"offset\":1,\"in\":\"header\"}]",
		"[{\"field\":\"nobody\",\"offset\":1,\"in\":\"text\"}]",
		"[{\"field\":\"to\",\"offset\":-1,\"in\":\"header\"}]",
		"[{\"field\":\"to\",\"offset\":\"1\",\"in\":\"header\"}]",
		"[{\"field\":\"to\",\"offset\":11,\"in\":\"header\"}]",
		("[{\"field\":\"to\",\"offset\":3,\"in\":\"header\"},"
		 "{\"field\":\"to\",\"offset\":2,\"in\":\"header\"}]"),
		"[{\"field\":[],\"offset\":{},\"in\":null}]",
	};
	g_autoptr(GBytes) ten = g_bytes_new_static("0123456789", 10);
	g_autofree char *deep = g_strnfill(1000000, '[');
	g_autofree char *less_deep = g_strnfill(8000, '[');
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_null(kw_composed_from_store(ten, cases[i], &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, "splices");
	}
	g_assert_null(kw_composed_from_store(ten, deep, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "splices");
	g_assert_null(kw_composed_from_store(ten, less_deep, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "splices");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/compose/empty-values", test_empty_values);
	g_test_add_func("/compose/html-is-escaped", test_html_is_escaped);
	g_test_add_func("/compose/padding", test_padding);
	g_test_add_func("/compose/same-as-whole", test_same_as_whole);
	g_test_add_func("/compose/store", test_store);
	g_test_add_func("/compose/store-refused", test_store_refused);
	return g_test_run();
}
