-- name: questions_put
INSERT INTO question (mail, subscriber, issue, item, kind, region, state, asked_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: questions_find
SELECT question.id, mail, question.subscriber, issue, item, question.kind, region, question.state, asked_at,
	answered_at, reminded_at, mail.subject
FROM question JOIN mail ON mail.id = question.mail
WHERE question.id = $1;

-- name: questions_list
SELECT question.id, mail, question.subscriber, issue, item, question.kind, region, question.state, asked_at,
	answered_at, reminded_at, mail.subject
FROM question JOIN mail ON mail.id = question.mail
WHERE (CAST($1 AS TEXT) IS NULL OR question.state = $1)
	AND (CAST($2 AS TEXT) IS NULL OR question.kind = $2)
ORDER BY question.id DESC LIMIT $3;

-- name: questions_overdue
-- What looks like sales is listed, and nobody is pressed to answer it.
SELECT question.id, mail, question.subscriber, issue, item, question.kind, region, question.state, asked_at,
	answered_at, reminded_at, mail.subject
FROM question JOIN mail ON mail.id = question.mail
WHERE question.state = 'open' AND question.kind <> 'sales' AND asked_at < $1
	AND (reminded_at IS NULL OR reminded_at <= $2)
ORDER BY question.id LIMIT $3;

-- name: questions_set_state
UPDATE question SET state = $8, updated_at = $9,
	answered_at = CASE WHEN $8 = 'answered' THEN $9 ELSE answered_at END
WHERE id = $1 AND state IN ($2, $3, $4, $5, $6, $7);

-- name: questions_set_reminded
UPDATE question SET reminded_at = $2 WHERE id = $1;

-- name: questions_count
SELECT count(*) FROM question
WHERE asked_at > $2 AND (subscriber = $1 OR (CAST($1 AS BIGINT) IS NULL AND subscriber IS NULL));

-- name: questions_of_person
SELECT question.id, mail, question.subscriber, issue, item, question.kind, region, question.state, asked_at,
	answered_at, reminded_at, mail.subject
FROM question JOIN mail ON mail.id = question.mail
WHERE question.subscriber = $1 OR mail.author = $2 OR mail.sender = $2 OR mail.subscriber = $1
ORDER BY question.id LIMIT $3;

-- name: questions_erase_person
UPDATE question SET region = NULL
WHERE subscriber = $1
	OR mail IN (SELECT id FROM mail WHERE author = $2 OR sender = $2 OR subscriber = $1);
