/* When a feed wants to be asked again: RSS 2.0's ttl (minutes), skipHours and skipDays (GMT), RSS
 * 1.0's syndication module. A wish is followed within reason: a feed that says "once a year" would
 * be a source that fell silent. */
#include "feed_schedule-private.h"

#include "feed_node-private.h"

#include <string.h>

#define HOUR_S    3600
#define DAY_S     (24 * HOUR_S)
#define TTL_MAX_S DAY_S
#define ALL_HOURS 0xffffff
#define ALL_DAYS  0x7f

static int number_of(const KwFeedNode *node)
{
	g_autofree char *text = kw_feed_node_text(node);
	guint64 value = g_ascii_isdigit(*text) ? g_ascii_strtoull(text, NULL, 10) : 0;

	return (int)MIN(value, 1000000);
}

static guint32 read_hours(const KwFeedNode *skip)
{
	guint32 bits = 0;

	for (const KwFeedNode *n = kw_feed_node_find(skip, "hour"); n; n = kw_feed_node_again(n)) {
		g_autofree char *text = kw_feed_node_text(n);
		int hour = g_ascii_isdigit(*text) ? number_of(n) : 25;

		if (hour <= 24) /* some count from 1 to 24 */
			bits |= 1u << (hour % 24);
	}
	return bits;
}

static guint32 read_days(const KwFeedNode *skip)
{
	static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	guint32 bits = 0;

	for (const KwFeedNode *n = kw_feed_node_find(skip, "day"); n; n = kw_feed_node_again(n)) {
		g_autofree char *text = kw_feed_node_text(n);

		for (guint i = 0; i < G_N_ELEMENTS(days); i++)
			if (g_ascii_strncasecmp(text, days[i], 3) == 0)
				bits |= 1u << i;
	}
	return bits;
}

static int period_s(const KwFeedNode *channel)
{
	static const struct {
		const char *name;
		int seconds;
	} periods[] = {{"hourly", HOUR_S},
		       {"daily", DAY_S},
		       {"weekly", 7 * DAY_S},
		       {"monthly", 30 * DAY_S},
		       {"yearly", 365 * DAY_S}};
	g_autofree char *period = kw_feed_node_find_text(channel, "updatePeriod");
	const KwFeedNode *frequency = kw_feed_node_find(channel, "updateFrequency");
	int times = frequency ? number_of(frequency) : 1;

	for (size_t i = 0; period && i < G_N_ELEMENTS(periods); i++)
		if (g_ascii_strcasecmp(period, periods[i].name) == 0)
			return periods[i].seconds / MAX(times, 1);
	return 0;
}

void kw_feed_read_schedule(KwFeed *feed, const KwFeedNode *channel)
{
	const KwFeedNode *ttl = kw_feed_node_find(channel, "ttl");

	feed->ttl_s = ttl ? number_of(ttl) * 60 : period_s(channel);
	feed->skip_hours = read_hours(kw_feed_node_find(channel, "skipHours"));
	feed->skip_days = read_days(kw_feed_node_find(channel, "skipDays"));
}

static gboolean is_skipped(const KwFeed *feed, int64_t at)
{
	int64_t hour = at / HOUR_S % 24, day = (at / DAY_S + 3) % 7; /* 1970-01-01: Thursday */

	return (feed->skip_hours >> hour & 1) || (feed->skip_days >> day & 1);
}

int64_t kw_feed_next(const KwFeed *feed, int64_t now, int interval_s)
{
	int64_t at = now + MAX(interval_s, MIN(feed->ttl_s, TTL_MAX_S));

	if ((feed->skip_hours & ALL_HOURS) == ALL_HOURS || (feed->skip_days & ALL_DAYS) == ALL_DAYS)
		return at;
	while (is_skipped(feed, at))
		at += HOUR_S - at % HOUR_S;
	return at;
}
