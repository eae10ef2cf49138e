-- name: selfcheck_put
INSERT INTO selfcheck (subscriber, question, answer, answered_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (subscriber, question) DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at;

-- name: selfcheck_list
SELECT question, answer, answered_at FROM selfcheck WHERE subscriber = $1 ORDER BY question;

-- name: selfcheck_erase_person
DELETE FROM selfcheck WHERE subscriber = $1;
