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
