#!/bin/sh
# inspect: JSON without configuration and store.
. "$(dirname "$0")/lib.sh"

for m in "$TOP"/contrib/demo/mails/*.eml; do ok "inspect $(basename "$m")" kw inspect mail "$m"; done
ok "a Gmail forward" kw inspect mail "$TOP/contrib/demo/mails/1-gmail-inline-utf8.eml"
out '"method" : "inline"'
out '"subject" : "FortiGateの脆弱性'
out '"value" : "CVE-2026-90001"'
out '"id" : "JPCERT-AT-2026-9001"'
ok "ISO-2022-JP with ①" kw inspect mail "$TOP/contrib/demo/mails/2-outlook-inline-iso2022jp.eml"
out '①更新、②再起動'
out '"used" : "iso-2022-jp"'
ok "an attached original" kw inspect mail "$TOP/contrib/demo/mails/3-attached-utf8.eml"
out '"method" : "attached"'
ok "a marked mail" kw inspect mail "$TOP/contrib/demo/mails/4-restricted-utf8.eml"
out '"mark" : "TLP:AMBER"'
out '"restricted" : true'
cat >gateway.eml <<'MAIL'
From: sato@police.example.jp
Subject: [External] FW: x
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Please have a look.

From: a@example.org
Sent: 2026-11-17 11:02
To: sato@police.example.jp
Subject: x

hxxps://www.jpcert[.]or[.]jp/at/2026/at260030.html

--b
Content-Type: message/rfc822

Subject: JVN#12345678 y

y

--b--
MAIL
ok "what a gateway changed, and a second advisory" kw inspect mail gateway.eml
out '"comment" : "Please have a look."'
out '"external"'
out '"defanged"'
out '"https://www.jpcert.or.jp/at/2026/at260030.html"'
out '"id" : "JVN#12345678"'
printf 'From: a@example.jp\nSubject: Recall: x\n\nA would like to recall the message, "x".\n' >recall.eml
ok "a recall" kw inspect mail recall.eml
out '"notice" : "recall"'
for f in alerts.rdf news.rss advisories.atom; do ok "inspect $f" kw inspect feed "$TOP/contrib/demo/feeds/$f"; done
out '"format" : "atom-1.0"'
printf '<html><body>404</body></html>' >page.html
is "a feed that is HTML" 65 kw inspect feed page.html
one_line
is "no such file" 1 kw inspect mail nothing.eml
one_line
is "an unknown kind" 64 kw inspect picture x
one_line
: >empty
is "an empty mail" 65 kw inspect mail empty
one_line
