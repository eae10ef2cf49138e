/* Reads answers to the self-check: numbers wait until an answer comes, which is then that of all of
 * them; anything else lets them go ("2番のWindowsの更新は…" answers nothing). */
#include "subscribers/selfchecked.h"

#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define ASSET     "subscribers/selfchecked.yaml"
#define MAX_BYTES 8000
#define MAX_DIGIT 3

typedef enum { WORD_ANSWER, WORD_CLEAR, WORD_ALL, WORD_RANGE, WORD_FILLER, WORD_NAME } Kind;

typedef struct {
	char *text; /* folded */
	Kind kind;
	char *answer; /* WORD_ANSWER, WORD_CLEAR: also without a number */
} Word;

/* ---- words ---- */

static void add_words(GPtrArray *words, const KwYaml *list, Kind kind, const char *answer)
{
	for (guint i = 0; i < kw_yaml_size(list); i++) {
		Word *word = g_new(Word, 1);

		*word = (Word){kw_text_fold(kw_yaml_text(kw_yaml_at(list, i))), kind,
			       g_strdup(answer)};
		g_ptr_array_add(words, word);
	}
}

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_yaml_of_asset(ASSET);
	const KwYaml *answers = kw_yaml_find(root, "answers");
	GPtrArray *words = g_ptr_array_new();

	for (guint i = 0; i < kw_yaml_size(answers); i++) {
		const KwYaml *entry = kw_yaml_at(answers, i);

		const char *answer = kw_yaml_find_text(entry, "answer");

		add_words(words, kw_yaml_find(entry, "clear"), WORD_CLEAR, answer);
		add_words(words, kw_yaml_find(entry, "words"), WORD_ANSWER, answer);
	}
	add_words(words, kw_yaml_find(root, "all"), WORD_ALL, NULL);
	add_words(words, kw_yaml_find(root, "ranges"), WORD_RANGE, NULL);
	add_words(words, kw_yaml_find(root, "fillers"), WORD_FILLER, NULL);
	add_words(words, kw_yaml_find(root, "names"), WORD_NAME, NULL);
	return words;
}

static const GPtrArray *get_words(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load, NULL);
}

/* A word of Latin letters ends where they end: "no" is not in "note". */
static gboolean is_whole(const Word *word, const char *behind)
{
	size_t length = strlen(word->text);

	return !g_ascii_isalpha(word->text[length - 1]) || !g_ascii_isalpha(*behind);
}

/* The longest word at a place; names are looked for elsewhere. NULL = none. */
static const Word *word_at(const char *text)
{
	const GPtrArray *words = get_words();
	const Word *found = NULL;

	for (guint i = 0; i < words->len; i++) {
		const Word *word = words->pdata[i];

		if (word->kind != WORD_NAME && g_str_has_prefix(text, word->text) &&
		    is_whole(word, text + strlen(word->text)) &&
		    (!found || strlen(word->text) > strlen(found->text)))
			found = word;
	}
	return found;
}

gboolean kw_selfchecked_names(const char *text)
{
	const GPtrArray *words = get_words();
	g_autofree char *folded = kw_text_fold(text);

	for (guint i = 0; i < words->len; i++) {
		const Word *word = words->pdata[i];

		if (word->kind == WORD_NAME && strstr(folded, word->text))
			return TRUE;
	}
	return FALSE;
}

/* ---- reading ---- */

typedef struct {
	KwSelfchecked *checked;
	GArray *waiting;   /* guint: numbers without an answer yet */
	gboolean is_all;   /* … or all of them */
	gboolean in_range; /* the next number ends a range that began with the last one waiting */
	const char *rest_of_all, *alone;
	guint alones, others; /* answers without a number; characters of anything else */
	/* of the line: it began with an answer, whose numbers follow ("はい：1、2"), if that */
	const char *leading;
	gboolean has_numbers;
} Look;

static void let_go(Look *look)
{
	g_array_set_size(look->waiting, 0);
	look->is_all = look->in_range = FALSE;
}

static void take_number(Look *look, guint number)
{
	guint first = number;

	look->has_numbers = TRUE;
	if (look->in_range && look->waiting->len)
		first = g_array_index(look->waiting, guint, look->waiting->len - 1) + 1;
	look->in_range = FALSE;
	if (!number || number > look->checked->answers->len) {
		let_go(look);
		look->others++;
		return;
	}
	for (guint n = MIN(first, number); n <= number; n++)
		g_array_append_val(look->waiting, n);
}

/* The numbers that wait have this answer. */
static void give(Look *look, const char *answer)
{
	for (guint i = 0; i < look->waiting->len; i++)
		look->checked->answers->pdata[g_array_index(look->waiting, guint, i) - 1] =
			(gpointer)answer;
	if (look->is_all && !look->waiting->len)
		look->rest_of_all = answer;
	let_go(look);
}

static void take_answer(Look *look, const char *answer, gboolean is_clear)
{
	if (look->leading) {
		look->alones += !look->waiting->len;
		give(look, look->leading);
		look->leading = answer;
	} else if (look->waiting->len || look->is_all) {
		give(look, answer);
	} else {
		look->leading = look->has_numbers ? NULL : answer;
		look->alone = is_clear ? answer : NULL;
		look->alones++;
	}
}

static void take_word(Look *look, const Word *word)
{
	switch (word->kind) {
	case WORD_ANSWER: take_answer(look, word->answer, FALSE); break;
	case WORD_CLEAR: take_answer(look, word->answer, TRUE); break;
	case WORD_ALL: look->is_all = TRUE; break;
	case WORD_RANGE: look->in_range = look->waiting->len > 0; break;
	case WORD_FILLER:
	case WORD_NAME: break;
	}
}

static void read_words(Look *look, const char *folded)
{
	const Word *word;

	for (const char *p = folded; *p;) {
		size_t digits = strspn(p, "0123456789");

		if (digits) {
			take_number(look,
				    digits > MAX_DIGIT ? 0 : (guint)g_ascii_strtoull(p, NULL, 10));
			p += digits;
		} else if (*p == ' ') {
			p++;
		} else if ((word = word_at(p))) {
			take_word(look, word);
			p += strlen(word->text);
		} else {
			let_go(look);
			look->others++;
			p = g_utf8_next_char(p);
		}
	}
}

/* A line may say the answer first: "はい：1、2". Then it ends with numbers; one that begins and
 * ends with an answer is read in neither way. */
static void read_line(Look *look, const char *line)
{
	KwSelfchecked *checked = look->checked;
	g_autofree char *folded = kw_text_fold(line);
	g_autoptr(GPtrArray) before = g_ptr_array_copy(checked->answers, NULL, NULL);
	guint others = look->others;

	look->leading = NULL;
	look->has_numbers = FALSE;
	read_words(look, folded);
	if (look->leading && look->waiting->len) {
		give(look, look->leading);
	} else if (look->leading && look->has_numbers) {
		look->others++;
		memcpy(checked->answers->pdata, before->pdata, before->len * sizeof(gpointer));
	}
	if (look->others > others) {
		char *longer = g_strdup_printf("%s%s\n", checked->rest, line);

		g_free(checked->rest);
		checked->rest = longer;
	}
}

static void count(Look *look)
{
	KwSelfchecked *checked = look->checked;

	for (guint i = 0; i < checked->answers->len; i++) {
		if (!checked->answers->pdata[i])
			checked->answers->pdata[i] = (gpointer)look->rest_of_all;
		checked->count += checked->answers->pdata[i] != NULL;
	}
	if (!checked->count && look->alones == 1 && !look->others)
		checked->alone = look->alone;
}

KwSelfchecked *kw_selfchecked_read(const char *own, guint questions)
{
	KwSelfchecked *checked = g_new0(KwSelfchecked, 1);
	g_autofree char *beginning = g_strndup(own, strnlen(own, MAX_BYTES));
	g_autofree char *valid = kw_text_repair(beginning, -1);
	g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
	g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(guint));
	Look look = {.checked = checked, .waiting = waiting};

	checked->answers = g_ptr_array_new();
	g_ptr_array_set_size(checked->answers, (gint)questions);
	checked->rest = g_strdup("");
	for (char **line = lines; *line; line++)
		read_line(&look, *line);
	count(&look);
	return checked;
}

void kw_selfchecked_free(KwSelfchecked *checked)
{
	if (!checked)
		return;
	g_ptr_array_unref(checked->answers);
	g_free(checked->rest);
	g_free(checked);
}
