/* Whose sign-up code stands in a mail. Known codes are found as words of their own anywhere in it;
 * one that nobody has is noticed only where it is announced as a code (bodies.yaml), or stands in
 * the address. */
#include "subscribers/bodies.h"

#include "base/code.h"
#include "base/text.h"
#include "base/yaml.h"
#include "subscribers/command.h"

#include <string.h>

#define ASSET     "subscribers/bodies.yaml"
#define MAX_BYTES 4000 /* of a text that is looked at */

const KwConfigPartner *kw_bodies_find_code(const GPtrArray *partners, const char *code)
{
	g_autofree char *wanted = code ? kw_code_fold(code) : NULL;

	for (guint i = 0; wanted && i < partners->len; i++) {
		const KwConfigPartner *body = partners->pdata[i];
		g_autofree char *known = body->code ? kw_code_fold(body->code) : NULL;

		if (g_strcmp0(known, wanted) == 0)
			return body;
	}
	return NULL;
}

const char *kw_bodies_name(const GPtrArray *partners, const char *code)
{
	const KwConfigPartner *body = kw_bodies_find_code(partners, code);

	return body ? body->name : code;
}

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_yaml_of_asset(ASSET);
	const KwYaml *list = kw_yaml_find(root, "announced");
	GPtrArray *patterns = g_ptr_array_new();

	for (guint i = 0; i < kw_yaml_size(list); i++)
		g_ptr_array_add(patterns, g_regex_new(kw_yaml_text(kw_yaml_at(list, i)),
						      G_REGEX_MULTILINE, 0, NULL));
	return patterns;
}

static gboolean announces_code(const char *folded)
{
	static GOnce once = G_ONCE_INIT;
	const GPtrArray *patterns = g_once(&once, load, NULL);

	for (guint i = 0; i < patterns->len; i++)
		if (g_regex_match(patterns->pdata[i], folded, 0, NULL))
			return TRUE;
	return FALSE;
}

static gboolean is_of_code(char c)
{
	return g_ascii_isalnum(c);
}

/* Not a piece of an address, of a link or of a number with hyphens; a full stop may follow. */
static gboolean stands_alone(const char *text, const char *start, const char *end)
{
	if (start > text && strchr("@.+-_/", start[-1]))
		return FALSE;
	return *end == '.' ? !is_of_code(end[1]) : !*end || !strchr("@+-_/", *end);
}

static const KwConfigPartner *find_in(const GPtrArray *partners, const char *folded)
{
	for (const char *start = folded, *end; *start; start = end + (*end != '\0')) {
		const KwConfigPartner *body;
		g_autofree char *word = NULL;

		for (end = start; is_of_code(*end);)
			end++;
		if (end == start || !stands_alone(folded, start, end))
			continue;
		word = g_strndup(start, (gsize)(end - start));
		body = kw_bodies_find_code(partners, word);
		if (body)
			return body;
	}
	return NULL;
}

/* Folding makes one line of a text, so it is folded line by line. */
static const KwConfigPartner *read_text(const GPtrArray *partners, const char *text,
					gboolean *is_announced)
{
	g_autofree char *head = kw_text_repair(text, (gssize)strnlen(text, MAX_BYTES));
	g_auto(GStrv) lines = g_strsplit(head, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_autofree char *folded = kw_text_fold(*line);
		const KwConfigPartner *body = find_in(partners, folded);

		if (body)
			return body;
		*is_announced = *is_announced || announces_code(folded);
	}
	return NULL;
}

/* "CODE" of "news-subscribe+CODE@…"; NULL = none. What stands behind other addresses is a token, or
 * the wish itself ("news+subscribe@…"). */
static char *code_of_address(const char *address)
{
	const char *at = strrchr(address, '@');
	const char *plus = at ? g_strrstr_len(address, at - address, "+") : NULL;
	g_autofree char *bare = NULL;

	if (!plus)
		return NULL;
	bare = g_strdup_printf("%.*s%s", (int)(plus - address), address, at);
	return kw_command_of_address(bare) ? g_strndup(plus + 1, (gsize)(at - plus - 1)) : NULL;
}

gboolean kw_bodies_has_codes(const GPtrArray *partners)
{
	for (guint i = 0; i < partners->len; i++)
		if (((const KwConfigPartner *)partners->pdata[i])->code)
			return TRUE;
	return FALSE;
}

const KwConfigPartner *kw_bodies_read(const GPtrArray *partners, const KwBodiesMail *mail,
				      gboolean *out_is_unknown)
{
	const char *const texts[] = {mail->subject, mail->own};
	g_autofree char *tag = mail->address ? code_of_address(mail->address) : NULL;
	const KwConfigPartner *body = kw_bodies_find_code(partners, tag);
	gboolean is_announced = tag != NULL;

	*out_is_unknown = FALSE;
	if (!kw_bodies_has_codes(partners))
		return NULL;
	for (guint i = 0; !body && i < G_N_ELEMENTS(texts); i++)
		if (texts[i])
			body = read_text(partners, texts[i], &is_announced);
	*out_is_unknown = !body && is_announced;
	return body;
}
