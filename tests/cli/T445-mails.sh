#!/bin/sh
# Whole mails of readers and strangers (tests/corpus/mails.tsv): what becomes of the person, what goes back, what staff get.
# With sanitizers every fifth of them: the words are the same, and each mail is a process.
. "$(dirname "$0")/lib.sh"

config 'consult: {address: soudan@desk.example.org}' 'intake: {answers_a_day: 8}'
kw init >/dev/null || bail init
perl -ne 'next if /^#/; chomp; my ($who, $state, $answer, $asks, $subject, $body) = split /\t/, $_, -1; $n++; $body =~ s/\\n/\n/g;
	print STDERR "m$n\@shop.example,", ($who eq "english" ? "en" : "ja"), ",2026-11-01\n" if $who ne "stranger";
	open my $o, ">", "m$n.eml"; print $o "From: m$n\@shop.example\nTo: kawaraban\@news.example.org\nSubject: $subject\nMessage-ID: <m$n\@shop.example>\nDate: Fri, 20 Nov 2026 12:00:00 +0900\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n$body\n";
	$body =~ s/\n+/ /g; print "$n $state $answer $asks $subject|$body\n"' "$CORPUS/mails.tsv" >rows 2>people
{ echo address,language,consent; cat people; } >people.csv
kw --now $NOW subscribers import people.csv >"$T/.out" 2>&1 || bail import
case $B in *-san) every=5 ;; *) every=1 ;; esac
while read -r n state answer asks text; do
	[ $((n % every)) = 0 ] || continue
	"$B/kawaraban" --now 2026-11-20T12:00+09:00 receive --sender m$n@shop.example <m$n.eml >"$T/.out" 2>&1 || bail "receive $n"
	got="$(query "select coalesce((select state from subscriber where address = 'm$n@shop.example'), 'none')") $(query "select coalesce((select kind from roll_answer where recipient = 'm$n@shop.example'), '-')") $(query "select coalesce((select question.kind from question join mail on mail.id = question.mail where mail.author = 'm$n@shop.example'), '-')")"
	[ "$answer" != '*' ] || got=$(echo "$got" | awk '{ $2 = "*"; print }')
	same "$n $(echo "$text" | cut -c1-120)" "$got" "$state $answer $asks"
done <rows
