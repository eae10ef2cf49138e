/* Steps that the pages share: what was filled in, what is done about it, and who is told. */
#include "pages-private.h"

#include "base/say.h"
#include "base/text.h"
#include "store/journal.h"
#include "subscribers/answering.h"
#include "subscribers/preferences.h"
#include "subscribers/reply.h"

static const char *const shared_fields[] = {"organisation", "prefecture", "industry", "size"};

gboolean kw_visit_end(KwVisit *visit, const char *page, int status)
{
	visit->page = page;
	visit->status = status;
	return TRUE;
}

gboolean kw_visit_is_in(const KwVisit *visit, const char *states)
{
	g_auto(GStrv) all = g_strsplit(states, " ", -1);

	return visit->reader && g_strv_contains((const char *const *)all, visit->reader->state);
}

char *kw_visit_filled(const KwVisit *visit, const char *name)
{
	const char *value = kw_form_find(visit->request->form, name);

	return kw_text_one_line(value ? value : "");
}

gboolean kw_visit_has(const KwVisit *visit, const char *name, const char *value)
{
	return g_strcmp0(kw_form_find(visit->request->form, name), value) == 0;
}

static gboolean tell(KwVisit *visit, const KwAnswer *answer, GError **error)
{
	const KwAsked asked = {.config = visit->config, .keys = visit->keys, .now = visit->now};

	return kw_reply_answer(visit->db, &asked, answer, error);
}

gboolean kw_visit_tell(KwVisit *visit, const char *kind, GError **error)
{
	const KwSubscriber *reader = visit->reader;

	const KwAnswer answer = {.kind = kind,
				 .address = reader->address,
				 .language = reader->language,
				 .subscriber = reader->id};

	return tell(visit, &answer, error);
}

gboolean kw_visit_act(KwVisit *visit, const char *verb, const char *address, const char *until,
		      GError **error)
{
	const KwCommand command = {.verb = verb, .until = (char *)until};
	const KwRequest request = {.command = &command,
				   .address = address,
				   .own = "",
				   .confirms = visit->reader ? visit->reader->id : 0,
				   .asked_at = visit->first,
				   .code = visit->code,
				   .has_unknown_code = visit->has_unknown_code,
				   .language = visit->config->language,
				   .words = visit->words,
				   .actor = "web",
				   .evidence = visit->evidence,
				   .is_page = TRUE,
				   .now = visit->now};
	g_autoptr(KwResponse) response = kw_request_act(visit->db, &request, error);

	for (guint i = 0; response && i < response->answers->len; i++)
		if (!tell(visit, response->answers->pdata[i], error))
			return FALSE;
	return response != NULL;
}

gboolean kw_visit_note(KwVisit *visit, int64_t id, const char *action, const char *detail,
		       GError **error)
{
	g_autofree char *subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, id);
	g_autofree char *full = g_strdup_printf("%s, %s", detail, visit->evidence);

	return kw_journal_put(visit->db, visit->now, "web", action, subject, full, error);
}

gboolean kw_visit_take_turn(KwVisit *visit, gboolean *out_may, GError **error)
{
	if (!kw_answering_visit(visit->db, visit->keys, visit->config->intake_visits,
				visit->request->client, visit->now, out_may, error))
		return FALSE;
	if (!*out_may) {
		json_object_set_boolean_member(visit->data, "is_429", TRUE);
		kw_visit_end(visit, "refused", 429);
	}
	return TRUE;
}

char *kw_visit_link(const KwVisit *visit, const char *page, KwTokenPurpose purpose)
{
	g_autofree char *token =
		kw_token_format(visit->keys, purpose, visit->now, visit->reader->id);

	return g_strconcat(visit->request->base, page, "/", token, NULL);
}

void kw_visit_set_wrong(KwVisit *visit, const char *field)
{
	JsonObject *wrong = json_object_get_object_member(visit->data, "wrong");

	json_object_set_boolean_member(wrong, field, TRUE);
	json_object_set_boolean_member(visit->data, "is_wrong", TRUE);
}

/* ---- fields that two forms have ---- */

static void set_prefectures(KwVisit *visit, const char *chosen)
{
	g_autoptr(GPtrArray) names = kw_preferences_prefectures();
	JsonArray *list = json_array_new();

	for (guint i = 0; i < names->len; i++) {
		JsonObject *one = json_object_new();

		json_object_set_string_member(one, "name", names->pdata[i]);
		json_object_set_boolean_member(one, "is_chosen",
					       g_strcmp0(names->pdata[i], chosen) == 0);
		json_array_add_object_element(list, one);
	}
	json_object_set_array_member(visit->data, "prefectures", list);
}

/* What was filled in and is wrong stands there again, to be mended. */
static void set_field(KwVisit *visit, const char *field, const char *value)
{
	gboolean is_wrong =
		json_object_has_member(json_object_get_object_member(visit->data, "wrong"), field);
	g_autofree char *filled = is_wrong ? kw_visit_filled(visit, field) : g_strdup(value);

	kw_say_set(visit->data, field, filled);
}

void kw_visit_set_fields(KwVisit *visit, const KwSubscriber *s)
{
	set_field(visit, "organisation", s->organisation);
	set_field(visit, "industry", s->industry);
	set_field(visit, "size", s->size);
	json_object_set_boolean_member(visit->data, "is_japanese",
				       g_strcmp0(s->language, "en") != 0);
	set_prefectures(visit, s->prefecture);
}

gboolean kw_visit_read_fields(KwVisit *visit, KwSubscriber *s)
{
	gboolean is_good = TRUE;

	for (gsize i = 0; i < G_N_ELEMENTS(shared_fields); i++) {
		g_autofree char *value = kw_visit_filled(visit, shared_fields[i]);

		if (kw_preferences_set(s, shared_fields[i], value))
			continue;
		kw_visit_set_wrong(visit, shared_fields[i]);
		is_good = FALSE;
	}
	return is_good;
}

/* The names of the fields that differ; NULL = none. What stood in them is in no journal. */
static char *changes(const KwSubscriber *a, const KwSubscriber *b)
{
	const struct {
		const char *name, *was, *is;
	} fields[] = {
		{"language", a->language, b->language},
		{"topics", a->topics, b->topics},
		{"organisation", a->organisation, b->organisation},
		{"word", a->word, b->word},
		{"products", a->products, b->products},
		{"unused", a->unused, b->unused},
		{"prefecture", a->prefecture, b->prefecture},
		{"industry", a->industry, b->industry},
		{"size", a->size, b->size},
	};
	g_autoptr(GString) names = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if (g_strcmp0(fields[i].was, fields[i].is) != 0)
			g_string_append_printf(names, "%s%s", names->len ? " " : "",
					       fields[i].name);
	return names->len ? g_strdup(names->str) : NULL;
}

gboolean kw_visit_save(KwVisit *visit, const KwSubscriber *was, const KwSubscriber *wanted,
		       gboolean *out_changed, GError **error)
{
	g_autofree char *names = changes(was, wanted);

	*out_changed = names != NULL;
	return !names || (kw_roll_set_preferences(visit->db, wanted, error) &&
			  kw_visit_note(visit, wanted->id, "subscriber.change", names, error));
}
