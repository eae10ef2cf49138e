/* The headline of a story: of the threat, of the product, of the title. It fits a telephone, and
 * what does not fit is not cut within a phrase: half a title says half of what it says. */
#include "explain-private.h"

#include "base/text.h"
#include "base/title.h"

#include <string.h>

#define SEVERAL_PRODUCTS 2
#define SEVERAL_CHARS    24 /* of their names */

/* The product has a weakness, though what it does is not said. */
gboolean kw_telling_is_weak(const KwTelling *t)
{
	return kw_telling_is_repairable(t) && kw_telling_mentions_weakness(t);
}

static size_t headline_room(const KwTelling *t)
{
	return g_ascii_strtoull(kw_words_phrase(t->words, "headline.max"), NULL, 10);
}

static gboolean fits(const KwTelling *t, const char *headline)
{
	return (size_t)g_utf8_strlen(headline, -1) <= headline_room(t);
}

/* The headline, consumed, and where it comes from. FALSE: it is not taken, for it is too long. */
static gboolean take(KwTelling *t, char *headline, const char *from, const char *quote)
{
	if (!headline || !fits(t, headline)) {
		g_free(headline);
		return FALSE;
	}
	kw_telling_trace(t, "headline", headline, from, quote);
	t->story->headline = headline;
	return TRUE;
}

static gboolean take_phrase(KwTelling *t, const char *id, const char *quote)
{
	g_autofree char *from = g_strconcat("phrases:", id, NULL);

	return take(t, kw_telling_phrase(t, id), from, quote);
}

/* What the story is about, and what it does: the title where it names nothing. */
static const char *headline_quote(const KwTelling *t)
{
	return t->threat_quote ? t->threat_quote : t->item->title;
}

static gboolean is_foreign(const KwTelling *t)
{
	return g_strcmp0(t->item->language, kw_words_phrase(t->words, "language")) != 0;
}

/* A threat's own headline says all, but where one product has a weakness, or where the title says
 * more. */
static gboolean take_threat(KwTelling *t)
{
	const char *key = t->product ? "headline_product" : "headline";
	const char *pattern = t->threat ? kw_word_text(t->threat, key) : NULL;
	g_autofree char *from = NULL;

	if (!pattern || t->name)
		return FALSE;
	if (kw_word_is_yes(t->threat, "own_title") && !is_foreign(t) &&
	    take(t, kw_title_plain(t->item->title), "source", t->item->title))
		return TRUE;
	from = g_strdup_printf("threats:%s.%s", kw_word_id(t->threat), key);
	return take(t, kw_pattern_render(kw_word_id(t->threat), pattern, t->data), from,
		    headline_quote(t));
}

/* The name of the pattern for a story about a product. */
static const char *pattern_of(const KwTelling *t)
{
	if (!strcmp(t->nature, "update"))
		return "update";
	if (*t->nature && kw_word_text(t->threat, "head"))
		return "weakness";
	return kw_telling_is_weak(t) ? "unclear" : "notice";
}

/* headline.NAME, or the shorter one where that is too long for a phone. */
static gboolean take_product(KwTelling *t)
{
	g_autofree char *id = g_strconcat("headline.", pattern_of(t), NULL);
	g_autofree char *shorter = g_strconcat(id, ".short", NULL);

	return t->product && (take_phrase(t, id, headline_quote(t)) ||
			      take_phrase(t, shorter, headline_quote(t)));
}

/* A product that is not known, by the name that the title gives it. */
static gboolean take_name(KwTelling *t)
{
	gboolean has_noun = t->name && *json_object_get_string_member(t->data, "plain");

	if (!t->name)
		return FALSE;
	return (t->threat && kw_word_text(t->threat, "head") &&
		((has_noun && take_phrase(t, "headline.weakness", headline_quote(t))) ||
		 take_phrase(t, "headline.weakness.short", headline_quote(t)))) ||
	       (has_noun && take_phrase(t, "headline.unclear", t->item->title)) ||
	       take_phrase(t, "headline.unclear.short", t->item->title);
}

/* Half a title says half of what it says: what kind of text it is, and who says it, is true. */
static void take_unread(KwTelling *t)
{
	kw_pattern_put(t->data, t->notice, "headline");
	if (t->notice && (take_phrase(t, "headline.notice-kind", t->item->title) ||
			  take_phrase(t, "headline.notice-kind.short", t->item->title)))
		return;
	if (t->item->title && *t->item->title && is_foreign(t) &&
	    take_phrase(t, "headline.foreign", t->item->title))
		return;
	if (!take_phrase(t, "headline.unread", t->item->title))
		take_phrase(t, "headline.unread.short", t->item->title);
}

static gboolean take_no_concern(KwTelling *t)
{
	const char *reason = kw_telling_no_concern(t);
	g_autofree char *id = g_strconcat("headline.", reason, NULL);

	return reason && take_phrase(t, id, t->item->title);
}

/* A round-up: the title of one says its date. */
static gboolean take_several(KwTelling *t)
{
	const KwWord *first;

	if (!kw_telling_is_several(t))
		return FALSE;
	first = kw_telling_put_others(t, 0, SEVERAL_PRODUCTS, SEVERAL_CHARS);
	return (first && take_phrase(t, "headline.several",
				     kw_telling_quote(t, t->said->told, "products", first))) ||
	       take_phrase(t, "headline.several.short", t->item->title);
}

/* What can happen, of what we cannot say. */
static gboolean take_weakness(KwTelling *t)
{
	return t->threat && kw_word_text(t->threat, "head") && !strcmp(t->nature, "weakness") &&
	       take_phrase(t, "headline.weakness.bare", headline_quote(t));
}

/* The phrase of it that may stand alone. */
static gboolean take_title_head(KwTelling *t, const char *title)
{
	return !is_foreign(t) && take(t, kw_source_title_head(title), "source", t->item->title);
}

static void take_title(KwTelling *t)
{
	g_autofree char *title = kw_title_plain(t->item->title);

	if (take_no_concern(t) || take_several(t))
		return;
	if (is_foreign(t))
		kw_telling_need_person(t, "other-language");
	else if (!fits(t, title))
		kw_telling_need_person(t, "long-title");
	if (is_foreign(t) || !take(t, g_strdup(title), "source", t->item->title)) {
		if (!take_weakness(t) && !take_title_head(t, title))
			take_unread(t);
	}
}

void kw_telling_headline(KwTelling *t)
{
	if (t->item->headline && *t->item->headline) {
		t->story->headline = kw_text_one_line(t->item->headline);
		kw_telling_trace(t, "headline", t->story->headline, "staff", NULL);
		return;
	}
	if (!take_threat(t) && !take_product(t) && !take_name(t))
		take_title(t);
}
