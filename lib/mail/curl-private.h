/* libcurl as a wire to a mail server: what connections to relays and to mailboxes have in common.
 */
#pragma once

#include <curl/curl.h>
#include <glib.h>

/* libcurl itself, once for the process. */
void kw_curl_start(void);
/* A handle that connects to `url` with one of `protocols` ("smtp,smtps"), never through a proxy,
 * and then only carries bytes. TLS with the certificate checked, unless `tls_none`. `ca_file` NULL:
 * the system's authorities; else that one alone. */
void kw_curl_make_wire(CURL *curl, const char *url, const char *protocols, gboolean tls_none,
		       const char *ca_file);
