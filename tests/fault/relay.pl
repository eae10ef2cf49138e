#!/usr/bin/perl
# relay.pl PORT LOG [-pipelining|-size|…]... RULE...: an SMTP server that misbehaves as it is told.
#
# LOG gets one line a letter that it has accepted, written before the reply to the final dot leaves (what was
# accepted has arrived, whether the sender learns of it or not): "RECIPIENT MESSAGE-ID BYTES".
# A RULE is "VERB ACTION [CONDITION]". VERB: connect, ehlo, starttls, mail, rcpt, data, body, dot, rset, quit.
# ACTION: a reply ("450 4.2.1 full"; with 421 the connection closes after it), "drop" (close instead of a reply),
# "take-drop" (dot: accept, then close without a reply), "silence" (never reply), "late MS", "drip MS" (a byte each),
# "garbage" (no SMTP), "extra" (the reply and a second one unasked), "flood" (a reply without end).
# CONDITION: "every N" (on this connection), "chance P" (percent), "to REGEX" (the recipient), "first N" (of all).
# The first rule that fits counts; then there is a file LOG.fired. One process a connection; it ends with its parent.
use strict;
use warnings;
use Errno;
use IO::Socket::INET;
use Time::HiRes qw(sleep time);

my ($port, $log, @rules) = @ARGV;
my %offers = map { $_ => 1 } qw(PIPELINING 8BITMIME SIZE STARTTLS SMTPUTF8);
delete $offers{STARTTLS};
@rules = grep { !(/^-(\w+)$/ && delete $offers{uc $1}) && !(/^\+(\w+)$/ && ($offers{uc $1} = 1)) } @rules;
@rules = map {
	my ($verb, $rest) = split ' ', $_, 2;
	my %rule = (verb => $verb);
	$rule{$1} = $2 while $rest =~ s/ (every|chance|to|first) (\S+)$//;
	+{ %rule, action => $rest }
} @rules;

my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 128, ReuseAddr => 1)
	or die "port $port: $!\n";
open my $taken, '>>', $log or die "$log: $!\n";
$SIG{CHLD} = 'IGNORE';
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';

my ($client, $in, %seen, $to, $mail, $rcpts);

sub rule {
	my ($verb) = @_;
	$seen{$verb}++;
	for my $i (0 .. $#rules) {
		my $r = $rules[$i];
		next if $r->{verb} ne $verb;
		next if $r->{every}  && $seen{$verb} % $r->{every};
		next if $r->{chance} && rand(100) >= $r->{chance};
		next if $r->{to}     && ($to // '') !~ /$r->{to}/;
		if (defined $r->{first}) {
			open my $count, '>>', "$log.first$i" or die; # a byte a use, by whichever connection
			syswrite $count, 'x';
			next if sysseek($count, 0, 1) > $r->{first}; # behind our byte, whatever others write
		}
		open my $fired, '>', "$log.fired" or die; # a rule that never fits tests nothing
		return $r->{action};
	}
	return '';
}

# the alarm that looks for the parent ends every sleep
sub rest { my $until = time + $_[0]; while ((my $left = $until - time) > 0) { sleep $left } }
# … and it ends a read or a write that waits, which then goes on
sub until_done { my ($call) = @_; my $n; do { $n = $call->() } until defined $n || !$!{EINTR}; $n }
sub put { my ($bytes) = @_; until_done(sub { syswrite $client, $bytes }) // exit 0 }

# the reply to a verb; TRUE where it was the good one
sub answer {
	my ($verb, $good, $effect) = @_;
	my $action = rule($verb);
	exit 0 if $action eq 'drop';
	if ($action =~ /^421/) { put("$action\r\n"); exit 0 }
	if ($action =~ /^[45]\d\d/) { put("$action\r\n"); return 0 }
	if ($action eq 'silence')   { rest(3600); exit 0 }
	if ($action eq 'garbage')   { put("\0\xff\xfe what? \x1b[2J\r\nzzz\r\n"); return 0 }
	if ($action eq 'flood')     { put("250-" . 'x' x 500 . "\r\n") for 1 .. 100000; exit 0 }
	$effect->() if $effect;
	exit 0 if $action eq 'take-drop';
	if ($action =~ /^late (\d+)/) { rest($1 / 1000) }
	if ($action =~ /^drip (\d+)/) { my $ms = $1; for (split //, "$good\r\n") { put($_); rest($ms / 1000) } return 1 }
	put("$good\r\n");
	put("250 2.0.0 and another\r\n") if $action eq 'extra';
	return 1;
}

sub fill { until_done(sub { sysread $client, $in, 65536, length $in }) or exit 0 }

sub body {
	my $action = rule('body');
	if ($action eq 'drop') { fill(); exit 0 }
	if ($action =~ /^421/) { fill(); put("$action\r\n"); exit 0 }
	my $all = '';
	until ("\r\n$in" =~ /\r\n\.\r\n/) { fill() }
	my $end = index("\r\n$in", "\r\n.\r\n");
	$all = substr $in, 0, $end;
	$in  = substr $in, $end + 3;
	return $all;
}

sub serve {
	$in = '';
	srand($$);
	answer('connect', '220 relay.example ESMTP') or 1;
	while (1) {
		fill() until $in =~ s/^([^\n]*?)\r?\n//;
		my $line = $1;
		if ($line =~ /^(EHLO|HELO)/i) {
			answer('ehlo', join "\r\n", '250-relay.example', map({ "250-$_" . ($_ eq 'SIZE' ? ' 30000000' : '') } sort keys %offers),
				'250 HELP');
		} elsif ($line =~ /^STARTTLS/i) {
			put("220 go ahead\r\n") if $offers{STARTTLS};
			put("this is not TLS\r\n" x 10), exit 0 if $offers{STARTTLS};
			put("502 no\r\n");
		} elsif ($line =~ /^MAIL FROM:/i) { ($to, $rcpts) = ('', 0); $mail = answer('mail', '250 2.1.0 ok') }
		elsif ($line =~ /^RCPT TO:<([^>]*)>/i) {
			if (!$mail) { put("503 5.5.1 MAIL first\r\n"); next }
			$to = $1;
			$rcpts++ if answer('rcpt', '250 2.1.5 ok');
		}
		elsif ($line =~ /^DATA/i) {
			if (!$rcpts) { put("554 5.5.1 no valid recipients\r\n"); next }
			answer('data', '354 go on') or next;
			my $all = body();
			my ($id) = $all =~ /^Message-ID: *(<[^>\r\n]*>)/mi;
			answer('dot', '250 2.0.0 taken', sub {
				syswrite $taken, sprintf "%s %s %d\n", $to, $id // '-', length $all;
			});
			$mail = $rcpts = 0;
		} elsif ($line =~ /^RSET/i) { $mail = $rcpts = 0; answer('rset', '250 2.0.0 ok') }
		elsif ($line =~ /^NOOP/i) { put("250 2.0.0 ok\r\n") }
		elsif ($line =~ /^QUIT/i) { answer('quit', '221 2.0.0 bye'); exit 0 }
		else { put("500 5.5.2 what?\r\n") }
	}
}

my $parent = $$;
while (1) {
	$client = $server->accept or next;
	my $pid = fork // die;
	if ($pid == 0) {
		close $server;
		$client->setsockopt(6, 1, 1);    # TCP_NODELAY
		$SIG{ALRM} = sub { exit 0 if getppid() != $parent; alarm 1 };
		alarm 1;
		serve();
		exit 0;
	}
	close $client;
}
