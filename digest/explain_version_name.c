/* How texts state versions, and whose: the forms of versions.yaml, and the name that stands beside
 * a number. Which versions a source states is explain_versions.c. */
#include "explain-private.h"

#include "base/patterns.h"
#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define PATH "digest/versions.yaml"

static gpointer load_words(gpointer unused G_GNUC_UNUSED)
{
	return kw_yaml_of_asset(PATH);
}

static const KwYaml *get_words(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_words, NULL);
}

/* A form with what it refers to in its place: an engine that follows references could not tell
 * which letters a text must have (base/patterns.h). */
static char *expand(const char *form)
{
	const KwYaml *defined = kw_yaml_find(get_words(), "define");
	GString *whole = g_string_new(form);

	for (guint i = kw_yaml_size(defined); i-- > 0;) {
		g_autofree char *name = g_strdup_printf("(?&%s)", kw_yaml_key(defined, i));
		g_autofree char *meant =
			g_strdup_printf("(?:%s)", kw_yaml_text(kw_yaml_at(defined, i)));

		g_string_replace(whole, name, meant, 0);
	}
	return g_string_free(whole, FALSE);
}

const KwPatterns *kw_version_forms(const char *key)
{
	return kw_patterns_under(get_words(), key, expand);
}

/* --- whose version it is --- */

static gboolean holds(const char *text, const char *piece)
{
	g_autofree char *folded = kw_text_fold(text ? text : "");
	g_autofree char *sought = kw_text_fold(piece);

	g_strstrip(sought);
	return strlen(sought) > 2 && strstr(folded, sought);
}

static gboolean names_product(const KwTelling *t, const char *text)
{
	g_autoptr(GPtrArray) named = kw_words_match(t->words, "products", text);

	for (guint i = 0; i < named->len; i++)
		if (g_ptr_array_find(t->story->products,
				     g_intern_string(kw_word_id(named->pdata[i])), NULL))
			return TRUE;
	return FALSE;
}

/* What stands before the number is what the title, or the story, calls it. */
gboolean kw_version_is_of_matter(const KwTelling *t, const char *text)
{
	g_autofree char *name = kw_patterns_fetch(kw_version_forms("named"), text);
	const GPtrArray *own = t->story->product_names;

	if (!name)
		return FALSE;
	for (guint i = 0; i < own->len; i++)
		if (holds(own->pdata[i], name) || holds(name, own->pdata[i]))
			return TRUE;
	return names_product(t, text) || holds(t->item->title, name);
}

/* `number` behind the name of the one thing that the story is of; NULL = it is of several. */
char *kw_version_with_name(const KwTelling *t, const char *number)
{
	const GPtrArray *own = t->story->product_names;

	return own->len == 1 ? g_strdup_printf("%s %s", (char *)own->pdata[0], number) : NULL;
}

/* The same for a line that has no name; NULL = it has one, or it is not certain whose it is. */
static char *numbered(const KwTelling *t, const char *text)
{
	g_autofree char *number = kw_patterns_fetch(kw_version_forms("unnamed"), text);

	if (!number)
		number = kw_patterns_fetch(kw_version_forms("bare"), text);
	return number ? kw_version_with_name(t, number) : NULL;
}

/* `text` with the name of what it is of; NULL = it is not certain. */
char *kw_version_named(const KwTelling *t, const char *text)
{
	return kw_version_is_of_matter(t, text) ? g_strdup(text) : numbered(t, text);
}
