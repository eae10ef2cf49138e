/* The last look at a letter before it is queued: nothing in it loads, asks, counts readers, hides
 * where it leads, or was not meant for them. Holds for the operator's templates as well. The legal
 * lines are looked at where it is rendered (kw_render_check). */
#pragma once

#include "base/config.h"
#include "digest/render.h"

/* `mail` is the composed letter; NULL = there is none yet. KW_ERROR_DATA: it has an attachment, a
 * shortened or counting link, one whose text does not say whose page it opens, or HTML that loads
 * or asks for something. KW_ERROR_REFUSED: it has a mail address that is not the publisher's, or a
 * handling mark. The message says what, and what to do. */
gboolean kw_check_letter(const KwConfig *config, const KwRendered *rendered, GBytes *mail,
			 GError **error);
