/* ingest/html: what a reader sees of a page, and what never comes through. */
#include "ingest/html.h"

#include "../support/testing.h"

#include <string.h>

typedef struct {
	const char *html, *text;
} Case;

static void check(const Case *cases, size_t n, gboolean with_links)
{
	for (size_t i = 0; i < n; i++) {
		g_autofree char *text = kw_html_to_text(cases[i].html, with_links, NULL);

		if (strcmp(text, cases[i].text) != 0)
			g_error("%s\ngives\n%s\nwanted\n%s", cases[i].html, text, cases[i].text);
	}
}

static void test_lines(void)
{
	static const Case cases[] = {
		{"", ""},
		{"plain", "plain"},
		{"a  b\n\tc", "a b c"},
		{"脆弱性が\n  あります。\nEnglish\nwords", "脆弱性があります。 English words"},
		{"<p>一</p><p>二</p>三", "一\n\n二\n\n三"},
		{"<div>a</div><div>b<div>c</div></div>", "a\nb\nc"},
		{"<div>a<br></div><div>b</div>", "a\nb"},
		{"<div>a</div><div><br></div><div>b</div>", "a\n\nb"},
		{"a<br> b<br/>\n<br>c", "a\nb\n\nc"},
		{"<h1>題</h1>文", "題\n\n文"},
		{"<p class=MsoNormal>a</p><p class=MsoNormal>b</p><p style='margin: 0'>c</p>",
		 "a\nb\nc"},
		{"a<hr>b", "a\n________________________________\nb"},
		{"<pre>\n a\n   b\n\n c</pre>", " a\n   b\n\n c"},
		{"<div style='white-space: pre-wrap'>a\n  b</div>", "a\n  b"},
		{"a&nbsp;&amp;&lt;b&gt; &#9312; &#x2460; &#147;q&#148; &bogus; R&D",
		 "a &<b> ① ① “q” &bogus; R&D"},
		{"1 < 2 > 0", "1 < 2 > 0"},
		{"<meta charset=shift_jis>表示", "表示"},
		{"<b>never closed <i>text", "never closed text"},
		{"<img src=x alt='重要'>本文", "重要本文"},
	};

	check(cases, G_N_ELEMENTS(cases), FALSE);
}

static void test_blocks(void)
{
	static const Case cases[] = {
		{"前<ul><li>一</li><li><p>二</p></li><li></li></ul>後", "前\n\n・一\n・二\n\n後"},
		{"<ul><li>a<ul><li>b</li></ul></li></ul>", "・a\n　・b"},
		{"<ol><li>a<li>b</ol>", "1. a\n2. b"},
		{"<li>alone</li>", "・alone"},
		{"a<blockquote>b<br><br>c<blockquote>d</blockquote></blockquote>e",
		 "a\n> b\n>\n> c\n> > d\ne"},
		{"<blockquote>  </blockquote>x", "x"},
		{"<table><tr><th>製品</th><th>版</th></tr><tr><td>X</td><td>1.0</td></tr></table>",
		 "製品 | 版\nX | 1.0"},
		{"<table><tr><td>a</td><td>&nbsp;</td><td></td><td>b</td></tr></table>", "a | b"},
		{"<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", "a\n\nb\nc"},
		{"<table><tr><td><table><tr><td>in</td></tr></table></td></tr></table>", "in"},
		{"<table><tr><th>Subject: </th><td>件名</td></tr>"
		 "<tr><th>差出人：</th><td>a@b.example</td></tr></table>",
		 "Subject: 件名\n差出人： a@b.example"},
		{"<td>no table</td>", "no table"},
		{"<tr>stray<td>cell</tr>", "cell | stray"},
	};

	check(cases, G_N_ELEMENTS(cases), FALSE);
}

static void test_hidden(void)
{
	static const Case cases[] = {
		{"<html><head><title>t</title><style>p{}</style></head><body>b</body></html>", "b"},
		{"a<script>alert('<p>x</p>')</script>b<style>c</style >d", "abd"},
		{"a<SCRIPT src=x></SCRIPT\n>b", "ab"},
		{"a<div style='DISPLAY : None !important'>pre<p>header</p></div>b", "ab"},
		{"a<span hidden>x</span><span style='visibility:hidden'>y</span>b", "ab"},
		{"a<span style='opacity:0'>x</span><span style='opacity:0.9'>y</span>b", "ayb"},
		{"<td style='font-size:0'><div style='font-size:13px'>shown</div></td>", "shown"},
		{"<p style='font-size:0px'>x<b>y</b><span style='font-size:1em'>z</span></p>", "z"},
		{"a<span style='font-size: 1px; color: #fff'>x</span><i "
		 "style='font-size:.9em'>b</i>",
		 "ab"},
		{"<div style='max-height:0;overflow:hidden'>x</div><div "
		 "style='max-height:0'>a</div>",
		 "a"},
		{"<p style='mso-hide:all'>x</p><p style='color:transparent'>y</p>a", "a"},
		{"<p style='background-color:transparent;xdisplay:none'>a</p>", "a"},
		{"<p class='mobile preheader'>x</p><p class='preheaders'>a</p>", "a"},
		{"a<!-- x --><!--> b <!--[if mso]>x<![endif]--><![if !mso]>c<![endif]>", "a b c"},
		{"a<template>x</template><select><option>y</select><svg><title>z</title></svg>b",
		 "ab"},
		{"a<iframe src='javascript:x'>b</iframe><object data=x>c</object>", "abc"},
		{"<p onclick='alert(1)'>a</p><a href='javascript:alert(1)'>b</a>", "a\n\nb"},
		{"a<script>never closed", "a"},
	};

	check(cases, G_N_ELEMENTS(cases), TRUE);
}

static void test_links(void)
{
	static const Case cases[] = {
		{"<a href='https://a.example/x'>詳細</a>。", "詳細（https://a.example/x）。"},
		{"<a href='https://a.example/'>https://a.example</a>", "https://a.example"},
		{"<a href='http://www.a.example/b'>www.a.example/b</a>", "www.a.example/b"},
		{"<a href='https://evil.example/'>https://bank.example/</a>",
		 "https://bank.example/（https://evil.example/）"},
		{"<a href=' https://a.example/x '><img src=i></a>", "https://a.example/x"},
		{"<a href='mailto:a@b.example'>A</a> <a href='#x'>B</a> <a href='/x'>C</a>",
		 "A B C"},
		{"<a "
		 "href='https://jpn01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example"
		 "%2F&amp;data=05%7Cstaff%40pref.example.jp'>x</a>",
		 "x（https://a.example/）"},
		{"<a href='https://a.example/&quot;&gt;&lt;script&gt;'>x</a>", "x"},
	};

	check(cases, G_N_ELEMENTS(cases), TRUE);
}

static void test_out_links(void)
{
	GPtrArray *links = NULL;
	g_autofree char *text = kw_html_to_text(
		"<a href='https://a.example/'>a</a><a href='ftp://x.example'>b</a>"
		"<div style='display:none'><a href='https://hidden.example/'>h</a></div>"
		"<a href='https://c.example/?utm_source=m'>c</a><a href='https://a.example/'>a</a>",
		FALSE, &links);

	g_assert_cmpstr(text, ==, "abca");
	g_assert_cmpuint(links->len, ==, 3);
	g_assert_cmpstr(links->pdata[0], ==, "https://a.example/");
	g_assert_cmpstr(links->pdata[1], ==, "https://c.example/");
	g_assert_cmpstr(links->pdata[2], ==, "https://a.example/");
	g_ptr_array_unref(links);
}

static char *repeated(const char *piece, int times, const char *last)
{
	GString *out = g_string_new(NULL);

	for (int i = 0; i < times; i++)
		g_string_append(out, piece);
	g_string_append(out, last);
	return g_string_free(out, FALSE);
}

/* Deeper than the parser goes: the text behind is there, and what was hidden stays hidden. */
static void test_deep(void)
{
	static const struct {
		const char *piece, *last, *text;
	} cases[] = {
		{"<div>", "深い", "深い"},
		{"<b>", "深い</b>後", "深い後"},
		{"<table><tr><td>", "深い", "深い"},
		{"<div style='display:none'>", "隠れた", ""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *html = repeated(cases[i].piece, 5000, cases[i].last);
		g_autofree char *text = kw_html_to_text(html, FALSE, NULL);

		g_assert_cmpstr(text, ==, cases[i].text);
	}
}

/* The depth is reached near the end, where the parser has thrown away what it has read. */
static void test_deep_late(void)
{
	g_autofree char *outer = repeated("<b>", 200, ""), *words = g_strnfill(3000, 'x');
	g_autofree char *inner = repeated("<b>", 100, "後");
	g_autofree char *html = g_strconcat(outer, words, inner, NULL);
	g_autofree char *wanted = g_strconcat(words, "後", NULL);
	g_autofree char *text = kw_html_to_text(html, FALSE, NULL);

	g_assert_cmpstr(text, ==, wanted);
}

/* Made to be slow or large: the test's own time limit is the assertion, and the ceiling. */
static void test_large(void)
{
	static const struct {
		const char *piece;
		int times;
	} cases[] = {
		{"<p ", 300000},
		{"<!--", 500000},
		{"<td>x", 300000},
		{"</b></i>", 500000},
		{"<blockquote>a<br>", 100000},
		{"text and more text ", 400000},
		{"<a href='https://a.example/'>", 50000},
	};
	GString *tag = g_string_new("<p");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *html = repeated(cases[i].piece, cases[i].times, "");
		g_autofree char *text = kw_html_to_text(html, TRUE, NULL);

		g_assert_cmpuint(strlen(text), <=, 4 * 1024 * 1024);
	}
	for (int i = 0; i < 200000; i++)
		g_string_append_printf(tag, " a%d=1", i);
	g_string_append(tag, ">後</p>");
	g_autofree char *text = kw_html_to_text(tag->str, FALSE, NULL);
	g_assert_cmpstr(text, ==, "後");
	g_string_free(tag, TRUE);
}

static void test_page(void)
{
	g_autoptr(GBytes) page = kw_testing_corpus("html/newsletter.html");
	g_autofree char *html = g_strndup(g_bytes_get_data(page, NULL), g_bytes_get_size(page));
	g_autofree char *text = kw_html_to_text(html, TRUE, NULL);

	g_assert_cmpstr(text, ==,
			"情報セキュリティだより 第12号\n"
			"2026年11月19日\n\n"
			"今週のお知らせ\n\n"
			"事務所のルーターを更新してください。次の製品が対象です。\n\n"
			"製品 | 対象の版\n"
			"みほんルーター A | 1.2 より前\n"
			"みほんルーター B | 全部\n\n"
			"1. 管理画面を開く\n"
			"2. 「更新」を押す\n\n"
			"くわしくは作り手のページ（https://maker.example.jp/psirt/7）へ。\n\n"
			"> 先週の記事：\n"
			"> 請求書を装うメール");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/html/lines", test_lines);
	g_test_add_func("/html/blocks", test_blocks);
	g_test_add_func("/html/hidden", test_hidden);
	g_test_add_func("/html/links", test_links);
	g_test_add_func("/html/out-links", test_out_links);
	g_test_add_func("/html/deep", test_deep);
	g_test_add_func("/html/deep-late", test_deep_late);
	g_test_add_func("/html/large", test_large);
	g_test_add_func("/html/page", test_page);
	return g_test_run();
}
