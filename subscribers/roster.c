/* Lists of subscribers as CSV. Reading CSV is subscribers/csv's; what adding an address means is
 * subscribers/membership's. All rows are checked before the first is written, and all are written
 * in one transaction: a list with one bad line changes nothing. */
#include "subscribers/roster.h"

#include "base/asset.h"
#include "base/charset.h"
#include "base/error.h"
#include "base/text.h"
#include "base/when.h"
#include "base/yaml.h"
#include "mail/address.h"
#include "subscribers/csv.h"

#include <string.h>

#define MAX_ROWS     200001 /* with the header */
#define MAX_PROBLEMS 100

typedef enum {
	ADDRESS,
	ORGANISATION,
	WORD,
	LANGUAGE,
	CONSENT,
	PREFECTURE,
	INDUSTRY,
	SIZE,
	FIELDS
} Field;

static const char *const field_names[FIELDS] = {"address", "organisation", "word",     "language",
						"consent", "prefecture",   "industry", "size"};

static void problem_free(gpointer problem)
{
	g_free(((KwRosterProblem *)problem)->text);
	g_free(problem);
}

void kw_roster_report_clear(KwRosterReport *report)
{
	g_clear_pointer(&report->problems, g_ptr_array_unref);
}

static void complain(KwRosterReport *report, int line, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void complain(KwRosterReport *report, int line, const char *format, ...)
{
	KwRosterProblem *problem;
	va_list ap;

	if (report->problems->len == MAX_PROBLEMS)
		return;
	problem = g_new0(KwRosterProblem, 1);
	problem->line = line;
	va_start(ap, format);
	problem->text = g_strdup_vprintf(format, ap);
	va_end(ap);
	g_ptr_array_add(report->problems, problem);
}

/* Folded column name -> name of the field ("ignored" included). */
static GHashTable *load_names(GError **error)
{
	g_autoptr(GBytes) bytes = kw_asset_get(NULL, "subscribers/roster.yaml", error);
	g_autoptr(KwYaml) yaml = bytes ? kw_yaml_parse("subscribers/roster.yaml",
						       g_bytes_get_data(bytes, NULL),
						       g_bytes_get_size(bytes), error)
				       : NULL;
	GHashTable *names;

	if (!yaml)
		return NULL;
	names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; i < kw_yaml_size(yaml); i++) {
		const KwYaml *entry = kw_yaml_at(yaml, i);
		const KwYaml *list = kw_yaml_find(entry, "names");

		for (guint n = 0; n < kw_yaml_size(list); n++)
			g_hash_table_insert(names, kw_text_fold(kw_yaml_text(kw_yaml_at(list, n))),
					    g_strdup(kw_yaml_find_text(entry, "field")));
	}
	return names;
}

/* Two columns of addresses: which is meant is not for us to guess. */
static void set_column(int columns[FIELDS], Field field, int c, const KwCsvRow *header,
		       KwRosterReport *report)
{
	if (columns[field] < 0)
		columns[field] = c;
	else
		complain(report, header->line, "columns `%s` and `%s` mean the same; remove one",
			 (const char *)header->fields->pdata[columns[field]],
			 (const char *)header->fields->pdata[c]);
}

/* Which column holds which field; -1 = none. */
static gboolean read_header(const KwCsvRow *header, int columns[FIELDS], KwRosterReport *report,
			    GError **error)
{
	g_autoptr(GHashTable) names = load_names(error);

	if (!names)
		return FALSE;
	for (int f = 0; f < FIELDS; f++)
		columns[f] = -1;
	for (guint c = 0; c < header->fields->len; c++) {
		g_autofree char *folded = kw_text_fold(header->fields->pdata[c]);
		const char *name = g_hash_table_lookup(names, folded);

		if (!*folded)
			continue;
		if (!name)
			complain(report, header->line,
				 "column `%s` is not known; known are メールアドレス (address), "
				 "会社名, "
				 "合い言葉, 言語, 同意日 (consent), 都道府県, 業種, 従業員数",
				 (const char *)header->fields->pdata[c]);
		for (int f = 0; name && f < FIELDS; f++)
			if (g_str_equal(field_names[f], name))
				set_column(columns, (Field)f, (int)c, header, report);
	}
	if (columns[ADDRESS] < 0)
		complain(report, header->line, "there is no column メールアドレス (address)");
	if (columns[CONSENT] < 0)
		complain(report, header->line,
			 "there is no column 同意日 (consent): the law wants its day");
	return TRUE;
}

static const char *cell(const KwCsvRow *row, const int columns[FIELDS], Field field)
{
	int c = columns[field];
	const char *text = c >= 0 && (guint)c < row->fields->len ? row->fields->pdata[c] : NULL;

	return text && *text ? text : NULL;
}

/* Year, month and day in figures, in this order: "4/3/2026" is another day here than there, and
 * "2026-04" is none. */
static gboolean begins_with_day(const char *text)
{
	const char *month = text + strspn(text, "0123456789");
	char separator = *month;

	if (month - text != 4 || (separator != '-' && separator != '/'))
		return FALSE;
	month++;
	const char *day = month + strspn(month, "0123456789");
	return day > month && *day == separator && g_ascii_isdigit(day[1]);
}

/* "2026-04-03" or "2026/4/3", also with a time as forms write it; -1 = neither. */
static int64_t consent_at(const char *text, GTimeZone *zone)
{
	KwWhen when;

	return text && begins_with_day(text) && kw_when_parse(text, zone, &when) ? when.at : -1;
}

/* U+FFFD stands where bytes are no character of any encoding we know. */
static const char *unreadable(const KwCsvRow *row)
{
	for (guint i = 0; i < row->fields->len; i++)
		if (strstr(row->fields->pdata[i], "\xef\xbf\xbd"))
			return row->fields->pdata[i];
	return NULL;
}

static void check_row(const KwCsvRow *row, const int columns[FIELDS], GTimeZone *zone, int64_t now,
		      KwRosterReport *report)
{
	const char *address = cell(row, columns, ADDRESS), *language = cell(row, columns, LANGUAGE);
	g_autofree char *normal = address ? kw_address_normalise(address) : NULL;
	int64_t consent = consent_at(cell(row, columns, CONSENT), zone);

	if (unreadable(row))
		complain(report, row->line, "`%s` cannot be read; save the file as UTF-8",
			 unreadable(row));
	if (!normal)
		complain(report, row->line, "`%s` is no mail address", address ? address : "");
	if (consent < 0 || consent > now)
		complain(report, row->line,
			 "the day of consent is missing or no past day; write 2026-04-03");
	if (language && !g_str_equal(language, "ja") && !g_str_equal(language, "en"))
		complain(report, row->line, "language `%s`: write ja or en", language);
}

static gboolean import_row(KwDb *db, const char *name, const KwCsvRow *row,
			   const int columns[FIELDS], GTimeZone *zone, const char *actor,
			   int64_t now, KwRosterReport *report, GError **error)
{
	g_autofree char *evidence = g_strdup_printf("%s:%d", name, row->line);
	const KwSubscriber subscriber = {
		.address = (char *)cell(row, columns, ADDRESS),
		.organisation = (char *)cell(row, columns, ORGANISATION),
		.word = (char *)cell(row, columns, WORD),
		.language = (char *)cell(row, columns, LANGUAGE),
		.prefecture = (char *)cell(row, columns, PREFECTURE),
		.industry = (char *)cell(row, columns, INDUSTRY),
		.size = (char *)cell(row, columns, SIZE),
		.consent_at = consent_at(cell(row, columns, CONSENT), zone),
		.consent_how = (char *)"import",
		.consent_evidence = evidence,
	};
	KwMembershipResult result;
	int64_t id;

	if (!kw_membership_enter(db, &subscriber, FALSE, actor, now, &result, &id, error))
		return FALSE;
	report->added += result == KW_MEMBERSHIP_ADDED;
	report->already += result == KW_MEMBERSHIP_ALREADY;
	report->back += result == KW_MEMBERSHIP_BACK;
	report->refused += result == KW_MEMBERSHIP_REFUSED;
	return TRUE;
}

gboolean kw_roster_import(KwDb *db, const char *name, const void *bytes, size_t length,
			  GTimeZone *zone, gboolean dry_run, const char *actor, int64_t now,
			  KwRosterReport *out_report, GError **error)
{
	g_autofree char *text = kw_charset_decode(bytes, length, NULL, NULL);
	/* a BOM at the start belongs to the encoding */
	g_autofree char *clean = kw_text_repair(text, -1);
	g_autoptr(GPtrArray) rows = kw_csv_parse(clean, MAX_ROWS, error);
	int columns[FIELDS];

	memset(out_report, 0, sizeof(*out_report));
	out_report->problems = g_ptr_array_new_with_free_func(problem_free);
	if (!rows) {
		g_prefix_error(error, "%s: ", name);
		return FALSE;
	}
	if (!rows->len) {
		complain(out_report, 1, "the file is empty; the first line names the columns");
		return TRUE;
	}
	if (!read_header(rows->pdata[0], columns, out_report, error))
		return FALSE;
	if (out_report->problems->len)
		return TRUE;
	out_report->rows = (int)rows->len - 1;
	for (guint i = 1; i < rows->len; i++)
		check_row(rows->pdata[i], columns, zone, now, out_report);
	if (out_report->problems->len)
		return TRUE;

	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	if (!tx)
		return FALSE;
	for (guint i = 1; i < rows->len; i++)
		if (!import_row(db, name, rows->pdata[i], columns, zone, actor, now, out_report,
				error))
			return FALSE;
	/* a dry run does all of it and leaves the scope, which undoes it: the counts are the real
	 * ones */
	return dry_run || kw_tx_commit(tx, error);
}
