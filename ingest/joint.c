/* What a person decides about stories. How an item is made of two is ingest/merge; how the decision
 * is kept is store/stories.
 *
 * An item is told in the words of one of its tellings, and what the others added is not kept apart:
 * so the one whose words they are cannot be taken out, only the others from beside it. */
#include "ingest/joint.h"

#include "base/error.h"
#include "ingest/identify.h"
#include "ingest/intake.h"
#include "ingest/listed.h"
#include "ingest/rate.h"
#include "merge-private.h"
#include "store/sources.h"

#include <string.h>

static KwItem *get_item(KwDb *db, int64_t id, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	KwItem *item = kw_items_find(db, id, &trouble);

	if (trouble)
		g_propagate_error(error, g_steal_pointer(&trouble));
	else if (!item)
		kw_error_set(error, KW_ERROR_NOT_FOUND, "item %" G_GINT64_FORMAT ": no such item",
			     id);
	return item;
}

/* Neither joined before nor on its way to readers. */
static gboolean is_free(KwDb *db, const KwItem *item, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autofree char *issue = NULL;

	if (item->joined) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "item %" G_GINT64_FORMAT ": was joined with item %" G_GINT64_FORMAT
			     ", use that one",
			     item->id, item->joined);
		return FALSE;
	}
	issue = kw_stories_find_issue(db, item->id, &trouble);
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (issue)
		kw_error_set(error, KW_ERROR_REFUSED,
			     "item %" G_GINT64_FORMAT
			     ": stands in %s, which is on its way; wait until that is sent",
			     item->id, issue);
	return !issue;
}

/* ---- two are one ---- */

static gboolean was_published(const KwItem *item)
{
	return g_str_equal(item->state, "published") || g_str_equal(item->state, "corrected");
}

static gboolean may_join(const KwItem *item, const KwItem *into, GError **error)
{
	gboolean is_marked = kw_merge_is_restricted(item) || kw_merge_is_restricted(into);

	if (item->id == into->id)
		kw_error_set(error, KW_ERROR_USAGE, "item %" G_GINT64_FORMAT ": is itself",
			     item->id);
	else if (is_marked && (was_published(item) || was_published(into)))
		kw_error_set(
			error, KW_ERROR_REFUSED,
			"item %" G_GINT64_FORMAT
			": one of the two is published and the other restricted; they stay apart",
			item->id);
	else if (was_published(item) && !was_published(into))
		kw_error_set(
			error, KW_ERROR_REFUSED,
			"item %" G_GINT64_FORMAT
			": is published; join the other way round: items merge %" G_GINT64_FORMAT
			" %" G_GINT64_FORMAT,
			item->id, item->id, into->id);
	else
		return TRUE;
	return FALSE;
}

/* What catalogs say of the numbers that the item names now. */
static gboolean put_listed(KwDb *db, KwItem *item, int64_t now, GError **error)
{
	g_autoptr(GPtrArray) refs = kw_items_refs(db, item->id, error);

	return refs && kw_listed_note(db, item, refs, now, error) &&
	       kw_items_put(db, item, now, error);
}

gboolean kw_joint_join(KwDb *db, int64_t item, int64_t into, const KwWords *words, int64_t now,
		       GError **error)
{
	g_autoptr(KwItem) from = NULL;
	g_autoptr(KwItem) to = NULL;
	gboolean is_first_hand;

	if (!kw_items_lock(db, error) || !(from = get_item(db, item, error)) ||
	    !(to = get_item(db, into, error)) || !may_join(from, to, error) ||
	    !is_free(db, from, error) || !is_free(db, to, error) ||
	    !kw_stories_join(db, item, into, now, error) ||
	    !kw_sources_tell_first_hand(db, into, &is_first_hand, error))
		return FALSE;
	kw_merge_item(to, from, !is_first_hand, words);
	return put_listed(db, to, now, error);
}

/* ---- one is another ---- */

static KwItemSource *find_telling(const GPtrArray *tellings, int64_t id)
{
	for (guint i = 0; i < tellings->len; i++)
		if (((KwItemSource *)tellings->pdata[i])->id == id)
			return tellings->pdata[i];
	return NULL;
}

gboolean kw_joint_find_mail(KwDb *db, int64_t item, int64_t telling, int64_t *out_mail,
			    GError **error)
{
	g_autoptr(GPtrArray) tellings = kw_items_sources(db, item, error);
	const KwItemSource *where = tellings ? find_telling(tellings, telling) : NULL;

	if (tellings && !where)
		kw_error_set(error, KW_ERROR_NOT_FOUND,
			     "telling %" G_GINT64_FORMAT ": item %" G_GINT64_FORMAT
			     " has none such; `kawaraban items show %" G_GINT64_FORMAT
			     "` lists them",
			     telling, item, item);
	*out_mail = where ? where->mail_id : 0;
	return where != NULL;
}

/* Some other telling of the item says so, too. */
static gboolean others_say(const GPtrArray *tellings, const KwItemSource *where, const char *url,
			   const char *title)
{
	for (guint i = 0; i < tellings->len; i++) {
		const KwItemSource *other = tellings->pdata[i];

		if (other != where && ((url && g_strcmp0(other->url, url) == 0) ||
				       (title && g_strcmp0(other->title, title) == 0)))
			return TRUE;
	}
	return FALSE;
}

static gboolean may_split(const KwItem *item, const GPtrArray *tellings, const KwItemSource *where,
			  GError **error)
{
	if (tellings->len < 2)
		kw_error_set(error, KW_ERROR_REFUSED,
			     "item %" G_GINT64_FORMAT ": has this telling alone", item->id);
	else if (g_strcmp0(where->title, item->title) == 0 &&
		 !others_say(tellings, where, NULL, item->title))
		kw_error_set(error, KW_ERROR_REFUSED,
			     "telling %" G_GINT64_FORMAT ": item %" G_GINT64_FORMAT
			     " is told in its words; split off the others instead",
			     where->id, item->id);
	else
		return TRUE;
	return FALSE;
}

static const KwSource *find_source(const GPtrArray *sources, int64_t id)
{
	for (guint i = 0; i < sources->len; i++)
		if (((KwSource *)sources->pdata[i])->id == id)
			return sources->pdata[i];
	return NULL;
}

/* What a feed's entry told, as far as it is kept; and that it is to be read again. Of a mail whose
 * bytes are gone as much. */
static gboolean tell_entry(KwDb *db, const KwItem *item, const KwItemSource *where,
			   const KwWords *words, KwTelling *out, GError **error)
{
	g_autoptr(GPtrArray) sources = kw_sources_list(db, error);
	const KwSource *source = sources ? find_source(sources, where->source_id) : NULL;
	const KwSource none = {.language = item->language};
	g_autoptr(GPtrArray) refs = g_ptr_array_new();
	const KwFeedEntry entry = {
		.id = where->entry ? where->entry : (char *)"",
		.title = where->title ? where->title : item->title,
		.link = where->url,
		.published_at = where->seen_at,
		.refs = refs,
	};

	if (!sources)
		return FALSE;
	kw_telling_of_entry(source ? source : &none, &entry, words, out);
	return !source || kw_sources_forget_entry(db, source->id, where->entry, error);
}

/* A mark on the item may be this telling's as well: only a public source takes it away. */
static void keep_mark(KwItem *split, const KwItem *item)
{
	if (!kw_merge_is_restricted(item) || kw_merge_is_restricted(split))
		return;
	kw_merge_replace(&split->state, item->state);
	kw_merge_replace(&split->handling, item->handling);
}

/* TRUE where a title or an address of the item, or of one of its other tellings, names it. */
static gboolean is_named_by(const KwRef *ref, const KwItem *item, const GPtrArray *tellings,
			    const KwItemSource *but)
{
	g_autoptr(GString) told = g_string_new(NULL);
	g_autoptr(GPtrArray) refs = NULL;

	g_string_append_printf(told, "%s\n%s\n%s\n", item->title,
			       item->publisher_id ? item->publisher_id : "",
			       item->url ? item->url : "");
	for (guint i = 0; i < tellings->len; i++) {
		const KwItemSource *where = tellings->pdata[i];

		if (where != but)
			g_string_append_printf(told, "%s\n%s\n", where->title ? where->title : "",
					       where->url ? where->url : "");
	}
	refs = kw_identify_refs(told->str);
	return kw_identify_has(refs, ref->value);
}

/* Numbers that only one of the two names itself are not the other's. */
static gboolean part_refs(KwDb *db, const KwItem *item, const KwItem *split,
			  const GPtrArray *tellings, const KwItemSource *where,
			  const GPtrArray *told, GError **error)
{
	g_autoptr(GPtrArray) nothing = g_ptr_array_new();

	for (guint i = 0; i < told->len; i++) {
		const KwRef *ref = told->pdata[i];
		gboolean is_theirs = is_named_by(ref, item, tellings, where);
		gboolean is_splits = is_named_by(ref, split, nothing, NULL);

		if (is_splits && !is_theirs && !kw_stories_drop_ref(db, item->id, ref, error))
			return FALSE;
		if (is_theirs && !is_splits && !kw_stories_drop_ref(db, split->id, ref, error))
			return FALSE;
	}
	return TRUE;
}

/* The telling may have been the one of who knows, or have brought the number that a catalog lists.
 */
static gboolean rate_left(KwDb *db, KwItem *item, const KwWords *words, GError **error)
{
	gboolean is_first_hand;

	if (!kw_sources_tell_first_hand(db, item->id, &is_first_hand, error))
		return FALSE;
	if (item->severity_by || g_strcmp0(item->reuse, "link-only") == 0)
		return TRUE;
	kw_merge_replace(&item->listed_on, NULL);
	kw_rate_item(item, words);
	if (!is_first_hand)
		kw_merge_rate_hearsay(item);
	return TRUE;
}

/* The item without what the telling had brought. Its own text comes back with its feeds, which are
 * read once more. */
static gboolean take_out(KwDb *db, KwItem *item, const KwItem *split, const GPtrArray *tellings,
			 const KwItemSource *where, const KwWords *words, int64_t now,
			 GError **error)
{
	gboolean was_text = *split->text && g_strcmp0(item->text, split->text) == 0;

	if (g_strcmp0(item->url, where->url) == 0 && !others_say(tellings, where, item->url, NULL))
		kw_merge_replace(&item->url, NULL);
	if (item->comment && g_strcmp0(item->comment, split->comment) == 0)
		kw_merge_replace(&item->comment, NULL);
	if (was_text) {
		kw_merge_replace(&item->text, "");
		kw_merge_replace(&item->sections, "[]");
	}
	for (guint i = 0; i < tellings->len && was_text; i++) {
		const KwItemSource *other = tellings->pdata[i];

		if (other != where && other->entry &&
		    !kw_sources_forget_entry(db, other->source_id, other->entry, error))
			return FALSE;
	}
	return rate_left(db, item, words, error) && put_listed(db, item, now, error);
}

gboolean kw_joint_split(KwDb *db, int64_t item, int64_t telling, const KwReading *reading,
			const KwWords *words, int64_t now, int64_t *out_item, GError **error)
{
	g_autoptr(KwItem) from = NULL;
	g_autoptr(GPtrArray) tellings = NULL;
	g_auto(KwTelling) told = {0};
	const KwItemSource *where;
	int64_t mail;

	if (!kw_items_lock(db, error) || !(from = get_item(db, item, error)) ||
	    !is_free(db, from, error) || !kw_joint_find_mail(db, item, telling, &mail, error) ||
	    !(tellings = kw_items_sources(db, item, error)))
		return FALSE;
	where = find_telling(tellings, telling);
	if (!may_split(from, tellings, where, error))
		return FALSE;
	if (!(reading &&
	      kw_intake_tell(reading, (guint)where->part, from->contributor, words, &told)) &&
	    !tell_entry(db, from, where, words, &told, error))
		return FALSE;
	keep_mark(told.item, from);
	if (!kw_intake_put(db, &told, now, error) ||
	    !kw_stories_split(db, item, telling, told.item, error) ||
	    !part_refs(db, from, told.item, tellings, where, told.refs, error) ||
	    !take_out(db, from, told.item, tellings, where, words, now, error))
		return FALSE;
	*out_item = told.item->id;
	return TRUE;
}
