/* kawaraban.yaml as a struct. Every key, its default and its limits stand in one table in
 * lib/base/config.c; an unknown key is an error that names the line and the nearest known key.
 *
 * Relative paths are resolved against the folder of the configuration file. Every value isXX */
#pragma once

#include <glib.h>

typedef enum {
	KW_RETURN_PATH_PLAIN,
	KW_RETURN_PATH_VERP_PLUS,
	KW_RETURN_PATH_VERP_DOMAIN
} KwReturnPath;
typedef enum { KW_AFTER_CRASH_RESEND, KW_AFTER_CRASH_HOLD } KwAfterCrash;
typedef enum { KW_TLS_REQUIRED, KW_TLS_NONE } KwTls;

/* One way out. Several share the letters by weight, and stand in for each other. */
typedef struct {
	char *url;      /* smtp://HOST[:PORT], smtps://…, maildir:PATH (absolute after loading;
			 default "out" beside the configuration: nothing is sent) */
	KwTls tls;      /* smtp:// means STARTTLS unless `tls: none` is written */
	char *ca_file;  /* NULL: the system's certificates */
	char *username; /* NULL: no AUTH */
	char *password_file; /* first line is the password; mode 0600 */
	char *token_command; /* prints an OAuth 2.0 bearer token (XOAUTH2); instead of a password */
	char *ehlo_name;     /* default: the host's name */
	int connections;     /* 1..50; default 4 */
	int timeout_s;       /* per reply, default 60; the final dot always has 600 s (RFC 5321) */
	int weight;     /* 0..100, default 10: share of the letters; 0 = only where others fail */
	gboolean chain; /* the next letter follows the dot before its reply came; default TRUE */
	int limit_letters; /* at most so many … 0 (default) = no limit */
	int limit_s;       /* … in so many seconds; default 900 */
} KwConfigRelay;

/* A mailbox that `poll` empties. */
typedef struct {
	char *url; /* maildir:PATH (absolute), imap://, imaps://, pop3://, pop3s://HOST[:PORT]
		      [/FOLDER]; imap:// and pop3:// mean STARTTLS unless `tls: none` is written */
	KwTls tls;
	char *ca_file;       /* NULL: the system's certificates */
	char *username;      /* NULL only for maildir: */
	char *password_file; /* first line is the password; mode 0600 */
	char *token_command; /* prints an OAuth 2.0 bearer token; instead of a password */
	gboolean keep; /* leave what was taken in the mailbox, marked as read; default FALSE */
	int timeout_s; /* without progress; default 60 */
	int at_most;   /* mails in one run; default 500 */
} KwConfigPoll;

typedef struct {
	char *address;
	char *name;
	char *organisation;
	char *pgp;   /* fingerprint of the OpenPGP key, hex; NULL = none */
	char *smime; /* SHA-256 fingerprint of the X.509 certificate, hex; NULL = none */
} KwConfigStaff;

/* A body that takes part in the newsletter; stands in its colophon. */
typedef struct {
	char *name;
	char *url;  /* or NULL */
	char *code; /* for subscribing, as written (base/code.h knows it); each its own; or NULL */
} KwConfigPartner;

typedef struct {
	char *url;
	char *name;      /* default: the URL */
	char *language;  /* "ja" (default) or "en" */
	char *publisher; /* id in ingest/publishers/, or NULL */
	char *reuse;     /* "facts" (default), "adapt-with-credit", "link-only" */
	char *trust;     /* "official", "vendor", "news", "community"; NULL: by `reuse` */
	gboolean allow_private;
	int interval_s; /* default 3600 */
	char *include;  /* words, separated by commas: only entries with one of them; NULL = all */
	char *exclude;  /* and none with one of these */
	gboolean watch_only; /* only entries about products of the watch-list; default FALSE */
	int at_most;         /* entries a day; default 0 = all */
} KwConfigSource;

typedef struct {
	char *path;   /* of the file itself */
	char *folder; /* that holds it: what relative paths are relative to */

	char *store;         /* "sqlite:/abs/path" or "postgresql://…" */
	int store_wait_s;    /* for a server of it that went away; default 600 */
	char *language;      /* default language of readers: "ja" or "en" */
	char *timezone_name; /* IANA */
	GTimeZone *timezone;
	char *templates; /* override folder, or NULL */
	char *keys_file;
	int retain_days;      /* default 400 */
	int unconfirmed_days; /* after a question to confirm is void; default 30 */

	/* publisher: who sends (Japanese law wants these in every letter) */
	char *title;          /* of the newsletter: サイバーかわら版 */
	char *publisher_name; /* full name of the sender */
	char *postal_address;
	char *phone;
	char *contact;       /* address for questions and complaints */
	char *website;       /* https://…/ or NULL */
	char *web;           /* https://…/kawaraban-web/ : the pages, or NULL; ends in "/" */
	char *web_leave;     /* https://…/u/ : the page for leaving; default WEB/u/, or NULL */
	GPtrArray *partners; /* KwConfigPartner *, may be empty */

	/* mail */
	char *from;               /* address letters come from and answers go to */
	char *list_id;            /* RFC 2919 identifier, e.g. kawaraban.news.example.jp */
	char *bounce;             /* address bounces go to (default `from`) */
	KwReturnPath return_path; /* default plain */
	char *authserv_id;        /* of the server that brings our mail (RFC 8601); NULL: no
				     Authentication-Results is believed */

	GPtrArray *relays;        /* KwConfigRelay *, at least one */
	KwAfterCrash after_crash; /* default resend */

	/* deliver */
	int deliver_hours;        /* a letter that is deferred longer is failed; default 48 */
	int deliver_hold_percent; /* more refused … default 10 */
	int deliver_hold_first;   /* … among the first so many of an issue hold it; default 200 */
	int deliver_hold_row;     /* so do so many in a row; default 50 */
	gboolean deliver_at_once; /* receive and bulletin send start a deliver; default FALSE */

	/* operator: whom staff call when they are stuck */
	/* letters that come back: points until a last letter asks (default 6), days after which
	 * points are forgotten (60), days until the last letter is taken to have arrived (7) */
	int bounce_limit, bounce_decay_days, bounce_probe_days;
	char *operator_name, *operator_phone, *operator_guide; /* NULL = not written */

	/* consult */
	char *consult_address; /* where readers' questions go; NULL: to everybody in `staff` */
	char *consult_hours; /* when somebody reads them, as readers are told; NULL = not written */
	int consult_days;    /* working days until an answer; default 2 */
	char *consult_closed; /* of the office (base/workday.h); default "12/29-1/3" */

	/* intake */
	int64_t intake_max_bytes;     /* default 25 MiB */
	int64_t intake_memory_bytes;  /* RLIMIT_AS of the child; default 1 GiB */
	int intake_cpu_s;             /* RLIMIT_CPU of the child; default 30 */
	int intake_parts;             /* MIME parts at most; default 1000 */
	char *intake_keyring;         /* folder: GnuPG's home with the keys of staff and publishers,
					 or NULL: nothing is verified */
	int intake_receipts;          /* receipts a day to one staff address; default 200 */
	int intake_answers;           /* automatic answers a day to one other address; default 5 */
	int intake_confirmations;     /* of these, requests for confirmation; default 2 */
	int intake_confirmations_all; /* requests for confirmation an hour to all together; 0 = not
					 set: by the size of the roll */
	int intake_undo_days;         /* so long the old address takes a move back; default 14 */
	int intake_visits;            /* requests an hour of one machine on the pages; default 10 */
	GPtrArray *polls;             /* KwConfigPoll *, may be empty */
	GPtrArray *staff;             /* KwConfigStaff * */

	/* fetch */
	GPtrArray *sources;       /* KwConfigSource * */
	int64_t fetch_max_bytes;  /* after decompression; default 8 MiB */
	int fetch_timeout_s;      /* default 30 */
	char *user_agent_contact; /* URL or address in the User-Agent; default `contact` */

	/* weekly */
	int weekly_weekday;       /* 1 = Monday … 7; default 4 */
	char *weekly_time;        /* "10:00" */
	int weekly_proof_weekday; /* until then staff decide; default 3 */
	char *weekly_proof_time;  /* "15:00" */
	int weekly_minutes;       /* that reading it may take, where its stories allow; default 5 */
} KwConfig;

/* Loads, checks and fills in defaults. Errors are KW_ERROR_CONFIG ("kawaraban.yaml:12: …"); a
 * missing file says which command makes one. */
KwConfig *kw_config_load(const char *path, GError **error);
void kw_config_free(KwConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwConfig, kw_config_free)
