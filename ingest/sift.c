/* The sieve between a feed and the intake. A feed of a news site has everything in it, a maker's
 * has four thousand old entries, and iPedia 130 new ones a day: what no reader will be told should
 * cost neither a row nor a look. */
#include "ingest/sift.h"

#include "base/text.h"

#include <string.h>

#define TEXT_MAX_BYTES (64 * 1024)

/* Title and text, folded; what words are looked for in. */
static char *searchable(const KwFeedEntry *entry)
{
	g_autofree char *summary =
		entry->summary ? g_strndup(entry->summary, strnlen(entry->summary, TEXT_MAX_BYTES))
			       : NULL;
	g_autofree char *both = g_strdup_printf("%s\n%s", entry->title, summary ? summary : "");
	g_autofree char *valid = kw_text_repair(both, -1);

	return kw_text_fold(valid);
}

/* `words`: separated by ',' or '、'. */
static gboolean has_any(const char *folded, const char *words)
{
	g_autofree char *list = kw_text_fold(words);
	g_auto(GStrv) each = NULL;

	for (char *p = list; (p = strstr(p, "、"));) /* three bytes */
		memcpy(p, ",  ", 3);
	each = g_strsplit(list, ",", -1);
	for (char **word = each; *word; word++)
		if (*g_strstrip(*word) && strstr(folded, *word))
			return TRUE;
	return FALSE;
}

static gboolean is_wanted(const KwSource *source, const char *folded)
{
	if (source->exclude && has_any(folded, source->exclude))
		return FALSE;
	return !source->include || has_any(folded, source->include);
}

static gboolean is_watched(const KwFeedEntry *entry, const KwWords *words)
{
	const char *texts[] = {entry->title, entry->summary};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GPtrArray)
			products = texts[i] ? kw_words_match(words, "products", texts[i]) : NULL;

		for (guint j = 0; products && j < products->len; j++)
			if (g_strcmp0(kw_word_text(products->pdata[j], "watch"), "yes") == 0)
				return TRUE;
	}
	return FALSE;
}

KwSift kw_sift_entry(const KwSource *source, const KwFeedEntry *entry, const KwWords *words,
		     int64_t now)
{
	int64_t latest = MAX(entry->published_at, entry->updated_at);
	g_autofree char *folded = NULL;

	if (entry->is_drill)
		return KW_SIFT_DRILL;
	if (latest && latest < now - KW_SIFT_OLD_S)
		return KW_SIFT_OLD;
	folded = source->include || source->exclude ? searchable(entry) : NULL;
	if (folded && !is_wanted(source, folded))
		return KW_SIFT_WORDS;
	return source->watch_only && !is_watched(entry, words) ? KW_SIFT_UNWATCHED : KW_SIFT_TAKE;
}

static void add(GChecksum *sum, const char *text)
{
	/* with the NUL: "ab" "c" is not "a" "bc" */
	g_checksum_update(sum, (const guchar *)(text ? text : ""), text ? strlen(text) + 1 : 1);
}

/* MD5: a feed that makes two texts alike hides nothing but its own. */
char *kw_sift_print(const KwFeedEntry *entry)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_MD5);

	add(sum, entry->title);
	add(sum, entry->link);
	add(sum, entry->published);
	add(sum, entry->updated);
	add(sum, entry->body ? entry->body : entry->summary);
	return g_strdup(g_checksum_get_string(sum));
}
