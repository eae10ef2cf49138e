/* The text of a notification: which lines are its own, which addresses they name, what came back.
 *
 * There are a hundred forms of them, and all say the same: sentences, an address at the beginning
 * of a line or behind a word such as "recipient" (lib/mail/dsn_prose.yaml), what a server said, and
 * the letter that came back. So no form is known here, only what they have in common. What follows
 * from it is lib/mail/dsn_prose.c.
 */
#include "dsn-private.h"

#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define ASSET          "lib/mail/dsn_prose.yaml"
#define MAX_LINES      2000
#define MAX_RECIPIENTS 100
#define QUOTE          " \t>" /* what may stand before the lines of a letter that came back */

struct KwNotice {
	GStrv lines;
	guint end;        /* first line of what came back */
	GArray *found;    /* KwNoticed */
	GHashTable *ours; /* normalised addresses that the notification itself went to */
};

/* --- words --- */

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	return kw_yaml_of_asset(ASSET);
}

static const KwYaml *words(const char *list)
{
	static GOnce once = G_ONCE_INIT;

	return kw_yaml_find(g_once(&once, load, NULL), list);
}

/* Where in `folded` the last word of `list` stands; NULL = none does. */
static const char *last_word(const char *folded, const char *list)
{
	const KwYaml *known = words(list);
	const char *last = NULL;

	for (guint i = 0; i < kw_yaml_size(known); i++) {
		const char *at = g_strrstr(folded, kw_yaml_text(kw_yaml_at(known, i)));

		if (at && (!last || at > last))
			last = at;
	}
	return last;
}

static gboolean starts_with_word(const char *folded, const char *list)
{
	const KwYaml *known = words(list);

	for (guint i = 0; i < kw_yaml_size(known); i++)
		if (g_str_has_prefix(folded, kw_yaml_text(kw_yaml_at(known, i))))
			return TRUE;
	return FALSE;
}

gboolean kw_notice_has_word(const char *text, const char *list)
{
	g_autofree char *folded = kw_text_fold(text);

	return last_word(folded, list) != NULL;
}

/* --- lines --- */

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

static GStrv lines_of(const KwMessage *message)
{
	g_autoptr(GPtrArray) more = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	gboolean is_html = FALSE;
	const KwPart *body = kw_message_body(message, &is_html, &more);

	if (body && is_html)
		append_without_tags(text, body->text);
	else if (body)
		g_string_append(text, body->text);
	for (guint i = 0; more && i < more->len; i++)
		g_string_append_printf(text, "\n%s", ((KwPart *)more->pdata[i])->text);
	return g_strsplit(text->str, "\n", MAX_LINES + 1);
}

static guint end_of_notice(GStrv lines)
{
	guint i;

	for (i = 0; lines[i] && i < MAX_LINES; i++) {
		g_autofree char *folded = kw_text_fold(lines[i] + strspn(lines[i], QUOTE));

		if (last_word(folded, "returned") || starts_with_word(folded, "returned_starts"))
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

/* By what stands before the address in its line. */
static KwNoticedSure sure_of(const char *line, const char *start)
{
	g_autofree char *before = g_strndup(line, (gsize)(start - line));
	g_autofree char *folded = kw_text_fold(before);
	const char *failed, *other;

	if (strspn(before, " \t<>*-(\"'+") == strlen(before))
		return KW_NOTICED_NAMED;
	failed = last_word(folded, "failed");
	other = last_word(folded, "others");
	if (other && (!failed || other > failed))
		return KW_NOTICED_NOT;
	return failed ? KW_NOTICED_NAMED : KW_NOTICED_MENTIONED;
}

/* Takes `address`. */
static void add_address(KwNotice *notice, char *address, KwNoticedSure sure, guint line)
{
	KwNoticed noticed = {address, sure, line};

	for (guint i = 0; i < notice->found->len; i++) {
		KwNoticed *known = &g_array_index(notice->found, KwNoticed, i);

		if (g_str_equal(known->address, address)) {
			known->sure = MAX(known->sure, sure);
			g_free(address);
			return;
		}
	}
	g_array_append_val(notice->found, noticed);
}

static void read_line(KwNotice *notice, guint i)
{
	const char *line = notice->lines[i], *start;

	for (const char *at = strchr(line, '@'); at; at = strchr(at + 1, '@')) {
		char *address = address_at(line, at, &start);
		KwNoticedSure sure = address ? sure_of(line, start) : KW_NOTICED_NOT;

		if (sure != KW_NOTICED_NOT && g_hash_table_contains(notice->ours, address))
			sure = sure == KW_NOTICED_NAMED ? KW_NOTICED_OWN : KW_NOTICED_NOT;
		if (sure == KW_NOTICED_NOT || notice->found->len >= MAX_RECIPIENTS)
			g_free(address);
		else
			add_address(notice, address, sure, i);
	}
}

/* --- the notification --- */

static void noticed_clear(gpointer data)
{
	g_free(((KwNoticed *)data)->address);
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

KwNotice *kw_notice_new(const KwMessage *message)
{
	KwNotice *notice = g_new0(KwNotice, 1);

	notice->lines = lines_of(message);
	notice->end = end_of_notice(notice->lines);
	notice->found = g_array_new(FALSE, FALSE, sizeof(KwNoticed));
	g_array_set_clear_func(notice->found, noticed_clear);
	notice->ours = addresses_of(message);
	for (guint i = 0; i < notice->end; i++)
		read_line(notice, i);
	return notice;
}

void kw_notice_free(KwNotice *notice)
{
	g_strfreev(notice->lines);
	g_array_unref(notice->found);
	g_hash_table_unref(notice->ours);
	g_free(notice);
}

const GArray *kw_notice_found(const KwNotice *notice)
{
	return notice->found;
}

/* What a letter is about is not why it did not arrive: ours are about viruses. */
static gboolean is_subject(const char *line)
{
	line += strspn(line, QUOTE);
	return g_ascii_strncasecmp(line, "subject:", 8) == 0;
}

char *kw_notice_words(const KwNotice *notice, const KwNoticed *from, const KwNoticed *next)
{
	GString *out = g_string_new(NULL);
	guint end = next ? next->line : notice->end;

	for (guint i = from ? from->line : 0; i < end; i++)
		if (!is_subject(notice->lines[i]))
			g_string_append_printf(out, "%s\n", notice->lines[i]);
	return g_string_free(out, FALSE);
}

char *kw_notice_words_about(const KwNotice *notice, const char *address)
{
	for (guint i = 0; i < notice->found->len; i++) {
		const KwNoticed *one = &g_array_index(notice->found, KwNoticed, i);

		if (address && g_ascii_strcasecmp(one->address, address) == 0)
			return kw_notice_words(notice, one,
					       i + 1 < notice->found->len ? one + 1 : NULL);
	}
	return g_strdup("");
}

/* --- what came back --- */

static gboolean is_field(const char *line)
{
	size_t name = strcspn(line, ": \t");

	return name > 0 && line[name] == ':';
}

/* Its header begins at the first field; every line has lost what that one is indented or quoted
 * with. */
KwMessage *kw_notice_returned(const KwNotice *notice)
{
	g_autoptr(GString) text = g_string_new(NULL);
	size_t quote = 0;

	for (guint i = notice->end; notice->lines[i] && i < MAX_LINES; i++) {
		const char *line = notice->lines[i];
		size_t prefix = strspn(line, QUOTE);

		if (text->len == 0 && !is_field(line + prefix))
			continue;
		if (text->len == 0)
			quote = prefix;
		g_string_append_printf(text, "%s\n", line + MIN(prefix, quote));
	}
	return text->len ? kw_message_parse(text->str, text->len, NULL, NULL) : NULL;
}
