/* Mails that look like posts and are none: what a mail program or a mail service wrote in
 * somebody's name, and a staff member's bare answer. Words: ingest/notice.yaml.
 */
#pragma once

#include "ingest/reading.h"

typedef enum {
	KW_NOTICE_NONE,
	KW_NOTICE_RECALL,     /* Outlook asks to undo a mail that was sent; nobody has decided it */
	KW_NOTICE_FORWARDING, /* Gmail asks whether mail may be forwarded to us */
	KW_NOTICE_ANSWER,     /* an answer to a receipt that does not stand in its thread */
	KW_NOTICE_READ, /* a mail program says that a letter of ours was opened, or deleted unread;
			   as text, where a gateway took its machine-readable part away */
} KwNotice;

/* Whose mail it is, is for the caller to ask: anybody can write such words. */
KwNotice kw_notice_of(const KwReading *reading);

/* "recall", "forwarding", "answer", "read"; NULL for KW_NOTICE_NONE. Static. */
const char *kw_notice_name(KwNotice notice);

/* Of a forwarding confirmation: its link, where it leads to the service itself over https; else
 * NULL. Borrowed. Whether the mail is really theirs is another question (reading->auth). */
const char *kw_notice_link(const KwReading *reading);
