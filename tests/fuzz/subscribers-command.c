/* subscribers/command on any text: the first line is the Subject. Whatever is asked for is one of
 * the known verbs, and what goes with it is well formed. */
#include "base/text.h"
#include "base/when.h"
#include "mail/address.h"
#include "subscribers/command.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *all = kw_text_repair(data, (gssize)size);
	size_t first = strcspn(all, "\n");
	g_autofree char *subject = g_strndup(all, first);
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	KwCommandMail mail = {.subject = subject,
			      .own = all + first,
			      .from = "yamada@yamada.example",
			      .now = 1795143600,
			      .zone = zone};

	for (int i = 0; i < 2; i++) {
		KwDay day;

		mail.is_confirmation = i == 1;
		g_autoptr(KwCommand) command = kw_command_read(&mail);
		g_autofree char *normal = command->address ? kw_address_normalise(command->address)
							   : NULL;

		g_assert_cmpstr(normal, ==, command->address);
		g_assert_cmpstr(command->address, !=, mail.from);
		g_assert(!command->until || kw_when_parse_day(command->until, &day));
		g_assert(!command->until || g_str_equal(command->verb, "pause"));
		g_assert(!command->concern || !g_str_equal(command->concern, "several") ||
			 !command->verb);
	}
	kw_command_of_address(subject);
	return 0;
}
