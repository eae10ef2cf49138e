/* HTML before libxml2 sees it: what misleads that parser, or makes it slow, goes.
 *
 * It shows Word's <![if …]> as text, reads "<!-->" as the start of a long comment, and compares
 * every attribute of a tag with all before it: 300,000 of them take minutes. This is no sanitizer:
 * what may come through is decided by html.c, which takes text only. */
#include "html_source-private.h"

#include "base/text.h"

#include <string.h>

#define MAX_ATTRIBUTES 250
#define MAX_CONDITION  200

typedef struct {
	const char *p, *end;
	GString *out;
	gboolean has_no[3]; /* ends that were looked for and are not there: not searched twice */
} Source;

/* Elements whose content is no markup, and the comment: all goes. */
static const struct {
	const char *start, *stop;
} dropped[3] = {{"<!--", "-->"}, {"<script", "</script"}, {"<style", "</style"}};

static gboolean starts(const char *p, const char *word)
{
	return g_ascii_strncasecmp(p, word, strlen(word)) == 0;
}

/* `word` begins with two ASCII characters, the first of them no letter. */
static const char *find(const char *p, const char *word)
{
	for (; (p = strchr(p, *word)); p++)
		if (((p[1] ^ word[1]) & ~0x20) == 0 && starts(p, word))
			return p;
	return NULL;
}

/* Behind what starts at s->p and is dropped; NULL where nothing is. */
static const char *behind_dropped(Source *s)
{
	for (guint i = 0; i < G_N_ELEMENTS(dropped); i++) {
		const char *stop;
		size_t n = strlen(dropped[i].start);

		if (!starts(s->p, dropped[i].start) || s->has_no[i])
			continue;
		if (i > 0 && (g_ascii_isalnum(s->p[n]) || s->p[n] == '-' || s->p[n] == ':'))
			continue;
		/* the dashes of a comment may be shared: <!--> */
		stop = find(s->p + (i == 0 ? 2 : n), dropped[i].stop);
		s->has_no[i] = !stop;
		if (stop && i == 0)
			return stop + strlen("-->");
		if (stop && (stop = strchr(stop, '>')))
			return stop + 1;
	}
	if (starts(s->p, "<![")) {
		size_t n = strcspn(s->p + 1, "<>");

		if (n < MAX_CONDITION && s->p[n + 1] == '>')
			return s->p + n + 2;
	}
	return NULL;
}

/* Behind the tag that starts at s->p, which is copied up to MAX_ATTRIBUTES. A quote counts only
 * behind '=', as in the parser. */
static const char *copy_tag(Source *s)
{
	const char *p = s->p + 1, *cut = NULL;
	gboolean awaits_value = FALSE, was_blank = FALSE;
	int attributes = 0;

	for (; p < s->end && *p != '>'; p++) {
		if (awaits_value && (*p == '"' || *p == '\'')) {
			const char *quote = memchr(p + 1, *p, s->end - p - 1);

			if (!quote)
				break;
			p = quote;
			awaits_value = FALSE;
			continue;
		}
		if (*p == '=' || (was_blank && !g_ascii_isspace(*p)))
			attributes++;
		awaits_value = *p == '=' || (awaits_value && g_ascii_isspace(*p));
		was_blank = g_ascii_isspace(*p);
		if (attributes == MAX_ATTRIBUTES && !cut)
			cut = p;
	}
	if (*p != '>') /* without an end, all that follows is this tag: for the parser, too */
		p = s->end;
	g_string_append_len(s->out, s->p, (cut ? cut : p) - s->p);
	return p;
}

char *kw_html_source_calm(const char *html, size_t length)
{
	g_autofree char *text = kw_text_repair(html, (gssize)length);
	Source s = {.p = text, .end = text + strlen(text)};

	s.out = g_string_sized_new(s.end - s.p + 16);
	if (!find(text, "<body")) /* else the parser makes a paragraph of what stands outside one */
		g_string_append(s.out, "<html><body>");
	while (s.p < s.end) {
		const char *next = strchrnul(s.p, '<'), *behind;

		g_string_append_len(s.out, s.p, next - s.p);
		s.p = next;
		if (!*s.p)
			break;
		behind = strchr("!sS", s.p[1]) ? behind_dropped(&s) : NULL;
		if (!behind && g_ascii_isalpha(s.p[1]))
			behind = copy_tag(&s);
		if (!behind) {
			g_string_append_c(s.out, '<');
			behind = s.p + 1;
		}
		s.p = behind;
	}
	return g_string_free(s.out, FALSE);
}
