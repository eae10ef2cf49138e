/* Signed tokens: short texts in addresses and links that say which issue and which subscriber.
 *
 * Purpose, key id, two numbers and an HMAC-SHA-256 cut to 80 bits (NIST SP 800-107: 80 bits is
 * above what can be guessed over mail), in lower-case base32 (RFC 4648, no padding), so that it
 * survives a case-folding MTA, and at most 40 characters, so that a local part stays below 64 (RFC
 * 5321 §4.5.3.1.1).
 */
#pragma once

#include <glib.h>
#include <stdint.h>

/* What a token opens. One letter, the first of the token; a token of one purpose never passes for
 * another, because the purpose is part of what is signed. */
typedef enum {
	KW_TOKEN_DELIVERY = 'd', /* Message-ID, VERP, Feedback-ID: opens nothing */
	KW_TOKEN_MARK =
		'm', /* a header that readers do not see: proves that the letter is at hand */
	KW_TOKEN_LEAVE = 'l',
	KW_TOKEN_PREFERENCES = 'p', /* Message-ID: opens nothing but to the reader's From */
	KW_TOKEN_PAGE = 's',        /* a link: opens what is stored of the reader */
	KW_TOKEN_CONFIRM = 'c',     /* a link: subscribes whom it names */
	KW_TOKEN_ASKED = 'a',   /* Message-ID beside it: the same, but to that person's From only */
	KW_TOKEN_RECEIPT = 'r', /* staff: an item's receipt; `first` = item, `second` = 0 */
	KW_TOKEN_UNDO = 'u', /* letters moved: `first` = whereto, `second` = where they come back */
	KW_TOKEN_CONSULT = 'q', /* staff: a reader's question; `second` tells its letters apart */
} KwTokenPurpose;

typedef struct KwKeys KwKeys; /* signing keys: one current, older ones for verifying */

/* Reads the key file: lines "ID HEX" (one of a-z and 0-9; 64 hex digits), the last is current.
 * Empty lines and lines with # are skipped. The file must have mode 0600 or stricter. Everything
 * that is wrong with it, and its absence, is KW_ERROR_CONFIG. */
KwKeys *kw_keys_load(const char *path, GError **error);
void kw_keys_free(KwKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwKeys, kw_keys_free)

/* Makes a key file with one new random key, mode 0600. Refuses to overwrite (KW_ERROR_REFUSED). */
gboolean kw_keys_create(const char *path, GError **error);

/* Signs with the current key. Both numbers are from 0 to 2^48 - 1 (asserted). */
char *kw_token_format(const KwKeys *keys, KwTokenPurpose purpose, int64_t first, int64_t second);

/* FALSE: not a token of this purpose, or the MAC is wrong. Upper case is accepted. */
gboolean kw_token_parse(const KwKeys *keys, KwTokenPurpose purpose, const char *token,
			int64_t *out_first, int64_t *out_second);

/* Keyed hashes of `text`, one a key, the current key's first: "PURPOSE KEY-ID HEX". They tell
 * whether two texts were the same, and nothing of what they were. */
GStrv kw_keys_hash(const KwKeys *keys, const char *purpose, const char *text);

/* `bytes` random bytes as lower-case hex. */
char *kw_token_random(size_t bytes);
