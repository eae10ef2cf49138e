/* Public addresses and others (RFC 6890 and its registry): a feed's address comes from outside, and
 * a redirect must not reach the machine itself, its network or a cloud's metadata service. */
#include "http_address-private.h"
#include "ingest/http.h"

#include <arpa/inet.h>
#include <string.h>

typedef struct {
	guint8 bytes[16];
	guint bits;
} Network;

static const Network private_v4[] = {
	{{0}, 8},             /* this network */
	{{10}, 8},            /* private */
	{{100, 64}, 10},      /* carrier-grade NAT */
	{{127}, 8},           /* loopback */
	{{169, 254}, 16},     /* link-local, metadata services */
	{{172, 16}, 12},      /* private */
	{{192, 0, 0}, 24},    /* protocol assignments */
	{{192, 0, 2}, 24},    /* documentation */
	{{192, 88, 99}, 24},  /* 6to4 relays */
	{{192, 168}, 16},     /* private */
	{{198, 18}, 15},      /* benchmarks */
	{{198, 51, 100}, 24}, /* documentation */
	{{203, 0, 113}, 24},  /* documentation */
	{{224}, 3},           /* multicast, reserved, broadcast */
};

static const Network private_v6[] = {
	{{0}, 8},                       /* unspecified, loopback, and IPv4 in its old clothes */
	{{0x01}, 8},                    /* discard-only */
	{{0x20, 0x01, 0x00}, 23},       /* Teredo, ORCHID and other assignments */
	{{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
	{{0x3f, 0xff, 0x00}, 20},       /* documentation */
	{{0x5f}, 8},                    /* segment routing */
	{{0xfc}, 7},                    /* unique local */
	{{0xfe}, 8},                    /* link-local, site-local */
	{{0xff}, 8},                    /* multicast */
};

/* Networks whose addresses carry one of IPv4, from that byte on: the IPv4 address decides. */
static const struct {
	Network network;
	guint at;
} carriers[] = {
	{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12}, /* mapped */
	{{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},                   /* NAT64 */
	{{{0x20, 0x02}, 16}, 2},                                /* 6to4 */
};

static gboolean is_in(const guint8 *address, const Network *network)
{
	guint whole = network->bits / 8, rest = network->bits % 8;

	if (memcmp(address, network->bytes, whole) != 0)
		return FALSE;
	return !rest || (address[whole] ^ network->bytes[whole]) >> (8 - rest) == 0;
}

static gboolean is_in_any(const guint8 *address, const Network *networks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_in(address, &networks[i]))
			return TRUE;
	return FALSE;
}

gboolean kw_http_bytes_are_public(const guint8 *bytes, size_t n)
{
	if (n == 4)
		return !is_in_any(bytes, private_v4, G_N_ELEMENTS(private_v4));
	if (n != 16)
		return FALSE;
	for (size_t i = 0; i < G_N_ELEMENTS(carriers); i++)
		if (is_in(bytes, &carriers[i].network))
			return kw_http_bytes_are_public(bytes + carriers[i].at, 4);
	return !is_in_any(bytes, private_v6, G_N_ELEMENTS(private_v6));
}

gboolean kw_http_bytes_are_link_local(const guint8 *bytes, size_t n)
{
	static const Network v4 = {{169, 254}, 16}, v6 = {{0xfe, 0x80}, 10};

	if (n == 4)
		return is_in(bytes, &v4);
	for (size_t i = 0; i < G_N_ELEMENTS(carriers); i++)
		if (is_in(bytes, &carriers[i].network))
			return is_in(bytes + carriers[i].at, &v4);
	return is_in(bytes, &v6);
}

gboolean kw_http_is_public(const char *address)
{
	guint8 bytes[16];

	if (inet_pton(AF_INET, address, bytes) == 1)
		return kw_http_bytes_are_public(bytes, 4);
	return inet_pton(AF_INET6, address, bytes) == 1 && kw_http_bytes_are_public(bytes, 16);
}
