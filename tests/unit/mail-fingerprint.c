/* mail/fingerprint: what makes two mails one, and what does not */
#include "mail/fingerprint.h"

#include "../support/testing.h"

#include <string.h>

#define HEADER                                                                                 \
	"From: staff@desk.example.org\r\nTo: kawaraban@news.example.org\r\nSubject: alert\r\n" \
	"Date: Thu, 19 Nov 2026 10:00:00 +0900\r\nMessage-ID: <1@desk.example.org>\r\n"
#define MAIL HEADER "\r\nbody\r\nmore\r\n"

static char *print_of(const char *mail, const char *recipient)
{
	return kw_fingerprint_of(mail, strlen(mail), recipient);
}

static void test_same(void)
{
	static const char *const others[] = {
		"Return-Path: <a@b>\r\nDelivered-To: x@y\r\nReceived: by z\r\n" MAIL,
		"X-Original-To: x@y\r\nX-Spam: 1\r\nDKIM-Signature: v=1\r\n" MAIL,
		"Authentication-Results: mx; dkim=pass\r\nARC-Seal: i=1\r\n" MAIL,
		"From x@y Thu Nov 19 10:00:00 2026\n" MAIL,
		HEADER "\r\nbody\r\nmore",             /* no last line end */
		HEADER "\r\nbody\r\nmore\r\n\r\n\r\n", /* and too many */
		HEADER "\nbody\nmore\n",               /* Unix line ends in the body */
		/* folded, sorted, other blanks and names */
		"message-id:  <1@desk.example.org>\nsubject:\n\talert\nfrom: "
		"staff@desk.example.org\n"
		"to: kawaraban@news.example.org \ndate: Thu, 19 Nov 2026\n 10:00:00 +0900\n\n"
		"body\nmore\n",
	};
	g_autofree char *wanted = print_of(MAIL, NULL);

	g_assert_cmpuint(strlen(wanted), ==, 64);
	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autofree char *got =
			print_of(others[i], i % 2 ? "kawaraban@news.example.org" : NULL);

		g_assert_cmpstr(got, ==, wanted);
	}
}

static void test_different(void)
{
	static const char *const others[] = {
		/* the same Message-ID suppresses nothing */
		HEADER "\r\nanother body\r\n",
		HEADER "Content-Type: text/html\r\n\r\nbody\r\nmore\r\n",
		HEADER "X-TLP: RED\r\n\r\nbody\r\nmore\r\n",
		HEADER "Sensitivity: private\r\n\r\nbody\r\nmore\r\n",
		HEADER "Subject: alert\r\n\r\nbody\r\nmore\r\n", /* twice */
		HEADER "\r\nbody\r\n\r\nmore\r\n",
		HEADER "\r\nbody \r\nmore\r\n",
		HEADER "\r\nbody\rmore\r\n",
		HEADER,
		"From: staff@desk.example.org\r\nMessage-ID: <1@desk.example.org>\r\n\r\nbody\r\n"
		"more\r\n",
	};
	g_autofree char *first = print_of(MAIL, NULL);

	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autofree char *got = print_of(others[i], NULL);

		g_assert_nonnull(got);
		g_assert_cmpstr(got, !=, first);
	}
}

/* A token in the address is a matter of its own; upper and lower case are one. */
static void test_detail(void)
{
	g_autofree char *plain = print_of(MAIL, "k@news.example.org");
	g_autofree char *a = print_of(MAIL, "k+tokena@news.example.org");
	g_autofree char *b = print_of(MAIL, "k+tokenb@news.example.org");
	g_autofree char *upper = print_of(MAIL, "k+TOKENA@news.example.org");
	g_autofree char *odd = print_of(MAIL, "k+no-at-sign");

	g_assert_cmpstr(a, !=, plain);
	g_assert_cmpstr(a, !=, b);
	g_assert_cmpstr(a, ==, upper);
	g_assert_cmpstr(odd, ==, plain);
}

static void test_none(void)
{
	static const char *const mails[] = {
		"",
		"no header",
		"\r\n\r\n",
		"From: a@b\r\nSubject: hello\r\n\r\nhi\r\n",
		"hello\r\n\r\nMessage-ID: <1@x>\r\n",
	};

	for (guint i = 0; i < G_N_ELEMENTS(mails); i++)
		g_assert_null(print_of(mails[i], NULL));
	/* the memory behind the length is not read */
	g_assert_null(kw_fingerprint_of(MAIL, 10, NULL));
	g_assert_null(kw_fingerprint_of(NULL, 0, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fingerprint/same", test_same);
	g_test_add_func("/fingerprint/different", test_different);
	g_test_add_func("/fingerprint/detail", test_detail);
	g_test_add_func("/fingerprint/none", test_none);
	return g_test_run();
}
