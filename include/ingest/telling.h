/* What one mail, feed entry or plain text tells, as an item that is not stored yet. */
#pragma once

#include "base/words.h"
#include "ingest/feed.h"
#include "ingest/reading.h"
#include "store/items.h"
#include "store/sources.h"

typedef struct {
	KwItem *item;    /* id 0; rated; state "new" or "restricted" */
	GPtrArray *refs; /* KwRef *, owned: all that it mentions; without CVE where restricted */
	gboolean is_hearsay; /* of a source that repeats others (kw_source_is_first_hand()) */
} KwTelling;
void kw_telling_clear(KwTelling *telling);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwTelling, kw_telling_clear)

/* `contributor` may be NULL. */
void kw_telling_of_mail(const KwReading *reading, const char *contributor, const KwWords *words,
			KwTelling *out_telling);
void kw_telling_of_entry(const KwSource *source, const KwFeedEntry *entry, const KwWords *words,
			 KwTelling *out_telling);

/* A text by itself: its first line is the title. Lines "URL: …", "Date: …", "Title: …" before or
 * right after it, or an address alone, say what a mail or a feed would; so do an address and a day
 * in the four lines below the title, which stay text, as a page has them. */
void kw_telling_of_text(const char *text, GTimeZone *zone, const KwWords *words,
			KwTelling *out_telling);
