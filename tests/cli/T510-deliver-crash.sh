#!/bin/sh
# kill -9 of deliver at any moment: nobody is left out, and no more letters go out too many than were on the wire
# (two a connection and kill), with the same Message-ID. Two processes at once enqueue and deliver once.
. "$(dirname "$0")/lib.sh"

PEOPLE=80 KILLS=25
roster() {
	echo address,consent
	n=1; while [ $n -le $PEOPLE ]; do echo "p$n@example.net,2026-04-03"; n=$((n + 1)); done
}
crash() {
	config
	kw init >/dev/null || bail init
	roster >list.csv
	kw --now $NOW subscribers import list.csv >/dev/null || bail import
	# two at once: one of them enqueues
	kw --now $NOW weekly send >s1 2>&1 & a=$!
	kw --now $NOW weekly send >s2 2>&1; wait $a
	same "two sends at once enqueue once" "$(query 'select count(*) from outbox')" $PEOPLE
	kills=0 rounds=0
	while [ "$(query "select count(*) from outbox where state <> 'sent'")" != 0 ] && [ $rounds -lt 200 ]; do
		rounds=$((rounds + 1))
		if [ $kills -lt $KILLS ]; then
			perl -e 'my ($ms, @c) = @ARGV; my $p = fork; if (!$p) { open STDERR, ">>", "err"; open STDOUT, ">>", "log"; exec @c }
				select undef, undef, undef, $ms / 1000; kill KILL => $p; waitpid $p, 0; exit($? & 127 ? 0 : 1)' \
				$((8 + rounds * 7 % 40)) "$B/kawaraban" --now $NOW deliver && kills=$((kills + 1))
		else
			kw --now $NOW deliver >>log 2>>err
		fi
	done
	echo "# $kills kills, $(ls out/new | wc -l) letters for $PEOPLE people"
	ok "it was killed in the middle" test $kills -gt 3
	same "every row is sent" "$(query "select count(*) from outbox where state = 'sent'")" $PEOPLE
	same "everybody has a letter" "$(cat out/new/* | sed -n 's/^Delivered-To: //p' | sort -u | wc -l | tr -d ' ')" $PEOPLE
	ok "at most two doubles a connection and kill" test "$(ls out/new | wc -l)" -le $((PEOPLE + 2 * 4 * kills))
	# a kill between the last letter and the issue's own row leaves the issue to the next deliver, as cron starts it
	kw --now $NOW deliver >>log 2>>err
	same "doubles carry the same Message-ID" "$(cat out/new/* | sed -n 's/^Message-ID: //p' | sort -u | wc -l | tr -d ' ')" $PEOPLE
	same "the issue is sent" "$(query 'select state from issue')" sent
}
engines crash

mkdir hold && cd hold || exit 99
STORE=sqlite:kawaraban.db
config 'after_crash: hold'
kw init >/dev/null || bail init
kw --now $NOW subscribers add a@example.net >/dev/null
kw --now $NOW weekly send >/dev/null
query "update outbox set state = 'sending', claimed_by = '$(uname -n) $(readlink /proc/self/ns/pid) 999999 1', claimed_until = 99999999999"
ok "after_crash: hold" kw --now $NOW deliver
out 'were on the wire'
same "leaves it uncertain, named" "$(query 'select state from outbox')" uncertain
same "its issue is not sent" "$(query 'select state from issue')" sending
same "but readers have what it tells" "$(query "select count(*) from item where state in ('new', 'picked')")" 0
ok "doctor says so" kw doctor
out '1 uncertain'
out 'issue 1: nobody knows whether 1 letters arrived; .kawaraban deliver retry 1. .*deliver cancel 1 --uncertain'
ok "and deliver status" kw deliver status
out '^issue 1: nobody knows'
ok "deliver retry: somebody decided that it goes out again" kw --now $NOW deliver retry
out '^1 uncertain letters will go out again'
same "and the journal knows who" "$(query "select action || ' ' || detail from journal order by id desc limit 1")" 'outbox.retry 1 letters'
ok "deliver" kw --now $NOW deliver
out '^1 sent'
same "the issue is sent" "$(query 'select state from issue')" sent
kw --now 2026-11-26T10:00+09:00 weekly send >/dev/null || bail send
query "update outbox set state = 'uncertain' where issue = 2"
kw --now 2026-11-26T10:00+09:00 deliver >/dev/null
ok "deliver cancel --uncertain: somebody decided that it does not" kw deliver cancel 2 --uncertain
out '^issue 2: 1 uncertain letters are given up'
same "and the journal knows who" "$(query "select action || ' ' || detail from journal order by id desc limit 1")" 'outbox.cancel 1 uncertain letters'
same "the issue is sent" "$(query 'select state from issue where id = 2')" sent
ok "there is nothing more to decide" kw deliver status
lacks 'nobody knows'

# what a killed deliver had in hand goes out again, also where nobody has waited for its end: a zombie
spawn zombie perl -e 'my $p = fork // die; exit 0 if !$p; open my $f, ">", "pid"; print $f $p; close $f; sleep 600'
wait_for test -s pid && Z=$(cat pid) || bail "no zombie"
wait_for grep -q '^State:.Z' "/proc/$Z/status" || bail "no zombie"
kw --now 2026-12-03T10:00+09:00 weekly send >/dev/null || bail send
query "update outbox set state = 'sending', claimed_until = 99999999999, claimed_by =
	'$(uname -n) $(readlink /proc/self/ns/pid) $Z $(sed 's/.*) //' "/proc/$Z/stat" | cut -d' ' -f20)' where state = 'ready'"
ok "deliver retry: of a zombie" sh -c "'$B/kawaraban' --now 2026-12-03T10:00+09:00 deliver; '$B/kawaraban' deliver retry"
out '^1 uncertain letters will go out again'
