-- name: segments_clear
DELETE FROM issue_product WHERE issue = $1;

-- name: segments_add
INSERT INTO issue_product (issue, bit, product) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: segments_list
SELECT DISTINCT CAST(COALESCE((SELECT sum(DISTINCT p.bit) FROM issue_product p WHERE p.issue = $1
	AND ' ' || s.products || ' ' LIKE '% ' || p.product || ' %'), 0) AS BIGINT) AS mask
FROM subscriber s
WHERE s.state = 'active' AND s.language = $2
	AND ((CAST($3 AS TEXT) = 'weekly' AND s.wants_weekly = 1)
		OR (CAST($3 AS TEXT) = 'bulletin' AND s.wants_bulletin = 1))
ORDER BY mask;

-- name: segments_of
SELECT letter.segment FROM outbox JOIN letter ON letter.id = outbox.letter
WHERE outbox.issue = $1 AND outbox.subscriber = $2;
