/* Folds a text letter by letter and notes where each came from.
 *
 * A letter goes with the marks behind it (ｶﾞ is two characters that fold to one), and folding does
 * not look further than that; what is most of a text, ASCII, kana and kanji, is not asked of the
 * tables at all. */
#include "folded-private.h"

#include "base/text.h"

#include <string.h>

typedef struct {
	char *out;
	guint32 *at; /* of every byte of `out` */
	size_t used, room;
	char blank; /* waits for the next letter: 0, ' ', '\n', '\f' */
	guint32 blank_at;
} Folding;

static void make_room(Folding *f, size_t length)
{
	if (f->used + length + 2 <= f->room) /* with a blank and the NUL */
		return;
	f->room = 2 * f->room + length + 2;
	f->out = g_realloc(f->out, f->room);
	f->at = g_renew(guint32, f->at, f->room);
}

static void append(Folding *f, const char *bytes, size_t length, guint32 at)
{
	make_room(f, length);
	if (f->blank && f->used) {
		f->at[f->used] = f->blank_at;
		f->out[f->used++] = f->blank;
	}
	f->blank = 0;
	for (size_t i = 0; i < length; i++) {
		f->at[f->used] = at;
		f->out[f->used++] = bytes[i];
	}
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

static gboolean is_simple(gunichar c)
{
	return (c > ' ' && c < 0x7f) || (c >= 0x4e00 && c <= 0x9fff) ||
	       (c >= 0x3001 && c <= 0x3003) || (c >= 0x3041 && c <= 0x3096) ||
	       (c >= 0x30a1 && c <= 0x30fe);
}

/* Goes with the letter before it. */
static gboolean is_mark(gunichar c)
{
	return c >= 0x300 && !is_simple(c) &&
	       (g_unichar_ismark(c) || c == 0xff9e || c == 0xff9f || (c >= 0x1160 && c <= 0x11ff));
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
	Folding f = {0};

	g_assert(strlen(text) < G_MAXUINT32);
	make_room(&f, strlen(text));
	for (const char *p = text; *p;) {
		gunichar c = g_utf8_get_char(p);

		if (!is_simple(c) && (g_unichar_isspace(c) || g_unichar_iscntrl(c))) {
			note_blank(&f, c, (guint32)(p - text));
			p = g_utf8_next_char(p);
		} else {
			p = append_letter(&f, text, p, c);
		}
	}
	f.out[f.used] = '\0';
	f.at[f.used] = (guint32)strlen(text);
	folded->length = f.used;
	folded->lines = f.out;
	folded->text = g_strdelimit(g_strdup(f.out), "\n\f", ' ');
	folded->at = f.at;
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
