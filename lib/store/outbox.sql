-- name: letters_put
INSERT INTO letter (issue, purpose, language, segment, bytes, splices, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: letters_of_issue
SELECT id FROM letter WHERE issue = $1 AND language = $2 AND segment = $3;

-- name: letters_get
SELECT letter.id, issue, purpose, language, segment, bytes, splices, reply_to
FROM letter LEFT JOIN issue ON issue.id = letter.issue WHERE letter.id = $1;

-- name: letters_forget
-- Notices are letters to one address, and may hold what it wrote: those of before $1, and of before
-- $3 those that no row of the outbox has any more. What is owed, by the partial indexes: the outbox
-- only grows.
UPDATE letter SET bytes = $2, splices = '[]'
WHERE issue IS NULL AND bytes <> $2
	AND (created_at < $1 OR (created_at < $3
		AND id NOT IN (SELECT letter FROM outbox WHERE issue IS NULL)))
	AND id NOT IN (SELECT letter FROM outbox WHERE state = 'ready' OR state = 'deferred'
		UNION ALL SELECT letter FROM outbox WHERE state = 'sending'
		UNION ALL SELECT letter FROM outbox WHERE state = 'uncertain');

-- name: outbox_forget
-- To whom notices went: those of before $1, and those to whoever is not on the roll before $2.
DELETE FROM outbox
WHERE issue IS NULL AND (state = 'sent' OR state = 'failed') AND (queued_at < $1
	OR (queued_at < $2
		AND NOT EXISTS (SELECT 1 FROM subscriber WHERE address = outbox.recipient)));

-- name: letters_latest
SELECT l.id, l.issue, l.purpose, l.language, l.segment, l.bytes, l.splices, i.reply_to
FROM letter l JOIN issue i ON i.id = l.issue
WHERE l.purpose = $1 AND l.language = $2 AND l.segment = '' AND i.state IN ('sending', 'sent')
ORDER BY i.planned_on DESC, i.id DESC LIMIT 1;

-- name: outbox_enqueue_issue
-- The letter of the reader's segment (segments.sql), else $1. Letter by letter, so that a deliverer
-- needs few of them at a time. A bulletin does not go to readers who said that they have nothing of
-- what it is about. What speaks of a bulletin goes to those who were sent that bulletin.
-- outbox_once (issue, subscriber) keeps out those that have a row already. MATERIALIZED: what is
-- compared is made once, not for every reader and product.
WITH
about AS MATERIALIZED (
	SELECT bit, '% ' || product || ' %' AS pattern FROM issue_product WHERE issue = $2),
reader AS MATERIALIZED (
	SELECT id, address, ' ' || products || ' ' AS list
	FROM subscriber
	WHERE state = 'active' AND language = $3
		AND ((CAST($4 AS TEXT) = 'weekly' AND wants_weekly = 1)
			OR (CAST($4 AS TEXT) = 'bulletin' AND wants_bulletin = 1))
		AND NOT (CAST($4 AS TEXT) = 'bulletin' AND unused IS NOT NULL
			AND EXISTS (SELECT 1 FROM about)
			AND NOT EXISTS (SELECT 1 FROM about WHERE ' ' || unused || ' ' NOT LIKE pattern))
		AND (NOT EXISTS (SELECT 1 FROM issue
				WHERE issue.id = $2 AND issue.reply_to IS NOT NULL)
			OR EXISTS (SELECT 1 FROM issue JOIN outbox ON outbox.issue = issue.reply_to
				WHERE issue.id = $2 AND outbox.subscriber = subscriber.id
					AND outbox.state <> 'failed')))
INSERT INTO outbox (letter, issue, subscriber, recipient, priority, state, attempts, next_try_at,
	queued_at)
SELECT COALESCE(letter.id, CAST($1 AS BIGINT)) AS own, CAST($2 AS BIGINT), reader.id,
	reader.address, CAST($5 AS BIGINT), 'ready', 0, 0, CAST($6 AS BIGINT)
FROM reader LEFT JOIN letter ON letter.issue = $2 AND letter.language = $3 AND letter.segment =
	CAST((SELECT sum(DISTINCT bit) FROM about WHERE list LIKE pattern) AS TEXT)
WHERE TRUE
ORDER BY own, reader.id
ON CONFLICT DO NOTHING;

-- name: outbox_enqueue
INSERT INTO outbox (letter, subscriber, recipient, priority, state, attempts, next_try_at,
	queued_at)
VALUES ($1, $2, $3, $4, 'ready', 0, 0, $5);

-- name: outbox_lanes
-- What may go out now and has something due: issues that are being sent, and the notices (0). One
-- look into the index for each. Nothing while everything is paused.
SELECT lane, priority FROM (
	SELECT issue.id AS lane,
		(SELECT outbox.priority FROM outbox
		WHERE outbox.issue = issue.id AND (outbox.state = 'ready' OR outbox.state = 'deferred')
			AND outbox.next_try_at <= $1
		ORDER BY outbox.next_try_at LIMIT 1) AS priority
	FROM issue WHERE issue.state = 'sending'
	UNION ALL
	SELECT 0 AS lane,
		(SELECT outbox.priority FROM outbox
		WHERE outbox.issue IS NULL AND (outbox.state = 'ready' OR outbox.state = 'deferred')
			AND outbox.next_try_at <= $1
		ORDER BY outbox.next_try_at LIMIT 1) AS priority
	) AS lanes
WHERE priority IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pause)
ORDER BY priority, lane;

-- name: outbox_due_sqlite
-- engine: sqlite
-- One writer at a time: between this look and outbox_take_sqlite nobody can claim the same rows.
SELECT o.id, o.letter, o.issue, o.subscriber, o.recipient, o.priority, 'sending', o.attempts + 1,
	o.next_try_at, CAST($5 AS BIGINT), o.queued_at, o.sent_at, $4, o.relay, o.smtp_code,
	o.smtp_text, o.is_held, o.returned_at, s.state, s.organisation, s.word, s.consent_at
FROM outbox o LEFT JOIN subscriber s ON s.id = o.subscriber
WHERE o.issue = $1 AND (o.state = 'ready' OR o.state = 'deferred') AND o.next_try_at <= $2
ORDER BY o.next_try_at, o.id LIMIT $3;

-- name: outbox_due_notices_sqlite
-- engine: sqlite
SELECT o.id, o.letter, o.issue, o.subscriber, o.recipient, o.priority, 'sending', o.attempts + 1,
	o.next_try_at, CAST($4 AS BIGINT), o.queued_at, o.sent_at, $3, o.relay, o.smtp_code,
	o.smtp_text, o.is_held, o.returned_at, s.state, s.organisation, s.word, s.consent_at
FROM outbox o LEFT JOIN subscriber s ON s.id = o.subscriber
WHERE o.issue IS NULL AND (o.state = 'ready' OR o.state = 'deferred') AND o.next_try_at <= $1
ORDER BY o.priority, o.next_try_at, o.id LIMIT $2;

-- name: outbox_take_sqlite
-- engine: sqlite
UPDATE outbox SET state = 'sending', attempts = attempts + 1, claimed_by = $2, claimed_until = $3
WHERE id = $1;

-- name: outbox_claim_pgsql
-- engine: pgsql
-- Rows that another deliverer is claiming now are passed over instead of waited for. MATERIALIZED:
-- the choice is made once, else a nested loop could run it again and claim more than the limit.
WITH due AS MATERIALIZED (
	SELECT id FROM outbox
	WHERE issue = $1 AND (state = 'ready' OR state = 'deferred') AND next_try_at <= $2
	ORDER BY next_try_at, id LIMIT $3
	FOR UPDATE SKIP LOCKED),
taken AS (
	UPDATE outbox SET state = 'sending', attempts = attempts + 1, claimed_by = $4,
		claimed_until = $5
	WHERE id IN (SELECT id FROM due)
	RETURNING *)
SELECT o.id, o.letter, o.issue, o.subscriber, o.recipient, o.priority, o.state, o.attempts,
	o.next_try_at, o.claimed_until, o.queued_at, o.sent_at, o.claimed_by, o.relay, o.smtp_code,
	o.smtp_text, o.is_held, o.returned_at, s.state, s.organisation, s.word, s.consent_at
FROM taken o LEFT JOIN subscriber s ON s.id = o.subscriber
ORDER BY o.next_try_at, o.id;

-- name: outbox_claim_notices_pgsql
-- engine: pgsql
WITH due AS MATERIALIZED (
	SELECT id FROM outbox
	WHERE issue IS NULL AND (state = 'ready' OR state = 'deferred') AND next_try_at <= $1
	ORDER BY priority, next_try_at, id LIMIT $2
	FOR UPDATE SKIP LOCKED),
taken AS (
	UPDATE outbox SET state = 'sending', attempts = attempts + 1, claimed_by = $3,
		claimed_until = $4
	WHERE id IN (SELECT id FROM due)
	RETURNING *)
SELECT o.id, o.letter, o.issue, o.subscriber, o.recipient, o.priority, o.state, o.attempts,
	o.next_try_at, o.claimed_until, o.queued_at, o.sent_at, o.claimed_by, o.relay, o.smtp_code,
	o.smtp_text, o.is_held, o.returned_at, s.state, s.organisation, s.word, s.consent_at
FROM taken o LEFT JOIN subscriber s ON s.id = o.subscriber
ORDER BY o.priority, o.next_try_at, o.id;

-- name: outbox_settle_sqlite
-- engine: sqlite
-- "uncertain" with our name still on it was taken from us while we were slow: the truth is better.
-- What a relay refuses after its issue was held is marked like what it refused before.
UPDATE outbox SET state = $3, attempts = attempts - $4, next_try_at = $5, claimed_by = NULL,
	claimed_until = NULL, relay = COALESCE($6, relay), smtp_code = COALESCE($7, smtp_code),
	smtp_text = COALESCE($8, smtp_text),
	is_held = CASE WHEN $3 = 'failed' AND $7 >= 500 AND EXISTS (SELECT 1 FROM issue
		WHERE issue.id = outbox.issue AND issue.state = 'held') THEN 1 ELSE 0 END,
	sent_at = CASE WHEN $3 = 'sent' THEN $9 ELSE sent_at END, is_bounce = $10
WHERE id = $1 AND claimed_by = $2 AND (state = 'sending' OR state = 'uncertain');

-- name: outbox_settle_pgsql
-- engine: pgsql
-- The same for all outcomes of a turn: one journey to the server.
UPDATE outbox SET state = done.state, attempts = outbox.attempts - done.uncounted,
	next_try_at = done.next_try_at, claimed_by = NULL, claimed_until = NULL,
	relay = COALESCE(done.relay, outbox.relay),
	smtp_code = COALESCE(done.smtp_code, outbox.smtp_code),
	smtp_text = COALESCE(done.smtp_text, outbox.smtp_text),
	is_held = CASE WHEN done.state = 'failed' AND done.smtp_code >= 500 AND EXISTS (SELECT 1
		FROM issue WHERE issue.id = outbox.issue AND issue.state = 'held') THEN 1 ELSE 0 END,
	sent_at = CASE WHEN done.state = 'sent' THEN $3 ELSE outbox.sent_at END,
	is_bounce = done.is_bounce
FROM json_to_recordset(CAST($1 AS JSON)) AS done (id BIGINT, state TEXT, uncounted BIGINT,
	next_try_at BIGINT, relay TEXT, smtp_code BIGINT, smtp_text TEXT, is_bounce BIGINT)
WHERE outbox.id = done.id AND outbox.claimed_by = $2
	AND (outbox.state = 'sending' OR outbox.state = 'uncertain');

-- name: outbox_renew
UPDATE outbox SET claimed_until = $2 WHERE state = 'sending' AND claimed_by = $1;

-- name: outbox_claimed
SELECT id FROM outbox WHERE state = 'sending' AND claimed_by = $1 ORDER BY id;

-- name: outbox_claimers
SELECT DISTINCT claimed_by FROM outbox WHERE state = 'sending' ORDER BY claimed_by;

-- name: outbox_on_the_wire
SELECT count(*) FROM outbox WHERE state = 'sending';

-- name: outbox_abandon
-- $2 NULL: whatever its lease says.
UPDATE outbox SET state = 'uncertain'
WHERE state = 'sending' AND claimed_by = $1
	AND (CAST($2 AS BIGINT) IS NULL OR claimed_until <= $2);

-- name: outbox_undo_clock
-- The clock went back: what was put off until then would wait longer than it ever should.
UPDATE outbox SET next_try_at = $1
WHERE (state = 'ready' OR state = 'deferred') AND next_try_at > $2;

-- name: outbox_resend_uncertain
-- $1 NULL: of every issue, and the notices. After those that were never tried: at one of them the
-- relay may break every time.
UPDATE outbox SET state = 'ready', next_try_at = $2, claimed_by = NULL, claimed_until = NULL
WHERE state = 'uncertain' AND (CAST($1 AS BIGINT) IS NULL OR issue = $1)
	AND (issue IS NULL OR issue NOT IN (SELECT id FROM issue WHERE state = 'cancelled'));

-- name: outbox_resend_failed
UPDATE outbox SET state = 'ready', next_try_at = 0, attempts = 0, queued_at = $2, is_held = 0
WHERE state = 'failed' AND issue = $1;

-- name: outbox_resend_held
UPDATE outbox SET state = 'ready', next_try_at = 0, attempts = 0, queued_at = $2, is_held = 0
WHERE state = 'failed' AND issue = $1 AND is_held = 1;

-- name: outbox_mark_held
-- Refused by a relay, and not given up by ourselves: those have no code of this kind.
UPDATE outbox SET is_held = 1 WHERE issue = $1 AND state = 'failed' AND smtp_code >= 500;

-- name: outbox_reopen_issue
-- An issue that was sent owes letters again.
UPDATE issue SET state = 'sending' WHERE id = $1 AND state = 'sent';

-- name: outbox_cancel
UPDATE outbox SET state = 'failed', smtp_text = $2
WHERE issue = $1 AND (state = 'ready' OR state = 'deferred');

-- name: outbox_cancel_uncertain
UPDATE outbox SET state = 'failed', smtp_text = $2 WHERE state = 'uncertain' AND issue = $1;

-- name: outbox_cancel_late
-- Letters that were on the wire when their issue was cancelled, and came back.
UPDATE outbox SET state = 'failed', smtp_text = $1
WHERE (state = 'ready' OR state = 'deferred')
	AND issue IN (SELECT id FROM issue WHERE state = 'cancelled');

-- name: outbox_early
-- The first letters of an issue that were answered for good: how many, and how many refused. What
-- was refused before it was held was looked at by a person who let it go on.
SELECT count(*), COALESCE(sum(refused), 0) FROM (
	SELECT CASE WHEN state = 'failed' AND smtp_code >= 500 AND is_held = 0 THEN 1 ELSE 0 END
		AS refused
	FROM outbox WHERE issue = $1 AND (state = 'sent' OR state = 'failed')
	ORDER BY subscriber LIMIT $2) AS early;

-- name: outbox_owed
-- What waits in the lanes that may go out: for the bar.
SELECT count(*) FROM outbox
WHERE (state = 'ready' OR state = 'deferred') AND next_try_at <= $1
	AND (issue IS NULL OR issue IN (SELECT id FROM issue WHERE state = 'sending'))
	AND NOT EXISTS (SELECT 1 FROM pause);

-- name: outbox_list_bounces
-- Not while their issue may yet be held for too many refusals: then they say nothing.
SELECT id, letter, issue, subscriber, recipient, priority, state, attempts, next_try_at,
	claimed_until, queued_at, sent_at, claimed_by, relay, smtp_code, smtp_text, is_held,
	returned_at
FROM outbox
WHERE is_bounce = 1 AND is_held = 0 AND state = 'failed'
	AND (issue IS NULL OR issue IN (SELECT id FROM issue WHERE state = 'sent'))
ORDER BY id LIMIT $1;

-- name: outbox_take_bounce
UPDATE outbox SET is_bounce = 0 WHERE id = $1 AND is_bounce = 1;

-- name: outbox_take_return
-- What was never on the wire cannot come back, and a letter does so once.
UPDATE outbox SET returned_at = $3
WHERE issue = $1 AND subscriber = $2 AND attempts > 0 AND returned_at IS NULL
	AND (sent_at IS NULL OR sent_at >= $4);

-- name: outbox_take_notice_return
UPDATE outbox SET returned_at = $2
WHERE id = (SELECT max(id) FROM outbox WHERE issue IS NULL AND subscriber = $1 AND attempts > 0)
	AND returned_at IS NULL AND (sent_at IS NULL OR sent_at >= $3);

-- name: outbox_went_out
SELECT COALESCE(sent_at, queued_at) FROM outbox
WHERE issue = $1 AND subscriber = $2 AND attempts > 0;

-- name: outbox_notice_went_out
SELECT max(COALESCE(sent_at, queued_at)) FROM outbox
WHERE issue IS NULL AND subscriber = $1 AND attempts > 0;

-- name: outbox_totals
SELECT state, count(*), min(next_try_at) FROM outbox GROUP BY state;

-- name: outbox_totals_of_issue
SELECT state, count(*), min(next_try_at) FROM outbox WHERE issue = $1 GROUP BY state;

-- name: outbox_list
SELECT id, letter, issue, subscriber, recipient, priority, state, attempts, next_try_at,
	claimed_until, queued_at, sent_at, claimed_by, relay, smtp_code, smtp_text, is_held,
	returned_at
FROM outbox
WHERE id > $1 AND (CAST($2 AS TEXT) IS NULL OR state = $2)
ORDER BY id LIMIT $3;

-- name: outbox_list_issue
-- By subscriber: the order of outbox_once, so that every page is found at once.
SELECT id, letter, issue, subscriber, recipient, priority, state, attempts, next_try_at,
	claimed_until, queued_at, sent_at, claimed_by, relay, smtp_code, smtp_text, is_held,
	returned_at
FROM outbox
WHERE issue = $1 AND subscriber > $2 AND (CAST($3 AS TEXT) IS NULL OR state = $3)
ORDER BY subscriber LIMIT $4;

-- name: outbox_list_person
-- Issue by issue: outbox_once holds (issue, subscriber).
SELECT o.id, o.letter, o.issue, o.subscriber, o.recipient, o.priority, o.state, o.attempts,
	o.next_try_at, o.claimed_until, o.queued_at, o.sent_at, o.claimed_by, o.relay, o.smtp_code,
	o.smtp_text, o.is_held, o.returned_at
FROM issue JOIN outbox o ON o.issue = issue.id AND o.subscriber = $1
WHERE o.id > $3 AND (CAST($4 AS TEXT) IS NULL OR o.state = $4)
UNION ALL
SELECT o.id, o.letter, o.issue, o.subscriber, o.recipient, o.priority, o.state, o.attempts,
	o.next_try_at, o.claimed_until, o.queued_at, o.sent_at, o.claimed_by, o.relay, o.smtp_code,
	o.smtp_text, o.is_held, o.returned_at
FROM outbox o
WHERE o.issue IS NULL AND (o.subscriber = $1 OR (o.subscriber IS NULL AND o.recipient = $2))
	AND o.id > $3 AND (CAST($4 AS TEXT) IS NULL OR o.state = $4)
ORDER BY 1 LIMIT $5;

-- name: outbox_erase_letters
-- Notices are letters to one address: their bytes name it.
UPDATE letter SET bytes = $3, splices = '[]'
WHERE issue IS NULL AND id IN (SELECT letter FROM outbox
	WHERE issue IS NULL AND (subscriber = $1 OR recipient = $2));

-- name: outbox_erase_person
UPDATE outbox SET recipient = $3, smtp_text = NULL,
	state = CASE WHEN state = 'ready' OR state = 'deferred' OR state = 'uncertain' THEN 'failed'
		ELSE state END
WHERE subscriber = $1 OR (issue IS NULL AND recipient = $2);
