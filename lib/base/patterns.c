/* Many regular expressions over the same texts: the literals of each (needles.c) are looked for
 * together (literals.c), and only what they leave over is tried. */
#include "base/patterns.h"

#include "literals-private.h"
#include "needles-private.h"

#include <string.h>

typedef struct {
	GRegex *regex;
	gconstpointer owner;
} Pattern;

struct KwPatterns {
	GArray *list;         /* Pattern */
	GByteArray *always;   /* for each: 1 = it has no needles, and is always tried */
	KwLiterals *literals; /* their owners are indexes of `list` */
};

static void clear_pattern(gpointer data)
{
	g_regex_unref(((Pattern *)data)->regex);
}

KwPatterns *kw_patterns_new(void)
{
	KwPatterns *patterns = g_new0(KwPatterns, 1);

	patterns->list = g_array_new(FALSE, FALSE, sizeof(Pattern));
	g_array_set_clear_func(patterns->list, clear_pattern);
	patterns->always = g_byte_array_new();
	patterns->literals = kw_literals_new();
	return patterns;
}

void kw_patterns_free(KwPatterns *patterns)
{
	if (!patterns)
		return;
	kw_literals_free(patterns->literals);
	g_byte_array_unref(patterns->always);
	g_array_unref(patterns->list);
	g_free(patterns);
}

void kw_patterns_add(KwPatterns *patterns, const char *pattern, gconstpointer owner)
{
	const GRegexCompileFlags flags = G_REGEX_OPTIMIZE | G_REGEX_NO_AUTO_CAPTURE;
	g_autoptr(GError) error = NULL;
	Pattern added = {g_regex_new(pattern, flags, 0, &error), owner};
	g_autoptr(GPtrArray) needles = kw_needles_of(pattern);
	guint8 is_always = needles == NULL;

	if (!added.regex)
		g_error("%s", error->message); /* it names the pattern */
	for (guint i = 0; needles && i < needles->len; i++)
		kw_literals_add(patterns->literals, needles->pdata[i],
				GUINT_TO_POINTER(patterns->list->len));
	g_array_append_val(patterns->list, added);
	g_byte_array_append(patterns->always, &is_always, 1);
}

void kw_patterns_seal(KwPatterns *patterns)
{
	kw_literals_seal(patterns->literals);
}

/* For each pattern: whether it is worth trying. */
static guint8 *find_candidates(const KwPatterns *patterns, const char *text)
{
	g_autoptr(GArray) hits = kw_literals_find(patterns->literals, text);
	guint8 *may = g_memdup2(patterns->always->data, patterns->always->len);

	for (guint i = 0; i < hits->len; i++) {
		const GPtrArray *owners = g_array_index(hits, KwLiteralHit, i).owners;

		for (guint j = 0; j < owners->len; j++)
			may[GPOINTER_TO_UINT(owners->pdata[j])] = 1;
	}
	return may;
}

GPtrArray *kw_patterns_match(const KwPatterns *patterns, const char *text)
{
	g_autofree guint8 *may = find_candidates(patterns, text);
	GPtrArray *owners = g_ptr_array_new();

	for (guint i = 0; i < patterns->list->len; i++) {
		const Pattern *pattern = &g_array_index(patterns->list, Pattern, i);

		if (may[i] && !g_ptr_array_find(owners, pattern->owner, NULL) &&
		    g_regex_match(pattern->regex, text, 0, NULL))
			g_ptr_array_add(owners, (gpointer)pattern->owner);
	}
	return owners;
}

gboolean kw_patterns_fits(const KwPatterns *patterns, gconstpointer owner, const char *text)
{
	for (guint i = 0; i < patterns->list->len; i++) {
		const Pattern *pattern = &g_array_index(patterns->list, Pattern, i);

		if (pattern->owner == owner && g_regex_match(pattern->regex, text, 0, NULL))
			return TRUE;
	}
	return FALSE;
}
