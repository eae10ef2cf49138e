/* One element of a feed read as a title, a date, a link …, and the choice between two of them.
 *
 * Which element is which field, and its rank, stand in the tables of feed.c and feed_entry.c. */
#include "feed_field-private.h"

#include "base/text.h"
#include "feed_build-private.h"
#include "feed_link-private.h"

#include <string.h>

void kw_feed_found_clear(KwFeedFound *found)
{
	for (int i = 0; i < KW_FEED_FIELDS; i++)
		g_free(found->text[i]);
}

/* "a@b.example (Name)", <author><name>Name</name><email>…: the name where there is one. */
static char *author_of(const KwFeedNode *node)
{
	g_autofree char *text = NULL;
	char *open;

	for (const KwFeedNode *n = node->children; n; n = n->next) {
		if (!n->name || !*n->name)
			continue;
		if (strcmp(n->name, "name") == 0)
			return kw_feed_node_plain(n);
		if (!text && strcmp(n->name, "email") == 0)
			text = kw_feed_node_text(n);
	}
	if (!text)
		text = kw_feed_node_plain(node);
	open = strchr(text, '(');
	if (open && g_str_has_suffix(text, ")") && memchr(text, '@', open - text))
		return g_strndup(open + 1, strlen(open + 1) - 1);
	return g_steal_pointer(&text);
}

/* A guid is an address unless it says that it is none. */
static char *href_of_guid(const KwFeedNode *node)
{
	g_autofree char *permalink = kw_feed_node_attribute(node, "isPermaLink");

	if (permalink && g_ascii_strcasecmp(permalink, "false") == 0)
		return NULL;
	return kw_feed_node_text(node);
}

/* What stands in a link, "" where nothing does. Atom's and RSS's elements may stand in each other's
 * format. The rank grows for the page to read; NULL is no page ("self", "enclosure"). */
static char *href_of_link(const KwFeedNode *node, int *rank)
{
	g_autofree char *href = kw_feed_node_attribute(node, "href");
	g_autofree char *rel = kw_feed_node_attribute(node, "rel");
	g_autofree char *type = kw_feed_node_attribute(node, "type");
	const char *name = rel ? rel : "alternate";

	if (g_str_has_prefix(name, "http://www.iana.org/assignments/relation/"))
		name = strrchr(name, '/') + 1;
	if (strcmp(name, "alternate") != 0)
		return NULL;
	if (!href)
		return kw_feed_node_text(node);
	*rank += !type || strstr(type, "html") ? 1 : 0;
	return g_steal_pointer(&href);
}

static void keep(KwFeedFound *found, KwFeedField field, int rank, char *taken)
{
	if (!taken || (found->text[field] && rank <= found->rank[field])) {
		g_free(taken);
		return;
	}
	g_free(found->text[field]);
	found->text[field] = taken;
	found->rank[field] = rank;
}

/* An address to follow, and what the feed states: "urn:uuid:…" is the one and not the other. */
static void take_link(KwFeedFound *found, const KwFeedNode *node, int rank, const char *base)
{
	gboolean is_guid = strcmp(node->name, "guid") == 0;
	g_autofree char *href = is_guid ? href_of_guid(node) : href_of_link(node, &rank);

	if (!href)
		return;
	/* "23246627" is no address beside ours */
	if (!is_guid || strchr(href, '/'))
		keep(found, KW_FEED_LINK, rank, kw_feed_link_resolve(node, href, base));
	keep(found, KW_FEED_STATED, *href ? rank : 0, kw_feed_link_stated(node, href, base));
}

static char *date_of(const KwFeedNode *node, KwWhen *out_when)
{
	g_autofree char *text = kw_feed_node_text(node);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

	return kw_when_parse(text, utc, out_when) ? kw_when_rfc3339(out_when) : NULL;
}

static void note_body(KwFeedFound *found, const KwFeedNode *node, int rank)
{
	int at = 0;

	while (at < KW_FEED_BODIES && found->body[at] && found->body_rank[at] >= rank)
		at++;
	if (at == KW_FEED_BODIES)
		return;
	for (int i = KW_FEED_BODIES - 1; i > at; i--) {
		found->body[i] = found->body[i - 1];
		found->body_rank[i] = found->body_rank[i - 1];
	}
	found->body[at] = node;
	found->body_rank[at] = rank;
}

/* Something beside tags and blanks; a picture alone is not. */
static gboolean says_anything(const char *body, gboolean is_html)
{
	for (const char *p = body; *p; p++) {
		const char *end = is_html && *p == '<' ? strchr(p, '>') : NULL;

		if (end)
			p = end;
		else if (is_html && g_str_has_prefix(p, "&nbsp;"))
			p += strlen("&nbsp;") - 1;
		else if (!g_ascii_isspace(*p))
			return TRUE;
	}
	return FALSE;
}

char *kw_feed_found_body(const KwFeedFound *found, gboolean *out_is_html)
{
	for (int i = 0; i < KW_FEED_BODIES && found->body[i]; i++) {
		char *body = kw_feed_node_body(found->body[i], out_is_html);

		if (says_anything(body, *out_is_html))
			return body;
		g_free(body);
	}
	return NULL;
}

void kw_feed_field_take(KwFeedFound *found, const KwFeedNode *node, KwFeedField field, int rank,
			const char *base)
{
	KwWhen when = {0};
	char *text = NULL;

	if (field == KW_FEED_LINK) {
		take_link(found, node, rank, base);
		return;
	}
	if (field == KW_FEED_SUMMARY) {
		note_body(found, node, rank);
		return;
	}
	if (found->text[field] && rank <= found->rank[field])
		return;
	switch (field) {
	case KW_FEED_TITLE: text = kw_feed_one_line(kw_feed_node_plain(node)); break;
	case KW_FEED_PUBLISHED:
	case KW_FEED_UPDATED: text = date_of(node, &when); break;
	case KW_FEED_AUTHOR: text = kw_feed_one_line(author_of(node)); break;
	case KW_FEED_ID:
	case KW_FEED_LANGUAGE: text = kw_feed_one_line(kw_feed_node_text(node)); break;
	default: g_assert_not_reached();
	}
	if (!text || !*text) {
		g_free(text);
		return;
	}
	keep(found, field, rank, text);
	found->when[field] = when;
}
