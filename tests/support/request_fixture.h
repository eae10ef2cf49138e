/* What tests of request share: a store with a configuration, mails of readers, and what they were
 * told. */
#pragma once

#include "subscribers/request.h"

#include "store_fixture.h"

#define NOW 1795143600
#define DAY 86400

typedef struct {
	KwDb *db;
	KwWords *words;
	KwSubscriber *reader;      /* as it is after the last mail; NULL = none */
	KwResponse *response;      /* to the last mail */
	int64_t undoes, undoes_to; /* what mails take back from now on; 0 = nothing */
	gboolean from_is_proven;   /* of mails from now on */
	const char *code;          /* that stands in mails from now on, folded; NULL = none */
	gboolean has_unknown_code;
} Desk;

static inline void desk_clear(Desk *desk)
{
	g_clear_pointer(&desk->words, kw_words_free);
	g_clear_pointer(&desk->reader, kw_subscriber_free);
	g_clear_pointer(&desk->response, kw_response_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

static inline Desk desk_of(KwDb *db)
{
	g_autoptr(GError) error = NULL;
	Desk desk = {.db = db, .words = kw_words_load("ja", NULL, &error)};

	kw_assert_ok(error);
	return desk;
}

/* A mail of `from` that says `own`; `token` names a subscriber, asked at `asked_at`. */
static inline void mail(Desk *desk, const char *from, const char *own, int64_t token,
			int64_t asked_at, int64_t now)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwCommand) command = kw_command_read(&(KwCommandMail){
		.own = own, .from = from, .is_confirmation = token != 0, .now = now, .zone = zone});
	const KwRequest request = {.command = command,
				   .address = from,
				   .own = own,
				   .confirms = token,
				   .asked_at = asked_at,
				   .undoes = desk->undoes,
				   .undoes_to = desk->undoes_to,
				   .undo_days = 14,
				   .code = desk->code,
				   .has_unknown_code = desk->has_unknown_code,
				   .may_ask_back = TRUE,
				   .signs = {.own = own},
				   .language = "ja",
				   .words = desk->words,
				   .actor = "mail:1",
				   .evidence = "m@shop.example",
				   .from_is_proven = desk->from_is_proven,
				   .now = now};

	g_clear_pointer(&desk->response, kw_response_free);
	g_clear_pointer(&desk->reader, kw_subscriber_free);
	desk->response = kw_request_act(desk->db, &request, &error);
	kw_assert_ok(error);
	desk->reader = kw_roll_find_address(desk->db, from, &error);
	kw_assert_ok(error);
}

static inline const char *state(const Desk *desk)
{
	return desk->reader ? desk->reader->state : NULL;
}

/* "confirm:a@…", in the order in which they are told. */
static inline void assert_told(const Desk *desk, const char *wanted)
{
	GString *told = g_string_new(NULL);
	g_autofree char *text = NULL;

	for (guint i = 0; i < desk->response->answers->len; i++) {
		const KwAnswer *answer = desk->response->answers->pdata[i];

		g_string_append_printf(told, "%s%s:%.1s", i ? " " : "", answer->kind,
				       answer->address);
	}
	text = g_string_free(told, FALSE);
	g_assert_cmpstr(text, ==, wanted);
}

/* A reader since NOW; his number. */
static inline int64_t member(KwDb *db, const char *address)
{
	g_autoptr(GError) error = NULL;
	KwSubscriber given = {.address = (char *)address, .consent_how = (char *)"import"};
	KwMembershipResult result;
	int64_t id;

	kw_membership_add(db, &given, FALSE, "shell:x", NOW, &result, &id, &error);
	kw_assert_ok(error);
	return id;
}
