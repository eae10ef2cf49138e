/* The way out into a Maildir: for trying things out, and for another program to carry on. How a
 * mail is written so that it is whole or not there is mailbox.c.
 *
 * It is written in the caller's turn, waiting for the disk: nothing else can be done with it. */
#include "base/error.h"
#include "mail/mailbox.h"
#include "relays-private.h"
#include "smtp_reply-private.h"

#include <string.h>

gboolean kw_relays_maildir_open(KwWayOut *way, GError **error)
{
	if (!way->is_maildir_ready)
		way->is_maildir_ready = kw_maildir_create(way->maildir, error);
	return way->is_maildir_ready;
}

void kw_relays_maildir_send(KwWayOut *way, const KwSmtpLetter *letter, KwSendOutcome *out_outcome)
{
	g_autofree char *headers = g_strdup_printf("Return-Path: <%s>\r\nDelivered-To: %s\r\n",
						   letter->return_path, letter->recipient);
	g_autofree char *path = NULL;
	g_autoptr(GError) error = NULL;
	const char *text;

	memset(out_outcome, 0, sizeof(*out_outcome));
	out_outcome->id = letter->id;
	out_outcome->relay = way->index;
	if (kw_maildir_put(way->maildir, headers, letter->message, &path, &error)) {
		out_outcome->result = KW_SEND_SENT;
		out_outcome->code = 250;
		text = path;
	} else {
		out_outcome->result = KW_SEND_RELAY_FAULT;
		way->is_maildir_ready = FALSE;
		text = error->message;
	}
	kw_smtp_one_line(text, strlen(text), out_outcome->text, sizeof(out_outcome->text));
}
