#!/bin/sh
# subscribers export-person, erase, stats: what is stored about one person, that it goes, and numbers that name nobody.
. "$(dirname "$0")/lib.sh"

mail() { printf 'From: %s\r\nTo: kawaraban@news.example.org\r\nSubject: question of %s\r\n\r\nMy own secret.\r\n' "$1" "$1"; }
# every text and every blob of the store, to look for a name in
contents() {
	case $STORE in
	postgresql:*) for t in mail subscriber outbox journal item_receipt roll_answer question; do query "select $t.* from $t"; done
		query "select convert_from(content, 'UTF8') from mail_raw"; query "select convert_from(bytes, 'UTF8') from letter where issue is null" ;;
	*) sqlite3 kawaraban.db .dump; query 'select cast(content as text) from mail_raw'; query 'select cast(bytes as text) from letter' ;;
	esac
}
all() {
	config
	kw init >/dev/null || bail init
	{ echo 'address,company,consent,prefecture,size'; for i in 1 2 3 4 5 6; do echo "p$i@example.net,見本商店$i,2026-05-05,見本県,10"; done
		echo 'alone@example.net,見本工業,2026-05-05,架空県,99'; } >list.csv
	(kw --now $NOW subscribers import list.csv && kw --now $NOW weekly send --date 2026-11-19 && kw --now $NOW deliver) >/dev/null || bail setup
	mail alone@example.net >mail.eml
	kw --now $NOW receive --sender alone@example.net <mail.eml || bail receive

	ok "stats" kw subscribers stats
	out '^prefecture +見本県 +5'
	out '^prefecture +架空県 +<5'
	out '^state +active +5'
	out 'rounded to the nearest five'
	lacks '見本工業'
	ok "as JSON" kw --json subscribers stats
	out '"<5"'
	same "nothing but fives" "$(perl -MJSON::PP -0ne 'print join " ", grep { $_ ne "<5" && $_ % 5 } map { $_->{count} } @{decode_json($_)}' <"$T/.out")" ""

	ok "export one person" kw subscribers export-person Alone@example.net
	out '会社名：見本工業'
	out '1号　alone@example.net　sent'
	out '件名「question of alone@example.net」'
	lacks 'p1@'
	lacks '\{\{'
	ok "as JSON, with the mail itself" kw --json subscribers export-person alone@example.net
	same "all of it" "$(perl -MJSON::PP -MMIME::Base64 -e 'local $/; my $j = decode_json(<>); print $j->{entry}{state}, " ", scalar(@{$j->{letters}}), " ", decode_base64($j->{mails}[0]{raw}) =~ /own secret/, " $j->{questions}[0]{kind} $j->{answers}[0]{kind}"' <"$T/.out")" "active 2 1 question consult_received"
	is "nobody" 1 kw subscribers export-person nobody@example.net
	one_line

	is "erasing wants a proof" 64 kw subscribers erase alone@example.net
	is "that names nobody" 65 kw subscribers erase alone@example.net --proof 'mail of alone@example.net'
	one_line
	ok "erase" kw --now $NOW subscribers erase alone@example.net --proof 'answered from the address on 2026-11-19'
	out 'Backups'
	contents >"$T/.out" 2>/dev/null
	lacks 'alone@'
	lacks '見本工業'
	lacks 'own secret'
	same "the bare consent stays" "$(query "select state || ' ' || consent_how || ' ' || (consent_at > 0) from subscriber where state = 'erased'" | sed 's/true/1/')" "erased import 1"
	is "nothing is left to export" 1 kw subscribers export-person alone@example.net
	ok "a list does not bring it back" kw --now $NOW subscribers import list.csv
	out '6 subscribed already, .*1 kept out'
	is "nor does staff" 77 kw --now $NOW subscribers add alone@example.net
	one_line
	ok "but a new consent" kw --now $NOW subscribers add alone@example.net --again
	is "nobody" 1 kw subscribers erase nobody@example.net --proof x
}
engines all
