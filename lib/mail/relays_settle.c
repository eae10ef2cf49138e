/* What becomes of a letter at a relay: its outcome is told, or it goes on to another. A letter that
 * is untouched travels on by itself; it comes back as RELAY_FAULT only where every relay has been
 * tried, or after a few connections broke under it: it could be the letter. */
#include "mail/address.h"
#include "relays-private.h"

#define MOVES_MAX 3

void kw_relays_tell(KwRelays *relays, KwSmtpLetter *letter, const KwSendOutcome *outcome)
{
	g_array_append_val(relays->ready, *outcome);
	relays->pending--;
	kw_smtp_letter_free(letter);
}

void kw_relays_place(KwRelays *relays, KwSmtpLetter *letter, const KwSendOutcome *last, gint64 now)
{
	KwWayOut *way = letter->moves > MOVES_MAX ? NULL : kw_relays_choose(relays, letter, now);

	if (!way) {
		kw_relays_tell(relays, letter, last);
		return;
	}
	if (!way->pending++)
		way->moved_at = now;
	if (letter->moves || letter->tried) /* it has waited before */
		g_queue_push_head(&way->waiting, letter);
	else
		g_queue_push_tail(&way->waiting, letter);
}

static void move_on(KwRelays *relays, KwWayOut *from, KwSmtpLetter *letter,
		    const KwSendOutcome *last, gint64 now)
{
	from->pending--;
	kw_relays_place(relays, letter, last, now);
}

void kw_relays_move_waiting(KwRelays *relays, KwWayOut *way, gint64 now)
{
	KwSendOutcome last = {.result = KW_SEND_RELAY_FAULT, .relay = way->index};
	GQueue moving = way->waiting;
	KwSmtpLetter *letter;

	g_strlcpy(last.text, way->why ? way->why : "", sizeof(last.text));
	g_queue_init(&way->waiting);
	for (guint i = 0; i < way->lines->len; i++) {
		KwLine *line = way->lines->pdata[i];
		KwSmtpSession *session = kw_smtp_link_session(line->link);

		if (session && way->is_blocked && (letter = kw_smtp_session_withdraw(session)))
			g_queue_push_tail(&moving, letter);
	}
	while ((letter = g_queue_pop_head(&moving))) {
		last.id = letter->id;
		move_on(relays, way, letter, &last, now);
	}
}

void kw_relays_fault(KwRelays *relays, KwWayOut *way, const char *why, gboolean is_refusal,
		     gint64 now)
{
	g_autofree char *said = kw_address_hide(why);

	kw_way_out_fault(way, said, is_refusal, relays->backoff_ms, now);
	relays->has_news = TRUE;
}

void kw_relays_block(KwRelays *relays, KwWayOut *way, const KwSendOutcome *outcome, gint64 now)
{
	g_autofree char *why = g_strdup_printf("%d %s", outcome->code, outcome->text);

	kw_relays_fault(relays, way, why, outcome->code / 100 == 5, now);
	way->is_blocked = TRUE;
}

void kw_relays_settle(KwRelays *relays, KwWayOut *way, KwSmtpLetter *letter, KwSendOutcome *outcome,
		      gboolean is_fault, gint64 now)
{
	outcome->relay = way->index;
	if (outcome->result == KW_SEND_RELAY_FAULT) {
		if (is_fault)
			letter->tried |= way->bit;
		else
			letter->moves++;
		move_on(relays, way, letter, outcome, now);
		return;
	}
	way->pending--;
	if (outcome->result != KW_SEND_UNCERTAIN)
		kw_way_out_worked(way, now);
	else
		way->moved_at = now;
	kw_relays_tell(relays, letter, outcome);
}
