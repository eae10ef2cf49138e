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
