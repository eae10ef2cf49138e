/* The ways out, all together: letters to connections, and what becomes of them. Which relay a
 * letter goes to is relays_choice.c; a connection is smtp_link.c, what is said over it
 * smtp_session.c; Maildirs are relays_maildir.c; when a letter is due and what its outcome means
 * for the outbox is digest/deliver.
 *
 * A letter that is untouched travels on by itself. It comes back as RELAY_FAULT only where every
 * relay has been tried, or after a few connections broke under it: it could be the letter. */
#include "base/error.h"
#include "base/text.h"
#include "mail/address.h"
#include "relays-private.h"
#include "smtp_reply-private.h"

#include <string.h>

#define ADDRESS_MAX_BYTES    900 /* a command line of SMTP has 1000 octets at most */
#define RELAYS_MAX           64  /* bits of KwSmtpLetter.tried */
#define LETTERS_PER_LINE     2
#define LETTERS_WORTH_A_LINE 4
#define MOVES_MAX            3
#define DOT_TIMEOUT_S        600
#define BACKOFF_MS           5000
#define IDLE_MS              30000
#define PATIENCE_MS          5000
#define QUIT_MS              2000
#define STALE_MS             1000 /* unused for so long: it is looked at before it gets a letter */

KwRelays *kw_relays_new(const KwRelay *relays, guint count, GError **error)
{
	g_autoptr(GPtrArray) ways = g_ptr_array_new_with_free_func((GDestroyNotify)kw_way_out_free);
	KwRelays *all;

	if (count == 0 || count > RELAYS_MAX) {
		kw_error_set(error, KW_ERROR_CONFIG, "relay: %u of them, not 1 to %d", count,
			     RELAYS_MAX);
		return NULL;
	}
	for (guint i = 0; i < count; i++) {
		KwWayOut *way = kw_way_out_new(&relays[i], (int)i, error);

		if (!way)
			return NULL;
		g_ptr_array_add(ways, way);
	}
	all = g_new0(KwRelays, 1);
	all->ways = g_steal_pointer(&ways);
	all->loop = kw_smtp_loop_new();
	all->ready = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));
	all->dot_timeout_s = DOT_TIMEOUT_S;
	all->backoff_ms = BACKOFF_MS;
	all->idle_ms = IDLE_MS;
	all->patience_ms = PATIENCE_MS;
	return all;
}

/* Outcomes and letters */

static void tell(KwRelays *relays, KwSmtpLetter *letter, const KwSendOutcome *outcome)
{
	g_array_append_val(relays->ready, *outcome);
	relays->pending--;
	kw_smtp_letter_free(letter);
}

/* To the relay whose turn it is; `last` is what the letter comes back with where there is none. */
static void place(KwRelays *relays, KwSmtpLetter *letter, const KwSendOutcome *last, gint64 now)
{
	KwWayOut *way = letter->moves > MOVES_MAX ? NULL : kw_relays_choose(relays, letter, now);

	if (!way) {
		tell(relays, letter, last);
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
	place(relays, letter, last, now);
}

/* Letters that the relay has not begun with. */
static void move_waiting(KwRelays *relays, KwWayOut *way, gint64 now)
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

/* What is wrong with a relay is logged and shown: readers' addresses are no part of it. */
static void fault(KwRelays *relays, KwWayOut *way, const char *why, gboolean is_refusal, gint64 now)
{
	g_autofree char *said = kw_address_hide(why);

	kw_way_out_fault(way, said, is_refusal, relays->backoff_ms, now);
	relays->has_news = TRUE;
}

/* The relay refused us at this letter. */
static void block(KwRelays *relays, KwWayOut *way, const KwSendOutcome *outcome, gint64 now)
{
	g_autofree char *why = g_strdup_printf("%d %s", outcome->code, outcome->text);

	fault(relays, way, why, outcome->code / 100 == 5, now);
	way->is_blocked = TRUE;
}

/* What became of a letter at a relay. `is_fault`: the relay is to blame for it, so the letter does
 * not go there again; a connection that has carried others may end at any time. */
static void settle(KwRelays *relays, KwWayOut *way, KwSmtpLetter *letter, KwSendOutcome *outcome,
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
	tell(relays, letter, outcome);
}

/* Connections */

static void connect_line(KwRelays *relays, KwWayOut *way)
{
	KwLine *line = g_new0(KwLine, 1);

	line->link = kw_smtp_link_new(relays->loop, &way->config, relays->dot_timeout_s);
	g_ptr_array_add(way->lines, line);
}

/* So many connections for so many letters; one only to a relay that has just failed. */
static void connect_for(KwRelays *relays, KwWayOut *way, guint letters, gint64 now)
{
	guint most = way->faults ? 1 : (guint)way->config.connections;
	guint want =
		MIN(letters / LETTERS_WORTH_A_LINE + (letters % LETTERS_WORTH_A_LINE != 0), most);

	if (now < way->retry_at)
		return;
	if (way->maildir) {
		g_autoptr(GError) error = NULL;

		if (letters && !kw_relays_maildir_open(way, &error))
			fault(relays, way, error->message, FALSE, now);
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
		connect_for(relays, way, (guint)((waiting * weight + total - 1) / total), now);
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
	connect_for(relays, way, before * LETTERS_WORTH_A_LINE + 1, now);
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

	connect_for(relays, way, way->waiting.length, now);
	while (way->is_maildir_ready && (letter = g_queue_pop_head(&way->waiting))) {
		KwSendOutcome outcome;
		gboolean is_fault;

		kw_relays_maildir_send(way, letter, &outcome);
		is_fault = outcome.result == KW_SEND_RELAY_FAULT;
		if (is_fault)
			fault(relays, way, outcome.text, FALSE, now);
		settle(relays, way, letter, &outcome, is_fault, now);
	}
}

/* Letters to connections, and onto the wire. */
static void hand_out(KwRelays *relays, gint64 now)
{
	for (guint i = 0; i < relays->ways->len; i++) {
		KwWayOut *way = relays->ways->pdata[i];

		if ((way->waiting.length || way->is_blocked) && !kw_way_out_is_usable(way, now))
			move_waiting(relays, way, now);
		if (way->waiting.length && way->maildir)
			hand_out_maildir(relays, way, now);
		else if (way->waiting.length)
			hand_out_smtp(relays, way, now);
		for (guint j = 0; j < way->lines->len; j++)
			kw_smtp_link_flush(((KwLine *)way->lines->pdata[j])->link, now);
	}
}

/* What a connection tells */

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

		fault(relays, way, why, consequence != KW_ERROR_TEMPORARY, now);
		is_fault = TRUE;
	}
	for (guint i = 0; i < n; i++) {
		KwSendOutcome *outcome = &events[i].outcome;

		if (!is_closed && outcome->result == KW_SEND_RELAY_FAULT) {
			block(relays, way, outcome, now);
			settle(relays, way, events[i].letter, outcome, TRUE, now);
		} else {
			settle(relays, way, events[i].letter, outcome, is_fault, now);
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

static void collect(KwRelays *relays, gint64 now)
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

/* A turn */

static guint lines(const KwRelays *relays)
{
	guint n = 0;

	for (guint i = 0; i < relays->ways->len; i++)
		n += ((KwWayOut *)relays->ways->pdata[i])->lines->len;
	return n;
}

/* When something is to be done although nothing comes over the wire; G_MAXINT64 = never. */
static gint64 next_wake(const KwRelays *relays, gint64 now)
{
	gint64 first = G_MAXINT64;

	for (guint i = 0; i < relays->ways->len; i++) {
		const KwWayOut *way = relays->ways->pdata[i];

		if (way->retry_at > now)
			first = MIN(first, way->retry_at);
		if (way->pending && !kw_relays_is_lagging(relays, way, now))
			first = MIN(first, way->moved_at + relays->patience_ms * 1000 + 1000);
		for (guint j = 0; j < way->lines->len; j++) {
			const KwLine *line = way->lines->pdata[j];

			if (line->was_open &&
			    kw_smtp_session_is_idle(kw_smtp_link_session(line->link)))
				first = MIN(first, line->used_at + relays->idle_ms * 1000 + 1000);
		}
	}
	return first;
}

static gboolean has_something(const KwRelays *relays)
{
	return relays->ready->len || relays->has_news;
}

static void step(KwRelays *relays, gint64 end)
{
	gint64 now = g_get_monotonic_time(), until;
	int wait_ms = -1;

	hand_out(relays, now);
	collect(relays, now); /* what was refused without asking the relay */
	until = has_something(relays) ? now : MIN(end, next_wake(relays, now));
	if (until == G_MAXINT64 && !lines(relays))
		wait_ms = 0; /* there is nothing to wait for */
	else if (until != G_MAXINT64)
		wait_ms = (int)CLAMP((until - now + 999) / 1000, 0, G_MAXINT);
	kw_smtp_loop_turn(relays->loop, wait_ms);
	now = g_get_monotonic_time();
	collect(relays, now);
	hand_out(relays, now);
}

void kw_relays_turn(KwRelays *relays, int wait_ms, GArray *out)
{
	gint64 end = wait_ms < 0 ? G_MAXINT64
				 : g_get_monotonic_time() + wait_ms * G_GINT64_CONSTANT(1000);

	do {
		gint64 wake = next_wake(relays, g_get_monotonic_time());

		step(relays, end);
		if (wake <= g_get_monotonic_time() || (!lines(relays) && end == G_MAXINT64))
			break;
	} while (!has_something(relays) && g_get_monotonic_time() < end);
	relays->has_news = FALSE;
	g_array_append_vals(out, relays->ready->data, relays->ready->len);
	g_array_set_size(relays->ready, 0);
}

/* Letters in */

/* Whether an address can stand between angle brackets, so that it is one address and no parameter
 * or second command. Its grammar is mail/address.h. */
static gboolean is_one_path(const char *address)
{
	gboolean quoted = FALSE;

	if (strlen(address) > ADDRESS_MAX_BYTES || !g_utf8_validate(address, -1, NULL))
		return FALSE;
	for (const char *p = address; *p; p++) {
		if (g_ascii_iscntrl(*p))
			return FALSE;
		if (quoted && *p == '\\' && p[1]) {
			p++;
			if (g_ascii_iscntrl(*p))
				return FALSE;
		} else if (*p == '"') {
			quoted = !quoted;
		} else if (!quoted && strchr(" <>", *p)) {
			return FALSE;
		}
	}
	return !quoted;
}

static gboolean are_paths(const char *return_path, const char *recipient, KwSendOutcome *outcome)
{
	gboolean is_recipient = *recipient && is_one_path(recipient);
	g_autofree char *why = NULL;

	if (is_recipient && is_one_path(return_path))
		return TRUE;
	why = g_strdup_printf("%s %s: not an address", is_recipient ? "return path" : "recipient",
			      is_recipient ? return_path : recipient);
	kw_smtp_one_line(why, strlen(why), outcome->text, sizeof(outcome->text));
	return FALSE;
}

void kw_relays_put(KwRelays *relays, int64_t id, const char *return_path, const char *recipient,
		   GBytes *message)
{
	KwSendOutcome outcome = {.id = id, .result = KW_SEND_FAILED, .relay = -1};
	KwSmtpLetter *letter;

	if (!are_paths(return_path, recipient, &outcome)) {
		g_array_append_val(relays->ready, outcome);
		return;
	}
	letter = g_new0(KwSmtpLetter, 1);
	letter->id = id;
	letter->return_path = g_strdup(return_path);
	letter->recipient = g_strdup(recipient);
	letter->message = g_bytes_ref(message);
	relays->pending++;
	outcome.result = KW_SEND_RELAY_FAULT;
	g_strlcpy(outcome.text, "no relay can take it", sizeof(outcome.text));
	place(relays, letter, &outcome, g_get_monotonic_time());
}

/* Asked from outside */

guint kw_relays_pending(const KwRelays *relays)
{
	return relays->pending + relays->ready->len;
}

guint kw_relays_connections(const KwRelays *relays)
{
	guint n = 0;

	for (guint i = 0; i < relays->ways->len; i++)
		n += kw_way_out_open(relays->ways->pdata[i]);
	return n;
}

gboolean kw_relays_are_down(const KwRelays *relays, const char **out_why, gboolean *out_is_refusal)
{
	gint64 now = g_get_monotonic_time();
	const KwWayOut *named = NULL;

	for (guint i = 0; i < relays->ways->len; i++) {
		const KwWayOut *way = relays->ways->pdata[i];

		if (kw_way_out_is_usable(way, now))
			return FALSE;
		if (!named || (way->is_refusal && !named->is_refusal))
			named = way;
	}
	g_assert(named);
	if (out_why)
		*out_why = named->why;
	if (out_is_refusal)
		*out_is_refusal = named->is_refusal;
	return TRUE;
}

static void leave(KwRelays *relays)
{
	gint64 now = g_get_monotonic_time(), end = now + QUIT_MS * 1000;

	for (guint i = 0; i < relays->ways->len; i++) {
		KwWayOut *way = relays->ways->pdata[i];

		for (guint j = way->lines->len; j-- > 0;) {
			KwSmtpLink *link = ((KwLine *)way->lines->pdata[j])->link;

			if (kw_smtp_link_state(link) != KW_LINK_OPEN ||
			    !kw_smtp_session_is_idle(kw_smtp_link_session(link))) {
				g_ptr_array_remove_index_fast(way->lines, j);
				continue;
			}
			kw_smtp_session_quit(kw_smtp_link_session(link), now);
			kw_smtp_link_flush(link, now);
		}
	}
	while (lines(relays) && (now = g_get_monotonic_time()) < end) {
		kw_smtp_loop_turn(relays->loop, (int)((end - now) / 1000 + 1));
		collect(relays, g_get_monotonic_time());
	}
}

void kw_relays_free(KwRelays *relays)
{
	if (!relays)
		return;
	leave(relays);
	g_ptr_array_unref(relays->ways);
	kw_smtp_loop_free(relays->loop);
	g_array_unref(relays->ready);
	g_free(relays);
}

gboolean kw_relays_try(const KwRelay *relay, GError **error)
{
	g_autoptr(KwRelays) one = kw_relays_new(relay, 1, error);
	KwWayOut *way;

	if (!one)
		return FALSE;
	way = one->ways->pdata[0];
	connect_for(one, way, 1, g_get_monotonic_time());
	while (!kw_way_out_open(way) && !way->why) {
		kw_smtp_loop_turn(one->loop, -1);
		if (way->lines->len &&
		    kw_smtp_link_state(((KwLine *)way->lines->pdata[0])->link) == KW_LINK_CLOSED) {
			KwErrorCode consequence;
			int code;
			const char *why = kw_smtp_link_why(((KwLine *)way->lines->pdata[0])->link,
							   &code, &consequence);

			kw_error_set(error, consequence, "relay %s: %s", relay->url, why);
			return FALSE;
		}
	}
	if (way->why) {
		kw_error_set(error, KW_ERROR_TEMPORARY, "%s", way->why);
		return FALSE;
	}
	return TRUE;
}
