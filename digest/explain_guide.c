/* Texts that bring no news of an attack or a repair, whatever they name on the way: figures,
 * guides, and what invites to an event. */
#include "explain-private.h"

gboolean kw_telling_is_guide(const KwTelling *t)
{
	const char *id = t->item->category ? t->item->category : "";
	const KwWord *named = kw_words_find(t->words, "threats", id);

	return named && !g_strcmp0(kw_word_text(named, "kind"), "update") &&
	       kw_forms_among(t->said->told, KW_HEAD_SENTENCES, "told-guide") &&
	       !kw_threat_is_titled(t) && !kw_telling_states_weakness(t);
}

/* It invites to an event, whatever its text names on the way. */
static gboolean is_invitation(const KwTelling *t)
{
	return !kw_threat_is_titled(t) && !kw_telling_states_weakness(t) &&
	       !kw_telling_has_reason(t, "publisher-alert") &&
	       !kw_telling_has_reason(t, "breach") &&
	       kw_forms_among(t->said->told, G_MAXUINT, "told-invitation");
}

gboolean kw_telling_is_of_reports(const KwTelling *t)
{
	return kw_telling_has_reason(t, "report") || kw_telling_is_guide(t) || is_invitation(t) ||
	       (t->item->title && kw_forms_has_form(t->item->title, "is-report"));
}

gboolean kw_telling_is_report(const KwTelling *t)
{
	return kw_telling_is_of_reports(t) && !t->threat && !t->product;
}
