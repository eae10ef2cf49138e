/* Publishers, looked up by what outside text shows of them. The facts are data (publishers.yaml).
 *
 * An address in a forwarded mail is a claim. It names the publisher for the reader's sake; nobody
 * is believed for it. */
#include "ingest/publisher.h"

#include "ingest/recognition.h"

#include <string.h>

typedef struct {
	KwPublisher public;
	GPtrArray *domains, *addresses, *sites, *kinds, *names; /* folded */
} Entry;

static gpointer load_entries(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("publishers");
	GPtrArray *entries = g_ptr_array_new();

	for (guint i = 0; i < kw_yaml_size(root); i++) {
		const KwYaml *node = kw_yaml_at(root, i);
		Entry *entry = g_new0(Entry, 1);

		entry->public = (KwPublisher){
			.id = g_intern_string(kw_yaml_find_text(node, "id")),
			.name = g_intern_string(kw_yaml_find_text(node, "name")),
			.name_en = g_intern_string(kw_yaml_find_text(node, "name_en")),
			.reuse = g_intern_string(kw_yaml_find_text(node, "reuse")),
			.alerts = g_strcmp0(kw_yaml_find_text(node, "alerts"), "yes") == 0,
		};
		entry->domains = kw_recognition_texts(kw_yaml_find(node, "domains"), TRUE);
		entry->addresses = kw_recognition_texts(kw_yaml_find(node, "addresses"), TRUE);
		entry->sites = kw_recognition_texts(kw_yaml_find(node, "sites"), TRUE);
		entry->kinds = kw_recognition_texts(kw_yaml_find(node, "kinds"), TRUE);
		entry->names = kw_recognition_texts(kw_yaml_find(node, "names"), TRUE);
		g_ptr_array_add(entries, entry);
	}
	return entries;
}

static const GPtrArray *get_entries(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_entries, NULL);
}

static gboolean is_domain_within(const char *domain, const char *parent)
{
	size_t n = strlen(domain), m = strlen(parent);

	return n >= m && g_str_equal(domain + n - m, parent) &&
	       (n == m || domain[n - m - 1] == '.');
}

/* `word` is in `text` as a word of its own: "IPA" is not in "iPad". */
static gboolean has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *p = strstr(text, word); p; p = strstr(p + 1, word)) {
		gboolean starts = p == text || !g_ascii_isalnum(p[-1]) || !g_ascii_isalnum(*word);
		gboolean ends = !g_ascii_isalnum(p[length]) || !g_ascii_isalnum(word[length - 1]);

		if (starts && ends)
			return TRUE;
	}
	return FALSE;
}

static gboolean has_text(const GPtrArray *texts, const char *text)
{
	for (guint i = 0; i < texts->len; i++)
		if (g_str_equal(texts->pdata[i], text))
			return TRUE;
	return FALSE;
}

/* How long a site is that holds host and path; 0 = it does not. */
static size_t site_match(const char *site, const char *host, const char *path)
{
	const char *slash = strchr(site, '/');
	g_autofree char *site_host = g_strndup(site, slash ? (size_t)(slash - site) : strlen(site));

	if (!is_domain_within(host, site_host) || (slash && !g_str_has_prefix(path, slash)))
		return 0;
	return strlen(site);
}

const KwPublisher *kw_publisher_find(const char *id)
{
	const GPtrArray *entries = get_entries();

	for (guint i = 0; id && i < entries->len; i++)
		if (g_str_equal(((Entry *)entries->pdata[i])->public.id, id))
			return &((Entry *)entries->pdata[i])->public;
	return NULL;
}

const KwPublisher *kw_publisher_of_url(const char *url)
{
	const GPtrArray *entries = get_entries();
	const KwPublisher *best = NULL;
	g_autofree char *host = NULL;
	const char *start = strstr(url, "://");
	size_t best_length = 0, length;

	if (!start)
		return NULL;
	start += 3;
	length = strcspn(start, "/?#:");
	host = g_ascii_strdown(start, (gssize)length);
	for (guint i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];

		for (guint j = 0; j < entry->sites->len; j++) {
			size_t n = site_match(entry->sites->pdata[j], host, start + length);

			if (n > best_length) {
				best_length = n;
				best = &entry->public;
			}
		}
	}
	return best;
}

const KwPublisher *kw_publisher_of_address(const char *address)
{
	const GPtrArray *entries = get_entries();
	g_autofree char *lower = address ? g_ascii_strdown(address, -1) : NULL;
	const char *at = lower ? strrchr(lower, '@') : NULL;

	for (guint i = 0; at && i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];

		if (has_text(entry->addresses, lower))
			return &entry->public;
		for (guint j = 0; j < entry->domains->len; j++)
			if (is_domain_within(at + 1, entry->domains->pdata[j]))
				return &entry->public;
	}
	return NULL;
}

const KwPublisher *kw_publisher_of_kind(const char *kind)
{
	const GPtrArray *entries = get_entries();

	for (guint i = 0; i < entries->len; i++)
		if (has_text(((Entry *)entries->pdata[i])->kinds, kind))
			return &((Entry *)entries->pdata[i])->public;
	return NULL;
}

const KwPublisher *kw_publisher_of_title(const char *title)
{
	const GPtrArray *entries = get_entries();
	g_autofree char *folded = kw_recognition_fold(title);

	for (guint i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];

		for (guint j = 0; j < entry->names->len; j++)
			if (has_word(folded, entry->names->pdata[j]))
				return &entry->public;
	}
	return NULL;
}
