/* How urgent a story is, by rules (rate.yaml) over signals: what the source states, who it is, and
 * whether small companies have the product (rate_subject.c), what happens (rate_threat.c), and
 * whether somebody attacks (rate_exploited.c). Plain words for the level are the reader's room. */
#include "rate-private.h"

#include "base/background.h"
#include "base/sections.h"
#include "base/sentences.h"
#include "base/text.h"
#include "base/title.h"
#include "ingest/identify.h"
#include "ingest/publisher.h"
#include "ingest/recognition.h"

#include <string.h>

#define TOLD_MAX_BYTES (8 * 1024) /* of the text, from its start, where a label stands */

/* ---- signals of the text ---- */

/* A publisher's number is an alert, unless he says himself that it is not urgent. */
static guint alert_signals(const KwItem *item, const char *title)
{
	g_autofree char *label = item->label ? kw_recognition_fold(item->label) : NULL;
	const KwPublisher *publisher = kw_publisher_find(item->publisher);
	g_autoptr(GPtrArray) refs = NULL;

	if (label && kw_rate_lists("low_labels", label))
		return 0;
	refs = kw_identify_refs(item->publisher_id ? item->publisher_id : "");
	if (refs->len && kw_rate_lists("alert_kinds", ((KwRef *)refs->pdata[0])->kind))
		return KW_BIT(ALERT) | KW_BIT(NUMBERED_ALERT);
	return publisher && publisher->alerts && kw_rate_fits("alert", title) ? KW_BIT(ALERT) : 0;
}

/* The title names what is weak, be it known or not. */
static gboolean names_weak(const KwItem *item)
{
	g_autofree char *name = kw_title_weak_name(item->title);

	return name != NULL;
}

char *kw_rate_text(const KwItem *item)
{
	static const char *const elsewhere[] = {"references", "aside", NULL};
	g_autoptr(KwSections) sections = kw_sections_parse(item->sections);

	return kw_sections_cut(item->text ? item->text : "", sections, elsewhere);
}

/* The start of a text, folded: as its lines stand, and without the line breaks of mail. */
static char *fold_told(const char *text, char **out_lines)
{
	g_autofree char *cut = g_strndup(text, strnlen(text, TOLD_MAX_BYTES));
	g_autofree char *valid = kw_text_repair(cut, -1);
	g_autofree char *unwrapped = kw_sentences_unwrap(valid);

	*out_lines = kw_recognition_fold_lines(valid, TOLD_MAX_BYTES);
	return kw_recognition_fold_lines(unwrapped, TOLD_MAX_BYTES);
}

/* The latest year (from 2000) that a text names is its own; 0 = it names none. */
static guint64 find_year(const char *text)
{
	guint64 latest = 0;

	for (const char *p = strstr(text, "20"); p; p = strstr(p + 2, "20")) {
		char *end;
		guint64 number = g_ascii_strtoull(p, &end, 10);

		if (end - p == 4 && (p == text || !g_ascii_isdigit(p[-1])))
			latest = MAX(latest, number);
	}
	return latest;
}

/* What may call this weakness critical: not what a text says of another one, of another year, or of
 * many. */
static char *cut_rated(const char *told)
{
	g_autoptr(GString) text = g_string_new(told);
	g_autoptr(GPtrArray) sentences = kw_sentences_split(told);
	guint64 latest = find_year(told);
	g_autofree char *year = latest ? g_strdup_printf("%" G_GUINT64_FORMAT, latest) : NULL;

	for (guint i = 0; i < sentences->len; i++)
		if (kw_background_is(sentences->pdata[i]))
			g_string_replace(text, sentences->pdata[i], "", 1);
	if (year)
		g_string_replace(text, year, "this year", 0);
	return kw_rate_strike("not_critical", text->str, "");
}

/* Whoever makes it says that the weakness of something else does nothing to it. */
static gboolean is_cleared(const char *title, const char *told)
{
	return kw_rate_fits("unaffected_title", title) ||
	       (kw_rate_fits("asks_impact", title) && kw_rate_fits("cleared", told) &&
		!kw_rate_fits("concerned", told) && !kw_rate_fits("ask_update", told));
}

/* "Affected: Foo before 2.1". */
static gboolean lists_affected(const KwItem *item)
{
	static const char *const roles[] = {"affected", NULL};
	g_autoptr(KwSections) sections = kw_sections_parse(item->sections);
	g_autofree char *affected = kw_sections_texts(sections, roles);
	g_autofree char *folded = kw_recognition_fold_lines(affected, TOLD_MAX_BYTES);

	return kw_rate_fits("affected_row", folded);
}

static guint text_signals(const KwItem *item)
{
	static const struct {
		const char *patterns;
		guint bit;
		enum { TEXT, LINES, TITLE, RATED } is_of; /* the title is looked at in any case */
	} kinds[] = {
		{"suspected", KW_BIT(SUSPECTED), TEXT},
		{"wave", KW_BIT(WAVE), TEXT},
		{"critical", KW_BIT(CRITICAL), RATED},
		{"unaffected", KW_BIT(UNAFFECTED), TEXT},
		{"repaired", KW_BIT(REPAIRED), TEXT},
		{"monthly", KW_BIT(MONTHLY), TITLE},
		{"report", KW_BIT(REPORT), TITLE},
		{"weekly", KW_BIT(WEEKLY), TITLE},
		{"breach", KW_BIT(BREACH), TITLE},
		{"repair", KW_BIT(WEAKNESS), TEXT},
		{"asks_customers", KW_BIT(CUSTOMERS_ASKED), TEXT},
		{"ending", KW_BIT(ENDING), TITLE},
		{"outage", KW_BIT(OUTAGE), TITLE},
		{"malware", KW_BIT(MALWARE), TITLE},
		{"weakness", KW_BIT(TITLED_WEAKNESS), TITLE},
		{"advisory_form", KW_BIT(FORM), LINES},
	};
	g_autofree char *title = kw_recognition_fold(item->title ? item->title : "");
	g_autofree char *exploited = kw_rate_exploited_quote(item);
	g_autofree char *text = kw_rate_text(item);
	g_autofree char *lines = NULL, *told = fold_told(text, &lines);
	g_autofree char *rated = cut_rated(told);
	const char *texts[] = {[TEXT] = told, [LINES] = lines, [TITLE] = "", [RATED] = rated};
	guint bits = alert_signals(item, title) | (exploited ? KW_BIT(EXPLOITED) : 0);

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (kw_rate_fits(kinds[i].patterns, title) ||
		    kw_rate_fits(kinds[i].patterns, texts[kinds[i].is_of]))
			bits |= kinds[i].bit;
	if (kw_rate_fits("automatic", told))
		bits &= ~KW_BIT(CRITICAL);
	if (names_weak(item))
		bits |= KW_BIT(NAMED_PRODUCT);
	if (!kw_rate_fits("unaffected", title) &&
	    (bits & KW_BIT(ALERT) || kw_rate_fits("ask_update", told) || lists_affected(item)))
		bits &= ~KW_BIT(UNAFFECTED); /* some other maker's, then, or some of his */
	if (is_cleared(title, told))
		bits |= KW_BIT(UNAFFECTED);
	if ((kw_rate_fits("no_login", title) || kw_rate_fits("no_login", told)) &&
	    !kw_rate_fits("needs_login", title) && !kw_rate_fits("needs_login", told))
		bits |= KW_BIT(EXPOSED); /* whether it is reached: rate_subject.c */
	return bits;
}

/* ---- the rules ---- */

static void apply_rules(KwItem *item, guint bits)
{
	GString *why = g_string_new(NULL);

	g_free(item->severity);
	g_free(item->severity_why);
	item->severity = g_strdup(kw_rate_level(bits));
	for (KwSignal i = 0; i < KW_SIGNAL_KNOWN_PRODUCT; i++)
		if (bits & (1u << i))
			g_string_append_printf(why, "%s%s", why->len ? " " : "", kw_signal_name(i));
	item->severity_why = g_string_free(why, FALSE);
}

/* The weakness of the title is another's, by which somebody was broken into. */
static gboolean is_means(const KwItem *item)
{
	g_autofree char *title = kw_recognition_fold(item->title ? item->title : "");

	return kw_rate_fits("means", title);
}

void kw_rate_item(KwItem *item, const KwWords *words)
{
	g_autofree char *about = NULL;
	guint bits = kw_rate_products(item, words, text_signals(item), &about);

	bits |= kw_rate_threat(item, words, about);
	if (!(bits & KW_BIT(ALERT)) && kw_rate_is_headlines(item, words))
		bits |= KW_BIT(WEEKLY);
	if (bits & KW_BIT(TITLED_PRODUCT) && bits & KW_BIT(TITLED_WEAKNESS) && !is_means(item))
		bits &= ~KW_BIT(BREACH); /* it is about that weakness */
	if (bits & KW_BIT(REPORT))
		bits &= ~KW_BIT(SCAM);
	if (bits & KW_BIT(MISTAKE))
		bits &= ~KW_BIT(OUTAGE);
	if (item->category && kw_rate_lists("stopping_threats", item->category))
		bits &= ~KW_BIT(EXPOSED);
	/* else told as an attack or as what happened to somebody, or nothing that goes on */
	if (!(bits & KW_BIT(SCAM)) &&
	    (bits & (KW_BIT(EXPLOITED) | KW_BIT(BREACH)) || !(bits & KW_BIT(INCIDENT))))
		bits &= ~KW_BIT(WAVE);
	/* no reason any more: attacked is something else, or was, or nothing */
	if (bits & (KW_BIT(REPORT) | KW_BIT(UNAFFECTED) | KW_BIT(REPAIRED) | KW_BIT(OUTAGE) |
		    KW_BIT(MISTAKE)) ||
	    (bits & KW_BIT(SCAM) && !(bits & KW_BIT(MALWARE))))
		bits &= ~(KW_BIT(EXPLOITED) | KW_BIT(SUSPECTED) | KW_BIT(CRITICAL));
	if (item->listed_on)
		bits |= KW_BIT(KNOWN_EXPLOITED);
	apply_rules(item, bits);
}

void kw_rate_listed(KwItem *item, const char *day)
{
	g_auto(GStrv) why = g_strsplit(item->severity_why ? item->severity_why : "", " ", 0);
	guint bits = KW_BIT(KNOWN_EXPLOITED);

	g_free(item->listed_on);
	item->listed_on = g_strdup(day);
	for (char **name = why; *name; name++)
		for (KwSignal i = 0; i < KW_SIGNAL_KNOWN_PRODUCT; i++)
			if (g_str_equal(kw_signal_name(i), *name))
				bits |= 1u << i;
	if (item->products && *item->products)
		bits |= KW_BIT(KNOWN_PRODUCT);
	if (names_weak(item))
		bits |= KW_BIT(NAMED_PRODUCT);
	if (!item->severity_by) {
		apply_rules(item, bits);
		return;
	}
	g_autofree char *by_staff = g_strdup(item->severity);
	apply_rules(item, bits);
	g_free(item->severity);
	item->severity = g_steal_pointer(&by_staff);
}

gboolean kw_rate_is_exploited(const KwItem *item)
{
	g_auto(GStrv) why = g_strsplit(item->severity_why ? item->severity_why : "", " ", 0);
	const char *const *names = (const char *const *)why;

	return g_strv_contains(names, kw_signal_name(KW_SIGNAL_KNOWN_EXPLOITED)) ||
	       g_strv_contains(names, kw_signal_name(KW_SIGNAL_EXPLOITED));
}
