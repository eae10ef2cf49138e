#!/bin/sh
# Letters that come back: by mail with our token and without, at RCPT; the last letter; complaints; old addresses of carriers.
. "$(dirname "$0")/lib.sh"

letter_to() { grep -l "^Delivered-To: $1" out/new/* | tail -n 1; }
header() { perl -0ne 's/\r?\n[ \t]/ /g; print $1 if /^'"$2"': (.*?)\r?$/mi' "$1"; }
# a notification about the letter in FILE: dsn FILE ACTION STATUS WORDS
dsn() {
	printf 'From: MAILER-DAEMON@mx.example.net\r\nTo: %s\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n' "$(header "$1" Return-Path | tr -d '<>')"
	printf 'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n'
	printf 'Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; x@example.net\r\nAction: %s\r\nStatus: %s\r\nDiagnostic-Code: smtp; %s\r\n' "$2" "$3" "$4"
	printf -- '--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: %s\r\n\r\n--b--\r\n' "$(header "$1" Message-ID)"
}
complaint() { # a complaint about the letter in FILE
	printf 'From: fbl@isp.example.net\r\nTo: kawaraban@news.example.org\r\nSubject: FW\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n'
	printf 'Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n'; cat "$1"; printf '\r\n--b--\r\n'
}
# the same by somebody who has the letter's Message-ID only, as a forward or an answer names it: forged FILE ADDRESS
forged() {
	printf 'From: fbl@isp.example.net\r\nTo: kawaraban@news.example.org\r\nSubject: FW\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n'
	printf 'Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\nOriginal-Rcpt-To: %s\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nTo: %s\r\nMessage-ID: %s\r\nSubject: news\r\n\r\nx\r\n--b--\r\n' "$2" "$2" "$(header "$1" Message-ID)"
}
# issue DAY : the newsletter of that day goes out, each letter into a new file
issue() { kw --now "$1T10:00+09:00" weekly send --date "$1" >/dev/null && kw --now "$1T10:00+09:00" deliver >/dev/null || bail "no letters of $1"; }
arrive() { "$B/kawaraban" --now "$1" receive --sender '' <"$2"; }
state() { query "select state || ' ' || bounce_score from subscriber where address = '$1'"; }
outcome() { query 'select outcome from mail order by id desc limit 1'; }

all() {
	config
	kw init >/dev/null || bail init
	printf 'address,consent\nhard@example.net,2026-05-05\nsoft@example.net,2026-05-05\nfriend@example.net,2026-05-05\nspam@example.net,2026-05-05\na..b.@docomo.example.jp,2026-05-05\n' >list.csv
	ok "import, also an address with dots where there are none" kw --now $NOW subscribers import list.csv
	(kw --now $NOW weekly send --date 2026-11-19 && kw --now $NOW deliver) >/dev/null || bail "no letters"
	same "the dots are quoted" "$(grep -c '^To: "a\.\.b\."@docomo.example.jp' "$(letter_to '"a')")" 1

	dsn "$(letter_to hard@)" failed 5.1.1 '550 5.1.1 unknown user' >one.eml
	ok "a bounce" arrive $NOW one.eml
	same "counts" "$(outcome), $(state hard@example.net)" "bounce, active 2"
	sed 's/^Subject: /&Again: /' one.eml >again.eml
	ok "another the same day" arrive 2026-11-19T20:00+09:00 again.eml
	same "does not" "$(outcome), $(state hard@example.net)" "bounce, known, active 2"
	dsn "$(letter_to soft@)" delayed 4.4.1 '421 later' >delay.eml
	ok "a delay" arrive $NOW delay.eml
	same "does not" "$(outcome), $(state soft@example.net)" "bounce, not counted, active 0"
	sed 's/kawaraban+d[a-z0-9]*@/kawaraban@/; s/^Message-ID: <d[a-z0-9]*@/Message-ID: <x@/' one.eml >forged.eml
	ok "without our token" arrive 2026-11-21T10:00+09:00 forged.eml
	same "a person looks at it" "$(outcome), $(state hard@example.net)" "bounce without token, active 2"
	printf 'From: soft@example.net\r\nTo: %s\r\nSubject: Automatic reply: x\r\nAuto-Submitted: auto-replied\r\n\r\nAway.\r\n' "$(header "$(letter_to soft@)" Return-Path | tr -d '<>')" >away.eml
	ok "an out-of-office reply" arrive $NOW away.eml
	same "is none" "$(outcome), $(state soft@example.net)" "noted, active 0"

	for day in 2026-11-21 2026-11-22 2026-11-23; do
		sed "s/^Subject: /&$day: /" one.eml >again.eml
		arrive ${day}T10:00+09:00 again.eml || bail again
	done
	same "one letter comes back once" "$(outcome), $(state hard@example.net)" "bounce, known, active 2"
	issue 2026-11-26; dsn "$(letter_to hard@)" failed 5.1.1 '550 5.1.1 unknown user' >two.eml
	issue 2026-12-03; dsn "$(letter_to hard@)" failed 5.1.1 '550 5.1.1 unknown user' >three.eml
	arrive 2026-11-26T10:30+09:00 two.eml && arrive 2026-12-03T10:30+09:00 three.eml
	same "at the limit a last letter goes out" "$(outcome), $(state hard@example.net)" "bounce, last letter, active 6"
	kw --now 2026-12-03T10:05+09:00 deliver >/dev/null || bail deliver
	last=$(letter_to hard@)
	same "whose own bounce would come to us" "$(header "$last" Return-Path | cut -c1-12)" "<kawaraban+d"
	ok "doctor knows" kw --now 2026-12-03T11:00+09:00 doctor --offline
	out 'bounces .* 1 were asked'
	dsn "$last" failed 5.1.1 '550 5.1.1 unknown user' >last.eml
	ok "it comes back" arrive 2026-12-03T11:00+09:00 last.eml
	same "no more letters" "$(outcome), $(state hard@example.net)" "bounced, bounced 6"
	ok "list" kw subscribers list --state bounced
	out 'hard@example.net'
	ok "he is told all of it, where he asks" kw subscribers export-person hard@example.net
	out '届いているかを最後のメールでおたずねした日時：2026-12-03T'
	out '1号　hard@example.net　sent.*　戻ってきた日時：2026-11-19T'

	complaint "$(letter_to spam@)" >spam.eml
	ok "a complaint" arrive $NOW spam.eml
	same "is the end" "$(outcome), $(state spam@example.net)" "complaint, complained 0"
	is "also for a new consent" 77 kw --now $NOW subscribers add spam@example.net --again
	friend=$(letter_to friend@)
	forged "$friend" friend@example.net >forged.eml
	ok "a complaint by somebody to whom the letter was forwarded" arrive 2026-12-04T10:00+09:00 forged.eml
	same "stops the letters, not for good" "$(outcome), $(state friend@example.net)" "complaint, asked, left 0"
	kw --now 2026-12-04T10:00+09:00 deliver >/dev/null || bail deliver
	asked=$(letter_to friend@)
	ok "he is asked" kw inspect mail "$asked"
	out 'お届けを止めました'
	printf 'From: friend@example.net\r\nTo: kawaraban@news.example.org\r\nSubject: Re: x\r\nIn-Reply-To: %s\r\n\r\n' "$(header "$asked" Message-ID)" >back.eml
	ok "an answer brings the letters back" kw --now 2026-12-04T11:00+09:00 receive --sender friend@example.net <back.eml
	same "they are" "$(outcome), $(state friend@example.net)" "subscribed, active 0"
	sed 's/^Subject: FW/&2/' forged.eml >forged2.eml
	ok "the same letter again" arrive 2026-12-05T10:00+09:00 forged2.eml
	same "does nothing" "$(outcome), $(state friend@example.net)" "noted, active 0"
	same "the journal holds no address" "$(query "select count(*) from journal where subject like '%@%' or detail like '%@%'")" 0
}
engines all

refused() { # at RCPT, by a relay
	port=$(ports 1); : >taken
	spawn relay perl "$TOP/tests/fault/relay.pl" "$port" "$PWD/taken" 'rcpt 550 5.1.1 gone to p1@' 'rcpt 552 5.2.2 full to p2@' 'rcpt 550 5.1.8 bad sender to p3@'
	wait_tcp "$port" "$PID" || bail "no relay"
	RELAY=smtp://127.0.0.1:$port
	config
	kw init >/dev/null || bail init
	printf 'address,consent\np1@example.net,2026-05-05\np2@example.net,2026-05-05\np3@example.net,2026-05-05\np4@example.net,2026-05-05\n' >list.csv
	(kw --now $NOW subscribers import list.csv && kw --now $NOW weekly send --date 2026-11-19) >/dev/null || bail send
	ok "deliver" kw --now $NOW deliver
	ok "and again, which takes along what was refused" kw --now $NOW deliver
	same "5.1.1 counts" "$(state p1@example.net)" "active 2"
	same "a full mailbox at once does not" "$(state p2@example.net)" "active 0"
	same "what is said of the sender does not" "$(state p3@example.net)" "active 0"
	same "each once" "$(query 'select count(*) from outbox where is_bounce = 1')" 0
}
mkdir refused && cd refused && STORE=sqlite:kawaraban.db && refused
