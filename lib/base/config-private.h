/* Between config.c (which keys there are) and config_key.c (how a table of keys is read). */
#pragma once

#include "base/yaml.h"

#include <glib.h>

typedef enum {
	KW_KEY_TEXT,  /* char *: one line; nothing written is NULL */
	KW_KEY_WORD,  /* char *: one of `words` */
	KW_KEY_URL,   /* char *: begins with one of `words` and goes on */
	KW_KEY_PLACE, /* the same; what follows "sqlite:" or "maildir:" becomes an absolute path */
	KW_KEY_PATH,  /* char *: absolute, from the folder of the configuration */
	KW_KEY_CLOCK, /* char *: "09:30" */
	KW_KEY_ZONE,  /* char *: IANA name that this machine knows */
	KW_KEY_ID,    /* char *: letters, digits, ".", "-", "_" */
	KW_KEY_INT,   /* int */
	KW_KEY_SIZE,  /* int64_t: bytes; k, M and G may follow the number */
	KW_KEY_ENUM,  /* an enum or int: `min` + the place among `words` */
	KW_KEY_BOOL,  /* gboolean */
	KW_KEY_MAP,   /* the keys of `inner`, read into the same or an embedded struct */
	KW_KEY_LIST,  /* GPtrArray * of structs of `size`, each with the keys of `inner` */
} KwKeyType;

typedef struct KwKey {
	const char *name; /* NULL ends a table */
	KwKeyType type;
	size_t offset;        /* of the field; of a MAP: added to those of `inner` */
	const char *fallback; /* as it would be written; NULL: 0, NULL, or an empty list */
	gint64 min, max;      /* INT, SIZE; ENUM: min */
	const char *const *words;
	const char *wanted; /* set: the key is required, and this is an example of a value */
	const struct KwKey *inner;
	size_t size;         /* LIST: of an element */
	gboolean short_form; /* MAP, LIST: a scalar stands for the first key of `inner` */
	gboolean one; /* LIST: one element may stand there without a list; and where its first key
			 has a fallback, nothing written is one element */
} KwKey;

/* Reads `map` (NULL: nothing is written, all fallbacks) into the zeroed struct `into`. `place` is
 * where something that is missing is missing ("publisher", "" for the whole file), and `node` the
 * place to name then. Errors are KW_ERROR_CONFIG. */
gboolean kw_keys_read(const KwKey *keys, const KwYaml *map, const KwYaml *node, const char *place,
		      const char *folder, gpointer into, GError **error);

/* Frees what the fields hold, not the struct. */
void kw_keys_clear(const KwKey *keys, gpointer from);
