/* From a row of the outbox to the bytes that go out. What of a letter is personal is personal.c's,
 * splicing it in is mail/compose's.
 *
 * The stored letters used last are kept, read and their splices parsed: an issue has one for each
 * language and segment, and its rows come in that order. */
#include "deliver-private.h"

#define KEPT 16 /* of 80 KB or so each */

typedef struct {
	KwLetter *letter;
	KwComposed *composed;
} Kept;

static void kept_free(gpointer data)
{
	Kept *kept = data;

	kw_letter_free(kept->letter);
	kw_composed_free(kept->composed);
	g_free(kept);
}

void kw_letters_clear(KwLetters *letters)
{
	g_queue_clear_full(&letters->recent, kept_free);
	kw_issuer_clear(&letters->issuer);
}

static Kept *load(KwLetters *letters, int64_t id, GError **error)
{
	g_autoptr(KwLetter) letter = kw_letters_get(letters->db, id, error);
	KwComposed *composed =
		letter ? kw_composed_from_store(letter->bytes, letter->splices, error) : NULL;
	Kept *kept;

	if (!composed)
		return NULL;
	kept = g_new0(Kept, 1);
	kept->letter = g_steal_pointer(&letter);
	kept->composed = composed;
	if (letters->recent.length >= KEPT)
		kept_free(g_queue_pop_tail(&letters->recent));
	g_queue_push_head(&letters->recent, kept);
	return kept;
}

static Kept *find(KwLetters *letters, int64_t id, GError **error)
{
	for (GList *link = letters->recent.head; link; link = link->next) {
		if (((Kept *)link->data)->letter->id != id)
			continue;
		g_queue_unlink(&letters->recent, link);
		g_queue_push_head_link(&letters->recent, link);
		return link->data;
	}
	return load(letters, id, error);
}

/* Nobody hears of a notice that did not arrive, but of the one that asks for it. */
static char *return_path_of_notice(const KwIssuer *issuer, const KwOutboxRow *row,
				   const KwLetter *letter)
{
	g_autofree char *token = NULL;

	if (!g_str_equal(letter->purpose, KW_PURPOSE_PROBE))
		return g_strdup("");
	token = kw_token_format(issuer->keys, KW_TOKEN_DELIVERY, 0, row->subscriber);
	return kw_personal_return_path(issuer->config, token);
}

GBytes *kw_letters_build(KwLetters *letters, const KwOutboxRow *row, KwPersonal *personal,
			 GError **error)
{
	const Kept *kept = find(letters, row->letter, error);

	if (!kept)
		return NULL;
	if (!row->issue)
		personal->return_path = return_path_of_notice(&letters->issuer, row, kept->letter);
	else if (!kw_personal_fill(personal, &letters->issuer, row, kept->letter, error))
		return NULL;
	return kw_compose_splice(kept->composed, (const char *const *)personal->values, error);
}
