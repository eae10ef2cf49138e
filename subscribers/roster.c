/* Lists of subscribers as CSV. Reading CSV is subscribers/csv's, charsets roster_file.c's; what
 * adding an address means is subscribers/membership's. The file is read twice: all rows are checked
 * before the first is written, and all are written in one transaction: a list with one bad line
 * changes nothing. */
#include "subscribers/roster.h"

#include "roster-private.h"

#include "base/asset.h"
#include "base/code.h"
#include "base/error.h"
#include "base/text.h"
#include "base/when.h"
#include "base/yaml.h"
#include "mail/address.h"
#include "subscribers/bodies.h"
#include "subscribers/rights.h"

#include <string.h>

#define MAX_ROWS     5000000
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
	CODE,
	FIELDS
} Field;

static const char *const field_names[FIELDS] = {"address",  "organisation", "word",
						"language", "consent",      "prefecture",
						"industry", "size",         "code"};

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

	report->wrong++;
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
				 "合い言葉, 言語, 同意日 (consent), 都道府県, 業種, 従業員数, "
				 "紹介コード",
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

/* --- rows --- */

typedef struct {
	KwDb *db;
	const KwRosterList *list;
	int columns[FIELDS];
	KwRosterReport *report;
	gboolean has_erased; /* somebody was erased: every address is asked for */
	GPtrArray *waiting;  /* KwSubscriber *, owned: rows that are not on the roll yet */
} Import;

typedef gboolean (*RowFunc)(const Import *in, const KwCsvRow *row, GError **error);

static gboolean check_row(const Import *in, const KwCsvRow *row, GError **error G_GNUC_UNUSED)
{
	const char *address = cell(row, in->columns, ADDRESS);
	const char *language = cell(row, in->columns, LANGUAGE);
	const char *code = cell(row, in->columns, CODE);
	g_autofree char *normal = address ? kw_address_normalise(address) : NULL;
	int64_t consent = consent_at(cell(row, in->columns, CONSENT), in->list->zone);
	KwRosterReport *report = in->report;

	if (unreadable(row))
		complain(report, row->line, "`%s` cannot be read; save the file as UTF-8",
			 unreadable(row));
	if (!normal)
		complain(report, row->line, "`%s` is no mail address", address ? address : "");
	if (consent < 0 || consent > in->list->now)
		complain(report, row->line,
			 "the day of consent is missing or no past day; write 2026-04-03");
	if (language && !g_str_equal(language, "ja") && !g_str_equal(language, "en"))
		complain(report, row->line, "language `%s`: write ja or en", language);
	if (code && !kw_bodies_find_code(in->list->partners, code))
		complain(report, row->line, "code `%s`: no body in publisher.partners has it",
			 code);
	if (report->rows++ == MAX_ROWS)
		complain(report, row->line, "more than %d rows; import them in parts", MAX_ROWS);
	return report->rows <= MAX_ROWS;
}

static gboolean find_erased(const Import *in, const char *address, gboolean *out_is, GError **error)
{
	g_autofree char *normal = kw_address_normalise(address);

	return kw_rights_is_erased(in->db, in->list->keys, normal, out_is, error);
}

static void count(KwRosterReport *report, KwMembershipResult result)
{
	report->added += result == KW_MEMBERSHIP_ADDED;
	report->already += result == KW_MEMBERSHIP_ALREADY;
	report->back += result == KW_MEMBERSHIP_BACK;
	report->refused += result == KW_MEMBERSHIP_REFUSED;
}

/* Those that wait go onto the roll. */
static gboolean flush(const Import *in, GError **error)
{
	KwMembershipResult results[KW_DB_EACH_MAX];

	if (!kw_membership_enter(in->db, in->waiting, in->list->actor, in->list->now, results,
				 error))
		return FALSE;
	for (guint i = 0; i < in->waiting->len; i++)
		count(in->report, results[i]);
	g_ptr_array_set_size(in->waiting, 0);
	return TRUE;
}

static char *copy_cell(const KwCsvRow *row, const int columns[FIELDS], Field field)
{
	return g_strdup(cell(row, columns, field));
}

static KwSubscriber *subscriber_of(const Import *in, const KwCsvRow *row)
{
	const char *code = cell(row, in->columns, CODE);
	KwSubscriber *s = g_new0(KwSubscriber, 1);

	s->address = copy_cell(row, in->columns, ADDRESS);
	s->organisation = copy_cell(row, in->columns, ORGANISATION);
	s->word = copy_cell(row, in->columns, WORD);
	s->language = copy_cell(row, in->columns, LANGUAGE);
	s->prefecture = copy_cell(row, in->columns, PREFECTURE);
	s->industry = copy_cell(row, in->columns, INDUSTRY);
	s->size = copy_cell(row, in->columns, SIZE);
	s->code = code ? kw_code_fold(code) : NULL;
	s->consent_at = consent_at(cell(row, in->columns, CONSENT), in->list->zone);
	s->consent_how = g_strdup("import");
	s->consent_evidence = g_strdup_printf("%s:%d", in->list->name, row->line);
	return s;
}

static gboolean import_row(const Import *in, const KwCsvRow *row, GError **error)
{
	gboolean is_erased = FALSE;

	if (in->has_erased && !find_erased(in, cell(row, in->columns, ADDRESS), &is_erased, error))
		return FALSE;
	if (is_erased) {
		count(in->report, KW_MEMBERSHIP_REFUSED);
		return TRUE;
	}
	g_ptr_array_add(in->waiting, subscriber_of(in, row));
	return in->waiting->len < KW_DB_EACH_MAX || flush(in, error);
}

/* FALSE with *error, or without where `take` has seen enough. */
static gboolean each_row(Import *in, RowFunc take, GError **error)
{
	g_autoptr(KwRosterFile) file = kw_roster_file_new(in->list->file);
	gboolean is_header = TRUE;

	for (;;) {
		g_autoptr(GError) trouble = NULL;
		g_autoptr(KwCsvRow) row = kw_roster_file_next(file, &trouble);

		if (trouble) {
			g_propagate_prefixed_error(error, g_steal_pointer(&trouble),
						   "%s: ", in->list->name);
			return FALSE;
		}
		if (!row)
			break;
		if (!is_header && !take(in, row, error))
			return FALSE;
		if (is_header &&
		    (!read_header(row, in->columns, in->report, error) || in->report->wrong))
			return FALSE;
		is_header = FALSE;
	}
	if (is_header)
		complain(in->report, 1, "the file is empty; the first line names the columns");
	return TRUE;
}

gboolean kw_roster_import(KwDb *db, const KwRosterList *list, KwRosterReport *out_report,
			  GError **error)
{
	Import in = {.db = db, .list = list, .report = out_report};
	g_autoptr(GPtrArray)
		waiting = g_ptr_array_new_with_free_func((GDestroyNotify)kw_subscriber_free);
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwTx) tx = NULL;
	int64_t erased;

	memset(out_report, 0, sizeof(*out_report));
	out_report->problems = g_ptr_array_new_with_free_func(problem_free);
	if (!each_row(&in, check_row, &trouble) && trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (out_report->wrong)
		return TRUE;
	/* a dry run does all of it and leaves the scope, which undoes it: the counts are the real
	 * ones */
	tx = kw_tx_begin(db, error);
	if (!tx || !kw_roll_count_mark(db, NULL, &erased, error))
		return FALSE;
	in.has_erased = erased > 0;
	in.waiting = waiting;
	return each_row(&in, import_row, error) && flush(&in, error) &&
	       (list->dry_run || kw_tx_commit(tx, error));
}

/* --- writing --- */

char *kw_roster_header(const char *language)
{
	static const char *const japanese[FIELDS] = {"メールアドレス", "会社名",   "合い言葉",
						     "言語",           "同意日",   "都道府県",
						     "業種",           "従業員数", "紹介コード"};

	return kw_csv_format(g_str_equal(language, "en") ? field_names : japanese, FIELDS);
}

char *kw_roster_format(const KwSubscriber *s, GTimeZone *zone)
{
	g_autofree char *consent = s->consent_at ? kw_when_day(s->consent_at, zone) : NULL;
	const char *const fields[FIELDS] = {s->address,  s->organisation, s->word,
					    s->language, consent,         s->prefecture,
					    s->industry, s->size,         s->code};

	return kw_csv_format(fields, FIELDS);
}
