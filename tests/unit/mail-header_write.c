/* mail/header_write: folding, and encoded-words that every reader can decode one by one. */
#include "../../lib/mail/header_write-private.h"

#include <string.h>

/* No line above `max` octets, CRLF at each end, no line of blanks alone. */
static void assert_lines(const char *field, size_t max)
{
	g_auto(GStrv) lines = g_strsplit(field, "\r\n", -1);
	guint n = g_strv_length(lines);

	g_assert_cmpstr(lines[n - 1], ==, "");
	for (guint i = 0; i + 1 < n; i++) {
		g_assert_cmpuint(strlen(lines[i]), <=, max);
		g_assert_cmpuint(strspn(lines[i], " "), <, strlen(lines[i]));
		g_assert_null(strpbrk(lines[i], "\r\n"));
		g_assert_true((i == 0) == (lines[i][0] != ' '));
	}
}

/* What stands in the encoded-words of a field, each decoded alone and checked. */
static char *decode_words(const char *field)
{
	GString *out = g_string_new(NULL);

	for (const char *p = field; (p = strstr(p, "=?UTF-8?B?"));) {
		const char *end = strstr(p, "?=");
		g_autofree char *base64 = g_strndup(p + 10, (gsize)(end - p - 10));
		gsize n;
		g_autofree guchar *bytes = g_base64_decode(base64, &n);

		g_assert_cmpuint((gsize)(end + 2 - p), <=, 75);
		g_assert_true(g_utf8_validate_len((const char *)bytes, n, NULL));
		g_string_append_len(out, (const char *)bytes, (gssize)n);
		p = end + 2;
	}
	return g_string_free(out, FALSE);
}

static void test_text(void)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"Weekly news", "Subject: Weekly news\r\n"},
		{"", "Subject:\r\n"},
		{"かわら版", "Subject: =?UTF-8?B?44GL44KP44KJ54mI?=\r\n"},
		{"a =?UTF-8?Q?b?=", "Subject: =?UTF-8?B?YSA9P1VURi04P1E/Yj89?=\r\n"},
		{"One two three four five six seven eight nine ten eleven twelve thirteen",
		 "Subject: One two three four five six seven eight nine ten eleven twelve\r\n"
		 " thirteen\r\n"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		kw_header_append_text(out, "Subject", cases[i].text);
		g_assert_cmpstr(out->str, ==, cases[i].wanted);
	}
}

static void test_words(void)
{
	/* one, two, three and four bytes a character; 𠮷 and 😀 are beyond the first plane */
	static const char *const alphabet[] = {"a",  " ",  "é", "瓦",      "版",
					       "。", "𠮷", "😀", "か\u3099"};
	g_autoptr(GRand) random = g_rand_new_with_seed(57);

	for (int round = 0; round < 500; round++) {
		g_autoptr(GString) text = g_string_new("瓦");
		g_autoptr(GString) out = g_string_new(NULL);
		g_autofree char *back = NULL;
		int n = g_rand_int_range(random, 0, 120);

		while (n-- > 0)
			g_string_append(
				text,
				alphabet[g_rand_int_range(random, 0, G_N_ELEMENTS(alphabet))]);
		kw_header_append_text(out, "Subject", text->str);
		assert_lines(out->str, 76);
		back = decode_words(out->str);
		g_assert_cmpstr(back, ==, text->str);
	}
}

static void test_long_ascii(void)
{
	g_autofree char *word = g_strnfill(3000, 'x');
	g_autofree char *blanks = g_strdup_printf("a%*sb", 2000, "");
	const char *const texts[] = {word, blanks};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		g_autofree char *back = NULL;

		g_assert_false(kw_header_is_value(texts[i]));
		kw_header_append_text(out, "Subject", texts[i]);
		assert_lines(out->str, 76);
		back = decode_words(out->str);
		g_assert_cmpstr(back, ==, texts[i]);
	}
}

static void test_value(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	g_assert_true(kw_header_is_value("<mailto:a@b>, <https://c>"));
	g_assert_false(kw_header_is_value("a\r\nBcc: b"));
	g_assert_false(kw_header_is_value("a\nb"));
	g_assert_false(kw_header_is_value("a\tb"));
	g_assert_false(kw_header_is_value("a\x7f"));
	kw_header_append_value(out, "List-Unsubscribe",
			       "<mailto:leave+labcdefghijklmnopqrstuvwxyz234567@news.example.jp>, "
			       "<https://news.example.jp/u/labcdefghijklmnopqrstuvwxyz234567>  ");
	g_assert_cmpstr(out->str, ==,
			"List-Unsubscribe: "
			"<mailto:leave+labcdefghijklmnopqrstuvwxyz234567@news.example.jp>,\r\n"
			" <https://news.example.jp/u/labcdefghijklmnopqrstuvwxyz234567>\r\n");
}

static void test_mailbox(void)
{
	static const struct {
		const char *phrase, *wanted;
	} cases[] = {
		{NULL, "From: a@b.example\r\n"},
		{"", "From: a@b.example\r\n"},
		{"Ann \"B\" \\", "From: \"Ann \\\"B\\\" \\\\\" <a@b.example>\r\n"},
		{"瓦版", "From: =?UTF-8?B?55Om54mI?= <a@b.example>\r\n"},
		{"サイバーかわら版のお知らせ",
		 "From: =?UTF-8?B?44K144Kk44OQ44O844GL44KP44KJ54mI44Gu44GK55+l44KJ44Gb?=\r\n"
		 " <a@b.example>\r\n"},
	};
	g_autoptr(GString) longer = g_string_new(NULL);
	g_autofree char *phrase = g_strnfill(200, 'a');
	g_autofree char *back = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		kw_header_append_mailbox(out, "From", cases[i].phrase, "a@b.example");
		g_assert_cmpstr(out->str, ==, cases[i].wanted);
	}
	kw_header_append_mailbox(longer, "From", phrase, "a@b.example");
	assert_lines(longer->str, 76);
	back = decode_words(longer->str);
	g_assert_cmpstr(back, ==, phrase);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/header_write/text", test_text);
	g_test_add_func("/header_write/words", test_words);
	g_test_add_func("/header_write/long-ascii", test_long_ascii);
	g_test_add_func("/header_write/value", test_value);
	g_test_add_func("/header_write/mailbox", test_mailbox);
	return g_test_run();
}
