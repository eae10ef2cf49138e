/* The ways out of a run: what the configuration says of them, their passwords and tokens, and how
 * many letters their limits still allow. How letters travel is mail/relays; what left through a
 * relay is counted in store/gate.
 *
 * A limit holds over restarts and over several deliverers: letters that others have on the wire
 * count as used, whichever relay they are for, because nobody knows which it will be. */
#include "deliver-private.h"

#include "base/secret.h"
#include "store/gate.h"

#include <string.h>

#define TOKEN_TIMEOUT_S 60

typedef struct {
	char *password, *token;
} Secret;

static void secret_clear(Secret *secret)
{
	g_free(secret->password);
	g_free(secret->token);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Secret, secret_clear)

static gboolean read_secret(const KwConfigRelay *relay, Secret *out_secret, GError **error)
{
	if (relay->password_file) {
		out_secret->password =
			kw_secret_from_file(relay->password_file, "relay.password_file", error);
		return out_secret->password != NULL;
	}
	if (relay->token_command) {
		out_secret->token = kw_secret_from_command(
			relay->token_command, "relay.token_command", TOKEN_TIMEOUT_S, error);
		return out_secret->token != NULL;
	}
	return TRUE;
}

static KwRelay describe(const KwConfigRelay *relay, const Secret *secret)
{
	return (KwRelay){.url = relay->url,
			 .tls_none = relay->tls == KW_TLS_NONE,
			 .ca_file = relay->ca_file,
			 .username = relay->username,
			 .password = secret->password,
			 .token = secret->token,
			 .ehlo_name = relay->ehlo_name,
			 .timeout_s = relay->timeout_s,
			 .connections = relay->connections,
			 .weight = relay->weight,
			 .chain = relay->chain};
}

gboolean kw_deliver_try(const KwConfigRelay *relay, GError **error)
{
	g_auto(Secret) secret = {0};
	KwRelay described;

	if (!read_secret(relay, &secret, error))
		return FALSE;
	described = describe(relay, &secret);
	return kw_relays_try(&described, error);
}

static const KwConfigRelay *relay_at(const KwWays *ways, guint i)
{
	return ways->config->relays->pdata[i];
}

static gboolean list_stopped(KwWays *ways, KwDb *db, GError **error)
{
	g_autoptr(GPtrArray) stopped = kw_gate_stopped(db, error);

	for (guint i = 0; stopped && i < stopped->len; i++)
		g_hash_table_add(ways->stopped,
				 g_strdup(((KwStoppedRelay *)stopped->pdata[i])->url));
	return stopped != NULL;
}

gboolean kw_ways_open(KwWays *ways, KwDb *db, const KwConfig *config, GError **error)
{
	guint n = config->relays->len;
	g_autoptr(GArray) secrets = g_array_sized_new(FALSE, TRUE, sizeof(Secret), n);
	g_autofree KwRelay *described = g_new0(KwRelay, n);

	*ways = (KwWays){.config = config,
			 .stopped = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
	g_array_set_clear_func(secrets, (GDestroyNotify)secret_clear);
	g_array_set_size(secrets, n);
	for (guint i = 0; i < n; i++) {
		Secret *secret = &g_array_index(secrets, Secret, i);

		if (!read_secret(relay_at(ways, i), secret, error))
			return FALSE;
		described[i] = describe(relay_at(ways, i), secret);
		if (relay_at(ways, i)->limit_letters && !ways->allowed)
			ways->allowed = g_new0(guint, n);
	}
	ways->relays = kw_relays_new(described, n, error);
	return ways->relays && list_stopped(ways, db, error);
}

void kw_ways_clear(KwWays *ways)
{
	g_clear_pointer(&ways->relays, kw_relays_free);
	g_clear_pointer(&ways->allowed, g_free);
	g_clear_pointer(&ways->stopped, g_hash_table_unref);
}

const char *kw_ways_url(const KwWays *ways, int relay)
{
	return relay < 0 ? NULL : relay_at(ways, (guint)relay)->url;
}

/* An answer about a letter: the relay lives. */
static gboolean reopen(KwWays *ways, KwDb *db, const GArray *outcomes, GError **error)
{
	for (guint i = 0; i < outcomes->len && g_hash_table_size(ways->stopped); i++) {
		const KwSendOutcome *outcome = &g_array_index(outcomes, KwSendOutcome, i);
		const char *url = kw_ways_url(ways, outcome->relay);

		if (!url || outcome->result != KW_SEND_SENT ||
		    !g_hash_table_contains(ways->stopped, url))
			continue;
		if (!kw_gate_open_relay(db, url, error))
			return FALSE;
		g_hash_table_remove(ways->stopped, url);
	}
	return TRUE;
}

/* A limit of a relay is one on what it gets, whatever it says to it. */
static gboolean count_one(KwWays *ways, guint relay, KwDb *db, const GArray *outcomes, int64_t now,
			  GError **error)
{
	int64_t letters = 0;

	for (guint i = 0; i < outcomes->len; i++) {
		const KwSendOutcome *outcome = &g_array_index(outcomes, KwSendOutcome, i);

		letters += outcome->relay == (int)relay && outcome->result != KW_SEND_RELAY_FAULT;
	}
	return !letters || kw_gate_use(db, relay_at(ways, relay)->url, letters, now, error);
}

gboolean kw_ways_count(KwWays *ways, KwDb *db, const GArray *outcomes, guint own, int64_t now,
		       int64_t *out_limited_until, GError **error)
{
	int64_t on_the_wire, used, frees_at, first = 0;
	gboolean is_limited = TRUE;

	*out_limited_until = 0;
	if (!reopen(ways, db, outcomes, error))
		return FALSE;
	if (!ways->allowed)
		return TRUE;
	for (guint i = 0; i < ways->config->relays->len; i++) {
		const KwConfigRelay *relay = relay_at(ways, i);
		int64_t left;

		ways->allowed[i] = G_MAXUINT;
		if (!relay->limit_letters) {
			is_limited = FALSE;
			continue;
		}
		if (!count_one(ways, i, db, outcomes, now, error) ||
		    !kw_gate_used(db, relay->url, relay->limit_s, now, &used, &frees_at, error) ||
		    !kw_outbox_on_the_wire(db, &on_the_wire, error))
			return FALSE;
		left = relay->limit_letters - used - MAX(on_the_wire - (int64_t)own, 0);
		ways->allowed[i] = (guint)MAX(left, 0);
		if (left > 0)
			is_limited = FALSE;
		else if (frees_at && (!first || frees_at < first))
			first = frees_at;
	}
	if (is_limited)
		*out_limited_until = first ? first : now + 1;
	return TRUE;
}

gboolean kw_ways_stop(KwWays *ways, KwDb *db, gboolean is_refusal, const char *why, int64_t now,
		      GError **error)
{
	guint named = 0;

	/* "relay URL: …"; one URL may begin like another */
	for (guint i = 0; i < ways->config->relays->len; i++) {
		g_autofree char *start = g_strdup_printf("relay %s: ", relay_at(ways, i)->url);

		if (g_str_has_prefix(why, start))
			named = i;
	}
	return kw_gate_stop_relay(db, relay_at(ways, named)->url, is_refusal, why, now, error);
}
