/* What kind of mail arrived: our own come back, a report, a bounce, an automatic answer, or other.
 *
 * From header fields and the types of the parts; words for those who follow no RFC stand in
 * lib/mail/kind.yaml. A bounce is asked for before an automatic answer, because most bounces say
 * "Auto-Submitted" too. X-Auto-Response-Suppress alone tells what the sender does not want, not
 * what he sends.
 */
#include "mail/kind.h"

#include "base/text.h"
#include "base/yaml.h"
#include "dsn-private.h"
#include "mail/header.h"

#include <string.h>

#define ASSET      "lib/mail/kind.yaml"
#define TEXT_BYTES 1000 /* what a notification says stands at its beginning */

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	return kw_yaml_of_asset(ASSET);
}

static const KwYaml *words(const char *list)
{
	static GOnce once = G_ONCE_INIT;

	return kw_yaml_find(g_once(&once, load, NULL), list);
}

typedef enum { PART, BEGINNING, WHOLE } Match;

/* Whether a word of `list` is part, beginning or whole of `text`. */
static gboolean has_word(const char *text, size_t length, const char *list, Match match)
{
	const KwYaml *known = words(list);
	g_autofree char *exact =
		kw_text_repair(text, (gssize)length); /* may be cut within a letter */
	g_autofree char *folded = kw_text_fold(exact);

	for (guint i = 0; i < kw_yaml_size(known); i++) {
		g_autofree char *word = kw_text_fold(kw_yaml_text(kw_yaml_at(known, i)));

		if (match == PART        ? strstr(folded, word) != NULL
		    : match == BEGINNING ? g_str_has_prefix(folded, word)
					 : strcmp(folded, word) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean has_subject(const KwMessage *message, const char *list, Match match)
{
	return has_word(message->subject, strlen(message->subject), list, match);
}

static gboolean has_local_part(const char *address, const char *list)
{
	const char *at = address ? strrchr(address, '@') : NULL;
	gsize quote = at && at > address + 1 && *address == '"' && at[-1] == '"';

	return at && has_word(address + quote, (size_t)(at - address) - 2 * quote, list, WHOLE);
}

/* A header that is there and does not start with `but` (may be NULL). */
static gboolean has(const KwMessage *message, const char *name, const char *but)
{
	const char *value = kw_message_header(message, name);

	return value && !(but && g_ascii_strncasecmp(value, but, strlen(but)) == 0);
}

static gboolean header_is(const KwMessage *message, const char *name, const char *wanted)
{
	const char *value = kw_message_header(message, name);

	return value && g_ascii_strncasecmp(value, wanted, strlen(wanted)) == 0;
}

static gboolean has_part(const KwPart *part, const char *type)
{
	if (strcmp(part->type, type) == 0)
		return TRUE;
	for (guint i = 0; part->children && i < part->children->len; i++)
		if (has_part(part->children->pdata[i], type))
			return TRUE;
	return FALSE;
}

/* multipart/report of that type (RFC 6522), by its parameter or by its part. */
static gboolean is_report(const KwMessage *message, const char *report_type, const char *part_type)
{
	const char *content_type = kw_message_header(message, "Content-Type");
	g_autofree char *type = NULL;

	if (has_part(message->root, part_type))
		return TRUE;
	if (!content_type || g_ascii_strncasecmp(content_type, "multipart/report", 16) != 0)
		return FALSE;
	type = kw_header_parameter(content_type, "report-type", NULL);
	return type && g_ascii_strcasecmp(type, report_type) == 0;
}

/* All header fields of that name: lists of lists put several. */
static gboolean any_contains(const KwMessage *message, const char *name, const char *part)
{
	for (guint i = 0; i < message->headers->len; i++) {
		const KwHeader *header = message->headers->pdata[i];

		if (g_ascii_strcasecmp(header->name, name) == 0 && strcasestr(header->value, part))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_loop(const KwMessage *message, const char *own_list_id)
{
	g_autofree char *bracketed = NULL, *domain = NULL;

	if (!own_list_id || !*own_list_id)
		return FALSE;
	bracketed = g_strdup_printf("<%s>", own_list_id);
	domain = g_strdup_printf("@%s", own_list_id);
	return any_contains(message, "List-Id", bracketed) ||
	       any_contains(message, "X-Loop", own_list_id) ||
	       any_contains(message, "Feedback-ID", own_list_id) ||
	       (message->message_id && g_str_has_suffix(message->message_id, domain));
}

/* The null return path: of the envelope, else as the server that delivered the mail wrote it. */
static gboolean is_null(const KwMessage *message, const char *sender)
{
	const char *path = sender ? sender : kw_message_header(message, "Return-Path");

	return path && (!*path || strcmp(path, "<>") == 0);
}

static gboolean is_from_mailer(const KwMessage *message, const char *sender)
{
	const KwAddress *from = message->from;

	return is_null(message, sender) || has_local_part(sender, "bounce_senders") ||
	       (from && has_local_part(from->address, "bounce_senders")) ||
	       (from && from->name &&
		has_word(from->name, strlen(from->name), "bounce_names", WHOLE));
}

/* Whether a word of `list` is part of the first lines of the text, or their beginning (where lines
 * that are drawn do not count). */
static gboolean has_text(const KwMessage *message, const char *list, Match match)
{
	const KwPart *body = kw_message_body(message, NULL, NULL);
	const char *text = body && body->text ? body->text : "";
	size_t length;

	text += strspn(text, " \t\r\n*-_=");
	length = MIN(strlen(text), TEXT_BYTES);
	while (length && ((guchar)text[length] & 0xc0) == 0x80) /* in the middle of a character */
		length--;
	return has_word(text, length, list, match);
}

/* A mail program's own wording under a mail program's own subject, and no answer to anything. */
static gboolean reads_like_bounce(const KwMessage *message)
{
	return !message->in_reply_to &&
	       has_subject(message, "bounce_subject_beginnings", BEGINNING) &&
	       has_text(message, "bounce_openings", BEGINNING);
}

static gboolean is_list_refusal(const KwMessage *message)
{
	const char *program = kw_message_header(message, "X-MLServer");

	return program && has_word(program, strlen(program), "list_robots", BEGINNING) &&
	       has_subject(message, "list_refusals", PART);
}

gboolean kw_feedback_is_opt_out(const KwMessage *message)
{
	return header_is(message, "Auto-Submitted", "auto-replied") &&
	       has_text(message, "opt_out_openings", BEGINNING);
}

static gboolean is_complaint(const KwMessage *message, const KwSns *sns)
{
	return is_report(message, "feedback-report", "message/feedback-report") ||
	       (sns && strcmp(sns->type, "complaint") == 0) || kw_feedback_is_opt_out(message);
}

static gboolean is_bounce(const KwMessage *message, const char *sender)
{
	if (is_report(message, "delivery-status", "message/delivery-status") ||
	    has_part(message->root, "message/global-delivery-status") ||
	    has(message, "X-Failed-Recipients", NULL))
		return TRUE;
	if ((is_from_mailer(message, sender) || !message->from) &&
	    (has_subject(message, "bounce_subjects", PART) ||
	     has_text(message, "bounce_texts", PART)))
		return TRUE;
	if (reads_like_bounce(message) || is_list_refusal(message))
		return TRUE;
	return message->from && has_local_part(message->from->address, "bounce_robots") &&
	       !has_subject(message, "vacation_subjects", PART);
}

static gboolean is_auto_reply(const KwMessage *message, const char *sender)
{
	gboolean is_bulk = header_is(message, "Precedence", "junk") ||
			   header_is(message, "Precedence", "bulk");

	if (has(message, "Auto-Submitted", "no") || has(message, "X-Autoreply", "no") ||
	    has(message, "X-Autorespond", NULL) || has(message, "X-Autoreply-From", NULL) ||
	    header_is(message, "Precedence", "auto_reply") ||
	    is_report(message, "disposition-notification", "message/disposition-notification"))
		return TRUE;
	if (has_subject(message, "vacation_beginnings", BEGINNING))
		return TRUE;
	return (is_bulk || is_null(message, sender) ||
		has(message, "X-Auto-Response-Suppress", NULL)) &&
	       has_subject(message, "vacation_subjects", PART);
}

/* The Message-ID of one of our letters: what stands before the @ is a token of ours, but for
 * answers it needs not be proven; what may be done because of it is asked for elsewhere. */
static gboolean is_ours(const char *message_id, const char *own_list_id)
{
	const char *at = message_id ? strrchr(message_id, '@') : NULL;

	return at && g_ascii_strcasecmp(at + 1, own_list_id) == 0;
}

static gboolean is_answer(const KwMessage *message, const char *own_list_id)
{
	if (!own_list_id || !*own_list_id)
		return FALSE;
	for (guint i = 0; i < message->references->len; i++)
		if (is_ours(message->references->pdata[i], own_list_id))
			return TRUE;
	return is_ours(message->in_reply_to, own_list_id);
}

KwKind kw_kind_of(const KwMessage *message, const char *sender, const char *own_list_id)
{
	g_autoptr(KwSns) sns = kw_sns_parse(message);

	if (is_loop(message, own_list_id))
		return KW_KIND_LOOP;
	if (is_complaint(message, sns))
		return KW_KIND_REPORT;
	if (sns || is_bounce(message, sender))
		return KW_KIND_BOUNCE;
	if (is_auto_reply(message, sender))
		return KW_KIND_AUTO_REPLY;
	if (is_answer(message, own_list_id))
		return KW_KIND_ANSWER;
	return has_subject(message, "command_subjects", WHOLE) ? KW_KIND_COMMAND : KW_KIND_POST;
}

const char *kw_kind_name(KwKind kind)
{
	static const char *const names[] = {"post", "bounce", "report", "auto-reply",
					    "loop", "answer", "command"};

	g_assert((guint)kind < G_N_ELEMENTS(names));
	return names[kind];
}
