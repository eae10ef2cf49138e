/* A plain text as an item: what somebody has copied into a file. It is told as an entry of a feed
 * that nothing is known of (ingest/telling.c); here its head is read. */
#include "ingest/telling.h"

#include "base/text.h"
#include "base/when.h"
#include "ingest/handling.h"

#include <string.h>

#define MAX_CHARS (1024 * 1024)

typedef enum { TITLE, LINK, DATE } Field;
static const struct {
	const char *name;
	Field field;
} fields[] = {
	{"title", TITLE}, {"subject", TITLE}, {"url", LINK}, {"link", LINK},
	{"source", LINK}, {"date", DATE},     {"day", DATE}, {"published", DATE},
};

/* "URL: https://…" is the field "url"; -1 = the line is text. */
static int field_of(const char *line, const char **out_value)
{
	const char *colon = strchr(line, ':');

	for (guint i = 0; colon && i < G_N_ELEMENTS(fields); i++) {
		size_t n = strlen(fields[i].name);

		if ((size_t)(colon - line) != n || g_ascii_strncasecmp(line, fields[i].name, n))
			continue;
		*out_value = colon + 1;
		return (int)fields[i].field;
	}
	return -1;
}

static char *as_link(const char *value)
{
	g_autofree char *line = kw_text_one_line(value);

	if (strncmp(line, "https://", 8) && strncmp(line, "http://", 7))
		return NULL;
	return g_steal_pointer(&line);
}

/* An address alone in its line needs no name before it. */
static gboolean is_address(const char *line)
{
	g_autofree char *link = as_link(line);

	return link && !strchr(link, ' ');
}

static void set(KwFeedEntry *entry, Field field, const char *value, GTimeZone *zone)
{
	KwWhen when;

	switch (field) {
	case TITLE:
		if (!entry->title)
			entry->title = kw_text_one_line(value);
		break;
	case LINK:
		if (!entry->link)
			entry->link = as_link(value);
		break;
	case DATE:
		if (kw_when_parse(value, zone, &when)) {
			entry->published_at = when.at;
			entry->is_day = when.is_day;
		}
		break;
	}
}

/* Takes the lines of the head; returns where the text itself begins. */
static const char *read_head(const char *text, GTimeZone *zone, KwFeedEntry *entry)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		g_autofree char *line = g_strndup(text, length);
		const char *value;
		int field = field_of(line, &value);

		if (field < 0 && !entry->link && is_address(line)) {
			field = LINK;
			value = line;
		}
		if (field < 0 && entry->title)
			break;
		if (field >= 0)
			set(entry, (Field)field, value, zone);
		else if (length)
			entry->title = kw_text_one_line(line);
		text += length + (text[length] == '\n');
	}
	return text;
}

void kw_telling_of_text(const char *text, GTimeZone *zone, const KwWords *words, KwTelling *out)
{
	g_autofree char *start = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), MAX_CHARS));
	g_autofree char *tidy = kw_text_tidy(start);
	KwFeedEntry entry = {.id = (char *)""};
	const KwSource nowhere = {0};
	const char *body = read_head(tidy, zone, &entry);
	g_autofree char *summary = kw_text_tidy(body);
	g_auto(KwHandling) handling = {0};

	if (!entry.title)
		entry.title = g_strdup(entry.link ? entry.link : "");
	entry.summary = summary;
	kw_telling_of_entry(&nowhere, &entry, words, out);
	kw_handling_find_text(entry.title, summary, &handling);
	if (handling.restricted) {
		out->item->handling = g_steal_pointer(&handling.mark);
		g_free(out->item->state);
		out->item->state = g_strdup("restricted");
	}
	g_free(entry.title);
	g_free(entry.link);
}
