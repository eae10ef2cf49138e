/* mail/auth, trace and fingerprint on any bytes. No gpg runs: there is no listed key. Whatever is
 * proven is proven of the one address of the one From, and by a line above the second Received. */
#include "base/text.h"
#include "mail/auth.h"
#include "mail/fingerprint.h"
#include "mail/trace.h"

#include "../../lib/mail/auth-private.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ID "mx.example.org"

static void check_line(const char *text)
{
	g_assert(!text || (kw_text_is_valid(text, strlen(text)) && !strpbrk(text, "\r\n")));
}

static void check_auth(const char *bytes, size_t size)
{
	const KwAuthTrust trust = {.authserv_id = ID};
	g_autoptr(KwMessage) message = kw_message_parse(bytes, size, NULL, NULL);
	g_autoptr(KwAuth) auth = message ? kw_auth_of(message, bytes, size, &trust) : NULL;
	g_autoptr(KwAuth) nobody = message ? kw_auth_of(message, bytes, size, NULL) : NULL;

	if (!message)
		return;
	check_line(auth->why);
	check_line(auth->address);
	g_assert(auth->level == KW_AUTH_NONE || auth->level == KW_AUTH_ALIGNED);
	g_assert((auth->level == KW_AUTH_NONE) == !auth->address);
	g_assert(!auth->signed_text && nobody->level == KW_AUTH_NONE);
	if (auth->level == KW_AUTH_ALIGNED)
		g_assert(g_strstr_len(bytes, (gssize)size, "@") && auth->method);
}

static void check_signed(const char *bytes, size_t size)
{
	g_autoptr(KwMessage) message = kw_message_parse(bytes, size, NULL, NULL);
	g_autoptr(KwAuthSigned) content = message ? kw_auth_signed_find(message, bytes, size)
						  : NULL;
	g_autofree char *text = content ? kw_auth_signed_text(content, content->data) : NULL;

	g_assert(!text || kw_text_is_valid(text, strlen(text)));
}

static void check_cleartext(const char *bytes, size_t size)
{
	g_autofree char *text = kw_text_repair(bytes, (gssize)size);
	g_autofree char *own = NULL;
	const char *word = kw_auth_cleartext(text, NULL, NULL, &own);

	g_assert(strcmp(word, "none") == 0 || strcmp(word, "not-checkable") == 0);
	g_assert(kw_text_is_valid(own, strlen(own)) && strlen(own) <= strlen(text));
}

static void check_trace(const char *bytes, size_t size)
{
	g_auto(KwTrace) trace = {0};
	g_autofree char *fingerprint = NULL;

	kw_trace_read(bytes, size, "works", &trace);
	check_line(trace.sender);
	check_line(trace.recipient);
	fingerprint = kw_fingerprint_of(bytes, size, trace.recipient);
	g_assert(!fingerprint || strlen(fingerprint) == 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* a copy of its own size, so that every read behind the end is seen */
	g_autofree char *bytes = g_memdup2(data, size);

	check_auth(bytes ? bytes : "", size);
	check_signed(bytes ? bytes : "", size);
	check_cleartext(bytes ? bytes : "", size);
	check_trace(bytes ? bytes : "", size);
	return 0;
}
