#!/usr/bin/perl
# advisories.pl FOLDER -- COMMAND… : runs COMMAND FILE (`kawaraban inspect item --trace`) over the advisories
# of FOLDER, compares with FOLDER/expected.yaml and says whether each figure is good enough: TAP. Misses and
# the table by kind go to standard error, where the harness shows them:
#   found, right   products: recall and precision      threat, urgency, action   right in percent
#   person   stories that a person has to look at      terms   of the glossary that stand there unexplained
#   plain, source   readability (RS', Flesch) of our text and of the publisher's
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use JSON::PP qw(decode_json);

# figure => the least that will do, in percent
my @GATES = (
	['product_recall', 95, 'products found'],
	['product_precision', 95, 'what is found is right'],
	['urgency', 90, 'urgency'],
	['action', 95, 'an action'],
);
my ($MEAN, $LONGEST) = (40, 60); # characters of a sentence

# --- what is expected ---

# A list of maps in one line each: "- file: x", "  key: [a, b]".
sub read_expected {
	my ($path) = @_;
	my @cases;
	open(my $in, '<', $path) or die "$path: $!\n";
	while (my $line = <$in>) {
		next if $line =~ /^(#|\s*$)/;
		$line =~ /^(- |  )(\w+): (.*)$/ or die "$path:$.: neither `- file: NAME` nor `  key: VALUE`\n";
		my ($mark, $key, $value) = ($1, $2, $3);
		push @cases, {} if $mark eq '- ';
		$cases[-1]{$key} = $value =~ /^\[(.*)\]$/ ? [split /, */, $1] : $value;
	}
	for my $case (@cases) {
		for my $key (qw(products also threat actions facts_not)) { $case->{$key} //= [] }
	}
	return @cases;
}

# --- what is got ---

sub inspect {
	my ($path, @command) = @_;
	open(my $out, '-|:raw', @command, $path) or die "$command[0]: $!\n";
	local $/;
	my $json = <$out>;
	close($out) or return undef;
	return decode_json($json);
}

# what of a word file the sentences of PART come from: ids, by the trace
sub origins_of {
	my ($story, $part, $file) = @_;
	return map { $_->{part} eq $part && $_->{from} =~ /^\Q$file\E:([\w-]+)/ ? $1 : () } @{$story->{trace}};
}

sub lines_of { my ($story) = @_; return map { @{$story->{$_}} } qw(what who do ask) }

# what ends with a full stop; a title in the message is quoted, not ours
sub sentences_of {
	my ($story) = @_;
	return grep { /[。.]$/ } map { /\G[^。]*。|\G[^。]+/g } lines_of($story);
}

# the forms as one pattern: of those that overlap, the longest is meant
sub pattern_of {
	my @forms = sort { length($b) <=> length($a) } @_;
	my $forms = join '|', map { /^[!-~]+$/ ? "(?<![A-Za-z])\Q$_\E(?![A-Za-z])" : quotemeta } @forms;
	return @forms ? qr/$forms/ : qr/(?!)/;
}

# terms of the glossary that stand in what the owner reads and are not explained; `ask` is for the contractor
sub unexplained {
	my ($story, $terms) = @_;
	my %told = map { $_ => 1 } origins_of($story, 'glossary', 'glossary');
	my $text = join "\n", $story->{headline}, map { @{$story->{$_}} } qw(what who do);
	my $explained = pattern_of(map { @{$terms->{$_} // []} } keys %told);
	$text =~ s/$explained//g; # "Wi-Fi" is not meant in "Wi-Fiの親機"
	return grep { !$told{$_} && $text =~ pattern_of(@{$terms->{$_}}) } sort keys %$terms;
}

# --- counting ---

my %sum; # row of the table => figure => [hits, of how many]
sub count {
	my ($case, $figure, $hits, $of) = @_;
	for my $row ($case->{kind}, "in $case->{language}", 'all') {
		$sum{$row}{$figure}[0] += $hits;
		$sum{$row}{$figure}[1] += $of;
	}
}
sub percent { my ($pair) = @_; return $pair && $pair->[1] ? 100 * $pair->[0] / $pair->[1] : undef }
sub is_in { my ($what, @list) = @_; return scalar grep { $_ eq $what } @list }
sub miss { my ($case, $what, $want, $got) = @_; printf STDERR "# %s: %s: wanted %s, got %s\n", $case->{file}, $what, $want, $got }
sub list { return @_ ? join(' ', @_) : 'none' }

sub judge_products {
	my ($case, $story) = @_;
	my @got = grep { !is_in($_, @{$case->{also}}) } @{$story->{products}};
	my @found = grep { is_in($_, @got) } @{$case->{products}};
	my @right = grep { is_in($_, @{$case->{products}}) } @got;
	count($case, 'product_recall', scalar @found, scalar @{$case->{products}});
	count($case, 'product_precision', scalar @right, scalar @got);
	miss($case, 'products', list(@{$case->{products}}), list(@got)) if @found < @{$case->{products}} || @right < @got;
}

sub judge_one_of {
	my ($case, $figure, $wanted, @got) = @_;
	return if is_in('any', @$wanted);
	my $is_right = (grep { is_in($_, @$wanted) } @got) || (is_in('none', @$wanted) && !@got) ? 1 : 0;
	count($case, $figure, $is_right, 1);
	miss($case, $figure, join('|', @$wanted), list(@got)) unless $is_right;
}

my (@lengths, @long, $longest);
sub judge {
	my ($case, $story, $terms) = @_;
	judge_products($case, $story);
	judge_one_of($case, 'threat', $case->{threat}, $story->{threat} // ());
	judge_one_of($case, 'urgency', [$case->{urgency}], $story->{severity}{level});
	judge_one_of($case, 'action', $case->{actions},
		grep { $_ ne 'nothing-to-do' } origins_of($story, 'do', 'actions'));
	for my $sentence (sentences_of($story)) {
		push @lengths, length $sentence;
		$longest = $sentence if length $sentence > length($longest // '');
		push @long, "$case->{file}: $sentence" if length $sentence > $LONGEST;
	}
	my $text = join "\n", $story->{headline}, lines_of($story);
	my @invented = grep { index($text, $_) >= 0 } @{$case->{facts_not}};
	my @unexplained = unexplained($story, $terms);
	miss($case, 'invented', 'none', list(@invented)) if @invented;
	miss($case, 'terms', 'explained', list(@unexplained)) if @unexplained;
	count($case, 'invented', scalar @invented, 1);
	count($case, 'unexplained', scalar @unexplained, 1);
	count($case, 'foreign', $story->{headline} =~ /[\p{Hiragana}\p{Katakana}]/ ? 0 : 1, 1);
	count($case, 'person', @{$story->{needs_person}} ? 1 : 0, 1);
	my $ease = $story->{readability};
	for my $key (qw(plain source)) { count($case, $key, $ease->{$key}, 1) if defined $ease->{$key} }
}

# --- saying ---

sub cell { my ($value, $form) = @_; return defined $value ? sprintf($form, $value) : '-' }
sub mean { my ($pair) = @_; return $pair && $pair->[1] ? $pair->[0] / $pair->[1] : undef }

sub print_table {
	my @columns = qw(kind texts found right threat urgency action person terms plain source);
	printf STDERR "# %-15s%6s" . '%9s' x 9 . "\n", @columns;
	for my $name (sort { ($a eq 'all') <=> ($b eq 'all') || $a cmp $b } keys %sum) {
		my $row = $sum{$name};
		my @figures = map { cell(percent($row->{$_}), '%.1f') } qw(product_recall product_precision threat urgency action);
		my @sums = map { $row->{$_}[0] } qw(person unexplained);
		my @ease = map { cell(mean($row->{$_}), '%.1f') } qw(plain source);
		printf STDERR "# %-15s%6d" . '%9s' x 9 . "\n", $name, $row->{person}[1], @figures, @sums, @ease;
	}
}

my $tests = 0;
my $failed = 0;
sub gate {
	my ($name, $is_good) = @_;
	$tests++;
	$failed++ unless $is_good;
	printf "%s %d - %s\n", $is_good ? 'ok' : 'not ok', $tests, $name;
}

# the forms of each entry of the glossary
sub read_terms {
	my ($path) = @_;
	my (%terms, $id);
	open(my $in, '<', $path) or die "$path: $!\n";
	local $/ = "\n- id: "; # names may take several lines
	while (<$in>) {
		($id) = /\A([\w-]+)$/m;
		next unless /^  names: \[(.+?)\]$/ms;
		$terms{$id} = [split /,\s*/, $1];
	}
	return \%terms;
}

my ($folder, $dashes, @command) = @ARGV;
die "usage: advisories.pl FOLDER -- COMMAND...\n" unless @command && $dashes eq '--';
my $terms = read_terms('templates/ja/glossary.yaml');
my @cases = read_expected("$folder/expected.yaml");
for my $case (@cases) {
	my $story = inspect("$folder/$case->{file}", @command);
	if ($story) { judge($case, $story, $terms) }
	else        { gate("$case->{file} can be read", 0) }
}
my %listed = map { $_->{file} => 1 } @cases, {file => 'README.md'}, {file => 'expected.yaml'};
my @unlisted = grep { !$listed{$_} } map { s{.*/}{}r } glob("$folder/*");
print STDERR "# $_ is not in expected.yaml\n" for @unlisted;
print_table();
my $total = 0;
$total += $_ for @lengths;
my $mean = @lengths ? $total / @lengths : 0;
printf STDERR "# sentences: %d, mean %.1f characters, longest %d: %s\n", scalar @lengths, $mean, length($longest // ''), $longest // '';
print STDERR "# over $LONGEST characters: $_\n" for @long;

gate(sprintf('%s: at least %d %%', $_->[2], $_->[1]), (percent($sum{all}{$_->[0]}) // 0) >= $_->[1]) for @GATES;
gate('every file stands in expected.yaml', !@unlisted);
gate("a sentence has at most $MEAN characters in the mean", $mean && $mean <= $MEAN);
gate("and none more than $LONGEST", !@long);
gate('what came in English is told in Japanese', !$sum{'in en'}{foreign}[0]);
gate('nothing is invented', !$sum{all}{invented}[0]);
print "1..$tests\n";
exit($failed ? 1 : 0);
