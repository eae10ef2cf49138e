/* Command lines of the subcommands, read with GOption. Everything wrong there is KW_ERROR_USAGE. */
#include "cmd.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

gboolean kw_options(int *argc, char ***argv, const GOptionEntry *entries, const char *usage,
		    GError **error)
{
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) wrong = NULL;
	gboolean help = FALSE;
	const GOptionEntry common[] = {
		{"help", 'h', 0, G_OPTION_ARG_NONE, &help, "Show this help", NULL},
		G_OPTION_ENTRY_NULL,
	};

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, common, NULL);
	if (entries)
		g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, argc, argv, &wrong)) {
		kw_error_set(error, KW_ERROR_USAGE, "%s: %s (usage: kawaraban %s)", (*argv)[0],
			     wrong->message, usage);
		return FALSE;
	}
	if (help) {
		printf("usage: kawaraban %s\n", usage);
		for (const GOptionEntry *e = entries; e && e->long_name; e++)
			printf("  --%s%s%s  %s\n", e->long_name, e->arg_description ? "=" : "",
			       e->arg_description ? e->arg_description : "", e->description);
		exit(0);
	}
	return TRUE;
}

/* Where the numbers of a thing stand, if not in the list of its own command. */
static const struct {
	const char *what, *command;
} shown_by[] = {
	{"bulletin", "bulletin list"},
	{"issue", "deliver status"},
	{"telling", "items show NUMBER"},
};

static char *command_of(const char *what)
{
	for (size_t i = 0; i < G_N_ELEMENTS(shown_by); i++)
		if (g_str_equal(shown_by[i].what, what))
			return g_strdup(shown_by[i].command);
	return g_strdup_printf("%ss list", what);
}

gboolean kw_options_id(const char *text, const char *what, int64_t *out_id, GError **error)
{
	char *end;

	errno = 0;
	*out_id = g_ascii_strtoll(text + (*text == '#'), &end, 10);
	if (errno || *end || *out_id <= 0) {
		g_autofree char *command = command_of(what);

		kw_error_set(error, KW_ERROR_USAGE,
			     "%s: `%s` is not a number; `kawaraban %s` shows them", what, text,
			     command);
		return FALSE;
	}
	return TRUE;
}

gboolean kw_options_state(const char *state, const char *states, GError **error)
{
	g_auto(GStrv) known = g_strsplit(states, " ", -1);

	if (!state || g_strv_contains((const char *const *)known, state))
		return TRUE;
	kw_error_set(error, KW_ERROR_USAGE, "--state: `%s` is none of %s", state, states);
	return FALSE;
}

int kw_usage(GError **error, const char *usage)
{
	kw_error_set(error, KW_ERROR_USAGE, "usage: kawaraban %s", usage);
	return KW_ERROR_USAGE;
}

int kw_run_verb(KwContext *cx, int argc, char **argv, const KwVerb *verbs, size_t n, GError **error)
{
	gboolean help = argc > 1 && (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h"));

	for (size_t i = 0; argc > 1 && i < n; i++)
		if (g_str_equal(argv[1], verbs[i].name))
			return verbs[i].run(cx, argc - 1, argv + 1, error);
	if (help) {
		for (size_t i = 0; i < n; i++)
			printf("usage: kawaraban %s\n", verbs[i].usage);
		return 0;
	}
	g_autoptr(GString) names = g_string_new(NULL);
	for (size_t i = 0; i < n; i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "", verbs[i].name);
	kw_error_set(error, KW_ERROR_USAGE, "%s: say one of %s (kawaraban %s --help)", argv[0],
		     names->str, argv[0]);
	return KW_ERROR_USAGE;
}
