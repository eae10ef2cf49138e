/* check-words DAY: holds the word files that are built in to their schema, as of that day. The
 * Makefile runs it: a broken word file fails the build with its file and line. */
#include "base/words.h"

#include <stdio.h>

static guint print(const GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++)
		fprintf(stderr, "%s\n", (char *)findings->pdata[i]);
	return findings->len;
}

int main(int argc, char **argv)
{
	g_auto(GStrv) languages = kw_words_languages();
	g_autoptr(GPtrArray) compared = kw_words_compare(NULL);
	guint wrong = 0;

	g_assert(argc == 2);
	for (char **language = languages; *language; language++) {
		g_autoptr(GPtrArray) findings = kw_words_check(*language, NULL, argv[1]);

		wrong += print(findings);
	}
	return wrong + print(compared) ? 1 : 0;
}
