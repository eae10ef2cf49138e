#!/usr/bin/perl
# delivery.pl [--full]: how fast letters leave, side by side, in one run: the same newsletter, the same sinks,
# medians of three, each program with as many letters as it sends in about five seconds. doc/bench.md says
# what is compared and how to read it.
use strict;
use warnings;
use Cwd;
use lib getcwd . '/tests/bench';
use File::Path qw(make_path);
use Stage qw($dir $build $peers measured make_store fresh_store start_sink stop_sink spew slurp run);
use Time::HiRes qw(time);

my $full   = grep { $_ eq '--full' } @ARGV;
my $only   = $ENV{ONLY} // '';                               # a regex over "SINK, KB, CONNECTIONS: PROGRAM"
my $aim    = $ENV{SECONDS_EACH} // 5;
my $rounds = $ENV{ROUNDS} // 3;
my $people = $ENV{PEOPLE} // 100_000;
my $begun  = time;
$| = 1;

# --- who sends: {sink, store, connections, letters} to what measured() says ---

sub ours {
	my ($j, $more) = @_;
	my $to = $j->{sink}->{ca} ? "url: \"smtps://localhost:$j->{sink}->{port}\", ca_file: $j->{sink}->{ca}"
		: "url: \"smtp://127.0.0.1:$j->{sink}->{port}\", tls: none";
	my $home = fresh_store($j->{store}, $j->{letters}, "$to, connections: $j->{connections}$more");
	my @took = measured(Stage::kawaraban($home, 'deliver'));
	my $sent = Stage::sql($home, "select count(*) from outbox where state = 'sent'");
	die "deliver: $sent of $j->{letters} letters are `sent` in the ledger\n" if $sent != $j->{letters};
	return @took;
}

sub engine {
	my ($j, @more) = @_;
	my $home = $j->{store}->{home};
	return measured("$build/bench/mail-relays", $j->{sink}->{port}, '--letter', "$home/stored", '--splices', "$home/splices",
		'-n', $j->{letters}, '-s', $j->{connections}, ($j->{sink}->{ca} ? ('--ca', $j->{sink}->{ca}) : ()), @more);
}

sub python {
	my ($script, $j) = @_;
	return measured('/usr/bin/python3', "$peers/$script", $j->{sink}->{port}, $j->{letters}, $j->{store}->{bytes},
		"$j->{store}->{home}/text", "$j->{store}->{home}/html", $j->{sink}->{ca} // ());
}

my %program = (
	'kawaraban deliver'            => {most => $people, run => sub { ours($_[0], '') }},
	'kawaraban deliver, unchained' => {most => $people, run => sub { ours($_[0], ', chain: no') }},
	'engine, no ledger'            => {run => sub { engine($_[0]) }},
	'engine, unchained'            => {run => sub { engine($_[0], '--no-chain') }},
	'smtp-source' => {run => sub { my $j = $_[0];
		measured('smtp-source', '-4', '-d', '-s', $j->{connections}, '-m', $j->{letters}, '-l', $j->{store}->{bytes}, "127.0.0.1:$j->{sink}->{port}") }},
	'smtplib, EmailMessage' => {one => 1, run => sub { python('email_message.py', $_[0]) }},
	'smtplib, template'     => {one => 1, run => sub { python('template.py', $_[0]) }},
	'nodemailer, pool' => {run => sub { my $j = $_[0];
		measured('env', "NODE_PATH=$build/bench/node/node_modules", 'node', "$peers/pool.js", $j->{sink}->{port}, $j->{letters}, $j->{connections},
			"$j->{store}->{home}/text", "$j->{store}->{home}/html", $j->{sink}->{ca} // ()) }},
	'mlmmj-send' => {one => 1, slow => 1, run => sub { my $j = $_[0];
		measured('sh', "$peers/mlmmj.sh", $j->{sink}->{port}, $j->{letters}, "$j->{store}->{home}/letter", "$dir/list") }},
	'msmtp and sed' => {one => 1, slow => 1, run => sub { my $j = $_[0];
		measured('sh', "$peers/msmtp.sh", $j->{sink}->{port}, $j->{letters}, "$j->{store}->{home}/letter", $j->{sink}->{ca} // ()) }},
);
my @ours   = ('kawaraban deliver', 'kawaraban deliver, unchained', 'engine, no ledger', 'engine, unchained');
my @others = ('smtplib, EmailMessage', 'smtplib, template', 'nodemailer, pool', 'mlmmj-send', 'msmtp and sed');

# --- where to ---

my %sink = (
	'smtp-sink'             => {is_postfix => 1},
	'fast sink'             => {},
	'10 ms before replies'  => {delay => 10},
	'fast sink, SMTPS'      => {is_tls => 1},
);

# --- measuring ---

my (%stores, %result);                                       # "SINK, KB, CONNECTIONS: PROGRAM" to medians

sub median { my @s = sort { $a <=> $b } @_; return $s[$#s / 2] }

# How many letters make so many seconds: asked with more and more of them.
sub enough {
	my ($program, $j) = @_;
	$j->{letters} = $program->{slow} ? 20 : 200;
	while (1) {
		my ($wall) = $program->{run}->($j);
		$j->{sent} += $j->{letters};
		my $is_long = $wall > 0.7;
		$j->{letters} = int($j->{letters} / $wall * ($is_long ? $aim : 1.2)) + 1;
		$j->{letters} = $program->{most} if $program->{most} && $j->{letters} > $program->{most};
		return $j->{letters} if $is_long;
	}
}

sub once {
	my ($program, $j) = @_;
	my $sink = Stage::used($j->{sink}->{pid});
	my ($wall, $cpu, $peak) = $program->{run}->($j);
	$j->{sent} += $j->{letters};
	return {rate => $j->{letters} / $wall, cpu => $cpu / $j->{letters} * 1e6, peak => $peak / 1024, letters => $j->{letters},
		sink => (Stage::used($j->{sink}->{pid}) - $sink) / $wall * 100};
}

sub summary {
	my (@runs) = @_;
	my %median = map { my $key = $_; $key => median(map { $_->{$key} } @runs) } qw(rate cpu peak letters sink);
	my @rates = sort { $a <=> $b } map { $_->{rate} } @runs;
	$median{spread} = ($rates[-1] - $rates[0]) / $median{rate} * 100;
	return \%median;
}

sub check_count {
	my ($name, $sent, $counted) = @_;
	return unless defined $counted;
	die "$name: $sent letters were sent, the sink has counted $counted\n" if $sent != $counted;
}

sub print_table {
	my ($title, $bytes, @rows) = @_;
	print "\n$title ($bytes bytes a letter)\n";
	printf "%-30s %9s %7s %8s %9s %8s %7s\n", '', 'letters/s', 'spread', 'CPU µs', 'peak MiB', 'sink CPU', 'ours is';
	for my $row (@rows) {
		my ($name, $r) = @$row;
		printf "%-30s %9.0f %5.0f %% %8.1f %9.1f %6.0f %% %6.2fx\n", $name . ($program{$name}->{one} ? ' (1)' : ''),
			@$r{qw(rate spread cpu peak sink)}, $rows[0]->[1]->{rate} / $r->{rate};
	}
}

# Each program in turn, and that three times: what disturbs one disturbs all.
sub table {
	my ($where, $kb, $connections, @names) = @_;
	my $title = "$where, $kb KiB, $connections connections";
	@names = grep { "$title: $_" =~ /$only/ } @names;
	return unless @names;
	my $store = $stores{$kb} //= make_store($kb * 1024, $people);
	my $j = {sink => start_sink($sink{$where}), store => $store, connections => $connections, sent => 0};
	my (%letters, %runs, %failed);
	for my $name (@names) {
		$letters{$name} = eval { enough($program{$name}, $j) } and next;
		die $@ if grep { $_ eq $name } @ours;
		$failed{$name} = $@;
	}
	@names = grep { !$failed{$_} } @names;
	for my $round (1 .. $rounds) {
		for my $name (@names) {
			$j->{letters} = $letters{$name};
			push @{$runs{$name}}, once($program{$name}, $j);
		}
	}
	my $counted = stop_sink($j->{sink});
	check_count($title, $j->{sent}, $counted) unless %failed;
	$result{"$title: $_"} = summary(@{$runs{$_}}) for @names;
	print_table($title, $store->{bytes}, map { [$_, $result{"$title: $_"}] } @names);
	print "$_: left out: ", $failed{$_} =~ s/\n(?=.)/ \/ /gsr for sort keys %failed;
}

# Peak memory with so many letters, and with ten times as many.
sub memory {
	my (@names) = @_;
	@names = grep { "memory: $_" =~ /$only/ } @names;
	return unless @names;
	my $j = {sink => start_sink($sink{'fast sink'}), store => $stores{40} //= make_store(40 * 1024, $people), connections => 20};
	print "\nPeak memory, fast sink, 40 KiB, 20 connections\n";
	for my $name (@names) {
		for my $n ($people / 10, $people) {
			$j->{letters} = $n;
			my (undef, undef, $peak) = $program{$name}->{run}->($j);
			push @{$result{"memory: $name"}}, $peak / 1024;
		}
		printf "%-30s %9.1f MiB with %d letters, %.1f MiB with %d\n", $name, $result{"memory: $name"}->[0], $people / 10, $result{"memory: $name"}->[1], $people;
	}
	stop_sink($j->{sink});
}

# --- what must be reached ---

sub of { my ($key, $where, $name) = @_; my $r = $result{"$where, 40 KiB, 20 connections: $name"}; return $r && $r->{$key} }
sub ratio { my ($where, $one, $other) = @_; my ($a, $b) = map { of(rate => $where, $_) } $one, $other; return $a && $b && $a / $b }

sub growth { my $r = $result{"memory: $_[0]"}; return $r && $r->[1] / $r->[0] }

sub print_targets {
	my $deliver = 'kawaraban deliver';
	my @targets = (
		['of smtp-source, smtp-sink', '>=', 1.0, 'x', ratio('smtp-sink', $deliver, 'smtp-source')],
		['of smtp-source, 10 ms before replies', '>=', 3.0, 'x', ratio('10 ms before replies', $deliver, 'smtp-source')],
		['the same, unchained', '>=', 2.0, 'x', ratio('10 ms before replies', "$deliver, unchained", 'smtp-source')],
		['of smtplib with EmailMessage, smtp-sink', '>=', 10, 'x', ratio('smtp-sink', $deliver, 'smtplib, EmailMessage')],
		['CPU a letter without the ledger, smtp-sink', '<=', 40, ' µs', of(cpu => 'smtp-sink', 'engine, no ledger')],
		['CPU a letter with the ledger, smtp-sink', '<=', 80, ' µs', of(cpu => 'smtp-sink', $deliver)],
		['memory with ten times the letters, deliver', '<=', 1.1, 'x', growth($deliver)],
		['memory with ten times the letters, engine', '<=', 1.1, 'x', growth('engine, no ledger')],
	);
	print "\nTargets (20 connections, 40 KiB)\n";
	for my $target (@targets) {
		my ($what, $sign, $wanted, $unit, $got) = @$target;
		my $is_met = $got && ($sign eq '>=' ? $got >= $wanted : $got <= $wanted);
		printf "%-46s %s %5.1f%s %10s  %s\n", $what, $sign, $wanted, $unit, $got ? sprintf("%.2f%s", $got, $unit) : '-',
			!$got ? 'not measured' : $is_met ? 'met' : 'MISSED';
	}
}

# --- the run ---

# Exactly this version, once, under the build folder.
sub has_nodemailer {
	my $at = "$build/bench/node";
	return 1 if -d "$at/node_modules/nodemailer";
	make_path($at);
	return system("npm install --silent --no-audit --no-fund --prefix $at nodemailer\@10.6.1 >/dev/null 2>&1") == 0;
}

sub load_average { return (split ' ', slurp('/proc/loadavg'))[0] }

if (!has_nodemailer()) {
	print "nodemailer cannot be installed (npm): left out\n";
	@others = grep { $_ ne 'nodemailer, pool' } @others;
}
print "Delivery: medians of $rounds, about $aim s each. spread: fastest less slowest; CPU: of the sender, a letter;\n",
	"sink CPU: near 100 % the sink is the limit; (1): one connection; ours is: so many times as fast the first line is.\n";
printf "Load average before: %s\n", load_average();

if ($full) {
	for my $where ('smtp-sink', 'fast sink', '10 ms before replies') {
		for my $kb (40, 8) {
			table($where, $kb, $_, @ours, 'smtp-source', $_ == 20 ? @others : ()) for 1, 10, 20, 50;
		}
	}
	for my $kb (40, 8) {
		table('fast sink, SMTPS', $kb, $_, @ours, $_ == 20 ? grep { $_ ne 'mlmmj-send' } @others : ()) for 1, 10, 20, 50;
	}
} else {
	table('smtp-sink', 40, 20, $ours[0], $ours[2], 'smtp-source', @others);
	table('10 ms before replies', 40, 20, @ours[0, 1, 2], 'smtp-source');
	table('fast sink', 40, 20, @ours, 'smtp-source');
	table('fast sink, SMTPS', 40, 20, $ours[0], $ours[2], grep { !/mlmmj|msmtp/ } @others);
	table('smtp-sink', 8, 20, $ours[0], 'smtp-source');
	table('smtp-sink', 40, $_, $ours[0], 'smtp-source') for 1, 50;
}
memory($ours[0], $ours[2]);
print_targets();
printf "\n%s, %s, took %.1f min, load average after: %s\n", $full ? 'whole matrix' : 'selection', scalar(gmtime $begun) . ' UTC', (time - $begun) / 60, load_average();
