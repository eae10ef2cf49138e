/* A telling: what a mail or a feed entry says, put together as an item that is not stored yet. Into
 * which item of the store it goes is ingest/story and ingest/intake.
 *
 * Link wrappers are undone in everything that is kept: they carry the address of the staff member
 * for whom they were made. */
#include "ingest/telling.h"

#include "base/text.h"
#include "ingest/advisory.h"
#include "ingest/comment.h"
#include "ingest/identify.h"
#include "ingest/links.h"
#include "ingest/publisher.h"
#include "ingest/rate.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define TEXT_MAX_BYTES  (200 * 1000)
#define TITLE_MAX_CHARS 200

void kw_telling_clear(KwTelling *telling)
{
	g_clear_pointer(&telling->item, kw_item_free);
	g_clear_pointer(&telling->refs, g_ptr_array_unref);
}

static void replace(char **field, const char *value)
{
	char *copy = g_strdup(value);

	g_free(*field);
	*field = copy;
}

/* ---- texts ---- */

static char *cut_text(const char *text)
{
	g_autofree char *unwrapped = kw_links_unwrap_text(text);
	const char *end;

	if (strlen(unwrapped) > TEXT_MAX_BYTES) {
		unwrapped[TEXT_MAX_BYTES] = '\0';
		if (!g_utf8_validate(unwrapped, -1, &end))
			unwrapped[end - unwrapped] = '\0';
	}
	return g_steal_pointer(&unwrapped);
}

/* Japanese is what has kana in it; of staff's mails also a title of Han: 注意喚起. */
static const char *language_of(const char *title, const char *text, gboolean is_mail)
{
	const char *texts[] = {title, text};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		for (const char *p = texts[i]; p && *p; p = g_utf8_next_char(p)) {
			gunichar c = g_utf8_get_char(p);

			if ((c >= 0x3041 && c <= 0x30fa) ||
			    (is_mail && !i && c >= 0x4e00 && c <= 0x9fff))
				return "ja";
		}
	return "en";
}

static char *sections_json(const KwAdvisory *advisory)
{
	g_autoptr(JsonBuilder) json = json_builder_new();
	g_autoptr(JsonNode) root = NULL;
	gsize bytes = 0;

	json_builder_begin_array(json);
	for (guint i = 0; advisory && i < advisory->sections->len && bytes < TEXT_MAX_BYTES; i++) {
		const KwSection *section = advisory->sections->pdata[i];
		g_autofree char *text = cut_text(section->text);

		bytes += strlen(text);
		json_builder_begin_object(json);
		json_builder_set_member_name(json, "role");
		json_builder_add_string_value(json, section->role);
		json_builder_set_member_name(json, "title");
		json_builder_add_string_value(json, section->title);
		json_builder_set_member_name(json, "text");
		json_builder_add_string_value(json, text);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
	root = json_builder_get_root(json);
	return json_to_string(root, FALSE);
}

/* Title, key, language; never an empty title. */
static void set_title(KwItem *item, const char *subject, const char *advisory_title)
{
	g_autofree char *plain = kw_identify_plain_title(subject ? subject : "");
	g_autofree char *line = NULL;

	if (!*plain && advisory_title)
		replace(&plain, advisory_title);
	if (!*plain && item->text) {
		g_autofree char *first = g_strndup(item->text, strcspn(item->text, "\n"));

		replace(&plain, first);
	}
	line = kw_text_one_line(*plain ? plain : "-");
	item->title = kw_text_cut(line, TITLE_MAX_CHARS);
	item->title_key = kw_identify_title_key(item->title);
}

static void set_reuse(KwItem *item, const char *reuse)
{
	const KwPublisher *publisher = kw_publisher_find(item->publisher);

	if (!reuse)
		reuse = publisher ? publisher->reuse : "facts";
	item->reuse = g_strdup(reuse);
}

/* Rated with the whole text, of which link-only sources let nothing be kept. */
static void finish(KwItem *item, const KwWords *words)
{
	kw_rate_item(item, words);
	if (!g_str_equal(item->reuse, "link-only"))
		return;
	replace(&item->text, "");
	replace(&item->sections, "[]");
}

/* ---- a mail ---- */

static gboolean is_home(const char *url)
{
	const char *host = strstr(url, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;

	return !path || !path[1];
}

/* The page that the telling is about: the one of its own number, else the publisher's first that is
 * more than a home page, else the first at all. Only pages of known publishers, the state and
 * municipalities: staff warn of a swindler's page, or forward his mail, whose From may claim
 * anybody. */
static char *pick_url(const GPtrArray *links, const char *publisher, const char *publisher_id)
{
	const char *best = NULL;
	int rank = 0;

	for (guint i = 0; i < links->len && rank < 4; i++) {
		const char *link = links->pdata[i];
		const KwPublisher *owner = kw_publisher_of_url(link);
		gboolean is_theirs = publisher && owner && g_str_equal(owner->id, publisher);
		int here = !is_theirs ? 1 : is_home(link) ? 2 : 3;

		if (!owner && !kw_identify_is_official_page(link))
			continue;
		if (publisher_id) {
			g_autoptr(GPtrArray) refs = kw_identify_refs(link);

			if (kw_identify_has(refs, publisher_id))
				here = 4;
		}
		if (here > rank) {
			rank = here;
			best = link;
		}
	}
	return best ? kw_links_canonical(best) : NULL;
}

static void add_refs(GPtrArray *to, const GPtrArray *from, gboolean strong_only)
{
	for (guint i = 0; from && i < from->len; i++) {
		const KwRef *ref = from->pdata[i];

		if (!strong_only || kw_identify_is_strong(ref->kind))
			g_ptr_array_add(to, kw_ref_new(ref->kind, ref->value));
	}
}

/* What a table lists is nobody's news; what a round-up mentions may be another's story. */
static void add_told_refs(GPtrArray *to, const KwReading *reading, gboolean is_restricted)
{
	KwForm form = reading->advisory ? reading->advisory->form : KW_FORM_ONE;
	g_autoptr(GPtrArray) own = kw_identify_refs(form == KW_FORM_ONE ? "" : reading->title);

	add_refs(to, own, is_restricted);
	for (guint i = 0; form != KW_FORM_TABLE && i < reading->refs->len; i++) {
		const KwRef *ref = reading->refs->pdata[i];
		gboolean is_strong = kw_identify_is_strong(ref->kind);

		if (form == KW_FORM_ONE ? is_strong || !is_restricted
					: !is_strong && !is_restricted)
			g_ptr_array_add(to, kw_ref_new(ref->kind, ref->value));
	}
}

void kw_telling_of_mail(const KwReading *reading, const char *contributor, const KwWords *words,
			KwTelling *out)
{
	const KwForward *forward = reading->forward;
	const KwAdvisory *advisory = reading->advisory;
	const KwMessage *message = reading->message;
	KwItem *item = out->item = kw_item_new();
	gboolean is_table = advisory && advisory->form == KW_FORM_TABLE;

	item->text = cut_text(is_table ? "" : reading->told);
	set_title(item, reading->title, advisory ? advisory->title : NULL);
	item->language = g_strdup(language_of(item->title, item->text, TRUE));
	item->publisher = g_strdup(advisory ? advisory->publisher : NULL);
	item->publisher_id = g_strdup(advisory ? advisory->id : NULL);
	item->url = pick_url(reading->links, item->publisher, item->publisher_id);
	item->sections = sections_json(advisory);
	item->published_at = forward ? (forward->has_date ? forward->date_at : 0)
				     : (message->has_date ? message->date_at : 0);
	if (kw_identify_is_revision(item->title))
		item->revised_at = item->published_at;
	if (forward) {
		g_autofree char *comment = kw_comment_for_readers(forward->comment, contributor);

		item->comment = *comment ? cut_text(comment) : NULL;
	}
	item->contributor = g_strdup(contributor);
	item->handling = g_strdup(reading->handling.mark);
	item->state = g_strdup(reading->handling.restricted ? "restricted" : "new");
	set_reuse(item, NULL);
	finish(item, words);
	out->refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	/* a weakness that only a secret names must not come to light by its number */
	add_told_refs(out->refs, reading, reading->handling.restricted);
}

/* ---- a feed entry ---- */

/* MyJVN says how urgent an alert of IPA is as a category: the term, then its label. */
static char *label_of(const KwFeedEntry *entry, const char *publisher_id)
{
	guint n = entry->categories ? entry->categories->len : 0;

	if (!publisher_id || !g_str_has_prefix(publisher_id, "MYJVN-ALT-") || !n)
		return NULL;
	return g_strdup(entry->categories->pdata[n - 1]);
}

void kw_telling_of_entry(const KwSource *source, const KwFeedEntry *entry, const KwWords *words,
			 KwTelling *out)
{
	KwItem *item = out->item = kw_item_new();
	g_autofree char *told = g_strdup_printf("%s\n%s\n%s\n%s", entry->title, entry->id,
						entry->link ? entry->link : "",
						entry->summary ? entry->summary : "");
	g_autofree char *named = g_strdup_printf("%s %s %s", entry->title, entry->id,
						 entry->link ? entry->link : "");
	g_autoptr(GPtrArray) refs = kw_identify_refs(told);
	const char *publisher = source->publisher;
	g_autoptr(KwAdvisory)
		advisory = kw_advisory_parse(named, NULL, entry->summary ? entry->summary : "");

	/* "CISA adds …" on somebody else's page is not CISA's */
	if (!publisher)
		publisher = entry->link ? kw_advisory_publisher_of_url(entry->link)
					: advisory->publisher;
	item->text = cut_text(entry->summary ? entry->summary : "");
	set_title(item, entry->title, NULL);
	item->language = g_strdup(source->language && *source->language
					  ? source->language
					  : language_of(item->title, item->text, FALSE));
	item->publisher = g_strdup(publisher);
	item->publisher_id = g_strdup(advisory->id);
	item->url = entry->link ? kw_links_canonical(entry->link) : NULL;
	item->sections = sections_json(advisory);
	item->published_at = entry->published_at ? entry->published_at : entry->updated_at;
	item->is_day = entry->is_day;
	if (entry->updated_at > item->published_at)
		item->revised_at = entry->updated_at;
	else if (kw_identify_is_revision(item->title))
		item->revised_at = item->published_at;
	item->state = g_strdup("new");
	set_reuse(item, source->reuse);
	item->cvss = g_strdup(entry->cvss);
	item->label = label_of(entry, item->publisher_id);
	finish(item, words);
	out->is_hearsay = !kw_source_is_first_hand(source);
	out->refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	add_refs(out->refs, refs, FALSE);
	add_refs(out->refs, entry->refs, FALSE);
}
