#!/bin/sh
# weekly and bulletin: one issue a planned day, run twice sends once; the same input, the same bytes.
. "$(dirname "$0")/lib.sh"

all() {
	config
	kw init >/dev/null || bail init
	for m in "$TOP"/contrib/demo/mails/*.eml; do sed 's/soudan-[ab]@desk.example.jp/staff@desk.example.org/' "$m" | "$B/kawaraban" --now $NOW receive || bail receive; done
	for s in owner shop; do kw --now $NOW subscribers add $s@example.net --organisation "$s 商店" --word すずめ >/dev/null || bail add; done
	kw items pick 1 2 3 >/dev/null || bail pick
	ok "compose" kw --now 2026-11-18T09:00+09:00 weekly compose
	out 'weekly 1 of 2026-11-19 \(draft\)'
	ok "compose again finds it" kw --now 2026-11-18T10:00+09:00 weekly compose
	out 'weekly 1 of 2026-11-19'
	ok "show" kw --now $NOW weekly show
	out '今週やること'
	out 'FortiGate'
	out '見本ネットワーク'
	out '〒100-0000'
	out '配信をやめることができます'
	lacks 'TLP:AMBER'
	lacks '脆弱性があります'
	kw --now $NOW weekly show --html >a.html; kw --now $NOW weekly show --html >b.html
	ok "the same input gives the same bytes" cmp a.html b.html
	ok "HTML" grep -q '<html lang="ja">' a.html
	is "not before its day" 77 kw --now 2026-11-18T09:00+09:00 weekly send
	one_line
	is "not before its hour" 77 kw --now 2026-11-19T09:59+09:00 weekly send
	one_line
	mkdir -p own/ja && { cat "$TOP/templates/ja/help.html.mustache"; echo '<img src="https://news.example.org/1.gif">'; } >own/ja/help.html.mustache
	echo 'templates: own' >>kawaraban.yaml
	is "a template that loads an image is told the day before" 65 kw --now 2026-11-18T10:00+09:00 weekly compose
	out 'error: .*<img>.*take it out of the template'
	is "nothing of it goes out" 65 kw --now $NOW weekly send
	out '<img>'
	one_line
	same "nothing is queued" "$(query 'select count(*) from outbox where issue is not null')" 0
	rm own/ja/help.html.mustache
	mkdir own/en && { cat "$TOP/templates/en/help.html.mustache"; echo '<img src="https://news.example.org/1.gif">'; } >own/en/help.html.mustache
	is "nor does one in another language wait for the day" 65 kw --now 2026-11-18T10:00+09:00 weekly compose
	out 'error: .*letter in en: .*<img>'
	rm own/en/help.html.mustache
	kw --now $NOW weekly show --language en >en.txt 2>aside
	ok "the letter in another language" grep -q '^== To do this week' en.txt
	ok "which issue that is" grep -q '^weekly 1 of 2026-11-19 (draft), as read in en; (greeting)' aside
	ok "it stays what it is" sh -c "'$B/kawaraban' --now $NOW weekly show 2>&1 | grep -q '今週やること'"
	is "no such language" 64 kw --now $NOW weekly show --language fr
	out 'there are: en, ja'
	ok "send" kw --now $NOW weekly send
	out '2 letters'
	ok "send again sends nothing" kw --now $NOW weekly send
	out '^weekly 1 of 2026-11-19 is in the outbox already, since .*: nothing done$'
	out '^it is sending; 0 of 2 letters are sent; `kawaraban deliver` sends the others$'
	same "one letter a subscriber" "$(query 'select count(*) from outbox where issue is not null')" 2
	ok "a bulletin" kw --now $NOW bulletin new 1
	ok "show it" kw --now $NOW bulletin show 2
	out '緊急'
	ok "send it" kw --now $NOW bulletin send 2
	ok "pause it" kw --now $NOW deliver pause 2
	ok "send it again" kw --now $NOW bulletin send 2
	out '^bulletin 2 of 2026-11-19 is in the outbox already'
	out '^issue 2 is held: .*; `kawaraban deliver resume 2` lets it go on$'
	ok "let it go on" kw --now $NOW deliver resume 2
	same "one letter a subscriber more" "$(query 'select count(*) from outbox where issue is not null')" 4
	same "and a receipt for each mail of staff" "$(query 'select count(*) from outbox where issue is null')" 4
	ok "deliver" kw --now $NOW deliver
	out '^8 sent'
	ok "send it after that" kw --now $NOW weekly send
	out '^it is sent; 2 of 2 letters are sent$'
	ok "nothing more to do" kw --now $NOW deliver
	out '^0 sent'
	same "all are in the Maildir" "$(ls out/new | wc -l | tr -d ' ')" 8
	same "the issues are sent" "$(query "select count(*) from issue where state = 'sent'")" 2
	is "a bad date" 64 kw weekly compose --date 2026-02-30
	one_line
}
engines all
