/* Answers to readers: data and composing. Sentences stand in templates/LANG/reader_*.txt.mustache.
 */
#include "subscribers/reply.h"

#include "base/part.h"
#include "base/say.h"
#include "base/text.h"
#include "base/when.h"
#include "mail/address.h"
#include "mail/compose.h"
#include "mail/message.h"
#include "reply-private.h"
#include "store/outbox.h"
#include "subscribers/answering.h"
#include "subscribers/consultation.h"

#include <string.h>

#define WEEK_DAYS  7
#define MAX_LATEST 32 /* lines of the latest issue */

/* One answer under way. */
typedef struct {
	KwDb *db;
	const KwConfig *config; /* with the answer's language */
	const KwWords *words;
	const KwReply *reply;
	int64_t now;
	JsonObject *data;
} Making;

/* ---- data ---- */

static gboolean set_said(const Making *m, const char *key, const char *phrase, JsonObject *day,
			 GError **error)
{
	g_autofree char *said = day ? kw_say(m->words, phrase, day, error) : NULL;

	kw_say_set(m->data, key, said);
	return said || !day;
}

/* When the next newsletter comes. */
static gboolean set_next_issue(const Making *m, GError **error)
{
	const KwConfig *config = m->config;
	g_autofree char *today = kw_when_day(m->now, config->timezone);
	g_autofree char *day = kw_when_next_weekday(today, config->weekly_weekday);
	g_autofree char *later = kw_when_day_add(day, WEEK_DAYS);
	gboolean is_over = kw_when_at(day, config->weekly_time, config->timezone) <= m->now;
	g_autoptr(JsonObject) data = kw_say_day_data(m->words, is_over ? later : day);

	if (data)
		json_object_set_string_member(data, "time", config->weekly_time);
	return set_said(m, "next_issue", "reader.issue", data, error);
}

/* The lines below the first heading of a newsletter: what to do this week. */
static JsonArray *first_section(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	JsonArray *section = json_array_new();
	char **line = lines;

	while (*line && !g_str_has_prefix(*line, "■ ") && !g_str_has_prefix(*line, "== "))
		line++;
	for (line += *line != NULL; *line && **line; line++) {
		g_autofree char *clean = kw_say_clean(*line);

		if (json_array_get_length(section) < MAX_LATEST)
			json_array_add_string_element(section, clean);
	}
	return section;
}

/* Out of the letter as it went out: what is read now is what stands there. */
static gboolean set_latest(const Making *m, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwLetter)
		letter = kw_letters_latest(m->db, "weekly", m->config->language, &trouble);
	g_autoptr(KwMessage)
		message = letter ? kw_message_parse(g_bytes_get_data(letter->bytes, NULL),
						    g_bytes_get_size(letter->bytes), NULL, NULL)
				 : NULL;
	const KwPart *body = message ? kw_message_body(message, NULL, NULL) : NULL;
	JsonArray *lines;

	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	g_autofree char *text = kw_text_tidy(body && body->text ? body->text : "");
	lines = first_section(text);
	json_object_set_boolean_member(m->data, "has_latest", json_array_get_length(lines) > 0);
	json_object_set_array_member(m->data, "latest", lines);
	return TRUE;
}

/* Ids as readers know the products. */
static void set_products(const Making *m, const char *key, const char *ids)
{
	g_auto(GStrv) all = g_strsplit(ids ? ids : "", " ", -1);
	GString *names = g_string_new(NULL);
	g_autofree char *text = NULL;

	for (char **id = all; *id; id++) {
		const KwWord *word = kw_words_find(m->words, "products", *id);
		const char *name = word ? kw_word_text(word, "name") : NULL;

		if (name)
			g_string_append_printf(names, "%s%s", names->len ? ", " : "", name);
	}
	text = g_string_free(names, FALSE);
	kw_say_set(m->data, key, text);
}

static gboolean set_consent(const Making *m, const KwSubscriber *reader, GError **error)
{
	g_autofree char *day =
		reader->consent_at ? kw_when_day(reader->consent_at, m->config->timezone) : NULL;
	g_autofree char *phrase =
		g_strdup_printf("consent.%s", reader->consent_how ? reader->consent_how : "staff");
	g_autoptr(JsonObject) data = kw_say_day_data(m->words, day);

	return set_said(m, "consent", phrase, data, error);
}

static gboolean set_reader(const Making *m, const KwSubscriber *reader, GError **error)
{
	JsonObject *data = m->data;
	gboolean weekly = strstr(reader->topics, "weekly") != NULL;
	gboolean bulletin = strstr(reader->topics, "bulletin") != NULL;
	g_autoptr(JsonObject) until = kw_say_day_data(m->words, reader->paused_until);

	kw_say_set(data, "organisation", reader->organisation);
	kw_say_set(data, "word", reader->word);
	kw_say_set(data, "prefecture", reader->prefecture);
	kw_say_set(data, "industry", reader->industry);
	kw_say_set(data, "size", reader->size);
	set_products(m, "products", reader->products);
	set_products(m, "unused", reader->unused);
	json_object_set_boolean_member(data, "wants_both", weekly && bulletin);
	json_object_set_boolean_member(data, "wants_weekly_only", weekly && !bulletin);
	json_object_set_boolean_member(data, "wants_bulletin_only", bulletin && !weekly);
	json_object_set_boolean_member(data, "is_japanese", g_str_equal(reader->language, "ja"));
	json_object_set_boolean_member(data, "is_paused", g_str_equal(reader->state, "paused"));
	json_object_set_boolean_member(data, "is_reader",
				       g_str_equal(reader->state, "active") ||
					       g_str_equal(reader->state, "paused"));
	if (g_str_equal(m->reply->kind, "selfchecked") &&
	    !kw_reply_set_answers(data, m->db, m->words, reader->id, m->now, error))
		return FALSE;
	return set_said(m, "until", "date.full", until, error) && set_consent(m, reader, error);
}

/* The same as answering, for who cannot: a mailto link with the token. */
static void set_answer_link(const Making *m)
{
	const char *token = m->reply->token;
	g_autofree char *address = token ? kw_address_for_answers(m->config, token) : NULL;
	g_autofree char *link =
		!token    ? NULL
		: address ? g_strdup_printf("mailto:%s", address)
			  : g_strdup_printf("mailto:%s?subject=%s", m->config->from, token);

	kw_say_set(m->data, "answer_link", link);
}

static void set_link(const Making *m)
{
	static const struct {
		const char *kind, *page, *key;
	} pages[] = {{"confirm", "c/", "confirm_link"},
		     {"welcome", "p/", "preferences_link"},
		     {"change", "p/", "preferences_link"},
		     {"changed", "p/", "preferences_link"}};

	for (guint i = 0; m->config->web && m->reply->page_token && i < G_N_ELEMENTS(pages); i++) {
		g_autofree char *link = NULL;

		if (!g_str_equal(m->reply->kind, pages[i].kind))
			continue;
		link = g_strconcat(m->config->web, pages[i].page, m->reply->page_token, NULL);
		kw_say_set(m->data, pages[i].key, link);
	}
}

static gboolean set_data(const Making *m, GError **error)
{
	const KwConfig *config = m->config;
	JsonObject *data = m->data;

	kw_say_set(data, "title", config->title);
	kw_say_set(data, "from", config->from);
	kw_say_set(data, "address", m->reply->address);
	kw_say_set(data, "publisher", config->publisher_name);
	kw_say_set(data, "postal_address", config->postal_address);
	kw_say_set(data, "phone", config->phone);
	kw_say_set(data, "contact", config->contact);
	kw_say_set(data, "website", config->website);
	json_object_set_int_member(data, "undo_days", config->intake_undo_days);
	set_answer_link(m);
	set_link(m);
	kw_reply_set_questions(data, m->words);
	json_object_set_boolean_member(data, "has_asked",
				       m->reply->has_asked && !m->reply->firstaid);
	json_object_set_boolean_member(data, "also_changed", m->reply->also_changed);
	return kw_consultation_set_answer_by(data, config, m->words, m->now, error) &&
	       set_next_issue(m, error) && set_latest(m, error) &&
	       (!m->reply->reader || set_reader(m, m->reply->reader, error));
}

/* ---- the mail ---- */

static char *message_id(const Making *m)
{
	const KwReply *reply = m->reply;
	g_autofree char *random = NULL;

	if (reply->token)
		return g_strdup_printf("%s@%s", reply->token, m->config->list_id);
	if (reply->mail)
		return g_strdup_printf("reader.%" G_GINT64_FORMAT ".%s@%s", reply->mail,
				       reply->kind, m->config->list_id);
	random = kw_token_random(8);
	return g_strdup_printf("reader.%s.%s@%s", random, reply->kind, m->config->list_id);
}

static KwComposed *compose(const Making *m, const char *subject, const char *text, GError **error)
{
	const KwReply *reply = m->reply;
	g_autofree char *id = message_id(m);
	g_autofree char *to = kw_address_for_envelope(reply->address);
	g_autofree char *reply_to = reply->token ? kw_address_for_answers(m->config, reply->token)
						 : NULL;
	g_autofree char *answered = reply->message_id ? kw_text_one_line(reply->message_id) : NULL;

	return kw_compose(&(KwDraft){.from_name = m->config->title,
				     .from_address = m->config->from,
				     .reply_to = reply_to,
				     .to = to,
				     .subject = subject,
				     .date_at = m->now,
				     .zone = m->config->timezone,
				     .message_id = id,
				     .in_reply_to = answered,
				     .auto_submitted = TRUE,
				     .language = m->config->language,
				     .text = text},
			  error);
}

/* `name` of the template, `phrase` of the subject. */
static KwComposed *render(const Making *m, const char *name, const char *phrase, GError **error)
{
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), m->data);
	g_autofree char *said = kw_say(m->words, phrase, m->data, error);
	g_autofree char *rendered = said ? kw_part_render(m->config, name, "txt", node, error)
					 : NULL;
	g_autofree char *subject = said ? kw_text_one_line(said) : NULL;
	g_autofree char *text = rendered ? kw_text_tidy(rendered) : NULL;

	return text ? compose(m, subject, text, error) : NULL;
}

/* First aid comes first, and what else was asked for stands below. */
static KwComposed *render_urgent(const Making *m, const char *name, GError **error)
{
	const KwWord *firstaid = kw_words_find(m->words, "firstaid", m->reply->firstaid);
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), m->data);
	g_autofree char *text = kw_part_render(m->config, name, "txt", node, error);

	if (!text)
		return NULL;
	kw_say_set(m->data, "text", text);
	kw_say_set(m->data, "hours", m->config->consult_hours);
	if (firstaid)
		kw_consultation_set_firstaid(m->data, m->words, firstaid);
	return render(m, "reader_urgent", "subject.consult_firstaid", error);
}

gboolean kw_reply_enqueue(KwDb *db, const KwConfig *config, const KwComposed *composed,
			  const char *address, int64_t now, GError **error)
{
	g_autofree char *splices = kw_composed_splices_format(composed);
	const KwLetter letter = {
		.language = config->language, .bytes = composed->bytes, .splices = splices};

	return kw_outbox_put_notice(db, &letter, 0, address, now, error);
}

gboolean kw_reply_put(KwDb *db, const KwConfig *config, const KwReply *reply, int64_t now,
		      GError **error)
{
	KwConfig in_language = *config; /* borrows everything */
	g_autoptr(JsonObject) data = json_object_new();
	g_autoptr(KwWords) words = kw_words_load(reply->language, config->templates, error);
	g_autoptr(KwComposed) composed = NULL;
	g_autofree char *name = NULL, *phrase = NULL;
	const Making making = {db, &in_language, words, reply, now, data};

	in_language.language = (char *)reply->language;
	if (!words || !set_data(&making, error))
		return FALSE;
	name = g_strdup_printf("reader_%s", reply->kind);
	phrase = g_strdup_printf("subject.%s", name);
	composed = reply->firstaid ? render_urgent(&making, name, error)
				   : render(&making, name, phrase, error);
	return composed && kw_reply_enqueue(db, &in_language, composed, reply->address, now, error);
}

/* ---- to whom, and how often ---- */

gboolean kw_reply_is_ours(const KwConfig *config, const char *address)
{
	const char *const own[] = {config->from, config->bounce, config->contact};

	for (guint i = 0; i < G_N_ELEMENTS(own); i++) {
		g_autofree char *normal = own[i] ? kw_address_normalise(own[i]) : NULL;

		if (g_strcmp0(normal, address) == 0)
			return TRUE;
	}
	return FALSE;
}

/* What an answer to this answer is about, and what its link opens. Whoever answers the letter or
 * passes it on hands on its Message-ID in References, also when he takes the link out: that must
 * not open what is stored of him, nor subscribe him. */
static const struct {
	const char *kind;
	KwTokenPurpose message_id, link; /* 0 = none */
} tokens[] = {
	{"confirm", KW_TOKEN_ASKED, KW_TOKEN_CONFIRM},
	{"reported", KW_TOKEN_ASKED, 0},
	{"moved", KW_TOKEN_UNDO, 0},
	{"welcome", KW_TOKEN_PREFERENCES, KW_TOKEN_PAGE},
	{"change", KW_TOKEN_PREFERENCES, KW_TOKEN_PAGE},
	{"changed", KW_TOKEN_PREFERENCES, KW_TOKEN_PAGE},
};

static char *make_token(const KwAsked *asked, const KwAnswer *answer, KwTokenPurpose purpose)
{
	int64_t first = asked->now;

	if (!purpose || !answer->subscriber)
		return NULL;
	if (purpose == KW_TOKEN_UNDO)
		first = answer->moved_to;
	if (purpose == KW_TOKEN_PREFERENCES && asked->mail)
		first = asked->mail;
	return kw_token_format(asked->keys, purpose, first, answer->subscriber);
}

static void make_tokens(const KwAsked *asked, const KwAnswer *answer, char **out_token,
			char **out_page_token)
{
	for (gsize i = 0; i < G_N_ELEMENTS(tokens); i++) {
		if (!g_str_equal(tokens[i].kind, answer->kind))
			continue;
		*out_token = make_token(asked, answer, tokens[i].message_id);
		*out_page_token = make_token(asked, answer, tokens[i].link);
	}
}

static gboolean put(KwDb *db, const KwAsked *asked, const KwAnswer *answer, GError **error)
{
	g_autofree char *token = NULL, *page_token = NULL;
	g_autoptr(KwSubscriber)
		reader = answer->subscriber ? kw_roll_find(db, answer->subscriber, error) : NULL;
	gboolean is_sender = g_strcmp0(answer->address, asked->sender) == 0;

	make_tokens(asked, answer, &token, &page_token);
	const KwReply reply = {
		.mail = asked->mail,
		.kind = answer->kind,
		.address = answer->address,
		.language = answer->language,
		.message_id = is_sender ? asked->message_id : NULL,
		.token = token,
		.page_token = page_token,
		.reader = reader,
		.also_changed = answer->also_changed,
		.has_asked = is_sender && asked->has_question,
		.firstaid = is_sender ? asked->firstaid : NULL,
	};

	return (reader || !answer->subscriber) &&
	       kw_reply_put(db, asked->config, &reply, asked->now, error);
}

gboolean kw_reply_answer(KwDb *db, const KwAsked *asked, const KwAnswer *answer, GError **error)
{
	const KwConfig *config = asked->config;
	KwAnsweringCaps caps = kw_answering_caps(config);
	gboolean is_sender = g_strcmp0(answer->address, asked->sender) == 0;
	gboolean may = asked->firstaid && is_sender;

	/* nobody else is written to in his name */
	if (asked->is_proven && is_sender)
		caps.confirmations_an_hour = KW_ANSWERING_ANY;

	if (kw_reply_is_ours(config, answer->address))
		return TRUE;
	if (may)
		return put(db, asked, answer, error);
	return kw_answering_take(db, &caps, asked->mail, answer->address, answer->kind, asked->now,
				 &may, error) &&
	       (!may || put(db, asked, answer, error));
}
