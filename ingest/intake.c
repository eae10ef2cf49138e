/* A telling goes into the store: as a new item, or merged into the one that is there. What a mail
 * or an entry tells is ingest/telling, whether the story is known ingest/story, what becomes of an
 * item that is told again ingest/merge. */
#include "ingest/intake.h"

#include "ingest/identify.h"
#include "ingest/listed.h"
#include "ingest/story.h"
#include "ingest/telling.h"
#include "merge-private.h"

#include <string.h>

static gboolean find_forwarded(KwDb *db, int64_t id, KwIntakeResult *out, GError **error)
{
	g_autoptr(GPtrArray) sources = kw_items_sources(db, id, error);

	for (guint i = 0; sources && i < sources->len; i++)
		out->was_forwarded |= ((KwItemSource *)sources->pdata[i])->mail_id != 0;
	return sources != NULL;
}

/* Another source's word about the same is no change; what staff set is none either. */
static gboolean note_change(KwDb *db, const KwItem *before, const KwItem *after,
			    const GPtrArray *named, const GPtrArray *told, int64_t now,
			    gboolean is_revision, GError **error)
{
	g_auto(KwRevision) revision = {.at = now};

	if (!is_revision && g_str_equal(before->severity, after->severity))
		return TRUE;
	return !kw_changes_find(before, after, named, told, &revision) ||
	       kw_stories_add_revision(db, after->id, &revision, error);
}

/* `known` is stored as it is after `told`, with what became new in it. */
static gboolean put_known(KwDb *db, const KwItem *before, KwItem *known, const GPtrArray *told,
			  int64_t now, gboolean is_revision, GError **error)
{
	g_autoptr(GPtrArray) named = kw_items_refs(db, known->id, error);
	g_autoptr(GPtrArray) all = NULL;

	if (!named || !kw_items_add_refs(db, known->id, told, error) ||
	    !(all = kw_items_refs(db, known->id, error)) ||
	    !kw_listed_note(db, known, all, now, error))
		return FALSE;
	return (kw_merge_is_restricted(before) ||
		note_change(db, before, known, named, told, now, is_revision, error)) &&
	       kw_items_put(db, known, now, error);
}

static gboolean put_merged(KwDb *db, int64_t id, const KwTelling *telling, const KwWords *words,
			   int64_t now, KwIntakeResult *out, GError **error)
{
	g_autoptr(KwItem) before = kw_items_find(db, id, error);
	g_autoptr(KwItem) known = before ? kw_items_find(db, id, error) : NULL;
	gboolean is_told_secret, was_first_hand = FALSE;

	if (!known || !find_forwarded(db, id, out, error) ||
	    !kw_sources_tell_first_hand(db, id, &was_first_hand, error))
		return FALSE;
	is_told_secret = kw_merge_is_restricted(telling->item);
	kw_merge_telling(known, telling, was_first_hand, words, now, out);
	out->item = id;
	out->restricted = is_told_secret;
	return (is_told_secret && !kw_merge_is_restricted(before)) ||
	       put_known(db, before, known, telling->refs, now, out->is_revision, error);
}

gboolean kw_intake_put(KwDb *db, const KwTelling *telling, int64_t now, GError **error)
{
	if (telling->is_hearsay)
		kw_merge_rate_hearsay(telling->item);
	return kw_listed_note(db, telling->item, telling->refs, now, error) &&
	       kw_items_put(db, telling->item, now, error) &&
	       kw_items_add_refs(db, telling->item->id, telling->refs, error);
}

static gboolean put_new(KwDb *db, const KwTelling *telling, int64_t now, KwIntakeResult *out,
			GError **error)
{
	if (!kw_intake_put(db, telling, now, error))
		return FALSE;
	out->item = telling->item->id;
	out->is_new = TRUE;
	out->restricted = kw_merge_is_restricted(telling->item);
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
	if (!kw_merge_is_restricted(item)) { /* the place is named where the item is public */
		where->url = item->url;
		where->title = item->title;
	}
	return kw_items_add_source(db, out->item, where, &is_new, error);
}

/* Whether the number of the item stands in what its publisher's own feeds say: then it exists,
 * whatever was typed into a mail. */
static gboolean find_in_feed(KwDb *db, KwIntakeResult *out, GError **error)
{
	g_autoptr(KwItem) item = kw_items_find(db, out->item, error);
	g_autoptr(GPtrArray) feeds = item ? kw_items_feeds_of_publisher(db, item->id, error) : NULL;

	if (!feeds)
		return FALSE;
	for (guint i = 0; item->publisher_id && i < feeds->len && !out->in_feed; i++) {
		const KwItemSource *where = feeds->pdata[i];
		g_autofree char *told = g_strdup_printf("%s %s %s",
							where->title ? where->title : "",
							where->entry, where->url ? where->url : "");
		g_autoptr(GPtrArray) refs = kw_identify_refs(told);

		out->in_feed = kw_identify_has(refs, item->publisher_id);
	}
	return TRUE;
}

/* What a mail tells beside a marked part may be about the same thing. */
static void restrict_telling(KwTelling *telling, const char *mark)
{
	KwItem *item = telling->item;

	if (kw_merge_is_restricted(item))
		return;
	kw_merge_replace(&item->state, "restricted");
	kw_merge_replace(&item->handling, mark);
	for (guint i = telling->refs->len; i-- > 0;)
		if (!kw_identify_is_strong(((KwRef *)telling->refs->pdata[i])->kind))
			g_ptr_array_remove_index(telling->refs, i);
}

static const KwReading *part_of(const KwReading *reading, guint part)
{
	return part ? reading->also->pdata[part - 1] : reading;
}

static guint count_parts(const KwReading *reading)
{
	return 1 + (reading->also ? reading->also->len : 0);
}

/* The mark that holds for the whole mail, or NULL. */
static const char *find_mark(const KwReading *reading)
{
	for (guint i = 0; i < count_parts(reading); i++) {
		const KwHandling *handling = &part_of(reading, i)->handling;

		if (handling->restricted)
			return handling->mark ? handling->mark : "?";
	}
	return NULL;
}

/* Ids of what no program read, each once; NULL = all was read. */
static char *unread_ids(const KwReading *reading)
{
	g_autoptr(GString) ids = g_string_new(NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; reading->unread && i < reading->unread->len; i++) {
		const KwUnread *unread = reading->unread->pdata[i];

		if (g_hash_table_add(seen, (gpointer)unread->what))
			g_string_append_printf(ids, "%s%s", ids->len ? " " : "", unread->what);
	}
	return ids->len ? g_strdup(ids->str) : NULL;
}

typedef struct {
	KwDb *db;
	const KwReading *reading;
	int64_t mail, now;
	const char *contributor, *mark;
	const KwWords *words;
} MailIn;

gboolean kw_intake_tell(const KwReading *reading, guint part, const char *contributor,
			const KwWords *words, KwTelling *out_telling)
{
	const char *mark = find_mark(reading);

	if (part >= count_parts(reading))
		return FALSE;
	kw_telling_of_mail(part_of(reading, part), contributor, words, out_telling);
	if (mark)
		restrict_telling(out_telling, mark);
	return TRUE;
}

static gboolean take_part(const MailIn *in, guint part, KwIntakeResult *out, GError **error)
{
	const KwReading *reading = part_of(in->reading, part);
	g_auto(KwTelling) telling = {0};
	g_autofree char *unread = unread_ids(reading);
	const KwAuth *auth = in->reading->auth;
	KwItemSource where = {
		.mail_id = in->mail,
		.part = (int)part,
		.auth = (char *)(auth && auth->method ? auth->method : "none"),
		.unread = unread,
		.seen_at = in->now,
	};

	if (!kw_intake_tell(in->reading, part, in->contributor, in->words, &telling))
		return FALSE;
	return take(in->db, &telling, &where, in->words, in->now, out, error) &&
	       find_in_feed(in->db, out, error);
}

/* A mail that is read once more (another try) tells nothing new. */
static gboolean add_known(const MailIn *in, GArray *results, GError **error)
{
	g_autoptr(GArray) items = kw_items_of_mail(in->db, in->mail, error);

	for (guint i = 0; items && i < items->len; i++) {
		KwIntakeResult known = {.item = g_array_index(items, int64_t, i),
					.is_known = TRUE,
					.restricted = in->mark != NULL};

		g_array_append_val(results, known);
	}
	return items != NULL;
}

GArray *kw_intake_mail(KwDb *db, const KwReading *reading, int64_t mail, const char *contributor,
		       const KwWords *words, int64_t now, GError **error)
{
	const MailIn in = {.db = db,
			   .reading = reading,
			   .mail = mail,
			   .now = now,
			   .contributor = contributor,
			   .mark = find_mark(reading),
			   .words = words};
	g_autoptr(GArray) results = g_array_new(FALSE, TRUE, sizeof(KwIntakeResult));

	if (!kw_items_lock(db, error) || !add_known(&in, results, error))
		return NULL;
	if (results->len)
		return g_steal_pointer(&results);
	for (guint part = 0; part < count_parts(reading); part++) {
		KwIntakeResult result = {0};

		if (!take_part(&in, part, &result, error))
			return NULL;
		g_array_append_val(results, result);
	}
	return g_steal_pointer(&results);
}

/* The same entry again: news only where it says so. */
static gboolean take_again(KwDb *db, int64_t id, const KwTelling *telling, const KwWords *words,
			   int64_t now, KwIntakeResult *out, GError **error)
{
	g_autoptr(KwItem) known = kw_items_find(db, id, error);

	if (!known)
		return FALSE;
	/* a telling that was split off has had no text yet */
	if (kw_merge_is_revision(known, telling->item) || (!*known->text && *telling->item->text))
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
