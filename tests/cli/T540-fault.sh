#!/bin/sh
# deliver against a relay that misbehaves at every verb, and killed at any moment and at every commit: nobody
# is left out, and nobody gets a letter twice that was not on the wire. bulletin new, killed at every commit.
# KILLS: how often deliver is killed (50).
. "$(dirname "$0")/lib.sh"

KILLS=${KILLS:-50}
FAULT=$TOP/tests/fault
case $B in *-san) PEOPLE=30 MODES=all ;; *) PEOPLE=40 MODES='all chainless lockstep' ;; esac
WEEK=0

# relay RULE… : the relay of tests/fault, as $RELAY; its letters in taken
relay() {
	port=$(ports 1)
	: >taken
	spawn relay perl "$FAULT/relay.pl" "$port" "$PWD/taken" "$@"
	wait_tcp "$port" "$PID" || bail "the relay does not start"
	RELAY=smtp://127.0.0.1:$port
}
people() {
	echo address,consent
	n=1; while [ $n -le $PEOPLE ]; do echo "p$n@example.net,2026-04-03"; n=$((n + 1)); done
}
# later HOURS : --now that much after the first letter
later() { perl -MPOSIX -e 'print strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(1795050000 + 3600 * $ARGV[0]))' "$1"; }
# another weekly into the outbox
issue() {
	WEEK=$((WEEK + 1)) HOUR=$((WEEK * 168))
	kw --now "$(later $HOUR)" weekly send >"$T/.out" 2>&1 || bail "weekly send"
}
open_rows() { query "select count(*) from outbox where state not in ('sent', 'failed')"; }
setup() {
	config "deliver: {hours: 336, hold_percent: 100, hold_row: 100000}"
	kw init >/dev/null || bail init
	people >list.csv
	kw --now $NOW subscribers import list.csv >/dev/null || bail import
}
# lost and doubled, of what is in the file taken: one line a letter, person and Message-ID
count() {
	unique=$(sort -u taken | wc -l) all=$(wc -l <taken)
	want=$(query "select count(*) from outbox where state <> 'failed'")
	LOST=$((want - unique)) DOUBLED=$((all - unique))
}

# --- faults of the relay ---
# a line each: how many doubles are right ("n": any, because the relay keeps what it does not acknowledge), the rules
faults() { cat <<'RULES'
0|connect 421 4.3.2 busy first 2
0|connect 554 5.7.1 not you first 2
0|connect drop first 3
0|connect garbage first 2
0|ehlo 421 4.3.2 busy first 2
0|ehlo drop first 2
0|mail 451 4.3.0 later every 5
0|mail 421 4.3.2 going every 7
0|mail drop every 5
0|mail 550 5.1.0 not you first 1
0|rcpt 450 4.2.1 full every 4
0|rcpt 421 4.3.2 going every 9
0|rcpt drop every 6
0|rcpt extra every 6
0|rcpt silence first 2
0|rcpt drip 20 every 9
0|rcpt garbage every 9
0|rcpt flood first 2
0|data 451 4.3.0 later every 4
0|data drop every 6
0|data silence first 1
0|data extra every 9
0|body drop every 6
0|body 421 4.3.0 going every 6
0|dot 451 4.3.0 later every 5
0|dot drop every 5
0|dot 421 4.3.0 going every 9
n|dot take-drop every 5
0|dot late 300 every 9
0|dot drip 20 every 9
n|dot garbage every 9
0|dot extra every 9
0|rcpt 450 4.2.1 full every 3;rset drop every 2
0|rcpt 450 4.2.1 full every 3;rset 500 5.5.1 what every 2
0|quit silence
RULES
}
one_fault() { # one_fault DOUBLES RULES : in the folder of its mode
	rm -f taken*
	set -f; IFS=';'; set -- "$1" $2; unset IFS; set +f
	doubles=$1; shift
	relay $OFFERS "$@"
	# only where the relay falls silent does the test wait for that; elsewhere no load may look like silence
	case $* in *silence*) timeout=1 ;; *) timeout=20 ;; esac
	RELAY_MORE="connections: 3, timeout: $timeout$CHAIN"
	config "deliver: {hours: 336, hold_percent: 100, hold_row: 100000}"
	query 'delete from outbox'
	issue
	tries=0
	while [ "$(open_rows)" != 0 ] && [ $tries -lt 60 ]; do
		tries=$((tries + 1)) HOUR=$((HOUR + 1))
		kw --now "$(later $HOUR)" deliver >>log 2>>err
	done
	count
	stop "$PID"
	[ "$doubles" != n ] || DOUBLED=0
	[ -e taken.fired ] || LOST='no such fault happened'
	same "$mode: $*: lost, doubled" "$LOST, $DOUBLED" "0, 0"
}
all_faults() {
	for mode in $MODES; do
		mkdir "fault-$mode" && cd "fault-$mode" || exit 99
		OFFERS='' RELAY=maildir:out CHAIN=''
		[ $mode != lockstep ] || OFFERS=-pipelining
		[ $mode != chainless ] || CHAIN=', chain: no'
		STORE=sqlite:kawaraban.db
		setup
		# what happens before the first letter is the same in every mode
		case $mode in
		all) faults ;;
		lockstep) faults | grep -E '\|(mail|rcpt|data|body|dot)' ;;
		chainless) faults | grep -E '\|(data|body|dot)' ;;
		esac >rules
		while IFS='|' read -r doubles rules <&3; do one_fault "$doubles" "$rules"; done 3<rules
		cd ..
	done
	RELAY_MORE=''
}

# --- kills ---
# deliver, killed after so many milliseconds, from its start or from its first letter; TRUE where it had to be
kill_after() { # kill_after start|letter MS COMMAND…
	perl -MTime::HiRes=sleep -MPOSIX -e 'my ($from, $ms, @c) = @ARGV; my $size = -s "taken"; my $p = fork;
		if (!$p) { open STDERR, ">>", "err"; open STDOUT, ">>", "log"; exec @c or die }
		my $over = 0;
		until ($from eq "start" || $over || -s "taken" != $size) { sleep 0.001; $over = waitpid $p, WNOHANG }
		exit 1 if $over; # it sent nothing
		sleep $ms / 1000; kill KILL => $p; waitpid $p, 0; exit($? & 127 ? 0 : 1)' "$@"
}
tally() { # what holds after all kills
	while [ "$(open_rows)" != 0 ] && [ $rounds -lt $((5 * KILLS + 200)) ]; do
		rounds=$((rounds + 1)) HOUR=$((HOUR + 1))
		kw --now "$(later $HOUR)" deliver >>log 2>>err
	done
	# killed after its last letter: the next one closes the issue
	rounds=$((rounds + 1)) HOUR=$((HOUR + 1))
	kw --now "$(later $HOUR)" deliver >>log 2>>err
	count
	echo "# $1: $kills kills, $WEEK issues of $PEOPLE letters, $LOST lost, $DOUBLED doubled ($CONNECTIONS connections)"
	ok "$1: it was killed in the middle" test $kills -ge $((KILLS / 4))
	same "$1: nobody is left out" "$LOST" 0
	ok "$1: at most two doubles a connection and kill" test "$DOUBLED" -le $((2 * CONNECTIONS * kills))
	same "$1: every issue is sent" "$(query "select count(*) from issue where state <> 'sent'")" 0
}
at_random() {
	CONNECTIONS=4 RELAY_MORE='connections: 4, timeout: 5' WEEK=0 kills=0 rounds=0
	relay 'dot late 10 chance 30'
	setup
	while [ $kills -lt "$KILLS" ] && [ $rounds -lt $((5 * KILLS)) ]; do
		rounds=$((rounds + 1))
		[ "$(open_rows 2>/dev/null)" != 0 ] || issue
		if [ $((rounds % 3)) = 0 ]; then when=start; else when=letter; fi
		kill_after $when $((rounds * 13 % 67)) "$B/kawaraban" --now "$(later $HOUR)" deliver && kills=$((kills + 1))
	done
	tally "killed at random"
	stop "$PID"
}
at_commits() {
	cc -shared -fPIC -D_GNU_SOURCE "$FAULT/die_at.c" -o "$T/die_at.so" -ldl || bail "die_at.c"
	CONNECTIONS=2 RELAY_MORE='connections: 2, timeout: 5' WEEK=0 kills=0 rounds=0
	relay
	setup
	n=0 when=before
	while [ $kills -lt "$KILLS" ] && [ $rounds -lt $((5 * KILLS)) ]; do
		rounds=$((rounds + 1)) n=$((n + 1))
		[ "$(open_rows)" != 0 ] || issue
		( LD_PRELOAD=$T/die_at.so DIE_AT=$n DIE_WHEN=$when; export LD_PRELOAD DIE_AT DIE_WHEN
		  exec "$B/kawaraban" --now "$(later $HOUR)" deliver ) >>log 2>>err
		case $? in
		137) kills=$((kills + 1)) ;;
		*) n=0; [ $when = before ] && when=after || when=before ;; # it had fewer commits than that
		esac
	done
	tally "killed at every commit"
	stop "$PID"
}

# a bulletin is drafted with its story and its number, or not at all
drafts() {
	config
	kw init >/dev/null || bail init
	alert 1 | kw receive || bail receive
	kills=0
	for when in before after; do
		n=0 code=137
		while [ $code = 137 ] && [ $n -lt 100 ]; do
			n=$((n + 1))
			( LD_PRELOAD=$T/die_at.so DIE_AT=$n DIE_WHEN=$when; export LD_PRELOAD DIE_AT DIE_WHEN
			  exec "$B/kawaraban" --now $NOW bulletin new 1 ) >>log 2>>err
			code=$?
			[ $code != 137 ] || kills=$((kills + 1))
		done
		same "a bulletin in the end (killed $when)" $code 0
	done
	ok "killed $kills times while drafting" test $kills -gt 3
	same "no bulletin without its story" "$(query "select count(*) from issue where not exists
		(select 1 from issue_item where issue_item.issue = issue.id)")" 0
	same "no number without a bulletin" "$(query 'select count(*) - max(number) from issue')" 0
}

# the limited child cannot be started: the mail waits, nothing else ends
no_fork() {
	cc -shared -fPIC "$FAULT/no_fork.c" -o "$T/no_fork.so" || bail "no_fork.c"
	config
	kw init >/dev/null || bail init
	printf 'From: a@example.net\r\nSubject: x\r\n\r\nhello\r\n' >mail
	kw receive <mail || bail receive
	left_over() { query "update mail set state = 'received', attempts = 0, not_before = 0"; }
	left_over
	ok "fetch, where no process can be started" env "LD_PRELOAD=$T/no_fork.so" "$B/kawaraban" fetch
	out 'leftover mails: fork'
	left_over
	spawn no_fork env "LD_PRELOAD=$T/no_fork.so" "$B/kawaraban" deliver --watch
	ok "deliver --watch meets it" wait_for grep -q 'leftover mails: fork' "$T/no_fork.log"
	sleep 1
	ok "and lives" alive "$PID"
	kill -TERM "$PID"; wait "$PID"
	same "until SIGTERM" $? 0
	same "the mail is there, and nobody's attempt counts" "$(query 'select state, attempts from mail' | tr '|' ' ')" 'received 0'
}

all_faults
engines at_random
case $B in *-san) ;; *) mkdir commits && cd commits && STORE=sqlite:kawaraban.db && at_commits
	mkdir "$T/drafts" && cd "$T/drafts" && drafts
	mkdir "$T/fork" && cd "$T/fork" && no_fork ;; esac
