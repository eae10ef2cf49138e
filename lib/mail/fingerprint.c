/* The fingerprint of a mail: what it covers, and what it leaves out.
 *
 * It covers everything that a mail says, and not only its Message-ID: whoever guesses or has seen
 * the identifier of a mail that is to come could send one with the same, and the real one would be
 * taken for a copy and never be read. To forge this one, somebody has to send the very mail, which
 * is then dealt with as if it were the real one. Trace fields, results of checks, signatures by
 * servers and all other X- fields are left out by being in no list: they are what differs between
 * two ways. A server that recodes the body (8-bit to quoted-printable) makes it another mail; then
 * the story is told twice, which is harmless.
 */
#include "mail/fingerprint.h"

#include "mail/header.h"

#include <string.h>

/* In the order in which they are hashed, so that a server may sort fields as it likes. The last
 * five carry handling marks (ingest/handling.yaml): a copy without the mark must not hide one with
 * it. */
static const char *const fields[] = {
	"From",
	"Sender",
	"Reply-To",
	"To",
	"Cc",
	"Subject",
	"Date",
	"Message-ID",
	"In-Reply-To",
	"References",
	"Resent-From",
	"Resent-To",
	"Resent-Date",
	"MIME-Version",
	"Content-Type",
	"Content-Disposition",
	"Content-Transfer-Encoding",
	"Auto-Submitted",
	"Precedence",
	"List-Id",
	"List-Unsubscribe",
	"Sensitivity",
	"TLP",
	"X-TLP",
	"X-TLP-Level",
	"Classification",
	"X-Classification",
};

static void add(GChecksum *sum, const char *bytes, size_t length)
{
	if (length)
		g_checksum_update(sum, (const guchar *)bytes, (gssize)length);
}

/* A value with every run of white space as one blank, none at either end. */
static void add_value(GChecksum *sum, const char *raw)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *p = raw; *p; p++) {
		if (!g_ascii_isspace(*p))
			g_string_append_c(out, *p);
		else if (out->len && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
	}
	while (out->len && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	add(sum, out->str, out->len + 1); /* with its NUL: no value runs into the next */
}

static void add_field(GChecksum *sum, const KwHeaderBlock *block, const char *name)
{
	for (guint i = 0; i < block->fields->len; i++) {
		const KwRawHeader *field = block->fields->pdata[i];

		if (g_ascii_strcasecmp(field->name, name) != 0)
			continue;
		add(sum, name, strlen(name) + 1);
		add_value(sum, field->raw);
	}
}

/* CRLF and LF are one thing; a lone CR is a character as any other. */
static void add_body(GChecksum *sum, const char *bytes, size_t length)
{
	const char *end = bytes + length;

	while (end > bytes && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	while (bytes < end) {
		const char *lf = memchr(bytes, '\n', (size_t)(end - bytes));
		const char *stop = lf && lf > bytes && lf[-1] == '\r' ? lf - 1 : lf;

		add(sum, bytes, (size_t)((stop ? stop : end) - bytes));
		if (!lf)
			break;
		add(sum, "\n", 1);
		bytes = lf + 1;
	}
}

/* What stands between the + and the @: letters of one mail to two tokens are two matters. */
static void add_detail(GChecksum *sum, const char *recipient)
{
	const char *at = recipient ? strrchr(recipient, '@') : NULL;
	const char *plus = recipient ? strchr(recipient, '+') : NULL;

	add(sum, "", 1);
	if (plus && at && plus < at) {
		g_autofree char *detail = g_ascii_strdown(plus, at - plus);

		add(sum, detail, strlen(detail));
	}
}

char *kw_fingerprint_of(const void *bytes, size_t length, const char *recipient)
{
	g_autoptr(KwHeaderBlock) block = kw_header_block_parse(bytes, length);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	if (!kw_header_block_find(block, "Message-ID") && !kw_header_block_find(block, "Date"))
		return NULL;
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		add_field(sum, block, fields[i]);
	add(sum, "", 1);
	add_body(sum, (const char *)bytes + block->body_offset, length - block->body_offset);
	add_detail(sum, recipient);
	return g_strdup(g_checksum_get_string(sum));
}
