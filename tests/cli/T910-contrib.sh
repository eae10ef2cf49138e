#!/bin/sh
# contrib: every line for cron and every command of a systemd unit does its work in a new folder; systemd can read the
# units, and its calendar says the hours that their descriptions name.
. "$(dirname "$0")/lib.sh"

# does LINE : as its user would, in this folder. Another day than the newsletter's is refused (77).
does() {
	(cd / && env "PATH=$B:/usr/bin:/bin" sh -c "$1"); code=$?
	case $1 in *'weekly send'*) [ $code = 0 ] || [ $code = 77 ] ;; *'--watch'*) [ $code = 124 ] ;; *) [ $code = 0 ] ;; esac
}
each() { # each FILE: its lines, one command each
	while IFS= read -r line <&3; do ok "$(printf %s "$line" | sed "s|$PWD|…|g; s|$B/||")" does "$line"; done 3<"$1"
}

mkdir -p box/new box/cur box/tmp units
config 'poll:' '  - {url: maildir:box}'
kw init >/dev/null || bail init
kw --now $NOW subscribers add a@example.net >/dev/null || bail add

sed -n 's|^#\{0,1\}[0-9*][^ ]* .* kawaraban  *\(cd /var/lib/kawaraban && .*\)|\1|p' "$TOP/contrib/cron/kawaraban" |
	sed "s|/var/lib/kawaraban|$PWD|g" >lines
same "cron: a line a job" "$(wc -l <lines)" "$(grep -c '&&' "$TOP/contrib/cron/kawaraban")"
each lines

sed -n 's|^ExecStart=/usr/local/bin/||p' "$TOP"/contrib/systemd/*.service | sed "s|.*--watch|timeout 2 &|; s|^|cd $PWD \&\& |" >commands
each commands

command -v systemd-analyze >/dev/null || { N=$((N + 1)); echo "ok $N - systemd # SKIP systemd is not installed"; exit; }
for unit in "$TOP"/contrib/systemd/*.service "$TOP"/contrib/systemd/*.timer; do
	sed "s|/usr/local/bin/kawaraban|$B/kawaraban|; /^Documentation=/d" "$unit" >"units/${unit##*/}"
done
ok "systemd reads the units" systemd-analyze verify units/*
lacks .
hour() { sed -n 's/^OnCalendar=//p' "$TOP/contrib/systemd/kawaraban-$1.timer" | TZ=UTC xargs -d '\n' systemd-analyze calendar --base-time='2026-11-18 12:00 UTC'; }
ok "the newsletter" hour weekly
out 'Next elapse: Thu 2026-11-19 01:00:00 UTC'
ok "reminders" hour consult
out 'Next elapse: Thu 2026-11-19 00:00:00 UTC'
