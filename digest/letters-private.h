/* The letters of an issue. Used by enqueue.c only. */
#pragma once

#include "digest/issue.h"

typedef struct KwLettering KwLettering;

/* Composes the letter of most readers, and loads what those of the others need: before a
 * transaction. Borrows all of it. */
KwLettering *kw_lettering_new(KwDb *db, const KwConfig *config, const KwEdition *edition,
			      int64_t now, GError **error);
void kw_lettering_free(KwLettering *lettering);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwLettering, kw_lettering_free)

/* Composes and looks at the letter of every language, whether anybody reads it or not: somebody may
 * subscribe before it is sent. Stores nothing. */
gboolean kw_lettering_check(const KwLettering *lettering, GError **error);

/* Composes the others, stores all of them, and owes one to every reader: in the transaction. */
gboolean kw_lettering_put(KwLettering *lettering, int priority, int64_t *out_letters,
			  GError **error);
