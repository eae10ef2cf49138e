/* The names of charsets: what stands in mails and feeds, and what we call it.
 *
 * A name that covers a superset in practice gets the superset, as browsers do: what says
 * iso-8859-1 is windows-1252. Names that say nothing ("unknown-8bit") are unknown.
 */
#include "base/charset.h"

#include <string.h>

#define MAX_NAME 40

/* Lower case, with '-' for '_' and blanks. */
static const struct {
	const char *alias, *name;
} aliases[] = {
	{"us-ascii", "us-ascii"},
	{"ascii", "us-ascii"},
	{"ansi-x3.4-1968", "us-ascii"},
	{"iso646-us", "us-ascii"},
	{"iso-646", "us-ascii"},

	{"utf-8", "utf-8"},
	{"utf8", "utf-8"},
	{"utf8mb4", "utf-8"},
	{"cp65001", "utf-8"},
	{"unicode-1-1-utf-8", "utf-8"},
	{"unicode-2-0-utf-8", "utf-8"},
	{"x-unicode20utf8", "utf-8"},

	{"utf-7", "utf-7"},
	{"utf7", "utf-7"},
	{"unicode-1-1-utf-7", "utf-7"},
	{"unicode-2-0-utf-7", "utf-7"},
	{"x-unicode20utf7", "utf-7"},

	{"utf-16", "utf-16"},
	{"utf16", "utf-16"},
	{"utf-16le", "utf-16"},
	{"utf-16be", "utf-16"},
	{"unicode", "utf-16"},
	{"ucs-2", "utf-16"},

	{"iso-2022-jp", "iso-2022-jp"},
	{"iso2022-jp", "iso-2022-jp"},
	{"iso2022jp", "iso-2022-jp"},
	{"iso-2022jp", "iso-2022-jp"},
	{"iso-2022-jp-1", "iso-2022-jp"},
	{"iso-2022-jp-2", "iso-2022-jp"},
	{"iso-2022-jp-3", "iso-2022-jp"},
	{"iso-2022-jp-2004", "iso-2022-jp"},
	{"iso-2022-jp-ext", "iso-2022-jp"},
	{"iso-2022-jp-ms", "iso-2022-jp"},
	{"x-iso-2022-jp", "iso-2022-jp"},
	{"x-windows-iso2022jp", "iso-2022-jp"},
	{"csiso2022jp", "iso-2022-jp"},
	{"csiso2022jp2", "iso-2022-jp"},
	{"jis", "iso-2022-jp"},
	{"x-jis", "iso-2022-jp"},
	{"jis7", "iso-2022-jp"},
	{"cp50220", "iso-2022-jp"},
	{"cp50221", "iso-2022-jp"},
	{"cp50222", "iso-2022-jp"},
	{"x-windows-50220", "iso-2022-jp"},
	{"x-windows-50221", "iso-2022-jp"},

	{"shift-jis", "shift_jis"},
	{"shiftjis", "shift_jis"},
	{"shift-jis-2004", "shift_jis"},
	{"shift-jisx0213", "shift_jis"},
	{"sjis", "shift_jis"},
	{"x-sjis", "shift_jis"},
	{"x-sjis-cp932", "shift_jis"},
	{"sjis-win", "shift_jis"},
	{"s-jis", "shift_jis"},
	{"ms-kanji", "shift_jis"},
	{"x-ms-cp932", "shift_jis"},
	{"ms932", "shift_jis"},
	{"cp932", "shift_jis"},
	{"cp943", "shift_jis"},
	{"cp943c", "shift_jis"},
	{"ibm-943", "shift_jis"},
	{"windows-31j", "shift_jis"},
	{"windows-932", "shift_jis"},
	{"csshiftjis", "shift_jis"},
	{"cswindows31j", "shift_jis"},

	{"euc-jp", "euc-jp"},
	{"eucjp", "euc-jp"},
	{"x-euc-jp", "euc-jp"},
	{"x-euc", "euc-jp"},
	{"euc", "euc-jp"},
	{"ujis", "euc-jp"},
	{"euc-jp-ms", "euc-jp"},
	{"eucjp-ms", "euc-jp"},
	{"eucjp-win", "euc-jp"},
	{"eucjp-open", "euc-jp"},
	{"cp51932", "euc-jp"},
	{"cseucpkdfmtjapanese", "euc-jp"},

	{"iso-8859-1", "windows-1252"},
	{"iso8859-1", "windows-1252"},
	{"8859-1", "windows-1252"},
	{"latin1", "windows-1252"},
	{"latin-1", "windows-1252"},
	{"l1", "windows-1252"},
	{"windows-1252", "windows-1252"},
	{"cp1252", "windows-1252"},
	{"iso-8859-9", "windows-1254"},
	{"iso-8859-11", "windows-874"},
	{"tis-620", "windows-874"},
	{"iso-8859-8-i", "iso-8859-8"},
	{"iso-8859-6-i", "iso-8859-6"},
	{"gb2312", "gb18030"},
	{"gbk", "gb18030"},
	{"x-gbk", "gb18030"},
	{"cp936", "gb18030"},
	{"big5", "big5-hkscs"},
	{"ks-c-5601-1987", "cp949"},
	{"euc-kr", "cp949"},

	{"unknown-8bit", NULL},
	{"x-unknown", NULL},
	{"char", NULL},    /* these are iconv's own, */
	{"wchar-t", NULL}, /* and mean this machine */
	{"internal", NULL},
};

/* The name without what people put around it; FALSE where it cannot be one. What iconv would take
 * for options ("//IGNORE") cannot, either: such names would be without number. */
static gboolean clean_name(const char *name, char *out, size_t size)
{
	size_t n = 0;

	for (; *name; name++) {
		if (g_ascii_isspace(*name) || *name == '"' || *name == '\'' || *name == ';')
			continue;
		if (n + 1 == size || !(g_ascii_isalnum(*name) || strchr("-_.:+", *name)))
			return FALSE;
		out[n++] = g_ascii_tolower(*name);
	}
	out[n] = '\0';
	return n > 0;
}

const char *kw_charset_canonical(const char *name)
{
	char clean[MAX_NAME + 1], key[MAX_NAME + 1];
	GIConv cd;

	if (!name || !clean_name(name, clean, sizeof(clean)))
		return NULL;
	g_strlcpy(key, clean, sizeof(key));
	g_strdelimit(key, "_", '-');
	for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (strcmp(aliases[i].alias, key) == 0)
			return aliases[i].name;
	cd = g_iconv_open("UTF-8", clean);
	if (cd == (GIConv)-1)
		return NULL;
	g_iconv_close(cd);
	return g_intern_string(clean);
}
