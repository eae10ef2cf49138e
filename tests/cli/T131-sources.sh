#!/bin/sh
# sources: words, watch-list and daily measure; a feed that moves, falls silent or lies; add, remove, import, export, check.
. "$(dirname "$0")/lib.sh"

feed() { # feed NAME TITLE… : an RSS feed with these entries, dated DAY
	name=$1; shift
	{ echo '<rss version="2.0"><channel><title>見本の配信</title><link>https://x.example/</link>'
	n=0
	for title in "$@"; do n=$((n + 1))
		echo "<item><title>$title</title><link>https://x.example/$name/$n-$(echo "${DAY:-}" | tr -d ' ')</link><guid isPermaLink='false'>$name-$title</guid><pubDate>${DAY:-18 Nov 2026} 10:00:00 +0900</pubDate></item>"
	done
	echo '</channel></rss>'; } >"$F/$name"
}
F=$T/feeds
mkdir feeds
feed words.rss "ルーターの脆弱性が見つかる" "秋の行楽情報" "脆弱性の講演会と採用情報" "新たな脅威"
feed watch.rss "FortiGate の脆弱性" "Contiki-NG の脆弱性"
feed many.rss "お知らせその一です" "お知らせその二です" "お知らせその三です" "お知らせその四です" "お知らせその五です"
DAY='18 Jan 2026' feed old.rss "昔の脆弱性のお知らせ"
{ echo '<rss version="2.0"><channel>'; for n in 一 二 三 四; do
	echo "<item><title>同じ頁にあるお知らせ$n</title><link>https://x.example/all</link><pubDate>18 Nov 2026 10:00:00 +0900</pubDate></item>"
done; echo '</channel></rss>'; } >"$F/one-page.rss"
echo '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:sec="http://jvn.jp/rss/mod_sec/3.0/"><sec:handling><Marking><Marking_Structure color="AMBER"/></Marking></sec:handling><entry><id>s</id><title>仲間うちの話です</title></entry></feed>' >"$F/amber.xml"
feed new-place.rss "引っ越し先の注意喚起"
feed usual.rss "最初のお知らせです"
cp "$TOP/tests/corpus/feed/cap-exercise.xml" "$TOP/tests/corpus/feed/kev.json" "$TOP/tests/corpus/feed/vuldef.xml" feeds/
cat >server.pl <<'PERL'
use strict; use warnings; use IO::Socket::INET;
$SIG{PIPE} = 'IGNORE'; $| = 1; alarm 300;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 16) or die;
print $server->sockport, "\n";
while (my $client = $server->accept) {
	my $request = <$client> // '';
	while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n/ }
	my ($name) = $request =~ m{^GET /([\w.-]+)};
	open my $log, '>>', "$ARGV[0]/asked"; print $log "$name\n"; close $log;
	my ($status, $more, $body) = ('200 OK', '', '');
	if ($name eq 'moved.rss') { ($status, $more) = ('301 Moved', "Location: /new-place.rss\r\n") }
	elsif ($name eq 'busy.rss') { ($status, $more) = ('429 Busy', "Retry-After: 172800\r\n") }
	elsif ($name eq 'metadata.rss') { ($status, $more) = ('302 Found', "Location: http://169.254.169.254/latest/meta-data/\r\n") }
	elsif (open my $file, '<:raw', "$ARGV[0]/$name") { local $/; $body = <$file> }
	else { $status = '404 Not Found' }
	printf $client "HTTP/1.1 %s\r\n%sContent-Type: text/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", $status, $more, length $body, $body;
	close $client;
}
PERL
spawn serve perl server.pl "$F"
wait_for test -s "$T/serve.log" || bail "no server"
U=http://127.0.0.1:$(head -n 1 "$T/serve.log")
titles() { query "select count(*) from item where title like '$1'"; }

sieve() {
	config "sources:" \
		"  - {url: '$U/words.rss', include: 'セキュリティ, 脆弱性, 脅威', exclude: 採用, allow_private: true}" \
		"  - {url: '$U/watch.rss', watch_only: true, allow_private: true}" \
		"  - {url: '$U/many.rss', at_most: 2, allow_private: true}" \
		"  - {url: '$U/old.rss', allow_private: true}" "  - {url: '$U/cap-exercise.xml', allow_private: true}" \
		"  - {url: '$U/one-page.rss', allow_private: true}" "  - {url: '$U/kev.json', language: en, allow_private: true}" "  - {url: '$U/vuldef.xml', allow_private: true}"
	kw init >/dev/null || bail init
	ok "what is wanted is taken" kw --now $NOW fetch
	same "with one of the words, and none of the others" "$(titles '%脅威')$(titles '%脆弱性が見つかる')$(titles '%行楽%')$(titles '%講演会%')" 1100
	same "only products that small companies have" "$(titles 'FortiGate%')$(titles 'Contiki%')" 10
	same "two a day" "$(titles 'お知らせ%')" 2
	same "nothing that is long past, no exercise" "$(titles '昔の%')$(titles 'Drill')" 00
	same "entries that all lead to one page are not one story" "$(titles '同じ頁%')" 4
	same "the catalog of exploited vulnerabilities says so" "$(query "select severity_why from item where title like 'Sample Gateway%'" | grep -c exploited)" 1
	ok "the same day" kw --now 2026-11-19T15:00+09:00 fetch
	same "still two" "$(titles 'お知らせ%')" 2
	out 'many.rss +read +0 +0 +2 +0 +3'
	out 'words.rss +read +0 +0 +4 +0 +0'
	ok "the next day" kw --now 2026-11-20T10:00+09:00 fetch
	same "two more" "$(titles 'お知らせ%')" 4
	ok "and the next" kw --now 2026-11-21T10:00+09:00 fetch
	same "all" "$(titles 'お知らせ%')" 5
}
trouble() {
	: >"$F/asked"
	config "sources:" "  - {url: '$U/moved.rss', allow_private: true}" "  - {url: '$U/busy.rss', allow_private: true}" \
		"  - {url: '$(echo "$U" | sed s/127.0.0.1/localhost/)/metadata.rss', allow_private: true}" "  - {url: '$(echo "$U" | sed s/127.0.0.1/127.1/)/amber.xml', allow_private: true}"
	kw init >/dev/null || bail init
	is "a feed that moved, a server that is busy, a redirect to metadata" 75 kw --now $NOW fetch
	out 'metadata.rss.*not public'
	out 'amber.xml.*TLP:AMBER'
	same "nothing of it is kept" "$(titles '仲間うち%')" 0
	same "the new place is read" "$(titles '引っ越し先%')" 1
	same "the journal knows" "$(query "select count(*) from journal where action = 'source.moved' and detail like '%moved.rss -> %new-place.rss'")" 1
	kw --now 2026-11-20T10:00+09:00 fetch >/dev/null 2>&1
	same "asked there from then on" "$(grep -c '^moved.rss' "$F/asked") $(grep -c '^new-place.rss' "$F/asked")" "1 2"
	same "and the busy one not before it said" "$(grep -c '^busy.rss' "$F/asked")" 1
	kw --now 2026-11-21T10:01+09:00 fetch >/dev/null 2>&1
	same "but then" "$(grep -c '^busy.rss' "$F/asked")" 2
	ok "doctor" kw --now 2026-11-25T10:00+09:00 doctor --offline
	out 'watch +sources .*moved.rss has moved for good: write .*new-place.rss'
	out 'watch +sources .*busy.rss was not readable'
}
silence() {
	config "sources:" "  - {url: '$U/usual.rss', allow_private: true}"
	kw init >/dev/null || bail init
	ok "before the first fetch" kw --now 2026-11-01T11:00+09:00 doctor --offline
	out 'watch +sources .*usual.rss was never asked: run fetch'
	out 'watch +sources +0 of 1 read well'
	ok "nobody says that there was nothing" kw --now 2026-11-01T11:00+09:00 weekly compose
	out 'not known'
	for d in 01 02 03 04 05 06; do
		DAY="$d Nov 2026" feed usual.rss "お知らせ第$d号です"
		kw --now 2026-11-${d}T12:00+09:00 fetch >/dev/null || bail fetch
	done
	kw --now 2026-11-12T12:00+09:00 fetch >/dev/null
	ok "six days without news" kw --now 2026-11-12T12:30+09:00 sources list
	out ' fine '
	ok "all were read" kw --now 2026-11-12T12:30+09:00 weekly compose --date 2026-11-12
	out '^nothing new: every source was read \(1\)'
	kw --now 2026-11-16T12:00+09:00 fetch >/dev/null
	ok "ten days, where there was news every day" kw --now 2026-11-16T12:30+09:00 sources list
	out ' silent '
	ok "doctor says it" kw --now 2026-11-16T12:30+09:00 doctor --offline
	out 'watch +sources .*nothing new for 10 days, usually every day'
	ok "and who composes hears it" kw --now 2026-11-16T12:30+09:00 weekly compose
	out '^watch: .*nothing new for 10 days'
	kw --now 2026-11-16T12:30+09:00 weekly show >letter 2>aside
	same "beside the letter" "$(grep -c '^watch:' letter)$(grep -c '^watch: .*nothing new' aside)" 01
	ok "and after days without fetch" kw --now 2026-11-19T12:30+09:00 sources list
	out ' unread '
}
lists() {
	config "sources:" "  - {url: '$U/words.rss', allow_private: true}"
	kw init >/dev/null || bail init
	ok "a new address is looked at" kw --now $NOW sources check "$U/words.rss"
	out 'words.rss +rss-2.0 +4 +4 +見本の配信'
	is "one that cannot be asked" 75 kw --now $NOW sources check "$U/watch.rss"
	out 'not public'
	is "is not added" 77 kw --now $NOW sources add "$U/watch.rss"
	is "nor is a page" 65 kw --now $NOW sources add --allow-private "$U/gone.rss"
	ok "a feed is" kw --now $NOW sources add --allow-private --include FortiGate "$U/watch.rss"
	is "of a trust that there is" 64 kw sources add --trust nobody --unchecked https://y.example/
	ok "once" kw --now $NOW sources add --allow-private "$U/watch.rss"
	out 'already'
	is "with known words only" 64 kw sources add --language xx --unchecked https://y.example/
	ok "it is fetched" kw --now $NOW fetch
	same "by its own words" "$(titles 'FortiGate%')$(titles 'Contiki%')" 10
	ok "the list has its title" kw --now $NOW sources list
	out '見本の配信 +fine'
	ok "a reader's list" kw sources import "$CORPUS/feed_opml/nested.opml"
	out '^4 added, 0 known'
	ok "gathered links are said to be that" kw sources add --trust community --unchecked https://links.example/
	same "of which nobody said that they know" "$(query "select count(*) from source where trust = 'news'")" 4
	ok "twice" kw sources import "$CORPUS/feed_opml/nested.opml"
	out '^0 added, 4 known'
	is "a page is no list" 65 kw sources import "$CORPUS/feed_opml/page.html"
	kw sources export >out.opml
	same "and out again, with the trust in each" "$(grep -c '<outline' out.opml)$(grep -c 'links.example.*category="trust/community"' out.opml)" 71
	ok "removed" kw sources remove https://b.example/rss
	is "once" 1 kw sources remove https://b.example/rss
	is "what the configuration says stays" 64 kw sources remove "$U/words.rss"
	out 'kawaraban.yaml'
	kw sources export >out.opml
	same "it is gone" "$(grep -c 'b.example' out.opml)" 0
}
parts() { # each in a folder and, on PostgreSQL, a schema of its own
	for part in sieve trouble silence lists; do
		case $STORE in postgresql:*)
			pg "$KW_TEST_PGSQL" "CREATE SCHEMA ${schema}$part"
			STORE="$KW_TEST_PGSQL&options=-csearch_path%3D${schema}$part";; esac
		mkdir $part && cd $part || exit 99
		$part
		cd .. || exit 99
	done
}
engines parts
