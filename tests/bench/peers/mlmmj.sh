#!/bin/sh
# mlmmj.sh PORT COUNT MESSAGE FOLDER: one post to a list of COUNT people by mlmmj-send, with VERP.
set -eu
port=$1 count=$2 message=$3 list=$4
rm -rf "$list"
mkdir -p "$list"/incoming "$list"/queue/discarded "$list"/archive "$list"/text "$list"/subconf "$list"/unsubconf "$list"/bounce \
	"$list"/control "$list"/moderation "$list"/subscribers.d "$list"/digesters.d "$list"/requeue "$list"/nomailsubs.d
echo 0 >"$list/index"
echo news@news.example.org >"$list/control/listaddress"
echo owner@news.example.org >"$list/control/owner"
echo 127.0.0.1 >"$list/control/relayhost"
echo "$port" >"$list/control/smtpport"
perl -e 'print "p$_\@example.net\n" for 0 .. $ARGV[0] - 1' "$count" >"$list/subscribers.d/p"
cp "$message" "$list/queue/post"
exec "$(command -v mlmmj-send)" -L "$list" -m "$list/queue/post"
