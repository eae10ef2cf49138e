/* CAP 1.1 and 1.2 (OASIS Common Alerting Protocol): one alert a document, one <info> a language.
 *
 * An update or a cancellation names the messages that it follows; the first of them is the story's
 * id, so that all are one story. */
#include "feed_document-private.h"

#include "base/text.h"
#include "feed_build-private.h"
#include "feed_node-private.h"

#include <string.h>

static gboolean is_language(const KwFeedNode *info, const char *wanted)
{
	g_autofree char *language = kw_feed_node_find_text(info, "language");

	return g_ascii_strncasecmp(language ? language : "en-US", wanted, strlen(wanted)) == 0;
}

static const KwFeedNode *choose_info(const KwFeedNode *alert)
{
	const KwFeedNode *first = kw_feed_node_find(alert, "info");

	for (const KwFeedNode *n = first; n; n = kw_feed_node_again(n))
		if (is_language(n, "ja"))
			return n;
	return first;
}

/* "sender,identifier,sent", as references write it. */
static char *id_of(const KwFeedNode *alert)
{
	g_autofree char *references = kw_feed_node_find_text(alert, "references");
	g_autofree char *sender = kw_feed_node_find_text(alert, "sender");
	g_autofree char *identifier = kw_feed_node_find_text(alert, "identifier");
	g_autofree char *sent = kw_feed_node_find_text(alert, "sent");

	if (references && *references)
		return g_strndup(references, strcspn(references, " \t\r\n"));
	if (!identifier || !*identifier)
		return NULL;
	return g_strdup_printf("%s,%s,%s", sender ? sender : "", identifier, sent ? sent : "");
}

static void add_category(KwFeedEntry *entry, const KwFeedNode *node, const char *path)
{
	char *text = kw_feed_node_find_text(node, path);

	if (text)
		kw_feed_build_category(entry, text);
}

static void read_info(KwFeedEntry *entry, const KwFeedNode *info)
{
	static const char *const categories[] = {"event", "urgency", "severity", "certainty"};
	const KwFeedNode *headline = kw_feed_node_find(info, "headline");
	g_autofree char *web = kw_feed_node_find_text(info, "web");
	g_autofree char *description = kw_feed_node_find_text(info, "description");
	g_autofree char *instruction = kw_feed_node_find_text(info, "instruction");
	char *author = kw_feed_node_find_text(info, "senderName");

	if (!headline)
		headline = kw_feed_node_find(info, "event");
	entry->title = headline ? kw_feed_one_line(kw_feed_node_plain(headline)) : NULL;
	entry->author = author ? kw_feed_one_line(author) : NULL;
	kw_feed_build_link(entry, web);
	kw_feed_build_section(entry, NULL, description);
	kw_feed_build_section(entry, "Recommended Actions", instruction);
	for (size_t i = 0; i < G_N_ELEMENTS(categories); i++)
		add_category(entry, info, categories[i]);
}

void kw_feed_read_cap(KwFeed *feed, const KwFeedNode *root)
{
	KwFeedEntry *entry = kw_feed_build_entry();
	const KwFeedNode *info = choose_info(root);
	g_autofree char *status = kw_feed_node_find_text(root, "status");
	g_autofree char *type = kw_feed_node_find_text(root, "msgType");
	g_autofree char *sent = kw_feed_node_find_text(root, "sent");
	g_autofree char *effective = kw_feed_node_find_text(info, "effective");
	gboolean is_first = !type || strcmp(type, "Alert") == 0;
	char *id = id_of(root), *language = kw_feed_node_find_text(info, "language");

	g_ptr_array_add(feed->entries, entry);
	entry->id = id ? kw_feed_one_line(id) : NULL;
	entry->is_drill = status && strcmp(status, "Actual") != 0;
	kw_feed_build_dates(entry, is_first && sent ? sent : effective, is_first ? NULL : sent);
	if (type)
		kw_feed_build_category(entry, g_strdup(type));
	if (info)
		read_info(entry, info);
	kw_feed_build_finish(entry);
	feed->title = entry->author ? g_strdup(entry->author) : NULL;
	feed->language = language ? kw_feed_one_line(language) : NULL;
}
