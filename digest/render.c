/* Stories to text and HTML through Mustache templates. Which stories, and what they say, is decided
 * before (digest/issue, digest/explain); here is only how it looks. Data for the templates is made
 * once and used for both parts, so that they cannot say different things; how much of the stories
 * is in it is render_extent.c. */
#include "digest/render.h"

#include "base/error.h"
#include "base/part.h"
#include "base/template.h"
#include "base/text.h"
#include "mail/compose.h"
#include "render_extent-private.h"

#include <string.h>

#define MAX_HTML_BYTES (80 * 1024)
#define LINES_TO_LINK  3

void kw_rendered_free(KwRendered *rendered)
{
	if (!rendered)
		return;
	g_free(rendered->subject);
	g_free(rendered->text);
	g_free(rendered->html);
	g_clear_pointer(&rendered->publishers, g_ptr_array_unref);
	g_free(rendered);
}

static char *render_subject(const KwWords *words, const KwIssue *issue, JsonNode *data,
			    GError **error)
{
	g_autofree char *phrase =
		g_strdup_printf("subject.%s", issue->reply ? issue->reply : issue->kind);
	g_autofree char *subject = kw_template_render(phrase, kw_words_phrase(words, phrase), data,
						      KW_TEMPLATE_TEXT, NULL, NULL, error);

	return subject ? kw_text_one_line(subject) : NULL;
}

typedef struct {
	const char *what, *value;
} Wanted;

static gboolean lacks(const char *part, const char *what, GError **error)
{
	kw_error_set(error, KW_ERROR_CONFIG, "template: the %s part lacks %s, which the law wants",
		     part, what);
	return FALSE;
}

/* As it stands in that part. */
static char *written(const char *value, KwTemplateEscape escape)
{
	g_autoptr(JsonNode) node = json_node_init_string(json_node_alloc(), value);

	return kw_template_render("value", "{{.}}", node, escape, NULL, NULL, NULL);
}

/* The gap of the leave link on the line of the words that one can stop, or on one of the next. */
static gboolean has_way_to_stop(const char *text, const char *can_stop)
{
	const char *gap = kw_compose_gap(KW_FIELD_LEAVE_LINK);

	for (const char *p = text; (p = strstr(p, can_stop)); p += strlen(can_stop)) {
		const char *end = p;

		for (int line = 0; line < LINES_TO_LINK && end; line++)
			end = strchr(end + 1, '\n');
		if (g_strstr_len(p, end ? end - p : -1, gap))
			return TRUE;
	}
	return FALSE;
}

static gboolean check_part(const KwConfig *config, const KwWords *words, const char *part,
			   const char *text, KwTemplateEscape escape, GError **error)
{
	const Wanted wanted[] = {
		{"the sender's full name (publisher.name)", config->publisher_name},
		{"the postal address (publisher.postal_address)", config->postal_address},
		{"where to complain (publisher.contact)", config->contact},
	};
	g_autofree char *can_stop = written(kw_words_phrase(words, "law.can-stop"), escape);

	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		g_autofree char *value = written(wanted[i].value, escape);

		if (!*value || !strstr(text, value))
			return lacks(part, wanted[i].what, error);
	}
	if (!*can_stop || !strstr(text, can_stop))
		return lacks(part, "the words that one can stop (phrase law.can-stop)", error);
	if (!has_way_to_stop(text, can_stop))
		return lacks(part, "the way to stop ({{leave_link}}) beside the words that say so",
			     error);
	return TRUE;
}

gboolean kw_render_check(const KwConfig *config, const KwWords *words, const char *text,
			 const char *html, GError **error)
{
	return check_part(config, words, "text", text, KW_TEMPLATE_TEXT, error) &&
	       (!html || check_part(config, words, "HTML", html, KW_TEMPLATE_HTML, error));
}

static void add_publishers(JsonObject *object, const char *name, JsonNode *node, gpointer names);

static void add_publishers_of(JsonArray *array G_GNUC_UNUSED, guint i G_GNUC_UNUSED, JsonNode *node,
			      gpointer names)
{
	if (JSON_NODE_HOLDS_OBJECT(node))
		json_object_foreach_member(json_node_get_object(node), add_publishers, names);
}

/* By the keys under which all data has them. */
static void add_publishers(JsonObject *object G_GNUC_UNUSED, const char *name, JsonNode *node,
			   gpointer names)
{
	static const char *const keys[] = {"publisher", "source_name", "name", NULL};

	if (JSON_NODE_HOLDS_ARRAY(node))
		json_array_foreach_element(json_node_get_array(node), add_publishers_of, names);
	else if (JSON_NODE_HOLDS_OBJECT(node))
		json_object_foreach_member(json_node_get_object(node), add_publishers, names);
	else if (json_node_get_value_type(node) == G_TYPE_STRING && g_strv_contains(keys, name))
		g_ptr_array_add(names, json_node_dup_string(node));
}

static GPtrArray *publishers_of(JsonNode *data)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	add_publishers(NULL, "", data, names);
	return names;
}

KwRendered *kw_render_issue(const KwConfig *config, const KwWords *words, const KwIssue *issue,
			    const GPtrArray *stories, const GPtrArray *shorts,
			    const KwRendered *like, int64_t now, GError **error)
{
	g_autoptr(KwRendered) rendered = g_new0(KwRendered, 1);
	g_autoptr(JsonNode) data = NULL;

	rendered->extent = like ? like->extent : 0;
	data = kw_extent_data(config, words, issue, stories, shorts, now, &rendered->extent, error);
	if (!data || !(rendered->subject = render_subject(words, issue, data, error)) ||
	    !(rendered->text = kw_part_render(config, kw_extent_form(issue), "txt", data, error)) ||
	    !(rendered->html =
		      kw_part_render(config, kw_extent_form(issue), "html", data, error)) ||
	    !kw_render_check(config, words, rendered->text, rendered->html, error))
		return NULL;
	rendered->minutes =
		(int)json_object_get_int_member(json_node_get_object(data), "reading_minutes");
	rendered->publishers = publishers_of(data);
	if (strlen(rendered->html) > MAX_HTML_BYTES) {
		kw_error_set(error, KW_ERROR_DATA,
			     "%s %d: the HTML part has %zu KB, 80 are allowed; drop a story",
			     issue->kind, issue->number, strlen(rendered->html) / 1024);
		return NULL;
	}
	return g_steal_pointer(&rendered);
}
