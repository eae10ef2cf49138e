/* Mails to staff that nobody asked for: something happened that a person has to look at. What they
 * say is worded in templates/LANG/KIND.txt.mustache; when there is one is decided by the caller.
 * Answers to the mails of staff are receipt.c.
 *
 * Each is composed for one address: who else works there is nobody's business. */
#include "notice-private.h"

#include "base/part.h"
#include "base/say.h"
#include "base/text.h"
#include "mail/address.h"
#include "mail/compose.h"
#include "receipt-private.h"

typedef struct {
	const KwConfig *config;
	const char *subject, *text, *id;
	int64_t now;
} Notice;

static KwComposed *compose(const Notice *notice, const char *address, guint nth, GError **error)
{
	g_autofree char *to = kw_address_for_envelope(address);
	g_autofree char *id = g_strdup_printf("%s.%u@%s", notice->id, nth, notice->config->list_id);

	return kw_compose(&(KwDraft){.from_name = notice->config->title,
				     .from_address = notice->config->from,
				     .to = to,
				     .subject = notice->subject,
				     .date_at = notice->now,
				     .zone = notice->config->timezone,
				     .message_id = id,
				     .auto_submitted = TRUE,
				     .language = notice->config->language,
				     .text = notice->text},
			  error);
}

static gboolean put(KwDb *db, const Notice *notice, const char *address, guint nth, GError **error)
{
	g_autofree char *normal = kw_address_normalise(address);
	g_autoptr(KwComposed) composed = NULL;

	if (!normal)
		return TRUE;
	composed = compose(notice, normal, nth, error);
	return composed &&
	       kw_receipt_enqueue(db, notice->config, composed, normal, notice->now, error);
}

gboolean kw_notice_to_staff(KwDb *db, const KwConfig *config, const char *kind, const char *id,
			    JsonObject *data, int64_t now, GError **error)
{
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), data);
	g_autoptr(KwWords) words = kw_words_load(config->language, config->templates, error);
	g_autofree char *phrase = g_strdup_printf("subject.%s", kind);
	g_autofree char *subject = NULL, *line = NULL, *rendered = NULL, *text = NULL;
	Notice notice = {.config = config, .id = id, .now = now};

	json_object_unref(data);
	kw_say_set(data, "title", config->title);
	kw_receipt_set_operator(data, config);
	subject = words ? kw_say(words, phrase, data, error) : NULL;
	rendered = subject ? kw_part_render(config, kind, "txt", node, error) : NULL;
	if (!rendered)
		return FALSE;
	line = kw_text_one_line(subject);
	text = kw_text_tidy(rendered);
	notice.subject = line;
	notice.text = text;
	for (guint i = 0; i < config->staff->len; i++)
		if (!put(db, &notice, ((KwConfigStaff *)config->staff->pdata[i])->address, i,
			 error))
			return FALSE;
	return TRUE;
}
