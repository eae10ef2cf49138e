#!/bin/sh
# feeds.sh [--full]: feeds read a second, on the same 500 feeds in one run: ours, Python's feedparser and sfeed (both
# Debian packages). sfeed is a filter, one process a feed; once more with all feeds in one stream, so that what starting a
# process costs can be told from reading. It leaves HTML as it is, as our "bare" does; "full" and feedparser do not.
# Processor seconds are what to compare where the machine does other things, too. FEEDS names another folder of feeds.
set -eu
B=${B:-build}
T=$(mktemp -d "${TMPDIR:-/tmp}/kw.XXXXXX")
trap 'rm -rf "$T"' EXIT
rounds=5
[ "${1:-}" != --full ] || rounds=10
mkdir "$T/feeds"
if [ -n "${FEEDS:-}" ]; then
	find "$FEEDS" -type f | sort | head -n 500 | while read -r file; do cp "$file" "$T/feeds/"; done
else
	perl tests/bench/make-feeds.pl "$T/feeds" 500
fi
n=$(ls "$T/feeds" | wc -l)
echo "Feeds: $n files, $(cat "$T"/feeds/* | wc -c) bytes"
row() { # row NAME FEEDS COMMAND…
	name=$1 feeds=$2; shift 2
	"$B/bench/base-measure" "$@" 2>/dev/null | tail -n 1 | perl -e '
		my ($name, $feeds, $rates) = @ARGV; my ($wall, $cpu, $kib, $code) = <STDIN> =~ /([\d.]+)/g;
		$cpu ||= 0.001;
		printf "%-42s %9.3f %9.3f %9.0f %11.0f %9d%s\n", $name, $wall, $cpu, $feeds / $wall, $feeds / $cpu, $kib, $code ? "  (failed)" : "";
		open my $file, ">>", $rates or die; printf $file "%s\t%f\n", $name, $code ? 0 : $feeds / $cpu' "$name" "$feeds" "$T/rates"
}
printf '%-42s %9s %9s %9s %11s %9s\n' 'reader' 'seconds' 'cpu s' 'feeds/s' 'feeds/cpu s' 'peak KiB'
row 'Kawaraban, bare' $((n * rounds)) "$B/bench/ingest-feed" bare "$T/feeds" $rounds
row 'Kawaraban, full' $((n * rounds)) "$B/bench/ingest-feed" full "$T/feeds" $rounds
if /usr/bin/python3 -c 'import feedparser' 2>/dev/null; then
	row 'feedparser' "$n" /usr/bin/python3 tests/bench/read-feeds.py "$T/feeds"
else
	echo "feedparser is not installed (python3-feedparser)"
fi
if command -v sfeed >/dev/null; then
	row 'sfeed, a process a feed' $((n * rounds)) sh -c 'r=0; while [ $r -lt "$2" ]; do r=$((r + 1)); for f in "$1"/*; do sfeed <"$f"; done; done' sh "$T/feeds" $rounds
	row 'sfeed, all feeds in one stream' $((n * rounds)) sh -c 'r=0; while [ $r -lt "$2" ]; do r=$((r + 1)); cat "$1"/*; done | sfeed' sh "$T/feeds" $rounds
else
	echo "sfeed is not installed"
fi
printf '\nTargets (feeds per processor second)\n'
perl -e '
	open my $file, "<", $ARGV[0] or die; my %rate = map { chomp; split /\t/ } <$file>;
	for (["Kawaraban, bare", "feedparser", 50], ["Kawaraban, full", "sfeed, a process a feed", 1]) {
		my ($ours, $theirs, $wanted) = @$_;
		my $got = $rate{$theirs} ? $rate{$ours} / $rate{$theirs} : 0;
		printf "%-46s >= %5.1fx %10s  %s\n", "$ours, of $theirs", $wanted, $got ? sprintf("%.2fx", $got) : "-",
			!$got ? "not measured" : $got >= $wanted ? "met" : "MISSED";
	}' "$T/rates"
