/* Addresses as mail programs paste them into a text. Addresses in real headers are mail/address.
 *
 * A From line holds one mailbox whatever commas stand in it, so it is read from its "@" outwards;
 * only To and Cc are lists. */
#include "ingest/pasted.h"

#include "base/text.h"
#include "ingest/recognition.h"

#include <string.h>

#define ADDRESS_CHARS "!#$%&'*+/=?^_`{|}~.-"

static gpointer load_on_behalf(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("forward");

	return kw_recognition_patterns(kw_yaml_find(root, "on_behalf"));
}

static const GPtrArray *get_on_behalf(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_on_behalf, NULL);
}

static gboolean is_address_char(const char *p)
{
	return *p && (g_ascii_isalnum(*p) || strchr(ADDRESS_CHARS, *p));
}

/* A name without what mail programs put around it. NULL = nothing is left. */
char *kw_pasted_name(const char *text)
{
	static const char *const around[] = {"\"", "'", "“", "”", "„", "«", "»", "*",
					     " ",  ",", ";", "(", "[", "<", ":"};
	g_autofree char *name = kw_text_one_line(text);
	gboolean changed = TRUE;

	while (changed && *name) {
		changed = FALSE;
		for (guint i = 0; i < G_N_ELEMENTS(around); i++) {
			size_t n = strlen(around[i]);

			if (g_str_has_prefix(name, around[i])) {
				memmove(name, name + n, strlen(name + n) + 1);
				changed = TRUE;
			}
			if (g_str_has_suffix(name, around[i])) {
				name[strlen(name) - n] = '\0';
				changed = TRUE;
			}
		}
	}
	return *name ? g_steal_pointer(&name) : NULL;
}

/* Start and end of the first thing with an "@" in it. */
static gboolean find_address(const char *text, const char **out_start, const char **out_end)
{
	const char *at = text;

	while ((at = strchr(at, '@'))) {
		const char *start = at, *end = at + 1;

		while (start > text && is_address_char(start - 1))
			start--;
		while (is_address_char(end))
			end++;
		while (end > at + 1 && strchr(".'", end[-1]))
			end--;
		if (start < at && end > at + 1) {
			if (start > text && *start == '\'')
				start++;
			*out_start = start;
			*out_end = end;
			return start < at;
		}
		at++;
	}
	return FALSE;
}

/* One mailbox, however it is written: "Doe, John <a@b<mailto:a@b>>", "John [mailto:a@b]". */
static KwAddress *parse_mailbox(const char *text)
{
	g_autofree char *name = NULL, *address = NULL, *before = NULL;
	const char *start, *end;

	if (!text || !*text)
		return NULL;
	if (!find_address(text, &start, &end)) {
		name = kw_pasted_name(text);
		return name ? kw_address_new(name, NULL) : NULL;
	}
	address = g_strndup(start, (size_t)(end - start));
	before = g_strndup(text, (size_t)(start - text));
	if (g_str_has_suffix(before, "mailto:"))
		before[strlen(before) - strlen("mailto:")] = '\0';
	name = kw_pasted_name(before);
	if (name && g_ascii_strcasecmp(name, address) == 0)
		g_clear_pointer(&name, g_free);
	return kw_address_new(name, address);
}

KwAddress *kw_pasted_from(const char *text)
{
	const GPtrArray *patterns = get_on_behalf();

	for (guint i = 0; text && i < patterns->len; i++) {
		g_autoptr(GMatchInfo) match = NULL;
		g_autofree char *author = NULL;

		if (!g_regex_match(patterns->pdata[i], text, 0, &match))
			continue;
		author = g_match_info_fetch(match, 1);
		return parse_mailbox(author);
	}
	return parse_mailbox(text);
}

/* "Doe, John <a@b>" was not quoted and came apart at the comma. */
static gboolean belong_together(const KwAddress *a, const KwAddress *b)
{
	return !a->address && a->name && b->address && b->name && *b->name;
}

void kw_pasted_list(const char *text, GPtrArray *out)
{
	g_autoptr(GPtrArray) list = kw_address_list_parse(text ? text : "");
	gboolean by_comma = text && !strchr(text, ';');

	for (guint i = 0; i < list->len; i++) {
		const KwAddress *address = list->pdata[i];

		if (by_comma && i + 1 < list->len && belong_together(address, list->pdata[i + 1])) {
			const KwAddress *next = list->pdata[++i];
			g_autofree char *name =
				g_strdup_printf("%s, %s", address->name, next->name);

			g_ptr_array_add(out, kw_address_new(name, next->address));
		} else {
			g_ptr_array_add(out, kw_address_new(address->name, address->address));
		}
	}
}
