/* An entry being put together, whatever the format; private to ingest. */
#pragma once

#include "ingest/feed.h"

/* The texts may be anything from outside that is valid UTF-8; what is no date, no score or no web
 * address is left out. */
KwFeedEntry *kw_feed_build_entry(void);
void kw_feed_build_free(gpointer entry); /* KwFeedEntry * */
void kw_feed_build_category(KwFeedEntry *entry, char *taken);
/* The references that stand in `text` (may be NULL). */
void kw_feed_build_refs(KwFeedEntry *entry, const char *text);
/* The highest score stays. */
void kw_feed_build_cvss(KwFeedEntry *entry, const char *score);
/* Either may be NULL. */
void kw_feed_build_dates(KwFeedEntry *entry, const char *published, const char *updated);
/* The first web address stays. */
void kw_feed_build_link(KwFeedEntry *entry, const char *link);
/* Adds text (or HTML) to the summary, below a heading that ingest/advisory knows, or none; nothing
 * where it has 200 KB already. */
void kw_feed_build_section(KwFeedEntry *entry, const char *heading, const char *html);
/* The colour of a Traffic Light Protocol mark: "AMBER+STRICT". */
void kw_feed_build_handling(KwFeed *feed, const char *color);
/* Title and id, where there is none yet. */
void kw_feed_build_finish(KwFeedEntry *entry);

/* `taken` (which is freed) as one line of a sensible length; NULL stays NULL. */
char *kw_feed_one_line(char *taken);
