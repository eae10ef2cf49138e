# Stage.pm: what delivery.pl measures with: a folder, free ports, servers and senders that end with the
# script however it ends, and a newsletter of a wanted size in a store with many subscribers.
package Stage;
use strict;
use warnings;
use Cwd;
use Exporter 'import';
use File::Path qw(make_path remove_tree);
use File::Temp;
use IO::Socket::INET;
use POSIX ();
use Time::HiRes qw(sleep time);
our @EXPORT_OK = qw($dir $build $peers measured make_store fresh_store start_sink stop_sink spew slurp run);

our $build = Cwd::abs_path($ENV{B} // 'build');
our $peers = getcwd . '/tests/bench/peers';
our $dir   = File::Temp->newdir('/tmp/kw-bench.XXXXXX');
my $now = '2026-11-19T10:00+09:00';
my %running;                                                 # process groups

$ENV{PATH} .= ':/usr/sbin';                                  # smtp-sink, for an ordinary user
$SIG{$_} = sub { exit 130 } for qw(INT TERM HUP);
END {
	my $code = $?;
	end_group($_) for keys %running;
	$? = $code;
}

sub run  { system(@_) == 0 or die "@_: exit " . ($? >> 8) . "\n" }
sub spew { my ($path, $text) = @_; open my $f, '>', $path or die "$path: $!\n"; print $f $text; close $f or die "$path: $!\n" }
sub slurp { open my $f, '<', $_[0] or die "$_[0]: $!\n"; local $/; <$f> }

# --- processes ---

# In a group of its own, so that whatever it starts ends with it. A signal waits until it is known here.
sub spawn {
	my ($out, $err, @command) = @_;
	my $is_told = 0;
	my $pid;
	{
		local @SIG{qw(INT TERM HUP)} = (sub { $is_told = 1 }) x 3;
		$pid = fork // die "fork: $!\n";
		become($out, $err, @command) if $pid == 0;
		$running{$pid} = 1;
	}
	exit 130 if $is_told;
	return $pid;
}

sub become {
	my ($out, $err, @command) = @_;
	setpgrp;
	@SIG{qw(INT TERM HUP)} = ('DEFAULT') x 3;
	open STDIN,  '<', '/dev/null';
	open STDOUT, '>', $out;
	open STDERR, '>', $err;
	exec @command or print STDERR "$command[0]: $!\n";
	POSIX::_exit(127);
}

sub end_group {
	my ($pid) = @_;
	kill TERM => -$pid, $pid;
	my $patience = time + 5;
	while (waitpid($pid, 1) == 0) {                          # WNOHANG
		kill KILL => -$pid, $pid if time > $patience;
		sleep 0.02;
	}
	delete $running{$pid};
}

# Runs a sender to its end: wall seconds, processor seconds, peak memory in KiB. What it cannot do is fatal.
sub measured {
	my (@command) = @_;
	my $pid = spawn("$dir/took", "$dir/said", "$build/bench/base-measure", @command);
	waitpid $pid, 0;
	delete $running{$pid};
	my ($wall, $cpu, $peak, $code) = split ' ', slurp("$dir/took");
	die "@command: exit " . ($code // 'unknown') . "\n" . slurp("$dir/said") if $code // 1;
	return ($wall, $cpu, $peak);
}

# --- servers ---

sub free_port {
	while (1) {
		my $port = 20000 + int rand 12000;
		return $port if IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 1);
	}
}

sub serve {
	my ($name, $port, @command) = @_;
	my $pid = spawn("$dir/$name.out", "$dir/$name.err", @command);
	for (1 .. 100) {
		return $pid if IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
		die "$command[0] ended:\n" . slurp("$dir/$name.err") if waitpid($pid, 1) == $pid && delete $running{$pid};
		sleep 0.05;
	}
	die "$command[0] does not listen\n";
}

# stunnel takes SMTPS and passes it on; the certificate vouches for itself.
sub serve_tls {
	my ($inner) = @_;
	my $port = free_port();
	run('openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost '
		. "-addext subjectAltName=DNS:localhost -keyout $dir/key.pem -out $dir/cert.pem 2>/dev/null") unless -e "$dir/cert.pem";
	spew("$dir/stunnel.conf", "foreground = yes\npid =\ndebug = err\nsocket = l:TCP_NODELAY=1\nsocket = r:TCP_NODELAY=1\n"
		. "[smtps]\naccept = 127.0.0.1:$port\nconnect = 127.0.0.1:$inner\ncert = $dir/cert.pem\nkey = $dir/key.pem\n");
	return {port => $port, pid => serve('stunnel', $port, 'stunnel', "$dir/stunnel.conf")};
}

# A sink: {port, ca (with TLS), pids}.
sub start_sink {
	my ($kind) = @_;
	my $port = free_port();
	my @command = $kind->{is_postfix}
		? ('smtp-sink', ($> == 0 ? ('-u', 'nobody') : ()), '-4', "127.0.0.1:$port", 1024)
		: ("$build/bench/mail-sink", $port, '--delay', $kind->{delay} // 0);
	my $sink = {port => $port, pid => serve('sink', $port, @command)};
	if ($kind->{is_tls}) {
		$sink->{tls}  = serve_tls($port);
		$sink->{port} = $sink->{tls}->{port};
		$sink->{ca}   = "$dir/cert.pem";
	}
	return $sink;
}

# Returns what our own sink has counted; undef of Postfix's.
sub stop_sink {
	my ($sink) = @_;
	end_group($sink->{tls}->{pid}) if $sink->{tls};
	end_group($sink->{pid});
	return slurp("$dir/sink.out") =~ /letters (\d+) bytes (\d+)/ ? $1 : undef;
}

# Processor seconds that a process has used.
sub used {
	my ($pid) = @_;
	my @f = split ' ', slurp("/proc/$pid/stat") =~ s/.*\) //sr;
	return ($f[11] + $f[12]) / 100;
}

# --- the newsletter ---

my $filler = '見本の文です。会計ソフトの更新が出ています。「更新」を押してから再起動してください。';

# The product's own fields, greeting and end; between them so much text as makes a letter of the size.
sub write_templates {
	my ($home, $lines) = @_;
	my $text = join '', map { "・$filler\n" } 1 .. $lines;
	my $html = join '', map { "<p>$filler</p>\n" } 1 .. $lines;
	make_path("$home/templates/ja");
	spew("$home/templates/ja/weekly.txt.mustache", "{{title}}　第{{number}}号\n{{greeting}}\n\n$text\n{{> colophon}}");
	spew("$home/templates/ja/weekly.html.mustache",
		"<!DOCTYPE html>\n<html lang=\"ja\"><body>\n<h1>{{title}}</h1>\n<p>\n{{greeting}}\n</p>\n$html\n{{> colophon}}\n</body></html>\n");
}

sub write_config {
	my ($home, $relay) = @_;
	spew("$home/kawaraban.yaml", <<"YAML");
store: sqlite:kawaraban.db
templates: templates
publisher: {title: サイバーかわら版, name: 見本ネットワーク, postal_address: 〒100-0000 東京都見本区1-2-3, contact: kawaraban\@news.example.org}
mail: {from: kawaraban\@news.example.org, list_id: kawaraban.news.example.org, return_path: verp-plus}
relay: {$relay}
YAML
}

sub kawaraban { my ($home, @words) = @_; return ("$build/kawaraban", '-c', "$home/kawaraban.yaml", '--now', $now, @words) }
sub quietly { my ($home, $words) = @_; run(join(' ', kawaraban($home, $words)) . " >$dir/said 2>&1") }

# The first column of the answer.
sub sql {
	my ($home, $statement) = @_;
	open my $f, '-|', 'sqlite3', "$home/kawaraban.db", $statement or die "sqlite3: $!\n";
	my ($answer) = map { s/[|\n].*//sr } <$f>;
	close $f or die "sqlite3: $statement: exit $?\n";
	return $answer;
}

# One reader's letter as it arrives, into $home/letter.
sub try_letter {
	my ($home) = @_;
	remove_tree("$home/one");
	make_path("$home/one");
	write_config("$home/one", 'url: "maildir:out"');
	run("cp -r $home/templates $home/one/");
	quietly("$home/one", $_)
		for 'init', 'subscribers add p1@example.net --organisation 株式会社見本1 --word すずめ --consent 2026-04-03', 'weekly send', 'deliver';
	my ($letter) = glob "$home/one/out/new/*";
	run("cp $letter $home/letter");
	remove_tree("$home/one");
	return -s "$home/letter";
}

# {home, bytes}: a store in which so many letters of so many bytes are ready to go, and beside it text, html
# (what others compose from), letter (one as it arrives), stored and splices (what the engine alone sends).
sub make_store {
	my ($bytes, $people) = @_;
	my $home  = "$dir/store-$bytes";
	my $lines = 1;
	write_templates($home, $lines);
	my $least = try_letter($home);
	write_templates($home, 11);
	my $a_line = (try_letter($home) - $least) / 10;
	$lines = 1 + int(($bytes - $least) / $a_line + 0.5);
	write_templates($home, $lines > 0 ? $lines : 1);
	my $got = try_letter($home);
	write_config($home, 'url: "maildir:out"');
	quietly($home, 'init');
	for my $part ('text', 'html') {
		quietly($home, "weekly show --$part");
		run('cp', "$dir/said", "$home/$part");
	}
	spew("$home/people.csv", join '', "address,organisation,word,consent\n", map { "p$_\@example.net,株式会社見本$_,すずめ,2026-04-03\n" } 1 .. $people);
	quietly($home, $_) for "subscribers import $home/people.csv", 'weekly send';
	sql($home, "select writefile('$home/stored', bytes), writefile('$home/splices', splices) from letter");
	return {home => $home, bytes => $got};
}

# A copy with so many letters owed; its bytes are on the disk, so that no run pays for it.
sub fresh_store {
	my ($store, $letters, $relay) = @_;
	my $home = "$dir/run";
	remove_tree($home);
	make_path($home);
	run("cp -r $store->{home}/keys $store->{home}/templates $store->{home}/kawaraban.db* $home/");
	write_config($home, $relay);
	sql($home, "delete from outbox where id > $letters; pragma wal_checkpoint(truncate)");
	run('sync', glob "$home/kawaraban.db*");
	return $home;
}

1;
