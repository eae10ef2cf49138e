/* The ways out, all together, turn by turn. Letters go to connections in relays_hand_out.c, what
 * those tell is collected in relays_collect.c, and what becomes of a letter is relays_settle.c.
 * Which relay a letter goes to is relays_choice.c; a connection is smtp_link.c, what is said over
 * it smtp_session.c; Maildirs are relays_maildir.c; when a letter is due and what its outcome means
 * for the outbox is digest/deliver. */
#include "base/error.h"
#include "base/text.h"
#include "mail/address.h"
#include "relays-private.h"
#include "smtp_reply-private.h"

#include <string.h>

#define ADDRESS_MAX_BYTES 900 /* a command line of SMTP has 1000 octets at most */
#define RELAYS_MAX        64  /* bits of KwSmtpLetter.tried */
#define DOT_TIMEOUT_S     600
#define BACKOFF_MS        5000
#define IDLE_MS           30000
#define PATIENCE_MS       5000
#define QUIT_MS           2000

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

	kw_relays_hand_out(relays, now);
	kw_relays_collect(relays, now); /* what was refused without asking the relay */
	until = has_something(relays) ? now : MIN(end, next_wake(relays, now));
	if (until == G_MAXINT64 && !lines(relays))
		wait_ms = 0; /* there is nothing to wait for */
	else if (until != G_MAXINT64)
		wait_ms = (int)CLAMP((until - now + 999) / 1000, 0, G_MAXINT);
	kw_smtp_loop_turn(relays->loop, wait_ms);
	now = g_get_monotonic_time();
	kw_relays_collect(relays, now);
	kw_relays_hand_out(relays, now);
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
	kw_relays_place(relays, letter, &outcome, g_get_monotonic_time());
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
		kw_relays_collect(relays, g_get_monotonic_time());
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
	kw_relays_connect_for(one, way, 1, g_get_monotonic_time());
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
