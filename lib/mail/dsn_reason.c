/* Why a delivery failed: from the status (RFC 3463) and from what the server said.
 *
 * The words are lib/mail/dsn.yaml; the machine-readable fields are lib/mail/dsn.c.
 */
#include "dsn-private.h"

#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define ASSET "lib/mail/dsn.yaml"

static const char *const reasons[] = {
	"no-such-user", "no-such-host", "mailbox-full",      "suspended",
	"policy",       "too-big",      "network-or-system", "unclear",
};

typedef struct {
	GPtrArray *phrases; /* char *, folded; reason of each in `of` */
	GPtrArray *of;      /* const char *, static */
	guint strong;       /* so many of them say more than a status */
	KwYaml *root;
	const KwYaml *statuses;
} Table;

/* The static name. A file of the installation that is wrong is a bug. */
static const char *reason_named(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (g_strcmp0(reasons[i], name) == 0)
			return reasons[i];
	g_error("%s: no reason \"%s\"", ASSET, name);
}

static void add_phrases(Table *table, const char *list)
{
	const KwYaml *phrases = kw_yaml_find(table->root, list);

	for (guint i = 0; i < kw_yaml_size(phrases); i++) {
		const KwYaml *entry = kw_yaml_at(phrases, i), *any = kw_yaml_find(entry, "any");
		const char *reason = reason_named(kw_yaml_find_text(entry, "reason"));

		for (guint j = 0; j < kw_yaml_size(any); j++) {
			g_ptr_array_add(table->phrases,
					kw_text_fold(kw_yaml_text(kw_yaml_at(any, j))));
			g_ptr_array_add(table->of, (gpointer)reason);
		}
	}
}

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	Table *table = g_new0(Table, 1);

	table->root = kw_yaml_of_asset(ASSET);
	table->statuses = kw_yaml_find(table->root, "statuses");
	table->phrases = g_ptr_array_new();
	table->of = g_ptr_array_new();
	add_phrases(table, "phrases");
	table->strong = table->phrases->len;
	add_phrases(table, "weak_phrases");
	return table;
}

static const Table *get_table(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load, NULL);
}

/* "5.1.1", then "5.1", then "5". */
static const char *reason_of_status(const Table *table, const char *status)
{
	g_autofree char *prefix = g_strdup(status ? status : "");

	while (*prefix) {
		const char *name = kw_yaml_find_text(table->statuses, prefix);
		char *dot = strrchr(prefix, '.');

		if (name)
			return reason_named(name);
		*(dot ? dot : prefix) = '\0';
	}
	return NULL;
}

/* Whether `words` tell at which SMTP command it was refused. */
static gboolean has_command(const char *words, const char *list)
{
	const KwYaml *known = kw_yaml_find(kw_yaml_find(get_table()->root, "commands"), list);
	g_autofree char *folded = kw_text_fold(words ? words : "");

	for (guint i = 0; i < kw_yaml_size(known); i++)
		if (strstr(folded, kw_yaml_text(kw_yaml_at(known, i))))
			return TRUE;
	return FALSE;
}

static const char *reason_of_text(const Table *table, const char *text, gboolean is_weak)
{
	g_autofree char *folded = kw_text_fold(text);

	for (guint i = is_weak ? table->strong : 0;
	     i < (is_weak ? table->phrases->len : table->strong); i++)
		if (strstr(folded, table->phrases->pdata[i]))
			return table->of->pdata[i];
	return NULL;
}

/* Who is turned away with his name has not yet said to whom he writes. */
static const char *reason_at_mail(const char *reason)
{
	gboolean is_about_recipient = strcmp(reason, "no-such-user") == 0 ||
				      strcmp(reason, "no-such-host") == 0;

	return is_about_recipient ? "policy" : reason;
}

const char *kw_dsn_reason(const char *status, const char *said, const char *prose)
{
	const Table *table = get_table();
	const char *reason = said ? reason_of_text(table, said, FALSE) : NULL;

	if (!reason)
		reason = reason_of_status(table, status);
	if (!reason && said)
		reason = reason_of_text(table, said, TRUE);
	if (!reason && prose)
		reason = reason_of_text(table, prose, FALSE);
	if (!reason)
		return "unclear";
	return said && has_command(said, "mail") ? reason_at_mail(reason) : reason;
}

/* Filters of carriers answer "user unknown" to mail that they do not want: after they have seen it,
 * or with a status that speaks of something else. */
static gboolean is_user_gone(const char *status, const char *words)
{
	if ((status && g_str_has_prefix(status, "5.1.")) || has_command(words, "looked_up"))
		return TRUE;
	return !has_command(words, "data") && has_command(words, "rcpt");
}

const char *kw_dsn_class(const char *action, const char *reason, const char *status,
			 const char *words)
{
	if (strcmp(action, "delayed") == 0)
		return "soft";
	if (strcmp(action, "failed") != 0)
		return "none";
	/* the address will never work again; anything else may be cured */
	if (strcmp(reason, "no-such-host") == 0)
		return "hard";
	return strcmp(reason, "no-such-user") == 0 && is_user_gone(status, words) ? "hard" : "soft";
}
