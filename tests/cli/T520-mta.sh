#!/bin/sh
# deliver to real mail servers besides Postfix (T500): Exim over STARTTLS and plain, OpenSMTPD, which offers no
# PIPELINING. Every letter arrives once; what is refused is refused; what travels together is seen on the wire.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/cli/mta2.sh"
mta2_unpack || skip_all "the packages of Exim and OpenSMTPD cannot be had"
PEOPLE=30

# tap PORT: a proxy in front of that port, as $TAP; each piece from the client is a line of tap.log
tap() {
	TAP=$(ports 1)
	cat >tap.pl <<'PERL'
use strict; use warnings; use IO::Socket::INET; use IO::Select;
my ($port, $to) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 50, ReuseAddr => 1) or die;
my $parent = $$; $SIG{CHLD} = 'IGNORE'; $| = 1;
while (my $client = $server->accept) {
	next if fork;
	$SIG{ALRM} = sub { exit if getppid() != $parent; alarm 1 }; alarm 1;
	my $relay = IO::Socket::INET->new("127.0.0.1:$to") or exit;
	my $both = IO::Select->new($client, $relay);
	while (1) {
		for my $from ($both->can_read) {
			sysread($from, my $bytes, 1 << 20) or exit;
			syswrite $from == $client ? $relay : $client, $bytes;
			next if $from != $client;
			$bytes =~ s/\r\n/|/g; $bytes =~ s/^.*(?=\|\.\|)//s; # the end of a letter and what follows
			syswrite STDOUT, substr($bytes, 0, 600) . "\n";
		}
	}
}
PERL
	: >tap.log
	spawn tap perl "$T/tap.pl" "$TAP" "$1"
	wait_tcp "$TAP" "$PID" || bail "no tap"
}
# people DOMAIN: subscribers there, and the two that are refused
people() {
	echo address,consent
	n=1; while [ $n -le $PEOPLE ]; do echo "p$n@$1,2026-04-03"; n=$((n + 1)); done
	[ $1 != exim.test ] || { echo "gone@$1,2026-04-03"; echo "busy@$1,2026-04-03"; }
}
# to_all FOLDER DOMAIN RELAY-KEYS SAYS: one issue to everybody there
to_all() {
	mkdir -p "$T/$1" && cd "$T/$1" || exit 99
	STORE=sqlite:kawaraban.db
	config
	sed -i "s|^relay: .*|relay: {$3, connections: 3}|" kawaraban.yaml
	kw init >/dev/null || bail init
	people "$2" >list.csv
	kw --now $NOW subscribers import list.csv >/dev/null || bail import
	kw --now $NOW weekly send >/dev/null || bail "weekly send"
	ok "$1: deliver" kw --now $NOW deliver
	out "$4"
}
exim_has() { [ "$(grep -c '^Message-ID: ' "$EX/mbox" 2>/dev/null)" -ge "$1" ]; }
opensmtpd_has() { [ "$(ls "$OS/md/new" 2>/dev/null | wc -l)" -ge "$1" ]; }

exim_start; rc=$?
[ $rc != 77 ] || skip_all "no namespaces for an ordinary user"
[ $rc = 0 ] || { cat "$EX"/log/* exim.log >.out 2>/dev/null; bail exim; }

to_all starttls exim.test "url: 'smtp://localhost:$EXIM', ca_file: '$EX/cert.pem'" "^$PEOPLE sent, 1 deferred, 1 failed, 0 uncertain"
ok "all arrive" wait_for exim_has $PEOPLE
same "each once" "$(sed -n 's/^Message-ID: //p' "$EX/mbox" | sort | uniq -d | wc -l)" 0
same "over TLS" "$(grep -c ' <= .*P=esmtps' "$EX/log/mainlog")" $PEOPLE
same "pipelined" "$(grep ' <= .*P=esmtps' "$EX/log/mainlog" | grep -c ' L\( \|\.\|$\)')" $PEOPLE
ok "and Exim has nothing to say against it" sh -c "! grep -i 'sync\|protocol error' '$EX/log/mainlog'"
same "the refused one has its reply" "$(query "select smtp_code || ' ' || relay from outbox where state = 'failed'")" "550 smtp://localhost:$EXIM"
same "the deferred one too" "$(query "select smtp_code from outbox where state = 'deferred'")" 451
ok "doctor gets in" kw doctor
out "ok +relay"

cd "$T" && tap "$EXIM"
to_all plain exim.test "url: 'smtp://127.0.0.1:$TAP', tls: none" "^$PEOPLE sent, 1 deferred, 1 failed, 0 uncertain"
ok "all arrive" wait_for exim_has $((2 * PEOPLE))
ok "MAIL, RCPT and DATA leave together" grep -q '^MAIL FROM:<.*>.*|RCPT TO:<.*>|DATA|$' "$T/tap.log"
ok "and those of the next letter with the dot of the one before" grep -q '|\.|MAIL FROM:<.*>.*|RCPT TO:<.*>|DATA|$' "$T/tap.log"
ok "SIZE and 8BITMIME are said where they are offered" grep -q 'MAIL FROM:<[^>]*> SIZE=[0-9]* BODY=8BITMIME|' "$T/tap.log"
same "no more than three connections" "$(grep -c EHLO "$T/tap.log")" 3
stop "$PID"; cd "$T" && tap "$EXIM"
to_all chainless exim.test "url: 'smtp://127.0.0.1:$TAP', tls: none, chain: no" "^$PEOPLE sent, 1 deferred, 1 failed, 0 uncertain"
ok "chain: no: nothing follows the dot" sh -c "! grep -q '|\.|MAIL' '$T/tap.log'"
ok "but the group stays together" grep -q '^MAIL FROM:<.*>.*|RCPT TO:<.*>|DATA|$' "$T/tap.log"
stop "$PID"

if [ $IS_ROOT = y ]; then
	opensmtpd_start || { cat "$T/opensmtpd.log" >.out; bail OpenSMTPD; }
	cd "$T" && tap "$OSMTP"
	to_all opensmtpd opensmtpd.test "url: 'smtp://127.0.0.1:$TAP', tls: none" "^$PEOPLE sent, 0 deferred, 0 failed, 0 uncertain"
	ok "all arrive" wait_for opensmtpd_has $PEOPLE
	same "each once" "$(cat "$OS"/md/new/* | sed -n 's/^Message-ID: //p' | sort -u | wc -l)" $PEOPLE
	ok "in lock-step" sh -c "grep -q '^MAIL FROM:<[^|]*|$' '$T/tap.log' && ! grep -q 'MAIL.*RCPT' '$T/tap.log'"
else
	ok "OpenSMTPD # SKIP it wants root" true
fi
