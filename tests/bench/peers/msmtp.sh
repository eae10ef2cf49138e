#!/bin/sh
# msmtp.sh PORT COUNT MESSAGE [CA]: a shell user's loop: sed puts the person in, msmtp sends, a connection a letter.
# With CA: SMTPS.
set -eu
to="--host=127.0.0.1 --tls=off"
[ $# -lt 4 ] || to="--host=localhost --tls=on --tls-starttls=off --tls-trust-file=$4"
i=0
while [ $i -lt "$2" ]; do
	# shellcheck disable=SC2086 # options are meant to split
	sed -e "s/^To:.*/To: p$i@example.net/" -e "s/^Message-ID:.*/Message-ID: <t$i@kawaraban.news.example.org>/" "$3" |
		msmtp $to --port="$1" --auth=off --from="kawaraban+t$i@news.example.org" "p$i@example.net"
	i=$((i + 1))
done
