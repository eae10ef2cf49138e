/* Reads a YAML map by a table of keys into a struct. Which keys there are, and what they have to do
 * with each other, is said in config.c.
 *
 * Fallbacks are written as text and go the same way as what the operator writes: a default that
 * breaks its own limits fails the first test. */
#include "config-private.h"

#include "base/error.h"
#include "base/file.h"

#include <string.h>

typedef struct {
	const KwKey *key;
	const KwYaml *node; /* the value, or where it is missing: what messages name */
	const char *folder;
} Value;

static void set_error(const Value *v, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void set_error(const Value *v, GError **error, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list ap;

	va_start(ap, format);
	what = g_strdup_vprintf(format, ap);
	va_end(ap);
	kw_yaml_error(v->node, error, "%s: %s", v->key->name, what);
}

/* FALSE, to be returned (in sight of the static analyzer). */
#define refuse(...) (set_error(__VA_ARGS__), FALSE)

static char *quoted_list(const char *const *words)
{
	g_autofree char *joined = g_strjoinv("\", \"", (char **)words);

	return g_strconcat("\"", joined, "\"", NULL);
}

/* What may stand in a header, a URL, a path: no line can be smuggled in. */
static gboolean is_one_line(const char *text)
{
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029)
			return FALSE;
	}
	return TRUE;
}

/* --- one value --- */

static gboolean read_text(const Value *v G_GNUC_UNUSED, const char *text, char **out,
			  GError **error G_GNUC_UNUSED)
{
	*out = g_strdup(text);
	return TRUE;
}

static gboolean read_word(const Value *v, const char *text, char **out, GError **error)
{
	g_autofree char *known = NULL;

	if (g_strv_contains(v->key->words, text)) {
		*out = g_strdup(text);
		return TRUE;
	}
	known = quoted_list(v->key->words);
	return refuse(v, error, "\"%s\" is not one of %s", text, known);
}

/* The beginning among `words` that `text` has, and goes on after; NULL: none. */
static const char *scheme_of(const char *const *words, const char *text)
{
	for (; *words; words++)
		if (g_str_has_prefix(text, *words) && text[strlen(*words)])
			return *words;
	return NULL;
}

static gboolean read_url(const Value *v, const char *text, char **out, GError **error)
{
	const char *scheme = scheme_of(v->key->words, text);
	g_autofree char *known = NULL;

	if (!scheme) {
		known = quoted_list(v->key->words);
		return refuse(v, error, "\"%s\" does not begin with %s and go on", text, known);
	}
	if (g_str_has_suffix(scheme, "://") && strpbrk(text, " \"<>\\"))
		return refuse(v, error, "\"%s\" has a character that no URL has", text);
	*out = g_strdup(text);
	return TRUE;
}

static gboolean read_place(const Value *v, const char *text, char **out, GError **error)
{
	g_autofree char *url = NULL;
	g_autofree char *path = NULL;
	const char *scheme;

	if (!read_url(v, text, &url, error))
		return FALSE;
	scheme = scheme_of(v->key->words, url);
	if (g_str_has_suffix(scheme, "://")) {
		*out = g_steal_pointer(&url);
		return TRUE;
	}
	path = kw_file_resolve(v->folder, url + strlen(scheme));
	*out = g_strconcat(scheme, path, NULL);
	return TRUE;
}

static gboolean read_path(const Value *v, const char *text, char **out,
			  GError **error G_GNUC_UNUSED)
{
	*out = kw_file_resolve(v->folder, text);
	return TRUE;
}

static gboolean read_clock(const Value *v, const char *text, char **out, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, ":", 3);
	guint64 hour, minute;

	if (g_strv_length(parts) != 2 || strlen(parts[1]) != 2 ||
	    !g_ascii_string_to_unsigned(parts[0], 10, 0, 23, &hour, NULL) ||
	    !g_ascii_string_to_unsigned(parts[1], 10, 0, 59, &minute, NULL))
		return refuse(v, error, "\"%s\" is not a time of day such as \"10:00\"", text);
	*out = g_strdup_printf("%02u:%02u", (guint)hour, (guint)minute);
	return TRUE;
}

static gboolean read_zone(const Value *v, const char *text, char **out, GError **error)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(text);

	if (!zone)
		return refuse(v, error,
			      "\"%s\" is not a time zone; write one such as "
			      "\"Asia/Tokyo\"",
			      text);
	*out = g_strdup(text);
	return TRUE;
}

static gboolean read_id(const Value *v, const char *text, char **out, GError **error)
{
	for (const char *p = text; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr(".-_", *p))
			return refuse(v, error,
				      "\"%s\" may have ASCII letters, digits, \".\", "
				      "\"-\" and \"_\" only",
				      text);
	*out = g_strdup(text);
	return TRUE;
}

static gboolean read_int(const Value *v, const char *text, int *out, GError **error)
{
	gint64 number;

	if (!g_ascii_string_to_signed(text, 10, v->key->min, v->key->max, &number, NULL))
		return refuse(v, error,
			      "\"%s\" is not a number from %" G_GINT64_FORMAT
			      " to %" G_GINT64_FORMAT,
			      text, v->key->min, v->key->max);
	*out = (int)number;
	return TRUE;
}

static gboolean read_size(const Value *v, const char *text, int64_t *out, GError **error)
{
	static const char units[] = "kMG";
	g_autofree char *digits = g_strdup(text);
	size_t length = strlen(digits);
	const char *unit = length ? strchr(units, digits[length - 1]) : NULL;
	guint shift = unit ? 10 * (guint)(unit - units + 1) : 0;
	gint64 number;

	if (unit)
		digits[length - 1] = '\0';
	if (!g_ascii_string_to_signed(digits, 10, 0, G_MAXINT64 >> shift, &number, NULL) ||
	    number << shift < v->key->min || number << shift > v->key->max)
		return refuse(v, error,
			      "\"%s\" is not a number of bytes from %" G_GINT64_FORMAT
			      " to %" G_GINT64_FORMAT " (k, M and G may follow it)",
			      text, v->key->min, v->key->max);
	*out = number << shift;
	return TRUE;
}

static gboolean read_enum(const Value *v, const char *text, int *out, GError **error)
{
	g_autofree char *known = NULL;

	for (int i = 0; v->key->words[i]; i++)
		if (!g_ascii_strcasecmp(v->key->words[i], text)) {
			*out = (int)v->key->min + i;
			return TRUE;
		}
	known = quoted_list(v->key->words);
	return refuse(v, error, "\"%s\" is not one of %s", text, known);
}

static gboolean read_bool(const Value *v, const char *text, gboolean *out, GError **error)
{
	static const char *const yes[] = {"true", "yes", "on", NULL};
	static const char *const no[] = {"false", "no", "off", NULL};
	g_autofree char *lower = g_ascii_strdown(text, -1);

	*out = g_strv_contains(yes, lower);
	if (!*out && !g_strv_contains(no, lower))
		return refuse(v, error, "\"%s\" is neither \"true\" nor \"false\"", text);
	return TRUE;
}

static gboolean read_value(const Value *v, const char *text, gpointer field, GError **error)
{
	switch (v->key->type) {
	case KW_KEY_TEXT: return read_text(v, text, field, error);
	case KW_KEY_WORD: return read_word(v, text, field, error);
	case KW_KEY_URL: return read_url(v, text, field, error);
	case KW_KEY_PLACE: return read_place(v, text, field, error);
	case KW_KEY_PATH: return read_path(v, text, field, error);
	case KW_KEY_CLOCK: return read_clock(v, text, field, error);
	case KW_KEY_ZONE: return read_zone(v, text, field, error);
	case KW_KEY_ID: return read_id(v, text, field, error);
	case KW_KEY_INT: return read_int(v, text, field, error);
	case KW_KEY_SIZE: return read_size(v, text, field, error);
	case KW_KEY_ENUM: return read_enum(v, text, field, error);
	case KW_KEY_BOOL: return read_bool(v, text, field, error);
	case KW_KEY_MAP:
	case KW_KEY_LIST: break;
	}
	g_assert_not_reached();
}

/* --- maps and lists --- */

static gpointer field_of(const KwKey *key, gpointer into)
{
	return (char *)into + key->offset;
}

/* "staff:" with all its lines commented out is a text, and an empty one. */
static gboolean is_nothing(const KwYaml *node)
{
	const char *text = node ? kw_yaml_text(node) : NULL;

	return !node || (text && !text[strspn(text, " \t\r\n")]);
}

/* `node` may be NULL: nothing is written. */
static gboolean read_scalar(const Value *v, const KwYaml *node, gpointer field, GError **error)
{
	g_autofree char *text = NULL;

	if (is_nothing(node))
		return !v->key->fallback || read_value(v, v->key->fallback, field, error);
	if (!kw_yaml_text(node))
		return refuse(v, error, "a single value is wanted here");
	text = g_strstrip(g_strdup(kw_yaml_text(node)));
	if (!is_one_line(text))
		return refuse(v, error, "has to be one line without control characters");
	return read_value(v, text, field, error);
}

static gboolean read_map(const Value *v, const KwYaml *node, gpointer into, GError **error)
{
	const KwKey *inner = v->key->inner;

	if (is_nothing(node))
		return kw_keys_read(inner, NULL, v->node, v->key->name, v->folder, into, error);
	if (kw_yaml_kind(node) == KW_YAML_MAP)
		return kw_keys_read(inner, node, node, v->key->name, v->folder, into, error);
	if (kw_yaml_kind(node) == KW_YAML_SCALAR && v->key->short_form) {
		const Value first = {.key = inner, .node = node, .folder = v->folder};

		return read_scalar(&first, node, field_of(inner, into), error) &&
		       kw_keys_read(inner + 1, NULL, node, v->key->name, v->folder, into, error);
	}
	return refuse(v, error, "lines \"KEY: VALUE\" are wanted below it");
}

/* `node` may be NULL: the fallbacks. */
static gboolean read_element(const Value *v, const KwYaml *node, GPtrArray *out, GError **error)
{
	const Value element = {.key = v->key, .node = node ? node : v->node, .folder = v->folder};
	gpointer into = g_malloc0(v->key->size);

	g_ptr_array_add(out, into); /* before it is read: what fails is freed from there */
	return read_map(&element, node, into, error);
}

static gboolean read_list(const Value *v, const KwYaml *node, GPtrArray **out, GError **error)
{
	gboolean is_list = node && kw_yaml_kind(node) == KW_YAML_LIST;

	*out = g_ptr_array_new();
	if (is_nothing(node) || (is_list && kw_yaml_size(node) == 0))
		return !v->key->one || !v->key->inner->fallback ||
		       read_element(v, NULL, *out, error);
	if (!is_list && v->key->one)
		return read_element(v, node, *out, error);
	if (!is_list)
		return refuse(v, error, "a list is wanted below it (lines that begin with \"- \")");
	for (guint i = 0; i < kw_yaml_size(node); i++)
		if (!read_element(v, kw_yaml_at(node, i), *out, error))
			return FALSE;
	return TRUE;
}

static gboolean complain_missing(const Value *v, const char *place, GError **error)
{
	g_autofree char *where = *place ? g_strdup_printf(" below \"%s:\"", place) : g_strdup("");

	kw_yaml_error(v->node, error, "\"%s\" is missing; write \"%s: %s\"%s", v->key->name,
		      v->key->name, v->key->wanted, where);
	return FALSE;
}

static gboolean check_known(const KwKey *keys, const KwYaml *map, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();

	for (const KwKey *key = keys; key->name; key++)
		g_ptr_array_add(known, (gpointer)key->name);
	g_ptr_array_add(known, NULL);
	for (guint i = 0; map && i < kw_yaml_size(map); i++) {
		const char *const *names = (const char *const *)known->pdata;
		const char *word = kw_yaml_key(map, i);
		const char *near = kw_yaml_nearest(word, names);
		g_autofree char *all = quoted_list(names);

		if (g_strv_contains(names, word))
			continue;
		kw_error_set(error, KW_ERROR_CONFIG, "%s:%d: unknown key \"%s\" (%s%s%s)",
			     kw_yaml_name(map), kw_yaml_key_line(map, i), word,
			     near ? "did you mean \"" : "known here: ", near ? near : all,
			     near ? "\"?" : "");
		return FALSE;
	}
	return TRUE;
}

gboolean kw_keys_read(const KwKey *keys, const KwYaml *map, const KwYaml *node, const char *place,
		      const char *folder, gpointer into, GError **error)
{
	if (!check_known(keys, map, error))
		return FALSE;
	for (const KwKey *key = keys; key->name; key++) {
		const KwYaml *value = kw_yaml_find(map, key->name);
		const Value v = {.key = key, .node = value ? value : node, .folder = folder};
		gboolean ok;

		if (key->wanted && is_nothing(value))
			return complain_missing(&v, place, error);
		switch (key->type) {
		case KW_KEY_MAP: ok = read_map(&v, value, field_of(key, into), error); break;
		case KW_KEY_LIST: ok = read_list(&v, value, field_of(key, into), error); break;
		default: ok = read_scalar(&v, value, field_of(key, into), error); break;
		}
		if (!ok)
			return FALSE;
	}
	return TRUE;
}

static void clear_list(const KwKey *key, GPtrArray **list)
{
	for (guint i = 0; *list && i < (*list)->len; i++) {
		kw_keys_clear(key->inner, (*list)->pdata[i]);
		g_free((*list)->pdata[i]);
	}
	g_clear_pointer(list, g_ptr_array_unref);
}

void kw_keys_clear(const KwKey *keys, gpointer from)
{
	for (const KwKey *key = keys; key->name; key++) {
		gpointer field = field_of(key, from);

		switch (key->type) {
		case KW_KEY_INT:
		case KW_KEY_SIZE:
		case KW_KEY_ENUM:
		case KW_KEY_BOOL: break;
		case KW_KEY_MAP: kw_keys_clear(key->inner, field); break;
		case KW_KEY_LIST: clear_list(key, field); break;
		default: g_clear_pointer((char **)field, g_free); break;
		}
	}
}
