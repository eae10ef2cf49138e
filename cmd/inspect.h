/* Between the files of `inspect`. */
#pragma once

#include "cmd.h"

#include "ingest/reading.h"

#define KW_INSPECT_ITEM "inspect item FILE [--language ja|en] [--trace]"

/* The whole file, "-" is standard input; what is too big is KW_ERROR_DATA. */
GBytes *kw_inspect_read(const char *path, GError **error);
/* The zone of dates without one: the configuration's, without configuration Japan's. */
GTimeZone *kw_inspect_zone(const KwContext *cx);
/* As the configuration sees it, where one was given. */
KwReading *kw_inspect_reading(KwContext *cx, GBytes *bytes, GError **error);

int kw_inspect_item(KwContext *cx, int argc, char **argv, GError **error);
