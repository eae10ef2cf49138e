/* Feeds to entries: RSS 0.9x, 1.0 (RDF), 1.1, 2.0, Atom 0.3 and 1.0, JVNRSS, JSON Feed and the JSON
 * of MyJVN and of CISA's catalog of exploited vulnerabilities; and the advisories of VULDEF, CVRF
 * and CAP documents (libxml2's door, with ingest/html).
 *
 * Encoding is decided here, not by libxml2 (BOM, HTTP, declaration, bytes), text is repaired, and
 * what was repaired is reported. No DTD, no entities, no network.
 */
#pragma once

#include <glib.h>

#define KW_FEED_MAX_ENTRIES 10000

typedef struct {
	char *id;    /* guid, atom:id, sec:identifier, rdf:about …; else the link, the title, the
			summary's beginning; never NULL, "" where there is nothing */
	char *title; /* plain text, one line; never NULL */
	char *link;  /* absolute, http(s), or NULL: what may be followed */
	char *stated_link; /* as the feed says it, absolute where it can be made so: "urn:uuid:…",
			      "page", ""; else its id; NULL = none */
	char *published, *updated;        /* RFC 3339 (a day stays a day), or NULL */
	int64_t published_at, updated_at; /* 0 = unknown */
	gboolean is_day;
	char *author;  /* or NULL */
	char *summary; /* plain text, tidy; or NULL */
	char *body;    /* what kw_feed_entry_read() has yet to make a summary of; or NULL */
	gboolean body_is_html;
	GPtrArray *categories; /* char * */
	GPtrArray *refs;   /* KwRef * (store/items.h) that the feed states itself (sec:references,
			      sec:identifier, dc:identifier) */
	char *cvss;        /* highest score as written, or NULL */
	gboolean is_drill; /* a test or an exercise (CAP): nobody is to be told */
} KwFeedEntry;

typedef struct {
	const char *format; /* "rss-2.0", "rss-1.0", "rss-0.91", "atom-1.0", "atom-0.3", "jvnrss",
			       "vuldef-3.2", "cvrf", "cap", "json-feed", "kev", "myjvn-json" …;
			       static */
	char *title, *description, *link, *language; /* or NULL */
	char *stated_link;                           /* as in an entry */
	GPtrArray *entries;                          /* KwFeedEntry *, owned, at most 10,000 */
	char *handling; /* "TLP:AMBER": not for publishing, as the feed itself says (MyJVN); NULL:
			   it says nothing of the kind, or TLP:CLEAR */
	int ttl_s;      /* how long it asks to be left alone after an answer; 0 = not said */
	guint32 skip_hours;  /* bit n: not between n and n+1 o'clock UTC */
	guint32 skip_days;   /* bit 0: not on Mondays UTC … bit 6: Sundays */
	GPtrArray *repaired; /* char *: "encoding: declared EUC-JP, read as utf-8" */
} KwFeed;
void kw_feed_free(KwFeed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwFeed, kw_feed_free)

/* `content_type` and `base_url` may be NULL. KW_ERROR_DATA: no feed ("an HTML page, not a feed"),
 * empty, an error document of MyJVN, or a document type declaration with an internal subset. Dates
 * without a zone are UTC. */
KwFeed *kw_feed_parse(const void *bytes, size_t length, const char *content_type,
		      const char *base_url, GError **error);

/* The same, but summaries are not made: HTML is most of the work, and most entries are known. */
KwFeed *kw_feed_parse_bare(const void *bytes, size_t length, const char *content_type,
			   const char *base_url, GError **error);
/* Makes the summary, where that was not done yet. */
void kw_feed_entry_read(KwFeedEntry *entry);

/* An id that stands on entries with different links names none of them, and would let the first
 * hide the others in the store: each takes its link for its id. A link that stands on most entries
 * (a page with all advisories of a maker) would make one story of them: each gets a fragment of its
 * own ("#entry-1a2b3c4d"), which leads to the same page. */
void kw_feed_tell_apart(KwFeed *feed);

/* When to ask for the feed again: `interval_s` after `now`, or as late as the feed itself asks (its
 * ttl, but a day at most; beyond the hours and days that it wants to be skipped, where it leaves
 * any). */
int64_t kw_feed_next(const KwFeed *feed, int64_t now, int interval_s);
