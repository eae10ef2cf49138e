/* VULDEF 3.2, in which MyJVN answers getVulnDetailInfo: the advisories of JVN iPedia in full.
 *
 * The document does not say where its own page is; the entry's link is the one of JVN, else that of
 * the maker. */
#include "feed_document-private.h"

#include "feed_build-private.h"
#include "feed_node-private.h"

#include <string.h>

static void read_affected(KwFeedEntry *entry, const KwFeedNode *data)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const KwFeedNode *n = kw_feed_node_find(data, "Affected/AffectedItem"); n;
	     n = kw_feed_node_again(n)) {
		g_autofree char *maker = kw_feed_node_find_text(n, "Name");
		g_autofree char *product = kw_feed_node_find_text(n, "ProductName");
		const KwFeedNode *version = kw_feed_node_find(n, "VersionNumber");
		g_autofree char *head =
			g_strdup_printf("%s %s", maker ? maker : "", product ? product : "");
		g_autofree char *escaped = g_markup_escape_text(head, -1);

		g_string_append_printf(out, "<p>%s", escaped);
		for (; version; version = kw_feed_node_again(version)) {
			g_autofree char *text = kw_feed_node_text(version);
			g_autofree char *quoted = g_markup_escape_text(text, -1);

			g_string_append_printf(out, " %s", quoted);
		}
		g_string_append(out, "</p>");
	}
	kw_feed_build_section(entry, "Affected Products", out->str);
}

static void read_items(KwFeedEntry *entry, const KwFeedNode *data, const char *path,
		       const char *heading)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const KwFeedNode *n = kw_feed_node_find(data, path); n; n = kw_feed_node_again(n)) {
		g_autofree char *text = kw_feed_node_find_text(n, "Description");

		g_string_append_printf(out, "<p>%s</p>", text ? text : "");
	}
	kw_feed_build_section(entry, heading, out->str);
}

static void read_related(KwFeedEntry *entry, const KwFeedNode *data)
{
	static const char *const wanted[] = {"JVN", "vendor", NULL}; /* a Name, a type, any */
	const KwFeedNode *first = kw_feed_node_find(data, "Related/RelatedItem");

	for (const KwFeedNode *n = first; n; n = kw_feed_node_again(n)) {
		g_autofree char *id = kw_feed_node_find_text(n, "VulinfoID");

		kw_feed_build_refs(entry, id);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
		for (const KwFeedNode *n = first; n; n = kw_feed_node_again(n)) {
			g_autofree char *name = kw_feed_node_find_text(n, "Name");
			g_autofree char *type = kw_feed_node_attribute(n, "type");
			g_autofree char *url = kw_feed_node_find_text(n, "URL");

			if (!wanted[i] || g_strcmp0(name, wanted[i]) == 0 ||
			    g_strcmp0(type, wanted[i]) == 0)
				kw_feed_build_link(entry, url);
		}
}

static KwFeedEntry *read_vulinfo(const KwFeedNode *vulinfo)
{
	KwFeedEntry *entry = kw_feed_build_entry();
	const KwFeedNode *data = kw_feed_node_find(vulinfo, "VulinfoData");
	const KwFeedNode *title = kw_feed_node_find(data, "Title");
	g_autofree char *overview = kw_feed_node_find_text(data, "VulinfoDescription/Overview");
	g_autofree char *published = kw_feed_node_find_text(data, "DatePublic");
	g_autofree char *first = kw_feed_node_find_text(data, "DateFirstPublished");
	g_autofree char *updated = kw_feed_node_find_text(data, "DateLastUpdated");

	entry->id = kw_feed_one_line(kw_feed_node_find_text(vulinfo, "VulinfoID"));
	entry->title = title ? kw_feed_one_line(kw_feed_node_plain(title)) : NULL;
	kw_feed_build_dates(entry, first ? first : published, updated);
	kw_feed_build_refs(entry, entry->id);
	for (const KwFeedNode *n = kw_feed_node_find(data, "Impact/Cvss"); n;
	     n = kw_feed_node_again(n)) {
		g_autofree char *score = kw_feed_node_find_text(n, "Base");

		if (score)
			kw_feed_build_cvss(entry, score);
	}
	kw_feed_build_section(entry, "Overview", overview);
	read_affected(entry, data);
	read_items(entry, data, "Impact/ImpactItem", "Impact");
	read_items(entry, data, "Solution/SolutionItem", "Solution");
	read_related(entry, data);
	kw_feed_build_finish(entry);
	return entry;
}

void kw_feed_read_vuldef(KwFeed *feed, const KwFeedNode *root)
{
	feed->language = kw_feed_one_line(kw_feed_node_language(root));
	for (const KwFeedNode *n = kw_feed_node_find(root, "Vulinfo");
	     n && feed->entries->len < KW_FEED_MAX_ENTRIES; n = kw_feed_node_again(n))
		g_ptr_array_add(feed->entries, read_vulinfo(n));
}
