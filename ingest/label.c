/* What one line says where mail programs paste headers into a text. The words of all languages are
 * data (forward.yaml); which lines belong together is block.c.
 *
 * Words are compared folded, so that full-width colons and capitals need no entry; a word that
 * means two things in two languages keeps both, and the block decides by what it still lacks. */
#include "ingest/label.h"

#include "base/text.h"
#include "ingest/recognition.h"

#include <string.h>

#define LABEL_MAX_CHARS     32
#define LINE_MAX_BYTES      8192 /* a longer line is prose; Yahoo's glued blocks are shorter */
#define SEPARATOR_MAX_BYTES 200
#define ENDING_MAX_BYTES    100
#define RULE_MIN            5    /* as many rule characters are a line across the page */
#define RULE_SURE           20   /* and as many are one that hardly any signature has */
#define WIDE_MARK           "＞" /* some write quotes so */
#define MAX_TAGS            3    /* "[External]" before a Subject */
#define N_KINDS             (KW_LABEL_OTHER + 1)

typedef struct {
	GHashTable *labels;        /* folded word -> bits of kinds */
	GHashTable *announcements; /* folded */
	GHashTable *endings;       /* folded */
	GPtrArray *forwarded_by;   /* folded */
	GPtrArray *prefixes;       /* folded */
} Words;

static GHashTable *load_set(const KwYaml *list)
{
	g_autoptr(GPtrArray) texts = kw_recognition_texts(list, TRUE);
	GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < texts->len; i++)
		g_hash_table_add(set, g_strdup(texts->pdata[i]));
	return set;
}

static gpointer load_words(gpointer unused G_GNUC_UNUSED)
{
	static const char *const kinds[N_KINDS] = {"from", "date", "to", "cc", "subject", "other"};
	g_autoptr(KwYaml) root = kw_recognition_load("forward");
	const KwYaml *labels = kw_yaml_find(root, "labels");
	Words *words = g_new0(Words, 1);

	words->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (int kind = 0; kind < N_KINDS; kind++) {
		g_autoptr(GPtrArray)
			texts = kw_recognition_texts(kw_yaml_find(labels, kinds[kind]), TRUE);

		for (guint i = 0; i < texts->len; i++) {
			guint bits = GPOINTER_TO_UINT(
				g_hash_table_lookup(words->labels, texts->pdata[i]));

			g_hash_table_insert(words->labels, g_strdup(texts->pdata[i]),
					    GUINT_TO_POINTER(bits | KW_LABEL_BIT(kind)));
		}
	}
	words->announcements = load_set(kw_yaml_find(root, "announcements"));
	words->endings = load_set(kw_yaml_find(root, "endings"));
	words->forwarded_by = kw_recognition_texts(kw_yaml_find(root, "forwarded_by"), TRUE);
	words->prefixes = kw_recognition_texts(kw_yaml_find(root, "subject_prefixes"), TRUE);
	return words;
}

static gpointer load_time(gpointer unused G_GNUC_UNUSED)
{
	return g_regex_new("\\d{1,2}\\s?[:.h時시]\\s?\\d{2}", G_REGEX_OPTIMIZE, 0, NULL);
}

static const Words *get_words(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_words, NULL);
}

void kw_label_clear(KwLabel *label)
{
	g_clear_pointer(&label->value, g_free);
}

/* ---- lines ---- */

const char *kw_label_skip_blanks(const char *p)
{
	while (*p && g_unichar_isspace(g_utf8_get_char(p)))
		p = g_utf8_next_char(p);
	return p;
}

gboolean kw_label_is_blank(const char *line)
{
	return !*kw_label_skip_blanks(kw_label_unquote(line, -1, NULL));
}

const char *kw_label_unquote(const char *line, int levels, int *out_removed)
{
	int removed = 0;

	while (levels < 0 || removed < levels) {
		const char *p = line + strspn(line, " ");

		if (*p != '>' && !g_str_has_prefix(p, WIDE_MARK))
			break;
		line = p + (*p == '>' ? 1 : strlen(WIDE_MARK));
		removed++;
	}
	if (removed && *line == ' ')
		line++;
	if (out_removed)
		*out_removed = removed;
	return line;
}

/* ---- separators ---- */

static size_t rule_length(const char *p)
{
	size_t n = 0;

	for (; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!strchr("-_=~", (int)(c < 0x80 ? c : 'x')) && c != 0x2500 && c != 0x2501 &&
		    c != 0x2014 && c != 0x2015 && c != 0xff0d && c != 0x30fc)
			break;
		n++;
	}
	return *p ? 0 : n;
}

/* The words of a line, folded, without colon and ornaments around them. */
static char *bare_words(const char *text)
{
	g_autofree char *folded = kw_recognition_fold(text);
	size_t length = strlen(folded);

	while (length && strchr(" :-=*<>", folded[length - 1]))
		folded[--length] = '\0';
	return g_strdup(folded + strspn(folded, " -=*<>"));
}

/* "Begin forwarded message:" and the like; Becky!'s "Forwarded by NAME <ADDRESS>". */
static gboolean is_announcement(const char *text)
{
	const Words *words = get_words();
	g_autofree char *bare = bare_words(text);

	for (guint i = 0; strchr(bare, '@') && i < words->forwarded_by->len; i++)
		if (g_str_has_prefix(bare, words->forwarded_by->pdata[i]))
			return TRUE;
	return g_hash_table_contains(words->announcements, bare);
}

gboolean kw_label_is_ending(const char *line)
{
	g_autofree char *bare = NULL;

	if (strlen(line) > ENDING_MAX_BYTES)
		return FALSE;
	bare = bare_words(kw_label_unquote(line, -1, NULL));
	return g_hash_table_contains(get_words()->endings, bare);
}

int kw_label_separator(const char *line)
{
	const char *p = kw_label_skip_blanks(kw_label_unquote(line, -1, NULL));
	g_autofree char *text = NULL;
	size_t length = strlen(p), rule;

	if (!length || length > SEPARATOR_MAX_BYTES)
		return 0;
	text = g_strstrip(g_strdup(p));
	length = strlen(text);
	rule = rule_length(text);
	if (rule >= RULE_MIN)
		return rule >= RULE_SURE ? 2 : 1;
	if (length > 8 && g_str_has_prefix(text, "---") && g_str_has_suffix(text, "---"))
		return 2;
	return is_announcement(text) ? 2 : 0;
}

gboolean kw_label_is_forward_subject(const char *subject)
{
	const GPtrArray *prefixes = get_words()->prefixes;
	g_autofree char *folded = kw_recognition_fold(subject);
	const char *p = folded;

	/* marks that gateways put before it: "[External] Fwd: …" */
	for (int i = 0; i < MAX_TAGS && *p == '[' && strchr(p, ']'); i++)
		p = kw_label_skip_blanks(strchr(p, ']') + 1);
	for (guint i = 0; i < prefixes->len; i++) {
		const char *prefix = prefixes->pdata[i];
		const char *rest = p;

		if (g_str_has_prefix(rest, "【"))
			rest += strlen("【");
		if (!g_str_has_prefix(rest, prefix))
			continue;
		rest += strlen(prefix);
		rest += strspn(rest, " []0123456789");
		if (*rest == ':' || g_str_has_prefix(rest, "】"))
			return TRUE;
	}
	return FALSE;
}

/* ---- labels ---- */

static gboolean is_colon(gunichar c)
{
	return c == ':' || c == 0xff1a || c == 0xfe13 || c == 0x055d || c == '|' || c == '\t';
}

/* Marks of emphasis (Gmail makes bold text *bold*) and the cell borders of HTML tables. */
static const char *skip_marks(const char *p)
{
	for (;;) {
		const char *q = kw_label_skip_blanks(p);

		if (*q == '*' || *q == '|' || *q == ':')
			q++;
		if (q == p)
			return p;
		p = q;
	}
}

char *kw_label_tidy_value(const char *value)
{
	g_autofree char *text = kw_text_one_line(skip_marks(value));
	size_t length = strlen(text);

	while (length && (text[length - 1] == '*' || text[length - 1] == ' '))
		text[--length] = '\0';
	return g_steal_pointer(&text);
}

/* "件　名" is spaced out to be as wide as "差出人". */
static void close_up(char *folded)
{
	char *out = folded;

	for (const char *p = folded; *p; p++)
		if (*p != ' ' || (folded[0] & 0x80) == 0)
			*out++ = *p;
	*out = '\0';
}

guint kw_label_bits(const char *word, size_t length)
{
	g_autofree char *text = g_strndup(word, length);
	g_autofree char *folded = kw_recognition_fold(text);
	guint bits;

	length = strlen(folded);
	while (length && (folded[length - 1] == '*' || folded[length - 1] == ' '))
		folded[--length] = '\0';
	bits = GPOINTER_TO_UINT(g_hash_table_lookup(get_words()->labels, folded));
	if (bits || !strchr(folded, ' '))
		return bits;
	close_up(folded);
	return GPOINTER_TO_UINT(g_hash_table_lookup(get_words()->labels, folded));
}

/* The word before a colon, and where its value begins. FALSE: the line has no such form. */
static gboolean split_label(const char *line, int *out_quote, const char **out_word,
			    size_t *out_length, const char **out_value)
{
	const char *word = skip_marks(kw_label_unquote(line, -1, out_quote)), *end = word;
	int chars = 0;

	while (*end && !is_colon(g_utf8_get_char(end))) {
		if (++chars > LABEL_MAX_CHARS)
			return FALSE;
		end = g_utf8_next_char(end);
	}
	if (!*end || strnlen(end, LINE_MAX_BYTES) == LINE_MAX_BYTES)
		return FALSE;
	*out_word = word;
	*out_length = (size_t)(end - word);
	*out_value = g_utf8_next_char(end);
	return TRUE;
}

gboolean kw_label_read(const char *line, KwLabel *out)
{
	const char *word, *value;
	size_t length;

	if (!split_label(line, &out->quote, &word, &length, &value))
		return FALSE;
	out->bits = kw_label_bits(word, length);
	if (!out->bits)
		return FALSE;
	out->value = kw_label_tidy_value(value);
	return TRUE;
}

/* "19:34", "19.34", "19時34分": the only thing that a date has in every language. */
static gboolean has_time(const char *value)
{
	static GOnce once = G_ONCE_INIT;
	const GRegex *time = g_once(&once, load_time, NULL);

	return g_regex_match(time, value, 0, NULL);
}

gboolean kw_label_guess(const char *line, guint seen, KwLabel *out)
{
	static const int addresses[] = {KW_LABEL_FROM, KW_LABEL_TO, KW_LABEL_CC, KW_LABEL_OTHER};
	g_autofree char *value = NULL;
	const char *word, *rest;
	size_t length;

	if (!split_label(line, &out->quote, &word, &length, &rest) || !length ||
	    memchr(word, '@', length) || g_str_has_prefix(rest, "//"))
		return FALSE;
	value = kw_label_tidy_value(rest);
	out->bits = 0;
	for (guint i = 0; strchr(value, '@') && !out->bits && i < G_N_ELEMENTS(addresses); i++)
		out->bits = KW_LABEL_BIT(addresses[i]) & ~seen;
	if (!strchr(value, '@') && *value)
		out->bits = KW_LABEL_BIT(has_time(value) ? KW_LABEL_DATE : KW_LABEL_SUBJECT) &
			    ~seen;
	if (!out->bits)
		return FALSE;
	out->value = g_steal_pointer(&value);
	return TRUE;
}

int kw_label_pick(guint bits, guint seen)
{
	for (int kind = 0; kind < N_KINDS; kind++)
		if ((bits & KW_LABEL_BIT(kind)) &&
		    (kind == KW_LABEL_OTHER || !(seen & KW_LABEL_BIT(kind))))
			return kind;
	return -1;
}
