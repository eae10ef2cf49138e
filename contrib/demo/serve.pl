#!/usr/bin/perl
# serve.pl FOLDER: serves the files of FOLDER on a free loopback port, with ETag; prints the port.
# For the demonstration only: one request a connection, GET, no paths.
use strict;
use warnings;
use IO::Socket::INET;
use Digest::MD5 qw(md5_hex);

my %type = (rss => 'application/rss+xml', rdf => 'application/rdf+xml', atom => 'application/atom+xml');
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 16, ReuseAddr => 1) or die "listen: $@\n";
$| = 1;
print $server->sockport, "\n";
$SIG{PIPE} = 'IGNORE';
while (my $client = $server->accept) {
	my ($request, $known) = (scalar(<$client>) // '', '');
	while (defined(my $line = <$client>)) {
		last if $line =~ /^\r?\n/;
		$known = $1 if $line =~ /^If-None-Match:\s*(\S+)/i;
	}
	my ($name) = $request =~ m{^GET /([\w.-]+) };
	my $body;
	if (defined $name && $name !~ /^\./ && open my $file, '<:raw', "$ARGV[0]/$name") {
		local $/;
		$body = <$file>;
	}
	if (!defined $body) {
		print $client "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	} elsif ($known eq (my $etag = '"' . md5_hex($body) . '"')) {
		print $client "HTTP/1.1 304 Not Modified\r\nETag: $etag\r\nConnection: close\r\n\r\n";
	} else {
		my ($suffix) = $name =~ /\.(\w+)$/;
		printf $client "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\nETag: %s\r\nConnection: close\r\n\r\n%s",
			$type{$suffix // ''} // 'text/plain', length $body, $etag, $body;
	}
	close $client;
}
