/* ingest/advisory, identify and publisher on any text: the first line is the Subject. Sections hold
 * text of the advisory and nothing else, numbers are in canonical spelling. */
#include "base/text.h"
#include "ingest/advisory.h"
#include "ingest/identify.h"
#include "mail/auth.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sections(const KwAdvisory *advisory, const char *text)
{
	size_t bytes = 0;

	g_assert(advisory->sections->len <= 60);
	for (guint i = 0; i < advisory->sections->len; i++) {
		const KwSection *section = advisory->sections->pdata[i];
		g_autofree char *tidy = kw_text_tidy(section->text);

		g_assert(section->role && section->title);
		g_assert(g_utf8_validate(section->title, -1, NULL));
		g_assert_cmpstr(section->text, ==, tidy);
		bytes += strlen(section->text);
	}
	g_assert(bytes <= strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *all = kw_text_repair(data, (gssize)size);
	size_t first = strcspn(all, "\n");
	g_autofree char *subject = g_strndup(all, first);
	const char *body = all + first + (all[first] == '\n');
	g_autofree char *clean = NULL;
	const char *word = kw_auth_cleartext(body, NULL, NULL, &clean);
	g_autoptr(KwAdvisory) advisory = kw_advisory_parse(subject, "announce@jpcert.or.jp", clean);
	g_autoptr(KwAdvisory) plain = kw_advisory_parse(subject, NULL, clean);
	g_autoptr(GPtrArray) refs = kw_identify_refs(all);
	g_autofree char *title = kw_identify_plain_title(subject);
	g_autofree char *key = kw_identify_title_key(subject);

	g_assert(g_str_equal(word, "none") || g_str_equal(word, "not-checkable"));
	check_sections(advisory, clean);
	check_sections(plain, clean);
	g_assert(refs->len <= 200);
	for (guint i = 0; i < refs->len; i++) {
		const KwRef *ref = refs->pdata[i];
		g_autoptr(GPtrArray) again = kw_identify_refs(ref->value);

		g_assert(ref->kind && g_utf8_validate(ref->value, -1, NULL));
		/* those that have no page of their own are named by their address alone */
		g_assert(again->len <= 1);
		if (again->len)
			g_assert_cmpstr(((KwRef *)again->pdata[0])->value, ==, ref->value);
	}
	g_assert(g_utf8_validate(title, -1, NULL) && !strchr(title, '\n'));
	g_assert(g_utf8_validate(key, -1, NULL));
	return 0;
}
