/* Identifiers in texts, and titles made comparable. The patterns are data (identify.yaml); whether
 * two tellings are one story is decided by ingest/story.
 *
 * Everything is matched on folded text, so that full-width digits, other dashes and lower case need
 * no pattern of their own; the canonical spelling is put together anew. */
#include "ingest/identify.h"

#include "base/text.h"
#include "ingest/gateway.h"
#include "ingest/recognition.h"
#include "ingest/spot.h"

#include <string.h>

#define MAX_REFS  200
#define MAX_BYTES (2 * 1024 * 1024) /* of text that is looked through */

#define MAX_LINK_BYTES 2048 /* that are looked back through for "://" */

typedef struct {
	const char *kind; /* interned */
	char *value;
} Pattern;

typedef struct {
	char *name;
	GPtrArray *as; /* GRegex * */
} Spelling;

typedef struct {
	GArray *patterns;   /* Pattern */
	KwSpotter *spotter; /* id = index of the pattern */
	GPtrArray *weak;    /* char *: kinds that name no single publication */
	GPtrArray *mail_prefixes, *key_prefixes, *noise, *revision; /* GRegex * */
	GArray *spellings;                                          /* Spelling */
	GRegex *official;
} Data;

typedef struct {
	const char *text;
	GPtrArray *refs;
	GHashTable *seen; /* values; borrowed from the refs */
	GHashTable *told; /* those that stand outside of links */
} Search;

/* "~" of a pattern: any hyphen, as mail programs and word processors have them, behind which a line
 * may end. */
#define HYPHEN "[-‐‑–—―−ー_\\x{ad}]{1,2}\\s{0,3}"

static void add_pattern(Data *data, const KwYaml *node)
{
	g_auto(GStrv) pieces = g_strsplit(kw_yaml_find_text(node, "pattern"), "~", -1);
	g_autofree char *regex = g_strjoinv(HYPHEN, pieces);
	Pattern pattern = {
		.kind = g_intern_string(kw_yaml_find_text(node, "kind")),
		.value = g_strdup(kw_yaml_find_text(node, "value")),
	};

	kw_spotter_add(data->spotter, regex, data->patterns->len);
	g_array_append_val(data->patterns, pattern);
}

static GArray *load_spellings(const KwYaml *list)
{
	GArray *spellings = g_array_new(FALSE, FALSE, sizeof(Spelling));

	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const KwYaml *node = kw_yaml_at(list, i);
		Spelling one = {
			.name = g_strdup(kw_yaml_find_text(node, "name")),
			.as = kw_recognition_patterns(kw_yaml_find(node, "as")),
		};

		g_array_append_val(spellings, one);
	}
	return spellings;
}

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("identify");
	const KwYaml *refs = kw_yaml_find(root, "refs"), *title = kw_yaml_find(root, "title");
	Data *data = g_new0(Data, 1);

	data->patterns = g_array_new(FALSE, FALSE, sizeof(Pattern));
	data->spotter = kw_spotter_new();
	data->weak = kw_recognition_texts(kw_yaml_find(root, "weak"), FALSE);
	for (guint i = 0; i < kw_yaml_size(refs); i++)
		add_pattern(data, kw_yaml_at(refs, i));
	data->mail_prefixes = kw_recognition_patterns(kw_yaml_find(title, "mail_prefixes"));
	data->key_prefixes = kw_recognition_patterns(kw_yaml_find(title, "key_prefixes"));
	data->noise = kw_recognition_patterns(kw_yaml_find(title, "noise"));
	data->revision = kw_recognition_patterns(kw_yaml_find(title, "revision"));
	data->spellings = load_spellings(kw_yaml_find(title, "spellings"));
	data->official = g_regex_new(kw_yaml_find_text(root, "official_pages"),
				     G_REGEX_OPTIMIZE | G_REGEX_CASELESS, 0, NULL);
	g_assert(data->official);
	return data;
}

static const Data *get_data(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_data, NULL);
}

/* ---- references ---- */

/* "JPCERT-AT-$1-$2" with what the brackets matched. */
static char *fill_in(const char *value, const GMatchInfo *match)
{
	GString *out = g_string_new(NULL);

	for (const char *p = value; *p; p++) {
		if (*p == '$' && g_ascii_isdigit(p[1])) {
			g_autofree char *group = g_match_info_fetch(match, *++p - '0');

			g_string_append(out, group ? group : "");
		} else {
			g_string_append_c(out, *p);
		}
	}
	return g_string_free(out, FALSE);
}

static gboolean is_in_link(const char *text, int at)
{
	int start = at;

	while (start > 0 && at - start < MAX_LINK_BYTES && !g_ascii_isspace(text[start - 1]))
		start--;
	return g_strstr_len(text + start, at - start, "://") != NULL;
}

static gboolean note_ref(guint id, int start, int end G_GNUC_UNUSED, const GMatchInfo *match,
			 gpointer data)
{
	const Pattern *pattern = &g_array_index(get_data()->patterns, Pattern, id);
	g_autofree char *value = fill_in(pattern->value, match);
	Search *search = data;
	KwRef *ref;

	if (!is_in_link(search->text, start))
		g_hash_table_add(search->told, g_strdup(value));
	if (g_hash_table_contains(search->seen, value))
		return TRUE;
	ref = kw_ref_new(pattern->kind, value);
	g_ptr_array_add(search->refs, ref);
	g_hash_table_add(search->seen, ref->value);
	return search->refs->len < MAX_REFS;
}

/* Another number that the text tells, with something typed behind it. Those that have a publisher's
 * form are not mistyped. */
static gboolean is_slip(const Search *search, const char *value)
{
	for (guint i = 0; i < search->refs->len; i++) {
		const char *other = ((KwRef *)search->refs->pdata[i])->value;

		if (!g_str_equal(other, value) && g_str_has_prefix(value, other) &&
		    g_hash_table_contains(search->told, other))
			return TRUE;
	}
	return FALSE;
}

GPtrArray *kw_identify_refs(const char *text)
{
	GPtrArray *refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *folded = kw_recognition_fold_lines(text, MAX_BYTES);
	Search search = {folded, refs, seen, told};

	kw_spotter_run(get_data()->spotter, folded, note_ref, &search);
	for (guint i = refs->len; i-- > 0;) {
		const KwRef *ref = refs->pdata[i];

		if (!kw_identify_is_strong(ref->kind) && !g_hash_table_contains(told, ref->value) &&
		    is_slip(&search, ref->value))
			g_ptr_array_remove_index(refs, i);
	}
	return refs;
}

gboolean kw_identify_has(const GPtrArray *refs, const char *value)
{
	for (guint i = 0; i < refs->len; i++)
		if (g_str_equal(((KwRef *)refs->pdata[i])->value, value))
			return TRUE;
	return FALSE;
}

gboolean kw_identify_is_strong(const char *kind)
{
	return !g_ptr_array_find_with_equal_func(get_data()->weak, kind, g_str_equal, NULL);
}

/* ---- titles ---- */

/* What is left of `text` (consumed) when nothing at its start matches any more. */
static char *strip_prefixes(char *text, const GPtrArray *first, const GPtrArray *second)
{
	const GPtrArray *both[] = {first, second};
	gboolean changed = TRUE;

	while (changed && *text) {
		changed = FALSE;
		for (guint i = 0; i < G_N_ELEMENTS(both); i++) {
			for (guint j = 0; both[i] && j < both[i]->len; j++) {
				g_autoptr(GMatchInfo) match = NULL;
				int end;

				if (!g_regex_match(both[i]->pdata[j], text, 0, &match) ||
				    !g_match_info_fetch_pos(match, 0, NULL, &end) || end == 0)
					continue;
				memmove(text, text + end, strlen(text + end) + 1);
				changed = TRUE;
			}
		}
	}
	return text;
}

gboolean kw_identify_is_official_page(const char *url)
{
	return g_regex_match(get_data()->official, url, 0, NULL);
}

char *kw_identify_plain_title(const char *subject)
{
	g_autofree char *line = kw_text_one_line(subject);
	g_autofree char *unmarked = kw_gateway_subject(line, NULL);
	g_autofree char *stripped =
		strip_prefixes(g_strdup(unmarked), get_data()->mail_prefixes, NULL);
	/* "[alerts 12] [External] title": a mark may stand behind what goes as well */
	g_autofree char *left = kw_gateway_subject(stripped, NULL);

	g_strstrip(left);
	return g_strdup(*left ? left : line);
}

static void replace_all(char **text, const GPtrArray *patterns, const char *with)
{
	for (guint i = 0; i < patterns->len; i++) {
		char *replaced =
			g_regex_replace_literal(patterns->pdata[i], *text, -1, 0, with, 0, NULL);

		g_free(*text);
		*text = replaced ? replaced : g_strdup("");
	}
}

char *kw_identify_spell_alike(const char *title)
{
	const GArray *spellings = get_data()->spellings;
	char *text = kw_text_fold(title);

	for (guint i = 0; i < spellings->len; i++) {
		const Spelling *spelling = &g_array_index(spellings, Spelling, i);

		replace_all(&text, spelling->as, spelling->name);
	}
	return text;
}

char *kw_identify_title_key(const char *title)
{
	const Data *data = get_data();
	g_autofree char *text = kw_identify_spell_alike(title);
	GString *key = g_string_new(NULL);

	replace_all(&text, data->noise, " ");
	text = strip_prefixes(text, data->mail_prefixes, data->key_prefixes);
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isalnum(c) || c == 0x30fc) /* ー is a letter here */
			g_string_append_unichar(key, c);
	}
	return g_string_free(key, FALSE);
}

gboolean kw_identify_is_revision(const char *title)
{
	const GPtrArray *patterns = get_data()->revision;
	g_autofree char *folded = kw_text_fold(title);

	for (guint i = 0; i < patterns->len; i++)
		if (g_regex_match(patterns->pdata[i], folded, 0, NULL))
			return TRUE;
	return FALSE;
}
