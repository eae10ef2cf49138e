#!/bin/sh
# Subscribers by mail: taken on by their own answer only, everything asked for in words, nobody answered for ever.
. "$(dirname "$0")/lib.sh"

# mail FROM SUBJECT [HEADER…] : with the text from standard input
mail() { from=$1 subject=$2; shift 2; echo >>count; I=$(wc -l <count) # in a pipe, variables are lost
	{ for h in "$@"; do printf '%s\r\n' "$h"; done
	printf 'From: %s\r\nTo: kawaraban@news.example.org\r\nSubject: %s\r\nMessage-ID: <m%s@shop.example>\r\nDate: Fri, 20 Nov 2026 12:00:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n' "$from" "$subject" $I
	sed 's/$/\r/'; } >mail; }
take() { "$B/kawaraban" --now $WHEN receive --sender "${1-someone@shop.example}" <mail; }
letters() { query 'select count(*) from outbox'; }
# becomes NAME OUTCOME LETTERS [SENDER]
becomes() { before=$(letters); take ${4+"$4"} >"$T/.out" 2>&1 || bail receive
	same "$1" "$(query 'select outcome from mail order by id desc limit 1') $(($(letters) - before))" "$2 $3"; }
# the newest letter [to ADDRESS] as its reader sees it; $ID is its Message-ID
letter() { to=${1:+"where id = (select max(letter) from outbox where recipient = '$1')"}
	case ${STORE:-sqlite} in
	postgresql:*) query "select encode(bytes, 'hex') from letter $to order by id desc limit 1" ;;
	*) query "select hex(bytes) from letter $to order by id desc limit 1" ;;
	esac | perl -ne 'chomp; print pack "H*", $_' >letter; kw inspect mail letter; }
id() { letter "$@" >/dev/null; ID=$(sed -n 's/^Message-ID: \(<.*>\).*/\1/p' letter | head -n 1); }
state() { query "select state from subscriber where address = '$1'"; }
says() { ok "$1" letter; shift; for s; do out "$s"; done; }

all() {
	WHEN=2026-11-20T12:00+09:00
	config 'intake: {answers_a_day: 8}'
	kw init >/dev/null || bail init

	# taken on
	mail owner@shop.example '登録' </dev/null
	becomes "somebody asks" 'asked to subscribe' 1
	same "is pending" "$(state owner@shop.example)" pending
	says "is asked" '【確認】サイバーかわら版の登録' '何も書かずに、このメールに返信' '〒100-0000' '見本ネットワーク'
	ok "an automatic answer to his mail" sh -c "grep -q '^Auto-Submitted: auto-replied' letter && grep -q '^In-Reply-To: <m1@shop.example>' letter"
	id; CONFIRM=$ID
	printf 'どんな内容ですか？\n' | mail owner@shop.example 'Re: 【確認】サイバーかわら版の登録（返信すると登録されます）' "In-Reply-To: $CONFIRM"
	becomes "a question is no consent" 'question' 2
	same "is pending" "$(state owner@shop.example)" pending
	printf '' | mail owner@shop.example 'Re: 【確認】サイバーかわら版の登録（返信すると登録されます）'
	becomes "an answer without the token is none" 'asked to subscribe' 0
	printf '' | mail other@shop.example 'Re: 【確認】サイバーかわら版の登録（返信すると登録されます）' "In-Reply-To: $CONFIRM"
	becomes "nor is somebody else's" 'asked to subscribe' 1
	same "he is asked himself" "$(state owner@shop.example) $(state other@shop.example)" 'pending pending'
	printf '' | mail owner@shop.example 'Re: 【確認】' "In-Reply-To: $CONFIRM"
	becomes "an empty answer confirms" subscribed 1
	same "is active, with evidence" "$(query "select state, consent_how, consent_evidence from subscriber where address = 'owner@shop.example'" | tr '|' ' ')" "active reply mail:5 m5@shop.example"
	says "is welcome" '登録できました' '11月26日（木）10:00' '合い言葉を決める'
	id; WELCOME=$ID
	printf '' | mail owner@shop.example 'Re: 【確認】' "In-Reply-To: $CONFIRM"
	becomes "again: already" subscribed 1
	same "the journal has it by mail" "$(query "select action from journal where subject = 'subscriber:1' and actor = 'mail:5'")" subscriber.confirm

	# what he wants
	printf 'すずめ\n' | mail owner@shop.example 'Re: 登録できました' "In-Reply-To: $WELCOME"
	becomes "a word, where it was asked for" changed 1
	same "is his 合い言葉" "$(query "select word from subscriber where id = 1")" すずめ
	printf '会社名：見本工業\n製品：FortiGate\n都道府県：和歌山県\nhttps://evil.example/ @x\n' | mail owner@shop.example '変更'
	becomes "preferences in words" changed 1
	same "are on the roll" "$(query 'select organisation, products, prefecture from subscriber where id = 1' | tr '|' ' ')" "見本工業 fortigate 和歌山"
	says "and told" '会社名：見本工業' '合い言葉：すずめ'
	lacks evil
	printf '緊急だけ残して、毎週のは止めてください。\n' | mail owner@shop.example 'Re: 今週やること'
	becomes "bulletins only" changed 1
	same "no weekly" "$(query 'select wants_weekly, wants_bulletin from subscriber where id = 1' | tr '|' ' ')" '0 1'
	printf '12月末まで休止でお願いします\n' | mail owner@shop.example '休止'
	becomes "a pause" paused 1
	same "until then" "$(query 'select state, paused_until from subscriber where id = 1' | tr '|' ' ')" 'paused 2026-12-31'
	WHEN=2026-11-22T12:00+09:00
	printf '配信停止になっていませんか？\n' | mail owner@shop.example 'Re: 今週やること'
	becomes "a question changes nothing" question 2
	printf '登録\n解除\n' | mail owner@shop.example 'かわら版'
	becomes "two things: asked back" 'asked back' 1
	same "still paused" "$(state owner@shop.example)" paused
	printf '再開してください\n' | mail owner@shop.example 'Re: 今週やること'
	becomes "back earlier" resumed 1
	same "is active" "$(state owner@shop.example)" active

	# the self-check
	mail owner@shop.example '自己点検' </dev/null
	becomes "the questions" told 1
	id; printf '1 はい 2 はい 3 いいえ 4 わからない 5 一部\n6~10 はい\n11 してない\n残りは後で\n' | mail owner@shop.example 'Re: 25問の点検表' "In-Reply-To: $ID"
	becomes "half of the answers" self-check 1
	same "are stored" "$(query "select answer, count(*) from selfcheck where subscriber = 1 group by answer order by answer" | tr '|\n' '  ')" 'no 2 partly 1 unknown 1 yes 7 '
	says "with advice for each" '11問の答えを受け取りました（全25問）' '3. どのパソコンでも.*答え：していない.*→ Windows' 'まだ答えのない問い：12, 13'
	printf '3 はい\n12は何を見ればいいですか？\n' | mail owner@shop.example 'Re: 自己点検の答えを受け取りました'
	becomes "one is corrected, and a question asked" question 2
	same "the last answer counts" "$(query "select answer from selfcheck where subscriber = 1 and question = 'antivirus'")" yes
	ok "it is exported" kw subscribers export-person owner@shop.example --json
	out '"antivirus"'

	# leaving
	printf 'owner@shop.example の配信を停止してください。\n' | mail rival@shop.example '停止'
	becomes "another's address" 'asked somebody else' 2
	same "is asked, and stays" "$(state owner@shop.example)" active
	printf '%s\n' '登録お願いします。' '' '---------- Forwarded message ---------' 'From: サイバーかわら版 <kawaraban@news.example.org>' 'Date: 2026年11月19日(木) 10:02' 'Subject: 今週やること' 'To: <owner@shop.example>' '' '返信に「解除」と書く' | mail friend@shop.example 'Fwd: 今週やること'
	becomes "a forwarded newsletter" 'asked to subscribe' 1
	same "its owner stays" "$(state owner@shop.example) $(state friend@shop.example)" 'active pending'
	printf '配信を停止してください。\n\n> 登録\n' | mail owner@shop.example 'Re: 今週やること'
	becomes "he leaves" left 1
	same "at once" "$(state owner@shop.example)" left
	says "goodbye" '配信をやめました' '「登録」と返信' '登録したときの記録.*2026年11月20日'
	WHEN=2026-11-24T12:00+09:00
	mail owner@shop.example '登録' </dev/null
	becomes "comes back" 'asked to subscribe' 1
	same "not before he confirms" "$(state owner@shop.example)" left
	printf '' | mail owner@shop.example 'Re: 【確認】' "In-Reply-To: $CONFIRM"
	becomes "the old question is void" 'asked to subscribe' 0
	id; printf 'OKです。\n' | mail owner@shop.example 'Re: 【確認】サイバーかわら版の登録' "In-Reply-To: $ID"
	becomes "the new one counts" subscribed 1
	same "is back" "$(state owner@shop.example)" active

	# moving
	printf 'アドレスが変わりました。新 new@shop.example\n' | mail owner@shop.example 'アドレス変更'
	becomes "a new address" 'asked to move' 2
	same "both are as before" "$(state owner@shop.example) $(state new@shop.example)" 'active pending'
	ID=$(query "select recipient from outbox order by id desc limit 2" | sort | tr '\n' ' ')
	same "both are told" "$ID" 'new@shop.example owner@shop.example '
	WHEN=2026-11-25T12:00+09:00
	for i in 1 2 3 4 5 6 7 8; do printf 'ヘルプ\n' | mail owner@shop.example 'ヘルプ'; take >/dev/null 2>&1; done
	id new@shop.example; printf '' | mail new@shop.example 'Re: 【確認】' "In-Reply-To: $ID"
	becomes "the new one answers" subscribed 2
	same "the letters have moved" "$(state owner@shop.example) $(state new@shop.example)" 'left active'
	ok "the old one is told, though mails in his name have used up his answers" letter owner@shop.example
	out 'お届け先が変わりました'
	out '14日以内に、何も書かずに、このメールに返信'
	out 'mailto:kawaraban\+u1[a-z2-7]*@news.example.org'
	lacks 'new@shop'
	UNDO=$(sed -n 's/.*mailto:kawaraban+\(u1[a-z2-7]*\)@.*/\1/p' "$T/.out" | head -n 1)
	printf 'アドレスが変わりました。新 third@shop.example\n' | mail new@shop.example 'アドレス変更'
	becomes "they do not move on" question 2
	same "to nobody" "$(state third@shop.example)" ''
	id owner@shop.example; printf 'ありがとうございます。\n' | mail owner@shop.example 'Re: お届け先が変わりました' "In-Reply-To: $ID"
	becomes "thanks take nothing back" 'reader answer' 0
	printf '' | mail phone@shop.example 'undo' "In-Reply-To: <${UNDO%????}aaaa@kawaraban.news.example.org>"
	take >/dev/null 2>&1
	same "nor does a token that is none" "$(state owner@shop.example) $(state new@shop.example)" 'left active'
	printf '' | mail phone@shop.example "$UNDO"
	becomes "the link brings them back, from anywhere" 'moved back' 2
	same "they are back" "$(state owner@shop.example) $(state new@shop.example)" 'active left'
	says "the old one is told" 'お届け先を、前のアドレスに戻しました'
	ok "so is the other" letter owner@shop.example
	out 'お届け先を、このアドレスに戻しました'
	printf '' | mail owner@shop.example 'Re: お届け先が変わりました' "In-Reply-To: $ID"
	becomes "once" 'reader answer' 0
	same "in the journal" "$(query "select count(*) from journal where detail = 'the move was taken back'")" 2
	WHEN=2026-11-27T12:00+09:00
	printf 'アドレスが変わりました。新 new@shop.example\n' | mail owner@shop.example 'アドレス変更'
	becomes "not again by mail for a while" question 2

	# what a person does
	printf '個人情報の開示と削除を請求します。\n' | mail owner@shop.example 'Re: 今週やること'
	becomes "erasing wants a person" 'erase request' 1
	same "but no letter goes there" "$(state owner@shop.example)" left
	printf '下記の2名を登録してください。\na@shop.example\nb@shop.example\n' | mail boss@shop.example '登録お願いします'
	becomes "nobody for others" 'unknown sender' 1
	same "no such rows" "$(query "select count(*) from subscriber where address like '_@shop.example'")" 0

	# the language of strangers
	printf 'Please add us to your newsletter.\n' | mail joe@abroad.example 'Newsletter'
	becomes "a stranger who writes English" 'asked to subscribe' 1
	says "is asked in English" 'You are not subscribed yet' 'reply to this mail'
	printf 'Please unsubscribe me.\n' | mail jane@abroad.example ''
	becomes "one who is on no list" 'unknown sender' 1
	ok "is told so in English" letter
	lacks '登録'
	mail jim@abroad.example 'subscribe' 'Content-Language: en' </dev/null
	becomes "a word alone, with a header" 'asked to subscribe' 1
	says "is English by that" 'reply to this mail'

	# the link and the Message-ID of a question are two secrets
	sed -i 's|^  name: 見本ネットワーク|  web: https://news.example.org/k/\n&|' kawaraban.yaml
	mail ken@shop.example '登録' </dev/null
	becomes "a question with a link" 'asked to subscribe' 1
	id; LINK=$(kw inspect mail letter | sed -n 's|.*https://news.example.org/k/c/\(c1[a-z2-7]*\).*|\1|p' | head -n 1)
	same "of its own" "$(case $ID in "<a1"*) echo asked ;; esac) $(printf %.2s "$LINK")" 'asked c1'
	printf '' | mail kim@shop.example 'Re: 【確認】' "In-Reply-To: <$LINK@kawaraban.news.example.org>"
	becomes "as a Message-ID, as older letters had it: not for another" 'asked to subscribe' 1
	printf '' | mail ken@shop.example 'Re: 【確認】' "In-Reply-To: <$LINK@kawaraban.news.example.org>"
	becomes "but for him" subscribed 1

	# no loops
	for h in 'Auto-Submitted: auto-replied' 'Precedence: bulk' 'List-Id: <x.list.example>' 'X-Loop: kawaraban.news.example.org'; do
		mail robot@shop.example '登録' "$h" </dev/null
		before=$(letters); take >/dev/null 2>&1
		same "$h: no answer" "$(($(letters) - before)) $(state robot@shop.example)" '0 '
	done
	mail robot@shop.example '登録' </dev/null
	before=$(letters); take '' >/dev/null 2>&1
	same "a null sender: none" "$(($(letters) - before))" 0
	mail noreply@shop.example '登録' </dev/null
	before=$(letters); take >/dev/null 2>&1
	same "a robot's address: none" "$(($(letters) - before))" 0
	mail kawaraban@news.example.org '登録' </dev/null
	before=$(letters); take >/dev/null 2>&1
	same "our own: none" "$(($(letters) - before))" 0
	before=$(letters)
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
		printf '登録\n' | mail bombed@shop.example '登録'; take >/dev/null 2>&1
	done
	same "30 mails, one answer" "$(($(letters) - before))" 1
}
engines all

# the table of what people write, its whole mails too
cd "$T" || exit 99
perl -ne 'next if /^#/ || !/^=/; chomp; my ($v,$w,$s,$b)=split /\t/,$_,-1; $v=~s/^=//; $b=~s/\\n/\n/g; $n++;
	open my $o,">","row$n.eml"; print $o "From: yamada\@yamada.example\nSubject: $s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n$b\n";
	print "$n $v\n"' "$CORPUS/commands.tsv" >rows
while read -r n verb; do
	"$B/kawaraban" --now 2026-11-20T12:00+09:00 inspect mail row"$n".eml >json 2>&1
	same "whole mail $n: $verb" "$(perl -MJSON::PP -0ne 'my $c=decode_json($_)->{command}; print $c ? $c->{verb} : "-"' json)" "$verb"
done <rows
