#!/bin/sh
# The whole week against real servers: staff mail comes in through Postfix's pipe, feeds from a server on
# loopback, the newsletter goes out by SMTP (plain, STARTTLS with AUTH, SMTPS with AUTH) and is read
# back by IMAP from Dovecot, decoded and read.
. "$(dirname "$0")/lib.sh"
[ $IS_ROOT = y ] || skip_all "Postfix's master process wants root"
. "$TOP/tests/cli/servers.sh"

mkdir work && chmod 777 work
cat >receive <<SH
#!/bin/sh
cd "$T/work" && exec "$B/kawaraban" --now $NOW receive "\$@"
SH
chmod 755 receive
RECEIVE=$T/receive
# nobody runs the pipe: it must reach the program
path=$B; while [ "$path" != / ]; do case $(stat -c %A "$path") in *x) ;; *) cp "$B/kawaraban" "$T/kawaraban"; chmod 755 "$T/kawaraban"; sed -i "s|$B/kawaraban|$T/kawaraban|" receive ;; esac; path=$(dirname "$path"); done
dovecot_start || bail dovecot
postfix_start || bail postfix
spawn serve perl "$TOP/contrib/demo/serve.pl" "$TOP/contrib/demo/feeds"
wait_for test -s serve.log || bail "no feed server"
FEEDS=http://127.0.0.1:$(head -n 1 serve.log)

cd work || exit 99
relay() { # relay YAML-VALUE: the configuration with that relay
	config "sources:" "  - {url: '$FEEDS/alerts.rdf', publisher: jpcert, allow_private: true}" \
		"  - {url: '$FEEDS/news.rss', reuse: link-only, allow_private: true}" \
		"  - {url: '$FEEDS/advisories.atom', language: en, publisher: cisa, allow_private: true}"
	sed -i "s|^relay: .*|relay: $1|" kawaraban.yaml
}
relay "{url: 'smtp://127.0.0.1:$SMTP', tls: none}"
ok "init" kw init
chown -R nobody . 2>/dev/null
n=0
for m in "$TOP"/contrib/demo/mails/*.eml; do
	n=$((n + 1))
	sed 's/soudan-[ab]@desk.example.jp/staff@desk.example.org/' "$m" >"$T/staff.eml"
	ok "staff forward mail $n by SMTP" curl -sS --max-time 10 --mail-from staff@desk.example.org --mail-rcpt list@example.org \
		--upload-file "$T/staff.eml" "smtp://127.0.0.1:$SMTP"
done
arrived() { [ "$(query "select count(*) from mail where state = 'done'")" = 4 ]; }
ok "Postfix's pipe delivers all to receive" wait_for arrived
same "with the envelope" "$(query "select distinct sender || ' ' || recipient from mail")" "staff@desk.example.org list@example.org"
ok "fetch" kw --now $NOW fetch
same "nine tellings" "$(query 'select count(*) from item_source')" 9
same "eight stories: the alert came by mail and by feed" "$(query 'select count(*) from item')" 8

kw --now 2026-04-03T09:00+09:00 subscribers add owner@example.org --organisation 株式会社見本製作所 --word すずめ >/dev/null || bail add
kw --now 2026-04-03T09:00+09:00 subscribers add shop@example.org --organisation '見本<商店>' >/dev/null || bail add
kw --now 2026-04-03T09:00+09:00 subscribers add works@example.org >/dev/null || bail add
kw --now 2026-04-03T09:00+09:00 subscribers add gone@example.org >/dev/null || bail add
kw --now 2026-04-03T09:00+09:00 subscribers add busy@example.org >/dev/null || bail add
# Postfix delivers in any order: one of the four is marked and cannot be told
alert=$(query "select min(id) from item where state = 'new'")
ok "pick" kw items pick $(query "select id from item where state = 'new'")
ok "compose" kw --now $NOW weekly compose
ok "send" kw --now $NOW weekly send
out '5 letters'
ok "deliver by SMTP" kw --now $NOW deliver
out '^7 sent, 1 deferred, 1 failed, 0 uncertain' # with four receipts to staff
same "the refused one is failed, with its reply" "$(query "select smtp_code from outbox where state = 'failed'")" 550
for who in owner shop works; do ok "$who has the newsletter" wait_for mailbox_has $who 1; done

mailbox_fetch owner 1 >"$T/letter"
cp "$T/letter" letter.eml
ok "it can be read" kw inspect mail letter.eml
out '"subject" : "【今週】.*かわら版1号】"'
out '"name" : "サイバーかわら版"'
out '株式会社見本製作所 様.*すずめ'
out 'FortiGate'
out 'お届けの理由：2026年4月3日'
out '配信をやめることができます'
out '見本ネットワーク.*〒100-0000 東京都見本区1-2-3'
out '"charset" : \{'
lacks 'TLP'
lacks '担当A'
ok "no line is too long" perl -ne 's/\r?\n//; exit 1 if length > 998' letter.eml
ok "List-Id" perl -0ne 'exit !/^List-Id: [^<]*<kawaraban\.news\.example\.org>\r?$/mi' letter.eml
ok "List-Unsubscribe" grep -qi '^List-Unsubscribe: <mailto:kawaraban+' letter.eml
ok "return path by subscriber" grep -qi '^Return-Path: <kawaraban+d' letter.eml
ok "Message-ID" grep -qi '^Message-ID: <d.*@kawaraban.news.example.org>' letter.eml
ok "text and HTML parts, in base64" perl -0ne 'exit !(m{multipart/alternative}i && m{text/plain; charset=utf-8}i && m{text/html; charset=utf-8}i && (() = m{Transfer-Encoding: base64}gi) == 2)' letter.eml
ok "encoded-words of the Subject are whole and short" perl -MMIME::Base64 -MEncode -0ne '($s) = /^Subject: ((?:.*\n[ \t])*.*)/m; for ($s =~ /(\S+)/g) { exit 1 if length > 75; exit 1 unless /^=\?utf-8\?B\?(.*)\?=$/i; decode("UTF-8", decode_base64($1), Encode::FB_CROAK) }' letter.eml
mailbox_fetch shop 1 >letter2.eml
ok "another reader's" kw inspect mail letter2.eml
out '見本<商店> 様'
lacks 'すずめ'
ok "HTML escapes the name" perl -MMIME::Base64 -0ne '@p = split /Content-Type: text\/html.*?\r?\n\r?\n/s; $h = decode_base64($p[1]); exit !($h =~ /&lt;.*&gt;/ && $h !~ /<\xe5\x95\x86/)' letter2.eml

ok "an hour later the deferred one is tried again" kw --now 2026-11-19T11:00+09:00 deliver
out '1 deferred'
ok "two days later it is given up" kw --now 2026-11-21T12:00+09:00 deliver
out '1 failed'
same "the issue is sent when nothing is owed" "$(query "select state from issue")" sent

# the other ways in: STARTTLS and SMTPS with AUTH; no password without TLS; no unknown certificate
echo secret >password; chmod 600 password
n=1
for url in "smtp://localhost:$SUBM" "smtps://localhost:$SMTPS"; do
	n=$((n + 1))
	relay "{url: '$url', ca_file: '$PF/cert.pem', username: owner, password_file: password}"
	kw --now $NOW bulletin new $alert >/dev/null || bail bulletin
	kw --now $NOW bulletin send $n >/dev/null || bail bulletin
	ok "deliver through $url" kw --now $NOW deliver
	out '^3 sent, 1 deferred, 1 failed'
	ok "arrives" wait_for mailbox_has owner $n
done
kw --now $NOW bulletin new $alert >/dev/null; kw --now $NOW bulletin send 4 >/dev/null
relay "{url: 'smtp://localhost:$SUBM', username: owner, password_file: password}"
is "a certificate that nobody vouches for" 75 kw --now $NOW deliver
out 'certificate|SSL'
relay "{url: 'smtp://localhost:$SMTP', username: owner, password_file: password}"
is "no STARTTLS, no delivery" 75 kw --now $NOW deliver
same "every letter is still owed" "$(query "select count(*) from outbox where state = 'ready'")" 5
lacks 'secret'
