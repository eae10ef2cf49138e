/* The outbox onto the wire, one connection, in order of urgency. What a row's states mean is
 * store/outbox; what a relay's answer means is mail/transport; what of a letter is personal is
 * personal.c, and how it is spliced in mail/compose.
 *
 * Rows are claimed one at a time: "sending" is committed before a letter touches the wire and its
 * outcome right after the answer, so a crash leaves at most one letter in doubt. */
#include "digest/deliver.h"

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "mail/address.h"
#include "mail/compose.h"
#include "personal-private.h"
#include "store/issues.h"
#include "store/outbox.h"

#include <string.h>

#define LEASE_S         900 /* above the 600 s that the reply to the final dot may take */
#define BACKOFF_S       300
#define BACKOFF_MAX_S   (4 * 3600)
#define REASON_CHARS    120
#define UNCERTAIN_TRIES 5 /* a relay that never answers the final dot would get it for ever */

typedef struct {
	KwDb *db;
	const KwConfig *config;
	const char *claimer;
	KwClock clock;
	gpointer clock_user;
	KwIssuer issuer;
	KwTransport *transport;
	KwLetter *letter; /* the last one used: an issue's rows come in a row */
	KwComposed *composed;
	KwDelivered *totals;
} Run;

static void run_clear(Run *run)
{
	kw_issuer_clear(&run->issuer);
	g_clear_pointer(&run->transport, kw_transport_free);
	g_clear_pointer(&run->letter, kw_letter_free);
	g_clear_pointer(&run->composed, kw_composed_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* What earlier runs left in "sending". */
static gboolean abandon(Run *run, gboolean (*is_gone)(const char *), int64_t now, GError **error)
{
	g_autoptr(GPtrArray) claimers = kw_outbox_claimers(run->db, error);
	int64_t n = 0;

	if (!claimers || !kw_outbox_abandon(run->db, NULL, now, &n, error))
		return FALSE;
	run->totals->recovered += n;
	for (guint i = 0; i < claimers->len; i++) {
		const char *claimer = claimers->pdata[i];

		if (!is_gone(claimer))
			continue;
		if (!kw_outbox_abandon(run->db, claimer, now, &n, error))
			return FALSE;
		run->totals->recovered += n;
	}
	return TRUE;
}

static gboolean recover(Run *run, gboolean (*is_gone)(const char *), int64_t now, GError **error)
{
	int64_t back = 0;

	if (!abandon(run, is_gone, now, error))
		return FALSE;
	if (run->totals->recovered)
		kw_log(KW_LOG_WARNING,
		       "%" G_GINT64_FORMAT
		       " letters were on the wire when a deliver died: uncertain",
		       run->totals->recovered);
	if (run->config->after_crash == KW_AFTER_CRASH_RESEND &&
	    !kw_outbox_resend_uncertain(run->db, now, &back, error))
		return FALSE;
	if (back)
		kw_log(KW_LOG_WARNING,
		       "%" G_GINT64_FORMAT
		       " uncertain letters go out again with the same Message-ID "
		       "(after_crash: resend)",
		       back);
	return TRUE;
}

/* The first line of the file; *out_password NULL where none is configured. */
static gboolean read_password(const char *path, char **out_password, GError **error)
{
	*out_password = NULL;
	if (!path)
		return TRUE;
	g_autoptr(GBytes) bytes = kw_file_read(path, 4096, error);
	if (!bytes) {
		g_prefix_error(error, "relay.password_file: ");
		return FALSE;
	}
	gsize n;
	const char *data = g_bytes_get_data(bytes, &n); /* NULL where the file is empty */
	g_autofree char *password = g_strndup(data ? data : "", n);
	password[strcspn(password, "\r\n")] = '\0';
	if (!*password) {
		kw_error_set(error, KW_ERROR_CONFIG,
			     "relay.password_file: %s: its first line is empty", path);
		return FALSE;
	}
	*out_password = g_steal_pointer(&password);
	return TRUE;
}

KwTransport *kw_deliver_connect(const KwConfig *config, GError **error)
{
	const KwConfigRelay *relay = config->relays->pdata[0];
	g_autofree char *password = NULL;

	if (!read_password(relay->password_file, &password, error))
		return NULL;
	return kw_transport_open(&(KwRelay){.url = relay->url,
					    .tls_none = relay->tls == KW_TLS_NONE,
					    .ca_file = relay->ca_file,
					    .username = relay->username,
					    .password = password,
					    .ehlo_name = relay->ehlo_name,
					    .timeout_s = relay->timeout_s},
				 error);
}

static gboolean connect_relay(Run *run, GError **error)
{
	if (run->transport && kw_transport_is_open(run->transport))
		return TRUE;
	g_clear_pointer(&run->transport, kw_transport_free);
	run->transport = kw_deliver_connect(run->config, error);
	return run->transport != NULL;
}

static gboolean load_letter(Run *run, int64_t id, GError **error)
{
	if (run->composed && run->letter->id == id)
		return TRUE;
	g_clear_pointer(&run->composed, kw_composed_free);
	g_clear_pointer(&run->letter, kw_letter_free);
	run->letter = kw_letters_get(run->db, id, error);
	if (run->letter)
		run->composed =
			kw_composed_from_store(run->letter->bytes, run->letter->splices, error);
	return run->composed != NULL;
}

static GBytes *build_letter(Run *run, const KwOutboxRow *row, KwPersonal *personal, GError **error)
{
	if (!load_letter(run, row->letter, error))
		return NULL;
	if (!row->issue)
		personal->return_path = g_strdup("");
	else if (!kw_personal_fill(personal, &run->issuer, row, run->letter, error))
		return NULL;
	return kw_compose_splice(run->composed, (const char *const *)personal->values, error);
}

static int64_t backoff(int attempts)
{
	return MIN((int64_t)BACKOFF_S << MIN(MAX(attempts - 1, 0), 8), BACKOFF_MAX_S);
}

/* The state that a row goes to. A letter at which the relay refused us (5.7.x) waits a while and is
 * never failed for it: should it be the reader's own server that says so, the next run gets past it
 * to the others. */
static const char *state_after(const Run *run, const KwOutboxRow *row, const KwSendReply *reply,
			       int64_t now)
{
	const KwSendResult result = reply->result;
	static const char *const states[] = {
		[KW_SEND_SENT] = "sent",           [KW_SEND_DEFERRED] = "deferred",
		[KW_SEND_FAILED] = "failed",       [KW_SEND_RELAY_FAULT] = "ready",
		[KW_SEND_UNCERTAIN] = "uncertain",
	};

	if (result == KW_SEND_RELAY_FAULT && reply->code / 100 == 5)
		return "deferred";
	if (result == KW_SEND_DEFERRED &&
	    now - row->queued_at > (int64_t)run->config->deliver_hours * 3600)
		return "failed";
	if (result == KW_SEND_UNCERTAIN && run->config->after_crash == KW_AFTER_CRASH_RESEND &&
	    row->attempts >= UNCERTAIN_TRIES)
		return "failed";
	return states[result];
}

static gboolean settle(Run *run, const KwOutboxRow *row, const KwSendReply *reply, GError **error)
{
	/* not the time of the claim: the relay may have taken ten minutes */
	int64_t now = run->clock(run->clock_user);
	const char *state = state_after(run, row, reply, now);

	run->totals->sent += g_str_equal(state, "sent");
	run->totals->deferred += g_str_equal(state, "deferred");
	run->totals->failed += g_str_equal(state, "failed");
	run->totals->uncertain += g_str_equal(state, "uncertain");
	return kw_outbox_settle(run->db, row->id, run->claimer, state, now + backoff(row->attempts),
				reply->code, reply->text, now, error);
}

static void stop_relay(Run *run, const char *why)
{
	run->totals->relay_stopped = TRUE;
	g_strlcpy(run->totals->relay_why, why, sizeof(run->totals->relay_why));
}

/* Whether what went wrong lies in this one letter or reader. Anything else (the store, a template
 * of the operator's) would meet every letter, and must not fail them all. */
static gboolean is_about_one(const GError *trouble)
{
	return g_error_matches(trouble, KW_ERROR, KW_ERROR_DATA) ||
	       g_error_matches(trouble, KW_ERROR, KW_ERROR_NOT_FOUND) ||
	       g_error_matches(trouble, KW_ERROR, KW_ERROR_REFUSED);
}

static gboolean give_up(Run *run, const KwOutboxRow *row, const GError *trouble, GError **error)
{
	KwSendReply reply = {.result = KW_SEND_FAILED};
	g_autofree char *text = kw_text_cut(trouble->message, REASON_CHARS);

	kw_log(KW_LOG_WARNING, "outbox %" G_GINT64_FORMAT ": %s", row->id, text);
	g_strlcpy(reply.text, text, sizeof(reply.text));
	return settle(run, row, &reply, error);
}

static gboolean send_one(Run *run, const KwOutboxRow *row, GError **error)
{
	g_auto(KwPersonal) personal = {0};
	g_autoptr(GError) trouble = NULL;
	g_autoptr(GBytes) letter = build_letter(run, row, &personal, &trouble);
	g_autofree char *recipient = kw_address_for_envelope(row->recipient);
	KwSendReply reply = {.result = KW_SEND_RELAY_FAULT};

	if (!letter && is_about_one(trouble))
		return give_up(run, row, trouble, error);
	if (!letter) {
		/* it never reached the wire; where the store cannot note that, the lease will end
		 */
		settle(run, row, &reply, NULL);
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	kw_transport_send(run->transport, personal.return_path, recipient, letter, &reply);
	if (reply.result == KW_SEND_RELAY_FAULT) {
		g_autofree char *why =
			g_strdup_printf("relay %s: %s", ((const KwConfigRelay *)run->config->relays->pdata[0])->url, reply.text);

		stop_relay(run, why);
	}
	return settle(run, row, &reply, error);
}

/* The configuration knows nothing of mail; here these addresses become envelopes. */
static gboolean check_address(const char *key, const char *address, GError **error)
{
	g_autofree char *normal = address ? kw_address_normalise(address) : NULL;

	if (!address || (normal && g_ascii_strcasecmp(normal, address) == 0))
		return TRUE;
	kw_error_set(error, KW_ERROR_CONFIG,
		     "mail.%s: `%s` is no mail address; write NAME@DOMAIN alone", key, address);
	return FALSE;
}

/* Whether anything is due now: else the relay is not bothered. */
static gboolean has_work(Run *run, gboolean *out_has, GError **error)
{
	int64_t now = run->clock(run->clock_user);
	KwOutboxTotals owed;

	if (!kw_outbox_totals(run->db, 0, &owed, error))
		return FALSE;
	*out_has = owed.ready > 0 || (owed.deferred > 0 && owed.next_try_at <= now);
	return TRUE;
}

/* *out_more FALSE: nothing is due, or the relay has to be left alone. */
static gboolean send_next(Run *run, gboolean *out_more, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(GPtrArray) rows = NULL;

	*out_more = FALSE;
	/* connect before claiming: a relay that is down leaves every letter as it was */
	if (!connect_relay(run, &trouble)) {
		stop_relay(run, trouble->message);
		return TRUE;
	}
	rows = kw_outbox_claim(run->db, run->claimer, 1, run->clock(run->clock_user), LEASE_S,
			       error);
	if (!rows)
		return FALSE;
	if (!rows->len)
		return TRUE;
	if (!send_one(run, rows->pdata[0], error))
		return FALSE;
	*out_more = !run->totals->relay_stopped;
	return TRUE;
}

gboolean kw_deliver_run(KwDb *db, const KwConfig *config, const KwKeys *keys, const char *claimer,
			gboolean (*is_gone)(const char *claimer), KwClock clock, gpointer user,
			KwDelivered *out_delivered, GError **error)
{
	g_auto(Run) run = {.db = db,
			   .config = config,
			   .issuer = {.db = db, .config = config, .keys = keys},
			   .claimer = claimer,
			   .clock = clock,
			   .clock_user = user,
			   .totals = out_delivered};
	gboolean has_more = FALSE;
	int64_t settled;

	memset(out_delivered, 0, sizeof(*out_delivered));
	if (!check_address("from", config->from, error) ||
	    !check_address("bounce", config->bounce, error) ||
	    !recover(&run, is_gone, clock(user), error) || !has_work(&run, &has_more, error))
		return FALSE;
	while (has_more)
		if (!send_next(&run, &has_more, error))
			return FALSE;
	return kw_issues_settle(db, clock(user), &settled, error);
}
