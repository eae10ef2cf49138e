/* A text with OpenPGP cleartext signatures, as publishers send their advisories and as forwarding
 * leaves them: quoted, rewrapped, cut.
 *
 * The text is cleaned in any case: armour goes, dash-escaping is undone. It is verified where the
 * armour is whole, with quoting taken off. It was signed in the charset in which it was sent, and
 * here it is UTF-8: JPCERT/CC and IPA sign ISO-2022-JP, so both are tried. A signature that fails
 * on quoted or broken lines proves nothing: forwarding did it, or somebody else.
 */
#include "auth-private.h"

#include <string.h>

#define BEGIN_TEXT "-----BEGIN PGP SIGNED MESSAGE-----"
#define BEGIN_SIG  "-----BEGIN PGP SIGNATURE-----"
#define END_SIG    "-----END PGP SIGNATURE-----"
#define MAX_BLOCKS 3   /* are verified, more are only cleaned */
#define MAX_SIG    100 /* lines */
#define QUOTES     "> |\t"

typedef enum { OUTSIDE, HEADERS, TEXT, SIGNATURE } State;

typedef struct {
	State state;
	GString *clean; /* everything that is to be read */
	GString *block; /* as signed: unquoted, with armour */
	char *quote;    /* what stands before the line that opens the block */
	gboolean is_broken;
	char *const *line; /* that is read now, with those that follow */
	guint sig_lines, blocks;
	int worst; /* index into `words`; -1 = no block yet */
	const char *keyring, *fingerprint;
} Clearing;

/* From what says least against it. */
static const char *const words[] = {"good", "not-checkable", "unknown-key", "bad"};
enum { GOOD, NOT_CHECKABLE, UNKNOWN_KEY, BAD };

static int word_of(const Clearing *clearing, const GPtrArray *signatures)
{
	const KwGnupgSignature *signature = signatures->len ? signatures->pdata[0] : NULL;

	if (!signature)
		return NOT_CHECKABLE;
	switch (signature->verdict) {
	case KW_GNUPG_GOOD:
		return !clearing->fingerprint || kw_gnupg_is_key(signature, clearing->fingerprint)
			       ? GOOD
			       : BAD;
	case KW_GNUPG_BAD:
	case KW_GNUPG_REVOKED: return BAD;
	case KW_GNUPG_EXPIRED: /* its newer form is not in the keyring */
	case KW_GNUPG_UNKNOWN_KEY: return UNKNOWN_KEY;
	case KW_GNUPG_NOT_CHECKABLE: break;
	}
	return NOT_CHECKABLE;
}

static int verify_bytes(const Clearing *clearing, const char *bytes, size_t length)
{
	g_autoptr(GBytes) data = g_bytes_new(bytes, length);
	g_autoptr(GPtrArray)
		signatures = kw_gnupg_verify(FALSE, clearing->keyring, NULL, data, NULL);

	return word_of(clearing, signatures);
}

/* The characters that our decoder and JIS X 0208 map differently, the way back. */
static char *to_iso_2022_jp(const char *text, gsize *out_length)
{
	static const char *const pairs[][2] = {{"～", "〜"}, {"－", "−"}, {"∥", "‖"},
					       {"￠", "¢"},  {"￡", "£"}, {"￢", "¬"}};
	GString *jis = g_string_new(text);
	char *bytes;

	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
		g_string_replace(jis, pairs[i][0], pairs[i][1], 0);
	bytes = g_convert(jis->str, (gssize)jis->len, "ISO-2022-JP", "UTF-8", NULL, out_length,
			  NULL);
	g_string_free(jis, TRUE);
	return bytes;
}

static gboolean is_ascii(const char *text)
{
	for (; *text; text++)
		if (*text & 0x80)
			return FALSE;
	return TRUE;
}

static int verify_block(const Clearing *clearing)
{
	const GString *block = clearing->block;
	g_autofree char *jis = NULL;
	gsize length;
	int word;

	if (!clearing->keyring || clearing->is_broken || clearing->blocks > MAX_BLOCKS)
		return NOT_CHECKABLE;
	word = verify_bytes(clearing, block->str, block->len);
	if (word == BAD && !is_ascii(block->str) && (jis = to_iso_2022_jp(block->str, &length)) &&
	    verify_bytes(clearing, jis, length) == GOOD)
		word = GOOD;
	return word == BAD && *clearing->quote ? NOT_CHECKABLE : word;
}

static void end_block(Clearing *clearing)
{
	clearing->blocks++;
	clearing->worst = MAX(clearing->worst, verify_block(clearing));
	clearing->state = OUTSIDE;
}

static gboolean is_blank(const char *text)
{
	return !text[strspn(text, " \t")];
}

static char *without_cr(char *line)
{
	size_t length = strlen(line);

	if (length && line[length - 1] == '\r')
		line[length - 1] = '\0';
	return line;
}

static void begin_block(Clearing *clearing, const char *line, const char *bare, State state)
{
	g_free(clearing->quote);
	clearing->quote = g_strndup(line, (gsize)(bare - line));
	g_string_truncate(clearing->block, 0);
	clearing->is_broken = FALSE;
	clearing->sig_lines = 0;
	clearing->state = state;
}

static void add_clean(Clearing *clearing, const char *quote, const char *line)
{
	g_string_append_printf(clearing->clean, "%s%s\n", quote, line);
}

/* "Hash: SHA256" */
static gboolean is_armour_header(const char *bare)
{
	static const char *const names[] = {
		"Hash:", "Charset:", "Comment:", "Version:", "MessageID:", "NotDashEscaped:"};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strncasecmp(bare, names[i], strlen(names[i])) == 0)
			return TRUE;
	return FALSE;
}

/* A line of radix-64, also one that was joined from several. */
static gboolean is_radix64(const char *bare)
{
	size_t length = strspn(bare, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/= ");

	return !bare[length] && (length == 0 || length > 20 || *bare == '=');
}

static gboolean starts(const char *bare, const char *mark)
{
	return strncmp(bare, mark, strlen(mark)) == 0;
}

/* The line without the quoting of its block; NULL: it has another. */
static const char *unquote(const Clearing *clearing, const char *line)
{
	size_t length = strlen(clearing->quote);

	if (strncmp(line, clearing->quote, length) == 0)
		return line + length;
	while (length && strchr(" \t", clearing->quote[length - 1]))
		length--;
	/* blanks at the end of an empty quoted line go on the way */
	return strncmp(line, clearing->quote, length) == 0 && !line[length] ? line + length : NULL;
}

static void read_text_line(Clearing *clearing, const char *line, const char *text)
{
	if (!text) {
		clearing->is_broken = TRUE;
		add_clean(clearing, "", line);
	} else {
		add_clean(clearing, clearing->quote, starts(text, "- ") ? text + 2 : text);
	}
}

/* Whether the armour ends within reach. */
static gboolean has_end(const Clearing *clearing)
{
	for (guint i = 0; i < MAX_SIG && clearing->line[i]; i++)
		if (strstr(clearing->line[i], END_SIG))
			return TRUE;
	return FALSE;
}

/* Whether the line belongs to the signature's armour; FALSE: that has ended before. */
static gboolean is_signature_line(Clearing *clearing, const char *bare)
{
	return ++clearing->sig_lines <= MAX_SIG &&
	       (is_armour_header(bare) || is_radix64(bare) || has_end(clearing));
}

/* `text` is the line without the block's quoting: in a text that quotes another signed text the
 * other's armour is text. */
static void read_block_line(Clearing *clearing, const char *line, const char *bare,
			    const char *text)
{
	if (clearing->state == HEADERS && !is_armour_header(bare)) {
		clearing->state = TEXT;
		clearing->is_broken |= *bare != '\0'; /* the empty line is gone */
		if (!*bare)
			return;
	}
	if (clearing->state == TEXT)
		read_text_line(clearing, line, text);
}

static void read_line(Clearing *clearing, const char *line)
{
	const char *bare = line + strspn(line, QUOTES);
	const char *text = clearing->state == OUTSIDE ? bare : unquote(clearing, line);
	const char *mark = text ? text : "";

	if (clearing->state == OUTSIDE && starts(mark, BEGIN_TEXT)) {
		begin_block(clearing, line, bare, HEADERS);
		clearing->is_broken = !is_blank(mark + strlen(BEGIN_TEXT));
	} else if (clearing->state == OUTSIDE && starts(mark, BEGIN_SIG)) {
		begin_block(clearing, line, bare, SIGNATURE); /* its text was never opened */
		clearing->is_broken = TRUE;
	} else if (clearing->state == OUTSIDE) {
		add_clean(clearing, "", line);
		return;
	} else if (clearing->state != SIGNATURE && starts(mark, BEGIN_SIG)) {
		clearing->is_broken |= !is_blank(mark + strlen(BEGIN_SIG));
		clearing->state = SIGNATURE;
	} else if (clearing->state == SIGNATURE && strstr(bare, END_SIG)) {
		clearing->is_broken |= !starts(mark, END_SIG);
		g_string_append_printf(clearing->block, "%s\n", END_SIG);
		end_block(clearing);
		return;
	} else if (clearing->state == SIGNATURE && !is_signature_line(clearing, bare)) {
		clearing->is_broken = TRUE;
		end_block(clearing);
		read_line(clearing, line); /* once: nothing is open now */
		return;
	} else {
		read_block_line(clearing, line, bare, text);
	}
	g_string_append_printf(clearing->block, "%s\n", text ? text : bare);
}

const char *kw_auth_cleartext(const char *text, const char *keyring, const char *fingerprint,
			      char **out_text)
{
	Clearing clearing = {.worst = -1, .keyring = keyring, .fingerprint = fingerprint};
	g_auto(GStrv) lines = NULL;

	if (!strstr(text, BEGIN_TEXT) && !strstr(text, BEGIN_SIG)) {
		if (out_text)
			*out_text = g_strdup(text);
		return "none";
	}
	lines = g_strsplit(text, "\n", -1);
	clearing.clean = g_string_sized_new(strlen(text));
	clearing.block = g_string_new(NULL);
	clearing.quote = g_strdup("");
	for (char **line = lines; *line; line++) {
		clearing.line = line;
		read_line(&clearing, without_cr(*line));
	}
	if (clearing.state != OUTSIDE) {
		clearing.is_broken = TRUE;
		end_block(&clearing);
	}
	if (clearing.clean->len) /* of the last line */
		g_string_truncate(clearing.clean, clearing.clean->len - 1);
	if (out_text)
		*out_text = g_strdup(clearing.clean->str);
	g_string_free(clearing.clean, TRUE);
	g_string_free(clearing.block, TRUE);
	g_free(clearing.quote);
	return clearing.worst < 0 ? "none" : words[clearing.worst];
}
