#!/bin/sh
# sign-up codes of cooperating bodies: in a mail, in an address, in a list, by hand; counted, told, erased, and never in the way
. "$(dirname "$0")/lib.sh"

# asks FROM TO SUBJECT : somebody subscribes by mail, with the text from standard input
asks() { { printf 'From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <m%s>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n' "$1" "$2" "$3" "$1"
	sed 's/$/\r/'; } >mail; kw --now $NOW receive --sender "$1" --recipient "$2" <mail || bail receive; }
# the newest letter as its reader sees it
letter() { case $STORE in
	postgresql:*) query "select encode(bytes, 'hex') from letter order by id desc limit 1" ;;
	*) query 'select hex(bytes) from letter order by id desc limit 1' ;;
	esac | perl -ne 'chomp; print pack "H*", $_' >letter; kw inspect mail letter; }
code() { query "select state, code from subscriber where address = '$1'" | tr '|' ' '; }
outcome() { query 'select outcome from mail order by id desc limit 1'; }
partners() { sed -i "/partners:/d; s|^  phone:.*|&\n  partners: [見本信用金庫, {name: 見本商工会議所, code: WCCI24}, {name: 見本県警察, code: ${1-ken2026}}]|" kawaraban.yaml; }

all() {
	config
	partners wcc124
	is "two bodies, one code" 78 kw init
	out 'kawaraban.yaml:[0-9]+: code: "wcc124" is another body'
	one_line
	partners bank
	is "a word" 78 kw init
	out '"bank" has no digit, which keeps a code apart from words'
	partners x
	is "too short" 78 kw init
	out '"x" is not 4 to 16 letters and digits'
	partners
	kw init >/dev/null || bail init

	NEWS=kawaraban@news.example.org
	asks a@shop.example $NEWS '登録　ｗｃｃ１２４' </dev/null
	same "in the subject" "$(code a@shop.example) $(outcome)" 'pending WCC124 asked to subscribe'
	printf '紹介コードは KEN2026 です。\n' | asks b@shop.example $NEWS '登録'
	same "in the text" "$(code b@shop.example)" 'pending KEN2026'
	asks c@shop.example kawaraban-subscribe+ken2o26@news.example.org '' </dev/null
	same "in the address" "$(code c@shop.example)" 'pending KEN2026'
	asks d@shop.example $NEWS '登録 ABCD99' </dev/null
	same "nobody's: taken on all the same" "$(code d@shop.example) $(outcome)" 'pending  asked to subscribe, unknown code'
	ok "and not told" letter
	out '"address" : "d@shop.example"'
	lacks 'ABCD99|abcd99'
	same "the journal says it without the words" "$(query "select detail from journal where action = 'subscriber.ask' order by id" | tr '\n' ,)" 'by mail, with a code,by mail, with a code,by mail, with a code,by mail, unknown code,'

	{ echo 'address,company,consent,code'; for i in 1 2 3 4 5 6; do echo "p$i@example.net,見本商店$i,2026-05-05,wcci24"; done; } >list.csv
	ok "in a list" kw --now $NOW subscribers import list.csv
	printf 'address,consent,code\nq@example.net,2026-05-05,ABCD99\n' >bad.csv
	is "nobody's, in a list" 65 kw --now $NOW subscribers import bad.csv
	out 'bad.csv:2: code `ABCD99`: no body in publisher.partners has it'
	ok "by hand" kw --now $NOW subscribers add r@example.net --code KEN2026
	is "nobody's, by hand" 64 kw --now $NOW subscribers add s@example.net --code ABCD99
	one_line

	ok "list" kw --json subscribers list
	out '"code":"KEN2026","body":"見本県警察"'
	ok "stats" kw subscribers stats
	out '^body +見本商工会議所 +[0-9]'
	out '^body +見本県警察 +<5'
	ok "export" kw subscribers export
	out '"紹介コード".?$'
	out '^"p1@.*,"WCC124".?$'
	ok "what is stored of one" kw subscribers export-person r@example.net
	out '紹介コード：KEN2026'
	ok "goes with the rest" kw --now $NOW subscribers erase r@example.net --proof 'called back'
	same "no code" "$(query "select count(*) from subscriber where state = 'erased' and code is not null")" 0
}
engines all
