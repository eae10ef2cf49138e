/* check: each rule of check.yaml with a letter that breaks it and one that comes near. The letters
 * are those of the fixture, with one piece more. */
#include "digest/check.h"

#include "../support/issue_fixture.h"
#include "base/error.h"
#include "mail/compose.h"

typedef struct {
	char *folder;
	KwConfig *config;
	KwRendered *rendered;
} Fixture;

static void begin(Fixture *f, const char *kind, const char *language)
{
	g_autoptr(GPtrArray) stories = issue_fixture_stories(), shorts = issue_fixture_stories();
	g_autoptr(KwIssue) issue = issue_fixture_issue(kind, 42);
	g_autoptr(GError) error = NULL;

	f->folder = kw_testing_folder();
	f->config = issue_fixture_config(f->folder, language,
					 "staff:\n  - address: sato@desk.example.jp\n");
	g_autoptr(KwWords) words = issue_fixture_words(f->config);
	g_ptr_array_add(stories, issue_fixture_full_story(1, "today"));
	g_ptr_array_add(shorts, issue_fixture_full_story(2, "information"));
	f->rendered = kw_render_issue(f->config, words, issue, stories, shorts, NULL,
				      ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
}

static void end(Fixture *f)
{
	kw_testing_remove(f->folder);
	g_free(f->folder);
	kw_config_free(f->config);
	kw_rendered_free(f->rendered);
}

static GBytes *compose(const Fixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwComposed) composed = kw_compose(&(KwDraft){.from_name = f->config->title,
							       .from_address = f->config->from,
							       .subject = f->rendered->subject,
							       .list_id = f->config->list_id,
							       .date_at = ISSUE_FIXTURE_NOW,
							       .zone = f->config->timezone,
							       .is_issue = TRUE,
							       .text = f->rendered->text,
							       .html = f->rendered->html,
							       .boundary = "=_x"},
						    &error);

	kw_assert_ok(error);
	return g_bytes_ref(composed->bytes);
}

/* `piece` joins the end of that part. */
static void join(Fixture *f, char part, const char *piece)
{
	char **text = part == 's'   ? &f->rendered->subject
		      : part == 't' ? &f->rendered->text
				    : &f->rendered->html;
	const char *body = part == 'h' ? strstr(*text, "</body>") : NULL;
	size_t at = body ? (size_t)(body - *text) : strlen(*text);
	g_autofree char *before = g_strndup(*text, at);
	g_autofree char *whole = *text;

	*text = g_strconcat(before, piece, whole + at, NULL);
}

/* All letters of ours are fit to go out. */
static void test_ours(void)
{
	static const char *const kinds[] = {"weekly", "bulletin"};
	static const char *const languages[] = {"ja", "en"};

	for (int i = 0; i < 4; i++) {
		g_autoptr(GError) error = NULL;
		Fixture f;

		begin(&f, kinds[i / 2], languages[i % 2]);
		g_autoptr(GBytes) mail = compose(&f);
		g_assert_true(kw_check_letter(f.config, f.rendered, mail, &error));
		kw_assert_ok(error);
		end(&f);
	}
}

static void test_pieces(void)
{
	static const struct {
		char part; /* subject, text, html */
		const char *piece;
		int code; /* 0 = goes out */
		const char *wanted;
	} cases[] = {
		/* addresses */
		{'t', "sato@desk.example.jp まで", KW_ERROR_REFUSED, "sato@desk.example.jp"},
		{'t', "ＯＷＮＥＲ＠example.net", KW_ERROR_REFUSED, "owner@example.net"},
		{'s', "a@b.example", KW_ERROR_REFUSED, "a@b.example"},
		{'h', "<p>a&#64;b.example</p>", KW_ERROR_REFUSED, "a@b.example"},
		{'h', "<a href='mailto:a@b.example'>x</a>", KW_ERROR_REFUSED, "a@b.example"},
		{'t', "Kawaraban@news.example.jp まで", 0, NULL},
		{'t', "価格＠100円、@mihon", 0, NULL},
		/* handling marks */
		{'s', "【TLP：AMBER】", KW_ERROR_REFUSED, "TLP:AMBER"},
		{'t', "この情報は関係者限りです。", KW_ERROR_REFUSED, "関係者限り"},
		{'t', "TLP:CLEAR です。社外の秘密", 0, NULL},
		/* shorteners */
		{'t', "https://bit.ly/3abc", KW_ERROR_DATA, "bit.ly/3abc"},
		{'t', "HTTPS://www.BIT.ly/3abc", KW_ERROR_DATA, "hides where it leads"},
		{'h', "<a href='https://t.co/x'>https://t.co/x</a>", KW_ERROR_DATA, "t.co"},
		{'t', "https://rabbit.lynx.example/ と https://notbit.ly.example/", 0, NULL},
		/* trackers */
		{'t', "https://a.example/?id=1&utm_source=x", KW_ERROR_DATA, "utm_source"},
		{'t', "https://a.example/?FBCLID=1", KW_ERROR_DATA, "fbclid"},
		{'t', "https://a.example/?id=1&mutm_x=utm_source", 0, NULL},
		/* other than pages */
		{'t', "ftp://a.example/", KW_ERROR_DATA, "no page"},
		{'t', "file:///etc/passwd", KW_ERROR_DATA, "no page"},
		{'t', "https:///x", KW_ERROR_DATA, "no page"},
		{'h', "<a href='javascript:alert(1)'>x</a>", KW_ERROR_DATA, "javascript"},
		{'h', "<a href='&#106;avascript:alert(1)'>x</a>", KW_ERROR_DATA, "javascript"},
		{'h', "<a href='/help'>x</a>", KW_ERROR_DATA, "/help"},
		{'h', "<a href='#top'>x</a>", KW_ERROR_DATA, "#top"},
		{'h', "<a href='tel:0300000000'>電話</a>", 0, NULL},
		{'h', "<a href='mailto:kawaraban@news.example.jp'>x</a>", 0, NULL},
		/* what a link says */
		{'h', "<a href='https://a.example/'>こちら</a>", KW_ERROR_DATA, "こちら"},
		{'h', "<a href='https://a.example/'></a>", KW_ERROR_DATA, "a.example"},
		{'h', "<a href='https://a.example/'>https://b.example/</a>", KW_ERROR_DATA,
		 "b.exa"},
		{'h', "<a href='https://a.example/'>みほんセンター https://b.example/</a>",
		 KW_ERROR_DATA, "b.example"},
		{'h', "<a href='https://a.example/'>みほん<b>センター</b>のページ</a>", 0, NULL},
		{'h',
		 "<a href=\"https://a.example/?a=1&amp;b=2\">https://a.example/?a=1&amp;b=2</a>", 0,
		 NULL},
		/* HTML that loads, runs or asks */
		{'h', "<script>alert(1)</script>", KW_ERROR_DATA, "<script>"},
		{'h', "<ScRiPt src=x>", KW_ERROR_DATA, "<script>"},
		{'h', "<form action=x><input></form>", KW_ERROR_DATA, "<form>"},
		{'h', "<img src='https://a.example/1.gif' width=1>", KW_ERROR_DATA, "<img>"},
		{'h', "<!--[if mso]><img src=x><![endif]-->", KW_ERROR_DATA, "<img>"},
		{'h', "<p/onclick=alert(1)>x</p>", KW_ERROR_DATA, "onclick"},
		{'h', "<table background=x></table>", KW_ERROR_DATA, "background"},
		{'h', "<meta http-equiv=refresh content='0;url=https://a.example/'>", KW_ERROR_DATA,
		 "http-equiv"},
		{'h', "<p style=\"background:URL('https://a.example/')\">x</p>", KW_ERROR_DATA,
		 "url("},
		{'h', "<style>@import 'x.css';</style>", KW_ERROR_DATA, "@import"},
		{'h', "<p title='onclick src' style='color:#000'>url( &lt;script&gt;</p>", 0, NULL},
		{'h', "<p style='scroll-behavior: auto'>x</p>", 0, NULL},
		{'h', "a < b, 1<2, <3, </", 0, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		Fixture f;

		g_test_message("%c: %s", cases[i].part, cases[i].piece);
		begin(&f, "weekly", "ja");
		join(&f, cases[i].part, cases[i].piece);
		g_autoptr(GBytes) mail = compose(&f);
		if (kw_check_letter(f.config, f.rendered, mail, &error)) {
			g_assert_cmpint(cases[i].code, ==, 0);
			kw_assert_ok(error);
		} else {
			g_test_message("%s", error->message);
			g_assert_cmpint(error->code, ==, cases[i].code);
			g_assert_nonnull(strstr(error->message, cases[i].wanted));
		}
		end(&f);
	}
}

/* What is no part of a letter of ours: a file, a calendar, another mail. */
static void test_attachments(void)
{
	static const struct {
		const char *head;
		gboolean is_fine;
	} cases[] = {
		{"Content-Type: text/plain; charset=UTF-8", TRUE},
		{"Content-Type: text/plain; name=a.txt", FALSE},
		{"Content-Type: text/plain\r\nContent-Disposition: attachment", FALSE},
		{"Content-Type: application/pdf", FALSE},
		{"Content-Type: text/calendar", FALSE},
		{"Content-Type: image/png", FALSE},
	};
	Fixture f;

	begin(&f, "weekly", "ja");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strdup_printf(
			"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: "
			"multipart/alternative; boundary=x\r\n\r\n--x\r\n%s\r\n\r\ny\r\n--x--\r\n",
			cases[i].head);
		g_autoptr(GBytes) mail = g_bytes_new(text, strlen(text));
		g_autoptr(GError) error = NULL;

		g_test_message("%s", cases[i].head);
		g_assert_cmpint(kw_check_letter(f.config, f.rendered, mail, &error), ==,
				cases[i].is_fine);
		if (!cases[i].is_fine)
			kw_testing_assert_error(&error, KW_ERROR_DATA, "attachment");
	}
	end(&f);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/check/ours", test_ours);
	g_test_add_func("/check/pieces", test_pieces);
	g_test_add_func("/check/attachments", test_attachments);
	return g_test_run();
}
