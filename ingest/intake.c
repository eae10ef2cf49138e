/* A telling goes into the store: as a new item, or merged into the one that is there. What a mail
 * or an entry tells is ingest/telling, whether the story is known ingest/story.
 *
 * What a person wrote is never overwritten. Nothing of a mail that may not be published is merged
 * into an item that may, and nothing of it stays when a public source comes. */
#include "ingest/intake.h"

#include "ingest/identify.h"
#include "ingest/rate.h"
#include "ingest/story.h"
#include "ingest/telling.h"

#include <string.h>

#define REVISION_GAP_S (6 * 3600)

static void replace(char **field, const char *value)
{
	char *copy = g_strdup(value);

	g_free(*field);
	*field = copy;
}

/* ---- merging ---- */

static int64_t latest(const KwItem *item)
{
	return MAX(item->published_at, item->revised_at);
}

/* Said again, and with something new in it. */
static gboolean is_revision(const KwItem *known, const KwItem *told)
{
	if ((latest(told) && latest(told) <= latest(known)) ||
	    g_strcmp0(told->publisher, known->publisher) != 0)
		return FALSE;
	if (kw_identify_is_revision(told->title)) {
		if (!kw_identify_is_revision(known->title))
			return TRUE;
		/* the feed and the mail of one revision are some minutes apart */
		return latest(told) > latest(known) + REVISION_GAP_S;
	}
	/* a newer date alone is no news: some feeds put today's on everything */
	return told->revised_at && (!g_str_equal(told->title, known->title) ||
				    (*told->text && g_strcmp0(told->text, known->text) != 0));
}

static gboolean is_link_only(const KwItem *item)
{
	return g_strcmp0(item->reuse, "link-only") == 0;
}

/* Of a news site's story only the link may be used: the publisher's own telling takes its place. */
static void merge_source(KwItem *known, const KwItem *told)
{
	if (!is_link_only(known) || is_link_only(told))
		return;
	replace(&known->title, told->title);
	replace(&known->title_key, told->title_key);
	replace(&known->publisher, told->publisher);
	replace(&known->publisher_id, told->publisher_id);
	replace(&known->reuse, told->reuse);
	if (told->url)
		replace(&known->url, told->url);
}

/* The longer text wins: feeds have titles or a sentence, mails the whole. */
static void merge_text(KwItem *known, const KwItem *told)
{
	if (strlen(told->text) <= strlen(known->text ? known->text : ""))
		return;
	replace(&known->text, told->text);
	replace(&known->sections, told->sections);
	replace(&known->language, told->language);
}

static void merge_facts(KwItem *known, const KwItem *told)
{
	if (!known->url)
		replace(&known->url, told->url);
	if (!known->publisher)
		replace(&known->publisher, told->publisher);
	if (!known->publisher_id)
		replace(&known->publisher_id, told->publisher_id);
	if (!known->published_at) {
		known->published_at = told->published_at;
		known->is_day = told->is_day;
	}
	if (!known->comment)
		replace(&known->comment, told->comment);
	if (!known->contributor)
		replace(&known->contributor, told->contributor);
}

static void merge_revision(KwItem *known, const KwItem *told, int64_t now)
{
	int64_t at = latest(told);

	replace(&known->title, told->title);
	replace(&known->title_key, told->title_key);
	known->revised_at = at ? at : now;
	/* as long as before: then the revised wording; shorter: a feed's sentence about it */
	if (*told->text && strlen(told->text) * 2 >= strlen(known->text ? known->text : "")) {
		replace(&known->text, told->text);
		replace(&known->sections, told->sections);
	}
}

/* A public source for what was held back: nothing of the secret stays but who brought it. */
static void release(KwItem *known, const KwItem *told)
{
	replace(&known->title, told->title);
	replace(&known->title_key, told->title_key);
	replace(&known->url, told->url);
	replace(&known->language, told->language);
	replace(&known->publisher, told->publisher);
	replace(&known->publisher_id, told->publisher_id);
	replace(&known->reuse, told->reuse);
	known->published_at = told->published_at;
	known->revised_at = told->revised_at;
	known->is_day = told->is_day;
	replace(&known->sections, told->sections);
	replace(&known->text, told->text);
	replace(&known->comment, told->comment);
	replace(&known->headline, NULL);
	replace(&known->handling, told->handling);
	replace(&known->state, told->state);
	if (told->contributor)
		replace(&known->contributor, told->contributor);
}

static gboolean is_restricted(const KwItem *item)
{
	return g_strcmp0(item->state, "restricted") == 0;
}

/* `known` becomes what it is after `told`. */
static void merge(KwItem *known, const KwItem *told, const KwWords *words, int64_t now,
		  KwIntakeResult *out)
{
	if (is_restricted(known) && !is_restricted(told)) {
		release(known, told);
	} else if (is_restricted(told) && !is_restricted(known)) {
		return;
	} else {
		out->is_revision = is_revision(known, told);
		if (out->is_revision)
			merge_revision(known, told, now);
		merge_source(known, told);
		merge_text(known, told);
		merge_facts(known, told);
	}
	if (is_link_only(known)) {
		/* nothing to rate it by was kept */
		replace(&known->severity, told->severity);
		replace(&known->severity_why, told->severity_why);
		replace(&known->products, told->products);
		replace(&known->category, told->category);
		return;
	}
	kw_rate_item(known, words);
}

static gboolean put_merged(KwDb *db, int64_t id, const KwTelling *telling, const KwWords *words,
			   int64_t now, KwIntakeResult *out, GError **error)
{
	g_autoptr(KwItem) known = kw_items_find(db, id, error);
	gboolean keeps_secret;

	if (!known)
		return FALSE;
	keeps_secret = is_restricted(telling->item) && !is_restricted(known);
	merge(known, telling->item, words, now, out);
	out->item = id;
	out->restricted = is_restricted(telling->item);
	if (keeps_secret)
		return TRUE;
	return kw_items_put(db, known, now, error) &&
	       kw_items_add_refs(db, id, telling->refs, error);
}

static gboolean put_new(KwDb *db, const KwTelling *telling, int64_t now, KwIntakeResult *out,
			GError **error)
{
	if (!kw_items_put(db, telling->item, now, error) ||
	    !kw_items_add_refs(db, telling->item->id, telling->refs, error))
		return FALSE;
	out->item = telling->item->id;
	out->is_new = TRUE;
	out->restricted = is_restricted(telling->item);
	return TRUE;
}

/* ---- in ---- */

/* A telling that was not taken before. */
static gboolean take(KwDb *db, const KwTelling *telling, KwItemSource *where, const KwWords *words,
		     int64_t now, KwIntakeResult *out, GError **error)
{
	const KwItem *item = telling->item;
	int64_t known;
	gboolean is_new;

	if (!kw_story_find(db, item, telling->refs, now, &known, error))
		return FALSE;
	if (known ? !put_merged(db, known, telling, words, now, out, error)
		  : !put_new(db, telling, now, out, error))
		return FALSE;
	if (!is_restricted(item)) { /* the place is named where the item is public */
		where->url = item->url;
		where->title = item->title;
	}
	return kw_items_add_source(db, out->item, where, &is_new, error);
}

gboolean kw_intake_mail(KwDb *db, const KwReading *reading, int64_t mail, const char *contributor,
			const KwWords *words, int64_t now, KwIntakeResult *out_result,
			GError **error)
{
	g_auto(KwTelling) telling = {0};
	KwItemSource where = {.mail_id = mail, .seen_at = now};

	*out_result = (KwIntakeResult){.restricted = reading->handling.restricted};
	if (!kw_items_lock(db, error) || !kw_items_of_mail(db, mail, &out_result->item, error))
		return FALSE;
	if (out_result->item) {
		out_result->is_known = TRUE;
		return TRUE;
	}
	kw_telling_of_mail(reading, contributor, words, &telling);
	return take(db, &telling, &where, words, now, out_result, error);
}

/* The same entry again: news only where it says so. */
static gboolean take_again(KwDb *db, int64_t id, const KwTelling *telling, const KwWords *words,
			   int64_t now, KwIntakeResult *out, GError **error)
{
	g_autoptr(KwItem) known = kw_items_find(db, id, error);

	if (!known)
		return FALSE;
	if (is_revision(known, telling->item))
		return put_merged(db, id, telling, words, now, out, error);
	out->item = id;
	out->is_known = TRUE;
	return TRUE;
}

gboolean kw_intake_entry(KwDb *db, const KwSource *source, const KwFeedEntry *entry,
			 const KwWords *words, int64_t now, KwIntakeResult *out_result,
			 GError **error)
{
	g_auto(KwTelling) telling = {0};
	KwItemSource where = {.source_id = source->id, .entry = entry->id, .seen_at = now};
	int64_t item;

	*out_result = (KwIntakeResult){0};
	if (!kw_items_lock(db, error) ||
	    !kw_items_of_entry(db, source->id, entry->id, &item, error))
		return FALSE;
	kw_telling_of_entry(source, entry, words, &telling);
	if (item)
		return take_again(db, item, &telling, words, now, out_result, error);
	return take(db, &telling, &where, words, now, out_result, error);
}
