#!/bin/sh
# fetch, poll and weekly while their PostgreSQL restarts: each is held in the middle of its work by a lock on a table,
# waits for the server, and goes on; and where it does not come back, ends with one line. deliver is T535's.
if [ -n "${KW_TEST_PGSQL:-}" ] && [ -z "${KW_OWN_PGSQL:-}" ]; then
	# shellcheck disable=SC2097,SC2098
	KW_OWN_PGSQL=1 exec tests/support/with-postgres sh "$0"
fi
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/cli/servers.sh"
postgres_own

locks() { [ -n "$(pg "$STORE" "select 1 from pg_locks where locktype = 'relation' and $1 limit 1")" ]; }
# stopped_at TABLE COMMAND… : COMMAND has come to TABLE when the server stops; $work
stopped_at() {
	table=$1; shift
	spawn lock psql -XAtq "$STORE" -c "begin; lock table $table in access exclusive mode; select pg_sleep(600)"
	wait_for locks "mode = 'AccessExclusiveLock' and granted" || bail "no lock"
	spawn work "$B/kawaraban" --now $NOW "$@"; work=$PID
	wait_for locks "not granted" || bail "$1 does not come to $table"
	postgres_stop INT
	wait_for grep -q "$1 waits for it" "$T/work.log" || bail "$1 does not wait: $(cat "$T/work.log")"
}
# restarted_at TABLE COMMAND…
restarted_at() {
	stopped_at "$@"
	sleep 2
	ok "$2: without its database it waits" alive "$work"
	postgres_start
	wait "$work"
	same "when it is back, it goes on to the end" $? 0
	cp "$T/work.log" "$T/.out"
	out "^kawaraban: warning: .*; $2 waits for it, 600 s at most"
	out "^kawaraban: warning: the store is there again after [0-9]+ s; $2 goes on"
	lacks 'error|failed'
}
count() { query "select count(*) from $1"; }

fetch() {
	mkdir feeds && cp "$TOP"/contrib/demo/feeds/* feeds/
	spawn serve perl "$TOP/contrib/demo/serve.pl" "$PWD/feeds"
	wait_for test -s "$T/serve.log" || bail "no server"
	U=http://127.0.0.1:$(head -n 1 "$T/serve.log")
	postgres_schema feeds
	set -- "sources:" "  - {url: '$U/alerts.rdf', publisher: jpcert, allow_private: true}" \
		"  - {url: '$U/news.rss', reuse: link-only, allow_private: true}" \
		"  - {url: '$U/advisories.atom', language: en, publisher: cisa, allow_private: true}"
	config "$@"
	kw init >/dev/null || bail init
	restarted_at item fetch
	same "every feed was read" "$(grep -c read "$T/work.log")" 3
	same "five stories" "$(count item)" 5

	postgres_schema standby
	config "$@"
	kw init >/dev/null || bail init
	pg "$KW_TEST_PGSQL" "alter system set default_transaction_read_only = on"
	stopped_at item fetch
	postgres_start
	sleep 2
	ok "a server that cannot be written to yet is waited for, too" alive "$work"
	PGOPTIONS='-c default_transaction_read_only=off' pg "$KW_TEST_PGSQL" \
		"alter system reset default_transaction_read_only" || bail "alter system"
	pg "$KW_TEST_PGSQL" "select pg_reload_conf()" >"$T/.out"
	wait "$work"
	same "until it can" $? 0
	same "and has all of it" "$(count item)" 5

	postgres_schema gives_up
	config "store_wait: 2" "$@"
	kw init >/dev/null || bail init
	stopped_at item fetch
	wait "$work"
	same "where it does not come back, fetch ends" $? 75
	cp "$T/work.log" "$T/.out"
	out '^kawaraban: error: the store did not come back within 2 s: store postgresql:'
	same "in one line, behind the one that it waits" "$(wc -l <"$T/work.log")" 2
	postgres_start
	ok "the next fetch" kw --now $NOW fetch
	same "has all of it" "$(count item)" 5
}
poll() {
	postgres_schema boxes
	config "poll:" "  - {url: maildir:in}"
	kw init >/dev/null || bail init
	mkdir -p in/new in/cur in/tmp
	for n in 1 2 3; do alert $n >"in/new/$n"; done
	restarted_at mail poll
	same "all are stored" "$(count mail)" 3
	same "and became items" "$(count "mail where outcome = 'item'")" 3
	same "and are gone from the mailbox" "$(ls in/new in/cur | grep -c '^[0-9]')" 0

	for n in 4 5 6; do alert $n >"in/new/$n"; done
	stopped_at item poll
	postgres_start
	wait "$work"
	same "also where a mail was being dealt with" $? 0
	same "which comes again later" "$(count "mail where state = 'received'")" 1
	ok "with the next poll" kw --now 2026-11-19T10:06+09:00 poll
	same "all are items" "$(count "mail where outcome = 'item'")" 6

	config "store_wait: 1" "poll:" "  - {url: maildir:in}"
	alert 7 >in/new/7
	stopped_at item poll
	wait "$work"
	same "where it does not come back then, poll ends" $? 75
	cp "$T/work.log" "$T/.out"
	out 'leftover mails: the store did not come back within 1 s: store postgresql:'
	same "in one line, too" "$(wc -l <"$T/work.log")" 2
	postgres_start
}
weekly() {
	postgres_schema issues
	config
	kw init >/dev/null || bail init
	printf 'address,consent\na@example.net,2026-04-03\nb@example.net,2026-04-03\n' >list.csv
	kw --now $NOW subscribers import list.csv >/dev/null || bail import
	alert 1 | kw --now $NOW receive || bail receive
	kw --now $NOW items pick 1 >/dev/null || bail pick
	restarted_at item weekly send
	same "everybody is owed one letter" "$(count "outbox where issue = 1 and state = 'ready'")" 2
	kw --now $NOW weekly compose --date 2026-11-26 >/dev/null || bail compose
	restarted_at outbox weekly send --date 2026-11-26
	same "also of the next" "$(count "outbox where issue = 2 and state = 'ready'")" 2
	same "which is told of once" "$(count "journal where action = 'issue.send'")" 2

	# the answer to the commit is lost, not the commit
	whole=$STORE
	mkdir "$T/lost" && chmod 755 "$T/lost"
	spawn lost perl "$TOP/tests/support/lost-commit.pl" "$T/lost" "$PG" issue.send
	wait_for test -S "$T/lost/.s.PGSQL.5432" || bail "no socket"
	STORE=$(echo "$STORE" | sed "s,host=$PG,host=$T/lost,")
	config
	ok "where the server dies at the commit, it goes on" kw --now $NOW weekly send --date 2026-12-03
	out '^weekly 3 of 2026-12-03: 2 letters in the outbox; `kawaraban deliver` sends them$'
	ok "and had been heard" test -e "$T/lost/fired"
	same "once" "$(count "outbox where issue = 3 and state = 'ready'")" 2
	rm "$T/lost/fired"
	config "store_wait: 0"
	is "where it does not wait, it is not known" 75 kw --now $NOW weekly send --date 2026-12-10
	out '^kawaraban: error: whether the letters are in the outbox is not known, the same command says it later: store '
	one_line
	ok "but later" kw --now 2026-11-19T10:01+09:00 weekly send --date 2026-12-10
	out '^weekly 4 of 2026-12-10 is in the outbox already, since 2026-11-19T01:00:00Z: nothing done$'
	out '^it is sending; 0 of 2 letters are sent; `kawaraban deliver` sends the others$'
	same "two letters" "$(count "outbox where issue = 4")" 2
	STORE=$whole
}

mkdir fetch poll weekly
cd "$T/fetch" && fetch
cd "$T/poll" && poll
cd "$T/weekly" && weekly
