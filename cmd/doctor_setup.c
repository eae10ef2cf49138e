/* doctor, of what the operator set up: configuration, addresses, keys, word files, and the store as
 * a place. What is in the store is doctor_store.c's. */
#include "doctor.h"

#include "base/asset.h"
#include "base/when.h"
#include "mail/address.h"

#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>

#define CIFS_MAGIC 0xFF534D42
#define FRESH_DAYS 365

void kw_doctor_check_config(KwDoctor *visit)
{
	g_autoptr(GError) error = NULL;
	KwContext *cx = visit->cx;

	cx->config = kw_config_load(cx->config_path, &error);
	if (!cx->config) {
		kw_doctor_fail(visit, "configuration", &error);
		return;
	}
	kw_doctor_say(visit, "ok", "configuration", "%s", cx->config->path);
	const char *const must_change[] = {cx->config->publisher_name, cx->config->postal_address,
					   cx->config->phone};
	for (size_t i = 0; i < G_N_ELEMENTS(must_change); i++)
		if (must_change[i] && strstr(must_change[i], "〈"))
			kw_doctor_say(visit, "FAIL", "configuration",
				      "publisher: `%s` still has to be filled in", must_change[i]);
}

void kw_doctor_check_addresses(KwDoctor *visit)
{
	const KwConfig *config = visit->cx->config;
	const struct {
		const char *key, *value;
	} addresses[] = {{"mail.from", config->from},
			 {"mail.bounce", config->bounce},
			 {"publisher.contact", config->contact},
			 {"consult.address", config->consult_address}};

	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
		g_autofree char *good =
			addresses[i].value ? kw_address_normalise(addresses[i].value) : NULL;

		if (addresses[i].value && !good)
			kw_doctor_say(visit, "FAIL", "addresses", "%s: `%s` is no mail address",
				      addresses[i].key, addresses[i].value);
	}
	for (guint i = 0; i < config->staff->len; i++) {
		const KwConfigStaff *staff = config->staff->pdata[i];
		g_autofree char *good = kw_address_normalise(staff->address);

		if (!good)
			kw_doctor_say(visit, "FAIL", "staff", "`%s` is no mail address",
				      staff->address);
	}
	if (!config->staff->len)
		kw_doctor_say(visit, "watch", "staff",
			      "nobody is listed, so no mail becomes a story");
}

void kw_doctor_check_keys(KwDoctor *visit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwKeys) keys = kw_keys_load(visit->cx->config->keys_file, &error);

	if (!keys)
		kw_doctor_fail(visit, "keys", &error);
	else
		kw_doctor_say(visit, "ok", "keys", "%s", visit->cx->config->keys_file);
}

/* Says what nobody reads; FALSE: something is amiss. */
static gboolean check_strays(KwDoctor *visit, const char *folder)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) strays = kw_asset_strays(folder, &error);

	if (!strays) {
		kw_doctor_fail(visit, "words", &error);
		return FALSE;
	}
	for (guint i = 0; i < strays->len; i++)
		kw_doctor_say(
			visit, "watch", "words",
			"%s/%s: is not read, no word file has that name (ja/products.yaml, …)",
			folder, (char *)strays->pdata[i]);
	return !strays->len;
}

/* What is printed of telephone numbers, ends of support, guides. Languages have their facts in
 * common: one is looked at. */
void kw_doctor_check_facts(KwDoctor *visit)
{
	const KwConfig *config = visit->cx->config;
	g_autofree char *today = kw_when_day(visit->cx->now, config->timezone);
	g_autofree char *since = kw_when_day_add(today, -FRESH_DAYS);
	g_autoptr(GPtrArray) doubts = kw_words_doubts(config->language, config->templates, since);

	for (guint i = 0; i < doubts->len; i++)
		kw_doctor_say(visit, "watch", "facts", "%s; put a corrected copy into %s/%s",
			      (char *)doubts->pdata[i],
			      config->templates ? config->templates : "(your `templates:`)",
			      config->language);
}

/* Word files of the operator's own folder; those that are built in were checked by the build. */
void kw_doctor_check_words(KwDoctor *visit)
{
	const char *folder = visit->cx->config->templates;
	g_autofree char *today = kw_when_day(visit->cx->now, visit->cx->config->timezone);
	g_auto(GStrv) languages = kw_words_languages();
	guint wrong = folder && !check_strays(visit, folder);

	for (char **language = languages; folder && *language; language++) {
		g_autoptr(GPtrArray) findings = kw_words_check(*language, folder, today);

		for (guint i = 0; i < findings->len; i++)
			kw_doctor_say(visit, "FAIL", "words", "%s", (char *)findings->pdata[i]);
		wrong += findings->len;
	}
	if (folder && !wrong) {
		g_autoptr(GPtrArray) compared = kw_words_compare(folder);

		for (guint i = 0; i < compared->len; i++)
			kw_doctor_say(visit, "watch", "words", "%s", (char *)compared->pdata[i]);
		if (!compared->len)
			kw_doctor_say(visit, "ok", "words", "%s", folder);
	}
}

/* WAL needs shared memory between processes of one machine: no network file system. */
static void check_disk(KwDoctor *visit)
{
	const char *path = visit->cx->config->store + strlen("sqlite:");
	struct statfs fs;

	if (!g_str_has_prefix(visit->cx->config->store, "sqlite:") || statfs(path, &fs) < 0)
		return;
	if (fs.f_type == NFS_SUPER_MAGIC || fs.f_type == (long)CIFS_MAGIC)
		kw_doctor_say(visit, "FAIL", "store",
			      "%s lies on a network disk: move it to a local one", path);
	else if ((uint64_t)fs.f_bavail * (uint64_t)fs.f_bsize < 200u * 1024 * 1024)
		kw_doctor_say(visit, "watch", "disk", "less than 200 MB are free at %s", path);
}

gboolean kw_doctor_check_store(KwDoctor *visit)
{
	g_autoptr(GError) error = NULL;

	if (!kw_context_open_db(visit->cx, &error)) {
		kw_doctor_fail(visit, "store", &error);
		return FALSE;
	}
	kw_doctor_say(visit, "ok", "store", "%s", kw_db_engine(visit->cx->db));
	check_disk(visit);
	return TRUE;
}
