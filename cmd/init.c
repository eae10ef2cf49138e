/* init: makes what is missing — configuration, keys, store, Maildir — and leaves what is there. */
#include "cmd.h"

#include "base/asset.h"
#include "base/error.h"
#include "base/file.h"
#include "mail/mailbox.h"

#include <stdio.h>
#include <string.h>

#define USAGE "init"

static gboolean make_config(const char *path, GError **error)
{
	gsize n;

	if (g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	g_autoptr(GBytes) sample = kw_asset_get(NULL, "contrib/kawaraban.yaml", error);
	if (!sample)
		return FALSE;
	const char *bytes = g_bytes_get_data(sample, &n);
	if (!kw_file_write(path, bytes, n, 0640, error))
		return FALSE;
	printf("made %s: change what stands in 〈…〉 there, then run `kawaraban doctor`\n", path);
	return TRUE;
}

static gboolean make_keys(const KwConfig *config, GError **error)
{
	if (g_file_test(config->keys_file, G_FILE_TEST_EXISTS))
		return TRUE;
	if (!kw_keys_create(config->keys_file, error))
		return FALSE;
	printf("made %s: keep a copy in a safe place\n", config->keys_file);
	return TRUE;
}

int kw_cmd_init(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, USAGE, error))
		return KW_ERROR_USAGE;
	if (argc > 1)
		return kw_usage(error, USAGE);
	if (!make_config(cx->config_path, error))
		return KW_ERROR_CONFIG;
	cx->config = kw_config_load(cx->config_path, error);
	if (!cx->config)
		return KW_ERROR_CONFIG;

	const KwConfig *config = cx->config;
	if (!make_keys(config, error) || !kw_db_create(config->store, error))
		return KW_ERROR_TEMPORARY;
	for (guint i = 0; i < config->relays->len; i++) {
		const char *url = ((const KwConfigRelay *)config->relays->pdata[i])->url;

		if (g_str_has_prefix(url, "maildir:") &&
		    !kw_maildir_create(url + strlen("maildir:"), error))
			return KW_ERROR_TEMPORARY;
	}
	printf("ready: %s\n", config->store);
	return 0;
}
