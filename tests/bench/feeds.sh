#!/bin/sh
# feeds.sh [--full]: feeds read a second, on the same 500 feeds in one run: ours, Python's feedparser and sfeed (both
# Debian packages). sfeed is a filter, one process a feed; ours is measured so, too, and sfeed once more with all feeds
# in one stream, so that what starting a process costs can be told from reading.
set -eu
B=${B:-build}
T=$(mktemp -d "${TMPDIR:-/tmp}/kw.XXXXXX")
trap 'rm -rf "$T"' EXIT
perl tests/bench/make-feeds.pl "$T/feeds" 500
rounds=5
[ "${1:-}" != --full ] || rounds=20
echo "Feeds: $(ls "$T/feeds" | wc -l) files, $(cat "$T"/feeds/* | wc -c) bytes"
printf '%-44s %10s %10s %12s\n' 'reader' 'seconds' 'feeds/s' 'peak KiB'
now() { date +%s.%N; }
row() { perl -e 'my($name,$seconds,$feeds,$rss)=@ARGV;printf "%-44s %10.3f %10.0f %12s\n",$name,$seconds,$feeds/$seconds,$rss' "$@"; }
value() { sed -n "s/.*\\b$2=\\([0-9.]*\\).*/\\1/p" "$T/$1"; }
"$B/bench/ingest-feed" "$T/feeds" $rounds >"$T/ours"
row 'Kawaraban, in one process' "$(value ours seconds)" "$(value ours feeds)" "$(value ours rss_kib)"
if /usr/bin/python3 -c 'import feedparser' 2>/dev/null; then
	/usr/bin/python3 tests/bench/read-feeds.py "$T/feeds" >"$T/peer"
	row "feedparser $(/usr/bin/python3 -c 'import feedparser; print(feedparser.__version__)'), in one process" "$(value peer seconds)" "$(value peer feeds)" "$(value peer rss_kib)"
	[ "$(value peer entries)" = "$(($(value ours entries) / rounds))" ] || echo "feedparser and Kawaraban do not see the same number of entries" >&2
else
	echo "feedparser is not installed (python3-feedparser)"
fi
if command -v sfeed >/dev/null; then
	start=$(now)
	for round in $(seq $rounds); do cat "$T"/feeds/*; done | sfeed >"$T/stream"
	end=$(now)
	row 'sfeed, all feeds in one stream' "$(perl -e 'print $ARGV[1]-$ARGV[0]' "$start" "$end")" $((500 * rounds)) ''
	start=$(now)
	for file in "$T"/feeds/*; do sfeed <"$file" >/dev/null; done
	end=$(now)
	row 'sfeed, a process a feed' "$(perl -e 'print $ARGV[1]-$ARGV[0]' "$start" "$end")" 500 ''
	start=$(now)
	for file in "$T"/feeds/*; do "$B/kawaraban" inspect feed "$file" >/dev/null; done
	end=$(now)
	row 'Kawaraban (inspect feed), a process a feed' "$(perl -e 'print $ARGV[1]-$ARGV[0]' "$start" "$end")" 500 ''
else
	echo "sfeed is not installed"
fi
