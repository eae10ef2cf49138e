/* Telling notices from posts by a few words (notice.yaml). What is done about them is
 * cmd/dispatch's.
 *
 * A word alone is never enough where it would hide a post: a recall needs subject and sentence, a
 * bare answer must be short and bring nothing else, no link and no attachment. */
#include "ingest/notice.h"

#include "ingest/gateway.h"
#include "ingest/recognition.h"

#include <string.h>

#define TEXT_MAX_BYTES   4000 /* mail programs are brief; the rest is not looked at */
#define ANSWER_MAX_BYTES 400

typedef struct {
	GPtrArray *recall_subjects, *recall_texts, *read_subjects, *read_texts, *forwarding_senders,
		*forwarding_subjects, *forwarding_hosts, *answer_subjects; /* char *, folded */
	GPtrArray *answer_lines;                                           /* GRegex * */
} Words;

static gpointer load_words(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("notice");
	Words *words = g_new0(Words, 1);
	const struct {
		GPtrArray **list;
		const char *key;
	} lists[] = {
		{&words->recall_subjects, "recall_subjects"},
		{&words->recall_texts, "recall_texts"},
		{&words->read_subjects, "read_subjects"},
		{&words->read_texts, "read_texts"},
		{&words->forwarding_senders, "forwarding_senders"},
		{&words->forwarding_subjects, "forwarding_subjects"},
		{&words->forwarding_hosts, "forwarding_hosts"},
		{&words->answer_subjects, "answer_subjects"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		*lists[i].list = kw_recognition_texts(kw_yaml_find(root, lists[i].key), TRUE);
	words->answer_lines = kw_recognition_patterns(kw_yaml_find(root, "answer_lines"));
	return words;
}

static const Words *get_words(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_words, NULL);
}

static gboolean begins_with_any(const char *text, const GPtrArray *words)
{
	for (guint i = 0; i < words->len; i++)
		if (g_str_has_prefix(text, words->pdata[i]))
			return TRUE;
	return FALSE;
}

static gboolean contains_any(const char *text, const GPtrArray *words)
{
	for (guint i = 0; i < words->len; i++)
		if (strstr(text, words->pdata[i]))
			return TRUE;
	return FALSE;
}

/* What a mail program wrote: its words in the subject and in the text. */
static gboolean is_program(const KwReading *reading, const char *subject, const GPtrArray *subjects,
			   const GPtrArray *texts)
{
	g_autofree char *text = NULL;

	if (reading->forward || !begins_with_any(subject, subjects))
		return FALSE;
	text = kw_recognition_fold_lines(reading->text, TEXT_MAX_BYTES);
	return contains_any(text, texts);
}

static gboolean is_forwarding(const Words *words, const KwReading *reading, const char *subject)
{
	const KwAddress *from = reading->message->from;
	g_autofree char *address = from ? kw_address_normalise(from->address ? from->address : "")
					: NULL;

	return address &&
	       g_ptr_array_find_with_equal_func(words->forwarding_senders, address, g_str_equal,
						NULL) &&
	       contains_any(subject, words->forwarding_subjects);
}

static gboolean is_answer_line(const Words *words, const char *line)
{
	for (guint i = 0; i < words->answer_lines->len; i++)
		if (g_regex_match(words->answer_lines->pdata[i], line, 0, NULL))
			return TRUE;
	return FALSE;
}

static gboolean is_answer(const Words *words, const KwReading *reading, const char *subject)
{
	g_autofree char *own = NULL, *line = NULL;

	if (contains_any(subject, words->answer_subjects))
		return TRUE;
	if (reading->forward || reading->links->len || reading->message->parts > 1)
		return FALSE;
	if (strlen(reading->told) > ANSWER_MAX_BYTES)
		return FALSE;
	own = g_strstrip(g_strdup(reading->told));
	line = *own ? g_strndup(own, strcspn(own, "\n")) : g_strdup(reading->title);
	g_autofree char *folded = kw_recognition_fold(line);
	return is_answer_line(words, folded);
}

KwNotice kw_notice_of(const KwReading *reading)
{
	const Words *words = get_words();
	g_autofree char *plain = kw_gateway_subject(reading->message->subject, NULL);
	g_autofree char *subject = kw_recognition_fold(plain);

	if (reading->kind != KW_KIND_POST)
		return KW_NOTICE_NONE;
	if (is_program(reading, subject, words->recall_subjects, words->recall_texts))
		return KW_NOTICE_RECALL;
	if (is_program(reading, subject, words->read_subjects, words->read_texts))
		return KW_NOTICE_READ;
	if (is_forwarding(words, reading, subject))
		return KW_NOTICE_FORWARDING;
	return is_answer(words, reading, subject) ? KW_NOTICE_ANSWER : KW_NOTICE_NONE;
}

const char *kw_notice_name(KwNotice notice)
{
	switch (notice) {
	case KW_NOTICE_RECALL: return "recall";
	case KW_NOTICE_FORWARDING: return "forwarding";
	case KW_NOTICE_ANSWER: return "answer";
	case KW_NOTICE_READ: return "read";
	case KW_NOTICE_NONE: break;
	}
	return NULL;
}

const char *kw_notice_link(const KwReading *reading)
{
	const GPtrArray *hosts = get_words()->forwarding_hosts;

	for (guint i = 0; i < reading->links->len; i++)
		for (guint j = 0; j < hosts->len; j++) {
			g_autofree char *site =
				g_strdup_printf("https://%s/", (const char *)hosts->pdata[j]);

			if (g_ascii_strncasecmp(reading->links->pdata[i], site, strlen(site)) == 0)
				return reading->links->pdata[i];
		}
	return NULL;
}
