/* Between the files of explain: what a source says, and what its title, its text and a sentence of
 * it say by themselves, whatever is told of it. */
#pragma once

#include "base/words.h"
#include "store/items.h"

/* What a source says, sentence by sentence. */
typedef struct {
	GPtrArray *told; /* char *: the title, then the sentences of the text without what it leads
			    to */
	GPtrArray *remedy;   /* char *: those of the sections that say what to do */
	char *remedy_text;   /* the same line by line, without ways around it: where good versions
				stand; "" = no such section */
	char *affected_text; /* of the sections that say what is affected; "" = none */
	GPtrArray *affected; /* char *: its sentences */
	GPtrArray *overview; /* char *: of those that say what it is about */
	char *impact_text;   /* of the sections that say what can happen; "" = none */
	GPtrArray *body;     /* char *: the sentences of its sections, without references, addresses
				and history; of the text where it has none */
} KwSaid;

/* What the source says in its own words. */
typedef struct {
	char *text;
	const char *quote;  /* the sentence that says it; of KwSaid; NULL = it is none alone */
	const char *phrase; /* that tells it; static */
} KwStated;

/* --- explain_source.c --- */

KwSaid *kw_said_new(const KwItem *item);
void kw_said_free(KwSaid *said);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSaid, kw_said_free)

/* The first of `sentences` that holds `piece` as it is; else `piece`. */
const char *kw_said_with(const GPtrArray *sentences, const char *piece);

/* Consumes `text`. */
KwStated *kw_stated_new(char *text, const char *quote, const char *phrase);
void kw_stated_free(gpointer stated);

/* TRUE where the blank-separated `list` (may be NULL) holds `id`. */
gboolean kw_source_list_has(const char *list, const char *id);

/* --- explain_fold.c --- */

typedef struct {
	char *text; /* folded (base/text.h), unwrapped; "" where the sentence is too long */
	gboolean is_background; /* it says nothing of the matter (base/background.h) */
} KwFold;
/* Of a sentence: holds until the next one is asked for. */
const KwFold *kw_fold_of(const char *sentence);
/* The same as a text of your own. */
char *kw_fold_sentence(const char *sentence);
/* Without the blanks that line breaks left between Japanese letters. Takes `text`; yours. */
char *kw_fold_unwrap(char *text);

/* --- explain_forms.c --- */

/* One sentence states fact `id` by its form. */
gboolean kw_forms_has_form(const char *sentence, const char *id);
/* One of the first `most` of `sentences` has it; G_MAXUINT: of all. */
gboolean kw_forms_among(const GPtrArray *sentences, guint most, const char *id);
/* It says so of everything, or takes it back, and so nothing of the matter (facts.yaml: not_where).
 */
gboolean kw_forms_is_general(const KwWord *fact, const char *sentence);
/* Whether fact `id` has forms. */
gboolean kw_forms_has(const char *id);
/* What its form catches of the sentence; NULL = nothing. */
char *kw_forms_fetch(const char *sentence, const char *id);
/* All that its forms catch, one behind the other ("disable A and turn off B"); char *, owned.
 * *out_rest: what stands behind the last. */
GPtrArray *kw_forms_fetch_all(const char *sentence, const char *id, const char **out_rest);
/* The day that a sentence gives for the end of support, "2026-11-17"; NULL = it gives none. */
char *kw_forms_fetch_end_day(const char *sentence, GTimeZone *zone);

/* --- explain_title.c --- */

/* The company or service of which a sentence tells what happened to it; NULL = it names none. */
char *kw_source_victim(const char *sentence);
/* The company that stands in a line of its own, as whoever gives notice; NULL = none. */
char *kw_source_signed(const char *sentence);
/* A title by which whoever stands below it tells what happened to him. */
gboolean kw_source_is_own_incident(const char *title);
/* By its title somebody tells himself what happened. */
gboolean kw_source_is_own_notice(const char *title);
/* Whom a title says somebody pretends to be; NULL = it does not. */
char *kw_source_posed(const char *title);
/* The phrase of a long title that may stand alone; NULL = there is none. */
char *kw_source_title_head(const char *title);
/* The name of what is added to another ("The X plugin for WordPress"), and that of the other;
 * NULL = it names none. */
char *kw_source_added(const KwWords *words, const char *sentence);
char *kw_source_added_to(const KwWords *words, const char *sentence);
/* The models of devices that `text` names, each once; char *, owned. */
GPtrArray *kw_source_models(const char *text);
/* What a thing is called before its name and behind it; NULL = it is called nothing there. */
char *kw_source_noun_before(const char *before);
char *kw_source_noun_behind(const char *behind);
/* Which phrase (noun.ID) tells of such a thing; "" = it may be told as it stands; NULL = none. */
const char *kw_source_noun_id(const char *noun);
/* `rest`, behind a maker's name, makes it the name of one thing ("Ivanti Xtraction"). */
gboolean kw_source_is_called(const char *rest);
/* What follows a maker's name in a sentence, where the two are one name; NULL = nothing does. */
char *kw_source_thing_of(const char *rest);
/* The title speaks of a weakness, and tells of a break-in through it. */
gboolean kw_source_is_broken_in(const char *title);
/* It names one of many that it is about. */
gboolean kw_source_is_one_of_many(const char *title);
/* In the sentence somebody tells what happened to him, or news do. */
gboolean kw_source_is_announced(const char *sentence);
/* Ends `name` where another one follows. */
void kw_source_cut_to_first(char *name);
/* Whether the title names a platform as what another product runs on. */
gboolean kw_source_runs_on(const char *title);
/* `rest`, behind a name at the start of a line, is a version, and what is to be done about it. */
gboolean kw_source_is_versioned(const char *rest);
/* What `rest`, behind a product's name, makes that of another thing by (" Browser"); or NULL. */
char *kw_source_renamed(const char *rest);
/* What is named from `at` to `end` is what another thing is added to or, of a platform, made for;
 * that thing is meant. */
gboolean kw_source_is_host(const char *text, size_t at, size_t end, gboolean is_platform);
/* Whether what `text` has at byte `at` is what another product is for. */
gboolean kw_source_is_beneath(const char *text, size_t at);
/* `rest`, behind a name, makes it that of whoever makes what follows ("X製Y"). */
gboolean kw_source_is_maker_of(const char *rest);
/* What is named from `at` to `end` is what one is to move to, or what a thing works with. */
gboolean kw_source_is_beside(const char *text, size_t at, size_t end);
/* Where a sentence begins to say what a weakness of its subject lets somebody do; its end. */
size_t kw_source_outcome(const char *sentence);
typedef enum {
	KW_CONCERN_WEAKNESS, /* it is weak, or its weakness is repaired */
	KW_CONCERN_TROUBLE,  /* or it does not work */
	KW_CONCERN_ANY,      /* or there is something else to do about it */
} KwConcern;

/* Whether a sentence says so of what it names (title.yaml). */
gboolean kw_source_is_of_concern(const char *sentence, KwConcern concern);
/* Whether a sentence is an item of a list. */
gboolean kw_source_is_listed(const char *sentence);
/* It asks, and so states nothing. */
gboolean kw_source_is_question(const char *sentence);
/* Whether what the title names are some of several. */
gboolean kw_source_is_of_several(const char *title);
/* Whether a title or a text speaks of a weakness; NULL does not. */
gboolean kw_source_is_about_weakness(const char *text);
/* A text of some length without any of the commonest words of the languages that we read. */
gboolean kw_source_is_foreign(const char *text);
