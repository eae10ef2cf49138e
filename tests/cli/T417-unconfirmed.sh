#!/bin/sh
# Who signs up and does not confirm: a crowd is asked one after the other, and nobody is kept who never answered.
. "$(dirname "$0")/lib.sh"

# mail FROM SUBJECT [HEADER]
mail() { printf '%bFrom: %s\r\nTo: kawaraban@news.example.org\r\nSubject: %s\r\nMessage-ID: <%s-%s>\r\nDate: Fri, 20 Nov 2026 12:00:00 +0900\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n' "${3:+$3\r\n}" "$1" "$2" "$(date +%N)" "$1" >mail
	"$B/kawaraban" --now "$WHEN" receive --sender "$1" <mail || bail receive; }
states() { query 'select state from subscriber order by id' | tr '\n' ' '; }
told() { query 'select recipient from outbox order by id' | tr '\n' ' '; }
# where strangers stand in the store
contents() {
	query 'select address from subscriber'; query 'select recipient from outbox'; query 'select recipient from roll_answer'
	query 'select coalesce(detail, subject) from journal'
	case ${STORE:-sqlite} in
	postgresql:*) query "select convert_from(bytes, 'UTF8') from letter" ;;
	*) query 'select cast(bytes as text) from letter' ;;
	esac
}

all() {
	config 'intake: {confirmations_an_hour: 2}'
	kw init >/dev/null || bail init
	WHEN=2026-11-20T12:00+09:00
	for i in 1 2 3 4; do mail s$i@shop.example '登録'; done
	same "all are on the roll" "$(states)" 'pending pending pending pending '
	same "two are asked" "$(told)" 's1@shop.example s2@shop.example '
	mail stranger@shop.example '解除'
	same "other answers go out" "$(query 'select kind from roll_answer order by id desc limit 1')" unlisted
	ok "doctor knows" kw --now $WHEN doctor --offline
	out 'sign-ups .*2 people were asked to confirm within an hour, .*; 2 wait'
	ok "fetch asks nobody too early" kw --now 2026-11-20T12:30+09:00 fetch
	same "still two" "$(query "select count(*) from roll_answer where kind = 'confirm'")" 2
	ok "an hour later" kw --now 2026-11-20T13:01+09:00 fetch
	same "the others are asked" "$(told)" 's1@shop.example s2@shop.example stranger@shop.example s3@shop.example s4@shop.example '
	kw --now 2026-11-20T14:02+09:00 doctor --offline >"$T/.out"
	lacks 'sign-ups'
	ok "and their letters go out" kw --now 2026-11-20T13:05+09:00 deliver
	WHEN=2026-11-21T12:00+09:00
	mail s1@shop.example 'Re: 【確認】' "In-Reply-To: $(sed -n 's/^Message-ID: \(<a1.*>\).*/\1/p' $(grep -l 'To: s1@' out/new/*))"
	mail s2@shop.example 'いいえ' "In-Reply-To: $(sed -n 's/^Message-ID: \(<a1.*>\).*/\1/p' $(grep -l 'To: s2@' out/new/*))"
	same "one confirms, one does not want it" "$(states)" 'active left pending pending '
	kw --now $WHEN deliver >/dev/null || bail deliver

	ok "a month after the questions were void" kw --now 2026-12-27T12:00+09:00 fetch
	same "they are there still" "$(states)" 'active left pending pending '
	ok "a day later" kw --now 2026-12-28T12:00+09:00 fetch
	same "who never answered is forgotten" "$(states)" 'active left erased erased '
	contents >"$T/.out"
	lacks 's3@shop'; lacks 's4@shop'; lacks 'stranger@'
	out 's1@shop.example'; out 's2@shop.example'
	same "the journal says so" "$(query "select action || ', ' || detail from journal where subject = 'subscriber:3' order by id desc limit 1")" 'subscriber.forget, never confirmed'
	ok "the figures do not know them" kw subscribers stats
	lacks erased
	WHEN=2026-12-28T12:00+09:00
	mail s3@shop.example '登録'
	same "who comes again is new" "$(states)" 'active left erased erased pending '
	kw --now $WHEN deliver >/dev/null || bail deliver
	ok "after retain_days" kw --now 2028-02-20T12:00+09:00 fetch
	same "no mail says who wrote it" "$(query 'select count(*) from mail where author is not null or sender is not null or subject is not null')" 0
	same "but for two addresses, nobody is known" "$({ contents; query 'select coalesce(author, sender) from mail'; } | grep -o '[a-z0-9]*@shop.example' | sort -u | tr '\n' ' ')" 's1@shop.example s2@shop.example '
}
engines all
