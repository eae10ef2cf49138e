/* subscribers/command: what is asked for in words. The table is tests/corpus/commands.tsv; its
 * rows that are whole mails are read by tests/cli/T410-mail-roll.sh. */
#include "subscribers/command.h"

#include "../support/testing.h"

#include <string.h>

#define NOW 1795143600 /* 2026-11-20 12:00 in Japan */

static KwCommand *read_mail(const char *subject, const char *own, gboolean is_confirmation)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);

	return kw_command_read(&(KwCommandMail){.subject = subject,
						.own = own,
						.from = "yamada@yamada.example",
						.is_confirmation = is_confirmation,
						.now = NOW,
						.zone = zone});
}

static char *lines(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "\\n", -1);

	return g_strjoinv("\n", parts);
}

/* "verb what": what is an address, a day or a concern. */
static void check_row(int line, char **fields)
{
	g_autofree char *own = lines(fields[3]);
	g_autoptr(KwCommand) command = read_mail(fields[2], own, FALSE);
	const char *verb = command->verb ? command->verb : "-", *what = fields[1];

	if (!g_str_equal(verb, fields[0]) ||
	    (*what && g_strcmp0(what, command->concern) && g_strcmp0(what, command->address) &&
	     g_strcmp0(what, command->until))) {
		g_test_message("commands.tsv:%d: %s | %s: %s %s %s, want %s %s", line, fields[2],
			       fields[3], verb, command->concern, command->until, fields[0], what);
		g_test_fail();
	}
}

static void test_table(void)
{
	g_autoptr(GBytes) bytes = kw_testing_corpus("commands.tsv");
	g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
	int n = 0;

	for (int i = 0; rows[i]; i++) {
		g_auto(GStrv) fields = g_strsplit(rows[i], "\t", -1);

		if (!*rows[i] || strchr("#=", *rows[i]))
			continue;
		g_assert_cmpuint(g_strv_length(fields), ==, 4);
		check_row(i + 1, fields);
		n++;
	}
	g_assert_cmpint(n, >=, 150);
}

/* Only with a token is an empty mail a yes, whatever its subject says by then. */
static void test_confirmation(void)
{
	g_autoptr(KwCommand) empty = read_mail("", "", TRUE), plain = read_mail("", "", FALSE);
	g_autoptr(KwCommand) other = read_mail("Re: ", "休止", TRUE);

	g_assert_cmpstr(empty->verb, ==, "confirm");
	g_assert_null(plain->verb);
	g_assert_true(plain->is_bare);
	g_assert_cmpstr(other->verb, ==, "pause");
}

static void test_address(void)
{
	g_assert_cmpstr(kw_command_of_address("news-subscribe@news.example.jp"), ==, "subscribe");
	g_assert_cmpstr(kw_command_of_address("news+unsubscribe@news.example.jp"), ==,
			"unsubscribe");
	g_assert_cmpstr(kw_command_of_address("news-help@news.example.jp"), ==, "help");
	g_assert_cmpstr(kw_command_of_address("news-subscribe+CODE1@news.example.jp"), ==,
			"subscribe");
	g_assert_null(kw_command_of_address("kawaraban@news.example.jp"));
	g_assert_null(kw_command_of_address("kawaraban+labc23@news.example.jp"));
	g_assert_null(kw_command_of_address("subscribe"));
}

/* What is neither wish nor greeting is left, as it was written. */
static void test_rest(void)
{
	static const struct {
		const char *own, *rest;
	} rows[] = {
		{"解除をお願いします。", ""},
		{"廃業するので解除してください。お世話になりました。", ""},
		{"解除をお願いします。あと、ルーターは何がいいか教えてください",
		 "あと、ルーターは何がいいか教えてください\n"},
		{"登録\nいくらですか？\n山田商店の山田です", "いくらですか?\n"},
		{"解除お願いします、あとルーターは何がいいですか",
		 "あとルーターは何がいいですか\n"},
		{"解除お願いします　それとルーターは何がいいですか？",
		 "それとルーターは何がいいですか?\n"},
		{"長い間ありがとうございました、あと解除してください", ""},
		{"退会手続きをお願い致します。会員番号はわかりません。", ""},
		{"", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwCommand) command = read_mail("", rows[i].own, FALSE);

		g_assert_cmpstr(command->rest, ==, rows[i].rest);
	}
}

/* Long and odd texts are only read. */
static void test_ceilings(void)
{
	g_autofree char *wide = g_strnfill(200000, 'a');
	GString *many = g_string_new(NULL);
	g_autofree char *text = NULL;

	for (int i = 0; i < 20000; i++)
		g_string_append(many, "配信の登録のメールのお知らせの");
	text = g_string_free(many, FALSE);
	g_autoptr(KwCommand) one = read_mail(wide, wide, FALSE),
			     two = read_mail("登録", text, FALSE);

	g_assert_null(one->verb);
	g_assert_cmpstr(two->verb, ==, "subscribe");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/subscribers/command/table", test_table);
	g_test_add_func("/subscribers/command/confirmation", test_confirmation);
	g_test_add_func("/subscribers/command/address", test_address);
	g_test_add_func("/subscribers/command/rest", test_rest);
	g_test_add_func("/subscribers/command/ceilings", test_ceilings);
	return g_test_run();
}
