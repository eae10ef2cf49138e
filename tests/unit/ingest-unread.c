/* ingest/unread: what of a mail is named to staff because no program reads it. */
#include "ingest/unread.h"

#include "ingest/readable.h"

#include "../support/testing.h"

#include <string.h>

#define HEAD                                                  \
	"From: a@example.jp\nSubject: t\nMIME-Version: 1.0\n" \
	"Content-Type: multipart/mixed; boundary=b\n\n"
#define TEXT(words) "--b\nContent-Type: text/plain; charset=utf-8\n\n" words "\n"
#define FILE_OF(type, name, body)                                                        \
	"--b\nContent-Type: " type "\nContent-Disposition: attachment; filename=\"" name \
	"\"\n\n" body "\n"

/* "what name, what name …", in order */
static char *unread_of(const char *mail, size_t length)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwMessage) message = kw_message_parse(mail, length, NULL, &error);
	g_autofree char *text = NULL;
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GString) out = g_string_new(NULL);

	g_assert_no_error(error);
	text = kw_readable_text(message, NULL, NULL);
	list = kw_unread_list(message, text);
	for (guint i = 0; i < list->len; i++) {
		const KwUnread *unread = list->pdata[i];

		g_string_append_printf(out, "%s%s%s%s", i ? ", " : "", unread->what,
				       unread->name ? " " : "", unread->name ? unread->name : "");
	}
	return g_strdup(out->str);
}

static void assert_unread(const char *mail, const char *wanted)
{
	g_autofree char *got = unread_of(mail, strlen(mail));

	g_assert_cmpstr(got, ==, wanted);
}

static void test_files(void)
{
	static const struct {
		const char *file, *wanted;
	} cases[] = {
		{"", ""},
		{FILE_OF("application/pdf", "注意喚起.pdf", "%PDF-1.7"), "pdf 注意喚起.pdf"},
		{FILE_OF("application/octet-stream", "a.dat", "%PDF-1.7"), "pdf a.dat"},
		{FILE_OF("application/octet-stream", "A.XLSX", "PK\003\004 x"), "office A.XLSX"},
		{FILE_OF("application/msword", "a", "x"), "office a"},
		{FILE_OF("application/octet-stream", "手順.jtd", "x"), "office 手順.jtd"},
		{FILE_OF("application/octet-stream", "a.bin", "Rar!\032\007"), "archive a.bin"},
		{FILE_OF("application/x-lzh", "a.lzh", "x"), "archive a.lzh"},
		{FILE_OF("image/png", "画面.png", "x"), "image 画面.png"},
		{FILE_OF("application/octet-stream", "x.jpg", "x"), "image x.jpg"},
		{FILE_OF("text/plain", "一覧.txt", "x"), "other 一覧.txt"},
		{FILE_OF("text/html", "a.html", "<p>x"), "other a.html"},
		{FILE_OF("application/x-msdownload", "a.exe", "MZ"), "other a.exe"},
		{FILE_OF("text/calendar", "invite.ics", "BEGIN:VCALENDAR"), ""},
		{FILE_OF("application/pdf", "leer.pdf", ""), "broken leer.pdf"},
		{FILE_OF("application/x-gadget", "leer.x", ""), "broken leer.x"},
		/* no news in them */
		{FILE_OF("application/pkcs7-signature", "smime.p7s", "x"), ""},
		{FILE_OF("application/pgp-signature", "signature.asc", "x"), ""},
		{FILE_OF("text/x-vcard", "佐藤.vcf", "BEGIN:VCARD"), ""},
		/* by lib/mail */
		{FILE_OF("application/ms-tnef", "winmail.dat", "x"), "winmail.dat winmail.dat"},
		{FILE_OF("application/octet-stream", "ATT1", "\x78\x9f\x3e\x22 x"),
		 "winmail.dat ATT1"},
		{FILE_OF("application/octet-stream", "転送.msg",
			 "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 x"),
		 "outlook-msg 転送.msg"},
		{FILE_OF("application/octet-stream", "報告.doc",
			 "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 x"),
		 "office 報告.doc"},
		{FILE_OF("application/pkcs7-mime", "smime.p7m", "x"), "encrypted smime.p7m"},
		{FILE_OF("message/rfc822", "a.eml", "Subject: inner\n\nwords"), ""},
		{FILE_OF("message/rfc822", "a.eml", ""), "broken a.eml"},
		{FILE_OF("message/partial; id=1; number=1", "a", "x"), "broken a"},
		/* what a mail system put there */
		{FILE_OF("text/plain", "削除通知.txt", "添付ファイルは削除されました。"),
		 "removed 削除通知.txt"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail =
			g_strconcat(HEAD, TEXT("お知らせします。"), cases[i].file, "--b--\n", NULL);

		assert_unread(mail, cases[i].wanted);
	}
}

static void test_text(void)
{
	assert_unread("Subject: t\n\nwords", "");
	assert_unread("Subject: t\n\n\n", "empty");
	assert_unread(HEAD FILE_OF("application/pdf", "a.pdf", "%PDF-") "--b--\n",
		      "pdf a.pdf, empty");
	assert_unread("Subject: t\nContent-Type: image/jpeg; name=a.jpg\n\nx",
		      "image a.jpg, empty");
	assert_unread("Subject: t\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR",
		      "calendar, empty");
	/* the only text is read, whatever it is called */
	assert_unread("Subject: t\nContent-Type: text/plain; name=a.txt\n\nwords", "");
	assert_unread("Subject: t\nContent-Type: text/plain; charset=utf-8\n\n"
		      "重要\xe6な\xe6お\xe6知\xe6らせ\xe6",
		      "broken");
	assert_unread("Subject: t\n\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n"
		      "-----END PGP MESSAGE-----\n",
		      "encrypted");
	assert_unread("Subject: t\nContent-Type: multipart/encrypted; boundary=b\n\n"
		      "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
		      "--b\nContent-Type: application/octet-stream\n\nx\n--b--\n",
		      "encrypted, empty");
	assert_unread(
		HEAD TEXT("本日の資料です。\n\n添付ファイルのパスワードは別途お送りします。") "--b-"
											      "-\n",
		"password-zip");
}

static void test_pictures(void)
{
#define RELATED(body, id)                                                                      \
	"Subject: t\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"       \
	"--b\nContent-Type: text/html\n\n" body "\n--b\nContent-Type: image/png; name=i.png\n" \
	"Content-ID: <" id ">\n\nx\n--b--\n"
	assert_unread(RELATED("<p>words<img src=\"cid:1@x\">", "1@x"), "");
	assert_unread(RELATED("<p>words", "1@x"), "image i.png");
	assert_unread(RELATED("<img src=\"cid:1@x\">", "1@x"), "image i.png, empty");
}

static void test_inner(void)
{
	assert_unread(
		HEAD TEXT(
			"転送します。") "--b\nContent-Type: message/rfc822\n\n"
					"Subject: inner\nContent-Type: multipart/mixed; "
					"boundary=c\n\n"
					"--c\n\nwords\n"
					"--c\nContent-Type: application/pdf; "
					"name=in.pdf\n\n%PDF-\n--c--\n"
					"--b\nContent-Type: image/png; name=out.png\n\nx\n--b--\n",
		"pdf in.pdf, image out.png");
}

/* A zip of one stored file: its flags stand in two places. */
static char *zip_mail(gboolean is_locked_local, gboolean is_locked_central, gsize *length)
{
	static const guint8 local[30] = "PK\003\004\024", central[46] = "PK\001\002\024\0\024";
	static const guint8 end[22] = "PK\005\006\0\0\0\0\001\0\001";
	GString *out = g_string_new(HEAD);
	gsize start;

	g_string_append(out, TEXT("資料です。"));
	g_string_append(out, "--b\nContent-Type: application/octet-stream; name=a.zip\n\n");
	start = out->len;
	g_string_append_len(out, (const char *)local, sizeof(local));
	out->str[start + 6] = (char)is_locked_local;
	out->str[start + 26] = 1;
	g_string_append(out, "ab");
	g_string_append_len(out, (const char *)central, sizeof(central));
	out->str[start + 32 + 8] = (char)is_locked_central;
	out->str[start + 32 + 28] = 1;
	g_string_append(out, "a");
	g_string_append_len(out, (const char *)end, sizeof(end));
	out->str[start + 32 + 47 + 12] = 47;
	out->str[start + 32 + 47 + 16] = 32;
	g_string_append(out, "\n--b--\n");
	*length = out->len;
	return g_string_free(out, FALSE);
}

static void test_zip(void)
{
	static const struct {
		gboolean local, central;
		const char *wanted;
	} cases[] = {
		{FALSE, FALSE, "archive a.zip"},
		{TRUE, TRUE, "password-zip a.zip"},
		{FALSE, TRUE, "password-zip a.zip"},
		{TRUE, FALSE, "password-zip a.zip"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		gsize length;
		g_autofree char *mail = zip_mail(cases[i].local, cases[i].central, &length);
		g_autofree char *got = unread_of(mail, length);

		g_assert_cmpstr(got, ==, cases[i].wanted);
		/* cut off anywhere: no byte outside is looked at */
		for (gsize n = length - 120; n < length; n++)
			g_free(unread_of(mail, n));
	}
}

static void test_ceiling(void)
{
	g_autoptr(GString) mail = g_string_new(HEAD TEXT("words"));
	g_autofree char *got = NULL;
	g_auto(GStrv) entries = NULL;

	for (int i = 0; i < 60; i++)
		g_string_append(mail, FILE_OF("application/pdf", "a.pdf", "%PDF-"));
	g_string_append(mail, "--b--\n");
	got = unread_of(mail->str, mail->len);
	entries = g_strsplit(got, ", ", -1);
	g_assert_cmpuint(g_strv_length(entries), ==, 50);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/unread/files", test_files);
	g_test_add_func("/unread/text", test_text);
	g_test_add_func("/unread/pictures", test_pictures);
	g_test_add_func("/unread/inner", test_inner);
	g_test_add_func("/unread/zip", test_zip);
	g_test_add_func("/unread/ceiling", test_ceiling);
	return g_test_run();
}
