# servers.sh - throw-away Dovecot (IMAP, LMTP, SASL) and Postfix (SMTP, STARTTLS, SMTPS) on loopback, for
# lib.sh. Free ports, own folders below $T, stopped by lib.sh. Root and ordinary users for Dovecot; the
# master process of Postfix wants root.
#
# dovecot_start: $DOV folder, $IMAP $IMAPS $POP3 $POP3S $LMTP ports; users owner, shop, works with the password
#   "secret"; with $OAUTH_URL (token introspection, RFC 7662) also XOAUTH2 and OAUTHBEARER
# postfix_start: $PF folder, $SMTP (no TLS), $SUBM (STARTTLS, AUTH), $SMTPS ports; accepts @example.org for
#   Dovecot's users; gone@ is 550, busy@ is 450; list@ goes to the program $RECEIVE
# postgres_own: the server of $KW_TEST_PGSQL is this test's alone (its script starts itself anew under
#   tests/support/with-postgres first), and may be stopped; postgres_schema NAME: a new one, and $STORE in it;
#   postgres_stop SIGNAL (INT: in order, QUIT: as by a crash); postgres_start: again, where it lay

postgres_own() {
	[ -n "${KW_TEST_PGSQL:-}" ] || skip_all "KW_TEST_PGSQL is not set (tests/support/with-postgres)"
	PG=${KW_TEST_PGSQL#*host=}; PG=${PG%%&*}
	PG_BIN=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
	PG_AS=''
	[ $IS_ROOT = n ] || PG_AS="--reuid=nobody --regid=$(id -g nobody) --clear-groups --no-new-privs"
}
postgres_schema() {
	pg "$KW_TEST_PGSQL" "CREATE SCHEMA $1" || bail "no schema"
	STORE="$KW_TEST_PGSQL&options=-csearch_path%3D$1"
}
postgres_gone() { ! alive "$1" && [ ! -e "$PG/d/postmaster.pid" ]; }
postgres_stop() {
	pid=$(head -n 1 "$PG/d/postmaster.pid")
	kill -"$1" "$pid" && wait_for postgres_gone "$pid" || bail "PostgreSQL does not end"
}
postgres_start() {
	# shellcheck disable=SC2086 # $PG_AS is a list of words
	spawn postgres setpriv $PG_AS --pdeathsig INT "$PG_BIN/postgres" -D "$PG/d"
	wait_for "$PG_BIN/pg_isready" -q -h "$PG" -U app -d postgres || bail "PostgreSQL does not start"
}

dovecot_start() {
	DOV=$T/dovecot; mkdir -p "$DOV/run" "$DOV/mail"; chmod 755 "$DOV" "$DOV/run"; selfsigned "$DOV"
	set -- $(ports 5); IMAP=$1 LMTP=$2 IMAPS=$3 POP3=$4 POP3S=$5
	if [ $IS_ROOT = y ]; then internal=dovecot group=dovecot login=dovenull owner=nobody auth=postfix
		id postfix >/dev/null 2>&1 || auth=nobody
	else internal=$(id -un) group=$(id -gn) login=$internal owner=$internal auth=$internal; fi
	chown "$owner" "$DOV/mail"
	for u in owner shop works; do echo "$u:{PLAIN}secret::::::"; done >"$DOV/passwd"; chmod 644 "$DOV/passwd"
	cat >"$DOV/dovecot.conf" <<-CONF
	base_dir = $DOV/run
	state_dir = $DOV/run
	instance_name = t$$
	log_path = $DOV/log
	protocols = imap pop3 lmtp
	listen = 127.0.0.1
	default_internal_user = $internal
	default_internal_group = $group
	default_login_user = $login
	default_client_limit = 100
	default_process_limit = 20
	shutdown_clients = yes
	ssl = yes
	ssl_cert = <$DOV/cert.pem
	ssl_key = <$DOV/key.pem
	disable_plaintext_auth = no
	auth_mechanisms = plain login ${OAUTH_URL:+xoauth2 oauthbearer}
	auth_username_format = %Ln
	auth_failure_delay = 0
	mail_location = maildir:$DOV/mail/%n
	mail_uid = $owner
	mail_gid = $(id -gn "$owner")
	first_valid_uid = 1
	recipient_delimiter = +
	namespace inbox {
	  inbox = yes
	}
	passdb {
	  driver = passwd-file
	  args = scheme=PLAIN username_format=%n $DOV/passwd
	}
	userdb {
	  driver = passwd-file
	  args = username_format=%n $DOV/passwd
	  default_fields = uid=$owner gid=$(id -gn "$owner") home=$DOV/mail/%n
	}
	service imap-login {
	  chroot =
	  inet_listener imap {
	    port = $IMAP
	  }
	  inet_listener imaps {
	    port = $IMAPS
	    ssl = yes
	  }
	}
	service pop3-login {
	  chroot =
	  inet_listener pop3 {
	    port = $POP3
	  }
	  inet_listener pop3s {
	    port = $POP3S
	    ssl = yes
	  }
	}
	service lmtp {
	  chroot =
	  inet_listener lmtp {
	    port = $LMTP
	  }
	}
	service anvil {
	  chroot =
	  unix_listener anvil-auth-penalty {
	    mode = 0
	  }
	}
	service auth {
	  unix_listener auth-client {
	    mode = 0660
	    user = $auth
	  }
	}
	service stats {
	  unix_listener stats-reader {
	    mode = 0600
	  }
	  unix_listener stats-writer {
	    mode = 0666
	  }
	}
	CONF
	if [ -n "${OAUTH_URL:-}" ]; then
		printf '%s\n' 'passdb {' 'driver = oauth2' 'mechanisms = xoauth2 oauthbearer' "args = $DOV/oauth2" '}' >>"$DOV/dovecot.conf"
		printf '%s\n' "introspection_url = $OAUTH_URL" 'introspection_mode = post' 'username_attribute = username' \
			'active_attribute = active' 'active_value = true' >"$DOV/oauth2"
	fi
	spawn dovecot dovecot -F -c "$DOV/dovecot.conf"
	wait_tcp "$IMAP" "$PID" && wait_tcp "$LMTP" "$PID" && return 0
	cat "$T/dovecot.log" "$DOV/log" >"$T/.out" 2>/dev/null; return 1
}

postfix_start() {
	PF=$T/postfix; mkdir -p "$PF/q" "$PF/data"; selfsigned "$PF"; chown postfix "$PF/data"
	set -- $(ports 3); SMTP=$1 SUBM=$2 SMTPS=$3
	cat >"$PF/main.cf" <<-CONF
	compatibility_level = 3.6
	queue_directory = $PF/q
	data_directory = $PF/data
	command_directory = /usr/sbin
	daemon_directory = /usr/lib/postfix/sbin
	mail_owner = postfix
	setgid_group = postdrop
	maillog_file = $PF/log
	maillog_file_prefixes = $PF
	myhostname = mx.example.org
	mydestination =
	inet_interfaces = 127.0.0.1
	inet_protocols = ipv4
	mynetworks = 127.0.0.0/8
	smtp_dns_support_level = disabled
	alias_maps =
	alias_database =
	local_recipient_maps =
	recipient_delimiter = +
	virtual_mailbox_domains = example.org
	virtual_mailbox_maps = inline:{owner@example.org=x, shop@example.org=x, works@example.org=x, list@example.org=x}
	virtual_transport = lmtp:inet:127.0.0.1:$LMTP
	transport_maps = inline:{list@example.org=receive:}
	receive_destination_recipient_limit = 1
	smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
	smtpd_recipient_restrictions = check_recipient_access inline:{{gone@example.org=550 5.1.1 no such user}, {busy@example.org=450 4.2.1 try again later}}
	smtpd_tls_cert_file = $PF/cert.pem
	smtpd_tls_key_file = $PF/key.pem
	smtpd_sasl_type = dovecot
	smtpd_sasl_path = $DOV/run/auth-client
	broken_sasl_auth_clients = no
	smtpd_error_sleep_time = 0
	minimal_backoff_time = 1s
	maximal_backoff_time = 2s
	queue_run_delay = 1s
	CONF
	cat >"$PF/master.cf" <<-CONF
	127.0.0.1:$SMTP  inet n - n - - smtpd -o smtpd_tls_security_level=none
	127.0.0.1:$SUBM  inet n - n - - smtpd -o smtpd_tls_security_level=may -o smtpd_sasl_auth_enable=yes -o mynetworks= -o smtpd_tls_auth_only=yes
	127.0.0.1:$SMTPS inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes -o mynetworks=
	pickup    unix n - n 1 1 pickup
	cleanup   unix n - n - 0 cleanup
	qmgr      unix n - n 1 1 qmgr
	tlsmgr    unix - - n 1000? 1 tlsmgr
	rewrite   unix - - n - - trivial-rewrite
	bounce    unix - - n - 0 bounce
	defer     unix - - n - 0 bounce
	trace     unix - - n - 0 bounce
	proxymap  unix - - n - - proxymap
	smtp      unix - - n - - smtp
	showq     unix n - n - - showq
	error     unix - - n - - error
	retry     unix - - n - - error
	lmtp      unix - - n - - lmtp
	anvil     unix - - n - 1 anvil
	scache    unix - - n - 1 scache
	postlog   unix-dgram n - n - 1 postlogd
	receive   unix - n n - 5 pipe flags=Rh user=nobody null_sender= argv=${RECEIVE:-/bin/false} --sender \${sender} --recipient \${original_recipient}
	CONF
	# Postfix waits two seconds on a configuration that is younger than that
	touch -d '1 minute ago' "$PF/main.cf" "$PF/master.cf"
	(cd "$PF/q" && install -d -m 700 -o postfix active bounce corrupt defer deferred flush hold incoming private saved trace &&
		install -d -m 730 -o postfix -g postdrop maildrop && install -d -m 710 -o postfix -g postdrop public && install -d pid) || return 1
	# -d: in the foreground; setsid: its TERM handler kills its process group
	spawn postfix setsid /usr/lib/postfix/sbin/master -c "$PF" -d
	wait_tcp "$SMTP" "$PID" && wait_tcp "$SUBM" "$PID" && wait_tcp "$SMTPS" "$PID" && return 0
	cat "$T/postfix.log" "$PF/log" >"$T/.out" 2>/dev/null; return 1
}

# mailbox_count USER; mailbox_fetch USER N prints mail N as it lies in the mailbox, by IMAP
mailbox_count() { curl -sS --max-time 10 -u "$1:secret" "imap://127.0.0.1:$IMAP/" -X 'STATUS INBOX (MESSAGES)' | sed -n 's/.*MESSAGES \([0-9]*\).*/\1/p'; }
mailbox_has() { [ "$(mailbox_count "$1")" = "$2" ]; }
mailbox_fetch() { curl -sS --max-time 10 -u "$1:secret" "imap://127.0.0.1:$IMAP/INBOX;MAILINDEX=$2"; }
