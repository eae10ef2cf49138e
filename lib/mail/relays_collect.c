/* What the connections tell: outcomes, that they stand, that they broke and who is to blame. */
#include "relays-private.h"

#define EVENTS_MAX 8

static guint events_of(KwLine *line, KwSmtpEvent *out_events)
{
	KwSmtpSession *session = kw_smtp_link_session(line->link);
	guint n = 0;

	while (session && n < EVENTS_MAX && kw_smtp_session_next_event(session, &out_events[n]))
		n++;
	return n;
}

/* It is over. TRUE: and the relay is to blame for it. */
static gboolean is_to_blame(KwLine *line, const KwSmtpEvent *events, guint n)
{
	KwSmtpSession *session = kw_smtp_link_session(line->link);

	if (!session)
		return TRUE;
	for (guint i = 0; i < n; i++)
		if (events[i].outcome.result == KW_SEND_UNCERTAIN)
			return TRUE;
	if (line->is_forgiven || kw_smtp_session_decided(session))
		return FALSE;
	for (guint i = 0; i < n; i++)
		if (events[i].outcome.result == KW_SEND_RELAY_FAULT)
			return TRUE;
	return FALSE; /* nothing was lost with it */
}

/* FALSE: the line is gone. */
static gboolean collect_line(KwRelays *relays, KwWayOut *way, KwLine *line, gint64 now)
{
	KwSmtpEvent events[EVENTS_MAX];
	guint n = events_of(line, events);
	gboolean is_closed = kw_smtp_link_state(line->link) == KW_LINK_CLOSED, is_fault = FALSE;

	if (is_closed && is_to_blame(line, events, n)) {
		KwErrorCode consequence;
		int code;
		const char *why = kw_smtp_link_why(line->link, &code, &consequence);

		kw_relays_fault(relays, way, why, consequence != KW_ERROR_TEMPORARY, now);
		is_fault = TRUE;
	}
	for (guint i = 0; i < n; i++) {
		KwSendOutcome *outcome = &events[i].outcome;

		if (!is_closed && outcome->result == KW_SEND_RELAY_FAULT) {
			kw_relays_block(relays, way, outcome, now);
			kw_relays_settle(relays, way, events[i].letter, outcome, TRUE, now);
		} else {
			kw_relays_settle(relays, way, events[i].letter, outcome, is_fault, now);
		}
	}
	if (n)
		line->used_at = now;
	return !is_closed;
}

static void say_quit_when_idle(const KwRelays *relays, KwLine *line, gint64 now)
{
	KwSmtpSession *session = kw_smtp_link_session(line->link);

	if (now - line->used_at > relays->idle_ms * 1000 && kw_smtp_session_is_idle(session))
		kw_smtp_session_quit(session, now);
}

void kw_relays_collect(KwRelays *relays, gint64 now)
{
	for (guint i = 0; i < relays->ways->len; i++) {
		KwWayOut *way = relays->ways->pdata[i];

		for (guint j = way->lines->len; j-- > 0;) {
			KwLine *line = way->lines->pdata[j];

			if (!collect_line(relays, way, line, now)) {
				g_ptr_array_remove_index_fast(way->lines, j);
				relays->has_news = TRUE;
				continue;
			}
			if (kw_smtp_link_state(line->link) != KW_LINK_OPEN)
				continue;
			if (!line->was_open) {
				line->was_open = relays->has_news = TRUE;
				line->used_at = now;
			}
			say_quit_when_idle(relays, line, now);
		}
	}
}
