/* mail/address: the normalised form, the envelope form, and lists as people write them. */
#include "mail/address.h"

#include "../support/testing.h"

#include <string.h>

static void test_normalise(void)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"a@example.jp", "a@example.jp"},
		{"  Taro.Yamada@Example.JP. ", "taro.yamada@example.jp"},
		{"mailto:A@example.jp?subject=x", "a@example.jp"},
		{"<a@example.jp>", "a@example.jp"},
		{"ａｂ＠ＥＸＡＭＰＬＥ．ＪＰ", "ab@example.jp"},
		{"　a@example.jp　", "a@example.jp"},
		{"a..b@docomo.ne.jp", "a..b@docomo.ne.jp"},
		{".a@docomo.ne.jp", ".a@docomo.ne.jp"},
		{"\"a.\"@docomo.ne.jp", "a.@docomo.ne.jp"},
		{"\"a\\b\"@example.jp", "ab@example.jp"},
		{"a@日本.example.jp", "a@日本.example.jp"},
		{"a@[192.0.2.1]", "a@[192.0.2.1]"},
		{"a@[IPv6:2001:db8::1]", "a@[ipv6:2001:db8::1]"},
		{"a@localhost", "a@localhost"},
		{"", NULL},
		{"a", NULL},
		{"@example.jp", NULL},
		{"a@", NULL},
		{"a@.", NULL},
		{"a@example..jp", NULL},
		{"a@.example.jp", NULL},
		{"a b@example.jp", NULL},
		{"\"a b\"@example.jp", NULL},
		{"a@b@example.jp", NULL},
		{"a,b@example.jp", NULL},
		{"a@exam ple.jp", NULL},
		{"a@example.jp>", NULL},
		{"a@[]", NULL},
		{"a@[192.0.2.1", NULL},
		{"\"a@example.jp", NULL},
		{"a\x7f@example.jp", NULL},
		{"0123456789012345678901234567890123456789012345678901234567890123@x.jp",
		 "0123456789012345678901234567890123456789012345678901234567890123@x.jp"},
		{"01234567890123456789012345678901234567890123456789012345678901234@x.jp", NULL},
	};
	g_autofree char *label = g_strnfill(60, 'x');
	g_autofree char *fits = NULL, *longer = NULL, *same = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = kw_address_normalise(cases[i].text);
		g_autofree char *again = got ? kw_address_normalise(got) : NULL;

		g_assert_cmpstr(got, ==, cases[i].wanted);
		g_assert_cmpstr(again, ==, got);
	}
	fits = g_strdup_printf("123456@%s.%s.%s.%s.jp", label, label, label, label);
	longer = g_strdup_printf("12345678@%s.%s.%s.%s.jp", label, label, label, label);
	g_assert_cmpuint(strlen(longer), ==, 255);
	same = kw_address_normalise(fits);
	g_assert_cmpstr(same, ==, fits);
	g_assert_null(kw_address_normalise(longer));
}

static void test_envelope(void)
{
	static const struct {
		const char *address, *wanted;
	} cases[] = {
		{"", ""},
		{"a.b+c@example.jp", "a.b+c@example.jp"},
		{"a..b@docomo.ne.jp", "\"a..b\"@docomo.ne.jp"},
		{".a@docomo.ne.jp", "\".a\"@docomo.ne.jp"},
		{"a.@docomo.ne.jp", "\"a.\"@docomo.ne.jp"},
		{"日本@example.jp", "日本@example.jp"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = kw_address_for_envelope(cases[i].address);
		g_autofree char *back = *got ? kw_address_normalise(got) : g_strdup("");

		g_assert_cmpstr(got, ==, cases[i].wanted);
		g_assert_cmpstr(back, ==, cases[i].address);
	}
}

static void test_detail(void)
{
	g_autofree char *plus = kw_address_with_detail("news@example.jp", "d1x");
	g_autofree char *domain = kw_address_with_detail("@bounces.example.jp", "d1x");

	g_assert_cmpstr(plus, ==, "news+d1x@example.jp");
	g_assert_cmpstr(domain, ==, "d1x@bounces.example.jp");
}

/* "name|address" of every entry, joined by " / ". */
static char *written(const GPtrArray *list)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < list->len; i++) {
		const KwAddress *one = list->pdata[i];

		g_string_append_printf(out, "%s%s|%s", i ? " / " : "", one->name ? one->name : "",
				       one->address ? one->address : "");
	}
	return g_string_free(out, FALSE);
}

static void test_lists(void)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"", ""},
		{" , ; ,", ""},
		{"<>", ""},
		{"a@x.jp", "|a@x.jp"},
		{"a@x.jp, b@x.jp; c@x.jp", "|a@x.jp / |b@x.jp / |c@x.jp"},
		{"a@x.jp\r\n b@x.jp", "|a@x.jp / |b@x.jp"},
		{"a@x.jp\nb@x.jp", "|a@x.jp / |b@x.jp"},
		{"山田 太郎 <a@x.jp>", "山田 太郎|a@x.jp"},
		{"山田 太郎", "山田 太郎|"},
		{"\"Yamada, Taro\" <a@x.jp>", "Yamada, Taro|a@x.jp"},
		{"\"a \\\"b\\\" c\" <a@x.jp>", "a \"b\" c|a@x.jp"},
		{"Yamada, Taro <a@x.jp>", "Yamada, Taro|a@x.jp"},
		{"Yamada, Taro <a@x.jp>; Sato, Jiro <b@x.jp>",
		 "Yamada, Taro|a@x.jp / Sato, Jiro|b@x.jp"},
		{"a@x.jp, Jiro <b@x.jp>", "|a@x.jp / Jiro|b@x.jp"},
		{"山田（総務） <a@x.jp>、b@x.jp", "山田（総務）|a@x.jp / |b@x.jp"},
		{"営業、山田 <a@x.jp>", "営業、山田|a@x.jp"},
		{"a@x.jp (Taro (the one))", "Taro (the one)|a@x.jp"},
		{"Taro (x) <a@x.jp>", "Taro|a@x.jp"},
		{"Pete(A \\) chap) <pete(his account)@x.test(his host)>", "Pete|pete@x.test"},
		{"NAME [mailto:a@x.jp]", "NAME|a@x.jp"},
		{"a@x.jp <mailto:a@x.jp>", "|a@x.jp"},
		{"mailto:a@x.jp", "|a@x.jp"},
		{"\"a@x.jp\" <a@x.jp>", "a@x.jp|a@x.jp"},
		{"'a@x.jp' <a@x.jp>", "a@x.jp|a@x.jp"},
		{"undisclosed-recipients:;", ""},
		{"undisclosed-recipients: ", ""},
		{"Team: a@x.jp, \"B\" <b@x.jp>; c@x.jp", "|a@x.jp / B|b@x.jp / |c@x.jp"},
		{"<@r1.jp,@r2.jp:a@x.jp>", "|a@x.jp"},
		{"a @ x.jp", "|a@x.jp"},
		{"<a..b@docomo.ne.jp>", "|a..b@docomo.ne.jp"},
		{"\"a.\"@docomo.ne.jp", "|\"a.\"@docomo.ne.jp"},
		{"ａ＠ｘ．ｊｐ", "|a@x.jp"},
		{"a@x.jp>", "|a@x.jp"},
		{"Taro <a@x.jp", "Taro|a@x.jp"},
		{"\"Taro <a@x.jp>", "Taro|a@x.jp"},
		{"((( Taro <a@x.jp>", "((( Taro|a@x.jp"},
		{"a@@x.jp", "|a@@x.jp"},
		{"Taro <taro>", "Taro|"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) list = kw_address_list_parse(cases[i].text);
		g_autofree char *got = written(list);

		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
}

static char *shout(const char *words, gssize length)
{
	return g_ascii_strup(words, length);
}

static void test_hide(void)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"", ""},
		{"5.1.1 User unknown", "5.1.1 User unknown"},
		{"<a@x.jp>: Recipient address rejected", "<(address)>: Recipient address rejected"},
		{"rcpt:a@x.jp,b=c@y.jp no", "rcpt:(address),(address) no"},
		{"\"a b\"@x.jp 佐藤@x.jp", "\"a b\"(address) (address)"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = kw_address_hide(cases[i].text);

		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
}

static void test_encoded(void)
{
	g_autoptr(GPtrArray) list = kw_address_list_parse_encoded(
		"=?utf-8?Q?x,_y?= <a@x.jp>, \"=?utf-8?Q?z?=\" (c) <C@x.jp>, =?a, b@x.jp", shout);
	g_autofree char *got = written(list);

	g_assert_cmpstr(got, ==, "=?UTF-8?Q?X,_Y?=|a@x.jp / =?UTF-8?Q?Z?=|C@x.jp / =?A| / |b@x.jp");
}

static void test_ceilings(void)
{
	static const char *const bits[] = {"a@x.jp,", "(",  "\"\\\"",       "<",   "<,",
					   ":",       "a:", "\xe3\x80\x81", "a,b;"};

	for (guint i = 0; i < G_N_ELEMENTS(bits); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GPtrArray) list = NULL;

		while (text->len < 400000)
			g_string_append(text, bits[i]);
		list = kw_address_list_parse(text->str);
		g_assert_cmpuint(list->len, <=, 1000);
		if (i == 0)
			g_assert_cmpuint(list->len, ==, 1000);
	}
}

static void mask(void)
{
	static const struct {
		const char *address, *masked;
	} rows[] = {
		{"owner@shop.example", "o•••@s•••.example"},
		{"a@b.co.jp", "a•••@b•••.jp"},
		{"山田@例.jp", "山•••@例•••.jp"},
		{"erased 7", "•••@•••"},
		{"@b", "•••@b•••"},
		{"", "•••@•••"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *masked = kw_address_mask(rows[i].address);

		g_assert_cmpstr(masked, ==, rows[i].masked);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/address/normalise", test_normalise);
	g_test_add_func("/address/envelope", test_envelope);
	g_test_add_func("/address/detail", test_detail);
	g_test_add_func("/address/hide", test_hide);
	g_test_add_func("/address/lists", test_lists);
	g_test_add_func("/address/encoded", test_encoded);
	g_test_add_func("/address/ceilings", test_ceilings);
	g_test_add_func("/address/mask", mask);
	return g_test_run();
}
