/* Authentication-Results: what our own mail server found out about a mail (RFC 8601; RFC 7601 and
 * 7001 have the same grammar).
 *
 * Anybody can write such a line into a mail. Believed are lines of the configured authserv-id that
 * were added by our last hop: all of them above the first Received field; between the first and the
 * second only the topmost, because what a server adds there stands on top of what it was handed,
 * and a mail that was handed over without any Received has nothing else in it that parts the two.
 * It needs a server that removes lines which claim to be its own (RFC 8601 §5), or always adds one.
 *
 * Servers put the envelope sender into comments and values. A quote inside a comment, or a comment
 * that is not closed, may be such a sender on his way out of it: then the whole line is refused.
 */
#include "auth-private.h"

#include <string.h>

#define MAX_LINE    16384
#define MAX_RESULTS 100
#define MAX_LINES   20

static void property_free(KwAuthProperty *property)
{
	g_free(property->name);
	g_free(property->value);
	g_free(property);
}

static void result_free(KwAuthResult *result)
{
	g_free(result->method);
	g_free(result->result);
	g_ptr_array_unref(result->properties);
	g_free(result);
}

/* --- the grammar --- */

/* Behind blanks and comments; NULL where a comment is not one. */
static const char *skip_cfws(const char *p)
{
	int depth = 0;

	for (; *p; p++) {
		if (depth && *p == '\\' && p[1])
			p++;
		else if (depth && *p == '"')
			return NULL;
		else if (*p == '(')
			depth++;
		else if (depth && *p == ')')
			depth--;
		else if (!depth && !strchr(" \t\r\n", *p))
			return p;
	}
	return depth ? NULL : p;
}

/* A word up to a blank or one of `stops`. NULL: none. */
static char *read_word(const char **p, const char *stops)
{
	const char *start = *p;

	while ((unsigned char)**p > ' ' && **p != 0x7f && !strchr("();\"\\", **p) &&
	       !strchr(stops, **p))
		(*p)++;
	return *p == start ? NULL : g_strndup(start, (gsize)(*p - start));
}

/* A value: words and quoted strings without blanks between them ("a b"@example.jp). NULL: none. */
static char *read_value(const char **p)
{
	g_autoptr(GString) out = g_string_new(NULL);
	gboolean is_found = FALSE;

	for (;;) {
		g_autofree char *word = read_word(p, "");

		if (word) {
			g_string_append(out, word);
		} else if (**p == '"') {
			const char *q = *p + 1;

			for (; *q && *q != '"'; q++) {
				if (*q == '\\' && q[1])
					q++;
				g_string_append_c(out, *q);
			}
			if (!*q)
				return NULL;
			*p = q + 1;
		} else {
			break;
		}
		is_found = TRUE;
	}
	return is_found ? g_strdup(out->str) : NULL;
}

/* "name = value" with blanks and comments between; the name may have them around its dot,
 * or the slash before its version. FALSE:
 * not the grammar. */
static gboolean read_pair(const char **p, GString *name, char **out_value)
{
	for (;;) {
		g_autofree char *word = read_word(p, "=./");

		if (!word || !(*p = skip_cfws(*p)))
			return FALSE;
		g_string_append(name, word);
		if (**p != '.' && **p != '/')
			break;
		g_string_append_c(name, **p);
		if (!(*p = skip_cfws(*p + 1)))
			return FALSE;
	}
	if (**p != '=' || !(*p = skip_cfws(*p + 1)))
		return FALSE;
	*out_value = read_value(p);
	if (!*out_value || !(*p = skip_cfws(*p)))
		return FALSE;
	for (char *c = name->str; *c; c++)
		*c = g_ascii_tolower(*c);
	return TRUE;
}

/* "dkim/1=pass (…) reason=… header.d=example.jp" up to the semicolon. NULL: not the grammar. */
static KwAuthResult *read_result(const char **p)
{
	KwAuthResult *result = g_new0(KwAuthResult, 1);
	gboolean is_good;

	result->properties = g_ptr_array_new_with_free_func((GDestroyNotify)property_free);
	do {
		g_autoptr(GString) name = g_string_new(NULL);
		g_autofree char *value = NULL;

		is_good = read_pair(p, name, &value);
		if (!is_good)
			break;
		if (!result->method) {
			result->method = g_strndup(name->str, strcspn(name->str, "/"));
			result->result = g_ascii_strdown(value, -1);
		} else {
			KwAuthProperty *property = g_new0(KwAuthProperty, 1);

			property->name = g_strdup(name->str);
			property->value = g_steal_pointer(&value);
			g_ptr_array_add(result->properties, property);
		}
	} while (**p && **p != ';');
	if (is_good)
		return result;
	result_free(result);
	return NULL;
}

GPtrArray *kw_auth_results_parse(const char *raw, const char *authserv_id, gboolean *out_is_ours)
{
	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func((GDestroyNotify)result_free);
	g_autofree char *id = NULL, *version = NULL;
	const char *p = skip_cfws(raw);

	*out_is_ours = FALSE;
	if (!p || strlen(raw) > MAX_LINE || !(id = read_value(&p)))
		return NULL;
	*out_is_ours = g_ascii_strcasecmp(id, authserv_id) == 0;
	if (!*out_is_ours || !(p = skip_cfws(p)))
		return NULL;
	version = read_word(&p, "");
	if ((version && strcmp(version, "1") != 0) || !(p = skip_cfws(p)))
		return NULL;
	while (*p == ';') {
		KwAuthResult *result;
		const char *behind;

		if (!(p = skip_cfws(p + 1)))
			return NULL;
		if (g_ascii_strncasecmp(p, "none", 4) == 0 && results->len == 0 &&
		    (behind = skip_cfws(p + 4)) && !*behind)
			p = behind;
		if (!*p)
			break;
		if (results->len == MAX_RESULTS || !(result = read_result(&p)))
			return NULL;
		g_ptr_array_add(results, result);
	}
	return *p ? NULL : g_steal_pointer(&results);
}

const char *kw_auth_result_find(const KwAuthResult *result, const char *property)
{
	const char *found = NULL;

	for (guint i = 0; i < result->properties->len; i++) {
		const KwAuthProperty *one = result->properties->pdata[i];

		if (strcmp(one->name, property) != 0)
			continue;
		if (found && g_ascii_strcasecmp(found, one->value) != 0)
			return NULL;
		found = one->value;
	}
	return found;
}

/* --- what is believed of it --- */

static gboolean is_line_of(const char *raw, const char *authserv_id)
{
	gboolean is_ours = FALSE;
	GPtrArray *results = kw_auth_results_parse(raw, authserv_id, &is_ours);

	g_clear_pointer(&results, g_ptr_array_unref);
	return is_ours;
}

/* The raw values of believed lines, borrowed. */
static GPtrArray *believed_lines(const KwHeaderBlock *block, const char *authserv_id)
{
	GPtrArray *lines = g_ptr_array_new();
	int received = 0;

	for (guint i = 0; i < block->fields->len && received < 2 && lines->len < MAX_LINES; i++) {
		const KwRawHeader *field = block->fields->pdata[i];
		gboolean is_ours;

		if (g_ascii_strcasecmp(field->name, "Received") == 0)
			received++;
		if (g_ascii_strcasecmp(field->name, "Authentication-Results") != 0)
			continue;
		is_ours = is_line_of(field->raw, authserv_id);
		if (is_ours)
			g_ptr_array_add(lines, field->raw);
		if (is_ours && received == 1)
			break;
	}
	return lines;
}

static const char *domain_of(const char *address)
{
	const char *at = address ? strrchr(address, '@') : NULL;

	return at ? at + 1 : address;
}

/* The domain that a result proves; NULL: none. */
static const char *proven_domain(const KwAuthResult *result)
{
	const char *domain;

	if (strcmp(result->result, "pass") != 0)
		return NULL;
	if (strcmp(result->method, "dmarc") == 0)
		return kw_auth_result_find(result, "header.from");
	if (strcmp(result->method, "spf") == 0)
		return domain_of(kw_auth_result_find(result, "smtp.mailfrom"));
	if (strcmp(result->method, "dkim") != 0)
		return NULL;
	domain = kw_auth_result_find(result, "header.d");
	return domain ? domain : domain_of(kw_auth_result_find(result, "header.i"));
}

static const char *const methods[] = {"dkim", "spf", "dmarc"}; /* a mail may have all */

/* The method by which one line proves `domain`; NULL: it does not. What passed for another domain
 * is told in `seen`. */
static const char *proves(const GPtrArray *results, const char *domain, GString *seen)
{
	for (guint m = 0; m < G_N_ELEMENTS(methods); m++)
		for (guint i = 0; i < results->len; i++) {
			const KwAuthResult *result = results->pdata[i];
			const char *proven;

			if (strcmp(result->method, methods[m]) != 0)
				continue;
			proven = proven_domain(result);
			/* who checks DMARC has looked at alignment himself */
			if (proven && (m == 2 ? g_ascii_strcasecmp(domain, proven) == 0
					      : kw_auth_is_aligned(domain, proven)))
				return methods[m];
			g_string_append_printf(seen, "%s%s=%.20s%s%.100s", seen->len ? ", " : "",
					       methods[m], result->result, proven ? " for " : "",
					       proven ? proven : "");
		}
	return NULL;
}

static gboolean says_forged(const GPtrArray *results)
{
	for (guint i = 0; i < results->len; i++) {
		const KwAuthResult *result = results->pdata[i];

		if (strcmp(result->method, "dmarc") == 0 && strcmp(result->result, "fail") == 0)
			return TRUE;
	}
	return FALSE;
}

const char *kw_auth_results_prove(const KwHeaderBlock *block, const char *authserv_id,
				  const char *domain, char **out_why)
{
	g_autoptr(GPtrArray) lines = believed_lines(block, authserv_id);
	g_autoptr(GString) seen = g_string_new(NULL);
	const char *method = NULL;

	for (guint i = 0; i < lines->len; i++) {
		gboolean is_ours;
		g_autoptr(GPtrArray)
			results = kw_auth_results_parse(lines->pdata[i], authserv_id, &is_ours);

		if (!results || says_forged(results)) {
			*out_why = g_strdup_printf("%s says %s", authserv_id,
						   results ? "dmarc=fail"
							   : "what cannot be read for sure");
			return NULL;
		}
		if (!method)
			method = proves(results, domain, seen);
	}
	if (method)
		*out_why = g_strdup_printf("%s says %s=pass for %s", authserv_id, method, domain);
	else if (lines->len)
		*out_why = g_strdup_printf("%s says %s, which does not prove %s", authserv_id,
					   seen->len ? seen->str : "nothing", domain);
	else
		*out_why = g_strdup_printf("no Authentication-Results of %s above the second "
					   "Received",
					   authserv_id);
	return method;
}
