#!/usr/bin/perl
# make-feeds.pl FOLDER [COUNT]: as many feeds (500) as a gateway may read, always the same ones: RSS 2.0 as WordPress
# writes it (HTML in content:encoded), RSS 1.0 as JPCERT/CC and JVN write it (titles only; mod_sec), Atom with summaries.
use strict;
use warnings;
my ($folder, $count) = (@ARGV, 500);
srand 20261119;
my @words = qw(脆弱性 について 更新 製品 の ルーター 影響 を 受ける 対策 と して 最新版 へ 利用者 は 攻撃 注意 Windows Server VPN update the remote attacker);
my @entries = (10, 20, 30, 40, 50);
my $tags = 0;
sub text { join rand() < .3 ? ' ' : '', map { $words[rand @words] } 1 .. $_[0] }
sub html { join '', map { $tags++; '<p>' . text(30) . ' <a href="https://example.jp/a/' . $tags . '?x=1&amp;y=2">' . text(3) . '</a><br /><strong>' . text(4) . '</strong></p>' . ($_ % 3 ? '' : '<ul><li>' . text(6) . '</li><li>' . text(6) . '</li></ul><img src="x.png" alt="">') } 1 .. 6 }
sub esc { my $t = shift; $t =~ s/&/&amp;/g; $t =~ s/</&lt;/g; $t =~ s/>/&gt;/g; $t }
sub wordpress { my $n = shift; my $out = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>' . text(4) . '</title><link>https://example.jp/</link><description>' . text(8) . '</description><language>ja</language>';
	$out .= '<item><title>' . text(8) . "</title><link>https://example.jp/$_</link><dc:creator><![CDATA[" . text(2) . ']]></dc:creator><pubDate>Thu, 19 Nov 2026 10:' . sprintf('%02d', $_ % 60) . ":00 +0900</pubDate><category><![CDATA[" . text(1) . "]]></category><guid isPermaLink=\"false\">https://example.jp/?p=$_</guid><description><![CDATA[<p>" . text(25) . '</p>]]></description><content:encoded><![CDATA[' . html() . ']]></content:encoded></item>' for 1 .. $n;
	"$out</channel></rss>" }
sub rdf { my $n = shift; my $out = '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:sec="http://jvn.jp/rss/mod_sec/3.0/"><channel rdf:about="https://jvn.example.jp/"><title>' . text(4) . '</title><link>https://jvn.example.jp/</link><items><rdf:Seq>' . join('', map { "<rdf:li rdf:resource=\"https://jvn.example.jp/$_\"/>" } 1 .. $n) . '</rdf:Seq></items></channel>';
	$out .= "<item rdf:about=\"https://jvn.example.jp/$_\"><title>" . text(10) . "</title><link>https://jvn.example.jp/$_</link><description>" . text(20) . "</description><dc:publisher>JVN</dc:publisher><sec:identifier>JVNDB-2026-9$_</sec:identifier><sec:references source=\"CVE\" id=\"CVE-2026-9$_\">https://cve.example.org/CVE-2026-9$_</sec:references><sec:cvss score=\"7.5\" severity=\"High\" version=\"3.0\"/><dc:date>2026-11-19T10:00+09:00</dc:date><dcterms:issued>2026-11-18T10:00+09:00</dcterms:issued></item>" for 1 .. $n;
	"$out</rdf:RDF>" }
sub atom { my $n = shift; my $out = '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>' . text(4) . '</title><id>urn:x</id><link href="https://example.org/"/><updated>2026-11-19T10:00:00Z</updated>';
	$out .= "<entry><title type=\"html\">" . text(9) . "</title><id>tag:example.org,2026:$_</id><link rel=\"alternate\" href=\"https://example.org/$_\"/><published>2026-11-18T10:00:00Z</published><updated>2026-11-19T10:00:00Z</updated><author><name>" . text(1) . '</name></author><summary type="html">' . esc('<p>' . text(40) . '</p>') . '</summary></entry>' for 1 .. $n;
	"$out</feed>" }
my @kinds = (\&wordpress, \&rdf, \&atom);
mkdir $folder;
for my $i (0 .. $count - 1) {
	open my $file, '>:raw', sprintf '%s/%03d.xml', $folder, $i or die "$folder: $!\n";
	print $file $kinds[$i % 3]->($entries[$i % 5]);
	close $file or die "$folder: $!\n";
}
