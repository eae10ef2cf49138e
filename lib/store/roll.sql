-- name: roll_add
INSERT INTO subscriber (address, state, language, organisation, word, products, wants_weekly,
	wants_bulletin, prefecture, industry, size, consent_at, consent_how, consent_evidence,
	created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
ON CONFLICT (address) DO NOTHING
RETURNING id;

-- name: roll_find
SELECT id, address, state, language, organisation, word, products, wants_weekly, wants_bulletin,
	prefecture, industry, size, consent_at, consent_how, consent_evidence, created_at,
	updated_at, bounce_score, bounced_at, probe_at
FROM subscriber WHERE id = $1;

-- name: roll_find_address
SELECT id, address, state, language, organisation, word, products, wants_weekly, wants_bulletin,
	prefecture, industry, size, consent_at, consent_how, consent_evidence, created_at,
	updated_at, bounce_score, bounced_at, probe_at
FROM subscriber WHERE address = $1;

-- name: roll_list
SELECT id, address, state, language, organisation, word, products, wants_weekly, wants_bulletin,
	prefecture, industry, size, consent_at, consent_how, consent_evidence, created_at,
	updated_at, bounce_score, bounced_at, probe_at
FROM subscriber WHERE (CAST($1 AS TEXT) IS NULL OR state = $1) AND id > $2
ORDER BY id LIMIT $3;

-- name: roll_count
SELECT count(*) FROM subscriber WHERE CAST($1 AS TEXT) IS NULL OR state = $1;

-- name: roll_set_state
UPDATE subscriber SET state = $8, updated_at = $9
WHERE id = $1 AND state IN ($2, $3, $4, $5, $6, $7);

-- name: roll_set_consent
-- Whoever asks anew starts without points.
UPDATE subscriber SET consent_at = $2, consent_how = $3, consent_evidence = $4, bounce_score = 0,
	bounced_at = NULL, probe_at = NULL
WHERE id = $1;

-- name: roll_score
-- Once a day at most ($5); points from before $4 count no more.
UPDATE subscriber SET bounced_at = $3,
	bounce_score = $2 + CASE WHEN bounced_at >= $4 THEN bounce_score ELSE 0 END
WHERE id = $1 AND (state = 'active' OR state = 'paused')
	AND (bounced_at IS NULL OR bounced_at <= $5);

-- name: roll_probe
UPDATE subscriber SET probe_at = $2
WHERE id = $1 AND state = 'active' AND probe_at IS NULL AND bounce_score >= $3;

-- name: roll_list_probed
SELECT id, address, state, language, organisation, word, products, wants_weekly, wants_bulletin,
	prefecture, industry, size, consent_at, consent_how, consent_evidence, created_at,
	updated_at, bounce_score, bounced_at, probe_at
FROM subscriber WHERE probe_at <= $1 AND state = 'active' ORDER BY probe_at LIMIT $2;

-- name: roll_end_probe
UPDATE subscriber SET probe_at = NULL, bounce_score = 0 WHERE id = $1;

-- name: roll_count_probed
SELECT count(*) FROM subscriber WHERE probe_at IS NOT NULL AND state = 'active';
