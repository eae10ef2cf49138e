#!/bin/sh
# What an issue is made of: what stays out and why, parts of a week without news, both languages, what concerns a
# reader first; and what is said of a bulletin later, in its thread.
. "$(dirname "$0")/lib.sh"

# the letters to somebody, by the beginning of their subject
letter() { for f in out/new/*; do
	! grep -q "^To:.*$1" "$f" || kw inspect mail "$f" | perl "$TOP/contrib/demo/text.pl" >.letter
	! grep -q "^To:.*$1" "$f" || ! head -n 1 .letter | grep -qF "件名: $2" || { echo "$f"; return; }
done; }
header() { tr -d '\r' <"$(letter "$2" "$3")" | sed -n "s/^$1: *//p"; }
text() { kw inspect mail "$(letter "$1" "$2")" | perl "$TOP/contrib/demo/text.pl"; }

all() {
	config '  - {address: other@desk.example.org, name: 別の担当}'
	sed -i 's|^  phone:.*|&\n  partners: [見本商工会議所, {name: 見本信用金庫, url: "https://bank.example.org/"}]|' kawaraban.yaml
	kw init >/dev/null || bail init

	# --- a week without news ---
	ok "a week without news" kw --now $NOW weekly compose --date 2026-12-17
	out '0 stories, 0 short notes'
	out '今週は、急いですることはありません'
	kw --now $NOW weekly show --date 2026-12-17 >quiet
	ok "… has a question" grep -q '今週の自己点検（25問のうち 第1問）' quiet
	ok "… a guide" grep -q '今週の手引き' quiet
	ok "… the season" grep -q 'この時期に：年末年始の休み' quiet
	ok "… what loses its support" grep -q 'Windows Server 2016.*2027年1月12日（火）まで。あと26日です。' quiet
	ok "… a programme" grep -q 'SECURITY ACTION' quiet
	ok "… and who takes part" grep -q '協力：見本商工会議所　見本信用金庫' quiet
	ok "… nothing that is over" sh -c '! grep -q 専門家の派遣 quiet'
	kw --now $NOW weekly show --date 2026-12-17 >again
	ok "the same bytes again" cmp quiet again
	kw --now $NOW weekly show --date 2026-12-24 >next
	ok "the next question" grep -q '第2問' next
	ok "support is told once" sh -c '! grep -q "Windows Server 2016" next'

	# --- what stays out, and why ---
	for m in "$TOP"/contrib/demo/mails/*.eml; do sed 's/soudan-[ab]@desk.example.jp/staff@desk.example.org/' "$m" | "$B/kawaraban" --now $NOW receive || bail receive; done
	for s in ja en later; do kw --now $NOW subscribers add $s@example.net --language ${s#later} >/dev/null 2>&1 ||
		kw --now $NOW subscribers add $s@example.net >/dev/null || bail add; done
	query "update subscriber set products = 'excel windows' where address like 'ja%'" >/dev/null
	query "update subscriber set state = 'paused' where address like 'later%'" >/dev/null
	kw --now $NOW items pick 2 >/dev/null || bail pick
	kw --now $NOW items drop 3 >/dev/null || bail drop
	ok "compose" kw --now $NOW weekly compose
	out '^1 +left out.*nobody has decided'
	out '^3 +left out.*staff did not want it'
	out 'TLP:AMBER: must not be published'
	out '^2 +(story|short) '
	kw --json --now $NOW weekly compose >json
	ok "the same as JSON" perl -MJSON::PP -0777 -ne 'exit !grep { $_->{why} =~ /AMBER/ } @{decode_json($_)}' json

	# --- a bulletin, and what is said of it ---
	ok "a bulletin" kw --now $NOW bulletin new 1
	number=$(sed -n 's/^bulletin \([0-9]*\) drafted.*/\1/p' "$T/.out")
	is "nothing is said of one that was not sent" 77 kw --now $NOW bulletin correct "$number" 'ちがいました'
	one_line
	ok "send" kw --now $NOW bulletin send "$number"
	out '2 letters'
	ok "deliver" kw --now $NOW deliver
	query "update subscriber set state = 'active' where address like 'later%'" >/dev/null
	ok "correct" kw --now 2026-11-19T12:00+09:00 bulletin correct "$number" '対象の版は、7.4ではなく7.2です。
ほかは、そのままです。'
	out 'items drop 1'
	correction=$(sed -n 's/^bulletin \([0-9]*\) drafted.*/\1/p' "$T/.out")
	is "an answer is not answered" 77 kw bulletin clear "$correction" 'x'
	one_line
	is "no text" 64 kw bulletin clear "$number" ' '
	is "no such bulletin" 1 kw bulletin clear 99 x
	ok "show it" kw --now $NOW bulletin show "$correction"
	out '^Subject: 【訂正】【緊急】'
	out 'まちがいがありました'
	out '^対象の版は、7.4ではなく7.2です。$'
	out '配信をやめることができます'
	ok "in HTML" kw --now $NOW bulletin show "$correction" --html
	out '対象の版は、7.4ではなく7.2です。<br>ほかは、そのままです。<br>'
	ok "send it" kw --now 2026-11-19T12:01+09:00 bulletin send "$correction"
	out '2 letters'
	ok "all is clear" kw --now 2026-11-20T12:00+09:00 bulletin clear "$number" '更新が配られました。'
	clear=$(sed -n 's/^bulletin \([0-9]*\) drafted.*/\1/p' "$T/.out")
	ok "send that, too" kw --now 2026-11-20T12:01+09:00 bulletin send "$clear"
	ok "list" kw bulletin list
	out "^$number .*item [0-9]"
	out "^$correction .*correction of $number"
	out "^$clear .*clear of $number"
	ok "deliver them" kw --now 2026-11-20T12:02+09:00 deliver
	for s in ja en; do
		case $s in ja) c=【訂正】 k=【もう急ぎません】 b=【緊急】 ;; en) c='[Correction]' k='[No longer urgent]' b='[URGENT]' ;; esac
		first=$(header Message-ID $s@example.net "$b")
		ok "$s: there was a bulletin" test -n "$first"
		same "$s: the correction answers the reader's own letter" "$(header In-Reply-To $s@example.net "$c")" "$first"
		same "$s: so does the all-clear" "$(header In-Reply-To $s@example.net "$k")" "$first"
		same "$s: in its thread" "$(header References $s@example.net "$k")" "$first"
		ok "$s: and names it" test -n "$(letter $s@example.net "$c$([ $s = ja ] || echo ' ')$b")"
		same "$s: in the reader's language" "$(header Content-Language $s@example.net "$c")" $s
	done
	same "who did not get the bulletin hears nothing of it" "$(grep -l '^To:.*later@' out/new/* | wc -l | tr -d ' ')" 0

	# --- the weekly after it ---
	kw --now $NOW weekly show --date 2026-11-26 >after
	ok "the weekly tells it, and that it was told" grep -q '2026年11月19日（木）に緊急のお知らせを出した件です。' after
	ok "send the weekly" kw --now $NOW weekly send --date 2026-11-26
	out '3 letters'
	ok "deliver it" kw --now 2026-11-26T12:00+09:00 deliver
	text en@example.net '[This week]' >en.txt
	text ja@example.net '【今週】' >ja.txt
	ok "in English for who reads English" grep -q '== To do this week' en.txt
	ok "first what concerns a reader" grep -q '^1.【.*】あなたの会社に関係あり：' ja.txt
	ok "… which the story says" grep -q 'あなたの会社に関係があります' ja.txt
	ok "others are told no such thing" sh -c '! grep -q "Your company" en.txt'
}
engines all
