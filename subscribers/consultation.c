/* Letters of the consultation desk: data and composing. Sentences stand in
 * templates/LANG/consult_*.txt.mustache, first aid in firstaid.yaml and helplines.yaml. */
#include "subscribers/consultation.h"

#include "base/part.h"
#include "base/say.h"
#include "base/text.h"
#include "base/when.h"
#include "base/workday.h"
#include "mail/address.h"
#include "mail/compose.h"
#include "reply-private.h"

#define LINE_CHARS    500
#define SUBJECT_CHARS 120

void kw_consultation_set_lines(JsonObject *data, const char *key, const char *text, guint max)
{
	g_autofree char *tidy = kw_text_tidy(text ? text : "");
	g_auto(GStrv) lines = g_strsplit(tidy, "\n", -1);
	g_autofree char *has = g_strdup_printf("has_%s", key);
	JsonArray *array = json_array_new();

	for (char **line = lines; *tidy && *line && json_array_get_length(array) < max; line++) {
		g_autofree char *clean = kw_say_clean(*line);
		g_autofree char *cut = kw_text_cut(clean, LINE_CHARS);

		json_array_add_string_element(array, cut);
	}
	json_object_set_boolean_member(data, has, json_array_get_length(array) > 0);
	json_object_set_array_member(data, key, array);
}

static void set_texts(JsonObject *data, const KwWord *word, const char *key)
{
	g_autoptr(GPtrArray) texts = kw_word_texts(word, key);
	JsonArray *array = json_array_new();

	for (guint i = 0; i < texts->len; i++)
		json_array_add_string_element(array, texts->pdata[i]);
	json_object_set_array_member(data, key, array);
}

/* Its hours have a name of their own: where it has none, a template would find the desk's. */
static JsonObject *helpline(const KwWord *line)
{
	JsonObject *data = json_object_new();

	kw_say_set(data, "line", kw_word_text(line, "name"));
	kw_say_set(data, "open", kw_word_text(line, "hours"));
	return data;
}

void kw_consultation_set_firstaid(JsonObject *data, const KwWords *words, const KwWord *firstaid)
{
	g_autoptr(GPtrArray) call = kw_word_texts(firstaid, "call");
	JsonArray *lines = json_array_new();

	kw_say_set(data, "case", kw_word_text(firstaid, "title"));
	set_texts(data, firstaid, "now");
	set_texts(data, firstaid, "not");
	for (guint i = 0; i < call->len; i++) {
		const KwWord *line = kw_words_find(words, "helplines", call->pdata[i]);

		if (line)
			json_array_add_object_element(lines, helpline(line));
	}
	json_object_set_array_member(data, "call", lines);
}

gboolean kw_consultation_set_issue(JsonObject *data, const KwConfig *config, const KwWords *words,
				   const KwIssue *issue, GError **error)
{
	g_autoptr(JsonObject) said = kw_say_day_data(words, issue->planned_on);
	g_autofree char *phrase = g_strdup_printf("consult.%s", issue->kind);
	g_autofree char *text = NULL;

	if (!said)
		return TRUE;
	kw_say_set(said, "title", config->title);
	json_object_set_int_member(said, "number", issue->number);
	text = kw_say(words, phrase, said, error);
	kw_say_set(data, "letter", text);
	return text != NULL;
}

gboolean kw_consultation_set_answer_by(JsonObject *data, const KwConfig *config,
				       const KwWords *words, int64_t asked_at, GError **error)
{
	g_autofree char *asked = kw_when_day(asked_at, config->timezone);
	g_autofree char *until =
		kw_workday_add(asked, config->consult_days, config->consult_closed);
	g_autoptr(JsonObject) day = kw_say_day_data(words, until);
	g_autofree char *said = kw_say(words, "date.weekday", day, error);

	kw_say_set(data, "answer_by", said);
	return said != NULL;
}

gboolean kw_consultation_set_done(JsonObject *data, const KwConfig *config, const KwWords *words,
				  const char *kind, GError **error)
{
	g_autofree char *phrase = g_strdup_printf("subject.reader_%s", kind);
	g_autoptr(JsonObject) title = json_object_new();
	g_autofree char *said = NULL;

	kw_say_set(title, "title", config->title);
	said = kw_say(words, phrase, title, error);
	kw_say_set(data, "done", said);
	return said != NULL;
}

static void set_desk(JsonObject *data, const KwConfig *config)
{
	kw_say_set(data, "title", config->title);
	kw_say_set(data, "publisher", config->publisher_name);
	kw_say_set(data, "phone", config->phone);
	kw_say_set(data, "website", config->website);
	kw_say_set(data, "hours", config->consult_hours);
	json_object_set_int_member(data, "days", config->consult_days);
}

static char *subject_of(const KwWords *words, const KwConsultation *letter, gboolean in_subject,
			JsonObject *data, GError **error)
{
	g_autofree char *phrase = g_strdup_printf("subject.consult_%s", letter->kind);
	g_autofree char *said = kw_say(words, phrase, data, error);
	g_autofree char *line = said ? kw_text_one_line(said) : NULL;
	g_autofree char *cut = line ? kw_text_cut(line, SUBJECT_CHARS) : NULL;

	return cut && in_subject ? g_strdup_printf("%s %s", cut, letter->id)
				 : g_steal_pointer(&cut);
}

static KwComposed *compose(const KwConfig *config, const KwConsultation *letter,
			   const char *reply_to, const char *subject, const char *text, int64_t now,
			   GError **error)
{
	g_autofree char *id = g_strdup_printf("%s@%s", letter->id, config->list_id);
	g_autofree char *to = kw_address_for_envelope(letter->address);
	g_autofree char *answered = letter->in_reply_to ? kw_text_one_line(letter->in_reply_to)
							: NULL;

	return kw_compose(&(KwDraft){.from_name = config->title,
				     .from_address = config->from,
				     .reply_to = reply_to,
				     .to = to,
				     .subject = subject,
				     .date_at = now,
				     .zone = config->timezone,
				     .message_id = id,
				     .in_reply_to = answered,
				     .auto_submitted = !letter->is_by_person,
				     .language = config->language,
				     .text = text},
			  error);
}

gboolean kw_consultation_put(KwDb *db, const KwConfig *config, const KwConsultation *letter,
			     JsonObject *data, int64_t now, GError **error)
{
	KwConfig spoken = *config; /* borrows everything */
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), data);
	g_autofree char *name = g_strdup_printf("consult_%s", letter->kind);
	g_autofree char *reply_to =
		letter->takes_answer ? kw_address_for_answers(config, letter->id) : NULL;
	g_autoptr(KwWords) words = kw_words_load(letter->language, config->templates, error);
	g_autoptr(KwComposed) composed = NULL;
	g_autofree char *subject = NULL, *rendered = NULL, *text = NULL;

	json_object_unref(data); /* the node holds it */
	spoken.language = (char *)letter->language;
	set_desk(data, config);
	if (!words || !kw_consultation_set_answer_by(data, config, words, now, error))
		return FALSE;
	subject = subject_of(words, letter, letter->takes_answer && !reply_to, data, error);
	rendered = subject ? kw_part_render(&spoken, name, "txt", node, error) : NULL;
	if (!rendered)
		return FALSE;
	text = kw_text_tidy(rendered);
	composed = compose(&spoken, letter, reply_to, subject, text, now, error);
	return composed && kw_reply_enqueue(db, &spoken, composed, letter->address, now, error);
}
