#!/bin/sh
# delivery.sh [--full]: letters a second, ours and others', to the same sinks (delivery.pl has the table).
set -eu
exec perl tests/bench/delivery.pl "$@"
