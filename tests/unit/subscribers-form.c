/* form: what browsers and mail providers send, and what nobody sends who filled in a page. */
#include "subscribers/form.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART  "multipart/form-data; boundary=b1"

static KwForm *parse(const char *type, const char *body)
{
	g_autoptr(GError) error = NULL;
	KwForm *form = kw_form_parse(type, body, strlen(body), &error);

	kw_assert_ok(error);
	g_assert_nonnull(form);
	return form;
}

static void refused(const char *type, const char *body, int code, const char *why)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(kw_form_parse(type, body, strlen(body), &error));
	kw_testing_assert_error(&error, code, why);
}

static void urlencoded(void)
{
	g_autoptr(KwForm) form = parse(URLENCODED "; charset=UTF-8",
				       "a=1&b=%E3%81%99%E3%81%9A%E3%82%81+x&&c&d=&a=2&e=f=g&=none");
	g_autoptr(GPtrArray) all = kw_form_list(form, "a");

	g_assert_cmpstr(kw_form_find(form, "a"), ==, "1");
	g_assert_cmpuint(all->len, ==, 2);
	g_assert_cmpstr(all->pdata[1], ==, "2");
	g_assert_cmpstr(kw_form_find(form, "b"), ==, "すずめ x");
	g_assert_cmpstr(kw_form_find(form, "c"), ==, "");
	g_assert_cmpstr(kw_form_find(form, "d"), ==, "");
	g_assert_cmpstr(kw_form_find(form, "e"), ==, "f=g");
	g_assert_null(kw_form_find(form, "absent"));
}

/* As RFC 8058 has it. */
static void one_click(void)
{
	g_autoptr(KwForm) plain = parse(URLENCODED, "List-Unsubscribe=One-Click");
	g_autoptr(KwForm)
		parts = parse("multipart/form-data; boundary=\"----FormBoundaryjWmhtjORrn\"",
			      "------FormBoundaryjWmhtjORrn\r\n"
			      "Content-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n"
			      "One-Click\r\n------FormBoundaryjWmhtjORrn--\r\n");

	g_assert_cmpstr(kw_form_find(plain, "List-Unsubscribe"), ==, "One-Click");
	g_assert_cmpstr(kw_form_find(parts, "List-Unsubscribe"), ==, "One-Click");
}

static void multipart(void)
{
	g_autoptr(KwForm)
		form = parse(MULTIPART, "--b1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
					"すずめ\r\n二行\r\n"
					"--b1\nContent-Disposition: form-data; name=b\n\n\n"
					"--b1\r\nContent-Disposition: form-data; name=\"f\"; "
					"filename=\"x\"\r\n\r\nfile\r\n--b1--");

	g_assert_cmpstr(kw_form_find(form, "a"), ==, "すずめ\r\n二行");
	g_assert_cmpstr(kw_form_find(form, "b"), ==, "");
	g_assert_null(kw_form_find(form, "f"));
}

static void bad(void)
{
	g_autoptr(GString) many = g_string_new(NULL);
	g_autofree char *longest = g_strnfill(4001, 'x');
	g_autofree char *value = g_strconcat("a=", longest, NULL);

	for (int i = 0; i <= 200; i++)
		g_string_append(many, "a&");
	refused(URLENCODED, "a=%", KW_ERROR_DATA, "%");
	refused(URLENCODED, "a=%4", KW_ERROR_DATA, "%");
	refused(URLENCODED, "a=%zz", KW_ERROR_DATA, "%");
	refused(URLENCODED, "a=%00", KW_ERROR_DATA, "UTF-8");
	refused(URLENCODED, "a=%C0%AF", KW_ERROR_DATA, "UTF-8");
	refused(URLENCODED, "a=\xff", KW_ERROR_DATA, "UTF-8");
	refused(URLENCODED, "%FF=a", KW_ERROR_DATA, "UTF-8");
	refused(URLENCODED, many->str, KW_ERROR_DATA, "too many");
	refused(URLENCODED, value, KW_ERROR_DATA, "too long");
	refused(MULTIPART, "--b1\r\n\r\nx", KW_ERROR_DATA, "cut off");
	refused("multipart/form-data", "--b1--", KW_ERROR_DATA, "boundary");
	refused("application/json", "{}", KW_ERROR_REFUSED, "type");
	refused(NULL, "a=1", KW_ERROR_REFUSED, "type");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/form/urlencoded", urlencoded);
	g_test_add_func("/form/one-click", one_click);
	g_test_add_func("/form/multipart", multipart);
	g_test_add_func("/form/bad", bad);
	return g_test_run();
}
