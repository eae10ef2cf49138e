-- name: issues_take_number
-- Also the lock: whoever else makes an issue of this kind waits here until we commit.
UPDATE issue_number SET taken = taken + 1 WHERE kind = $1
RETURNING taken;

-- name: issues_put
INSERT INTO issue (kind, number, planned_on, state, created_at)
VALUES ($1, $2, $3, 'draft', $4)
RETURNING id;

-- name: issues_find
SELECT id, kind, number, planned_on, subject, state, created_at, queued_at, sent_at,
	held_at, held_why, resumed_at, parts, reply_to, reply, note,
	(SELECT b.subject FROM issue b WHERE b.id = issue.reply_to) AS bulletin_subject,
	(SELECT b.planned_on FROM issue b WHERE b.id = issue.reply_to) AS bulletin_on
FROM issue WHERE id = $1;

-- name: issues_find_weekly
SELECT id, kind, number, planned_on, subject, state, created_at, queued_at, sent_at,
	held_at, held_why, resumed_at, parts, reply_to, reply, note,
	(SELECT b.subject FROM issue b WHERE b.id = issue.reply_to) AS bulletin_subject,
	(SELECT b.planned_on FROM issue b WHERE b.id = issue.reply_to) AS bulletin_on
FROM issue WHERE kind = 'weekly' AND planned_on = $1;

-- name: issues_list
SELECT id, kind, number, planned_on, subject, state, created_at, queued_at, sent_at,
	held_at, held_why, resumed_at, parts, reply_to, reply, note,
	(SELECT b.subject FROM issue b WHERE b.id = issue.reply_to) AS bulletin_subject,
	(SELECT b.planned_on FROM issue b WHERE b.id = issue.reply_to) AS bulletin_on
FROM issue WHERE CAST($1 AS TEXT) IS NULL OR kind = $1
ORDER BY planned_on DESC, id DESC LIMIT $2;

-- name: issues_set_subject
UPDATE issue SET subject = $2 WHERE id = $1;

-- name: issues_set_parts
UPDATE issue SET parts = $2 WHERE id = $1;

-- name: issues_set_reply
UPDATE issue SET reply_to = $2, reply = $3, note = $4 WHERE id = $1;

-- name: issues_clear_items
DELETE FROM issue_item WHERE issue = $1;

-- name: issues_add_item
INSERT INTO issue_item (issue, item, position, place) VALUES ($1, $2, $3, $4);

-- name: issues_items
SELECT item, position, place FROM issue_item WHERE issue = $1 ORDER BY position;

-- name: issues_count_restricted
SELECT count(*) FROM issue_item JOIN item ON item.id = issue_item.item
WHERE issue_item.issue = $1 AND item.state IN ('restricted', 'joined');

-- name: issues_set_state
UPDATE issue SET state = $8,
	queued_at = CASE WHEN CAST($8 AS TEXT) = 'sending' THEN $9 ELSE queued_at END,
	sent_at = CASE WHEN CAST($8 AS TEXT) = 'sent' THEN $9 ELSE sent_at END
WHERE id = $1 AND state IN ($2, $3, $4, $5, $6, $7);

-- name: issues_bulletin_of
SELECT issue.id FROM issue JOIN issue_item ON issue_item.issue = issue.id
WHERE issue_item.item = $1 AND issue.kind = 'bulletin' AND issue.reply_to IS NULL
	AND issue.state IN ('sending', 'sent')
ORDER BY issue.id DESC LIMIT 1;

-- name: issues_hold
UPDATE issue SET state = 'held', held_at = $3, held_why = $2 WHERE id = $1 AND state = 'sending';

-- name: issues_resume
UPDATE issue SET state = 'sending', held_at = NULL, held_why = NULL, resumed_at = $2
WHERE id = $1 AND state = 'held';

-- name: issues_cancel
UPDATE issue SET state = 'cancelled' WHERE id = $1 AND (state = 'sending' OR state = 'held');

-- name: issues_go_out
-- Every letter was on the wire: readers have what it tells, also where a few wait for a person to
-- decide. Once. One EXISTS for each partial index.
UPDATE issue SET sent_at = $1
WHERE state = 'sending' AND sent_at IS NULL
	AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.issue = issue.id
		AND (outbox.state = 'ready' OR outbox.state = 'deferred'))
	AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.issue = issue.id
		AND outbox.state = 'sending')
RETURNING id;

-- name: issues_settle
-- Guarded by the state, so that of two deliverers one gets the row.
UPDATE issue SET state = 'sent', sent_at = $1
WHERE state = 'sending'
	AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.issue = issue.id
		AND (outbox.state = 'ready' OR outbox.state = 'deferred'))
	AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.issue = issue.id
		AND outbox.state = 'sending')
	AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.issue = issue.id
		AND outbox.state = 'uncertain');

-- name: issues_publish_items
-- What went out in a weekly is published, also where staff dropped it too late. What went out in a
-- bulletin is told once more by the next weekly, unless staff drop it. A restricted item stays so.
UPDATE item SET state = CASE WHEN issue.kind = 'weekly' THEN 'published' ELSE 'picked' END,
	updated_at = $2
FROM issue, issue_item
WHERE issue.id = $1 AND issue_item.issue = issue.id AND issue_item.item = item.id
	AND (item.state = 'new' OR (issue.kind = 'weekly' AND item.state IN ('picked', 'dropped')));

-- name: issues_in_the_outbox
-- What `deliver status` shows: everything that is not over, and what was over last.
SELECT id, kind, number, planned_on, subject, state, created_at, queued_at, sent_at,
	held_at, held_why, resumed_at, parts, reply_to, reply, note,
	(SELECT b.subject FROM issue b WHERE b.id = issue.reply_to) AS bulletin_subject,
	(SELECT b.planned_on FROM issue b WHERE b.id = issue.reply_to) AS bulletin_on
FROM issue WHERE state IN ('sending', 'held', 'sent', 'cancelled')
ORDER BY CASE WHEN state IN ('sending', 'held') THEN 0 ELSE 1 END, id DESC LIMIT $1;
