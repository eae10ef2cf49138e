#!/bin/sh
# fetch against nginx: compressed answers, ETag and 304, redirects for good and for now, two servers at once.
. "$(dirname "$0")/lib.sh"
command -v nginx >/dev/null || skip_all "nginx is not installed"

set -- $(ports 2); P=$1 Q=$2
mkdir www run
feed() { # feed FILE TITLE COUNT
	{ echo '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>見本</title>'
	for i in $(seq "$3"); do echo "<item><title>$2 第${i}号</title><guid>tag:x.example,2026:$1-$i</guid><link>https://x.example/$1/$i</link><pubDate>18 Nov 2026 10:00:00 +0900</pubDate><description>同じ文が続きます。同じ文が続きます。</description></item>"; done
	echo '</channel></rss>'; } >"www/$1"
}
feed big.xml "大きな配信のお知らせ" 300
feed other.xml "別の配信のお知らせ" 3
cat >nginx.conf <<-CONF
	daemon off; master_process off; pid $T/run/pid; error_log $T/run/error;
	events { worker_connections 64; }
	http {
	  types { application/rss+xml xml; } default_type text/plain;
	  log_format seen '\$server_port \$request_uri \$status \$sent_http_content_encoding \$http_user_agent';
	  access_log $T/run/access seen;
	  client_body_temp_path $T/run/a; proxy_temp_path $T/run/b; fastcgi_temp_path $T/run/c; uwsgi_temp_path $T/run/d; scgi_temp_path $T/run/e;
	  gzip on; gzip_types application/rss+xml; gzip_min_length 100; etag on;
	  server { listen 127.0.0.1:$P; root $T/www;
	    location = /old.xml { return 308 /big.xml; }
	    location = /now.xml { return 302 /other.xml; }
	    location = /round.xml { return 301 /round.xml; }
	    location = /away.xml { return 301 http://169.254.169.254/latest/; }
	    location = /busy.xml { return 503; } }
	  server { listen 127.0.0.1:$Q; root $T/www; }
	}
CONF
spawn nginx nginx -e "$T/run/error" -p "$T" -c "$T/nginx.conf"
wait_tcp "$P" "$PID" || bail "no nginx: $(cat "$T/nginx.log")"
seen() { grep -c "$1" "$T/run/access"; }

fetching() {
	: >"$T/run/access"
	config "fetch: {max_bytes: 128k}" "sources:" "  - {url: 'http://127.0.0.1:$P/old.xml', allow_private: true}" \
		"  - {url: 'http://127.0.0.1:$P/now.xml', allow_private: true}" "  - {url: 'http://127.0.0.1:$Q/big.xml', allow_private: true}" \
		"  - {url: 'http://127.0.0.1:$P/round.xml', allow_private: true}" "  - {url: 'http://127.0.0.1:$P/away.xml', allow_private: true}" \
		"  - {url: 'http://127.0.0.1:$P/busy.xml', allow_private: true}"
	kw init >/dev/null || bail init
	is "some fail, the others are read" 75 kw --now $NOW fetch
	out 'round.xml.*redirects'
	out 'away.xml.*not public'
	out 'busy.xml.*503'
	same "all entries, once" "$(query "select count(*) from item where title like '大きな%'") $(query "select count(*) from item where title like '別の%'")" "300 3"
	same "they came compressed" "$(seen ' /big.xml 200 gzip Kawaraban')" 2
	kw --now 2026-11-19T11:05+09:00 fetch 2>/dev/null | grep unchanged >unchanged
	same "an hour later nothing has changed" "$(wc -l <unchanged | tr -d ' ')" 3
	same "by ETag" "$(seen ' /big.xml 304')" 2
	same "the old place of what moved is not asked again, that of the other is" "$(seen ' /old.xml ') $(seen ' /now.xml ')" "1 2"
}
engines fetching

mkdir small && cd small || exit 99
STORE=sqlite:kawaraban.db
config "fetch: {max_bytes: 64k}" "sources:" "  - {url: 'http://127.0.0.1:$P/big.xml', allow_private: true}"
kw init >/dev/null || bail init
is "a ceiling on what is unpacked" 75 kw --now $NOW fetch
out 'larger than 65536 bytes'
