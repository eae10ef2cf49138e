-- What both engines call the same (the beginning differs: db_sqlite.sql, db_pgsql.sql).

-- name: db_commit
COMMIT;

-- name: db_rollback
ROLLBACK;

-- name: db_write_nothing
UPDATE issue SET state = state WHERE FALSE;
