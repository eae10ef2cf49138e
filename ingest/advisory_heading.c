/* Headings of advisories (words: advisory.yaml).
 *
 * Advisories number and decorate headings in every fashion, and change the wording from one to the
 * next. So the decoration decides that a line is a heading, and the words only which role it has.
 */
#include "advisory_heading-private.h"

#include "ingest/recognition.h"

#include <string.h>

#define HEADING_MAX_CHARS  40
#define RULE_MIN_CHARS     4
#define NUMBERED_MAX_CHARS 20
#define SYMBOLS            "■◆◇□▼▽▲△§"

typedef struct {
	char *folded;
	const char *role;
} HeadingWord;

typedef struct {
	GArray *words;                            /* HeadingWord, longest first */
	GHashTable *exact;                        /* folded -> role */
	GRegex *strong, *numbered, *weak, *begin; /* decorations; $1 = the words */
	GRegex *tail;
} Data;

static GRegex *compile(const char *pattern)
{
	g_autoptr(GError) error = NULL;
	GRegex *regex = g_regex_new(pattern, G_REGEX_OPTIMIZE, 0, &error);

	if (!regex)
		g_error("%s: %s", pattern, error->message);
	return regex;
}

static int compare_length(gconstpointer a, gconstpointer b)
{
	size_t x = strlen(((const HeadingWord *)a)->folded);
	size_t y = strlen(((const HeadingWord *)b)->folded);

	return (x < y) - (x > y);
}

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("advisory");
	const KwYaml *roles = kw_yaml_find(root, "roles");
	Data *data = g_new0(Data, 1);

	data->words = g_array_new(FALSE, FALSE, sizeof(HeadingWord));
	data->exact = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < kw_yaml_size(roles); i++) {
		g_autoptr(GPtrArray) texts = kw_recognition_texts(kw_yaml_at(roles, i), TRUE);
		const char *role = g_intern_string(kw_yaml_key(roles, i));

		for (guint j = 0; j < texts->len; j++) {
			HeadingWord word = {g_strdup(texts->pdata[j]), role};

			g_array_append_val(data->words, word);
			g_hash_table_insert(data->exact, word.folded, (gpointer)role);
		}
	}
	g_array_sort(data->words, compare_length);
	/* "I. 概要", "■ 概要", "【概要】", "== Summary ==", "## Summary", "§1 概要" */
	data->strong = compile("^\\s*(?:[IVXⅠ-Ⅻ]+\\s?[.．、]\\s*|[" SYMBOLS "]\\s?[【≪《＜〈]?|"
			       "#{1,4}\\s+|={2,}\\s*|[【≪《＜〈]\\s*)([^\\s=].*?)"
			       "\\s*(?:={2,}|[】≫》＞〉]|#{1,4}|[" SYMBOLS "])?\\s*[:：]?\\s*$");
	/* "1. 概要", "１　概要", "3.1 Scope", "(1) 概要" */
	data->numbered = compile("^\\s*(?:\\d{1,2}(?:\\.\\d{1,2})*(?:\\s?[.．、)）]\\s*|\\s+)|"
				 "第\\d{1,2}\\s+|[(（]\\d{1,2}[)）]\\s*|[①-⑳]\\s?)"
				 "(.+?)\\s*[:：]?\\s*$");
	/* "● 概要", "・概要", "**概要**", "[概要]": may be an item of a list as well */
	data->weak = compile("^\\s*(?:[●○〇◎★☆・▶►>*]+\\s?|[\\[［<〔]\\s*)(.+?)"
			     "\\s*[\\]］>〕*]*\\s*[:：]?\\s*$");
	/* "【対象】FortiOS 7.0": heading and text on one line */
	data->begin = compile("^\\s*[" SYMBOLS
			      "●○・]?\\s?[【≪《＜〈\\[［](.{1,24}?)[】≫》＞〉\\]］]"
			      "\\s*(?=[^\\s】])");
	/* what may follow the word that a heading is about */
	data->tail = compile("(?:について|に関して|等|など|に関する情報)$");
	return data;
}

static const Data *get_data(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_data, NULL);
}

/* Their own heading first: what one calls "Details" another calls "Summary". */
static const char *role_exact(const KwPublisher *publisher, const char *words)
{
	g_autofree char *folded = kw_recognition_fold(words);
	const char *role = kw_publisher_role(publisher, folded);

	return role ? role : g_hash_table_lookup(get_data()->exact, folded);
}

static const char *role_within(const KwPublisher *publisher, const char *words)
{
	const GArray *all = get_data()->words;
	g_autofree char *folded = kw_recognition_fold(words);
	const char *role = role_exact(publisher, words);

	for (guint i = 0; !role && i < all->len; i++)
		if (strstr(folded, g_array_index(all, HeadingWord, i).folded))
			role = g_array_index(all, HeadingWord, i).role;
	return role ? role : g_intern_static_string("other");
}

/* "被害防止対策", "脆弱性の概要について": the word comes last. A single kanji more or less would be
 * another word, so the line must be short. */
static const char *role_at_end(const char *words)
{
	const GArray *all = get_data()->words;
	g_autofree char *folded = kw_recognition_fold(words);
	g_autofree char *bare = NULL;

	if (g_utf8_strlen(folded, -1) > NUMBERED_MAX_CHARS)
		return NULL;
	bare = g_regex_replace_literal(get_data()->tail, folded, -1, 0, "", 0, NULL);
	for (guint i = 0; i < all->len; i++)
		if (g_str_has_suffix(bare, g_array_index(all, HeadingWord, i).folded))
			return g_array_index(all, HeadingWord, i).role;
	return NULL;
}

/* What the brackets of a decoration hold; NULL = the line does not have it. */
static char *undecorate(const GRegex *decoration, const char *line)
{
	g_autoptr(GMatchInfo) match = NULL;

	if (!g_regex_match(decoration, line, 0, &match))
		return NULL;
	return g_match_info_fetch(match, 1);
}

gboolean kw_heading_is_rule(const char *line)
{
	size_t n = 0;

	for (const char *p = line; *p; p = g_utf8_next_char(p), n++)
		if (!strchr("-=_*~# ", *p) && g_utf8_get_char(p) != 0x2500 &&
		    g_utf8_get_char(p) != 0x2501 && g_utf8_get_char(p) != 0x2015)
			return FALSE;
	return n >= RULE_MIN_CHARS;
}

static const char *line_below(const KwHeadingPlace *place)
{
	const char *line = place->lines[place->at + 1];

	return line ? line : "";
}

static const char *line_above(const KwHeadingPlace *place)
{
	return place->at ? place->lines[place->at - 1] : "";
}

static void set_heading(KwHeading *out, const char *role, const char *title, const char *rest)
{
	out->role = role;
	out->title = g_strstrip(g_strdup(title));
	out->rest = rest;
}

/* "対象: FortiOS 7.0", "【対象】FortiOS 7.0": heading and text on one line. */
static gboolean read_inline(const KwHeadingPlace *place, const char *line, KwHeading *out)
{
	const Data *data = get_data();
	const char *ascii = strchr(line, ':'), *wide = strstr(line, "：");
	const char *colon = ascii && wide ? MIN(ascii, wide) : ascii ? ascii : wide;
	const GRegex *decorations[] = {data->strong, data->numbered, data->weak};
	g_autofree char *words = NULL, *plain = NULL;
	g_autoptr(GMatchInfo) match = NULL;
	const char *role;

	if (g_regex_match(data->begin, line, 0, &match)) {
		int end;

		plain = g_match_info_fetch(match, 1);
		g_match_info_fetch_pos(match, 0, NULL, &end);
		role = role_exact(place->publisher, plain);
		if (role) {
			words = g_strndup(line, (size_t)end);
			set_heading(out, role, words, line + end);
		}
		return role != NULL;
	}
	if (!colon || g_utf8_strlen(line, colon - line) > HEADING_MAX_CHARS)
		return FALSE;
	words = g_strndup(line, (size_t)(colon - line));
	for (guint i = 0; !plain && i < G_N_ELEMENTS(decorations); i++)
		plain = undecorate(decorations[i], words);
	role = role_exact(place->publisher, plain ? plain : words);
	if (role)
		set_heading(out, role, words, g_utf8_next_char(colon));
	return role != NULL;
}

static gboolean is_same_symbol(const char *line, const char *other)
{
	const char *a = line + strspn(line, " \t"), *b = other + strspn(other, " \t");

	return *a && g_utf8_get_char(a) == g_utf8_get_char(b);
}

/* "■ FortiOS 7.4" below "■ FortiOS 7.2": a list, whose words say nothing of a section. */
static gboolean is_item(const KwHeadingPlace *place, const char *line)
{
	static const char *const symbols = SYMBOLS;
	const char *start = line + strspn(line, " \t");
	g_autofree char *first = g_strndup(start, (size_t)(g_utf8_next_char(start) - start));

	return *start && strstr(symbols, first) &&
	       (is_same_symbol(line, line_below(place)) || is_same_symbol(line, line_above(place)));
}

static gboolean read_decorated(const KwHeadingPlace *place, const char *line, KwHeading *out)
{
	g_autofree char *strong = undecorate(get_data()->strong, line);
	g_autofree char *numbered = NULL, *weak = NULL;
	const char *role;

	if (strong) {
		role = role_within(place->publisher, strong);
		if (g_str_equal(role, "other") && is_item(place, line))
			return FALSE;
		set_heading(out, role, line, NULL);
		return TRUE;
	}
	numbered = undecorate(get_data()->numbered, line);
	weak = numbered ? NULL : undecorate(get_data()->weak, line);
	role = role_exact(place->publisher, numbered ? numbered : weak ? weak : line);
	if (!role && numbered && (!*line_above(place) || kw_heading_is_rule(line_above(place))))
		role = role_at_end(numbered);
	if (!role && *line_below(place) == '=' && kw_heading_is_rule(line_below(place)) &&
	    !kw_heading_is_rule(line_above(place))) /* between two rules stands a title */
		role = role_within(place->publisher, line);
	if (role)
		set_heading(out, role, line, NULL);
	return role != NULL;
}

gboolean kw_heading_read(const KwHeadingPlace *place, KwHeading *out_heading)
{
	const char *line = place->lines[place->at];

	*out_heading = (KwHeading){0};
	if (!*line)
		return FALSE;
	if (read_inline(place, line, out_heading))
		return TRUE;
	return g_utf8_strlen(line, -1) <= HEADING_MAX_CHARS && !g_str_has_suffix(line, "。") &&
	       read_decorated(place, line, out_heading);
}
