/* "FortiGate は影響を受けません": which names a text takes back.
 *
 * Names, the cues of negation.yaml and the ends of sentences become marks in one list by place;
 * negation_walk.c says what they mean. */
#include "negation-private.h"

#include "base/yaml.h"
#include "negation_walk-private.h"

#include <string.h>

#define PATH       "lib/base/negation.yaml"
#define WRAP_BYTES 100 /* a line that is shorter was not wrapped: it ends what it says */
#define WRAP_ASCII 55

static const char *const kind_names[] = {
	[KW_MARK_BEFORE] = "before",
	[KW_MARK_AFTER] = "after",
	[KW_MARK_BESIDE_BEFORE] = "beside-before",
	[KW_MARK_BESIDE_AFTER] = "beside-after",
	[KW_MARK_UNDO] = "undo",
	[KW_MARK_STOP] = "stop",
	[KW_MARK_CONDITION] = "condition",
	[KW_MARK_THING] = "thing",
	[KW_MARK_LIST] = "list",
};

struct KwNegation {
	KwNames *cues; /* their owners are elements of kind_names */
	gboolean is_empty;
};

/* ---- the cues ---- */

static gboolean holds(const KwYaml *list, const char *text)
{
	for (guint i = 0; i < kw_yaml_size(list); i++)
		if (g_str_equal(kw_yaml_text(kw_yaml_at(list, i)), text))
			return TRUE;
	return FALSE;
}

static const char *const *kind_of(const KwYaml *entry)
{
	const char *name = kw_yaml_find_text(entry, "kind");

	for (guint i = KW_MARK_BEFORE; i < G_N_ELEMENTS(kind_names); i++)
		if (g_str_equal(kind_names[i], name))
			return &kind_names[i];
	g_error(PATH ": no such kind: %s", name);
}

static void add_cues(KwNegation *negation, const KwYaml *entry)
{
	const KwYaml *cues = kw_yaml_find(entry, "cues"), *stems = kw_yaml_find(entry, "stems");
	const KwYaml *ends = kw_yaml_find(entry, "ends");

	for (guint i = 0; cues && i < kw_yaml_size(cues); i++)
		kw_names_add(negation->cues, kw_yaml_text(kw_yaml_at(cues, i)), kind_of(entry));
	for (guint i = 0; stems && i < kw_yaml_size(stems); i++)
		for (guint j = 0; j < kw_yaml_size(ends); j++) {
			g_autofree char *cue = g_strconcat(kw_yaml_text(kw_yaml_at(stems, i)),
							   kw_yaml_text(kw_yaml_at(ends, j)), NULL);

			kw_names_add(negation->cues, cue, kind_of(entry));
		}
}

KwNegation *kw_negation_new(const char *file)
{
	g_autoptr(KwYaml) root = kw_yaml_of_asset(PATH);
	KwNegation *negation = g_new0(KwNegation, 1);

	negation->cues = kw_names_new();
	negation->is_empty = TRUE;
	for (guint i = 0; i < kw_yaml_size(root); i++) {
		const KwYaml *entry = kw_yaml_at(root, i);

		if (!holds(kw_yaml_find(entry, "files"), file))
			continue;
		add_cues(negation, entry);
		negation->is_empty = FALSE;
	}
	kw_names_seal(negation->cues);
	return negation;
}

void kw_negation_free(KwNegation *negation)
{
	if (!negation)
		return;
	kw_names_free(negation->cues);
	g_free(negation);
}

/* ---- the marks ---- */

static void add_mark(GArray *marks, size_t at, size_t end, KwMarkKind kind, guint hit)
{
	KwMark mark = {at, end, kind, hit};

	g_array_append_val(marks, mark);
}

static gboolean starts_with_any(const char *text, const char *const *starts)
{
	for (; *starts; starts++)
		if (g_str_has_prefix(text, *starts))
			return TRUE;
	return FALSE;
}

gboolean kw_negation_is_bullet(const char *line)
{
	static const char *const bullets[] = {"・", "●", "○", "◎", "◯",  "- ", "* ",
					      "• ", "–", "—", "→", "‐ ", NULL};
	size_t digits = strspn(line, "0123456789");

	return starts_with_any(line, bullets) || *line == '(' ||
	       (digits && digits < 3 && (line[digits] == '.' || line[digits] == ')'));
}

gboolean kw_negation_is_heading_mark(const char *line)
{
	static const char *const headings[] = {"■",  "◆", "▼", "▽", "□", "◇", "★",
					       "【", "[", "#", "=", "<", NULL};

	return starts_with_any(line, headings);
}

/* Whether what is said in the line of `line` goes on behind its end. */
static gboolean is_wrapped(const char *line, const char *end)
{
	gboolean is_ascii = TRUE;

	for (const char *p = line; p < end && is_ascii; p++)
		is_ascii = (guchar)*p < 0x80;
	return end - line >= (is_ascii ? WRAP_ASCII : WRAP_BYTES) &&
	       !kw_negation_is_bullet(end + 1) && !kw_negation_is_heading_mark(end + 1);
}

/* A sentence ends at `p`, of the line that starts at `line`. */
static gboolean is_end(const char *line, const char *p)
{
	switch (*p) {
	case '\f':
	case '!':
	case '?':
	case ';': return TRUE;
	case '.': return strchr(" \n\f", p[1]) != NULL;
	case '\n': return !is_wrapped(line, p);
	default: return *p == "。"[0] && g_str_has_prefix(p, "。");
	}
}

static void mark_ends(const KwFolded *folded, GArray *marks)
{
	const char *line = folded->lines;

	for (const char *p = line; *p; p++) {
		size_t at = (size_t)(p - folded->lines);

		if (is_end(line, p))
			add_mark(marks, at, at + 1, KW_MARK_END, 0);
		if (*p == '\n' || *p == '\f')
			line = p + 1;
	}
}

/* A name at the start of a line begins a row of a table. */
static void mark_hits(const KwFolded *folded, const GArray *hits, GArray *marks)
{
	for (guint i = 0; i < hits->len; i++) {
		const KwNameHit *hit = &g_array_index(hits, KwNameHit, i);

		if (hit->at && folded->lines[hit->at - 1] == '\n')
			add_mark(marks, hit->at - 1, hit->at, KW_MARK_END, 0);
		add_mark(marks, hit->at, hit->at + hit->length, KW_MARK_HIT, i);
	}
}

static void mark_cues(const KwNegation *negation, const KwFolded *folded, GArray *marks)
{
	g_autoptr(GArray) cues = kw_names_find(negation->cues, folded->text);

	for (guint i = 0; i < cues->len; i++) {
		const KwNameHit *cue = &g_array_index(cues, KwNameHit, i);
		const char *const *kind = cue->owners->pdata[0];

		add_mark(marks, cue->at, cue->at + cue->length, (KwMarkKind)(kind - kind_names), 0);
	}
}

static int by_place(gconstpointer a, gconstpointer b)
{
	const KwMark *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

gboolean *kw_negation_find(const KwNegation *negation, const KwFolded *folded, const GArray *hits)
{
	gboolean *negated = g_new0(gboolean, hits->len + 1);
	g_autofree gboolean *beside = g_new0(gboolean, hits->len + 1);
	g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(KwMark));
	KwMarks w = {folded, marks, negated, beside};

	if (negation->is_empty || !hits->len)
		return negated;
	mark_ends(folded, marks);
	mark_hits(folded, hits, marks);
	mark_cues(negation, folded, marks);
	g_array_sort(marks, by_place);
	kw_negation_walk(&w);
	for (guint i = 0; i < hits->len; i++)
		negated[i] ^= beside[i];
	return negated;
}
