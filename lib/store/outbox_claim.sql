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

-- name: outbox_owed
-- What waits in the lanes that may go out: for the bar.
SELECT count(*) FROM outbox
WHERE (state = 'ready' OR state = 'deferred') AND next_try_at <= $1
	AND (issue IS NULL OR issue IN (SELECT id FROM issue WHERE state = 'sending'))
	AND NOT EXISTS (SELECT 1 FROM pause);
