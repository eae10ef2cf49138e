/* deliver who: who got what, by issue and by person, page by page: a list may have a million rows.
 */
#include "deliver.h"
#include "print.h"

#include "base/error.h"
#include "base/when.h"
#include "mail/address.h"
#include "store/outbox.h"
#include "subscribers/csv.h"
#include "store/roll.h"

#include <stdio.h>
#include <string.h>

#define WHO_USAGE "deliver who [--issue NUMBER] [--person ADDRESS] [--state STATE] [--csv] [--json]"
#define STATES    "ready sending sent deferred failed uncertain"
#define PAGE      500

static const char *const titles[] = {"Issue",    "Person", "Address", "State",
				     "Attempts", "At",     "Code",    "Reply"};

/* When it was sent, or is tried again. */
static char *at_of(const KwOutboxRow *row)
{
	int64_t at = row->sent_at ? row->sent_at : row->next_try_at;

	return at ? kw_when_rfc3339_utc(at) : g_strdup("");
}

static char *number_or_nothing(int64_t n)
{
	return n ? g_strdup_printf("%" G_GINT64_FORMAT, n) : g_strdup("");
}

/* As many cells as titles. */
static GStrv cells_of(const KwOutboxRow *row)
{
	char **cells = g_new0(char *, G_N_ELEMENTS(titles) + 1);
	int c = 0;

	cells[c++] = number_or_nothing(row->issue);
	cells[c++] = number_or_nothing(row->subscriber);
	cells[c++] = g_strdup(row->recipient);
	cells[c++] = g_strdup(row->state);
	cells[c++] = g_strdup_printf("%d", row->attempts);
	cells[c++] = at_of(row);
	cells[c++] = number_or_nothing(row->smtp_code);
	cells[c++] = g_strdup(row->smtp_text ? row->smtp_text : "");
	return cells;
}

/* What a relay says comes from outside. */
static void print_csv(const char *const *cells)
{
	g_autofree char *row = kw_csv_format(cells, G_N_ELEMENTS(titles));

	fputs(row, stdout);
}

static void print_json(const char *const *cells, gboolean is_first)
{
	g_autoptr(JsonObject) object = json_object_new();
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);

	for (size_t c = 0; c < G_N_ELEMENTS(titles); c++) {
		g_autofree char *key = g_ascii_strdown(titles[c], -1);

		json_object_set_string_member(object, key, cells[c]);
	}
	printf(is_first ? "[" : ",");
	kw_print_json(node, FALSE);
}

typedef struct {
	int64_t issue;      /* 0 = not by issue */
	const char *person; /* or NULL */
	int64_t subscriber;
	const char *state;
	gboolean csv, json;
} Question;

static GPtrArray *next_page(KwContext *cx, const Question *q, int64_t after, GError **error)
{
	if (q->issue)
		return kw_outbox_list_issue(cx->db, q->issue, q->state, after, PAGE, error);
	if (q->person)
		return kw_outbox_list_person(cx->db, q->subscriber, q->person, q->state, after,
					     PAGE, error);
	return kw_outbox_list(cx->db, q->state, after, PAGE, error);
}

static gboolean is_asked_for(const Question *q, const KwOutboxRow *row)
{
	return !q->issue || !q->person || g_str_equal(row->recipient, q->person) ||
	       (q->subscriber && row->subscriber == q->subscriber);
}

static void print_page(const Question *q, const GPtrArray *rows, guint *printed)
{
	KwTable *table = q->csv || q->json ? NULL
					   : kw_table_new_titles(titles, G_N_ELEMENTS(titles));

	for (guint i = 0; i < rows->len; i++) {
		g_auto(GStrv) cells = NULL;

		if (!is_asked_for(q, rows->pdata[i]))
			continue;
		cells = cells_of(rows->pdata[i]);
		if (table)
			kw_table_add_cells(table, (const char *const *)cells, G_N_ELEMENTS(titles));
		else if (q->csv)
			print_csv((const char *const *)cells);
		else
			print_json((const char *const *)cells, !*printed);
		(*printed)++;
	}
	if (table)
		kw_table_print(table, FALSE);
}

static gboolean print_all(KwContext *cx, const Question *q, GError **error)
{
	int64_t after = 0;
	guint printed = 0, n;

	if (q->csv)
		print_csv(titles);
	do {
		g_autoptr(GPtrArray) rows = next_page(cx, q, after, error);

		if (!rows)
			return FALSE;
		n = rows->len;
		print_page(q, rows, &printed);
		if (n) {
			const KwOutboxRow *last = rows->pdata[n - 1];

			after = q->issue ? last->subscriber : last->id;
		}
	} while (n == PAGE);
	if (q->json)
		puts(printed ? "]" : "[]");
	return TRUE;
}

/* An address that nobody on the roll has may have got notices. */
static gboolean find_person(KwContext *cx, const char *address, Question *q, char **out_normal,
			    GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwSubscriber) subscriber = NULL;

	*out_normal = kw_address_normalise(address);
	if (!*out_normal) {
		kw_error_set(error, KW_ERROR_USAGE, "--person: `%s` is no mail address", address);
		return FALSE;
	}
	q->person = *out_normal;
	subscriber = kw_roll_find_address(cx->db, *out_normal, &trouble);
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	q->subscriber = subscriber ? subscriber->id : 0;
	return TRUE;
}

int kw_deliver_who(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *issue = NULL, *person = NULL, *state = NULL, *normal = NULL;
	Question q = {.json = cx->json};
	const GOptionEntry entries[] = {
		{"issue", 0, 0, G_OPTION_ARG_STRING, &issue, "Of one issue", "NUMBER"},
		{"person", 0, 0, G_OPTION_ARG_STRING, &person, "To one address", "ADDRESS"},
		{"state", 0, 0, G_OPTION_ARG_STRING, &state, "Only those in a state: " STATES,
		 "STATE"},
		{"csv", 0, 0, G_OPTION_ARG_NONE, &q.csv, "As CSV", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, WHO_USAGE, error) ||
	    !kw_options_state(state, STATES, error) ||
	    (issue && !kw_options_id(issue, "issue", &q.issue, error)) ||
	    (person && !find_person(cx, person, &q, &normal, error)))
		return KW_ERROR_USAGE;
	if (argc > 1 || (q.csv && q.json))
		return kw_usage(error, WHO_USAGE);
	q.state = state;
	return print_all(cx, &q, error) ? 0 : KW_ERROR_TEMPORARY;
}
