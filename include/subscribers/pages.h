/* The pages for subscribers: what is answered to a request, and what it changes.
 *
 *	/           to be taken on             /c/TOKEN  the link of the letter that asks for it
 *	/u/TOKEN    leaving, pausing           /p/TOKEN  what one gets and says of oneself
 *	/check      the self-check             /check/TOKEN  the same, with one's earlier answers
 *
 * GET changes nothing (programs follow links in mails before people do); a POST is one transaction.
 * To one who has no token no page says whether an address is on the roll. HTTP itself is
 * cmd/cgi.c's.
 */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "store/db.h"
#include "subscribers/form.h"

/* Borrowed. */
typedef struct {
	const char *path;   /* behind the program's address: "", "/", "/u/TOKEN" */
	const KwForm *asks; /* what stands behind "?"; never NULL */
	const KwForm *form; /* what was filled in; NULL: a GET */
	const char *base;   /* the program's address, with or without host; ends in "/" */
	const char *client; /* IP address of who asks; "" = not known */
	const char *agent;  /* the browser's name for itself; NULL = none */
} KwPageRequest;

typedef struct {
	int status; /* of HTTP */
	char *html;
} KwPage;
void kw_page_free(KwPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwPage, kw_page_free)

/* KW_ERROR_TEMPORARY: the store is busy. KW_ERROR_CONFIG: a template is broken. With an error
 * nothing has changed. */
KwPage *kw_pages_answer(KwDb *db, const KwConfig *config, const KwKeys *keys,
			const KwPageRequest *request, int64_t now, GError **error);

/* What is said instead: 400, 404, 405, 411, 413, 415, 429 or 503. `request` as above; its path is
 * not read. */
KwPage *kw_pages_refuse(const KwConfig *config, const KwPageRequest *request, int status,
			GError **error);
