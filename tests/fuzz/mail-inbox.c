/* mail/inbox: any bytes as what an IMAP or a POP3 server says (the first byte chooses), over a
 * whole visit: list, fetch, settle, close. No more than the ceiling is ever handed over. */
#include "../../lib/mail/inbox-private.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_BYTES   4096
#define MAX_ENTRIES 300

static gboolean visit(const KwInboxEntry *entry, gpointer user, GError **error G_GNUC_UNUSED)
{
	GPtrArray *entries = user;

	g_assert(entry->uid && kw_text_is_valid(entry->uid, strlen(entry->uid)));
	g_assert(strlen(entry->uid) <= 255 && entry->bytes >= 0);
	if (entries->len < MAX_ENTRIES)
		g_ptr_array_add(entries, kw_inbox_entry_copy(entry));
	return TRUE;
}

static gboolean take(const KwInboxEntry *entry, GBytes *bytes, const char *why, gpointer user,
		     GError **error G_GNUC_UNUSED)
{
	const GPtrArray *entries = user;

	g_assert(g_ptr_array_find((GPtrArray *)entries, entry, NULL));
	g_assert(!bytes || (!why && g_bytes_get_size(bytes) <= MAX_BYTES));
	g_assert(!why || kw_text_is_valid(why, strlen(why)));
	return TRUE;
}

static void use(const KwInboxBackend *backend, void *box, GError **error)
{
	g_autoptr(GPtrArray)
		entries = g_ptr_array_new_with_free_func((GDestroyNotify)kw_inbox_entry_free);
	const KwInboxEntry *at = NULL;

	if (!box)
		return;
	if (backend->list(box, visit, entries, error) &&
	    backend->fetch(box, entries, MAX_BYTES, take, entries, &at, error))
		(void)(backend->settle(box, entries, FALSE, error) && backend->close(box, error));
	g_assert(!at || (*error && g_ptr_array_find(entries, at, NULL)));
	backend->free(box);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const KwInboxAccess password = {.url = "", .username = "u", .password = "p"};
	const KwInboxAccess token = {.url = "", .username = "u", .token = "t"};
	const KwInboxAccess *access = size && data[0] & 2 ? &token : &password;
	g_autofree char *epoch = NULL;
	g_autoptr(GError) error = NULL;

	if (!size)
		return 0;
	if (data[0] & 1)
		use(&kw_inbox_imap,
		    kw_inbox_imap_over(kw_wire_of(data + 1, size - 1), access, "INBOX", &epoch,
				       &error),
		    &error);
	else
		use(&kw_inbox_pop3,
		    kw_inbox_pop3_over(kw_wire_of(data + 1, size - 1), access, &error), &error);
	if (error)
		g_assert(kw_text_is_valid(error->message, strlen(error->message)) &&
			 !strpbrk(error->message, "\r\n"));
	return 0;
}
