#!/bin/sh
# inspect item: mails and texts explained, as JSON, without configuration and store.
. "$(dirname "$0")/lib.sh"

item() { kw --now 2026-11-17T12:00+09:00 inspect item "$@"; }

ok "a forwarded mail" item "$TOP/contrib/demo/mails/1-gmail-inline-utf8.eml"
out '"headline" : "会社の入口の装置「FortiGate」に、乗っ取られるおそれのある弱点"'
out '"level" : "today"'
out '"until" : "2026-11-17"'
out '"threat" : "takeover"'
out '"id" : "JPCERT-AT-2026-9001"'
out '"needs_person" : \[\]'
ok "the same in English" item --language en "$TOP/contrib/demo/mails/1-gmail-inline-utf8.eml"
out '"headline" : "Weakness in FortiGate'

ok "where its sentences come from" item --trace "$TOP/contrib/demo/mails/1-gmail-inline-utf8.eml"
out '"from" : "products:fortigate.about"'
out '"from" : "phrases:what.exploited"'
out '"quote" : ".*悪用'
ok "not asked for" item "$TOP/contrib/demo/mails/1-gmail-inline-utf8.eml"
out '"trace" : null'
out '"plain" : [0-9]'
ok "a marked mail" item "$TOP/contrib/demo/mails/4-restricted-utf8.eml"
out '"restricted"'

# a mark with a selector for the form of its kanji (U+E0100) is a mark
printf '関係者\363\240\204\200限り ToolXの弱点\n\n本文です。\n' >marked.txt
ok "a marked text" item marked.txt
out '"restricted"'

cat >text.txt <<'TEXT'
宅配便の不在通知を装うSMSに注意
URL: https://www.example.org/alert/1
Date: 2026-11-16

リンクを開くと偽サイトに誘導されます。
TEXT
ok "a text" item text.txt
out '"threat" : "fake-delivery"'
out '"level" : "information"'
out '"until" : null'
out '"day" : "2026-11-16"'
out '"url" : "https://www.example.org/alert/1"'
out '"name" : "www.example.org"'
iconv -t CP932 text.txt >sjis.txt
item text.txt >utf8.json; item sjis.txt >sjis.json
ok "in Shift_JIS, the same" cmp utf8.json sjis.json
item - <text.txt >stdin.json
ok "from standard input, the same" cmp utf8.json stdin.json
printf 'Subject: Windowsの更新\nURL: https://x.example/a\n\n…\n' >fields.txt
ok "fields alone are no mail" item fields.txt
out '"url" : "https://x.example/a"'

: >empty.txt
is "an empty file" 65 item empty.txt
one_line
out 'nothing in it'
head -c 4096 "$B/kawaraban" >binary
is "a program" 65 item binary
one_line
out 'neither a mail nor a text'
perl -e 'srand 1; print "%PDF-1.4\nstream\n", map { chr 1 + int rand 255 } 1 .. 4096' >packed
is "packed bytes without a NUL" 65 item packed
one_line
printf 'From: MAILER-DAEMON@x.example\nTo: a@x.example\nSubject: vacation\nAuto-Submitted: auto-replied\n\nx\n' >auto.eml
is "an automatic reply" 65 item auto.eml
one_line
out 'kind auto-reply'
is "no such file" 1 item nothing.txt
one_line
is "a language that is not there" 64 item --language fr text.txt
one_line
is "more than 64 MiB" 65 sh -c "head -c 70000000 /dev/zero | '$B/kawaraban' inspect item -"
one_line
