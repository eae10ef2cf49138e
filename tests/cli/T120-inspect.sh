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
