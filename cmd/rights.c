/* subscribers export-person, erase and stats. What is stored of whom: subscribers/rights. */
#include "rights.h"

#include "print.h"

#include "base/error.h"
#include "base/part.h"
#include "store/roll.h"
#include "subscribers/bodies.h"
#include "subscribers/figures.h"
#include "subscribers/rights.h"

#include <stdio.h>

int kw_rights_export_person(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autoptr(JsonNode) person = NULL;
	g_autofree char *text = NULL;

	if (!kw_options(&argc, &argv, NULL, EXPORT_PERSON_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, EXPORT_PERSON_USAGE);
	person = kw_rights_export(cx->db, argv[1], error);
	if (!person)
		return KW_ERROR_NOT_FOUND;
	if (cx->json) {
		kw_print_json(person, TRUE);
		return 0;
	}
	text = kw_part_render(cx->config, "person", "txt", person, error);
	if (!text)
		return KW_ERROR_CONFIG;
	kw_print_text(text);
	return 0;
}

int kw_rights_erase_person(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *proof = NULL;
	const GOptionEntry entries[] = {
		{"proof", 0, 0, G_OPTION_ARG_STRING, &proof, "How it was proven who asks", "TEXT"},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(KwKeys) keys = NULL;

	if (!kw_options(&argc, &argv, entries, ERASE_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2 || !proof)
		return kw_usage(error, ERASE_USAGE);
	keys = kw_keys_load(cx->config->keys_file, error);
	if (!keys || !kw_rights_erase(cx->db, keys, argv[1], proof, cx->actor, cx->now, error))
		return KW_ERROR_NOT_FOUND;
	puts("erased: the address and all that was stored with it. Kept: the number of the entry, "
	     "the\n"
	     "day and the way of the consent, and a keyed hash, so that no list brings the "
	     "address\n"
	     "back. Backups still hold it until they are replaced: tell the person until when.");
	return 0;
}

static const char *name_of(KwContext *cx, const KwFigure *figure)
{
	const char *value = figure->value;

	if (!value)
		return "(too few to tell apart)";
	if (g_str_equal(figure->what, "body"))
		value = kw_bodies_name(cx->config->partners, value);
	return *value ? value : "(not said)";
}

int kw_rights_stats(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autoptr(GPtrArray) totals = NULL, figures = NULL;
	KwTable *table;

	if (!kw_options(&argc, &argv, NULL, STATS_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 1)
		return kw_usage(error, STATS_USAGE);
	totals = kw_roll_totals(cx->db, error);
	if (!totals)
		return KW_ERROR_TEMPORARY;
	figures = kw_figures_of(totals);
	table = kw_table_new("What", "Value", "Count");
	for (guint i = 0; i < figures->len; i++) {
		const KwFigure *figure = figures->pdata[i];
		g_autofree char *count =
			figure->told ? g_strdup_printf("%" G_GINT64_FORMAT, figure->told)
				     : g_strdup("<5");

		kw_table_add(table, figure->what, name_of(cx, figure), figure->value ? count : "");
	}
	kw_table_print(table, cx->json);
	if (!cx->json && figures->len)
		puts("\nFigures are rounded to the nearest five, so sums need not add up; fewer "
		     "than five are\nnot told.");
	return 0;
}
