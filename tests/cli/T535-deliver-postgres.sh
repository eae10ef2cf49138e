#!/bin/sh
# deliver while its PostgreSQL goes away: stopped in order, and as by a crash; it waits, goes on, and everybody has one
# letter. The server is this test's own, started again where it lay.
if [ -n "${KW_TEST_PGSQL:-}" ] && [ -z "${KW_OWN_PGSQL:-}" ]; then
	# shellcheck disable=SC2097,SC2098
	KW_OWN_PGSQL=1 exec tests/support/with-postgres sh "$0"
fi
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/cli/servers.sh"
postgres_own

some_left() { [ "$(wc -l <taken)" -ge "$1" ]; }
setup() { # setup PEOPLE [LINE…]
	people=$1
	postgres_schema "$(basename "$PWD")"
	PORT=$(ports 1) RELAY=smtp://127.0.0.1:$PORT
	: >taken
	spawn relay perl "$TOP/tests/fault/relay.pl" "$PORT" "$PWD/taken" 'dot late 100'
	wait_tcp "$PORT" "$PID" || bail "no relay"
	shift
	config "after_crash: hold" "$@"
	kw init >/dev/null || bail init
	{ echo address,consent; n=1; while [ $n -le "$people" ]; do echo "p$n@example.net,2026-04-03"; n=$((n + 1)); done; } >list.csv
	kw --now $NOW subscribers import list.csv >/dev/null || bail import
	kw --now $NOW weekly send >/dev/null || bail send
}
# restarted SIGNAL: in the middle of a run of 120 letters the server is away for three seconds
restarted() {
	setup 120
	spawn deliver "$B/kawaraban" --now $NOW deliver; deliver=$PID
	wait_for some_left 20 || bail "nothing is sent"
	postgres_stop "$1"
	sleep 3
	ok "$1: without its database deliver waits" alive "$deliver"
	postgres_start
	wait "$deliver"
	same "when it is back, deliver goes on to the end" $? 0
	cp "$T/deliver.log" "$T/.out"
	out 'deliver waits for it, [0-9]+ s at most'
	out 'the store is there again after [0-9]+ s; deliver goes on'
	out '^120 sent, 0 deferred, 0 failed, 0 uncertain'
	same "everybody has a letter" "$(sort -u taken | wc -l)" 120
	same "and nobody two" "$(wc -l <taken)" 120
	same "the store knows it" "$(query "select count(*) from outbox where state = 'sent' and attempts = 1")" 120
	same "the issue is sent" "$(query 'select state from issue where id = 1')" sent
}
# SIGTERM while it waits: the letters on the wire are answered, but that cannot be noted
ended() {
	setup 120
	spawn deliver "$B/kawaraban" --now $NOW deliver; deliver=$PID
	wait_for some_left 20 || bail "nothing is sent"
	postgres_stop INT
	sleep 1
	kill -TERM "$deliver"; wait "$deliver"
	same "SIGTERM ends the waiting" $? 75
	postgres_start
	left=$(query "select count(*) from outbox where state = 'sending'")
	ok "what nobody knows any more is two letters a connection at most" test "$left" -le 8
	ok "the next one" kw --now $NOW deliver
	same "holds them for a person" "$(query "select count(*) from outbox where state = 'uncertain'")" "$left"
	same "nobody has two letters" "$(sort taken | uniq -d | wc -l)" 0
	same "and everybody one" "$(sort -u taken | wc -l)" 120
}

# it does not come back within store_wait; what was on the wire waits 30 s more
given_up() {
	setup 40 "store_wait: 1"
	spawn deliver "$B/kawaraban" --now $NOW deliver; deliver=$PID
	wait_for some_left 10 || bail "nothing is sent"
	postgres_stop INT
	wait "$deliver"
	same "without a database it ends after a while" $? 75
	cp "$T/deliver.log" "$T/.out"
	out '^kawaraban: error: the store did not come back within 1 s: store postgresql:'
	same "with one error" "$(grep -c error: "$T/deliver.log")" 1
	postgres_start
}

mkdir in_order crash ended given_up
cd "$T/in_order" && restarted INT
cd "$T/crash" && restarted QUIT
cd "$T/ended" && ended
cd "$T/given_up" && given_up
