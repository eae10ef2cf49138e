/* Deciding what a reader's mail asks, by patterns (consult.yaml). What follows is
 * cmd/consult_mail's and people's.
 *
 * An incident is a sentence that names one (firstaid.yaml) and does not take it back: neither
 * denies it, nor asks what would be if, nor tells of others. Too much first aid does less harm than
 * none, so only what stands right beside the name takes it back. What no list of names exhausts is
 * told with regret (てしまった): that it happened is in the form (consult.yaml: regretted). */
#include "subscribers/consult.h"

#include "base/sentences.h"
#include "base/text.h"
#include "base/when.h"
#include "base/workday.h"
#include "base/yaml.h"

#include <string.h>

#define ASSET          "subscribers/consult.yaml"
#define MAX_CHARS      4000 /* the rest of a longer text decides nothing */
#define BARE_CHARS     30
#define SALES_SURE     3 /* patterns: also where it names an incident */
#define SALES_PROBABLE 2
#define BEFORE_BYTES   120

typedef struct {
	GPtrArray *denied, *behind, *before, *end, *elsewhere, *specialist, *policy, *sales,
		*thanks, *question, *story, *genuine, *ours, *others; /* GRegex * */
	KwYaml *root;                                                 /* of the prefectures */
	const KwYaml *prefectures;
	const KwYaml *regretted; /* names of firstaid.yaml */
	GPtrArray *regretted_of; /* and for each a GPtrArray * of GRegex * */
} Patterns;

static GPtrArray *compile(const KwYaml *root, const char *key, const char *regret)
{
	const KwYaml *list = kw_yaml_find(root, key);
	gboolean is_one = kw_yaml_kind(list) == KW_YAML_SCALAR;
	GPtrArray *patterns = g_ptr_array_new();

	for (guint i = 0; i < (is_one ? 1 : kw_yaml_size(list)); i++) {
		g_autoptr(GString)
			text = g_string_new(kw_yaml_text(is_one ? list : kw_yaml_at(list, i)));
		g_autoptr(GError) error = NULL;
		GRegex *regex;

		g_string_replace(text, "{regret}", regret, 0);
		regex = g_regex_new(text->str, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, &error);
		if (!regex)
			g_error("%s: %s: %s", ASSET, key, error->message);
		g_ptr_array_add(patterns, regex);
	}
	return patterns;
}

static gpointer load(gpointer unused G_GNUC_UNUSED)
{
	KwYaml *root = kw_yaml_of_asset(ASSET);
	const char *regret = kw_yaml_find_text(root, "regret");
	Patterns *p = g_new0(Patterns, 1);
	const struct {
		GPtrArray **list;
		const char *key;
	} lists[] = {
		{&p->denied, "denied_behind"},
		{&p->behind, "supposed_behind"},
		{&p->before, "supposed_before"},
		{&p->end, "happened_at_the_end"},
		{&p->elsewhere, "elsewhere"},
		{&p->specialist, "specialist"},
		{&p->policy, "policy"},
		{&p->sales, "sales"},
		{&p->thanks, "thanks"},
		{&p->question, "question"},
		{&p->story, "story"},
		{&p->genuine, "genuine"},
		{&p->ours, "genuine_ours"},
		{&p->others, "genuine_others"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		*lists[i].list = compile(root, lists[i].key, "");
	p->root = root;
	p->prefectures = kw_yaml_find(root, "prefectures");
	p->regretted = kw_yaml_find(root, "regretted");
	p->regretted_of = g_ptr_array_new();
	for (guint i = 0; i < kw_yaml_size(p->regretted); i++)
		g_ptr_array_add(p->regretted_of,
				compile(p->regretted, kw_yaml_key(p->regretted, i), regret));
	return p;
}

static const Patterns *get_patterns(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load, NULL);
}

static guint hits(const GPtrArray *patterns, const char *text)
{
	guint n = 0;

	for (guint i = 0; i < patterns->len; i++)
		n += g_regex_match(patterns->pdata[i], text, 0, NULL);
	return n;
}

/* ---- incidents ---- */

/* The text right before a place, whole characters. */
static char *before(const char *sentence, size_t at)
{
	const char *start = sentence + (at > BEFORE_BYTES ? at - BEFORE_BYTES : 0);

	while ((*start & 0xc0) == 0x80)
		start++;
	return g_strndup(start, (gsize)(sentence + at - start));
}

static gboolean has_happened(const Patterns *p, const char *sentence, const KwWordSpot *spot)
{
	g_autofree char *head = before(sentence, spot->at);
	const char *tail = sentence + spot->at + spot->length;

	if (spot->is_negated || hits(p->before, head) || hits(p->denied, tail))
		return FALSE;
	return !hits(p->behind, tail) || hits(p->end, tail);
}

static const KwWord *find_regretted(const Patterns *p, const KwWords *words, const char *sentence)
{
	for (guint i = 0; i < p->regretted_of->len; i++)
		if (hits(p->regretted_of->pdata[i], sentence))
			return kw_words_find(words, "firstaid", kw_yaml_key(p->regretted, i));
	return NULL;
}

static const KwWord *find_incident(const Patterns *p, const KwWords *words,
				   const GPtrArray *sentences)
{
	for (guint i = 0; i < sentences->len; i++) {
		const char *sentence = sentences->pdata[i];
		g_autoptr(GArray) spots = kw_words_spots(words, "firstaid", sentence);

		for (guint j = 0; j < spots->len && !hits(p->elsewhere, sentence); j++) {
			const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, j);

			if (has_happened(p, sentence, spot))
				return spot->word;
		}
	}
	for (guint i = 0; i < sentences->len; i++) {
		const KwWord *word = hits(p->elsewhere, sentences->pdata[i])
					     ? NULL
					     : find_regretted(p, words, sentences->pdata[i]);

		if (word)
			return word;
	}
	return NULL;
}

/* ---- the rest ---- */

static gboolean any_sentence(const GPtrArray *patterns, const GPtrArray *sentences)
{
	for (guint i = 0; i < sentences->len; i++)
		if (hits(patterns, sentences->pdata[i]))
			return TRUE;
	return FALSE;
}

static gboolean is_thanks(const Patterns *p, const GPtrArray *sentences)
{
	for (guint i = 0; i < sentences->len; i++)
		if (!hits(p->thanks, sentences->pdata[i]))
			return FALSE;
	return TRUE;
}

/* "Is it genuine?": about a letter of ours where the question says so, or nothing says otherwise.
 */
static void find_genuine(const Patterns *p, const GPtrArray *sentences, KwConsult *consult)
{
	gboolean is_ours = FALSE;

	for (guint i = 0; i < sentences->len; i++) {
		if (!hits(p->genuine, sentences->pdata[i]))
			continue;
		consult->asks_genuine = TRUE;
		is_ours = is_ours || hits(p->ours, sentences->pdata[i]);
	}
	consult->names_other = !is_ours && any_sentence(p->others, sentences);
}

static int story_of(const Patterns *p, const char *text)
{
	for (guint i = 0; i < p->story->len; i++) {
		g_autoptr(GMatchInfo) match = NULL;

		if (g_regex_match(p->story->pdata[i], text, 0, &match)) {
			g_autofree char *number = g_match_info_fetch(match, 1);

			return (int)g_ascii_strtoll(number, NULL, 10);
		}
	}
	return 0;
}

static const char *prefecture_of(const Patterns *p, const char *text)
{
	for (guint i = 0; i < kw_yaml_size(p->prefectures); i++) {
		const char *name = kw_yaml_text(kw_yaml_at(p->prefectures, i));

		if (strstr(text, name))
			return name;
	}
	return NULL;
}

static KwConsultKind kind_of(const Patterns *p, const char *text, const GPtrArray *sentences,
			     const KwConsult *consult)
{
	guint sales = hits(p->sales, text);

	if (sales >= SALES_SURE)
		return KW_CONSULT_SALES;
	if (consult->firstaid)
		return KW_CONSULT_INCIDENT;
	if (sales >= SALES_PROBABLE)
		return KW_CONSULT_SALES;
	if (any_sentence(p->specialist, sentences))
		return KW_CONSULT_SPECIALIST;
	if (any_sentence(p->policy, sentences))
		return KW_CONSULT_POLICY;
	return !consult->is_question && is_thanks(p, sentences) ? KW_CONSULT_NONE
								: KW_CONSULT_QUESTION;
}

KwConsult kw_consult_read(const KwWords *words, const char *subject, const char *own)
{
	const Patterns *p = get_patterns();
	g_autofree char *both = g_strdup_printf("%s\n\n%s", subject ? subject : "", own);
	g_autofree char *cut = kw_text_cut(both, MAX_CHARS);
	g_autofree char *normal = g_utf8_normalize(cut, -1, G_NORMALIZE_NFKC);
	g_autofree char *text = kw_text_tidy(normal);
	g_autoptr(GPtrArray) sentences = kw_sentences_split(text);
	KwConsult consult = {
		.firstaid = find_incident(p, words, sentences),
		.prefecture = prefecture_of(p, text),
		.story = story_of(p, text),
		.is_question = hits(p->question, text) > 0,
		.is_bare = g_utf8_strlen(text, -1) <= BARE_CHARS,
	};

	find_genuine(p, sentences, &consult);
	consult.is_question = consult.is_question || consult.asks_genuine;
	consult.kind = kind_of(p, text, sentences, &consult);
	if (consult.kind != KW_CONSULT_INCIDENT)
		consult.firstaid = NULL;
	return consult;
}

const char *kw_consult_name(KwConsultKind kind)
{
	switch (kind) {
	case KW_CONSULT_QUESTION: return "question";
	case KW_CONSULT_INCIDENT: return "incident";
	case KW_CONSULT_SPECIALIST: return "specialist";
	case KW_CONSULT_POLICY: return "policy";
	case KW_CONSULT_SALES: return "sales";
	case KW_CONSULT_NONE: break;
	}
	return NULL;
}

int64_t kw_consult_overdue_before(int64_t now, int days, const char *closed, GTimeZone *zone)
{
	g_autofree char *today = kw_when_day(now, zone);
	/* what was asked on `late` had to be answered on the last working day before today */
	g_autofree char *late = kw_workday_add(today, -days - 1, closed);
	g_autofree char *in_time = kw_when_day_add(late, 1);

	return kw_when_at(in_time, "00:00", zone);
}
