#!/bin/sh
# deliver: who got it; pause, resume, cancel, retry; --watch as a service; --json; two at once; a full disk, a
# database that cannot be written, a relay that comes back.
. "$(dirname "$0")/lib.sh"

# relay RULE…: the relay of tests/fault at $PORT, as $RELAY
relay() {
	[ -n "${PORT:-}" ] || PORT=$(ports 1)
	: >>taken
	spawn relay perl "$TOP/tests/fault/relay.pl" "$PORT" "$PWD/taken" "$@"
	RELAY_PID=$PID
	wait_tcp "$PORT" "$PID" || bail "no relay"
	RELAY=smtp://127.0.0.1:$PORT
}
people() {
	echo address,consent
	n=1; while [ $n -le "$1" ]; do echo "p$n@example.net,2026-04-03"; n=$((n + 1)); done
}
setup() { # setup PEOPLE [CONFIG-LINE…]
	n=$1; shift
	config "$@"
	kw init >/dev/null || bail init
	people "$n" >list.csv
	kw --now $NOW subscribers import list.csv >/dev/null || bail import
}
count() { query "select count(*) from outbox where $1"; }

desk() {
	relay 'rcpt 550 5.1.1 gone to p2@' 'rcpt 450 4.2.1 full to p3@'
	setup 6
	kw --now $NOW weekly send >/dev/null || bail send
	ok "pause an issue" kw --now $NOW deliver pause 1
	out '^issue 1: held'
	ok "nothing goes out" kw --now $NOW deliver
	out '^0 sent'
	ok "status says why" kw deliver status
	out '^1 \(weekly 2026-11-19\) +held +6 +0 +0 +0 +0 +0$'
	out '^issue 1 is held: paused by shell:.*deliver resume 1'
	is "twice" 77 kw --now $NOW deliver pause 1
	ok "resume" kw --now $NOW deliver resume 1
	ok "pause all" kw --now $NOW deliver pause all
	ok "nothing goes out" kw --now $NOW deliver
	out '^0 sent'
	ok "status" kw deliver status
	out 'everything is paused by shell:'
	ok "resume all" kw --now $NOW deliver resume all
	is "twice" 77 kw --now $NOW deliver resume all
	ok "deliver" kw --now $NOW deliver
	out '^4 sent, 1 deferred, 1 failed, 0 uncertain'
	ok "who got it, by issue" kw deliver who --issue 1
	out '^1 +2 +p2@example.net +failed +1 .*550 +5.1.1 gone'
	out '^1 +1 +p1@example.net +sent +1 +2026-11-19T01:00:00Z +250 '
	ok "as CSV" kw deliver who --issue 1 --csv
	out '^"Issue","Person","Address","State","Attempts","At","Code","Reply"'
	out '^"1","3","p3@example.net","deferred","1","2026-11-19T01:05:00Z","450","4.2.1 full"'
	ok "as JSON, one state" kw deliver who --issue 1 --state failed --json
	same "one of them" "$(perl -MJSON::PP -e 'local $/; my $j = decode_json(<>); print scalar(@$j), " $j->[0]{address} $j->[0]{code}"' <"$T/.out")" "1 p2@example.net 550"
	ok "by person" kw deliver who --person P1@Example.NET
	out 'p1@example.net +sent'
	lacks 'p2@'
	ok "a person who got nothing" kw deliver who --person nobody@example.net --json
	out '^\[\]$'
	is "no address" 64 kw deliver who --person nonsense
	is "no state" 64 kw deliver who --state lost
	is "no issue" 1 kw deliver status 99
	ok "the failed one again" kw --now $NOW deliver retry 1 --failed
	out '^1 failed letters will go out again'
	ok "cancel" kw --now $NOW deliver cancel 1
	out '^issue 1: cancelled; 2 letters'
	ok "nothing is owed" kw --now $NOW deliver
	out '^0 sent'
	is "cancelled is cancelled" 77 kw --now $NOW deliver resume 1
	is "no retry either" 77 kw --now $NOW deliver retry 1 --failed
	same "the journal knows" "$(query "select count(*) from journal where action like 'outbox.%' and actor like 'shell:%'")" 6
	stop "$RELAY_PID"
}
# a list that is refused: held, and staff are told in their language
held() {
	relay 'rcpt 550 5.1.1 who is p9@example.net? to example.net'
	setup 40 "deliver: {hold_row: 5}"
	kw --now $NOW weekly send >/dev/null || bail send
	ok "deliver" kw --now $NOW deliver
	out 'issue 1 is held, refused'
	lacks 'p9@'
	same "most of them are still owed" "$(test "$(count "state = 'ready'")" -ge 25 && echo yes)" yes
	same "none of the refusals counts against a reader" "$(count "state = 'failed' and is_held = 0")" 0
	same "staff have a mail" "$(grep -c '^staff@desk.example.org' taken)" 1
	ok "resume and send the refused ones too" kw --now $NOW deliver retry 1 --held
	out 'is held: .kawaraban deliver resume 1'
	stop "$RELAY_PID"; relay
	ok "resume" kw --now $NOW deliver resume 1
	ok "deliver" kw --now $NOW deliver
	out '^40 sent'
	stop "$RELAY_PID"
}
# two processes on one store: as two hosts would, each with keys and a lock of its own
both() {
	relay 'dot late 5 chance 50'
	setup 200
	sed 's|^store:|keys: keys2\nstore:|' kawaraban.yaml >other.yaml
	cp keys keys2; chmod 600 keys2
	kw --now $NOW weekly send >/dev/null || bail send
	kw --now $NOW deliver >one 2>&1 & one=$!
	kw -c other.yaml --now $NOW deliver >two 2>&1; wait $one
	kw --now $NOW deliver >>one 2>&1 # what the slower one had in hand
	same "two deliver at once: everybody has a letter" "$(sort -u taken | wc -l)" 200
	same "and nobody two" "$(wc -l <taken)" 200
	stop "$RELAY_PID"
}
service() {
	PORT=$(ports 1) RELAY=smtp://127.0.0.1:$PORT # nobody there yet
	setup 5
	kw --now $NOW weekly send >/dev/null || bail send
	spawn watch "$B/kawaraban" deliver --watch
	watch=$PID
	ok "--watch: a relay that is not there does not end it" wait_for grep -q 'stay in the outbox' "$T/watch.log"
	ok "it is alive" alive $watch
	relay
	sent() { [ "$(count "state = 'sent'")" = "$1" ]; }
	ok "it delivers when the relay is there" wait_for sent 5
	kw --now $NOW bulletin new "$(query 'select id from item limit 1')" >/dev/null 2>&1
	kw --now 2026-11-26T10:00+09:00 weekly send >/dev/null
	ok "and what becomes due later, at once" wait_for sent 10
	same "the issue is sent" "$(query 'select state from issue where id = 1')" sent
	kill -TERM $watch; wait $watch 2>/dev/null
	same "SIGTERM ends it" $? 0
	out_file=$T/watch.log
	ok "it said what it did" grep -q '^5 sent' "$out_file"
	stop "$RELAY_PID"; PORT=''
}
# SIGTERM while letters are on the wire: they are waited for
gently() {
	relay 'dot late 1500'
	setup 60 # more than leave while a slow machine comes to the signal
	kw --now $NOW weekly send >/dev/null || bail send
	spawn term "$B/kawaraban" --now $NOW deliver
	on_the_wire() { [ "$(count "state = 'sending'")" -ge 4 ]; }
	wait_for on_the_wire || bail "nothing is sent"
	kill -TERM "$PID"; wait "$PID"
	same "SIGTERM: nothing is left in the air" "$(count "state in ('sending', 'uncertain')")" 0
	same "what went out is noted" "$(count "state = 'sent'")" "$(wc -l <taken)"
	ok "the rest was not begun" test "$(count "state = 'ready' and attempts = 0")" -gt 0
	stop "$RELAY_PID"
}
json() {
	relay 'dot late 300'
	setup 12
	kw --now $NOW weekly send >/dev/null || bail send
	ok "--json" kw --now $NOW deliver --json
	same "lines for monitoring, and the last is the end" "$(perl -MJSON::PP -ne '
		$l = decode_json($_); $n++; END { print $n > 1 ? "many " : "one ", $l->{end} ? "end " : "", "$l->{sent} $l->{owed}" }' "$T/.out")" "many end 12 0"
	kw --now 2026-11-26T10:00+09:00 weekly send >/dev/null || bail send
	ok "a bar on a terminal" script -qec "$B/kawaraban --now 2026-11-26T10:00+09:00 deliver" /dev/null
	out '\[#+\.+\] [0-9]+/12 .*/s .*left'
	stop "$RELAY_PID"
}
# The disk is full in the middle of a run: it ends with the reason, the outcomes that wait are noted when there is
# room again, and nobody gets a second letter.
full_disk() {
	relay
	setup 400
	kw --now $NOW weekly send >/dev/null || bail send
	limit=$(($(stat -c %s kawaraban.db) / 512 + 400))
	( trap '' XFSZ; ulimit -S -f $limit; exec "$B/kawaraban" --now $NOW deliver ) >full 2>&1 & pid=$!
	# it has begun, and goes no further
	before='' still=0
	while alive $pid && [ $still -lt 3 ]; do
		if [ -s taken ] && [ "$before" = "$(wc -l <taken)" ]; then still=$((still + 1)); else still=0; fi
		before=$(wc -l <taken); sleep 1
	done
	ok "a full disk stops it before everything was sent" test "$(wc -l <taken)" -lt 400
	prlimit --pid $pid --fsize=unlimited 2>/dev/null || : # it may have found room for the last outcomes
	wait $pid; code=$?
	cp full "$T/.out"
	same "and ends it" $code 75
	out 'full|disk|I/O|too large'
	same "what went out is noted" "$(count "state = 'sent'")" "$(wc -l <taken)"
	same "nothing is in doubt" "$(count "state in ('sending', 'uncertain')")" 0
	ok "deliver" kw --now $NOW deliver
	same "everybody has a letter" "$(sort -u taken | wc -l)" 400
	same "and nobody two" "$(wc -l <taken)" 400
	stop "$RELAY_PID"
}
read_only() {
	relay
	setup 5
	kw --now $NOW weekly send >/dev/null || bail send
	if [ $IS_ROOT = y ]; then set -- -m --propagation private; else set -- -r -m --propagation private; fi
	if unshare "$@" true 2>/dev/null; then
		is "a database that cannot be written" 75 unshare "$@" sh -ec 'mount --bind . . ; cd .; mount -o remount,ro,bind "$PWD"; cd "$PWD"
			exec "$1" --now "$2" deliver' sh "$B/kawaraban" $NOW
		one_line
		out 'ead-only|readonly|unable to open'
		same "nobody gets anything" "$(wc -l <taken)" 0
		same "and everything is owed" "$(count "state = 'ready' and attempts = 0")" 5
	fi
	ok "deliver" kw --now $NOW deliver
	out '^5 sent'
	stop "$RELAY_PID"
}

# deliver.at_once: a bulletin goes out without anybody's doing
at_once() {
	setup 3 'deliver: {at_once: yes}'
	alert 1 >mail.eml
	kw receive --sender staff@desk.example.org --recipient kawaraban@news.example.org <mail.eml >/dev/null || bail receive
	ok "a bulletin" kw bulletin new "$(query 'select max(id) from item')"
	ok "sent" kw bulletin send 1
	all_sent() { [ "$(count "state = 'sent' and issue is not null")" = 3 ]; }
	ok "goes out at once" wait_for all_sent
	wait_for flock -n keys.deliver-lock true
}

engines desk
mv sqlite desk-sqlite; mv pgsql desk-pgsql 2>/dev/null
mkdir held service gently json full ro at_once
cd "$T/held" && PORT='' STORE=sqlite:kawaraban.db && held
cd "$T" && PORT='' && engines both
cd "$T/service" && PORT='' STORE=sqlite:kawaraban.db && service
cd "$T/gently" && PORT='' && gently
cd "$T/json" && PORT='' && json
cd "$T/full" && PORT='' && full_disk
cd "$T/ro" && PORT='' && read_only
cd "$T/at_once" && RELAY=maildir:out && at_once
