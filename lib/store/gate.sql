-- name: gate_pause
INSERT INTO pause (one, at, actor) VALUES (1, $1, $2) ON CONFLICT DO NOTHING;

-- name: gate_unpause
DELETE FROM pause WHERE one = 1;

-- name: gate_paused
SELECT at, actor FROM pause;

-- name: gate_stop_relay
INSERT INTO relay (url, stopped_at, is_refusal, why) VALUES ($1, $2, $3, $4)
ON CONFLICT (url) DO UPDATE SET is_refusal = excluded.is_refusal, why = excluded.why;

-- name: gate_open_relay
DELETE FROM relay WHERE url = $1;

-- name: gate_stopped
SELECT url, stopped_at, is_refusal, why FROM relay ORDER BY url;

-- name: gate_use
-- The row is also the lock of whoever counts at the same time.
INSERT INTO relay_use (relay, at, letters) VALUES ($1, $2, $3)
ON CONFLICT (relay, at) DO UPDATE SET letters = relay_use.letters + excluded.letters;

-- name: gate_used
SELECT COALESCE(CAST(sum(letters) AS BIGINT), 0), min(at), max(at) FROM relay_use
WHERE relay = $1 AND at > $2 AND letters > 0;

-- name: gate_forget
DELETE FROM relay_use WHERE relay = $1 AND at <= $2;

-- name: gate_ahead
-- Written before the clock went back.
SELECT COALESCE(CAST(sum(letters) AS BIGINT), 0) FROM relay_use WHERE relay = $1 AND at > $2;

-- name: gate_forget_ahead
DELETE FROM relay_use WHERE relay = $1 AND at > $2;
