/* Which relay a letter goes to: weights, and how long one that fails is left alone. What happens
 * with the letter there is relays.c.
 *
 * The weights are kept exactly as long as every relay keeps up: the faster one waits for its turn.
 * One that has not moved for seconds is passed over instead. */
#include "base/error.h"
#include "relays-private.h"

#include <string.h>

#define BACKOFF_DOUBLINGS 6 /* 5 s to 320 s */

static const char *const schemes[] = {"smtp:", "smtps:", "maildir:"};
enum { MAILDIR = 2 };

static int scheme_of(const char *url)
{
	for (guint i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (g_ascii_strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
			return (int)i;
	return -1;
}

static gboolean check(const KwRelay *relay, GError **error)
{
	switch (scheme_of(relay->url)) {
	case -1:
		kw_error_set(error, KW_ERROR_CONFIG,
			     "relay %s: not smtp://HOST, smtps://HOST or maildir:PATH", relay->url);
		return FALSE;
	case MAILDIR:
		if (g_path_is_absolute(relay->url + strlen(schemes[MAILDIR])))
			return TRUE;
		kw_error_set(error, KW_ERROR_CONFIG, "relay %s: not an absolute path", relay->url);
		return FALSE;
	default: return kw_smtp_link_check(relay, error);
	}
}

static void line_free(gpointer line)
{
	kw_smtp_link_free(((KwLine *)line)->link);
	g_free(line);
}

KwWayOut *kw_way_out_new(const KwRelay *relay, int index, GError **error)
{
	KwWayOut *way;

	if (!check(relay, error))
		return NULL;
	way = g_new0(KwWayOut, 1);
	way->config = *relay;
	way->config.url = g_strdup(relay->url);
	way->config.ca_file = g_strdup(relay->ca_file);
	way->config.username = g_strdup(relay->username);
	way->config.password = g_strdup(relay->password);
	way->config.token = g_strdup(relay->token);
	way->config.ehlo_name = g_strdup(relay->ehlo_name);
	way->config.connections = MAX(relay->connections, 1);
	way->config.weight = MAX(relay->weight, 0);
	way->index = index;
	way->bit = G_GUINT64_CONSTANT(1) << index;
	way->lines = g_ptr_array_new_with_free_func(line_free);
	g_queue_init(&way->waiting);
	way->allowed = G_MAXUINT;
	if (scheme_of(relay->url) == MAILDIR)
		way->maildir = way->config.url + strlen(schemes[MAILDIR]);
	return way;
}

void kw_way_out_free(KwWayOut *way)
{
	if (!way)
		return;
	g_ptr_array_unref(way->lines);
	g_queue_clear_full(&way->waiting, (GDestroyNotify)kw_smtp_letter_free);
	g_free((char *)way->config.url);
	g_free((char *)way->config.ca_file);
	g_free((char *)way->config.username);
	g_free((char *)way->config.password);
	g_free((char *)way->config.token);
	g_free((char *)way->config.ehlo_name);
	g_free(way->why);
	g_free(way);
}

guint kw_way_out_open(const KwWayOut *way)
{
	guint n = 0;

	if (way->maildir)
		return way->is_maildir_ready ? (guint)way->config.connections : 0;
	for (guint i = 0; i < way->lines->len; i++) {
		KwLine *line = way->lines->pdata[i];

		n += kw_smtp_link_state(line->link) == KW_LINK_OPEN;
	}
	return n;
}

void kw_way_out_fault(KwWayOut *way, const char *why, gboolean is_refusal, gint64 backoff_ms,
		      gint64 now)
{
	if (now >= way->retry_at) /* several connections that break at once are one fault */
		way->faults++;
	way->retry_at = MAX(way->retry_at,
			    now + (backoff_ms << MIN(way->faults - 1, BACKOFF_DOUBLINGS)) * 1000);
	way->is_refusal = is_refusal;
	g_free(way->why);
	way->why = g_strdup_printf("relay %s: %s", way->config.url, why);
}

void kw_way_out_worked(KwWayOut *way, gint64 now)
{
	way->moved_at = now;
	if (now < way->retry_at)
		return;
	way->faults = 0;
	way->is_blocked = FALSE;
}

gboolean kw_way_out_is_usable(const KwWayOut *way, gint64 now)
{
	return now >= way->retry_at ||
	       (!way->is_blocked && (way->lines->len || way->is_maildir_ready));
}

gboolean kw_relays_is_lagging(const KwRelays *relays, const KwWayOut *way, gint64 now)
{
	return way->pending && now - way->moved_at > relays->patience_ms * 1000;
}

/* One without weight steps in where every other fails. */
gboolean kw_relays_is_used(const KwRelays *relays, const KwWayOut *way, gint64 now)
{
	if (!kw_way_out_is_usable(way, now))
		return FALSE;
	if (way->config.weight)
		return TRUE;
	for (guint i = 0; i < relays->ways->len; i++) {
		const KwWayOut *other = relays->ways->pdata[i];

		if (other->config.weight && kw_way_out_is_usable(other, now))
			return FALSE;
	}
	return TRUE;
}

/* How good a choice a relay is now: the best ones take turns; 0 = none. */
static int rank(const KwRelays *relays, const KwWayOut *way, const KwSmtpLetter *letter, gint64 now)
{
	if ((letter && letter->tried & way->bit) || way->pending >= way->allowed ||
	    !kw_way_out_is_usable(way, now))
		return 0;
	return 1 + (way->config.weight > 0) * 4 + (kw_way_out_open(way) > 0) * 2 +
	       !kw_relays_is_lagging(relays, way, now);
}

/* A weighted one at its limit has not failed. */
static gboolean is_fallback_allowed(const KwRelays *relays, const KwSmtpLetter *letter, gint64 now)
{
	for (guint i = 0; i < relays->ways->len; i++) {
		const KwWayOut *way = relays->ways->pdata[i];

		if (way->config.weight && kw_way_out_is_usable(way, now) &&
		    !(letter && letter->tried & way->bit))
			return FALSE;
	}
	return TRUE;
}

KwWayOut *kw_relays_choose(KwRelays *relays, const KwSmtpLetter *letter, gint64 now)
{
	gboolean takes_fallback = is_fallback_allowed(relays, letter, now);
	KwWayOut *best = NULL;
	gint64 total = 0;
	int best_rank = 1;

	for (guint i = 0; i < relays->ways->len; i++)
		best_rank = MAX(best_rank, rank(relays, relays->ways->pdata[i], letter, now));
	for (guint i = 0; i < relays->ways->len; i++) {
		KwWayOut *way = relays->ways->pdata[i];
		int weight = MAX(way->config.weight, 1);

		if (rank(relays, way, letter, now) != best_rank ||
		    (!way->config.weight && !takes_fallback))
			continue;
		way->turn += weight;
		total += weight;
		if (!best || way->turn > best->turn)
			best = way;
	}
	if (best)
		best->turn -= total;
	return best;
}
