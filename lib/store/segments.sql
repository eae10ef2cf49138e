-- name: segments_clear
DELETE FROM issue_product WHERE issue = $1;

-- name: segments_add
INSERT INTO issue_product (issue, bit, product) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: segments_list
-- Of every list of products once: most have that of others.
WITH
about AS MATERIALIZED (
	SELECT bit, '% ' || product || ' %' AS pattern FROM issue_product WHERE issue = $1),
reader AS MATERIALIZED (
	SELECT DISTINCT ' ' || products || ' ' AS list
	FROM subscriber
	WHERE state = 'active' AND language = $2
		AND ((CAST($3 AS TEXT) = 'weekly' AND wants_weekly = 1)
			OR (CAST($3 AS TEXT) = 'bulletin' AND wants_bulletin = 1)))
SELECT DISTINCT CAST(COALESCE(
	(SELECT sum(DISTINCT bit) FROM about WHERE list LIKE pattern), 0) AS BIGINT) AS mask
FROM reader
ORDER BY mask;

-- name: segments_of
SELECT letter.segment FROM outbox JOIN letter ON letter.id = outbox.letter
WHERE outbox.issue = $1 AND outbox.subscriber = $2;
