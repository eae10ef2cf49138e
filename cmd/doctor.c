/* doctor: looks at the whole installation and says, line by line, what is fine, what to watch and
 * what to do. It changes nothing. The checks are doctor_setup.c's, doctor_store.c's and
 * doctor_outside.c's; one that cannot run because an earlier one failed says nothing. */
#include "doctor.h"

#include "base/error.h"

#include <stdarg.h>

#define USAGE "doctor [--offline]"

void kw_doctor_say(KwDoctor *visit, const char *state, const char *what, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list ap;

	va_start(ap, format);
	text = g_strdup_vprintf(format, ap);
	va_end(ap);
	visit->failures += g_str_equal(state, "FAIL");
	kw_table_add(visit->table, state, what, text);
}

void kw_doctor_fail(KwDoctor *visit, const char *what, GError **error)
{
	kw_doctor_say(visit, "FAIL", what, "%s", (*error)->message);
	g_clear_error(error);
}

int kw_cmd_doctor(KwContext *cx, int argc, char **argv, GError **error)
{
	KwDoctor visit = {.cx = cx};
	gboolean is_offline = FALSE;
	const GOptionEntry entries[] = {
		{"offline", 0, 0, G_OPTION_ARG_NONE, &is_offline, "Do not try the relay", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, USAGE, error))
		return KW_ERROR_USAGE;
	if (argc > 1)
		return kw_usage(error, USAGE);
	visit.table = kw_table_new("State", "What", "Finding");
	kw_doctor_check_config(&visit);
	if (cx->config) {
		kw_doctor_check_addresses(&visit);
		kw_doctor_check_keys(&visit);
		kw_doctor_check_words(&visit);
		kw_doctor_check_facts(&visit);
		if (kw_doctor_check_store(&visit)) {
			kw_doctor_check_mails(&visit);
			kw_doctor_check_items(&visit);
			kw_doctor_check_bounces(&visit);
			kw_doctor_check_sign_ups(&visit);
			kw_doctor_check_mailboxes(&visit);
			kw_doctor_check_sources(&visit);
			kw_doctor_check_outbox(&visit);
		}
		for (guint i = 0; !is_offline && i < cx->config->relays->len; i++)
			kw_doctor_check_relay(&visit, cx->config->relays->pdata[i]);
	}
	kw_table_print(visit.table, cx->json);
	return visit.failures ? KW_ERROR_CONFIG : 0;
}
