/* subscribers: add, list and remove by hand; the other verbs stand in lists.c and rights.c. What
 * they mean is decided in subscribers/. */
#include "cmd.h"
#include "lists.h"
#include "print.h"
#include "rights.h"

#include "base/code.h"
#include "base/error.h"
#include "base/token.h"
#include "base/when.h"
#include "mail/address.h"
#include "subscribers/bodies.h"
#include "subscribers/membership.h"
#include "subscribers/rights.h"

#include <stdio.h>

#define ADD_USAGE                                                                         \
	"subscribers add ADDRESS [--organisation NAME] [--word WORD] [--language ja|en] " \
	"[--consent YYYY-MM-DD] [--code CODE] [--again]"
#define LIST_BATCH 1000

static const char *const results[] = {
	[KW_MEMBERSHIP_ADDED] = "added",
	[KW_MEMBERSHIP_ALREADY] = "is subscribed already, nothing changed",
	[KW_MEMBERSHIP_BACK] = "is active again",
	[KW_MEMBERSHIP_REFUSED] =
		"had left or complained, nothing changed (--again, with a new consent)",
};

typedef struct {
	char *organisation, *word, *language, *consent, *code;
	gboolean again;
} AddOptions;

static void add_options_clear(AddOptions *options)
{
	g_free(options->organisation);
	g_free(options->word);
	g_free(options->language);
	g_free(options->consent);
	g_free(options->code);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AddOptions, add_options_clear)

static gboolean consent_time(KwContext *cx, const char *day, int64_t *out_at, GError **error)
{
	*out_at = day ? kw_when_at(day, "00:00", cx->config->timezone) : cx->now;
	if (*out_at < 0 || *out_at > cx->now) {
		kw_error_set(error, KW_ERROR_USAGE,
			     "--consent: `%s` is no past day; write 2026-04-03", day);
		return FALSE;
	}
	return TRUE;
}

/* Who was erased comes back by asking for it anew, and by nothing else. */
static gboolean check_erased(KwContext *cx, const char *address, GError **error)
{
	g_autoptr(KwKeys) keys = kw_keys_load(cx->config->keys_file, error);
	g_autofree char *normal = kw_address_normalise(address);
	gboolean is_erased = FALSE;

	if (!keys || (normal && !kw_rights_is_erased(cx->db, keys, normal, &is_erased, error)))
		return FALSE;
	if (is_erased)
		kw_error_set(
			error, KW_ERROR_REFUSED,
			"%s: was erased at the person's own wish (--again, with a new consent)",
			address);
	return !is_erased;
}

/* *code (may be NULL) as it is stored. */
static gboolean fold_code(KwContext *cx, char **code, GError **error)
{
	char *folded;

	if (!*code)
		return TRUE;
	if (!kw_bodies_find_code(cx->config->partners, *code)) {
		kw_error_set(error, KW_ERROR_USAGE,
			     "--code: `%s`: no body in publisher.partners has it", *code);
		return FALSE;
	}
	folded = kw_code_fold(*code);
	g_free(*code);
	*code = folded;
	return TRUE;
}

static int add(KwContext *cx, int argc, char **argv, GError **error)
{
	g_auto(AddOptions) o = {0};
	const GOptionEntry entries[] = {
		{"organisation", 0, 0, G_OPTION_ARG_STRING, &o.organisation, "Company name",
		 "NAME"},
		{"word", 0, 0, G_OPTION_ARG_STRING, &o.word, "The word that shows a letter is real",
		 "WORD"},
		{"language", 0, 0, G_OPTION_ARG_STRING, &o.language, "ja or en", "LANGUAGE"},
		{"consent", 0, 0, G_OPTION_ARG_STRING, &o.consent, "Day of consent (default: now)",
		 "DAY"},
		{"code", 0, 0, G_OPTION_ARG_STRING, &o.code, "Of the body that brought them",
		 "CODE"},
		{"again", 0, 0, G_OPTION_ARG_NONE, &o.again,
		 "Bring back one who left and asked again", NULL},
		G_OPTION_ENTRY_NULL,
	};
	KwMembershipResult result;
	int64_t consent_at, id;

	if (!kw_options(&argc, &argv, entries, ADD_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, ADD_USAGE);
	if (!consent_time(cx, o.consent, &consent_at, error))
		return KW_ERROR_USAGE;
	if (!fold_code(cx, &o.code, error))
		return KW_ERROR_USAGE;
	if (!o.again && !check_erased(cx, argv[1], error))
		return KW_ERROR_REFUSED;
	const KwSubscriber subscriber = {
		.address = argv[1],
		.language = o.language ? o.language : cx->config->language,
		.organisation = o.organisation,
		.word = o.word,
		.code = o.code,
		.consent_at = consent_at,
		.consent_how = (char *)"staff",
		.consent_evidence = cx->actor,
	};
	if (!kw_membership_add(cx->db, &subscriber, o.again, cx->actor, cx->now, &result, &id,
			       error))
		return KW_ERROR_TEMPORARY;
	printf("%s: %s\n", argv[1], results[result]);
	return result == KW_MEMBERSHIP_REFUSED ? KW_ERROR_REFUSED : 0;
}

static int list(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *state = NULL;
	const GOptionEntry entries[] = {
		{"state", 0, 0, G_OPTION_ARG_STRING, &state, "active, pending, paused, left …",
		 "STATE"},
		G_OPTION_ENTRY_NULL,
	};
	int64_t last = 0;

	if (!kw_options(&argc, &argv, entries, "subscribers list [--state STATE]", error) ||
	    !kw_options_state(state, "pending active paused left bounced complained erased", error))
		return KW_ERROR_USAGE;
	KwTable *table = kw_table_new("Number", "State", "Language", "Address", "Organisation",
				      "Consent", "Code", "Body");
	for (guint n = LIST_BATCH; n == LIST_BATCH;) {
		g_autoptr(GPtrArray) batch = kw_roll_list(cx->db, state, last, LIST_BATCH, error);

		if (!batch)
			return KW_ERROR_TEMPORARY;
		n = batch->len;
		for (guint i = 0; i < n; i++) {
			const KwSubscriber *s = batch->pdata[i];
			g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, s->id);
			g_autofree char *consent =
				s->consent_at ? kw_when_day(s->consent_at, cx->config->timezone)
					      : g_strdup("");

			kw_table_add(table, number, s->state, s->language, s->address,
				     s->organisation ? s->organisation : "", consent,
				     s->code ? s->code : "",
				     s->code ? kw_bodies_name(cx->config->partners, s->code) : "");
			last = s->id;
		}
	}
	kw_table_print(table, cx->json);
	return 0;
}

static int remove_one(KwContext *cx, int argc, char **argv, GError **error)
{
	gboolean changed;

	if (!kw_options(&argc, &argv, NULL, "subscribers remove ADDRESS", error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, "subscribers remove ADDRESS");
	if (!kw_membership_remove(cx->db, argv[1], cx->actor, cx->now, &changed, error))
		return KW_ERROR_NOT_FOUND;
	printf("%s: %s\n", argv[1], changed ? "has left" : "was not subscribed, nothing changed");
	return 0;
}

int kw_cmd_subscribers(KwContext *cx, int argc, char **argv, GError **error)
{
	static const KwVerb verbs[] = {
		{"add", add, ADD_USAGE},
		{"import", kw_lists_import, IMPORT_USAGE},
		{"export", kw_lists_export, EXPORT_USAGE},
		{"erase", kw_rights_erase_person, ERASE_USAGE},
		{"export-person", kw_rights_export_person, EXPORT_PERSON_USAGE},
		{"list", list, "subscribers list [--state STATE] [--json]"},
		{"remove", remove_one, "subscribers remove ADDRESS"},
		{"stats", kw_rights_stats, STATS_USAGE},
	};

	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
