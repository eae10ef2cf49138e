/* What ingest/forward is made of: the From of a block, the line above a quotation, where a
 * signature begins, and the Subject of a forward. */
#include "ingest/attribution.h"
#include "ingest/label.h"
#include "ingest/pasted.h"
#include "ingest/signature.h"

#include "../support/testing.h"

/* An empty field of a table is none. */
static const char *given(const char *field)
{
	return *field ? field : NULL;
}

static void test_from(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("forwarded/from.tsv", 3);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr(KwAddress) address = kw_pasted_from(row[0]);

		g_assert_nonnull(address);
		g_assert_cmpstr(address->name, ==, given(row[1]));
		g_assert_cmpstr(address->address, ==, given(row[2]));
	}
	g_assert_cmpuint(rows->len, >=, 12);
	g_assert_null(kw_pasted_from(NULL));
	g_assert_null(kw_pasted_from(" \"\" "));
}

static void test_attribution(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("forwarded/attribution.tsv", 3);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr(KwAddress) from = NULL;
		g_autofree char *date = NULL;

		g_assert_cmpint(kw_attribution_read(row[0], &from, &date), ==, *row[2] != '\0');
		g_assert_cmpstr(date, ==, given(row[2]));
		if (!date)
			continue;
		g_assert_cmpstr(from->name, ==, row[1]);
		g_assert_cmpstr(from->address, ==, "a@example.jp");
	}
	g_assert_cmpuint(rows->len, >=, 8);
}

static void test_signature(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("forwarded/signature.tsv", 2);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_auto(GStrv) lines = g_strsplit(row[0], "\n", -1);
		guint start = kw_signature_start((const char *const *)lines, g_strv_length(lines));

		g_test_message("%s", row[0]);
		g_assert_cmpuint(start, ==, (guint)g_ascii_strtoull(row[1], NULL, 10));
	}
	g_assert_cmpuint(rows->len, >=, 16);
}

static void test_subject(void)
{
	static const char *const yes[] = {"Fwd: x", "FW：x",     "転送: x",  "[External] Fw: x",
					  "WG: x",  "【転送】x", "Fwd[2]: x"};
	static const char *const no[] = {"Re: Fwd: x", "Forward: x",   "Fwd",
					 "",           "転送について", "[x"};

	for (guint i = 0; i < G_N_ELEMENTS(yes); i++)
		g_assert_true(kw_label_is_forward_subject(yes[i]));
	for (guint i = 0; i < G_N_ELEMENTS(no); i++)
		g_assert_false(kw_label_is_forward_subject(no[i]));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/forward/from", test_from);
	g_test_add_func("/forward/attribution", test_attribution);
	g_test_add_func("/forward/signature", test_signature);
	g_test_add_func("/forward/subject", test_subject);
	return g_test_run();
}
