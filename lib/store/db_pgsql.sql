-- The PostgreSQL driver's own statements.

-- name: pgsql_begin
-- engine: pgsql
BEGIN;

-- name: pgsql_session
-- engine: pgsql
-- As SQLite's busy_timeout: who waits longer than this for another process tries again later.
SET lock_timeout = '60s';

-- name: pgsql_patience
-- engine: pgsql
SELECT set_config('lock_timeout', $1, FALSE);

-- name: pgsql_lock_schema
-- engine: pgsql
-- Until the end of the transaction. The number is "Kwrb" in ASCII, as SQLite's application_id.
SELECT pg_advisory_xact_lock(1266119266);

-- name: pgsql_tables
-- engine: pgsql
-- All tables where ours would be made, and among them the one that tells they are ours.
SELECT count(*), count(*) FILTER (WHERE tablename = 'kw_schema')
FROM pg_catalog.pg_tables WHERE schemaname = current_schema();

-- name: pgsql_version
-- engine: pgsql
SELECT version FROM kw_schema;
