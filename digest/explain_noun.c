/* What a thing is, in a noun: of what products.yaml does not know, the source says it where it
 * names the thing ("データ分析可視化製品「X」", "X is an open source library for …"). The forms and
 * the nouns are in title.yaml. What stands in the reader's language may be told as it stands, where
 * the table says that he understands it. */
#include "explain-private.h"

#include <string.h>

static gboolean is_in_our_words(const KwTelling *t)
{
	return !g_strcmp0(t->item->language, kw_words_phrase(t->words, "language"));
}

/* What a reader is told of `noun`, consumed. */
static char *told_noun(const KwTelling *t, char *noun)
{
	const char *id = noun ? kw_source_noun_id(noun) : NULL;
	char *told = NULL;

	if (id && *id)
		told = kw_telling_phrase_of(t, "noun", id);
	else if (id && is_in_our_words(t))
		told = g_strstrip(g_strdup(noun));
	g_free(noun);
	return told;
}

static char *noun_in(const KwTelling *t, const char *sentence, const char *name)
{
	const char *at = strstr(sentence, name);
	char *noun = NULL;

	for (; at && !noun; at = strstr(at + strlen(name), name)) {
		g_autofree char *before = g_strndup(sentence, (size_t)(at - sentence));

		noun = told_noun(t, kw_source_noun_before(before));
		if (!noun)
			noun = told_noun(t, kw_source_noun_behind(at + strlen(name)));
	}
	return noun;
}

char *kw_telling_noun(const KwTelling *t, const char *name)
{
	const GPtrArray *told = t->said->told;
	char *noun = NULL;

	for (guint i = 0; i < MIN(told->len, KW_HEAD_SENTENCES) && !noun; i++)
		noun = noun_in(t, told->pdata[i], name);
	return noun;
}

char *kw_telling_added_noun(const KwTelling *t, const char *name)
{
	const GPtrArray *told = t->said->told;

	for (guint i = 0; i < MIN(told->len, KW_HEAD_SENTENCES); i++) {
		g_autofree char *part = kw_source_added(t->words, told->pdata[i]);
		g_autofree char *whole = part ? kw_source_added_to(t->words, told->pdata[i]) : NULL;

		if (!part || !g_str_has_prefix(part, name))
			continue;
		json_object_set_string_member(t->data, "whole", whole);
		return kw_telling_phrase(t, "noun.added");
	}
	return NULL;
}
