/* Verbs of `subscribers` that are about one person's rights, and the numbers. */
#pragma once

#include "cmd.h"

#define EXPORT_PERSON_USAGE "subscribers export-person ADDRESS [--json]"
#define ERASE_USAGE         "subscribers erase ADDRESS --proof TEXT"
#define STATS_USAGE         "subscribers stats [--json]"

int kw_rights_export_person(KwContext *cx, int argc, char **argv, GError **error);
int kw_rights_erase_person(KwContext *cx, int argc, char **argv, GError **error);
int kw_rights_stats(KwContext *cx, int argc, char **argv, GError **error);
