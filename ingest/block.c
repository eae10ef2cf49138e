/* Finding the header block that a mail program pastes above a forwarded mail. What single
 * lines say is label.c; comment, chain and body are forward.c.
 *
 * A block is believed for its labels, not for its separator: Outlook writes none. Against prose
 * that shows headers (a warning that quotes a phishing mail) it must hold three kinds of label at
 * line starts and one more sign: a separator, a To line, or a Subject that says "forwarded". */
#include "ingest/block.h"

#include "base/text.h"
#include "ingest/label.h"

#include <string.h>

#define LABEL_MAX_CHARS  32
#define LINE_MAX_BYTES   8192 /* a longer line is prose; Yahoo's glued blocks are shorter */
#define BLOCK_MAX_LINES  60
#define GLUED_MAX_COLONS 128 /* and blanks that may stand for one */
#define CLOSING_RULE     "----"

void kw_block_clear(KwBlock *block)
{
	g_clear_pointer(&block->from, g_free);
	g_clear_pointer(&block->date, g_free);
	g_clear_pointer(&block->to, g_free);
	g_clear_pointer(&block->cc, g_free);
	g_clear_pointer(&block->subject, g_free);
	*block = (KwBlock){0};
}

static gboolean is_new_label(const char *line, guint seen, int quote)
{
	g_auto(KwLabel) label = {0};

	return kw_label_read(line, &label) && label.quote == quote &&
	       kw_label_pick(label.bits, seen) >= 0;
}

static gboolean is_new_guess(const char *line, guint seen)
{
	g_auto(KwLabel) label = {0};

	return kw_label_guess(line, seen, &label);
}

static char **field(KwBlock *block, int kind)
{
	switch (kind) {
	case KW_LABEL_FROM: return &block->from;
	case KW_LABEL_DATE: return &block->date;
	case KW_LABEL_TO: return &block->to;
	case KW_LABEL_CC: return &block->cc;
	case KW_LABEL_SUBJECT: return &block->subject;
	default: return NULL;
	}
}

/* ---- wrapped values ---- */

static void append_line(char **value, const char *line)
{
	g_autofree char *more = kw_label_tidy_value(kw_label_unquote(line, -1, NULL));
	char *joined = g_strconcat(*value, **value ? " " : "", more, NULL);

	g_free(*value);
	*value = joined;
}

/* How many lines after a label belong to it because another label follows them. */
static guint wrapped_lines(const char *const *lines, guint at, int kind, guint seen,
			   const KwBlock *block)
{
	guint max = kind == KW_LABEL_TO || kind == KW_LABEL_CC ? 12 : 2;

	for (guint n = 0; n <= max && lines[at + n] && !kw_label_is_blank(lines[at + n]); n++)
		if (is_new_label(lines[at + n], seen, block->quote))
			return n;
		else if (block->separated && is_new_guess(lines[at + n], seen))
			return 0;
	return 0;
}

/* A wrapped Subject that ends the block is known by the Subject of the mail around it. */
static gboolean continues_subject(const char *value, const char *line, const char *subject)
{
	g_autofree char *joined = g_strconcat(value, line, NULL);
	g_autofree char *wanted = NULL, *given = NULL;

	if (!subject || !*value || strlen(line) > LINE_MAX_BYTES)
		return FALSE;
	wanted = kw_text_fold(subject);
	given = kw_text_fold(joined);
	/* blanks are lost and gained in wrapping */
	g_auto(GStrv) a = g_strsplit(wanted, " ", -1), b = g_strsplit(given, " ", -1);
	g_autofree char *x = g_strjoinv("", a), *y = g_strjoinv("", b);
	return g_str_has_suffix(x, y);
}

static guint read_wrapped(const char *const *lines, guint at, int kind, guint seen,
			  const char *subject, const KwBlock *block, char **value)
{
	guint n = wrapped_lines(lines, at, kind, seen, block);

	for (guint i = 0; i < n; i++)
		append_line(value, lines[at + i]);
	if (n)
		return n;
	while ((kind == KW_LABEL_TO || kind == KW_LABEL_CC) && **value && n < 12 && lines[at + n] &&
	       strchr(",;", (*value)[strlen(*value) - 1]) && !kw_label_is_blank(lines[at + n]) &&
	       strchr(lines[at + n], '@'))
		append_line(value, lines[at + n++]);
	if (kind == KW_LABEL_SUBJECT && lines[at] && !kw_label_is_blank(lines[at]) &&
	    continues_subject(*value, kw_label_unquote(lines[at], -1, NULL), subject)) {
		append_line(value, lines[at]);
		n = 1;
	}
	return n;
}

/* ---- blocks ---- */

static guint count_kinds(guint seen)
{
	guint n = 0;

	for (int kind = 0; kind < KW_LABEL_OTHER; kind++)
		n += (seen & KW_LABEL_BIT(kind)) != 0;
	return n;
}

static gboolean is_believed(const KwBlock *block, guint seen, const char *subject)
{
	guint kinds = count_kinds(seen);

	if (!(seen & KW_LABEL_BIT(KW_LABEL_FROM)) ||
	    !(seen & (KW_LABEL_BIT(KW_LABEL_DATE) | KW_LABEL_BIT(KW_LABEL_SUBJECT))))
		return FALSE;
	if (block->separated)
		return kinds >= 2 && (!block->guessed || kinds >= 4);
	return kinds >= 3 && ((seen & KW_LABEL_BIT(KW_LABEL_TO)) ||
			      (subject && kw_label_is_forward_subject(subject)));
}

/* The kind of the label on a line, or -1. The words of a few languages are not listed: below a
 * separator their values are looked at, as long as something is missing that every program writes.
 */
static int read_label(const char *line, guint seen, KwBlock *block, KwLabel *out)
{
	const guint all = KW_LABEL_BIT(KW_LABEL_FROM) | KW_LABEL_BIT(KW_LABEL_DATE) |
			  KW_LABEL_BIT(KW_LABEL_TO) | KW_LABEL_BIT(KW_LABEL_SUBJECT);
	int kind = -1;

	if (kw_label_read(line, out))
		kind = kw_label_pick(out->bits, seen);
	if (kind >= 0 || !block->separated || (!block->guessed && (seen & all) == all))
		return kind;
	kw_label_clear(out);
	if (!kw_label_guess(line, seen, out))
		return -1;
	block->guessed = TRUE;
	return kw_label_pick(out->bits, seen);
}

/* Labels on lines of their own, from line `at` on. Returns the kinds seen. */
static guint read_lines(const char *const *lines, guint at, const char *subject, KwBlock *block)
{
	gboolean spaced = FALSE; /* Outlook's HTML made every line a paragraph */
	guint hanging = 0;       /* labels whose value stands on the next line */
	guint seen = 0, labels = 0, end = at;

	for (guint i = at; i < at + BLOCK_MAX_LINES && lines[i];) {
		g_auto(KwLabel) label = {0};
		char **value;
		int kind;

		if (kw_label_is_blank(lines[i])) {
			if ((labels != 1 && !spaced) || !lines[i + 1] ||
			    !is_new_label(lines[i + 1], seen, block->quote))
				break;
			spaced = TRUE;
			i++;
			continue;
		}
		kind = read_label(lines[i], seen, block, &label);
		if (kind < 0 || (labels && label.quote != block->quote))
			break;
		block->quote = label.quote;
		seen |= KW_LABEL_BIT(kind);
		labels++;
		i++;
		hanging += !*label.value;
		i += read_wrapped(lines, i, kind, seen, subject, block, &label.value);
		/* the last of them has no label below it that would tell */
		if (hanging >= 3 && hanging == labels && !*label.value && lines[i] &&
		    !kw_label_is_blank(lines[i]))
			append_line(&label.value, lines[i++]);
		end = i;
		value = field(block, kind);
		if (value)
			*value = g_steal_pointer(&label.value);
	}
	/* Becky! closes the block with a short rule */
	if (labels && lines[end] && g_str_equal(lines[end], CLOSING_RULE))
		end++;
	block->body = end;
	return seen;
}

/* The longest known label that ends right before `colon`, not before `floor`. */
static guint label_before(const char *floor, const char *colon, guint seen, const char **out_start)
{
	const char *p = colon;
	guint found = 0;

	for (int chars = 0; p > floor && chars < LABEL_MAX_CHARS; chars++) {
		guint bits;

		p = g_utf8_prev_char(p);
		bits = kw_label_bits(p, (size_t)(colon - p));
		if (!bits || g_unichar_isspace(g_utf8_get_char(p)) || kw_label_pick(bits, seen) < 0)
			continue;
		found = bits;
		*out_start = p;
	}
	return found;
}

/* Some of Yahoo's translations lack a colon: "<a@b>Dw C <c@d>", "09:26 CETAssunto Title". Only what
 * is glued to the end of a value is a label then. */
static guint bare_label(const char *floor, const char *blank, guint seen, const char **out_start)
{
	guint bits = label_before(floor, blank, seen, out_start);
	int kind = bits ? kw_label_pick(bits, seen) : -1;
	char before;

	if ((kind != KW_LABEL_CC && kind != KW_LABEL_SUBJECT) || *out_start == floor)
		return 0;
	before = (*out_start)[-1];
	return before == '>' || g_ascii_isupper(before) || g_ascii_isdigit(before) ? bits : 0;
}

/* Yahoo glues the whole block to one line: "----- Forwarded Message ----- From: A <a@b>To: …". */
static guint read_glued(const char *line, KwBlock *block)
{
	const char *value = NULL, *floor = line;
	guint seen = 0;
	int kind = -1, colons = 0;

	for (const char *p = line;
	     *p && !(seen & KW_LABEL_BIT(KW_LABEL_SUBJECT)) && colons < GLUED_MAX_COLONS; p++) {
		const char *start = NULL;
		guint bits;

		if (*p != ':' && !(*p == ' ' && kind >= 0 && p[-1] != ' '))
			continue;
		colons++;
		bits = *p == ':' ? label_before(floor, p, seen, &start)
				 : bare_label(floor, p, seen, &start);
		if (!bits)
			continue;
		if (value && field(block, kind)) {
			g_autofree char *text = g_strndup(value, (size_t)(start - value));

			*field(block, kind) = kw_label_tidy_value(text);
		}
		kind = kw_label_pick(bits, seen);
		seen |= KW_LABEL_BIT(kind);
		value = floor = p + 1;
	}
	if (value && field(block, kind))
		*field(block, kind) = kw_label_tidy_value(value);
	return seen;
}

/* Where the glued labels start: after dashes, words, dashes; NULL = this is no such line. */
static const char *after_dashes(const char *line)
{
	const char *p = kw_label_skip_blanks(kw_label_unquote(line, -1, NULL));
	const char *end;

	if (!g_str_has_prefix(p, "---") || strnlen(p, LINE_MAX_BYTES) == LINE_MAX_BYTES)
		return NULL;
	end = strstr(p + strspn(p, "-"), "---");
	if (!end)
		return NULL;
	end = kw_label_skip_blanks(end + strspn(end, "-"));
	return *end ? end : NULL;
}

/* Takes separator lines and blank lines above the block into it. */
static void find_separator(const char *const *lines, guint start, KwBlock *block)
{
	guint i = block->first;

	for (int looked = 0; i > start && looked < 5; looked++) {
		int strength = kw_label_separator(lines[i - 1]);

		if (!strength && !kw_label_is_blank(lines[i - 1]))
			break;
		i--;
		if (strength)
			block->first = i;
		if (strength == 2)
			block->separated = TRUE;
	}
}

static gboolean try_line(const char *const *lines, guint start, guint at, const char *subject,
			 KwBlock *block)
{
	const char *glued = after_dashes(lines[at]);
	guint seen;

	block->first = at;
	if (glued) {
		kw_label_unquote(lines[at], -1, &block->quote);
		block->separated = TRUE;
		block->body = at + 1;
		return is_believed(block, read_glued(glued, block), subject);
	}
	find_separator(lines, start, block);
	seen = read_lines(lines, at, subject, block);
	if (block->separated && count_kinds(seen) < 3 && block->body == at + 1) {
		guint first = block->first;
		int quote = block->quote;

		/* the separator on its own line, and the labels glued below it */
		kw_block_clear(block);
		*block = (KwBlock){
			.first = first, .body = at + 1, .quote = quote, .separated = TRUE};
		seen = read_glued(kw_label_unquote(lines[at], -1, NULL), block);
	}
	return is_believed(block, seen, subject);
}

/* A separator of words stands right above, or above an empty line. */
static gboolean is_announced(const char *const *lines, guint at)
{
	return kw_label_separator(lines[at - 1]) == 2 ||
	       (at > 1 && kw_label_is_blank(lines[at - 1]) &&
		kw_label_separator(lines[at - 2]) == 2);
}

gboolean kw_block_find(const char *const *lines, guint start, const char *subject,
		       KwBlock *out_block)
{
	*out_block = (KwBlock){0};
	for (guint i = start; lines[i]; i++) {
		g_auto(KwLabel) label = {0};

		if (!after_dashes(lines[i]) && !kw_label_read(lines[i], &label) &&
		    !(i > start && kw_label_guess(lines[i], 0, &label) && is_announced(lines, i)))
			continue;
		if (try_line(lines, start, i, subject, out_block))
			return TRUE;
		kw_block_clear(out_block);
	}
	return FALSE;
}
