#!/bin/sh
# doctor and init, the command line, and what a full disk or a second process gets.
. "$(dirname "$0")/lib.sh"

is "doctor without anything" 78 kw doctor
out 'FAIL +configuration.*init'
ok "init makes all" kw init
ok "and again does no harm" kw init
is "doctor names what has to be filled in" 78 kw doctor --offline
out 'FAIL +configuration +.*〈'
same "the keys are for the owner only" "$(stat -c %a keys)" 600
rm -f kawaraban.yaml kawaraban.db keys
config
ok "init" kw init
ok "doctor" kw doctor
out 'watch +relay .*nothing is sent'
ok "doctor, years later" kw --now 2040-01-31T10:00:00+09:00 doctor
out 'watch +facts +templates/ja/helplines.yaml: of [0-9]+ facts .* older than 2039-01-31; put a corrected copy into \(your .templates:.\)/ja'
mkdir -p own/ja; printf -- '- id: jpcert\n  nam: x\n' >own/ja/publishers.yaml
config 'templates: own'
is "a word file that breaks the schema" 78 kw doctor
out 'FAIL +words.*own/ja/publishers.yaml:2: unknown key "nam" \(did you mean "name"\?\)'
is "and what any command says of it" 78 kw --now $NOW weekly show
out 'own/ja/publishers.yaml:2: unknown key'
printf -- '- id: jpcert\n  name: x\n' >own/ja/publishers.yaml
ok "a language that lacks entries is watched" kw doctor
out 'watch +words.*"ipa" is missing in .*own/ja/publishers.yaml'
mv own/ja/publishers.yaml own/ja/publisher.yaml
ok "a file that replaces none" kw doctor
out 'watch +words.*own/ja/publisher.yaml: is not read'
rm -r own
is "a folder that is not there" 78 kw doctor
out 'FAIL +words.*own: no such folder'
config
chmod 644 keys
is "keys that others can read" 78 kw doctor
out 'FAIL +keys.*0600'
chmod 600 keys
RELAY=smtp://127.0.0.1:1
config
is "an unreachable relay" 78 kw doctor
out 'FAIL +relay'
kw --now $NOW subscribers add a@example.net >/dev/null
kw --now $NOW weekly send >/dev/null || bail send
is "deliver to it" 75 kw --now $NOW deliver
out 'stay in the outbox'
lacks 'relay.*relay '
same "the letter is still owed" "$(query "select state from outbox")" ready
perl -e 'use Fcntl ":flock"; open my $f, ">>", "keys.deliver-lock"; flock $f, LOCK_EX; open my $g, ">", "held"; sleep 30' & holder=$!
PIDS="$holder $PIDS"
wait_for test -e held
is "a second deliver" 75 kw --now $NOW deliver
one_line
out 'another deliver'
is "no command" 64 kw
one_line
is "no such command" 64 kw frobnicate
one_line
is "no such option" 64 kw items list --wat
one_line
ok "help" kw --help
out 'weekly'
ok "help of a command" kw weekly send --help
out 'usage: kawaraban weekly send'
mkdir bare && cd bare || exit 99
for command in $(kw --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'); do
	ok "help without a configuration: $command" kw "$command" --help
	out "^usage: kawaraban $command"
done
cd ..
ok "version" kw --version
echo garbage >kawaraban.db2
sed -i 's|sqlite:kawaraban.db|sqlite:kawaraban.db2|' kawaraban.yaml
is "a store that is no database" 78 kw items list
one_line
