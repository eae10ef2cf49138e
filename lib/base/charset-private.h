/* Between charset.c and charset_guess.c (which charset is it?) and charset_read.c (reading it):
 * nobody else's. */
#pragma once

#include <glib.h>

/* A reader makes UTF-8 of bytes. What cannot be read becomes U+FFFD and is counted; with more than
 * `max_errors` of them it gives up and returns NULL (0: strict). */
typedef GString *(*KwCharsetReader)(const guint8 *bytes, size_t length, size_t max_errors,
				    size_t *out_errors);

GString *kw_charset_read_jis(const guint8 *bytes, size_t length, size_t max_errors,
			     size_t *out_errors); /* ISO-2022-JP and its dialects */
GString *kw_charset_read_sjis(const guint8 *bytes, size_t length, size_t max_errors,
			      size_t *out_errors); /* Shift_JIS as CP932 */
GString *kw_charset_read_euc(const guint8 *bytes, size_t length, size_t max_errors,
			     size_t *out_errors); /* EUC-JP */

/* Any other charset, by its iconv name. */
GString *kw_charset_read_iconv(const char *name, const guint8 *bytes, size_t length,
			       size_t max_errors, size_t *out_errors);

/* lib/base/charset_cells.c: the tables behind the Japanese readers. 0 = no character. Made at the
 * first call, and the same for the life of the process. */
typedef struct {
	guint16 cells[128][256]; /* by lead byte without its high bit, and trail byte */
} KwCharsetCp932;
typedef struct {
	guint16 cells[94][94]; /* by row and cell, from 0 */
} KwCharsetJisx0212;
const KwCharsetCp932 *kw_charset_cp932(void);
const KwCharsetJisx0212 *kw_charset_jisx0212(void);

/* What is known of some bytes before they are read. */
typedef struct {
	const guint8 *bytes;
	size_t length;
	const char *declared; /* canonical, or NULL */
	gboolean has_high;
	gboolean has_escapes; /* of ISO-2022-JP, or its shifts where it is declared */
	gboolean is_western;  /* no byte that windows-1252 has no letter for */
} KwCharsetInput;

/* lib/base/charset_guess.c. Whether this is the declared charset, by its canonical name. */
gboolean kw_charset_is_declared(const KwCharsetInput *in, const char *name);
/* Declared so that the bytes may well be anything: nothing, a name for "text", or the label that
 * Japanese programs put on everything. */
gboolean kw_charset_is_vague(const KwCharsetInput *in);
/* All bytes in that charset; NULL where one of them has no meaning in it. */
GString *kw_charset_read_strictly(const char *name, const KwCharsetInput *in);
/* Whether `text`, which was read as declared, is EUC-JP in truth. */
gboolean kw_charset_is_euc_as_sjis(const KwCharsetInput *in, const char *text);
/* The Japanese charset that reads everything and looks Japanese, or NULL. */
GString *kw_charset_guess_japanese(const KwCharsetInput *in, const char **used);
/* Nothing reads everything: what loses least. Never NULL. */
GString *kw_charset_guess_least_bad(const KwCharsetInput *in, const char **used);
