/* How hard a text is to read, as numbers, and what could be said more plainly, as findings for
 * staff.
 *
 * Numbers compare texts ("harder than the source"); none is a pass or a fail. A finding is data:
 * the words of the advice are phrases "readability.KIND" of the word files, and see its fields.
 *
 * Japanese: RS' of Tateishi, Ono and Yamada (1988), mean 50, higher = easier:
 *
 *   RS' = -0.12 ls - 1.37 la + 7.4 lh - 23.18 lc - 5.4 lk - 4.67 cp + 115.79
 *
 * ls = characters a sentence, with its marks and without blanks; la, lh, lc, lk = mean length of
 * the runs of Latin letters, hiragana, kanji (々 is one), katakana (ー is one), 0 where there is
 * none; digits and marks belong to no run and end it; cp = 、(，) a sentence. A sentence ends at
 * 。！？ or with its line, unless that was wrapped.
 *
 * English: Flesch's reading ease, 206.835 - 1.015 words a sentence - 84.6 syllables a word. A
 * syllable is a group of vowels (y is one), less an "e" that ends a word but for "-le" behind a
 * consonant, at least one a word.
 *
 * Web addresses are not read, and nothing behind 200 KB.
 */
#pragma once

#include "base/words.h"
#include "digest/explain.h"

typedef struct {
	const char *kind; /* "long-sentence", "kanji-run", "unexplained", "abbreviation",
			     "double-negative", "passive", "hard-word", "no-action"; static */
	char *quote;      /* of the text; of a sentence its beginning; NULL for "no-action" */
	int sentence;     /* which, from 1; 0 = the text as a whole */
	int count;        /* characters or words of the sentence, characters of the run, passives */
	const char *advice; /* "hard-word": what to say instead; else NULL. Static */
} KwReadabilityFinding;

typedef struct {
	const char *language; /* "ja" or "en": the one it was read as; static */
	int characters;       /* without blanks */
	int words;            /* English; 0 in Japanese */
	int sentences;
	double mean;         /* characters a sentence; words in English */
	int longest;         /* the same of the longest */
	double rs;           /* Japanese: RS'; English: Flesch. 0 where there is no sentence */
	GPtrArray *findings; /* KwReadabilityFinding *, owned; at most 50, each of a kind and quote
				once */
} KwReadability;
void kw_readability_free(KwReadability *readability);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwReadability, kw_readability_free)

/* `language` NULL = Japanese where the text has kana, else English. Terms of the glossary count as
 * explained where the text holds their meaning, or a bracket right behind them. */
KwReadability *kw_readability_of(const char *text, const char *language, const KwWords *words);

/* Of what a reader reads of a story: whom it concerns, what happens, what to do, the staff's words.
 * Its glossary explains. */
KwReadability *kw_readability_of_story(const KwStory *story, const KwWords *words);
