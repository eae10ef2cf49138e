/* Writing mail: one letter for many readers, with gaps.
 *
 * What is the same for everybody (an issue in one language and segment) is composed and encoded
 * once; a reader's few personal bytes are spliced in when the letter goes out. A gap stands in a
 * header, or in the text or HTML part, where the template wrote kw_compose_gap(field). Parts are
 * base64 (RFC 2045 §6.8), whose lines hold 57 bytes: the text before a gap and the value in it are
 * padded with blanks to a multiple of 57, so a spliced letter is byte-identical to one composed
 * whole. The blanks go to the end of the last whole line, where nobody sees them; where the text
 * has no line end, to its end. A gap therefore stands on a line of its own or at a line's end; in
 * HTML also alone between tags or in a quoted attribute.
 */
#pragma once

#include <glib.h>

/* Mail programs show it to nobody, and leave it out where a letter is quoted or forwarded in a
 * text: who sends it back has the letter itself. */
#define KW_MARK_HEADER "X-Kawaraban-Letter"

/* Personal fields. */
typedef enum {
	KW_FIELD_TO,           /* header To: */
	KW_FIELD_MESSAGE_ID,   /* header Message-ID, with <> */
	KW_FIELD_LEAVE_HEADER, /* header List-Unsubscribe, whole value */
	KW_FIELD_FEEDBACK_ID,  /* header Feedback-ID */
	KW_FIELD_MARK,         /* header KW_MARK_HEADER: a token that no reader is shown */
	KW_FIELD_IN_REPLY_TO,  /* header In-Reply-To, with <> */
	KW_FIELD_REFERENCES,   /* header References, the same */
	KW_FIELD_GREETING,     /* body: 株式会社○○ 様（合い言葉：すずめ） */
	KW_FIELD_LEAVE_LINK,   /* body: how to stop, an https or mailto address */
	KW_FIELD_CONSENT,      /* body: why this letter comes */
	KW_FIELDS,
} KwField;

/* What a template writes where a field goes: a private-use character of plane 16 (where no Japanese
 * code table has its gaiji) that survives HTML escaping. Static. Text from outside should not hold
 * one: it would be filled in too. */
const char *kw_compose_gap(KwField field);

/* A letter for many (issue) or for one (notice: `to` set). Borrowed strings, UTF-8; what goes into
 * headers has no control characters, addresses and identifiers are ASCII (`to` may be UTF-8) and
 * quoted already where they need it; else KW_ERROR_DATA. */
typedef struct {
	const char *from_name, *from_address;
	const char *reply_to;  /* NULL = no such header: answers go to from */
	const char *to;        /* one address for a notice; NULL = gap KW_FIELD_TO */
	const char *subject;   /* folded on character edges, encoded-words ≤ 75 octets */
	const char *list_id;   /* RFC 2919 identifier */
	const char *list_name; /* phrase before it, or NULL */
	int64_t date_at;
	GTimeZone *zone;
	const char *message_id;  /* without <>; NULL = gap */
	const char *in_reply_to; /* without <>, or NULL; sets References too. One that is no msg-id
				    is left out: it comes from somebody else's mail */
	gboolean one_click; /* with is_issue: adds List-Unsubscribe-Post (RFC 8058): only with an
			       https address */
	gboolean auto_submitted; /* notices: Auto-Submitted: auto-replied (RFC 3834) */
	gboolean is_issue;       /* Precedence: list, List-*, Feedback-ID, mark */
	gboolean is_reply;       /* with is_issue: gaps KW_FIELD_IN_REPLY_TO and _REFERENCES */
	const char *text;        /* text/plain part; gaps allowed */
	const char *html;        /* text/html part, or NULL; gaps allowed */
	const char *boundary; /* fixed, so that the same input gives the same bytes; for `html` */
	const char *language; /* "ja": Content-Language (RFC 3282); NULL = none */
} KwDraft;

typedef struct {
	KwField field;
	size_t offset; /* in the composed bytes: where the value goes (the gap itself is empty) */
	gboolean is_base64; /* the value is padded and encoded first; else it becomes a header of
			       its own, name and all */
	gboolean is_html;   /* and escaped before that */
} KwSplice;

typedef struct {
	GBytes *bytes;   /* CRLF line ends, not dot-stuffed; every gap is empty: itself a mail */
	GArray *splices; /* KwSplice, ascending offsets */
} KwComposed;
void kw_composed_free(KwComposed *composed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwComposed, kw_composed_free)

/* KW_ERROR_DATA also for a header's field in a body, and for more than 100 gaps. */
KwComposed *kw_compose(const KwDraft *draft, GError **error);

/* One reader's letter: `values[field]` UTF-8 text (never HTML) or NULL (empty: nothing in a body,
 * no such header). KW_ERROR_DATA for header values with control characters (CR, LF) or, but for To,
 * other than ASCII, and for values that are not UTF-8. */
GBytes *kw_compose_splice(const KwComposed *composed, const char *const values[KW_FIELDS],
			  GError **error);

/* For the store: the splices as JSON, and back (KW_ERROR_DATA where they do not fit `bytes`, of
 * which a reference is kept). */
char *kw_composed_splices_format(const KwComposed *composed);
KwComposed *kw_composed_from_store(GBytes *bytes, const char *splices, GError **error);
