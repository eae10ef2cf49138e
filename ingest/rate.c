/* How urgent a story is, by rules (rate.yaml) over signals: what the source states, who it is, and
 * whether small companies have the product. Plain words for the level are the reader's room.
 *
 * The products of a story are those of its title and of the sections that say what is affected: a
 * round-up names fifty, and each would make it urgent for everybody. */
#include "ingest/rate.h"

#include "base/sentences.h"
#include "base/text.h"
#include "ingest/identify.h"
#include "ingest/publisher.h"
#include "ingest/recognition.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define TEXT_MAX_BYTES    (200 * 1024)
#define ABOUT_MAX_BYTES   (8 * 1024) /* of a text without sections, from its start */
#define MAX_PRODUCTS      8
#define ROUND_UP_PRODUCTS 4 /* more of them outside the title: about no product in particular */

enum {
	KNOWN_EXPLOITED,
	EXPLOITED,
	ALERT,
	CRITICAL,
	MONTHLY,
	EXPOSED,
	WATCH_PRODUCT,
	SCAM,
	REPORT,
	KNOWN_PRODUCT, /* decides, but is no reason that a reader is told */
	N_SIGNALS
};
static const char *const signal_names[N_SIGNALS] = {
	"known-exploited", "exploited",     "publisher-alert", "critical-label",
	"monthly-update",  "exposed",       "watch-product",   "scam",
	"report",          "known-product",
};
#define BIT(signal) (1u << (signal))

typedef struct {
	const char *level; /* interned */
	guint all;         /* bits */
} Rule;

typedef struct {
	GPtrArray *exploited, *not_exploited, *alert, *critical, *monthly, *report; /* GRegex * */
	GPtrArray *no_login, *needs_login;                                          /* GRegex * */
	GPtrArray *alert_kinds, *low_labels, *exposed_kinds;                        /* char * */
	GArray *rules;                                                              /* Rule */
	GRegex *wrap; /* a blank that a line break left between Japanese characters */
} Data;

static guint signal_bit(const char *name)
{
	for (int i = 0; i < N_SIGNALS; i++)
		if (g_str_equal(signal_names[i], name))
			return BIT(i);
	g_error("ingest/rate.yaml: no such signal: %s", name);
}

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("rate");
	const KwYaml *rules = kw_yaml_find(root, "rules");
	Data *data = g_new0(Data, 1);

	data->exploited = kw_recognition_patterns(kw_yaml_find(root, "exploited"));
	data->not_exploited = kw_recognition_patterns(kw_yaml_find(root, "not_exploited"));
	data->alert = kw_recognition_patterns(kw_yaml_find(root, "alert"));
	data->alert_kinds = kw_recognition_texts(kw_yaml_find(root, "alert_kinds"), FALSE);
	data->critical = kw_recognition_patterns(kw_yaml_find(root, "critical"));
	data->monthly = kw_recognition_patterns(kw_yaml_find(root, "monthly"));
	data->report = kw_recognition_patterns(kw_yaml_find(root, "report"));
	data->no_login = kw_recognition_patterns(kw_yaml_find(root, "no_login"));
	data->needs_login = kw_recognition_patterns(kw_yaml_find(root, "needs_login"));
	data->low_labels = kw_recognition_texts(kw_yaml_find(root, "low_labels"), TRUE);
	data->exposed_kinds = kw_recognition_texts(kw_yaml_find(root, "exposed_kinds"), FALSE);
	data->rules = g_array_new(FALSE, FALSE, sizeof(Rule));
	for (guint i = 0; i < kw_yaml_size(rules); i++) {
		const KwYaml *node = kw_yaml_at(rules, i), *all = kw_yaml_find(node, "all");
		Rule rule = {.level = g_intern_string(kw_yaml_find_text(node, "level"))};

		for (guint j = 0; j < kw_yaml_size(all); j++)
			rule.all |= signal_bit(kw_yaml_text(kw_yaml_at(all, j)));
		g_array_append_val(data->rules, rule);
	}
	data->wrap = g_regex_new("(?<=[\\p{Han}\\p{Hiragana}\\p{Katakana}ー、]) "
				 "(?=[\\p{Han}\\p{Hiragana}\\p{Katakana}ー])",
				 G_REGEX_OPTIMIZE, 0, NULL);
	return data;
}

static const Data *get_data(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_data, NULL);
}

/* ---- signals of the text ---- */

static gboolean matches_any(const GPtrArray *patterns, const char *text)
{
	for (guint i = 0; i < patterns->len; i++)
		if (g_regex_match(patterns->pdata[i], text, 0, NULL))
			return TRUE;
	return FALSE;
}

static gboolean states_exploitation(const char *sentence)
{
	const Data *data = get_data();
	g_autofree char *folded = kw_recognition_fold(sentence);
	g_autofree char *unwrapped =
		g_regex_replace_literal(data->wrap, folded, -1, 0, "", 0, NULL);

	return unwrapped && matches_any(data->exploited, unwrapped) &&
	       !matches_any(data->not_exploited, unwrapped);
}

char *kw_rate_exploited_quote(const KwItem *item)
{
	const char *texts[] = {item->title, item->text};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *cut =
			texts[i] ? g_strndup(texts[i], strnlen(texts[i], TEXT_MAX_BYTES)) : NULL;
		g_autofree char *valid = kw_text_repair(cut ? cut : "", -1);
		g_autoptr(GPtrArray) sentences = kw_sentences_split(valid);

		for (guint j = 0; j < sentences->len; j++)
			if (states_exploitation(sentences->pdata[j]))
				return g_strdup(sentences->pdata[j]);
	}
	return NULL;
}

static gboolean has_text(const GPtrArray *texts, const char *wanted)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)texts, wanted, g_str_equal, NULL);
}

/* A publisher's number is an alert, unless he says himself that it is not urgent. */
static gboolean is_alert(const KwItem *item, const char *title)
{
	const Data *data = get_data();
	g_autofree char *label = item->label ? kw_recognition_fold(item->label) : NULL;
	const KwPublisher *publisher = kw_publisher_find(item->publisher);
	g_autoptr(GPtrArray) refs = NULL;

	if (label && has_text(data->low_labels, label))
		return FALSE;
	if (publisher && publisher->alerts && matches_any(data->alert, title))
		return TRUE;
	refs = kw_identify_refs(item->publisher_id ? item->publisher_id : "");
	return refs->len && has_text(data->alert_kinds, ((KwRef *)refs->pdata[0])->kind);
}

static guint text_signals(const KwItem *item)
{
	const Data *data = get_data();
	g_autofree char *title = kw_recognition_fold(item->title ? item->title : "");
	g_autofree char *exploited = kw_rate_exploited_quote(item);
	g_autofree char *told =
		kw_recognition_fold_lines(item->text ? item->text : "", ABOUT_MAX_BYTES);
	guint bits = 0;

	if (exploited)
		bits |= BIT(EXPLOITED);
	if (is_alert(item, title))
		bits |= BIT(ALERT);
	if (matches_any(data->critical, title) || matches_any(data->critical, told))
		bits |= BIT(CRITICAL);
	if (matches_any(data->monthly, title))
		bits |= BIT(MONTHLY);
	if (matches_any(data->report, title))
		bits |= BIT(REPORT);
	if ((matches_any(data->no_login, title) || matches_any(data->no_login, told)) &&
	    !matches_any(data->needs_login, title) && !matches_any(data->needs_login, told))
		bits |= BIT(EXPOSED); /* where the product is: exposure() */
	return bits;
}

/* ---- what it is about ---- */

/* The sections that say what the story is about; the start of the text where there are none. */
static char *about_text(const KwItem *item)
{
	g_autoptr(JsonNode) root = item->sections ? json_from_string(item->sections, NULL) : NULL;
	JsonArray *list = root && JSON_NODE_HOLDS_ARRAY(root) ? json_node_get_array(root) : NULL;
	GString *out = g_string_new(NULL);

	for (guint i = 0; list && i < json_array_get_length(list); i++) {
		JsonObject *section = json_array_get_object_element(list, i);
		const char *role = json_object_get_string_member_with_default(section, "role", "");
		const char *text = json_object_get_string_member_with_default(section, "text", "");

		if (g_str_equal(role, "overview") || g_str_equal(role, "affected"))
			g_string_append_printf(out, "%s\n", text);
	}
	if (!out->len && item->text)
		g_string_append_len(out, item->text,
				    (gssize)MIN(strlen(item->text), ABOUT_MAX_BYTES));
	g_autofree char *cut = g_string_free(out, FALSE);
	return kw_text_repair(cut, -1);
}

static gboolean is_watched(const KwWord *product)
{
	return g_strcmp0(kw_word_text(product, "watch"), "yes") == 0;
}

static gboolean has_watched(const GPtrArray *products)
{
	for (guint i = 0; i < products->len; i++)
		if (is_watched(products->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Products of the title first, then those of the sections. Returns the signals. */
static guint find_products(KwItem *item, const KwWords *words)
{
	g_autofree char *about = about_text(item);
	g_autoptr(GPtrArray)
		titled = kw_words_match_affirmed(words, "products", item->title ? item->title : "");
	g_autoptr(GPtrArray) told = kw_words_match_affirmed(words, "products", about);
	GString *ids = g_string_new(NULL);
	guint bits = 0, n = 0;

	if (has_watched(titled) || (told->len <= ROUND_UP_PRODUCTS && has_watched(told)))
		bits |= BIT(WATCH_PRODUCT);
	if (titled->len || told->len)
		bits |= BIT(KNOWN_PRODUCT);
	for (guint i = 0; i < told->len; i++)
		if (!g_ptr_array_find(titled, told->pdata[i], NULL))
			g_ptr_array_add(titled, told->pdata[i]);
	for (; n < titled->len && n < MAX_PRODUCTS; n++)
		g_string_append_printf(ids, "%s%s", n ? " " : "", kw_word_id(titled->pdata[n]));
	g_free(item->products);
	item->products = g_string_free(ids, FALSE);
	return bits;
}

static guint find_category(KwItem *item, const KwWords *words)
{
	g_autofree char *about = about_text(item);
	g_autoptr(GPtrArray)
		titled = kw_words_match_affirmed(words, "threats", item->title ? item->title : "");
	g_autoptr(GPtrArray) told = kw_words_match_affirmed(words, "threats", about);
	const KwWord *threat = titled->len ? titled->pdata[0] : told->len ? told->pdata[0] : NULL;

	g_free(item->category);
	item->category = threat ? g_strdup(kw_word_id(threat)) : NULL;
	/* a trick is what the title calls one: many a text mentions that mails may be forged */
	return titled->len && g_strcmp0(kw_word_text(titled->pdata[0], "kind"), "trick") == 0
		       ? BIT(SCAM)
		       : 0;
}

/* A weakness that needs no login counts where the internet reaches the product: not for a PC. */
static guint exposure(const KwItem *item, const KwWords *words, guint bits)
{
	g_auto(GStrv) ids = g_strsplit(item->products, " ", 2);
	const KwWord *product = ids[0] ? kw_words_find(words, "products", ids[0]) : NULL;
	const char *kind = product ? kw_word_text(product, "kind") : NULL;

	return kind && has_text(get_data()->exposed_kinds, kind) ? bits : bits & ~BIT(EXPOSED);
}

/* ---- the rules ---- */

static void apply_rules(KwItem *item, guint bits)
{
	const GArray *rules = get_data()->rules;
	GString *why = g_string_new(NULL);

	g_free(item->severity);
	g_free(item->severity_why);
	item->severity = NULL;
	for (guint i = 0; i < rules->len && !item->severity; i++) {
		const Rule *rule = &g_array_index(rules, Rule, i);

		if ((bits & rule->all) == rule->all)
			item->severity = g_strdup(rule->level);
	}
	g_assert(item->severity); /* the last rule asks for nothing */
	for (int i = 0; i < KNOWN_PRODUCT; i++)
		if (bits & BIT(i))
			g_string_append_printf(why, "%s%s", why->len ? " " : "", signal_names[i]);
	item->severity_why = g_string_free(why, FALSE);
}

void kw_rate_item(KwItem *item, const KwWords *words)
{
	guint bits = text_signals(item);

	bits |= find_category(item, words);
	bits |= find_products(item, words);
	if (item->listed_on)
		bits |= BIT(KNOWN_EXPLOITED);
	apply_rules(item, exposure(item, words, bits));
}

void kw_rate_listed(KwItem *item, const char *day)
{
	g_auto(GStrv) why = g_strsplit(item->severity_why ? item->severity_why : "", " ", 0);
	guint bits = BIT(KNOWN_EXPLOITED);

	g_free(item->listed_on);
	item->listed_on = g_strdup(day);
	for (char **name = why; *name; name++)
		for (int i = 0; i < KNOWN_PRODUCT; i++)
			if (g_str_equal(signal_names[i], *name))
				bits |= BIT(i);
	if (item->products && *item->products)
		bits |= BIT(KNOWN_PRODUCT);
	if (!item->severity_by) {
		apply_rules(item, bits);
		return;
	}
	g_autofree char *by_staff = g_strdup(item->severity);
	apply_rules(item, bits);
	g_free(item->severity);
	item->severity = g_steal_pointer(&by_staff);
}

gboolean kw_rate_is_exploited(const KwItem *item)
{
	g_auto(GStrv) why = g_strsplit(item->severity_why ? item->severity_why : "", " ", 0);

	return g_strv_contains((const char *const *)why, signal_names[KNOWN_EXPLOITED]) ||
	       g_strv_contains((const char *const *)why, signal_names[EXPLOITED]);
}
