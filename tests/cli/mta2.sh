# mta2.sh - throw-away Exim (STARTTLS, plain) and OpenSMTPD (plain) on loopback, for lib.sh. As Debian packages
# either would take Postfix away, so their files are unpacked into a folder of the build.
#
# mta2_unpack: $X, the unpacked files; once for all
# exim_start: $EX folder, $EXIM port; takes @exim.test into $EX/mbox; gone@ is 550, busy@ is 450; root, or user namespaces
# opensmtpd_start: $OS folder, $OSMTP port; takes @opensmtpd.test into the Maildir $OS/md; root only. Its TLS server
#   does not work in Debian 12 (every handshake fails)

mta2_unpack() {
	X=$TOP/build-mta2/x # not in $B: make would take files there for its own
	mkdir -p "$TOP/build-mta2" || return 1
	( # the tests of both trees may come here at once
		flock 9
		[ ! -x "$X/usr/sbin/smtpd" ] || [ ! -x "$X/usr/sbin/exim4" ] || exit 0
		cd "$TOP/build-mta2" || exit 1
		rm -rf x y ./*.deb
		list=$(sed -n 's/^unpack: //p' "$TOP/contrib/debian/packages")
		sudo=; [ $IS_ROOT = y ] || sudo='sudo -n'
		# shellcheck disable=SC2086 # both are meant to split
		{ apt-get -q download $list || { $sudo apt-get -q update && apt-get -q download $list; }; } >log 2>&1 || exit 1
		for d in *.deb; do dpkg -x "$d" y || exit 1; done
		chmod 755 . y
		find y -type f -perm /6000 -exec chmod u-s,g-s {} + # unpacked by root, exim4 would be setuid root
		mv y x # whole or not there
	) 9>"$TOP/build-mta2/lock"
}

# users that the programs want to find, in a copy of the file
with_users() { # with_users FOLDER NAME:ID…
	cp /etc/passwd /etc/group "$1/" || return 1
	folder=$1; shift
	for u in "$@"; do
		echo "${u%:*}:x:${u#*:}:${u#*:}::/var/lib/opensmtpd/empty:/usr/sbin/nologin" >>"$folder/passwd"
		echo "${u%:*}:x:${u#*:}:" >>"$folder/group"
	done
}

exim_start() {
	EX=$T/exim; mkdir -p "$EX/spool" "$EX/log"; selfsigned "$EX"
	EXIM=$(ports 1) user=$(id -un)
	[ $IS_ROOT = n ] || { user=nobody; chown -R nobody "$EX"; }
	cat >"$EX/exim.conf" <<-CONF
	exim_path = $X/usr/sbin/exim4
	exim_user = $user
	exim_group = $(id -gn "$user")
	spool_directory = $EX/spool
	log_file_path = $EX/log/%slog
	log_selector = +pipelining +smtp_protocol_error +tls_cipher
	pid_file_path = $EX/pid
	primary_hostname = exim.test
	qualify_domain = exim.test
	local_interfaces = 127.0.0.1
	daemon_smtp_ports = $EXIM
	keep_environment =
	add_environment = PATH=/usr/bin:/bin
	deliver_drop_privilege
	never_users =
	tls_advertise_hosts = *
	tls_certificate = $EX/cert.pem
	tls_privatekey = $EX/key.pem
	acl_smtp_rcpt = acl_rcpt
	acl_smtp_data = accept
	host_lookup =
	rfc1413_query_timeout = 0s
	queue_run_max = 5
	begin acl
	acl_rcpt:
	  deny message = no such user
	    local_parts = gone
	  defer message = try later
	    local_parts = busy
	  accept
	begin routers
	in:
	  driver = accept
	  domains = exim.test
	  transport = box
	begin transports
	box:
	  driver = appendfile
	  file = $EX/mbox
	  user = $user
	begin retry
	* * F,1h,1s
	CONF
	[ $IS_ROOT = n ] || chown root "$EX/exim.conf" # one that is another's is refused
	with_users "$EX" Debian-exim:64903 # the build insists on that user
	if [ $IS_ROOT = y ]; then set -- -m --propagation private; else set -- -c -m --keep-caps; fi
	unshare "$@" true 2>/dev/null || return 77
	spawn exim unshare "$@" sh -ec 'mount --bind "$2/passwd" /etc/passwd; mount --bind "$2/group" /etc/group
		[ "$(id -u)" = 0 ] || exec setpriv --inh-caps=-all --ambient-caps=-all --bounding-set=-all "$1/usr/sbin/exim4" -bdf -q1s -C "$2/exim.conf"
		exec "$1/usr/sbin/exim4" -bdf -q1s -C "$2/exim.conf"' sh "$X" "$EX"
	wait_tcp "$EXIM" "$PID"
}

# Its users and paths are built in: it gets a mount namespace of its own that has them.
opensmtpd_start() {
	OS=$T/opensmtpd; mkdir -p "$OS/md" "$OS/home"; chown nobody "$OS/md" "$OS/home"
	OSMTP=$(ports 1)
	with_users "$OS" opensmtpd:64901 opensmtpq:64902
	cat >"$OS/smtpd.conf" <<-CONF
	table v { "@" = "nobody" }
	table ub { "nobody" = "$(id -u nobody):$(id -g nobody):$OS/home" }
	listen on 127.0.0.1 port $OSMTP
	action "in" maildir "$OS/md" virtual <v> userbase <ub>
	match from any for domain "opensmtpd.test" action "in"
	CONF
	spawn opensmtpd unshare -m --propagation private sh -ec 'mount --bind "$1/passwd" /etc/passwd
		mount --bind "$1/group" /etc/group
		mount --bind "$2/usr/libexec" /usr/libexec
		for d in /var/spool /var/lib /run; do mount -t tmpfs -o mode=755,size=64m tmpfs $d; done
		mkdir -p /var/lib/opensmtpd/empty /var/spool/smtpd; chmod 711 /var/spool/smtpd
		exec "$2/usr/sbin/smtpd" -d -f "$1/smtpd.conf"' sh "$OS" "$X"
	wait_tcp "$OSMTP" "$PID"
}
