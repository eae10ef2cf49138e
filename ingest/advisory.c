/* The sections of an advisory's text, found by its headings (words: advisory.yaml). Who published
 * it is ingest/publisher, its numbers ingest/identify.
 *
 * Advisories number and decorate headings in every fashion, and change the wording from one to the
 * next. So the decoration decides that a line is a heading, and the words only which role it has.
 */
#include "ingest/advisory.h"

#include "base/text.h"
#include "ingest/identify.h"
#include "ingest/links.h"
#include "ingest/publisher.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_SECTIONS       60
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

static void section_free(gpointer data)
{
	KwSection *section = data;

	g_free(section->title);
	g_free(section->text);
	g_free(section);
}

void kw_advisory_free(KwAdvisory *advisory)
{
	if (!advisory)
		return;
	g_free(advisory->id);
	g_free(advisory->title);
	g_ptr_array_unref(advisory->sections);
	g_free(advisory);
}

/* ---- headings ---- */

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

/* A line of a text, with what stands around it. */
typedef struct {
	const KwPublisher *publisher;
	char *const *lines;
	guint at;
} Place;

typedef struct {
	const char *role; /* NULL: it is no heading */
	char *title;
	const char *rest; /* text that follows on the same line; NULL = none */
} Heading;

static gboolean is_rule(const char *line)
{
	size_t n = 0;

	for (const char *p = line; *p; p = g_utf8_next_char(p), n++)
		if (!strchr("-=_*~# ", *p) && g_utf8_get_char(p) != 0x2500 &&
		    g_utf8_get_char(p) != 0x2501 && g_utf8_get_char(p) != 0x2015)
			return FALSE;
	return n >= RULE_MIN_CHARS;
}

static const char *line_below(const Place *place)
{
	const char *line = place->lines[place->at + 1];

	return line ? line : "";
}

static const char *line_above(const Place *place)
{
	return place->at ? place->lines[place->at - 1] : "";
}

static void set_heading(Heading *out, const char *role, const char *title, const char *rest)
{
	out->role = role;
	out->title = g_strstrip(g_strdup(title));
	out->rest = rest;
}

/* "対象: FortiOS 7.0", "【対象】FortiOS 7.0": heading and text on one line. */
static gboolean read_inline(const Place *place, const char *line, Heading *out)
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
static gboolean is_item(const Place *place, const char *line)
{
	static const char *const symbols = SYMBOLS;
	const char *start = line + strspn(line, " \t");
	g_autofree char *first = g_strndup(start, (size_t)(g_utf8_next_char(start) - start));

	return *start && strstr(symbols, first) &&
	       (is_same_symbol(line, line_below(place)) || is_same_symbol(line, line_above(place)));
}

static gboolean read_decorated(const Place *place, const char *line, Heading *out)
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
	if (!role && numbered && (!*line_above(place) || is_rule(line_above(place))))
		role = role_at_end(numbered);
	if (!role && *line_below(place) == '=' && is_rule(line_below(place)) &&
	    !is_rule(line_above(place))) /* between two rules stands a title */
		role = role_within(place->publisher, line);
	if (role)
		set_heading(out, role, line, NULL);
	return role != NULL;
}

/* FALSE: the line is no heading. */
static gboolean read_heading(const Place *place, Heading *out)
{
	const char *line = place->lines[place->at];

	*out = (Heading){0};
	if (!*line)
		return FALSE;
	if (read_inline(place, line, out))
		return TRUE;
	return g_utf8_strlen(line, -1) <= HEADING_MAX_CHARS && !g_str_has_suffix(line, "。") &&
	       read_decorated(place, line, out);
}

/* ---- sections ---- */

typedef struct {
	GPtrArray *sections;
	const char *role;
	char *title;
	GString *text;
} Reader;

static void end_section(Reader *reader)
{
	g_autofree char *text = kw_text_tidy(reader->text->str);

	g_string_truncate(reader->text, 0);
	if (*text || *reader->title || reader->sections->len) {
		KwSection *section = g_new0(KwSection, 1);

		section->role = reader->role;
		section->title = g_steal_pointer(&reader->title);
		section->text = g_steal_pointer(&text);
		g_ptr_array_add(reader->sections, section);
	}
	g_clear_pointer(&reader->title, g_free);
}

static gboolean is_closed(const Reader *reader)
{
	return !*reader->title && g_str_equal(reader->role, "contact");
}

/* Below it the text is about its sender, until a heading says otherwise. */
static gboolean is_closing(const Place *place)
{
	g_autofree char *folded = kw_recognition_fold(place->lines[place->at]);

	return *folded && kw_publisher_is_closing(place->publisher, folded);
}

static void read_sections(const KwPublisher *publisher, char *const *lines, GPtrArray *sections)
{
	Reader reader = {.sections = sections,
			 .role = g_intern_static_string("lead"),
			 .title = g_strdup(""),
			 .text = g_string_new(NULL)};
	Place place = {publisher, lines, 0};

	for (; lines[place.at]; place.at++) {
		const char *line = lines[place.at];
		gboolean has_room = sections->len < MAX_SECTIONS - 1;
		Heading heading = {0};

		if (is_rule(line))
			continue;
		if (has_room && read_heading(&place, &heading)) {
			end_section(&reader);
			reader.role = heading.role;
			reader.title = heading.title;
			line = heading.rest ? heading.rest + strspn(heading.rest, " \t") : "";
		} else if (has_room && !is_closed(&reader) && is_closing(&place)) {
			end_section(&reader);
			reader.role = g_intern_static_string("contact");
			reader.title = g_strdup("");
		}
		g_string_append_printf(reader.text, "%s\n", line);
	}
	end_section(&reader);
	g_string_free(reader.text, TRUE);
}

/* ---- who, which ---- */

static char *find_title(char *const *lines)
{
	for (; *lines; lines++) {
		g_autofree char *folded = kw_recognition_fold(*lines);

		if (!*folded || !kw_publisher_is_masthead(folded))
			continue;
		for (lines++; *lines; lines++)
			if (**lines && !is_rule(*lines))
				return kw_text_one_line(*lines);
		return NULL;
	}
	return NULL;
}

static const KwPublisher *publisher_of_refs(const GPtrArray *refs)
{
	for (guint i = 0; i < refs->len; i++) {
		const KwPublisher *publisher =
			kw_publisher_of_kind(((KwRef *)refs->pdata[i])->kind);

		if (publisher)
			return publisher;
	}
	return NULL;
}

/* The first of the links that leads to a publisher. */
static const KwPublisher *publisher_of_links(const char *text)
{
	g_autoptr(GPtrArray) links = kw_links_find(text);
	const KwPublisher *publisher = NULL;

	for (guint i = 0; i < links->len && !publisher; i++)
		publisher = kw_publisher_of_url(links->pdata[i]);
	return publisher;
}

/* An advisory's own number stands in its first line. */
static const KwPublisher *publisher_of_first_line(char *const *lines)
{
	while (*lines && !(*lines)[strspn(*lines, " \t\r")])
		lines++;
	g_autoptr(GPtrArray) refs = kw_identify_refs(*lines ? *lines : "");

	return publisher_of_refs(refs);
}

/* In a mail of somebody's own, the page of one who warns is what it is about, if it leads there
 * first: one in a list of headlines does not, and references are only where else to read. */
static const KwPublisher *publisher_of_page(char *const *lines)
{
	g_autoptr(GPtrArray) sections = g_ptr_array_new_with_free_func(section_free);

	read_sections(NULL, lines, sections);
	for (guint i = 0; i < sections->len; i++) {
		const KwSection *section = sections->pdata[i];
		g_autoptr(GPtrArray) links = kw_links_find(section->text);
		const KwPublisher *publisher;

		if (!links->len || g_str_equal(section->role, "references"))
			continue;
		publisher = kw_publisher_of_url(links->pdata[0]);
		return publisher && publisher->alerts ? publisher : NULL;
	}
	return NULL;
}

static const KwPublisher *find_publisher(const char *subject, const char *from_address,
					 const char *text, char *const *lines,
					 const GPtrArray *subject_refs)
{
	const KwPublisher *publisher = kw_publisher_of_address(from_address);

	if (!publisher) /* a feed names its entry's page there */
		publisher = publisher_of_links(subject);
	if (!publisher)
		publisher = publisher_of_refs(subject_refs);
	if (!publisher)
		publisher = kw_publisher_of_title(subject);
	if (!publisher)
		publisher = kw_publisher_of_text(text);
	if (!publisher)
		publisher = publisher_of_first_line(lines);
	return publisher ? publisher : publisher_of_page(lines);
}

static char *find_id(const KwPublisher *publisher, const GPtrArray *refs)
{
	for (guint i = 0; i < refs->len; i++) {
		const KwRef *ref = refs->pdata[i];

		if (kw_identify_is_strong(ref->kind) &&
		    (!publisher || kw_publisher_gives(publisher, ref->kind, ref->value)))
			return g_strdup(ref->value);
	}
	return NULL;
}

KwAdvisory *kw_advisory_parse(const char *subject, const char *from_address, const char *text)
{
	KwAdvisory *advisory = g_new0(KwAdvisory, 1);
	const char *title = subject ? subject : "";
	g_autoptr(GPtrArray) subject_refs = kw_identify_refs(title);
	g_autofree char *folded = kw_recognition_fold(title);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	const KwPublisher *publisher =
		find_publisher(title, from_address, text, lines, subject_refs);

	advisory->publisher = publisher ? publisher->id : NULL;
	advisory->form = kw_publisher_form(publisher, folded);
	advisory->sections = g_ptr_array_new_with_free_func(section_free);
	advisory->title = find_title(lines);
	advisory->id = find_id(publisher, subject_refs);
	if (advisory->form == KW_FORM_TABLE)
		return advisory;
	read_sections(publisher, lines, advisory->sections);
	if (!advisory->id && publisher) {
		g_autoptr(GPtrArray) refs = kw_identify_refs(text);

		advisory->id = find_id(publisher, refs);
	}
	return advisory;
}

const char *kw_advisory_publisher_of_url(const char *url)
{
	const KwPublisher *publisher = kw_publisher_of_url(url);

	return publisher ? publisher->id : NULL;
}
