/* sources: the feeds and their health. They are written in kawaraban.yaml; fetch reads them. */
#include "cmd.h"
#include "print.h"

#include "base/error.h"
#include "base/when.h"
#include "store/sources.h"

static int list(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, "sources list", error))
		return KW_ERROR_USAGE;
	g_autoptr(GPtrArray) sources = kw_sources_list(cx->db, error);
	if (!sources)
		return KW_ERROR_TEMPORARY;

	KwTable *table = kw_table_new("Name", "State", "Last_read", "Last_new", "Url", "Trouble");
	for (guint i = 0; i < sources->len; i++) {
		const KwSource *source = sources->pdata[i];
		g_autofree char *ok = source->last_ok_at ? kw_when_rfc3339_utc(source->last_ok_at)
							 : g_strdup("never");
		g_autofree char *new = source->last_new_at
					       ? kw_when_rfc3339_utc(source->last_new_at)
					       : g_strdup("never");

		kw_table_add(table, source->name ? source->name : "",
			     !source->is_active     ? "retired"
			     : source->failures > 0 ? "failing"
						    : "fine",
			     ok, new, source->url, source->last_error ? source->last_error : "");
	}
	kw_table_print(table, cx->json);
	return 0;
}

int kw_cmd_sources(KwContext *cx, int argc, char **argv, GError **error)
{
	static const KwVerb verbs[] = {{"list", list, "sources list"}};

	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
