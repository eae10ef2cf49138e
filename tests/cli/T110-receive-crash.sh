#!/bin/sh
# kill -9 between any two steps of receive: the mail is either not accepted (the MTA keeps it), or
# stored, and then dealt with by the next command that sweeps.
. "$(dirname "$0")/lib.sh"

# kills receive after some milliseconds, many times over; each mail is sent again until it is accepted,
# as an MTA does
crash() {
	config
	kw init >/dev/null || bail init
	i=1
	while [ $i -le 25 ]; do
		alert $i >m
		perl -e 'my ($ms, @c) = @ARGV; my $p = fork; if (!$p) { setpgrp; open STDIN, "<", "m"; open STDERR, ">>", "err"; exec @c }
			select undef, undef, undef, $ms / 1000; kill KILL => -$p; waitpid $p, 0;
			exit($? == 0 ? 0 : 1)' $((i * 2)) "$B/kawaraban" --now $NOW receive ||
			"$B/kawaraban" --now $NOW receive <m 2>>err || echo "$i" >>refused
		i=$((i + 1))
	done
	ok "every mail was accepted in the end" test ! -e refused
	same "none is lost" "$(query 'select count(*) from mail')" 25
	# leases of the killed are over after an hour
	ok "the next fetch takes leftovers along" kw --now 2026-11-19T11:00+09:00 fetch
	kw --now 2026-11-19T12:00+09:00 fetch >/dev/null 2>&1
	same "all are done" "$(query "select count(*) from mail where state = 'done'")" 25
	same "each made one item or telling" "$(query 'select count(*) from item_source')" 25
}
engines crash

# gpg may leave an agent behind: nobody waits for that
mkdir left && cd left || exit 99
STORE=sqlite:kawaraban.db
mkdir ring bin
config "  - {address: signer@desk.example.org, pgp: $(printf '%040d' 1)}" 'intake: {keyring: ring}'
kw init >/dev/null || bail init
printf '#!/bin/sh\nsleep 300 >/dev/null 2>&1 & echo $! >>"%s/agents"\n' "$PWD" >bin/gpg
chmod 755 bin/gpg
on_exit 'kill $(cat "$T/left/agents" 2>/dev/null) 2>/dev/null'
printf '%s\r\n' 'From: signer@desk.example.org' 'Subject: x' 'Message-ID: <s@desk.example.org>' '' '-----BEGIN PGP SIGNED MESSAGE-----' \
	'Hash: SHA256' '' 'text' '-----BEGIN PGP SIGNATURE-----' '' 'iHUEARYKAB0WIQ==' '-----END PGP SIGNATURE-----' >mail
ok "what gpg leaves behind keeps nobody waiting" env "PATH=$PWD/bin:$PATH" timeout 60 "$B/kawaraban" receive --sender signer@desk.example.org <mail
ok "gpg was asked" test -s agents
kill $(cat agents)

# the lease is longer than its reader may compute
config "  - {address: signer@desk.example.org, pgp: $(printf '%040d' 1)}" 'intake: {keyring: ring, cpu_seconds: 3000}'
rm agents
printf '#!/bin/sh\necho >>"%s/agents"\nsleep 5\n' "$PWD" >bin/gpg
sed 's/<s@/<t@/' mail >mail2
before=$(date +%s)
( PATH=$PWD/bin:$PATH; exec "$B/kawaraban" receive --sender signer@desk.example.org <mail2 ) >>err 2>&1 & receiver=$!
wait_for test -s agents
ok "a long reading keeps its mail" test "$(query 'select max(not_before) from mail')" -ge $((before + 3300))
wait $receiver
same "and is done" "$(query "select count(*) from mail where state = 'done'")" 2
