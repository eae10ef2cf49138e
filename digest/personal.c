/* What of an issue's letter is one reader's alone: the greeting, why it comes, how to stop, and the
 * tokens in its headers. Splicing it into the letter is mail/compose's, sending it deliver.c's.
 *
 * The sentences are in the letter's language, not the reader's: a greeting in another language than
 * the letter looks like a forgery. */
#include "personal-private.h"

#include "base/error.h"
#include "base/say.h"
#include "base/when.h"
#include "mail/address.h"

#include <string.h>

void kw_issuer_clear(KwIssuer *issuer)
{
	for (size_t i = 0; i < G_N_ELEMENTS(issuer->words); i++)
		g_clear_pointer(&issuer->words[i], kw_words_free);
	for (size_t i = 0; i < G_N_ELEMENTS(issuer->consents); i++)
		g_clear_pointer(&issuer->consents[i], g_hash_table_unref);
}

void kw_personal_clear(KwPersonal *personal)
{
	for (int i = 0; i < KW_FIELDS; i++)
		g_clear_pointer(&personal->values[i], g_free);
	g_clear_pointer(&personal->return_path, g_free);
}

static const KwWords *words_for(KwIssuer *issuer, const char *language, GError **error)
{
	gboolean is_english = g_str_equal(language, "en");
	KwWords **words = &issuer->words[is_english];

	if (!*words)
		*words = kw_words_load(is_english ? "en" : "ja", issuer->config->templates, error);
	return *words;
}

static char *greeting(const KwReader *reader, const KwWords *words, GError **error)
{
	g_autoptr(JsonObject) data = json_object_new();

	if (reader->organisation)
		json_object_set_string_member(data, "organisation", reader->organisation);
	if (reader->word)
		json_object_set_string_member(data, "word", reader->word);
	return kw_say(words, "letter.greeting", data, error);
}

/* A sentence of which there is one a day, made when a reader first needs it. */
static char *consent(KwIssuer *issuer, const KwReader *reader, const KwWords *words, GError **error)
{
	GHashTable **known = &issuer->consents[words == issuer->words[1]];
	g_autofree char *day = kw_when_day(reader->consent_at, issuer->config->timezone);
	g_autoptr(JsonObject) data = NULL;
	const char *sentence;
	char *said;

	if (!reader->consent_at || !day)
		return g_strdup("");
	if (!*known)
		*known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if ((sentence = g_hash_table_lookup(*known, day)))
		return g_strdup(sentence);
	if (!(data = kw_say_day_data(words, day)))
		return g_strdup("");
	said = kw_say(words, "letter.consent", data, error);
	if (said)
		g_hash_table_insert(*known, g_steal_pointer(&day), g_strdup(said));
	return said;
}

char *kw_personal_return_path(const KwConfig *config, const char *token)
{
	const char *bounce = config->bounce ? config->bounce : config->from;

	switch (config->return_path) {
	case KW_RETURN_PATH_VERP_PLUS: return kw_address_with_detail(bounce, token);
	case KW_RETURN_PATH_VERP_DOMAIN:
		return g_strdup_printf("%s%s", token, strrchr(bounce, '@'));
	case KW_RETURN_PATH_PLAIN: break;
	}
	return g_strdup(bounce);
}

/* The token stands in the address where such addresses are known to arrive, else in the subject. */
static char *leave_by_mail(const KwConfig *config, const char *token)
{
	g_autofree char *address = NULL;

	if (config->return_path == KW_RETURN_PATH_PLAIN)
		return g_strdup_printf("mailto:%s?subject=unsubscribe%%20%s", config->from, token);
	address = config->return_path == KW_RETURN_PATH_VERP_PLUS
			  ? kw_address_with_detail(config->from, token)
			  : kw_personal_return_path(config, token);
	return g_strdup_printf("mailto:%s?subject=unsubscribe", address);
}

/* How to stop: by mail, and on the web where there is a page. The token says who. */
static void set_leave(const KwIssuer *issuer, const KwOutboxRow *row, char *values[KW_FIELDS])
{
	const KwConfig *config = issuer->config;
	g_autofree char *token =
		kw_token_format(issuer->keys, KW_TOKEN_LEAVE, row->issue, row->subscriber);
	g_autofree char *mail = leave_by_mail(config, token);

	if (!config->web_leave) {
		values[KW_FIELD_LEAVE_HEADER] = g_strdup_printf("<%s>", mail);
		values[KW_FIELD_LEAVE_LINK] = g_steal_pointer(&mail);
		return;
	}
	values[KW_FIELD_LEAVE_LINK] = g_strconcat(config->web_leave, token, NULL);
	values[KW_FIELD_LEAVE_HEADER] =
		g_strdup_printf("<%s>, <%s>", mail, values[KW_FIELD_LEAVE_LINK]);
}

char *kw_personal_leave_link(const KwConfig *config, const KwKeys *keys, int64_t issue,
			     int64_t subscriber)
{
	g_autofree char *token = kw_token_format(keys, KW_TOKEN_LEAVE, issue, subscriber);

	return config->web_leave ? g_strconcat(config->web_leave, token, NULL)
				 : leave_by_mail(config, token);
}

/* Who has left since the issue was enqueued gets nothing more, also where the letter was deferred
 * meanwhile. */
static gboolean check_reader(const KwReader *reader, GError **error)
{
	if (!reader->state) {
		kw_error_set(error, KW_ERROR_NOT_FOUND, "no such subscriber");
		return FALSE;
	}
	if (!g_str_equal(reader->state, "active")) {
		kw_error_set(error, KW_ERROR_REFUSED, "not sent: the subscriber is %s",
			     reader->state);
		return FALSE;
	}
	return TRUE;
}

static char *message_id(const KwIssuer *issuer, int64_t issue, int64_t subscriber)
{
	g_autofree char *delivery =
		kw_token_format(issuer->keys, KW_TOKEN_DELIVERY, issue, subscriber);

	return g_strdup_printf("<%s@%s>", delivery, issuer->config->list_id);
}

/* The reader's own letter of the bulletin that this one speaks of: mail programs show both as one
 * thread. It is found without looking it up, because a letter's Message-ID follows from whose it
 * is. */
static void set_thread(const KwIssuer *issuer, const KwOutboxRow *row, const KwLetter *letter,
		       char **values)
{
	if (!letter->reply_to)
		return;
	values[KW_FIELD_IN_REPLY_TO] = message_id(issuer, letter->reply_to, row->subscriber);
	values[KW_FIELD_REFERENCES] = g_strdup(values[KW_FIELD_IN_REPLY_TO]);
}

gboolean kw_personal_fill(KwPersonal *personal, KwIssuer *issuer, const KwOutboxRow *row,
			  const KwLetter *letter, GError **error)
{
	const KwConfig *config = issuer->config;
	const KwReader *reader = &row->reader;
	const KwWords *words =
		check_reader(reader, error) ? words_for(issuer, letter->language, error) : NULL;
	char **v = personal->values;

	if (!words)
		return FALSE;
	g_autofree char *delivery =
		kw_token_format(issuer->keys, KW_TOKEN_DELIVERY, row->issue, row->subscriber);
	v[KW_FIELD_TO] = kw_address_for_envelope(row->recipient);
	v[KW_FIELD_MESSAGE_ID] = message_id(issuer, row->issue, row->subscriber);
	set_thread(issuer, row, letter, v);
	v[KW_FIELD_FEEDBACK_ID] = g_strdup_printf("%" G_GINT64_FORMAT ":%s:%s", row->issue,
						  letter->purpose, config->list_id);
	v[KW_FIELD_MARK] =
		kw_token_format(issuer->keys, KW_TOKEN_MARK, row->issue, row->subscriber);
	set_leave(issuer, row, v);
	personal->return_path = kw_personal_return_path(config, delivery);
	return (v[KW_FIELD_GREETING] = greeting(reader, words, error)) &&
	       (v[KW_FIELD_CONSENT] = consent(issuer, reader, words, error));
}
