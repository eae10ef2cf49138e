/* subscribers import and export. What a list and its rows mean is subscribers/roster's. */
#include "lists.h"

#include "base/error.h"
#include "base/text.h"
#include "base/token.h"
#include "subscribers/roster.h"

#include <errno.h>
#include <stdio.h>

#define BATCH 1000

G_DEFINE_AUTOPTR_CLEANUP_FUNC(FILE, fclose)

static FILE *open_list(const char *path, GError **error)
{
	FILE *file = fopen(path, "re");

	if (!file) {
		kw_error_set(error, errno == ENOENT ? KW_ERROR_NOT_FOUND : KW_ERROR_DATA, "%s: %s",
			     path, g_strerror(errno));
		return NULL;
	}
	if (fseek(file, 0, SEEK_END) == 0 && fseek(file, 0, SEEK_SET) == 0)
		return file;
	kw_error_set(error, KW_ERROR_USAGE, "%s: is read twice; write it into a file first", path);
	fclose(file);
	return NULL;
}

int kw_lists_import(KwContext *cx, int argc, char **argv, GError **error)
{
	gboolean dry_run = FALSE;
	const GOptionEntry entries[] = {
		{"dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, "Only say what would happen", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, IMPORT_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, IMPORT_USAGE);
	g_autoptr(FILE) file = open_list(argv[1], error);
	g_autoptr(KwKeys) keys = file ? kw_keys_load(cx->config->keys_file, error) : NULL;
	g_autofree char *base = g_path_get_basename(argv[1]);
	g_autofree char *name = kw_text_repair(base, -1); /* stands in the journal as evidence */
	g_auto(KwRosterReport) report = {0};
	const KwRosterList roster = {.name = name,
				     .file = file,
				     .zone = cx->config->timezone,
				     .keys = keys,
				     .partners = cx->config->partners,
				     .dry_run = dry_run,
				     .actor = cx->actor,
				     .now = cx->now};
	if (!keys || !kw_roster_import(cx->db, &roster, &report, error))
		return KW_ERROR_DATA;
	for (guint i = 0; i < report.problems->len; i++) {
		const KwRosterProblem *problem = report.problems->pdata[i];

		printf("%s:%d: %s\n", name, problem->line, problem->text);
	}
	if (report.problems->len) {
		kw_error_set(error, KW_ERROR_DATA,
			     "%s: nothing was imported; problems: %d, shown: %u", name,
			     report.wrong, report.problems->len);
		return KW_ERROR_DATA;
	}
	printf("%s%d rows: %d added, %d subscribed already, %d active again, %d kept out (left, "
	       "complained, bounced or erased)\n",
	       dry_run ? "would be: " : "", report.rows, report.added, report.already, report.back,
	       report.refused);
	return 0;
}

int kw_lists_export(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *state = NULL, *header = kw_roster_header(cx->config->language);
	gboolean bom = FALSE;
	const GOptionEntry entries[] = {
		{"state", 0, 0, G_OPTION_ARG_STRING, &state, "active, pending, paused, left …",
		 "STATE"},
		{"bom", 0, 0, G_OPTION_ARG_NONE, &bom, "Begin with a BOM, as Excel wants it", NULL},
		G_OPTION_ENTRY_NULL,
	};
	int64_t last = 0;

	if (!kw_options(&argc, &argv, entries, EXPORT_USAGE, error) ||
	    !kw_options_state(state, "pending active paused left bounced complained", error))
		return KW_ERROR_USAGE;
	if (argc != 1)
		return kw_usage(error, EXPORT_USAGE);
	printf("%s%s", bom ? "\xef\xbb\xbf" : "", header);
	for (guint n = BATCH; n == BATCH;) {
		g_autoptr(GPtrArray)
			batch = kw_roll_list(cx->db, state ? state : "active", last, BATCH, error);

		if (!batch)
			return KW_ERROR_TEMPORARY;
		n = batch->len;
		for (guint i = 0; i < n; i++) {
			const KwSubscriber *s = batch->pdata[i];
			g_autofree char *row = kw_roster_format(s, cx->config->timezone);

			fputs(row, stdout);
			last = s->id;
		}
	}
	return 0;
}
