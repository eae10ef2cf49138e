#!/bin/sh
# fetch: three formats from a server on loopback, conditional GET, feeds that fail.
. "$(dirname "$0")/lib.sh"

mkdir feeds && cp "$TOP"/contrib/demo/feeds/* feeds/
printf '<!DOCTYPE html><html><body>maintenance</body></html>' >feeds/page.rss
: >feeds/empty.rss
spawn serve perl "$TOP/contrib/demo/serve.pl" "$T/feeds"
wait_for test -s "$T/serve.log" || bail "no server"
P=$(head -n 1 "$T/serve.log")
U=http://127.0.0.1:$P

good() {
	config "sources:" "  - {url: '$U/alerts.rdf', publisher: jpcert, allow_private: true}" \
		"  - {url: '$U/news.rss', reuse: link-only, allow_private: true}" \
		"  - {url: '$U/advisories.atom', language: en, publisher: cisa, allow_private: true}"
	kw init >/dev/null || bail init
	ok "three formats" kw --now $NOW fetch
	same "five stories" "$(query 'select count(*) from item')" 5
	same "with the text of an entry that has one, and may be used" "$(query "select count(*) from item where text like '%QNAP%'")" 1
	ok "not due again at once" kw --now 2026-11-19T10:05+09:00 fetch
	lacks 'unchanged'
	ok "an hour later nothing has changed (304)" kw --now 2026-11-19T11:05+09:00 fetch
	out 'unchanged'
	same "still five stories" "$(query 'select count(*) from item')" 5
	ok "their health" kw --now 2026-11-19T11:05+09:00 sources list
	out 'fine'
	ok "a mail about the same advisory" sh -c "'$B/kawaraban' --now $NOW receive <'$TOP/contrib/demo/mails/1-gmail-inline-utf8.eml'"
}
bad() {
	config "sources:" "  - {url: '$U/page.rss', allow_private: true}" "  - {url: '$U/news.rss'}" \
		"  - {url: '$U/gone.rss', allow_private: true}" "  - {url: 'http://127.0.0.1:1/', allow_private: true}" \
		"  - {url: '$U/empty.rss', allow_private: true}" "  - {url: '$U/alerts.rdf', allow_private: true}"
	kw init >/dev/null || bail init
	is "feeds that fail" 75 kw --now $NOW fetch
	out 'page.rss.*HTML'
	out 'news.rss.*not public'
	out 'gone.rss.*404'
	out '127.0.0.1:1/'
	same "the good one is read all the same" "$(query 'select count(*) from item')" 2
	ok "doctor names them" kw doctor --offline
	out 'watch +sources .*page.rss'
}
both() { mkdir good bad; (cd good && config) ; cd good && good && cd ../bad || exit 99
	case $STORE in postgresql:*) pg "$KW_TEST_PGSQL" "CREATE SCHEMA ${schema}b"; STORE="$KW_TEST_PGSQL&options=-csearch_path%3D${schema}b";; esac
	bad; cd .. || exit 99; }
engines both
