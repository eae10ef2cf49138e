#!/usr/bin/perl
# lost-commit.pl FOLDER SERVER WORD: a PostgreSQL socket in FOLDER that leads to the one in the folder SERVER. When
# WORD has gone to the server, the answer to the next commit does not come back: the connection is closed instead, as
# where a server dies between the two. That happens once; there is a file FOLDER/fired then.
use strict;
use warnings;
use IO::Select;
use IO::Socket::UNIX;

my ($folder, $server, $word) = @ARGV;
my $socket = '.s.PGSQL.5432';
my $listen = IO::Socket::UNIX->new(Local => "$folder/$socket", Listen => 16) or die "$folder: $!\n";
$SIG{CHLD} = 'IGNORE';
$SIG{TERM} = sub { exit 0 };
$SIG{PIPE} = 'IGNORE';

sub serve {
	my ($client) = @_;
	my $up = IO::Socket::UNIX->new(Peer => "$server/$socket") or exit;
	my ($is_near, $tail) = (0, '');
	my $both = IO::Select->new($client, $up);
	while (1) {
		for my $from ($both->can_read) {
			sysread $from, my $bytes, 65536 or exit;
			if ($from == $client) {
				$tail = substr($tail, -length $word) . $bytes; # the word may come in two pieces
				$is_near ||= index($tail, $word) >= 0;
			} elsif ($is_near && $bytes =~ /C\0\0\0\x0bCOMMIT\0/ && !-e "$folder/fired") {
				open my $fired, '>', "$folder/fired";
				exit;
			}
			syswrite $from == $client ? $up : $client, $bytes;
		}
	}
}

print "ready\n";
while (1) {
	my $client = $listen->accept or next;
	serve($client) if !fork;
}
