/* The operator's log. The level is the one piece of process-wide state below cmd/: it says how
 * much is printed and nothing else depends on it. */
#include "base/log.h"

#include <stdio.h>

static KwLogLevel ceiling = KW_LOG_INFO;

void kw_log_set_level(KwLogLevel level)
{
	ceiling = level;
}

void kw_log(KwLogLevel level, const char *format, ...)
{
	static const char *const names[] = {"error", "warning", "info", "debug"};
	g_autofree char *line = NULL;
	va_list ap;

	if (level > ceiling)
		return;
	va_start(ap, format);
	line = g_strdup_vprintf(format, ap);
	va_end(ap);
	for (char *p = line; *p; p++)
		if (g_ascii_iscntrl(*p))
			*p = ' ';
	/* one fprintf a line: stderr is unbuffered, and lines of two processes must not mix */
	fprintf(stderr, "kawaraban: %s: %s\n", names[level], line);
}
