/* Notifications in prose: which addresses failed, from mail servers that write no RFC 3464.
 *
 * There are a hundred forms of them, and all say the same: sentences, an address at the beginning
 * of a line or behind a word such as "recipient" (lib/mail/dsn_prose.yaml), what a server said, and
 * the letter that came back. So no form is known here, only what they have in common. Fields are
 * lib/mail/dsn.c, reasons lib/mail/dsn_reason.c.
 *
 * What comes of it is a guess, and nothing may be done to a reader because of it alone: it takes
 * our own token in what came back.
 */
#include "dsn-private.h"

#include "base/text.h"
#include "base/yaml.h"
#include "mail/header.h"

#include <string.h>

#define ASSET          "lib/mail/dsn_prose.yaml"
#define MAX_LINES      2000
#define MAX_RECIPIENTS 100

/* How sure it is that an address of a line is one that failed. */
typedef enum { NOT, OWN, MENTIONED, NAMED } Sure; /* OWN: named, but the mail itself went there */

typedef struct {
	char *address;
	Sure sure;
	guint line;
} Candidate;

typedef struct {
	GStrv lines;
	guint end;        /* first line of what came back */
	GArray *found;    /* Candidate */
	GHashTable *ours; /* normalised addresses that the notification itself went to */
} Notice;

/* --- words --- */

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	return kw_yaml_of_asset(ASSET);
}

/* The word of `list` that stands in `folded`, the last one; NULL = none. */
static const char *last_word(const char *folded, const char *list, gboolean at_start)
{
	static GOnce once = G_ONCE_INIT;
	const KwYaml *known = kw_yaml_find(g_once(&once, load, NULL), list);
	const char *last = NULL;

	for (guint i = 0; i < kw_yaml_size(known); i++) {
		const char *word = kw_yaml_text(kw_yaml_at(known, i));
		const char *at = g_strrstr(folded, word);

		if (at && (!at_start || at == folded) && (!last || at > last))
			last = at;
	}
	return last;
}

static gboolean has_word(const char *line, const char *list, gboolean at_start)
{
	g_autofree char *folded = kw_text_fold(line);

	return last_word(folded, list, at_start) != NULL;
}

/* --- text --- */

/* A tag goes, an address in angle brackets stays. */
static void append_without_tags(GString *out, const char *html)
{
	while (*html) {
		const char *end = *html == '<' ? strchr(html, '>') : NULL;
		gboolean is_tag = end && !memchr(html, '@', (size_t)(end - html));

		if (is_tag && (g_ascii_isalpha(html[1]) || strchr("/!", html[1]))) {
			g_string_append_c(out, g_ascii_strncasecmp(html, "<a", 2) ? '\n' : ' ');
			html = end + 1;
		} else {
			g_string_append_c(out, *html++);
		}
	}
	g_string_replace(out, "&lt;", "<", 0);
	g_string_replace(out, "&gt;", ">", 0);
}

static char *text_of(const KwMessage *message)
{
	g_autoptr(GPtrArray) more = NULL;
	gboolean is_html = FALSE;
	const KwPart *body = kw_message_body(message, &is_html, &more);
	GString *out = g_string_new(NULL);

	if (body && is_html)
		append_without_tags(out, body->text);
	else if (body)
		g_string_append(out, body->text);
	for (guint i = 0; more && i < more->len; i++)
		g_string_append_printf(out, "\n%s", ((KwPart *)more->pdata[i])->text);
	return g_string_free(out, FALSE);
}

static guint end_of_notice(GStrv lines)
{
	guint i;

	for (i = 0; lines[i] && i < MAX_LINES; i++) {
		const char *line = lines[i] + strspn(lines[i], " \t>");

		if (has_word(line, "returned", FALSE) || has_word(line, "returned_starts", TRUE))
			break;
	}
	return i;
}

/* --- addresses in lines --- */

/* RFC 5322 atext and dots, which old docomo addresses have anywhere; no UTF-8. */
static gboolean is_local(char c)
{
	return g_ascii_isalnum(c) || (c && strchr(".!#$%&'*+/=?^_`{|}~-", c));
}

static gboolean is_domain(char c)
{
	return g_ascii_isalnum(c) || c == '.' || c == '-';
}

/* The address around the "@" at `at` within `line`; *out_start is where it begins. */
static char *address_at(const char *line, const char *at, const char **out_start)
{
	const char *start = at, *end = at + 1;
	g_autofree char *text = NULL;

	while (start > line && is_local(start[-1]))
		start--;
	while (start < at && strchr("'#*=", *start)) /* quotes and bullets of the prose */
		start++;
	while (is_domain(*end))
		end++;
	while (end > at && strchr(".-", end[-1]))
		end--;
	*out_start = start;
	text = g_strndup(start, (gsize)(end - start));
	return strchr(text, '.') ? kw_address_normalise(text) : NULL;
}

static Sure sure_of(const char *line, const char *start)
{
	g_autofree char *before = g_strndup(line, (gsize)(start - line));
	g_autofree char *folded = kw_text_fold(before);
	const char *failed, *other;

	if (strspn(before, " \t<>*-(\"'+") == strlen(before))
		return NAMED;
	failed = last_word(folded, "failed", FALSE);
	other = last_word(folded, "others", FALSE);
	if (other && (!failed || other > failed))
		return NOT;
	return failed ? NAMED : MENTIONED;
}

static void add_candidate(Notice *notice, char *address, Sure sure, guint line)
{
	Candidate candidate = {address, sure, line};

	for (guint i = 0; i < notice->found->len; i++) {
		Candidate *known = &g_array_index(notice->found, Candidate, i);

		if (g_str_equal(known->address, address)) {
			known->sure = MAX(known->sure, sure);
			g_free(address);
			return;
		}
	}
	g_array_append_val(notice->found, candidate);
}

static void read_line(Notice *notice, guint i)
{
	const char *line = notice->lines[i], *start;

	for (const char *at = strchr(line, '@'); at; at = strchr(at + 1, '@')) {
		char *address = address_at(line, at, &start);
		Sure sure = address ? sure_of(line, start) : NOT;

		if (sure != NOT && g_hash_table_contains(notice->ours, address))
			sure = sure == NAMED ? OWN : NOT;
		if (sure == NOT || notice->found->len >= MAX_RECIPIENTS)
			g_free(address);
		else
			add_candidate(notice, address, sure, i);
	}
}

/* --- what came back --- */

static const KwAddress *first_of(const GPtrArray *list)
{
	return list && list->len ? list->pdata[0] : NULL;
}

/* To whom the letter went, by its own header: the last resort. */
static char *returned_recipient(const Notice *notice, const KwMessage *returned)
{
	const KwAddress *to = returned ? first_of(returned->to) : NULL;

	if (to && to->address)
		return kw_address_normalise(to->address);
	for (guint i = notice->end; notice->lines[i] && i < MAX_LINES; i++) {
		const char *line = notice->lines[i] + strspn(notice->lines[i], " \t>");
		g_autoptr(GPtrArray) list = NULL;

		if (g_ascii_strncasecmp(line, "to:", 3) != 0)
			continue;
		list = kw_address_list_parse(line + 3);
		to = first_of(list);
		return to && to->address ? kw_address_normalise(to->address) : NULL;
	}
	return NULL;
}

/* --- the notification --- */

static void candidate_clear(gpointer data)
{
	g_free(((Candidate *)data)->address);
}

static GHashTable *addresses_of(const KwMessage *message)
{
	GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < message->to->len; i++) {
		const KwAddress *to = message->to->pdata[i];
		char *address = to->address ? kw_address_normalise(to->address) : NULL;

		if (address)
			g_hash_table_add(set, address);
	}
	return set;
}

static Notice *notice_new(const KwMessage *message)
{
	g_autofree char *text = text_of(message);
	Notice *notice = g_new0(Notice, 1);

	notice->lines = g_strsplit(text, "\n", MAX_LINES + 1);
	notice->end = end_of_notice(notice->lines);
	notice->found = g_array_new(FALSE, FALSE, sizeof(Candidate));
	g_array_set_clear_func(notice->found, candidate_clear);
	notice->ours = addresses_of(message);
	for (guint i = 0; i < notice->end; i++)
		read_line(notice, i);
	return notice;
}

static void notice_free(Notice *notice)
{
	g_strfreev(notice->lines);
	g_array_unref(notice->found);
	g_hash_table_unref(notice->ours);
	g_free(notice);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Notice, notice_free)

static const Candidate *candidate(const Notice *notice, guint i)
{
	return &g_array_index(notice->found, Candidate, i);
}

/* Lines `from` to `to` of the notification. */
static char *words_about(const Notice *notice, guint from, guint to)
{
	GString *out = g_string_new(NULL);

	for (guint i = from; i < to && i < notice->end; i++)
		g_string_append_printf(out, "%s\n", notice->lines[i]);
	return g_string_free(out, FALSE);
}

char *kw_dsn_notice(const KwMessage *message, const char *address)
{
	g_autoptr(Notice) notice = notice_new(message);
	guint i, next;

	for (i = 0; address && i < notice->found->len; i++)
		if (g_ascii_strcasecmp(candidate(notice, i)->address, address) == 0)
			break;
	if (!address)
		return words_about(notice, 0, notice->end);
	if (i == notice->found->len)
		return g_strdup("");
	next = i + 1 < notice->found->len ? candidate(notice, i + 1)->line : notice->end;
	return words_about(notice, candidate(notice, i)->line, next);
}

/* --- recipients --- */

static gboolean is_delayed(const KwMessage *message, const char *words)
{
	return has_word(message->subject, "delayed", FALSE) || has_word(words, "delayed", FALSE);
}

static void add_recipient(const KwMessage *message, char *address, const char *words,
			  GPtrArray *recipients)
{
	g_autofree char *said = g_strconcat(message->subject, "\n", words, NULL);
	KwDsnRecipient *recipient = g_new0(KwDsnRecipient, 1);

	recipient->address = address;
	recipient->status = kw_dsn_find_status(words);
	recipient->action = is_delayed(message, words) ? "delayed" : "failed";
	recipient->reason = kw_dsn_reason(recipient->status, words, said);
	recipient->class =
		kw_dsn_class(recipient->action, recipient->reason, recipient->status, words);
	g_ptr_array_add(recipients, recipient);
}

/* The candidates that are as sure as the surest: all that are named, but only the first of those
 * that are mentioned. const Candidate *. */
static GPtrArray *surest(const Notice *notice)
{
	GPtrArray *chosen = g_ptr_array_new();
	Sure best = NOT;

	for (guint i = 0; i < notice->found->len; i++)
		best = MAX(best, candidate(notice, i)->sure);
	for (guint i = 0; i < notice->found->len; i++)
		if (candidate(notice, i)->sure == best && (best == NAMED || chosen->len == 0))
			g_ptr_array_add(chosen, (gpointer)candidate(notice, i));
	return chosen;
}

void kw_dsn_prose(const KwMessage *message, const KwMessage *returned, GPtrArray *recipients)
{
	g_autoptr(Notice) notice = notice_new(message);
	g_autoptr(GPtrArray) chosen = surest(notice);
	g_autofree char *all = words_about(notice, 0, notice->end);
	char *address = chosen->len ? NULL : returned_recipient(notice, returned);

	for (guint i = 0; i < chosen->len; i++) {
		const Candidate *one = chosen->pdata[i], *next = NULL;
		g_autofree char *words = NULL;

		if (i + 1 < chosen->len)
			next = chosen->pdata[i + 1];
		words = words_about(notice, one->line, next ? next->line : notice->end);
		add_recipient(message, g_strdup(one->address), chosen->len > 1 ? words : all,
			      recipients);
	}
	if (address)
		add_recipient(message, address, all, recipients);
}
