/* weekly: compose, show and send the newsletter of a planned day. There is one issue a day: running
 * a verb twice finds the issue of the first time, and sending twice sends once. */
#include "edition.h"
#include "print.h"
#include "watch.h"

#include "base/error.h"
#include "base/when.h"
#include "digest/enqueue.h"

#include <stdio.h>
#include <unistd.h>

#define COMPOSE_USAGE "weekly compose [--date YYYY-MM-DD]"
#define SHOW_USAGE    "weekly show [--date YYYY-MM-DD] [--text | --html] [--language LANGUAGE]"
#define SEND_USAGE    "weekly send [--date YYYY-MM-DD]"

typedef struct {
	char *date, *language;
	gboolean html, text;
} Options;

static void options_clear(Options *options)
{
	g_free(options->date);
	g_free(options->language);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* The next publishing day (today counts), or the one that was asked for. */
static KwEdition *edition_for(KwContext *cx, const Options *options, GError **error)
{
	g_autofree char *today = kw_when_day(cx->now, cx->config->timezone);
	g_autofree char *day = kw_when_next_weekday(today, cx->config->weekly_weekday);
	g_autoptr(KwWords) words = NULL;
	KwEdition *edition;
	KwDay fields;

	if (options->date) {
		if (!kw_when_parse_day(options->date, &fields)) {
			kw_error_set(error, KW_ERROR_USAGE,
				     "--date: `%s` is no day; write 2026-11-19", options->date);
			return NULL;
		}
		g_free(day);
		day = g_strdup(options->date);
	}
	words = kw_context_words(cx, error);
	if (!words)
		return NULL;
	do
		edition = kw_issue_weekly(cx->db, cx->config, words, day, cx->now, error);
	while (!edition && kw_context_wait(cx, error));
	return edition;
}

static KwEdition *begin(KwContext *cx, int argc, char **argv, const char *usage, Options *options,
			GError **error)
{
	const GOptionEntry entries[] = {
		{"date", 0, 0, G_OPTION_ARG_STRING, &options->date,
		 "Planned day (default: the next one)", "YYYY-MM-DD"},
		{"html", 0, 0, G_OPTION_ARG_NONE, &options->html, "The HTML part (show)", NULL},
		{"text", 0, 0, G_OPTION_ARG_NONE, &options->text, "The text part (show; default)",
		 NULL},
		{"language", 0, 0, G_OPTION_ARG_STRING, &options->language,
		 "The letter of readers of that language (show; default: of the configuration)",
		 "LANGUAGE"},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, usage, error))
		return NULL;
	if (argc > 1 || (options->html && options->text)) {
		kw_usage(error, usage);
		return NULL;
	}
	return edition_for(cx, options, error);
}

static const struct {
	const char *why, *text;
} reasons[] = {
	{"full", "no room; stays picked for the next issue"},
	{"restricted", "must not be published; find a public source"},
	{"new", "nobody has decided; `kawaraban items pick` takes it in"},
	{"dropped", "staff did not want it"},
};

static char *say_why(const KwLeftOut *left_out)
{
	const char *text = left_out->why;

	for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (g_str_equal(reasons[i].why, left_out->why))
			text = reasons[i].text;
	return left_out->mark ? g_strdup_printf("%s: %s", left_out->mark, text) : g_strdup(text);
}

static void add_told(KwTable *table, const GPtrArray *stories, const char *place)
{
	for (guint i = 0; i < stories->len; i++) {
		const KwStory *story = stories->pdata[i];
		g_autofree char *item = g_strdup_printf("%" G_GINT64_FORMAT, story->item);

		kw_table_add(table, item, place, story->level, story->headline, "");
	}
}

/* Every item that is in the issue, or might have been, and why it is not. */
static void print_items(const KwEdition *edition, gboolean json)
{
	KwTable *table = kw_table_new("Item", "Place", "Urgency", "Headline", "Why");

	add_told(table, edition->stories, "story");
	add_told(table, edition->shorts, "short");
	for (guint i = 0; i < edition->left_out->len; i++) {
		const KwLeftOut *left_out = edition->left_out->pdata[i];
		g_autofree char *item = g_strdup_printf("%" G_GINT64_FORMAT, left_out->item);
		g_autofree char *why = say_why(left_out);

		kw_table_add(table, item, "left out", "", left_out->title, why);
	}
	kw_table_print(table, json);
}

static gboolean is_empty(const KwEdition *edition)
{
	return edition->stories->len + edition->shorts->len == 0;
}

static int compose(KwContext *cx, int argc, char **argv, GError **error)
{
	g_auto(Options) options = {0};
	g_autoptr(KwEdition) edition = begin(cx, argc, argv, COMPOSE_USAGE, &options, error);

	if (!edition)
		return KW_ERROR_TEMPORARY;
	if (!cx->json)
		printf("weekly %d of %s (%s): %u stories, %u short notes; read in about %d "
		       "min\n%s\n",
		       edition->issue->number, edition->issue->planned_on, edition->issue->state,
		       edition->stories->len, edition->shorts->len, edition->rendered->minutes,
		       edition->rendered->subject);
	print_items(edition, cx->json);
	if (!kw_watch_print(cx, is_empty(edition), cx->json, error))
		return KW_ERROR_TEMPORARY;
	/* said a day before it would be refused */
	return kw_enqueue_check(cx->db, cx->config, edition, cx->now, error) ? 0 : KW_ERROR_DATA;
}

static int show(KwContext *cx, int argc, char **argv, GError **error)
{
	g_auto(Options) options = {0};
	g_autoptr(KwEdition) edition = begin(cx, argc, argv, SHOW_USAGE, &options, error);

	g_autoptr(KwEdition) translated = NULL;

	if (!edition)
		return KW_ERROR_TEMPORARY;
	if (options.language) {
		translated = kw_edition_in(cx, options.language, edition->issue->id, error);
		if (!translated)
			return KW_ERROR_TEMPORARY;
	}
	kw_edition_print(translated ? translated : edition, options.html);
	kw_edition_say(edition, options.language ? options.language : cx->config->language);
	if (!kw_watch_print(cx, is_empty(edition), TRUE, error))
		return KW_ERROR_TEMPORARY;
	return 0;
}

static int send_weekly(KwContext *cx, int argc, char **argv, GError **error)
{
	g_auto(Options) options = {0};
	g_autoptr(KwEdition) edition = begin(cx, argc, argv, SEND_USAGE, &options, error);

	if (!edition)
		return KW_ERROR_TEMPORARY;
	/* a cron job that runs on the wrong day, or in the wrong zone, must not send too early */
	const char *day = edition->issue->planned_on, *time = cx->config->weekly_time;
	if (!options.date && cx->now < kw_when_at(day, time, cx->config->timezone)) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "weekly %d: is planned for %s %s, too early; with --date %s it goes "
			     "out now",
			     edition->issue->number, day, time, day);
		return KW_ERROR_REFUSED;
	}
	return kw_edition_send(cx, edition, error);
}

int kw_cmd_weekly(KwContext *cx, int argc, char **argv, GError **error)
{
	static const KwVerb verbs[] = {
		{"compose", compose, COMPOSE_USAGE},
		{"show", show, SHOW_USAGE},
		{"send", send_weekly, SEND_USAGE},
	};

	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
