/* kawaraban: the command table. main() reads the options that every command has, opens what the
 * command's row asks for, calls it, prints its error and turns it into the exit code. */
#include "cmd.h"

#include "base/error.h"
#include "base/log.h"
#include "base/when.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define VERSION "0.1.0"

enum {
	NEEDS_CONFIG = 1 << 0,
	NEEDS_STORE = 1 << 1,
	WAITS = 1 << 2,   /* for a store that goes away meanwhile (kw_context_wait) */
	FOR_MTA = 1 << 3, /* any trouble is temporary: an MTA must keep the mail, not bounce it */
};

static const struct {
	const char *name;
	KwCommandFunc run;
	int flags;
	const char *summary;
} commands[] = {
	{"init", kw_cmd_init, 0, "make the configuration, the keys and the store"},
	{"doctor", kw_cmd_doctor, 0, "check the whole installation and say what to do"},
	{"receive", kw_cmd_receive, NEEDS_CONFIG | FOR_MTA, "take one mail from standard input"},
	{"poll", kw_cmd_poll, NEEDS_CONFIG | NEEDS_STORE | WAITS,
	 "take the mails out of mailboxes"},
	{"fetch", kw_cmd_fetch, NEEDS_CONFIG | NEEDS_STORE | WAITS, "read the feeds that are due"},
	{"sources", kw_cmd_sources, NEEDS_CONFIG | NEEDS_STORE, "list the feeds and their health"},
	{"mails", kw_cmd_mails, NEEDS_CONFIG | NEEDS_STORE,
	 "list arrived mails, print raw bytes, try again"},
	{"inspect", kw_cmd_inspect, 0, "say what the gateway makes of a file, as JSON"},
	{"items", kw_cmd_items, NEEDS_CONFIG | NEEDS_STORE,
	 "list, show, pick, drop, comment stories, set their urgency"},
	{"weekly", kw_cmd_weekly, NEEDS_CONFIG | NEEDS_STORE | WAITS,
	 "compose, show and send the newsletter"},
	{"bulletin", kw_cmd_bulletin, NEEDS_CONFIG | NEEDS_STORE | WAITS, "emergency bulletins"},
	{"consult", kw_cmd_consult, NEEDS_CONFIG | NEEDS_STORE,
	 "list, show, close the questions of readers, remind staff"},
	{"deliver", kw_cmd_deliver, NEEDS_CONFIG | NEEDS_STORE, "send what the outbox owes"},
	{"subscribers", kw_cmd_subscribers, NEEDS_CONFIG | NEEDS_STORE,
	 "add, import, list, remove subscribers"},
};

static void print_help(void)
{
	puts("usage: kawaraban [-c FILE] [--now TIME] [--json] COMMAND [ARGUMENT…]\n");
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].summary);
	puts("\n  -c FILE      configuration (default: kawaraban.yaml)\n"
	     "  --now TIME   decide as if it were TIME (2026-11-19T10:00+09:00)\n"
	     "  --json       listings as JSON\n"
	     "  --verbose    say more on standard error\n"
	     "  --version    print the version\n\n"
	     "kawaraban COMMAND --help shows a command's options; kawaraban(1) is the manual.");
}

/* The options before the command. Returns the index of the command in argv, or -1 with *error. */
static int read_common(KwContext *cx, int argc, char **argv, GError **error)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		const char *arg = argv[i];
		KwWhen when;

		if ((g_str_equal(arg, "-c") || g_str_equal(arg, "--config")) && i + 1 < argc) {
			cx->config_path = argv[++i];
			cx->config_is_given = TRUE;
		} else if (g_str_equal(arg, "--now") && i + 1 < argc) {
			g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

			if (!kw_when_parse_w3cdtf(argv[++i], utc, &when)) {
				kw_error_set(error, KW_ERROR_USAGE,
					     "--now: `%s` is no time; write 2026-11-19T10:00+09:00",
					     argv[i]);
				return -1;
			}
			cx->now = when.at;
			cx->now_is_fixed = TRUE;
		} else if (g_str_equal(arg, "--json")) {
			cx->json = TRUE;
		} else if (g_str_equal(arg, "--verbose")) {
			kw_log_set_level(KW_LOG_DEBUG);
		} else if (g_str_equal(arg, "--version")) {
			puts("kawaraban " VERSION);
			exit(0);
		} else if (g_str_equal(arg, "-h") || g_str_equal(arg, "--help")) {
			print_help();
			exit(0);
		} else {
			kw_error_set(error, KW_ERROR_USAGE,
				     "%s: no such option; kawaraban --help lists them", arg);
			return -1;
		}
	}
	if (i == argc) {
		kw_error_set(error, KW_ERROR_USAGE,
			     "no command given; kawaraban --help lists them");
		return -1;
	}
	return i;
}

/* --json may stand behind the command too: listings are asked for that way. */
static void take_json_flag(KwContext *cx, int *argc, char **argv)
{
	int kept = 1;

	for (int i = 1; i < *argc; i++)
		if (g_str_equal(argv[i], "--json"))
			cx->json = TRUE;
		else
			argv[kept++] = argv[i];
	*argc = kept;
	argv[kept] = NULL;
}

int64_t kw_context_clock(gpointer user)
{
	const KwContext *cx = user;

	return cx->now_is_fixed ? cx->now : (int64_t)time(NULL);
}

KwWords *kw_context_words(const KwContext *cx, GError **error)
{
	return kw_words_load(cx->config->language, cx->config->templates, error);
}

void kw_context_close_db(KwContext *cx)
{
	g_clear_pointer(&cx->db, kw_db_free);
}

gboolean kw_context_open_db(KwContext *cx, GError **error)
{
	if (!cx->db)
		cx->db = kw_db_open(cx->config->store, error);
	return cx->db != NULL;
}

gboolean kw_context_wait(KwContext *cx, GError **error)
{
	for (;;) {
		gboolean is_gone = cx->db ? kw_db_is_away(cx->db)
					  : kw_db_has_server(cx->config->store);

		if (!kw_away_bear(&cx->away, is_gone, error))
			return FALSE;
		g_usleep(G_USEC_PER_SEC);
		if (kw_context_open_db(cx, error) && kw_db_try(cx->db, error)) {
			kw_away_end(&cx->away);
			return TRUE;
		}
	}
}

static gboolean asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (g_str_equal(argv[i], "--help") || g_str_equal(argv[i], "-h"))
			return TRUE;
	return FALSE;
}

static int run_command(KwContext *cx, size_t which, int argc, char **argv, GError **error)
{
	int flags = asks_for_help(argc, argv) ? 0 : commands[which].flags;

	if (flags && !(cx->config = kw_config_load(cx->config_path, error)))
		return KW_ERROR_CONFIG;
	if (flags & NEEDS_STORE && !kw_context_open_db(cx, error))
		return KW_ERROR_TEMPORARY;
	if (flags & WAITS)
		cx->away =
			(KwAway){.who = commands[which].name, .wait_s = cx->config->store_wait_s};
	return commands[which].run(cx, argc, argv, error);
}

static int exit_code_of(const GError *error, int flags)
{
	int code = kw_error_exit_code(error);

	/* 65 alone tells an MTA to return the mail: it is above the limit and always will be */
	return flags & FOR_MTA && code != KW_ERROR_DATA ? KW_ERROR_TEMPORARY : code;
}

static int run(KwContext *cx, int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int at = read_common(cx, argc, argv, &error);
	int code = KW_ERROR_USAGE, flags = 0;

	if (at > 0) {
		size_t which = 0;

		while (which < G_N_ELEMENTS(commands) &&
		       !g_str_equal(commands[which].name, argv[at]))
			which++;
		if (which == G_N_ELEMENTS(commands)) {
			kw_error_set(&error, KW_ERROR_USAGE,
				     "%s: no such command; kawaraban --help lists them", argv[at]);
		} else {
			argc -= at;
			argv += at;
			flags = commands[which].flags;
			take_json_flag(cx, &argc, argv);
			code = run_command(cx, which, argc, argv, &error);
		}
	}
	if (error) {
		kw_log(KW_LOG_ERROR, "%s", error->message);
		code = exit_code_of(error, flags);
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		kw_log(KW_LOG_ERROR, "standard output: %s", g_strerror(errno));
		code = code ? code : KW_ERROR_TEMPORARY;
	}
	return code;
}

int main(int argc, char **argv)
{
	KwContext cx = {.config_path = "kawaraban.yaml", .now = time(NULL)};
	int code;

	/* a broken pipe is an error of write(2), and a CRITICAL of GLib is a bug of ours */
	signal(SIGPIPE, SIG_IGN);
	g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
	setlocale(LC_CTYPE, "C.UTF-8");
	cx.actor = g_strdup_printf("shell:%s", g_get_user_name());
	code = run(&cx, argc, argv);
	kw_context_close_db(&cx);
	kw_config_free(cx.config);
	g_free(cx.actor);
	return code;
}
