-- The tables, for SQLite. The same tables for PostgreSQL: pgsql.sql. Change both.
-- Times are seconds of UTC since 1970; NULL is unknown or never. Flags are 0 and 1.
-- Lists of ids are separated by blanks. Ids are never given twice (AUTOINCREMENT): they stand
-- in tokens, in Message-IDs and in the journal, longer than a row may live.

PRAGMA application_id = 1266119266; -- "Kwrb": this file is ours
PRAGMA user_version = 1;            -- the version of these tables

-- Where stories come from: feeds.
CREATE TABLE source (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	url           TEXT NOT NULL UNIQUE,     -- as configured
	name          TEXT,                     -- as configured, else the feed's own title
	language      TEXT NOT NULL,            -- of its texts: "ja", "en"
	publisher     TEXT,                     -- id in ingest/publishers/
	reuse         TEXT NOT NULL,            -- "facts", "adapt-with-credit", "link-only"
	trust         TEXT NOT NULL CHECK (trust IN ('official', 'vendor', 'news', 'community')),
	allow_private INTEGER NOT NULL CHECK (allow_private IN (0, 1)), -- on our own network
	is_active     INTEGER NOT NULL CHECK (is_active IN (0, 1)), -- still in the configuration
	interval_s    INTEGER NOT NULL,         -- between two looks
	include       TEXT,                     -- words: only entries with one of them; NULL = all
	exclude       TEXT,                     -- words: no entries with one of them
	watch_only    INTEGER NOT NULL CHECK (watch_only IN (0, 1)), -- only products of the watch-list
	a_day         INTEGER NOT NULL,         -- entries taken a day at most; 0 = all
	is_added      INTEGER NOT NULL CHECK (is_added IN (0, 1)), -- by command, not in the configuration
	moved_to      TEXT,                     -- where the server says that it is for good
	etag          TEXT,                     -- ETag of the last answer
	last_modified TEXT,                     -- Last-Modified of the last answer, as it was written
	due_at        INTEGER NOT NULL,         -- not fetched before this
	failures      INTEGER NOT NULL,         -- in a row
	last_error    TEXT,                     -- of the last failure; NULL after an answer
	last_ok_at    INTEGER,                  -- last answer (304 too)
	last_new_at   INTEGER,                  -- last answer with something new: the silence alarm
	first_new_at  INTEGER,                  -- the first such answer
	news          INTEGER NOT NULL          -- how many there were: their usual distance
) STRICT;

-- Every entry that was looked at, taken or not: what says the same again costs nothing.
CREATE TABLE source_entry (
	source  INTEGER NOT NULL REFERENCES source,
	entry   TEXT NOT NULL,                  -- the entry's id within the source
	print   TEXT NOT NULL,                  -- of what it said
	taken   INTEGER NOT NULL CHECK (taken IN (0, 1)), -- it told an item
	seen_at INTEGER NOT NULL,                    -- when it said that first
	PRIMARY KEY (source, entry)
) STRICT;

-- Every mail that came in. The bytes are apart, so that lists of mails do not read over them.
CREATE TABLE mail (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	sha256      TEXT NOT NULL UNIQUE,       -- of the raw bytes, hex: the same mail is kept once
	received_at INTEGER NOT NULL,
	sender      TEXT,                       -- envelope; "" is the null return path, NULL unknown
	recipient   TEXT,                       -- envelope
	bytes       INTEGER NOT NULL,           -- size of the raw bytes
	state       TEXT NOT NULL CHECK (state IN ('received', 'done', 'quarantine')),
	attempts    INTEGER NOT NULL,           -- counted before the bytes are looked at
	not_before  INTEGER NOT NULL,           -- end of a lease, or the next try
	kind        TEXT,                       -- what the parser made of it
	outcome     TEXT,                       -- what was done
	reason      TEXT,                       -- one line for the operator: why it failed
	subject     TEXT,
	fingerprint TEXT,                       -- of what its author wrote (mail/fingerprint.h)
	copy_of     INTEGER REFERENCES mail,    -- the first with this fingerprint; NULL: it is the first
	via         TEXT,                       -- the mailbox it was polled from; NULL: a pipe
	author      TEXT,                       -- From, normalised
	subscriber  INTEGER                     -- whom our token in it names, by id
) STRICT;
CREATE INDEX mail_state ON mail (state, id);
CREATE INDEX mail_author ON mail (author);
CREATE INDEX mail_subscriber ON mail (subscriber) WHERE subscriber IS NOT NULL;
-- One mail that came two ways counts once; the second waits here for the first to be committed.
CREATE UNIQUE INDEX mail_once ON mail (fingerprint) WHERE copy_of IS NULL;

CREATE TABLE mail_raw (
	mail    INTEGER PRIMARY KEY REFERENCES mail,
	content BLOB NOT NULL                   -- as they came; the row goes when retention is over
) STRICT;

-- Mailboxes that `poll` empties, and what is known of the mails that lie in them.
CREATE TABLE mailbox (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	name       TEXT NOT NULL UNIQUE,        -- user and url, as configured
	epoch      TEXT NOT NULL,               -- UIDVALIDITY; "" where the server has no such thing
	failures   INTEGER NOT NULL,            -- in a row
	last_error TEXT,                        -- of the last failure; NULL after a good visit
	last_ok_at INTEGER                      -- end of the last good visit
) STRICT;

-- Only mails that are still there: rows go when the server no longer lists them.
CREATE TABLE mailbox_mail (
	mailbox  INTEGER NOT NULL REFERENCES mailbox,
	uid      TEXT NOT NULL,                 -- as the server calls it: IMAP UID, POP3 UIDL, file name
	bytes    INTEGER NOT NULL,              -- as the server lists it
	state    TEXT NOT NULL CHECK (state IN ('taken', 'large', 'failing')),
	attempts INTEGER NOT NULL,              -- failing: how often the connection broke at it
	tried_at INTEGER NOT NULL,              -- the last time
	PRIMARY KEY (mailbox, uid)
) STRICT, WITHOUT ROWID;

-- One story each, whatever number of mails and feed entries told it.
CREATE TABLE item (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	title        TEXT NOT NULL,             -- of the source, one line
	title_key    TEXT NOT NULL,             -- normalised title; "" is like no other
	url          TEXT,                      -- canonical link to the source's own page
	language     TEXT NOT NULL,             -- of the source text: "ja", "en"
	publisher    TEXT,                      -- id in ingest/publishers/
	publisher_id TEXT,                      -- the publisher's own number of the advisory
	reuse        TEXT NOT NULL,             -- "facts", "adapt-with-credit", "link-only"
	published_at INTEGER,
	revised_at   INTEGER,
	is_day       INTEGER NOT NULL CHECK (is_day IN (0, 1)), -- published_at is a date only
	severity     TEXT NOT NULL,             -- "today" … "information" (store/items.h)
	severity_why TEXT NOT NULL,             -- ids of reasons
	severity_by  TEXT CHECK (severity_by IN ('staff')), -- a person set it; NULL: the rules did
	category     TEXT,                      -- id in threats.yaml
	products     TEXT NOT NULL,             -- ids in products.yaml, most specific first
	sections     TEXT NOT NULL,             -- JSON [{"role":…,"title":…,"text":…}]
	text         TEXT NOT NULL,             -- plain text of the source
	comment      TEXT,                      -- of the staff member who forwarded it
	headline     TEXT,                      -- written by staff
	handling     TEXT,                      -- handling mark as found: TLP:AMBER, 関係者限り
	state        TEXT NOT NULL CHECK (state IN
		('new', 'restricted', 'picked', 'dropped', 'published', 'corrected', 'joined')),
	joined       INTEGER REFERENCES item,     -- joined: the item that tells it now, never itself joined
	label        TEXT,                      -- the publisher's own word of urgency: 緊急, 注意
	listed_on    TEXT,                      -- day on which a catalog listed one of its own CVE as exploited
	exploited_at INTEGER,                   -- since when it is known here that it is exploited
	cvss         TEXT,                      -- highest score that a source gave; never shown to a reader
	contributor  TEXT,                      -- name of the staff member; never published
	created_at   INTEGER NOT NULL,          -- when it became known here
	updated_at   INTEGER NOT NULL,
	CHECK ((state = 'joined') = (joined IS NOT NULL))
) STRICT;
CREATE INDEX item_state ON item (state);
CREATE INDEX item_joined ON item (joined);
CREATE INDEX item_url ON item (url);
CREATE INDEX item_title_key ON item (title_key, created_at);
CREATE INDEX item_recent ON item (created_at, title_key); -- titles of the last days, without the rows

-- Where an item was told: by a mail (or an advisory attached to it), or by an entry of a source.
CREATE TABLE item_source (
	id      INTEGER PRIMARY KEY AUTOINCREMENT, -- what staff call a telling by
	item    INTEGER NOT NULL REFERENCES item,
	mail    INTEGER REFERENCES mail,
	source  INTEGER REFERENCES source,
	part    INTEGER NOT NULL,               -- of the mail: 0 is its text, 1 … what is attached; else 0
	entry   TEXT,                           -- the entry's id within the source
	url     TEXT,                           -- where this telling links to
	title   TEXT,                           -- as this telling has it
	auth    TEXT,                           -- what proves the mail's sender: "none", "dkim", "pgp" …
	unread  TEXT,                           -- what of the mail no program read: ids (unread.…)
	seen_at INTEGER NOT NULL,
	CHECK ((mail IS NULL) <> (source IS NULL)),
	CHECK ((source IS NULL) = (entry IS NULL)),
	UNIQUE (mail, part),                    -- each part of a mail tells one item
	UNIQUE (source, entry)                  -- an entry tells one item
) STRICT;
CREATE INDEX item_source_item ON item_source (item);

-- Automatic answers to staff (receipts): whom, for which mail. They are capped a day.
CREATE TABLE item_receipt (
	mail      INTEGER NOT NULL REFERENCES mail,
	recipient TEXT NOT NULL,                -- normalised address, as configured
	kind      TEXT NOT NULL,                -- "receipt", or the notice's template
	queued_at INTEGER NOT NULL,
	PRIMARY KEY (mail, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_receipt_day ON item_receipt (recipient, queued_at);

-- Identifiers that an item names: CVE, JVN …
CREATE TABLE item_ref (
	item  INTEGER NOT NULL REFERENCES item,
	kind  TEXT NOT NULL,                    -- "cve", "jvn", "jpcert-at" …
	value TEXT NOT NULL,                    -- canonical spelling: "CVE-2026-12345"
	PRIMARY KEY (item, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_ref_value ON item_ref (kind, value);

-- What a person found to be two stories (items split): no rule takes one for the other.
CREATE TABLE item_apart (
	item  INTEGER NOT NULL REFERENCES item,    -- the smaller id
	other INTEGER NOT NULL REFERENCES item,
	PRIMARY KEY (item, other),
	CHECK (item < other)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_apart_other ON item_apart (other);

-- What became new in a story that was known: one row a change.
CREATE TABLE item_revision (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	item         INTEGER NOT NULL REFERENCES item,
	at           INTEGER NOT NULL,
	what         TEXT NOT NULL,             -- ids of phrases "changed.…": title, severity, refs, roles
	refs_new     TEXT NOT NULL,             -- numbers that it names now
	refs_gone    TEXT NOT NULL,             -- numbers that it names no more
	severity_was TEXT NOT NULL              -- before; "" where that did not change
) STRICT;
CREATE INDEX item_revision_item ON item_revision (item, id);

-- CVE numbers that a catalog lists as exploited.
CREATE TABLE known_exploited (
	cve      TEXT NOT NULL,
	source   INTEGER NOT NULL REFERENCES source,
	added_on TEXT NOT NULL,                 -- day, as the catalog says it
	seen_at  INTEGER NOT NULL,                  -- when it was read here
	PRIMARY KEY (cve, source)
) STRICT, WITHOUT ROWID;

-- The last number given, per kind of issue. The row is also the lock of whoever makes an issue.
CREATE TABLE issue_number (
	kind  TEXT PRIMARY KEY CHECK (kind IN ('weekly', 'bulletin')),
	taken INTEGER NOT NULL
) STRICT;
INSERT INTO issue_number (kind, taken) VALUES ('weekly', 0), ('bulletin', 0);

-- Weekly newsletters and bulletins.
CREATE TABLE issue (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	kind       TEXT NOT NULL REFERENCES issue_number,
	number     INTEGER NOT NULL,            -- counts up from 1, each kind for itself
	planned_on TEXT NOT NULL,               -- day "2026-11-19" in the configured zone
	subject    TEXT,                        -- without the number; NULL before it was composed
	state      TEXT NOT NULL CHECK (state IN
		('draft', 'proofed', 'approved', 'sending', 'sent', 'held', 'cancelled')),
	created_at INTEGER NOT NULL,
	queued_at  INTEGER,                     -- when its letters entered the outbox
	sent_at    INTEGER,                     -- when the last of them was settled
	held_at    INTEGER,                     -- its letters do not go out, since then
	held_why   TEXT,                        -- why, one line; who, where somebody paused it
	resumed_at INTEGER,                     -- refusals before this count no more
	parts      TEXT,                        -- what else a weekly carries: "FILE:ID FILE:ID …"
	reply_to   INTEGER REFERENCES issue,    -- the bulletin that this one speaks of, in its thread
	reply      TEXT CHECK (reply IN ('correction', 'clear')),
	note       TEXT,                        -- what staff say in it
	CHECK ((reply_to IS NULL) = (reply IS NULL)),
	UNIQUE (kind, number)
) STRICT;
CREATE UNIQUE INDEX issue_weekly ON issue (planned_on) WHERE kind = 'weekly'; -- one a day
CREATE INDEX issue_sending ON issue (id) WHERE state = 'sending';

-- The stories of an issue.
CREATE TABLE issue_item (
	issue    INTEGER NOT NULL REFERENCES issue,
	item     INTEGER NOT NULL REFERENCES item,
	position INTEGER NOT NULL,              -- from 1
	place    TEXT NOT NULL CHECK (place IN ('story', 'short')), -- in full, or 知っておく
	PRIMARY KEY (issue, item),
	UNIQUE (issue, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_item_item ON issue_item (item);

-- What the stories of an issue are about, so that readers who have it get those stories first. A
-- reader's segment is the sum of the bits of the products that they have.
CREATE TABLE issue_product (
	issue   INTEGER NOT NULL REFERENCES issue,
	bit     INTEGER NOT NULL,                 -- 1, 2, 4 …: of the story
	product TEXT NOT NULL,                  -- id in products.yaml: no "%" and no "_"
	PRIMARY KEY (issue, bit, product)
) STRICT, WITHOUT ROWID;

-- Rendered bytes: of one issue, language and segment, or of one notice.
CREATE TABLE letter (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	issue      INTEGER REFERENCES issue,    -- NULL: a notice
	purpose    TEXT NOT NULL,               -- "weekly", "bulletin", "notice", "probe"
	language   TEXT NOT NULL,
	segment    TEXT NOT NULL,               -- which stories come first; "" is everybody
	bytes      BLOB NOT NULL,               -- the whole message, CRLF, not dot-stuffed, with gaps
	splices    TEXT NOT NULL,               -- JSON: where each personal field goes
	created_at INTEGER NOT NULL,
	UNIQUE (issue, language, segment)       -- NULL is equal to nothing: notices are not held back
) STRICT;

-- The roll of subscribers.
CREATE TABLE subscriber (
	id               INTEGER PRIMARY KEY AUTOINCREMENT,
	address          TEXT NOT NULL UNIQUE,  -- normalised
	state            TEXT NOT NULL CHECK (state IN
		('pending', 'active', 'paused', 'left', 'bounced', 'complained', 'erased')),
	language         TEXT NOT NULL,         -- of the letters: "ja", "en"
	organisation     TEXT,                  -- company's name, stands in the greeting
	word             TEXT,                  -- 合い言葉: shows that a letter is real
	products         TEXT,                  -- ids in products.yaml; NULL: did not say
	unused           TEXT,                  -- ids in products.yaml: bulletins about them were answered with なし
	wants_weekly     INTEGER NOT NULL CHECK (wants_weekly IN (0, 1)),
	wants_bulletin   INTEGER NOT NULL CHECK (wants_bulletin IN (0, 1)),
	prefecture       TEXT,
	industry         TEXT,
	size             TEXT,
	code             TEXT,                  -- sign-up code of the cooperating body that brought them (base/code.h)
	paused_until     TEXT,                  -- the last day of a pause, "2026-12-31"; NULL: none was said
	replaces         INTEGER,               -- the subscriber who moves to this address (pending), or has moved
	moved_at         INTEGER,               -- when letters last moved to this address, or back to it
	consent_at       INTEGER,               -- NULL: has not agreed yet
	consent_how      TEXT,                  -- "import", "staff", "reply", "web"
	consent_evidence TEXT,                  -- message-id, IP address, file and line
	bounce_score     INTEGER NOT NULL DEFAULT 0, -- points (subscribers/bounce.c)
	bounced_at       INTEGER,               -- when the last point was given
	probe_at         INTEGER,               -- a last letter asks whether anything arrives
	created_at       INTEGER NOT NULL,
	updated_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX subscriber_state ON subscriber (state, id);
CREATE INDEX subscriber_probe ON subscriber (probe_at) WHERE probe_at IS NOT NULL;

-- Addresses that were erased, as keyed hashes: no list brings them back.
CREATE TABLE erasure (
	mark TEXT PRIMARY KEY,                  -- "erased KEY-ID HEX" (base/token.h)
	at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Automatic answers to readers and strangers: whom, for which mail. They are capped a day.
CREATE TABLE roll_answer (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	mail      INTEGER REFERENCES mail,      -- NULL: it was asked on a page
	recipient TEXT NOT NULL,                -- normalised address
	kind      TEXT NOT NULL,                -- the template; of "reader_…" without that
	queued_at INTEGER NOT NULL,
	UNIQUE (mail, recipient)
) STRICT;
CREATE INDEX roll_answer_day ON roll_answer (recipient, queued_at);
CREATE INDEX roll_answer_kind ON roll_answer (kind, queued_at);

-- Who asked for something on a page within the last hour: keyed hashes of the addresses of machines.
CREATE TABLE visit (
	client TEXT NOT NULL,                   -- "visit KEY-ID HEX" (base/token.h)
	at     INTEGER NOT NULL
) STRICT;
CREATE INDEX visit_client ON visit (client, at);
CREATE INDEX visit_at ON visit (at);

-- What readers asked: one row a mail. Who asked and in which words stands in the mail and on the roll.
CREATE TABLE question (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	mail        INTEGER NOT NULL UNIQUE REFERENCES mail,
	subscriber  INTEGER REFERENCES subscriber, -- NULL: is none
	issue       INTEGER REFERENCES issue,   -- whose letter was answered; NULL: none
	item        INTEGER REFERENCES item,    -- the story of it that is meant; NULL: not said
	kind        TEXT NOT NULL CHECK (kind IN ('question', 'incident', 'specialist', 'policy', 'sales')),
	region      TEXT,                       -- specialist: the prefecture
	state       TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
	asked_at    INTEGER NOT NULL,
	answered_at INTEGER,                    -- the first answer of staff
	reminded_at INTEGER,                    -- when staff were last reminded of it
	updated_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX question_state ON question (state, asked_at);
CREATE INDEX question_subscriber ON question (subscriber, asked_at);

-- What readers answered to the questions of the self-check: the last answer to each.
CREATE TABLE selfcheck (
	subscriber  INTEGER NOT NULL REFERENCES subscriber,
	question    TEXT NOT NULL,              -- id in selfcheck.yaml
	answer      TEXT NOT NULL CHECK (answer IN ('yes', 'partly', 'no', 'unknown')),
	answered_at INTEGER NOT NULL,
	PRIMARY KEY (subscriber, question)
) STRICT, WITHOUT ROWID;

-- What is owed to whom, and what became of it: the ledger of deliveries. OR, not IN: SQLite makes a
-- temporary table for every list at every change of a row, which halves the rate of the ledger.
CREATE TABLE outbox (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	letter        INTEGER NOT NULL REFERENCES letter,
	issue         INTEGER REFERENCES issue, -- NULL: a notice
	subscriber    INTEGER REFERENCES subscriber, -- NULL: to somebody who is none
	recipient     TEXT NOT NULL,            -- address when it was queued
	priority      INTEGER NOT NULL,         -- lower goes first
	state         TEXT NOT NULL CHECK (state = 'ready' OR state = 'sending'
		OR state = 'sent' OR state = 'deferred' OR state = 'failed' OR state = 'uncertain'),
	attempts      INTEGER NOT NULL,
	next_try_at   INTEGER NOT NULL,         -- deferred: not before this; else 0
	claimed_by    TEXT,                     -- who has it on the wire (sending, uncertain)
	claimed_until INTEGER,                  -- end of that lease
	queued_at     INTEGER NOT NULL,
	sent_at       INTEGER,
	relay         TEXT,                     -- that gave the last reply: its url
	smtp_code     INTEGER,                  -- of the last reply
	smtp_text     TEXT,                     -- of the last reply, one line
	returned_at   INTEGER,                  -- when a mail said that it came back: once (subscribers/bounce.c)
	-- refused while the issue was held for too many refusals: says nothing about the reader, and
	-- no score counts it
	is_held       INTEGER NOT NULL DEFAULT 0 CHECK (is_held = 0 OR is_held = 1),
	-- refused for the reader's address, and nobody has scored that yet
	is_bounce     INTEGER NOT NULL DEFAULT 0 CHECK (is_bounce = 0 OR is_bounce = 1)
) STRICT;
-- An issue is owed once to each (notices, whose issue is NULL, are not held back by it); also finds
-- what a reader got.
CREATE UNIQUE INDEX outbox_once ON outbox (issue, subscriber);
-- Closed rows are many, open ones few: these stay small. In the order of the claim, which takes one
-- issue after the other. Statements repeat the condition word by word: only then SQLite takes the
-- index.
CREATE INDEX outbox_due ON outbox (issue, next_try_at, id)
	WHERE state = 'ready' OR state = 'deferred';
CREATE INDEX outbox_sending ON outbox (claimed_by) WHERE state = 'sending';
CREATE INDEX outbox_uncertain ON outbox (id) WHERE state = 'uncertain';
CREATE INDEX outbox_bounces ON outbox (id) WHERE is_bounce = 1;

-- The ways out, as far as there is something to say of them.
CREATE TABLE relay (
	url        TEXT PRIMARY KEY,            -- as configured
	stopped_at INTEGER NOT NULL,            -- left alone since then
	is_refusal INTEGER NOT NULL CHECK (is_refusal IN (0, 1)), -- it refuses us; 0: out of reach
	why        TEXT NOT NULL                -- one line
) STRICT;

-- What left through a relay that has a limit, by the second: so many rows as the limit's time has
-- seconds at most.
CREATE TABLE relay_use (
	relay   TEXT NOT NULL,                  -- its url
	at      INTEGER NOT NULL,
	letters INTEGER NOT NULL,
	PRIMARY KEY (relay, at)
) STRICT, WITHOUT ROWID;

-- Nothing goes out while this has its row: `deliver pause all`.
CREATE TABLE pause (
	one   INTEGER PRIMARY KEY CHECK (one = 1),
	at    INTEGER NOT NULL,
	actor TEXT NOT NULL
) STRICT;

-- Who did what, when. Rows are only ever added (an erased person's lose their details); subscribers
-- stand here by id, never by address.
CREATE TABLE journal (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,
	at      INTEGER NOT NULL,
	actor   TEXT NOT NULL,                  -- "shell:USER", "staff:NAME", "cron", "mail:ID", "web"
	action  TEXT NOT NULL,                  -- "item.pick", "issue.send" …
	subject TEXT NOT NULL,                  -- "item:12", "issue:3", "subscriber:7"
	detail  TEXT                            -- one line
) STRICT;
CREATE INDEX journal_subject ON journal (subject, id);
