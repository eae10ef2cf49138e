#!/bin/sh
# poll: real Dovecot (IMAP, IMAPS, STARTTLS, POP3S, OAuth 2.0), Maildir, and servers that misbehave: nothing is
# lost, nothing counts twice, nothing is deleted that was not committed, the rest goes on.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/cli/servers.sh"
command -v dovecot >/dev/null || skip_all "dovecot is not installed"

poll() { kw --now "${1:-$NOW}" poll; }
count() { query "select count(*) from mail${1:+ where $1}"; }
# Dovecot's mailbox: put FILE
put() { curl -sS --max-time 10 -u works:secret -T "$1" "imap://127.0.0.1:$IMAP/INBOX" >/dev/null 2>"$T/.put" || bail "put: $(cat "$T/.put")"; }
# wire URL [KEY: VALUE…] : the configuration with this mailbox
wire() { url=$1; shift; config "poll:" "  - {url: '$url', username: works, password_file: $T/password, timeout: ${WAIT:-10}${1:+, $1}}"; }

printf 'secret\n' >"$T/password"; chmod 600 "$T/password"
set -- $(ports 1); OAUTH=$1
spawn tokens perl "$TOP/tests/support/token-server.pl" "$OAUTH"
wait_tcp "$OAUTH" "$PID" || bail "no token server"
OAUTH_URL=http://127.0.0.1:$OAUTH/
dovecot_start || bail "Dovecot does not start"

good() {
	TLS="ca_file: $DOV/cert.pem"
	wire "imaps://localhost:$IMAPS" "$TLS"
	kw init >/dev/null || bail init
	ok "an empty mailbox" poll
	alert 1 >m1; alert 2 >m2; alert 3 >m3; alert 4 >m4
	put m1; put m2
	ok "IMAPS" poll
	same "both are stored" "$(count)" 2
	same "and became items" "$(query "select count(*) from mail where outcome = 'item'")" 2
	same "and are gone from the mailbox" "$(mailbox_count works)" 0
	kw mails show 1 --raw >raw
	ok "byte by byte" cmp raw m1
	ok "doctor says so" kw --now $NOW doctor --offline
	out 'ok +mailboxes +works at imaps'

	put m1
	ok "the same mail again" poll
	same "counts once" "$(count)" 2
	same "and goes" "$(mailbox_count works)" 0
	(printf 'Received: from elsewhere by here; Tue, 17 Nov 2026 11:00:00 +0900\r\n'; cat m2) >m2b
	put m2b
	ok "the same mail by another way" poll
	same "is a copy" "$(query 'select outcome from mail where copy_of is not null')" copy
	same "and no other item" "$(query 'select count(*) from item')" 2

	wire "imap://localhost:$IMAP" "$TLS"
	put m3
	ok "STARTTLS" poll
	wire "pop3s://localhost:$POP3S" "$TLS"
	put m4
	printf 'From: a@example.com\r\nSubject: dots\r\nMessage-ID: <dots@example.com>\r\n\r\n.\r\n..two\r\nend\r\n' >dots
	put dots
	ok "POP3S" poll
	same "all are there" "$(count 'copy_of is null')" 5
	same "none is left" "$(mailbox_count works)" 0
	kw mails show "$(query "select id from mail where subject = 'dots'")" --raw >raw
	ok "dots are as they were" cmp raw dots

	config "poll:" "  - {url: 'imaps://localhost:$IMAPS', $TLS, username: works, token_command: 'echo good-works'}"
	alert 5 >m5; put m5
	ok "IMAP with a token" poll
	same "is stored" "$(count 'copy_of is null')" 6
	config "poll:" "  - {url: 'pop3s://localhost:$POP3S', $TLS, username: works, token_command: 'echo good-works'}"
	alert 6 >m6; put m6
	ok "POP3 with a token" poll
	same "is stored" "$(count 'copy_of is null')" 7
	config "poll:" "  - {url: 'imaps://localhost:$IMAPS', $TLS, username: works, token_command: 'echo bad'}"
	is "a token that is refused" 77 poll
	one_line
	out 'token_command'
	config "poll:" "  - {url: 'imaps://localhost:$IMAPS', username: works, password_file: $T/password}"
	is "a certificate that nobody knows" 77 poll
	one_line
	out 'ca_file'
	printf 'wrong\n' >bad; chmod 600 bad
	config "poll:" "  - {url: 'imaps://localhost:$IMAPS', $TLS, username: works, password_file: bad}"
	is "a wrong password" 77 poll
	out 'refuses the sign-in'
	lacks 'wrong'
	ok "doctor knows" kw --now $NOW doctor --offline
	out 'watch +mailboxes .*refuses the sign-in'

	wire "imaps://localhost:$IMAPS" "$TLS, keep: true"
	alert 7 >m7; put m7
	ok "a mailbox whose mails are kept" poll
	same "is stored" "$(count 'copy_of is null')" 8
	same "stays there" "$(mailbox_count works)" 1
	ok "and again" poll
	same "counts once" "$(count 'copy_of is null')" 8
	wire "imaps://localhost:$IMAPS" "$TLS"
	ok "without keep" poll
	same "it goes" "$(mailbox_count works)" 0
	config "poll:" "  - {url: 'imaps://localhost:$IMAPS/Nowhere', $TLS, username: works, password_file: $T/password}"
	is "a folder that is not there" 78 poll
	out 'folder Nowhere'

	config "intake: {max_bytes: 64k}" "poll:" "  - {url: 'imaps://localhost:$IMAPS', $TLS, username: works, password_file: $T/password}"
	(cat m1; head -c 70000 /dev/zero | tr '\0' x | fold -w 70) >large
	alert 8 >m8; put large; put m8
	ok "a mail above intake.max_bytes" poll
	out 'intake.max_bytes: it stays there'
	same "the other is stored" "$(count 'copy_of is null')" 9
	same "it stays there" "$(mailbox_count works)" 1
	ok "is named once" poll
	lacks 'stays there'
	ok "doctor counts it" kw --now $NOW doctor --offline
	out 'watch +mailboxes .*1 .*too large'
	wire "imaps://localhost:$IMAPS" "$TLS"
	ok "with a larger limit" poll
	same "it is taken" "$(mailbox_count works)" 0
}

maildir() {
	mkdir -p box/new box/cur box/tmp
	config "poll:" "  - {url: 'maildir:box'}"
	kw init >/dev/null || bail init
	alert 1 >box/new/1.a.host; alert 2 >'box/cur/2.a.host:2,FS'; alert 3 >'box/cur/3.a.host:2,T'
	ln -s /etc/passwd box/new/4.a.host
	(printf 'Return-Path: <bounce@police.example>\r\nDelivered-To: k+tag@news.example.org\r\n'; alert 5) >box/new/5.a.host
	ok "a Maildir" poll
	same "three are stored" "$(count)" 3
	same "with the envelope that the server wrote" "$(query "select sender || ' ' || recipient from mail where sender is not null")" \
		"bounce@police.example k+tag@news.example.org"
	same "what is no mail, or given up, stays" "$(find box -type f -o -type l | wc -l)" 2
	config "poll:" "  - {url: 'maildir:box', keep: true}"
	alert 6 >'box/new/6.a.host'
	ok "kept" poll
	ok "is marked as read" test -f 'box/cur/6.a.host:2,S'
	# 24 MB of parts of seven bytes: refused before anybody parses them; and where the limits allow parts that
	# need more memory than the reader may have, it dies, three times. Neither blocks the rest.
	rm -rf box; mkdir -p box/new box/cur box/tmp
	head_='From: staff@desk.example.org\nSubject: parts\nMessage-ID: <big@desk.example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n'
	{ printf "$head_"; perl -e 'print "--b\n\n\n" x 3_400_000'; } >box/new/1.big.host
	alert after-big >box/new/2.a.host
	config "poll:" "  - {url: 'maildir:box'}"
	ok "24 MB of tiny parts" poll
	out 'quarantine.*parts'
	same "the rest goes on" "$(query "select state from mail order by id desc limit 2" | sort | xargs)" 'done quarantine'
	case $B in *-san) ;; *) # with sanitizers the limit cannot be set
		{ printf "$head_" | sed 's/big@/big2@/'; perl -e 'print "--b\n\n\n" x 99_000'; } >box/new/3.big.host
		alert after-big2 >box/new/4.a.host
		config "intake: {parts: 100000, memory_bytes: 128M}" "poll:" "  - {url: 'maildir:box'}"
		ok "parts that need too much memory" poll
		out 'killed by signal'
		same "the rest goes on" "$(query "select outcome from mail order by id desc limit 1")" item
		for at in 10:02 10:04 10:06 10:12; do poll 2026-11-19T$at+09:00 >/dev/null 2>&1; done
		same "after three times it is in quarantine" "$(query "select state || ' ' || attempts from mail order by id desc limit 2" | xargs)" 'done 1 quarantine 3' ;;
	esac
	before=$(count)
	config "poll:" "  - {url: 'maildir:nowhere'}" "  - {url: 'maildir:box'}"
	alert 7 >box/new/7.a.host
	is "one of two mailboxes is not there" 78 poll
	one_line
	same "the other is emptied" "$(count)" $((before + 1))
	config
	is "none is configured" 78 poll
	out 'names no mailbox'
}

# server PROTOCOL FAULT… : tests/support/bad-mailbox.pl over $PWD/box/mails, always on the same port
server() { proto=$1; shift
	case ${1:-} in drip) WAIT=2 ;; mute | greeting | hang | stop-at) WAIT=4 ;; *) WAIT=30 ;; esac # only those fall silent
	spawn bad perl "$TOP/tests/support/bad-mailbox.pl" "$P" "$proto" "$PWD/box/mails" "$@"; SERVER=$PID
	wait_tcp "$P" "$SERVER" || bail "no server"
	wire "$proto://127.0.0.1:$P" "tls: none"; }
# fill NAME : four new mails, $((F + 1)) to $((F + 4))
F=0
fill() { rm -rf box; mkdir -p box/mails; F=$((F + 10)); for n in 1 2 3 4; do alert "$1$n" >"box/mails/$((F + n))"; done; }
left() { find box/mails -type f | wc -l; }

bad() {
	set -- $(ports 1); P=$1
	config; kw init >/dev/null || bail init
	for proto in imap pop3; do
		before=$(count)
		fill "$proto-a"; server $proto mute
		is "$proto: a server that says nothing" 75 poll
		one_line
		stop $SERVER
		fill "$proto-a"; server $proto greeting 'HTTP/1.1 400 Bad Request'
		is "$proto: a server of another kind" 75 poll
		one_line
		stop $SERVER
		is "$proto: no server" 75 poll
		one_line
		same "$proto: nothing is lost" "$(left) $(count)" "4 $before"

		fill "$proto-b"; server $proto drop $((F + 2))
		is "$proto: a connection that breaks in mail 2" 75 poll
		out "mail $((F + 2)) could not be fetched"
		same "$proto: the other three are taken" "$(left) $(count)" "1 $((before + 3))"
		is "$proto: again" 75 poll
		out 'passed over'
		stop $SERVER; server $proto
		alert "$proto-c1" >"box/mails/$((F + 5))"; alert "$proto-c2" >"box/mails/$((F + 6))"
		ok "$proto: the next poll passes it over" poll
		same "$proto: it stays, the others are taken" "$(left) $(count)" "1 $((before + 5))"
		ok "$proto: doctor names it" kw --now $NOW doctor --offline
		out 'watch +mailboxes .*1 .*passed over'
		ok "$proto: a day later it is tried once more" poll 2026-11-20T11:00+09:00
		same "$proto: it is taken" "$(left) $(count)" "0 $((before + 6))"
		stop $SERVER

		fill "$proto-d"; server $proto hang $((F + 3))
		is "$proto: a server that falls silent in mail 3" 75 poll
		out "mail $((F + 3)) could not be fetched: the server said nothing more for 4 seconds"
		same "$proto: the other three are taken" "$(left) $(count)" "1 $((before + 9))"
		stop $SERVER

		fill "$proto-d2"; server $proto drip $((F + 3))
		is "$proto: a server that only drips in mail 3" 75 timeout 60 "$B/kawaraban" --now $NOW poll
		out "mail $((F + 3)) could not be fetched: the server said next to nothing for 10 seconds"
		stop $SERVER; server $proto
		ok "$proto: later" poll 2026-11-20T11:00+09:00
		same "$proto: all are taken" "$(left) $(count)" "0 $((before + 13))"
		before=$((before + 4))
		stop $SERVER

		fill "$proto-e"; server $proto refuse $((F + 2))
		ok "$proto: a mail that the server will not give" poll
		out "mail $((F + 2)) could not be fetched: cannot read it"
		same "$proto: the others are taken" "$(left) $(count)" "1 $((before + 12))"
		stop $SERVER

		fill "$proto-f"; server $proto garbage "(UID FETCH $((F + 2)) |RETR [12]$)"
		is "$proto: nonsense in the middle" 75 poll
		out 'what the server says is not'
		stop $SERVER; server $proto
		ok "$proto: later" poll
		same "$proto: all are taken, each once" "$(left) $(count)" "0 $((before + 16))"
		stop $SERVER

		fill "$proto-g"; server $proto stop-at '(STORE|DELE)'
		is "$proto: a server that falls silent at deleting" 75 poll
		same "$proto: stored, and still there" "$(left) $(count)" "4 $((before + 20))"
		stop $SERVER; server $proto
		ok "$proto: later" poll
		same "$proto: deleted, and each counts once" "$(left) $(count)" "0 $((before + 20))"
		stop $SERVER

		# killed between the commit and the deletion
		fill "$proto-h"; server $proto stop-at '(STORE|DELE)'; : >box/asked
		spawn killed "$B/kawaraban" --now $NOW poll; POLL=$PID
		wait_for grep -Eq 'STORE|DELE' box/asked || bail "it never came to deleting"
		kill -9 $POLL; wait $POLL 2>/dev/null
		same "$proto: killed before deleting: all lie there" "$(left)" 4
		stop $SERVER; server $proto
		ok "$proto: the next poll" poll
		same "$proto: nothing is lost, nothing twice" "$(left) $(count)" "0 $((before + 24))"
		same "$proto: and all were dealt with" "$(query "select count(*) from mail where state <> 'done'")" 0
		stop $SERVER
	done
	for proto in imap pop3; do
		before=$(count)
		fill "$proto-i"; server $proto once $((F + 1)) drop $((F + 2))
		is "$proto: a mail at which it breaks once, and one at which it always does" 75 poll
		same "$proto: all but that one are taken" "$(left) $(count)" "1 $((before + 3))"
		is "$proto: doctor" 0 kw --now $NOW doctor --offline
		out 'watch +mailboxes .*: 1 mails lie there'
		stop $SERVER
	done
	before=$(count)
	fill t; server imap twice
	ok "a server that gives every mail twice" poll
	same "each counts once" "$(left) $(count)" "0 $((before + 4))"
	stop $SERVER
	for proto in imap pop3; do
		fill "l$proto"; (cat box/mails/$((F + 2)); head -c 90000 /dev/zero | tr '\0' y | fold -w 70) >big; mv big box/mails/$((F + 2))
		before=$(count)
		server $proto lie $((F + 2)); echo 'intake: {max_bytes: 64k}' >>kawaraban.yaml
		ok "$proto: a mail that is larger than announced" poll
		out 'intake.max_bytes: it stays there'
		same "$proto: the others are taken" "$(left) $(count)" "1 $((before + 3))"
		stop $SERVER
	done
	# a mail that nobody can read does not block the others
	fill q; printf '' >box/mails/$((F + 1)); printf 'x' >box/mails/$((F + 3))
	before=$(count)
	server imap
	ok "mails that cannot be read" poll
	same "are taken and go to quarantine or are done" "$(query "select count(*) from mail where state = 'received'")" 0
	same "all of them" "$(left) $(count)" "0 $((before + 4))"
}
all() {
	for part in good maildir bad; do
		mkdir -p "$part"; cd "$part" || exit 99
		case $STORE in postgresql:*)
			pg "$KW_TEST_PGSQL" "CREATE SCHEMA ${schema}$part"
			STORE="$KW_TEST_PGSQL&options=-csearch_path%3D${schema}$part" ;;
		esac
		$part; cd .. || exit 99
	done; }
engines all
