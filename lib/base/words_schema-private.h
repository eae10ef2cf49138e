/* words.yaml as a table: what word files may hold. Of words_check.c and words_compare.c. */
#pragma once

#include <glib.h>

typedef enum {
	KW_VALUE_TEXT,
	KW_VALUE_NAME,
	KW_VALUE_SHARED,
	KW_VALUE_YES,
	KW_VALUE_DAY,
	KW_VALUE_DATE,
	KW_VALUE_CHECKED,
	KW_VALUE_NUMBER,
	KW_VALUE_URL,
	KW_VALUE_CHOICE,
	KW_VALUE_ID,
} KwValueKind;

typedef struct {
	char *name;
	KwValueKind kind;
	gboolean is_required, is_many, is_same;
	char **among; /* CHOICE: the values; ID: files or "FILE/PATTERN"; NAME: the key that lets
			 entries share one; CHECKED: the key that a day needs; or NULL */
	char *ends;   /* ID: "" or a key; NULL = may lead anywhere */
} KwSchemaKey;

typedef struct {
	GPtrArray *keys;   /* KwSchemaKey * */
	char **key_names;  /* the same names, with "id", for messages */
	char **fields;     /* of {{…}} */
	char **exceptions; /* prefixes of ids that a language may have alone */
	gboolean is_led;   /* ids: ja */
} KwSchema;

/* NULL = no such word file is known. */
const KwSchema *kw_schema_find(const char *file);
const KwSchemaKey *kw_schema_key(const KwSchema *schema, const char *name);
