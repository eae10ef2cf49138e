/* What a story is about: the products of its title and of the sections that say what is affected (a
 * round-up names fifty, and each would make it urgent for everybody), and what happens or may. */
#include "rate-private.h"

#include "base/text.h"
#include "ingest/recognition.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define ABOUT_MAX_BYTES   (8 * 1024) /* of a text without sections, from its start */
#define MAX_PRODUCTS      8
#define ROUND_UP_PRODUCTS 4 /* more of them outside the title: about no product in particular */

/* The texts of the sections of these roles; "" where there are none. */
static char *texts_of(const KwItem *item, const char *const *roles)
{
	g_autoptr(JsonNode) root = item->sections ? json_from_string(item->sections, NULL) : NULL;
	JsonArray *list = root && JSON_NODE_HOLDS_ARRAY(root) ? json_node_get_array(root) : NULL;
	GString *out = g_string_new(NULL);

	for (guint i = 0; list && i < json_array_get_length(list); i++) {
		JsonObject *section = json_array_get_object_element(list, i);
		const char *role = json_object_get_string_member_with_default(section, "role", "");
		const char *text = json_object_get_string_member_with_default(section, "text", "");

		if (g_strv_contains(roles, role))
			g_string_append_printf(out, "%s\n", text);
	}
	return g_string_free(out, FALSE);
}

/* The sections that say what the story is about; the start of the text where there are none. */
static char *about_text(const KwItem *item)
{
	static const char *const roles[] = {"overview", "affected", NULL};
	g_autofree char *about = texts_of(item, roles);
	const char *text = item->text ? item->text : "";

	if (*about)
		return g_steal_pointer(&about);
	g_autofree char *cut = g_strndup(text, strnlen(text, ABOUT_MAX_BYTES));
	return kw_text_repair(cut, -1);
}

static gboolean is_yes(const KwWord *product, const char *key)
{
	return g_strcmp0(kw_word_text(product, key), "yes") == 0;
}

static gboolean is_watched(const KwWord *product)
{
	return is_yes(product, "watch") && !is_yes(product, "rare");
}

static gboolean has_watched(const GPtrArray *products)
{
	for (guint i = 0; i < products->len; i++)
		if (is_watched(products->pdata[i]))
			return TRUE;
	return FALSE;
}

/* A PC is not what the internet reaches. */
static guint add_kind(const KwWord *product, guint bits)
{
	const char *kind = kw_word_text(product, "kind");

	for (int i = KW_SIGNAL_KNOWN_PRODUCT; i < KW_N_SIGNALS; i++)
		if (!is_yes(product, "rare") && g_strcmp0(kw_signal_name((KwSignal)i), kind) == 0)
			bits |= 1u << i;
	return kind && kw_rate_lists("exposed_kinds", kind) ? bits : bits & ~KW_BIT(EXPOSED);
}

static gboolean is_platform(gconstpointer product)
{
	return is_yes(product, "platform");
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

static void join_products(KwItem *item, GPtrArray *titled, const GPtrArray *told)
{
	GString *ids = g_string_new(NULL);

	for (guint i = 0; i < told->len; i++)
		if (!g_ptr_array_find(titled, told->pdata[i], NULL))
			g_ptr_array_add(titled, told->pdata[i]);
	for (guint i = 0; i < MIN(titled->len, MAX_PRODUCTS); i++)
		g_string_append_printf(ids, "%s%s", i ? " " : "", kw_word_id(titled->pdata[i]));
	g_free(item->products);
	item->products = g_string_free(ids, FALSE);
}

/* Products of the title first, then those of the sections. Returns the signals. */
static guint find_products(KwItem *item, const KwWords *words, guint bits)
{
	gboolean is_none = (bits & KW_BIT(UNAFFECTED)) != 0;
	g_autofree char *about = is_none ? g_strdup("") : about_text(item);
	const char *title = item->title && !is_none ? item->title : "";
	g_autoptr(GPtrArray) titled = kw_words_match_affirmed(words, "products", title);
	g_autoptr(GPtrArray) told = kw_words_match_affirmed(words, "products", about);

	if (is_beside_platform(titled, title)) {
		drop_platforms(titled);
		drop_platforms(told);
	}
	if (has_watched(titled) ||
	    (kw_words_count_families(told) <= ROUND_UP_PRODUCTS && has_watched(told)))
		bits |= KW_BIT(WATCH_PRODUCT);
	if (titled->len)
		bits |= KW_BIT(TITLED_PRODUCT);
	if (titled->len || told->len)
		bits |= KW_BIT(KNOWN_PRODUCT);
	join_products(item, titled, told);
	return titled->len ? add_kind(titled->pdata[0], bits) : bits & ~KW_BIT(EXPOSED);
}

static gboolean is_kind(const KwWord *threat, const char *kind)
{
	return g_strcmp0(kw_word_text(threat, "kind"), kind) == 0;
}

/* The first of a weakness, of those that are so (NULL: any). */
static const KwWord *find_weakness(const GPtrArray *threats, gboolean (*is)(const KwWord *))
{
	for (guint i = 0; i < threats->len; i++)
		if (is_kind(threats->pdata[i], "weakness") && (!is || is(threats->pdata[i])))
			return threats->pdata[i];
	return NULL;
}

static gboolean is_telling(const KwWord *threat)
{
	return !kw_word_text(threat, "gives_way");
}

static gboolean is_grave(const KwWord *threat)
{
	return is_yes(threat, "grave");
}

/* The first, unless it gives way to another of its kind: "defacement for web skimming" is the
 * latter. */
static const KwWord *find_first(const GPtrArray *threats)
{
	const KwWord *first = threats->len ? threats->pdata[0] : NULL;
	const char *kind = first ? kw_word_text(first, "kind") : NULL;

	for (guint i = 0; kind && i < threats->len; i++)
		if (is_telling(threats->pdata[i]) && is_kind(threats->pdata[i], kind))
			return threats->pdata[i];
	return first;
}

/* What the title calls it, else what the text does. "Improper verification of the source" says
 * nothing to an owner: what it leads to is told under "impact", the gravest first, and so it is
 * where the title only says that there is a weakness. */
static const KwWord *choose_threat(const KwItem *item, const KwWords *words,
				   const GPtrArray *titled)
{
	static const char *const impact[] = {"impact", NULL};
	g_autofree char *about = about_text(item), *can = texts_of(item, impact);
	g_autofree char *title = kw_recognition_fold(item->title ? item->title : "");
	g_autoptr(GPtrArray) told = kw_words_match_affirmed(words, "threats", about);
	g_autoptr(GPtrArray) led_to = kw_words_match_affirmed(words, "threats", can);
	const KwWord *threat = find_first(titled->len ? titled : told->len ? told : led_to);
	const KwWord *better;

	if (threat && (is_telling(threat) || !is_kind(threat, "weakness")) &&
	    (titled->len || !kw_rate_fits("weakness", title)))
		return threat;
	better = find_weakness(titled, is_telling);
	better = better ? better : find_weakness(led_to, is_grave);
	better = better ? better : find_weakness(led_to, is_telling);
	better = better ? better : find_weakness(told, is_telling);
	better = better ? better : find_weakness(led_to, NULL);
	return better ? better : threat;
}

/* A trick is what the title calls one, or a text that speaks neither of a weakness nor, in its
 * title, of a product: many a text on one mentions that mails may be forged. */
static gboolean is_scam(const KwItem *item, const KwWords *words, const KwWord *titled,
			const KwWord *threat)
{
	const char *title = item->title ? item->title : "", *text = item->text ? item->text : "";
	g_autoptr(GPtrArray) products = kw_words_match_affirmed(words, "products", title);
	g_autofree char *heading = kw_recognition_fold(title);
	g_autofree char *told = kw_recognition_fold_lines(text, ABOUT_MAX_BYTES);

	if (titled)
		return is_kind(titled, "trick");
	return is_kind(threat, "trick") && !products->len && !kw_rate_fits("weakness", heading) &&
	       !kw_rate_fits("weakness", told);
}

/* Sets the category; returns the signals of what it is. */
static guint find_category(KwItem *item, const KwWords *words)
{
	const char *title = item->title ? item->title : "";
	g_autoptr(GPtrArray) titled = kw_words_match_affirmed(words, "threats", title);
	const KwWord *threat = choose_threat(item, words, titled);
	g_autofree char *folded = kw_recognition_fold(title);

	g_free(item->category);
	item->category = threat ? g_strdup(kw_word_id(threat)) : NULL;
	if (!threat)
		return 0;
	if (is_scam(item, words, titled->len ? titled->pdata[0] : NULL, threat))
		return KW_BIT(SCAM);
	if (!is_kind(threat, "incident"))
		return 0;
	return titled->len && kw_rate_fits("alert", folded) ? KW_BIT(INCIDENT) | KW_BIT(ATTACK)
							    : KW_BIT(INCIDENT);
}

guint kw_rate_subject(KwItem *item, const KwWords *words, guint bits)
{
	return find_products(item, words, bits | find_category(item, words));
}
