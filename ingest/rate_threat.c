/* What happens in a story or may, for its category: a weakness of something, a trick, an attack. */
#include "rate-private.h"

#include "base/effects.h"
#include "base/sections.h"
#include "ingest/recognition.h"

#define TOLD_MAX_BYTES (8 * 1024) /* of the text, from its start */
#define LEAD_MAX_BYTES (2 * 1024) /* the same, for what it is about */
#define MAX_YIELDS     2

static gboolean is_kind(const KwWord *threat, const char *kind)
{
	return g_strcmp0(kw_word_text(threat, "kind"), kind) == 0;
}

/* The first of a weakness, of those that are so (NULL: any). */
static const KwWord *find_weakness(const GPtrArray *threats, gboolean (*is)(const KwWord *))
{
	for (guint i = 0; i < threats->len; i++)
		if (is_kind(threats->pdata[i], "weakness") && (!is || is(threats->pdata[i])))
			return threats->pdata[i];
	return NULL;
}

static gboolean is_telling(const KwWord *threat)
{
	return !kw_word_text(threat, "gives_way");
}

static gboolean is_grave(const KwWord *threat)
{
	return kw_word_is_yes(threat, "grave");
}

/* The first, unless it gives way to another of its kind: "defacement for web skimming" is the
 * latter. */
static const KwWord *find_first(const GPtrArray *threats)
{
	const KwWord *first = threats->len ? threats->pdata[0] : NULL;
	const char *kind = first ? kw_word_text(first, "kind") : NULL;

	for (guint i = 0; kind && i < threats->len; i++)
		if (is_telling(threats->pdata[i]) && is_kind(threats->pdata[i], kind))
			return threats->pdata[i];
	return first;
}

/* `other` is told instead where the text names it (threats.yaml: rather). */
static gboolean yields_to(const KwWord *threat, const KwWord *other)
{
	return kw_word_has(threat, "rather", kw_word_id(other));
}

static const KwWord *find_better(const KwWord *threat, const GPtrArray *named)
{
	for (guint i = 0; threat && i < named->len; i++)
		if (yields_to(threat, named->pdata[i]))
			return named->pdata[i];
	return NULL;
}

/* "Supply chain attack" is all that a title begins with, and it or the text goes on that a bad
 * program was put into an extension: the first of those that say more, which may yield as well. */
static const KwWord *tell_rather(const KwWord *threat, const GPtrArray *titled,
				 const GPtrArray *told)
{
	for (guint step = 0; step < MAX_YIELDS; step++) {
		const KwWord *better = find_better(threat, titled);

		better = better ? better : find_better(threat, told);
		threat = better ? better : threat;
	}
	return threat;
}

/* The entry that says so (threats.yaml: poisoned); NULL = the operator's file has none. */
static const KwWord *poisoned_of(const KwWords *words)
{
	g_autoptr(GPtrArray) threats = kw_words_list(words, "threats");

	for (guint i = 0; i < threats->len; i++)
		if (kw_word_is_yes(threats->pdata[i], "poisoned"))
			return threats->pdata[i];
	return NULL;
}

/* What programs are made of was poisoned, as the title says, or the start of a text whose title
 * speaks of a chain; that an account was taken over for it is how. NULL = nothing of the kind. */
static const KwWord *find_poisoned(const KwItem *item, const KwWords *words, const char *title,
				   const GPtrArray *titled)
{
	const KwWord *poisoned = poisoned_of(words);
	const KwWord *first = titled->len ? titled->pdata[0] : NULL;
	g_autofree char *lead = NULL;

	if (!poisoned || (first && is_kind(first, "trick")) || kw_rate_fits("named_flaw", title))
		return NULL;
	if (kw_rate_fits("poisoned", title))
		return poisoned;
	if (!first || !yields_to(first, poisoned))
		return NULL;
	lead = kw_recognition_fold_lines(item->text ? item->text : "", LEAD_MAX_BYTES);
	return kw_rate_fits("poisoned", lead) ? poisoned : NULL;
}

/* What the title calls it, else what the text does. "Improper verification of the source" says
 * nothing to an owner: what it leads to is told under "impact", the gravest first, and so it is
 * where the title only says that there is a weakness. */
static const KwWord *named_threat(const KwWords *words, const char *title, const char *about,
				  const char *can, const GPtrArray *titled)
{
	g_autoptr(GPtrArray) told = kw_words_match_affirmed(words, "threats", about);
	g_autoptr(GPtrArray) led_to = kw_words_match_affirmed(words, "threats", can);
	const KwWord *threat = find_first(titled->len ? titled : told->len ? told : led_to);
	/* what it is for says more than that it is out */
	gboolean is_of_one = threat && is_kind(threat, "update") &&
			     kw_rate_fits("one_update", title) && !kw_rate_fits("monthly", title);
	const KwWord *better;

	threat = tell_rather(threat, titled, told);
	if (threat && !is_of_one && (is_telling(threat) || !is_kind(threat, "weakness")) &&
	    (titled->len || !kw_rate_fits("weakness", title)))
		return threat;
	better = find_weakness(titled, is_telling);
	better = better ? better : find_weakness(led_to, is_grave);
	better = better ? better : find_weakness(led_to, is_telling);
	better = better ? better : find_weakness(told, is_telling);
	better = better ? better : find_weakness(led_to, NULL);
	return better ? better : threat;
}

/* An effect that the text states goes before the kind of weakness; of the same effect the kind says
 * more ("偽のページを見ただけで、勝手に操作される"), unless the text states the least that follows:
 * an "authentication bypass" that opens some pages is no takeover. */
static const KwWord *choose_threat(const KwItem *item, const KwWords *words, const char *about,
				   const GPtrArray *titled)
{
	static const char *const impact[] = {"impact", NULL};
	g_autoptr(KwSections) sections = kw_sections_parse(item->sections);
	g_autofree char *can = kw_sections_texts(sections, impact);
	g_autofree char *title = kw_recognition_fold(item->title ? item->title : "");
	const KwWord *threat = named_threat(words, title, about, can, titled);
	const KwWord *poisoned = find_poisoned(item, words, title, titled);
	g_autoptr(GPtrArray) sentences = NULL, stated = NULL;

	if (poisoned)
		return poisoned;
	if (!(threat && is_kind(threat, "weakness")) &&
	    (titled->len || !kw_rate_fits("weakness", title)))
		return threat;
	sentences = kw_rate_sentences(item);
	stated = kw_effects_stated(words, item->title, can, sentences);
	if (!stated->len) {
		const KwWord *kind = find_weakness(titled, NULL);

		return kind ? kind : threat;
	}
	if (threat && is_telling(threat) && is_telling(stated->pdata[0]) &&
	    kw_effects_is_same(stated->pdata[0], threat))
		return threat;
	return stated->pdata[0];
}

/* A trick is what the title calls one, or a text that speaks neither of a weakness nor, in its
 * title, of a product: many a text on one mentions that mails may be forged. A weakness that serves
 * a trick is a weakness. */
static gboolean is_scam(const KwItem *item, const KwWords *words, const KwWord *titled,
			const KwWord *threat)
{
	const char *title = item->title ? item->title : "", *text = item->text ? item->text : "";
	g_autoptr(GPtrArray) products = kw_words_match_affirmed(words, "products", title);
	g_autofree char *heading = kw_recognition_fold(title);
	g_autofree char *told = kw_recognition_fold_lines(text, TOLD_MAX_BYTES);

	if (titled)
		return is_kind(titled, "trick") && !kw_rate_fits("named_flaw", heading) &&
		       !kw_rate_fits("deceived", heading);
	return is_kind(threat, "trick") && !products->len && !kw_rate_fits("breach", heading) &&
	       !kw_rate_fits("weakness", heading) && !kw_rate_fits("weakness", told);
}

guint kw_rate_threat(KwItem *item, const KwWords *words, const char *about)
{
	const char *title = item->title ? item->title : "";
	g_autoptr(GPtrArray) titled = kw_words_match_affirmed(words, "threats", title);
	const KwWord *threat = choose_threat(item, words, about, titled);
	g_autofree char *folded = kw_recognition_fold(title);

	g_free(item->category);
	item->category = threat ? g_strdup(kw_word_id(threat)) : NULL;
	if (!threat)
		return 0;
	if (is_kind(threat, "weakness") || is_kind(threat, "update"))
		return KW_BIT(WEAKNESS);
	if (is_scam(item, words, titled->len ? titled->pdata[0] : NULL, threat))
		return KW_BIT(SCAM);
	if (!is_kind(threat, "incident"))
		return 0;
	if (titled->len && kw_word_text(threat, "mistake"))
		return KW_BIT(INCIDENT) | KW_BIT(MISTAKE);
	return titled->len && kw_rate_fits("alert", folded) ? KW_BIT(INCIDENT) | KW_BIT(ATTACK)
							    : KW_BIT(INCIDENT);
}
