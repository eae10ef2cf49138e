# lib.sh - what the command tests share (POSIX sh, perl, TAP).
#   ok NAME COMMAND…    passes where COMMAND exits 0      is NAME CODE COMMAND…  exits with CODE
#   out PATTERN         the last output has a line that matches (ERE)
#   engines FUNCTION    runs FUNCTION once on SQLite and once on PostgreSQL, each in a new folder
# Every test works in its own temporary folder; what it started is stopped at the end, also on failure.
set -u
umask 022
PATH=$PATH:/usr/sbin:/sbin; export PATH
LC_ALL=C.UTF-8; export LC_ALL
TOP=$PWD
B=$TOP/${B:-build}
CORPUS=$TOP/tests/corpus
N=0 BAD=0 PIDS='' HOOKS=:
T=$(mktemp -d "${TMPDIR:-/tmp}/kw.XXXXXX") && chmod 755 "$T" || exit 99
cd "$T" || exit 99
IS_ROOT=n; [ "$(id -u)" != 0 ] || IS_ROOT=y
NOW=2026-11-19T10:00+09:00

kw() { "$B/kawaraban" "$@"; }
report() { # report NAME GOOD(0 or not)
	N=$((N + 1))
	if [ "$2" = 0 ]; then echo "ok $N - $1"; return; fi
	BAD=$((BAD + 1)); echo "not ok $N - $1"
	[ ! -s "$T/.out" ] || tail -n 25 "$T/.out" | sed 's/^/# /' >&2 # the harness shows this, not what TAP says
}
ok() { name=$1; shift; "$@" >"$T/.out" 2>&1; report "$name" $?; }
is() { name=$1 want=$2; shift 2; "$@" >"$T/.out" 2>&1; got=$?
	[ $got = "$want" ] || echo "exit code $got, not $want" >>"$T/.out"; [ $got = "$want" ]; report "$name" $?; }
out() { grep -Eq -- "$1" "$T/.out"; report "… says: $1" $?; }
one_line() { [ "$(wc -l <"$T/.out")" = 1 ]; report "… in one line" $?; }
lacks() { ! grep -Eq -- "$1" "$T/.out"; report "… does not say: $1" $?; }
same() { [ "$2" = "$3" ] || printf 'got:    %s\nwanted: %s\n' "$2" "$3" >"$T/.out"; [ "$2" = "$3" ]; report "$1" $?; }
skip_all() { echo "1..0 # SKIP $1"; N=-1; exit 0; }
bail() { echo "Bail out! $1"; [ ! -s "$T/.out" ] || sed 's/^/# /' "$T/.out"; BAD=1; exit 99; }
on_exit() { HOOKS="$1; $HOOKS"; }
alive() { st=$(sed -n 's/^State:.\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null); [ -n "$st" ] && [ "$st" != Z ]; }
stop() { alive "$1" || { wait "$1" 2>/dev/null; return 0; }
	kill -TERM "$1" 2>/dev/null; i=0
	while alive "$1" && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done
	! alive "$1" || kill -KILL "$1" 2>/dev/null; wait "$1" 2>/dev/null; return 0; }
finish() { rc=$?; trap - EXIT; trap '' PIPE
	eval "$HOOKS"; for p in $PIDS; do stop "$p"; done
	[ "$N" -lt 0 ] || echo "1..$N"; [ "$BAD" = 0 ] || rc=1
	cd / || :; if [ -n "${KEEP:-}" ]; then echo "# kept $T"; else rm -rf "$T"; fi; exit "$rc"; }
trap finish EXIT; trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 141' PIPE; trap 'exit 143' TERM

# spawn LOG COMMAND… : in the background, $PID, stopped at the end
spawn() { log=$T/$1.log; shift; ( exec "$@" ) >"$log" 2>&1 </dev/null & PID=$!; PIDS="$PID $PIDS"; }
# ports N : free ports. Two hundred of them, below the range from which the kernel gives ports to outgoing connections,
# are this test's alone until it and all that it started have ended: a lock on a file, which the shell and whoever
# inherits descriptor 8 hold. Else another test could take one between its choice and its use. None is given twice.
lock_ports() {
	mkdir -p "${TMPDIR:-/tmp}/kw-ports.$(id -u)" || return
	for PORTS in $(perl -MList::Util=shuffle -e 'print join " ", shuffle map { 200 * $_ } 100 .. 159'); do
		exec 8>"${TMPDIR:-/tmp}/kw-ports.$(id -u)/$PORTS" && flock -n 8 && return
	done
}
lock_ports || { echo "Bail out! no ports"; exit 99; }
ports() { perl -MSocket -e 'my ($n, $at, $end, $file) = (@ARGV[0, 1], $ARGV[1] + 200, $ARGV[2]); my (@s, @p);
	if (open my $f, "<", $file) { $at = <$f> }
	while (@p < $n) { $at < $end or die "no free port is left\n"; socket(my $s, PF_INET, SOCK_STREAM, 0);
		if (bind $s, sockaddr_in($at, INADDR_LOOPBACK)) { push @s, $s; push @p, $at } $at++ }
	open my $f, ">", $file or die; print $f $at; close $f; print "@p\n"' "$1" "$PORTS" "$T/.ports"; }
wait_tcp() { perl -MSocket -e 'my($p,$pid)=@ARGV;for(1..1200){exit 2 if $pid&&!kill(0,$pid)&&$!{ESRCH};
	socket(my $s,PF_INET,SOCK_STREAM,0);exit 0 if connect($s,sockaddr_in($p,inet_aton("127.0.0.1")));select undef,undef,undef,.05}exit 1' "$@"; }
# a minute, for both: where all is well they end at once, and no machine is too slow
wait_for() { until=$(($(date +%s) + 60)); while ! "$@" >/dev/null 2>&1; do [ "$(date +%s)" -lt $until ] || return 1; sleep 0.05; done; }
selfsigned() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$1/key.pem" -out "$1/cert.pem" 2>/dev/null && chmod 640 "$1/key.pem"; }

# config [LINE…] : writes kawaraban.yaml for $STORE and $RELAY ($RELAY_MORE: further keys of it), with more lines at the end
config() {
	cat >kawaraban.yaml <<-YAML
	store: ${STORE:-sqlite:kawaraban.db}
	publisher:
	  title: サイバーかわら版
	  name: 見本ネットワーク
	  postal_address: 〒100-0000 東京都見本区1-2-3
	  phone: 03-0000-0000
	  contact: kawaraban@news.example.org
	mail:
	  from: kawaraban@news.example.org
	  list_id: kawaraban.news.example.org
	  return_path: verp-plus
	relay: {url: "${RELAY:-maildir:out}", tls: none${RELAY_MORE:+, $RELAY_MORE}}
	staff:
	  - {address: staff@desk.example.org, name: 担当}
	YAML
	for line in "$@"; do printf '%s\n' "$line" >>kawaraban.yaml; done
}
# a forwarded advisory in Japanese: alert NUMBER [SUBJECT]
alert() {
	printf 'From: staff@desk.example.org\r\nTo: kawaraban@news.example.org\r\nSubject: Fwd: %s\r\nMessage-ID: <%s@desk.example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n' "${2:-alert $1}" "$1"
	printf 'お疲れさまです。連休の前に見てください。\r\n\r\n---------- Forwarded message ---------\r\nFrom: <announce@jpcert.or.jp>\r\nDate: 2026年11月17日(火) 11:02\r\nSubject: %s\r\nTo: <staff@desk.example.org>\r\n\r\n概要の%s番です。\r\n' "${2:-alert $1}" "$1"
}
# pg URL SQL : by psql; all tests share one server, and a crowd of another test may hold every connection
# or fill the queue of its socket. psql exits with 2 where it got no connection: then again, for 60 s.
pg() { tries=0; until psql -XAtq "$1" -c "$2" 2>"$T/.psql"; do
	[ $? = 2 ] && [ $tries -lt 600 ] || { cat "$T/.psql" >&2; return 1; }
	tries=$((tries + 1)); sleep 0.1; done; }
# query SQL : one value out of the store of this folder, whichever engine
query() {
	case ${STORE:-sqlite} in
	postgresql:*) pg "$STORE" "$1" ;;
	*) sqlite3 -cmd '.timeout 60000' kawaraban.db "$1" ;;
	esac
}
engines() {
	mkdir sqlite && cd sqlite && STORE=sqlite:kawaraban.db && echo "# on SQLite" && "$1"
	cd "$T" || exit 99
	# the commands are the same, and under sanitizers the unit tests use both
	case $B in *-san) return ;; esac
	if [ -z "${KW_TEST_PGSQL:-}" ]; then
		N=$((N + 1)); echo "ok $N - PostgreSQL # SKIP KW_TEST_PGSQL is not set (tests/support/with-postgres)"
		return
	fi
	schema=c$$_$(date +%s%N)
	pg "$KW_TEST_PGSQL" "CREATE SCHEMA $schema" || bail "no schema"
	mkdir pgsql && cd pgsql && STORE="$KW_TEST_PGSQL&options=-csearch_path%3D$schema" && echo "# on PostgreSQL" && "$1"
	cd "$T" || exit 99
}
