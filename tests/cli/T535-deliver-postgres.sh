#!/bin/sh
# deliver while its PostgreSQL goes away: stopped in order, and as by a crash; it waits, goes on, and everybody has one
# letter. The server is this test's own, started again where it lay.
if [ -n "${KW_TEST_PGSQL:-}" ] && [ -z "${KW_OWN_PGSQL:-}" ]; then
	# shellcheck disable=SC2097,SC2098
	KW_OWN_PGSQL=1 exec tests/support/with-postgres sh "$0"
fi
. "$(dirname "$0")/lib.sh"
[ -n "${KW_TEST_PGSQL:-}" ] || skip_all "KW_TEST_PGSQL is not set (tests/support/with-postgres)"

PG=${KW_TEST_PGSQL#*host=}; PG=${PG%%&*}
BIN=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
AS=''
[ $IS_ROOT = n ] || AS="--reuid=nobody --regid=$(id -g nobody) --clear-groups --no-new-privs"

gone() { ! alive "$1" && [ ! -e "$PG/d/postmaster.pid" ]; }
pg_stop() { # pg_stop SIGNAL
	pid=$(head -n 1 "$PG/d/postmaster.pid")
	kill -"$1" "$pid" && wait_for gone "$pid" || bail "PostgreSQL does not end"
}
pg_start() {
	# shellcheck disable=SC2086 # $AS is a list of words
	spawn postgres setpriv $AS --pdeathsig INT "$BIN/postgres" -D "$PG/d"
	wait_for "$BIN/pg_isready" -q -h "$PG" -U app -d postgres || bail "PostgreSQL does not start"
}
some_left() { [ "$(wc -l <taken)" -ge "$1" ]; }
setup() { # setup PEOPLE
	pg "$KW_TEST_PGSQL" "CREATE SCHEMA $(basename "$PWD")" || bail "no schema"
	STORE="$KW_TEST_PGSQL&options=-csearch_path%3D$(basename "$PWD")"
	PORT=$(ports 1) RELAY=smtp://127.0.0.1:$PORT
	: >taken
	spawn relay perl "$TOP/tests/fault/relay.pl" "$PORT" "$PWD/taken" 'dot late 100'
	wait_tcp "$PORT" "$PID" || bail "no relay"
	config "after_crash: hold"
	kw init >/dev/null || bail init
	{ echo address,consent; n=1; while [ $n -le "$1" ]; do echo "p$n@example.net,2026-04-03"; n=$((n + 1)); done; } >list.csv
	kw --now $NOW subscribers import list.csv >/dev/null || bail import
	kw --now $NOW weekly send >/dev/null || bail send
}
# restarted SIGNAL: in the middle of a run of 120 letters the server is away for three seconds
restarted() {
	setup 120
	spawn deliver "$B/kawaraban" --now $NOW deliver; deliver=$PID
	wait_for some_left 20 || bail "nothing is sent"
	pg_stop "$1"
	sleep 3
	ok "$1: without its database deliver waits" alive "$deliver"
	pg_start
	wait "$deliver"
	same "when it is back, deliver goes on to the end" $? 0
	cp "$T/deliver.log" "$T/.out"
	out 'deliver waits for it, 10 minutes at most'
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
	pg_stop INT
	sleep 1
	kill -TERM "$deliver"; wait "$deliver"
	same "SIGTERM ends the waiting" $? 75
	pg_start
	left=$(query "select count(*) from outbox where state = 'sending'")
	ok "what nobody knows any more is two letters a connection at most" test "$left" -le 8
	ok "the next one" kw --now $NOW deliver
	same "holds them for a person" "$(query "select count(*) from outbox where state = 'uncertain'")" "$left"
	same "nobody has two letters" "$(sort taken | uniq -d | wc -l)" 0
	same "and everybody one" "$(sort -u taken | wc -l)" 120
}

mkdir in_order crash ended
cd "$T/in_order" && restarted INT
cd "$T/crash" && restarted QUIT
cd "$T/ended" && ended
