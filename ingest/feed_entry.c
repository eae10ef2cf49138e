/* The entries of a feed: which element means what, and which of two wins.
 *
 * The table is the whole knowledge of formats: an entry takes each field from the element with the
 * highest rank, so that nothing depends on the order in a file. Entries are looked for everywhere:
 * RSS 1.0 has them beside the channel, a broken feed anywhere. */
#include "feed_entry-private.h"

#include "feed_build-private.h"
#include "feed_field-private.h"
#include "feed_link-private.h"

#include <string.h>

#define RANK_ABOUT   20 /* of rdf:about as an id */
#define RANK_DC_DATE 20

/* Fields that may come more than once. */
enum {
	CATEGORY = KW_FEED_FIELDS,
	REFERENCE,
	CVSS,
};

/* Sorted by field; `rank`: the higher wins, of equals the first. */
static const struct {
	KwSpace space;
	const char *name;
	int field; /* KwFeedField, or below */
	int rank;
} entry_elements[] = {
	{KW_SPACE_SEC, "identifier", KW_FEED_ID, 40},
	{KW_SPACE_RSS, "guid", KW_FEED_ID, 30},
	{KW_SPACE_ATOM, "id", KW_FEED_ID, 30},
	{KW_SPACE_RSS, "id", KW_FEED_ID, 25},
	{KW_SPACE_DC, "identifier", KW_FEED_ID, RANK_ABOUT - 1},
	{KW_SPACE_RSS, "title", KW_FEED_TITLE, 30},
	{KW_SPACE_ATOM, "title", KW_FEED_TITLE, 30},
	{KW_SPACE_DC, "title", KW_FEED_TITLE, 10},
	{KW_SPACE_ITUNES, "title", KW_FEED_TITLE, 5},
	{KW_SPACE_MEDIA, "title", KW_FEED_TITLE, 4},
	{KW_SPACE_RSS, "link", KW_FEED_LINK, 30},
	{KW_SPACE_ATOM, "link", KW_FEED_LINK, 30},
	{KW_SPACE_RSS, "guid", KW_FEED_LINK, 20},
	{KW_SPACE_ATOM, "id", KW_FEED_LINK, 5},
	{KW_SPACE_RSS, "pubDate", KW_FEED_PUBLISHED, 40},
	{KW_SPACE_ATOM, "published", KW_FEED_PUBLISHED, 40},
	{KW_SPACE_RSS, "published", KW_FEED_PUBLISHED, 39},
	{KW_SPACE_DCTERMS, "issued", KW_FEED_PUBLISHED, 35},
	{KW_SPACE_ATOM, "issued", KW_FEED_PUBLISHED, 35},
	{KW_SPACE_RSS, "issued", KW_FEED_PUBLISHED, 34},
	{KW_SPACE_DC, "date", KW_FEED_PUBLISHED, RANK_DC_DATE},
	{KW_SPACE_DCTERMS, "created", KW_FEED_PUBLISHED, 10},
	{KW_SPACE_ATOM, "created", KW_FEED_PUBLISHED, 10},
	{KW_SPACE_ATOM, "updated", KW_FEED_UPDATED, 40},
	{KW_SPACE_RSS, "updated", KW_FEED_UPDATED, 39},
	{KW_SPACE_DCTERMS, "modified", KW_FEED_UPDATED, 35},
	{KW_SPACE_ATOM, "modified", KW_FEED_UPDATED, 35},
	{KW_SPACE_RSS, "modified", KW_FEED_UPDATED, 34},
	{KW_SPACE_RSS, "lastBuildDate", KW_FEED_UPDATED, 30},
	{KW_SPACE_DC, "date", KW_FEED_UPDATED, RANK_DC_DATE},
	{KW_SPACE_ATOM, "author", KW_FEED_AUTHOR, 30},
	{KW_SPACE_RSS, "author", KW_FEED_AUTHOR, 30},
	{KW_SPACE_DC, "creator", KW_FEED_AUTHOR, 20},
	{KW_SPACE_ITUNES, "author", KW_FEED_AUTHOR, 10},
	{KW_SPACE_CONTENT, "encoded", KW_FEED_SUMMARY, 50},
	{KW_SPACE_ATOM, "content", KW_FEED_SUMMARY, 45},
	{KW_SPACE_RSS, "content", KW_FEED_SUMMARY, 44},
	{KW_SPACE_XHTML, "body", KW_FEED_SUMMARY, 42},
	{KW_SPACE_RSS, "body", KW_FEED_SUMMARY, 41},
	{KW_SPACE_RSS, "fullitem", KW_FEED_SUMMARY, 41},
	{KW_SPACE_ATOM, "summary", KW_FEED_SUMMARY, 40},
	{KW_SPACE_RSS, "description", KW_FEED_SUMMARY, 30},
	{KW_SPACE_RSS, "summary", KW_FEED_SUMMARY, 29},
	{KW_SPACE_DC, "description", KW_FEED_SUMMARY, 20},
	{KW_SPACE_DCTERMS, "abstract", KW_FEED_SUMMARY, 15},
	{KW_SPACE_ITUNES, "summary", KW_FEED_SUMMARY, 10},
	{KW_SPACE_ITUNES, "subtitle", KW_FEED_SUMMARY, 5},
	{KW_SPACE_MEDIA, "description", KW_FEED_SUMMARY, 4},
	{KW_SPACE_RSS, "category", CATEGORY, 0},
	{KW_SPACE_ATOM, "category", CATEGORY, 0},
	{KW_SPACE_DC, "subject", CATEGORY, 0},
	{KW_SPACE_SEC, "references", REFERENCE, 0},
	{KW_SPACE_SEC, "cvss", CVSS, 0},
};

/* Atom: term= and label=; IPA's alerts say "High" in the one and "警告" in the other. */
static void take_category(KwFeedEntry *entry, const KwFeedNode *node)
{
	char *term = kw_feed_node_attribute(node, "term");
	char *label = kw_feed_node_attribute(node, "label");

	kw_feed_build_category(entry, term ? term : kw_feed_node_text(node));
	if (label)
		kw_feed_build_category(entry, label);
}

static void take_cvss(KwFeedEntry *entry, const KwFeedNode *node)
{
	g_autofree char *score = kw_feed_node_attribute(node, "score");

	if (score)
		kw_feed_build_cvss(entry, score);
}

/* --- entries --- */

static void take_element(KwFeedEntry *entry, KwFeedFound *found, const KwFeedNode *node,
			 const char *base)
{
	for (size_t i = 0; i < G_N_ELEMENTS(entry_elements); i++) {
		if (entry_elements[i].space != node->space ||
		    !kw_feed_node_is_named(node, entry_elements[i].name))
			continue;
		if (entry_elements[i].field == CATEGORY) {
			take_category(entry, node);
		} else if (entry_elements[i].field == REFERENCE) {
			g_autofree char *id = kw_feed_node_attribute(node, "id");

			kw_feed_build_refs(entry, id);
		} else if (entry_elements[i].field == CVSS) {
			take_cvss(entry, node);
		} else {
			kw_feed_field_take(found, node, (KwFeedField)entry_elements[i].field,
					   entry_elements[i].rank, base);
		}
		if (strcmp(entry_elements[i].name, "identifier") == 0) {
			g_autofree char *identifier = kw_feed_node_text(node);

			kw_feed_build_refs(entry, identifier);
		}
	}
}

static void take_when(KwFeedFound *found, KwFeedField field, char **out_text, int64_t *out_at)
{
	*out_text = g_steal_pointer(&found->text[field]);
	*out_at = *out_text ? found->when[field].at : 0;
}

static KwFeedEntry *read_entry(const KwFeedNode *item, const char *base)
{
	g_auto(KwFeedFound) found = {0};
	KwFeedEntry *entry = kw_feed_build_entry();
	g_autofree char *about = kw_feed_node_attribute(item, "about");

	for (const KwFeedNode *n = item->children; n; n = n->next)
		if (n->name)
			take_element(entry, &found, n, base);
	if (!found.text[KW_FEED_LINK] && about)
		found.text[KW_FEED_LINK] = kw_feed_link_resolve(item, about, base);
	if (!found.text[KW_FEED_STATED] && about)
		found.text[KW_FEED_STATED] = kw_feed_link_stated(item, about, base);
	/* one date said for both is one date */
	if (found.rank[KW_FEED_UPDATED] == RANK_DC_DATE &&
	    found.rank[KW_FEED_PUBLISHED] == RANK_DC_DATE)
		g_clear_pointer(&found.text[KW_FEED_UPDATED], g_free);
	entry->is_day = found.text[KW_FEED_PUBLISHED] ? found.when[KW_FEED_PUBLISHED].is_day
						      : found.when[KW_FEED_UPDATED].is_day;
	take_when(&found, KW_FEED_PUBLISHED, &entry->published, &entry->published_at);
	take_when(&found, KW_FEED_UPDATED, &entry->updated, &entry->updated_at);
	entry->title = g_steal_pointer(&found.text[KW_FEED_TITLE]);
	entry->link = g_steal_pointer(&found.text[KW_FEED_LINK]);
	entry->stated_link = g_steal_pointer(&found.text[KW_FEED_STATED]);
	entry->author = g_steal_pointer(&found.text[KW_FEED_AUTHOR]);
	entry->body = kw_feed_found_body(&found, &entry->body_is_html);
	if (about && *about && (!found.text[KW_FEED_ID] || found.rank[KW_FEED_ID] < RANK_ABOUT))
		entry->id = kw_feed_one_line(g_steal_pointer(&about));
	else
		entry->id = g_steal_pointer(&found.text[KW_FEED_ID]);
	kw_feed_build_finish(entry);
	return entry;
}

static gboolean is_entry(const KwFeedNode *node)
{
	return kw_feed_node_is(node, "item", KW_SPACE_RSS, KW_SPACE_ATOM) ||
	       kw_feed_node_is(node, "entry", KW_SPACE_ATOM, KW_SPACE_RSS);
}

/* Inside an entry only entries are visited: the next one, where an end tag is missing. What its own
 * elements hold is theirs (Atom's source). */
void kw_feed_entry_list(const KwFeedNode *root, const char *base, GPtrArray *entries)
{
	const KwFeedNode *node = root;

	while (node && entries->len < KW_FEED_MAX_ENTRIES) {
		gboolean found = is_entry(node);

		if (found)
			g_ptr_array_add(entries, read_entry(node, base));
		node = kw_feed_node_next(node, root,
					 found || node == root || !is_entry(node->parent));
	}
}
