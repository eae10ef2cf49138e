/* A plain text as an item: what somebody has copied into a file. It is told as an entry of a feed
 * of which only the publisher may be known (ingest/telling.c); here its head is read. What stands
 * above the title (telling_text.yaml) is no title, and stays text: it may say whose it is. */
#include "ingest/telling.h"

#include "base/text.h"
#include "base/when.h"
#include "ingest/handling.h"
#include "ingest/publisher.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_CHARS      (1024 * 1024)
#define NAME_CHARS     30 /* of a line that is nothing but whose page it is */
#define LINES_BY_TITLE 4  /* below the title, in which such a line may stand */

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

static gpointer load(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("telling_text");

	return kw_recognition_patterns(kw_yaml_find(root, "above"));
}

static gboolean is_above_title(const char *line)
{
	static GOnce once = G_ONCE_INIT;
	const GPtrArray *patterns = g_once(&once, load, NULL);
	g_autofree char *folded = kw_recognition_fold(line);

	for (guint i = 0; i < patterns->len; i++) {
		g_autoptr(GMatchInfo) match = NULL;
		int start = 1, end = 0;

		if (g_regex_match(patterns->pdata[i], folded, 0, &match))
			g_match_info_fetch_pos(match, 0, &start, &end);
		if (start == 0 && end == (int)strlen(folded))
			return TRUE;
	}
	return FALSE;
}

/* Takes the lines of the head; returns where the text itself begins. What stands above the title
 * is added to `above`. */
static const char *read_head(const char *text, GTimeZone *zone, KwFeedEntry *entry, GString *above)
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
		else if (is_above_title(line))
			g_string_append_printf(above, "%s\n", line);
		else if (length)
			entry->title = kw_text_one_line(line);
		text += length + (text[length] == '\n');
	}
	return text;
}

/* What a page has right below its title: its address, its day. They stay text. */
static void read_below(const char *body, GTimeZone *zone, KwFeedEntry *entry)
{
	g_auto(GStrv) lines = g_strsplit(body, "\n", LINES_BY_TITLE + 1);

	for (guint i = 0; i < LINES_BY_TITLE && lines[i] && *lines[i]; i++) {
		if (is_address(lines[i]))
			set(entry, LINK, lines[i], zone);
		else if (!entry->published_at)
			set(entry, DATE, lines[i], zone);
	}
}

/* A line of the head that is hardly more than a publisher's name; NULL = there is none. */
static const char *publisher_of(const char *above, const char *body)
{
	g_autofree char *head = g_strconcat(above, body, NULL);
	g_auto(GStrv) lines = g_strsplit(head, "\n", LINES_BY_TITLE + 8);
	guint last = g_strv_length(lines);

	if (last == LINES_BY_TITLE + 8)
		last--; /* the rest of the text */
	for (guint i = 0; i < last; i++) {
		const KwPublisher *publisher = g_utf8_strlen(lines[i], -1) <= NAME_CHARS &&
							       !strstr(lines[i], "。")
						       ? kw_publisher_of_title(lines[i])
						       : NULL;

		if (publisher)
			return publisher->id;
	}
	return NULL;
}

void kw_telling_of_text(const char *text, GTimeZone *zone, const KwWords *words, KwTelling *out)
{
	g_autofree char *start = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), MAX_CHARS));
	g_autofree char *tidy = kw_text_tidy(start);
	KwFeedEntry entry = {.id = (char *)""};
	g_autoptr(GString) above = g_string_new(NULL);
	const char *body = read_head(tidy, zone, &entry, above);
	g_autofree char *whole = g_strconcat(above->str, body, NULL);
	g_autofree char *summary = kw_text_tidy(whole);
	KwSource source = {0};
	g_auto(KwHandling) handling = {0};

	read_below(body, zone, &entry);
	if (!entry.link || !kw_publisher_of_url(entry.link)) /* its address says more */
		source.publisher = (char *)publisher_of(above->str, body);
	if (!entry.title)
		entry.title = g_strdup(entry.link ? entry.link : "");
	entry.summary = summary;
	kw_telling_of_entry(&source, &entry, words, out);
	kw_handling_find_text(entry.title, summary, &handling);
	if (handling.restricted) {
		out->item->handling = g_steal_pointer(&handling.mark);
		g_free(out->item->state);
		out->item->state = g_strdup("restricted");
	}
	g_free(entry.title);
	g_free(entry.link);
}
