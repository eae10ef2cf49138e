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
	gboolean allow_private;
	gboolean is_active; /* still in the configuration */
	int interval_s;
	char *etag, *last_modified; /* of the last answer, or NULL */
	int64_t due_at;
	int failures;                    /* in a row */
	char *last_error;                /* or NULL */
	int64_t last_ok_at, last_new_at; /* 0 = never */
} KwSource;

void kw_source_free(KwSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSource, kw_source_free)

/* Inserts by url, or updates what the configuration says (name … interval, is_active); what was
 * learnt from answers stays, and so does the name where none is given. */
gboolean kw_sources_put(KwDb *db, const KwSource *source, int64_t *out_id, GError **error);
/* Marks every source whose url is not among `urls` (const char *) as not active. */
gboolean kw_sources_retire(KwDb *db, const GPtrArray *urls, GError **error);
/* All, or only active ones that are due at `now`. KwSource *, owned by the array, by id. */
GPtrArray *kw_sources_list(KwDb *db, GError **error);
GPtrArray *kw_sources_list_due(KwDb *db, int64_t now, GError **error);
/* An answer came (also 304): resets failures. `new_entries` > 0 sets last_new_at. etag and
 * last_modified replace what was there (NULL clears). */
gboolean kw_sources_ok(KwDb *db, int64_t id, const char *etag, const char *last_modified,
		       int new_entries, int64_t now, int64_t due_at, GError **error);
gboolean kw_sources_failed(KwDb *db, int64_t id, const char *why, int64_t due_at, GError **error);
