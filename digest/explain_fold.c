/* Sentences as the forms of digest/stated see them. Many rules ask several things of the same
 * sentences, and folding one costs more than most of the questions: each thread remembers what it
 * folded last. */
#include "explain_source-private.h"

#include "base/background.h"
#include "base/sentences.h"
#include "base/text.h"

#include <string.h>

#define REMEMBERED 512 /* a power of two; the sentences of a few long texts */

typedef struct {
	char *sentence;
	KwFold fold;
} Entry;

static void free_entries(gpointer data)
{
	Entry *entries = data;

	for (guint i = 0; i < REMEMBERED; i++) {
		g_free(entries[i].sentence);
		g_free(entries[i].fold.text);
	}
	g_free(entries);
}

static Entry *get_entries(void)
{
	static GPrivate remembered = G_PRIVATE_INIT(free_entries);
	Entry *entries = g_private_get(&remembered);

	if (!entries) {
		entries = g_new0(Entry, REMEMBERED);
		g_private_set(&remembered, entries);
	}
	return entries;
}

/* A blank has no ASCII on either side. */
static gboolean may_be_wrapped(const char *text)
{
	for (const char *p = text; (p = strchr(p, ' ')); p++)
		if (p > text && (guchar)p[-1] >= 0x80 && (guchar)p[1] >= 0x80)
			return TRUE;
	return FALSE;
}

/* A blank that a line break left between Japanese letters. */
static gpointer compile_wrap(gpointer unused G_GNUC_UNUSED)
{
	return g_regex_new(" (?<=[\\p{Han}\\p{Hiragana}\\p{Katakana}ー、] )"
			   "(?=[\\p{Han}\\p{Hiragana}\\p{Katakana}ー])",
			   G_REGEX_OPTIMIZE, 0, NULL);
}

char *kw_fold_unwrap(char *text)
{
	static GOnce once = G_ONCE_INIT;
	char *unwrapped = NULL;

	if (may_be_wrapped(text))
		unwrapped = g_regex_replace_literal(g_once(&once, compile_wrap, NULL), text, -1, 0,
						    "", 0, NULL);
	if (unwrapped)
		g_free(text);
	return unwrapped ? unwrapped : text;
}

char *kw_fold_sentence(const char *sentence)
{
	return kw_fold_unwrap(
		kw_text_fold(strlen(sentence) > KW_SENTENCE_MAX_BYTES ? "" : sentence));
}

const KwFold *kw_fold_of(const char *sentence)
{
	Entry *entry = &get_entries()[g_str_hash(sentence) % REMEMBERED];

	if (g_strcmp0(entry->sentence, sentence) != 0) {
		g_free(entry->sentence);
		g_free(entry->fold.text);
		entry->sentence = g_strdup(sentence);
		entry->fold.text = kw_fold_sentence(sentence);
		entry->fold.is_background = kw_background_is(entry->fold.text);
	}
	return &entry->fold;
}
