/* inbox: IMAP and POP3 dialogues as servers lead them, told by heart; Maildir on disk. Real servers
 * are tests/cli/T150-poll.sh. */
#include "mail/inbox.h"

#include "../support/testing.h"
#include "../../lib/mail/inbox-private.h"
#include "base/error.h"

#include <string.h>
#include <glib/gstdio.h>

static const KwInboxAccess access_password = {
	.url = "imap://x", .username = "works", .password = "p", .timeout_s = 1};
static const KwInboxAccess access_token = {
	.url = "imap://x", .username = "works", .token = "t", .timeout_s = 1};

typedef struct {
	GString *text; /* "uid:bytes …" or "uid=mail …" */
	GPtrArray *entries;
} Seen;

static Seen seen_new(void)
{
	return (Seen){g_string_new(NULL),
		      g_ptr_array_new_with_free_func((GDestroyNotify)kw_inbox_entry_free)};
}

static void seen_clear(Seen *seen)
{
	g_string_free(seen->text, TRUE);
	g_ptr_array_unref(seen->entries);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Seen, seen_clear)

static gboolean visit(const KwInboxEntry *entry, gpointer user, GError **error G_GNUC_UNUSED)
{
	Seen *seen = user;

	g_string_append_printf(seen->text, "%s:%d ", entry->uid, (int)entry->bytes);
	g_ptr_array_add(seen->entries, kw_inbox_entry_copy(entry));
	return TRUE;
}

static gboolean take(const KwInboxEntry *entry, GBytes *bytes, const char *why, gpointer user,
		     GError **error G_GNUC_UNUSED)
{
	Seen *seen = user;

	if (bytes)
		g_string_append_printf(seen->text, "%s=%.*s ", entry->uid,
				       (int)g_bytes_get_size(bytes),
				       (const char *)g_bytes_get_data(bytes, NULL));
	else
		g_string_append_printf(seen->text, "%s!%s ", entry->uid, why ? why : "gone");
	return TRUE;
}

/* One whole visit over what the server says. *out_error: what it ended with, or NULL. */
static char *go(const KwInboxBackend *backend, void *box, size_t max, GError **error)
{
	g_auto(Seen) seen = seen_new();
	const KwInboxEntry *at = NULL;

	if (!box)
		return g_strdup("closed");
	if (!backend->list(box, visit, &seen, error) ||
	    !backend->fetch(box, seen.entries, max, take, &seen, &at, error)) {
		if (at)
			g_string_append_printf(seen.text, "broken at %s", at->uid);
	} else if (backend->settle(box, seen.entries, FALSE, error) && backend->close(box, error)) {
		g_string_append(seen.text, "settled");
	}
	backend->free(box);
	return g_strdup(seen.text->str);
}

#define HELLO                                           \
	"* CAPABILITY IMAP4rev1 AUTH=PLAIN UIDPLUS\r\n" \
	"k1 OK\r\n+ \r\nk2 OK\r\n"                      \
	"* CAPABILITY IMAP4rev1 UIDPLUS\r\nk3 OK\r\n"
#define OLD                                     \
	"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" \
	"k1 OK\r\n+ \r\nk2 OK\r\n"              \
	"* CAPABILITY IMAP4rev1\r\nk3 OK\r\n"
#define SELECT "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nk4 OK [READ-WRITE]\r\n"
#define LIST                                           \
	"* 1 FETCH (UID 3 RFC822.SIZE 5 FLAGS ())\r\n" \
	"* 2 FETCH (FLAGS (\\Seen) RFC822.SIZE 6 UID 9)\r\nk5 OK\r\n"
#define BOTH                                        \
	"* 1 FETCH (UID 3 BODY[] {5}\r\nhello)\r\n" \
	"* 2 FETCH (BODY[] {6}\r\nhel\r\no UID 9)\r\nk6 OK\r\n"
#define SETTLE "k7 OK\r\nk8 OK\r\n* BYE\r\n"

static void test_imap(void)
{
	static const struct {
		const char *server, *seen, *error;
	} cases[] = {
		{HELLO SELECT LIST BOTH SETTLE, "3:5 9:6 3=hello 9=hel\r\no settled", NULL},
		/* twice, and flags that changed in between */
		{HELLO SELECT LIST "* 1 FETCH (UID 3 BODY[] {5}\r\nhello)\r\n* 1 FETCH (FLAGS "
				   "(\\Seen))\r\n* 3 EXISTS\r\n" BOTH SETTLE,
		 "3:5 9:6 3=hello 9=hel\r\no settled", NULL},
		/* a quoted body, one that is gone, one that is refused */
		{HELLO SELECT LIST "* 1 FETCH (UID 3 BODY[] \"a\\\"b\")\r\nk6 OK\r\nk7 OK\r\n"
				   "k8 OK\r\nk9 OK\r\n* BYE\r\n",
		 "3:5 9:6 3=a\"b 9!gone settled", NULL},
		{HELLO SELECT LIST "* 2 FETCH (UID 9 BODY[] {1}\r\nx)\r\nk6 NO some\r\n"
				   "k7 NO cannot\r\nk8 OK\r\nk9 OK\r\n* BYE\r\n",
		 "3:5 9:6 9=x 3!cannot settled", NULL},
		/* marked for deletion by others: not listed */
		{HELLO SELECT "* 1 FETCH (UID 3 RFC822.SIZE 5 FLAGS (\\Deleted))\r\nk5 OK\r\n"
			      "* BYE\r\n",
		 "settled", NULL},
		/* without UIDPLUS all that is marked would go: only where we alone marked */
		{OLD SELECT LIST BOTH SETTLE, "3:5 9:6 3=hello 9=hel\r\no settled", NULL},
		{OLD SELECT "* 1 FETCH (UID 2 RFC822.SIZE 5 FLAGS (\\Deleted))\r\n" LIST BOTH
			    "k7 OK\r\n* BYE\r\n",
		 "3:5 9:6 3=hello 9=hel\r\no settled", NULL},
		{OLD SELECT "* 1 FETCH (UID 2 RFC822.SIZE 5 FLAGS (\\Deleted))\r\n" LIST BOTH
			    "k7 OK\r\nk9 NO was it EXPUNGE?\r\n",
		 "3:5 9:6 3=hello 9=hel\r\no settled", NULL},
		/* it breaks */
		{HELLO SELECT LIST "* 1 FETCH (UID 3 BODY[] {5}\r\nhel", "3:5 9:6 broken at 3",
		 "closed the connection"},
		{HELLO SELECT LIST "* 1 FETCH (UID 3 BODY[] {5}\r\nhello)\r\n* 2 FETCH (UID 9 "
				   "BODY[] {6}\r\nh",
		 "3:5 9:6 3=hello broken at 9", "closed"},
		{HELLO SELECT LIST "* 1 FETCH (UID 3 BODY[] {5}\r\nhello)\r\n",
		 "3:5 9:6 3=hello broken at 9", "closed"},
		{HELLO SELECT LIST "* 1 FETCH (UID 3 BODY[] {99999}\r\nhello)\r\n",
		 "3:5 9:6 broken at 3", "99999 bytes, more than 100"},
		{HELLO SELECT LIST "* 1 FETCH (UID 3 FLAGS {99999999}\r\nhello)\r\n",
		 "3:5 9:6 broken at 3", "99999999 bytes"},
		{HELLO SELECT LIST "* BYE overloaded\r\n", "3:5 9:6 broken at 3",
		 "ends the session: overloaded"},
		{HELLO SELECT LIST "k99 OK\r\n", "3:5 9:6 broken at 3", "not IMAP"},
		{HELLO SELECT "k5 BAD what\r\n", "", "not IMAP: `k5 BAD what`"},
		/* it does not let us in, or delete */
		{HELLO "k4 NO [NONEXISTENT] no such\r\n", "closed", "folder INBOX: [NONEXISTENT]"},
		{HELLO "k4 NO [UNAVAILABLE] later\r\n", "closed", "later"},
		{"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nk1 OK\r\nk2 NO no\r\n", "closed",
		 "refuses the sign-in (no)"},
		{"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nk1 OK\r\n+ \r\nk2 NO bad password\r\n",
		 "closed", "refuses the sign-in (bad password)"},
		{"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nk1 OK\r\n", "closed",
		 "no way to sign in"},
		{"* CAPABILITY IMAP4rev1\r\nk1 OK\r\n+\r\n+\r\nk2 OK\r\n* CAPABILITY X\r\nk3 OK\r\n"
		 "* 0 EXISTS\r\nk4 OK\r\n",
		 "settled", NULL},
		{HELLO SELECT LIST BOTH "k7 NO [NOPERM] read only\r\n",
		 "3:5 9:6 3=hello 9=hel\r\no ", "does not let us mark or delete"},
		{"HTTP/1.1 400 Bad\r\n", "closed", "not IMAP"},
		{"", "closed", "closed the connection"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *epoch = NULL, *seen = NULL;
		g_autoptr(GError) error = NULL;
		void *box = kw_inbox_imap_over(kw_wire_of(cases[i].server, strlen(cases[i].server)),
					       &access_password, "INBOX", &epoch, &error);

		seen = go(&kw_inbox_imap, box, 100, &error);
		if (g_strcmp0(seen, cases[i].seen) != 0 || !error != !cases[i].error ||
		    (error && !strstr(error->message, cases[i].error)))
			g_error("case %u: \"%s\" (%s), not \"%s\" (%s)", i, seen,
				error ? error->message : "fine", cases[i].seen, cases[i].error);
	}
}

/* A server that talks without end, where a "+" or a mail is waited for. */
static void test_imap_endless(void)
{
	static const char *const begins[] = {"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nk1 OK\r\n",
					     "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nk1 OK\r\n+ \r\n",
					     HELLO SELECT LIST};

	for (size_t i = 0; i < G_N_ELEMENTS(begins); i++) {
		g_autoptr(GString) said = g_string_new(begins[i]);
		g_autoptr(GError) error = NULL;
		g_autofree char *seen = NULL, *epoch = NULL;

		for (int line = 0; line < 2000100; line++)
			g_string_append(said, i == 1 ? "+ \r\n" : "* OK\r\n");
		seen = go(&kw_inbox_imap,
			  kw_inbox_imap_over(kw_wire_of(said->str, said->len), &access_password,
					     "INBOX", &epoch, &error),
			  100, &error);
		g_assert_error(error, KW_ERROR, KW_ERROR_TEMPORARY);
		g_assert_nonnull(strstr(error->message, "what the server says is not IMAP"));
	}
}

static void test_imap_token(void)
{
	g_autofree char *epoch = NULL;
	g_autoptr(GError) error = NULL;
	static const char refused[] = "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\nk1 OK\r\n+ \r\n"
				      "+ eyJzdGF0dXMiOiI0MDAifQ==\r\nk2 NO bad token\r\n";
	static const char none[] = "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nk1 OK\r\n";

	g_assert_null(kw_inbox_imap_over(kw_wire_of(refused, strlen(refused)), &access_token,
					 "INBOX", &epoch, &error));
	g_assert_error(error, KW_ERROR, KW_ERROR_REFUSED);
	g_assert_nonnull(strstr(error->message, "token_command"));
	g_clear_error(&error);
	g_assert_null(kw_inbox_imap_over(kw_wire_of(none, strlen(none)), &access_token, "INBOX",
					 &epoch, &error));
	g_assert_error(error, KW_ERROR, KW_ERROR_REFUSED);
}

static void test_folders(void)
{
	static const struct {
		const char *name, *encoded;
	} cases[] = {
		{"INBOX", "INBOX"},
		{"A&B", "A&-B"},
		{"台北", "&U,BTFw-"},
		{"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"}, /* RFC 3501 */
		{"x\xf0\x9f\x90\xa6y", "x&2D3cJg-y"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *encoded = kw_inbox_imap_folder(cases[i].name);

		g_assert_cmpstr(encoded, ==, cases[i].encoded);
	}
}

#define CAPA  "+OK\r\nUIDL\r\nPIPELINING\r\nSASL PLAIN\r\n.\r\n+ \r\n+OK in\r\n"
#define PLIST "+OK\r\n1 5\r\n2 6\r\n.\r\n+OK\r\n1 aa\r\n2 bb\r\n.\r\n"

static void test_pop3(void)
{
	static const struct {
		const char *server, *seen, *error;
	} cases[] = {
		{CAPA PLIST "+OK\r\nhello\r\n.\r\n+OK\r\n..x\r\n\r\n.\r\n+OK\r\n+OK\r\n+OK bye\r\n",
		 "aa:5 bb:6 aa=hello\r\n bb=.x\r\n\r\n settled", NULL},
		/* an old one: neither CAPA nor UIDL */
		{"-ERR what\r\n+OK\r\n+OK\r\n+OK\r\n1 5\r\n.\r\n-ERR what\r\n+OK\r\nhello\r\n.\r\n"
		 "+OK\r\n+OK\r\n",
		 ":5 =hello\r\n settled", NULL},
		{CAPA PLIST "-ERR no\r\n+OK\r\nx\r\n.\r\n+OK\r\n+OK\r\n+OK\r\n",
		 "aa:5 bb:6 aa!no bb=x\r\n settled", NULL},
		{CAPA PLIST "+OK\r\nhello\r\n.\r\n+OK\r\nhe", "aa:5 bb:6 aa=hello\r\n broken at bb",
		 "closed"},
		{CAPA PLIST "what\r\n", "aa:5 bb:6 broken at aa", "not POP3: `what`"},
		{CAPA "+OK\r\nwhat\r\n.\r\n", "", "not POP3: `what`"},
		{CAPA PLIST
		 "+OK\r\n0123456789012345678901234567890123456789012345678901234567890123"
		 "45678901234567890123456789012345678901234567890\r\n.\r\n",
		 "aa:5 bb:6 broken at aa", "more than 100 bytes"},
		{CAPA PLIST "+OK\r\n.\r\n+OK\r\n.\r\n-ERR read only\r\n",
		 "aa:5 bb:6 aa= bb= ", "does not let us delete"},
		{CAPA PLIST "+OK\r\n.\r\n+OK\r\n.\r\n+OK\r\n+OK\r\n-ERR some\r\n",
		 "aa:5 bb:6 aa= bb= ", "may not have deleted"},
		{CAPA PLIST "+OK\r\n.\r\n+OK\r\n.\r\n+OK\r\n+OK\r\n",
		 "aa:5 bb:6 aa= bb= ", "closed the connection"},
		{"+OK\r\nSASL PLAIN\r\n.\r\n+ \r\n-ERR [IN-USE] busy\r\n", "closed",
		 "no sign-in now: [IN-USE] busy"},
		{"+OK\r\nSASL PLAIN\r\n.\r\n+ \r\n-ERR wrong\r\n", "closed",
		 "refuses the sign-in (wrong)"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		void *box = kw_inbox_pop3_over(kw_wire_of(cases[i].server, strlen(cases[i].server)),
					       &access_password, &error);
		g_autofree char *seen = go(&kw_inbox_pop3, box, 100, &error);

		if (g_strcmp0(seen, cases[i].seen) != 0 || !error != !cases[i].error ||
		    (error && !strstr(error->message, cases[i].error)))
			g_error("case %u: \"%s\" (%s), not \"%s\" (%s)", i, seen,
				error ? error->message : "fine", cases[i].seen, cases[i].error);
	}
}

static void put(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void test_maildir(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *url = g_strconcat("MAILDIR:", folder, NULL);
	g_autofree char *moved = g_build_filename(folder, "cur", "20.b:2,S", NULL);
	g_autofree char *from = g_build_filename(folder, "new", "20.b", NULL);
	const KwInboxAccess access = {.url = url};
	g_auto(Seen) seen = seen_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(KwInbox) inbox = kw_inbox_open(&access, &error);
	const KwInboxEntry *at;

	g_assert_null(inbox);
	g_assert_error(error, KW_ERROR, KW_ERROR_CONFIG);
	g_assert_true(g_str_has_prefix(error->message, "mailbox MAILDIR:"));
	g_clear_error(&error);
	for (const char *const *sub = (const char *const[]){"new", "cur", "tmp", NULL}; *sub;
	     sub++) {
		g_autofree char *path = g_build_filename(folder, *sub, NULL);

		g_assert_cmpint(g_mkdir_with_parents(path, 0700), ==, 0);
	}
	put(folder, "new/100.c", "three");
	put(folder, "new/20.b", "two");
	put(folder, "cur/3.a:2,Fa", "one");
	put(folder, "cur/4.x:2,T", "given up");
	put(folder, "new/.hidden", "x");
	put(folder, "tmp/5.y", "not yet");
	inbox = kw_inbox_open(&access, &error);
	kw_assert_ok(error);
	g_assert_cmpstr(kw_inbox_epoch(inbox), ==, "");
	g_assert_true(kw_inbox_list(inbox, visit, &seen, &error));
	g_assert_cmpstr(seen.text->str, ==, "3.a:3 20.b:3 100.c:5 ");
	g_string_truncate(seen.text, 0);
	/* another program reads one meanwhile */
	g_assert_cmpint(g_rename(from, moved), ==, 0);
	g_assert_true(kw_inbox_fetch(inbox, seen.entries, 100, take, &seen, &at, &error));
	g_assert_cmpstr(seen.text->str, ==, "3.a=one 20.b=two 100.c=three ");
	g_assert_false(kw_inbox_fetch(inbox, seen.entries, 4, take, &seen, &at, &error));
	g_assert_error(error, KW_ERROR, KW_ERROR_DATA);
	g_assert_cmpstr(at->uid, ==, "100.c");
	g_clear_error(&error);
	g_assert_true(kw_inbox_settle(inbox, seen.entries, TRUE, &error));
	g_string_truncate(seen.text, 0);
	g_autofree char *kept = g_build_filename(folder, "cur", "3.a:2,FSa", NULL);
	g_assert_true(g_file_test(kept, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(moved, G_FILE_TEST_EXISTS));
	g_assert_true(kw_inbox_settle(inbox, seen.entries, FALSE, &error));
	g_assert_true(kw_inbox_fetch(inbox, seen.entries, 100, take, &seen, &at, &error));
	g_assert_cmpstr(seen.text->str, ==, "3.a!gone 20.b!gone 100.c!gone ");
	g_assert_true(kw_inbox_close(inbox, &error));
	kw_testing_remove(folder);
}

static void test_urls(void)
{
	static const char *const urls[] = {"http://x/",    "imap:",        "imaps://",
					   "imaps://a b/", "pop3s://u@h/", "imaps://h/%ff"};

	for (guint i = 0; i < G_N_ELEMENTS(urls); i++) {
		const KwInboxAccess access = {.url = urls[i], .username = "u", .password = "p"};
		g_autoptr(GError) error = NULL;

		g_assert_null(kw_inbox_open(&access, &error));
		g_assert_error(error, KW_ERROR, KW_ERROR_CONFIG);
		g_assert_nonnull(strstr(error->message, urls[i]));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/inbox/imap", test_imap);
	g_test_add_func("/inbox/imap-endless", test_imap_endless);
	g_test_add_func("/inbox/imap-token", test_imap_token);
	g_test_add_func("/inbox/folders", test_folders);
	g_test_add_func("/inbox/pop3", test_pop3);
	g_test_add_func("/inbox/maildir", test_maildir);
	g_test_add_func("/inbox/urls", test_urls);
	return g_test_run();
}
