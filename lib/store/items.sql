-- name: items_insert
INSERT INTO item (title, title_key, url, language, publisher, publisher_id, reuse, published_at,
	revised_at, is_day, severity, severity_why, category, products, sections, text, comment,
	headline, handling, state, contributor, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
	$21, $22, $22)
RETURNING id;

-- name: items_update
UPDATE item SET title = $1, title_key = $2, url = $3, language = $4, publisher = $5,
	publisher_id = $6, reuse = $7, published_at = $8, revised_at = $9, is_day = $10,
	severity = $11, severity_why = $12, category = $13, products = $14, sections = $15,
	text = $16, comment = $17, headline = $18, handling = $19, state = $20, contributor = $21,
	updated_at = $22
WHERE id = $23;

-- name: items_add_ref
INSERT INTO item_ref (item, kind, value) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING;

-- name: items_add_source
INSERT INTO item_source (item, mail, source, entry, url, title, seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING;

-- name: items_of_entry
SELECT item FROM item_source WHERE source = $1 AND entry = $2;

-- name: items_of_mail
SELECT item FROM item_source WHERE mail = $1;

-- name: items_by_ref
SELECT item.id FROM item JOIN item_ref ON item_ref.item = item.id
WHERE item_ref.kind = $1 AND item_ref.value = $2
ORDER BY item.created_at DESC, item.id DESC LIMIT 20;

-- name: items_by_url
SELECT id FROM item WHERE url = $1
ORDER BY created_at DESC, id DESC LIMIT 20;

-- name: items_by_title_key
SELECT id FROM item WHERE title_key = $1 AND title_key <> '' AND created_at >= $2
ORDER BY created_at DESC, id DESC LIMIT 20;

-- name: items_find
SELECT id, title, title_key, url, language, publisher, publisher_id, reuse, published_at,
	revised_at, is_day, severity, severity_why, category, products, sections, text, comment,
	headline, handling, state, contributor, created_at, updated_at,
	(SELECT count(*) FROM item_source WHERE item_source.item = item.id)
FROM item WHERE id = $1;

-- name: items_list
-- Most urgent first, then newest.
SELECT id, title, title_key, url, language, publisher, publisher_id, reuse, published_at,
	revised_at, is_day, severity, severity_why, category, products, sections, text, comment,
	headline, handling, state, contributor, created_at, updated_at,
	(SELECT count(*) FROM item_source WHERE item_source.item = item.id)
FROM item WHERE CAST($1 AS TEXT) IS NULL OR state = $1
ORDER BY CASE severity
		WHEN 'today' THEN 0 WHEN 'this-week' THEN 1 WHEN 'when-convenient' THEN 2 ELSE 3
	END,
	COALESCE(revised_at, published_at, created_at) DESC, id DESC
LIMIT $2;

-- name: items_refs
SELECT kind, value FROM item_ref WHERE item = $1 ORDER BY kind, value;

-- name: items_sources
SELECT mail, source, entry, url, title, seen_at FROM item_source WHERE item = $1
ORDER BY seen_at, COALESCE(mail, source);

-- name: items_set_state
UPDATE item SET state = $8, updated_at = $9
WHERE id = $1 AND state IN ($2, $3, $4, $5, $6, $7);

-- name: items_set_comment
UPDATE item SET comment = $2, updated_at = $3 WHERE id = $1;

-- name: items_count
SELECT count(*) FROM item WHERE CAST($1 AS TEXT) IS NULL OR state = $1;

-- name: items_lock_pgsql
-- engine: pgsql
-- Writers wait for each other, readers do not. In SQLite the transaction is that lock already.
LOCK TABLE item IN SHARE ROW EXCLUSIVE MODE;
