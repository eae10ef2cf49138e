/* Letters to connections, and connections for letters. */
#include "relays-private.h"

#define LETTERS_PER_LINE     2
#define LETTERS_WORTH_A_LINE 4
#define STALE_MS             1000 /* unused for so long: it is looked at before it gets a letter */

static void connect_line(KwRelays *relays, KwWayOut *way)
{
	KwLine *line = g_new0(KwLine, 1);

	line->link = kw_smtp_link_new(relays->loop, &way->config, relays->dot_timeout_s);
	g_ptr_array_add(way->lines, line);
}

void kw_relays_connect_for(KwRelays *relays, KwWayOut *way, guint letters, gint64 now)
{
	guint most = way->faults ? 1 : (guint)way->config.connections;
	guint want =
		MIN(letters / LETTERS_WORTH_A_LINE + (letters % LETTERS_WORTH_A_LINE != 0), most);

	if (now < way->retry_at)
		return;
	if (way->maildir) {
		g_autoptr(GError) error = NULL;

		if (letters && !kw_relays_maildir_open(way, &error))
			kw_relays_fault(relays, way, error->message, FALSE, now);
		return;
	}
	while (way->lines->len < want)
		connect_line(relays, way);
}

static gint64 total_weight(const KwRelays *relays, gint64 now)
{
	gint64 total = 0;

	for (guint i = 0; i < relays->ways->len; i++) {
		const KwWayOut *way = relays->ways->pdata[i];

		if (kw_relays_is_used(relays, way, now))
			total += MAX(way->config.weight, 1);
	}
	return MAX(total, 1);
}

guint kw_relays_room(KwRelays *relays, guint waiting, const guint *allowed)
{
	gint64 now = g_get_monotonic_time(), total = total_weight(relays, now);
	guint slots = 0, pending = 0;
	guint64 left = 0;

	for (guint i = 0; i < relays->ways->len; i++) {
		KwWayOut *way = relays->ways->pdata[i];
		gint64 weight = MAX(way->config.weight, 1);

		way->allowed = allowed ? allowed[i] : G_MAXUINT;
		if (way->pending >= way->allowed || !kw_relays_is_used(relays, way, now))
			continue;
		kw_relays_connect_for(relays, way, (guint)((waiting * weight + total - 1) / total),
				      now);
		left += way->allowed - way->pending;
		if (kw_relays_is_lagging(relays, way, now))
			continue;
		slots += LETTERS_PER_LINE * kw_way_out_open(way);
		pending += way->pending;
	}
	return (guint)MIN(left, slots > pending ? slots - pending : 0);
}

static gboolean is_fresh(const KwLine *line)
{
	KwSmtpSession *session = kw_smtp_link_session(line->link);

	return kw_smtp_link_state(line->link) == KW_LINK_OPEN && kw_smtp_session_is_idle(session) &&
	       !kw_smtp_session_decided(session);
}

/* The connection with most room. A letter that connections broke under gets a new one, to begin
 * it: a relay that takes one letter a connection must get on. */
static KwLine *free_line(KwWayOut *way)
{
	const KwSmtpLetter *letter = g_queue_peek_head(&way->waiting);
	KwLine *best = NULL;
	guint most = 0;

	for (guint i = 0; i < way->lines->len; i++) {
		KwLine *line = way->lines->pdata[i];
		guint room = kw_smtp_link_state(line->link) == KW_LINK_OPEN
				     ? kw_smtp_session_room(kw_smtp_link_session(line->link))
				     : 0;

		if (room > most && (!letter->moves || is_fresh(line))) {
			most = room;
			best = line;
		}
	}
	return best;
}

/* Connects once more; where there are as many as there may be, one that is idle goes first. */
static void connect_anew(KwRelays *relays, KwWayOut *way, gint64 now)
{
	guint before = way->lines->len;
	KwSmtpSession *idle = NULL;

	for (guint i = 0; i < before; i++) {
		const KwLine *line = way->lines->pdata[i];
		KwSmtpSession *session = kw_smtp_link_session(line->link);

		if (kw_smtp_link_state(line->link) == KW_LINK_CONNECTING)
			return;
		if (kw_smtp_link_state(line->link) == KW_LINK_OPEN &&
		    kw_smtp_session_is_idle(session))
			idle = session;
	}
	kw_relays_connect_for(relays, way, before * LETTERS_WORTH_A_LINE + 1, now);
	if (idle && way->lines->len == before)
		kw_smtp_session_quit(idle, now);
}

/* A relay may have gone away while nothing was said. */
static gboolean is_still_there(const KwRelays *relays, KwLine *line, gint64 now)
{
	gint64 unused = now - line->used_at;

	if (unused > STALE_MS * 1000 && kw_smtp_session_is_idle(kw_smtp_link_session(line->link)))
		kw_smtp_link_look(line->link, now);
	if (unused > relays->patience_ms * 1000)
		line->is_forgiven = TRUE;
	return kw_smtp_link_state(line->link) == KW_LINK_OPEN;
}

static void hand_out_smtp(KwRelays *relays, KwWayOut *way, gint64 now)
{
	KwLine *line;

	while (way->waiting.length && (line = free_line(way))) {
		if (!is_still_there(relays, line, now))
			continue;
		line->used_at = now;
		kw_smtp_session_take_letter(kw_smtp_link_session(line->link),
					    g_queue_pop_head(&way->waiting), now);
	}
	if (!way->waiting.length)
		return;
	if (!way->lines->len || ((KwSmtpLetter *)g_queue_peek_head(&way->waiting))->moves)
		connect_anew(relays, way, now);
}

static void hand_out_maildir(KwRelays *relays, KwWayOut *way, gint64 now)
{
	KwSmtpLetter *letter;

	kw_relays_connect_for(relays, way, way->waiting.length, now);
	while (way->is_maildir_ready && (letter = g_queue_pop_head(&way->waiting))) {
		KwSendOutcome outcome;
		gboolean is_fault;

		kw_relays_maildir_send(way, letter, &outcome);
		is_fault = outcome.result == KW_SEND_RELAY_FAULT;
		if (is_fault)
			kw_relays_fault(relays, way, outcome.text, FALSE, now);
		kw_relays_settle(relays, way, letter, &outcome, is_fault, now);
	}
}

void kw_relays_hand_out(KwRelays *relays, gint64 now)
{
	for (guint i = 0; i < relays->ways->len; i++) {
		KwWayOut *way = relays->ways->pdata[i];

		if ((way->waiting.length || way->is_blocked) && !kw_way_out_is_usable(way, now))
			kw_relays_move_waiting(relays, way, now);
		if (way->waiting.length && way->maildir)
			hand_out_maildir(relays, way, now);
		else if (way->waiting.length)
			hand_out_smtp(relays, way, now);
		for (guint j = 0; j < way->lines->len; j++)
			kw_smtp_link_flush(((KwLine *)way->lines->pdata[j])->link, now);
	}
}
