#!/bin/sh
# Advisories of many publishers: how often products, urgency and an action are right, and how plain it is
# (tests/corpus/advisories/README.md). Figures and misses go to standard error.
. "$(dirname "$0")/lib.sh"

cd "$TOP" || exit 99
perl tests/support/advisories.pl tests/corpus/advisories -- "$B/kawaraban" inspect item --trace
N=-1 BAD=$? # the plan and the count are the scorer's
