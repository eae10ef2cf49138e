/* Inside lib/mail: what lib/mail/message.c is made of besides GMime. */
#pragma once

#include "mail/header.h"
#include "mail/message.h"

/* lib/mail/prescan.c: what GMime would make of `bytes`, without the memory; one pass over the
 * lines. */
typedef struct {
	guint parts;      /* lines that open a part of a declared boundary */
	guint boundaries; /* of which there is such a line */
	guint dashes;     /* lines that begin with "--": GMime compares each with every boundary */
	size_t header_bytes; /* of the mail and of all its parts together */
} KwPrescan;
void kw_prescan(const char *bytes, size_t length, KwPrescan *out_scan);

/* lib/mail/flowed.c: joins the lines of format=flowed text (RFC 3676). */
char *kw_flowed_join(const char *text, gboolean delsp);

/* lib/mail/base64.c: every byte that is in `text`, whatever else is. */
GBytes *kw_base64_decode(const char *text, size_t length);

/* lib/mail/message_fields.c: everything of a message but `root` and `parts`. */
void kw_message_read_fields(KwMessage *message, const KwHeaderBlock *block, const char *hint);
void kw_message_clear_fields(KwMessage *message);
/* The first "<id>" without its brackets, one line; NULL where there is none. */
char *kw_message_bare_id(const char *text);

/* lib/mail/part.c: one leaf. Raw values, NULL = absent. */
typedef struct {
	const char *type, *disposition, *encoding;
} KwPartFields;
/* File name, decoded, without folders, or NULL. */
char *kw_part_name(const KwPartFields *fields, const char *hint);
/* `inside` is the type of the multipart around it, "" = the mail itself. */
char *kw_part_type(const KwPartFields *fields, const char *inside, gboolean has_name);
gboolean kw_part_is_mail_type(const char *type);
/* A mail in a part that does not say so: an octet stream or text named *.eml. Needs type, name and
 * bytes, as does the next. */
gboolean kw_part_is_mail_file(const KwPart *part);
/* Why it cannot be read here, in the operator's words, and of what kind that is; NULL where nothing
 * is against it. */
const char *kw_part_why_unread(const KwPart *part, const char **out_kind);
/* Needs type, name and content_id. */
gboolean kw_part_is_attachment(const KwPart *part, const char *disposition, const char *inside);
/* Fills text and the charsets. */
void kw_part_read_text(KwPart *part, const KwPartFields *fields, const char *hint);
