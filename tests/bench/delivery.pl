#!/usr/bin/perl
# delivery.pl [--full]: how fast letters leave, side by side, in one run: the same newsletter, the same sink,
# medians of three, each program with as many letters as it sends in about five seconds.
#
# Ours is `kawaraban deliver` as it is: every letter personal (VERP, To, Message-ID, List-*, greeting, how to leave in
# text and HTML), its state committed to the ledger before and after. "no ledger" is the engine alone with the same
# personal letters. smtp-source sends one constant letter. Sinks: Debian's smtp-sink, our own fast one, and that one
# with 10 ms before each reply, like a server that writes to disk first; and the fast one behind stunnel, by SMTPS.
use strict;
use warnings;
use Cwd;
use File::Path qw(make_path remove_tree);
use File::Temp;
use IO::Socket::INET;
use Time::HiRes qw(sleep);

my $full   = grep { $_ eq '--full' } @ARGV;
my $only   = $ENV{ONLY};                                     # a regex over "SINK SIZE CONNECTIONS PROGRAM"
my $aim    = $ENV{SECONDS_EACH} // 5;
my $rounds = $ENV{ROUNDS} // 3;
my $top    = getcwd;
my $build  = "$top/" . ($ENV{B} // 'build');
my $peers  = "$top/tests/bench/peers";
my $dir    = File::Temp->newdir('/tmp/kw-bench.XXXXXX');
my $people = $ENV{PEOPLE} // ($full ? 300_000 : 120_000);
my %pid;
chmod 0755, "$dir";
$SIG{INT} = $SIG{TERM} = sub { exit 130 };
END { my $code = $?; kill TERM => $_ for keys %pid; waitpid $_, 0 for keys %pid; $? = $code }

sub run { system(@_) == 0 or die "@_: exit " . ($? >> 8) . "\n" }
sub spew { my ($path, $text) = @_; open my $f, '>', $path or die "$path: $!\n"; print $f $text; close $f }
sub slurp { open my $f, '<', $_[0] or die "$_[0]: $!\n"; local $/; <$f> }

sub free_port {
	while (1) {
		my $port = 20000 + int rand 12000;
		return $port if IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 1);
	}
}

# --- what is sent ---

# A newsletter of about so many bytes: the product's own, with more text in its HTML part.
sub make_store {
	my ($bytes) = @_;
	my $home = "$dir/store-$bytes";
	make_path("$home/templates/ja");
	spew("$home/kawaraban.yaml", <<"YAML");
store: sqlite:kawaraban.db
templates: templates
publisher: {title: サイバーかわら版, name: 見本ネットワーク, postal_address: 〒100-0000 東京都見本区1-2-3, contact: kawaraban\@news.example.org}
mail: {from: kawaraban\@news.example.org, list_id: kawaraban.news.example.org, return_path: verp-plus}
relay: {url: "maildir:out"}
YAML
	my $csv = "address,organisation,word,consent\n";
	$csv .= "p$_\@example.net,株式会社見本$_,すずめ,2026-04-03\n" for 1 .. $people;
	spew("$home/people.csv", $csv);
	my @kw = ("$build/kawaraban", '-c', "$home/kawaraban.yaml", '--now', '2026-11-19T10:00+09:00');
	run("@kw init >/dev/null");
	my $page   = slurp("$top/templates/ja/weekly.html.mustache");
	my $filler = 0;
	for (1 .. 3) {                                           # as much text as is missing
		(my $padded = $page) =~ s{</body>}{'<p>' . ('見本の文です。' x ($filler / 28.5)) . '</p></body>'}e;
		spew("$home/templates/ja/weekly.html.mustache", $padded);
		my $now = letter_bytes($home, @kw);
		$filler += $bytes - $now;
		$filler = 0 if $filler < 0;
	}
	run("@kw weekly show --text >$home/text; @kw weekly show --html >$home/html");
	run("@kw subscribers import $home/people.csv >/dev/null");
	run("@kw weekly send >/dev/null");
	return {home => $home, bytes => letter_bytes($home, @kw)};
}

# of a letter as it arrives: a copy of the store, one reader, a Maildir
sub letter_bytes {
	my ($home, @kw) = @_;
	remove_tree("$dir/one");
	make_path("$dir/one");
	run("cp -r $home/kawaraban.yaml $home/templates $dir/one/");
	s{\Q$home\E}{$dir/one} for @kw;
	run("(@kw init && @kw subscribers add p1\@example.net --organisation 株式会社見本1 --word すずめ && @kw weekly send && @kw deliver) >/dev/null 2>&1");
	my ($letter) = glob "$dir/one/out/new/*";
	run("cp $letter $home/letter");
	return -s $letter;
}

# --- who sends ---

my ($port, $letters, $bytes, $connections, $store, %stores, $is_tls, $is_chained);
sub measured { my @out = split ' ', `$build/bench/base-measure @_ 2>$dir/err`; die slurp("$dir/err") if $out[3]; @out }

sub ours {
	my $home = "$dir/run";
	remove_tree($home);
	make_path($home);
	run("cp -r $store->{home}/kawaraban.yaml $store->{home}/keys $store->{home}/templates $home/; cp $store->{home}/kawaraban.db* $home/");
	my $relay = $is_tls ? "url: \"smtps://localhost:$port\", ca_file: $dir/cert.pem" : "url: \"smtp://127.0.0.1:$port\", tls: none";
	(my $yaml = slurp("$home/kawaraban.yaml")) =~ s{^relay:.*}{relay: {$relay, connections: $connections, chain: @{[$is_chained ? 'yes' : 'no']}}}m;
	$yaml .= "deliver: {hold_percent: 100}\n";
	spew("$home/kawaraban.yaml", $yaml);
	run("sqlite3 $home/kawaraban.db 'delete from outbox where id > $letters'");
	return measured("$build/kawaraban -c $home/kawaraban.yaml --now 2026-11-19T10:00+09:00 deliver");
}
my %program = (
	'kawaraban deliver'     => {most => $people, run => \&ours},
	'kawaraban, no ledger'  => {run => sub { measured("$build/bench/mail-relays $port -n $letters -l $bytes -s $connections" . ($is_chained ? '' : ' --no-chain')) }},
	'smtp-source'           => {run => sub { measured("smtp-source -4 -s $connections -m $letters -l $bytes 127.0.0.1:$port") }},
	'Python smtplib'        => {one => 1, run => sub { measured("python3 $peers/email_message.py $port $letters $store->{home}/text $store->{home}/html") }},
	'nodemailer'            => {run => sub { measured("env NODE_PATH=$build/bench/node/node_modules node $peers/pool.js $port $letters $connections $store->{home}/text $store->{home}/html") }},
	'mlmmj'                 => {one => 1, run => sub { measured("sh $peers/mlmmj.sh $port $letters $store->{home}/letter $dir/list") }},
	'msmtp and sed'         => {one => 1, run => sub { measured("sh $peers/msmtp.sh $port $letters $store->{home}/letter") }},
);
my @programs = ('kawaraban deliver', 'kawaraban, no ledger', 'smtp-source', 'Python smtplib', 'nodemailer', 'mlmmj', 'msmtp and sed');

# --- where to ---

my $user = $> == 0 ? '-u nobody' : '';
my %sink = (
	'smtp-sink'       => sub { "smtp-sink $user -4 127.0.0.1:$port 1024" },
	'fast sink'       => sub { "$build/bench/mail-sink $port" },
	'10 ms a reply'   => sub { "$build/bench/mail-sink $port --delay 10" },
);
# stunnel takes SMTPS for the fast sink
sub start_tls {
	my $inner = $port;
	$port = free_port();
	run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost "
		. "-keyout $dir/key.pem -out $dir/cert.pem 2>/dev/null");
	spew("$dir/stunnel.conf", "foreground = yes\npid =\ndebug = err\n[smtps]\naccept = 127.0.0.1:$port\nconnect = 127.0.0.1:$inner\ncert = $dir/cert.pem\nkey = $dir/key.pem\n");
	return start("stunnel $dir/stunnel.conf");
}
sub start {
	my ($command) = @_;
	my $pid = fork // die;
	if ($pid == 0) { open STDOUT, '>', '/dev/null'; open STDERR, '>', "$dir/sink.err"; exec $command or die }
	$pid{$pid} = 1;
	for (1 .. 100) { last if IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port); sleep 0.05 }
	return $pid;
}
sub start_sink {
	my ($name) = @_;
	$is_tls     = $name =~ s/ over TLS$//;
	$is_chained = $name !~ s/, not chained$//;
	$port   = free_port();
	my @pids = start($sink{$name}->());
	push @pids, start_tls() if $is_tls;
	return @pids;
}
sub stop_sink { for my $pid (@_) { kill TERM => $pid; waitpid $pid, 0; delete $pid{$pid} } }

# --- the tables ---

sub median { my @s = sort { $a <=> $b } @_; $s[$#s / 2] }

sub table {
	my ($sink, $kb, $n, @names) = @_;
	@names = grep { "$sink $kb $n $_" =~ /$only/ } @names if $only;
	return unless @names;
	$store = $stores{$kb} //= make_store($kb * 1024);
	($bytes, $connections) = ($store->{bytes}, $n);
	my @pids = start_sink($sink);
	my (%count, %wall, %cpu, %rss);
	for my $name (@names) {                                  # how many letters make five seconds
		my $p = $program{$name};
		$letters = $sink eq '10 ms a reply' || $p->{one} ? 40 : 2000;
		for (1 .. 2) {
			my ($wall) = $p->{run}->();
			my $wanted = int($letters / $wall * $aim) + 1;
			$wanted = $p->{most} if $p->{most} && $wanted > $p->{most};
			$letters = $wanted;
			last if $wall > 1;
		}
		$count{$name} = $letters;
	}
	for my $round (1 .. $rounds) {                           # A B C, A B C, …
		for my $name (@names) {
			$letters = $count{$name};
			my ($wall, $cpu, $rss) = $program{$name}->{run}->();
			push @{$wall{$name}}, $letters / $wall;
			push @{$cpu{$name}},  $cpu / $letters * 1e6;
			push @{$rss{$name}},  $rss / 1024;
		}
	}
	stop_sink(@pids);
	printf "\n%s, %d bytes a letter, %d connections\n", $sink, $bytes, $n;
	printf "%-24s %10s %12s %9s %9s %8s\n", '', 'letters/s', 'CPU us each', 'peak MiB', 'letters', 'ours is';
	my ($first) = map { median(@{$wall{$_}}) } $names[0];
	for my $name (@names) {
		my $rate = median(@{$wall{$name}});
		printf "%-24s %10.0f %12.1f %9.1f %9d %8.2f\n", $name . ($program{$name}->{one} ? ' (1 conn.)' : ''), $rate,
			median(@{$cpu{$name}}), median(@{$rss{$name}}), $count{$name}, $first / $rate;
	}
}

if (!-d "$build/bench/node/node_modules/nodemailer") {
	make_path("$build/bench/node");
	if (system("npm install --silent --no-audit --no-fund --prefix $build/bench/node nodemailer\@7 >/dev/null 2>&1") != 0) {
		print "nodemailer cannot be fetched: left out\n";
		@programs = grep { $_ ne 'nodemailer' } @programs;
	}
}
print "Delivery: medians of $rounds, about $aim s each; \"ours is\": how many times as fast the first line is\n";
my @fast = ('kawaraban deliver', 'kawaraban, no ledger', 'smtp-source');
if ($full) {
	for my $sink ('smtp-sink', 'fast sink', '10 ms a reply') {
		for my $kb (8, 40) {
			table($sink, $kb, $_, $sink eq 'smtp-sink' && $_ == 20 ? @programs : @fast) for 1, 10, 20, 50;
		}
	}
	table('fast sink over TLS', $_, 20, 'kawaraban deliver') for 8, 40;
} else {
	table('smtp-sink', 40, 20, @programs);
	table('fast sink', 40, 20, @fast);
	table('fast sink over TLS', 40, 20, 'kawaraban deliver');
	table('10 ms a reply', 40, 20, @fast);
	table('10 ms a reply, not chained', 40, 20, @fast);
	table('smtp-sink', 8, 20, @fast);
}
