#!/bin/sh
# The pages for subscribers behind a real lighttpd: every status, one-click (RFC 8058), nothing changed by GET; and in
# Chromium from asking to leaving, 320 and 1280 px wide, light and dark. The screenshots stay in $B/web/.
. "$(dirname "$0")/../cli/lib.sh"
web=$TOP/tests/web
export TMPDIR="$T"
command -v lighttpd >/dev/null || skip_all "no lighttpd (contrib/debian/packages)"

APP=https://news.example.org/cgi-bin/kawaraban-web/ # as readers know it
# serve : lighttpd with the lines of contrib/web, and the program at $U
serve() {
	P=$(ports 1); U=http://127.0.0.1:$P/cgi-bin/kawaraban-web/
	mkdir -p htdocs upload
	{ cat <<-CONF
	server.modules = ("mod_alias")
	server.document-root = "$PWD/htdocs"
	server.bind = "127.0.0.1"
	server.port = $P
	server.errorlog = "$PWD/lighttpd.log"
	server.upload-dirs = ("$PWD/upload")
	CONF
	sed -e '/^server\.\(user\|group\)name/d' -e "s,/usr/local/lib/cgi-bin,$B," -e "s,/var/lib/kawaraban,$PWD," \
		"$TOP/contrib/web/lighttpd.conf.example"; } >lighttpd.conf
	spawn lighttpd lighttpd -D -f "$PWD/lighttpd.conf"
	wait_tcp "$P" "$PID" || bail "no lighttpd: $(cat "$T/lighttpd.log" lighttpd.log)"
}
# the same with nginx and fcgiwrap
serve_by_nginx() {
	spawn fcgiwrap setsid fcgiwrap -f -p "$B/kawaraban-web" -s "unix:$PWD/socket"
	on_exit "kill -- -$PID 2>/dev/null" # its children outlive it
	wait_for test -S socket || bail "no fcgiwrap: $(cat "$T/fcgiwrap.log")"
	P=$(ports 1); U=http://127.0.0.1:$P/cgi-bin/kawaraban-web/
	mkdir -p run
	{ cat <<-CONF
	daemon off; master_process off; pid $PWD/run/pid; error_log $PWD/run/error;
	events { worker_connections 64; }
	http {
	  access_log off;
	  client_body_temp_path $PWD/run/a; proxy_temp_path $PWD/run/b; fastcgi_temp_path $PWD/run/c; uwsgi_temp_path $PWD/run/d; scgi_temp_path $PWD/run/e;
	  server { listen 127.0.0.1:$P;
	CONF
	sed -e "s,include fastcgi_params,include /etc/nginx/fastcgi_params," -e "s,/usr/local/lib/cgi-bin,$B," \
		-e "s,/var/lib/kawaraban,$PWD," -e "s,unix:[^;]*,unix:$PWD/socket," "$TOP/contrib/web/nginx.conf.example"
	echo '} }'; } >nginx.conf
	spawn nginx nginx -e "$PWD/run/error" -p "$PWD" -c "$PWD/nginx.conf"
	wait_tcp "$P" "$PID" || bail "no nginx: $(cat "$T/nginx.log")"
}
# web STATUS NAME PATH [CURL…] : the page stays in .out, its header in .head
web() { want=$1 name=$2 path=$3; shift 3
	got=$(curl -sS --path-as-is -D .head -o "$T/.out" -w '%{http_code}' "$@" "$U$path") || bail "curl $path"
	same "$name: $want" "$got" "$want"; }
head_has() { grep -qi "^$1" .head; report "… header: $1" $?; }
no_head() { ! grep -qi "^$1" .head; report "… no header: $1" $?; }
# all that the store holds
everything() { case ${STORE:-sqlite} in
	postgresql:*) for t in subscriber outbox letter journal roll_answer visit selfcheck mail item issue; do query "select $t.* from $t order by 1, 2"; done ;;
	*) sqlite3 kawaraban.db .dump ;;
	esac | sha256sum; }
state() { query "select state from subscriber where address = '$1'"; }
letters() { query 'select count(*) from outbox'; }
# sends, and prints the newest link of that kind: link KIND
link() { kw deliver >/dev/null 2>&1
	for f in $(ls -t out/new); do kw inspect mail "out/new/$f" | grep -o "$APP$1/[a-z0-9]*"; done | head -n 1; }
token() { link "$1" | sed 's,.*/,,'; }

by_curl() {
	config "intake: {visits_an_hour: 3, answers_a_day: 20}"
	sed -i "s,^mail:,  web: $APP\\n  partners: [{name: 見本商工会議所\\, code: WCCI24}]\\n&," kawaraban.yaml
	kw init >/dev/null || bail init
	serve

	# taken on
	web 200 "the form" ""
	out '<html lang="ja">'; out '見本ネットワーク'; out '〒100-0000'
	head_has 'Content-Type: text/html; charset=utf-8'
	head_has "Content-Security-Policy: default-src 'none'; style-src 'sha256-"
	head_has 'X-Content-Type-Options: nosniff'; head_has 'Referrer-Policy: no-referrer'; head_has 'Cache-Control: no-store'
	no_head Set-Cookie
	web 200 "somebody asks" "" --data-urlencode address=owner@shop.example --data-urlencode 'organisation=見本商店' -A 'Browser/1.0'
	same "is pending" "$(state owner@shop.example)" pending
	same "one letter is owed" "$(letters)" 1
	C=$(token c)
	same "the letter has no word of his" "$(cat out/new/* | perl -MMIME::Base64 -0777 -ne 'print decode_base64($1) if /\r?\n\r?\n(.*)/s' | grep -c 見本商店)" 0
	before=$(everything)
	web 200 "a program follows the link" "c/$C"
	out 'o•••@s•••.example'; lacks 'owner@shop'
	web 200 "… by HEAD" "c/$C" -I
	for p in "" check "c/$C" c/c1x u/l1x p/p1x '?lang=en' nothing; do curl -sS -o /dev/null "$U$p"; done
	web 405 "… by PUT" "c/$C" -X PUT -d x
	web 405 "… by DELETE" "c/$C" -X DELETE
	same "nothing is changed by that" "$(everything)" "$before"
	for i in 1 2 3 4 5 6 7 8; do echo "url = $U""c/$C"; echo "output = /dev/null"; done >crowd
	ok "he presses the button, many times at once" curl -sS --fail -Z --parallel-max 8 -d '' -K crowd
	same "is active, with evidence" "$(query "select state, consent_how, consent_evidence from subscriber" | tr '|' ' ')" "active web web 127.0.0.1 curl/$(curl -V | sed -n '1s/curl \([^ ]*\).*/\1/p')"
	same "is welcome" "$(letters)" 2
	web 200 "he presses it twice" "c/$C" -d ''
	same "is told once" "$(letters)" 2
	same "the journal has all of it" "$(query "select action || ' ' || detail from journal order by id" | sed 's/, 127.0.0.1 .*//' | tr '\n' ';')" \
		"subscriber.ask on a page;subscriber.change organisation;subscriber.confirm on a page;"
	web 200 "somebody asks for him again" "" -d address=owner@shop.example
	same "he is told that he is subscribed" "$(query 'select kind from roll_answer order by id desc limit 1')" already
	web 200 "and again" "" -d address=owner@shop.example
	web 429 "and again: too often" "" -d address=other@shop.example
	head_has 'Retry-After: 3600'
	same "nobody new" "$(state other@shop.example)" ""

	# preferences, self-check
	Q=$(token p)
	before=$(everything)
	web 200 "his preferences" "p/$Q"
	out 'value="見本商店"'; lacks 'owner@shop'
	web 200 "the questions" "check/$Q"
	same "nothing is changed by looking" "$(everything)" "$before"
	web 422 "a field is wrong" "p/$Q" -d 'topics=weekly&language=ja&organisation=www.evil.example'
	out 'id="organisation-wrong"'
	same "nothing is changed" "$(everything)" "$before"
	web 200 "what he wants" "p/$Q" --data-urlencode 'topics=bulletin' -d language=ja -d have=windows --data-urlencode 'products=FortiGate' --data-urlencode 'word=すずめ'
	out '保存しました'
	same "is on the roll" "$(query 'select wants_weekly, wants_bulletin, products, word from subscriber' | tr '|' ' ')" "0 1 fortigate すずめ"
	web 200 "answers to the self-check" "check/$Q" -d 'os-updates=no&antivirus=yes'
	same "are kept" "$(query 'select count(*) from selfcheck')" 2
	web 200 "… of a stranger" check -d 'os-updates=no'
	same "are not" "$(query 'select count(*) from selfcheck')" 2
	web 404 "his link is no link for leaving" "u/$Q" -d do=leave

	# leaving: as a letter's List-Unsubscribe says
	query "update subscriber set wants_weekly = 1" >/dev/null
	alert 1 | kw receive --sender staff@desk.example.org && kw items pick 1 >"$T/.out" &&
		kw weekly send --date "$(date +%F)" >"$T/.out" 2>&1 || bail "no newsletter"
	L=$(token u)
	ok "a letter offers one click" grep -q '^List-Unsubscribe-Post: List-Unsubscribe=One-Click' "$(grep -l '^List-Unsubscribe' out/new/*)"
	ok "… at the same page" sh -c "perl -0pe 's/\\r?\\n[ \\t]/ /g' out/new/* | grep -q '^List-Unsubscribe: <mailto:.*>, <$APP''u/$L>'"
	before=$(everything)
	web 200 "the link in a letter" "u/$L"
	out 'do" value="leave"'; lacks 'owner@shop'
	same "nothing is changed by that" "$(everything)" "$before"
	web 200 "one click" "u/$L" -d 'List-Unsubscribe=One-Click'
	no_head Set-Cookie
	same "has left" "$(state owner@shop.example)" left
	same "with evidence" "$(query "select action || ' ' || detail from journal order by id desc limit 1" | sed 's/ curl.*//')" "subscriber.leave 127.0.0.1"
	query "update subscriber set state = 'active'" >/dev/null
	web 200 "one click as multipart/form-data" "u/$L" -F 'List-Unsubscribe=One-Click'
	same "has left" "$(state owner@shop.example)" left
	query "update subscriber set state = 'active'" >/dev/null
	web 200 "one click in chunks" "u/$L" -H 'Transfer-Encoding: chunked' -d 'List-Unsubscribe=One-Click'
	same "has left" "$(state owner@shop.example)" left
	n=$(letters)
	web 200 "twice is fine" "u/$L" -d 'List-Unsubscribe=One-Click'
	same "and nobody is told" "$(letters)" "$n"
	web 410 "the old question does not bring him back" "c/$C" -d ''
	same "has left" "$(state owner@shop.example)" left

	# what cannot be taken
	before=$(everything)
	web 404 "no such page" nothing
	web 404 "no such page, POST" nothing -d a=b
	web 404 "a path that climbs" '../../etc/passwd' --request-target /cgi-bin/kawaraban-web/x/../../../etc/passwd
	web 400 "no UTF-8" "" -d 'address=%FF'
	web 400 "a % that stands alone" "" -d 'address=%'
	web 415 "no form" "" -H 'Content-Type: application/json' -d '{}'
	head -c 70000 /dev/zero | tr '\0' a >large
	web 413 "too long" "" -d @large
	web 422 "a header in the address" "" --data-urlencode "$(printf 'address=a@b.example\r\nBcc: c@d.example')"
	web 422 "a script in a field" "" --data-urlencode 'address="><script>alert(1)</script>'
	lacks '<script'
	same "nothing is changed" "$(everything)" "$before"

	stop "$PID"
}

# cgi STATUS NAME [VARIABLE=VALUE…] : the program as a server starts it, standard input is the body
cgi() { want=$1 name=$2; shift 2
	env KAWARABAN_CONFIG="$PWD/kawaraban.yaml" SCRIPT_NAME=/w REMOTE_ADDR=203.0.113.9 "$@" "$B/kawaraban-web" >"$T/.out" 2>.err
	same "$name: $want" "$? $(sed -n '1s/^Status: \([0-9]*\) .*/\1/p' "$T/.out")" "0 $want"; }
by_hand() {
	form=CONTENT_TYPE=application/x-www-form-urlencoded
	cgi 411 "no length" REQUEST_METHOD=POST $form </dev/null
	cgi 411 "chunked, and the server did not count" REQUEST_METHOD=POST $form HTTP_TRANSFER_ENCODING=chunked </dev/null
	cgi 400 "a length that is none" REQUEST_METHOD=POST $form CONTENT_LENGTH=-1 </dev/null
	cgi 413 "a length beyond counting" REQUEST_METHOD=POST $form CONTENT_LENGTH=99999999999999999999999 </dev/null
	echo 'address=a' >short
	cgi 400 "a body that ends early" REQUEST_METHOD=POST $form CONTENT_LENGTH=100 <short
	cgi 415 "no type" REQUEST_METHOD=POST CONTENT_LENGTH=0 </dev/null
	cgi 422 "nothing filled in" REQUEST_METHOD=POST $form CONTENT_LENGTH=0 </dev/null
	cgi 404 "a header in the path" REQUEST_METHOD=GET "PATH_INFO=$(printf '/x\r\nSet-Cookie: a=b')" </dev/null
	lacks '^Set-Cookie'
	cgi 400 "a path of no text" REQUEST_METHOD=GET "PATH_INFO=$(printf '/\377')" </dev/null
	cgi 400 "a query of no text" REQUEST_METHOD=GET QUERY_STRING=a=%FF </dev/null
	cgi 200 "a browser of any name" REQUEST_METHOD=GET "HTTP_USER_AGENT=$(printf 'x\377\r\ny')" </dev/null
	cgi 200 "the link that a chamber of commerce hands out" REQUEST_METHOD=GET QUERY_STRING=code=WCCI24
	out 'name="code" value="WCCI24"'
	body='address=member@shop.example&code=wcci24'
	printf %s "$body" >filled
	cgi 200 "somebody asks with its code" REQUEST_METHOD=POST $form CONTENT_LENGTH=${#body} <filled
	same "is counted for it" "$(query "select state, code from subscriber where address = 'member@shop.example'" | tr '|' ' ')" "pending WCC124"
	sed -i.whole '/^  web:/d' kawaraban.yaml
	cgi 404 "without an address of its own" REQUEST_METHOD=GET PATH_INFO=/x 'SCRIPT_NAME=/"><script>alert(1)</script>' </dev/null
	out 'href="/&quot;&gt;&lt;script'
	mv kawaraban.yaml.whole kawaraban.yaml
	mv keys keys.away
	cgi 503 "without keys" REQUEST_METHOD=GET </dev/null
	ok "the log says why" grep -q 'kawaraban: error: key file' .err
	mv keys.away keys
	cgi 503 "without a configuration" REQUEST_METHOD=GET KAWARABAN_CONFIG=/nonexistent </dev/null
	out '1分たってから'
	is "not started by a web server" 64 env -u REQUEST_METHOD "$B/kawaraban-web"
	one_line
}

drips() {
	mkfifo drip
	{ printf a; exec sleep 60; } >drip & dripper=$!; PIDS="$dripper $PIDS"
	cgi 400 "a body that drips in" REQUEST_METHOD=POST $form CONTENT_LENGTH=100 <drip
	stop "$dripper"
}

locked() {
	serve
	{ echo 'begin immediate;'; sleep 9; } | sqlite3 kawaraban.db & holder=$!; PIDS="$holder $PIDS"
	sleep 0.3
	web 200 "while somebody writes, pages are shown" "p/$Q"
	web 503 "and a form is put off" "" -d address=late@shop.example
	head_has 'Retry-After: 60'
	stop "$holder"
	stop "$PID"
}

walk() {
	command -v node >/dev/null || { N=$((N + 1)); echo "ok $N - pages in Chromium # SKIP no Node"; return; }
	chromium=${CHROMIUM:-$(command -v chromium)} || { N=$((N + 1)); echo "ok $N - pages in Chromium # SKIP no Chromium"; return; }
	axe=$TOP/build/web/node_modules/axe-core/axe.min.js
	"$web/install-packages" "$TOP/build/web" >"$T/.out" 2>&1
	case $? in
	0) ok "axe-core" test -s "$axe" ;;
	75) axe=; N=$((N + 1)); echo "ok $N - axe-core # SKIP npm's registry cannot be reached" ;;
	*) axe=; report "axe-core" 1 ;;
	esac
	mkdir walk && cd walk || exit 99
	STORE=sqlite:kawaraban.db
	config "intake: {answers_a_day: 50}"
	sed -i "s,^mail:,  web: $APP\n  partners: [{name: 見本商工会議所\, code: WCCI24}]\n&," kawaraban.yaml
	kw init >/dev/null || bail init
	alert 1 | kw receive --sender staff@desk.example.org && kw items pick 1 >"$T/.out" || bail "no item"
	serve
	cat >link <<-LINK
	#!/bin/sh
	# link KIND : sends, a newsletter too, and prints the newest link of that kind
	cd "$PWD" || exit 1
	[ "\$1" != u ] || "$B/kawaraban" weekly send --date $(date +%F) >/dev/null 2>&1
	"$B/kawaraban" deliver >/dev/null 2>&1
	for f in \$(ls -t out/new); do "$B/kawaraban" inspect mail "out/new/\$f" | grep -o "$APP\$1/[a-z0-9]*"; done | head -n 1
	LINK
	chmod 755 link
	mkdir -p "$B/web"
	timeout 300 node "$web/pages.js" $N "$chromium" "$axe" "$B/web" "$U" "$PWD/link" >"$T/tap"
	[ $? = 0 ] || BAD=1
	cat "$T/tap"
	N=$((N + $(grep -cE '^(not )?ok ' "$T/tap")))
	stop "$PID"
	cd "$T" || exit 99
}

by_nginx() {
	command -v nginx >/dev/null && command -v fcgiwrap >/dev/null ||
		{ N=$((N + 1)); echo "ok $N - pages behind nginx # SKIP no nginx or no fcgiwrap"; return; }
	serve_by_nginx
	web 200 "nginx: the form" ""
	web 200 "nginx: his preferences" "p/$Q"
	web 404 "nginx: no such page" nothing
	query "update subscriber set state = 'active'" >/dev/null
	web 200 "nginx: one click in chunks" "u/$L" -H 'Transfer-Encoding: chunked' -d 'List-Unsubscribe=One-Click'
	same "has left" "$(state owner@shop.example)" left
	web 200 "nginx: leaving" "u/$L" -d do=leave
	web 413 "nginx: too long" "" -d @large
	stop "$PID"
}

all() { by_curl; by_hand
	case $STORE in sqlite:*) drips; locked; by_nginx ;; esac; }
engines all
walk
