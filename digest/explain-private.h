/* Between the files of explain: the story while it is told, and how sentences get into it. What can
 * be asked of a source's words without it is explain_source-private.h. */
#pragma once

#include "explain_source-private.h"

#include "base/patterns.h"
#include "base/words.h"
#include "digest/explain.h"
#include "store/items.h"

#include <json-glib/json-glib.h>

#define KW_FIRST_SENTENCES 3 /* title included, that say what a text is about */
#define KW_HEAD_SENTENCES  8 /* the same with the lines on who says it, and when */

/* An entry of facts.yaml that the source states. */
typedef struct {
	const KwWord *word;
	const char *quote; /* the sentence that states it; of KwSaid */
	gboolean is_of_remedy;
	gboolean is_acted_on; /* its actions and its questions are taken */
} KwFact;

/* A story while it is told. */
typedef struct {
	const KwItem *item;
	const KwWords *words;
	const GPtrArray *refs; /* KwRef *; may be NULL */
	KwSaid *said;
	const KwWord *threat;   /* NULL = none known */
	const KwWord *product;  /* NULL = none known, or the story is not about one */
	const KwWord *notice;   /* kind of text, as the title says; NULL = it does not */
	const char *title_name; /* that the title gives a product, known or not; NULL = none */
	char *name;         /* of a product that is not known, as the source gives it; or NULL */
	const char *nature; /* kind of the threat, "" = none */
	const char *kind;   /* of the product, "unknown" = none */
	GArray *facts;      /* KwFact */
	JsonObject *data;   /* what patterns can name */
	GHashTable *spots;  /* file -> (const char * -> GArray *): where a text names words */
	GHashTable *named;  /* const char * -> GPtrArray *: products that it means */
	GHashTable *things; /* const char *: ids of things.yaml that it names; empty = not asked */
	GPtrArray *fixed, *affected;              /* KwStated: versions */
	const char *product_quote, *threat_quote; /* the sentences that name them; NULL = none */
	KwStory *story;
} KwTelling;

/* --- explain.c --- */

void kw_telling_need_person(KwTelling *t, const char *reason);

/* --- explain_products.c --- */

/* Puts into the story what it is about, in the order of the item. Returns the first, or NULL. */
const KwWord *kw_telling_products(KwTelling *t);
/* Once the threat is known: "Windows" beside a product of the title is what that runs on, and a
 * trick is about no product. */
void kw_telling_drop_products(KwTelling *t);
/* Where `text` names the product first; its length where it does not. */
size_t kw_telling_place_in(const KwTelling *t, const KwWord *product, const char *text);
/* `text`, one of the source's own as well, names the product and means it. */
gboolean kw_telling_names(const KwTelling *t, const char *text, const KwWord *product);
/* The source names it, if only as what others are for, or what one is to move to. */
gboolean kw_telling_is_in_text(const KwTelling *t, const KwWord *product);
/* The title names the product. */
gboolean kw_telling_is_titled(const KwTelling *t, const KwWord *product);
/* One maker makes both. */
gboolean kw_telling_is_of_maker(const KwWord *product, const KwWord *other);

/* --- explain_behind.c --- */

/* The title names what is weak, and it is not the product, which comes behind it. */
gboolean kw_telling_is_behind(const KwTelling *t, const KwWord *product);
/* The title names another of a maker's that no entry has: the story is of that. */
gboolean kw_telling_is_other_titled(const KwTelling *t);

/* --- explain_listed.c --- */

/* Puts into the story what the remedy lists besides `first`, of the same maker. */
void kw_telling_add_listed(const KwTelling *t, const KwWord *first);

/* --- explain_host.c --- */

/* The entry that stands for whatever is added to `host` (products.yaml: part_of, various); NULL =
 * none does. */
const KwWord *kw_host_addition(const KwTelling *t, const KwWord *host);
/* What `text` has at `spot` is only the host of something else. */
gboolean kw_host_is_at(const char *text, const KwWordSpot *spot);
/* So it is wherever the title names it, or else the first sentence that does. */
gboolean kw_host_is_only(const KwTelling *t, const KwWord *product);

/* --- explain_data.c --- */

/* Fills `t->data`. */
void kw_telling_fill(KwTelling *t);
/* The publisher, or the host it came from; NULL = a mail that names neither. Owned. */
char *kw_telling_source(const KwTelling *t);
/* Member `key` of `data`: that text of `word` (may be NULL), or "". */
void kw_pattern_put(JsonObject *data, const KwWord *word, const char *key);

/* --- explain_subject.c --- */

/* Finds products, threat and all that follows from them. */
void kw_telling_subject(KwTelling *t);

/* The source gives a number that only weaknesses get, or its title speaks of one. */
gboolean kw_telling_states_weakness(const KwTelling *t);

/* The same, or its text speaks of one: enough where the title names the product, too little where
 * it names an attack as such. */
gboolean kw_telling_mentions_weakness(const KwTelling *t);

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
/* What is done is the threat's, whichever product it is about: it asks, or names the product alone.
 */
gboolean kw_telling_has_own_steps(const KwTelling *t);
const char *kw_telling_ask_set(const KwTelling *t);

/* --- explain_name.c --- */

/* How the source calls a product, where its entry stands for several (products.yaml: own,
 * various); NULL = as the entry does. */
char *kw_telling_own_name(const KwTelling *t, const KwWord *product);
/* Puts into the story how it calls each of its products. */
void kw_telling_product_names(KwTelling *t);

/* "Ivanti Xtraction": the title names one of its maker's that no entry has, and `product` stands
 * for all of them, or is called as its maker is. */
gboolean kw_telling_is_makers_other(const KwTelling *t, const KwWord *product);

/* --- explain_maker.c --- */

/* Title, first sentences and what is affected name `product` by nothing but its maker's name
 * (products.yaml: namesake). */
gboolean kw_telling_is_called_as_maker(const KwTelling *t, const KwWord *product);
/* So does the whole text, and the title does not name him: his product is not named at all. */
gboolean kw_telling_is_maker_beside(const KwTelling *t, const KwWord *product);
/* "Synology Router Manager": what the first sentences call by such a name and more; or NULL. */
char *kw_telling_makers_thing(const KwTelling *t, const KwWord *product);
/* What a story calls the thing that no entry has; NULL = the source has no name for it. */
char *kw_telling_unknown_name(const KwTelling *t);

/* --- explain_name.c, explain_noun.c --- */

/* What the source says that `name` is, as a reader is told ("IT資産管理ツール"); NULL = nothing
 * that is known. */
char *kw_telling_noun(const KwTelling *t, const char *name);
/* "WordPressの追加部品", where the source says that `name` is one; or NULL. */
char *kw_telling_added_noun(const KwTelling *t, const char *name);

/* The title has one of the names that `product` is told by. */
gboolean kw_telling_has_own_title(const KwTelling *t, const KwWord *product);

/* --- explain_threat.c --- */

/* Intake rated it for this reason, among others. */
gboolean kw_telling_has_reason(const KwTelling *t, const char *reason);

/* The threat of the story: `t->threat`, or what has to be told instead; NULL = none that the source
 * bears out. `first` is the product that the story would be about; may be NULL. */
const KwWord *kw_threat_told(KwTelling *t, const KwWord *first);
/* The title names the threat. */
gboolean kw_threat_is_titled(const KwTelling *t);
/* The sentences that the text starts with, `most` at most; the array is yours. */
GPtrArray *kw_telling_start(const KwTelling *t, guint most);
/* Products of several makers are named, and none in the title: what is stated is not of all. */
gboolean kw_telling_is_shared(const KwTelling *t, const KwWord *first);
/* A round-up of several products, of which none is told of. */
gboolean kw_telling_is_several(const KwTelling *t);
/* Why nothing is to be done: "unaffected", "repaired" by whoever provides it; NULL = it is not so.
 */
const char *kw_telling_no_concern(const KwTelling *t);

/* --- explain_guide.c --- */

/* It sets out to explain how updates come: none has come out. */
gboolean kw_telling_is_guide(const KwTelling *t);
/* Figures, a guide or an event, by its title; or such a guide. */
gboolean kw_telling_is_of_reports(const KwTelling *t);
/* A report or an event: nothing has to be done at once. */
gboolean kw_telling_is_report(const KwTelling *t);

/* --- explain_aside.c --- */

/* The sentence, which is one of the source's own, says nothing of its matter. */
gboolean kw_telling_is_aside(const KwTelling *t, const char *sentence);

/* --- explain_borne.c --- */

/* The source names `thing`, an entry of things.yaml, or what implies it. */
gboolean kw_telling_bears_thing(const KwTelling *t, const KwWord *thing);
/* The source names all things that `sentence`, which is ours, does (things.yaml). */
gboolean kw_telling_bears(const KwTelling *t, const char *sentence);
/* The source tells of its matter what `threat` does. */
gboolean kw_telling_bears_threat(const KwTelling *t, const KwWord *threat);

/* --- explain_effects.c --- */

/* Tells what can happen by the weakness: what the threat does, then what the source states besides.
 */
void kw_telling_effects(KwTelling *t);
/* How many kinds of weakness the title names. */
guint kw_effects_titled(const KwTelling *t);
/* Tells that not each of several weaknesses does what the threat does, where that is so. */
void kw_telling_differing(KwTelling *t);

/* --- explain_ended.c --- */

/* The product whose end of support the story is, `first` where the title says so; NULL = none. */
const KwWord *kw_telling_ended(const KwTelling *t, const KwWord *first);
/* What is told is an end of support. */
gboolean kw_telling_is_of_end(const KwTelling *t);
/* The story is an end of support: so says the title, or it is that of a product; or there is no
 * text that could say otherwise. */
gboolean kw_telling_is_ended(const KwTelling *t, const KwWord *first);

/* --- explain_company.c --- */

/* What is told where another company tells what happened to it; NULL = none does. */
const KwWord *kw_threat_of_company(const KwTelling *t, const KwWord *first);
/* Takes away the facts that are not told of this story: of another's, what he did himself; of any
 * other, what happens to such another. */
void kw_telling_keep_facts(KwTelling *t);

/* --- explain_victim.c --- */

/* The sentence at `i` of those that a text starts with, "" for one that is too long to be one; NULL
 * = there is no more. */
const char *kw_telling_head(const KwTelling *t, guint i);
/* The first name that `find` has of those sentences; NULL = none. */
char *kw_telling_find_name(const KwTelling *t, char *(*find)(const char *));
/* A letter in another language can have the name. */
gboolean kw_telling_can_name(const KwTelling *t, const char *name);
/* "victim" of `data`: its name, or that of its service; "" = none; and "mended": what had stopped
 * works again. */
void kw_telling_put_victim(KwTelling *t);

/* --- explain_notice.c --- */

/* The kind of text (notices.yaml) that the title says it is; NULL = it does not. */
const KwWord *kw_notice_titled(const KwTelling *t);
/* `t->notice` is all that is known: it is told. */
gboolean kw_notice_is_all(const KwTelling *t);

/* --- explain_trick.c --- */

/* Whom the trick of the title pretends to come from; NULL = it does not say. Owned. */
char *kw_trick_poser(const KwTelling *t);
/* The text is itself what asks customers to sign in, false or genuine: nobody can tell. Not
 * where a product is known. */
gboolean kw_trick_is_asking(const KwTelling *t, const KwWord *first);
/* "posed" of `data`: the same, "" = not said; and "ways": by what it comes, "" = not said;
 * one of "bad_app", "bad_file" and "bad_page": what its link leads to, as far as it is said;
 * "in_app": it comes within the app where it is done; "look": where to look whether a message is
 * real. */
void kw_telling_put_trick(KwTelling *t);

/* --- explain_leaked.c --- */

/* "leaked" of `data`: which data of people the source names as lost, leaked or seen; "" = none. */
void kw_telling_put_leaked(KwTelling *t);

/* --- explain_say.c: sentences into the story, each with where it comes from --- */

/* `quote` of all of them: what of the source supports the sentence, or NULL. */

/* Notes the origin of a sentence that stands in no list: `part` is static. */
void kw_telling_trace(KwTelling *t, const char *part, const char *sentence, const char *from,
		      const char *quote);
/* Appends to a list of the story. Consumes `sentence`; an empty one is none. */
void kw_telling_say(KwTelling *t, GPtrArray *lines, char *sentence, const char *from,
		    const char *quote);
/* Appends phrase `id`, or `stem`.`part`, filled in. */
void kw_telling_add(KwTelling *t, GPtrArray *lines, const char *id, const char *quote);
void kw_telling_add_of(KwTelling *t, GPtrArray *lines, const char *stem, const char *part,
		       const char *quote);
/* Appends the texts of `key` of an entry (may be NULL) of a word file, filled in; of threats.yaml
 * and facts.yaml those alone that the source bears out. */
void kw_telling_add_word(KwTelling *t, GPtrArray *lines, const char *file, const KwWord *word,
			 const char *key, const char *quote);
/* Phrase `id`, or `stem`.`part`, filled in. */
char *kw_telling_phrase(const KwTelling *t, const char *id);
char *kw_telling_phrase_of(const KwTelling *t, const char *stem, const char *part);

/* --- explain_headline.c --- */

/* The product has a weakness, though what it does is not said. */
gboolean kw_telling_is_weak(const KwTelling *t);
void kw_telling_headline(KwTelling *t);

/* --- explain_story.c --- */

/* Puts the names of at most `most` products of the story, from the one at `first` on, into the data
 * as "others", in less than `room` characters. Returns the first of them; NULL = there is none. */
const KwWord *kw_telling_put_others(KwTelling *t, guint first, guint most, glong room);

void kw_telling_who(KwTelling *t);
void kw_telling_what(KwTelling *t);

/* --- explain_stated.c --- */

/* Tells of what the source states: whom it concerns alone ("only with this setting"); what can
 * happen in the order of facts.yaml, the minor ones only where the others leave room. */
void kw_telling_scope(KwTelling *t);
void kw_telling_facts(KwTelling *t);

/* The text tells of several weaknesses: what it says of one is not said of all. */
gboolean kw_telling_is_of_many(const KwTelling *t);

/* --- explain_needs.c --- */

void kw_telling_needs(KwTelling *t); /* what the rules could not make out */

/* --- explain_steps.c --- */

/* One action that is asked of somebody, and what of the source asks for it. */
typedef struct {
	const KwWord *action;
	const char *quote; /* or NULL */
} KwStep;

/* All that is asked, in order: of the owner, and of the contractor. KwStep. */
GArray *kw_steps_find(const KwTelling *t);
/* Appends action `id`, where it is not among them; and those that `key` of a word names. */
void kw_steps_add(const KwTelling *t, GArray *steps, const char *id, const char *quote);
void kw_steps_add_of(const KwTelling *t, GArray *steps, const KwWord *word, const char *key,
		     const char *quote);
gboolean kw_steps_is_contractors(const KwWord *action);
/* The action that follows (`then`, or what stands `instead` of that), or NULL. */
const KwWord *kw_steps_next(const KwTelling *t, const KwWord *action);
#define KW_STEPS_MAX 8 /* sentences that a reader is asked to do */

/* --- explain_advice.c --- */

/* What the source asks its readers to do beside `steps`, or when what it announces is; KwStated,
 * owned. Empty where that is no step of theirs, or is not in their words. */
GPtrArray *kw_advice_find(const KwTelling *t, const GArray *steps);
/* They take the place of `action`, which only sends to the source, or says so of everything. */
gboolean kw_advice_replaces(const KwTelling *t, const GPtrArray *own, const KwWord *action);

/* --- explain_todo.c --- */

void kw_telling_todo(KwTelling *t); /* after the headline: `action` may repeat it */
void kw_telling_tell(KwTelling *t);

/* --- explain_ask.c --- */

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

/* Phrase `stem`.`part`, or NULL where there is none (nothing is logged). Borrowed. */
const char *kw_pattern_find(const KwWords *words, const char *stem, const char *part);

/* --- explain_spots.c --- */

/* For `spots` of a telling. */
GHashTable *kw_spots_new(void);
/* Where `text` names the words of `file`, as kw_words_spots(); nowhere in NULL. `text` is one of
 * the source's own (title, text, a section, a sentence of `said`), which stay where they are while
 * the story is told: each is searched once, however often it is asked of. Borrowed. */
const GArray *kw_telling_spots(const KwTelling *t, const char *file, const char *text);
/* One of them is of `word`. */
gboolean kw_spots_have(const GArray *spots, const KwWord *word, gboolean only_affirmed);
/* The first of `sentences`, the source's own, that names `word` of `file`; NULL = none (so too
 * where `word` is). */
const char *kw_telling_quote(const KwTelling *t, const GPtrArray *sentences, const char *file,
			     const KwWord *word);
/* How many of them do. */
guint kw_telling_count(const KwTelling *t, const GPtrArray *sentences, const char *file,
		       const KwWord *word);

/* --- explain_facts.c --- */

/* Entries of facts.yaml that the source states of its matter and nothing takes back in a story of
 * the threat `category`. KwFact. */
GArray *kw_source_facts(const KwTelling *t, const char *category);
/* Fact `id` is among them. */
gboolean kw_facts_has(const GArray *facts, const char *id);

/* --- explain_measure.c --- */

/* "measure" of `data`: what the text says to turn off or to block, in its words where it is certain
 * what that is. */
void kw_telling_put_measure(KwTelling *t);

/* --- explain_version_name.c --- */

/* The forms of versions.yaml under `key`. */
const KwPatterns *kw_version_forms(const char *key);
/* The name that stands before the number in `text` is what the title, or the story, calls it. */
gboolean kw_version_is_of_matter(const KwTelling *t, const char *text);
/* `number` behind the name of the one thing that the story is of; NULL = it is of several. */
char *kw_version_with_name(const KwTelling *t, const char *number);
/* `text`, with that name where it has none; NULL = it is not certain whose it is. */
char *kw_version_named(const KwTelling *t, const char *text);

/* --- explain_versions.c --- */

/* Finds `t->fixed` and `t->affected`, which whoever made `t` frees: those of what the story is
 * about, each with its name. What is not certain is not among them: a list may not be whole. */
void kw_telling_versions(KwTelling *t);
/* Whether a section lists more than `all`. */
gboolean kw_versions_has_more(const char *section, const GPtrArray *all);
/* "newest" of `data`: from which one on it is repaired, in brackets, for who updates it himself; ""
 * = not said, or more than one. */
void kw_telling_put_newest(KwTelling *t);

/* --- explain_fixed.c --- */

/* "fixed" of `data`: the one version that repairs the product, in brackets; "" = none. */
void kw_telling_put_fixed(KwTelling *t);
/* "before" of `data`: the versions before which it is affected, where no repair is told of; "" =
 * none. */
void kw_telling_put_before(KwTelling *t);

/* --- explain_forms.c --- */

/* The facts (const KwWord *) that what is told states by its form, each with the first sentence
 * that does (const char *, of KwSaid). */
GHashTable *kw_forms_find(const KwTelling *t);
