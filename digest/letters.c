/* One letter for each language and segment of an issue's readers: the work that grows with the
 * stories is done here, once each, and the outbox only points to it. Readers of another language
 * get theirs; readers who have a product that a story is about get that story first. Who is in
 * which segment is the store's to say (store/segments.h). */
#include "letters-private.h"

#include "digest/check.h"
#include "mail/compose.h"
#include "store/outbox.h"
#include "store/segments.h"

static const char *const languages[] = {"ja", "en"};

struct KwLettering {
	KwDb *db;
	const KwConfig *config;
	const KwEdition *edition;
	int64_t now;
	KwComposed *composed; /* of `edition` as it is */
	KwWords *words[G_N_ELEMENTS(languages)];
};

/* No letter leaves this function that was not looked at once more. */
static KwComposed *compose(const KwConfig *config, const KwIssue *issue, const KwRendered *rendered,
			   int64_t now, GError **error)
{
	g_autofree char *boundary =
		g_strdup_printf("=_kawaraban_%s_%" G_GINT64_FORMAT, issue->kind, issue->id);

	g_autoptr(KwComposed)
		composed = kw_compose(&(KwDraft){.from_name = config->title,
						 .from_address = config->from,
						 .subject = rendered->subject,
						 .list_id = config->list_id,
						 .list_name = config->title,
						 .language = config->language,
						 .date_at = now,
						 .zone = config->timezone,
						 .one_click = config->web_leave != NULL,
						 .is_issue = TRUE,
						 .is_reply = issue->reply_to != 0,
						 .text = rendered->text,
						 .html = rendered->html,
						 .boundary = boundary},
				      error);

	if (!composed || !kw_check_letter(config, rendered, composed->bytes, error)) {
		g_prefix_error(error, "issue %" G_GINT64_FORMAT ", letter in %s: ", issue->id,
			       config->language);
		return NULL;
	}
	return g_steal_pointer(&composed);
}

void kw_lettering_free(KwLettering *lettering)
{
	if (!lettering)
		return;
	kw_composed_free(lettering->composed);
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
		kw_words_free(lettering->words[i]);
	g_free(lettering);
}

KwLettering *kw_lettering_new(KwDb *db, const KwConfig *config, const KwEdition *edition,
			      int64_t now, GError **error)
{
	g_autoptr(KwLettering) lettering = g_new0(KwLettering, 1);

	*lettering = (KwLettering){.db = db, .config = config, .edition = edition, .now = now};
	lettering->composed = compose(config, edition->issue, edition->rendered, now, error);
	if (!lettering->composed)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
		if (!(lettering->words[i] = kw_words_load(languages[i], config->templates, error)))
			return NULL;
	return g_steal_pointer(&lettering);
}

static gboolean put(KwLettering *l, const char *language, guint mask, const KwComposed *composed,
		    int64_t *out_id, GError **error)
{
	const KwIssue *issue = l->edition->issue;
	g_autofree char *splices = kw_composed_splices_format(composed);
	g_autofree char *segment = kw_segments_format(mask);
	const KwLetter letter = {.issue = issue->id,
				 .purpose = issue->kind,
				 .language = (char *)language,
				 .segment = segment,
				 .bytes = composed->bytes,
				 .splices = splices};

	return kw_letters_put(l->db, &letter, l->now, out_id, error);
}

/* The letter of a segment, with its own stories first. */
static gboolean put_segment(KwLettering *l, const KwConfig *config, const KwWords *words,
			    const KwEdition *edition, guint mask, GError **error)
{
	g_autoptr(KwRendered)
		rendered = kw_issue_render_segment(config, words, edition, mask, l->now, error);
	g_autoptr(KwComposed) composed =
		rendered ? compose(config, edition->issue, rendered, l->now, error) : NULL;
	int64_t id;

	return composed && put(l, config->language, mask, composed, &id, error);
}

/* The edition in the language of `config`, and the letter of readers whom no story concerns. */
static gboolean translate(const KwLettering *l, const KwConfig *config, size_t language,
			  KwEdition **out_translated, KwComposed **out_composed, GError **error)
{
	g_autoptr(KwEdition) translated = kw_issue_edition(l->db, config, l->words[language],
							   l->edition->issue->id, l->now, error);

	if (!translated) {
		g_prefix_error(error, "letter in %s: ", config->language);
		return FALSE;
	}
	*out_composed = compose(config, translated->issue, translated->rendered, l->now, error);
	if (!*out_composed)
		return FALSE;
	*out_translated = g_steal_pointer(&translated);
	return TRUE;
}

gboolean kw_lettering_check(const KwLettering *l, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		KwConfig config = *l->config;
		g_autoptr(KwEdition) translated = NULL;
		g_autoptr(KwComposed) composed = NULL;

		if (g_str_equal(languages[i], config.language))
			continue; /* it was looked at when it was composed */
		config.language = (char *)languages[i];
		if (!translate(l, &config, i, &translated, &composed, error))
			return FALSE;
	}
	return TRUE;
}

/* The letters of one language for `masks`; *out_id is that of readers whom no story concerns. */
static gboolean put_letters(KwLettering *l, size_t language, const GArray *masks, int64_t *out_id,
			    GError **error)
{
	KwConfig config = *l->config; /* the same in that language: borrows everything */
	gboolean is_own = g_str_equal(languages[language], config.language);
	g_autoptr(KwEdition) translated = NULL;
	g_autoptr(KwComposed) composed = NULL;
	const KwEdition *edition = l->edition;

	config.language = (char *)languages[language];
	if (!is_own) {
		if (!translate(l, &config, language, &translated, &composed, error))
			return FALSE;
		edition = translated;
	}
	for (guint i = 0; i < masks->len; i++) {
		guint mask = g_array_index(masks, guint, i);

		if (mask && !put_segment(l, &config, l->words[language], edition, mask, error))
			return FALSE;
	}
	return put(l, config.language, 0, is_own ? l->composed : composed, out_id, error);
}

static gboolean put_language(KwLettering *l, size_t language, int priority, int64_t *out_letters,
			     GError **error)
{
	const KwIssue *issue = l->edition->issue;
	g_autoptr(GArray)
		masks = kw_segments_list(l->db, issue->id, languages[language], issue->kind, error);
	int64_t id;

	*out_letters = 0;
	if (!masks || !masks->len)
		return masks != NULL;
	return put_letters(l, language, masks, &id, error) &&
	       kw_outbox_enqueue_issue(l->db, id, issue->id, languages[language], issue->kind,
				       priority, l->now, out_letters, error);
}

gboolean kw_lettering_put(KwLettering *l, int priority, int64_t *out_letters, GError **error)
{
	const KwEdition *edition = l->edition;
	int64_t letters;

	*out_letters = 0;
	for (guint n = 0; n < edition->stories->len; n++)
		if (!kw_segments_set(l->db, edition->issue->id, n,
				     ((const KwStory *)edition->stories->pdata[n])->products,
				     error))
			return FALSE;
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		if (!put_language(l, i, priority, &letters, error))
			return FALSE;
		*out_letters += letters;
	}
	return TRUE;
}
