-- name: journal_put
INSERT INTO journal (at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5);

-- name: journal_list
SELECT id, at, actor, action, subject, detail
FROM journal WHERE CAST($1 AS TEXT) IS NULL OR subject = $1
ORDER BY id DESC LIMIT $2;

-- name: journal_forget
UPDATE journal SET detail = NULL WHERE subject = $1;
