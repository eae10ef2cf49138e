-- name: sources_put
-- A name that is not configured may have been learnt from the feed: it stays.
INSERT INTO source (url, name, language, publisher, reuse, allow_private, is_active, interval_s,
	due_at, failures)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)
ON CONFLICT (url) DO UPDATE SET
	name = COALESCE(excluded.name, source.name),
	language = excluded.language,
	publisher = excluded.publisher,
	reuse = excluded.reuse,
	allow_private = excluded.allow_private,
	is_active = excluded.is_active,
	interval_s = excluded.interval_s
RETURNING id;

-- name: sources_retire
UPDATE source SET is_active = 0 WHERE id = $1;

-- name: sources_list
SELECT id, url, name, language, publisher, reuse, allow_private, is_active, interval_s, etag,
	last_modified, due_at, failures, last_error, last_ok_at, last_new_at
FROM source ORDER BY id;

-- name: sources_list_due
SELECT id, url, name, language, publisher, reuse, allow_private, is_active, interval_s, etag,
	last_modified, due_at, failures, last_error, last_ok_at, last_new_at
FROM source WHERE is_active = 1 AND due_at <= $1 ORDER BY id;

-- name: sources_ok
UPDATE source SET etag = $2, last_modified = $3, due_at = $4, failures = 0, last_error = NULL,
	last_ok_at = $5, last_new_at = COALESCE($6, last_new_at)
WHERE id = $1;

-- name: sources_failed
UPDATE source SET failures = failures + 1, last_error = $2, due_at = $3 WHERE id = $1;
