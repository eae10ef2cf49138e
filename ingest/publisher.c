/* Publishers, looked up by what outside text shows of them. The facts are data, read by
 * publisher_load.c.
 *
 * An address in a forwarded mail is a claim. It names the publisher for the reader's sake; nobody
 * is believed for it. */
#include "ingest/publisher.h"

#include "ingest/recognition.h"
#include "publisher-private.h"

#include <string.h>

#define TEXT_MAX_BYTES (64 * 1024)

static const KwPublisher *public_of(const KwProfile *profile)
{
	return profile ? &profile->public : NULL;
}

static const KwProfile *profile_of(const KwPublisher *publisher)
{
	return publisher ? g_hash_table_lookup(kw_profiles()->by_id, publisher->id) : NULL;
}

const KwPublisher *kw_publisher_find(const char *id)
{
	return id ? public_of(g_hash_table_lookup(kw_profiles()->by_id, id)) : NULL;
}

const KwPublisher *kw_publisher_of_kind(const char *kind)
{
	return public_of(g_hash_table_lookup(kw_profiles()->by_kind, kind));
}

gboolean kw_publisher_gives(const KwPublisher *publisher, const char *kind, const char *number)
{
	const KwProfile *profile = profile_of(publisher);

	if (!profile)
		return FALSE;
	for (guint i = 0; i < profile->numbers->len; i++)
		if (g_str_has_prefix(number, profile->numbers->pdata[i]))
			return TRUE;
	return g_hash_table_lookup(kw_profiles()->by_kind, kind) == profile;
}

/* ---- hosts and addresses ---- */

static const KwProfile *profile_of_host(const char *host)
{
	const KwProfiles *all = kw_profiles();

	for (guint i = 0; i < all->hosts->len; i++)
		if (g_regex_match(all->hosts->pdata[i], host, 0, NULL))
			return all->host_owners->pdata[i];
	return NULL;
}

/* "www.example.jp" -> "example.jp"; NULL at the end. */
static const char *parent_domain(const char *domain)
{
	const char *dot = strchr(domain, '.');

	return dot ? dot + 1 : NULL;
}

/* The most specific of the sites that hold host and path. */
static const KwProfile *profile_of_site(const char *host, const char *path)
{
	const KwProfiles *all = kw_profiles();
	const KwProfile *best = NULL;
	size_t best_length = 0;

	for (const char *at = host; at; at = parent_domain(at)) {
		const GArray *sites = g_hash_table_lookup(all->by_host, at);

		for (guint i = 0; sites && i < sites->len; i++) {
			const KwSite *site = &g_array_index(sites, KwSite, i);
			size_t n = strlen(at) + strlen(site->path);

			if (n > best_length && g_str_has_prefix(path, site->path)) {
				best_length = n;
				best = site->profile;
			}
		}
	}
	return best ? best : profile_of_host(host);
}

const KwPublisher *kw_publisher_of_url(const char *url)
{
	const char *start = strstr(url, "://");
	g_autofree char *host = NULL;
	const char *user_end;
	size_t length;

	if (!start)
		return NULL;
	start += 3;
	/* "https://www.ipa.go.jp:443@shop.example/" is shop.example's (RFC 3986, 3.2.1) */
	user_end = g_strrstr_len(start, (gssize)strcspn(start, "/?#\\"), "@");
	start = user_end ? user_end + 1 : start;
	length = strcspn(start, "/?#:\\");
	host = g_ascii_strdown(start, (gssize)length);
	return public_of(profile_of_site(host, start + length));
}

const KwPublisher *kw_publisher_of_address(const char *address)
{
	const KwProfiles *all = kw_profiles();
	g_autofree char *lower = address ? g_ascii_strdown(address, -1) : NULL;
	const char *at = lower ? strrchr(lower, '@') : NULL;
	const KwProfile *profile;

	if (!at)
		return NULL;
	profile = g_hash_table_lookup(all->by_address, lower);
	for (const char *domain = at + 1; domain && !profile; domain = parent_domain(domain))
		profile = g_hash_table_lookup(all->by_address, domain);
	return public_of(profile ? profile : profile_of_host(at + 1));
}

/* ---- texts ---- */

static gboolean note_first(guint id, int start G_GNUC_UNUSED, int end G_GNUC_UNUSED,
			   const GMatchInfo *match G_GNUC_UNUSED, gpointer data)
{
	*(const KwProfile **)data = kw_profiles()->list->pdata[id];
	return FALSE;
}

const KwPublisher *kw_publisher_of_title(const char *title)
{
	g_autofree char *folded = kw_recognition_fold_lines(title, TEXT_MAX_BYTES);
	const KwProfile *profile = NULL;

	kw_spotter_run(kw_profiles()->titles, folded, note_first, &profile);
	return public_of(profile);
}

const KwPublisher *kw_publisher_of_text(const char *text)
{
	g_autofree char *folded = kw_recognition_fold_lines(text, TEXT_MAX_BYTES);
	const KwProfile *profile = NULL;

	kw_spotter_run(kw_profiles()->texts, folded, note_first, &profile);
	return public_of(profile);
}

KwForm kw_publisher_form(const KwPublisher *publisher, const char *folded_title)
{
	const KwProfile *profile = profile_of(publisher);

	if (!profile)
		return KW_FORM_ONE;
	if (kw_spotter_has(profile->tables, folded_title))
		return KW_FORM_TABLE;
	return kw_spotter_has(profile->round_ups, folded_title) ? KW_FORM_ROUND_UP : KW_FORM_ONE;
}

const char *kw_publisher_role(const KwPublisher *publisher, const char *folded_words)
{
	const KwProfile *profile = profile_of(publisher);

	return profile ? g_hash_table_lookup(profile->roles, folded_words) : NULL;
}

gboolean kw_publisher_is_masthead(const char *folded_line)
{
	return kw_spotter_has(kw_profiles()->mastheads, folded_line);
}

gboolean kw_publisher_is_closing(const KwPublisher *publisher, const char *folded_line)
{
	const KwProfile *profile = profile_of(publisher);

	return profile && kw_spotter_has(profile->closings, folded_line);
}
