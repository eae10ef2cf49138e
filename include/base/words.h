/* Word files: what the program knows of the world in words (templates/LANG/NAME.yaml).
 *
 * A file is a list of entries; an entry is a map with `id`, mostly `names` (how texts name the
 * thing) and any other keys, which the rooms above read by name. A value is a text or a list of
 * texts; anything deeper is refused at load. One language a set.
 */
#pragma once

#include <glib.h>

typedef struct KwWords KwWords; /* all word files of one language */
typedef struct KwWord KwWord;   /* one entry, borrowed from its set */

/* Loads every templates/LANG/(name).yaml that is built in, each replaced by the one of
 * `override_folder` (may be NULL) where it has it, and holds them to lib/base/words.yaml. A broken
 * file: KW_ERROR_CONFIG with file:line and what to do. */
KwWords *kw_words_load(const char *language, const char *override_folder, GError **error);
/* The same without the schema: only what makes a file unreadable is refused. */
KwWords *kw_words_read(const char *language, const char *override_folder, GError **error);
void kw_words_free(KwWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwWords, kw_words_free)

/* All that is wrong with the word files of a language on the day `today` ("2026-11-17"), also names
 * that two entries have: char *, "FILE:LINE: what, and what to do"; empty = fine. */
GPtrArray *kw_words_check(const char *language, const char *override_folder, const char *today);
/* What the languages do not have in common and should. */
GPtrArray *kw_words_compare(const char *override_folder);
/* Facts that nobody has confirmed (confirmed_on) since the day `since`, where readers may get to
 * see them: char *, "FILE: how many, and which"; empty = none. */
GPtrArray *kw_words_doubts(const char *language, const char *override_folder, const char *since);
/* Those that are built in: "en", "ja"; NULL-terminated, g_strfreev(). */
char **kw_words_languages(void);

/* Entry by id; NULL = absent. `file` is the name without folder and suffix: "products". */
const KwWord *kw_words_find(const KwWords *words, const char *file, const char *id);

/* All entries of a file in file order; borrowed elements, free the array. Empty where no file. */
GPtrArray *kw_words_list(const KwWords *words, const char *file);

/* Entries of `file` whose `names` (or `own`, names that are told as well; but not as part of `not`,
 * longer ones of other things) occur in `text`, each once, in order of first appearance. Both sides
 * are folded (base/text.h), the longest name wins where names overlap, a name of ASCII letters
 * matches whole words only ("Word" in "Wordに", not in "password", "Word2" or "word_x"): an end of
 * a name that is an ASCII letter or digit does not touch a Latin letter, digit or "_", but for the
 * version behind a long name ("WordPress6.4"). Of "products", a word in small letters that "-"
 * glues to another is part of a package's name ("ruby-git"). A name that two entries have is both.
 * Borrowed elements (const KwWord *), free the array. */
GPtrArray *kw_words_match(const KwWords *words, const char *file, const char *text);

/* The same without entries that the text only names to say that they are not meant ("Windows
 * は対象外です", "Products not affected: A, B"). In doubt a name is meant: nobody is harmed by one
 * that is looked at in vain. Which words take back what is negation.yaml. */
GPtrArray *kw_words_match_affirmed(const KwWords *words, const char *file, const char *text);

/* One place of `text` where an entry is named. */
typedef struct {
	const KwWord *word;
	size_t at, length; /* bytes of `text` */
	gboolean is_negated;
} KwWordSpot;
/* All places, in order, as kw_words_match() finds them; a name of two entries is two spots. */
GArray *kw_words_spots(const KwWords *words, const char *file, const char *text);

const char *kw_word_id(const KwWord *word);
const char *kw_word_text(const KwWord *word, const char *key); /* NULL = absent */
GPtrArray *kw_word_texts(const KwWord *word,
			 const char *key); /* const char *; a scalar is a list of one */
/* One of those is `text`; the text of `key` is "yes". FALSE where `word` is NULL. */
gboolean kw_word_has(const KwWord *word, const char *key, const char *text);
gboolean kw_word_is_yes(const KwWord *word, const char *key);

/* How many families of a maker's products they are (const KwWord *): entries of the same `maker`
 * and `kind` are one, so that three versions of Windows are not three products. */
guint kw_words_count_families(const GPtrArray *products);

/* The text of entry `id` of file "phrases" ("weekday.1", "severity.today"): the small words that
 * code has to choose between. Never NULL: an absent phrase is its id, and logged. */
const char *kw_words_phrase(const KwWords *words, const char *id);
