-- The SQLite driver's own statements.

-- name: sqlite_begin
-- engine: sqlite
-- Plain BEGIN takes the write lock only at the first write, and then fails at once where another
-- process wrote in between: busy_timeout does not help there.
BEGIN IMMEDIATE;

-- name: sqlite_identity
-- engine: sqlite
-- Is the file ours, at which version, and is there anything in it?
SELECT (SELECT application_id FROM pragma_application_id),
	(SELECT user_version FROM pragma_user_version),
	(SELECT count(*) FROM sqlite_schema);

-- name: sqlite_synchronous
-- engine: sqlite
-- FULL: what was committed survives a power cut. The ledger of deliveries stands on that.
PRAGMA synchronous = FULL;

-- name: sqlite_foreign_keys
-- engine: sqlite
PRAGMA foreign_keys = ON;

-- name: sqlite_wal
-- engine: sqlite
-- Readers do not block the writer, nor the writer readers.
PRAGMA journal_mode = WAL;
