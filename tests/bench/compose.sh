#!/bin/sh
# compose.sh [--full]: an issue composed from 5,000 picked items, and put into the outbox for 100,000 readers
# (--full: a million) in their languages and segments. Nobody else does this, so there is no peer: fails where
# composing takes a second of processor time or more.
set -eu
B=${B:-build} readers=100000
[ "${1:-}" != --full ] || readers=1000000
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
line=$("$B/bench/digest-compose" "$folder" 5000 $readers)
echo "Composing: $line"
echo "$line" | sed 's/.* compose_cpu_s=\([0-9.]*\).*/\1/' |
	awk '{ print "An issue of 5,000 items in under a second of processor time: " ($1 < 1 ? "yes" : "NO"); exit !($1 < 1) }'
