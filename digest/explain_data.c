/* What the patterns of the word files may name: of the product, of the threat, of the source. */
#include "explain-private.h"

#include "base/say.h"

#include <string.h>

void kw_pattern_put(JsonObject *data, const KwWord *word, const char *key)
{
	const char *text = word ? kw_word_text(word, key) : NULL;

	json_object_set_string_member(data, key, text ? text : "");
}

/* The publisher, or the host it came from; NULL = a mail that names neither. */
char *kw_telling_source(const KwTelling *t)
{
	const char *publisher = t->item->publisher;
	const KwWord *word = publisher ? kw_words_find(t->words, "publishers", publisher) : NULL;
	const char *name = word ? kw_word_text(word, "name") : NULL;
	g_autoptr(GUri) uri = NULL;

	if (name)
		return g_strdup(name);
	uri = t->item->url ? g_uri_parse(t->item->url, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;
	if (uri && g_uri_get_host(uri) && *g_uri_get_host(uri))
		return g_strdup(g_uri_get_host(uri));
	return NULL;
}

/* Whoever does it has an account there, or is at the machine. */
static gboolean is_from_inside(const KwTelling *t)
{
	return kw_facts_has(t->facts, "local-user") || kw_facts_has(t->facts, "on-the-machine") ||
	       kw_facts_has(t->facts, "login-first");
}

/* What goes before "weakness" may say that it is used from outside, where the source does. */
static void put_head(KwTelling *t)
{
	const char *pattern = t->threat ? kw_word_text(t->threat, "head") : NULL;
	g_autofree char *head = NULL;

	json_object_set_boolean_member(t->data, "weak", kw_telling_mentions_weakness(t));
	json_object_set_boolean_member(t->data, "by_vpn", kw_facts_has(t->facts, "vpn-login"));
	json_object_set_boolean_member(t->data, "remote", kw_facts_has(t->facts, "remote"));
	json_object_set_boolean_member(t->data, "inside", is_from_inside(t));
	head = pattern ? kw_pattern_render(kw_word_id(t->threat), pattern, t->data) : NULL;
	json_object_set_string_member(t->data, "head", head ? head : "");
}

/* The day on which support ends, where a sentence gives it; no member where none does. */
static void put_end_day(KwTelling *t)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc(); /* a day is one in any zone */

	for (guint i = 0; i < t->facts->len; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);
		gboolean is_it = !strcmp(kw_word_id(fact->word), "end-day");
		g_autofree char *day = is_it ? kw_forms_fetch_end_day(fact->quote, zone) : NULL;
		g_autoptr(JsonObject) data = day ? kw_say_day_data(t->words, day) : NULL;
		g_autofree char *text = data ? kw_pattern_phrase(t->words, "date.plain", data)
					     : NULL;

		if (text)
			json_object_set_string_member(t->data, "end_day", text);
	}
}

/* The name with what it is, unless the name says that itself: "WordPressのプラグイン". */
static void put_label(KwTelling *t)
{
	const char *name = json_object_get_string_member(t->data, "name");
	const char *plain = json_object_get_string_member(t->data, "plain");
	g_autofree char *label = NULL;

	json_object_set_string_member(t->data, "gloss", strstr(name, plain) ? "" : plain);
	label = kw_telling_phrase(t, "label");
	json_object_set_string_member(t->data, "label", label);
}

/* Where one name is several, what is to be looked for is any of them. */
static void put_names(KwTelling *t)
{
	const char *name = json_object_get_string_member(t->data, "name");
	g_auto(GStrv) several = g_strsplit(name, kw_words_phrase(t->words, "list.and"), 0);
	g_autofree char *any = g_strjoinv(kw_words_phrase(t->words, "list.or_quoted"), several);

	json_object_set_string_member(t->data, "names", any);
}

/* What the source says that a thing is: of what no entry knows, and of what is added to another. */
static void put_noun(KwTelling *t, const char *own)
{
	const char *name = t->name ? t->name : own;
	g_autofree char *noun = name ? kw_telling_added_noun(t, name) : NULL;

	if (!noun && t->name)
		noun = kw_telling_noun(t, name);
	if (!noun)
		return;
	json_object_set_string_member(t->data, "plain", noun);
	json_object_set_string_member(t->data, "place", noun);
}

/* What the title names first, or else whom it happened to; "" = nothing known. */
static void put_subject(KwTelling *t)
{
	const char *title = t->item->title ? t->item->title : "";
	g_autoptr(GPtrArray) titled = kw_words_match_affirmed(t->words, "products", title);
	const char *victim = json_object_get_string_member(t->data, "victim");
	const char *name = titled->len ? kw_word_text(titled->pdata[0], "name") : victim;

	json_object_set_string_member(t->data, "subject", name ? name : "");
}

void kw_telling_fill(KwTelling *t)
{
	static const char *const of_product[] = {"name", "reading", "maker", "plain"};
	static const char *const of_kind[] = {"thing", "contractor", "contractor_short"};
	const char *place = t->product ? kw_word_text(t->product, "place") : NULL;
	g_autofree char *own = t->product ? kw_telling_own_name(t, t->product) : NULL;
	g_autofree char *source = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(of_product); i++)
		kw_pattern_put(t->data, t->product, of_product[i]);
	if (t->name || own) {
		json_object_set_string_member(t->data, "name", t->name ? t->name : own);
		json_object_set_string_member(t->data, "reading", "");
	}
	put_names(t);
	put_head(t);
	put_end_day(t);
	kw_telling_put_measure(t);
	kw_telling_put_fixed(t);
	kw_telling_put_before(t);
	kw_telling_put_newest(t);
	kw_telling_put_victim(t);
	kw_telling_put_leaked(t);
	kw_telling_put_trick(t);
	json_object_set_string_member(
		t->data, "place", place ? place : json_object_get_string_member(t->data, "plain"));
	put_noun(t, own);
	for (guint i = 0; i < G_N_ELEMENTS(of_kind); i++) {
		g_autofree char *text = kw_telling_phrase_of(t, of_kind[i], t->kind);

		json_object_set_string_member(t->data, of_kind[i], text);
	}
	source = kw_telling_source(t);
	json_object_set_string_member(t->data, "source", source ? source : "");
	put_label(t);
	put_subject(t);
}
