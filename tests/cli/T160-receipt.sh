#!/bin/sh
# What becomes of a mail, and what goes back: receipts and notices to staff. What readers ask for: T410.
. "$(dirname "$0")/lib.sh"

# mail FROM SUBJECT [HEADER…] : with the text from standard input
I=0
mail() { from=$1 subject=$2; shift 2; I=$((I + 1))
	{ for h in "$@"; do printf '%s\r\n' "$h"; done
	printf 'From: %s\r\nTo: kawaraban@news.example.org\r\nSubject: %s\r\nMessage-ID: <m%s@desk.example.org>\r\nDate: Tue, 17 Nov 2026 13:42:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n' "$from" "$subject" $I
	sed 's/$/\r/'; } >mail; }
take() { "$B/kawaraban" --now 2026-11-17T13:42+09:00 receive --sender "${1-someone@desk.example.org}" <mail; }
# becomes NAME OUTCOME LETTERS [SENDER]
becomes() { before=$(query 'select count(*) from outbox'); take ${4+"$4"} >"$T/.out" 2>&1 || bail receive
	same "$1" "$(query 'select outcome from mail order by id desc limit 1') $(($(query 'select count(*) from outbox') - before))" "$2 $3"; }
# the newest letter as its reader sees it
letter() { case ${STORE:-sqlite} in
	postgresql:*) query "select encode(bytes, 'hex') from letter order by id desc limit 1" ;;
	*) query 'select hex(bytes) from letter order by id desc limit 1' ;;
	esac | perl -ne 'chomp; print pack "H*", $_' >letter; kw inspect mail letter; }
advisory() { cat <<-TEXT
	$1

	---------- Forwarded message ---------
	From: JPCERT/CC <announce@jpcert.or.jp>
	Date: 2026年11月17日(火) 11:02
	Subject: [JPCERT-AT-2026-00$2] FortiOSの脆弱性に関する注意喚起
	To: <staff@desk.example.org>

	I. 概要
	FortiOS（FortiGate）に脆弱性（CVE-2026-123$2）があり、悪用を確認しています。

	III. 対策
	FortiOS 7.4.5 以降に更新してください。
	TEXT
}

all() {
	config '  - {address: second@desk.example.org, name: 二人目}' 'operator: {name: 山本, phone: 03-0000-0001}'
	kw init >/dev/null || bail init
	kw --now $NOW subscribers add reader@shop.example --organisation 見本商店 >/dev/null || bail add

	advisory "○○市の工務店が被害にあいました。" 30 | mail staff@desk.example.org 'Fwd: x'
	becomes "a staff member's forward" item 1
	ok "the receipt" letter
	out '【受付 #1】FortiGateの件.*締切 11月18日'
	out '次のかわら版（第1号・11月19日\(木\)10時）の候補です'
	out '転送した人　：担当さん　11月17日\(火\) 13:42'
	out '本人かどうかは、確かめられていません'
	out 'JPCERT/CC JPCERT-AT-2026-0030'
	out '差出人の表示：announce@jpcert.or.jp'
	out '取りこんだ公開の一覧には、まだありません'
	out '制限の記載なし'
	out '読めなかった所：なし（添付ファイル 0個）'
	out '○○市の工務店」で、相談した会社が分かって'
	out '● やること'
	same "to the listed address, as a notice" "$(query 'select recipient, priority from outbox' | tr '|' ' ')" "staff@desk.example.org 5"
	ok "Auto-Submitted, In-Reply-To" sh -c "grep -q '^Auto-Submitted: auto-replied' letter && grep -q '^In-Reply-To: <m1@desk.example.org>' letter"
	ok "the same bytes again" take
	same "no second receipt" "$(query 'select count(*) from outbox')" 1

	advisory "よろしくお願いします。" 30 | mail second@desk.example.org 'Fwd: x'
	becomes "a second staff member tells the same" item 1
	ok "the receipt says so" letter
	out '前にも届いています'
	advisory "" 31 | mail staff@desk.example.org 'Fwd: 【TLP:AMBER】 x'
	becomes "with a mark" 'restricted item' 1
	ok "the receipt" letter
	out '載せられません（TLP:AMBER）'
	lacks '悪用を確認'

	advisory "" 32 | mail '"staff@desk.example.org" <x@evil.example>' 'Fwd: x'
	becomes "a display name that looks like staff" 'unknown sender' 0
	advisory "これは本物ですか。" 33 | mail reader@shop.example 'Fwd: 【重要】お荷物のお知らせ'
	becomes "a reader's forward is a question, never an item" question 3
	same "no item of it" "$(query 'select count(*) from item')" 2
	advisory "" 34 | mail staff@desk.example.org 'Fwd: y' 'List-Id: <x.example>'
	becomes "through a list: taken, unanswered" item 0
	advisory "" 35 | mail staff@desk.example.org 'Fwd: y'
	becomes "with a null return path: taken, unanswered" item 0 ''

	id=$(sed -n 's/^Message-ID: <\(.*\)>.*/\1/p' letter)
	echo 採用 | mail staff@desk.example.org 'Re: 受付' "In-Reply-To: <r1abc@kawaraban.news.example.org>"
	becomes "an answer to a receipt waits for a person" 'staff answer' 0
	echo 採用 | mail staff@desk.example.org '#1の件'
	becomes "also outside of its thread" 'staff answer' 0
	echo ありがとう | mail reader@shop.example 'Re: 今週やること' "References: <d1abc@kawaraban.news.example.org>"
	becomes "a reader's answer" 'reader answer' 0
	echo x | mail reader@shop.example 配信停止
	becomes "a reader's command" left 1
	ok "doctor counts who waits" kw --now $NOW doctor --offline
	out 'watch +mails +.*answers? of staff'
	out 'watch +mails +.*of readers'

	echo 本日は不在です | mail staff@desk.example.org '自動応答: x' 'Auto-Submitted: auto-replied'
	becomes "an automatic reply" noted 0
	echo x | mail mailer-daemon@mx.example.org 'Undelivered Mail Returned to Sender'
	becomes "a bounce" "bounce without token" 0 ''
	echo x | mail staff@desk.example.org x 'List-Id: <kawaraban.news.example.org>'
	becomes "our own letter" noted 0
	echo '担当 は、メッセージ "Fwd: x" の取り消しを要求しています。' | mail staff@desk.example.org '取り消し: Fwd: x'
	becomes "Outlook's recall" recall 1
	ok "nothing is undone, and that is said" letter
	out 'まだ何も取り消していません'
	same "indeed" "$(query "select state from item where id = 1")" new
	echo 'x の取り消しを要求しています。' | mail stranger@evil.example '取り消し: x'
	becomes "a stranger's recall" 'unknown sender' 0
	printf 'boss@gmail.com has requested to automatically forward mail\nhttps://mail.google.com/mail/vf-x\nhttps://evil.example/\n' |
		mail 'Gmail Team <forwarding-noreply@google.com>' '(#987654321) Gmail Forwarding Confirmation - Receive Mail from boss@gmail.com'
	becomes "Gmail's forwarding confirmation reaches all staff" 'forwarding confirmation' 2
	ok "with its code" letter
	out '確認コード：987654321'
	out '設定した人：boss@gmail.com'
	out '確かめられていません'
	lacks 'evil.example|vf-x'

	for n in 2 3 4 5; do
		echo x | mail 'Gmail Team <forwarding-noreply@google.com>' "(#98765432$n) Gmail Forwarding Confirmation - Receive Mail from boss@gmail.com"
		take >/dev/null 2>&1
	done
	echo x | mail 'Gmail Team <forwarding-noreply@google.com>' '(#987654326) Gmail Forwarding Confirmation - Receive Mail from boss@gmail.com'
	becomes "no more than five a day" 'unknown sender' 0

	printf '偽の通販サイトがあります。\nhttps://shop.example/login\n' | mail staff@desk.example.org '偽の通販サイトに注意'
	becomes "a note in own words" item 1
	ok "its receipt" letter
	out '転送された差出人は、このメールの中にありません'
	lacks '転送された文の中の差出人|https://shop.example'

	# what is proven
	config 'intake: {receipts_a_day: 50}'
	sed -i 's/^  list_id:/  authserv_id: mx.example.org\n  list_id:/' kawaraban.yaml
	AR='Authentication-Results: mx.example.org; dkim=pass header.d=desk.example.org'
	R='Received: from a by mx.example.org; Tue, 17 Nov 2026 13:42:00 +0900'
	advisory "" 40 | mail staff@desk.example.org 'Fwd: z' "$AR" "$R" "$R"
	becomes "proven by our own server" item 1
	ok "the receipt does not warn" letter
	lacks '本人かどうか'
	ok "inspect with -c says why" kw -c kawaraban.yaml inspect mail mail
	out '"level" : "aligned"'
	out '"method" : "dkim"'
	out '"address" : "staff@desk.example.org"'
	ok "without, it cannot know" kw inspect mail mail
	out '"auth" : null'
	advisory "" 41 | mail staff@desk.example.org 'Fwd: z' "$R" "$R" "$AR"
	becomes "a line that came with the mail" item 1
	ok "proves nothing" letter
	out '本人かどうかは、確かめられていません'
	advisory "" 42 | mail staff@desk.example.org 'Fwd: z' "$AR" "$R" "$R" 'From: other@desk.example.org'
	becomes "two From fields" 'unknown sender' 0
	advisory "" 42 | mail other@desk.example.org 'Fwd: z' "$AR" "$R" "$R" 'From: staff@desk.example.org'
	becomes "two From fields, staff first: at most a contribution" item 1
	ok "and not proven" letter
	out '本人かどうかは、確かめられていません'
	ok "mails show" kw mails show 1
	out '^sender +someone@desk.example.org'
	out '^from +staff@desk.example.org'
	out '^outcome +item'
	out '^items +\[1\]'
	ok "as JSON" kw --json mails show 1
	out '"copy_of" : null'
	is "one that is not there" 1 kw mails show 999
	out 'no such mail'
	ok "a page of the list" kw mails list --limit 2 --before 5
	out '^4 '
	out '^3 '
	lacks '^(5|2) '
	out 'mails list --before 3'
	ok "by outcome" kw mails list --outcome question
	out 'お荷物'
	lacks 'JPCERT'
	echo x | mail 'Gmail Team <forwarding-noreply@google.com>' '(#987654327) Gmail Forwarding Confirmation - Receive Mail from boss@gmail.com' "$R" "$R"
	becomes "where our server could prove a forwarding confirmation, it has to" 'unknown sender' 0
	for n in 43 44; do
		sed -i "s/receipts_a_day: .*/receipts_a_day: 1}/" kawaraban.yaml
		advisory "" $n | mail staff@desk.example.org 'Fwd: z'
		becomes "no receipt above the cap of the day" item 0
	done
	mkdir -p templates/ja; echo '{{#broken' >templates/ja/receipt.txt.mustache
	config 'templates: templates'
	advisory "" 45 | mail staff@desk.example.org 'Fwd: z'
	becomes "a broken template loses no mail" item 0
}
engines all
