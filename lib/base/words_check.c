/* Holds word files to their schema (words.yaml): the files of one language here, languages against
 * each other in words_compare.c. Every finding says what to do about it.
 *
 * What is found is collected and not an error at once: whoever edits a word file wants to see all
 * of it. A load takes the first one as its error. */
#include "words-private.h"

#include "base/text.h"
#include "base/when.h"
#include "template-private.h"
#include "words_schema-private.h"

#include <string.h>

#define SHOWN_CHARS 40

typedef struct {
	const KwWords *words;
	const char *file; /* "products" */
	const KwSchema *schema;
	const char *today; /* NULL = days to come are not looked for */
	GPtrArray *findings;
	/* of the value that is looked at */
	const KwWord *word;
	const KwSchemaKey *key;
} Check;

void kw_words_report(GPtrArray *findings, const KwYaml *file, int line, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list ap;

	va_start(ap, format);
	what = g_strdup_vprintf(format, ap);
	va_end(ap);
	g_ptr_array_add(findings, g_strdup_printf("%s:%d: %s", kw_yaml_name(file), line, what));
}

/* " (did you mean "x"?)", or nothing. */
static char *hint(const char *word, char **known)
{
	const char *near = kw_yaml_nearest(word, (const char *const *)known);

	return near ? g_strdup_printf(" (did you mean \"%s\"?)", near) : g_strdup("");
}

static void refuse(const Check *c, const KwYaml *value, const char *advice)
{
	g_autofree char *shown = kw_text_cut(kw_yaml_text(value), SHOWN_CHARS);

	kw_words_report(c->findings, value, kw_yaml_line(value), "\"%s\" of \"%s\" is \"%s\": %s",
			c->key->name, c->word->id, shown, advice);
}

/* ---- {{names}} ---- */

static void check_field(const Check *c, const KwYaml *value, const KwToken *token)
{
	const char *name = token->path ? token->path[0] : ".";
	g_autofree char *near = NULL;

	if (g_strv_contains((const char *const *)c->schema->fields, name))
		return;
	near = hint(name, c->schema->fields);
	kw_words_report(c->findings, value, kw_yaml_line(value),
			"\"%s\" of \"%s\" asks for {{%s}}, which %s has no value for%s",
			c->key->name, c->word->id, name, c->file, near);
}

static void check_fields(const Check *c, const KwYaml *value)
{
	const char *text = kw_yaml_text(value);
	g_autofree char *place = g_strdup_printf("%s:%d: \"%s\" of \"%s\"", kw_yaml_name(value),
						 kw_yaml_line(value), c->key->name, c->word->id);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwProgram) program = NULL;

	if (!strstr(text, "{{"))
		return;
	program = kw_program_new(place, g_strdup(text), &error);
	if (!program) {
		g_ptr_array_add(c->findings, g_strdup(error->message));
		return;
	}
	for (guint i = 0; i < program->tokens->len; i++) {
		const KwToken *token = kw_program_at(program, i);

		if (token->kind == KW_TOKEN_VARIABLE || token->kind == KW_TOKEN_RAW ||
		    token->kind == KW_TOKEN_SECTION || token->kind == KW_TOKEN_INVERTED)
			check_field(c, value, token);
	}
}

/* ---- references ---- */

static gboolean resolves(const KwWords *words, const char *target, const char *id)
{
	g_auto(GStrv) parts = g_strsplit(target, "/", 2);
	g_auto(GStrv) around = g_strsplit(parts[1] ? parts[1] : "*", "*", 2);
	g_autofree char *full = g_strconcat(around[0], id, around[1], NULL);

	return kw_words_find(words, parts[0], full) != NULL;
}

static char **ids_of(const KwWords *words, const char *target)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_autoptr(GPtrArray) list = kw_words_list(words, target);

	for (guint i = 0; i < list->len; i++)
		g_strv_builder_add(builder, kw_word_id(list->pdata[i]));
	return g_strv_builder_end(builder);
}

static void check_reference(const Check *c, const KwYaml *value)
{
	const char *id = kw_yaml_text(value);

	for (char **target = c->key->among; *target; target++)
		if (resolves(c->words, *target, id))
			return;
	g_auto(GStrv) known = ids_of(c->words, c->key->among[0]);
	g_autofree char *near = hint(id, known);
	g_autofree char *where = g_strjoinv(" or ", c->key->among);
	kw_words_report(c->findings, value, kw_yaml_line(value),
			"\"%s\" of \"%s\" names \"%s\", which is not in %s%s; write the id of an "
			"entry there, or add it",
			c->key->name, c->word->id, id, where, near);
}

/* Follows a reference from entry to entry; every step costs one of as many as there are entries. */
static void check_end(const Check *c, const KwYaml *value)
{
	const KwWord *at = c->word, *next;
	g_autoptr(GPtrArray) all = kw_words_list(c->words, c->file);
	guint steps = 0;

	for (; (next = kw_words_find(c->words, c->file,
				     kw_word_text(at, c->key->name) ? kw_word_text(at, c->key->name)
								    : ""));
	     at = next)
		if (steps++ > all->len) {
			refuse(c, value,
			       "from there it leads on and never ends; let the last "
			       "entry name none");
			return;
		}
	if (*c->key->ends && g_strcmp0(kw_word_text(at, c->key->ends), "no") == 0)
		kw_words_report(c->findings, value, kw_yaml_line(value),
				"\"%s\" of \"%s\" ends at \"%s\", which has \"%s: no\"; name one "
				"that has not",
				c->key->name, c->word->id, at->id, c->key->ends);
}

/* ---- values ---- */

static gboolean is_day(const char *text)
{
	KwDay day;

	return kw_when_parse_day(text, &day);
}

/* A day, or no more of it than is known. */
static gboolean is_date(const char *text)
{
	const char *rest = strlen(text) == 4 ? "-01-01" : strlen(text) == 7 ? "-01" : "";
	g_autofree char *day = g_strconcat(text, rest, NULL);

	return is_day(day);
}

static gboolean is_number(const char *text)
{
	return strlen(text) <= 9 && strspn(text, "0123456789") == strlen(text);
}

static gboolean is_empty(const KwYaml *value)
{
	return !value || (!kw_yaml_size(value) && !(kw_yaml_text(value) && *kw_yaml_text(value)));
}

/* Whoever doubts a fact finds where and when it was read. */
static void check_checked(const Check *c, const KwYaml *value)
{
	const char *text = kw_yaml_text(value), *source = c->key->among[0];

	if (g_str_equal(text, "unchecked"))
		return;
	if (!is_day(text))
		refuse(c, value,
		       "write the day of the check as in 2026-01-31, or "
		       "unchecked");
	else if (c->today && strcmp(text, c->today) > 0)
		refuse(c, value,
		       "that day is still to come; write the one on which it was read, or "
		       "unchecked");
	else if (is_empty(kw_yaml_find(c->word->entry, source)))
		kw_words_report(c->findings, value, kw_yaml_line(value),
				"\"%s\" of \"%s\" is a day, but there is no \"%s\"; add the "
				"address where it was read, or write unchecked",
				c->key->name, c->word->id, source);
}

static void check_choice(const Check *c, const KwYaml *value)
{
	g_autofree char *all = g_strjoinv(", ", c->key->among);
	g_autofree char *advice = g_strconcat("write one of ", all, NULL);

	if (!g_strv_contains((const char *const *)c->key->among, kw_yaml_text(value)))
		refuse(c, value, advice);
}

static void check_text(const Check *c, const KwYaml *value)
{
	const char *text = kw_yaml_text(value);

	switch (c->key->kind) {
	case KW_VALUE_TEXT: check_fields(c, value); return;
	case KW_VALUE_NAME:
	case KW_VALUE_SHARED: return;
	case KW_VALUE_YES:
		if (!g_str_equal(text, "yes") && !g_str_equal(text, "no"))
			refuse(c, value, "write yes or no");
		return;
	case KW_VALUE_CHECKED: check_checked(c, value); return;
	case KW_VALUE_DATE:
		if (!is_date(text))
			refuse(c, value, "write a date as in 2026-01-31, 2026-01 or 2026");
		return;
	case KW_VALUE_DAY:
		if (!is_day(text))
			refuse(c, value, "write a day as in 2026-01-31");
		return;
	case KW_VALUE_NUMBER:
		if (!is_number(text))
			refuse(c, value, "write a number as in 10");
		return;
	case KW_VALUE_URL:
		if (!g_str_has_prefix(text, "https://") && !g_str_has_prefix(text, "http://"))
			refuse(c, value, "write an address that begins with https://");
		return;
	case KW_VALUE_CHOICE: check_choice(c, value); return;
	case KW_VALUE_ID:
		check_reference(c, value);
		if (c->key->ends)
			check_end(c, value);
		return;
	}
}

static void check_value(const Check *c, const KwYaml *value)
{
	if (kw_yaml_kind(value) == KW_YAML_LIST && !c->key->is_many) {
		kw_words_report(c->findings, value, kw_yaml_line(value),
				"\"%s\" of \"%s\" is a list; write one text", c->key->name,
				c->word->id);
		return;
	}
	for (guint i = 0; i < kw_yaml_size(value); i++)
		check_text(c, kw_yaml_at(value, i));
	if (kw_yaml_text(value) && *kw_yaml_text(value))
		check_text(c, value);
}

static void check_entry(Check *c)
{
	const KwYaml *entry = c->word->entry;

	for (guint i = 0; i < kw_yaml_size(entry); i++) {
		const char *name = kw_yaml_key(entry, i);

		c->key = kw_schema_key(c->schema, name);
		if (c->key) {
			check_value(c, kw_yaml_at(entry, i));
		} else if (!g_str_equal(name, "id")) {
			g_autofree char *near = hint(name, c->schema->key_names);
			g_autofree char *all = g_strjoinv(", ", c->schema->key_names);

			kw_words_report(c->findings, entry, kw_yaml_key_line(entry, i),
					"unknown key \"%s\"%s; known here: %s", name, near, all);
		}
	}
	for (guint i = 0; i < c->schema->keys->len; i++) {
		const KwSchemaKey *key = c->schema->keys->pdata[i];

		if (key->is_required && is_empty(kw_yaml_find(entry, key->name)))
			kw_words_report(c->findings, entry, kw_yaml_line(entry),
					"\"%s\" has no \"%s\"; add it", c->word->id, key->name);
	}
}

/* ---- names ---- */

/* Both entries have the same value in the key that lets them share names. */
static gboolean may_share(const Check *c, const KwWord *other)
{
	const char *key = c->key->among ? c->key->among[0] : NULL;

	return key && !g_strcmp0(kw_word_text(c->word, key), kw_word_text(other, key));
}

static void check_name(const Check *c, GHashTable *taken, const KwYaml *value)
{
	char *folded = kw_text_fold(kw_yaml_text(value));
	const KwWord *other = g_hash_table_lookup(taken, folded);

	if (other && other != c->word && !may_share(c, other))
		kw_words_report(c->findings, value, kw_yaml_line(value),
				"the name \"%s\" of \"%s\" is one of \"%s\" (line %d), too; leave "
				"it with one of them",
				kw_yaml_text(value), c->word->id, other->id,
				kw_yaml_line(other->entry));
	g_hash_table_insert(taken, folded, (gpointer)c->word);
}

static void check_names(Check *c, GHashTable *taken)
{
	for (guint i = 0; i < c->schema->keys->len; i++) {
		const KwYaml *value;

		c->key = c->schema->keys->pdata[i];
		if (c->key->kind != KW_VALUE_NAME || !c->key->is_many)
			continue;
		value = kw_yaml_find(c->word->entry, c->key->name);
		for (guint j = 0; value && j < kw_yaml_size(value); j++)
			check_name(c, taken, kw_yaml_at(value, j));
		if (value && kw_yaml_text(value))
			check_name(c, taken, value);
	}
}

/* ---- all ---- */

void kw_words_check_set(const KwWords *words, const char *today, GPtrArray *findings)
{
	g_autoptr(GList)
		files = g_list_sort(g_hash_table_get_keys(words->files), (GCompareFunc)strcmp);

	for (GList *file = files; file; file = file->next) {
		const KwWordFile *found = kw_words_file(words, file->data);
		Check c = {words, file->data, kw_schema_find(file->data), today, findings,
			   NULL,  NULL};
		g_autoptr(GHashTable)
			taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

		if (!c.schema) {
			kw_words_report(findings, found->root, 1,
					"no word file of this name is known; describe it in "
					"lib/base/words.yaml");
			continue;
		}
		for (guint i = 0; i < found->list->len; i++) {
			c.word = found->list->pdata[i];
			check_entry(&c);
			if (today)
				check_names(&c, taken);
		}
	}
}
