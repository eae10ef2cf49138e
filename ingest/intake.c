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

/* ---- urgency ---- */

/* The most urgent first. */
static int rank(const char *severity)
{
	static const char *const levels[] = {"today", "this-week", "when-convenient"};
	int i = 0;

	while (i < (int)G_N_ELEMENTS(levels) && g_strcmp0(levels[i], severity) != 0)
		i++;
	return i;
}

/* What a person has set stays; but where the rules now find more, somebody has to hear of it. */
static void keep_urgency(KwItem *known, char **by_staff, KwIntakeResult *out)
{
	if (!*by_staff)
		return;
	if (rank(known->severity) < rank(*by_staff))
		out->rated = g_intern_string(known->severity);
	g_free(known->severity);
	known->severity = g_steal_pointer(by_staff);
}

/* What only news sites and gatherers of links tell: their word for exploitation is nobody's who
 * knows, and wakes nobody today. The hook of `trust` behind the rules of ingest/rate. */
static void rate_hearsay(KwItem *item)
{
	g_auto(GStrv) why = g_strsplit(item->severity_why ? item->severity_why : "", " ", -1);
	g_autoptr(GString) kept = g_string_new(NULL);

	for (char **signal = why; *signal; signal++)
		if (**signal && !g_str_equal(*signal, "exploited"))
			g_string_append_printf(kept, "%s%s", kept->len ? " " : "", *signal);
	replace(&item->severity_why, kept->str);
	if (g_strcmp0(item->severity, "today") == 0)
		replace(&item->severity, "this-week");
}

static void rate(KwItem *known, const KwItem *told, gboolean is_hearsay, const KwWords *words,
		 KwIntakeResult *out)
{
	g_autofree char *by_staff = known->severity_by ? g_strdup(known->severity) : NULL;

	if (g_strcmp0(known->reuse, "link-only") == 0) {
		/* nothing to rate it by was kept */
		replace(&known->severity, told->severity);
		replace(&known->severity_why, told->severity_why);
		replace(&known->products, told->products);
		replace(&known->category, told->category);
	} else {
		kw_rate_item(known, words);
	}
	if (is_hearsay)
		rate_hearsay(known);
	keep_urgency(known, &by_staff, out);
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

/* Of a news site's story only the link may be used: the publisher's own telling takes its place,
 * and that of any hearsay. */
static void merge_source(KwItem *known, const KwItem *told, gboolean takes_over)
{
	if (is_link_only(told) || !(is_link_only(known) || takes_over))
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
static void merge_text(KwItem *known, const KwItem *told, gboolean takes_over)
{
	size_t longest = takes_over || !known->text ? 0 : strlen(known->text);

	if (strlen(told->text) <= longest)
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
	replace(&known->severity_by, NULL);
	replace(&known->handling, told->handling);
	replace(&known->state, told->state);
	if (told->contributor)
		replace(&known->contributor, told->contributor);
}

static gboolean is_restricted(const KwItem *item)
{
	return g_strcmp0(item->state, "restricted") == 0;
}

/* `known` becomes what it is after `telling`. `was_first_hand`: somebody told it who knows. */
static void merge(KwItem *known, const KwTelling *telling, gboolean was_first_hand,
		  const KwWords *words, int64_t now, KwIntakeResult *out)
{
	const KwItem *told = telling->item;
	gboolean takes_over = !was_first_hand && !telling->is_hearsay;

	if (is_restricted(known) && !is_restricted(told)) {
		release(known, told);
	} else if (is_restricted(told) && !is_restricted(known)) {
		return;
	} else {
		out->is_revision = is_revision(known, told);
		if (out->is_revision)
			merge_revision(known, told, now);
		merge_source(known, told, takes_over);
		if (!was_first_hand || !telling->is_hearsay)
			merge_text(known, told, takes_over);
		out->other_comment = told->comment && known->comment &&
				     !g_str_equal(told->comment, known->comment);
		merge_facts(known, told);
	}
	/* where only a title came of who knows, the text is still the others' */
	rate(known, told,
	     !was_first_hand &&
		     (telling->is_hearsay || (!*told->text && known->text && *known->text)),
	     words, out);
}

static gboolean find_forwarded(KwDb *db, int64_t id, KwIntakeResult *out, GError **error)
{
	g_autoptr(GPtrArray) sources = kw_items_sources(db, id, error);

	for (guint i = 0; sources && i < sources->len; i++)
		out->was_forwarded |= ((KwItemSource *)sources->pdata[i])->mail_id != 0;
	return sources != NULL;
}

static gboolean put_merged(KwDb *db, int64_t id, const KwTelling *telling, const KwWords *words,
			   int64_t now, KwIntakeResult *out, GError **error)
{
	g_autoptr(KwItem) known = kw_items_find(db, id, error);
	gboolean keeps_secret, was_first_hand = FALSE;

	if (!known || !find_forwarded(db, id, out, error) ||
	    !kw_sources_tell_first_hand(db, id, &was_first_hand, error))
		return FALSE;
	keeps_secret = is_restricted(telling->item) && !is_restricted(known);
	merge(known, telling, was_first_hand, words, now, out);
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
	if (telling->is_hearsay)
		rate_hearsay(telling->item);
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

		for (guint j = 0; j < refs->len && !out->in_feed; j++)
			out->in_feed =
				g_str_equal(((KwRef *)refs->pdata[j])->value, item->publisher_id);
	}
	return TRUE;
}

/* What a mail tells beside a marked part may be about the same thing. */
static void restrict_telling(KwTelling *telling, const char *mark)
{
	KwItem *item = telling->item;

	if (is_restricted(item))
		return;
	replace(&item->state, "restricted");
	replace(&item->handling, mark);
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

	kw_telling_of_mail(reading, in->contributor, in->words, &telling);
	if (in->mark)
		restrict_telling(&telling, in->mark);
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
