/* Where stories come from: feeds (fetched) and, later, senders. */
#pragma once

#include "store/db.h"

typedef struct {
	int64_t id;
	char *url;
	char *name;      /* as configured, else the feed's own title, else NULL */
	char *language;  /* "ja", "en" */
	char *publisher; /* id in ingest/publishers/, or NULL */
	char *reuse;     /* "facts", "adapt-with-credit", "link-only" */
	char *trust;     /* "official", "vendor", "news", "community"; NULL: kw_source_trust() */
	gboolean allow_private;
	gboolean is_active; /* still in the configuration */
	int interval_s;
	char *include, *exclude; /* words, separated by commas; or NULL */
	gboolean watch_only;     /* only entries about products of the watch-list */
	int a_day;               /* entries taken a day at most; 0 = all */
	gboolean is_added;       /* by `sources add`, not in the configuration */
	char *moved_to; /* where its server says that it is for good: asked instead; or NULL */
	char *etag, *last_modified; /* of the last answer, or NULL */
	int64_t due_at;
	int failures;                    /* in a row */
	char *last_error;                /* or NULL */
	int64_t last_ok_at, last_new_at; /* 0 = never */
	int64_t first_new_at;
	int news; /* answers with something new */
} KwSource;

void kw_source_free(KwSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSource, kw_source_free)

/* How far its word goes. The first two speak of what they know at first hand; what the other two
 * say is somebody else's word: it makes nothing urgent for today, and nothing exploited. Where it
 * was not said: "news" where only links may be used, else "official". Never NULL. */
extern const char *const kw_source_trusts[]; /* the words, NULL at the end */
const char *kw_source_trust(const KwSource *source);
gboolean kw_source_is_first_hand(const KwSource *source);
/* Whether a first-hand source told the item, or a mail, which somebody of staff has read. */
gboolean kw_sources_tell_first_hand(KwDb *db, int64_t item, gboolean *out_first_hand,
				    GError **error);

/* Inserts by url, or updates what the configuration says (name … interval, is_active); what was
 * learnt from answers stays, and so does the name where none is given. */
gboolean kw_sources_put(KwDb *db, const KwSource *source, int64_t *out_id, GError **error);
/* Marks every source whose url is not among `urls` (const char *) as not active, but for those that
 * were added by command. */
gboolean kw_sources_retire(KwDb *db, const GPtrArray *urls, GError **error);
/* All, or only active ones that are due at `now`. KwSource *, owned by the array, by id. */
GPtrArray *kw_sources_list(KwDb *db, GError **error);
GPtrArray *kw_sources_list_due(KwDb *db, int64_t now, GError **error);
/* An answer came (also 304): resets failures. `new_entries` > 0 sets last_new_at. etag and
 * last_modified replace what was there (NULL clears). */
gboolean kw_sources_ok(KwDb *db, int64_t id, const char *etag, const char *last_modified,
		       int new_entries, int64_t now, int64_t due_at, GError **error);
/* The server says where the feed is for good; NULL: back to the address as configured. */
gboolean kw_sources_moved(KwDb *db, int64_t id, const char *moved_to, GError **error);
gboolean kw_sources_failed(KwDb *db, int64_t id, const char *why, int64_t due_at, GError **error);

/* What was looked at before: entry id (char *) to the print of what it said (char *), owned. */
GHashTable *kw_sources_prints(KwDb *db, int64_t id, GError **error);
/* `taken`: it told an item, new or known. */
gboolean kw_sources_note_entry(KwDb *db, int64_t id, const char *entry, const char *print,
			       gboolean taken, int64_t now, GError **error);
gboolean kw_sources_count_taken(KwDb *db, int64_t id, int64_t since, int64_t *out_count,
				GError **error);
/* The next fetch reads that entry as if it were new. */
gboolean kw_sources_forget_entry(KwDb *db, int64_t id, const char *entry, GError **error);
gboolean kw_sources_forget_entries(KwDb *db, int64_t before, GError **error);

/* The silence alarm. A source that cannot be read, or says nothing for much longer than it used to,
 * looks like a week without news; and "nothing new" may be said only where all are FINE. */
typedef enum {
	KW_SOURCE_FINE,
	KW_SOURCE_NEW,    /* never asked */
	KW_SOURCE_UNREAD, /* no answer for a day and three times its interval */
	KW_SOURCE_SILENT, /* answers, but nothing new for six times its usual distance */
} KwSourceHealth;
KwSourceHealth kw_source_health(const KwSource *source, int64_t now);
/* The id of a health, static: "fine", "new", "unread", "silent". */
const char *kw_source_health_id(KwSourceHealth health);
/* For how long it has been UNREAD (0: it never was read) or SILENT; else 0. */
int64_t kw_source_amiss_s(const KwSource *source, int64_t now);
/* From one answer with something new to the next; 0: too few to say. */
int64_t kw_source_usual_s(const KwSource *source);
