#!/usr/bin/perl
# make-mails.pl COUNT MAILDIR: mails like those that reach a gateway, the same ones every time.
#
# Seven kinds in turn, two thirds of them Japanese, 2 to 100 KB (log-uniform): plain text (8bit, base64,
# quoted-printable); text and HTML (quoted-printable); ISO-2022-JP with ① and 髙 in it; text with a PDF; three
# attached mails; text and HTML (base64); a signed one. Nothing in them is anybody's text.
use strict;
use warnings;
use utf8;
use Encode qw(encode);
use MIME::Base64 qw(encode_base64);
use MIME::QuotedPrint qw(encode_qp);

my ($count, $maildir) = @ARGV;
die "usage: $0 COUNT MAILDIR\n" unless $maildir;
-d $_ or mkdir $_ or die "$_: $!\n" for $maildir, map { "$maildir/$_" } qw(cur new tmp);

# a generator of our own: Perl's rand differs between versions
my $seed = 20261122;
sub draw { my $n = shift; $seed = ($seed * 1103515245 + 12345) & 0x7fffffff; return int($seed / 0x80000000 * $n) }
sub pick { return $_[ draw(scalar @_) ] }

my @ja = qw(本製品 利用者 管理者 更新プログラム 脆弱性 攻撃者 第三者 任意のコード 認証 回避 実行される 可能性があります
	適用してください ファイル サーバー ルーター メール 設定 確認 影響 範囲 対象 回避策 詳細 参考情報 開発者 提供 最新版
	について において による および または 必要があります 次のとおりです);
my @en = qw(the update fixes a flaw in server that lets remote attackers read files run code or stop service
	administrators should install it soon and check logs for signs of abuse versions before are affected);
sub ja_line {
	my ($length, $line) = (20 + draw(16), '');
	$line .= pick(@ja) . (draw(7) ? '' : pick('、', '、', '。', '（①）', 'CVE-2026-' . (1000 + draw(90000)))) while length $line < $length;
	return "$line\n";
}
sub en_line {
	my $line = pick(@en);
	$line .= ' ' . pick(@en) while length $line < 64;
	return ucfirst "$line.\n";
}
my %lines = (ja => [map { ja_line() } 1 .. 1500], en => [map { en_line() } 1 .. 1500]);

# about so many bytes of UTF-8
sub text {
	my ($language, $size) = @_;
	my ($text, $bytes) = ('', 0);
	while ($bytes < $size) {
		my $line = pick(@{ $lines{$language} });
		$text .= $line;
		$text .= "\n" unless draw(6);
		$bytes += $language eq 'ja' ? 3 * length $line : length $line;
	}
	return $text;
}
sub html {
	my ($language, $size) = @_;
	my $body = join '', map {
		my $line = $_;
		chomp $line;
		draw(8) ? "<p style=\"margin:0;font-family:sans-serif\">$line</p>\n"
			: "<table><tr><td>$line</td><td><a href=\"https://www.example.jp/v/" . draw(9999) . "\">$line</a></td></tr></table>\n"
	} grep { /\S/ } split /^/, text($language, $size * 2 / 3);
	return "<html><head><meta charset=\"utf-8\"><style>p { color: #222 }</style></head><body>\n$body</body></html>\n";
}

# ISO-2022-JP as Japanese mail programs write it, NEC row 13 and IBM's 髙 included
my %odd = ('①' => '-!', '髙' => '|b');
sub jis {
	my $text = shift;
	my $out = '';
	for my $piece (split /([①髙])/, $text) {
		$out .= exists $odd{$piece} ? "\e\$B$odd{$piece}\e(B" : encode('iso-2022-jp', $piece);
	}
	return $out;
}

sub word { my $text = shift; return join "\n ", map { '=?UTF-8?B?' . encode_base64(encode('UTF-8', $_), '') . '?=' } $text =~ /.{1,14}/g }
my $id = 0;
sub head {
	my ($language, $subject) = @_;
	my $number = $id++;
	my $day = 1 + $number % 28;
	my $stamp = sprintf '%s, %02d Nov 2026 %02d:%02d:00 +0900', (qw(Sun Mon Tue Wed Thu Fri Sat))[($day - 1) % 7], $day, $number % 24, $number % 60;
	my $out = '';
	$out .= "Received: from mx$_.example.jp (mx$_.example.jp [192.0.2." . ($number % 250) . "])\n\tby mail.example.jp (Postfix) with ESMTPS id " .
		sprintf('%08X', $number * 7 + $_) . "\n\tfor <intake\@gateway.example.jp>; $stamp\n" for 1 .. 3;
	$out .= 'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.jp; s=s1; h=from:to:subject:date; bh=' .
		encode_base64(pack('N*', map { draw(0x7fffffff) } 1 .. 8), '') . ";\n\tb=" . encode_base64(pack('N*', map { draw(0x7fffffff) } 1 .. 32), "\n\t ");
	$out =~ s/\s+\z/\n/;
	my $name = $language eq 'ja' ? word(pick('佐藤 一郎', '鈴木 花子', '情報セキュリティ担当', '商工会議所 事務局')) : '"Security Team"';
	$out .= "From: $name <sender" . ($number % 300) . "\@example.jp>\nTo: <intake\@gateway.example.jp>\nSubject: $subject\nDate: $stamp\n";
	$out .= "Message-ID: <$number.mail\@example.jp>\nMIME-Version: 1.0\n";
	$out .= "List-Id: Alerts <alerts.example.jp>\n" unless $number % 5;
	return $out;
}
sub leaf {
	my ($type, $bytes, $encoding) = @_;
	my $coded = $encoding eq 'base64' ? encode_base64($bytes) : $encoding eq 'quoted-printable' ? encode_qp($bytes) : $bytes;
	return "Content-Type: $type\nContent-Transfer-Encoding: $encoding\n\n$coded";
}
sub multipart {
	my ($type, @parts) = @_;
	my $boundary = sprintf '=_%08x%08x', draw(0x7fffffff), draw(0x7fffffff);
	return "Content-Type: multipart/$type; boundary=\"$boundary\"\n\nThis is a multi-part message in MIME format.\n" .
		join('', map { "--$boundary\n$_\n" } @parts) . "--$boundary--\n";
}
sub utf8_text { return leaf('text/plain; charset=utf-8', encode('UTF-8', $_[0]), $_[1]) }
sub utf8_html { return leaf('text/html; charset=utf-8', encode('UTF-8', $_[0]), $_[1]) }
sub bytes_of { my $n = shift; return pack 'N*', map { draw(0x7fffffff) ^ draw(0x7fffffff) << 1 } 1 .. $n / 4 }

sub mail {
	my ($kind, $size, $number) = @_;
	my $language = $kind == 2 || $number % 3 ? 'ja' : 'en';
	my $topic = '注意喚起 ' . ($number % 1000) . ' ' . pick(@ja) . 'の' . pick(@ja) . 'について';
	my $subject = $language eq 'ja' ? word($topic) : "Advisory $number: " . pick(@en) . ' ' . pick(@en);
	if ($kind == 2) {
		my $coded = jis("【重要】①$topic");
		return head('ja', '=?ISO-2022-JP?B?' . encode_base64($coded, '') . '?=') .
			leaf('text/plain; charset=ISO-2022-JP', jis("髙橋様\n\n" . text('ja', $size * 1.4)), '7bit');
	}
	my $head = head($language, $subject);
	my $long = $language eq 'ja' ? 'base64' : 'quoted-printable';
	if ($kind == 0) { return $head . utf8_text(text($language, $size * ($number % 2 ? 1 : 0.7)), $number % 2 ? '8bit' : $long) }
	if ($kind == 1) { return $head . multipart('alternative', utf8_text(text($language, $size / 8), 'quoted-printable'), utf8_html(html($language, $size / 5), 'quoted-printable')) }
	if ($kind == 3) { return $head . multipart('mixed', utf8_text(text($language, 1500 + $size / 10), $long),
		leaf("application/pdf; name=\"report$number.pdf\"", '%PDF-1.4' . bytes_of($size / 2), 'base64')) }
	if ($kind == 4) { return $head . multipart('mixed', utf8_text(text($language, 600), '8bit'),
		map { "Content-Type: message/rfc822\n\n" . head($language, $subject) . utf8_text(text($language, $size / 4), '8bit') } 1 .. 3) }
	if ($kind == 5) { return $head . multipart('alternative', utf8_text(text($language, $size / 4), 'base64'), utf8_html(html($language, $size / 2), 'base64')) }
	return $head . multipart('signed; micalg=pgp-sha256; protocol="application/pgp-signature"', utf8_text(text($language, $size * 0.8), '8bit'),
		leaf('application/pgp-signature; name="signature.asc"', "-----BEGIN PGP SIGNATURE-----\n\n" . encode_base64(bytes_of(400)) . "-----END PGP SIGNATURE-----\n", '7bit'));
}

my $total = 0;
for my $n (0 .. $count - 1) {
	my $size = 2048 * exp(draw(1 << 20) / (1 << 20) * log 50);
	my $bytes = mail($n % 7, $size, $n);
	utf8::encode($bytes) if utf8::is_utf8($bytes);
	open my $file, '>:raw', sprintf('%s/cur/%d.M%06d.host:2,S', $maildir, 1_790_000_000 + $n, $n) or die "$!\n";
	print $file $bytes;
	close $file or die "$!\n";
	$total += length $bytes;
}
print "$count mails, $total bytes\n";
