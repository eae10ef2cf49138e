/* From the standing parts of an issue to template data. Which parts it has was decided before
 * (digest/standing). */
#include "render_data-private.h"

#include "base/say.h"
#include "base/when.h"
#include "digest/standing.h"

#include <string.h>

static void set_texts(JsonObject *data, const KwWord *entry, const char *const *keys)
{
	for (; *keys; keys++)
		kw_say_set(data, *keys, kw_word_text(entry, *keys));
}

/* The question or the guide of this issue, and its place among those that can be printed. A letter
 * claims an edition only where somebody has seen it. */
static void add_turn(KwMaking *m, JsonObject *root, const char *key, const char *file,
		     const char *parts)
{
	static const char *const keys[] = {"question",  "advice_partly",
					   "advice_no", "advice_unknown",
					   "title",     "publisher",
					   "note",      "summary",
					   "url",       NULL};
	g_autoptr(GPtrArray) chosen = kw_standing_parts(m->words, parts, file);
	g_autoptr(GPtrArray) all = kw_standing_list(m->words, file);
	JsonObject *data;
	guint place;

	if (!chosen->len || !g_ptr_array_find(all, chosen->pdata[0], &place))
		return;
	data = json_object_new();
	json_object_set_int_member(data, "n", (gint64)place + 1);
	json_object_set_int_member(data, "of", all->len);
	set_texts(data, all->pdata[place], keys);
	if (kw_standing_is_confirmed(all->pdata[place]))
		kw_say_set(data, "edition", kw_word_text(all->pdata[place], "edition"));
	json_object_set_object_member(root, key, data);
}

/* Phrase "date.plain", or where only the month is known, "date.around". */
static char *say_date(KwMaking *m, const char *date)
{
	g_autofree char *first = NULL;

	if (!date || strlen(date) != strlen("2026-11"))
		return date ? kw_making_say_day(m, "date.plain", date) : NULL;
	first = g_strconcat(date, "-01", NULL);
	return kw_making_say_day(m, "date.around", first);
}

static int days_until(const char *from, const char *until)
{
	GDate days[2];
	const char *const texts[] = {from, until};

	for (int i = 0; i < 2; i++) {
		KwDay day;

		if (!kw_when_parse_day(texts[i], &day))
			return 0;
		g_date_clear(&days[i], 1);
		g_date_set_dmy(&days[i], (GDateDay)day.day, (GDateMonth)day.month,
			       (GDateYear)day.year);
	}
	return g_date_days_between(&days[0], &days[1]);
}

static JsonObject *support_data(KwMaking *m, const KwWord *product)
{
	static const char *const keys[] = {"name", "plain", "see", NULL};
	const char *until = kw_word_text(product, "supported_until");
	g_autofree char *said = kw_making_say_day(m, "date.full", until);
	JsonObject *data = json_object_new();

	set_texts(data, product, keys);
	kw_say_set(data, "until", said);
	json_object_set_int_member(data, "days", days_until(m->day, until));
	return data;
}

static JsonObject *programme_data(KwMaking *m, const KwWord *programme)
{
	static const char *const keys[] = {"title", "publisher", "summary", NULL};
	g_autofree char *starts = say_date(m, kw_word_text(programme, "starts_on"));
	g_autofree char *ends = say_date(m, kw_word_text(programme, "ends_on"));
	JsonObject *data = json_object_new();

	set_texts(data, programme, keys);
	kw_say_set(data, "starts", starts);
	kw_say_set(data, "ends", ends);
	kw_making_set_link(data, "url", kw_word_text(programme, "url"));
	return data;
}

static JsonObject *season_data(KwMaking *m G_GNUC_UNUSED, const KwWord *season)
{
	static const char *const keys[] = {"title", "text", NULL};
	g_autoptr(GPtrArray) todo = kw_word_texts(season, "todo");
	JsonObject *data = json_object_new();

	set_texts(data, season, keys);
	kw_making_set_lines(data, "todo", todo);
	return data;
}

/* Parts of which there may be several, or none. */
static const struct {
	const char *key, *file;
	JsonObject *(*data)(KwMaking *m, const KwWord *entry);
} standing[] = {
	{"support", "products", support_data},
	{"programmes", "programmes", programme_data},
	{"seasons", "seasons", season_data},
};

void kw_making_add_parts(KwMaking *m, JsonObject *root, const KwIssue *issue)
{
	for (size_t s = 0; s < G_N_ELEMENTS(standing); s++) {
		g_autofree char *has = g_strconcat("has_", standing[s].key, NULL);
		g_autoptr(GPtrArray)
			entries = kw_standing_parts(m->words, issue->parts, standing[s].file);
		JsonArray *array = json_array_new();

		for (guint i = 0; i < entries->len; i++)
			json_array_add_object_element(array,
						      standing[s].data(m, entries->pdata[i]));
		json_object_set_boolean_member(root, has, entries->len > 0);
		json_object_set_array_member(root, standing[s].key, array);
	}
	add_turn(m, root, "selfcheck", "selfcheck", issue->parts);
	add_turn(m, root, "guide", "guides", issue->parts);
}
