-- name: sources_put
-- A name that is not configured may have been learnt from the feed: it stays.
INSERT INTO source (url, name, language, publisher, reuse, trust, allow_private, is_active,
	interval_s, due_at, include, exclude, watch_only, a_day, is_added, failures, news)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0)
ON CONFLICT (url) DO UPDATE SET
	name = COALESCE(excluded.name, source.name),
	language = excluded.language,
	publisher = excluded.publisher,
	reuse = excluded.reuse,
	trust = excluded.trust,
	allow_private = excluded.allow_private,
	is_active = excluded.is_active,
	interval_s = excluded.interval_s,
	include = excluded.include,
	exclude = excluded.exclude,
	watch_only = excluded.watch_only,
	a_day = excluded.a_day,
	is_added = excluded.is_added
RETURNING id;

-- name: sources_retire
UPDATE source SET is_active = 0 WHERE id = $1;

-- name: sources_list
SELECT id, url, name, language, publisher, reuse, trust, allow_private, is_active, interval_s,
	etag, last_modified, due_at, failures, last_error, last_ok_at, last_new_at, include, exclude,
	watch_only, a_day, is_added, moved_to, first_new_at, news
FROM source ORDER BY id;

-- name: sources_list_due
SELECT id, url, name, language, publisher, reuse, trust, allow_private, is_active, interval_s,
	etag, last_modified, due_at, failures, last_error, last_ok_at, last_new_at, include, exclude,
	watch_only, a_day, is_added, moved_to, first_new_at, news
FROM source WHERE is_active = 1 AND due_at <= $1 ORDER BY id;

-- name: sources_ok
UPDATE source SET etag = $2, last_modified = $3, due_at = $4, failures = 0, last_error = NULL,
	last_ok_at = $5, last_new_at = COALESCE($6, last_new_at),
	first_new_at = COALESCE(first_new_at, $6),
	news = news + CASE WHEN $7 > 0 THEN 1 ELSE 0 END
WHERE id = $1;

-- name: sources_failed
UPDATE source SET failures = failures + 1, last_error = $2, due_at = $3 WHERE id = $1;

-- name: sources_moved
-- The validators are those of the old place.
UPDATE source SET moved_to = $2, etag = NULL, last_modified = NULL WHERE id = $1;

-- name: sources_prints
SELECT entry, print FROM source_entry WHERE source = $1;

-- name: sources_note_entry
INSERT INTO source_entry (source, entry, print, taken, seen_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (source, entry) DO UPDATE SET
	print = excluded.print, taken = excluded.taken, seen_at = excluded.seen_at;

-- name: sources_count_taken
SELECT count(*) FROM source_entry WHERE source = $1 AND taken = 1 AND seen_at >= $2;

-- name: sources_forget_entries
DELETE FROM source_entry WHERE seen_at < $1;

-- name: sources_forget_validators
-- A 304 would hide what is to be read once more.
UPDATE source SET etag = NULL, last_modified = NULL WHERE id = $1;

-- name: sources_forget_entry
DELETE FROM source_entry WHERE source = $1 AND entry = $2;

-- name: sources_tell_first_hand
SELECT count(*) FROM item_source LEFT JOIN source ON source.id = item_source.source
WHERE item_source.item = $1
	AND (item_source.source IS NULL OR source.trust IN ('official', 'vendor'));
