/* What rating knows in words: rate.yaml, the names of its signals, and what is asked of them. */
#include "rate-private.h"

#include "base/patterns.h"
#include "ingest/recognition.h"

static const char *const signal_names[KW_N_SIGNALS] = {
	[KW_SIGNAL_KNOWN_EXPLOITED] = "known-exploited",
	[KW_SIGNAL_EXPLOITED] = "exploited",
	[KW_SIGNAL_ALERT] = "publisher-alert",
	[KW_SIGNAL_CRITICAL] = "critical-label",
	[KW_SIGNAL_MONTHLY] = "monthly-update",
	[KW_SIGNAL_EXPOSED] = "exposed",
	[KW_SIGNAL_WATCH_PRODUCT] = "watch-product",
	[KW_SIGNAL_WAVE] = "wave",
	[KW_SIGNAL_SCAM] = "scam",
	[KW_SIGNAL_REPORT] = "report",
	[KW_SIGNAL_SUSPECTED] = "suspected",
	[KW_SIGNAL_BREACH] = "breach",
	[KW_SIGNAL_WEEKLY] = "weekly",
	[KW_SIGNAL_KNOWN_PRODUCT] = "known-product",
	[KW_SIGNAL_TITLED_PRODUCT] = "titled-product",
	[KW_SIGNAL_DEVICE] = "device",
	[KW_SIGNAL_CLOUD] = "cloud",
	[KW_SIGNAL_NUMBERED_ALERT] = "numbered-alert",
	[KW_SIGNAL_INCIDENT] = "incident",
	[KW_SIGNAL_ATTACK] = "attack",
	[KW_SIGNAL_UNAFFECTED] = "unaffected",
	[KW_SIGNAL_REPAIRED] = "repaired",
	[KW_SIGNAL_WEAKNESS] = "weakness",
	[KW_SIGNAL_ENDING] = "ending",
	[KW_SIGNAL_OUTAGE] = "outage",
	[KW_SIGNAL_MISTAKE] = "mistake",
	[KW_SIGNAL_MALWARE] = "malware",
	[KW_SIGNAL_CUSTOMERS_ASKED] = "customers-asked",
	[KW_SIGNAL_TITLED_WEAKNESS] = "titled-weakness",
	[KW_SIGNAL_NAMED_PRODUCT] = "named-product",
	[KW_SIGNAL_FORM] = "advisory-form",
};

typedef struct {
	const char *level; /* interned */
	guint all;         /* bits */
} Rule;

typedef struct {
	GHashTable *patterns; /* name -> KwPatterns * */
	GHashTable *texts;    /* name -> GPtrArray * of char * */
	GArray *rules;        /* Rule */
} Data;

const char *kw_signal_name(KwSignal signal)
{
	return signal_names[signal];
}

static guint signal_bit(const char *name)
{
	for (int i = 0; i < KW_N_SIGNALS; i++)
		if (g_str_equal(signal_names[i], name))
			return 1u << i;
	g_error("ingest/rate.yaml: no such signal: %s", name);
}

static GArray *load_rules(const KwYaml *list)
{
	GArray *rules = g_array_new(FALSE, FALSE, sizeof(Rule));

	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const KwYaml *node = kw_yaml_at(list, i), *all = kw_yaml_find(node, "all");
		Rule rule = {.level = g_intern_string(kw_yaml_find_text(node, "level"))};

		for (guint j = 0; j < kw_yaml_size(all); j++)
			rule.all |= signal_bit(kw_yaml_text(kw_yaml_at(all, j)));
		g_array_append_val(rules, rule);
	}
	return rules;
}

/* They mind the case, for what they are tried on is folded. */
static KwPatterns *load_patterns(const KwYaml *list, const KwYaml *parts)
{
	g_autoptr(GPtrArray) texts = kw_recognition_filled(list, parts);
	KwPatterns *patterns = kw_patterns_new();

	for (guint i = 0; i < texts->len; i++)
		kw_patterns_add(patterns, texts->pdata[i], NULL);
	kw_patterns_seal(patterns);
	return patterns;
}

/* Every list of rate.yaml is one of patterns, but for these. */
static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	static const char *const texts[] = {"alert_kinds", "low_labels", "exposed_kinds",
					    "stopping_threats", NULL};
	static const char *const others[] = {"parts", "rules", NULL};
	g_autoptr(KwYaml) root = kw_recognition_load("rate");
	const KwYaml *parts = kw_yaml_find(root, "parts");
	Data *data = g_new0(Data, 1);

	data->patterns = g_hash_table_new(g_str_hash, g_str_equal);
	data->texts = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < kw_yaml_size(root); i++) {
		char *name = (char *)g_intern_string(kw_yaml_key(root, i));
		const KwYaml *list = kw_yaml_at(root, i);

		if (g_strv_contains(texts, name))
			g_hash_table_insert(data->texts, name, kw_recognition_texts(list, TRUE));
		else if (!g_strv_contains(others, name))
			g_hash_table_insert(data->patterns, name, load_patterns(list, parts));
	}
	data->rules = load_rules(kw_yaml_find(root, "rules"));
	return data;
}

static const Data *get_data(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_data, NULL);
}

static const KwPatterns *patterns_of(const char *name)
{
	const KwPatterns *patterns = g_hash_table_lookup(get_data()->patterns, name);

	g_assert(patterns);
	return patterns;
}

gboolean kw_rate_fits(const char *name, const char *folded)
{
	return kw_patterns_fits(patterns_of(name), folded);
}

char *kw_rate_strike(const char *name, const char *folded, const char *gap)
{
	return kw_patterns_strike(patterns_of(name), folded, gap);
}

gboolean kw_rate_lists(const char *name, const char *text)
{
	GPtrArray *texts = g_hash_table_lookup(get_data()->texts, name);

	g_assert(texts);
	return g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL);
}

const char *kw_rate_level(guint bits)
{
	const GArray *rules = get_data()->rules;

	for (guint i = 0; i < rules->len; i++) {
		const Rule *rule = &g_array_index(rules, Rule, i);

		if ((bits & rule->all) == rule->all)
			return rule->level;
	}
	g_assert_not_reached(); /* the last rule asks for nothing */
}
