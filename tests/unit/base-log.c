#include "base/log.h"

#include <string.h>

/* g_test_trap_subprocess() runs the same test in a child, whose standard error is looked at. */

static void one_line(void)
{
	if (g_test_subprocess()) {
		kw_log(KW_LOG_WARNING, "feed %s", "a\nkawaraban: error: forged\r\x1b[2J");
		return;
	}
	g_test_trap_subprocess(NULL, 0, 0);
	g_test_trap_assert_passed();
	g_test_trap_assert_stderr("kawaraban: warning: feed a kawaraban: error: forged  ?2J\n");
}

static void level(void)
{
	if (g_test_subprocess()) {
		kw_log(KW_LOG_DEBUG, "hidden");
		kw_log_set_level(KW_LOG_ERROR);
		kw_log(KW_LOG_WARNING, "hidden too");
		kw_log(KW_LOG_ERROR, "shown");
		return;
	}
	g_test_trap_subprocess(NULL, 0, 0);
	g_test_trap_assert_passed();
	g_test_trap_assert_stderr("kawaraban: error: shown\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/log/one-line", one_line);
	g_test_add_func("/log/level", level);
	return g_test_run();
}
