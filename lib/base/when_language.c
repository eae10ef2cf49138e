/* Dates in the words of other languages than English and Japanese: their words (when.yaml) are put
 * into English, and when_words.c reads the rest.
 *
 * A word that nobody knows stays, and the reader refuses the date: only what stands in the header
 * of a forwarded mail is read like this, and a wrong date is worse than none. */
#include "when-private.h"

#include "base/asset.h"
#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define ASSET          "lib/base/when.yaml"
#define MAX_BOUNDARIES 8 /* a phrase has fewer words and marks */

enum {
	IGNORED = 1 << 0, /* a day of the week, or a filler */
	AM = 1 << 1,
	PM = 1 << 2,
	GMT = 1 << 3,
	UNIT = 1 << 4, /* its number in `units`, from bit 16 on */
	MONTH = 8,     /* its number, from bit 8 on */
};

static const char *const months[] = {"",        "january",  "february", "march",  "april",
				     "may",     "june",     "july",     "august", "september",
				     "october", "november", "december"};
static const char *const units[] = {"年", "月", "日", "時", "分", "秒", NULL};

/* ---- words ---- */

/* Folded, and digits of all scripts as ASCII. */
static char *fold(const char *text)
{
	g_autofree char *folded = kw_text_fold(text);
	GString *out = g_string_new(NULL);

	for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		int digit = g_unichar_digit_value(c);

		if (digit >= 0)
			g_string_append_c(out, (char)('0' + digit));
		else
			g_string_append_unichar(out, c == 0x2019 ? '\'' : c);
	}
	return g_string_free(out, FALSE);
}

static void add(GHashTable *words, const KwYaml *list, guint bits)
{
	for (guint i = 0; i < kw_yaml_size(list); i++) {
		char *word = fold(kw_yaml_text(kw_yaml_at(list, i)));
		guint known = GPOINTER_TO_UINT(g_hash_table_lookup(words, word));

		g_hash_table_replace(words, word, GUINT_TO_POINTER(known | bits));
	}
}

static gpointer load(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = kw_asset_get_text(NULL, ASSET, &error);
	g_autoptr(KwYaml) root = text ? kw_yaml_parse(ASSET, text, strlen(text), &error) : NULL;
	GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	if (!root)
		g_error("%s", error->message);
	for (guint i = 0; i < 12; i++)
		add(words, kw_yaml_at(kw_yaml_find(root, "months"), i), (i + 1) << MONTH);
	for (guint i = 0; units[i]; i++)
		add(words, kw_yaml_find(kw_yaml_find(root, "units"), units[i]), UNIT | i << 16);
	add(words, kw_yaml_find(root, "weekdays"), IGNORED);
	add(words, kw_yaml_find(root, "fillers"), IGNORED);
	add(words, kw_yaml_find(root, "am"), AM);
	add(words, kw_yaml_find(root, "pm"), PM);
	add(words, kw_yaml_find(root, "gmt"), GMT);
	return words;
}

static guint find(const char *word, size_t length)
{
	static GOnce once = G_ONCE_INIT;
	GHashTable *words = g_once(&once, load, NULL);
	g_autofree char *exact = g_strndup(word, length);

	return GPOINTER_TO_UINT(g_hash_table_lookup(words, exact));
}

/* ---- phrases in a text ---- */

/* 1: a letter or what belongs to one; 2: a digit; 0: neither. */
static int class_of(const char *p)
{
	gunichar c = g_utf8_get_char(p);

	return g_unichar_isdigit(c)                                                        ? 2
	       : g_unichar_isalpha(c) || g_unichar_ismark(c) || c == 0x200c || c == 0x200d ? 1
											   : 0;
}

/* The longest known phrase that starts at `p` and ends where a word or a number does; 0: none. */
static guint longest(const char *p, size_t *out_length)
{
	guint found = 0;
	const char *end = p;

	for (int n = 0; *end && n < MAX_BOUNDARIES; n++) {
		int class = class_of(end);
		guint bits;

		do
			end = g_utf8_next_char(end);
		while (*end && class && class_of(end) == class);
		bits = find(p, (size_t)(end - p));
		if (bits) {
			found = bits;
			*out_length = (size_t)(end - p);
		}
	}
	return found;
}

typedef struct {
	GString *date, *zone; /* the offset comes last, wherever it stood */
	gboolean is_month;    /* what may be a month or be ignored is one */
} Translation;

static void translate(Translation *t, guint bits)
{
	guint month = bits >> MONTH & 0xff;

	if (month && (!(bits & (IGNORED | AM | PM)) || t->is_month))
		g_string_append_printf(t->date, " %s ", months[month]);
	else if (bits & UNIT)
		g_string_append(t->date, units[bits >> 16]);
	else if (bits & (AM | PM))
		g_string_append(t->date, bits & AM ? " am " : " pm ");
	else
		g_string_append_c(t->date, ' ');
}

/* "+9" behind or before the name of the zone. */
static const char *take_offset(Translation *t, const char *p)
{
	if (t->zone->len)
		return p + 1;
	g_string_append_c(t->zone, *p++);
	while (g_ascii_isdigit(*p) || *p == ':')
		g_string_append_c(t->zone, *p++);
	return p;
}

static char *to_english(const char *text, gboolean is_month)
{
	Translation t = {g_string_new(NULL), g_string_new(NULL), is_month};
	gboolean after_zone = FALSE, is_start = TRUE;
	const char *p = text;

	while (*p) {
		size_t length = 0;
		guint bits = is_start ? longest(p, &length) : 0;
		int class = class_of(p);

		if (bits) {
			after_zone = (bits & GMT) != 0;
			if (!after_zone)
				translate(&t, bits);
			p += length;
			is_start = TRUE;
			continue;
		}
		if ((*p == '+' || (*p == '-' && after_zone)) && g_ascii_isdigit(p[1])) {
			p = take_offset(&t, p);
			continue;
		}
		after_zone = after_zone && *p == ' ';
		if (strchr("()[]{}'", *p))
			g_string_append_c(t.date, ' ');
		else
			g_string_append_unichar(t.date, g_utf8_get_char(p));
		p = g_utf8_next_char(p);
		is_start = !*p || !class || class_of(p) != class;
	}
	if (t.zone->len)
		g_string_append_printf(t.date, " %s", t.zone->str);
	g_string_free(t.zone, TRUE);
	return g_string_free(t.date, FALSE);
}

gboolean kw_fields_read_language(const char *text, gboolean is_month, KwFields *out)
{
	g_autofree char *folded = NULL, *english = NULL;

	if (!text || strlen(text) > KW_WHEN_MAX_BYTES)
		return FALSE;
	folded = fold(text);
	english = to_english(folded, is_month);
	return kw_fields_read_words(english, out);
}
