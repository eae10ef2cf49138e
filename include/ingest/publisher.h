/* Who publishes advisories: one profile a publisher, ingest/publishers/ID.yaml (its keys are
 * explained in ingest/publisher_load.c).
 */
#pragma once

#include <glib.h>

typedef struct {
	const char *id, *name, *name_en;
	const char *language; /* "ja", "en": what they mostly write */
	const char *reuse;    /* "facts", "adapt-with-credit", "link-only" */
	gboolean alerts;      /* what they send is a warning by itself */
} KwPublisher;

typedef enum {
	KW_FORM_ONE,      /* about one thing, as far as the title tells */
	KW_FORM_ROUND_UP, /* several things in one text */
	KW_FORM_TABLE,    /* so many that nobody reads it as text */
} KwForm;

/* All are borrowed for ever; NULL = none known. */
const KwPublisher *kw_publisher_find(const char *id);
const KwPublisher *kw_publisher_of_url(const char *url);
const KwPublisher *kw_publisher_of_address(const char *address);
/* The one that alone gives out references of this kind ("jpcert-at"). */
const KwPublisher *kw_publisher_of_kind(const char *kind);
/* The first whose name, or whose way of naming its mails, stands in a title. */
const KwPublisher *kw_publisher_of_title(const char *title);
/* The first whose line, one that nobody else writes, stands in a text (of which the first 64 KiB
 * are looked at). */
const KwPublisher *kw_publisher_of_text(const char *text);

/* `publisher` may be NULL in all of these; texts are folded (ingest/recognition.h). */
KwForm kw_publisher_form(const KwPublisher *publisher, const char *folded_title);
/* They alone give out this number, of a reference of this kind. */
gboolean kw_publisher_gives(const KwPublisher *publisher, const char *kind, const char *number);
/* The role of their own heading with exactly these words, or NULL. Interned. */
const char *kw_publisher_role(const KwPublisher *publisher, const char *folded_words);
/* The line says that the next one with words is the title: anybody's, since such lines are
 * unmistakable. */
gboolean kw_publisher_is_masthead(const char *folded_line);
/* From this line on the text is about its sender. */
gboolean kw_publisher_is_closing(const KwPublisher *publisher, const char *folded_line);
