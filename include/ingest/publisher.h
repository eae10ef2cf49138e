/* Who publishes advisories (ingest/publishers.yaml). */
#pragma once

#include <glib.h>

typedef struct {
	const char *id, *name, *name_en;
	const char *reuse; /* "facts", "adapt-with-credit", "link-only" */
	gboolean alerts;   /* what they send is a warning by itself */
} KwPublisher;

/* All are borrowed for ever; NULL = none known. */
const KwPublisher *kw_publisher_find(const char *id);
const KwPublisher *kw_publisher_of_url(const char *url);
const KwPublisher *kw_publisher_of_address(const char *address);
/* The one that alone gives out references of this kind ("jpcert-at"). */
const KwPublisher *kw_publisher_of_kind(const char *kind);
/* The first whose name stands in a title. */
const KwPublisher *kw_publisher_of_title(const char *title);
