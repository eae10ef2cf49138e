-- name: roll_add
INSERT INTO subscriber (address, state, language, organisation, word, products, unused,
	wants_weekly, wants_bulletin, prefecture, industry, size, code, replaces, consent_at,
	consent_how, consent_evidence, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)
ON CONFLICT (address) DO NOTHING
RETURNING id;

-- name: roll_find
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, code, paused_until, replaces, moved_at,
	consent_at, consent_how, consent_evidence, created_at, updated_at, bounce_score, bounced_at, probe_at
FROM subscriber WHERE id = $1;

-- name: roll_find_address
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, code, paused_until, replaces, moved_at,
	consent_at, consent_how, consent_evidence, created_at, updated_at, bounce_score, bounced_at, probe_at
FROM subscriber WHERE address = $1;

-- name: roll_list
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, code, paused_until, replaces, moved_at,
	consent_at, consent_how, consent_evidence, created_at, updated_at, bounce_score, bounced_at, probe_at
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
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, code, paused_until, replaces, moved_at,
	consent_at, consent_how, consent_evidence, created_at, updated_at, bounce_score, bounced_at, probe_at
FROM subscriber WHERE probe_at <= $1 AND state = 'active' ORDER BY probe_at LIMIT $2;

-- name: roll_end_probe
UPDATE subscriber SET probe_at = NULL, bounce_score = 0
WHERE id = $1 AND probe_at = $2 AND (bounced_at IS NULL OR bounced_at <= probe_at);

-- name: roll_count_probed
SELECT count(*) FROM subscriber WHERE probe_at IS NOT NULL AND state = 'active';

-- name: roll_erase
-- The id and the bare consent stay.
UPDATE subscriber SET address = $2, state = 'erased', organisation = NULL, word = NULL,
	products = NULL, unused = NULL, prefecture = NULL, industry = NULL, size = NULL,
	code = NULL, paused_until = NULL, replaces = NULL, moved_at = NULL, consent_evidence = NULL,
	bounce_score = 0, bounced_at = NULL, probe_at = NULL, updated_at = $3
WHERE id = $1 AND state <> 'erased' AND (CAST($4 AS TEXT) IS NULL OR state = $4);

-- name: roll_list_unasked
-- Who came onto the roll since $1 and was not asked since whether he wants that.
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, code, paused_until, replaces, moved_at,
	consent_at, consent_how, consent_evidence, created_at, updated_at, bounce_score, bounced_at, probe_at
FROM subscriber
WHERE state = 'pending' AND created_at > $1 AND id > $2 AND NOT EXISTS (SELECT 1 FROM roll_answer
	WHERE recipient = subscriber.address AND kind = 'confirm'
		AND queued_at >= subscriber.created_at)
ORDER BY id LIMIT $3;

-- name: roll_list_unconfirmed
-- Who was asked that before $1, and not since.
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, code, paused_until, replaces, moved_at,
	consent_at, consent_how, consent_evidence, created_at, updated_at, bounce_score, bounced_at, probe_at
FROM subscriber
WHERE state = 'pending' AND updated_at < $1 AND NOT EXISTS (SELECT 1 FROM roll_answer
	WHERE recipient = subscriber.address AND kind = 'confirm' AND queued_at >= $1)
ORDER BY id LIMIT $2;

-- name: roll_add_mark
INSERT INTO erasure (mark, at) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING;

-- name: roll_count_mark
SELECT count(*) FROM erasure WHERE CAST($1 AS TEXT) IS NULL OR mark = $1;

-- name: roll_totals
-- Who never agreed and is erased was nobody's reader.
SELECT 'state' AS what, state AS value, count(*) FROM subscriber
WHERE state <> 'erased' OR consent_at IS NOT NULL GROUP BY state
UNION ALL
SELECT 'language', language, count(*) FROM subscriber WHERE state = 'active' GROUP BY language
UNION ALL
SELECT 'prefecture', COALESCE(prefecture, ''), count(*) FROM subscriber
WHERE state = 'active' GROUP BY COALESCE(prefecture, '')
UNION ALL
SELECT 'industry', COALESCE(industry, ''), count(*) FROM subscriber
WHERE state = 'active' GROUP BY COALESCE(industry, '')
UNION ALL
SELECT 'size', COALESCE(size, ''), count(*) FROM subscriber
WHERE state = 'active' GROUP BY COALESCE(size, '')
UNION ALL
SELECT 'body', COALESCE(code, ''), count(*) FROM subscriber
WHERE state = 'active' GROUP BY COALESCE(code, '')
ORDER BY 1, 2;

-- name: roll_set_preferences
UPDATE subscriber SET language = $2, organisation = $3, word = $4, products = $5, unused = $6,
	wants_weekly = $7, wants_bulletin = $8, prefecture = $9, industry = $10, size = $11
WHERE id = $1;

-- name: roll_set_code
UPDATE subscriber SET code = $2 WHERE id = $1;

-- name: roll_set_pause
UPDATE subscriber SET paused_until = $2 WHERE id = $1;

-- name: roll_set_replaces
UPDATE subscriber SET replaces = $2, moved_at = $3 WHERE id = $1;

-- name: roll_list_rested
SELECT id, address, state, language, organisation, word, products, unused, wants_weekly,
	wants_bulletin, prefecture, industry, size, code, paused_until, replaces, moved_at,
	consent_at, consent_how, consent_evidence, created_at, updated_at, bounce_score, bounced_at, probe_at
FROM subscriber WHERE state = 'paused' AND paused_until < $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: roll_lock_answers_pgsql
-- engine: pgsql
-- Until the end of the transaction. In SQLite the transaction is that lock already. The number is
-- "Kwra" in ASCII.
SELECT pg_advisory_xact_lock(1266119265);

-- name: roll_add_answer
INSERT INTO roll_answer (mail, recipient, kind, queued_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (mail, recipient) DO NOTHING;

-- name: roll_list_answers
SELECT mail, kind, queued_at FROM roll_answer WHERE recipient = $1 ORDER BY id LIMIT $2;

-- name: roll_erase_answers
DELETE FROM roll_answer WHERE recipient = $1;

-- name: roll_forget_answers
-- Those of before $1, and those to whoever is not on the roll before $2.
DELETE FROM roll_answer WHERE queued_at < $1 OR (queued_at < $2
	AND NOT EXISTS (SELECT 1 FROM subscriber WHERE address = roll_answer.recipient));

-- name: roll_count_answers
-- To one mailbox: $1, and what begins with $4 (below $5) and ends in $6, "a+" and "@example.jp".
SELECT count(*) FROM roll_answer
WHERE (recipient = $1 OR (recipient >= $4 AND recipient < $5
		AND substr(recipient, length(recipient) - length(CAST($6 AS TEXT)) + 1) = $6))
	AND (CAST($2 AS TEXT) IS NULL OR kind = $2) AND queued_at > $3;

-- name: roll_count_kind
SELECT count(*) FROM roll_answer WHERE kind = $1 AND queued_at > $2;

-- name: roll_add_visit
INSERT INTO visit (client, at) VALUES ($1, $2);

-- name: roll_forget_visits
DELETE FROM visit WHERE at <= $1;

-- name: roll_count_visits
SELECT count(*) FROM visit WHERE client = $1 AND at > $2;
