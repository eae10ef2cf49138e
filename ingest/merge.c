/* One item out of two: a telling merged into the item that is there, and two items that a person
 * found to be one. Whether they are one is ingest/story's, or the person's.
 *
 * What a person wrote is never overwritten. Nothing of a mail that may not be published is merged
 * into an item that may, and nothing of it stays when a public source comes. */
#include "merge-private.h"

#include "ingest/identify.h"
#include "ingest/rate.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define REVISION_GAP_S (6 * 3600)

void kw_merge_replace(char **field, const char *value)
{
	char *copy = g_strdup(value);

	g_free(*field);
	*field = copy;
}
#define replace kw_merge_replace

gboolean kw_merge_is_restricted(const KwItem *item)
{
	return g_strcmp0(item->state, "restricted") == 0;
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

void kw_merge_rate_hearsay(KwItem *item)
{
	g_auto(GStrv) why = g_strsplit(item->severity_why ? item->severity_why : "", " ", -1);
	g_autoptr(GString) kept = g_string_new(NULL);

	for (char **signal = why; *signal; signal++)
		if (**signal && !g_str_equal(*signal, "exploited"))
			g_string_append_printf(kept, "%s%s", kept->len ? " " : "", *signal);
	if (g_strcmp0(item->severity, "today") == 0 &&
	    !g_strv_contains((const char *const *)why, "known-exploited"))
		replace(&item->severity, "this-week");
	replace(&item->severity_why, kept->str);
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
		if (known->listed_on) {
			g_autofree char *day = g_strdup(known->listed_on);

			kw_rate_listed(known, day);
		}
	} else {
		kw_rate_item(known, words);
	}
	if (is_hearsay)
		kw_merge_rate_hearsay(known);
	keep_urgency(known, &by_staff, out);
}

/* ---- merging ---- */

static int64_t latest(const KwItem *item)
{
	return MAX(item->published_at, item->revised_at);
}

/* Said again, and with something new in it. */
gboolean kw_merge_is_revision(const KwItem *known, const KwItem *told)
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
	if (!known->label)
		replace(&known->label, told->label);
	if (told->cvss &&
	    (!known->cvss || g_ascii_strtod(told->cvss, NULL) > g_ascii_strtod(known->cvss, NULL)))
		replace(&known->cvss, told->cvss);
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
	replace(&known->listed_on, NULL);
	replace(&known->label, told->label);
	replace(&known->cvss, told->cvss);
	replace(&known->handling, told->handling);
	replace(&known->state, told->state);
	if (told->contributor)
		replace(&known->contributor, told->contributor);
}

void kw_merge_telling(KwItem *known, const KwTelling *telling, gboolean was_first_hand,
		      const KwWords *words, int64_t now, KwIntakeResult *out)
{
	const KwItem *told = telling->item;
	gboolean takes_over = !was_first_hand && !telling->is_hearsay;

	if (kw_merge_is_restricted(known) && !kw_merge_is_restricted(told)) {
		release(known, told);
	} else if (kw_merge_is_restricted(told) && !kw_merge_is_restricted(known)) {
		return;
	} else {
		out->is_revision = kw_merge_is_revision(known, told);
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

/* ---- two items ---- */

/* What was decided last in the order of a story's life holds. */
static int stage(const char *state)
{
	static const char *const stages[] = {"dropped", "new", "picked", "published", "corrected"};
	int i = 0;

	while (i < (int)G_N_ELEMENTS(stages) && g_strcmp0(stages[i], state) != 0)
		i++;
	return i;
}

/* Both marks stay; one that stands there already is not said twice. */
static void join_marks(KwItem *into, const KwItem *item)
{
	g_autofree char *both = NULL;

	if (!item->handling || (into->handling && strstr(into->handling, item->handling)))
		return;
	both = into->handling ? g_strdup_printf("%s / %s", into->handling, item->handling)
			      : g_strdup(item->handling);
	replace(&into->handling, both);
}

void kw_merge_item(KwItem *into, const KwItem *item, gboolean is_hearsay, const KwWords *words)
{
	KwIntakeResult unused = {0};

	if (kw_merge_is_restricted(into) || kw_merge_is_restricted(item)) {
		replace(&into->state, "restricted");
		join_marks(into, item);
		return;
	}
	if (stage(item->state) > stage(into->state))
		replace(&into->state, item->state);
	merge_source(into, item, FALSE);
	merge_text(into, item, FALSE);
	merge_facts(into, item);
	if (!into->listed_on)
		replace(&into->listed_on, item->listed_on);
	if (!into->headline)
		replace(&into->headline, item->headline);
	rate(into, item, is_hearsay, words, &unused);
	if (item->severity_by && !into->severity_by) {
		replace(&into->severity, item->severity);
		replace(&into->severity_by, item->severity_by);
	}
}
