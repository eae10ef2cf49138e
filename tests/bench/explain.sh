#!/bin/sh
# explain.sh [--full]: 5,000 items (--full: 50,000) of about 4 KB rated, and explained. Nobody else does this, so there
# is no peer: fails where 5,000 take ten seconds of processor time or more (the machine may do other things as well).
set -eu
B=${B:-build} count=5000 late=0
[ "${1:-}" != --full ] || count=50000
for what in 'rated ingest-rate' 'explained digest-explain'; do
	line=$("$B/bench/${what#* }" tests/corpus/explain $count)
	echo "Items ${what% *}: $line"
	echo "$line" | sed 's/.* cpu_s=\([0-9.]*\).*/\1/' | awk -v count=$count -v what="${what% *}" '
		{ ok = $1 * 5000 / count < 10; print "5,000 items " what " in under ten seconds: " (ok ? "yes" : "NO"); exit !ok }' ||
		late=1
done
exit $late
