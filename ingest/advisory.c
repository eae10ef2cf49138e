/* The sections of an advisory's text, and whose it is. Which lines are headings is
 * advisory_heading.c; who publishes is ingest/publisher, what numbers are ingest/identify.
 */
#include "ingest/advisory.h"

#include "advisory_heading-private.h"

#include "base/text.h"
#include "ingest/identify.h"
#include "ingest/links.h"
#include "ingest/publisher.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_SECTIONS 60

static void section_free(gpointer data)
{
	KwSection *section = data;

	g_free(section->title);
	g_free(section->text);
	g_free(section);
}

void kw_advisory_free(KwAdvisory *advisory)
{
	if (!advisory)
		return;
	g_free(advisory->id);
	g_free(advisory->title);
	g_ptr_array_unref(advisory->sections);
	g_free(advisory);
}

/* ---- sections ---- */

typedef struct {
	GPtrArray *sections;
	const char *role;
	char *title;
	GString *text;
} Reader;

static void end_section(Reader *reader)
{
	g_autofree char *text = kw_text_tidy(reader->text->str);

	g_string_truncate(reader->text, 0);
	if (*text || *reader->title || reader->sections->len) {
		KwSection *section = g_new0(KwSection, 1);

		section->role = reader->role;
		section->title = g_steal_pointer(&reader->title);
		section->text = g_steal_pointer(&text);
		g_ptr_array_add(reader->sections, section);
	}
	g_clear_pointer(&reader->title, g_free);
}

static gboolean is_closed(const Reader *reader)
{
	return !*reader->title && g_str_equal(reader->role, "contact");
}

/* Below it the text is about its sender, until a heading says otherwise. */
static gboolean is_closing(const KwHeadingPlace *place)
{
	g_autofree char *folded = kw_recognition_fold(place->lines[place->at]);

	return *folded && kw_publisher_is_closing(place->publisher, folded);
}

static void read_sections(const KwPublisher *publisher, char *const *lines, GPtrArray *sections)
{
	Reader reader = {.sections = sections,
			 .role = g_intern_static_string("lead"),
			 .title = g_strdup(""),
			 .text = g_string_new(NULL)};
	KwHeadingPlace place = {publisher, lines, 0};

	for (; lines[place.at]; place.at++) {
		const char *line = lines[place.at];
		gboolean has_room = sections->len < MAX_SECTIONS - 1;
		KwHeading heading = {0};

		if (kw_heading_is_rule(line))
			continue;
		if (has_room && kw_heading_read(&place, &heading)) {
			end_section(&reader);
			reader.role = heading.role;
			reader.title = heading.title;
			line = heading.rest ? heading.rest + strspn(heading.rest, " \t") : "";
		} else if (has_room && !is_closed(&reader) && is_closing(&place)) {
			end_section(&reader);
			reader.role = g_intern_static_string("contact");
			reader.title = g_strdup("");
		}
		g_string_append_printf(reader.text, "%s\n", line);
	}
	end_section(&reader);
	g_string_free(reader.text, TRUE);
}

/* ---- who, which ---- */

static char *find_title(char *const *lines)
{
	for (; *lines; lines++) {
		g_autofree char *folded = kw_recognition_fold(*lines);

		if (!*folded || !kw_publisher_is_masthead(folded))
			continue;
		for (lines++; *lines; lines++)
			if (**lines && !kw_heading_is_rule(*lines))
				return kw_text_one_line(*lines);
		return NULL;
	}
	return NULL;
}

static const KwPublisher *publisher_of_refs(const GPtrArray *refs)
{
	for (guint i = 0; i < refs->len; i++) {
		const KwPublisher *publisher =
			kw_publisher_of_kind(((KwRef *)refs->pdata[i])->kind);

		if (publisher)
			return publisher;
	}
	return NULL;
}

/* The first of the links that leads to a publisher. */
static const KwPublisher *publisher_of_links(const char *text)
{
	g_autoptr(GPtrArray) links = kw_links_find(text);
	const KwPublisher *publisher = NULL;

	for (guint i = 0; i < links->len && !publisher; i++)
		publisher = kw_publisher_of_url(links->pdata[i]);
	return publisher;
}

/* An advisory's own number stands in its first line. */
static const KwPublisher *publisher_of_first_line(char *const *lines)
{
	while (*lines && !(*lines)[strspn(*lines, " \t\r")])
		lines++;
	g_autoptr(GPtrArray) refs = kw_identify_refs(*lines ? *lines : "");

	return publisher_of_refs(refs);
}

/* In a mail of somebody's own, the page of one who warns is what it is about, if it leads there
 * first: one in a list of headlines does not, and references are only where else to read. */
static const KwPublisher *publisher_of_page(char *const *lines)
{
	g_autoptr(GPtrArray) sections = g_ptr_array_new_with_free_func(section_free);

	read_sections(NULL, lines, sections);
	for (guint i = 0; i < sections->len; i++) {
		const KwSection *section = sections->pdata[i];
		g_autoptr(GPtrArray) links = kw_links_find(section->text);
		const KwPublisher *publisher;

		if (!links->len || g_str_equal(section->role, "references"))
			continue;
		publisher = kw_publisher_of_url(links->pdata[0]);
		return publisher && publisher->alerts ? publisher : NULL;
	}
	return NULL;
}

static const KwPublisher *find_publisher(const char *subject, const char *from_address,
					 const char *text, char *const *lines,
					 const GPtrArray *subject_refs)
{
	const KwPublisher *publisher = kw_publisher_of_address(from_address);

	if (!publisher) /* a feed names its entry's page there */
		publisher = publisher_of_links(subject);
	if (!publisher)
		publisher = publisher_of_refs(subject_refs);
	if (!publisher)
		publisher = kw_publisher_of_title(subject);
	if (!publisher)
		publisher = kw_publisher_of_text(text);
	if (!publisher)
		publisher = publisher_of_first_line(lines);
	return publisher ? publisher : publisher_of_page(lines);
}

static char *find_id(const KwPublisher *publisher, const GPtrArray *refs)
{
	for (guint i = 0; i < refs->len; i++) {
		const KwRef *ref = refs->pdata[i];

		if (kw_identify_is_strong(ref->kind) &&
		    (!publisher || kw_publisher_gives(publisher, ref->kind, ref->value)))
			return g_strdup(ref->value);
	}
	return NULL;
}

KwAdvisory *kw_advisory_parse(const char *subject, const char *from_address, const char *text)
{
	KwAdvisory *advisory = g_new0(KwAdvisory, 1);
	const char *title = subject ? subject : "";
	g_autoptr(GPtrArray) subject_refs = kw_identify_refs(title);
	g_autofree char *folded = kw_recognition_fold(title);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	const KwPublisher *publisher =
		find_publisher(title, from_address, text, lines, subject_refs);

	advisory->publisher = publisher ? publisher->id : NULL;
	advisory->form = kw_publisher_form(publisher, folded);
	advisory->sections = g_ptr_array_new_with_free_func(section_free);
	advisory->title = find_title(lines);
	advisory->id = find_id(publisher, subject_refs);
	if (advisory->form == KW_FORM_TABLE)
		return advisory;
	read_sections(publisher, lines, advisory->sections);
	if (!advisory->id && publisher) {
		g_autoptr(GPtrArray) refs = kw_identify_refs(text);

		advisory->id = find_id(publisher, refs);
	}
	return advisory;
}

const char *kw_advisory_publisher_of_url(const char *url)
{
	const KwPublisher *publisher = kw_publisher_of_url(url);

	return publisher ? publisher->id : NULL;
}
