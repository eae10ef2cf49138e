/* The text that a person sees when a mail is opened, HTML made readable. */
#pragma once

#include "mail/message.h"

/* Tidy text of the body part and of the inline text parts after it; "" where there is none. Never
 * NULL. *out_part (may be NULL) is the body part (borrowed, or NULL), *out_html_only (may be NULL)
 * says that there was nothing but HTML. */
char *kw_readable_text(const KwMessage *message, const KwPart **out_part, gboolean *out_html_only);
