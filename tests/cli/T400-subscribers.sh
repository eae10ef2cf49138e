#!/bin/sh
# subscribers: add, import (UTF-8, BOM, CP932), list, remove; who left stays away.
. "$(dirname "$0")/lib.sh"

# the mailto of a reader's letter, as a mail program uses it: leave_by_mail READER [RECIPIENT]
leave_by_mail() {
	letter=$(grep -l "^Delivered-To: $1" out/new/*)
	to=$(perl -0ne 's/\r?\n[ \t]/ /g; print $1 if /^List-Unsubscribe: <mailto:([^?>]+)/mi' "$letter")
	echo "leave address: $to"
	printf 'From: somebody@else.example\r\nTo: <%s>\r\nSubject: unsubscribe\r\n\r\n' "$to" >leave.eml
	"$B/kawaraban" --now $NOW receive --sender somebody@else.example --recipient "${2:-$to}" <leave.eml
}
piped() { cat "$1" | kw subscribers import /dev/stdin; }
all() {
	config
	kw init >/dev/null || bail init
	ok "add" kw --now $NOW subscribers add 'Owner@Example.NET' --organisation 株式会社見本
	ok "again: nothing changes" kw --now $NOW subscribers add owner@example.net
	out 'already'
	is "no address" 65 kw --now $NOW subscribers add 'not an address'
	one_line
	printf 'メールアドレス,会社名,同意日\na@example.net,"見本, 商店",2026-04-03\nb@example.net,,2026/4/4\n' >list.csv
	ok "a dry run" kw --now $NOW subscribers import --dry-run list.csv
	out 'would be: 2 rows: 2 added'
	same "writes nothing" "$(query 'select count(*) from subscriber')" 1
	ok "import" kw --now $NOW subscribers import list.csv
	printf '\357\273\277address,consent\r\nc@example.net,2026-05-05\r\n' >bom.csv
	ok "with a BOM" kw --now $NOW subscribers import bom.csv
	printf 'メールアドレス,会社名,同意日\nd@example.net,髙橋①商店,2026-05-06\n' | iconv -t cp932 >sjis.csv
	ok "in CP932" kw --now $NOW subscribers import sjis.csv
	printf 'address,consent\ng@example.net,2026-05-07\n' >"$(printf '\226\274.csv')"
	ok "in a file whose name is CP932" kw --now $NOW subscribers import "$(printf '\226\274.csv')"
	ok "list" kw subscribers list
	out '髙橋①商店'
	printf 'address,consent\ne@example.net,2026-05-05\nbroken,2026-05-05\nf@example.net,\n' >bad.csv
	is "a list with bad lines" 65 kw --now $NOW subscribers import bad.csv
	out 'bad.csv:3:'
	out 'bad.csv:4:.*consent'
	same "changes nothing" "$(query 'select count(*) from subscriber')" 6
	ok "a whole export" kw subscribers export
	cp "$T/.out" export.csv
	out '^"d@example.net","髙橋①商店","","ja","2026-05-06","","",""'
	ok "is an import" kw --now $NOW subscribers import export.csv
	out '^6 rows: 0 added, 6 subscribed'
	ok "for Excel" kw subscribers export --bom --state left
	same "with a BOM" "$(head -c 3 "$T/.out" | od -An -tx1 | tr -d ' ')" efbbbf
	is "an import from a pipe" 64 piped list.csv
	perl -e 'print "address,consent\n"; print "broken$_,never\n" for 1 .. 60' >bad.csv
	is "bad lines are counted" 65 kw --now $NOW subscribers import bad.csv
	out 'nothing was imported; problems: 120, shown: 100'
	ok "remove" kw --now $NOW subscribers remove A@example.net
	ok "an import does not bring back" kw --now $NOW subscribers import list.csv
	out '1 kept out'
	ok "a new consent does" kw --now $NOW subscribers add a@example.net --again
	is "not on the roll" 1 kw subscribers remove nobody@example.net
	one_line
	(kw --now $NOW weekly send --date 2026-11-19 && kw --now $NOW deliver) >/dev/null || bail "no letters"
	ok "somebody leaves by the address in List-Unsubscribe" leave_by_mail owner@example.net
	same "and has left" "$(query "select state from subscriber where address = 'owner@example.net'")" left
	ok "another, and the recipient is the mailbox's" leave_by_mail b@example.net box7@mail.example.org
	same "and has left" "$(query "select state from subscriber where address = 'b@example.net'")" left
	ok "in the mail's own words" kw mails list
	out 'left'
	same "the journal holds no address" "$(query "select count(*) from journal where subject like '%@%' or detail like '%@%'")" 0
}
engines all
