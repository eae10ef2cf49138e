/* What must not go out, by the lists of check.yaml. Read on the letter as it was rendered and
 * composed, not on what it was made of: a template, a phrase or a comment may have brought it in.
 *
 * A reader's own parts are gaps here; they come from the configuration and the roll (personal.c).
 */
#include "digest/check.h"

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"
#include "mail/compose.h"
#include "mail/message.h"
#include "markup-private.h"

#include <string.h>

#define ASSET "digest/check.yaml"

typedef struct {
	const KwConfig *config;
	const KwRendered *rendered;
	GError **error;
} Check;

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	return kw_yaml_of_asset(ASSET);
}

static const KwYaml *rules(const char *list)
{
	static GOnce once = G_ONCE_INIT;

	return kw_yaml_find(g_once(&once, load, NULL), list);
}

/* Whether the whole of `text` is one of the list. */
static gboolean is_listed(const char *list, const char *text)
{
	const KwYaml *known = rules(list);

	for (guint i = 0; i < kw_yaml_size(known); i++)
		if (g_pattern_match_simple(kw_yaml_text(kw_yaml_at(known, i)), text))
			return TRUE;
	return FALSE;
}

/* The first of the list that stands in `text`, without case; NULL = none. */
static const char *find_listed(const char *list, const char *text)
{
	const KwYaml *known = rules(list);
	g_autofree char *folded = kw_text_fold(text);

	for (guint i = 0; i < kw_yaml_size(known); i++) {
		g_autofree char *word = kw_text_fold(kw_yaml_text(kw_yaml_at(known, i)));

		if (strstr(folded, word))
			return kw_yaml_text(kw_yaml_at(known, i));
	}
	return NULL;
}

/* --- the mail --- */

static gboolean check_parts(const Check *c, const KwPart *part)
{
	if (!is_listed("types", part->type) || part->name || part->is_attachment) {
		kw_error_set(c->error, KW_ERROR_DATA,
			     "the letter has an attachment (%s); letters have none", part->type);
		return FALSE;
	}
	for (guint i = 0; part->children && i < part->children->len; i++)
		if (!check_parts(c, part->children->pdata[i]))
			return FALSE;
	return TRUE;
}

static gboolean check_mail(const Check *c, GBytes *mail)
{
	gsize length;
	const void *bytes = g_bytes_get_data(mail, &length);
	g_autoptr(KwMessage) message = kw_message_parse(bytes, length, NULL, c->error);

	return message && check_parts(c, message->root);
}

/* --- what is said --- */

static gboolean is_ours(const KwConfig *config, const char *address)
{
	return g_ascii_strcasecmp(address, config->from) == 0 ||
	       g_ascii_strcasecmp(address, config->contact) == 0;
}

/* Nobody's address but the publisher's: neither of staff nor of a reader, nor of anybody who may
 * not want to be written to. */
static gboolean check_addresses(const Check *c, const char *text)
{
	g_autoptr(GRegex) pattern = g_regex_new("[a-z0-9._%+-]+@[a-z0-9-]+(?:\\.[a-z0-9-]+)+",
						G_REGEX_OPTIMIZE, 0, NULL);
	g_autofree char *folded = kw_text_fold(text);
	g_autoptr(GMatchInfo) match = NULL;

	for (g_regex_match(pattern, folded, 0, &match); g_match_info_matches(match);
	     g_match_info_next(match, NULL)) {
		g_autofree char *address = g_match_info_fetch(match, 0);

		if (is_ours(c->config, address))
			continue;
		kw_error_set(c->error, KW_ERROR_REFUSED,
			     "the letter has the address %s, which is not the publisher's; take it "
			     "out of the comment or the template",
			     address);
		return FALSE;
	}
	return TRUE;
}

static gboolean check_marks(const Check *c, const char *text)
{
	const char *mark = find_listed("marks", text);

	if (mark)
		kw_error_set(c->error, KW_ERROR_REFUSED,
			     "the letter has the handling mark %s; drop that story, or take the "
			     "mark out of the comment where it means nothing",
			     mark);
	return !mark;
}

/* --- addresses of pages --- */

static gboolean is_shortener(const char *host)
{
	for (const char *p = host; p; p = strchr(p, '.') ? strchr(p, '.') + 1 : NULL)
		if (is_listed("shorteners", p))
			return TRUE;
	return FALSE;
}

static char *find_tracker(const char *query)
{
	g_auto(GStrv) pairs = g_strsplit_set(query ? query : "", "&;", -1);

	for (char **pair = pairs; *pair; pair++) {
		g_autofree char *name = g_ascii_strdown(*pair, (gssize)strcspn(*pair, "="));

		if (is_listed("trackers", name))
			return g_steal_pointer(&name);
	}
	return NULL;
}

static gboolean check_url(const Check *c, const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_PARSE_RELAXED, NULL);
	const char *host = uri ? g_uri_get_host(uri) : NULL;
	g_autofree char *lower = host ? g_ascii_strdown(host, -1) : NULL;
	g_autofree char *tracker = uri ? find_tracker(g_uri_get_query(uri)) : NULL;

	if (!lower || !*lower || !is_listed("schemes", g_uri_get_scheme(uri)))
		kw_error_set(c->error, KW_ERROR_DATA,
			     "the letter names %s, which is no page; write an https address", url);
	else if (is_shortener(lower))
		kw_error_set(c->error, KW_ERROR_DATA,
			     "the letter names %s, which hides where it leads; write the address "
			     "of the page itself",
			     url);
	else if (tracker)
		kw_error_set(c->error, KW_ERROR_DATA,
			     "the letter names %s, where %s counts readers; take it out of the "
			     "address",
			     url, tracker);
	else
		return TRUE;
	return FALSE;
}

/* Every address of a page in a text. */
static gboolean check_urls(const Check *c, const char *text)
{
	g_autoptr(GRegex) pattern = g_regex_new("[a-z][a-z0-9+.-]*://[^\\s<>\"「」『』（）、。]*",
						G_REGEX_OPTIMIZE | G_REGEX_CASELESS, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	for (g_regex_match(pattern, text, 0, &match); g_match_info_matches(match);
	     g_match_info_next(match, NULL)) {
		g_autofree char *url = g_match_info_fetch(match, 0);

		if (!check_url(c, url))
			return FALSE;
	}
	return TRUE;
}

static gboolean check_text(const Check *c, const char *text)
{
	return check_addresses(c, text) && check_marks(c, text) && check_urls(c, text);
}

/* --- HTML --- */

static gboolean check_tag(const Check *c, const KwTag *tag)
{
	const char *why = kw_yaml_find_text(rules("tags"), tag->name);
	const char *style = kw_markup_attribute(tag, "style");
	const char *bad = find_listed("styles", style ? style : "");

	if (!bad && g_str_equal(tag->name, "style"))
		bad = find_listed("styles", tag->text);
	for (guint i = 0; !why && i < tag->attributes->len; i += 2)
		if (is_listed("attributes", tag->attributes->pdata[i])) {
			bad = tag->attributes->pdata[i];
			break;
		}
	if (!why && !bad)
		return TRUE;
	kw_error_set(c->error, KW_ERROR_DATA,
		     "the HTML part has <%s%s%s>, which %s; take it out of the template", tag->name,
		     why ? "" : " … ", why ? "" : bad, why ? why : "loads or runs something");
	return FALSE;
}

/* The text says in full where the link leads, or whose page it opens. */
static gboolean says_where(const Check *c, const char *href, const char *text)
{
	const GPtrArray *names = c->rendered->publishers;

	if (strstr(text, href))
		return TRUE;
	for (guint i = 0; i < names->len && !strstr(text, "://"); i++)
		if (strstr(text, names->pdata[i]))
			return TRUE;
	return FALSE;
}

static gboolean check_link(const Check *c, const char *href, const char *text)
{
	g_autofree char *scheme = g_uri_parse_scheme(href);

	if (g_str_equal(href, kw_compose_gap(KW_FIELD_LEAVE_LINK)))
		return TRUE;
	if (!scheme || !is_listed("schemes", scheme)) {
		kw_error_set(c->error, KW_ERROR_DATA,
			     "the HTML part has a link to %s; write an https address", href);
		return FALSE;
	}
	if (!g_str_has_prefix(scheme, "http"))
		return TRUE;
	if (!says_where(c, href, text)) {
		kw_error_set(c->error, KW_ERROR_DATA,
			     "the link \"%s\" does not say that it leads to %s; write the address, "
			     "or whose page it is",
			     text, href);
		return FALSE;
	}
	return check_url(c, href);
}

/* What stands between a tag and its end. */
static char *text_of(const GPtrArray *tags, guint i, const char *end)
{
	g_autoptr(GString) text = g_string_new(NULL);

	do {
		g_string_append(text, ((const KwTag *)tags->pdata[i])->text);
	} while (++i < tags->len && !g_str_equal(((const KwTag *)tags->pdata[i])->name, end));
	return kw_text_one_line(text->str);
}

static gboolean check_html(const Check *c)
{
	g_autoptr(GPtrArray) tags = kw_markup_tags(c->rendered->html);
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < tags->len; i++) {
		const KwTag *tag = tags->pdata[i];
		const char *value = kw_markup_attribute(tag, "href");
		g_autofree char *href = value ? kw_text_one_line(value) : NULL;
		g_autofree char *text = href ? text_of(tags, i, "/a") : NULL;

		if (!check_tag(c, tag) || (href && !check_link(c, href, text)))
			return FALSE;
		g_string_append_printf(all, "%s\n%s\n", tag->text, href ? href : "");
	}
	return check_text(c, all->str);
}

gboolean kw_check_letter(const KwConfig *config, const KwRendered *rendered, GBytes *mail,
			 GError **error)
{
	const Check c = {config, rendered, error};

	return (!mail || check_mail(&c, mail)) && check_text(&c, rendered->subject) &&
	       check_text(&c, rendered->text) && check_html(&c);
}
