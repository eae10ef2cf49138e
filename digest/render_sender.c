/* Who sends, and how to reach them, to template data; with the gaps that are filled in for every
 * reader when a letter goes out (mail/compose.h). */
#include "render_data-private.h"

#include "base/text.h"
#include "mail/compose.h"
#include "base/say.h"

#include <string.h>

static void add_partners(JsonObject *root, const GPtrArray *partners)
{
	JsonArray *array = json_array_new();

	for (guint i = 0; i < partners->len; i++) {
		const KwConfigPartner *partner = partners->pdata[i];
		JsonObject *data = json_object_new();

		kw_say_set(data, "name", partner->name);
		kw_making_set_link(data, "url", partner->url);
		json_array_add_object_element(array, data);
	}
	json_object_set_boolean_member(root, "has_partners", partners->len > 0);
	json_object_set_array_member(root, "partners", array);
}

/* What tel: dials (RFC 3966): the first number in "０３（0000）0000 代表". */
static void add_phone_link(JsonObject *root, const char *phone)
{
	g_autofree char *plain = phone ? kw_text_fold(phone) : g_strdup("");
	g_autoptr(GString) dialled = g_string_new(NULL);

	for (const char *p = plain; *p && strchr("+0123456789-(). ", *p); p++)
		if (*p == '+' || g_ascii_isdigit(*p))
			g_string_append_c(dialled, *p);
	kw_say_set(root, "phone_link", dialled->str);
}

static void add_publisher(JsonObject *root, const KwConfig *config)
{
	kw_say_set(root, "title", config->title);
	kw_say_set(root, "publisher", config->publisher_name);
	kw_say_set(root, "postal_address", config->postal_address);
	kw_say_set(root, "phone", config->phone);
	add_phone_link(root, config->phone);
	kw_say_set(root, "contact", config->contact);
	kw_say_set(root, "website", config->website);
	kw_say_set(root, "from", config->from);
	kw_say_set(root, "hours", config->consult_hours);
	json_object_set_int_member(root, "days", config->consult_days);
	add_partners(root, config->partners);
}

static void add_gaps(JsonObject *root)
{
	json_object_set_string_member(root, "greeting", kw_compose_gap(KW_FIELD_GREETING));
	json_object_set_string_member(root, "leave_link", kw_compose_gap(KW_FIELD_LEAVE_LINK));
	json_object_set_string_member(root, "consent", kw_compose_gap(KW_FIELD_CONSENT));
}

static void add_time(JsonObject *root, const KwConfig *config, int64_t now)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, config->timezone);
	g_autofree char *time = g_date_time_format(local, "%H:%M");

	kw_say_set(root, "time", time);
}

void kw_making_add_sender(KwMaking *m, JsonObject *root, int64_t now)
{
	add_publisher(root, m->config);
	add_gaps(root);
	add_time(root, m->config, now);
}
