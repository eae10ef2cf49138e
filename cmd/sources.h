/* The files of the command `sources`. */
#pragma once

#include "cmd.h"

#include "store/sources.h"

#define KW_SOURCES_IMPORT     "sources import FILE"
#define KW_SOURCES_EXPORT     "sources export"
#define KW_SOURCES_CHECK      "sources check [URL…]"
#define KW_SOURCES_INTERVAL_S 3600 /* between visits of what is added */

/* Adds a source that is not in the configuration, in a transaction of its own, and says so in the
 * journal. *out_is_new FALSE: it is a source already. */
gboolean kw_sources_put_added(KwContext *cx, KwSource *source, gboolean *out_is_new,
			      GError **error);

int kw_sources_import_verb(KwContext *cx, int argc, char **argv, GError **error);
int kw_sources_export_verb(KwContext *cx, int argc, char **argv, GError **error);
int kw_sources_check_verb(KwContext *cx, int argc, char **argv, GError **error);
