/* sources: the feeds and their health. Those in kawaraban.yaml are changed there; others are added
 * and removed here, so that a list of a feed reader can be taken over without an editor. Asking
 * them now is sources_check.c's, such lists are sources_lists.c's. */
#include "sources.h"

#include "harvest.h"
#include "print.h"

#include "base/error.h"
#include "base/when.h"
#include "store/journal.h"

#define LIST_USAGE "sources list"
#define ADD_USAGE                                                                             \
	"sources add URL [--name NAME] [--language ja|en] [--publisher ID] [--reuse HOW] "    \
	"[--trust HOW_FAR] [--include WORDS] [--exclude WORDS] [--at-most N] [--watch-only] " \
	"[--allow-private] "                                                                  \
	"[--unchecked]"
#define REMOVE_USAGE "sources remove URL"

/* --- list --- */

static const char *state_of(const KwSource *source, int64_t now)
{
	if (!source->is_active)
		return "retired";
	if (source->failures > 0)
		return "failing";
	return kw_source_health_id(kw_source_health(source, now));
}

static char *day_of(int64_t at)
{
	return at ? kw_when_rfc3339_utc(at) : g_strdup("never");
}

static int list(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, LIST_USAGE, error))
		return KW_ERROR_USAGE;
	g_autoptr(GPtrArray) sources = kw_sources_list(cx->db, error);
	if (!sources)
		return KW_ERROR_TEMPORARY;

	KwTable *table = kw_table_new("Name", "State", "Trust", "Last_read", "Last_new", "Url",
				      "Moved_to", "Trouble");
	for (guint i = 0; i < sources->len; i++) {
		const KwSource *source = sources->pdata[i];
		g_autofree char *ok = day_of(source->last_ok_at);
		g_autofree char *new = day_of(source->last_new_at);

		kw_table_add(table, source->name ? source->name : "", state_of(source, cx->now),
			     source->trust, ok, new, source->url,
			     source->moved_to ? source->moved_to : "",
			     source->last_error ? source->last_error : "");
	}
	kw_table_print(table, cx->json);
	return 0;
}

/* --- add, remove --- */

static KwSource *find_source(KwContext *cx, const char *url, GError **error)
{
	g_autoptr(GPtrArray) sources = kw_sources_list(cx->db, error);

	for (guint i = 0; sources && i < sources->len; i++) {
		KwSource *source = sources->pdata[i];

		if (!g_str_equal(source->url, url))
			continue;
		sources->pdata[i] = g_new0(KwSource, 1);
		return source;
	}
	return NULL;
}

static gboolean journal(KwContext *cx, const char *action, int64_t id, const char *url,
			GError **error)
{
	g_autofree char *subject = g_strdup_printf("source:%" G_GINT64_FORMAT, id);

	return kw_journal_put(cx->db, cx->now, cx->actor, action, subject, url, error);
}

gboolean kw_sources_put_added(KwContext *cx, KwSource *source, gboolean *out_is_new, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	g_autoptr(GError) failure = NULL;
	g_autoptr(KwSource) known = tx ? find_source(cx, source->url, &failure) : NULL;
	int64_t id;

	*out_is_new = FALSE;
	if (failure)
		g_propagate_error(error, g_steal_pointer(&failure));
	if (!tx || (error && *error))
		return FALSE;
	if (known && known->is_active)
		return TRUE;
	source->is_added = source->is_active = TRUE;
	*out_is_new = TRUE;
	return kw_sources_put(cx->db, source, &id, error) &&
	       journal(cx, "source.add", id, source->url, error) && kw_tx_commit(tx, error);
}

/* Is there a feed? Its own title is the name where none is given. */
static gboolean look_at(KwContext *cx, KwSource *source, GError **error)
{
	g_autofree char *agent = kw_harvest_agent(cx);
	const KwHttpRequest request = kw_harvest_request(cx, source, agent);
	g_autoptr(KwHttpResponse) response = kw_http_get(&request, error);
	g_autoptr(KwFeed) feed = response ? kw_harvest_read(source, response, error) : NULL;

	if (feed && !source->name)
		source->name = g_strdup(feed->title);
	return feed != NULL;
}

static gboolean check_word(const char *value, const char *const *allowed, const char *option,
			   GError **error)
{
	g_autofree char *list = NULL;

	if (!value || g_strv_contains(allowed, value))
		return TRUE;
	list = g_strjoinv(", ", (char **)allowed);
	kw_error_set(error, KW_ERROR_USAGE, "%s: one of %s", option, list);
	return FALSE;
}

static int add(KwContext *cx, int argc, char **argv, GError **error)
{
	static const char *const languages[] = {"ja", "en", NULL};
	static const char *const reuses[] = {"facts", "adapt-with-credit", "link-only", NULL};
	g_autoptr(KwSource) s = g_new0(KwSource, 1);
	gboolean unchecked = FALSE, is_new;
	const GOptionEntry entries[] = {
		{"name", 0, 0, G_OPTION_ARG_STRING, &s->name, "Its name", "NAME"},
		{"language", 0, 0, G_OPTION_ARG_STRING, &s->language, "ja or en", "LANGUAGE"},
		{"publisher", 0, 0, G_OPTION_ARG_STRING, &s->publisher, "Whose it is", "ID"},
		{"reuse", 0, 0, G_OPTION_ARG_STRING, &s->reuse, "What may be used", "HOW"},
		{"trust", 0, 0, G_OPTION_ARG_STRING, &s->trust, "How far its word goes", "HOW_FAR"},
		{"include", 0, 0, G_OPTION_ARG_STRING, &s->include, "Only entries with", "WORDS"},
		{"exclude", 0, 0, G_OPTION_ARG_STRING, &s->exclude, "No entries with", "WORDS"},
		{"at-most", 0, 0, G_OPTION_ARG_INT, &s->a_day, "Entries a day", "N"},
		{"watch-only", 0, 0, G_OPTION_ARG_NONE, &s->watch_only, "Products watched", NULL},
		{"allow-private", 0, 0, G_OPTION_ARG_NONE, &s->allow_private, "Own network", NULL},
		{"unchecked", 0, 0, G_OPTION_ARG_NONE, &unchecked, "Do not look", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, ADD_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2 || s->a_day < 0)
		return kw_usage(error, ADD_USAGE);
	if (!check_word(s->language, languages, "--language", error) ||
	    !check_word(s->reuse, reuses, "--reuse", error) ||
	    !check_word(s->trust, kw_source_trusts, "--trust", error))
		return KW_ERROR_USAGE;
	s->url = g_strdup(argv[1]);
	s->interval_s = KW_SOURCES_INTERVAL_S;
	if (!s->language)
		s->language = g_strdup("ja");
	if (!unchecked && !look_at(cx, s, error))
		return KW_ERROR_DATA;
	if (!kw_sources_put_added(cx, s, &is_new, error))
		return KW_ERROR_TEMPORARY;
	g_print("%s: %s\n", s->url, is_new ? "added" : "is a source already");
	return 0;
}

static gboolean is_configured(const KwContext *cx, const char *url)
{
	for (guint i = 0; i < cx->config->sources->len; i++)
		if (g_str_equal(((KwConfigSource *)cx->config->sources->pdata[i])->url, url))
			return TRUE;
	return FALSE;
}

static int remove_one(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, REMOVE_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, REMOVE_USAGE);
	g_autoptr(GError) failure = NULL;
	g_autoptr(KwSource) source = find_source(cx, argv[1], &failure);
	int64_t id;

	if (failure) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return KW_ERROR_TEMPORARY;
	}
	if (is_configured(cx, argv[1])) {
		kw_error_set(error, KW_ERROR_USAGE, "%s: stands in %s; take it out there", argv[1],
			     cx->config->path);
		return KW_ERROR_USAGE;
	}
	if (!source || !source->is_active) {
		kw_error_set(error, KW_ERROR_NOT_FOUND, "%s: no such source", argv[1]);
		return KW_ERROR_NOT_FOUND;
	}
	source->is_active = FALSE;
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	if (!tx || !kw_sources_put(cx->db, source, &id, error) ||
	    !journal(cx, "source.remove", id, source->url, error) || !kw_tx_commit(tx, error))
		return KW_ERROR_TEMPORARY;
	g_print("%s: removed\n", source->url);
	return 0;
}

int kw_cmd_sources(KwContext *cx, int argc, char **argv, GError **error)
{
	static const KwVerb verbs[] = {
		{"list", list, LIST_USAGE},
		{"add", add, ADD_USAGE},
		{"remove", remove_one, REMOVE_USAGE},
		{"import", kw_sources_import_verb, KW_SOURCES_IMPORT},
		{"export", kw_sources_export_verb, KW_SOURCES_EXPORT},
		{"check", kw_sources_check_verb, KW_SOURCES_CHECK},
	};

	/* without a configuration, help is all that is asked for */
	if (cx->config && !kw_harvest_sync(cx, error))
		return KW_ERROR_TEMPORARY;
	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
