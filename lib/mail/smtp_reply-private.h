/* Replies of an SMTP server (RFC 5321 §4.2), read from whatever pieces they come in. */
#pragma once

#include <glib.h>

#define KW_REPLY_LINE_BYTES \
	4096 /* RFC 5321 §4.5.3.1.5 says 512; long links in refusals are common */
#define KW_REPLY_LINES      100
#define KW_REPLY_TEXT_BYTES 1024 /* kept; what is more is read and dropped */

typedef struct {
	char line[KW_REPLY_LINE_BYTES];
	gsize line_length;
	guint lines;
	int code; /* of the last line */
	char text[KW_REPLY_TEXT_BYTES];
	gsize text_length;
	const char *broken; /* static: why nothing more can be read; NULL = all is well */
} KwSmtpReply;

typedef enum {
	KW_REPLY_NONE, /* every byte is used up, and no reply is complete */
	KW_REPLY_DONE, /* `code` and the text hold one; *bytes and *length the rest */
	KW_REPLY_BROKEN,
} KwReplyState;

/* Takes from *bytes until a reply is complete; the next call begins the next reply. */
KwReplyState kw_smtp_reply_feed(KwSmtpReply *reply, const char **bytes, gsize *length);

/* A part of a reply has been read. */
gboolean kw_smtp_reply_is_begun(const KwSmtpReply *reply);

/* TRUE where the text opens with an enhanced status (RFC 3463) of this class and subject, as
 * "5.7.". */
gboolean kw_smtp_reply_has_status(const KwSmtpReply *reply, const char *status);

/* The text as one line of valid UTF-8, cut between characters where `size` is too small. */
void kw_smtp_reply_text(const KwSmtpReply *reply, char *out, gsize size);

/* The same for any text. */
void kw_smtp_one_line(const char *bytes, gsize length, char *out, gsize size);
