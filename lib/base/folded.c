/* Folds a text letter by letter and notes where each came from.
 *
 * A letter goes with the marks behind it (ｶﾞ is two characters that fold to one), and folding does
 * not look further than that; what is most of a text, ASCII, kana and kanji, is taken in runs and
 * not asked of the tables at all. */
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

/* Puts the blank that waits before what comes. */
static void append_blank(Folding *f)
{
	if (f->blank && f->used) {
		f->at[f->used] = f->blank_at;
		f->out[f->used++] = f->blank;
	}
	f->blank = 0;
}

/* What one letter at `at` folds to. */
static void append_letter(Folding *f, const char *bytes, size_t length, guint32 at)
{
	make_room(f, length);
	append_blank(f);
	for (size_t i = 0; i < length; i++) {
		f->at[f->used] = at;
		f->out[f->used++] = bytes[i];
	}
}

/* Letters that fold one by one (kw_text_plain_end()). */
static void append_plain(Folding *f, const char *bytes, size_t length, guint32 at)
{
	guint32 letter = at;

	make_room(f, length);
	append_blank(f);
	for (size_t i = 0; i < length; i++) {
		gboolean is_tail = ((guchar)bytes[i] & 0xc0) == 0x80;

		letter = is_tail ? letter : at + (guint32)i;
		f->at[f->used] = letter;
		f->out[f->used++] = g_ascii_tolower(bytes[i]);
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

/* Goes with the letter before it. */
static gboolean is_mark(const char *p)
{
	gunichar c = (guchar)*p < 0xc0 ? 0 : g_utf8_get_char(p);

	return c >= 0x300 &&
	       (g_unichar_ismark(c) || c == 0xff9e || c == 0xff9f || (c >= 0x1160 && c <= 0x11ff));
}

/* Behind the letters from `p` on that fold one by one, and into as many bytes. */
static const char *plain_end(const char *p)
{
	const char *end = kw_text_plain_end(p);

	return end > p && is_mark(end) ? g_utf8_prev_char(end) : end;
}

/* A letter with its marks. Returns what is behind them. */
static const char *fold_letter(Folding *f, const char *text, const char *p)
{
	const char *end = g_utf8_next_char(p);
	g_autofree char *letter = NULL, *folded = NULL;

	while (is_mark(end))
		end = g_utf8_next_char(end);
	letter = g_strndup(p, (gsize)(end - p));
	folded = kw_text_fold(letter);
	if (*folded)
		append_letter(f, folded, strlen(folded), (guint32)(p - text));
	return end;
}

KwFolded *kw_folded_new(const char *text)
{
	KwFolded *folded = g_new0(KwFolded, 1);
	Folding f = {0};

	g_assert(strlen(text) < G_MAXUINT32);
	make_room(&f, strlen(text));
	for (const char *p = text, *end; *p; p = end) {
		guint32 at = (guint32)(p - text);
		gunichar c;

		end = plain_end(p);
		if (end > p) {
			append_plain(&f, p, (size_t)(end - p), at);
			continue;
		}
		c = g_utf8_get_char(p);
		if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
			note_blank(&f, c, at);
			end = g_utf8_next_char(p);
		} else {
			end = fold_letter(&f, text, p);
		}
	}
	f.out[f.used] = '\0';
	f.at[f.used] = (guint32)strlen(text);
	folded->length = f.used;
	folded->lines = f.out;
	folded->text = g_memdup2(f.out, f.used + 1);
	for (char *p = folded->text; *p; p++)
		if (*p == '\n' || *p == '\f')
			*p = ' ';
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
