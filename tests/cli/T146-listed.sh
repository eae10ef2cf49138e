#!/bin/sh
# A catalog of exploited weaknesses (KEV): items that name one are rated with it, before and after.
. "$(dirname "$0")/lib.sh"

mkdir feeds
catalog() { # catalog CVE… : the whole catalog, each time
	printf '{"title": "Catalog", "catalogVersion": "1", "vulnerabilities": [' >feeds/kev.json
	sep=
	for cve in "$@"; do
		printf '%s{"cveID": "%s", "vulnerabilityName": "Sample", "dateAdded": "2026-11-18", "shortDescription": "x"}' "$sep" "$cve"
		sep=,
	done >>feeds/kev.json
	printf ']}' >>feeds/kev.json
}
# told NUMBER TITLE TEXT : a forwarded mail of nobody in particular
told() {
	printf 'From: staff@desk.example.org\r\nTo: kawaraban@news.example.org\r\nSubject: Fwd: x\r\nMessage-ID: <k%s@desk.example.org>\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n---------- Forwarded message ---------\r\nFrom: <a@maker.example>\r\nDate: 2026年11月17日(火) 11:02\r\nSubject: %s\r\nTo: <staff@desk.example.org>\r\n\r\n%s\r\n' "$@" |
		"$B/kawaraban" --now $NOW receive || bail receive
}
level() { query "select severity from item where id = $1"; }
spawn serve perl "$TOP/contrib/demo/serve.pl" "$T/feeds"
wait_for test -s "$T/serve.log" || bail "no server"
U=http://127.0.0.1:$(head -n 1 "$T/serve.log")

all() {
	(cd "$T" && catalog CVE-2026-62001)
	config "sources:" "  - {url: '$U/kev.json', language: en, watch_only: true, allow_private: true}"
	kw init >/dev/null || bail init
	ok "the catalog is read" kw --now $NOW fetch
	same "no item of it: no product of ours" "$(query 'select count(*) from item')" 0
	same "but its number is known" "$(query "select added_on from known_exploited where cve = 'CVE-2026-62001'")" 2026-11-18

	told 1 'FortiOSの脆弱性' 'これはCVE-2026-62001の弱点です。'
	same "rated with it when it comes" "$(level 1)" today
	ok "a bulletin about it" kw --now $NOW bulletin new 1
	ok "… has its number, glued to Japanese in the source" kw --now $NOW bulletin show 1
	out '番号：CVE-2026-62001'
	told 2 'Chromeの弱点について' 'CVE-2026-62002 です。'
	told 3 '2026年11月の月例更新について' 'WindowsのCVE-2026-62002 など。'
	told 4 'QNAPの弱点について' 'CVE-2026-62003 です。'
	told 5 'ヤマハ RTXの弱点について' 'CVE-2026-62004 です。'
	told 6 'Firefoxの弱点' 'CVE-2026-62005 です。'
	same "ordinary so far" "$(level 2)" when-convenient
	kw items urgency 4 this-week >/dev/null
	query "update item set state = 'published' where id = 5" >/dev/null
	kw items drop 6 >/dev/null
	(cd "$T" && catalog CVE-2026-62001 CVE-2026-62002 CVE-2026-62003 CVE-2026-62004 CVE-2026-62005)
	ok "more is listed" kw --now 2026-11-19T11:05+09:00 fetch
	out 'item 5: is published.*bulletin new 5'
	same "rated anew" "$(level 2)" today
	same "a round-up is not" "$(level 3)" this-week
	same "nor what staff set" "$(level 4)" this-week
	same "nor what staff dropped" "$(query 'select listed_on is null from item where id = 6' | sed 's/t/1/')" 1
	ok "why, and what it was" kw items show 2
	out 'because +known-exploited'
	out 'changed .*urgency was when-convenient'
	ok "doctor asks for a look" kw --now 2026-11-19T12:00+09:00 doctor --offline
	out 'watch +items +item 5 is exploited since it was published'
	ok "so does the list" kw --now 2026-11-19T12:00+09:00 items list
	out '^5 +published!'
	same "in the journal" "$(query "select count(*) from journal where action = 'item.exploited'")" 3
	ok "read once more, nothing happens" kw --now 2026-11-19T14:00+09:00 fetch
	same "… indeed" "$(query "select count(*) from journal where action = 'item.exploited'")" 3
	ok "fourteen days later nobody is asked" kw --now 2026-12-19T12:00+09:00 items list
	lacks 'published!'
}
engines all
