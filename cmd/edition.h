/* What weekly and bulletin share: printing an edition, and putting it into the outbox. */
#pragma once

#include "cmd.h"

#include "digest/issue.h"

/* The text part (default) or the HTML part of an edition; a gap is shown as its name in brackets.
 */
void kw_edition_print(const KwEdition *edition, gboolean html);
/* On standard error: which issue that was, in which language, and what its brackets are. */
void kw_edition_say(const KwEdition *edition, const char *language);
/* An issue as readers of another language get it; for reading only. KW_ERROR_USAGE: there is none
 * in that language. */
KwEdition *kw_edition_in(KwContext *cx, const char *language, int64_t issue, GError **error);
/* Enqueues and says what was done, also where it had been done before. */
int kw_edition_send(KwContext *cx, const KwEdition *edition, GError **error);
