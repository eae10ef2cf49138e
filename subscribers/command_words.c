/* What one sentence says, by command.yaml. How sentences make a command is command.c.
 *
 * The file is compiled in: a fault in it is a programmer's error and ends the program. */
#include "command-private.h"

#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define ASSET         "subscribers/command.yaml"
#define MAX_SENTENCES 200
#define MAX_SPACED    40
#define MAX_ANOTHER   20                     /* characters */
#define LIMIT         "(*LIMIT_MATCH=50000)" /* steps of the matcher: what takes more is no match */
#define MAX_BYTES     600                    /* of a sentence: a longer one tells a story */

struct KwCommandRule {
	char *id;
	guint place;         /* in its list */
	GHashTable *words;   /* plain; the whole sentence */
	GPtrArray *patterns; /* GRegex * */
	GPtrArray *over;     /* ids */
};

typedef struct {
	GPtrArray *verbs, *concerns; /* KwCommandRule * */
	GPtrArray *courtesies, *questions, *requests, *asides, *bulk, *confirmations,
		*untils; /* GRegex * */
	GHashTable *yes, *no;
	GRegex *answers, *forwards, *marks, *edges, *another;
} Words;

/* ---- loading ---- */

/* Katakana from ァ to ヶ as hiragana: people write both, and half of them in half width. */
static char *hiragana(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		g_string_append_unichar(out, c >= 0x30a1 && c <= 0x30f6 ? c - 0x60 : c);
	}
	return g_string_free(out, FALSE);
}

static char *expand(const char *pattern, const KwYaml *macros, guint known)
{
	char *text = g_strdup(pattern);

	for (guint i = known; i-- > 0;) { /* each may use those above it */
		g_autofree char *name = g_strdup_printf("{%s}", kw_yaml_key(macros, i));
		g_auto(GStrv) parts = g_strsplit(text, name, -1);

		g_free(text);
		text = g_strjoinv(kw_yaml_text(kw_yaml_at(macros, i)), parts);
	}
	return text;
}

static GRegex *compile(const KwYaml *root, const char *pattern, gboolean is_whole)
{
	const KwYaml *macros = kw_yaml_find(root, "macros");
	g_autofree char *expanded = expand(pattern, macros, kw_yaml_size(macros));
	g_autofree char *limited =
		g_strdup_printf(is_whole ? LIMIT "^(?:%s)$" : LIMIT "%s", expanded);
	g_autofree char *text = hiragana(limited);
	g_autoptr(GError) error = NULL;
	GRegex *regex = g_regex_new(text, G_REGEX_CASELESS, 0, &error);

	if (!regex)
		g_error("%s: %s: %s", ASSET, pattern, error->message);
	return regex;
}

static GPtrArray *patterns_of(const KwYaml *root, const KwYaml *list, gboolean are_whole)
{
	GPtrArray *patterns = g_ptr_array_new();

	for (guint i = 0; list && i < kw_yaml_size(list); i++)
		g_ptr_array_add(patterns,
				compile(root, kw_yaml_text(kw_yaml_at(list, i)), are_whole));
	return patterns;
}

static GHashTable *set_of(const KwYaml *list)
{
	GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; list && i < kw_yaml_size(list); i++)
		g_hash_table_add(set, kw_command_plain(kw_yaml_text(kw_yaml_at(list, i))));
	return set;
}

static GPtrArray *rules_of(const KwYaml *root, const char *key, const char *id_key)
{
	const KwYaml *list = kw_yaml_find(root, key);
	GPtrArray *rules = g_ptr_array_new();

	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const KwYaml *entry = kw_yaml_at(list, i), *over = kw_yaml_find(entry, "over");
		KwCommandRule *rule = g_new0(KwCommandRule, 1);

		rule->id = g_strdup(kw_yaml_find_text(entry, id_key));
		rule->place = i;
		rule->words = set_of(kw_yaml_find(entry, "words"));
		rule->patterns = patterns_of(root, kw_yaml_find(entry, "patterns"), FALSE);
		rule->over = g_ptr_array_new();
		for (guint j = 0; over && j < kw_yaml_size(over); j++)
			g_ptr_array_add(rule->over, g_strdup(kw_yaml_text(kw_yaml_at(over, j))));
		g_ptr_array_add(rules, rule);
	}
	return rules;
}

/* What decorates a sentence: bullets, quotes, rules; no brackets, which may stand within. */
#define EDGES                                                           \
	"[\\s\\p{Pd}\\p{Pi}\\p{Pf}\\p{Sk}\\p{So}\"'`*#_=~|<>:;.,!\\\\/" \
	"・。、「」『』【】\\[\\]●○■□◆◇→⇒]+"

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	Words *words = g_new0(Words, 1);
	g_autoptr(KwYaml) root = NULL;

	words->edges = g_regex_new("^" EDGES "|" EDGES "$", 0, 0, NULL);
	root = kw_yaml_of_asset(ASSET);
	words->courtesies = patterns_of(root, kw_yaml_find(root, "courtesies"), TRUE);
	words->questions = patterns_of(root, kw_yaml_find(root, "questions"), FALSE);
	words->requests = patterns_of(root, kw_yaml_find(root, "requests"), FALSE);
	words->asides = patterns_of(root, kw_yaml_find(root, "asides"), FALSE);
	words->bulk = patterns_of(root, kw_yaml_find(root, "bulk"), FALSE);
	words->confirmations = patterns_of(root, kw_yaml_find(root, "confirmations"), FALSE);
	words->untils = patterns_of(root, kw_yaml_find(root, "untils"), FALSE);
	words->answers = compile(root, kw_yaml_find_text(root, "answers"), FALSE);
	words->forwards = compile(root, kw_yaml_find_text(root, "forwards"), FALSE);
	words->marks = compile(root, kw_yaml_find_text(root, "marks"), FALSE);
	words->another = compile(root, kw_yaml_find_text(root, "another"), FALSE);
	return words;
}

static gpointer load_lists(gpointer first)
{
	Words *words = first;
	g_autoptr(KwYaml) root = kw_yaml_of_asset(ASSET);

	words->verbs = rules_of(root, "commands", "verb");
	words->concerns = rules_of(root, "concerns", "id");
	words->yes = set_of(kw_yaml_find(root, "yes"));
	words->no = set_of(kw_yaml_find(root, "no"));
	return words;
}

static Words *get_patterns(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load, NULL);
}

/* Words are made plain by the patterns. */
static const Words *get_words(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_lists, get_patterns());
}

/* ---- texts ---- */

static char *replace(const GRegex *regex, char *text)
{
	char *out = g_regex_replace_literal(regex, text, -1, 0, "", 0, NULL);

	if (!out) /* more than the matcher would look at */
		return text;
	g_free(text);
	return out;
}

/* "(登録)" is 登録; "(株)山田" stays. */
static char *unbracket(char *text)
{
	size_t n = strlen(text);

	if (n > 2 && *text == '(' && strchr(text, ')') == text + n - 1) {
		memmove(text, text + 1, n - 2);
		text[n - 2] = '\0';
	}
	return text;
}

char *kw_command_plain(const char *text)
{
	const Words *words = get_patterns();
	g_autofree char *folded = kw_text_fold(text);

	return unbracket(replace(words->edges, hiragana(folded)));
}

static void sentence_clear(gpointer sentence)
{
	g_free(((KwSentence *)sentence)->text);
	g_free(((KwSentence *)sentence)->raw);
}

static void add_sentence(GArray *sentences, const char *start, gsize length, gboolean is_asked)
{
	char *raw = g_strndup(start, length);
	g_autofree char *bare =
		g_regex_replace_literal(get_patterns()->marks, raw, -1, 0, "", 0, NULL);
	KwSentence sentence = {kw_command_plain(bare && *bare ? bare : raw), raw, is_asked};

	if (*sentence.text && sentences->len < MAX_SENTENCES)
		g_array_append_val(sentences, sentence);
	else
		sentence_clear(&sentence);
}

/* ASCII marks end a sentence before a blank only: not those of addresses and numbers. */
static gboolean is_end(gunichar c, const char *next)
{
	gboolean before_blank = !*next || g_unichar_isspace(g_utf8_get_char(next)) ||
				!(g_utf8_get_char(next) < 0x80);

	return c == '\n' || c == 0x3002 || c == 0xff01 || c == 0xff1f || c == 0xff61 ||
	       ((c == '.' || c == '!' || c == '?') && before_blank);
}

/* "解除お願いします、あと…": people put a comma, or nothing. */
static gboolean is_before_another(gunichar c, const char *next)
{
	const char *end = next;

	if (c != 0x3001 && c != ',' && !g_unichar_isspace(c))
		return FALSE;
	for (int i = 0; i < MAX_ANOTHER && *end; i++) /* every match checks the whole text */
		end = g_utf8_next_char(end);
	return g_regex_match_full(get_patterns()->another, next, end - next, 0, 0, NULL, NULL);
}

GArray *kw_command_sentences(const char *text)
{
	GArray *sentences = g_array_new(FALSE, FALSE, sizeof(KwSentence));
	const char *start = text;

	g_array_set_clear_func(sentences, sentence_clear);
	for (const char *p = text; *p && sentences->len < MAX_SENTENCES; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		const char *next = g_utf8_next_char(p);

		if (!is_end(c, next) && !is_before_another(c, next))
			continue;
		add_sentence(sentences, start, (gsize)(p - start), c == '?' || c == 0xff1f);
		start = next;
	}
	add_sentence(sentences, start, strlen(start), FALSE);
	return sentences;
}

char *kw_command_subject(const char *subject, gboolean *out_is_other)
{
	const Words *words = get_patterns();
	char *text = g_strdup(subject ? subject : "");

	*out_is_other = FALSE;
	for (int i = 0; i < 3; i++) {
		size_t before;

		text = replace(words->marks, text);
		before = strlen(text);
		text = replace(words->answers, text);
		text = replace(words->forwards, text);
		*out_is_other = *out_is_other || strlen(text) < before;
	}
	return *text ? text : (g_free(text), g_strdup(subject ? subject : ""));
}

/* ---- looking ---- */

static gboolean fits(const GPtrArray *patterns, const char *sentence)
{
	if (strlen(sentence) > MAX_BYTES)
		return FALSE;
	for (guint i = 0; i < patterns->len; i++)
		if (g_regex_match(patterns->pdata[i], sentence, 0, NULL))
			return TRUE;
	return FALSE;
}

const char *kw_command_rule_id(const KwCommandRule *rule)
{
	return rule->id;
}

gboolean kw_command_rule_is_before(const KwCommandRule *rule, const KwCommandRule *other)
{
	return rule->place < other->place;
}

gboolean kw_command_rule_is_over(const KwCommandRule *rule, const char *other)
{
	return g_ptr_array_find_with_equal_func(rule->over, other, g_str_equal, NULL);
}

const KwCommandRule *kw_command_verb(const char *id)
{
	const GPtrArray *verbs = get_words()->verbs;

	for (guint i = 0; i < verbs->len; i++)
		if (g_str_equal(((KwCommandRule *)verbs->pdata[i])->id, id))
			return verbs->pdata[i];
	return NULL;
}

/* "登 録" is 登録. */
static gboolean is_word(const KwCommandRule *rule, const char *sentence)
{
	g_autofree char *joined = NULL;

	if (g_hash_table_contains(rule->words, sentence))
		return TRUE;
	if (!strchr(sentence, ' ') || g_str_is_ascii(sentence) || strlen(sentence) > MAX_SPACED)
		return FALSE;
	g_auto(GStrv) parts = g_strsplit(sentence, " ", -1);
	joined = g_strjoinv("", parts);
	return g_hash_table_contains(rule->words, joined);
}

const KwCommandRule *kw_command_verb_in(const char *sentence, gboolean only_words)
{
	const GPtrArray *verbs = get_words()->verbs;

	for (guint i = 0; i < verbs->len; i++)
		if (is_word(verbs->pdata[i], sentence))
			return verbs->pdata[i];
	for (guint i = 0; !only_words && i < verbs->len; i++)
		if (fits(((KwCommandRule *)verbs->pdata[i])->patterns, sentence))
			return verbs->pdata[i];
	return NULL;
}

const KwCommandRule *kw_command_concern_in(const char *sentence)
{
	const GPtrArray *concerns = get_words()->concerns;

	for (guint i = 0; i < concerns->len; i++)
		if (fits(((KwCommandRule *)concerns->pdata[i])->patterns, sentence))
			return concerns->pdata[i];
	return NULL;
}

gboolean kw_command_says(const char *sentence, KwSays what)
{
	const Words *words = get_words();

	switch (what) {
	case KW_SAYS_COURTESY: return fits(words->courtesies, sentence);
	case KW_SAYS_QUESTION: return fits(words->questions, sentence);
	case KW_SAYS_REQUEST: return fits(words->requests, sentence);
	case KW_SAYS_ASIDE: return fits(words->asides, sentence);
	case KW_SAYS_BULK: return fits(words->bulk, sentence);
	case KW_SAYS_YES: return g_hash_table_contains(words->yes, sentence);
	case KW_SAYS_NO: return g_hash_table_contains(words->no, sentence);
	case KW_SAYS_CONFIRMATION: return fits(words->confirmations, sentence);
	}
	return FALSE;
}

const GPtrArray *kw_command_untils(void)
{
	return get_words()->untils;
}
