/* Items: one story each, whatever number of mails and feed entries told it. */
#pragma once

#include "store/db.h"

/* kinds: "cve", "jvn", "jvndb", "jpcert-at", "ipa-alert", "cisa", "ms", "cisco-sa", "fg-ir",
 * "vendor" … */
typedef struct {
	char *kind;
	char *value; /* in canonical spelling: "CVE-2026-12345" */
} KwRef;
KwRef *kw_ref_new(const char *kind, const char *value);
void kw_ref_free(KwRef *ref);

typedef struct {
	int64_t id;
	char *title;        /* of the source, one line */
	char *title_key;    /* normalised title: what "the same title" means */
	char *url;          /* canonical link to the source's own page, or NULL */
	char *language;     /* of the source text: "ja", "en" */
	char *publisher;    /* id in ingest/publishers/, or NULL */
	char *publisher_id; /* the publisher's own number, e.g. "JPCERT-AT-2026-0030", or NULL */
	char *reuse;        /* "facts", "adapt-with-credit", "link-only" */
	int64_t published_at, revised_at; /* 0 = unknown */
	gboolean is_day;                  /* published_at is a date without a time */
	char *severity;     /* "today", "this-week", "when-convenient", "information" */
	char *severity_why; /* ids of reasons (phrases "why.…"), separated by blanks */
	char *severity_by;  /* "staff": a person set it, and no telling changes it; NULL: the rules
			     */
	char *category;     /* id in threats.yaml, or NULL */
	char *products;     /* ids in products.yaml, separated by blanks, most specific first */
	char *sections;     /* JSON [{"role":…,"title":…,"text":…}] */
	char *text;         /* plain text of the source, tidy */
	char *comment;      /* of the staff member who forwarded it, or NULL */
	char *headline;     /* written by staff, or NULL: then the product writes it */
	char *handling; /* the handling mark as found ("TLP:AMBER", "関係者限り"), or NULL */
	char *state;    /* "new", "restricted", "picked", "dropped", "published", "corrected";
			   "joined": a person found that another item tells it (store/stories.h) */
	char *contributor; /* name of the staff member, or NULL for a feed. Never published. */
	char *cvss;        /* highest score that a source gave, or NULL. Never shown to a reader. */
	char *label;       /* the publisher's own word of urgency ("緊急", "注意"), or NULL */
	char *listed_on;   /* day on which a catalog listed one of its own CVE as exploited; or NULL
			    */
	int64_t exploited_at; /* since when it is known here that it is exploited; 0 = is not */
	int64_t joined;       /* the item that tells it now; 0 = itself; not written by put */
	int64_t created_at, updated_at;
	int sources; /* how many mails and entries told it (filled by list and find) */
} KwItem;

KwItem *kw_item_new(void); /* all zero */
void kw_item_free(KwItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwItem, kw_item_free)

/* Where an item was told: exactly one of mail_id and source_id is set. */
typedef struct {
	int64_t mail_id, source_id;
	int part;    /* of the mail: 0 = its text, 1 … = advisories attached to it */
	char *entry; /* the feed entry's id (source_id set), else NULL */
	char *url, *title;
	char *auth;   /* of a mail: what proves its sender ("dkim", "spf", "pgp", "smime"), "none";
			 NULL for a feed */
	char *unread; /* of a mail: ids of what no program read in it ("pdf image"), or NULL */
	int64_t seen_at;
	int64_t id; /* what staff call it by (items show); read only */
} KwItemSource;

/* Until the end of the transaction nobody else writes items: whoever looks whether a story is
 * there, and puts it where it is not, must be alone. */
gboolean kw_items_lock(KwDb *db, GError **error);
/* Inserts (id 0) or updates all fields of `item`; sets item->id. */
gboolean kw_items_put(KwDb *db, KwItem *item, int64_t now, GError **error);
/* Adds references (KwRef *); those already there stay once. */
gboolean kw_items_add_refs(KwDb *db, int64_t item, const GPtrArray *refs, GError **error);
/* Notes that a mail or a feed entry told it. *out_is_new FALSE: that telling was known already
 * (same mail and part, or same source and entry). */
gboolean kw_items_add_source(KwDb *db, int64_t item, const KwItemSource *where,
			     gboolean *out_is_new, GError **error);
/* The item that a feed entry became before; 0 = none. */
gboolean kw_items_of_entry(KwDb *db, int64_t source, const char *entry, int64_t *out_item,
			   GError **error);
/* The items that a mail told, in the order of its parts; empty = none. int64_t, owned. */
GArray *kw_items_of_mail(KwDb *db, int64_t mail, GError **error);
/* Items that carry this reference / url / title key, newest first, at most 20. KwItem *. */
GPtrArray *kw_items_by_ref(KwDb *db, const char *kind, const char *value, GError **error);
GPtrArray *kw_items_by_url(KwDb *db, const char *url, GError **error);
GPtrArray *kw_items_by_title_key(KwDb *db, const char *title_key, int64_t since, GError **error);

KwItem *kw_items_find(KwDb *db, int64_t id, GError **error);      /* NULL without error = absent */
GPtrArray *kw_items_refs(KwDb *db, int64_t item, GError **error); /* KwRef *, owned */
GPtrArray *kw_items_sources(KwDb *db, int64_t item, GError **error); /* KwItemSource *, owned */
/* The tellings by feeds of the item's own publisher: what he says in public. */
GPtrArray *kw_items_feeds_of_publisher(KwDb *db, int64_t item, GError **error);
/* state may be NULL (all but joined ones). Most urgent first, then newest. KwItem *, owned. */
GPtrArray *kw_items_list(KwDb *db, const char *state, int limit, GError **error);
/* The same of what has changed since then (updated_at). */
GPtrArray *kw_items_list_since(KwDb *db, const char *state, int64_t since, int limit,
			       GError **error);

/* One guarded change: UPDATE … WHERE id AND state is one of `from` (blank-separated list of
 * states). *out_changed FALSE: it was in another state. "restricted" is left by nothing but a new
 * public source, so it never stands in `from` of a staff command. */
gboolean kw_items_set_state(KwDb *db, int64_t id, const char *from, const char *to, int64_t now,
			    gboolean *out_changed, GError **error);
gboolean kw_items_set_comment(KwDb *db, int64_t id, const char *comment, int64_t now,
			      GError **error);
/* A person's word: later tellings leave it (severity_by). */
gboolean kw_items_set_urgency(KwDb *db, int64_t id, const char *severity, int64_t now,
			      GError **error);
gboolean kw_items_count(KwDb *db, const char *state, int64_t *out_count, GError **error);

/* Notes that `recipient` (normalised) is answered for a mail. *out_is_new FALSE: was so before, and
 * nobody gets two answers to one mail. */
gboolean kw_items_add_receipt(KwDb *db, int64_t mail, const char *recipient, const char *kind,
			      int64_t now, gboolean *out_is_new, GError **error);
/* How many answers an address got after `since`. */
gboolean kw_items_count_receipts(KwDb *db, const char *recipient, int64_t since, int64_t *out_count,
				 GError **error);
