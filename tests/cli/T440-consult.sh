#!/bin/sh
# Questions of readers: to the desk and back without private addresses; incidents; loops and floods; consult.
. "$(dirname "$0")/lib.sh"

# mail FROM SUBJECT [HEADER…] : with the text from standard input
mail() { from=$1 subject=$2; shift 2; I=$(($(cat .n 2>/dev/null || echo 0) + 1)); echo $I >.n
	{ for h in "$@"; do printf '%s\r\n' "$h"; done
	printf 'From: %s\r\nTo: kawaraban@news.example.org\r\nSubject: %s\r\nMessage-ID: <m%s@shop.example>\r\nDate: Thu, 19 Nov 2026 11:00:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n' "$from" "$subject" $I
	sed 's/$/\r/'; } >mail; }
count() { query 'select count(*) from outbox'; }
# becomes NAME OUTCOME LETTERS [SENDER [RECIPIENT]]
becomes() { before=$(count)
	"$B/kawaraban" --now $AT receive --sender "${4-someone@shop.example}" ${5+--recipient "$5"} <mail >"$T/.out" 2>&1 || bail receive
	same "$1" "$(query 'select outcome from mail order by id desc limit 1') $(($(count) - before))" "$2 $3"; }
# letter N : the N-th newest letter, as its reader sees it; to : its recipient
letter() { case ${STORE:-sqlite} in
	postgresql:*) query "select encode(bytes, 'hex') from letter order by id desc limit 1 offset $(($1 - 1))" ;;
	*) query "select hex(bytes) from letter order by id desc limit 1 offset $(($1 - 1))" ;;
	esac | perl -ne 'chomp; print pack "H*", $_' >letter; kw inspect mail letter; }
to() { query "select recipient from outbox order by id desc limit 1 offset $(($1 - 1))"; }
header() { perl -0777 -ne 's/\r\n[ \t]+/ /g; print "$1\n" if /^'"$1"': ([^\r\n]*)/mi' letter; }

all() {
	AT=2026-11-19T11:00+09:00
	config '  - {address: second@desk.example.org, name: 二人目}' 'consult: {address: soudan@desk.example.org, hours: 平日9時〜17時}'
	kw init >/dev/null || bail init
	kw --now $NOW subscribers add reader@shop.example --organisation 見本商店 >/dev/null || bail add
	kw --now $NOW subscribers add other@works.example --language en >/dev/null || bail add
	kw --now $NOW subscribers add third@works.example >/dev/null || bail add

	# an issue that is sent, to be answered
	alert 1 'FortiGateの脆弱性' | "$B/kawaraban" --now $NOW receive --sender staff@desk.example.org >/dev/null 2>&1
	kw items pick 1 >/dev/null || bail pick
	kw --now $NOW weekly send >"$T/.out" 2>&1 || bail weekly
	kw --now $NOW deliver >"$T/.out" 2>&1 || bail deliver
	id=$(grep -il '^Delivered-To: reader@' out/new/* | xargs grep -hi '^Message-ID: <d' | head -1 | tr -d '\r' | sed 's/.*<\(.*\)>.*/\1/')
	[ -n "$id" ] || bail "no issue went out"

	# the circle
	printf 'お世話になっております。1番の件、うちのルーターにも関係がありますか？\n\n-- \n見本商店 山田\nTEL 0000-00-0000\n\n2026年11月19日(木) 10:02 サイバーかわら版 <kawaraban@news.example.org>:\n> 1. FortiGateの脆弱性\n> 配信をやめるには\n' |
		mail reader@shop.example 'Re: 今週やること' "In-Reply-To: <$id>"
	becomes "a reader asks: to the desk, and an answer when to expect one" question 2
	ok "the letter to the desk" letter 2
	same "… goes there" "$(to 2)" soudan@desk.example.org
	out '【相談 1】読者からの質問'
	out 'だれから：見本商店'
	out 'サイバーかわら版1号（11月19日）'
	out 'どの記事：1番'
	out 'うちのルーターにも関係がありますか'
	out '> 1. FortiGateの脆弱性'
	lacks 'reader@shop.example|TEL 0000'
	token=$(header Reply-To | sed 's/.*+\(q[a-z0-9]*\)@.*/\1/')
	ok "an answer comes back by its token" test -n "$token"
	ok "what the reader gets at once" letter 1
	same "… the reader" "$(to 1)" reader@shop.example
	out '11月24日（火）までに.*2営業日' # Monday is a holiday
	out '受付の時間：平日9時〜17時'
	same "… automatic, in the thread" "$(header Auto-Submitted) $(header In-Reply-To)" "auto-replied <m$(cat .n)@shop.example>"

	printf '関係ありません。型番を見て、FortiGateと書いてあれば教えてください。\n困ったら 佐藤 staff@desk.example.org か SOUDAN@desk.example.org へ。\n\n-- \n担当 佐藤\n携帯 090-0000-0000\nstaff@desk.example.org\n\n2026年11月19日(木) 11:02 サイバーかわら版 <kawaraban@news.example.org>:\n> だれから：見本商店\n' |
		mail '佐藤 <second@desk.example.org>' 'Re: 【相談 1】読者からの質問'
	becomes "staff answer" answer 1 second@desk.example.org "kawaraban+$token@news.example.org"
	ok "the reader gets it" letter 1
	same "… at the address of the roll" "$(to 1)" reader@shop.example
	out '見本商店 様'
	out '型番を見て、FortiGateと書いてあれば'
	lacks '@desk.example.org|090-0000|だれから|担当 佐藤'
	same "… from the desk, in the reader's thread, by a person" "$(header From | grep -o '<.*>') $(header In-Reply-To)$(header Auto-Submitted)" "<kawaraban@news.example.org> <m$(($(cat .n) - 1))@shop.example>"
	ok "nothing private in its headers" sh -c '! grep -qi "desk.example.org" letter'
	printf 'ありがとうございます。助かりました。\n' | mail reader@shop.example 'Re: ご質問への返事' "In-Reply-To: <answer.1@kawaraban.news.example.org>"
	becomes "thanks are no question" 'reader answer' 0
	printf 'x\n' | mail evil@elsewhere.example 'Re: 【相談 1】'
	becomes "a token in a stranger's hands opens nothing" 'unknown sender' 0 evil@elsewhere.example "kawaraban+$token@news.example.org"
	printf 'x\n' | mail staff@desk.example.org 'Re: 【相談 1】'
	becomes "nor does one with a letter changed" 'item' 1 staff@desk.example.org "kawaraban+${token%?}0@news.example.org"
	printf '\n\n-- \n担当 佐藤\n' | mail soudan@desk.example.org 'Re: 【相談 1】' "In-Reply-To: <$token@kawaraban.news.example.org>"
	becomes "an answer without words is not sent" 'unsent answer' 0
	# whatever the mail program puts between the words and the quotation
	n=0; for below in '-----Original Message-----\nFrom: x <kawaraban@news.example.org>\nSent: Thursday, November 19, 2026 11:02 AM\nTo: y\nSubject: z\n\n' \
		'差出人: x <kawaraban@news.example.org>\n日付: 2026年11月19日 木曜日 11:02\n宛先: soudan@desk.example.org\n件名: 【相談 1】\n\n' \
		'2026年11月19日(木) 11:02 サイバーかわら版\n<kawaraban@news.example.org>:\n\n> ' 'On 2026/11/19 11:02, x wrote:\n> ' '> '; do
		n=$((n + 1)); printf "型番を見てください。\n\n${below}だれから：見本商店\n" |
			mail soudan@desk.example.org 'RE: 【相談 1】' "In-Reply-To: <$token@kawaraban.news.example.org>"
		"$B/kawaraban" --now $AT receive --sender soudan@desk.example.org <mail >"$T/.out" 2>&1 || bail receive
		letter 1 >"$T/.out"
		ok "quotation $n stays behind" perl -MMIME::Base64 -0777 -ne '/\r\n\r\n(.*)/s; $_ = decode_base64($1); exit !(/型番を見てください。[\r\n]+──/ && !/だれから|wrote|差出人/)' letter
	done
	printf '休みます\n' | mail soudan@desk.example.org '自動応答: 【相談 1】' 'Auto-Submitted: auto-replied' "In-Reply-To: <$token@kawaraban.news.example.org>"
	becomes "nor is an automatic one" noted 0

	ok "listed" kw --json consult list
	out '"state" ?: ?"answered"'
	ok "shown" kw consult show 1
	out 'うちのルーターにも関係がありますか'
	lacks 'shop.example|TEL'
	is "an answer without a question" 65 kw consult close 1 --qa </dev/null
	one_line
	printf 'うちのルーターにも関係がありますか。\n機械の名前を見てください。書いてある名前で分かります。\n' >qa
	is "closed, and for the newsletter" 0 kw consult close 1 --qa <qa
	out 'item 3: new'
	ok "the item" kw items show 3
	out 'うちのルーター'
	lacks '見本商店|佐藤|担当|reader@'
	is "closed once" 77 kw consult close 1
	one_line
	is "no such question" 1 kw consult show 99
	one_line
	ok "none is open" kw consult list --open
	lacks '[0-9]'

	# something has happened
	printf '変なメールの添付を開いてしまいました。大丈夫でしょうか。\n' | mail reader@shop.example 'Re: 今週やること'
	becomes "an incident: everybody at the desk, and first aid" question 4
	ok "first aid" letter 1
	same "… to the reader" "$(to 1)" reader@shop.example
	out '先に、これをしてください'
	out 'LANケーブルを抜き、Wi-Fiを切る'
	out '電源を切らない'
	out '03-0000-0000（平日9時〜17時）'
	ok "the alarm" letter 2
	out '【至急・相談 2】被害かもしれません：おかしな添付ファイルを開いてしまった'
	printf 'パスワードを入力してしまいました。\n' | mail reader@shop.example 'Re: 今週やること'
	becomes "first aid once a day; the desk knows all the same" question 3
	ok "and that" letter 1
	out '24時間のうちに一度送っています'
	printf 'One of us opened the attachment of a strange mail.\n' | mail other@works.example 'Help'
	becomes "a reader of English" question 4
	ok "gets it in English" letter 1
	out 'Unplug the network cable'
	printf '添付ファイルを開いてしまったら、どうすればいいですか？\n' | mail third@works.example 'Re: 今週やること'
	becomes "a question what would be" question 2

	# the question of a weekly: one clear answer, of whom it was sent to
	printf 'していない\n' | mail reader@shop.example 'Re: 今週やること' "In-Reply-To: <$id>"
	becomes "its self-check is answered" self-check 1
	same "and stored" "$(query 'select count(*), min(answer) from selfcheck' | tr '|' ' ')" '1 no'
	ok "with advice" letter 1
	out '1問の答えを受け取りました'
	printf 'OKです\n' | mail reader@shop.example 'Re: 今週やること' "In-Reply-To: <$id>"
	"$B/kawaraban" --now $AT receive --sender reader@shop.example <mail >"$T/.out" 2>&1
	printf 'はい\n' | mail third@works.example 'Re: 今週やること' "In-Reply-To: <$id>"
	"$B/kawaraban" --now $AT receive --sender third@works.example <mail >"$T/.out" 2>&1
	same "what may be meant otherwise is left" "$(query 'select count(*), min(answer) from selfcheck' | tr '|' ' ')" '1 no'

	# is it genuine?
	for who in doubts third-doubts; do kw --now $NOW subscribers add $who@works.example >/dev/null || bail add; done
	printf 'これは本物ですか？フィッシングが多いので。\n' | mail reader@shop.example 'Re: 今週やること' "In-Reply-To: <$id>"
	becomes "is a letter of ours genuine" question 2
	ok "how to tell" letter 1
	out '当方のメールの見分け方'
	out '合い言葉.*はじめの行.*パスワード.*添付ファイル.*電話番号を書いています：03-0000-0000'
	out 'お手元のメールの番号は、サイバーかわら版1号（11月19日）としてお送りしたものと同じ.*番号は写すことができます.*お金やパスワード'
	ok "staff get the question" letter 2
	out 'これは本物ですか'
	printf 'このメールは詐欺ではないですか\n' | mail doubts@works.example 'Re: 今週やること' "In-Reply-To: <$id>"
	becomes "with the number of another's letter" question 2
	ok "nothing is said of it" letter 1
	out '当方のメールの見分け方'
	lacks 'お手元のメール'
	printf '本物ですか？\n\n---------- Forwarded message ---------\nFrom: 見本銀行 <info@bank.example>\nDate: 2026年11月19日(木) 9:00\nSubject: 口座の確認\nTo: <third-doubts@works.example>\n\n口座が止まります。\n' |
		mail third-doubts@works.example 'Fwd: 口座の確認'
	becomes "of another's mail that is forwarded" question 2
	ok "is a question like any other" letter 1
	out 'ご相談を受け付けました'

	# a wish and a question in one mail: both are done, and one answer says both
	kw --now $NOW subscribers add leaves@works.example >/dev/null || bail add
	kw --now $NOW subscribers add hurt@works.example >/dev/null || bail add
	kw --now $NOW subscribers add thanks@works.example >/dev/null || bail add
	printf '解除をお願いします。あと、ウイルス対策ソフトは何がいいか教えてください\n' | mail leaves@works.example 'Re: 今週やること'
	becomes "he leaves and asks" question 2
	same "has left" "$(query "select state from subscriber where address = 'leaves@works.example'")" left
	ok "his answer" letter 1
	out '配信をやめました'
	out 'いっしょにいただいたご質問.*11月24日（火）までに'
	ok "the desk" letter 2
	out 'ウイルス対策ソフトは何がいいか'
	out '別の用件には、自動で返事を送りました：「配信をやめました'
	printf '配信は止めてください。昨日、変な添付を開いてしまいました。\n' | mail hurt@works.example 'Re: 今週やること'
	becomes "he leaves, and something has happened" question 4
	same "has left, too" "$(query "select state from subscriber where address = 'hurt@works.example'")" left
	ok "first aid first" letter 1
	out '先に、これをしてください'
	out 'LANケーブルを抜き.*もう1つのご用件への返事.*配信をやめました'
	lacks 'いっしょにいただいたご質問'
	printf '廃業するので解除をお願いします。長い間ありがとうございました。勉強になりました。\n' | mail thanks@works.example 'Re: 今週やること'
	becomes "a reason and thanks are no question" left 1

	# what anybody filled in for somebody who has not agreed yet
	printf '登録\n' | mail victim@works.example '登録'
	becomes "somebody asks for another" 'asked to subscribe' 1
	query "update subscriber set organisation = '至急お電話ください' where address = 'victim@works.example'" >/dev/null
	printf '無線LANのパスワードは、どのくらいの頻度で変えるべきでしょうか？\n' | mail victim@works.example '質問'
	becomes "and writes in his name" question 2
	ok "what he gets" letter 1
	same "… he" "$(to 1)" victim@works.example
	lacks '至急お電話'
	letter 2 >/dev/null; token=$(header Reply-To | sed 's/.*+\(q[a-z0-9]*\)@.*/\1/')
	printf '漏れたときだけで十分です。\n' | mail soudan@desk.example.org 'Re: 【相談】'
	becomes "staff answer him" answer 1 soudan@desk.example.org "kawaraban+$token@news.example.org"
	ok "what he gets then" letter 1
	out '漏れたときだけで'
	lacks '至急お電話'

	# strangers are answered in the language of their mail
	printf 'Is there an English version? We run a small restaurant.\n' | mail guest@abroad.example 'A question'
	becomes "a stranger asks in English" question 2
	letter 2 >/dev/null; token=$(header Reply-To | sed 's/.*+\(q[a-z0-9]*\)@.*/\1/')
	ok "and is answered in English" letter 1
	out 'We have your question'
	out 'by Tuesday, 24 November .2 working days'
	lacks '相談'
	printf 'Yes, there is.\n' | mail soudan@desk.example.org 'Re: 【相談】'
	becomes "staff answer him" answer 1 soudan@desk.example.org "kawaraban+$token@news.example.org"
	ok "around their words, too" letter 1
	out 'Yes, there is'
	lacks '相談員'
	printf 'ルーターはどれがいいですか？\n' | mail guest2@abroad.example 'Question' 'Content-Language: en'
	becomes "his words, not his mail program's" question 2
	ok "decide" letter 1
	out 'ご相談を受け付けました'

	# wishes
	printf '山形県の見本印刷です。専門家に来てもらえますか？\n' | mail third@works.example '専門家派遣の申込み'
	becomes "a specialist: an answer, though one to a question has gone out that day" question 2
	ok "with the region" letter 2
	out '専門家の訪問の希望（山形県）'
	ok "… and so it is said to the reader" letter 1
	out '地域：山形県'
	ok "the list of wishes" kw consult list --kind specialist
	out '山形県'
	printf '\n' | mail reader@shop.example 基本方針
	becomes "the policy, and nobody has to read it" question 1
	ok "with the firm's name" letter 1
	out '見本商店は、お客様と取引先から'
	printf '突然のご連絡失礼いたします。弊社は御社にサーバー保守をご提案いたします。\n' | mail sales@seller.example 'お見積りのご案内'
	becomes "sales: listed, not answered" question 0
	ok "marked" kw consult list --kind sales
	out 'お見積り'

	# loops and floods
	before=$(count)
	printf '年末年始は休みます。お困りですか？\n' | mail reader@shop.example '自動応答: 今週やること' 'Auto-Submitted: auto-replied'
	becomes "an automatic reply" noted 0
	printf '開いてしまいました。ウイルスに感染したかも。\n' | mail reader@shop.example x 'Precedence: bulk'
	becomes "bulk" consultation 0
	printf 'ファイルが開けない！\n' | mail reader@shop.example y
	becomes "a null return path" consultation 0 ''
	n=0; while [ $n -lt 15 ]; do n=$((n + 1))
		printf 'どうすればいいですか %s\n' $n | mail third@works.example "質問$n"
		"$B/kawaraban" --now $AT receive --sender third@works.example <mail >/dev/null 2>&1
	done
	same "of a flood ten a day reach the desk" "$(query "select count(*) from question where subscriber = 3")" 10
	same "and no answer more than the two of before" "$(query "select count(*) from outbox where recipient = 'third@works.example' and issue is null")" 2
	n=0; while [ $n -lt 30 ]; do n=$((n + 1))
		printf 'ファイルが開けない、身代金の文が出ています %s\n' $n | mail "v$n@forged.example" "x$n"
		"$B/kawaraban" --now $AT receive --sender "v$n@forged.example" <mail >/dev/null 2>&1
	done
	same "of strangers twenty" "$(query "select count(*) from question where subscriber is null")" 20
	printf 'ランサムウェアに感染しました。\n' | mail third@works.example z
	becomes "a flood does not silence a cry for help" question 4

	# reminders
	before=$(count)
	ok "two working days are not over" kw --now 2026-11-24T11:00+09:00 consult remind
	out '^0 waiting'
	ok "they are" kw --now 2026-11-25T11:00+09:00 consult remind
	out '^[1-9][0-9]* waiting'
	same "one mail to the desk" $(($(count) - before)) 1
	ok "its words" letter 1
	out '2番　2026-11-19に届いた　被害かもしれない相談（11月24日（火）までの約束）'
	lacks '見本商店|shop.example'
	ok "doctor counts them" kw --now 2026-11-25T11:00+09:00 doctor --offline
	out 'watch +questions +[1-9]'
	ok "once a day" kw --now 2026-11-25T12:00+09:00 consult remind
	out '^0 waiting'

	# mailboxes that know no +detail: the token stands in the subject
	sed -i 's/verp-plus/plain/' kawaraban.yaml
	AT=2026-11-26T11:00+09:00
	printf 'ルーターはどれを買えばいいですか。\n' | mail reader@shop.example '質問です'
	becomes "plain addresses" question 2
	letter 2 >/dev/null
	token=$(perl -MEncode -0777 -ne 's/\r\n[ \t]+/ /g; print $1 if encode("UTF-8", decode("MIME-Header", /^Subject: ([^\r\n]*)/m ? $1 : "")) =~ /(q[a-z0-9]{20,})$/' letter)
	printf 'まず、いまの機械の名前を教えてください。\n' | mail soudan@desk.example.org "RE: 【相談】読者からの質問 $token"
	becomes "the answer is known by its subject" answer 1
	same "… the reader" "$(to 1)" reader@shop.example
}
engines all
