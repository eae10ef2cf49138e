/* Between pages.c, pages_visit.c and what the pages do: pages_roll.c, pages_preferences.c,
 * pages_selfcheck.c. */
#pragma once

#include "base/words.h"
#include "store/roll.h"
#include "subscribers/pages.h"
#include "subscribers/request.h"

#include <json-glib/json-glib.h>

/* One request under way. */
typedef struct {
	KwDb *db;
	const KwConfig *config; /* in the page's language */
	const KwKeys *keys;
	const KwWords *words;
	const KwPageRequest *request;
	int64_t now;
	const char *token;    /* in the path; NULL = none */
	int64_t first;        /* the first number in it */
	KwSubscriber *reader; /* the person that it names; NULL = there is no token */
	char *evidence;       /* who asks: "203.0.113.7 Mozilla/5.0 …" */
	char *code;           /* of the body that the person subscribes with, folded */
	gboolean has_unknown_code;
	JsonObject *data; /* what the template sees */
	const char *page; /* "confirm": template page_confirm, its heading phrase page.confirm */
	int status;
} KwVisit;

/* Shows a page or, in a transaction, does what a form asks for: sets page, status and data. */
typedef gboolean (*KwVisitFunc)(KwVisit *visit, GError **error);

gboolean kw_visit_subscribe_show(KwVisit *visit, GError **error);
gboolean kw_visit_subscribe(KwVisit *visit, GError **error);
gboolean kw_visit_confirm_show(KwVisit *visit, GError **error);
gboolean kw_visit_confirm(KwVisit *visit, GError **error);
gboolean kw_visit_leave_show(KwVisit *visit, GError **error);
gboolean kw_visit_leave(KwVisit *visit, GError **error);
gboolean kw_visit_preferences_show(KwVisit *visit, GError **error);
gboolean kw_visit_preferences(KwVisit *visit, GError **error);
gboolean kw_visit_selfcheck_show(KwVisit *visit, GError **error);
gboolean kw_visit_selfcheck(KwVisit *visit, GError **error);

/* Ends with that page. Always TRUE. */
gboolean kw_visit_end(KwVisit *visit, const char *page, int status);
/* The same for somebody who gets no letters (any more). */
gboolean kw_visit_end_away(KwVisit *visit);

/* Whether the person is in one of the blank-separated states. */
gboolean kw_visit_is_in(const KwVisit *visit, const char *states);
/* What was filled in, one line; "" where nothing was. Yours. */
char *kw_visit_filled(const KwVisit *visit, const char *name);
/* Whether a field or button has that value. */
gboolean kw_visit_has(const KwVisit *visit, const char *name, const char *value);

/* Does `verb` (subscribers/command.h) as if a mail from `address` had asked for it, and queues the
 * letters that follow. `until` is the last day of a pause, or NULL. */
gboolean kw_visit_act(KwVisit *visit, const char *verb, const char *address, const char *until,
		      GError **error);
/* Notes in the journal what happened to a subscriber, and who asked for it. */
gboolean kw_visit_note(KwVisit *visit, int64_t id, const char *action, const char *detail,
		       GError **error);
/* Queues letter "reader_KIND" to the person. */
gboolean kw_visit_tell(KwVisit *visit, const char *kind, GError **error);
/* *out_may FALSE: whoever asks has asked too often, and the page says so. */
gboolean kw_visit_take_turn(KwVisit *visit, gboolean *out_may, GError **error);
/* Asks once more whether the person wants to be taken on, by mail. */
gboolean kw_visit_again(KwVisit *visit, GError **error);

/* The address of another page of ours for the person, with a token of its own. */
char *kw_visit_link(const KwVisit *visit, const char *page, KwTokenPurpose purpose);
/* The fields that the forms share, as `s` has them. */
void kw_visit_set_fields(KwVisit *visit, const KwSubscriber *s);
/* Reads the same; what cannot be taken stays as it is, and the page will say so beside the field.
 * FALSE: there was such a field. */
gboolean kw_visit_read_fields(KwVisit *visit, KwSubscriber *s);
/* Stores what differs of a subscriber's preferences, and notes which fields. */
gboolean kw_visit_save(KwVisit *visit, const KwSubscriber *was, const KwSubscriber *wanted,
		       gboolean *out_changed, GError **error);
/* Marks a field as wrong. */
void kw_visit_set_wrong(KwVisit *visit, const char *field);
