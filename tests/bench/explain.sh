#!/bin/sh
# explain.sh [--full]: 5,000 items (--full: 50,000) of about 4 KB explained. Nobody else does this, so there is no peer:
# fails where 5,000 take ten seconds or more.
set -eu
B=${B:-build} count=5000
[ "${1:-}" != --full ] || count=50000
line=$("$B/bench/digest-explain" tests/corpus/explain $count)
echo "Explaining: $line"
echo "$line" | sed 's/.* items_per_s=\([0-9]*\).*/\1/' |
	awk '{ print "5,000 items in under ten seconds: " ($1 > 500 ? "yes" : "NO"); exit !($1 > 500) }'
