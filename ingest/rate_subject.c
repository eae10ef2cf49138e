/* What a story is about: the products of its title and of the sections that say what is affected (a
 * round-up names fifty, and each would make it urgent for everybody). What happens to them is
 * rate_threat.c's. */
#include "rate-private.h"

#include "base/sections.h"
#include "base/text.h"
#include "base/title.h"
#include "ingest/recognition.h"

#include <string.h>

#define ABOUT_MAX_BYTES   (8 * 1024) /* of a text without sections, from its start */
#define MAX_PRODUCTS      12
#define ROUND_UP_PRODUCTS 4 /* more of them outside the title: about no product in particular */

/* The sections that say what the story is about, and what stands before the first heading; the
 * start of the text where there are none, without what leads elsewhere. */
static char *about_text(const KwItem *item)
{
	static const char *const roles[] = {"overview", "affected", NULL};
	static const char *const before[] = {"lead", NULL};
	g_autoptr(KwSections) sections = kw_sections_parse(item->sections);
	g_autofree char *about = kw_sections_texts(sections, roles);
	g_autofree char *text = NULL;

	if (*about) {
		g_autofree char *lead = kw_sections_texts(sections, before);

		return g_strconcat(lead, about, NULL);
	}
	text = kw_rate_text(item);
	text[strnlen(text, ABOUT_MAX_BYTES)] = '\0';
	return kw_text_repair(text, -1);
}

static gboolean is_watched(const KwWord *product)
{
	return kw_word_is_yes(product, "watch") && !kw_word_is_yes(product, "rare");
}

static gboolean is_same_maker(const KwWord *a, const KwWord *b)
{
	return a != b && g_strcmp0(kw_word_text(a, "maker"), kw_word_text(b, "maker")) == 0;
}

/* One of `products` is on the watch-list. One that stands for all of its maker's gives way to those
 * that `told` names: they say which are meant. */
static gboolean has_watched(const GPtrArray *products, const GPtrArray *told)
{
	for (guint i = 0; i < products->len; i++) {
		const KwWord *product = products->pdata[i];
		gboolean gives_way = FALSE;

		for (guint j = 0; kw_word_is_yes(product, "general") && j < told->len; j++) {
			if (!is_same_maker(product, told->pdata[j]))
				continue;
			if (is_watched(told->pdata[j]))
				return TRUE;
			gives_way = TRUE;
		}
		if (!gives_way && is_watched(product))
			return TRUE;
	}
	return FALSE;
}

/* A PC is not what the internet reaches, and only a cloud service is repaired for everybody. */
static guint add_kind(const KwWord *product, guint bits)
{
	const char *kind = kw_word_text(product, "kind");

	for (int i = KW_SIGNAL_KNOWN_PRODUCT; i < KW_N_SIGNALS; i++)
		if (!kw_word_is_yes(product, "rare") &&
		    g_strcmp0(kw_signal_name((KwSignal)i), kind) == 0)
			bits |= 1u << i;
	if (!kind || !kw_rate_lists("exposed_kinds", kind))
		bits &= ~KW_BIT(EXPOSED);
	return bits & KW_BIT(CLOUD) ? bits : bits & ~KW_BIT(REPAIRED);
}

static gboolean is_platform(gconstpointer product)
{
	return kw_word_is_yes(product, "platform");
}

/* "Zoom for Windows" is no news of Windows, and neither is "Zoom" where the text names Windows. */
static gboolean is_beside_platform(const GPtrArray *titled, const char *title)
{
	g_autofree char *folded = kw_recognition_fold(title);
	gboolean has_other = FALSE;

	for (guint i = 0; i < titled->len && !has_other; i++)
		has_other = !is_platform(titled->pdata[i]);
	return has_other &&
	       (!is_platform(titled->pdata[0]) || kw_rate_fits("beside_platform", folded));
}

static void drop_platforms(GPtrArray *products)
{
	for (guint i = products->len; i-- > 0;)
		if (is_platform(products->pdata[i]))
			g_ptr_array_remove_index(products, i);
}

/* "Sites of X at risk by a plugin for X": the title names the part, and what it is added to. */
static void drop_wholes(GPtrArray *products, const GPtrArray *titled)
{
	for (guint i = products->len; i-- > 0;) {
		const char *id = kw_word_id(products->pdata[i]);
		gboolean gives_way = FALSE;

		for (guint j = 0; j < titled->len && !gives_way; j++)
			gives_way = kw_word_has(titled->pdata[j], "part_of", id);
		if (gives_way)
			g_ptr_array_remove_index(products, i);
	}
}

/* "CLFS Driver", and the text calls it "Windows CLFS Driver". */
static gboolean is_part(const KwWords *words, const KwWord *platform, const char *name,
			const char *text)
{
	g_autoptr(GArray) spots = kw_words_spots(words, "products", text);

	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);
		const char *next = text + spot->at + spot->length;

		next += strspn(next, " ");
		next += g_str_has_prefix(next, "の") ? strlen("の") : 0;
		if (spot->word == platform && !g_ascii_strncasecmp(next, name, strlen(name)))
			return TRUE;
	}
	return FALSE;
}

/* The title names something that we do not know, or calls it "printer software": what that runs on
 * is no news. */
static void drop_beneath(GPtrArray *told, const KwWords *words, const char *title, const char *text)
{
	g_autofree char *name = kw_title_weak_name(title);
	g_autofree char *folded = kw_recognition_fold(title);

	if (!name && !kw_rate_fits("of_something", folded))
		return;
	for (guint i = told->len; i-- > 0;)
		if (is_platform(told->pdata[i]) &&
		    !(name && is_part(words, told->pdata[i], name, text)))
			g_ptr_array_remove_index(told, i);
}

static void join(GPtrArray *products, const GPtrArray *others)
{
	for (guint i = 0; i < others->len; i++)
		if (!g_ptr_array_find(products, others->pdata[i], NULL))
			g_ptr_array_add(products, others->pdata[i]);
}

static void set_products(KwItem *item, const GPtrArray *products)
{
	GString *ids = g_string_new(NULL);

	for (guint i = 0; i < MIN(products->len, MAX_PRODUCTS); i++)
		g_string_append_printf(ids, "%s%s", i ? " " : "", kw_word_id(products->pdata[i]));
	g_free(item->products);
	item->products = g_string_free(ids, FALSE);
}

/* What is told of some products: from a sentence that names them to one that names others. */
typedef struct {
	GPtrArray *products;
	GString *text;
	gboolean is_exploited;
} Passage;

static void end_passage(Passage *passage, GPtrArray *exploited, GString *out_text)
{
	if (passage->is_exploited && passage->products->len &&
	    kw_words_count_families(passage->products) <= ROUND_UP_PRODUCTS) {
		join(exploited, passage->products);
		g_string_append(out_text, passage->text->str);
	}
	g_ptr_array_set_size(passage->products, 0);
	g_string_truncate(passage->text, 0);
	passage->is_exploited = FALSE;
}

static gboolean is_same(const GPtrArray *named, const GPtrArray *products)
{
	return named->len == products->len && named->pdata[0] == products->pdata[0];
}

/* Those that the source states to be exploited, and what it tells of them. */
static GPtrArray *find_exploited(const KwItem *item, const KwWords *words, GString *out_text)
{
	g_autoptr(GPtrArray) sentences = kw_rate_sentences(item), products = g_ptr_array_new();
	g_autoptr(GString) text = g_string_new(NULL);
	Passage passage = {products, text, FALSE};
	GPtrArray *exploited = g_ptr_array_new();

	for (guint i = 0; i < sentences->len; i++) {
		const char *sentence = sentences->pdata[i];
		g_autoptr(GPtrArray) named = kw_words_match_affirmed(words, "products", sentence);

		if (named->len && !is_same(named, products))
			end_passage(&passage, exploited, out_text);
		join(products, named);
		g_string_append_printf(text, "%s\n", sentence);
		if (kw_rate_states_exploitation(sentence))
			passage.is_exploited = TRUE;
	}
	end_passage(&passage, exploited, out_text);
	return exploited;
}

/* Of what the text alone names, a story is about what is exploited: it is put first, and of many
 * `about` is what is told of it. Whether one on the watch-list is meant. */
static gboolean choose_told(const KwItem *item, const KwWords *words, guint bits, GPtrArray *told,
			    char **about)
{
	gboolean is_round_up = kw_words_count_families(told) > ROUND_UP_PRODUCTS;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GPtrArray) exploited = NULL;

	if (bits & KW_BIT(EXPLOITED))
		exploited = find_exploited(item, words, text);
	if (!exploited || !exploited->len)
		return !is_round_up && has_watched(told, told);
	for (guint i = exploited->len; i-- > 0;)
		if (g_ptr_array_remove(told, exploited->pdata[i]))
			g_ptr_array_insert(told, 0, exploited->pdata[i]);
	if (is_round_up) {
		g_free(*about);
		*about = g_string_free(g_steal_pointer(&text), FALSE);
	}
	return has_watched(exploited, told);
}

/* The title without that by which somebody was broken into. */
static char *title_told(const KwItem *item)
{
	g_autofree char *folded = kw_recognition_fold(item->title ? item->title : "");
	g_autofree char *told = kw_rate_strike("means", folded, "");

	return g_str_equal(told, folded) ? g_strdup(item->title ? item->title : "")
					 : g_steal_pointer(&told);
}

guint kw_rate_products(KwItem *item, const KwWords *words, guint bits, char **out_about)
{
	gboolean is_none = (bits & KW_BIT(UNAFFECTED)) != 0;
	g_autofree char *told_title = title_told(item);
	const char *title = is_none ? "" : told_title;
	g_autoptr(GPtrArray) titled = kw_words_match_affirmed(words, "products", title);
	g_autoptr(GPtrArray) told = NULL, all = g_ptr_array_new();

	*out_about = about_text(item);
	told = kw_words_match_affirmed(words, "products", is_none ? "" : *out_about);
	if (is_beside_platform(titled, title)) {
		drop_platforms(titled);
		drop_platforms(told);
	}
	drop_wholes(told, titled);
	drop_wholes(titled, titled);
	if (!titled->len) {
		drop_wholes(told, told);
		drop_beneath(told, words, title, *out_about);
	}
	if (!titled->len && told->len && choose_told(item, words, bits, told, out_about))
		bits |= KW_BIT(WATCH_PRODUCT);
	join(all, titled);
	join(all, told);
	set_products(item, all);
	if (all->len)
		bits |= KW_BIT(KNOWN_PRODUCT);
	if (!titled->len)
		return bits & ~(KW_BIT(EXPOSED) | KW_BIT(REPAIRED));
	if (has_watched(titled, all))
		bits |= KW_BIT(WATCH_PRODUCT);
	if (bits & KW_BIT(TITLED_WEAKNESS))
		bits &= ~KW_BIT(REPORT); /* "results of the investigation of X's weakness" */
	return add_kind(titled->pdata[0], bits | KW_BIT(TITLED_PRODUCT));
}
