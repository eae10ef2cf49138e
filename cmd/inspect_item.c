/* inspect item: the item that intake would make of a mail or of a plain text, explained, as JSON
 * (doc/json.md). The way is that of receive: reading, telling (which rates), explaining. */
#include "inspect.h"

#include "print.h"

#include "base/charset.h"
#include "base/error.h"
#include "base/text.h"
#include "base/when.h"
#include "digest/explain.h"
#include "ingest/notice.h"
#include "ingest/rate.h"
#include "ingest/telling.h"

#include <string.h>

typedef struct {
	const KwContext *cx;
	const KwWords *words;
	GTimeZone *zone;
	gboolean with_trace;
} Inspection;

/* --- a mail or a text --- */

/* Fields that mail systems write; "Subject:" and "Date:" stand on top of texts as well. */
static gboolean is_of_mail(const char *name, size_t length)
{
	static const char *const names[] = {"from",        "to",         "received",
					    "return-path", "message-id", "mime-version",
					    "content-type"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strlen(names[i]) == length && !g_ascii_strncasecmp(name, names[i], length))
			return TRUE;
	return FALSE;
}

static size_t field_name_length(const char *line, size_t length)
{
	size_t n = 0;

	while (n < length && line[n] > ' ' && line[n] != ':' && line[n] != 0x7f)
		n++;
	return n && n < length && line[n] == ':' ? n : 0;
}

/* RFC 5322: nothing but fields up to the first empty line. */
static gboolean is_mail(const char *bytes, size_t length)
{
	const char *end = bytes + length;
	gboolean found = FALSE;

	for (const char *line = bytes; line < end && *line != '\n' && *line != '\r';) {
		const char *lf = memchr(line, '\n', (size_t)(end - line));
		const char *next = lf ? lf + 1 : end;
		size_t n = field_name_length(line, (size_t)(next - line));
		gboolean is_envelope = line == bytes && next - line > 5 &&
				       !memcmp(line, "From ", 5);

		if (!n && !is_envelope && (line == bytes || (*line != ' ' && *line != '\t')))
			return FALSE;
		found |= is_of_mail(line, n);
		line = next;
	}
	return found;
}

/* --- one telling --- */

static JsonObject *explained(const Inspection *in, const KwTelling *telling)
{
	g_autofree char *day = kw_when_day(in->cx->now, in->zone);
	g_autofree char *exploited = kw_rate_exploited_quote(telling->item);
	g_autoptr(KwStory) story = kw_explain(telling->item, telling->refs, in->words, in->zone);

	kw_story_support(story, "exploited", exploited);
	return kw_story_to_json(story, telling->item, telling->refs, in->words, day,
				in->with_trace);
}

/* Only what a person tells becomes an item. */
static gboolean check_told(const KwReading *reading, GError **error)
{
	const char *kind = kw_kind_name(reading->kind);
	const char *notice = reading->kind == KW_KIND_POST ? kw_notice_name(kw_notice_of(reading))
							   : NULL;

	if (reading->kind == KW_KIND_POST && !notice)
		return TRUE;
	kw_error_set(
		error, KW_ERROR_DATA,
		"a mail of kind %s, of which no item is made; `kawaraban inspect mail` shows it",
		notice ? notice : kind);
	return FALSE;
}

static JsonObject *explain_mail(KwContext *cx, const Inspection *in, GBytes *bytes, GError **error)
{
	g_autoptr(KwReading) reading = kw_inspect_reading(cx, bytes, error);
	g_autoptr(JsonArray) also = json_array_new();
	g_auto(KwTelling) first = {0};
	JsonObject *json;

	if (!reading || !check_told(reading, error))
		return NULL;
	kw_telling_of_mail(reading, NULL, in->words, &first);
	json = explained(in, &first);
	for (guint i = 0; reading->also && i < reading->also->len; i++) {
		g_auto(KwTelling) telling = {0};

		kw_telling_of_mail(reading->also->pdata[i], NULL, in->words, &telling);
		json_array_add_object_element(also, explained(in, &telling));
	}
	json_object_set_array_member(json, "also", g_steal_pointer(&also));
	return json;
}

/* No text has those: what is read as some charset or other may be packed bytes. */
static gboolean is_bad(gunichar c)
{
	return c == 0xfffd || (c < ' ' && !strchr("\t\n\r\f", (int)c));
}

/* Bytes of no charset, or of one that no text has: a picture, an archive. */
static gboolean is_binary(const char *data, size_t length, const char *text, const char *charset)
{
	size_t bad = 0, chars = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p), chars++)
		bad += is_bad(g_utf8_get_char(p));
	return bad * 20 > chars || (memchr(data, '\0', length) && !g_str_equal(charset, "utf-16"));
}

static JsonObject *explain_text(const Inspection *in, GBytes *bytes, GError **error)
{
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);
	const char *charset;
	g_autofree char *text = kw_charset_decode(data, length, NULL, &charset);
	g_autofree char *line = kw_text_one_line(text);
	g_auto(KwTelling) telling = {0};
	JsonObject *json;

	if (length && is_binary(data, length, text, charset)) {
		kw_error_set(error, KW_ERROR_DATA,
			     "neither a mail nor a text; give a mail as it arrived, or plain text");
		return NULL;
	}
	if (!*line) {
		kw_error_set(error, KW_ERROR_DATA,
			     "nothing in it; the first line of a text is its title");
		return NULL;
	}
	kw_telling_of_text(text, in->zone, in->words, &telling);
	json = explained(in, &telling);
	json_object_set_array_member(json, "also", json_array_new());
	return json;
}

/* --- the command --- */

static KwWords *load_words(const KwContext *cx, const char *language, GError **error)
{
	const char *own = cx->config ? cx->config->language : "ja";

	if (language && !g_str_equal(language, "ja") && !g_str_equal(language, "en")) {
		kw_error_set(error, KW_ERROR_USAGE, "--language: `%s` is none of ja, en", language);
		return NULL;
	}
	return kw_words_load(language ? language : own, cx->config ? cx->config->templates : NULL,
			     error);
}

int kw_inspect_item(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *language = NULL;
	Inspection in = {.cx = cx};
	const GOptionEntry entries[] = {
		{"language", 0, 0, G_OPTION_ARG_STRING, &language, "Of the words: ja or en", "L"},
		{"trace", 0, 0, G_OPTION_ARG_NONE, &in.with_trace,
		 "Say of each sentence where it comes from", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, KW_INSPECT_ITEM, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, KW_INSPECT_ITEM);
	g_autoptr(GBytes) bytes = kw_inspect_read(argv[1], error);
	if (!bytes)
		return KW_ERROR_DATA;
	g_autoptr(KwWords) words = load_words(cx, language, error);
	if (!words)
		return KW_ERROR_USAGE;
	g_autoptr(GTimeZone) zone = kw_inspect_zone(cx);
	in.words = words;
	in.zone = zone;
	size_t length;
	const char *data = g_bytes_get_data(bytes, &length);
	g_autoptr(JsonObject) json = is_mail(data, length) ? explain_mail(cx, &in, bytes, error)
							   : explain_text(&in, bytes, error);
	if (!json) {
		g_prefix_error(error, "%s: ", argv[1]);
		return KW_ERROR_DATA;
	}
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), json);
	kw_print_json(node, TRUE);
	return 0;
}
