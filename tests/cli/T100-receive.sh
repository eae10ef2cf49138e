#!/bin/sh
# receive: raw bytes first; kinds of mail; bad input; nothing lost.
# Its crowd fills a PostgreSQL server: it gets one of its own, so that no other test meets a full one.
if [ -n "${KW_TEST_PGSQL:-}" ] && [ -z "${KW_OWN_PGSQL:-}" ]; then
	KW_OWN_PGSQL=1 exec tests/support/with-postgres sh "$0"
fi
. "$(dirname "$0")/lib.sh"

basics() {
	config
	ok "init" kw init
	alert 1 >m1
	ok "a forwarded mail" sh -c "'$B/kawaraban' --now $NOW receive --sender a@b.example --recipient k@news.example.org <m1"
	ok "is done" kw mails list --json
	out '"state":"done".*"outcome":"item"'
	ok "is an item" kw items list --json
	out '"title":"alert 1"'
	ok "with its parts" kw items show 1
	out '概要の1番です'
	out 'comment +連休の前に見てください'
	lacks 'Forwarded message'
	ok "the same bytes again" sh -c "'$B/kawaraban' --now $NOW receive <m1"
	out 'came before'
	same "stored once" "$(query 'select count(*) from mail')" 1
	kw mails show 1 --raw >raw
	ok "the raw bytes are kept" cmp raw m1

	printf 'From: stranger@example.com\r\nSubject: hello\r\n\r\nhi\r\n' >m2
	ok "a stranger's mail" sh -c "'$B/kawaraban' --now $NOW receive <m2"
	ok "waits for a person" kw mails list --json
	out 'unknown sender'
	same "and is no item" "$(query 'select count(*) from item')" 1
	printf 'From: stranger@example.com\r\nSubject: hello 2\r\n\r\nhi\r\n' >m3
	ok "an envelope that is not UTF-8" sh -c "'$B/kawaraban' --now $NOW receive --sender \"$(printf '\377')@x.example\" <m3"
}

bad_input() {
	config 'intake: {max_bytes: 64k}'
	kw init >/dev/null || bail init
	is "an empty mail is stored, and exits 0" 0 sh -c "'$B/kawaraban' --now $NOW receive </dev/null"
	one_line
	out 'quarantine'
	head -c 70000 /dev/zero | tr '\0' x >big
	is "a mail above intake.max_bytes" 65 sh -c "'$B/kawaraban' receive <big"
	one_line
	out 'intake.max_bytes'
	is "a mail that cannot be read comes again" 75 sh -c "'$B/kawaraban' receive <&-"
	lacks 'intake.max_bytes'
	is "an unreadable configuration is temporary for an MTA" 75 sh -c "'$B/kawaraban' -c nowhere.yaml receive <big"
	one_line
	is "and a configuration error for a person" 78 kw -c nowhere.yaml items list
	one_line
	out 'init'
	echo 'relai: x' >>kawaraban.yaml
	is "an unknown key" 78 kw items list
	one_line
	out 'kawaraban.yaml:[0-9]+:.*relai.*relay'
}

parts() {
	config
	kw init >/dev/null || bail init
	perl -e 'print "From: staff\@desk.example.org\r\nSubject: parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"; print "--b\r\n\r\n\r\n" x 50000; print "--b--\r\n"' >many
	is "a mail with 50,000 parts" 0 sh -c "'$B/kawaraban' --now $NOW receive <many"
	one_line
	out 'quarantine.*parts'
	ok "doctor names it" kw doctor
	out 'quarantine +mail 1: .*parts'
	kw mails show 1 --raw >raw
	ok "its bytes are kept" cmp raw many
	ok "mails retry reads it again" kw --now $NOW mails retry 1
	out '^mail 1: quarantine'
	config 'intake: {parts: 60000}'
	ok "and takes it where the limit allows it now" kw --now $NOW mails retry 1
	out '^mail 1: item'
	is "but only from quarantine" 77 kw mails retry 1
	one_line
}

# 200 at once (with sanitizers, five times as slow, 60): every one of them is stored and done. Who finds no place in
# the store for a minute says 75, and the MTA comes again; a machine that is slow enough to see that sees it here.
crowd() {
	case $B in *-san) many=60 ;; *) many=200 ;; esac
	config
	kw init >/dev/null || bail init
	n=1
	while [ $n -le $many ]; do alert $n >m.$n; n=$((n + 1)); done
	cat >one.sh <<-SH
	for attempt in 1 2 3; do
	    "$B/kawaraban" --now $NOW receive --sender a@b.example <m.\$1 && exit
	    code=\$?; echo "\$1 ended with \$code" >>again
	    [ \$code = 75 ] || break
	done
	echo "\$1 failed with \$code" >>failed
	SH
	n=1 pids=
	while [ $n -le $many ]; do sh one.sh $n 2>>err & pids="$pids $!"; n=$((n + 1)); done
	for p in $pids; do wait "$p"; done
	[ ! -e again ] || echo "# $(wc -l <again) had to come again"
	ok "$many at once: none fails" test ! -e failed
	same "$many at once: none is lost" "$(query 'select count(*) from mail')" $many
	# what was left is swept, once its leases are over
	for hour in 11 12; do kw --now 2026-11-19T$hour:30+09:00 fetch >/dev/null 2>>err; done
	same "all are done" "$(query "select count(*) from mail where state = 'done'")" $many
	same "each is an item, or another telling of one" "$(query 'select count(*) from item_source')" $many
}

all() {
	for part in basics bad_input parts crowd; do
		mkdir $part && cd $part || exit 99
		if [ "$part" != basics ]; then
			case $STORE in postgresql:*)
				schema=${schema}x
				pg "$KW_TEST_PGSQL" "CREATE SCHEMA $schema"
				STORE="$KW_TEST_PGSQL&options=-csearch_path%3D$schema" ;;
			esac
		fi
		$part
		cd .. || exit 99
	done
}
engines all
