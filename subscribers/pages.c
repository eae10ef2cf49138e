/* Which page answers which request, and how it is made. What the pages do is pages_roll.c,
 * pages_preferences.c and pages_selfcheck.c, with the steps of pages_visit.c; what they say,
 * templates/LANG/page_*.html.mustache.
 *
 * A link with a token that is none of ours leads to the same page as one that is too old: it says
 * what to do, and nothing of why. */
#include "pages-private.h"

#include "base/part.h"
#include "base/say.h"
#include "base/text.h"
#include "mail/address.h"

#include <string.h>

#define AGENT_CHARS 80
#define DAY_S       ((int64_t)24 * 3600)
#define PAGE_DAYS   30 /* a link that shows what is stored lies in mailboxes, histories and logs */

static const struct {
	const char *folder;
	KwTokenPurpose purpose; /* 0 = no token */
	gboolean needs_token;
	KwVisitFunc show, act;
} routes[] = {
	{"", 0, FALSE, kw_visit_subscribe_show, kw_visit_subscribe},
	{"c", KW_TOKEN_CONFIRM, TRUE, kw_visit_confirm_show, kw_visit_confirm},
	{"u", KW_TOKEN_LEAVE, TRUE, kw_visit_leave_show, kw_visit_leave},
	{"p", KW_TOKEN_PAGE, TRUE, kw_visit_preferences_show, kw_visit_preferences},
	{"check", KW_TOKEN_PAGE, FALSE, kw_visit_selfcheck_show, kw_visit_selfcheck},
};

void kw_page_free(KwPage *page)
{
	if (!page)
		return;
	g_free(page->html);
	g_free(page);
}

static void visit_clear(KwVisit *visit)
{
	g_clear_pointer(&visit->reader, kw_subscriber_free);
	g_clear_pointer(&visit->evidence, g_free);
	g_clear_pointer(&visit->code, g_free);
	g_clear_pointer(&visit->data, json_object_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwVisit, visit_clear)

/* ---- what every page has ---- */

/* The language of the person; else the one that the address asks for. */
static const char *language_of(const KwConfig *config, const KwPageRequest *request,
			       const KwSubscriber *reader)
{
	const char *asked = kw_form_find(request->asks, "lang");

	if (reader) /* who may be read anew, and be another one then */
		return g_intern_string(reader->language);
	return g_strcmp0(asked, "ja") == 0 || g_strcmp0(asked, "en") == 0 ? asked
									  : config->language;
}

static void set_sender(KwVisit *visit)
{
	const KwConfig *config = visit->config;
	const struct {
		const char *key, *value;
	} all[] = {
		{"title", config->title},
		{"publisher", config->publisher_name},
		{"postal_address", config->postal_address},
		{"phone", config->phone},
		{"contact", config->contact},
		{"website", config->website},
		{"from", config->from},
		{"base", visit->request->base},
		{"lang", config->language},
		{"token", visit->token},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
		kw_say_set(visit->data, all[i].key, all[i].value);
	json_object_set_object_member(visit->data, "wrong", json_object_new());
	if (visit->reader) {
		g_autofree char *masked = kw_address_mask(visit->reader->address);

		kw_say_set(visit->data, "masked", masked);
	}
}

static KwPage *render(const KwVisit *visit, GError **error)
{
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), visit->data);
	g_autoptr(KwPage) page = g_new0(KwPage, 1);
	g_autofree char *phrase = g_strconcat("page.", visit->page, NULL);
	g_autofree char *name = g_strconcat("page_", visit->page, NULL);
	g_autofree char *heading = kw_say(visit->words, phrase, visit->data, error);

	if (!heading)
		return NULL;
	kw_say_set(visit->data, "heading", heading);
	page->status = visit->status;
	page->html = kw_part_render(visit->config, name, "html", node, error);
	return page->html ? g_steal_pointer(&page) : NULL;
}

/* ---- which page ---- */

/* The folder of the path and what stands below it: "/u/TOKEN"; -1: no such page. */
static int find_route(const char *path, const char **out_token)
{
	const char *folder = path + (*path == '/');
	size_t length = strcspn(folder, "/");
	const char *token = folder[length] ? folder + length + 1 : NULL;

	*out_token = token && *token ? token : NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(routes); i++) {
		if (strlen(routes[i].folder) != length ||
		    strncmp(routes[i].folder, folder, length) != 0)
			continue;
		if (*out_token ? routes[i].purpose != 0 : !routes[i].needs_token)
			return (int)i;
	}
	return -1;
}

/* Whom the token names. *out NULL without error: it names nobody, or no longer. */
static gboolean find_reader(KwVisit *visit, KwTokenPurpose purpose, KwSubscriber **out,
			    GError **error)
{
	g_autoptr(GError) trouble = NULL;
	int64_t subscriber;

	*out = NULL;
	if (!visit->token ||
	    !kw_token_parse(visit->keys, purpose, visit->token, &visit->first, &subscriber))
		return TRUE;
	if (purpose == KW_TOKEN_PAGE && visit->first + PAGE_DAYS * DAY_S < visit->now)
		return TRUE;
	*out = kw_roll_find(visit->db, subscriber, &trouble);
	if (trouble)
		g_propagate_error(error, g_steal_pointer(&trouble));
	return *out || !trouble;
}

static KwPage *show(KwVisit *visit, int route, GError **error)
{
	if (route < 0)
		kw_visit_end(visit, "link", 404);
	else if (!routes[route].show(visit, error))
		return NULL;
	return render(visit, error);
}

/* What a form asks for, in a transaction, in which the person may no longer be what he was when the
 * page was chosen. It ends with the page, so that one that cannot be made has changed nothing. */
static KwPage *act(KwVisit *visit, int route, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(visit->db, error);
	g_autoptr(KwPage) page = NULL;

	if (!tx)
		return NULL;
	if (visit->reader) {
		g_clear_pointer(&visit->reader, kw_subscriber_free);
		if (!find_reader(visit, routes[route].purpose, &visit->reader, error))
			return NULL;
		if (!visit->reader)
			return show(visit, -1, error);
	}
	page = routes[route].act(visit, error) ? render(visit, error) : NULL;
	return page && kw_tx_commit(tx, error) ? g_steal_pointer(&page) : NULL;
}

static char *evidence_of(const KwPageRequest *request)
{
	g_autofree char *text = kw_text_repair(request->agent ? request->agent : "", -1);
	g_autofree char *line = kw_text_one_line(text);
	g_autofree char *agent = kw_text_cut(line, AGENT_CHARS);

	return g_strstrip(g_strdup_printf("%s %s", request->client, agent));
}

/* Whom the path names, and so which page it is; -1 = none. */
static gboolean choose(KwVisit *visit, int *out_route, GError **error)
{
	*out_route = find_route(visit->request->path, &visit->token);
	if (*out_route < 0 || !visit->token)
		return TRUE;
	if (!find_reader(visit, routes[*out_route].purpose, &visit->reader, error))
		return FALSE;
	if (!visit->reader)
		*out_route = -1;
	return TRUE;
}

KwPage *kw_pages_answer(KwDb *db, const KwConfig *config, const KwKeys *keys,
			const KwPageRequest *request, int64_t now, GError **error)
{
	KwConfig spoken = *config; /* borrows everything */
	g_autoptr(KwWords) words = NULL;
	g_auto(KwVisit) visit = {.db = db,
				 .config = &spoken,
				 .keys = keys,
				 .request = request,
				 .now = now,
				 .evidence = evidence_of(request),
				 .data = json_object_new()};
	int route;

	if (!choose(&visit, &route, error))
		return NULL;
	spoken.language = (char *)language_of(config, request, visit.reader);
	words = kw_words_load(spoken.language, spoken.templates, error);
	if (!words)
		return NULL;
	visit.words = words;
	set_sender(&visit);
	return route >= 0 && request->form ? act(&visit, route, error) : show(&visit, route, error);
}

KwPage *kw_pages_refuse(const KwConfig *config, const KwPageRequest *request, int status,
			GError **error)
{
	KwConfig spoken = *config;
	g_autofree char *key = g_strdup_printf("is_%d", status);
	g_autoptr(KwWords) words = NULL;
	g_auto(KwVisit) visit = {.config = &spoken, .request = request, .data = json_object_new()};

	spoken.language = (char *)language_of(config, request, NULL);
	words = kw_words_load(spoken.language, spoken.templates, error);
	if (!words)
		return NULL;
	visit.words = words;
	set_sender(&visit);
	json_object_set_boolean_member(visit.data, key, TRUE);
	kw_visit_end(&visit, "refused", status);
	return render(&visit, error);
}
