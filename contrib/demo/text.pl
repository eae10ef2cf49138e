# From `kawaraban inspect mail` to the subject and the text of the mail.
use strict;
use utf8;
use warnings;
use JSON::PP;

binmode STDOUT, ':utf8';
my $mail = JSON::PP->new->utf8->decode(do { local $/; <STDIN> });
print "件名: $mail->{subject}\n宛先: $mail->{to}[0]{address}\n\n$mail->{text}\n";
