/* Inside subscribers/roster*.c: a list as a file of rows, whatever its charset. */
#pragma once

#include "subscribers/csv.h"

#include <stdio.h>

typedef struct KwRosterFile KwRosterFile;
/* Reads `file`, which stays the caller's, from its beginning. */
KwRosterFile *kw_roster_file_new(FILE *file);
void kw_roster_file_free(KwRosterFile *roster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwRosterFile, kw_roster_file_free)

/* The next row; NULL without error: the end. */
KwCsvRow *kw_roster_file_next(KwRosterFile *roster, GError **error);
