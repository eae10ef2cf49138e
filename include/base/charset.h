/* Bytes of any charset to UTF-8, Japanese first.
 *
 * glibc and GMime turn ① and 髙 in ISO-2022-JP mail into wrong kanji without a word. Here the
 * declared charset is a hint that is checked against the bytes, ISO-2022-JP is read by our own
 * state machine (JIS X 0208 with the NEC and IBM rows through CP932 arithmetic, half-width kana by
 * ESC ( I and by SO/SI, JIS X 0212), Shift_JIS is always read as CP932 and EUC-JP as EUC-JP-MS.
 * The facts behind it: ISO-2022-JP is RFC 1468; CP50220..50222, JIS X 0212 by ESC $ ( D.
 */
#pragma once

#include <glib.h>

/* Decodes `length` bytes. `declared` is the charset name from outside (any spelling, may be NULL
 * or nonsense). The result is valid UTF-8 (undecodable bytes are U+FFFD, NUL is dropped), never
 * NULL, yours to free.
 * `out_used` (may be NULL) receives a static name of the route taken, one of "us-ascii", "utf-8",
 * "utf-7", "utf-16", "iso-2022-jp", "shift_jis", "euc-jp", or the lower-case iconv name of another
 * charset that was used, or "unknown" where bytes had to be replaced in every reading. */
char *kw_charset_decode(const void *bytes, size_t length, const char *declared,
			const char **out_used);

/* The lower-case name under which we know a charset ("x-sjis" -> "shift_jis"); NULL where unknown
 * both to us and to iconv. Static or interned: not yours. */
const char *kw_charset_canonical(const char *name);
