#!/bin/sh
# How long a letter takes to read: one of twelve advisories, through receive, items and weekly, in both languages.
# Nothing is left out of its list, the most urgent is told in full, and text and HTML say the same. What it takes is printed.
. "$(dirname "$0")/lib.sh"

# an advisory of the corpus as staff forward it: advisory NAME
advisory() {
	title=$(head -n 1 "$TOP/tests/corpus/advisories/$1.txt")
	printf 'From: staff@desk.example.org\r\nTo: kawaraban@news.example.org\r\nSubject: Fwd: %s\r\nMessage-ID: <%s@desk.example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n' "$title" "$1"
	printf -- '---------- Forwarded message ---------\r\nFrom: <announce@example.org>\r\nDate: 2026年11月17日(火) 11:02\r\nSubject: %s\r\nTo: <staff@desk.example.org>\r\n\r\n' "$title"
	sed 's/$/\r/' "$TOP/tests/corpus/advisories/$1.txt"
}
# characters that are read: neither addresses nor rules nor white space
read_of() { perl -Mutf8 -CSD -ne 's{(https?://|mailto:)\S+}{}g; s/\s|\x{2500}|--+//g; $n += length; END { print $n }' "$1"; }
# the numbers of the list of actions
numbers() { sed -n 's/^\([0-9]*\)\. *[【[].*/\1/p' "$1" | tr '\n' ' '; }

config "consult: {hours: 平日9時〜17時}"
kw init >/dev/null || bail init
all=$(seq 1 12)
for name in vendor-sonicwall vendor-synology vendor-zoom apple-ios ipa-java-2023-07 jvn-aterm wordfence-en kokusen-delivery police-clickfix news-7zip vendor-apexone jvn-elecom-2026-07; do
	advisory $name | kw --now 2026-11-18T12:00+09:00 receive --sender staff@desk.example.org --recipient kawaraban@news.example.org || bail "receive $name"
done
# shellcheck disable=SC2086 # twelve numbers
kw --now 2026-11-18T12:00+09:00 items pick $all >/dev/null || bail pick

ok "compose" kw --now 2026-11-18T12:00+09:00 weekly compose
out '7 stories, 5 short notes; read in about 5 min'
for language in ja en; do
	kw --now 2026-11-18T12:00+09:00 weekly show --language $language >$language.txt 2>/dev/null
	kw --now 2026-11-18T12:00+09:00 weekly show --language $language --html >$language.html 2>/dev/null
	echo "# $language: $(read_of $language.txt) characters are read; $(sed -n 4p $language.txt)"
	same "$language: all twelve stand in the list" "$(numbers $language.txt)" "1 2 3 4 5 6 7 8 9 10 11 12 "
	ok "$language: in about five minutes" grep -Eq '全部で約5分|about 5 min$' $language.txt
	ok "$language: the list in about one" grep -Eq 'だけなら(30秒|45秒|約1分)|takes (30 seconds|45 seconds|about 1 min);' $language.txt
	# every sentence of the text stands in the HTML, too
	perl -Mutf8 -CSD -0777 -ne 's/<[^>]*>//g; s/&quot;|[“”]/"/g; s/&#39;/\x27/g; s/&amp;/&/g; s/\s//g; print' $language.html >flat
	perl -Mutf8 -CSD -ne 's/[“”]/"/g; next if /https?:|^\(|^Subject|^\W*$|[▼▲]|^---|^(もとの情報|Where this|■ 今週の自己|== Self|配信をやめる|You can stop)|: security news/; s/^(■|●|・|==|\*|-|\d+\.)\s*//; s/\s//g; print "$_\n" if length' $language.txt >lines
	same "$language: the HTML says the same" "$(while read -r line; do grep -qF -- "$line" flat || echo "$line"; done <lines)" ""
done
finish
