/* What the subcommands share. To add a command: cmd/NAME.c with kw_cmd_NAME(), its prototype here,
 * a row in the table in cmd/main.c, tests/cli/Tnnn-NAME.sh, and its section in doc/kawaraban.1. */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "base/words.h"
#include "store/away.h"
#include "store/db.h"

#include <json-glib/json-glib.h>

/* What main() hands to a command. Opened as far as the command's row in the table says. */
typedef struct {
	const char *config_path;
	gboolean config_is_given; /* by -c */
	KwConfig *config;         /* NULL where the command needs none */
	KwDb *db;                 /* NULL where the command needs none */
	int64_t now;              /* the clock at start, or --now */
	gboolean now_is_fixed;    /* --now was given: the clock stands still */
	KwAway away;              /* patience with the store; none where the row asks for none */
	gboolean json;
	char *actor; /* "shell:USER": for the journal */
} KwContext;

/* argv[0] is the command's name; options have not been read yet. Returns the exit code; where it
 * sets *error, main() prints it and exits with the error's own code. */
typedef int (*KwCommandFunc)(KwContext *cx, int argc, char **argv, GError **error);

int kw_cmd_bulletin(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_consult(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_deliver(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_doctor(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_fetch(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_init(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_inspect(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_items(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_mails(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_poll(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_receive(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_sources(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_subscribers(KwContext *cx, int argc, char **argv, GError **error);
int kw_cmd_weekly(KwContext *cx, int argc, char **argv, GError **error);

/* The current time for long work: the fixed --now, or the clock. `user` is the context. */
int64_t kw_context_clock(gpointer user);
KwWords *kw_context_words(const KwContext *cx, GError **error);
/* Gives the database back before a fork (no handle crosses it), and opens it again. */
void kw_context_close_db(KwContext *cx);
gboolean kw_context_open_db(KwContext *cx, GError **error);

/* After trouble with the store, for what can be done once more from its beginning: where its server
 * went away, waits until it is back. TRUE: the error is cleared, try again. FALSE: it stands; where
 * the store is still away (cx->away.is_away), nothing else will go better. */
gboolean kw_context_wait(KwContext *cx, GError **error);

/* The verbs of a command that has several ("items pick"). */
typedef struct {
	const char *name;
	KwCommandFunc run; /* argv[0] is the verb */
	const char *usage; /* "items pick NUMBER…" */
} KwVerb;
int kw_run_verb(KwContext *cx, int argc, char **argv, const KwVerb *verbs, size_t n,
		GError **error);

/* Reads the options of one command with `entries` (may be NULL) and leaves the words; `usage` is
 * what follows the program's name. Errors are KW_ERROR_USAGE. *argc counts argv[0]. */
gboolean kw_options(int *argc, char ***argv, const GOptionEntry *entries, const char *usage,
		    GError **error);
/* A positive number from the command line: "12" or "#12". */
gboolean kw_options_id(const char *text, const char *what, int64_t *out_id, GError **error);
/* Whether `state` (NULL: all) is one of the blank-separated `states`; else KW_ERROR_USAGE. */
gboolean kw_options_state(const char *state, const char *states, GError **error);
/* KW_ERROR_USAGE that shows how the command is called; returns 64. */
int kw_usage(GError **error, const char *usage);
