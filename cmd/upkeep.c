/* What is done once in a while: forgetting, and asking those who had to wait. Each step stands
 * alone: one that fails is named, and keeps no other back. */
#include "upkeep.h"

#include "base/log.h"
#include "store/mails.h"
#include "store/outbox.h"
#include "store/roll.h"
#include "store/sources.h"
#include "subscribers/request.h"
#include "subscribers/unconfirmed.h"

#define DAY_S    ((int64_t)24 * 3600)
#define VISITS_S 3600

/* Raw mails are kept as long as the configuration says, and so are notices, which may hold what a
 * reader wrote, whom they went to by whose wish, and what feeds said once. Of whoever never
 * confirmed, and of strangers, less is kept. Who asked on a page is known for an hour. */
typedef struct {
	int64_t before, unconfirmed_before;
} Ages;

static gboolean forget_mails(KwContext *cx, const Ages *ages, int64_t *out_count, GError **error)
{
	return kw_mails_forget(cx->db, ages->before, out_count, error);
}

static gboolean forget_unconfirmed(KwContext *cx, const Ages *ages, int64_t *out_count,
				   GError **error)
{
	return kw_unconfirmed_forget(cx->db, ages->unconfirmed_before, cx->actor, cx->now,
				     out_count, error);
}

/* After those who never confirmed: they are strangers then. */
static gboolean forget_notices(KwContext *cx, const Ages *ages, int64_t *out_count G_GNUC_UNUSED,
			       GError **error)
{
	return kw_outbox_forget(cx->db, ages->before, ages->unconfirmed_before, error) &&
	       kw_roll_forget_answers(cx->db, ages->before, ages->unconfirmed_before, error);
}

static gboolean forget_visits(KwContext *cx, const Ages *ages G_GNUC_UNUSED,
			      int64_t *out_count G_GNUC_UNUSED, GError **error)
{
	return kw_roll_forget_visits(cx->db, cx->now - VISITS_S, error);
}

static gboolean forget_entries(KwContext *cx, const Ages *ages, int64_t *out_count G_GNUC_UNUSED,
			       GError **error)
{
	return kw_sources_forget_entries(cx->db, ages->before, error);
}

static gboolean ask_waiting(KwContext *cx, const Ages *ages G_GNUC_UNUSED, int64_t *out_count,
			    GError **error)
{
	g_autoptr(KwKeys) keys = kw_keys_load(cx->config->keys_file, error);

	return keys && kw_unconfirmed_ask(cx->db, cx->config, keys, cx->now, out_count, error);
}

static const struct {
	gboolean (*run)(KwContext *cx, const Ages *ages, int64_t *out_count, GError **error);
	const char *what, *done; /* `done` behind the count; NULL = not worth a line */
} steps[] = {
	{forget_mails, "retain_days", "old mails lost their raw bytes"},
	{forget_unconfirmed, "unconfirmed_days", "who never confirmed are forgotten"},
	{forget_notices, "retain_days", NULL},
	{forget_visits, "visits", NULL},
	{forget_entries, "retain_days", NULL},
	{ask_waiting, "sign-ups", "who had to wait are asked to confirm"},
};

void kw_upkeep(KwContext *cx)
{
	const KwConfig *config = cx->config;
	const Ages ages = {cx->now - config->retain_days * DAY_S,
			   cx->now - KW_REQUEST_CONFIRM_S - config->unconfirmed_days * DAY_S};

	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		g_autoptr(GError) error = NULL;
		int64_t count = 0;

		/* a sweep may have lost the store */
		if (!kw_context_open_db(cx, &error) || !steps[i].run(cx, &ages, &count, &error))
			kw_log(KW_LOG_WARNING, "%s: %s", steps[i].what, error->message);
		else if (count && steps[i].done)
			kw_log(KW_LOG_INFO, "%s: %" G_GINT64_FORMAT " %s", steps[i].what, count,
			       steps[i].done);
	}
}
