/* Verbs of `subscribers` that read and write whole lists. */
#pragma once

#include "cmd.h"

#define IMPORT_USAGE "subscribers import FILE.csv [--dry-run]"
#define EXPORT_USAGE "subscribers export [--state STATE] [--bom]"

int kw_lists_import(KwContext *cx, int argc, char **argv, GError **error);
int kw_lists_export(KwContext *cx, int argc, char **argv, GError **error);
