/* ingest/readable: the text that a person sees, whatever parts a mail has. */
#include "ingest/readable.h"

#include "../support/testing.h"

#include <string.h>

#define MULTIPART(type, parts)                                                                  \
	"Subject: t\nMIME-Version: 1.0\nContent-Type: multipart/" type "; boundary=b\n\n" parts \
	"--b--\n"
#define PART(type, body) "--b\nContent-Type: " type "\n\n" body "\n"

static void test_parts(void)
{
	static const struct {
		const char *mail, *text, *type;
		gboolean html_only;
	} cases[] = {
		{"Subject: t\n\na  \nb\n", "a\nb", "text/plain", FALSE},
		{"Subject: t\n\n \n", "", "text/plain", FALSE},
		{"Subject: t\nContent-Type: text/html\n\n<p>a<p>b", "a\n\nb", "text/html", TRUE},
		{MULTIPART("alternative", PART("text/plain", "a") PART("text/html", "<p>b")), "a",
		 "text/plain", FALSE},
		/* an empty alternative is none */
		{MULTIPART("alternative", PART("text/plain", " ") PART("text/html", "<p>b")), "b",
		 "text/html", TRUE},
		/* a picture in the middle, and the footer of a list */
		{MULTIPART("mixed", PART("text/plain", "a") PART("image/png; name=x.png", "x")
					    PART("text/plain", "b") PART("text/html", "<i>c")),
		 "a\n\nb\n\nc", "text/plain", FALSE},
		/* files are no text */
		{MULTIPART("mixed", PART("text/plain", "a") PART("text/plain; name=x.txt", "b")),
		 "a", "text/plain", FALSE},
		{MULTIPART("mixed", PART("application/pdf; name=x.pdf", "x")), "", NULL, FALSE},
		/* attached mails are not the text of the mail around them, those of a digest are */
		{MULTIPART("mixed",
			   PART("text/plain", "a") PART("message/rfc822", "Subject: i\n\nb")),
		 "a", "text/plain", FALSE},
		{MULTIPART("mixed", PART("message/rfc822", "Subject: i\n\nb")), "", NULL, FALSE},
		{MULTIPART("digest", "--b\n\nSubject: i\n\na\n--b\n\nSubject: j\n"
				     "Content-Type: text/html\n\n<p>b</p>\n"),
		 "a\n\nb", NULL, FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwMessage) message =
			kw_message_parse(cases[i].mail, strlen(cases[i].mail), NULL, &error);
		const KwPart *part = NULL;
		gboolean html_only = FALSE;
		g_autofree char *text = NULL;

		g_assert_no_error(error);
		text = kw_readable_text(message, &part, &html_only);
		g_assert_cmpstr(text, ==, cases[i].text);
		g_assert_cmpstr(part ? part->type : NULL, ==, cases[i].type);
		g_assert_cmpint(html_only, ==, cases[i].html_only);
	}
}

/* Texts beyond the ceiling are left out, whole parts at a time. */
static void test_ceiling(void)
{
	g_autofree char *piece = g_strnfill(3 * 1024 * 1024, 'x');
	g_autoptr(GString) mail = g_string_new(
		"Subject: t\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n");
	g_autoptr(KwMessage) message = NULL;
	g_autofree char *text = NULL;

	for (int i = 0; i < 4; i++)
		g_string_append_printf(mail, "--b\nContent-Type: text/plain\n\n%s\n", piece);
	message = kw_message_parse(mail->str, mail->len, NULL, NULL);
	text = kw_readable_text(message, NULL, NULL);
	g_assert_cmpuint(strlen(text), ==, 2 * strlen(piece) + 2);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/readable/parts", test_parts);
	g_test_add_func("/readable/ceiling", test_ceiling);
	return g_test_run();
}
