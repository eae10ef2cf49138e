/* What of a mail no program reads here, and a person has to look at. */
#pragma once

#include "mail/message.h"

typedef struct {
	const char *what; /* "outlook-msg", "winmail.dat", "pdf", "image", "office", "archive",
			     "calendar", "encrypted", "too-deep", "broken", "removed",
			     "password-zip", "empty" or "other"; static: the word files have a
			     sentence for most (unread.…), "other" stands for the rest */
	char *name;       /* of the attachment, or NULL */
} KwUnread;
void kw_unread_free(KwUnread *unread);

/* KwUnread *, owned, in order of the parts; those of attached messages too. `text` is the readable
 * text of the mail: notices of removed attachments and of passwords that come separately stand
 * there. */
GPtrArray *kw_unread_list(const KwMessage *message, const char *text);
