#!/bin/sh
# items: list, show, pick, drop, comment, urgency; a restricted item is never picked.
. "$(dirname "$0")/lib.sh"

all() {
	config
	kw init >/dev/null || bail init
	for n in 1 2; do alert $n | "$B/kawaraban" --now $NOW receive || bail receive; done
	alert 3 '[TLP:RED] secret' | "$B/kawaraban" --now $NOW receive || bail receive
	ok "list" kw items list
	out '1 +new'
	out '3 +restricted'
	ok "pick" kw items pick 1 2
	ok "pick again does no harm" kw items pick '#1'
	ok "drop" kw items drop 2
	is "a restricted item" 77 kw items pick 3
	one_line
	out 'TLP:RED'
	is "no such item" 1 kw items pick 99
	one_line
	is "not a number" 64 kw items pick one
	one_line
	ok "comment" kw items comment 1 '休みの前に確認を。'
	ok "show" kw items show 1
	out 'comment +休みの前に確認を。'
	out 'state +picked'
	ok "urgency" kw items urgency 1 when-convenient
	ok "shown" kw items show 1
	out 'urgency +when-convenient'
	is "no such level" 64 kw items urgency 1 soon
	one_line
	is "no such item" 1 kw items urgency 999 today
	is "a bulletin about a restricted item" 77 kw bulletin new 3
	one_line
	same "decisions are in the journal, names of no subscriber" \
		"$(query "select count(*) from journal where action in ('item.pick','item.drop','item.comment')")" 4
}
engines all
