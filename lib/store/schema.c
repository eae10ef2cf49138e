/* Schema and migrations. The tables themselves: schema/sqlite.sql and schema/pgsql.sql.
 *
 * Version 0 gets the whole schema at once, an older version every missing step, all in one
 * transaction; a newer version is refused, because an old program would write what the new one does
 * not expect. Until the first release the schema is edited in place and there are no steps; from
 * then on the list of steps only grows.
 */
#include "schema.h"

#include "driver.h"

#include "base/error.h"

#include "store/schema/pgsql.sql.h"
#include "store/schema/sqlite.sql.h"

const KwSchema kw_schema = {
	.whole = {1, SCHEMA_sqlite, SCHEMA_pgsql},
	.steps = NULL,
	.n_steps = 0,
};

/* TRUE where the version can be worked with, be it after some steps. */
static gboolean read_version(KwDb *db, const KwSchema *schema, gboolean create,
			     int64_t *out_version, GError **error)
{
	if (!db->driver->version(db, out_version, error))
		return FALSE;
	if (*out_version == 0 && !create) {
		kw_error_set(error, KW_ERROR_CONFIG,
			     "%s: has no tables yet (`kawaraban init` makes them)", db->label);
		return FALSE;
	}
	if (*out_version > schema->whole.version) {
		kw_error_set(error, KW_ERROR_CONFIG,
			     "%s: version %" G_GINT64_FORMAT " of the tables is newer than this "
			     "program (it knows %d)",
			     db->label, (gint64)*out_version, schema->whole.version);
		return FALSE;
	}
	return TRUE;
}

static gboolean apply(KwDb *db, const KwSchemaStep *step, GError **error)
{
	gboolean is_sqlite = db->driver == &kw_driver_sqlite;
	int64_t version;

	if (!db->driver->script(db, is_sqlite ? step->sqlite : step->pgsql, error) ||
	    !db->driver->version(db, &version, error)) {
		g_prefix_error(error, "schema version %d: ", step->version);
		return FALSE;
	}
	if (version != step->version) {
		kw_error_set(error, KW_ERROR_INTERNAL,
			     "schema version %d: its script does not write the version down",
			     step->version);
		return FALSE;
	}
	return TRUE;
}

gboolean kw_schema_bring(KwDb *db, const KwSchema *schema, gboolean create, GError **error)
{
	g_autoptr(KwTx) tx = NULL;
	int64_t version;

	if (!read_version(db, schema, create, &version, error))
		return FALSE;
	if (version == schema->whole.version)
		return TRUE;
	tx = kw_tx_begin(db, error);
	/* the second look: another process may have done it while we waited for the lock */
	if (!tx || !db->driver->lock_schema(db, error) ||
	    !read_version(db, schema, create, &version, error))
		return FALSE;
	if (version == 0) {
		if (!apply(db, &schema->whole, error))
			return FALSE;
		return kw_tx_commit(tx, error);
	}
	for (size_t i = 0; i < schema->n_steps; i++)
		if (schema->steps[i].version > version && !apply(db, &schema->steps[i], error))
			return FALSE;
	return kw_tx_commit(tx, error);
}
