/* An entry being put together: what all formats do alike. Which element says what is each format's
 * own module. */
#include "feed_build-private.h"

#include "base/text.h"
#include "base/when.h"
#include "feed_node-private.h"
#include "ingest/html.h"
#include "ingest/identify.h"
#include "store/items.h"
#include "url-private.h"

#include <string.h>

#define MAX_LINE_CHARS 2000
#define MAX_TOLD_BYTES (200 * 1000) /* of sections; each further one copies those before it */
#define MAX_CATEGORIES 50
#define MAX_REFS       200
#define OWN_ID_CHARS   100

void kw_feed_build_free(gpointer data)
{
	KwFeedEntry *entry = data;

	g_free(entry->id);
	g_free(entry->title);
	g_free(entry->link);
	g_free(entry->stated_link);
	g_free(entry->published);
	g_free(entry->updated);
	g_free(entry->author);
	g_free(entry->summary);
	g_free(entry->body);
	g_ptr_array_unref(entry->categories);
	g_ptr_array_unref(entry->refs);
	g_free(entry->cvss);
	g_free(entry);
}

KwFeedEntry *kw_feed_build_entry(void)
{
	KwFeedEntry *entry = g_new0(KwFeedEntry, 1);

	entry->categories = g_ptr_array_new_with_free_func(g_free);
	entry->refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	return entry;
}

void kw_feed_build_category(KwFeedEntry *entry, char *taken)
{
	g_autofree char *text = kw_feed_one_line(taken);

	if (!*text || entry->categories->len >= MAX_CATEGORIES ||
	    g_ptr_array_find_with_equal_func(entry->categories, text, g_str_equal, NULL))
		return;
	g_ptr_array_add(entry->categories, g_steal_pointer(&text));
}

static gboolean has_ref(const KwFeedEntry *entry, const KwRef *ref)
{
	for (guint i = 0; i < entry->refs->len; i++) {
		const KwRef *known = entry->refs->pdata[i];

		if (strcmp(known->kind, ref->kind) == 0 && strcmp(known->value, ref->value) == 0)
			return TRUE;
	}
	return FALSE;
}

void kw_feed_build_refs(KwFeedEntry *entry, const char *text)
{
	g_autoptr(GPtrArray) refs = text ? kw_identify_refs(text) : NULL;

	for (guint i = 0; refs && i < refs->len && entry->refs->len < MAX_REFS; i++) {
		const KwRef *ref = refs->pdata[i];

		if (!has_ref(entry, ref))
			g_ptr_array_add(entry->refs, kw_ref_new(ref->kind, ref->value));
	}
}

void kw_feed_build_cvss(KwFeedEntry *entry, const char *score)
{
	if (!g_ascii_isdigit(*score) || strlen(score) > 4)
		return;
	if (!entry->cvss || g_ascii_strtod(score, NULL) > g_ascii_strtod(entry->cvss, NULL)) {
		g_free(entry->cvss);
		entry->cvss = g_strdup(score);
	}
}

static gboolean read_date(const char *text, KwWhen *out_when)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

	return text && kw_when_parse(text, utc, out_when);
}

void kw_feed_build_dates(KwFeedEntry *entry, const char *published, const char *updated)
{
	KwWhen when;

	if (read_date(updated, &when)) {
		entry->updated = kw_when_rfc3339(&when);
		entry->updated_at = when.at;
		entry->is_day = when.is_day;
	}
	if (read_date(published, &when)) {
		entry->published = kw_when_rfc3339(&when);
		entry->published_at = when.at;
		entry->is_day = when.is_day;
	}
}

void kw_feed_build_link(KwFeedEntry *entry, const char *link)
{
	if (entry->link || !link || !kw_url_is_web(link) || strpbrk(link, " \t\r\n<>\""))
		return;
	entry->link = g_strdup(link);
	g_free(entry->stated_link);
	entry->stated_link = g_strdup(link);
}

void kw_feed_build_section(KwFeedEntry *entry, const char *heading, const char *html)
{
	g_autofree char *text = html ? kw_html_to_text(html, FALSE, NULL) : NULL;
	g_autofree char *before = g_steal_pointer(&entry->summary);
	g_autofree char *joined = NULL;

	if (!text || !*text || (before && strlen(before) > MAX_TOLD_BYTES)) {
		entry->summary = g_steal_pointer(&before);
		return;
	}
	joined = g_strdup_printf("%s%s%s%s%s", before ? before : "", before ? "\n\n" : "",
				 heading ? heading : "", heading ? "\n" : "", text);
	entry->summary = kw_text_tidy(joined);
}

char *kw_feed_one_line(char *taken)
{
	g_autofree char *text = taken;
	g_autofree char *line = text ? kw_text_one_line(text) : NULL;

	if (!line || strlen(line) <= MAX_LINE_CHARS) /* bytes: not a character too many */
		return g_steal_pointer(&line);
	return kw_text_cut(line, MAX_LINE_CHARS);
}

void kw_feed_entry_read(KwFeedEntry *entry)
{
	g_autofree char *body = g_steal_pointer(&entry->body);

	if (!body || entry->summary)
		return;
	entry->summary = kw_feed_plain(body, entry->body_is_html);
	if (!*entry->summary)
		g_clear_pointer(&entry->summary, g_free);
}

void kw_feed_build_handling(KwFeed *feed, const char *color)
{
	static const char *const open[] = {"WHITE", "CLEAR", ""};
	g_autofree char *mark = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(open); i++)
		if (g_ascii_strcasecmp(color, open[i]) == 0)
			return;
	mark = g_strdup_printf("TLP:%s", color);
	g_free(feed->handling);
	feed->handling = kw_feed_one_line(g_steal_pointer(&mark));
}

/* An id for an entry to which the feed gives none. */
static char *own_id(const KwFeedEntry *entry)
{
	g_autofree char *plain = entry->body ? kw_feed_plain(entry->body, entry->body_is_html)
					     : NULL;
	const char *summary = plain ? plain : entry->summary;
	g_autofree char *line = NULL;

	if (entry->link || *entry->title)
		return g_strdup(entry->link ? entry->link : entry->title);
	if (!summary)
		return g_strdup("");
	line = kw_text_one_line(summary);
	return kw_text_cut(line, OWN_ID_CHARS);
}

void kw_feed_build_finish(KwFeedEntry *entry)
{
	if (!entry->title)
		entry->title = g_strdup("");
	if (!entry->id || !*entry->id) {
		g_free(entry->id);
		entry->id = own_id(entry);
	}
}
