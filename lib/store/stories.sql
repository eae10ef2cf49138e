-- name: stories_recent
SELECT id, title_key FROM item WHERE created_at >= $1 AND title_key <> ''
ORDER BY created_at DESC, id DESC LIMIT $2;

-- name: stories_move_sources
UPDATE item_source SET item = $2 WHERE item = $1;

-- name: stories_copy_refs
INSERT INTO item_ref (item, kind, value)
SELECT CAST($2 AS BIGINT), kind, value FROM item_ref WHERE item = $1
ON CONFLICT DO NOTHING;

-- name: stories_set_joined
UPDATE item SET state = 'joined', joined = $2, updated_at = $3
WHERE id = $1 AND state <> 'joined';

-- name: stories_redirect
-- What was joined with the one that is joined now: no chains.
UPDATE item SET joined = $2 WHERE joined = $1;

-- name: stories_move_source
UPDATE item_source SET item = $3 WHERE id = $2 AND item = $1;

-- name: stories_redirect_alike
UPDATE item SET joined = $2 WHERE joined = $1 AND (url = $3 OR title_key = $4);

-- name: stories_put_apart
INSERT INTO item_apart (item, other) VALUES ($1, $2)
ON CONFLICT DO NOTHING;

-- name: stories_unput_apart
-- A person found since that they are one.
DELETE FROM item_apart WHERE item = $1 AND other = $2;

-- name: stories_apart
SELECT other FROM item_apart WHERE item = $1
UNION ALL SELECT item FROM item_apart WHERE other = $1
ORDER BY 1;

-- name: stories_drop_ref
DELETE FROM item_ref WHERE item = $1 AND kind = $2 AND value = $3;

-- name: stories_find_issue
SELECT issue.kind || ' ' || CAST(issue.number AS TEXT)
FROM issue JOIN issue_item ON issue_item.issue = issue.id
WHERE issue_item.item = $1 AND issue.state IN ('proofed', 'approved', 'sending', 'held')
ORDER BY issue.id LIMIT 1;

-- name: stories_add_revision
INSERT INTO item_revision (item, at, what, refs_new, refs_gone, severity_was)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: stories_revisions
SELECT at, what, refs_new, refs_gone, severity_was FROM item_revision WHERE item = $1
ORDER BY id DESC LIMIT $2;
