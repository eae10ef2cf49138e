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

#define MAX_SECTIONS      60
#define HEADING_MAX_CHARS 40
#define RULE_MIN_CHARS    4

typedef struct {
	char *folded;
	const char *role;
} HeadingWord;

typedef struct {
	GArray *words;                   /* HeadingWord, longest first */
	GHashTable *exact;               /* folded -> role */
	GPtrArray *title_after, *armour; /* GRegex * */
	GRegex *strong, *weak;           /* decorations; $1 = the words */
} Data;

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
	data->title_after = kw_recognition_patterns(kw_yaml_find(root, "title_after"));
	data->armour = kw_recognition_patterns(kw_yaml_find(root, "armour"));
	/* "I. 概要", "■ 概要", "【概要】", "== Summary ==", "## Summary", "§1 概要" */
	data->strong = g_regex_new(
		"^\\s*(?:[IVX]+\\s?[.．、]\\s*|[■◆◇□▼▽§]\\s?|#{1,4}\\s+|={2,}\\s*|"
		"[【≪《＜]\\s*)([^\\s=].*?)\\s*(?:={2,}|[】≫》＞]|#{1,4})?\\s*[:：]?\\s*$",
		G_REGEX_OPTIMIZE, 0, NULL);
	/* "1. 概要", "(1) 概要", "● 概要", "・概要", "**概要**": may be an item of a list as well
	 */
	data->weak = g_regex_new(
		"^\\s*(?:\\d{1,2}(?:\\.\\d)?\\s?[.．、)）]\\s*|[(（]\\d{1,2}[)）]\\s*|"
		"[①-⑳●○◎★☆・▶►>*]+\\s?|[\\[［<〔]\\s*)(.+?)\\s*[\\]］>〕*]*\\s*[:：]?\\s*$",
		G_REGEX_OPTIMIZE, 0, NULL);
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

static const char *role_exact(const char *words)
{
	g_autofree char *folded = kw_recognition_fold(words);

	return g_hash_table_lookup(get_data()->exact, folded);
}

static const char *role_within(const char *words)
{
	const GArray *all = get_data()->words;
	g_autofree char *folded = kw_recognition_fold(words);

	for (guint i = 0; i < all->len; i++)
		if (strstr(folded, g_array_index(all, HeadingWord, i).folded))
			return g_array_index(all, HeadingWord, i).role;
	return g_intern_static_string("other");
}

/* What the brackets of a decoration hold; NULL = the line does not have it. */
static char *undecorate(const GRegex *decoration, const char *line)
{
	g_autoptr(GMatchInfo) match = NULL;

	if (!g_regex_match(decoration, line, 0, &match))
		return NULL;
	return g_match_info_fetch(match, 1);
}

/* "対象: FortiOS 7.0": heading and text on one line. */
static const char *read_inline(const char *line, char **out_title, const char **out_rest)
{
	const char *ascii = strchr(line, ':'), *wide = strstr(line, "：");
	const char *colon = ascii && wide ? MIN(ascii, wide) : ascii ? ascii : wide;
	g_autofree char *words = NULL, *plain = NULL;
	const char *role;

	if (!colon || g_utf8_strlen(line, colon - line) > HEADING_MAX_CHARS)
		return NULL;
	words = g_strndup(line, (size_t)(colon - line));
	plain = undecorate(get_data()->strong, words);
	if (!plain)
		plain = undecorate(get_data()->weak, words);
	if (!plain)
		plain = g_strdup(words);
	role = role_exact(plain);
	if (role) {
		*out_title = g_strstrip(g_steal_pointer(&words));
		*out_rest = g_utf8_next_char(colon);
	}
	return role;
}

/* The role of a heading line, NULL for other lines. *out_rest is text that follows on it. */
static const char *read_heading(const char *line, char **out_title, const char **out_rest)
{
	g_autofree char *words = NULL;
	const char *role;

	*out_rest = NULL;
	if (!*line)
		return NULL;
	role = read_inline(line, out_title, out_rest);
	if (role)
		return role;
	if (g_utf8_strlen(line, -1) > HEADING_MAX_CHARS || g_str_has_suffix(line, "。"))
		return NULL;
	words = undecorate(get_data()->strong, line);
	if (words) {
		role = role_within(words);
	} else {
		words = undecorate(get_data()->weak, line);
		role = role_exact(words ? words : line);
	}
	if (role)
		*out_title = g_strstrip(g_strdup(line));
	return role;
}

/* ---- sections ---- */

typedef struct {
	GPtrArray *sections;
	const char *role;
	char *title;
	GString *text;
} Reader;

static gboolean is_rule(const char *line)
{
	size_t n = 0;

	for (const char *p = line; *p; p = g_utf8_next_char(p), n++)
		if (!strchr("-=_*~# ", *p) && g_utf8_get_char(p) != 0x2500 &&
		    g_utf8_get_char(p) != 0x2501 && g_utf8_get_char(p) != 0x2015)
			return FALSE;
	return n >= RULE_MIN_CHARS;
}

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

static gboolean matches_any(const GPtrArray *patterns, const char *line)
{
	for (guint i = 0; i < patterns->len; i++)
		if (g_regex_match(patterns->pdata[i], line, 0, NULL))
			return TRUE;
	return FALSE;
}

/* Lines of text; a signed mail's armour and dash-escapes (RFC 4880 §7.1), and the signature, go. */
static char **text_lines(const char *text)
{
	char **lines = g_strsplit(text, "\n", -1);
	gboolean is_signed = FALSE, in_signature = FALSE;

	for (char **line = lines; *line; line++) {
		gboolean ends = g_str_equal(*line, "-----END PGP SIGNATURE-----");

		if (g_str_has_prefix(*line, "-----BEGIN PGP SIGNED"))
			is_signed = TRUE;
		if (is_signed && g_str_has_prefix(*line, "-----BEGIN PGP SIGNATURE"))
			in_signature = TRUE;
		if (in_signature || (is_signed && matches_any(get_data()->armour, *line)))
			**line = '\0';
		else if (is_signed && g_str_has_prefix(*line, "- "))
			memmove(*line, *line + 2, strlen(*line + 2) + 1);
		if (ends)
			is_signed = in_signature = FALSE;
	}
	return lines;
}

static void read_sections(char **lines, GPtrArray *sections)
{
	Reader reader = {.sections = sections,
			 .role = g_intern_static_string("other"),
			 .title = g_strdup(""),
			 .text = g_string_new(NULL)};

	for (char **line = lines; *line; line++) {
		char *title = NULL;
		const char *rest = NULL, *role = NULL;

		if (is_rule(*line))
			continue;
		if (sections->len < MAX_SECTIONS - 1)
			role = read_heading(*line, &title, &rest);
		if (!role) {
			g_string_append_printf(reader.text, "%s\n", *line);
			continue;
		}
		end_section(&reader);
		reader.role = role;
		reader.title = title;
		if (rest)
			g_string_append_printf(reader.text, "%s\n", rest + strspn(rest, " \t"));
	}
	end_section(&reader);
	g_string_free(reader.text, TRUE);
}

/* ---- who, which ---- */

static char *find_title(char **lines)
{
	for (char **line = lines; *line; line++) {
		if (!matches_any(get_data()->title_after, *line))
			continue;
		for (line++; *line; line++)
			if (**line && !is_rule(*line))
				return kw_text_one_line(*line);
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

/* In a mail of somebody's own, the first link to a publisher who warns is what it is about. */
static const KwPublisher *publisher_of_links(const char *text)
{
	g_autoptr(GPtrArray) links = kw_links_find(text);

	for (guint i = 0; i < links->len; i++) {
		const KwPublisher *publisher = kw_publisher_of_url(links->pdata[i]);

		if (publisher && publisher->alerts)
			return publisher;
	}
	return NULL;
}

static const KwPublisher *find_publisher(const char *subject, const char *from_address,
					 const char *text, const GPtrArray *subject_refs)
{
	const KwPublisher *publisher = kw_publisher_of_address(from_address);

	if (!publisher)
		publisher = publisher_of_refs(subject_refs);
	if (!publisher)
		publisher = kw_publisher_of_title(subject);
	return publisher ? publisher : publisher_of_links(text);
}

static char *find_id(const KwPublisher *publisher, const GPtrArray *refs)
{
	for (guint i = 0; i < refs->len; i++) {
		const KwRef *ref = refs->pdata[i];
		const KwPublisher *owner = kw_publisher_of_kind(ref->kind);

		if (kw_identify_is_strong(ref->kind) && (!publisher || owner == publisher))
			return g_strdup(ref->value);
	}
	return NULL;
}

KwAdvisory *kw_advisory_parse(const char *subject, const char *from_address, const char *text)
{
	KwAdvisory *advisory = g_new0(KwAdvisory, 1);
	g_autoptr(GPtrArray) subject_refs = kw_identify_refs(subject ? subject : "");
	g_auto(GStrv) lines = text_lines(text);
	const KwPublisher *publisher =
		find_publisher(subject ? subject : "", from_address, text, subject_refs);

	advisory->sections = g_ptr_array_new_with_free_func(section_free);
	read_sections(lines, advisory->sections);
	advisory->title = find_title(lines);
	advisory->publisher = publisher ? publisher->id : NULL;
	advisory->id = find_id(publisher, subject_refs);
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
