#!/bin/sh
# One event, one story: items merge and split, what holds of them, and what is refused.
. "$(dirname "$0")/lib.sh"

told() { query "select item from item_source where mail = $1"; }
telling() { query "select id from item_source where mail = $1"; }

all() {
	config
	kw init >/dev/null || bail init
	n=0
	for title in 'FortiOSにおける認証回避の脆弱性に関する注意喚起 (公開)' 'ルータの古い機種について' \
		'古いルータの取り替えのお願い' '「FortiOS」に認証回避の脆弱性 - すでに悪用も'; do
		n=$((n + 1))
		alert $n "$title" | "$B/kawaraban" --now $NOW receive || bail receive
	done
	same "the same event in other words" "$(told 4)" 1
	same "two that no rule takes for one" "$(told 2)-$(told 3)" 2-3

	ok "merge" kw items merge 2 '#3'
	out 'item 3: is told by item 2 now'
	same "the tellings moved" "$(told 3)" 2
	ok "shown" kw items show 3
	out 'told by +item 2'
	ok "listed" kw items list
	lacks '^3 '
	alert 5 '古いルータの取り替えのお願い' | "$B/kawaraban" --now $NOW receive || bail receive
	same "what is told of it later follows" "$(told 5)" 2
	is "merged before" 77 kw items merge 1 3
	one_line
	out 'use that one'
	is "a bulletin about it" 77 kw bulletin new 3
	one_line
	out 'told by item 2'
	is "with itself" 64 kw items merge 1 1
	one_line
	is "no such item" 1 kw items merge 1 99
	one_line
	is "nothing to merge" 64 kw items merge 1
	one_line

	is "the telling in whose words it is told" 77 kw items split 1 "$(telling 1)"
	one_line
	out 'told in its words'
	is "a telling of another" 1 kw items split 1 "$(telling 2)"
	one_line
	out 'items show 1'
	is "no number of a telling" 64 kw items split 1 x
	one_line
	out 'items show NUMBER. shows them'
	ok "split" kw items split 1 "$(telling 4)"
	same "an item of its own" "$(told 4)" 4
	ok "its text is the mail's" kw items show 4
	out '概要の4番です'
	alert 6 '「FortiOS」に認証回避の脆弱性 - すでに悪用も' | "$B/kawaraban" --now $NOW receive || bail receive
	same "what is told of it later follows" "$(told 6)" 4
	alert 7 'FortiOSにおける認証回避の脆弱性に関する注意喚起' | "$B/kawaraban" --now $NOW receive || bail receive
	same "… and what is told of the other" "$(told 7)" 1

	alert 8 '[TLP:RED] secret' | "$B/kawaraban" --now $NOW receive || bail receive
	ok "a marked one into a public one" kw items merge 1 5
	ok "the mark stays" kw items show 1
	out 'state +restricted'
	out 'handling +TLP:RED'
	lacks '概要の8番'
	is "not picked" 77 kw items pick 1
	ok "split off it again" kw items split 1 "$(telling 7)"
	ok "the mark stays with both" kw items list --state restricted
	out '^1 '
	out '^6 '

	ok "items show --json" kw --json items show 4
	out '"telling" : '
	out '"cvss" : null'
	ok "a published one" kw items pick 4
	query "update item set state = 'published' where id = 4" >/dev/null
	is "… into another" 77 kw items merge 2 4
	one_line
	out 'items merge 4 2'
	is "… with a marked one" 77 kw items merge 4 6
	one_line
	query "insert into issue (kind, number, planned_on, state, created_at) values ('weekly', 7, '2026-11-19', 'sending', 1)" >/dev/null
	query "insert into issue_item (issue, item, position, place) select max(id), 2, 1, 'story' from issue" >/dev/null
	is "one that is on its way" 77 kw items merge 4 2
	one_line
	out 'weekly 7'
	is "… split" 77 kw items split 2 "$(telling 3)"
	one_line
	alert 9 '本日JPCERT-AT-2026-0031を公開' | "$B/kawaraban" --now $NOW receive || bail receive
	alert 10 '部品の件（再送はJPCERT-AT-2026-0031の訂正）' | "$B/kawaraban" --now $NOW receive || bail receive
	same "of one number, glued to Japanese" "$(told 10)" "$(told 9)"
	ok "which staff see" kw items show "$(told 9)"
	out 'JPCERT-AT-2026-0031'
	same "each decision is in the journal" \
		"$(query "select count(*) from journal where action in ('item.merge','item.joined','item.split','item.split-from')")" 8
}
engines all
