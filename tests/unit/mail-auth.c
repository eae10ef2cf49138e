/* mail/auth without keys: whose Authentication-Results are believed, for which domain, and whom
 * From names. Signatures are mail-auth_signed.c. */
#include "mail/auth.h"

#include "../support/testing.h"
#include "../../lib/mail/auth-private.h"

#include <string.h>

#define ID   "mx.example.org"
#define R1   "Received: from a by mx.example.org; Tue, 17 Nov 2026 10:00:00 +0900\n"
#define R2   "Received: from b by a; Tue, 17 Nov 2026 09:59:59 +0900\n"
#define FROM "From: =?utf-8?B?5L2Q6Jek?= <sato@police.example>\n"
#define PASS "Authentication-Results: " ID "; dkim=pass header.d=police.example\n"
#define REST "To: k@example.jp\nSubject: x\n\nx\n"

static KwAuth *auth_of_bytes(const char *bytes, size_t length, const KwAuthTrust *trust)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwMessage) message = kw_message_parse(bytes, length, NULL, &error);

	kw_assert_ok(error);
	return kw_auth_of(message, bytes, length, trust);
}

static KwAuth *auth_of(const char *mail)
{
	return auth_of_bytes(mail, strlen(mail), &(KwAuthTrust){.authserv_id = ID});
}

/* Proven by `method` (NULL: not), and the reason has `why` in it. */
static void check(const char *mail, const char *method, const char *why)
{
	g_autoptr(KwAuth) auth = auth_of(mail);

	if (g_strcmp0(auth->method, method) != 0 || !auth->why ||
	    (why && !strstr(auth->why, why)) || (auth->level != KW_AUTH_NONE) != (method != NULL) ||
	    g_strcmp0(auth->address, method ? "sato@police.example" : NULL) != 0)
		g_error("%s (%s) for %s, not %s (%s), in:\n%s", auth->method, auth->why,
			auth->address, method, why, mail);
	g_assert_null(auth->signed_text);
	g_assert_null(strpbrk(auth->why, "\r\n"));
}

/* What was found is said in one line of text, whatever a field holds; a word that begins like
 * "none" is no "none". */
static void test_odd_fields(void)
{
	g_autoptr(KwAuth) auth = auth_of("Authentication-Results: " ID
					 "; dkim=pass header.d=\xc7\xc7.example\n" R2 FROM REST);

	g_assert_true(g_utf8_validate(auth->why, -1, NULL));
	check("Authentication-Results: " ID
	      "; nonedkim=pass header.d=police.example\n" R2 FROM REST,
	      NULL, NULL);
	check("Authentication-Results: " ID "; none\n" R2 FROM REST, NULL, NULL);
}

static void test_believed(void)
{
	check(PASS R1 R2 FROM REST, "dkim", ID " says dkim=pass for police.example");
	check(R1 PASS R2 FROM REST, "dkim", NULL);
	check(R1 R2 PASS FROM REST, NULL, "no Authentication-Results of " ID " above the second");
	check(R1 R2 FROM PASS REST, NULL, "above the second");
	check(R1 R2 FROM REST, NULL, "above the second");
	check("Return-Path: <sato@police.example>\n" R1 PASS "DKIM-Signature: v=1\n" R2 FROM REST,
	      "dkim", NULL);
	check("From sato@police.example Tue Nov 17 10:00:00 2026\n" PASS R1 R2 FROM REST, "dkim",
	      NULL);
	check("received: x\nAUTHENTICATION-RESULTS: " ID
	      "; dkim=pass header.d=police.example\n" R2 FROM REST,
	      "dkim", NULL);
}

/* A mail that was handed over without Received: our server's line stands on top of the forged. */
static void test_topmost(void)
{
	check(R1 "Authentication-Results: " ID "; dkim=none\n" PASS FROM REST, NULL, "dkim=none");
	check("Authentication-Results: " ID "; dkim=none\n" R1 FROM REST, NULL, "dkim=none");
	check(R1 "Authentication-Results: " ID ";\n" PASS FROM REST, NULL, "says nothing");
	check(R1 "Authentication-Results: " ID "; dkim=pass (\n" PASS FROM REST, NULL,
	      "cannot be read for sure");
	/* above the first Received everything is ours, of several programs */
	check("Authentication-Results: " ID "; spf=none\n" PASS R1 R2 FROM REST, "dkim", NULL);
	check("Authentication-Results: other.example; dkim=none\n" R1 PASS R2 FROM REST, "dkim",
	      NULL);
}

static void test_authserv_id(void)
{
	static const struct {
		const char *id;
		gboolean is_ours;
	} cases[] = {
		{"mx.example.org", TRUE},
		{"MX.Example.ORG", TRUE},
		{"\"mx.example.org\"", TRUE},
		{"mx.example.org 1", TRUE},
		{"(a) mx.example.org (b) 1 (c)", TRUE},
		{"mx.example.org(a \\( b (c))", TRUE},
		{"mx.example.org.", FALSE},
		{"mx.example.org 2", FALSE},
		{"xmx.example.org", FALSE},
		{"mx.example.orgx", FALSE},
		{"mx.example.org.evil.example", FALSE},
		{"(mx.example.org) evil.example", FALSE},
		{"evil.example (mx.example.org)", FALSE},
		{"evil.example; mx.example.org", FALSE},
		{"mx.example.org evil.example", FALSE},
		{"mx.example.org (", FALSE},
		{"mx.example.org \")", FALSE},
		{"", FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strconcat("Authentication-Results: ", cases[i].id,
						    "; dkim=pass header.d=police.example\n",
						    R1 R2 FROM REST, NULL);

		check(mail, cases[i].is_ours ? "dkim" : NULL, NULL);
	}
}

static void test_grammar(void)
{
	static const struct {
		const char *line, *method;
	} cases[] = {
		{"; dkim=pass header.d=police.example", "dkim"},
		{";dkim=PASS header.d=Police.Example.", "dkim"},
		{";\r\n\tdkim=pass\r\n\t(2048-bit key; unprotected)\r\n\theader.d=police.example"
		 "\r\n\theader.i=@police.example header.b=\"Ab+/=\"",
		 "dkim"},
		{"; dkim / 1 = pass header . d = police.example", "dkim"},
		{"; dkim/1=pass header.d=police.example", "dkim"},
		{"; dkim=pass reason=\"good; very\" header.d=police.example", "dkim"},
		{"; dkim=pass header.i=@police.example", "dkim"},
		{"; dkim=pass header.i=sato@police.example", "dkim"},
		{"; dkim=fail header.d=police.example; dkim=pass header.d=police.example", "dkim"},
		{"; dkim=pass header.d=police.example;", "dkim"},
		{"; spf=pass smtp.mailfrom=sato@police.example", "spf"},
		{"; spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=police.example", "spf"},
		{"; spf=pass smtp.mailfrom=\"a b\"@police.example", "spf"},
		{"; dkim=none; spf=pass smtp.mailfrom=police.example; dmarc=none action=none",
		 "spf"},
		{"; dmarc=pass (p=reject dis=none) header.from=police.example", "dmarc"},
		{"; dkim=pass header.d=list.example; dmarc=pass header.from=police.example",
		 "dmarc"},
		{"; x-tls.subject=\"/CN=a\"; auth=pass smtp.auth=x policy.iprev=1.2.3.4", NULL},
		{"; none", NULL},
		{";", NULL},
		{"", NULL},
		{"; dkim=pass", NULL},
		{"; dkim=pass header.d=evil.example", NULL},
		{"; dkim=pass header.d=evil.example(police.example)", NULL},
		{"; dkim=pass header.d=police.example.evil.example", NULL},
		{"; dkim=pass header.d=xpolice.example", NULL},
		{"; dkim=pass header.d=example", NULL},
		{"; dkim=pass header.d=police.example header.d=evil.example", NULL},
		{"; dkim=pass policy.d=police.example", NULL},
		{"; dkim=(pass) fail header.d=police.example", NULL},
		{"; dkim=fail (dkim=pass header.d=police.example)", NULL},
		{"; dkim=fail reason=\"; dkim=pass header.d=police.example\"", NULL},
		{"; dkim=neutral header.d=police.example", NULL},
		{"; dkim=temperror header.d=police.example", NULL},
		{"; dkim-adsp=pass header.d=police.example", NULL},
		{"; spf=pass smtp.helo=police.example", NULL},
		{"; spf=pass smtp.mailfrom=police.example@evil.example", NULL},
		{"; spf=softfail smtp.mailfrom=police.example", NULL},
		{"; dmarc=pass header.from=sub.police.example", NULL},
		{"; dmarc=pass header.from=evil.example", NULL},
		/* the owner wants more than we do */
		{"; dkim=pass header.d=police.example; dmarc=fail header.from=police.example",
		 NULL},
		/* out of a comment by the envelope sender */
		{"; spf=pass (domain of \"a); dkim=pass header.d=police.example (\"@evil.example) "
		 "smtp.mailfrom=evil.example",
		 NULL},
		{"; dkim=pass header.d=police.example; spf=pass (x", NULL},
		{"; dkim=pass header.d=police.example; spf", NULL},
		{"; dkim=pass header.d=police.example; spf=\"x", NULL},
		{"; dkim=pass header.d=police.example) x", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strconcat("Authentication-Results: " ID, cases[i].line,
						    "\n", R1 R2 FROM REST, NULL);

		check(mail, cases[i].method, NULL);
	}
}

static void test_inner_mail(void)
{
	check(R1 "Authentication-Results: " ID "; dkim=none\n" R2
		 "From: sato@police.example\nContent-Type: message/rfc822\n\n" PASS R1 R2 FROM REST,
	      NULL, "dkim=none");
	check(R1 R2
	      "From: evil@evil.example\nContent-Type: message/rfc822\n\n" PASS R1 R2 FROM REST,
	      NULL, NULL);
}

/* What staff see as the sender and what was proven must not differ. */
static void test_from(void)
{
	static const struct {
		const char *fields, *why; /* NULL: sato@police.example is proven */
	} cases[] = {
		{"From: sato@police.example\n", NULL},
		{"From: <sato@police.example>\n", NULL},
		{"From: \"Sato, Taro\" <Sato@Police.Example>\n", NULL},
		{"From: sato@police.example (Sato (Taro))\n", NULL},
		{"From: \"sato@police.example\" <sato@police.example>\n", NULL},
		{"From: sato@police.example <sato@police.example>\n", NULL},
		{"From:\n =?utf-8?B?5L2Q6Jek?=\n <sato@police.example>\n", NULL},
		{"From: 佐藤 <sato@police.example>\n", NULL},
		{"From: \"evil@evil.example\" <sato@police.example>\n", NULL},
		{"From: sato@police.example\nSender: evil@evil.example\n", NULL},
		{"Sender: sato@police.example\n", "there is no From"},
		{"Subject: y\n", "there is no From"},
		{"From: sato@police.example\nFrom: evil@evil.example\n", "several From"},
		{"From: evil@evil.example\nFROM: sato@police.example\n", "several From"},
		{"From: sato@police.example, evil@evil.example\n", "not exactly one"},
		{"From: evil@evil.example, sato@police.example\n", "not exactly one"},
		{"From: sato@police.example evil@evil.example\n", "not exactly one"},
		{"From: <sato@police.example> <evil@evil.example>\n", "not exactly one"},
		{"From: sato@police.example <evil@evil.example>\n", "not exactly one"},
		{"From: evil@evil.example <sato@police.example>\n", "not exactly one"},
		{"From: Desk: sato@police.example;\n", "not exactly one"},
		{"From: Desk:;\n", "not exactly one"},
		{"From: sato@police.example;\n", "not exactly one"},
		{"From: <@evil.example:sato@police.example>\n", "not exactly one"},
		{"From: <sato@police.example\n", "not exactly one"},
		{"From: \"a <sato@police.example>\n", "not exactly one"},
		{"From: (a <sato@police.example>\n", "not exactly one"},
		{"From: a\\ <sato@police.example>\n", "not exactly one"},
		{"From: <sato@ police.example>\n", "not exactly one"},
		{"From: =?utf-8?Q?sato=40police.example?=\n", "not exactly one"},
		{"From: =?utf-8?Q?sato?=@police.example\n", "not exactly one"},
		{"From: <=?utf-8?Q?sato?=@police.example>\n", "not exactly one"},
		{"From: =?utf-8?Q?=3Csato=40police.example=3E?= <evil@evil.example>\n",
		 "does not prove evil.example"},
		{"From: \"佐藤 <sato@police.example>\" <evil@evil.example>\n",
		 "does not prove evil.example"},
		{"From: s\xd0\xb0to@police.example\n", "not a plain ASCII"},
		{"From: sato@p\xd0\xbelice.example\n", "not a plain ASCII"},
		{"From: sato＠police.example\n", "not exactly one"},
		{"From: ｓato@police.example\n", "not a plain ASCII"},
		{"From: \x1b$B:4F#\x1b(B <sato@police.example>\n", "not exactly one"},
		{"From: \x83\x65 <sato@police.example>\n", "not exactly one"},
		{"From: sato@police.example\r\rFrom: x\n", "NUL or bare CR"},
		{"From: evil@evil.example\rFrom: sato@police.example\n", "NUL or bare CR"},
		{"From: sato@police.example\nno field\nX: y\n", "lines that are no fields"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail =
			g_strconcat(PASS R1 R2, cases[i].fields, "To: k@example.jp\n\nx\n", NULL);

		check(mail, cases[i].why ? NULL : "dkim", cases[i].why);
	}
}

static void test_nul(void)
{
	static const char mail[] = PASS R1 R2 "From: sato@police.example\0@evil.example\n" REST;
	g_autoptr(KwAuth)
		auth = auth_of_bytes(mail, sizeof mail - 1, &(KwAuthTrust){.authserv_id = ID});

	g_assert_cmpint(auth->level, ==, KW_AUTH_NONE);
	g_assert_nonnull(strstr(auth->why, "NUL"));
}

static void test_nothing_configured(void)
{
	static const char mail[] = PASS R1 R2 FROM REST;
	g_autoptr(KwAuth) none = auth_of_bytes(mail, strlen(mail), NULL);
	g_autoptr(KwAuth) empty = auth_of_bytes(mail, strlen(mail), &(KwAuthTrust){0});

	g_assert_cmpstr(kw_auth_level_name(none->level), ==, "none");
	g_assert_cmpstr(none->why, ==, "nothing is configured that could prove it");
	g_assert_cmpint(empty->level, ==, KW_AUTH_NONE);
	g_assert_cmpstr(empty->why, ==, "no authserv_id is configured");
	g_assert_cmpstr(kw_auth_level_name(KW_AUTH_ALIGNED), ==, "aligned");
	g_assert_cmpstr(kw_auth_level_name(KW_AUTH_SIGNED), ==, "signed");
}

static void test_alignment(void)
{
	static const struct {
		const char *from, *proven;
		gboolean is_aligned;
	} cases[] = {
		{"example.jp", "example.jp", TRUE},
		{"example.jp", "EXAMPLE.JP.", TRUE},
		{"mail.example.jp", "example.jp", TRUE},
		{"a.b.police.example.go.jp", "example.go.jp", TRUE},
		{"mail.example.co.jp", "example.co.jp", TRUE},
		{"mail.example.com", "example.com", TRUE},
		{"pref.example.lg.jp", "pref.example.lg.jp", TRUE},
		{"example.ne.jp", "example.ne.jp", TRUE},
		{"tokyo.jp", "tokyo.jp", TRUE},
		/* a part does not speak for the whole */
		{"example.jp", "mail.example.jp", FALSE},
		{"pref.example.lg.jp", "town.pref.example.lg.jp", FALSE},
		/* nobody's, or everybody's */
		{"example.jp", "jp", FALSE},
		{"example.co.jp", "co.jp", FALSE},
		{"example.go.jp", "go.jp", FALSE},
		{"pref.example.lg.jp", "lg.jp", FALSE},
		{"pref.example.lg.jp", "example.lg.jp", FALSE},
		{"police.pref.example.lg.jp", "pref.example.lg.jp", FALSE},
		{"city.example.tokyo.jp", "tokyo.jp", FALSE},
		{"city.example.tokyo.jp", "example.tokyo.jp", FALSE},
		{"x.sapporo.jp", "sapporo.jp", FALSE},
		{"shop.example.ne.jp", "example.ne.jp", FALSE},
		{"shop.xsrv.jp", "xsrv.jp", FALSE},
		{"example.co.uk", "co.uk", FALSE},
		{"example.com.au", "com.au", FALSE},
		/* not below it */
		{"notexample.jp", "example.jp", FALSE},
		{"example.jp.evil.jp", "example.jp", FALSE},
		{"example.jp", "example.jp.evil.jp", FALSE},
		{"example.jp", ".jp", FALSE},
		{"example.jp", "", FALSE},
		{"", "", FALSE},
		{"a..example.jp", "example.jp", FALSE},
		{"example.jp", "ex ample.jp", FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		if (kw_auth_is_aligned(cases[i].from, cases[i].proven) != cases[i].is_aligned)
			g_error("%s for %s", cases[i].proven, cases[i].from);
}

#define BEGIN   "-----BEGIN PGP SIGNED MESSAGE-----\n"
#define SIG     "-----BEGIN PGP SIGNATURE-----\n"
#define END_SIG "-----END PGP SIGNATURE-----\n"
#define RADIX   "iQEzBAEBCAAdFiEE0000000000000000000000000000000000000000000000\n=abcd\n"

/* What is left to read, whatever happened to the armour. */
static void test_cleartext(void)
{
	static const struct {
		const char *text, *clean, *word;
	} cases[] = {
		{"a\nb\n", "a\nb\n", "none"},
		{"", "", "none"},
		{BEGIN "Hash: SHA256\n\na\n- -b\n- --\nc\n" SIG "\n" RADIX END_SIG,
		 "a\n-b\n--\nc\n", "not-checkable"},
		{"x\n" BEGIN "\na\n" SIG "Version: 1\n\n" RADIX END_SIG "y\n", "x\na\ny\n",
		 "not-checkable"},
		{"> " BEGIN "> Hash: SHA1\n>\n> a\n>\n> - -b\n> " SIG ">\n> iQEz\n> " END_SIG "y",
		 "> a\n> \n> -b\ny", "not-checkable"},
		/* joined lines */
		{"-----BEGIN PGP SIGNED MESSAGE----- Hash: SHA256\n\na\n"
		 "-----BEGIN PGP SIGNATURE----- " RADIX END_SIG "y\n",
		 "a\ny\n", "not-checkable"},
		/* the empty line went */
		{BEGIN "Hash: SHA256\na\n" SIG RADIX END_SIG, "a\n", "not-checkable"},
		/* cut off, at both ends */
		{BEGIN "Hash: SHA256\n\na\nb", "a\nb", "not-checkable"},
		{BEGIN "\na\n" SIG RADIX "\nbest regards\n", "a\nbest regards\n", "not-checkable"},
		{"a\n" SIG "\n" RADIX END_SIG "b\n", "a\nb\n", "not-checkable"},
		/* a signed text in a signed text */
		{BEGIN "\na\n> " BEGIN ">\n> b\n> " SIG "> " END_SIG "c\n" SIG RADIX END_SIG "d\n",
		 "a\n> " BEGIN ">\n> b\n> " SIG "> " END_SIG "c\nd\n", "not-checkable"},
		/* two */
		{BEGIN "\na\n" SIG RADIX END_SIG "-\n" BEGIN "\nb\n" SIG RADIX END_SIG, "a\n-\nb\n",
		 "not-checkable"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *clean = NULL;

		g_assert_cmpstr(kw_auth_cleartext(cases[i].text, NULL, NULL, &clean), ==,
				cases[i].word);
		g_assert_cmpstr(clean, ==, cases[i].clean);
	}
	g_assert_cmpstr(kw_auth_cleartext(BEGIN, NULL, NULL, NULL), ==, "not-checkable");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/auth/believed", test_believed);
	g_test_add_func("/auth/topmost", test_topmost);
	g_test_add_func("/auth/authserv-id", test_authserv_id);
	g_test_add_func("/auth/grammar", test_grammar);
	g_test_add_func("/auth/inner-mail", test_inner_mail);
	g_test_add_func("/auth/from", test_from);
	g_test_add_func("/auth/nul", test_nul);
	g_test_add_func("/auth/nothing-configured", test_nothing_configured);
	g_test_add_func("/auth/alignment", test_alignment);
	g_test_add_func("/auth/cleartext", test_cleartext);
	g_test_add_func("/auth/odd-fields", test_odd_fields);
	return g_test_run();
}
