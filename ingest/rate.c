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
	SUSPECTED,
	BREACH,
	WEEKLY,
	KNOWN_PRODUCT, /* it and those below decide, but are no reason that a reader is told */
	TITLED_PRODUCT,
	DEVICE, /* the first product is of this kind */
	WEBSITE,
	CLOUD,
	NUMBERED,   /* the alert has a number */
	INCIDENT,   /* an attack as such, not a weakness */
	ATTACK,     /* the title warns of one, not of a weakness */
	UNAFFECTED, /* nothing of the maker's */
	REPAIRED,   /* by its maker, for everybody */
	N_SIGNALS
};
static const char *const signal_names[N_SIGNALS] = {
	"known-exploited", "exploited",      "publisher-alert", "critical-label",
	"monthly-update",  "exposed",        "watch-product",   "scam",
	"report",          "suspected",      "breach",          "weekly",
	"known-product",   "titled-product", "device",          "website",
	"cloud",           "numbered-alert", "incident",        "attack",
	"unaffected",      "repaired",
};
#define BIT(signal) (1u << (signal))

typedef struct {
	const char *level; /* interned */
	guint all;         /* bits */
} Rule;

typedef struct {
	GPtrArray *exploited, *not_exploited, *suspected, *alert, *critical; /* GRegex * */
	GPtrArray *monthly, *report, *weekly, *breach, *unaffected, *beside_platform,
		*repaired;                                   /* GRegex * */
	GPtrArray *no_login, *needs_login;                   /* GRegex * */
	GPtrArray *alert_kinds, *low_labels, *exposed_kinds; /* char * */
	GArray *rules;                                       /* Rule */
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
	data->suspected = kw_recognition_patterns(kw_yaml_find(root, "suspected"));
	data->alert = kw_recognition_patterns(kw_yaml_find(root, "alert"));
	data->alert_kinds = kw_recognition_texts(kw_yaml_find(root, "alert_kinds"), FALSE);
	data->critical = kw_recognition_patterns(kw_yaml_find(root, "critical"));
	data->monthly = kw_recognition_patterns(kw_yaml_find(root, "monthly"));
	data->report = kw_recognition_patterns(kw_yaml_find(root, "report"));
	data->weekly = kw_recognition_patterns(kw_yaml_find(root, "weekly"));
	data->breach = kw_recognition_patterns(kw_yaml_find(root, "breach"));
	data->unaffected = kw_recognition_patterns(kw_yaml_find(root, "unaffected"));
	data->beside_platform = kw_recognition_patterns(kw_yaml_find(root, "beside_platform"));
	data->no_login = kw_recognition_patterns(kw_yaml_find(root, "no_login"));
	data->needs_login = kw_recognition_patterns(kw_yaml_find(root, "needs_login"));
	data->low_labels = kw_recognition_texts(kw_yaml_find(root, "low_labels"), TRUE);
	data->exposed_kinds = kw_recognition_texts(kw_yaml_find(root, "exposed_kinds"), FALSE);
	data->repaired = kw_recognition_patterns(kw_yaml_find(root, "repaired"));
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
static guint alert_signals(const KwItem *item, const char *title)
{
	const Data *data = get_data();
	g_autofree char *label = item->label ? kw_recognition_fold(item->label) : NULL;
	const KwPublisher *publisher = kw_publisher_find(item->publisher);
	g_autoptr(GPtrArray) refs = NULL;

	if (label && has_text(data->low_labels, label))
		return 0;
	refs = kw_identify_refs(item->publisher_id ? item->publisher_id : "");
	if (refs->len && has_text(data->alert_kinds, ((KwRef *)refs->pdata[0])->kind))
		return BIT(ALERT) | BIT(NUMBERED);
	return publisher && publisher->alerts && matches_any(data->alert, title) ? BIT(ALERT) : 0;
}

static guint text_signals(const KwItem *item)
{
	const Data *data = get_data();
	g_autofree char *title = kw_recognition_fold(item->title ? item->title : "");
	g_autofree char *exploited = kw_rate_exploited_quote(item);
	g_autofree char *told =
		kw_recognition_fold_lines(item->text ? item->text : "", ABOUT_MAX_BYTES);
	const struct {
		int signal;
		const GPtrArray *patterns;
		gboolean is_of_title; /* and not of the text */
	} kinds[] = {
		{SUSPECTED, data->suspected, FALSE},   {CRITICAL, data->critical, FALSE},
		{MONTHLY, data->monthly, TRUE},        {REPORT, data->report, TRUE},
		{WEEKLY, data->weekly, TRUE},          {BREACH, data->breach, TRUE},
		{UNAFFECTED, data->unaffected, FALSE}, {REPAIRED, data->repaired, FALSE},
	};
	guint bits = alert_signals(item, title) | (exploited ? BIT(EXPLOITED) : 0);

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (matches_any(kinds[i].patterns, title) ||
		    (!kinds[i].is_of_title && matches_any(kinds[i].patterns, told)))
			bits |= BIT(kinds[i].signal);
	if (bits & (BIT(EXPLOITED) | BIT(ALERT)))
		bits &= ~BIT(UNAFFECTED); /* of some other maker's, then */
	if ((matches_any(data->no_login, title) || matches_any(data->no_login, told)) &&
	    !matches_any(data->needs_login, title) && !matches_any(data->needs_login, told))
		bits |= BIT(EXPOSED); /* whether it is reached: add_kind() */
	return bits;
}

/* ---- what it is about ---- */

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

/* A PC is not what the internet reaches. */
static guint add_kind(const KwWord *product, guint bits)
{
	const char *kind = kw_word_text(product, "kind");

	for (int i = KNOWN_PRODUCT; i < N_SIGNALS; i++)
		if (g_strcmp0(signal_names[i], kind) == 0)
			bits |= BIT(i);
	return kind && has_text(get_data()->exposed_kinds, kind) ? bits : bits & ~BIT(EXPOSED);
}

static gboolean is_platform(gconstpointer product)
{
	return g_strcmp0(kw_word_text(product, "platform"), "yes") == 0;
}

/* "Zoom for Windows" is no news of Windows, and neither is "Zoom" where the text names Windows. */
static gboolean is_beside_platform(const GPtrArray *titled, const char *title)
{
	g_autofree char *folded = kw_recognition_fold(title);
	gboolean has_other = FALSE;

	for (guint i = 0; i < titled->len && !has_other; i++)
		has_other = !is_platform(titled->pdata[i]);
	return has_other &&
	       (!is_platform(titled->pdata[0]) || matches_any(get_data()->beside_platform, folded));
}

static void drop_platforms(GPtrArray *products)
{
	for (guint i = products->len; i-- > 0;)
		if (is_platform(products->pdata[i]))
			g_ptr_array_remove_index(products, i);
}

/* Windows 10, Windows 11 and Windows Server 2016 are one maker's, of two kinds. */
static guint count_families(const GPtrArray *products)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < products->len; i++) {
		const char *maker = kw_word_text(products->pdata[i], "maker");
		const char *kind = kw_word_text(products->pdata[i], "kind");

		g_hash_table_add(seen, g_strconcat(maker ? maker : kw_word_id(products->pdata[i]),
						   "\n", kind, NULL));
	}
	return g_hash_table_size(seen);
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
	gboolean is_none = (bits & BIT(UNAFFECTED)) != 0;
	g_autofree char *about = is_none ? g_strdup("") : about_text(item);
	const char *title = item->title && !is_none ? item->title : "";
	g_autoptr(GPtrArray) titled = kw_words_match_affirmed(words, "products", title);
	g_autoptr(GPtrArray) told = kw_words_match_affirmed(words, "products", about);

	if (is_beside_platform(titled, title)) {
		drop_platforms(titled);
		drop_platforms(told);
	}
	if (has_watched(titled) || (count_families(told) <= ROUND_UP_PRODUCTS && has_watched(told)))
		bits |= BIT(WATCH_PRODUCT);
	if (titled->len)
		bits |= BIT(TITLED_PRODUCT);
	if (titled->len || told->len)
		bits |= BIT(KNOWN_PRODUCT);
	join_products(item, titled, told);
	return titled->len ? add_kind(titled->pdata[0], bits) : bits & ~BIT(EXPOSED);
}

static gboolean is_kind(const KwWord *threat, const char *kind)
{
	return g_strcmp0(kw_word_text(threat, "kind"), kind) == 0;
}

/* The first of those that say what a weakness leads to. */
static const KwWord *find_impact(const GPtrArray *threats)
{
	for (guint i = 0; i < threats->len; i++)
		if (is_kind(threats->pdata[i], "weakness") &&
		    !kw_word_text(threats->pdata[i], "cause"))
			return threats->pdata[i];
	return NULL;
}

/* What the title calls it, else what the text does. "Improper verification of the source" says
 * nothing to an owner: what it leads to is told under "impact". */
static const KwWord *choose_threat(const KwItem *item, const KwWords *words,
				   const GPtrArray *titled)
{
	static const char *const impact[] = {"impact", NULL};
	g_autofree char *about = about_text(item), *can = texts_of(item, impact);
	g_autoptr(GPtrArray) told = kw_words_match_affirmed(words, "threats", about);
	g_autoptr(GPtrArray) led_to = kw_words_match_affirmed(words, "threats", can);
	const GPtrArray *first = titled->len ? titled : told->len ? told : led_to;
	const KwWord *threat = first->len ? first->pdata[0] : NULL, *better = NULL;

	if (threat && !kw_word_text(threat, "cause"))
		return threat;
	better = find_impact(titled);
	better = better ? better : find_impact(led_to);
	better = better ? better : find_impact(told);
	return better ? better : threat;
}

/* A trick is what the title calls one: many a text mentions that mails may be forged. */
static guint find_category(KwItem *item, const KwWords *words)
{
	g_autofree char *title = kw_recognition_fold(item->title ? item->title : "");
	g_autoptr(GPtrArray)
		titled = kw_words_match_affirmed(words, "threats", item->title ? item->title : "");
	const KwWord *threat = choose_threat(item, words, titled);
	gboolean is_incident = threat && is_kind(threat, "incident");

	g_free(item->category);
	item->category = threat ? g_strdup(kw_word_id(threat)) : NULL;
	if (titled->len && is_kind(titled->pdata[0], "trick"))
		return BIT(SCAM);
	if (titled->len && is_incident && matches_any(get_data()->alert, title))
		return BIT(INCIDENT) | BIT(ATTACK);
	return is_incident ? BIT(INCIDENT) : 0;
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
	bits = find_products(item, words, bits);
	if (item->listed_on)
		bits |= BIT(KNOWN_EXPLOITED);
	apply_rules(item, bits);
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
