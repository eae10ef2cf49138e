#!/bin/sh
# inspect over public test sets that are not part of this tree (KW_CORPORA, else ../shared/corpora): what it reads right,
# in the ordinary tree, and that no file and no damaged copy of one breaks it, in the sanitizer tree.
. "$(dirname "$0")/lib.sh"

sets=${KW_CORPORA:-$TOP/../shared/corpora}
if [ ! -f "$sets/score.py" ] || ! command -v python3 >/dev/null; then
	report "nothing was looked at: there is no folder of test sets here (KW_CORPORA), or no python3" 0
	exit
fi
sets=$(cd "$sets" && pwd)

score() { # score SET PERCENT
	ok "$1: at least $2 % of what others' tests state" \
		python3 "$sets/score.py" "$1" --min "$2" -- "$B/kawaraban" inspect mail
	sed -n 's/^ *ALL FACTS */# all facts: /p' "$T/.out"
}
charset() { # charset FILE TEXT: the text stands in what inspect says
	ok "charset/$1" kw inspect mail "$sets/samples/charset/$1"
	grep -Fq -- "$2" "$T/.out"; report "… says: $2" $?
}
# replay ROOM-NAME DAMAGE FOLDER…: a fuzz target over every file below, and damaged copies. What ASan does for
# strstr() is to measure the whole text each time; the time limit would be about that.
replay() {
	name=$1 damage=$2; shift 2
	ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}intercept_strstr=0:quarantine_size_mb=8 LSAN_OPTIONS=suppressions=$TOP/tests/support/leaks.txt:print_suppressions=0 \
		ok "$name: the files of $*, and $damage damaged copies of each" \
		"$B/fuzz/$name" --damage "$damage" --seconds 5 --mib 400 --keep "$T/input" "$@"
	tail -n 1 "$T/.out" | sed 's/^/# /'
	[ ! -f "$T/input" ] || { cp "$T/input" "/tmp/kw-$name.input"; echo "# the input that broke it: /tmp/kw-$name.input"; }
}

case $B in
*san*)
	cd "$sets" || exit
	replay ingest-reading 4 bounces/files forwards/files forwards_l10n/files mime/files samples
	replay mail-dsn 4 bounces/files
	replay ingest-feed 2 feeds/files feed_sanitize/files samples
	;;
*)
	score bounces 96
	score mime 97
	score forwards 97
	score forwards_l10n 97
	charset 01_nec_row13_body.eml 'A①B 日本 end'
	charset 02_taka_body.eml '担当：髙橋様、①更新してください。'
	charset 03_halfkana_escI.eml 'ｱｳｲ end'
	charset 04_subject_nec.eml '①CVE 日本'
	charset 05_subject_split_multibyte.eml '"日本語"'
	charset 06_subject_raw_sjis.eml '"重要：脆弱性①"'
	charset 06_subject_raw_sjis.eml '表示①C:\\temp ~x 髙橋'
	charset 07_unknown8bit.eml '日本語テスト'
	charset 08_xsjis.eml '日本語①'
	for n in 09_filename_2047 10_filename_2231_iso2022jp 11_filename_2231_cont 12_filename_raw_jis; do
		charset $n.eml '"日本.pdf"'
	done
	charset 13_filename_raw_sjis.eml '"表示.pdf"'
	charset 14_flowed_delsp.eml 'これは長い行で途中で折れています。続き。'
	charset 15_from_raw_comment.eml '"①～"'
	charset 15_from_raw_comment.eml '"日本"'
	charset 16_subject_quoted_2047.eml '"日本"'
	charset 17_esc_stripped.eml '日本語 test'
	charset 18_utf8_mislabelled_iso2022jp.eml '"日本語"'
	charset 19_nocharset_jis.eml '"日本"'
	cd "$sets" || exit
	ok "every file, in time" "$B/fuzz/ingest-reading" --damage 4 --seconds 3 --mib 300 \
		bounces/files forwards/files forwards_l10n/files mime/files samples
	tail -n 1 "$T/.out" | sed 's/^/# /'
	;;
esac
