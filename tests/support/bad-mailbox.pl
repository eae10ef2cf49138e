#!/usr/bin/perl
# bad-mailbox.pl PORT PROTOCOL FOLDER FAULT… : an IMAP or POP3 server (no TLS, any password) over the files of FOLDER,
# in order of their names (numbers), that misbehaves. What it was asked is in FOLDER/../asked. Mails are deleted as the
# protocol says. Faults:
#   mute             says nothing when called           greeting TEXT  says TEXT when called
#   drop N           closes in the middle of mail N      hang N         falls silent in the middle of mail N
#   once N           closes there the first time only    drip N         says lines without end instead of mail N
#   lie N            announces mail N as 20 bytes        refuse N       will not give mail N
#   twice            gives every mail twice              stop-at WORD   falls silent at a command with WORD
#   garbage WORD     answers a command with WORD by nonsense
use strict;
use warnings;
use IO::Socket::INET;

my ($port, $protocol, $folder, @faults) = @ARGV;
my %fault;
while (@faults) {
	my $name = shift @faults;
	if ($name eq 'mute' || $name eq 'twice') { $fault{$name} = 1 }
	else                                     { $fault{$name} = shift @faults }
}
my ($client, $asked);
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 16, ReuseAddr => 1) or die "port: $!";
open $asked, '>>', "$folder/../asked" or die "asked: $!";
$asked->autoflush(1);

sub slurp { local (@ARGV, $/) = ("$folder/$_[0]"); my $all = <>; $all =~ s/\r?\n/\r\n/g; return $all }
sub names { opendir my $d, $folder or die; return sort { $a <=> $b } grep { !/^\./ } readdir $d }
sub say_ { print $client @_ or die "gone\n" }
sub drip { while (1) { say_(@_); select undef, undef, undef, 0.2 } }
sub silent { sleep 1 while 1 } # ended by the alarm below
sub is_at { my ($name, $n) = @_; return defined $fault{$name} && $fault{$name} eq $n }
sub command {
	my $line = <$client> // die "gone\n";
	$line =~ s/\r?\n\z//;
	print $asked "$line\n";
	silent() if defined $fault{'stop-at'} && $line =~ /$fault{'stop-at'}/;
	if (defined $fault{garbage} && $line =~ /$fault{garbage}/) { $fault{garbage} = 'nothing more'; say_("\x01\xff HTTP/1.1 400 what?\r\n"); silent() }
	return $line;
}
# the bytes of mail N, or only half of them and what the fault says
sub body {
	my ($n, $bytes) = @_;
	if (is_at(drop => $n)) { say_(substr $bytes, 0, length($bytes) / 2); die "gone\n" }
	if (is_at(once => $n) && !-e "$folder/../once-$n") {
		open my $mark, '>', "$folder/../once-$n" or die;
		say_(substr $bytes, 0, length($bytes) / 2);
		die "gone\n";
	}
	if (is_at(hang => $n)) { say_(substr $bytes, 0, length($bytes) / 2); silent() }
	say_($bytes);
}

sub imap {
	my (@mails, %deleted);
	@mails = names();
	my %uid = map { (/^(\d+)/ ? $1 + 0 : 0) => $_ } @mails;
	say_("* OK ready\r\n");
	while (1) {
		my ($tag, $what) = split / /, command(), 2;
		if ($what =~ /^CAPABILITY/i) { say_("* CAPABILITY IMAP4rev1 AUTH=PLAIN UIDPLUS\r\n") }
		elsif ($what =~ /^AUTHENTICATE/i) { say_("+ \r\n"); command() }
		elsif ($what =~ /^SELECT/i) { say_('* ', scalar @mails, " EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n") }
		elsif ($what =~ /^UID FETCH 1:\*/i) {
			my $i = 0;
			for my $u (sort { $a <=> $b } keys %uid) {
				my $size = is_at(lie => $u) ? 20 : length slurp($uid{$u});
				$i++;
				say_("* $i FETCH (UID $u RFC822.SIZE $size FLAGS ())\r\n") for 1 .. ($fault{twice} ? 2 : 1);
			}
		}
		elsif ($what =~ /^UID FETCH (\d+)/i) {
			my $u = $1;
			if (is_at(refuse => $u)) { say_("$tag NO cannot read it\r\n"); next }
			for (1 .. ($fault{twice} ? 2 : 1)) {
				next unless $uid{$u};
				my $bytes = slurp($uid{$u});
				drip("* OK still here\r\n") if is_at(drip => $u);
				say_("* $u FETCH (UID $u BODY[] {", length $bytes, "}\r\n");
				body($u, $bytes);
				say_(")\r\n");
			}
		}
		elsif ($what =~ /^UID STORE (\S+) .*Deleted/i) { $deleted{$_} = 1 for split /,/, $1 }
		elsif ($what =~ /^UID EXPUNGE/i) { unlink "$folder/$uid{$_}" for keys %deleted }
		elsif ($what =~ /^LOGOUT/i) { say_("* BYE bye\r\n$tag OK bye\r\n"); return }
		say_("$tag OK done\r\n");
	}
}

sub pop3 {
	my @mails = names();
	my %deleted;
	say_("+OK ready\r\n");
	while (1) {
		my ($what, $n) = split / /, command(), 2;
		if ($what eq 'CAPA') { say_("+OK\r\nUIDL\r\nPIPELINING\r\nSASL PLAIN\r\n.\r\n"); next }
		if ($what eq 'AUTH') { say_("+ \r\n"); command() }
		elsif ($what eq 'LIST') {
			say_("+OK\r\n");
			say_("$_ ", (is_at(lie => $mails[$_ - 1]) ? 20 : length slurp($mails[$_ - 1])), "\r\n") for 1 .. @mails;
			say_(".\r\n");
			next;
		}
		elsif ($what eq 'UIDL') { say_("+OK\r\n", (map { "$_ $mails[$_ - 1]\r\n" } 1 .. @mails), ".\r\n"); next }
		elsif ($what eq 'RETR') {
			if (is_at(refuse => $mails[$n - 1])) { say_("-ERR cannot read it\r\n"); next }
			my $bytes = slurp($mails[$n - 1]);
			$bytes =~ s/^\./../mg;
			say_("+OK\r\n");
			drip("x\r\n") if is_at(drip => $mails[$n - 1]);
			body($mails[$n - 1], $bytes);
			say_(".\r\n");
			next;
		}
		elsif ($what eq 'DELE') { $deleted{$n} = 1 }
		elsif ($what eq 'QUIT') { unlink "$folder/$mails[$_ - 1]" for keys %deleted; say_("+OK\r\n"); return }
		say_("+OK\r\n");
	}
}

$SIG{CHLD} = 'IGNORE';
my $parent = $$;
while ($client = $server->accept) {
	$client->autoflush(1);
	my $pid = fork;
	if ($pid == 0) {
		close $server;
		$SIG{ALRM} = sub { exit if getppid != $parent; alarm 1 }; # not longer than the server
		alarm 1;
		eval {
			silent() if $fault{mute};
			if ($fault{greeting}) { say_("$fault{greeting}\r\n"); silent() }
			$protocol eq 'imap' ? imap() : pop3();
		};
		exit;
	}
	close $client;
}
