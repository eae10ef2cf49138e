/* A URL taken apart (RFC 3986), forgivingly; private to ingest. */
#pragma once

#include <glib.h>

typedef struct {
	const char *at;
	size_t n;
} KwSpan;

/* Spans of the text that was taken apart. */
typedef struct {
	KwSpan scheme, host, port, path, query, fragment; /* the last three without their mark */
	KwSpan user;                                      /* "user:password@" */
} KwUrl;

/* FALSE: no "://", or no host. */
gboolean kw_url_split(const char *url, KwUrl *out_url);
/* Starts with http:// or https://. */
gboolean kw_url_is_web(const char *url);
/* Equal but for the case of ASCII letters. */
gboolean kw_url_span_is(KwSpan span, const char *text);

/* The next parameter of a query; `rest` moves behind it. Mails often carry "&amp;" in plain text:
 * "amp;" is not part of the key. FALSE: no more. */
gboolean kw_url_next_parameter(KwSpan *rest, KwSpan *out_whole, KwSpan *out_key, KwSpan *out_value);
