/* Reading a mail (the door to GMime for reading): headers and a tree of decoded parts.
 *
 * RFC 5322, 2045–2047, 2231, 3676 (format=flowed with delsp). Text is decoded by base/charset.h,
 * not by GMime, which turns some Japanese characters into wrong ones. Nothing is executed, fetched
 * or looked up.
 */
#pragma once

#include "mail/address.h"

#include <glib.h>

typedef struct {
	int max_parts; /* 0 = 1000: more is KW_ERROR_DATA, found before GMime sees the bytes */
	int max_depth; /* 0 = 20: what is nested deeper is not opened and marked `unread` */
} KwMessageLimits;

typedef struct KwMessage KwMessage;

typedef struct {
	char *name;  /* as written: "Subject" */
	char *value; /* decoded (RFC 2047, raw 8-bit, raw JIS), one line */
} KwHeader;

typedef struct {
	char *type;        /* "text/plain", lower case; what was declared, or guessed by magic for
			      octet-stream .eml */
	char *name;        /* file name, decoded, without folders; NULL = none */
	char *content_id;  /* without <>; NULL = none */
	char *description; /* why it could not be read, where `unread` */
	gboolean is_attachment; /* Content-Disposition: attachment, or a named part that is no text
				   body */
	gboolean
		is_inline; /* no other disposition than "inline": can be the body for want of one */
	gboolean unread;   /* broken, encrypted, too deep: bytes are there, meaning is not */
	const char *unread_kind;  /* static, where `unread`: "outlook-msg", "winmail.dat",
				     "encrypted", "too-deep", "broken" or "other" */
	GBytes *bytes;            /* transfer decoding undone; NULL for multiparts */
	char *text;               /* text parts: UTF-8, tidy, flowed lines joined; else NULL */
	char *charset_declared;   /* or NULL */
	const char *charset_used; /* static, base/charset.h; NULL for other than text */
	GPtrArray *children;      /* KwPart * of a multipart, owned; NULL else */
	KwMessage *message; /* of message/rfc822 (also base64, also octet-stream .eml); NULL else */
	GBytes *raw;        /* the inner message's own bytes where `message` is set */
} KwPart;

struct KwMessage {
	GPtrArray *headers;            /* KwHeader *, in order, at most 1,000 */
	char *subject;                 /* decoded, one line; "" = none */
	KwAddress *from;               /* first mailbox of From, else of Sender; NULL = none */
	GPtrArray *to, *cc, *reply_to; /* KwAddress *, may be empty */
	char *message_id;              /* without <>; NULL = none */
	char *in_reply_to;             /* first id without <>; NULL = none */
	GPtrArray *references;         /* char *, without <> */
	gboolean has_date;
	int64_t date_at;
	int date_offset_s;
	KwPart *root; /* never NULL */
	int parts;    /* number of leaf parts, all levels */
};

/* Reads a message. Any bytes are a message of some kind; errors are KW_ERROR_DATA for an empty one
 * and for one above the limits. `limits` may be NULL. */
KwMessage *kw_message_parse(const void *bytes, size_t length, const KwMessageLimits *limits,
			    GError **error);
void kw_message_free(KwMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwMessage, kw_message_free)

/* First header of that name (any case), or NULL. */
const char *kw_message_header(const KwMessage *message, const char *name);

/* The part a reader would read: in multipart/alternative the first text/plain with words in it,
 * else the first such text/html; in mixed and related the first of either; where there is none, the
 * first text with a name that was sent inline; else NULL. *out_html tells.
 * Later inline text parts of a multipart/mixed are in `out_more` (KwPart *, borrowed; may be NULL).
 */
const KwPart *kw_message_body(const KwMessage *message, gboolean *out_html, GPtrArray **out_more);
/* The text/html alternative of the body, or NULL. */
const KwPart *kw_message_html(const KwMessage *message);

/* All attachments (is_attachment, or message parts), in order, borrowed KwPart *, free the array.
 * Parts inside attached messages are not listed. */
GPtrArray *kw_message_attachments(const KwMessage *message);
