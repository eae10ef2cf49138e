/* doctor: looks at the whole installation and says, line by line, what is fine, what to watch and
 * what to do. It changes nothing. Each check is a row of the table; a check that cannot run because
 * an earlier one failed says nothing. */
#include "cmd.h"
#include "poll_box.h"
#include "print.h"
#include "watch.h"

#include "base/asset.h"
#include "base/error.h"
#include "base/words.h"
#include "digest/deliver.h"
#include "mail/address.h"
#include "store/exploited.h"
#include "store/items.h"
#include "store/mailboxes.h"
#include "store/mails.h"
#include "store/gate.h"
#include "store/issues.h"
#include "store/outbox.h"
#include "store/questions.h"
#include "store/roll.h"
#include "store/sources.h"
#include "subscribers/consult.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <string.h>
#include <sys/vfs.h>

#define DAY_S      (24 * 3600)
#define USAGE      "doctor [--offline]"
#define SHOWN      10 /* entries named one by one; the rest is counted */
#define RECENT_S   (7 * 24 * 3600)
#define SILENT_S   (24 * 3600)
#define CIFS_MAGIC 0xFF534D42

typedef struct {
	KwContext *cx;
	KwTable *table;
	gboolean offline;
	int failures;
} Visit;

static void say(Visit *visit, const char *state, const char *what, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
static void say(Visit *visit, const char *state, const char *what, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list ap;

	va_start(ap, format);
	text = g_strdup_vprintf(format, ap);
	va_end(ap);
	visit->failures += g_str_equal(state, "FAIL");
	kw_table_add(visit->table, state, what, text);
}

/* Says the error and forgets it. */
static void fail(Visit *visit, const char *what, GError **error)
{
	say(visit, "FAIL", what, "%s", (*error)->message);
	g_clear_error(error);
}

static void check_config(Visit *visit)
{
	g_autoptr(GError) error = NULL;
	KwContext *cx = visit->cx;

	cx->config = kw_config_load(cx->config_path, &error);
	if (!cx->config) {
		fail(visit, "configuration", &error);
		return;
	}
	say(visit, "ok", "configuration", "%s", cx->config->path);
	const char *const must_change[] = {cx->config->publisher_name, cx->config->postal_address,
					   cx->config->phone};
	for (size_t i = 0; i < G_N_ELEMENTS(must_change); i++)
		if (must_change[i] && strstr(must_change[i], "〈"))
			say(visit, "FAIL", "configuration",
			    "publisher: `%s` still has to be filled in", must_change[i]);
}

static void check_addresses(Visit *visit)
{
	const KwConfig *config = visit->cx->config;
	const struct {
		const char *key, *value;
	} addresses[] = {{"mail.from", config->from},
			 {"mail.bounce", config->bounce},
			 {"publisher.contact", config->contact}};

	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
		g_autofree char *good =
			addresses[i].value ? kw_address_normalise(addresses[i].value) : NULL;

		if (addresses[i].value && !good)
			say(visit, "FAIL", "addresses", "%s: `%s` is no mail address",
			    addresses[i].key, addresses[i].value);
	}
	for (guint i = 0; i < config->staff->len; i++) {
		const KwConfigStaff *staff = config->staff->pdata[i];
		g_autofree char *good = kw_address_normalise(staff->address);

		if (!good)
			say(visit, "FAIL", "staff", "`%s` is no mail address", staff->address);
	}
	if (!config->staff->len)
		say(visit, "watch", "staff", "nobody is listed, so no mail becomes a story");
}

static void check_keys(Visit *visit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwKeys) keys = kw_keys_load(visit->cx->config->keys_file, &error);

	if (!keys)
		fail(visit, "keys", &error);
	else
		say(visit, "ok", "keys", "%s", visit->cx->config->keys_file);
}

/* Says what nobody reads; FALSE: something is amiss. */
static gboolean check_strays(Visit *visit, const char *folder)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) strays = kw_asset_strays(folder, &error);

	if (!strays) {
		fail(visit, "words", &error);
		return FALSE;
	}
	for (guint i = 0; i < strays->len; i++)
		say(visit, "watch", "words",
		    "%s/%s: is not read, no word file has that name (ja/products.yaml, …)", folder,
		    (char *)strays->pdata[i]);
	return !strays->len;
}

/* Word files of the operator's own folder; those that are built in were checked by the build. */
static void check_words(Visit *visit)
{
	const char *folder = visit->cx->config->templates;
	g_auto(GStrv) languages = kw_words_languages();
	guint wrong = folder && !check_strays(visit, folder);

	for (char **language = languages; folder && *language; language++) {
		g_autoptr(GPtrArray) findings = kw_words_check(*language, folder);

		for (guint i = 0; i < findings->len; i++)
			say(visit, "FAIL", "words", "%s", (char *)findings->pdata[i]);
		wrong += findings->len;
	}
	if (folder && !wrong) {
		g_autoptr(GPtrArray) compared = kw_words_compare(folder);

		for (guint i = 0; i < compared->len; i++)
			say(visit, "watch", "words", "%s", (char *)compared->pdata[i]);
		if (!compared->len)
			say(visit, "ok", "words", "%s", folder);
	}
}

/* WAL needs shared memory between processes of one machine: no network file system. */
static void check_disk(Visit *visit)
{
	const char *path = visit->cx->config->store + strlen("sqlite:");
	struct statfs fs;

	if (!g_str_has_prefix(visit->cx->config->store, "sqlite:") || statfs(path, &fs) < 0)
		return;
	if (fs.f_type == NFS_SUPER_MAGIC || fs.f_type == (long)CIFS_MAGIC)
		say(visit, "FAIL", "store", "%s lies on a network disk: move it to a local one",
		    path);
	else if ((uint64_t)fs.f_bavail * (uint64_t)fs.f_bsize < 200u * 1024 * 1024)
		say(visit, "watch", "disk", "less than 200 MB are free at %s", path);
}

static gboolean check_store(Visit *visit)
{
	g_autoptr(GError) error = NULL;

	if (!kw_context_open_db(visit->cx, &error)) {
		fail(visit, "store", &error);
		return FALSE;
	}
	say(visit, "ok", "store", "%s", kw_db_engine(visit->cx->db));
	check_disk(visit);
	return TRUE;
}

/* Mails that were taken and that nothing will be done about unless a person does it. */
static const struct {
	const char *outcome, *who;
} for_people[] = {
	{"staff answer", "answers of staff: enter what they decide"},
	{"consultation", "from readers, automatic or too many: look at them"},
	{"unsent answer", "answers of staff to questions, not passed on: no words, or no reader"},
	{"reader answer", "answers of readers: answer them"},
	{"reader command", "from readers whose command was not clear: the law wants that done"},
	{"erase request",
	 "from people who want their data erased or disclosed: the law sets a time"},
	{"bounce without token", "bounces that prove nothing: whose address is it?"},
	{"complaint without token", "complaints that name nobody: take the reader off by hand"},
	{"unknown sender", "from people who are neither staff nor readers"},
};

static gboolean check_people(Visit *visit, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(for_people); i++) {
		int64_t count;

		if (!kw_mails_count_outcome(visit->cx->db, for_people[i].outcome,
					    visit->cx->now - RECENT_S, &count, error))
			return FALSE;
		if (count)
			say(visit, "watch", "mails",
			    "%" G_GINT64_FORMAT " in the last week %s (`kawaraban mails list "
			    "--outcome '%s'`)",
			    count, for_people[i].who, for_people[i].outcome);
	}
	return TRUE;
}

static void check_bounces(Visit *visit)
{
	g_autoptr(GError) error = NULL;
	int64_t probed, bounced;

	if (!kw_roll_count_probed(visit->cx->db, &probed, &error) ||
	    !kw_roll_count(visit->cx->db, "bounced", &bounced, &error))
		fail(visit, "bounces", &error);
	else if (probed || bounced)
		say(visit, "ok", "bounces",
		    "%" G_GINT64_FORMAT " readers get nothing any more (`kawaraban subscribers "
		    "list --state bounced`), %" G_GINT64_FORMAT " were asked whether it arrives",
		    bounced, probed);
}

static gboolean check_questions(Visit *visit, GError **error)
{
	const KwConfig *config = visit->cx->config;
	int64_t before = kw_consult_overdue_before(visit->cx->now, config->consult_days,
						   config->consult_closed, config->timezone);
	g_autoptr(GPtrArray)
		late = kw_questions_overdue(visit->cx->db, before, visit->cx->now, 0, error);

	if (late && late->len)
		say(visit, "watch", "questions",
		    "%u of readers wait longer than %d working days (`kawaraban consult list "
		    "--open`)",
		    late->len, config->consult_days);
	return late != NULL;
}

static void check_mails(Visit *visit)
{
	KwDb *db = visit->cx->db;
	g_autoptr(GError) error = NULL;
	int64_t waiting, quarantined;
	g_autoptr(GPtrArray) bad = kw_mails_list(db, "quarantine", SHOWN, &error);

	if (!bad || !kw_mails_count(db, "received", &waiting, &error) ||
	    !kw_mails_count(db, "quarantine", &quarantined, &error) ||
	    !check_people(visit, &error) || !check_questions(visit, &error)) {
		fail(visit, "mails", &error);
		return;
	}
	if (waiting)
		say(visit, "watch", "mails",
		    "%" G_GINT64_FORMAT
		    " wait to be read; the next receive, poll, fetch or deliver takes them along",
		    waiting);
	for (guint i = 0; i < bad->len; i++) {
		const KwMail *mail = bad->pdata[i];

		say(visit, "watch", "quarantine",
		    "mail %" G_GINT64_FORMAT ": %s; `kawaraban mails show %" G_GINT64_FORMAT
		    "` tells more, `kawaraban mails retry %" G_GINT64_FORMAT "` reads it again",
		    mail->id, mail->reason ? mail->reason : "no reason known", mail->id, mail->id);
	}
	if (quarantined > SHOWN)
		say(visit, "watch", "quarantine", "%" G_GINT64_FORMAT " mails in all", quarantined);
	if (!waiting && !quarantined)
		say(visit, "ok", "mails", "none waits, none is in quarantine");
}

/* Published, and exploited since: a bulletin, or nothing, but a person decides. */
static void check_items(Visit *visit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) items = kw_exploited_published(
		visit->cx->db, visit->cx->now - KW_EXPLOITED_SHOWN_S, &error);

	if (!items)
		fail(visit, "items", &error);
	for (guint i = 0; items && i < items->len && i < SHOWN; i++) {
		const KwItem *item = items->pdata[i];

		say(visit, "watch", "items",
		    "item %" G_GINT64_FORMAT " is exploited since it was published; `kawaraban "
		    "bulletin new %" G_GINT64_FORMAT "` tells readers again",
		    item->id, item->id);
	}
}

/* One mailbox of `poll:`, as the last visits left it. */
static gboolean check_mailbox(Visit *visit, const char *name, GError **error)
{
	KwDb *db = visit->cx->db;
	int64_t large = 0, passed = 0;
	g_autoptr(KwMailbox) box = kw_mailboxes_find(db, name, error);

	if (*error)
		return FALSE;
	if (!box || (!box->last_ok_at && !box->last_error)) {
		say(visit, "watch", "mailboxes",
		    "%s: never emptied; cron should run `kawaraban poll`", name);
		return TRUE;
	}
	if (!kw_mailboxes_count(db, box->id, KW_MAILBOX_LARGE, &large, error) ||
	    !kw_mailboxes_count(db, box->id, KW_MAILBOX_FAILING, &passed, error))
		return FALSE;
	if (box->last_error)
		say(visit, "watch", "mailboxes", "%s", box->last_error);
	else if (visit->cx->now - box->last_ok_at > SILENT_S)
		say(visit, "watch", "mailboxes",
		    "%s: not emptied for a day; cron should run `kawaraban poll`", name);
	else
		say(visit, "ok", "mailboxes", "%s", name);
	if (large)
		say(visit, "watch", "mailboxes",
		    "%s: %" G_GINT64_FORMAT
		    " mails lie there that are too large (intake.max_bytes): read them there",
		    name, large);
	if (passed)
		say(visit, "watch", "mailboxes",
		    "%s: %" G_GINT64_FORMAT
		    " mails lie there that could not be fetched; after three times they are passed "
		    "over: read them there",
		    name, passed);
	return TRUE;
}

static void check_mailboxes(Visit *visit)
{
	const GPtrArray *polls = visit->cx->config->polls;

	for (guint i = 0; i < polls->len; i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *name = kw_poll_box_name(polls->pdata[i]);

		if (!check_mailbox(visit, name, &error))
			fail(visit, "mailboxes", &error);
	}
}

static void check_moves(Visit *visit, const GPtrArray *sources)
{
	for (guint i = 0; i < sources->len; i++) {
		const KwSource *source = sources->pdata[i];

		if (source->is_active && source->moved_to)
			say(visit, "watch", "sources",
			    "%s has moved for good: write %s in its place", source->url,
			    source->moved_to);
	}
}

static void check_sources(Visit *visit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) sources = kw_sources_list(visit->cx->db, &error);
	g_auto(KwWatch) watch = {0};

	if (!sources || !kw_watch_look(visit->cx, &watch, &error)) {
		fail(visit, "sources", &error);
		return;
	}
	check_moves(visit, sources);
	for (guint i = 0; i < watch.remarks->len; i++)
		say(visit, "watch", "sources", "%s", (const char *)watch.remarks->pdata[i]);
	if (!watch.active)
		say(visit, "ok", "sources", "none: stories come by mail alone");
	else
		say(visit, watch.fine == watch.active ? "ok" : "watch", "sources",
		    "%u of %u read well", watch.fine, watch.active);
}

/* What keeps letters from going out. */
static void check_obstacles(Visit *visit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) issues = kw_issues_in_the_outbox(visit->cx->db, 0, &error);
	g_autoptr(GPtrArray) stopped = issues ? kw_gate_stopped(visit->cx->db, &error) : NULL;
	g_autofree char *paused_by = NULL;
	int64_t paused_at;

	if (!stopped || !kw_gate_paused(visit->cx->db, &paused_at, &paused_by, &error)) {
		fail(visit, "outbox", &error);
		return;
	}
	if (paused_by)
		say(visit, "watch", "outbox",
		    "everything is paused by %s; `kawaraban deliver resume all` lets it go on",
		    paused_by);
	for (guint i = 0; i < issues->len; i++) {
		const KwIssue *issue = issues->pdata[i];

		if (g_str_equal(issue->state, "held"))
			say(visit, "watch", "outbox",
			    "issue %" G_GINT64_FORMAT
			    " is held: %s; `kawaraban deliver resume %" G_GINT64_FORMAT
			    "` lets it go on",
			    issue->id, issue->held_why ? issue->held_why : "", issue->id);
	}
	for (guint i = 0; i < stopped->len; i++)
		say(visit, "watch", "relay", "left alone: %s",
		    ((KwStoppedRelay *)stopped->pdata[i])->why);
}

static void check_outbox(Visit *visit)
{
	g_autoptr(GError) error = NULL;
	KwOutboxTotals t;
	int64_t active;

	if (!kw_outbox_totals(visit->cx->db, 0, &t, &error) ||
	    !kw_roll_count(visit->cx->db, "active", &active, &error)) {
		fail(visit, "outbox", &error);
		return;
	}
	say(visit, "ok", "subscribers", "%" G_GINT64_FORMAT " active", active);
	check_obstacles(visit);
	if (t.uncertain || t.failed)
		say(visit, "watch", "outbox",
		    "%" G_GINT64_FORMAT " failed, %" G_GINT64_FORMAT " uncertain", t.failed,
		    t.uncertain);
	if (t.ready || t.deferred || t.sending)
		say(visit, "watch", "outbox",
		    "%" G_GINT64_FORMAT " letters are owed; `kawaraban deliver` "
		    "sends them",
		    t.ready + t.deferred + t.sending);
	else
		say(visit, "ok", "outbox", "nothing is owed");
}

static void check_relay(Visit *visit, const KwConfigRelay *relay)
{
	g_autoptr(GError) error = NULL;

	if (!kw_deliver_try(relay, &error))
		fail(visit, "relay", &error);
	else if (g_str_has_prefix(relay->url, "maildir:"))
		say(visit, "watch", "relay", "%s: letters go into a folder, nothing is sent",
		    relay->url);
	else
		say(visit, "ok", "relay", "%s", relay->url);
}

int kw_cmd_doctor(KwContext *cx, int argc, char **argv, GError **error)
{
	Visit visit = {.cx = cx};
	const GOptionEntry entries[] = {
		{"offline", 0, 0, G_OPTION_ARG_NONE, &visit.offline, "Do not try the relay", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, USAGE, error))
		return KW_ERROR_USAGE;
	if (argc > 1)
		return kw_usage(error, USAGE);
	visit.table = kw_table_new("State", "What", "Finding");
	check_config(&visit);
	if (cx->config) {
		check_addresses(&visit);
		check_keys(&visit);
		check_words(&visit);
		if (check_store(&visit)) {
			check_mails(&visit);
			check_items(&visit);
			check_bounces(&visit);
			check_mailboxes(&visit);
			check_sources(&visit);
			check_outbox(&visit);
		}
		for (guint i = 0; !visit.offline && i < cx->config->relays->len; i++)
			check_relay(&visit, cx->config->relays->pdata[i]);
	}
	kw_table_print(visit.table, cx->json);
	return visit.failures ? KW_ERROR_CONFIG : 0;
}
