/* receive: one mail from standard input (an MTA's pipe). The raw bytes are committed first; from
 * then on the exit code is 0 whatever happens, because an error would make the MTA return the mail
 * to a forged sender, or deliver it twice. */
#include "cmd.h"

#include "arrival.h"
#include "at_once.h"

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

#include <unistd.h>

#define USAGE       "receive [--sender ADDRESS] [--recipient ADDRESS] <MAIL"
#define SWEEP_LIMIT 5 /* leftovers that one receive takes along */

static gboolean store(KwContext *cx, KwArrival *arrival, int64_t *out_mail, gboolean *out_is_new,
		      GError **error)
{
	g_autoptr(KwTx) tx = NULL;

	kw_arrival_look(arrival);
	return kw_context_open_db(cx, error) && (tx = kw_tx_begin(cx->db, error)) &&
	       kw_arrival_store(cx, arrival, out_mail, out_is_new, error) &&
	       kw_tx_commit(tx, error);
}

int kw_cmd_receive(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *sender = NULL, *recipient = NULL;
	/* FILENAME takes any bytes: an envelope is whatever a stranger wrote */
	const GOptionEntry entries[] = {
		{"sender", 0, 0, G_OPTION_ARG_FILENAME, &sender, "Envelope sender", "ADDRESS"},
		{"recipient", 0, 0, G_OPTION_ARG_FILENAME, &recipient, "Envelope recipient",
		 "ADDRESS"},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GBytes) bytes = NULL;
	gboolean is_new;
	int64_t mail;

	if (!kw_options(&argc, &argv, entries, USAGE, error))
		return KW_ERROR_USAGE;
	if (argc > 1)
		return kw_usage(error, USAGE);
	bytes = kw_file_read_fd(STDIN_FILENO, (size_t)cx->config->intake_max_bytes, error);
	if (!bytes) {
		/* what could not be read to its end comes again; what is too large never fits */
		if (!g_error_matches(*error, KW_ERROR, KW_ERROR_DATA))
			return KW_ERROR_TEMPORARY;
		g_prefix_error(error, "mail (intake.max_bytes): ");
		return KW_ERROR_DATA;
	}
	g_autofree char *from = sender ? kw_text_repair(sender, -1) : NULL;
	g_autofree char *to = recipient ? kw_text_repair(recipient, -1) : NULL;
	g_auto(KwArrival) arrival = {.bytes = bytes, .sender = from, .recipient = to};
	if (!store(cx, &arrival, &mail, &is_new, error))
		return KW_ERROR_TEMPORARY;

	g_autoptr(GError) trouble = NULL;
	if (!is_new)
		kw_log(KW_LOG_INFO, "mail %" G_GINT64_FORMAT ": the same bytes came before", mail);
	else if (!kw_arrival_process(cx, mail, &trouble))
		kw_log(KW_LOG_WARNING,
		       "mail %" G_GINT64_FORMAT " is stored and will be tried again: %s", mail,
		       trouble->message);
	kw_arrival_sweep(cx, SWEEP_LIMIT);
	kw_deliver_at_once(cx); /* receipts */
	return 0;
}
