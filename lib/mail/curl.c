/* libcurl as a wire to a mail server. It connects, does TLS or STARTTLS with the certificate check
 * and the first words of the protocol; who reads and writes then is smtp_link.c and inbox_wire.c.
 */
#include "curl-private.h"

static gpointer start(gpointer unused G_GNUC_UNUSED)
{
	CURLcode rc = curl_global_init(CURL_GLOBAL_DEFAULT);

	g_assert(rc == CURLE_OK);
	return NULL;
}

void kw_curl_start(void)
{
	static GOnce once = G_ONCE_INIT;

	g_once(&once, start, NULL);
}

void kw_curl_make_wire(CURL *curl, const char *url, const char *protocols, gboolean tls_none,
		       const char *ca_file)
{
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
			 (long)(tls_none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (ca_file) { /* then nobody else vouches for the server */
		curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
}
