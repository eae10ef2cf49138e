#!/bin/sh
# The letters as their readers meet them: in Chromium, 320, 375 and 1280 px wide, light and dark, and without their
# style sheet; nothing to scroll sideways, nothing small, no barrier that axe-core knows. The screenshots stay in $B/web/.
. "$(dirname "$0")/../cli/lib.sh"
web=$TOP/tests/web
shots=$B/web
export TMPDIR="$T"

command -v node >/dev/null || skip_all "no Node (contrib/debian/packages)"
chromium=${CHROMIUM:-$(command -v chromium)} || skip_all "no Chromium (contrib/debian/packages)"
ok "a Japanese typeface" sh -c 'fc-list :lang=ja | grep -q .'

axe=$TOP/build/web/node_modules/axe-core/axe.min.js
"$web/install-packages" "$TOP/build/web" >"$T/.out" 2>&1
case $? in
0) ok "axe-core" test -s "$axe" ;;
75) axe=; N=$((N + 1)); echo "ok $N - axe-core # SKIP npm's registry cannot be reached" ;;
*) axe=; report "axe-core" 1 ;;
esac

# what the demonstration sends, and a bulletin about its most urgent story
config "weekly: {weekday: thursday, time: '10:00'}"
kw init >/dev/null || bail init
for mail in "$TOP"/contrib/demo/mails/*.eml; do
	sed 's/soudan-[ab]@desk.example.jp/staff@desk.example.org/' "$mail" | kw --now $NOW receive || bail receive
done
kw items pick 1 2 3 >"$T/.out" || bail pick
kw --now $NOW bulletin new 1 >"$T/.out" || bail bulletin
bulletin=$(sed -n 's/^bulletin \([0-9]*\) .*/\1/p' "$T/.out")
# as a reader gets it: with a name, a day and a link in the gaps
filled() { sed -e 's/(greeting)/株式会社見本製作所 様（登録のとき決めた合い言葉：すずめ）/' \
	-e 's/(consent date)/お届けの理由：2026年4月3日に、登録の確認をいただきました。/' \
	-e 's,(leave link),https://news.example.org/u/abcdefghijklmnopqrstuvwxyz234567,'; }
kw --now $NOW weekly show --html | filled >weekly.html
kw --now $NOW bulletin show "$bulletin" --html | filled >bulletin.html
sed 's/^publisher:/language: en\n&/' kawaraban.yaml >en.yaml
kw --now $NOW --config en.yaml weekly show --html | filled >weekly-en.html
grep -q 'lang="en"' weekly-en.html || bail "no English letter"

mkdir -p "$shots"
timeout 300 node "$web/letters.js" $N "$chromium" "$axe" "$shots" weekly.html bulletin.html weekly-en.html >"$T/tap"
[ $? = 0 ] || BAD=1
cat "$T/tap"
N=$((N + $(grep -cE '^(not )?ok ' "$T/tap")))
