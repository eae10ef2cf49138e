/* CVRF 1.1 (ICASI) and 1.2 (OASIS): how makers publish one advisory for machines.
 *
 * Elements are found by their names alone: one maker declares the space of its root and of nothing
 * below it, another declares it anew on every child. A second CVE may stand only among the
 * references. */
#include "feed_document-private.h"

#include "feed_build-private.h"
#include "feed_node-private.h"

#include <string.h>

#define MAX_VULNERABILITIES 2000

/* Types of notes that a reader is told; the others are legal notes and tables of contents. */
static const struct {
	const char *type, *heading;
} notes[] = {
	{"Summary", "Summary"},
	{"General", "Details"},
	{"Description", "Description"},
	{"Details", "Details"},
};

static void read_notes(KwFeedEntry *entry, const KwFeedNode *first)
{
	for (const KwFeedNode *n = first; n; n = kw_feed_node_again(n)) {
		g_autofree char *type = kw_feed_node_attribute(n, "Type");
		g_autofree char *text = kw_feed_node_text(n);

		for (size_t i = 0; i < G_N_ELEMENTS(notes); i++)
			if (g_strcmp0(type, notes[i].type) == 0)
				kw_feed_build_section(entry, notes[i].heading, text);
	}
}

/* `path` leads to elements with a Description of their own. */
static void read_descriptions(KwFeedEntry *entry, const KwFeedNode *node, const char *path,
			      const char *heading)
{
	for (const KwFeedNode *n = kw_feed_node_find(node, path); n; n = kw_feed_node_again(n)) {
		g_autofree char *text = kw_feed_node_find_text(n, "Description");

		kw_feed_build_section(entry, heading, text);
	}
}

static void read_scores(KwFeedEntry *entry, const KwFeedNode *vulnerability)
{
	static const char *const paths[] = {
		"CVSSScoreSets/ScoreSet/BaseScore", "CVSSScoreSets/ScoreSetV2/BaseScoreV2",
		"CVSSScoreSets/ScoreSetV3/BaseScoreV3", "CVSSScoreSets/ScoreSet/BaseScoreV3"};

	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autofree char *score = kw_feed_node_find_text(vulnerability, paths[i]);

		if (score)
			kw_feed_build_cvss(entry, score);
	}
}

/* Of a document with hundreds (a month of one maker) the numbers are taken; the texts of one
 * vulnerability are those of the advisory. */
static void read_vulnerabilities(KwFeedEntry *entry, const KwFeedNode *root)
{
	const KwFeedNode *first = kw_feed_node_find(root, "Vulnerability");
	int n = 0;

	for (const KwFeedNode *v = first; v && n < MAX_VULNERABILITIES; v = kw_feed_node_again(v)) {
		g_autofree char *cve = kw_feed_node_find_text(v, "CVE");

		kw_feed_build_refs(entry, cve);
		read_scores(entry, v);
		n++;
	}
	if (n != 1)
		return;
	read_notes(entry, kw_feed_node_find(first, "Notes/Note"));
	read_descriptions(entry, first, "Threats/Threat", "Impact");
	read_descriptions(entry, first, "Remediations/Remediation", "Remediation");
}

static void read_references(KwFeedEntry *entry, const KwFeedNode *root)
{
	const KwFeedNode *first = kw_feed_node_find(root, "DocumentReferences/Reference");

	for (int pass = 0; pass < 2; pass++) /* the document's own page before any other */
		for (const KwFeedNode *n = first; n; n = kw_feed_node_again(n)) {
			g_autofree char *type = kw_feed_node_attribute(n, "Type");
			g_autofree char *url = kw_feed_node_find_text(n, "URL");
			g_autofree char *text = kw_feed_node_find_text(n, "Description");

			if (pass || g_strcmp0(type, "Self") == 0)
				kw_feed_build_link(entry, url);
			kw_feed_build_refs(entry, url);
			kw_feed_build_refs(entry, text);
		}
}

void kw_feed_read_cvrf(KwFeed *feed, const KwFeedNode *root)
{
	KwFeedEntry *entry = kw_feed_build_entry();
	const KwFeedNode *title = kw_feed_node_find(root, "DocumentTitle");
	const KwFeedNode *tracking = kw_feed_node_find(root, "DocumentTracking");
	g_autofree char *published = kw_feed_node_find_text(tracking, "InitialReleaseDate");
	g_autofree char *updated = kw_feed_node_find_text(tracking, "CurrentReleaseDate");
	char *id = kw_feed_node_find_text(tracking, "Identification/ID");
	char *publisher = kw_feed_node_find_text(root, "DocumentPublisher/IssuingAuthority");

	g_ptr_array_add(feed->entries, entry);
	entry->title = title ? kw_feed_one_line(kw_feed_node_plain(title)) : NULL;
	entry->id = id ? kw_feed_one_line(id) : NULL;
	entry->author = publisher ? kw_feed_one_line(publisher) : NULL;
	kw_feed_build_dates(entry, published, updated);
	kw_feed_build_refs(entry, entry->id);
	read_notes(entry, kw_feed_node_find(root, "DocumentNotes/Note"));
	read_vulnerabilities(entry, root);
	read_references(entry, root);
	kw_feed_build_finish(entry);
	feed->title = *entry->title ? g_strdup(entry->title) : NULL;
}
