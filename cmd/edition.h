/* What weekly and bulletin share: printing an edition, and putting it into the outbox. */
#pragma once

#include "cmd.h"

#include "digest/issue.h"

/* The text part (default) or the HTML part of an edition; gaps are shown as a sample subscriber. */
void kw_edition_print(const KwEdition *edition, gboolean html);
/* Enqueues and says what was done, also where it had been done before. */
int kw_edition_send(KwContext *cx, const KwEdition *edition, GError **error);
