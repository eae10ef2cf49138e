-- name: items_insert
INSERT INTO item (title, title_key, url, language, publisher, publisher_id, reuse, published_at,
	revised_at, is_day, severity, severity_why, severity_by, category, products, sections, text,
	comment, headline, handling, state, contributor, cvss, label,
	listed_on, exploited_at, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
	$21, $22, $23, $24, $25, $26, $27, $27)
RETURNING id;

-- name: items_update
UPDATE item SET title = $1, title_key = $2, url = $3, language = $4, publisher = $5,
	publisher_id = $6, reuse = $7, published_at = $8, revised_at = $9, is_day = $10,
	severity = $11, severity_why = $12, severity_by = $13, category = $14, products = $15,
	sections = $16, text = $17, comment = $18, headline = $19, handling = $20, state = $21,
	contributor = $22, cvss = $23, label = $24, listed_on = $25, exploited_at = $26,
	updated_at = $27
WHERE id = $28;

-- name: items_add_ref
INSERT INTO item_ref (item, kind, value) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING;

-- name: items_add_source
INSERT INTO item_source (item, mail, part, source, entry, url, title, auth, unread, seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT DO NOTHING;

-- name: items_of_entry
SELECT item FROM item_source WHERE source = $1 AND entry = $2;

-- name: items_of_mail
SELECT item FROM item_source WHERE mail = $1 ORDER BY part;

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
	revised_at, is_day, severity, severity_why, severity_by, category, products, sections, text,
	comment, headline, handling, state, contributor, cvss, label,
	listed_on, exploited_at, joined, created_at, updated_at,
	(SELECT count(*) FROM item_source WHERE item_source.item = item.id)
FROM item WHERE id = $1;

-- name: items_list
-- Most urgent first, then newest.
SELECT id, title, title_key, url, language, publisher, publisher_id, reuse, published_at,
	revised_at, is_day, severity, severity_why, severity_by, category, products, sections, text,
	comment, headline, handling, state, contributor, cvss, label,
	listed_on, exploited_at, joined, created_at, updated_at,
	(SELECT count(*) FROM item_source WHERE item_source.item = item.id)
FROM item WHERE (state = $1 OR (CAST($1 AS TEXT) IS NULL AND state <> 'joined')) AND updated_at >= $3
ORDER BY CASE severity
		WHEN 'today' THEN 0 WHEN 'this-week' THEN 1 WHEN 'when-convenient' THEN 2 ELSE 3
	END,
	COALESCE(revised_at, published_at, created_at) DESC, id DESC
LIMIT $2;

-- name: items_refs
SELECT kind, value FROM item_ref WHERE item = $1 ORDER BY kind, value;

-- name: items_sources
SELECT mail, part, source, entry, url, title, auth, unread, seen_at, id FROM item_source
WHERE item = $1
ORDER BY seen_at, COALESCE(mail, source), part;

-- name: items_feeds_of_publisher
-- Tellings of the item by feeds of its own publisher.
SELECT item_source.mail, item_source.part, item_source.source, item_source.entry, item_source.url,
	item_source.title, item_source.auth, item_source.unread, item_source.seen_at, item_source.id
FROM item_source
JOIN source ON source.id = item_source.source
JOIN item ON item.id = item_source.item
WHERE item.id = $1 AND source.publisher = item.publisher
ORDER BY item_source.seen_at, item_source.source;

-- name: items_set_state
UPDATE item SET state = $8, updated_at = $9
WHERE id = $1 AND state IN ($2, $3, $4, $5, $6, $7);

-- name: items_set_comment
UPDATE item SET comment = $2, updated_at = $3 WHERE id = $1;

-- name: items_set_urgency
-- From now on it is a person's: what is told later does not change it.
UPDATE item SET severity = $2, severity_by = 'staff', updated_at = $3 WHERE id = $1;

-- name: items_add_receipt
INSERT INTO item_receipt (mail, recipient, kind, queued_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING;

-- name: items_count_receipts
SELECT count(*) FROM item_receipt WHERE recipient = $1 AND queued_at > $2;

-- name: items_count
SELECT count(*) FROM item WHERE CAST($1 AS TEXT) IS NULL OR state = $1;

-- name: items_lock_pgsql
-- engine: pgsql
-- Writers wait for each other, readers do not. In SQLite the transaction is that lock already.
LOCK TABLE item IN SHARE ROW EXCLUSIVE MODE;
