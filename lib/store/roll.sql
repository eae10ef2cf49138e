-- name: roll_add
INSERT INTO subscriber (address, state, language, organisation, word, products, unused,
	wants_weekly, wants_bulletin, prefecture, industry, size, replaces, consent_at, consent_how,
	consent_evidence, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)
ON CONFLICT (address) DO NOTHING
RETURNING id;

-- name: roll_find
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, paused_until, replaces, consent_at, consent_how,
	consent_evidence, created_at, updated_at
FROM subscriber WHERE id = $1;

-- name: roll_find_address
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, paused_until, replaces, consent_at, consent_how,
	consent_evidence, created_at, updated_at
FROM subscriber WHERE address = $1;

-- name: roll_list
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, paused_until, replaces, consent_at, consent_how,
	consent_evidence, created_at, updated_at
FROM subscriber WHERE (CAST($1 AS TEXT) IS NULL OR state = $1) AND id > $2
ORDER BY id LIMIT $3;

-- name: roll_count
SELECT count(*) FROM subscriber WHERE CAST($1 AS TEXT) IS NULL OR state = $1;

-- name: roll_set_state
UPDATE subscriber SET state = $8, updated_at = $9
WHERE id = $1 AND state IN ($2, $3, $4, $5, $6, $7);

-- name: roll_set_consent
UPDATE subscriber SET consent_at = $2, consent_how = $3, consent_evidence = $4 WHERE id = $1;

-- name: roll_set_preferences
UPDATE subscriber SET language = $2, organisation = $3, word = $4, products = $5, unused = $6,
	wants_weekly = $7, wants_bulletin = $8, prefecture = $9, industry = $10, size = $11
WHERE id = $1;

-- name: roll_set_pause
UPDATE subscriber SET paused_until = $2 WHERE id = $1;

-- name: roll_set_replaces
UPDATE subscriber SET replaces = $2 WHERE id = $1;

-- name: roll_list_rested
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, paused_until, replaces, consent_at, consent_how,
	consent_evidence, created_at, updated_at
FROM subscriber WHERE state = 'paused' AND paused_until < $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: roll_add_answer
INSERT INTO roll_answer (mail, recipient, kind, queued_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (mail, recipient) DO NOTHING;

-- name: roll_count_answers
SELECT count(*) FROM roll_answer
WHERE recipient = $1 AND (CAST($2 AS TEXT) IS NULL OR kind = $2) AND queued_at > $3;
