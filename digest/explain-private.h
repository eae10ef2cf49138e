/* Between the files of explain: the story while it is told, patterns of the word files, and what a
 * source states. */
#pragma once

#include "base/words.h"
#include "digest/explain.h"
#include "store/items.h"

#include <json-glib/json-glib.h>

/* A story while it is told. */
typedef struct {
	const KwItem *item;
	const KwWords *words;
	const GPtrArray *refs; /* KwRef *; may be NULL */
	const KwWord *threat;  /* NULL = none known */
	const KwWord *product; /* NULL = none known, or the story is not about one */
	const char *nature;    /* kind of the threat, "" = none */
	const char *kind;      /* of the product, "unknown" = none */
	GPtrArray *facts;      /* const KwWord * */
	JsonObject *data;      /* what patterns can name */
	KwStory *story;
} KwTelling;

/* --- explain.c --- */

/* Phrase `id`, or `stem`.`part`, filled in. */
char *kw_telling_phrase(const KwTelling *t, const char *id);
char *kw_telling_phrase_of(const KwTelling *t, const char *stem, const char *part);
void kw_telling_add(const KwTelling *t, GPtrArray *lines, const char *id);
void kw_telling_need_person(KwTelling *t, const char *reason);

/* The source gives a number that only weaknesses get, or its title speaks of one. */
gboolean kw_telling_states_weakness(const KwTelling *t);

/* Sentences about "the weakness" have something to refer to. */
gboolean kw_telling_has_weakness(const KwTelling *t);

/* Something about the product is to be repaired, as the source says: its name alone (a new shop, a
 * price) is no reason to send anybody to the contractor. */
gboolean kw_telling_is_repairable(const KwTelling *t);

/* There is a message to the contractor. */
gboolean kw_telling_has_message(const KwTelling *t);

/* Which questions (phrases ask.SET.*): those of the threat (NULL = it has none), else of the kind.
 */
const char *kw_telling_own_ask(const KwTelling *t);
const char *kw_telling_ask_set(const KwTelling *t);

/* --- explain_story.c --- */

void kw_telling_headline(KwTelling *t);
void kw_telling_needs(KwTelling *t); /* what the rules could not make out */
void kw_telling_who(KwTelling *t);
void kw_telling_what(KwTelling *t);

/* --- explain_steps.c --- */

void kw_telling_todo(KwTelling *t); /* after the headline: `action` may repeat it */
void kw_telling_ask(KwTelling *t);
void kw_telling_ask_details(KwTelling *t); /* numbers, title, versions, address */

/* --- explain_words.c --- */

/* A pattern of a word file with the members of `data` in it, as one line. A pattern that is broken
 * is logged and comes back as it is. */
char *kw_pattern_render(const char *name, const char *pattern, JsonObject *data);

/* The same for phrase `id`, and for phrase `stem`.`part`. */
char *kw_pattern_phrase(const KwWords *words, const char *id, JsonObject *data);
char *kw_pattern_phrase_of(const KwWords *words, const char *stem, const char *part,
			   JsonObject *data);

/* TRUE where `key` of `word` (may be NULL) is "yes". */
gboolean kw_pattern_is_yes(const KwWord *word, const char *key);

/* Phrase `stem`.`part`, or NULL where there is none (nothing is logged). Borrowed. */
const char *kw_pattern_find(const KwWords *words, const char *stem, const char *part);

/* Appends the texts of `key` of a word to `lines` (char *), rendered, without empty ones. */
void kw_pattern_add(GPtrArray *lines, const KwWord *word, const char *key, JsonObject *data);

/* --- explain_source.c --- */

/* Entries of facts.yaml that the source states and nothing takes back. const KwWord *. */
GPtrArray *kw_source_facts(const KwItem *item, const KwWords *words);

/* "FortiOS 7.4.5" …: versions that the remedy names, verbatim, at most three and as
 * many as one line holds. char *, owned. */
GPtrArray *kw_source_versions(const KwItem *item);

/* The title without what publishers put around it (title.yaml). */
char *kw_source_title(const char *title);
/* The name in a title like "「X」における…の脆弱性"; NULL where it has another form. */
char *kw_source_product(const char *title);
/* Whether a title or a text speaks of a weakness; NULL does not. */
gboolean kw_source_is_about_weakness(const char *text);

/* TRUE where the blank-separated `list` (may be NULL) holds `id`. */
gboolean kw_source_list_has(const char *list, const char *id);
