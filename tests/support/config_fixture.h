/* A configuration from a file, for tests of what is written to people. The newsletter is made up.
 */
#pragma once

#include "base/config.h"
#include "testing.h"

#define CONFIG_FIXTURE_YAML                                                       \
	"store: sqlite:kawaraban.db\n"                                            \
	"keys: keys\n"                                                            \
	"timezone: Asia/Tokyo\n"                                                  \
	"language: %s\n"                                                          \
	"publisher:\n"                                                            \
	"  title: サイバーかわら版\n"                                     \
	"  name: みほん地域 <サイバー> 支援ネットワーク & 友\n" \
	"  postal_address: 〒100-0000 みほん市1-2-3\n"                       \
	"  phone: 03-0000-0000\n"                                                 \
	"  contact: kawaraban@news.example.jp\n"                                  \
	"  website: https://news.example.jp/\n"                                   \
	"mail:\n"                                                                 \
	"  from: kawaraban@news.example.jp\n"                                     \
	"  list_id: kawaraban.news.example.jp\n"                                  \
	"  return_path: verp-plus\n"

/* `more` (may be "") is appended to the file. `folder` holds it. */
static inline KwConfig *config_fixture_load(const char *folder, const char *language,
					    const char *more)
{
	g_autofree char *path = g_build_filename(folder, "kawaraban.yaml", NULL);
	g_autofree char *head = g_strdup_printf(CONFIG_FIXTURE_YAML, language);
	g_autofree char *text = g_strconcat(head, more, NULL);
	g_autoptr(GError) error = NULL;
	KwConfig *config;

	g_file_set_contents(path, text, -1, &error);
	g_assert_no_error(error);
	config = kw_config_load(path, &error);
	kw_assert_ok(error);
	return config;
}
