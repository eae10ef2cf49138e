-- name: mails_put
-- No row: the same bytes, or another's mail with the same fingerprint; which of the two, the next
-- statements see, because this one waits for a transaction that is about to add either.
INSERT INTO mail (sha256, received_at, sender, recipient, bytes, state, attempts, not_before,
	fingerprint, via)
VALUES ($1, $2, $3, $4, $5, 'received', 0, 0, $6, $7)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: mails_put_copy
INSERT INTO mail (sha256, received_at, sender, recipient, bytes, state, attempts, not_before,
	fingerprint, via, copy_of)
SELECT $1, CAST($2 AS BIGINT), $3, $4, CAST($5 AS BIGINT), 'received', 0, 0, $6, $7, id
FROM mail WHERE fingerprint = $6 AND copy_of IS NULL
ON CONFLICT (sha256) DO NOTHING
RETURNING id;

-- name: mails_put_raw
INSERT INTO mail_raw (mail, content) VALUES ($1, $2);

-- name: mails_by_sha256
SELECT id FROM mail WHERE sha256 = $1;

-- name: mails_claim
UPDATE mail SET attempts = attempts + 1, not_before = $3
WHERE id = $1 AND state = 'received' AND not_before <= $2 AND attempts < $4;

-- name: mails_give_back
UPDATE mail SET attempts = attempts - 1, not_before = $2
WHERE id = $1 AND state = 'received' AND attempts > 0;

-- name: mails_waiting
-- Candidates only: mails_claim decides who gets one.
SELECT id FROM mail
WHERE state = 'received' AND not_before <= $1 AND attempts < $2
ORDER BY id LIMIT 16;

-- name: mails_raw
SELECT content FROM mail_raw WHERE mail = $1;

-- name: mails_finish
UPDATE mail SET state = 'done', kind = $2, outcome = $3, subject = $4, reason = NULL
WHERE id = $1 AND state = 'received';

-- name: mails_quarantine
UPDATE mail SET state = 'quarantine', reason = $2
WHERE id = $1 AND state = 'received';

-- name: mails_fail
UPDATE mail SET reason = $2, not_before = $3,
	state = CASE WHEN attempts >= $4 THEN 'quarantine' ELSE state END
WHERE id = $1 AND state = 'received';

-- name: mails_sweep
UPDATE mail SET state = 'quarantine', reason = $3
WHERE state = 'received' AND not_before <= $1 AND attempts >= $2;

-- name: mails_retry
UPDATE mail SET state = 'received', attempts = 0, not_before = 0, reason = NULL
WHERE id = $1 AND state = 'quarantine';

-- name: mails_find
SELECT id, sha256, received_at, sender, recipient, bytes, state, attempts, kind, outcome, reason,
	subject, copy_of, via
FROM mail WHERE id = $1;

-- name: mails_list
SELECT id, sha256, received_at, sender, recipient, bytes, state, attempts, kind, outcome, reason,
	subject, copy_of, via
FROM mail WHERE (CAST($1 AS TEXT) IS NULL OR state = $1) AND id < $2
	AND (CAST($3 AS TEXT) IS NULL OR outcome = $3)
ORDER BY id DESC LIMIT $4;

-- name: mails_count
SELECT count(*) FROM mail WHERE CAST($1 AS TEXT) IS NULL OR state = $1;

-- name: mails_forget
DELETE FROM mail_raw
WHERE mail IN (SELECT id FROM mail WHERE state = 'done' AND received_at < $1);

-- name: mails_forget_people
-- As after an erasure; what told an item stays as its source.
UPDATE mail SET author = NULL, sender = NULL, recipient = NULL, subject = NULL, reason = NULL
WHERE state = 'done' AND received_at < $1
	AND (author IS NOT NULL OR sender IS NOT NULL OR recipient IS NOT NULL
		OR subject IS NOT NULL OR reason IS NOT NULL)
	AND NOT EXISTS (SELECT 1 FROM item_source WHERE item_source.mail = mail.id);

-- name: mails_count_outcome
SELECT count(*) FROM mail WHERE outcome = $1 AND received_at >= $2;

-- name: mails_set_person
UPDATE mail SET author = COALESCE($2, author), subscriber = COALESCE($3, subscriber) WHERE id = $1;

-- name: mails_of_person
SELECT id, sha256, received_at, sender, recipient, bytes, state, attempts, kind, outcome, reason,
	subject, copy_of, via
FROM mail WHERE author = $2 OR sender = $2 OR subscriber = $1
ORDER BY id LIMIT $3;

-- name: mails_forget_person
-- What told an item was a contribution of staff, and stays as its source.
DELETE FROM mail_raw WHERE mail IN (SELECT id FROM mail
	WHERE (author = $2 OR sender = $2 OR subscriber = $1) AND state <> 'received')
	AND mail NOT IN (SELECT mail FROM item_source WHERE mail IS NOT NULL);

-- name: mails_erase_person
UPDATE mail SET author = NULL, sender = NULL, recipient = NULL, subject = NULL, reason = NULL
WHERE author = $2 OR sender = $2 OR subscriber = $1;
