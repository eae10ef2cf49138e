-- name: letters_put
INSERT INTO letter (issue, purpose, language, segment, bytes, splices, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: letters_of_issue
SELECT id FROM letter WHERE issue = $1 AND language = $2 AND segment = $3;

-- name: letters_get
SELECT id, issue, purpose, language, segment, bytes, splices FROM letter WHERE id = $1;

-- name: outbox_enqueue_issue
-- outbox_once (issue, subscriber) keeps out those that have a row already.
INSERT INTO outbox (letter, issue, subscriber, recipient, priority, state, attempts, next_try_at,
	queued_at)
SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), id, address, CAST($5 AS BIGINT), 'ready', 0, 0,
	CAST($6 AS BIGINT)
FROM subscriber
WHERE state = 'active' AND language = $3
	AND ((CAST($4 AS TEXT) = 'weekly' AND wants_weekly = 1)
		OR (CAST($4 AS TEXT) = 'bulletin' AND wants_bulletin = 1))
ORDER BY id
ON CONFLICT DO NOTHING;

-- name: outbox_enqueue
INSERT INTO outbox (letter, subscriber, recipient, priority, state, attempts, next_try_at,
	queued_at)
VALUES ($1, $2, $3, $4, 'ready', 0, 0, $5);

-- name: outbox_claim_sqlite
-- engine: sqlite
-- One writer at a time: nobody else can claim the same rows.
UPDATE outbox SET state = 'sending', attempts = attempts + 1, claimed_by = $1, claimed_until = $2
WHERE id IN (
	SELECT id FROM outbox
	WHERE (state = 'ready' OR state = 'deferred') AND next_try_at <= $3
	ORDER BY priority, next_try_at, id LIMIT $4)
RETURNING id, letter, issue, subscriber, recipient, priority, state, attempts, next_try_at,
	claimed_until, queued_at, sent_at, claimed_by, smtp_code, smtp_text;

-- name: outbox_claim_pgsql
-- engine: pgsql
-- Rows that another deliverer is claiming now are passed over instead of waited for. MATERIALIZED:
-- the choice is made once, else a nested loop could run it again and claim more than the limit.
WITH due AS MATERIALIZED (
	SELECT id FROM outbox
	WHERE (state = 'ready' OR state = 'deferred') AND next_try_at <= $3
	ORDER BY priority, next_try_at, id LIMIT $4
	FOR UPDATE SKIP LOCKED)
UPDATE outbox SET state = 'sending', attempts = attempts + 1, claimed_by = $1, claimed_until = $2
WHERE id IN (SELECT id FROM due)
RETURNING id, letter, issue, subscriber, recipient, priority, state, attempts, next_try_at,
	claimed_until, queued_at, sent_at, claimed_by, smtp_code, smtp_text;

-- name: outbox_settle
-- "uncertain" with our name still on it was taken from us while we were slow: the truth is better.
UPDATE outbox SET state = $3,
	attempts = CASE WHEN CAST($3 AS TEXT) = 'ready' THEN attempts - 1 ELSE attempts END,
	next_try_at = CASE WHEN CAST($3 AS TEXT) = 'deferred' THEN $4 ELSE 0 END,
	claimed_by = NULL, claimed_until = NULL,
	smtp_code = COALESCE($5, smtp_code), smtp_text = COALESCE($6, smtp_text),
	sent_at = CASE WHEN CAST($3 AS TEXT) = 'sent' THEN $7 ELSE sent_at END
WHERE id = $1 AND claimed_by = $2 AND (state = 'sending' OR state = 'uncertain');

-- name: outbox_claimers
SELECT DISTINCT claimed_by FROM outbox WHERE state = 'sending' ORDER BY claimed_by;

-- name: outbox_abandon
UPDATE outbox SET state = 'uncertain' WHERE state = 'sending' AND claimed_by = $1;

-- name: outbox_abandon_expired
UPDATE outbox SET state = 'uncertain' WHERE state = 'sending' AND claimed_until <= $1;

-- name: outbox_resend_uncertain
UPDATE outbox SET state = 'ready', next_try_at = 0, claimed_by = NULL, claimed_until = NULL
WHERE state = 'uncertain';

-- name: outbox_totals
SELECT state, count(*), min(next_try_at) FROM outbox GROUP BY state;

-- name: outbox_totals_of_issue
SELECT state, count(*), min(next_try_at) FROM outbox WHERE issue = $1 GROUP BY state;

-- name: outbox_list
SELECT id, letter, issue, subscriber, recipient, priority, state, attempts, next_try_at,
	claimed_until, queued_at, sent_at, claimed_by, smtp_code, smtp_text
FROM outbox
WHERE (CAST($1 AS BIGINT) = 0 OR issue = $1) AND (CAST($2 AS TEXT) IS NULL OR state = $2)
	AND id > $3
ORDER BY id LIMIT $4;
