/* Notifications in prose: the recipients of those who write no RFC 3464.
 *
 * What comes of it is a guess, and nothing may be done to a reader because of it alone: it takes
 * our own token in what came back. The text is read in lib/mail/dsn_notice.c, reasons in
 * lib/mail/dsn_reason.c.
 */
#include "dsn-private.h"

#include <string.h>

static gboolean is_delayed(const char *subject, const char *words)
{
	return kw_notice_has_word(subject, "delayed") || kw_notice_has_word(words, "delayed");
}

/* The subject of a notification without that of the letter, which says nothing of why. */
static char *own_subject(const KwMessage *message, const KwMessage *returned)
{
	const char *letter = returned && *returned->subject ? returned->subject : NULL;
	const char *at = letter ? strstr(message->subject, letter) : NULL;

	return g_strndup(message->subject,
			 at ? (gsize)(at - message->subject) : strlen(message->subject));
}

/* Takes `address`. */
static void add_recipient(const char *subject, char *address, const char *words,
			  GPtrArray *recipients)
{
	g_autofree char *said = g_strconcat(subject, "\n", words, NULL);
	KwDsnRecipient *recipient = g_new0(KwDsnRecipient, 1);

	recipient->address = address;
	recipient->status = kw_dsn_find_status(words);
	recipient->action = is_delayed(subject, words) ? "delayed" : "failed";
	recipient->reason = kw_dsn_reason(recipient->status, words, said);
	recipient->class =
		kw_dsn_class(recipient->action, recipient->reason, recipient->status, words);
	g_ptr_array_add(recipients, recipient);
}

/* The addresses that are as sure as the surest: all that are named, but only the first of those
 * that are mentioned. const KwNoticed *. */
static GPtrArray *surest(const GArray *found)
{
	GPtrArray *chosen = g_ptr_array_new();
	KwNoticedSure best = KW_NOTICED_NOT;

	for (guint i = 0; i < found->len; i++)
		best = MAX(best, g_array_index(found, KwNoticed, i).sure);
	for (guint i = 0; i < found->len; i++)
		if (g_array_index(found, KwNoticed, i).sure == best &&
		    (best == KW_NOTICED_NAMED || chosen->len == 0))
			g_ptr_array_add(chosen, &g_array_index(found, KwNoticed, i));
	return chosen;
}

/* To whom the letter went, by its own header: the last resort. */
static char *addressee(const KwMessage *returned)
{
	const KwAddress *to = returned && returned->to->len ? returned->to->pdata[0] : NULL;

	return to && to->address ? kw_address_normalise(to->address) : NULL;
}

void kw_dsn_prose(const KwMessage *message, const KwNotice *notice, const KwMessage *returned,
		  GPtrArray *recipients)
{
	g_autoptr(GPtrArray) chosen = surest(kw_notice_found(notice));
	g_autofree char *all = kw_notice_words(notice, NULL, NULL);
	g_autofree char *subject = own_subject(message, returned);
	char *address = chosen->len ? NULL : addressee(returned);

	for (guint i = 0; i < chosen->len; i++) {
		const KwNoticed *one = chosen->pdata[i];
		const KwNoticed *next = i + 1 < chosen->len ? chosen->pdata[i + 1] : NULL;
		g_autofree char *words = kw_notice_words(notice, one, next);

		add_recipient(subject, g_strdup(one->address), chosen->len > 1 ? words : all,
			      recipients);
	}
	if (address)
		add_recipient(subject, address, all, recipients);
}
