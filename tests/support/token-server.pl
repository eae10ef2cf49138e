#!/usr/bin/perl
# token-server.pl PORT : OAuth 2.0 token introspection (RFC 7662) on loopback; the token "good-NAME" is NAME's.
use strict;
use warnings;
use IO::Socket::INET;

my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], Listen => 16, ReuseAddr => 1) or die "port: $!";
while (my $client = $server->accept) {
	my ($length, $body) = (0, '');
	while (my $line = <$client>) {
		last if $line =~ /^\r?\n/;
		$length = $1 if $line =~ /^Content-Length:\s*(\d+)/i;
	}
	read $client, $body, $length if $length;
	my $answer = $body =~ /\btoken=good-(\w+)/ ? qq({"active":true,"username":"$1"}) : '{"active":false}';
	print $client "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ", length $answer,
		"\r\nConnection: close\r\n\r\n$answer";
	close $client;
}
