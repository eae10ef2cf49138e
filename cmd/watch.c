/* The watch over the sources. When one is amiss is decided in store/sources; here are the words for
 * it, which doctor and weekly share, and the feeds of the configuration that fetch has not seen. */
#include "watch.h"

#include "store/sources.h"

#include <stdio.h>

#define DAY_S (24 * 3600)

void kw_watch_clear(KwWatch *watch)
{
	g_clear_pointer(&watch->remarks, g_ptr_array_unref);
}

/* "usually every 2", where that is known. */
static char *usual_of(const KwSource *source)
{
	int64_t usual_s = kw_source_usual_s(source);
	int days = (int)((usual_s + DAY_S / 2) / DAY_S);

	if (!usual_s)
		return g_strdup("longer than most");
	return days > 1 ? g_strdup_printf("usually every %d", days) : g_strdup("usually every day");
}

/* NULL: nothing to say. */
static char *remark_of(const KwSource *source, int64_t now)
{
	const char *name = source->name ? source->name : source->url;
	const char *why = source->last_error ? source->last_error : "not asked; does fetch run?";
	int days = (int)(kw_source_amiss_s(source, now) / DAY_S);
	g_autofree char *usual = usual_of(source);

	switch (kw_source_health(source, now)) {
	case KW_SOURCE_NEW: return g_strdup_printf("%s was never asked: run fetch", name);
	case KW_SOURCE_UNREAD:
		return source->last_ok_at
			       ? g_strdup_printf("%s was not readable for %d days: %s", name, days,
						 why)
			       : g_strdup_printf("%s was not readable so far: %s", name, why);
	case KW_SOURCE_SILENT:
		return g_strdup_printf("%s has said nothing new for %d days, %s: look whether it "
				       "still publishes there (%s)",
				       name, days, usual, source->url);
	default: return source->failures ? g_strdup(why) : NULL;
	}
}

/* Feeds that were written into the configuration since fetch ran. */
static void add_unseen(const KwContext *cx, GHashTable *seen, KwWatch *watch)
{
	for (guint i = 0; i < cx->config->sources->len; i++) {
		const KwConfigSource *source = cx->config->sources->pdata[i];

		if (g_hash_table_contains(seen, source->url))
			continue;
		watch->active++;
		g_ptr_array_add(watch->remarks,
				g_strdup_printf("%s was never asked: run fetch",
						source->name ? source->name : source->url));
	}
}

gboolean kw_watch_look(KwContext *cx, KwWatch *out, GError **error)
{
	g_autoptr(GPtrArray) sources = kw_sources_list(cx->db, error);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	*out = (KwWatch){.remarks = g_ptr_array_new_with_free_func(g_free)};
	for (guint i = 0; sources && i < sources->len; i++) {
		const KwSource *source = sources->pdata[i];
		char *remark = source->is_active ? remark_of(source, cx->now) : NULL;

		g_hash_table_add(seen, source->url);
		out->active += source->is_active;
		out->fine += source->is_active && !remark;
		if (remark)
			g_ptr_array_add(out->remarks, remark);
	}
	if (sources)
		add_unseen(cx, seen, out);
	return sources != NULL;
}

gboolean kw_watch_print(KwContext *cx, gboolean is_empty, gboolean aside, GError **error)
{
	g_auto(KwWatch) watch = {0};
	FILE *file = aside ? stderr : stdout;

	if (!kw_watch_look(cx, &watch, error))
		return FALSE;
	for (guint i = 0; i < watch.remarks->len; i++)
		fprintf(file, "watch: %s\n", (const char *)watch.remarks->pdata[i]);
	if (is_empty && watch.active && watch.fine == watch.active)
		fprintf(file, "nothing new: every source was read (%u)\n", watch.active);
	else if (is_empty)
		fprintf(file, "no stories; whether there was anything new, is not known\n");
	return TRUE;
}
