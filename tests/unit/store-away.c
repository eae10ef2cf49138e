/* away: patience with a store that went away, and its end. */
#include "../support/testing.h"

#include "store/away.h"

#include "base/error.h"

static GError *trouble(KwErrorCode code)
{
	GError *error = NULL;

	kw_error_set(&error, code, "store: gone");
	return error;
}

/* Time goes by. */
static void pass(KwAway *away, int seconds)
{
	away->since -= seconds * G_USEC_PER_SEC;
}

static void assert_borne(KwAway *away, gboolean is_gone)
{
	g_autoptr(GError) error = trouble(KW_ERROR_TEMPORARY);

	g_assert_true(kw_away_bear(away, is_gone, &error));
	g_assert_null(error);
	g_assert_true(away->is_away);
}

static void assert_stands(KwAway *away, gboolean is_gone, KwErrorCode code, const char *wanted)
{
	g_autoptr(GError) error = trouble(code);

	g_assert_false(kw_away_bear(away, is_gone, &error));
	g_assert_error(error, KW_ERROR, (int)code);
	g_assert_cmpstr(error->message, ==, wanted);
}

static void test_kinds(void)
{
	KwAway away = {.who = "test", .wait_s = 600}, none = {.who = "test"};

	/* a busy store is there */
	assert_stands(&away, FALSE, KW_ERROR_TEMPORARY, "store: gone");
	assert_stands(&none, TRUE, KW_ERROR_TEMPORARY, "store: gone");
	assert_borne(&away, TRUE);
	/* it starts up, or is a standby */
	assert_borne(&away, FALSE);
	assert_borne(&away, TRUE);
	/* it is another one */
	assert_stands(&away, TRUE, KW_ERROR_CONFIG, "store: gone");
}

static void test_patience(void)
{
	KwAway away = {.who = "test", .wait_s = 10};

	assert_borne(&away, TRUE);
	pass(&away, 9);
	assert_borne(&away, TRUE);
	pass(&away, 1);
	assert_stands(&away, TRUE, KW_ERROR_TEMPORARY,
		      "the store did not come back within 10 s: store: gone");
	g_assert_true(away.is_away);
}

/* What brings it down every time is not done for ever. */
static void test_again(void)
{
	KwAway away = {.who = "test", .wait_s = 10};

	kw_away_end(&away); /* it was never away */
	for (int i = 0; i < 2; i++) {
		assert_borne(&away, TRUE);
		pass(&away, 6);
		kw_away_end(&away);
		g_assert_false(away.is_away);
	}
	assert_stands(&away, TRUE, KW_ERROR_TEMPORARY, "store: gone");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/away/kinds", test_kinds);
	g_test_add_func("/away/patience", test_patience);
	g_test_add_func("/away/again", test_again);
	return g_test_run();
}
