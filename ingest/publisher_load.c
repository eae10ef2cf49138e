/* Loading the profiles of publishers, ingest/publishers/ID.yaml: whoever adds a file adds a
 * publisher. What is looked up in them is publisher.c.
 *
 * Keys of a profile; texts and patterns are compared with folded text (base/text.h):
 *   id         the name of the file
 *   name, name_en, language, reuse (facts: say it in our words; adapt-with-credit; link-only: title
 *              and link, no text is kept), alerts (yes: what they send is a warning by itself)
 *   domains, addresses   of senders; a domain with all below it
 *   sites      hosts with all below them, with a path where only a part of it is theirs
 *   hosts      patterns of hosts that no list names one by one
 *   kinds      of reference (identify.yaml) that only they give out
 *   numbers    how their own among those of kind "vendor" begin
 *   names      how titles and Subjects name them
 *   subjects   patterns of their Subjects and titles
 *   texts      patterns of lines that nobody else writes
 *   title_after  patterns of the line above the advisory's own title
 *   round_ups, tables    patterns of titles: several stories in one; a table, not to be read as
 * text headings   role -> headings that they use, besides those of advisory.yaml closings patterns
 * of the line from which on the text is about its sender unchecked  keys above that nobody has
 * compared with their mails or pages yet Patterns begin with a word (include/ingest/spot.h). */
#include "publisher-private.h"

#include "base/asset.h"
#include "ingest/recognition.h"

#include <string.h>

#define FOLDER "ingest/publishers/"

static const char *const keys[] = {
	"id",        "name",        "name_en", "language", "reuse",     "alerts",
	"domains",   "addresses",   "sites",   "hosts",    "kinds",     "names",
	"subjects",  "texts",       "tables",  "headings", "round_ups", "closings",
	"unchecked", "title_after", "numbers", NULL,
};

static const char *text_of(const KwYaml *root, const char *key)
{
	return g_intern_string(kw_yaml_find_text(root, key));
}

static void check_keys(const KwYaml *root, const char *id)
{
	for (guint i = 0; i < kw_yaml_size(root); i++)
		if (!g_strv_contains(keys, kw_yaml_key(root, i)))
			g_error("%s:%d: no such key: %s", kw_yaml_name(root),
				kw_yaml_key_line(root, i), kw_yaml_key(root, i));
	if (g_strcmp0(kw_yaml_find_text(root, "id"), id) != 0)
		g_error("%s: the id is not the name of the file", kw_yaml_name(root));
}

static void add_patterns(KwSpotter *spotter, const KwYaml *root, const char *key, guint id)
{
	g_autoptr(GPtrArray) patterns = kw_recognition_texts(kw_yaml_find(root, key), FALSE);

	for (guint i = 0; i < patterns->len; i++)
		kw_spotter_add(spotter, patterns->pdata[i], id);
}

static KwSpotter *own_patterns(const KwYaml *root, const char *key)
{
	KwSpotter *spotter = kw_spotter_new();

	add_patterns(spotter, root, key, 0);
	return spotter;
}

/* A name as a word of its own: "IPA" is not in "iPad". */
static void add_names(KwSpotter *spotter, const KwYaml *root, guint id)
{
	g_autoptr(GPtrArray) names = kw_recognition_texts(kw_yaml_find(root, "names"), TRUE);

	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *escaped = g_regex_escape_string(name, -1);
		g_autofree char *pattern = g_strconcat(
			g_ascii_isalnum(*name) ? "(?<![a-z0-9])" : "", escaped,
			g_ascii_isalnum(name[strlen(name) - 1]) ? "(?![a-z0-9])" : "", NULL);

		kw_spotter_add(spotter, pattern, id);
	}
}

static void add_roles(KwProfile *profile, const KwYaml *headings)
{
	profile->roles = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; headings && i < kw_yaml_size(headings); i++) {
		g_autoptr(GPtrArray) texts = kw_recognition_texts(kw_yaml_at(headings, i), TRUE);
		const char *role = g_intern_string(kw_yaml_key(headings, i));

		for (guint j = 0; j < texts->len; j++)
			g_hash_table_insert(profile->roles,
					    (gpointer)g_intern_string(texts->pdata[j]),
					    (gpointer)role);
	}
}

static void add_all(GHashTable *table, const KwYaml *root, const char *key, KwProfile *profile)
{
	g_autoptr(GPtrArray) texts = kw_recognition_texts(kw_yaml_find(root, key), TRUE);

	for (guint i = 0; i < texts->len; i++)
		g_hash_table_insert(table, (gpointer)g_intern_string(texts->pdata[i]), profile);
}

static void add_sites(KwProfiles *all, const KwYaml *root, const KwProfile *profile)
{
	g_autoptr(GPtrArray) sites = kw_recognition_texts(kw_yaml_find(root, "sites"), TRUE);

	for (guint i = 0; i < sites->len; i++) {
		const char *site = sites->pdata[i], *slash = strchrnul(site, '/');
		g_autofree char *host = g_strndup(site, (size_t)(slash - site));
		KwSite new = {g_intern_string(slash), profile};
		GArray *list = g_hash_table_lookup(all->by_host, host);

		if (!list) {
			list = g_array_new(FALSE, FALSE, sizeof(KwSite));
			g_hash_table_insert(all->by_host, g_steal_pointer(&host), list);
		}
		g_array_append_val(list, new);
	}
}

static void add_hosts(KwProfiles *all, const KwYaml *root, KwProfile *profile)
{
	g_autoptr(GPtrArray) patterns = kw_recognition_patterns(kw_yaml_find(root, "hosts"));

	for (guint i = 0; i < patterns->len; i++) {
		g_ptr_array_add(all->hosts, g_regex_ref(patterns->pdata[i]));
		g_ptr_array_add(all->host_owners, profile);
	}
}

static void add_profile(KwProfiles *all, const char *id)
{
	g_autofree char *name = g_strconcat("publishers/", id, NULL);
	g_autoptr(KwYaml) root = kw_recognition_load(name);
	KwProfile *profile = g_new0(KwProfile, 1);
	guint index = all->list->len;

	check_keys(root, id);
	profile->public = (KwPublisher){
		.id = text_of(root, "id"),
		.name = text_of(root, "name"),
		.name_en = text_of(root, "name_en"),
		.language = text_of(root, "language"),
		.reuse = text_of(root, "reuse"),
		.alerts = g_strcmp0(kw_yaml_find_text(root, "alerts"), "yes") == 0,
	};
	profile->round_ups = own_patterns(root, "round_ups");
	profile->tables = own_patterns(root, "tables");
	profile->closings = own_patterns(root, "closings");
	profile->numbers = kw_recognition_texts(kw_yaml_find(root, "numbers"), FALSE);
	add_roles(profile, kw_yaml_find(root, "headings"));
	add_all(all->by_address, root, "addresses", profile);
	add_all(all->by_address, root, "domains", profile);
	add_all(all->by_kind, root, "kinds", profile);
	add_sites(all, root, profile);
	add_hosts(all, root, profile);
	add_names(all->titles, root, index);
	add_patterns(all->titles, root, "subjects", index);
	add_patterns(all->texts, root, "texts", index);
	add_patterns(all->mastheads, root, "title_after", index);
	g_hash_table_insert(all->by_id, (gpointer)profile->public.id, profile);
	g_ptr_array_add(all->list, profile);
}

static gpointer load_profiles(gpointer unused G_GNUC_UNUSED)
{
	g_auto(GStrv) files = kw_asset_list(FOLDER);
	KwProfiles *all = g_new0(KwProfiles, 1);

	all->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	all->by_kind = g_hash_table_new(g_str_hash, g_str_equal);
	all->by_address = g_hash_table_new(g_str_hash, g_str_equal);
	all->by_host = g_hash_table_new(g_str_hash, g_str_equal);
	all->list = g_ptr_array_new();
	all->hosts = g_ptr_array_new();
	all->host_owners = g_ptr_array_new();
	all->titles = kw_spotter_new();
	all->texts = kw_spotter_new();
	all->mastheads = kw_spotter_new();
	for (char **file = files; *file; file++) {
		g_autofree char *base = g_path_get_basename(*file);
		g_autofree char *id = g_strndup(base, strcspn(base, "."));

		add_profile(all, id);
	}
	return all;
}

const KwProfiles *kw_profiles(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_profiles, NULL);
}
