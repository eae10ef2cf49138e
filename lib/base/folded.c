/* Folds a text letter by letter and notes where each came from.
 *
 * A letter goes with the marks behind it (ｶﾞ is two characters that fold to one), and folding does
 * not look further than that; what is most of a text, ASCII, kana and kanji, is not asked of the
 * tables at all. */
#include "folded-private.h"

#include "base/text.h"

#include <string.h>

typedef struct {
	GString *out;
	GArray *at;
	char blank; /* waits for the next letter: 0, ' ', '\n', '\f' */
	guint32 blank_at;
} Folding;

static void append(Folding *f, const char *bytes, size_t length, guint32 at)
{
	if (f->blank && f->out->len) {
		g_string_append_c(f->out, f->blank);
		g_array_append_val(f->at, f->blank_at);
	}
	f->blank = 0;
	g_string_append_len(f->out, bytes, (gssize)length);
	for (size_t i = 0; i < length; i++)
		g_array_append_val(f->at, at);
}

static gboolean is_line_end(gunichar c)
{
	return c == '\n' || c == 0x2028 || c == 0x2029;
}

static void note_blank(Folding *f, gunichar c, guint32 at)
{
	if (!f->blank)
		f->blank_at = at;
	if (!is_line_end(c))
		f->blank = f->blank ? f->blank : ' ';
	else
		f->blank = f->blank == '\n' || f->blank == '\f' ? '\f' : '\n';
}

/* Goes with the letter before it. */
static gboolean is_mark(gunichar c)
{
	return c >= 0x300 &&
	       (g_unichar_ismark(c) || c == 0xff9e || c == 0xff9f || (c >= 0x1160 && c <= 0x11ff));
}

static gboolean is_simple(gunichar c)
{
	return (c > ' ' && c < 0x7f) || (c >= 0x4e00 && c <= 0x9fff) ||
	       (c >= 0x3001 && c <= 0x3003) || (c >= 0x3041 && c <= 0x3096) ||
	       (c >= 0x30a1 && c <= 0x30fe);
}

static const char *append_letter(Folding *f, const char *text, const char *p, gunichar c)
{
	const char *end = g_utf8_next_char(p);
	guint32 at = (guint32)(p - text);
	g_autofree char *letter = NULL, *folded = NULL;

	if (is_simple(c) && !is_mark(g_utf8_get_char(end))) {
		char lower = g_ascii_tolower(*p);

		append(f, c < 0x80 ? &lower : p, (size_t)(end - p), at);
		return end;
	}
	while (is_mark(g_utf8_get_char(end)))
		end = g_utf8_next_char(end);
	letter = g_strndup(p, (gsize)(end - p));
	folded = kw_text_fold(letter);
	if (*folded)
		append(f, folded, strlen(folded), at);
	return end;
}

KwFolded *kw_folded_new(const char *text)
{
	KwFolded *folded = g_new0(KwFolded, 1);
	size_t length = strlen(text);
	guint32 end = (guint32)length;
	Folding f = {g_string_sized_new(length),
		     g_array_sized_new(FALSE, FALSE, sizeof(guint32), (guint)length + 1), 0, 0};

	g_assert(length < G_MAXUINT32);
	for (const char *p = text; *p;) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
			note_blank(&f, c, (guint32)(p - text));
			p = g_utf8_next_char(p);
		} else {
			p = append_letter(&f, text, p, c);
		}
	}
	g_array_append_val(f.at, end);
	folded->length = f.out->len;
	folded->lines = g_string_free(f.out, FALSE);
	folded->text = g_strdelimit(g_strdup(folded->lines), "\n\f", ' ');
	folded->at = (guint32 *)g_array_free(f.at, FALSE);
	return folded;
}

void kw_folded_free(KwFolded *folded)
{
	if (!folded)
		return;
	g_free(folded->text);
	g_free(folded->lines);
	g_free(folded->at);
	g_free(folded);
}
