/* Being taken on, and leaving: the same events as by mail (request.c), asked for on a page.
 *
 * Who asks for an address that he only knows gets one answer, whatever is known of it. A letter
 * that was passed on lets its new reader stop the letters, or pause them, and nothing more: both
 * can be undone, and the owner of the address is told. */
#include "pages-private.h"

#include "base/code.h"
#include "base/say.h"
#include "base/when.h"
#include "mail/address.h"
#include "subscribers/bodies.h"
#include "subscribers/leave.h"
#include "subscribers/preferences.h"
#include "subscribers/reply.h"

#include <string.h>

#define PAUSE_DAYS 30
#define MAX_PAUSES 3

/* ---- asking to be taken on ---- */

/* The sign-up code, as it was written; asked for where a body has one. The link to the other
 * language takes it along. */
static void set_code(KwVisit *visit, const char *typed)
{
	const GPtrArray *partners = visit->config->partners;
	const KwConfigPartner *body = kw_bodies_find_code(partners, typed);

	json_object_set_boolean_member(visit->data, "has_codes", kw_bodies_has_codes(partners));
	kw_say_set(visit->data, "code", typed);
	kw_say_set(visit->data, "known_code", body ? body->code : NULL);
}

/* One that nobody has hinders nothing, as in a mail. */
static void read_code(KwVisit *visit)
{
	const GPtrArray *partners = visit->config->partners;
	g_autofree char *typed = kw_visit_filled(visit, "code");
	const KwConfigPartner *body = kw_bodies_find_code(partners, typed);

	visit->code = body ? kw_code_fold(body->code) : NULL;
	visit->has_unknown_code = !body && *typed && kw_bodies_has_codes(partners);
}

/* A body hands out a link with its code; other words in that place are not shown. */
gboolean kw_visit_subscribe_show(KwVisit *visit, GError **error G_GNUC_UNUSED)
{
	const char *code = kw_form_find(visit->request->asks, "code");
	g_autofree char *folded = code ? kw_code_fold(code) : NULL;

	set_code(visit, folded ? code : NULL);
	kw_visit_set_fields(visit, &(KwSubscriber){.language = visit->config->language});
	return kw_visit_end(visit, "subscribe", 200);
}

/* What was filled in stays with somebody who has not agreed to anything yet, and with nobody else.
 */
static gboolean keep(KwVisit *visit, const char *address, KwSubscriber *filled, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwSubscriber) row = kw_roll_find_address(visit->db, address, &trouble);
	gboolean changed;

	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (!row || !g_str_equal(row->state, "pending") || row->consent_at || row->replaces)
		return TRUE;
	filled->id = row->id;
	return kw_visit_save(visit, row, filled, &changed, error);
}

static gboolean show_again(KwVisit *visit, const KwSubscriber *filled, const char *typed)
{
	g_autofree char *products = kw_visit_filled(visit, "products");
	g_autofree char *code = kw_visit_filled(visit, "code");

	set_code(visit, code);
	kw_visit_set_fields(visit, filled);
	kw_say_set(visit->data, "address", typed);
	kw_say_set(visit->data, "products", products);
	return kw_visit_end(visit, "subscribe", 422);
}

gboolean kw_visit_subscribe(KwVisit *visit, GError **error)
{
	g_autofree char *typed = kw_visit_filled(visit, "address");
	g_autofree char *language = kw_visit_filled(visit, "language");
	g_autofree char *products = kw_visit_filled(visit, "products");
	g_autofree char *address = kw_address_normalise(typed);
	g_autoptr(KwSubscriber) filled = g_new0(KwSubscriber, 1);
	gboolean is_good, may;

	filled->language = g_strdup(visit->config->language);
	filled->topics = g_strdup("weekly bulletin");
	kw_preferences_set(filled, "language", language);
	kw_preferences_add_products(filled, products, visit->words);
	is_good = address && !kw_reply_is_ours(visit->config, address);
	if (!is_good)
		kw_visit_set_wrong(visit, "address");
	if (!kw_visit_read_fields(visit, filled) || !is_good)
		return show_again(visit, filled, typed);
	if (!kw_visit_take_turn(visit, &may, error))
		return FALSE;
	if (!may)
		return TRUE;
	read_code(visit);
	kw_say_set(visit->data, "address", address);
	return kw_visit_act(visit, "subscribe", address, NULL, error) &&
	       keep(visit, address, filled, error) && kw_visit_end(visit, "asked", 200);
}

gboolean kw_visit_again(KwVisit *visit, GError **error)
{
	gboolean may;

	if (!kw_visit_take_turn(visit, &may, error))
		return FALSE;
	return !may || (kw_visit_act(visit, "subscribe", visit->reader->address, NULL, error) &&
			kw_visit_end(visit, "asked", 200));
}

/* ---- confirming ---- */

gboolean kw_visit_confirm_show(KwVisit *visit, GError **error G_GNUC_UNUSED)
{
	const KwRequest request = {
		.confirms = visit->reader->id, .asked_at = visit->first, .now = visit->now};

	if (kw_visit_is_in(visit, "complained erased") ||
	    !kw_request_is_proven(visit->reader, &request))
		return kw_visit_end(visit, "link", 410);
	if (kw_visit_is_in(visit, "active paused"))
		return kw_visit_end(visit, "already", 200);
	/* whoever asked may have been somebody else, and this will greet the owner */
	kw_say_set(visit->data, "organisation", visit->reader->organisation);
	return kw_visit_end(visit, "confirm", 200);
}

gboolean kw_visit_confirm(KwVisit *visit, GError **error)
{
	g_autofree char *link = kw_visit_link(visit, "p", KW_TOKEN_PAGE);

	kw_visit_confirm_show(visit, NULL);
	if (!g_str_equal(visit->page, "confirm"))
		return TRUE;
	kw_say_set(visit->data, "preferences_link", link);
	return kw_visit_act(visit, "confirm", visit->reader->address, NULL, error) &&
	       kw_visit_end(visit, "confirmed", 200);
}

/* ---- leaving ---- */

gboolean kw_visit_end_away(KwVisit *visit)
{
	json_object_set_boolean_member(visit->data, "may_come_back",
				       !kw_visit_is_in(visit, "complained erased"));
	return kw_visit_end(visit, "left", 200);
}

gboolean kw_visit_leave_show(KwVisit *visit, GError **error G_GNUC_UNUSED)
{
	if (!kw_visit_is_in(visit, "active paused pending bounced"))
		return kw_visit_end_away(visit);
	json_object_set_boolean_member(visit->data, "may_pause",
				       kw_visit_is_in(visit, "active paused"));
	return kw_visit_end(visit, "leave", 200);
}

/* RFC 8058: no page is looked at, and no letter follows. */
static gboolean one_click(KwVisit *visit, GError **error)
{
	KwLeaveResult result;

	return kw_leave_by_token(visit->db, visit->keys, visit->token, visit->evidence, "web",
				 visit->now, &result, error) &&
	       kw_visit_end_away(visit);
}

static gboolean leave(KwVisit *visit, GError **error)
{
	if (!kw_visit_is_in(visit, "active paused pending bounced"))
		return kw_visit_end_away(visit);
	return kw_visit_act(visit, "unsubscribe", visit->reader->address, NULL, error) &&
	       kw_visit_end_away(visit);
}

/* So many months as the button says. */
static gboolean pause_letters(KwVisit *visit, GError **error)
{
	g_autofree char *months = kw_visit_filled(visit, "months");
	gint64 n = CLAMP(g_ascii_strtoll(months, NULL, 10), 1, MAX_PAUSES);
	g_autofree char *today = kw_when_day(visit->now, visit->config->timezone);
	g_autofree char *until = kw_when_day_add(today, (int)n * PAUSE_DAYS);
	g_autoptr(JsonObject) day = kw_say_day_data(visit->words, until);
	g_autofree char *said = NULL;

	if (!kw_visit_is_in(visit, "active paused"))
		return kw_visit_end_away(visit);
	said = kw_say(visit->words, "date.full", day, error);
	kw_say_set(visit->data, "until", said);
	return said && kw_visit_act(visit, "pause", visit->reader->address, until, error) &&
	       kw_visit_end(visit, "paused", 200);
}

/* Preferences show more of a person than a letter that was passed on may: the way to them goes to
 * the address. */
static gboolean send_settings(KwVisit *visit, GError **error)
{
	gboolean may;

	if (!kw_visit_is_in(visit, "active paused"))
		return kw_visit_end_away(visit);
	if (!kw_visit_take_turn(visit, &may, error))
		return FALSE;
	return !may || (kw_visit_tell(visit, "change", error) && kw_visit_end(visit, "sent", 200));
}

gboolean kw_visit_leave(KwVisit *visit, GError **error)
{
	static const struct {
		const char *name, *value;
		KwVisitFunc run;
	} buttons[] = {
		{"List-Unsubscribe", "One-Click", one_click},
		{"do", "leave", leave},
		{"do", "pause", pause_letters},
		{"do", "settings", send_settings},
		{"do", "again", kw_visit_again},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(buttons); i++)
		if (kw_visit_has(visit, buttons[i].name, buttons[i].value))
			return buttons[i].run(visit, error);
	return kw_visit_leave_show(visit, error);
}
