/* Finding the warning that an organisation's mail system puts above every mail from outside ("This
 * message was sent from outside…"; words: forward.yaml). It is about the mail and not about its
 * news: left in, it would be the staff member's comment, or the first sentence of the story.
 *
 * Only the first lines are looked at: further down the same words are somebody's advice. */
#include "ingest/banner.h"

#include "base/text.h"
#include "ingest/label.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_LINES      12  /* of a warning, with blank ones */
#define MAX_LINE_BYTES 600 /* a longer line holds more than a warning */

typedef struct {
	GPtrArray *starts, *more; /* GRegex * */
} Patterns;

static gpointer load_patterns(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("forward");
	Patterns *patterns = g_new0(Patterns, 1);

	patterns->starts = kw_recognition_patterns(kw_yaml_find(root, "banners"));
	patterns->more = kw_recognition_patterns(kw_yaml_find(root, "banners_go_on"));
	return patterns;
}

static const Patterns *get_patterns(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_patterns, NULL);
}

static gboolean matches(const char *line, const GPtrArray *patterns)
{
	if (strlen(line) > MAX_LINE_BYTES)
		return FALSE;
	for (guint i = 0; i < patterns->len; i++)
		if (g_regex_match(patterns->pdata[i], line, 0, NULL))
			return TRUE;
	return FALSE;
}

static gboolean is_blank(const char *line)
{
	return line[strspn(line, " \t")] == '\0';
}

guint kw_banner_end(const char *const *lines, guint end)
{
	const Patterns *patterns = get_patterns();
	guint below = 0;

	for (guint i = 0; i < MIN(end, MAX_LINES) && lines[i]; i++) {
		if (matches(lines[i], patterns->starts) ||
		    (below && (matches(lines[i], patterns->more) || kw_label_separator(lines[i]))))
			below = i + 1;
		else if (!is_blank(lines[i]) && !kw_label_separator(lines[i]))
			break;
	}
	return below;
}
