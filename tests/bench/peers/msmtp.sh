#!/bin/sh
# msmtp.sh PORT COUNT MESSAGE: a shell user's loop: sed puts the person in, msmtp sends, a connection a letter.
i=0
while [ $i -lt "$2" ]; do
	sed -e "s/^To:.*/To: p$i@example.net/" -e "s/^Message-ID:.*/Message-ID: <t$i@kawaraban.news.example.org>/" "$3" |
		msmtp --host=127.0.0.1 --port="$1" --tls=off --auth=off --from="kawaraban+t$i@news.example.org" "p$i@example.net" || exit 1
	i=$((i + 1))
done
