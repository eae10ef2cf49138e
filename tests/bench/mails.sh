#!/bin/sh
# mails.sh [--full]: reading a Maildir of 20,000 mixed mails. Rates are medians of three, in turn, over the first
# 2,000 (--full: all); then ours once over more of them, for the memory. Fails below 5 times Python's rate.
set -eu
top=$(pwd) B=${B:-build} count=20000 some=2000 many=6000
[ "${1:-}" != --full ] || some=$count many=$count
command -v python3 >/dev/null || { echo "mails: no python3 to compare with"; exit 1; }
T=$(mktemp -d "${TMPDIR:-/tmp}/kw-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT
trap 'exit 130' HUP INT TERM

ours="$top/$B/bench/ingest-mail"
made=$("$top/tests/bench/make-mails.pl" $count "$T/mails")
echo "Reading mails: $made; rates over $some of them, medians of three"
for round in 1 2 3; do
	"$ours" parse "$T/mails" $some >>"$T/parse"
	python3 "$top/tests/bench/read-mails.py" "$T/mails" $some >>"$T/python"
	"$ours" full "$T/mails" $some >>"$T/full"
done
"$ours" parse "$T/mails" >"$T/parse-all"
"$ours" full "$T/mails" $many >"$T/full-all"

median() { sed -n "s/.* $2=\([0-9.]*\).*/\1/p" "$T/$1" | sort -n | sed -n 2p; }
field() { sed -n "s/.*$2=\([0-9.]*\).*/\1/p" "$T/$1" | head -n 1; }
row() { # row FILE NAME
	printf '%-44s %9.0f %8.1f %11.0f %9.1f %9.1f %9.1f\n' "$2" "$(median "$1" mails_per_s)" "$(median "$1" mb_per_s)" \
		"$(median "$1" cpu_us_per_mail)" "$(field "$1" rss_kib | awk '{ print $1 / 1024 }')" \
		"$(echo "$(median "$1" mails_per_s) $(median python mails_per_s)" | awk '{ print $1 / $2 }')" \
		"$(echo "$(median python cpu_us_per_mail) $(median "$1" cpu_us_per_mail)" | awk '{ print $1 / $2 }')"
}
printf '%-44s %9s %8s %11s %9s %9s %9s\n' '' mails/s MB/s 'CPU us/mail' 'peak MiB' 'x Python' 'by CPU'
row python "Python $(python3 -c 'import platform; print(platform.python_version())') email: parse and text"
row parse 'Kawaraban: parse and text'
row full 'Kawaraban: all of inspect, and its JSON'
for kind in parse full; do
	printf 'Kawaraban, %s, %s mails: %s a second; peak %.1f MiB after the first %d, %.1f MiB at the end\n' "$kind" \
		"$(sed 's/^mails=\([0-9]*\).*/\1/' "$T/$kind-all")" "$(field $kind-all mails_per_s)" \
		"$(field $kind-all rss_kib_early | awk '{ print $1 / 1024 }')" $((count / 10)) \
		"$(sed -n 's/.* rss_kib=\([0-9]*\).*/\1/p' "$T/$kind-all" | awk '{ print $1 / 1024 }')"
done
echo "texts read: $(field parse texts) of ours, $(field python texts) of Python's"
echo "$(median parse mails_per_s) $(median python mails_per_s)" |
	awk '{ print "at least 5 times the rate of Python: " ($1 >= 5 * $2 ? "yes" : "NO"); exit !($1 >= 5 * $2) }'
