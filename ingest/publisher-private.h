/* The profiles of all publishers, loaded; private to ingest/publisher*.c. */
#pragma once

#include "ingest/publisher.h"
#include "ingest/spot.h"

typedef struct {
	KwPublisher public;
	GPtrArray *numbers;   /* char *: how their own begin */
	GHashTable *roles;    /* folded words of a heading -> role (interned) */
	KwSpotter *round_ups; /* of titles */
	KwSpotter *tables;    /* of titles */
	KwSpotter *closings;  /* of lines */
} KwProfile;

typedef struct {
	const char *path; /* "/psirt", or "" */
	const KwProfile *profile;
} KwSite;

typedef struct {
	GHashTable *by_id, *by_kind; /* -> KwProfile */
	GHashTable *by_address;      /* folded; address or domain -> KwProfile */
	GHashTable *by_host;         /* folded -> GArray of KwSite */
	GPtrArray *list;             /* KwProfile *, by id */
	GPtrArray *hosts;            /* GRegex *, with `host_owners` in the same order */
	GPtrArray *host_owners;      /* KwProfile * */
	KwSpotter *titles, *texts;   /* id = index into `list` */
	KwSpotter *mastheads;
} KwProfiles;

const KwProfiles *kw_profiles(void);
