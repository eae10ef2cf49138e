/* Between request.c (which verb) and request_steps.c, request_roll.c, request_reader.c and
 * request_move.c (what each does). A function says FALSE with *error; where it says TRUE, what has
 * to be told stands in the response. */
#pragma once

#include "subscribers/membership.h"
#include "subscribers/request.h"

typedef struct {
	KwDb *db;
	const KwRequest *request;
	KwSubscriber *reader; /* whose address stands in From, in any state; NULL = a stranger */
	KwResponse *response;
} KwAct;

/* --- request_steps.c: what every verb is made of --- */

/* FALSE with *error; *out NULL where there is none. */
gboolean kw_act_find(KwDb *db, const char *address, KwSubscriber **out, GError **error);
gboolean kw_act_is_in(const KwSubscriber *reader, const char *states);
gboolean kw_act_is_reader(const KwAct *a);
const char *kw_act_language_of(const KwAct *a);
gboolean kw_act_move(KwAct *a, KwMembershipEvent event, const char *detail, gboolean *out_changed,
		     GError **error);
gboolean kw_act_note(const KwAct *a, int64_t id, const char *action, const char *detail,
		     GError **error);
KwAnswer *kw_act_tell(KwAct *a, const char *kind, const char *address, const char *language,
		      int64_t id);
gboolean kw_act_tell_sender(KwAct *a, const char *kind, const char *outcome);
const char *kw_act_way_of(const KwAct *a);

/* --- request_roll.c: on and off the roll --- */

/* A pending row for `address`, as `like` (may be NULL) is: *out_id 0 where there is one already. */
gboolean kw_act_add_pending(const KwAct *a, const char *address, const KwSubscriber *like,
			    int64_t *out_id, GError **error);
/* Somebody else's address: whoever reads there decides. Whether it is on the roll is not told. */
gboolean kw_act_ask_other(KwAct *a, GError **error);
gboolean kw_act_confirm(KwAct *a, GError **error);
/* Wants proof of who he is: a person asks for it. Until then he gets nothing more. */
gboolean kw_act_erase(KwAct *a, GError **error);
gboolean kw_act_leave(KwAct *a, GError **error);
gboolean kw_act_subscribe(KwAct *a, GError **error);

/* --- request_reader.c: what a reader wants --- */

gboolean kw_act_begin_pause(KwAct *a, GError **error);
gboolean kw_act_change(KwAct *a, GError **error);
gboolean kw_act_end_pause(KwAct *a, GError **error);
gboolean kw_act_only_bulletins(KwAct *a, GError **error);
gboolean kw_act_only_weekly(KwAct *a, GError **error);
gboolean kw_act_save(KwAct *a, GError **error);
/* The products of the bulletin that is answered; else those that he names himself. */
gboolean kw_act_set_unused(KwAct *a, GError **error);

/* --- request_move.c: to another address, and back --- */

/* From the old address: the new one is asked, the old one told. From the new one, which nobody
 * knows: it is somebody new, and the old one is asked. */
gboolean kw_act_change_address(KwAct *a, GError **error);
gboolean kw_act_take_back(KwAct *a, gboolean *out_done, GError **error);
/* Any answer to "your letters go to another address now" takes that back, whatever From says, but
 * for one that finds it right or asks for something else. */
gboolean kw_act_takes_back(const KwRequest *request);
