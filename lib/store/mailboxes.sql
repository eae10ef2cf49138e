-- name: mailboxes_put
INSERT INTO mailbox (name, epoch, failures) VALUES ($1, '', 0)
ON CONFLICT (name) DO UPDATE SET name = excluded.name
RETURNING id;

-- name: mailboxes_find
SELECT id, name, epoch, failures, last_error, last_ok_at FROM mailbox WHERE name = $1;

-- name: mailboxes_ok
UPDATE mailbox SET failures = 0, last_error = NULL, last_ok_at = $2 WHERE id = $1;

-- name: mailboxes_failed
UPDATE mailbox SET failures = failures + 1, last_error = $2 WHERE id = $1;

-- name: mailboxes_set_epoch
UPDATE mailbox SET epoch = $2 WHERE id = $1 AND epoch <> $2;

-- name: mailboxes_forget_all
DELETE FROM mailbox_mail WHERE mailbox = $1;

-- name: mailboxes_mails
SELECT uid, bytes, state, attempts, tried_at FROM mailbox_mail WHERE mailbox = $1 ORDER BY uid;

-- name: mailboxes_note
INSERT INTO mailbox_mail (mailbox, uid, bytes, state, attempts, tried_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (mailbox, uid) DO UPDATE SET
	bytes = excluded.bytes,
	state = excluded.state,
	attempts = excluded.attempts,
	tried_at = excluded.tried_at;

-- name: mailboxes_forget
DELETE FROM mailbox_mail WHERE mailbox = $1 AND uid = $2;

-- name: mailboxes_count
SELECT count(*) FROM mailbox_mail WHERE mailbox = $1 AND state = $2;
