/* Alignment: whether a proven domain speaks for the domain in From.
 *
 * RFC 7489 §3.1 asks for the same organisational domain, which takes the public suffix list; it
 * changes weekly, and an old copy errs in the dangerous direction. Instead: the same domain, or one
 * that From's domain lies below, unless strangers have names below that one
 * (lib/mail/auth.yaml, and every short second level of a country). A domain below From's does not
 * speak for it: parts of a domain are lent to mailing services and municipal offices. A server that
 * knows the list says dmarc=pass, which is believed as it stands.
 */
#include "auth-private.h"

#include "base/yaml.h"

#include <string.h>

#define ASSET      "lib/mail/auth.yaml"
#define MAX_DOMAIN 253

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	return kw_yaml_of_asset(ASSET);
}

static gboolean is_listed(const char *domain, const char *list)
{
	static GOnce once = G_ONCE_INIT;
	const KwYaml *known = kw_yaml_find(g_once(&once, load, NULL), list);

	for (guint i = 0; i < kw_yaml_size(known); i++)
		if (strcmp(domain, kw_yaml_text(kw_yaml_at(known, i))) == 0)
			return TRUE;
	return FALSE;
}

/* Lower case, without the dot at its end; NULL: no domain of at least two labels. */
static char *tidy(const char *domain)
{
	g_autofree char *lower = g_ascii_strdown(domain, -1);
	size_t length = strlen(lower);

	if (length && lower[length - 1] == '.')
		lower[--length] = '\0';
	if (length == 0 || length > MAX_DOMAIN || *lower == '.' || !strchr(lower, '.') ||
	    strstr(lower, "..") || lower[length - 1] == '.')
		return NULL;
	for (const char *p = lower; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr(".-_", *p))
			return NULL;
	return g_steal_pointer(&lower);
}

static const char *parent(const char *domain)
{
	const char *dot = strchr(domain, '.');

	return dot ? dot + 1 : "";
}

/* co.jp, com.au, ac.uk */
static gboolean is_second_level(const char *domain)
{
	const char *top = parent(domain);

	return !strchr(top, '.') && strlen(top) == 2 && strcspn(domain, ".") <= 3;
}

static gboolean is_shared(const char *domain)
{
	if (is_second_level(domain) || is_listed(domain, "shared") ||
	    is_listed(domain, "shared_below") || is_listed(parent(domain), "shared_below"))
		return TRUE;
	for (const char *p = domain; *p; p = parent(p))
		if (is_listed(p, "exact_below"))
			return TRUE;
	return FALSE;
}

gboolean kw_auth_is_aligned(const char *from_domain, const char *domain)
{
	g_autofree char *from = tidy(from_domain), *proven = tidy(domain);
	size_t longer;

	if (!from || !proven)
		return FALSE;
	if (strcmp(from, proven) == 0)
		return TRUE;
	if (strlen(from) < strlen(proven) + 2)
		return FALSE;
	longer = strlen(from) - strlen(proven);
	return from[longer - 1] == '.' && strcmp(from + longer, proven) == 0 && !is_shared(proven);
}
