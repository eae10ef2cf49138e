/* Composing a letter with gaps. Filling the gaps, and keeping them in the store, is splice.c; how a
 * header line is folded is header_write.c; what the letter says is digest/render and the templates.
 *
 * A letter has one of two shapes (a text part; text and HTML alternatives) whose every byte offset
 * must be known, so it is written out here in full rather than built as a tree with GMime, written
 * and searched again. GMime reads it back in the tests.
 */
#include "splice-private.h"

#include "base/error.h"
#include "base/when.h"
#include "header_write-private.h"

#include <string.h>

#define GAP_START "\xf4\x8f\xa8" /* U+10FA00 to U+10FA3F, without the last byte */
#define GAP_FIRST 0x80
#define GAP_BYTES 4

const char *kw_compose_gap(KwField field)
{
	static const char *const gaps[KW_FIELDS] = {
		[KW_FIELD_TO] = "\U0010FA00",           [KW_FIELD_MESSAGE_ID] = "\U0010FA01",
		[KW_FIELD_LEAVE_HEADER] = "\U0010FA02", [KW_FIELD_FEEDBACK_ID] = "\U0010FA03",
		[KW_FIELD_MARK] = "\U0010FA04",         [KW_FIELD_IN_REPLY_TO] = "\U0010FA05",
		[KW_FIELD_REFERENCES] = "\U0010FA06",   [KW_FIELD_GREETING] = "\U0010FA07",
		[KW_FIELD_LEAVE_LINK] = "\U0010FA08",   [KW_FIELD_CONSENT] = "\U0010FA09",
	};

	g_assert(field < KW_FIELDS);
	return gaps[field];
}

/* The next gap in `text`, or NULL. */
static const char *find_gap(const char *text, KwField *out_field)
{
	for (; (text = strstr(text, GAP_START)); text += strlen(GAP_START)) {
		guchar last = (guchar)text[GAP_BYTES - 1];

		if (last >= GAP_FIRST && last < GAP_FIRST + KW_FIELDS) {
			*out_field = (KwField)(last - GAP_FIRST);
			return text;
		}
	}
	return NULL;
}

void kw_composed_free(KwComposed *composed)
{
	if (!composed)
		return;
	g_clear_pointer(&composed->bytes, g_bytes_unref);
	g_array_unref(composed->splices);
	g_free(composed);
}

static void add_splice(GArray *splices, KwField field, size_t offset, gboolean is_html)
{
	KwSplice splice = {field, offset, kw_field_header(field) == NULL, is_html};

	g_array_append_val(splices, splice);
}

/* What goes into headers */

static gboolean check_text(const char *what, const char *text, GError **error)
{
	KwField field;

	if (!text)
		return TRUE;
	if (!g_utf8_validate(text, -1, NULL)) {
		kw_error_set(error, KW_ERROR_DATA, "%s: not UTF-8", what);
		return FALSE;
	}
	for (const char *p = text; *p; p++)
		if (g_ascii_iscntrl(*p)) {
			kw_error_set(error, KW_ERROR_DATA, "%s: has a control character", what);
			return FALSE;
		}
	if (find_gap(text, &field)) {
		kw_error_set(error, KW_ERROR_DATA, "%s: no gap can stand here", what);
		return FALSE;
	}
	return TRUE;
}

static gboolean check_machine_text(const char *what, const char *text, GError **error)
{
	if (!check_text(what, text, error))
		return FALSE;
	if (text && !(g_str_is_ascii(text) && kw_header_is_value(text))) {
		kw_error_set(error, KW_ERROR_DATA, "%s: not ASCII, or too long", what);
		return FALSE;
	}
	return TRUE;
}

/* <id>, or NULL where that would be no msg-id. */
static char *bracketed(const char *id)
{
	g_autofree char *value = g_strdup_printf("<%s>", id);

	if (!*id || strpbrk(id, " <>") || !g_str_is_ascii(id) || !kw_header_is_value(value))
		return NULL;
	return g_steal_pointer(&value);
}

static gboolean check_headers(const KwDraft *d, GError **error)
{
	const struct {
		const char *what, *text;
		gboolean is_machine;
	} lines[] = {
		{"from name", d->from_name, FALSE},      {"from address", d->from_address, TRUE},
		{"reply-to address", d->reply_to, TRUE}, {"to address", d->to, FALSE},
		{"subject", d->subject, FALSE},          {"list id", d->list_id, TRUE},
		{"list name", d->list_name, FALSE},      {"message id", d->message_id, TRUE},
		{"in-reply-to", d->in_reply_to, FALSE},  {"language", d->language, TRUE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
		if (!(lines[i].is_machine ? check_machine_text : check_text)(lines[i].what,
									     lines[i].text, error))
			return FALSE;
	if (d->to && !kw_header_is_value(d->to)) {
		kw_error_set(error, KW_ERROR_DATA, "to address: too long");
		return FALSE;
	}
	if (d->message_id) {
		g_autofree char *id = bracketed(d->message_id);

		if (!id) {
			kw_error_set(error, KW_ERROR_DATA, "message id %s: not one", d->message_id);
			return FALSE;
		}
	}
	return TRUE;
}

static void append_list_headers(GString *out, GArray *splices, const KwDraft *d)
{
	if (d->list_id) {
		g_autofree char *id = g_strdup_printf("<%s>", d->list_id);

		if (d->list_name && *d->list_name)
			kw_header_append_mailbox(out, "List-Id", d->list_name, d->list_id);
		else
			kw_header_append_value(out, "List-Id", id);
	}
	add_splice(splices, KW_FIELD_LEAVE_HEADER, out->len, FALSE);
	if (d->one_click)
		kw_header_append_value(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
	kw_header_append_value(out, "Precedence", "list");
	add_splice(splices, KW_FIELD_FEEDBACK_ID, out->len, FALSE);
	add_splice(splices, KW_FIELD_MARK, out->len, FALSE);
}

static void append_headers(GString *out, GArray *splices, const KwDraft *d)
{
	g_autofree char *date = kw_when_rfc5322(d->date_at, d->zone);
	g_autofree char *message_id = d->message_id ? bracketed(d->message_id) : NULL;
	g_autofree char *in_reply_to = d->in_reply_to ? bracketed(d->in_reply_to) : NULL;

	kw_header_append_value(out, "Date", date);
	kw_header_append_mailbox(out, "From", d->from_name, d->from_address);
	if (d->reply_to)
		kw_header_append_value(out, "Reply-To", d->reply_to);
	if (d->to)
		kw_header_append_value(out, "To", d->to);
	else
		add_splice(splices, KW_FIELD_TO, out->len, FALSE);
	kw_header_append_text(out, "Subject", d->subject);
	if (message_id)
		kw_header_append_value(out, "Message-ID", message_id);
	else
		add_splice(splices, KW_FIELD_MESSAGE_ID, out->len, FALSE);
	if (in_reply_to) {
		kw_header_append_value(out, "In-Reply-To", in_reply_to);
		kw_header_append_value(out, "References", in_reply_to);
	}
	if (d->is_reply) {
		add_splice(splices, KW_FIELD_IN_REPLY_TO, out->len, FALSE);
		add_splice(splices, KW_FIELD_REFERENCES, out->len, FALSE);
	}
	if (d->is_issue)
		append_list_headers(out, splices, d);
	if (d->auto_submitted)
		kw_header_append_value(out, "Auto-Submitted", "auto-replied");
	if (d->language)
		kw_header_append_value(out, "Content-Language", d->language);
	kw_header_append_value(out, "MIME-Version", "1.0");
}

/* Bodies */

/* One part, with its headers; `text` is cut at its gaps, and each piece but the last is padded. */
static gboolean append_part(GString *out, GArray *splices, const char *text, gboolean is_html,
			    GError **error)
{
	if (!g_utf8_validate(text, -1, NULL)) {
		kw_error_set(error, KW_ERROR_DATA, "%s part: not UTF-8", is_html ? "HTML" : "text");
		return FALSE;
	}
	g_string_append_printf(out,
			       "Content-Type: text/%s; charset=utf-8\r\n"
			       "Content-Transfer-Encoding: base64\r\n\r\n",
			       is_html ? "html" : "plain");
	for (;;) {
		KwField field = KW_FIELDS;
		const char *gap = find_gap(text, &field);
		size_t n = gap ? (size_t)(gap - text) : strlen(text);
		g_autoptr(GString) piece = kw_splice_lines(text, n);

		if (gap)
			kw_splice_pad(piece);
		kw_splice_encode(out, piece);
		if (!gap)
			return TRUE;
		if (kw_field_header(field)) {
			kw_error_set(error, KW_ERROR_DATA, "body: has the gap of header %s",
				     kw_field_header(field));
			return FALSE;
		}
		add_splice(splices, field, out->len, is_html);
		text = gap + GAP_BYTES;
	}
}

static gboolean append_body(GString *out, GArray *splices, const KwDraft *d, GError **error)
{
	if (!d->html)
		return append_part(out, splices, d->text, FALSE, error);
	g_string_append_printf(
		out, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n--%s\r\n",
		d->boundary, d->boundary);
	if (!append_part(out, splices, d->text, FALSE, error))
		return FALSE;
	g_string_append_printf(out, "--%s\r\n", d->boundary);
	if (!append_part(out, splices, d->html, TRUE, error))
		return FALSE;
	g_string_append_printf(out, "--%s--\r\n", d->boundary);
	return TRUE;
}

/* RFC 2046 §5.1.1. It cannot occur in a part: base64 lines have no "-". */
static gboolean is_boundary(const char *boundary)
{
	static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=?";
	size_t n = strlen(boundary);

	return n > 0 && n <= 70 && strspn(boundary, allowed) == n;
}

KwComposed *kw_compose(const KwDraft *draft, GError **error)
{
	g_autoptr(KwComposed) composed = g_new0(KwComposed, 1);
	g_autoptr(GString) out = g_string_new(NULL);

	g_assert(draft->from_address && draft->subject && draft->text && draft->zone);
	g_assert(!draft->html || (draft->boundary && is_boundary(draft->boundary)));
	composed->splices = g_array_new(FALSE, FALSE, sizeof(KwSplice));
	if (!check_headers(draft, error))
		return NULL;
	append_headers(out, composed->splices, draft);
	if (!append_body(out, composed->splices, draft, error))
		return NULL;
	if (composed->splices->len > KW_SPLICES_MAX) {
		kw_error_set(error, KW_ERROR_DATA, "body: more than %d gaps", KW_SPLICES_MAX);
		return NULL;
	}
	composed->bytes = g_string_free_to_bytes(g_steal_pointer(&out));
	return g_steal_pointer(&composed);
}
