/* What somebody asks for in a mail, in words: 登録, 解除, 休止 …, in Japanese and English. Words
 * and patterns: subscribers/command.yaml.
 *
 * Nothing is decided here, and nothing is looked up: who may ask for what is
 * subscribers/membership's.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

/* What a mail says. Borrowed; all but `own` may be NULL. */
typedef struct {
	const char *subject; /* decoded, one line */
	const char *own;     /* the sender's own words, without quotation and signature */
	const char *from;    /* his address */
	const char *tag; /* what the address that it went to asks for (kw_command_of_address()) */
	gboolean is_confirmation; /* it answers a mail that asks for confirmation: known by its
				     token. Its subject tells, too */
	int64_t now;
	GTimeZone *zone; /* of days */
} KwCommandMail;

typedef struct {
	/* "subscribe", "unsubscribe", "confirm", "pause", "resume", "change", "bulletins-only",
	 * "no-bulletins", "not-used", "address-change", "erase", "disclose", "selfcheck",
	 * "back-numbers", "help"; static. NULL: nothing of these, or several that do not agree. */
	const char *verb;
	/* What a person has to read, also beside a verb: "incident", "trouble" (with subscribing),
	 * "question"; "bulk": others than the sender were to be subscribed, "several": commands
	 * that do not agree; static. NULL: nothing. */
	const char *concern;
	char *address;         /* another one than the sender's that the verb is about; NULL = the
				  sender's. Of address-change: the new one */
	char *until;           /* pause: the last day of it, "2026-12-31"; NULL = not said */
	gboolean is_bare;      /* no word of its own but greetings */
	gboolean also_changes; /* beside the verb, what he wrote about himself is to be changed */
	char *rest; /* the sentences that are no command and no greeting, a line each; never NULL */
} KwCommand;
void kw_command_free(KwCommand *command);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwCommand, kw_command_free)

/* Never fails. Of long texts only the beginning is read. */
KwCommand *kw_command_read(const KwCommandMail *mail);

/* The verb that an address asks for: "news-subscribe@…", "news+leave@…"; static; NULL = none. What
 * stands behind a further "+" is a sign-up code (subscribers/bodies.h). */
const char *kw_command_of_address(const char *address);
