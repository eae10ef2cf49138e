/* The last letter to one whose letters come back. When one is due is subscribers/bounce's to know;
 * it is worded in templates/LANG/probe.txt.mustache. */
#include "digest/probe.h"

#include "base/error.h"
#include "base/part.h"
#include "base/say.h"
#include "base/text.h"
#include "base/when.h"
#include "mail/address.h"
#include "personal-private.h"
#include "store/outbox.h"
#include "store/roll.h"

#define DAY_S (24 * 3600)

typedef struct {
	KwDb *db;
	const KwConfig *config; /* in the subscriber's language */
	const KwKeys *keys;
	const KwSubscriber *subscriber;
	int64_t now;
} Probe;

static JsonNode *data_of(const Probe *probe, const KwWords *words)
{
	const KwConfig *config = probe->config;
	JsonObject *data = json_object_new();
	g_autofree char *link =
		kw_personal_leave_link(config, probe->keys, 0, probe->subscriber->id);
	g_autofree char *day = kw_when_day(probe->now + config->bounce_probe_days * (int64_t)DAY_S,
					   config->timezone);
	JsonObject *until = kw_say_day_data(words, day);

	if (until)
		json_object_set_object_member(data, "until", until);
	kw_say_set(data, "title", config->title);
	kw_say_set(data, "organisation", probe->subscriber->organisation);
	kw_say_set(data, "word", probe->subscriber->word);
	kw_say_set(data, "publisher", config->publisher_name);
	kw_say_set(data, "postal_address", config->postal_address);
	kw_say_set(data, "phone", config->phone);
	kw_say_set(data, "contact", config->contact);
	kw_say_set(data, "leave_link", link);
	return json_node_init_object(json_node_alloc(), data);
}

static KwComposed *compose(const Probe *probe, const char *subject, const char *text,
			   GError **error)
{
	const KwConfig *config = probe->config;
	g_autofree char *to = kw_address_for_envelope(probe->subscriber->address);
	g_autofree char *token =
		kw_token_format(probe->keys, KW_TOKEN_DELIVERY, 0, probe->subscriber->id);
	g_autofree char *id = g_strdup_printf("%s@%s", token, config->list_id);

	return kw_compose(&(KwDraft){.from_name = config->title,
				     .from_address = config->from,
				     .to = to,
				     .subject = subject,
				     .date_at = probe->now,
				     .zone = config->timezone,
				     .message_id = id,
				     .auto_submitted = TRUE,
				     .language = config->language,
				     .text = text},
			  error);
}

static gboolean enqueue(const Probe *probe, const KwComposed *composed, GError **error)
{
	g_autofree char *splices = kw_composed_splices_format(composed);
	const KwLetter letter = {.purpose = (char *)KW_PURPOSE_PROBE,
				 .language = probe->config->language,
				 .bytes = composed->bytes,
				 .splices = splices};

	return kw_outbox_put_notice(probe->db, &letter, probe->subscriber->id,
				    probe->subscriber->address, probe->now, error);
}

static gboolean put(const Probe *probe, GError **error)
{
	g_autoptr(KwWords)
		words = kw_words_load(probe->config->language, probe->config->templates, error);
	g_autoptr(JsonNode) data = words ? data_of(probe, words) : NULL;
	g_autofree char *subject =
		data ? kw_say(words, "subject.probe", json_node_get_object(data), error) : NULL;
	g_autofree char *rendered =
		subject ? kw_part_render(probe->config, "probe", "txt", data, error) : NULL;
	g_autofree char *text = rendered ? kw_text_tidy(rendered) : NULL;
	g_autofree char *line = subject ? kw_text_one_line(subject) : NULL;
	g_autoptr(KwComposed) composed = text ? compose(probe, line, text, error) : NULL;

	return composed && enqueue(probe, composed, error);
}

gboolean kw_probe_put(KwDb *db, const KwConfig *config, const KwKeys *keys, int64_t subscriber,
		      int64_t now, GError **error)
{
	g_autoptr(KwSubscriber) found = kw_roll_find(db, subscriber, error);
	KwConfig in_language = *config; /* borrowed, but for the language */
	const Probe probe = {db, &in_language, keys, found, now};

	if (!found) {
		if (error && !*error)
			kw_error_set(error, KW_ERROR_NOT_FOUND,
				     "subscriber %" G_GINT64_FORMAT ": does not exist", subscriber);
		return FALSE;
	}
	in_language.language = found->language;
	return put(&probe, error);
}
