/* Caps on automatic answers. Whether a mail may be answered at all, by its header, is
 * cmd/reader's; that the answers themselves stop others from answering, reply's.
 *
 * The caps count what was queued, by address and day: two of our answers that answer each other, a
 * stranger who writes in somebody else's name and a mail that comes a thousand times all end there.
 */
#include "subscribers/answering.h"

#include "store/roll.h"

#include <gio/gio.h>
#include <string.h>

#define HOUR_S 3600
#define DAY_S  (24 * HOUR_S)

/* Questions to confirm an hour, where the configuration does not say: a small list that is told of
 * on the radio gets by with it, and a large one may grow by a hundredth. */
#define CONFIRMATIONS 100
#define READERS_EACH  100

/* These get to who had all answers of the day, too: first aid, and what whoever took letters away
 * would like to go under among answers to mails in the reader's name. */
static const char *const urgent[] = {"consult_firstaid", "moved", "moved_back", "reported", NULL};

/* Those that others can bring about, or that say the same again. */
static const struct {
	const char *kind;
	int a_day; /* 0 = confirmations_a_day */
	int apart_s;
} kinds[] = {
	{"confirm", 0, HOUR_S},
	{"asked_to_leave", 1, 0},
	{"moving", 1, 0},
	{"unlisted", 1, 0},
	{"unclear", 2, 0},
	{"bulk", 1, 0},
	{"erase", 1, 0},
	{"asked", 1, 0},
	{"already", 2, 0},
	{"consult_received", 1, 0},
	{"consult_specialist", 1, 0},
	{"consult_policy", 1, 0},
	{"consult_genuine", 1, 0},
	{"consult_firstaid", 1, 0},
	{"moved", 2, 0},
	{"moved_back", 2, 0},
	{"moved_lately", 1, 0},
	{"reported", 1, 0},
};

/* Nobody reads there (RFC 3834 §2): the whole local part, its beginning or its end; or a machine by
 * its number (a@[192.0.2.1]), which only sends our relay to where somebody wants it. */
static gboolean is_robot(const char *address)
{
	static const char *const whole[] = {"mailer-daemon", "postmaster",   "noreply",  "no-reply",
					    "donotreply",    "do-not-reply", "bounce",   "bounces",
					    "nobody",        "listserv",     "majordomo"};
	g_autofree char *local = g_strndup(address, strcspn(address, "@"));

	for (guint i = 0; i < G_N_ELEMENTS(whole); i++)
		if (g_str_equal(local, whole[i]))
			return TRUE;
	return strstr(address, "@[") || g_str_has_prefix(local, "owner-") ||
	       g_str_has_prefix(local, "bounce+") || g_str_has_prefix(local, "noreply") ||
	       g_str_has_prefix(local, "no-reply") || g_str_has_suffix(local, "-request") ||
	       g_str_has_suffix(local, "-bounces") || g_str_has_suffix(local, "-owner");
}

static gboolean is_below(KwDb *db, const char *address, const char *kind, int64_t since, int cap,
			 gboolean *out_is, GError **error)
{
	int64_t sent;

	if (!kw_roll_count_answers(db, address, kind, since, &sent, error))
		return FALSE;
	*out_is = sent < cap;
	return TRUE;
}

static gboolean is_kind_below(KwDb *db, const KwAnsweringCaps *caps, const char *address,
			      const char *kind, int64_t now, gboolean *out_is, GError **error)
{
	*out_is = TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		int cap = kinds[i].a_day ? kinds[i].a_day : caps->confirmations_a_day;

		if (!g_str_equal(kinds[i].kind, kind))
			continue;
		if (!is_below(db, address, kind, now - DAY_S, cap, out_is, error))
			return FALSE;
		return !*out_is || !kinds[i].apart_s ||
		       is_below(db, address, kind, now - kinds[i].apart_s, 1, out_is, error);
	}
	return TRUE;
}

KwAnsweringCaps kw_answering_caps(const KwConfig *config)
{
	return (KwAnsweringCaps){config->intake_answers, config->intake_confirmations,
				 config->intake_confirmations_all};
}

gboolean kw_answering_left(KwDb *db, const KwAnsweringCaps *caps, int64_t now, int64_t *out_left,
			   int64_t *out_cap, GError **error)
{
	int64_t readers = 0, sent;

	if (!kw_roll_count_kind(db, "confirm", now - HOUR_S, &sent, error) ||
	    (!caps->confirmations_an_hour && !kw_roll_count(db, "active", &readers, error)))
		return FALSE;
	*out_cap = caps->confirmations_an_hour ? caps->confirmations_an_hour
					       : MAX(CONFIRMATIONS, readers / READERS_EACH);
	*out_left = MAX(0, *out_cap - sent);
	return TRUE;
}

/* A question to confirm goes to whoever was named, and a crowd of machines, none of which asks too
 * often, can name thousands who never heard of us. */
static gboolean is_total_below(KwDb *db, const KwAnsweringCaps *caps, const char *kind, int64_t now,
			       gboolean *out_is, GError **error)
{
	int64_t sent, left, cap;

	*out_is = TRUE;
	if (!g_str_equal(kind, "confirm") || caps->confirmations_an_hour == KW_ANSWERING_ANY)
		return TRUE;
	if (!kw_roll_count_kind(db, kind, now - HOUR_S, &sent, error))
		return FALSE;
	if (!caps->confirmations_an_hour && sent < CONFIRMATIONS)
		return TRUE; /* whatever the roll allows, which is not counted for every question */
	if (!kw_answering_left(db, caps, now, &left, &cap, error))
		return FALSE;
	*out_is = left > 0;
	return TRUE;
}

gboolean kw_answering_take(KwDb *db, const KwAnsweringCaps *caps, int64_t mail, const char *address,
			   const char *kind, int64_t now, gboolean *out_may, GError **error)
{
	*out_may = FALSE;
	if (is_robot(address))
		return TRUE;
	if (!kw_roll_lock_answers(db, error))
		return FALSE;
	*out_may = g_strv_contains(urgent, kind);
	if ((!*out_may &&
	     !is_below(db, address, NULL, now - DAY_S, caps->answers_a_day, out_may, error)) ||
	    (*out_may && !is_kind_below(db, caps, address, kind, now, out_may, error)) ||
	    (*out_may && !is_total_below(db, caps, kind, now, out_may, error)))
		return FALSE;
	return !*out_may || kw_roll_add_answer(db, mail, address, kind, now, out_may, error);
}

/* So many bytes of an IPv6 address are one network, which may ask so many times as often as one
 * machine: whoever has one address has the 64 bits around it, and easily gets 48. */
static const struct {
	int bytes, times;
} networks[] = {{8, 1}, {6, 4}};

/* An IPv4 address that a server writes as an IPv6 one (RFC 4291 §2.5.5.2) is a machine, and not all
 * of them together. */
static gboolean is_ipv4(const guint8 *bytes)
{
	static const guint8 mapped[12] = {[10] = 0xff, [11] = 0xff};

	return memcmp(bytes, mapped, sizeof(mapped)) == 0;
}

/* Network `i` of the table around `client`, written out; NULL = it has none but itself. */
static char *network_of(const char *client, gsize i)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(client);
	const guint8 *bytes;
	GString *network;

	if (!address || g_inet_address_get_family(address) != G_SOCKET_FAMILY_IPV6)
		return i == 0 ? g_strdup(client) : NULL;
	bytes = g_inet_address_to_bytes(address);
	if (is_ipv4(bytes))
		return i == 0 ? g_strdup_printf("%d.%d.%d.%d", bytes[12], bytes[13], bytes[14],
						bytes[15])
			      : NULL;
	network = g_string_new(NULL);
	for (int n = 0; n < networks[i].bytes; n++)
		g_string_append_printf(network, "%02x", bytes[n]);
	return g_string_free(network, FALSE);
}

gboolean kw_answering_visit(KwDb *db, const KwKeys *keys, int a_hour, const char *client,
			    int64_t now, gboolean *out_may, GError **error)
{
	*out_may = TRUE;
	if (!kw_roll_lock_answers(db, error))
		return FALSE;
	for (gsize i = 0; *out_may && i < G_N_ELEMENTS(networks); i++) {
		g_autofree char *network = network_of(client, i);
		g_auto(GStrv) marks = network ? kw_keys_hash(keys, "visit", network) : NULL;
		int64_t visits;

		if (!marks)
			continue;
		if (!kw_roll_count_visits(db, marks[0], now - HOUR_S, &visits, error))
			return FALSE;
		*out_may = visits < (int64_t)a_hour * networks[i].times;
		if (*out_may && !kw_roll_add_visit(db, marks[0], now, now - HOUR_S, error))
			return FALSE;
	}
	return TRUE;
}
